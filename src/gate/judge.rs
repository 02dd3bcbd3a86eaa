//! From expectations and a record to verdicts.

use std::collections::BTreeMap;

use wildmatch::WildMatch;

use super::count::{Counted, UNION, pairs, rate, slow};
use super::{Check, Gate, SCHEMA, Verdict};
use crate::compare::{Side, cannot_pair};
use crate::report::number;
use crate::stats::{
    Estimate, Looks, Pairs, Validity, lower_bound, repeated_interval, side, upper_bound,
};
use crate::stats::{Side as Where, further};
use crate::suite::{Bound, Expect, Measure, Subject};
use crate::summary::summarise;

/// How strictly a gate judges.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Terms {
    /// Chance of a false alarm of the whole gate, and of a false pass of each expectation.
    pub alpha: f64,
    /// Whether n was fixed beforehand.
    pub looks: Looks,
}

/// Judges a run. `baselines` holds the opened records by the expectation's own word for them. An error says that an
/// expectation is about nothing, or that its baseline does not fit.
pub fn judge(
    now: &Side,
    expects: &[Expect],
    baselines: &BTreeMap<String, Side>,
    terms: Terms,
) -> anyhow::Result<Gate> {
    let mut subjects = Vec::new();
    for expect in expects {
        let found = about(now, expect);
        anyhow::ensure!(
            !found.is_empty(),
            "expectation `{}` (line {}) is about no case and solver of this run",
            expect.name,
            expect.line
        );
        subjects.extend(
            found
                .into_iter()
                .map(|(case, solver)| (expect, case, solver)),
        );
    }
    // A false alarm anywhere is a false alarm of the gate; a false pass of the gate needs a false pass of each.
    let alpha = (terms.alpha, terms.alpha / subjects.len().max(1) as f64);
    let mut checks = Vec::new();
    for (expect, case, solver) in subjects {
        let base = expect
            .baseline
            .as_ref()
            .and_then(|word| baselines.get(word));
        checks.push(match expect.bound {
            Bound::AtMost(_) | Bound::AtLeast(_) => level(now, expect, &case, &solver, alpha, terms),
            Bound::RiseAtMost(_) | Bound::FallAtMost(_) => {
                let base = base.ok_or_else(|| {
                    anyhow::anyhow!(
                        "expectation `{}` needs a baseline; give `baseline = \"RUN-DIR\"` or --baseline RUN-DIR",
                        expect.name
                    )
                })?;
                change(now, base, expect, &case, &solver, alpha, terms)?
            }
        });
    }
    let summary = summarise(&now.record)?;
    let validity = summary.validity;
    if validity.validity != Validity::Valid {
        checks
            .iter_mut()
            .for_each(|check| check.verdict = Verdict::Invalid);
    }
    Ok(Gate {
        schema: SCHEMA,
        run: summary.run.id,
        suite: summary.run.suite,
        suite_path: summary.run.suite_path,
        verdict: overall(&checks, validity.validity),
        validity,
        alpha: terms.alpha,
        looks: terms.looks,
        checks,
    })
}

fn overall(checks: &[Check], validity: Validity) -> Verdict {
    let any = |verdict| checks.iter().any(|check| check.verdict == verdict);
    if validity != Validity::Valid {
        Verdict::Invalid
    } else if any(Verdict::Fail) {
        Verdict::Fail
    } else if any(Verdict::Inconclusive) {
        Verdict::Inconclusive
    } else {
        Verdict::Pass
    }
}

/// Cases and solvers that an expectation is about.
fn about(now: &Side, expect: &Expect) -> Vec<(String, String)> {
    let wanted = WildMatch::new(&expect.case);
    let mut found = Vec::new();
    for case in now.cases.iter().filter(|case| wanted.matches(&case.name)) {
        let name = &case.name;
        match &expect.subject {
            Subject::Union if !now.real(name).is_empty() => {
                found.push((name.clone(), UNION.to_owned()))
            }
            Subject::Union => {}
            Subject::Solvers(pattern) => {
                let wanted = WildMatch::new(pattern);
                let named = case.solvers.keys().filter(|solver| wanted.matches(solver));
                found.extend(named.map(|solver| (name.clone(), solver.clone())));
            }
        }
    }
    found
}

/// A rate or a latency against a fixed level. `alpha` is that of a pass and that of an alarm.
fn level(
    now: &Side,
    expect: &Expect,
    case: &str,
    solver: &str,
    alpha: (f64, f64),
    terms: Terms,
) -> Check {
    let looks = terms.looks;
    let (counted, mark, at_most) = match (expect.measure, expect.bound) {
        // Within the limit at a share q of all calls: at most 1 - q of them are slower.
        (Measure::Latency(q), Bound::AtMost(limit)) => {
            (slow(now, case, solver, q, limit), 1.0 - q, true)
        }
        (measure, Bound::AtLeast(mark)) => (rate(now, case, solver, measure), mark, false),
        (measure, Bound::AtMost(mark) | Bound::RiseAtMost(mark) | Bound::FallAtMost(mark)) => {
            (rate(now, case, solver, measure), mark, true)
        }
    };
    let Counted {
        sure,
        unknown,
        n,
        measured,
    } = counted;
    // What broke before it showed anything resists nothing: a pass of "at most" must hold if all of it had hit.
    let most = if at_most { sure + unknown } else { sure };
    let (pass, fail) = if at_most {
        (
            side(most, n, mark, alpha, looks) == Where::Below,
            side(sure, n, mark, alpha, looks) == Where::Above,
        )
    } else {
        let turned = (alpha.1, alpha.0);
        (
            side(sure, n, mark, turned, looks) == Where::Above,
            side(sure, n, mark, turned, looks) == Where::Below,
        )
    };
    let verdict = decided(pass, fail);
    let turned = if at_most { alpha } else { (alpha.1, alpha.0) };
    let more = (verdict == Verdict::Inconclusive && most == sure)
        .then(|| further(sure, n, mark, turned, looks))
        .flatten();
    check(expect, case, solver, measured, verdict, more)
}

