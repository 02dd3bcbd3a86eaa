//! What each knob of a design buys: the same seeds and the same texts with the knob moved.
//!
//! A sweep is a run like any other, of a suite that [`expand`] wrote; what it shows is read off its record by
//! [`summarise`], which looks for cases that differ in what their seeds do not see.

mod effects;
mod expand;
mod summary;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::stats::{Estimate, Judgement, Pairs};
use crate::summary::RunInfo;

pub use expand::expand;
pub(crate) use summary::bare;
pub use summary::summarise;

/// The number that sweeps of this form carry.
pub const SCHEMA: u32 = 1;

/// Everything a sweep shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sweep {
    /// Version of this form.
    pub schema: u32,
    /// Which run.
    pub run: RunInfo,
    /// Whether it can be believed.
    pub validity: Judgement,
    /// The setting that all others are compared with.
    pub base: String,
    /// The design, with its version and preset.
    pub design: String,
    /// The knobs.
    pub knobs: Vec<String>,
    /// Challenges of every setting.
    pub n: u64,
    /// Solvers, and after them all of them together.
    pub subjects: Vec<String>,
    /// Every setting, the base first.
    pub settings: Vec<Setting>,
    /// One knob moved, against the base.
    pub moves: Vec<Move>,
    /// Solve rate over the values of one knob.
    pub curves: Vec<Curve>,
    /// Main effects and interactions; empty unless every combination was run.
    pub effects: Vec<Effect>,
    /// The move of each knob that buys most per point of legibility, the best first.
    pub best: Vec<usize>,
    /// What a reader should know.
    pub notices: Vec<String>,
    /// The answer in sentences.
    pub says: Vec<String>,
}

/// A design with its knobs in place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Setting {
    /// The case.
    pub case: String,
    /// The knobs' values.
    pub values: Vec<Value>,
    /// Solved of n by each subject, Wilson 95 %.
    pub rates: Vec<Estimate>,
    /// Legibility, points of 100: mean with its 95 % interval; without value where the scheme does not measure it.
    pub legibility: Estimate,
    /// Whether no other setting is more legible and solved less often by all together.
    pub pareto: bool,
}

/// One knob moved to another value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Move {
    /// The case.
    pub case: String,
    /// The knob.
    pub knob: String,
    /// Its value there.
    pub value: Value,
    /// Against each subject.
    pub gains: Vec<Gain>,
    /// Points of legibility lost; negative where it gained.
    pub legibility_lost: Estimate,
}

/// What a move does to one subject.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gain {
    /// How challenges fell out: before the move and after it.
    pub pairs: Pairs,
    /// Share of challenges that the solver loses by it (base less moved), Newcombe's paired interval.
    pub bought: Estimate,
    /// Exact McNemar after Holm over all moves of this subject.
    pub p_holm: f64,
    /// Points of solve rate bought for a point of legibility lost, Fieller 95 %; without interval where the loss of
    /// legibility cannot be told from none.
    pub exchange: Estimate,
}

/// Solve rate over one knob's values, the other knobs as in the base.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// The knob.
    pub knob: String,
    /// Settings by their index, in the order of the values.
    pub settings: Vec<usize>,
    /// The values as numbers; `None` where any is none.
    pub at: Option<Vec<f64>>,
    /// Mean solve rate over the span (area under the curve over its width) of each subject, with a 95 % interval.
    pub area: Vec<Estimate>,
}

/// What a factorial design shows of one knob, or of two together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// One knob, or two.
    pub knobs: Vec<String>,
    /// From which values to which.
    pub from_to: Vec<(Value, Value)>,
    /// Of each subject, as a difference of solve rates: the main effect, or how much the first's effect differs between
    /// the second's two values. 95 %.
    pub change: Vec<Estimate>,
}
