//! What of a plan is already on disk.

use std::collections::HashMap;

use crate::plan::PlanRecord;

/// One bit for each planned attempt, and one for each challenge line.
#[derive(Clone, Debug, Default)]
pub struct Done {
    cases: HashMap<String, CaseDone>,
    attempts: u64,
}

#[derive(Clone, Debug, Default)]
struct CaseDone {
    count: u64,
    challenges: Vec<u64>,
    solvers: HashMap<String, Vec<u64>>,
}

impl Done {
    /// Nothing done yet of this plan.
    pub fn none(plan: &PlanRecord) -> Self {
        let empty = |count: u64| vec![0u64; count.div_ceil(64) as usize];
        let cases = plan.cases.iter().map(|case| {
            let solvers = case
                .solvers
                .iter()
                .map(|s| (s.clone(), empty(case.count)))
                .collect();
            (
                case.name.clone(),
                CaseDone {
                    count: case.count,
                    challenges: empty(case.count),
                    solvers,
                },
            )
        });
        Self {
            cases: cases.collect(),
            attempts: 0,
        }
    }

    /// Marks an attempt; false if the plan has no such attempt or it was marked before.
    pub fn mark(&mut self, case: &str, solver: &str, i: u64) -> bool {
        let case = self.cases.get_mut(case).filter(|case| i < case.count);
        let bits = case.and_then(|case| case.solvers.get_mut(solver));
        let fresh = bits.is_some_and(|bits| set(bits, i));
        self.attempts += u64::from(fresh);
        fresh
    }

    /// Marks a challenge line; false if the plan has no such challenge or it was marked before.
    pub fn mark_challenge(&mut self, case: &str, i: u64) -> bool {
        let case = self.cases.get_mut(case).filter(|case| i < case.count);
        case.is_some_and(|case| set(&mut case.challenges, i))
    }

    /// Whether this attempt is on disk.
    pub fn has(&self, case: &str, solver: &str, i: u64) -> bool {
        let bits = self
            .cases
            .get(case)
            .and_then(|case| case.solvers.get(solver));
        bits.is_some_and(|bits| get(bits, i))
    }

    /// Whether this challenge's line is on disk.
    pub fn has_challenge(&self, case: &str, i: u64) -> bool {
        self.cases
            .get(case)
            .is_some_and(|case| get(&case.challenges, i))
    }

    /// Attempts on disk.
    pub fn attempts(&self) -> u64 {
        self.attempts
    }
}

fn set(bits: &mut [u64], i: u64) -> bool {
    let Some(word) = bits.get_mut((i / 64) as usize) else {
        return false;
    };
    let bit = 1 << (i % 64);
    let fresh = *word & bit == 0;
    *word |= bit;
    fresh
}

fn get(bits: &[u64], i: u64) -> bool {
    bits.get((i / 64) as usize)
        .is_some_and(|word| word & (1 << (i % 64)) != 0)
}
