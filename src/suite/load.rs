//! From a suite's text to a [`Suite`], with every mistake at its place.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::expect::expects;
use super::learn::learn;
use super::sweep::sweep;
use super::wire::{CaseTable, CostTable, RunTable, SCHEMA, SolverTable, SuiteFile};
use super::{Case, Contestant, Cost, Learn, Settings, Suite, Who};
use crate::adapter::{self, take_options};
use crate::config::{OptionError, Options, suggest};
use crate::diagnose::FileError;
use crate::scheme;
use crate::solver;
use crate::solver::control::Control;
use crate::stats::{PRESETS, Threshold};

pub(super) type Loaded<T> = Result<T, OptionError>;

impl Suite {
    /// Reads and checks a suite file; relative paths in it start from its folder.
    pub fn load(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path)
            .map_err(|e| anyhow::anyhow!("failed to read the suite {}: {e}", path.display()))?;
        Self::parse(&text, path).map_err(Into::into)
    }

    /// Checks a suite's text as if it stood at `path`.
    pub fn parse(text: &str, path: &Path) -> Result<Self, FileError> {
        build(text, path).map_err(|e| FileError::new(path, text, e))
    }
}

fn build(text: &str, path: &Path) -> Loaded<Suite> {
    let table = DeTable::parse(text).map_err(|e| OptionError::from_toml(&e))?;
    let whole = Spanned::new(table.span(), DeValue::Table(table.get_ref().clone()));
    let file = SuiteFile::deserialize(ValueDeserializer::from(whole))
        .map_err(|e| OptionError::from_toml(&e))?;
    check_head(&file)?;
    let settings = settings(&file)?;
    let cases = cases(&file, table.get_ref(), path)?;
    let deadline = Duration::from_millis(settings.deadline_ms);
    let mut contestants = controls(&file.run, deadline)?;
    for (i, place) in file.solver.iter().enumerate() {
        let options = options_at(table.get_ref(), "solver", i);
        let solver = solver(place, &options, path, deadline)?;
        check_patterns(place.get_ref(), &cases)?;
        if let Some(case) = &place.get_ref().trained_on {
            check_case_pattern(case, &cases)?;
        }
        check_asked(place, &solver, &cases)?;
        let name = Spanned::new(name_place(place), solver.name.clone());
        unique(&name, contestants.iter().map(|c| c.name.as_str()))?;
        contestants.push(solver);
    }
    let usual = Learn::usual(settings.cost.human_per_1000_usd);
    let learn = learn(&file.learn, usual, &cases, path)?;
    let sweep = sweep(&file.sweep, &cases)?;
    let expects = expects(&file.expect, &cases, &contestants, text)?;
    Ok(Suite {
        name: file.name.into_inner(),
        summary: file.summary,
        path: path.to_owned(),
        text: text.to_owned(),
        seed: file.seed,
        hosts: file.run.hosts,
        settings,
        learn,
        sweep,
        expects,
        cases,
        contestants,
    })
}

fn check_head(file: &SuiteFile) -> Loaded<()> {
    let (schema, name) = (&file.schema, &file.name);
    if *schema.get_ref() != SCHEMA {
        let message = format!(
            "unknown suite schema {}; this capbench reads {SCHEMA}",
            schema.get_ref()
        );
        return Err(at(schema, message));
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if name.get_ref().is_empty() || !name.get_ref().chars().all(plain) {
        return Err(at(
            name,
            "a suite's name is made of letters, digits, `-`, `_` and `.`",
        ));
    }
    Ok(())
}

fn cases(file: &SuiteFile, table: &DeTable<'_>, path: &Path) -> Loaded<Vec<Case>> {
    let base = path.parent().map_or_else(PathBuf::new, Path::to_owned);
    let mut cases: Vec<Case> = Vec::new();
    for (i, row) in file.case.iter().enumerate() {
        let case = case(row.get_ref(), &options_at(table, "case", i), &base)?;
        unique(&row.get_ref().name, cases.iter().map(|c| c.name.as_str()))?;
        cases.push(case);
    }
    if cases.is_empty() {
        return Err(OptionError::at(
            "case",
            "a suite needs at least one [[case]]",
        ));
    }
    Ok(cases)
}

/// Where a solver's name stands: its own, its adapter's or its kind's.
fn name_place(place: &Spanned<SolverTable>) -> Range<usize> {
    let table = place.get_ref();
    let named = table
        .name
        .as_ref()
        .or(table.adapter.as_ref())
        .or(table.kind.as_ref());
    named.map_or_else(|| place.span(), Spanned::span)
}

pub(super) fn at<T>(place: &Spanned<T>, message: impl Into<String>) -> OptionError {
    OptionError {
        span: Some(place.span()),
        key: None,
        message: message.into(),
        help: None,
    }
}

fn options_at<'i>(table: &DeTable<'i>, list: &str, index: usize) -> Options<'i> {
    let row = table
        .get(list)
        .and_then(|list| list.get_ref().as_array())
        .and_then(|rows| rows.get(index));
    row.and_then(|row| row.get_ref().as_table())
        .map_or_else(Options::empty, take_options)
}

