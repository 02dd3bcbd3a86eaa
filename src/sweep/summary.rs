//! From a record to what its knobs buy.

use serde_json::Value;

use super::effects::{curves, effects};
use super::{Gain, Move, SCHEMA, Setting, Sweep};
use crate::compare::{Side, UNION, cannot_pair};
use crate::plan::CaseRecord;
use crate::report::number;
use crate::scheme::param;
use crate::stats::{Estimate, Pairs, Unit, holm, mean_of, mean_ratio};

/// Everything that is read of one setting, by challenge.
pub(super) struct Rows {
    pub values: Vec<Value>,
    /// Solved or not, of each subject.
    pub solved: Vec<Vec<bool>>,
    /// Legibility in points; empty where a challenge has none.
    pub points: Vec<f64>,
}

/// Summarises the sweep in a record: its first case whose seeds leave something out, and all that share its seeds.
pub fn summarise(side: &Side) -> anyhow::Result<Sweep> {
    let run = crate::summary::summarise(&side.record)?;
    let plan = &side.record.run.plan;
    let base = plan.cases.iter().find(|case| !case.seed_without.is_empty());
    let Some(base) = base else {
        anyhow::bail!(
            "{} is no sweep: none of its cases has `seed_without`; make one with: capbench sweep SUITE --knob NAME=VALUES",
            side.record.dir.display()
        );
    };
    let seeds = (plan.seed, plan.seed);
    let (cases, others): (Vec<&CaseRecord>, Vec<&CaseRecord>) = plan
        .cases
        .iter()
        .partition(|case| cannot_pair(base, case, seeds).is_none());
    let mut notices: Vec<String> = others
        .iter()
        .map(|c| format!("`{}` has other seeds and is left out", c.name))
        .collect();
    let knobs = base.seed_without.clone();
    let mut subjects: Vec<String> = side
        .real(&base.name)
        .into_iter()
        .map(str::to_owned)
        .collect();
    subjects.push(UNION.to_owned());
    let rows: Vec<Rows> = cases
        .iter()
        .map(|case| read(side, case, &knobs, &subjects))
        .collect();
    notices.extend(texts(side, &cases));
    let mut settings: Vec<Setting> = cases
        .iter()
        .zip(&rows)
        .map(|(case, rows)| setting(case, rows))
        .collect();
    pareto(&mut settings);
    let moves = moves(&cases, &rows, &knobs);
    let best = best(&moves, &knobs);
    let mut sweep = Sweep {
        schema: SCHEMA,
        design: format!(
            "{}{} v{}",
            base.scheme,
            base.preset
                .as_ref()
                .map_or_else(String::new, |p| format!(":{p}")),
            base.version
        ),
        base: base.name.clone(),
        n: base.count,
        curves: curves(&rows, &knobs),
        effects: effects(&rows, &knobs),
        knobs,
        subjects,
        settings,
        moves,
        best,
        notices,
        says: Vec::new(),
        run: run.run,
        validity: run.validity,
    };
    sweep.says = says(&sweep);
    Ok(sweep)
}

fn read(side: &Side, case: &CaseRecord, knobs: &[String], subjects: &[String]) -> Rows {
    let rows = side.cases.iter().find(|rows| rows.name == case.name);
    let solved = |name: &String| -> Vec<bool> {
        let Some(rows) = rows else { return Vec::new() };
        if name == UNION {
            rows.solved_by_any(side.real(&case.name).into_iter())
        } else {
            rows.solved(name)
                .unwrap_or_else(|| vec![false; case.count as usize])
        }
    };
    let points: Option<Vec<f64>> = rows.and_then(|rows| {
        let all = rows
            .challenges
            .iter()
            .map(|shown| Some(shown.legibility?.points()));
        all.collect()
    });
    Rows {
        values: knobs
            .iter()
            .map(|knob| param(&case.params, knob).cloned().unwrap_or_default())
            .collect(),
        solved: subjects.iter().map(solved).collect(),
        points: points.unwrap_or_default(),
    }
}

