//! What a summary says. Every number that a report shows stands here.

use std::fmt::Display;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::Asks;
use crate::plan::Unavailable;
use crate::record::{Head, Sitting, Status};
use crate::scheme::{Keyspace, Mark, Prior};
use crate::stats;
use crate::stats::{
    Calibration, Cer, Confusion, Effort, Estimate, Finding, Judgement, Parse, Positions,
    RiskCoverage, Rung, Tiles, Timing,
};
use crate::suite::Settings;

use super::tilt::TiltSummary;

/// Version of the summary's form.
pub const SCHEMA: u32 = 1;

/// Everything a run shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Version of this form.
    pub schema: u32,
    /// Which run.
    pub run: RunInfo,
    /// Whether it can be believed.
    pub validity: Judgement,
    /// How it was made and judged.
    pub settings: Settings,
    /// One for each case, in suite order.
    pub cases: Vec<CaseSummary>,
    /// Solvers that could not run.
    pub unavailable: Vec<Unavailable>,
}

/// Where a run came from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunInfo {
    /// Its name.
    pub id: String,
    /// The suite's name.
    pub suite: String,
    /// Path of the suite as given.
    pub suite_path: String,
    /// BLAKE3 of the suite's text.
    pub suite_hash: String,
    /// Base of every seed.
    pub seed: u64,
    /// Version of capbench that ran it.
    pub capbench: String,
    /// How far it got.
    pub status: Status,
    /// Attempts planned; of curves, models.
    pub planned: u64,
    /// How many of them are on disk.
    pub done: u64,
    /// Digest over the deterministic columns, of the rows on disk.
    pub digest: String,
    /// Hash of the plan.
    pub plan_id: String,
    /// The command line that started it.
    pub command: String,
    /// Its sittings.
    pub sittings: Vec<Sitting>,
}

impl RunInfo {
    /// Of a record with this head; `count` is how much of it is on disk and how much is planned.
    pub(crate) fn new(
        head: &Head,
        suite: &str,
        seed: u64,
        count: (u64, u64),
        digest: &impl Display,
    ) -> Self {
        let (done, planned) = count;
        let first = head.sittings.first();
        // What was killed right after its last row is complete, whatever its file says.
        let status = if done == planned {
            Status::Complete
        } else {
            head.status
        };
        Self {
            id: head.run_id.clone(),
            suite: suite.to_owned(),
            suite_path: head.suite_path.clone(),
            suite_hash: head.suite_hash.clone(),
            seed,
            capbench: head.capbench.clone(),
            status,
            planned,
            done,
            digest: digest.to_string(),
            plan_id: head.plan_id.clone(),
            command: first.map_or_else(String::new, |sitting| sitting.command.join(" ")),
            sittings: head.sittings.clone(),
        }
    }
}

/// What was measured on one case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseSummary {
    /// Its name.
    pub name: String,
    /// Kind of scheme.
    pub scheme: String,
    /// What it puts before a solver.
    #[serde(default, skip_serializing_if = "Asks::is_picture")]
    pub asks: Asks,
    /// Version of the generator.
    pub version: u32,
    /// The preset it started from.
    pub preset: Option<String>,
    /// Every parameter.
    pub params: Value,
    /// Challenges planned: n of every rate.
    pub n: u64,
    /// What is public about the keys.
    pub keyspace: Keyspace,
    /// What no looking at all achieves.
    pub floor: Floor,
    /// Time to make a challenge.
    pub generation: Option<Timing>,
    /// Legibility proxies, where measured.
    pub legibility: Option<LegibilitySummary>,
    /// Challenges by mark.
    pub marks: Vec<MarkCount>,
    /// Challenges whose pixels another challenge of the case shares.
    pub duplicates: u64,
    /// Challenges that could not be made or read.
    pub unmade: u64,
    /// The commonest reason of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unmade_why: Option<String>,
    /// What a reader should know.
    pub notices: Vec<String>,
    /// One for each contestant: controls first, then solvers in suite order.
    pub cells: Vec<Cell>,
    /// All solvers together, without controls; `None` where no solver ran.
    pub union: Option<Union>,
    /// Parts of the case, by dimension and value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strata: Vec<StratumSummary>,
    /// Of tilt mazes: looking, planning, driving, and what each check buys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tilt: Option<TiltSummary>,
}

/// A part of a case: the challenges that carry one tag.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StratumSummary {
    /// The dimension of the tag, such as `difficulty`.
    pub dimension: String,
    /// Its value.
    pub value: String,
    /// Challenges that carry it: n of every rate.
    pub n: u64,
    /// Its blind floor, where the scheme knows it.
    pub floor: Option<Prior>,
    /// One for each contestant, in the order of the case's cells.
    pub cells: Vec<StratumCell>,
}

