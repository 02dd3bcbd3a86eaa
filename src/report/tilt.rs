//! What a case of tilt mazes showed, as tables that every format renders: measures, where attempts failed, and the
//! rule-by-bot matrix.

use super::number;
use crate::stats::Estimate;
use crate::summary::{CaseSummary, TiltCell, TiltSummary};

/// A table with its first column as the names of rows.
pub(super) struct Table {
    /// Its heading.
    pub title: &'static str,
    /// What it shows, in a sentence or two.
    pub lead: String,
    /// Names of the columns.
    pub header: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Shown>>,
}

/// A cell: its text, and the interval where it has one.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown {
    /// The value.
    pub text: String,
    /// Its 95 % interval; empty without one.
    pub interval: String,
}

impl From<&Estimate> for Shown {
    fn from(estimate: &Estimate) -> Self {
        Self {
            text: number::value(estimate),
            interval: number::interval(estimate),
        }
    }
}

impl From<String> for Shown {
    fn from(text: String) -> Self {
        Self {
            text,
            interval: String::new(),
        }
    }
}

/// The tables of a case, none where it is of something else.
pub(super) fn tables(case: &CaseSummary) -> Vec<Table> {
    let Some(tilt) = &case.tilt else {
        return Vec::new();
    };
    vec![measures(case, tilt), failures(tilt), matrix(tilt)]
}

fn real(tilt: &TiltSummary) -> impl Iterator<Item = (usize, &TiltCell)> {
    tilt.cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| !cell.control)
}

fn named(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn measures(case: &CaseSummary, tilt: &TiltSummary) -> Table {
    let row = |(at, cell): (usize, &TiltCell)| {
        let solved = &case.cells[at].solve_rate;
        let estimates = [
            solved,
            &cell.looked,
            &cell.valid,
            &cell.spl,
            &cell.path_ratio,
            &cell.expanded,
            &cell.refused_honest,
            &cell.look_s,
            &cell.plan_s,
            &cell.drive_s,
        ];
        let name = Shown::from(cell.solver.clone());
        std::iter::once(name)
            .chain(estimates.map(Shown::from))
            .collect()
    };
    let columns = [
        "solver",
        "solved",
        "right copy",
        "valid path",
        "SPL",
        "path ratio",
        "nodes",
        "honest refused",
        "look",
        "plan",
        "drive",
    ];
    Table {
        title: "Looking, planning, driving",
        lead: format!(
            "A ball can come into the right box of {} of the mazes; the shortest way there is {} px. SPL: success weighted by \
             path length. Honest refused: of the balls that were played into the right box, those that the site refused.",
            number::full(&tilt.enterable),
            number::value(&tilt.shortest)
        ),
        header: named(&columns),
        rows: real(tilt).map(row).collect(),
    }
}

fn failures(tilt: &TiltSummary) -> Table {
    let row = |(_, cell): (usize, &TiltCell)| {
        let f = &cell.failures;
        let counts =
            [f.look, f.plan, f.drive, f.refused, f.silent].map(|n| Shown::from(number::count(n)));
        std::iter::once(Shown::from(cell.solver.clone()))
            .chain(counts)
            .collect()
    };
    Table {
        title: "Where attempts failed",
        lead: "Each failed attempt by the first part that failed: another copy taken for the upright one, no way found, the \
               ball not there in time, the path refused by the site, nothing posted."
            .to_owned(),
        header: named(&["solver", "look", "plan", "drive", "refused", "silent"]),
        rows: real(tilt).map(row).collect(),
    }
}

fn matrix(tilt: &TiltSummary) -> Table {
    let mut header = named(&["check alone"]);
    header.extend(real(tilt).map(|(_, cell)| cell.solver.clone()));
    let rows = tilt.matrix.iter().map(|row| {
        let name = if row.counts && row.rule != "as set" {
            format!("{} ✓", row.rule)
        } else {
            row.rule.clone()
        };
        let cells = real(tilt).map(|(at, _)| Shown::from(&row.pass[at]));
        std::iter::once(Shown::from(name)).chain(cells).collect()
    });
    Table {
        title: "What each check buys",
        lead: "Share of each solver's attempts that would pass if the check of the row were the only one; the checks with a \
               tick count in this case, “as set” is all of those, “all” every one there is."
            .to_owned(),
        header,
        rows: rows.collect(),
    }
}
