//! What is counted for one solver on one case while a record is read.

use std::collections::BTreeMap;

use super::case::bounds;
use super::{Cell, Counts, FaultCount, FindingRow};
use crate::arithmetic;
use crate::model::{Asks, fold, read_tiles};
use crate::plan::{CaseRecord, SolverRecord};
use crate::record::{AttemptRow, Outcome};
use crate::scheme::Keyspace;
use crate::stats::{
    Calibration, CerTally, Confidences, ConfusionLimits, ConfusionTally, Effort, Estimate, Finding,
    LadderTally, LatencyTally, ParseTally, Parts, PositionTally, Prices, Public, Reading,
    TilesSeen, TilesTally, Unit, align, effort, lift,
};
use crate::suite::{Cost, Settings};

/// Answers that a precision must rest on before it is called the best.
const BEST_OF: u64 = 30;
/// Enough of the confusions for a whole matrix, the rarest left out.
const CONFUSIONS: ConfusionLimits = ConfusionLimits {
    top: 200,
    dead_support: 20,
    cluster_rate: 0.05,
    cluster_count: 3,
};
/// Reasons for faults that a summary lists.
const FAULT_REASONS: usize = 10;

pub(super) struct CellTally<'a> {
    solver: &'a SolverRecord,
    keyspace: &'a Keyspace,
    /// Whether the text had to be read off a picture.
    pictured: bool,
    planned: u64,
    counts: Counts,
    confidences: Confidences,
    cer: CerTally,
    confusion: ConfusionTally,
    positions: PositionTally,
    latency: LatencyTally,
    ladder: LadderTally,
    parse: ParseTally,
    /// Where there are tiles to choose from.
    tiles: Option<TilesTally>,
    read: u64,
    /// Sum and number of the times of all calls, for time and cost to solve.
    time_us: (u64, u64),
    faults: BTreeMap<String, (u64, u64)>,
}

impl<'a> CellTally<'a> {
    pub(super) fn new(solver: &'a SolverRecord, case: &'a CaseRecord) -> Self {
        let keyspace = &case.keyspace;
        let public = Public {
            charset: keyspace.charset.clone(),
            // A sum is read with or without its blanks: its length tells nothing.
            length: keyspace.length.filter(|_| !keyspace.arithmetic),
            case_sensitive: keyspace.case_sensitive,
            arithmetic: keyspace.arithmetic,
        };
        Self {
            solver,
            keyspace,
            pictured: case.asks == Asks::Picture,
            planned: case.count,
            counts: Counts::default(),
            confidences: Confidences::default(),
            cer: CerTally::default(),
            confusion: ConfusionTally::default(),
            positions: PositionTally::default(),
            latency: LatencyTally::default(),
            ladder: LadderTally::new(public),
            parse: ParseTally::default(),
            tiles: (case.asks == Asks::Tiles).then(|| TilesTally::new(&keyspace.pool)),
            read: 0,
            time_us: (0, 0),
            faults: BTreeMap::new(),
        }
    }

    /// `asked` are the parts of a question of one operation.
    pub(super) fn push(&mut self, row: &AttemptRow<'_>, asked: Option<&Parts>) {
        let slot = match row.verdict {
            Outcome::Solved => &mut self.counts.solved,
            Outcome::Wrong => &mut self.counts.wrong,
            Outcome::Abstained => &mut self.counts.abstained,
            Outcome::TimedOut => &mut self.counts.timed_out,
            Outcome::Faulted => &mut self.counts.faulted,
        };
        *slot += 1;
        match row.verdict {
            Outcome::Solved | Outcome::Wrong => self
                .confidences
                .push(row.conf, row.verdict == Outcome::Solved),
            _ => self.confidences.push_unanswered(),
        }
        if row.verdict == Outcome::Faulted {
            let why = row.why.as_deref().unwrap_or("no reason given").to_owned();
            let seen = self.faults.entry(why).or_insert((0, row.i));
            *seen = (seen.0 + 1, seen.1.min(row.i));
        }
        self.time_us = (self.time_us.0 + row.us, self.time_us.1 + 1);
        if !matches!(row.verdict, Outcome::Faulted | Outcome::TimedOut) {
            self.latency
                .push(u32::try_from(row.us).unwrap_or(u32::MAX), row.cold);
        }
        if let Some(asked) = asked {
            let read = row.read().and_then(arithmetic::parts);
            self.parse
                .push(asked, read.as_ref(), row.verdict == Outcome::Solved);
        }
        if self.pictured {
            self.reading(row);
        }
        if self.tiles.is_some() {
            self.choice(row);
        }
    }

    /// Which tiles were chosen.
    fn choice(&mut self, row: &AttemptRow<'_>) {
        let answer = row.answer.as_deref().and_then(read_tiles);
        let (Some(tally), Some(chosen)) = (&mut self.tiles, answer) else {
            return;
        };
        let shown: Vec<&str> = row.drawn.split(',').collect();
        let remembers = self.solver.kind == "pool";
        let memory: Vec<&str> = match row.raw.as_deref() {
            Some(raw) if remembers => raw.split(',').collect(),
            _ => Vec::new(),
        };
        tally.push(&TilesSeen {
            i: row.i,
            shown: &shown,
            right: &read_tiles(row.stored()).unwrap_or_default(),
            chosen: &chosen,
            confidence: &row.sym,
            memory: &memory,
            solved: row.verdict == Outcome::Solved,
        });
    }