/// A name that filters, files and tables can carry.
fn check_name(name: &Spanned<String>) -> Loaded<()> {
    let odd = |c: char| c.is_control() || "/*?".contains(c);
    if name.get_ref().trim().is_empty() || name.get_ref().contains(odd) {
        return Err(at(
            name,
            "a name is not empty and holds no `/`, `*`, `?` or control character",
        ));
    }
    Ok(())
}

fn unique<'a>(name: &Spanned<String>, mut earlier: impl Iterator<Item = &'a str>) -> Loaded<()> {
    check_name(name)?;
    if earlier.any(|e| e == name.get_ref()) {
        return Err(
            at(name, format!("the name `{}` stands twice", name.get_ref()))
                .help("give one of them another `name`"),
        );
    }
    Ok(())
}

fn settings(file: &SuiteFile) -> Loaded<Settings> {
    let mut settings = Settings::default();
    if let Some(text) = &file.run.deadline {
        settings.deadline_ms = u64::try_from(duration(text)?.as_millis()).unwrap_or(u64::MAX);
    }
    if let Some(budget) = &file.run.error_budget {
        if !(0.0..=1.0).contains(budget.get_ref()) {
            return Err(at(
                budget,
                format!(
                    "error_budget {} is not a share from 0 to 1",
                    budget.get_ref()
                ),
            ));
        }
        settings.error_budget = *budget.get_ref();
    }
    if let Some(names) = &file.run.thresholds {
        settings.thresholds = names.iter().map(named_threshold).collect::<Loaded<_>>()?;
    }
    for own in &file.threshold {
        if !(*own.rate.get_ref() > 0.0 && *own.rate.get_ref() < 1.0) {
            return Err(at(
                &own.rate,
                format!("threshold {} is not between 0 and 1", own.rate.get_ref()),
            ));
        }
        let source = "set by the suite".to_owned();
        settings.thresholds.push(Threshold {
            name: own.name.clone(),
            p: *own.rate.get_ref(),
            source,
        });
    }
    settings.thresholds.sort_by(|a, b| a.p.total_cmp(&b.p));
    settings.cost = cost(&file.cost, settings.cost)?;
    Ok(settings)
}

/// The suite's amounts over the usual ones.
fn cost(table: &CostTable, usual: Cost) -> Loaded<Cost> {
    let cost = Cost {
        per_attempt_usd: table.per_attempt_usd.unwrap_or(usual.per_attempt_usd),
        core_hour_usd: table.core_hour_usd.unwrap_or(usual.core_hour_usd),
        human_per_1000_usd: table.human_per_1000_usd.unwrap_or(usual.human_per_1000_usd),
        retry_delay_s: table.retry_delay_s.unwrap_or(usual.retry_delay_s),
    };
    let Cost {
        per_attempt_usd: a,
        core_hour_usd: b,
        human_per_1000_usd: c,
        retry_delay_s: d,
    } = cost;
    if [a, b, c, d].iter().any(|x| !x.is_finite() || *x < 0.0) {
        return Err(OptionError::at(
            "cost",
            "every amount of [cost] is a number of at least 0",
        ));
    }
    Ok(cost)
}

