//! `[[expect]]`: what must hold of a run, from its table to [`Expect`].

use toml::Spanned;
use wildmatch::WildMatch;

use super::load::{Loaded, at, check_case_pattern, duration};
use super::wire::ExpectTable;
use super::{Case, Contestant};
use crate::config::suggest;

/// Something that must hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Expect {
    /// Its name in reports.
    pub name: String,
    /// Pattern of case names.
    pub case: String,
    /// Who it is about.
    pub subject: Subject,
    /// What is measured.
    pub measure: Measure,
    /// What must hold of it.
    pub bound: Bound,
    /// Folder of the record to compare with, from the suite's folder on.
    pub baseline: Option<String>,
    /// Line of the suite, from 1.
    pub line: usize,
}

/// Who an expectation is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// All solvers together: the attacker who owns every one of them.
    Union,
    /// Each solver whose name matches this pattern.
    Solvers(String),
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Measure {
    /// Solved of all planned.
    SolveRate,
    /// Answered, rightly or wrongly, of all planned.
    Answered,
    /// The time that this share of warm calls stays within.
    Latency(f64),
}

/// What must hold. Shares are 0 to 1, times in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// No more than this.
    AtMost(f64),
    /// No less than this.
    AtLeast(f64),
    /// Against the baseline: up by no more than this.
    RiseAtMost(f64),
    /// Against the baseline: down by no more than this.
    FallAtMost(f64),
}

const MEASURES: [(&str, Measure); 6] = [
    ("solve-rate", Measure::SolveRate),
    ("answered", Measure::Answered),
    ("latency-p50", Measure::Latency(0.50)),
    ("latency-p90", Measure::Latency(0.90)),
    ("latency-p95", Measure::Latency(0.95)),
    ("latency-p99", Measure::Latency(0.99)),
];

impl Measure {
    /// The word in suites and reports.
    pub fn word(self) -> &'static str {
        MEASURES
            .iter()
            .find(|(_, measure)| *measure == self)
            .map_or("latency", |(word, _)| word)
    }
}

impl Bound {
    /// Whether it compares with a baseline.
    pub fn needs_baseline(self) -> bool {
        matches!(self, Self::RiseAtMost(_) | Self::FallAtMost(_))
    }
}

pub(super) fn expects(
    tables: &[Spanned<ExpectTable>],
    cases: &[Case],
    contestants: &[Contestant],
    text: &str,
) -> Loaded<Vec<Expect>> {
    let line = |place: &Spanned<ExpectTable>| text[..place.span().start].matches('\n').count() + 1;
    let one = |place: &Spanned<ExpectTable>| expect(place, cases, contestants, line(place));
    tables.iter().map(one).collect()
}

fn expect(
    place: &Spanned<ExpectTable>,
    cases: &[Case],
    contestants: &[Contestant],
    line: usize,
) -> Loaded<Expect> {
    let table = place.get_ref();
    if let Some(case) = &table.case {
        check_case_pattern(case, cases)?;
    }
    let subject = subject(table, contestants)?;
    let measure = measure(table)?;
    let bound = bound(place, measure)?;
    if matches!(measure, Measure::Latency(_)) && subject == Subject::Union {
        return Err(at(place, "a latency is one solver's").help("name it: `solver = \"...\"`"));
    }
    let case = table.case.as_ref().map_or("*", |case| case.get_ref());
    let who = match &subject {
        Subject::Union => "union",
        Subject::Solvers(pattern) => pattern,
    };
    let made = format!("{case}/{who} {} {}", measure.word(), said(measure, bound));
    Ok(Expect {
        name: table.name.clone().unwrap_or(made),
        case: case.to_owned(),
        subject,
        measure,
        bound,
        baseline: table.baseline.clone(),
        line,
    })
}

fn said(measure: Measure, bound: Bound) -> String {
    let share = |x: f64| format!("{} %", (x * 1e6).round() / 1e4);
    let limit = |x: f64| match measure {
        Measure::Latency(_) => format!("{} ms", (x * 1e6).round() / 1e3),
        _ => share(x),
    };
    match bound {
        Bound::AtMost(x) => format!("at most {}", limit(x)),
        Bound::AtLeast(x) => format!("at least {}", limit(x)),
        Bound::RiseAtMost(x) => format!("up by at most {} on the baseline", share(x)),
        Bound::FallAtMost(x) => format!("down by at most {} on the baseline", share(x)),
    }
}

fn subject(table: &ExpectTable, contestants: &[Contestant]) -> Loaded<Subject> {
    let Some(name) = table
        .solver
        .as_ref()
        .filter(|name| name.get_ref() != "union")
    else {
        return Ok(Subject::Union);
    };
    let pattern = WildMatch::new(name.get_ref());
    if contestants.iter().any(|c| pattern.matches(&c.name)) {
        return Ok(Subject::Solvers(name.get_ref().clone()));
    }
    let known = contestants.iter().map(|c| c.name.as_str());
    let help = suggest(name.get_ref(), known.chain(["union"]));
    Err(at(name, format!("no solver is called `{}`", name.get_ref())).help(help))
}

fn measure(table: &ExpectTable) -> Loaded<Measure> {
    let Some(word) = &table.measure else {
        return Ok(Measure::SolveRate);
    };
    let found = MEASURES.iter().find(|(name, _)| name == word.get_ref());
    found.map(|(_, measure)| *measure).ok_or_else(|| {
        let help = suggest(word.get_ref(), MEASURES.iter().map(|(name, _)| *name));
        at(word, format!("unknown measure `{}`", word.get_ref())).help(help)
    })
}

fn bound(place: &Spanned<ExpectTable>, measure: Measure) -> Loaded<Bound> {
    let table = place.get_ref();
    let margin = |share: &Spanned<f64>| {
        if (0.0..1.0).contains(share.get_ref()) && !matches!(measure, Measure::Latency(_)) {
            Ok(*share.get_ref())
        } else {
            Err(at(
                share,
                "a change is a share from 0 to 1 of a rate, such as 0.02",
            ))
        }
    };
    let mut all = Vec::new();
    if let Some(value) = &table.at_most {
        all.push(Bound::AtMost(limit(value, measure)?));
    }
    if let Some(value) = &table.at_least {
        if matches!(measure, Measure::Latency(_)) {
            return Err(at(value, "a latency is held to at most something").help("use `at_most`"));
        }
        all.push(Bound::AtLeast(limit(value, measure)?));
    }
    if let Some(share) = &table.rise_at_most {
        all.push(Bound::RiseAtMost(margin(share)?));
    }
    if let Some(share) = &table.fall_at_most {
        all.push(Bound::FallAtMost(margin(share)?));
    }
    match all[..] {
        [one] => Ok(one),
        _ => Err(at(
            place,
            "an [[expect]] needs just one of `at_most`, `at_least`, `rise_at_most` and `fall_at_most`",
        )
        .help("write one [[expect]] for each")),
    }
}

/// A share strictly between 0 and 1, or a time in seconds.
fn limit(value: &Spanned<toml::Value>, measure: Measure) -> Loaded<f64> {
    if matches!(measure, Measure::Latency(_)) {
        let text = value.get_ref().as_str().unwrap_or_default().to_owned();
        return Ok(duration(&Spanned::new(value.span(), text))?.as_secs_f64());
    }
    value
        .get_ref()
        .as_float()
        .filter(|x| *x > 0.0 && *x < 1.0)
        .ok_or_else(|| {
            at(
                value,
                format!("{} is not a share between 0 and 1", value.get_ref()),
            )
            .help("write 1 % as 0.01; 0 and 1 can be shown by no sample")
        })
}
