//! Tables for a terminal and for a CI job's page.

use std::fmt::Write as _;

use comfy_table::{ContentArrangement, Table};

use crate::gate::{Check, Gate, Verdict};
use crate::report::markdown::{cell, line};
use crate::report::number;
use crate::report::terminal::STYLE;
use crate::report::text::visible;
use crate::stats::Looks;

const HEADER: [&str; 6] = [
    "verdict", "case", "solver", "measure", "measured", "expected",
];

/// A table, the reasons of an invalid run, and the gate's own verdict.
pub fn terminal(gate: &Gate, styled: bool) -> String {
    let mut table = Table::new();
    table
        .load_style(STYLE)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(HEADER);
    for check in &gate.checks {
        let mut row = row(check).map(|text| visible(&text));
        row[0] = stamp(check.verdict, styled) + &more(check);
        table.add_row(row);
    }
    let mut text = format!("{table}\n");
    for reason in &gate.validity.reasons {
        let _ = writeln!(text, "  {}", visible(&reason.to_string()));
    }
    let _ = writeln!(text, "{}", method(gate));
    let _ = writeln!(text, "{}  run {}", stamp(gate.verdict, styled), gate.run);
    text
}

/// The same for a job's page.
pub fn markdown(gate: &Gate) -> String {
    let mut text = format!(
        "## capbench gate: {} {}\n\n",
        cell(&gate.suite),
        gate.verdict.word()
    );
    for reason in &gate.validity.reasons {
        let _ = writeln!(text, "> {}\n", cell(&reason.to_string()));
    }
    text += &line(&HEADER.map(str::to_owned));
    text += &line(&HEADER.map(|_| "---".to_owned()));
    for check in &gate.checks {
        let mut row = row(check).map(|part| cell(&part));
        row[0] = format!("**{}**{}", check.verdict.word(), more(check));
        text += &line(&row);
    }
    let _ = write!(text, "\n{}\n\nrun `{}`\n", method(gate), gate.run);
    text
}

fn row(check: &Check) -> [String; 6] {
    let measured = if check.expected.ends_with("baseline") {
        format!("{} points", crate::report::compare::points(&check.measured))
    } else {
        number::full(&check.measured)
    };
    [
        check.verdict.word().to_owned(),
        check.case.clone(),
        check.solver.clone(),
        check.measure.clone(),
        format!("{measured}, n = {}", number::count(check.measured.n)),
        check.expected.clone(),
    ]
}

fn more(check: &Check) -> String {
    match (check.verdict, check.more) {
        (Verdict::Inconclusive, Some(more)) => format!(" ({} more)", number::count(more)),
        _ => String::new(),
    }
}

/// How it was judged, in a sentence.
pub(super) fn method(gate: &Gate) -> String {
    let level = number::level(gate.alpha);
    let bounds = match gate.looks {
        Looks::Once => "exact one-sided bounds at a fixed n",
        Looks::Repeated => "a mixture test that may be looked at after every challenge",
    };
    format!(
        "Judged by {bounds}: a false alarm anywhere with probability at most {level}, a false pass of each expectation at most {level}."
    )
}

fn stamp(verdict: Verdict, styled: bool) -> String {
    let color = match verdict {
        Verdict::Pass => "32",
        Verdict::Inconclusive => "33",
        Verdict::Fail | Verdict::Invalid => "1;31",
    };
    if styled {
        format!("\x1b[{color}m{}\x1b[0m", verdict.word())
    } else {
        verdict.word().to_owned()
    }
}