    /// How well the text was read off the picture.
    fn reading(&mut self, row: &AttemptRow<'_>) {
        self.ladder.push(&Reading {
            raw: row.read(),
            drawn: &row.drawn,
            stored: row.stored(),
        });
        if let Some(read) = row.read() {
            self.read += 1;
            let alignment = align(&self.comparable(&row.drawn), &self.comparable(read));
            self.cer.push(&alignment);
            self.confusion.push(&alignment, row.i);
            self.positions.push(&alignment);
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.solver.name
    }

    pub(super) fn is_control(&self) -> bool {
        self.solver.control
    }

    /// A text as readings are compared: case folded where the site folds it, without blanks in a sum.
    fn comparable(&self, text: &str) -> String {
        let text = if self.keyspace.case_sensitive {
            text.trim().to_owned()
        } else {
            fold(text.trim())
        };
        if self.keyspace.arithmetic {
            text.split_whitespace().collect()
        } else {
            text
        }
    }

    pub(super) fn finish(mut self, settings: &Settings, floor: f64) -> Cell {
        let n = self.planned;
        let seen = [
            self.counts.solved,
            self.counts.wrong,
            self.counts.abstained,
            self.counts.timed_out,
            self.counts.faulted,
        ];
        self.counts.missing = n.saturating_sub(seen.iter().sum());
        for _ in 0..self.counts.missing {
            self.confidences.push_unanswered();
            self.ladder.push(&Reading {
                raw: None,
                drawn: "",
                stored: "",
            });
        }
        let solved = self.counts.solved;
        let answered = solved + self.counts.wrong;
        let unknown = self.counts.missing + self.counts.faulted + self.counts.timed_out;
        let solve_rate = Estimate::rate(solved, n);
        let latency = self.latency.finish();
        let rungs = self.pictured.then(|| self.ladder.finish().rungs);
        let ladder = rungs.unwrap_or_default();
        let something = self.read > 0;
        Cell {
            solver: self.solver.name.clone(),
            control: self.solver.control,
            kind: self.solver.kind.clone(),
            version: self.solver.version.clone(),
            n,
            counts: self.counts,
            solve_rate,
            bounds: bounds(solved, n),
            lift: lifted(&solve_rate, floor),
            findings: findings(solved, unknown, n, settings),
            coverage: Estimate::rate(answered, n),
            precision: Estimate::rate(solved, answered),
            selective: self.confidences.finish(BEST_OF).curve,
            effort: spent(solved, n, self.time_us, &settings.cost),
            reading: self.cer.finish(),
            confusion: something.then(|| self.confusion.finish(&CONFUSIONS)),
            positions: something.then(|| self.positions.finish()),
            calibration: Calibration::of(&self.confidences),
            latency: latency.warm,
            cold: latency.cold,
            ladder,
            parse: self.parse.finish(),
            tiles: self.tiles.and_then(|tally| tally.finish()),
            faults: faults(self.faults),
        }
    }
}

/// What solving costs, from the sum and number of the times of all calls, microseconds.
fn spent(solved: u64, n: u64, (sum_us, calls): (u64, u64), cost: &Cost) -> Effort {
    let mean_seconds = (calls > 0).then(|| sum_us as f64 / calls as f64 / 1e6);
    let prices = Prices {
        per_attempt: cost.per_attempt_usd,
        per_hour: cost.core_hour_usd,
    };
    effort(solved, n, mean_seconds, cost.retry_delay_s, Some(prices))
}

/// A finding for each threshold, strictest first.
pub(super) fn findings(solved: u64, unknown: u64, n: u64, settings: &Settings) -> Vec<FindingRow> {
    let finding = |t: &crate::stats::Threshold| FindingRow {
        threshold: t.name.clone(),
        rate: t.p,
        finding: Finding::with_unknown(solved, unknown, n, t.p),
    };
    settings.thresholds.iter().map(finding).collect()
}

/// The rate's rise above the floor; monotone, so the interval's ends are lifted likewise.
fn lifted(rate: &Estimate, floor: f64) -> Estimate {
    let up = |x: Option<f64>| x.and_then(|p| lift(p, floor));
    Estimate {
        value: up(rate.value),
        low: up(rate.low),
        high: up(rate.high),
        n: rate.n,
        unit: Unit::Share,
    }
}

fn faults(all: BTreeMap<String, (u64, u64)>) -> Vec<FaultCount> {
    let mut list: Vec<FaultCount> = all
        .into_iter()
        .map(|(why, (count, first))| FaultCount { why, count, first })
        .collect();
    list.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.why.cmp(&b.why)));
    list.truncate(FAULT_REASONS);
    list
}
