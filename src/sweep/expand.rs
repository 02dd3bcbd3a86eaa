//! From a suite and knobs to the suite that is run.

use std::path::Path;

use anyhow::{Context as _, bail};
use serde_json::Value as Json;
use toml::{Table, Value};
use wildmatch::WildMatch;

use crate::config::suggest;
use crate::scheme::param;
use crate::suite::{Case, Knob, Suite, Sweep};

/// Settings of one sweep.
const MOST: usize = 400;

/// The suite that a sweep runs, as text: the base first, then each setting as a case whose seeds do not see the knobs.
/// Solvers that do not answer the base are left out.
pub fn expand(suite: &Suite, sweep: &Sweep) -> anyhow::Result<String> {
    let base = match &sweep.case {
        Some(name) => suite.cases.iter().find(|case| &case.name == name),
        None => suite.cases.first(),
    };
    let base = base.with_context(|| {
        let known = suite.cases.iter().map(|case| case.name.as_str());
        let name = sweep.case.as_deref().unwrap_or_default();
        format!("no case is called `{name}`; {}", suggest(name, known))
    })?;
    anyhow::ensure!(
        !sweep.knobs.is_empty(),
        "no knob to move; add [sweep.knobs] to {} or give --knob num_lines=0,5,10",
        suite.path.display()
    );
    let home = home(base, &sweep.knobs)?;
    let mut table: Table = suite.text.parse()?;
    let rows = table.get("case").and_then(Value::as_array);
    let named = |row: &&Value| row.get("name").and_then(Value::as_str) == Some(&base.name);
    let row = rows
        .and_then(|rows| rows.iter().find(named))
        .and_then(Value::as_table)
        .cloned()
        .context("the suite's text has no such case")?;
    let settings = settings(sweep, &home)?;
    let mut cases = vec![case(&row, None, &[], sweep, &suite.path)];
    for setting in &settings {
        let name: Vec<String> = setting
            .iter()
            .map(|(knob, value)| format!("{knob}={}", bare(value)))
            .collect();
        cases.push(case(
            &row,
            Some(name.join(", ")),
            setting,
            sweep,
            &suite.path,
        ));
    }
    table.insert(
        "case".to_owned(),
        Value::Array(cases.into_iter().map(Value::Table).collect()),
    );
    for gone in ["sweep", "learn", "expect"] {
        table.remove(gone);
    }
    if let Some(Value::Array(solvers)) = table.get_mut("solver") {
        solvers.retain(|solver| answers(solver, &base.name));
        for solver in solvers.iter_mut().filter_map(Value::as_table_mut) {
            solver.remove("cases");
            solver.remove("trained_on");
        }
    }
    Ok(toml::to_string(&table)?)
}

/// Where the knobs stand in the base.
fn home(base: &Case, knobs: &[Knob]) -> anyhow::Result<Vec<Json>> {
    let params = base.scheme.params();
    let one = |knob: &Knob| {
        param(&params, &knob.name).cloned().with_context(|| {
            let known = params.as_object().into_iter().flat_map(|map| map.keys());
            let help = suggest(&knob.name, known.map(String::as_str));
            format!(
                "scheme `{}` has no knob `{}`; {help}",
                base.kind.name, knob.name
            )
        })
    };
    knobs.iter().map(one).collect()
}

type Moved<'a> = Vec<(&'a str, &'a Value)>;

/// What is moved in each setting beside the base: one knob at a time, or every combination. A value equal to the base's
/// is no move.
fn settings<'a>(sweep: &'a Sweep, home: &[Json]) -> anyhow::Result<Vec<Moved<'a>>> {
    let mut all: Vec<Moved<'a>> = Vec::new();
    if sweep.factorial {
        all.push(Vec::new());
        for knob in &sweep.knobs {
            let longer = |moved: &Moved<'a>| {
                let with = |value| {
                    moved
                        .iter()
                        .copied()
                        .chain([(knob.name.as_str(), value)])
                        .collect()
                };
                knob.values.iter().map(with).collect::<Vec<_>>()
            };
            all = all.iter().flat_map(longer).collect();
            anyhow::ensure!(
                all.len() <= MOST,
                "more than {MOST} combinations; give fewer values"
            );
        }
        let is_home = |moved: &Moved<'_>| moved.iter().zip(home).all(|((_, v), h)| same(v, h));
        all.retain(|moved| !is_home(moved));
    } else {
        for (knob, home) in sweep.knobs.iter().zip(home) {
            let away = knob.values.iter().filter(|value| !same(value, home));
            all.extend(away.map(|value| vec![(knob.name.as_str(), value)]));
        }
    }
    if all.is_empty() {
        bail!("every value given is the design's own; give others to move to");
    }
    anyhow::ensure!(
        all.len() <= MOST,
        "more than {MOST} settings; give fewer values"
    );
    Ok(all)
}

/// Equal as parameters, where 2 and 2.0 are the same.
fn same(value: &Value, home: &Json) -> bool {
    let number = |value: &Value| {
        value
            .as_float()
            .or_else(|| value.as_integer().map(|i| i as f64))
    };
    match (number(value), home.as_f64()) {
        (Some(a), Some(b)) => a == b,
        (None, None) => serde_json::to_value(value).is_ok_and(|json| json == *home),
        _ => false,
    }
}

fn case(
    row: &Table,
    name: Option<String>,
    moved: &[(&str, &Value)],
    sweep: &Sweep,
    _: &Path,
) -> Table {
    let mut row = row.clone();
    if let Some(name) = name {
        // Of a filter's pattern, and so not of a name.
        let plain = name.replace(['/', '*', '?'], "_");
        row.insert("name".to_owned(), Value::String(plain));
    }
    if let Some(count) = sweep.count {
        row.insert(
            "count".to_owned(),
            Value::Integer(i64::try_from(count).unwrap_or(i64::MAX)),
        );
    }
    let names = sweep
        .knobs
        .iter()
        .map(|knob| Value::String(knob.name.clone()));
    row.insert("seed_without".to_owned(), Value::Array(names.collect()));
    for (knob, value) in moved {
        let mut at = row
            .entry("options")
            .or_insert_with(|| Value::Table(Table::new()));
        for key in knob.split('.') {
            if !at.is_table() {
                *at = Value::Table(Table::new());
            }
            let Value::Table(table) = at else { continue };
            at = table
                .entry(key)
                .or_insert_with(|| Value::Table(Table::new()));
        }
        *at = (*value).clone();
    }
    row
}

fn bare(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn answers(solver: &Value, case: &str) -> bool {
    let patterns = solver.get("cases").and_then(Value::as_array);
    patterns.is_none_or(|patterns| {
        let mut words = patterns.iter().filter_map(Value::as_str);
        patterns.is_empty() || words.any(|pattern| WildMatch::new(pattern).matches(case))
    })
}
