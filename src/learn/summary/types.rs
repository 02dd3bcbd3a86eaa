//! What a summary of curves says. Every number that a report shows stands here.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::learn::plan::FromRecord;
use crate::learn::rows::Training;
use crate::stats::{Crossing, Estimate, Fit, Judgement, Repeated, Threshold};
use crate::suite::{Budget, Method};
use crate::summary::{FindingRow, Floor, RunInfo};

/// Version of the summary's form.
pub const SCHEMA: u32 = 1;

/// All curves of a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Version of this form.
    pub schema: u32,
    /// Which run.
    pub run: RunInfo,
    /// Whether it can be believed.
    pub validity: Judgement,
    /// Samples that a model saw.
    pub budget: Budget,
    /// What was trained and how.
    pub method: Method,
    /// What every training started from.
    pub from: Option<FromRecord>,
    /// Trainings planned for each point.
    pub repeats: u32,
    /// Eval challenges of each model.
    pub eval: u64,
    /// What curves are judged against, strictest first.
    pub thresholds: Vec<Threshold>,
    /// US dollars for 1000 labels: an assumption.
    pub cost_per_1000_labels: f64,
    /// US dollars a core-hour: an assumption.
    pub core_hour_usd: f64,
    /// One for each case, in suite order.
    pub cases: Vec<CurveSummary>,
}

/// The curve of one case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CurveSummary {
    /// Name of the case.
    pub name: String,
    /// Kind of scheme.
    pub scheme: String,
    /// Version of the generator.
    pub version: u32,
    /// The preset it started from.
    pub preset: Option<String>,
    /// Every parameter.
    pub params: Value,
    /// What no looking at all achieves.
    pub floor: Floor,
    /// One for each number of labels that has a model, and the blind floor at 0 where no model stands there.
    pub points: Vec<PointSummary>,
    /// One for each threshold, strictest first.
    pub breaks: Vec<Break>,
    /// The law that the errors follow.
    pub fit: Fit,
}

/// One number of labels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PointSummary {
    /// Labels, those for validation included.
    pub labels: u64,
    /// The solve rate over all repeats; at 0 labels without an adapter the theory's blind floor.
    pub rate: Repeated,
    /// Findings, in the order of the thresholds.
    pub findings: Vec<FindingRow>,
    /// What stands behind it, by repeat; empty for a theory.
    pub repeats: Vec<RepeatSummary>,
    /// Samples that each model saw.
    pub samples: u64,
    /// Processor time of one training, seconds: mean over repeats.
    pub cpu: Option<Estimate>,
    /// Wall time of one training, seconds, with whatever ran beside it: mean over repeats.
    pub wall: Option<Estimate>,
}

/// One model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RepeatSummary {
    /// Which repeat, from 0.
    pub repeat: u32,
    /// Its own rate with Wilson's interval.
    pub rate: Estimate,
    /// Hash or version of the model.
    pub model: String,
    /// How it was trained; `None` for an adapter as it is.
    pub training: Option<Training>,
}

/// What it takes to pass a threshold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Break {
    /// Name of the threshold.
    pub threshold: String,
    /// Its solve rate.
    pub rate: f64,
    /// N*: the fewest labels measured whose one-sided 95 % lower bound passes it; `None`: not up to the most measured.
    pub fewest: Option<u64>,
    /// The most labels measured.
    pub most: u64,
    /// Where the curve crosses it: an interpolation. `None` without points.
    pub crossing: Option<Crossing>,
    /// What N* costs; `None` without it.
    pub cost: Option<Cost>,
}

/// What one attack costs, up to the trained model. Prices are assumptions.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// US dollars for the labels.
    pub labels_usd: f64,
    /// Processor seconds of one training.
    pub cpu_s: f64,
    /// Wall seconds of one training.
    pub wall_s: f64,
    /// US dollars for that processor time.
    pub cpu_usd: f64,
    /// Both together.
    pub usd: f64,
}