impl Default for Settings {
    fn default() -> Self {
        let named = |name| Threshold::preset(name);
        Self {
            error_budget: 0.01,
            thresholds: ["bursztein", "three-tries"]
                .into_iter()
                .filter_map(named)
                .collect(),
            cost: Cost {
                per_attempt_usd: 0.0,
                core_hour_usd: 0.05,
                human_per_1000_usd: 1.0,
                retry_delay_s: 0.0,
            },
            deadline_ms: 10_000,
        }
    }
}

pub(super) fn named_threshold(name: &Spanned<String>) -> Loaded<Threshold> {
    Threshold::preset(name.get_ref()).ok_or_else(|| {
        let help = suggest(name.get_ref(), PRESETS.iter().map(|preset| preset.0));
        at(name, format!("unknown threshold `{}`", name.get_ref())).help(help)
    })
}

pub(super) fn duration(text: &Spanned<String>) -> Loaded<Duration> {
    let parsed = humantime::parse_duration(text.get_ref())
        .ok()
        .filter(|d| d.as_millis() > 0);
    parsed.ok_or_else(|| {
        at(
            text,
            format!(
                "`{}` is not a duration of a millisecond or more",
                text.get_ref()
            ),
        )
        .help("write it as \"500ms\" or \"10s\"")
    })
}

fn case(table: &CaseTable, options: &Options<'_>, base: &Path) -> Loaded<Case> {
    let Some(kind) = scheme::find(table.scheme.get_ref()) else {
        let help = suggest(
            table.scheme.get_ref(),
            scheme::KINDS.iter().map(|kind| kind.name),
        );
        return Err(at(
            &table.scheme,
            format!("unknown scheme `{}`", table.scheme.get_ref()),
        )
        .help(help));
    };
    let preset = table.preset.as_ref();
    let built = (kind.build)(preset.map(|p| p.get_ref().as_str()), options, base);
    let scheme = built.map_err(|error| match (&error.key, preset) {
        (Some(key), Some(preset)) if key == "preset" => OptionError {
            span: Some(preset.span()),
            ..error
        },
        _ => {
            let error = options.locate(error);
            // An error of the combination has no key of its own: the case's name is the nearest place.
            OptionError {
                span: error.span.or(Some(table.name.span())),
                ..error
            }
        }
    })?;
    let count = count(table, scheme.available())?;
    let preset = preset.map(|p| p.get_ref().clone());
    Ok(Case {
        name: table.name.get_ref().clone(),
        kind,
        preset,
        count,
        feedback: table.feedback,
        seed_without: seed_without(table, &scheme.params())?,
        scheme: Arc::from(scheme),
    })
}

/// Names of parameters that there are.
fn seed_without(table: &CaseTable, params: &serde_json::Value) -> Loaded<Vec<String>> {
    let mut names = Vec::new();
    for name in &table.seed_without {
        if scheme::param(params, name.get_ref()).is_none() {
            let known = params.as_object().into_iter().flat_map(|map| map.keys());
            let help = suggest(name.get_ref(), known.map(String::as_str));
            let message = format!("the scheme has no parameter `{}`", name.get_ref());
            return Err(at(name, message).help(help));
        }
        names.push(name.get_ref().clone());
    }
    names.sort();
    names.dedup();
    Ok(names)
}

/// Challenges a case may have.
const MOST: u64 = 100_000_000;

fn count(table: &CaseTable, available: Option<u64>) -> Loaded<u64> {
    match (&table.count, available) {
        (Some(count), _) if *count.get_ref() == 0 => {
            Err(at(count, "count is 0; a case needs at least one challenge"))
        }
        (Some(count), Some(all)) if *count.get_ref() > all => Err(at(
            count,
            format!(
                "count is {}, but there are only {all} challenges",
                count.get_ref()
            ),
        )),
        (Some(count), _) if *count.get_ref() > MOST => {
            Err(at(count, format!("count is more than {MOST}")))
        }
        (Some(count), _) => Ok(*count.get_ref()),
        (None, Some(all)) => Ok(all),
        (None, None) => {
            Err(at(&table.name, "the case has no count").help("add `count = 500`, say"))
        }
    }
}

