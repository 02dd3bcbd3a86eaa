//! Puts the summary together.

use std::collections::{BTreeMap, HashSet};

use anyhow::Context as _;

use super::types::{Break, Cost, CurveSummary, PointSummary, RepeatSummary, SCHEMA, Summary};
use crate::learn::plan::{CurveRecord, PlanRecord};
use crate::learn::record::Record;
use crate::learn::rows::{Digest, PointRow, SliceRow};
use crate::model::Key;
use crate::stats::{
    Blind, Control, CurvePoint, ERROR_BUDGET, Estimate, Health, Repeated, Trial, Unit, crossing,
    fewest_labels, fit_power_law, judge, mean_interval,
};
use crate::summary::{FindingRow, Floor, RunInfo};

/// Makes the curves of a record. Rows that contradict one another are errors: a record is never half believed.
pub fn summarise(record: &Record) -> anyhow::Result<Summary> {
    let plan = &record.learn.plan;
    for row in &record.points {
        check(record, row)?;
    }
    let cases = plan.cases.iter().map(|case| curve(record, case)).collect();
    Ok(Summary {
        schema: SCHEMA,
        run: info(record),
        validity: judge(&health(record)),
        budget: plan.budget,
        method: plan.method.clone(),
        from: plan.from.clone(),
        repeats: plan.repeats,
        eval: plan.eval,
        thresholds: plan.thresholds.clone(),
        cost_per_1000_labels: plan.cost_per_1000_labels,
        core_hour_usd: plan.core_hour_usd,
        cases,
    })
}

/// The keys that a row's answers are compared with.
fn keys<'a>(slice: &'a SliceRow, case: &CurveRecord) -> impl Iterator<Item = Key> + 'a {
    let case_sensitive = case.keyspace.case_sensitive;
    slice
        .drawn
        .iter()
        .zip(&slice.stored)
        .map(move |(drawn, stored)| Key::text(drawn, stored, case_sensitive))
}

/// A row's counts are what its answers say.
fn check(record: &Record, row: &PointRow) -> anyhow::Result<()> {
    let place = || format!("the model {}/{}/{}", row.case, row.labels, row.repeat);
    let slices = &record.slices;
    let slice = slices
        .iter()
        .find(|s| s.case == row.case && s.repeat == row.repeat);
    let slice = slice.with_context(|| format!("{}: its challenges are not on record", place()))?;
    let case = record
        .learn
        .plan
        .cases
        .iter()
        .find(|case| case.name == row.case);
    let case = case.with_context(|| format!("{}: its case is not planned", place()))?;
    let answers = row.answers.iter().zip(keys(slice, case));
    let solved = answers.filter(|(answer, key)| answer.as_ref().is_some_and(|a| key.accepts(a)));
    let (solved, n) = (solved.count() as u64, slice.drawn.len() as u64);
    anyhow::ensure!(
        (row.solved, row.n, row.answers.len() as u64) == (solved, n, n),
        "{} says {} of {} solved, and its {} answers say {solved} of {n}",
        place(),
        row.solved,
        row.n,
        row.answers.len()
    );
    Ok(())
}

fn info(record: &Record) -> RunInfo {
    let (learn, plan) = (&record.learn, &record.learn.plan);
    let count = (record.points.len() as u64, plan.tasks().len() as u64);
    let mut digest = Digest::default();
    record.points.iter().for_each(|row| digest.push(row));
    RunInfo::new(&learn.head, &plan.suite, plan.seed, count, &digest)
}

fn curve(record: &Record, case: &CurveRecord) -> CurveSummary {
    let plan = &record.learn.plan;
    let mut rows: BTreeMap<u64, Vec<&PointRow>> = BTreeMap::new();
    for row in record.points.iter().filter(|row| row.case == case.name) {
        rows.entry(row.labels).or_default().push(row);
    }
    let mut points = Vec::new();
    if plan.labels.contains(&0) && plan.from.is_none() {
        points.push(point(plan, 0, Repeated::known(case.prior.p), &[]));
    }
    let mut fitted = Vec::new();
    for (labels, mut rows) in rows {
        rows.sort_by_key(|row| row.repeat);
        let trials: Vec<Trial> = rows
            .iter()
            .map(|row| Trial {
                solved: row.solved,
                n: row.n,
            })
            .collect();
        if let Some(rate) = Repeated::of(&trials) {
            points.push(point(plan, labels, rate, &rows));
            fitted.push((labels, trials));
        }
    }
    CurveSummary {
        name: case.name.clone(),
        scheme: case.scheme.clone(),
        version: case.version,
        preset: case.preset.clone(),
        params: case.params.clone(),
        floor: Floor {
            answer: case.prior.answer.clone(),
            blind: case.prior.p,
            uniform: None,
            entropy_bits: case.prior.entropy_bits,
        },
        breaks: breaks(plan, &points),
        points,
        fit: fit_power_law(&fitted),
    }
}