/// Cases whose texts are not the base's: their pairs are of seeds only.
fn texts(side: &Side, cases: &[&CaseRecord]) -> Vec<String> {
    let rows = |name: &str| side.cases.iter().find(|rows| rows.name == name);
    let Some(base) = cases.first().and_then(|case| rows(&case.name)) else {
        return Vec::new();
    };
    let other = |case: &&&CaseRecord| {
        rows(&case.name).is_some_and(|rows| {
            let pairs = rows.challenges.iter().zip(&base.challenges);
            pairs
                .into_iter()
                .any(|(a, b)| a.drawn != b.drawn && !a.px.is_empty() && !b.px.is_empty())
        })
    };
    let note = |case: &&CaseRecord| {
        format!(
            "`{}` shows other texts than the base: its pairs share the seed alone",
            case.name
        )
    };
    cases.iter().filter(other).map(note).collect()
}

fn setting(case: &CaseRecord, rows: &Rows) -> Setting {
    let rate = |solved: &Vec<bool>| {
        Estimate::rate(
            solved.iter().filter(|s| **s).count() as u64,
            solved.len() as u64,
        )
    };
    Setting {
        case: case.name.clone(),
        values: rows.values.clone(),
        rates: rows.solved.iter().map(rate).collect(),
        legibility: mean_of(&rows.points),
        pareto: false,
    }
}

/// Settings that no other beats in both legibility and resistance to all solvers together.
fn pareto(settings: &mut [Setting]) {
    let place = |s: &Setting| Some((s.legibility.value?, s.rates.last()?.value?));
    let places: Vec<Option<(f64, f64)>> = settings.iter().map(place).collect();
    for (setting, mine) in settings.iter_mut().zip(&places) {
        let Some((legible, solved)) = mine else {
            continue;
        };
        let beats =
            |(l, s): &(f64, f64)| l >= legible && s <= solved && (l > legible || s < solved);
        setting.pareto = !places.iter().flatten().any(beats);
    }
}

/// Settings that differ from the base in one knob.
fn moves(cases: &[&CaseRecord], rows: &[Rows], knobs: &[String]) -> Vec<Move> {
    let base = &rows[0];
    let mut moves = Vec::new();
    for (case, moved) in cases.iter().zip(rows).skip(1) {
        let off: Vec<usize> = (0..knobs.len())
            .filter(|&k| moved.values[k] != base.values[k])
            .collect();
        let [knob] = off[..] else { continue };
        let lost: Vec<f64> = base
            .points
            .iter()
            .zip(&moved.points)
            .map(|(a, b)| a - b)
            .collect();
        let pairs = base.solved.iter().zip(&moved.solved);
        moves.push(Move {
            case: case.name.clone(),
            knob: knobs[knob].clone(),
            value: moved.values[knob].clone(),
            gains: pairs
                .map(|(before, after)| gain(before, after, &lost))
                .collect(),
            legibility_lost: mean_of(&lost),
        });
    }
    let subjects = base.solved.len();
    for subject in 0..subjects {
        let p: Vec<f64> = moves
            .iter()
            .map(|m| m.gains[subject].pairs.mcnemar())
            .collect();
        for (m, p) in moves.iter_mut().zip(holm(&p)) {
            m.gains[subject].p_holm = p;
        }
    }
    moves
}

fn gain(before: &[bool], after: &[bool], lost: &[f64]) -> Gain {
    let mut pairs = Pairs::default();
    // After first: the difference is then what the design wins.
    let mut turned = Pairs::default();
    for (&b, &a) in before.iter().zip(after) {
        pairs.push(b, a);
        turned.push(a, b);
    }
    let points = |(b, a): (&bool, &bool)| 100.0 * (f64::from(*b) - f64::from(*a));
    let bought: Vec<f64> = before.iter().zip(after).map(points).collect();
    let exchange = if lost.len() == bought.len() {
        mean_ratio(&bought, lost)
    } else {
        Estimate::new(None, None, 0, Unit::Number)
    };
    Gain {
        pairs,
        bought: turned.difference(),
        p_holm: 1.0,
        exchange,
    }
}

