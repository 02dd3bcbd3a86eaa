//! What is counted for a case of tilt mazes: who found the copy, who got there, and what each check would have done.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::case::Moments;
use super::cell::CellTally;
use crate::plan::CaseRecord;
use crate::record::{AttemptRow, MazeRow, Outcome};
use crate::stats::{Estimate, Unit};
use crate::tilt::{Check, Checks, Ended, Splits, Trace};

/// What was measured on a case of tilt mazes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TiltSummary {
    /// Challenges whose right box a ball can come into, of all.
    pub enterable: Estimate,
    /// Pixels of the shortest way, mean over those.
    pub shortest: Estimate,
    /// The checks that count.
    pub counting: Vec<Check>,
    /// One for each contestant, in the order of the case's cells.
    pub cells: Vec<TiltCell>,
    /// Rule by bot: what share of each contestant's attempts would pass.
    pub matrix: Vec<RuleRow>,
}

/// One contestant on the mazes of a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TiltCell {
    /// Its name.
    pub solver: String,
    /// Whether it is a control.
    pub control: bool,
    /// Claimed the upright copy, of n.
    pub looked: Estimate,
    /// Paths that no counting check refuses but those about the picture, of n.
    pub valid: Estimate,
    /// Success weighted by path length (Anderson et al. 2018): the mean of solved * shortest / max(path, shortest).
    pub spl: Estimate,
    /// Path over shortest way, mean over the solved.
    pub path_ratio: Estimate,
    /// Places that the planner looked around at, mean over the planned.
    pub expanded: Estimate,
    /// Of those who played to the right box: refused by the site.
    pub refused_honest: Estimate,
    /// Where attempts failed.
    pub failures: Failures,
    /// Seconds spent on looking, mean.
    pub look_s: Estimate,
    /// On planning.
    pub plan_s: Estimate,
    /// On driving, or on making the path up.
    pub drive_s: Estimate,
}

/// Attempts that were not solved, by the first part that failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failures {
    /// Another copy was taken for the upright one.
    pub look: u64,
    /// No way was found.
    pub plan: u64,
    /// The ball did not arrive.
    pub drive: u64,
    /// The copy was right and the site refused the path.
    pub refused: u64,
    /// No path was posted.
    pub silent: u64,
}

/// One row of the rule-by-bot matrix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleRow {
    /// The check that is switched on alone, `as set`, or `all`.
    pub rule: String,
    /// Whether it is among the checks that count.
    pub counts: bool,
    /// Passing attempts of n, one for each contestant.
    pub pass: Vec<Estimate>,
}

/// Counts of one contestant.
#[derive(Default)]
struct Counts {
    looked: u64,
    valid: u64,
    spl: Moments,
    ratio: Moments,
    expanded: Moments,
    arrived: u64,
    refused: u64,
    failures: Failures,
    times: [Moments; 3],
    /// Attempts by the checks they fail.
    failed: HashMap<Option<Checks>, u64>,
}

/// What is known of the mazes and of what was done in them.
pub(super) struct TiltTally {
    counting: Checks,
    mazes: HashMap<u64, (u8, Option<f64>)>,
    shortest: Moments,
    counts: Vec<Counts>,
}

impl TiltTally {
    /// `None` where the case is of something else.
    pub(super) fn new(case: &CaseRecord, contestants: usize) -> Option<Self> {
        let checks: Vec<Check> =
            serde_json::from_value(case.params.get("rules")?.get("checks")?.clone()).ok()?;
        Some(Self {
            counting: checks.into_iter().collect(),
            mazes: HashMap::new(),
            shortest: Moments::default(),
            counts: (0..contestants).map(|_| Counts::default()).collect(),
        })
    }

    pub(super) fn challenge(&mut self, i: u64, maze: &MazeRow) {
        self.mazes.insert(i, (maze.upright, maze.shortest));
        if let Some(px) = maze.shortest {
            self.shortest.push(px);
        }
    }