/// A rate against the baseline's, on the same challenges.
fn change(
    now: &Side,
    base: &Side,
    expect: &Expect,
    case: &str,
    solver: &str,
    alpha: (f64, f64),
    terms: Terms,
) -> anyhow::Result<Check> {
    let find = |side: &Side| {
        side.record
            .run
            .plan
            .cases
            .iter()
            .find(|c| c.name == case)
            .cloned()
    };
    let (Some(one), Some(two)) = (find(base), find(now)) else {
        anyhow::bail!(
            "the baseline {} has no case `{case}`",
            base.record.dir.display()
        );
    };
    let seeds = (base.record.run.plan.seed, now.record.run.plan.seed);
    if let Some(why) = cannot_pair(&one, &two, seeds) {
        anyhow::bail!("the baseline {}: {why}", base.record.dir.display());
    }
    let pairs = pairs(now, base, case, solver, expect.measure);
    let (margin, up) = match expect.bound {
        Bound::FallAtMost(margin) => (margin, false),
        Bound::RiseAtMost(margin) | Bound::AtMost(margin) | Bound::AtLeast(margin) => {
            (margin, true)
        }
    };
    // Towards what is feared: hits gained where a rise is, hits lost where a fall is.
    let (worse, better) = if up {
        (pairs.second, pairs.first)
    } else {
        (pairs.first, pairs.second)
    };
    let told = |worse: u64, better: u64, n: u64| {
        let fine = upper(worse, n, alpha.0, terms.looks) - lower(better, n, alpha.0, terms.looks);
        let bad = lower(worse, n, alpha.1, terms.looks) - upper(better, n, alpha.1, terms.looks);
        (fine <= margin, bad > margin)
    };
    let (pass, fail) = told(worse, better, pairs.n());
    let verdict = decided(pass, fail);
    let more = (verdict == Verdict::Inconclusive)
        .then(|| {
            grow(&pairs, |times| {
                let scaled = |x: u64| (x as f64 * times).round() as u64;
                told(scaled(worse), scaled(better), scaled(pairs.n())) != (false, false)
            })
        })
        .flatten();
    Ok(check(expect, case, solver, bounded(&pairs), verdict, more))
}

/// The change with Newcombe's interval for reading.
fn bounded(pairs: &Pairs) -> Estimate {
    pairs.difference()
}

/// Half of alpha each for the two counts that a change is made of.
fn upper(s: u64, n: u64, alpha: f64, looks: Looks) -> f64 {
    match looks {
        Looks::Once => upper_bound(s, n, alpha / 2.0).unwrap_or(1.0),
        Looks::Repeated => repeated_interval(s, n, alpha / 2.0).map_or(1.0, |i| i.high),
    }
}

fn lower(s: u64, n: u64, alpha: f64, looks: Looks) -> f64 {
    match looks {
        Looks::Once => lower_bound(s, n, alpha / 2.0).unwrap_or(0.0),
        Looks::Repeated => repeated_interval(s, n, alpha / 2.0).map_or(0.0, |i| i.low),
    }
}

/// Further challenges at which the same pairs, only more of them, would decide.
fn grow(pairs: &Pairs, told: impl Fn(f64) -> bool) -> Option<u64> {
    let times = (1..200)
        .map(|k| 1.1_f64.powi(k))
        .find(|&times| told(times))?;
    Some((pairs.n() as f64 * (times - 1.0)).ceil() as u64)
}

fn decided(pass: bool, fail: bool) -> Verdict {
    match (pass, fail) {
        (true, _) => Verdict::Pass,
        (_, true) => Verdict::Fail,
        _ => Verdict::Inconclusive,
    }
}

fn check(
    expect: &Expect,
    case: &str,
    solver: &str,
    measured: Estimate,
    verdict: Verdict,
    more: Option<u64>,
) -> Check {
    let expected = words(expect);
    let needs = match (verdict, more) {
        (Verdict::Inconclusive, Some(more)) => {
            format!(", {} more challenges would decide", number::count(more))
        }
        (Verdict::Inconclusive, None) => ", and no feasible n would decide".to_owned(),
        _ => String::new(),
    };
    let shown = if expect.bound.needs_baseline() {
        format!("{} points", crate::report::compare::points(&measured))
    } else {
        number::full(&measured)
    };
    let says = format!(
        "{case}/{solver}: {} {shown} of n = {}, expected {expected}{needs}",
        expect.measure.word(),
        number::count(measured.n)
    );
    Check {
        name: expect.name.clone(),
        line: expect.line,
        case: case.to_owned(),
        solver: solver.to_owned(),
        measure: expect.measure.word().to_owned(),
        expected,
        measured,
        verdict,
        more,
        says,
    }
}

fn words(expect: &Expect) -> String {
    let limit = |x: f64| match expect.measure {
        Measure::Latency(_) => number::seconds(x),
        Measure::SolveRate | Measure::Answered => number::level(x),
    };
    match expect.bound {
        Bound::AtMost(x) => format!("at most {}", limit(x)),
        Bound::AtLeast(x) => format!("at least {}", limit(x)),
        Bound::RiseAtMost(x) => format!("up by at most {} on the baseline", number::level(x)),
        Bound::FallAtMost(x) => format!("down by at most {} on the baseline", number::level(x)),
    }
}