/// Whether a move is shown to cost legibility.
fn costs(m: &Move) -> bool {
    m.legibility_lost.low.is_some_and(|low| low > 0.0)
}

/// Of each knob, the move that buys most per point of legibility among those shown to help against all solvers
/// together; the best knob first. What costs no legibility comes first, the more it buys the earlier.
fn best(moves: &[Move], knobs: &[String]) -> Vec<usize> {
    let worth = |m: &Move| -> Option<(bool, f64)> {
        let gain = m.gains.last()?;
        let bought = gain
            .bought
            .value
            .filter(|b| *b > 0.0 && gain.p_holm < 0.05)?;
        let known = m.legibility_lost.value.is_some();
        if !known || !costs(m) {
            return Some((known, bought));
        }
        Some((false, gain.exchange.low.unwrap_or(0.0)))
    };
    let better = |a: &(bool, f64), b: &(bool, f64)| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1));
    let mut best: Vec<(usize, (bool, f64))> = knobs
        .iter()
        .filter_map(|knob| {
            let own = moves.iter().enumerate().filter(|(_, m)| &m.knob == knob);
            own.filter_map(|(at, m)| Some((at, worth(m)?)))
                .max_by(|a, b| better(&a.1, &b.1))
        })
        .collect();
    best.sort_by(|a, b| better(&b.1, &a.1));
    best.into_iter().map(|(at, _)| at).collect()
}

/// The answer in sentences.
fn says(sweep: &Sweep) -> Vec<String> {
    let mut says = Vec::new();
    let union = sweep.subjects.len() - 1;
    let rate = &sweep.settings[0].rates[union];
    says.push(format!(
        "as it is, {} is solved by any of {} solvers at {}",
        sweep.base,
        union,
        number::full(rate)
    ));
    for (rank, &at) in sweep.best.iter().enumerate() {
        let m = &sweep.moves[at];
        let gain = &m.gains[union];
        let what = if rank == 0 {
            "buys most per point of legibility"
        } else {
            "then"
        };
        let price = if costs(m) {
            format!(
                "{} points of solve rate for a point of legibility ({} bought, {} lost)",
                number::full(&gain.exchange),
                points(&gain.bought),
                number::full(&m.legibility_lost)
            )
        } else {
            format!(
                "{} points of solve rate at no measured cost of legibility",
                points(&gain.bought)
            )
        };
        says.push(if rank == 0 {
            format!(
                "`{}` {what}: {} = {}, {price}",
                m.knob,
                m.knob,
                bare(&m.value)
            )
        } else {
            format!("{what} `{}` = {}: {price}", m.knob, bare(&m.value))
        });
    }
    if sweep.best.is_empty() {
        says.push("no single move is shown to help against all solvers together".to_owned());
    }
    for knob in sweep
        .knobs
        .iter()
        .filter(|knob| !sweep.best.iter().any(|&at| &sweep.moves[at].knob == *knob))
    {
        if sweep.moves.iter().any(|m| &m.knob == knob) && !sweep.best.is_empty() {
            says.push(format!("moving `{knob}` alone is not shown to help"));
        }
    }
    let stops = |s: &&Setting| s.rates[union].high.is_some_and(|high| high < 0.01);
    says.push(
        match sweep.settings.iter().filter(stops).max_by(|a, b| {
            a.legibility
                .value
                .partial_cmp(&b.legibility.value)
                .unwrap_or(std::cmp::Ordering::Equal)
        }) {
            Some(s) => format!(
                "solved below 1 % by all together: {} (legibility {})",
                s.case,
                number::full(&s.legibility)
            ),
            None => "no setting is solved below 1 % by all together".to_owned(),
        },
    );
    says
}

/// A share in points, with its interval.
fn points(share: &Estimate) -> String {
    crate::report::compare::points(share)
}

/// A value as a person writes it.
pub(crate) fn bare(value: &Value) -> String {
    match (value.as_str(), value.as_f64()) {
        (Some(text), _) => text.to_owned(),
        // 4 and not 4.0, as it was written.
        (None, Some(number)) => number.to_string(),
        (None, None) => value.to_string(),
    }
}
