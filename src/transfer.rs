//! Solvers trained or tuned on one design, tested on the others: how far an attacker's work carries.
//!
//! Reads a record whose suite says `trained_on` of its solvers.

use serde::{Deserialize, Serialize};

use crate::compare::Side;
use crate::stats::{Estimate, Judgement, mean_ratio};
use crate::summary::summarise;

/// The number that matrices of this form carry.
pub const SCHEMA: u32 = 1;

/// The matrix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transfer {
    /// Version of this form.
    pub schema: u32,
    /// The run.
    pub run: String,
    /// Whether it can be believed.
    pub validity: Judgement,
    /// The cases, across.
    pub cases: Vec<String>,
    /// The solvers that say what they were trained on, down.
    pub rows: Vec<Row>,
}

/// One solver.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Its name.
    pub solver: String,
    /// The case it was trained on.
    pub trained_on: String,
    /// Each case; `None` where it was not asked.
    pub cells: Vec<Option<Cell>>,
}

/// One solver on one case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Solved of n, Wilson 95 %.
    pub rate: Estimate,
    /// Over the best rate of the solvers trained on this very case, on the same challenges, Fieller 95 %; `None` where
    /// there is none.
    pub ratio: Option<Estimate>,
    /// Whether it is at home here.
    pub home: bool,
}

/// The matrix of a record.
pub fn transfer(side: &Side) -> anyhow::Result<Transfer> {
    let plan = &side.record.run.plan;
    let summary = summarise(&side.record)?;
    let trained: Vec<(&str, &str)> = plan
        .solvers
        .iter()
        .filter_map(|solver| Some((solver.name.as_str(), solver.trained_on.as_deref()?)))
        .collect();
    anyhow::ensure!(
        !trained.is_empty(),
        "{}: no solver says what it was trained on; write `trained_on = \"CASE\"` under [[solver]]",
        side.record.dir.display()
    );
    let cases: Vec<String> = plan.cases.iter().map(|case| case.name.clone()).collect();
    let row = |&(solver, home): &(&str, &str)| Row {
        solver: solver.to_owned(),
        trained_on: home.to_owned(),
        cells: cases
            .iter()
            .map(|case| cell(side, case, solver, home, &trained))
            .collect(),
    };
    Ok(Transfer {
        schema: SCHEMA,
        run: summary.run.id,
        validity: summary.validity,
        rows: trained.iter().map(row).collect(),
        cases,
    })
}

fn cell(
    side: &Side,
    case: &str,
    solver: &str,
    home: &str,
    trained: &[(&str, &str)],
) -> Option<Cell> {
    let rows = side.cases.iter().find(|rows| rows.name == case)?;
    let mine = rows.solved(solver)?;
    let count = |list: &[bool]| list.iter().filter(|s| **s).count() as u64;
    let natives = trained.iter().filter(|(_, on)| *on == case);
    let best = natives
        .filter_map(|(name, _)| rows.solved(name))
        .max_by_key(|list| count(list));
    let numbers = |list: &[bool]| list.iter().map(|s| f64::from(*s)).collect::<Vec<_>>();
    Some(Cell {
        rate: Estimate::rate(count(&mine), mine.len() as u64),
        ratio: best
            .filter(|_| home != case)
            .map(|best| mean_ratio(&numbers(&mine), &numbers(&best)))
            .filter(|ratio| ratio.value.is_some()),
        home: home == case,
    })
}
