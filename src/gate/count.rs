//! What an expectation counts: every measure becomes hits in n, so that one exact test serves all.

use crate::compare::Side;
use crate::record::Tried;
use crate::stats::{Estimate, Pairs, Unit};
use crate::suite::Measure;

/// Hits that are sure, hits that may be (what broke before it could show anything), and of how many.
pub(super) struct Counted {
    pub sure: u64,
    pub unknown: u64,
    pub n: u64,
    pub measured: Estimate,
}

/// The word for all solvers together.
pub(super) const UNION: &str = "union";

/// Attempts of one subject on a case by index: whether it hit, and whether it broke.
fn attempts(side: &Side, case: &str, solver: &str, measure: Measure) -> Vec<(bool, bool)> {
    let Some(rows) = side.cases.iter().find(|c| c.name == case) else {
        return Vec::new();
    };
    let one = |tried: &Option<Tried>| match tried {
        Some(t) if measure == Measure::Answered => (t.answered(), t.broke()),
        Some(t) => (t.outcome == crate::record::Outcome::Solved, t.broke()),
        None => (false, true),
    };
    if solver != UNION {
        let list = rows.solvers.get(solver);
        return list.map_or_else(Vec::new, |list| list.iter().map(one).collect());
    }
    let mut all = vec![(false, false); rows.challenges.len()];
    for name in side.real(case) {
        for (at, (hit, broke)) in rows.solvers[name].iter().map(one).enumerate() {
            all[at].0 |= hit;
            all[at].1 |= broke;
        }
    }
    all
}

/// Hits of a rate.
pub(super) fn rate(side: &Side, case: &str, solver: &str, measure: Measure) -> Counted {
    let all = attempts(side, case, solver, measure);
    let (sure, n) = (
        all.iter().filter(|(hit, _)| *hit).count() as u64,
        all.len() as u64,
    );
    Counted {
        sure,
        unknown: all.iter().filter(|(hit, broke)| !hit && *broke).count() as u64,
        n,
        measured: Estimate::rate(sure, n),
    }
}

/// Warm calls slower than `limit` seconds. A call that ran out of time is as slow as any.
pub(super) fn slow(side: &Side, case: &str, solver: &str, share: f64, limit: f64) -> Counted {
    let rows = side.cases.iter().find(|c| c.name == case);
    let list = rows.and_then(|rows| rows.solvers.get(solver));
    let warm = |tried: &Option<Tried>| {
        tried.filter(|t| !t.cold && t.outcome != crate::record::Outcome::Faulted)
    };
    let mut times: Vec<f64> = list
        .into_iter()
        .flatten()
        .filter_map(warm)
        .map(|t| t.us as f64 / 1e6)
        .collect();
    times.sort_by(f64::total_cmp);
    let n = times.len() as u64;
    let at = ((n as f64 * share).ceil() as usize).saturating_sub(1);
    Counted {
        sure: times.iter().filter(|&&t| t > limit).count() as u64,
        unknown: 0,
        n,
        measured: Estimate::new(times.get(at).copied(), None, n, Unit::Seconds),
    }
}

/// How challenges that both runs have fell out: the baseline first.
pub(super) fn pairs(now: &Side, base: &Side, case: &str, solver: &str, measure: Measure) -> Pairs {
    let (a, b) = (
        attempts(base, case, solver, measure),
        attempts(now, case, solver, measure),
    );
    let mut pairs = Pairs::default();
    for ((before, _), (after, _)) in a.into_iter().zip(b) {
        pairs.push(before, after);
    }
    pairs
}
