//! A whole record by challenge: what comparisons read, which need to know who solved the same one.

use std::collections::BTreeMap;

use super::{Done, Outcome, Record};
use crate::scheme::Legibility;

/// Everything that comparisons need of one case.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CaseOutcomes {
    /// Its name.
    pub name: String,
    /// Each planned challenge, by index.
    pub challenges: Vec<Shown>,
    /// Each real solver and control with its attempts, by index; `None` where none is on disk.
    pub solvers: BTreeMap<String, Vec<Option<Tried>>>,
}

/// One challenge as a comparison sees it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    /// Hash of what is shown; empty where there is no challenge.
    pub px: String,
    /// The text as drawn.
    pub drawn: String,
    /// Legibility proxies.
    pub legibility: Option<Legibility>,
}

/// One attempt as a comparison sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tried {
    /// How it ended.
    pub outcome: Outcome,
    /// Microseconds.
    pub us: u64,
    /// Whether it was a session's first call.
    pub cold: bool,
}

impl CaseOutcomes {
    /// Reads every case of a record.
    pub fn read(record: &Record) -> anyhow::Result<Vec<Self>> {
        let plan = &record.run.plan;
        let blank = |case: &crate::plan::CaseRecord| Self {
            name: case.name.clone(),
            challenges: vec![Shown::default(); case.count as usize],
            solvers: case
                .solvers
                .iter()
                .map(|name| (name.clone(), vec![None; case.count as usize]))
                .collect(),
        };
        let mut cases: Vec<Self> = plan.cases.iter().map(blank).collect();
        let place: BTreeMap<String, usize> = cases
            .iter()
            .enumerate()
            .map(|(at, case)| (case.name.clone(), at))
            .collect();
        record.challenges(|row| {
            let case = place.get(row.case.as_ref()).map(|&at| &mut cases[at]);
            if let Some(shown) = case.and_then(|case| case.challenges.get_mut(row.i as usize)) {
                *shown = Shown {
                    px: row.px.into_owned(),
                    drawn: row.drawn.into_owned(),
                    legibility: row.legibility,
                };
            }
            Ok(())
        })?;
        record.planned_attempts(&mut Done::none(plan), |row| {
            let case = place.get(row.case.as_ref()).map(|&at| &mut cases[at]);
            let list = case.and_then(|case| case.solvers.get_mut(row.solver.as_ref()));
            if let Some(slot) = list.and_then(|list| list.get_mut(row.i as usize)) {
                *slot = Some(Tried {
                    outcome: row.verdict,
                    us: row.us,
                    cold: row.cold,
                });
            }
        })?;
        Ok(cases)
    }

    /// Whether this solver solved each challenge. What is not on disk was not solved.
    pub fn solved(&self, solver: &str) -> Option<Vec<bool>> {
        let list = self.solvers.get(solver)?;
        let solved = |tried: &Option<Tried>| tried.is_some_and(|t| t.outcome == Outcome::Solved);
        Some(list.iter().map(solved).collect())
    }

    /// Whether any of these solvers solved each challenge.
    pub fn solved_by_any<'a>(&self, names: impl Iterator<Item = &'a str>) -> Vec<bool> {
        let mut any = vec![false; self.challenges.len()];
        for list in names.filter_map(|name| self.solved(name)) {
            any.iter_mut().zip(list).for_each(|(any, one)| *any |= one);
        }
        any
    }
}

impl Tried {
    /// Whether it came to an answer, right or wrong.
    pub fn answered(&self) -> bool {
        matches!(self.outcome, Outcome::Solved | Outcome::Wrong)
    }

    /// Whether it broke or ran out of time.
    pub fn broke(&self) -> bool {
        matches!(self.outcome, Outcome::Faulted | Outcome::TimedOut)
    }
}
