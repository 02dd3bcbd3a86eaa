//! Reads a record once, line by line, and finishes the tallies.

use std::collections::HashMap;

use super::case::CaseTally;
use super::{CaseSummary, Cell, RunInfo, SCHEMA, Summary};
use crate::plan::PlanRecord;
use crate::record::{Digest, Done, Record};
use crate::stats::{Blind, Control, Faults, Health, Unmade, judge};

/// Summarises a record. Rows that the plan does not know, or that stand twice, are errors: a record is never
/// half believed.
pub fn summarise(record: &Record) -> anyhow::Result<Summary> {
    let plan = &record.run.plan;
    let mut tallies: Vec<CaseTally<'_>> = plan
        .cases
        .iter()
        .map(|case| CaseTally::new(case, plan))
        .collect();
    let place: HashMap<&str, usize> = plan
        .cases
        .iter()
        .enumerate()
        .map(|(i, case)| (case.name.as_str(), i))
        .collect();
    let (mut done, mut digest) = (Done::none(plan), Digest::default());
    record.challenges(|row| {
        if done.mark_challenge(&row.case, row.i)
            && let Some(&at) = place.get(row.case.as_ref())
        {
            tallies[at].challenge(&row);
        }
        Ok(())
    })?;
    record.planned_attempts(&mut done, |row| {
        digest.push(&row);
        if let Some(&at) = place.get(row.case.as_ref()) {
            tallies[at].attempt(&row);
        }
    })?;
    let cases: Vec<_> = tallies
        .into_iter()
        .map(|tally| tally.finish(&plan.settings))
        .collect();
    let validity = judge(&health(plan, &cases, done.attempts()));
    let count = (done.attempts(), planned(plan));
    let run = RunInfo::new(&record.run.head, &plan.suite, plan.seed, count, &digest);
    Ok(Summary {
        schema: SCHEMA,
        run,
        validity,
        settings: plan.settings.clone(),
        cases,
        unavailable: plan.unavailable.clone(),
    })
}

fn planned(plan: &PlanRecord) -> u64 {
    plan.cases
        .iter()
        .map(|case| case.count * case.solvers.len() as u64)
        .sum()
}

/// What speaks for and against believing the run.
fn health(plan: &PlanRecord, cases: &[CaseSummary], done: u64) -> Health {
    let control = |name: &'static str| {
        let of = move |case: &CaseSummary| {
            case.cells
                .iter()
                .find(|cell| cell.solver == name)
                .map(|cell| reached(case, cell))
        };
        cases.iter().filter_map(of)
    };
    let floor = |name: &str| {
        cases
            .iter()
            .find(|case| case.name == name)
            .map_or(0.0, |case| case.floor.blind)
    };
    // The floor is a share of all that was planned; what could not be made is not among the blind's chances.
    let blind = |Control { case, solved, n }: Control| {
        let all = cases
            .iter()
            .find(|c| c.name == case)
            .map_or(n, |c| n + c.unmade);
        let p0 = (floor(&case) * all as f64 / n.max(1) as f64).min(1.0);
        Blind {
            p0,
            case,
            solved,
            n,
        }
    };
    Health {
        oracle: control("oracle").collect(),
        blind: control("blind").map(blind).collect(),
        faults: cases.iter().flat_map(faults).collect(),
        error_budget: plan.settings.error_budget,
        unmade: cases.iter().filter_map(unmade).collect(),
        duplicates: duplicates(cases),
        leaked: 0,
        reproducible: None,
        done,
        planned: planned(plan),
    }
}

/// What could not be made of a case.
fn unmade(case: &CaseSummary) -> Option<Unmade> {
    let missing = case.cells.iter().map(|cell| cell.counts.missing).max();
    (case.unmade > 0).then(|| Unmade {
        case: case.name.clone(),
        count: case.unmade,
        n: case.n - missing.unwrap_or(0),
        why: case.unmade_why.clone().unwrap_or_default(),
    })
}

/// Where challenges may not repeat.
fn duplicates(cases: &[CaseSummary]) -> u64 {
    let distinct = cases.iter().filter(|case| !case.keyspace.repeats);
    distinct.map(|case| case.duplicates).sum()
}

/// A control's score over the challenges that could be made: what could not is the error budget's affair.
fn reached(case: &CaseSummary, cell: &Cell) -> Control {
    let unmade = case.unmade.min(cell.counts.faulted);
    let n = cell.n - cell.counts.missing - unmade;
    Control {
        case: case.name.clone(),
        solved: cell.counts.solved,
        n,
    }
}

/// Faults and timeouts of every solver on one case: a budget over all cases would let one case break unseen.
fn faults(case: &CaseSummary) -> impl Iterator<Item = Faults> {
    case.cells.iter().map(|cell| {
        // What could not be made is the generator's failure, which has a budget of its own.
        let unmade = case.unmade.min(cell.counts.faulted);
        Faults {
            solver: format!("{} on {}", cell.solver, case.name),
            faults: cell.counts.faulted + cell.counts.timed_out - unmade,
            n: cell.n - cell.counts.missing - unmade,
        }
    })
}