    pub(super) fn attempt(&mut self, contestant: usize, row: &AttemptRow<'_>) {
        let Some(&(upright, shortest)) = self.mazes.get(&row.i) else {
            return;
        };
        let counts = &mut self.counts[contestant];
        let failed: Option<Checks> = row
            .answer
            .is_some()
            .then(|| row.failed.iter().copied().collect());
        *counts.failed.entry(failed).or_default() += 1;
        let solved = row.verdict == Outcome::Solved;
        let trace: Option<Trace> = row.answer.as_deref().and_then(|answer| answer.parse().ok());
        let (Some(failed), Some(trace)) = (failed, trace) else {
            counts.failures.silent += u64::from(!solved);
            counts.spl.push(0.0);
            return;
        };
        let looked = trace.guess == Some(upright);
        let path = !failed
            .and(self.counting)
            .iter()
            .any(|check| !check.is_about_the_picture());
        counts.looked += u64::from(looked);
        counts.valid += u64::from(path);
        counts.length(solved, shortest, trace.length());
        counts.splits(row.splits.unwrap_or_default(), looked, solved);
    }

    pub(super) fn finish(self, case: &CaseRecord, cells: &[CellTally<'_>]) -> TiltSummary {
        let n = case.count;
        let enterable = self
            .mazes
            .values()
            .filter(|(_, shortest)| shortest.is_some())
            .count() as u64;
        let rows = Check::ALL.map(|check| {
            (
                check.name(),
                self.counting.has(check),
                Checks::from_iter([check]),
            )
        });
        let sets = [
            ("as set", true, self.counting),
            ("all", false, Checks::all()),
        ];
        let pass = |checks: Checks, counts: &Counts| {
            let passing = counts
                .failed
                .iter()
                .filter(|(failed, _)| failed.is_some_and(|f| f.and(checks).is_empty()));
            Estimate::rate(passing.map(|(_, count)| count).sum(), n)
        };
        let row = |(rule, counts, checks): (&str, bool, Checks)| RuleRow {
            rule: rule.to_owned(),
            counts,
            pass: self.counts.iter().map(|of| pass(checks, of)).collect(),
        };
        TiltSummary {
            enterable: Estimate::rate(enterable, n),
            shortest: self.shortest.mean(Unit::Pixels),
            counting: self.counting.iter().collect(),
            matrix: rows.into_iter().chain(sets).map(row).collect(),
            cells: cells
                .iter()
                .zip(&self.counts)
                .map(|(cell, counts)| counts.cell(cell, n))
                .collect(),
        }
    }
}

impl Counts {
    /// A path that no ball could have rolled has no ratio; what was solved without any counts as the shortest.
    fn length(&mut self, solved: bool, shortest: Option<f64>, path: f64) {
        let ratio = shortest.filter(|px| *px > 0.0).map(|px| path / px);
        let part = if solved {
            ratio.map_or(1.0, |ratio| 1.0 / ratio.max(1.0))
        } else {
            0.0
        };
        self.spl.push(part);
        if let Some(ratio) = ratio.filter(|_| solved) {
            self.ratio.push(ratio);
        }
    }

    fn splits(&mut self, splits: Splits, looked: bool, solved: bool) {
        let times = [splits.look_us, splits.plan_us, splits.drive_us];
        for (moments, us) in self.times.iter_mut().zip(times) {
            moments.push(us as f64 / 1e6);
        }
        if let Some(expanded) = splits.expanded {
            self.expanded.push(f64::from(expanded));
        }
        if splits.ended == Some(Ended::Arrived) && looked {
            self.arrived += 1;
            self.refused += u64::from(!solved);
        }
        if solved {
            return;
        }
        let failures = &mut self.failures;
        let slot = match splits.ended {
            _ if !looked => &mut failures.look,
            Some(Ended::NoRoute) => &mut failures.plan,
            Some(Ended::TimeUp) => &mut failures.drive,
            Some(Ended::Arrived) | None => &mut failures.refused,
        };
        *slot += 1;
    }

    fn cell(&self, cell: &CellTally<'_>, n: u64) -> TiltCell {
        let [look_s, plan_s, drive_s] = self
            .times
            .each_ref()
            .map(|moments| moments.mean(Unit::Seconds));
        TiltCell {
            solver: cell.name().to_owned(),
            control: cell.is_control(),
            looked: Estimate::rate(self.looked, n),
            valid: Estimate::rate(self.valid, n),
            spl: self.spl.mean(Unit::Share),
            path_ratio: self.ratio.mean(Unit::Number),
            expanded: self.expanded.mean(Unit::Number),
            refused_honest: Estimate::rate(self.refused, self.arrived),
            failures: self.failures,
            look_s,
            plan_s,
            drive_s,
        }
    }
}
