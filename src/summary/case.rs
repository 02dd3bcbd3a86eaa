//! What is counted for one case while a record is read.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::cell::{CellTally, findings};
use super::strata::StrataTally;
use super::tilt::TiltTally;
use super::{Bounds, CaseSummary, Floor, LegibilitySummary, MarkCount, Union};
use crate::arithmetic;
use crate::model::Asks;
use crate::plan::{CaseRecord, PlanRecord};
use crate::record::{AttemptRow, ChallengeRow, Outcome};
use crate::scheme::{Keyspace, Legibility, Mark};
use crate::stats::{
    ALPHA, Estimate, Finding, Interval, Parts, Timing, UnionTally, Unit, lower_bound,
    mean_interval, uniform_guess, upper_bound,
};
use crate::suite::Settings;

pub(super) struct CaseTally<'a> {
    case: &'a CaseRecord,
    cells: Vec<CellTally<'a>>,
    place: HashMap<&'a str, usize>,
    /// Real solvers' places among the union's members.
    member: HashMap<&'a str, usize>,
    union: UnionTally,
    /// For each challenge, how many real solvers showed what they could do on it.
    shown: Vec<u16>,
    generation: Vec<u32>,
    pictures: HashSet<u64>,
    duplicates: u64,
    unmade: u64,
    unmade_why: BTreeMap<String, u64>,
    marks: BTreeMap<Mark, u64>,
    legibility: [Moments; 4],
    strata: StrataTally,
    tilt: Option<TiltTally>,
    /// Of questions of one operation: what they are made of.
    parts: HashMap<u64, Parts>,
}

impl<'a> CaseTally<'a> {
    pub(super) fn new(case: &'a CaseRecord, plan: &'a PlanRecord) -> Self {
        let solvers: Vec<_> = case
            .solvers
            .iter()
            .filter_map(|name| plan.solvers.iter().find(|s| &s.name == name))
            .collect();
        let real = || {
            solvers
                .iter()
                .filter(|s| !s.control)
                .map(|s| s.name.as_str())
        };
        Self {
            case,
            cells: solvers
                .iter()
                .map(|solver| CellTally::new(solver, case))
                .collect(),
            place: solvers
                .iter()
                .enumerate()
                .map(|(i, s)| (s.name.as_str(), i))
                .collect(),
            member: real().enumerate().map(|(i, name)| (name, i)).collect(),
            union: UnionTally::new(case.count, real()),
            shown: vec![0; case.count as usize],
            generation: Vec::new(),
            pictures: HashSet::new(),
            duplicates: 0,
            unmade: 0,
            unmade_why: BTreeMap::new(),
            marks: BTreeMap::new(),
            legibility: [Moments::default(); 4],
            strata: StrataTally::new(case.count, solvers.len()),
            tilt: (case.asks == Asks::Tilt)
                .then(|| TiltTally::new(case, solvers.len()))
                .flatten(),
            parts: HashMap::new(),
        }
    }

    pub(super) fn challenge(&mut self, row: &ChallengeRow<'_>) {
        if let Some(why) = &row.why {
            self.unmade += 1;
            *self.unmade_why.entry(why.clone()).or_default() += 1;
            return;
        }
        self.generation
            .push(u32::try_from(row.gen_us).unwrap_or(u32::MAX));
        // 16 hex digits: the hash is its own best hash.
        if let Ok(px) = u64::from_str_radix(&row.px, 16)
            && !self.pictures.insert(px)
        {
            self.duplicates += 1;
        }
        self.strata.challenge(row.i, &row.tags);
        if let (Some(tilt), Some(maze)) = (&mut self.tilt, &row.maze) {
            tilt.challenge(row.i, maze);
        }
        let arithmetic = self.case.keyspace.arithmetic.then_some(&*row.drawn);
        let parts = row.reading.as_deref().or(arithmetic);
        if let Some(parts) = parts.and_then(arithmetic::parts) {
            self.parts.insert(row.i, parts);
        }
        for &mark in &row.marks {
            *self.marks.entry(mark).or_default() += 1;
        }
        if let Some(Legibility {
            contrast,
            stroke_px,
            covered,
            clipped,
            ..
        }) = row.legibility
        {
            for (moments, x) in self
                .legibility
                .iter_mut()
                .zip([contrast, stroke_px, covered, clipped])
            {
                moments.push(f64::from(x));
            }
        }
    }