fn controls(run: &RunTable, deadline: Duration) -> Loaded<Vec<Contestant>> {
    let mut wanted = vec![Control::Oracle, Control::Blind, Control::Random];
    for name in &run.controls {
        let Some(control) = Control::find(name.get_ref()) else {
            let help = suggest(name.get_ref(), Control::ALL.iter().map(|c| c.name()));
            return Err(at(name, format!("unknown control `{}`", name.get_ref())).help(help));
        };
        if !wanted.contains(&control) {
            wanted.push(control);
        }
    }
    let contestant = |control: Control| Contestant {
        name: control.name().to_owned(),
        who: Who::Control(control),
        cases: Vec::new(),
        deadline,
        trained_on: None,
    };
    Ok(wanted.into_iter().map(contestant).collect())
}

fn solver(
    place: &Spanned<SolverTable>,
    options: &Options<'_>,
    suite: &Path,
    deadline: Duration,
) -> Loaded<Contestant> {
    let table = place.get_ref();
    let (name, kind, made) = match (&table.adapter, &table.kind) {
        (Some(adapter), None) if table.options.is_empty() => {
            let dir = adapter::find(adapter.get_ref(), Some(suite));
            let dir = dir.map_err(|e| OptionError {
                span: Some(adapter.span()),
                ..e
            })?;
            let loaded = adapter::load(&dir).map_err(|e| at(adapter, format!("{e:#}")))?;
            (loaded.name, loaded.kind, loaded.made)
        }
        (Some(adapter), None) => {
            let message = "options of an adapter stand in its own adapter.toml";
            return Err(at(adapter, message)
                .help("set `kind` and `options` here instead, or copy the adapter"));
        }
        (None, Some(kind)) => {
            let base = suite.parent().unwrap_or(Path::new("."));
            let (word, made) = adapter::make(kind, options, base)?;
            (word.to_owned(), word, made)
        }
        _ => return Err(at(place, "a solver needs either `adapter` or `kind`")),
    };
    let deadline = table.deadline.as_ref().map_or(Ok(deadline), duration)?;
    let name = table.name.as_ref().map_or(name, |n| n.get_ref().clone());
    let cases = table.cases.iter().map(|c| c.get_ref().clone()).collect();
    let trained_on = table.trained_on.as_ref().map(|case| case.get_ref().clone());
    Ok(Contestant {
        name,
        who: Who::Solver { kind, made },
        cases,
        deadline,
        trained_on,
    })
}

fn check_patterns(table: &SolverTable, cases: &[Case]) -> Loaded<()> {
    table
        .cases
        .iter()
        .try_for_each(|pattern| check_case_pattern(pattern, cases))
}

/// A solver that no case of the suite suits is a slip.
fn check_asked(place: &Spanned<SolverTable>, solver: &Contestant, cases: &[Case]) -> Loaded<()> {
    if cases.iter().any(|case| solver.answers(case)) {
        return Ok(());
    }
    let kind = match &solver.who {
        Who::Solver { kind, .. } => solver::find(kind),
        Who::Control(_) => None,
    };
    let reads = kind.map_or_else(String::new, |kind| {
        let words: Vec<&str> = kind.answers.iter().map(|asks| asks.word()).collect();
        words.join(" or ")
    });
    let span = Spanned::new(name_place(place), ());
    let message = format!(
        "`{}` answers {reads}, and none of its cases shows one",
        solver.name
    );
    Err(at(&span, message).help("name other cases, or take another solver"))
}

/// A pattern of case names must name one.
pub(super) fn check_case_pattern(pattern: &Spanned<String>, cases: &[Case]) -> Loaded<()> {
    let names: BTreeSet<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    let glob = wildmatch::WildMatch::new(pattern.get_ref());
    if names.iter().any(|name| glob.matches(name)) {
        return Ok(());
    }
    let help = suggest(pattern.get_ref(), names.iter().copied());
    let message = format!("no case is called `{}`", pattern.get_ref());
    Err(at(pattern, message).help(help))
}