fn point(plan: &PlanRecord, labels: u64, rate: Repeated, rows: &[&PointRow]) -> PointSummary {
    let findings = plan.thresholds.iter().map(|threshold| FindingRow {
        threshold: threshold.name.clone(),
        rate: threshold.p,
        finding: rate.finding(threshold.p),
    });
    let times = |pick: fn(&crate::learn::rows::Training) -> f64| {
        mean(
            rows.iter()
                .filter_map(|row| row.training.as_ref())
                .map(pick),
        )
    };
    let repeat = |row: &&PointRow| RepeatSummary {
        repeat: row.repeat,
        rate: Estimate::rate(row.solved, row.n),
        model: row.model.clone(),
        training: row.training.clone(),
    };
    PointSummary {
        labels,
        rate,
        findings: findings.collect(),
        repeats: rows.iter().map(repeat).collect(),
        samples: if labels == 0 {
            0
        } else {
            plan.budget.samples(labels)
        },
        cpu: times(|training| training.cpu_s),
        wall: times(|training| training.wall_s),
    }
}

/// The mean of some seconds with Student's interval.
fn mean(seconds: impl Iterator<Item = f64>) -> Option<Estimate> {
    let all: Vec<f64> = seconds.collect();
    let n = all.len() as u64;
    let mean = all.iter().sum::<f64>() / (n.max(1) as f64);
    let squares: f64 = all.iter().map(|x| (x - mean).powi(2)).sum();
    let sd = (squares / (n.max(2) - 1) as f64).sqrt();
    let interval = mean_interval(n, mean, sd);
    (n > 0).then(|| Estimate::new(Some(mean), interval, n, Unit::Seconds))
}

fn breaks(plan: &PlanRecord, points: &[PointSummary]) -> Vec<Break> {
    let lower: Vec<(u64, f64)> = points.iter().map(|p| (p.labels, p.rate.lower)).collect();
    let middle: Vec<CurvePoint> = points.iter().filter_map(curve_point).collect();
    let one = |threshold: &crate::stats::Threshold| {
        let fewest = fewest_labels(&lower, threshold.p);
        let broken = points.iter().find(|p| Some(p.labels) == fewest);
        Break {
            threshold: threshold.name.clone(),
            rate: threshold.p,
            fewest,
            most: points.last().map_or(0, |p| p.labels),
            crossing: crossing(&middle, threshold.p),
            cost: broken.map(|point| cost(plan, point)),
        }
    };
    plan.thresholds.iter().map(one).collect()
}

fn curve_point(point: &PointSummary) -> Option<CurvePoint> {
    let rate = point.rate.rate.value?;
    Some(CurvePoint {
        labels: point.labels,
        rate,
        low: point.rate.rate.low.unwrap_or(rate),
        high: point.rate.rate.high.unwrap_or(rate),
    })
}

fn cost(plan: &PlanRecord, point: &PointSummary) -> Cost {
    let value = |estimate: &Option<Estimate>| estimate.and_then(|e| e.value).unwrap_or(0.0);
    let (cpu_s, wall_s) = (value(&point.cpu), value(&point.wall));
    let labels_usd = point.labels as f64 / 1000.0 * plan.cost_per_1000_labels;
    let cpu_usd = cpu_s / 3600.0 * plan.core_hour_usd;
    Cost {
        labels_usd,
        cpu_s,
        wall_s,
        cpu_usd,
        usd: labels_usd + cpu_usd,
    }
}

/// The controls, played on the challenges of the record: an oracle that gives each key, and the best constant answer.
fn health(record: &Record) -> Health {
    let plan = &record.learn.plan;
    let (mut oracle, mut blind) = (Vec::new(), Vec::new());
    for case in &plan.cases {
        let slices = || record.slices.iter().filter(|slice| slice.case == case.name);
        let keys: Vec<Key> = slices().flat_map(|slice| keys(slice, case)).collect();
        let count =
            |solves: &dyn Fn(&Key) -> bool| keys.iter().filter(|key| solves(key)).count() as u64;
        let n = keys.len() as u64;
        oracle.push(Control {
            case: case.name.clone(),
            solved: count(&|key| key.accepts(&key.stored)),
            n,
        });
        blind.push(Blind {
            case: case.name.clone(),
            solved: count(&|key| key.accepts(&case.prior.answer)),
            n,
            p0: case.prior.p,
        });
    }
    Health {
        oracle,
        blind,
        faults: Vec::new(),
        error_budget: ERROR_BUDGET,
        unmade: Vec::new(),
        duplicates: duplicates(record),
        leaked: 0,
        reproducible: None,
        done: record.points.len() as u64 * plan.eval,
        planned: plan.tasks().len() as u64 * plan.eval,
    }
}

/// Challenges of a case whose pixels an earlier one has.
fn duplicates(record: &Record) -> u64 {
    let mut seen = HashSet::new();
    let all = record
        .slices
        .iter()
        .flat_map(|slice| slice.px.iter().map(|px| (slice.case.as_str(), px.as_str())));
    all.filter(|name| !seen.insert(*name)).count() as u64
}