    pub(super) fn attempt(&mut self, row: &AttemptRow<'_>) {
        if let Some(&at) = self.place.get(row.solver.as_ref()) {
            self.cells[at].push(row, self.parts.get(&row.i));
            self.strata.attempt(row.i, at, row.verdict);
            if let Some(tilt) = &mut self.tilt {
                tilt.attempt(at, row);
            }
        }
        let Some(&member) = self.member.get(row.solver.as_ref()) else {
            return;
        };
        if row.verdict == Outcome::Solved {
            self.union.solve(member, row.i);
            // Solved by one is all there is to know of this challenge.
            self.shown[row.i as usize] = u16::MAX;
        } else if !matches!(row.verdict, Outcome::Faulted | Outcome::TimedOut) {
            let shown = &mut self.shown[row.i as usize];
            *shown = shown.saturating_add(1);
        }
    }

    pub(super) fn finish(self, settings: &Settings) -> CaseSummary {
        let case = self.case;
        let blind = case.prior.p;
        let members = self.member.len();
        let unknown = self
            .shown
            .iter()
            .filter(|&&n| usize::from(n) < members)
            .count() as u64;
        let union = (members > 0).then(|| union(&self.union, unknown, blind, settings));
        CaseSummary {
            name: case.name.clone(),
            scheme: case.scheme.clone(),
            version: case.version,
            preset: case.preset.clone(),
            params: case.params.clone(),
            n: case.count,
            keyspace: case.keyspace.clone(),
            floor: Floor {
                answer: case.prior.answer.clone(),
                blind,
                uniform: uniform(&case.keyspace),
                entropy_bits: case.prior.entropy_bits,
            },
            generation: Timing::of(self.generation),
            legibility: legibility(&self.legibility),
            marks: self
                .marks
                .into_iter()
                .map(|(mark, count)| MarkCount { mark, count })
                .collect(),
            duplicates: self.duplicates,
            unmade: self.unmade,
            unmade_why: self
                .unmade_why
                .into_iter()
                .max_by_key(|(_, count)| *count)
                .map(|(why, _)| why),
            notices: case.notices.clone(),
            asks: case.asks,
            strata: self.strata.finish(case, &self.cells),
            tilt: self.tilt.map(|tilt| tilt.finish(case, &self.cells)),
            cells: self
                .cells
                .into_iter()
                .map(|cell| cell.finish(settings, blind))
                .collect(),
            union,
        }
    }
}

/// `unknown` challenges are neither solved nor failed by every member.
/// A design that falls to its best constant answer is broken whatever else its solvers do.
fn union(tally: &UnionTally, unknown: u64, floor: f64, settings: &Settings) -> Union {
    let parts = tally.finish();
    let mut findings = findings(parts.solved, unknown, parts.n, settings);
    for row in findings.iter_mut().filter(|row| floor > row.rate) {
        row.finding = Finding::Broken;
    }
    Union {
        solve_rate: parts.any,
        bounds: bounds(parts.solved, parts.n),
        findings,
        parts,
    }
}

/// One-sided 95 % bounds; with n = 0 nothing is known.
pub(super) fn bounds(solved: u64, n: u64) -> Bounds {
    Bounds {
        lower: lower_bound(solved, n, ALPHA).unwrap_or(0.0),
        upper: upper_bound(solved, n, ALPHA).unwrap_or(1.0),
    }
}

/// Chance of a uniform guess over what the site accepts, case folded where the site folds it.
fn uniform(keyspace: &Keyspace) -> Option<f64> {
    if keyspace.arithmetic {
        return None;
    }
    let (shortest, longest) = keyspace.length?;
    let symbols: HashSet<String> = keyspace
        .charset
        .chars()
        .map(|c| {
            if keyspace.case_sensitive {
                c.to_string()
            } else {
                crate::model::fold(&c.to_string())
            }
        })
        .collect();
    uniform_guess(symbols.len() as u64, shortest as u64, longest as u64).map(|guess| guess.p)
}

fn legibility(moments: &[Moments; 4]) -> Option<LegibilitySummary> {
    let [contrast, stroke, covered, clipped] = moments;
    (contrast.n > 0).then(|| LegibilitySummary {
        contrast: contrast.mean(Unit::Share),
        stroke_px: stroke.mean(Unit::Pixels),
        covered: covered.mean(Unit::Share),
        clipped: clipped.mean(Unit::Share),
    })
}

/// Mean and spread of a stream (Welford 1962).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Moments {
    n: u64,
    mean: f64,
    squares: f64,
}

impl Moments {
    pub(super) fn push(&mut self, x: f64) {
        self.n += 1;
        let away = x - self.mean;
        self.mean += away / self.n as f64;
        self.squares += away * (x - self.mean);
    }

    /// The mean with its 95 % interval.
    pub(super) fn mean(&self, unit: Unit) -> Estimate {
        let sd = if self.n > 1 {
            (self.squares / (self.n - 1) as f64).sqrt()
        } else {
            0.0
        };
        let interval: Option<Interval> = mean_interval(self.n, self.mean, sd);
        Estimate::new((self.n > 0).then_some(self.mean), interval, self.n, unit)
    }
}