/// One contestant on a part of a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StratumCell {
    /// Its name.
    pub solver: String,
    /// Whether it is a control.
    pub control: bool,
    /// Solved of n, Wilson 95 %.
    pub solve_rate: Estimate,
    /// Answered of n, Wilson 95 %.
    pub coverage: Estimate,
    /// Solved of answered, Wilson 95 %.
    pub precision: Estimate,
}

/// The blind floor of a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Floor {
    /// The best constant answer.
    pub answer: String,
    /// How often it is right.
    pub blind: f64,
    /// How often a uniform guess over the public alphabet and length is right; `None` if unknown.
    pub uniform: Option<f64>,
    /// Entropy of the stored answers, bits.
    pub entropy_bits: f64,
}

/// Means over a case's challenges, with 95 % intervals of the mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LegibilitySummary {
    /// Weber contrast of text against background, 0 to 1.
    pub contrast: Estimate,
    /// Stroke width, pixels.
    pub stroke_px: Estimate,
    /// Share of glyph ink painted over.
    pub covered: Estimate,
    /// Share of glyph ink outside the picture.
    pub clipped: Estimate,
}

/// Challenges with one mark.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MarkCount {
    /// The mark.
    pub mark: Mark,
    /// How many challenges carry it.
    pub count: u64,
}

/// One contestant on one case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Its name.
    pub solver: String,
    /// Whether it is a control.
    pub control: bool,
    /// The word of its kind.
    pub kind: String,
    /// What really answered.
    pub version: String,
    /// Attempts planned: n of every rate.
    pub n: u64,
    /// How they ended.
    pub counts: Counts,
    /// Solved of n, Wilson 95 %.
    pub solve_rate: Estimate,
    /// The one-sided 95 % bounds that findings are judged by (Clopper-Pearson).
    pub bounds: Bounds,
    /// (p - p0) / (1 - p0) over the blind floor.
    pub lift: Estimate,
    /// One for each threshold, strictest first.
    pub findings: Vec<FindingRow>,
    /// Attempted (answered) of n, Wilson 95 %.
    pub coverage: Estimate,
    /// Solved of answered, Wilson 95 %.
    pub precision: Estimate,
    /// The risk-coverage curve and what is read off it; `None` without confidences.
    pub selective: Option<RiskCoverage>,
    /// What solving costs.
    pub effort: Effort,
    /// How far what was read is from the drawn text.
    pub reading: Cer,
    /// Confusions by alignment; `None` where nothing was read.
    pub confusion: Option<Confusion>,
    /// Accuracy by position; `None` where nothing was read.
    pub positions: Option<Positions>,
    /// Calibration of the confidences; `None` without them.
    pub calibration: Option<Calibration>,
    /// Time of warm calls; `None` where there were none.
    pub latency: Option<Timing>,
    /// Time of first calls of sessions, loading included; `None` where there were none.
    pub cold: Option<Timing>,
    /// What more knowledge of the site would give the attacker.
    pub ladder: Vec<Rung>,
    /// How questions of one operation were understood; `None` where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parse: Option<Parse>,
    /// How well tiles were chosen; `None` where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tiles: Option<Tiles>,
    /// Why attempts faulted, most frequent first.
    pub faults: Vec<FaultCount>,
}

/// How attempts ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// The site would accept the answer.
    pub solved: u64,
    /// The site would refuse it.
    pub wrong: u64,
    /// Declined.
    pub abstained: u64,
    /// No answer in time.
    pub timed_out: u64,
    /// Broke.
    pub faulted: u64,
    /// Planned and not on disk.
    pub missing: u64,
}

/// One-sided 95 % bounds of a rate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    /// The rate is at least this.
    pub lower: f64,
    /// The rate is at most this.
    pub upper: f64,
}

/// A finding against one threshold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FindingRow {
    /// Name of the threshold.
    pub threshold: String,
    /// Its rate.
    pub rate: f64,
    /// BROKEN, RESISTS or INCONCLUSIVE.
    pub finding: Finding,
}

/// Attempts that faulted for one reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FaultCount {
    /// The reason.
    pub why: String,
    /// How many.
    pub count: u64,
    /// Index of the first such challenge.
    pub first: u64,
}

/// All solvers of a case together: the attacker who owns every one of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Union {
    /// Solved by at least one, of n, Wilson 95 %.
    pub solve_rate: Estimate,
    /// One-sided 95 % bounds.
    pub bounds: Bounds,
    /// One for each threshold.
    pub findings: Vec<FindingRow>,
    /// What each solver adds, and how they overlap.
    pub parts: stats::Union,
}
