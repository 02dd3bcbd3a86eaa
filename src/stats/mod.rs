//! Pure functions from counts to estimates, one topic a file, each with its formula and source.
//!
//! Nothing here knows of schemes, solvers, clocks or files; it takes numbers and strings. Three rules hold in
//! every file:
//!
//! - A quantity that does not exist is `None`: never NaN, never infinity, never 0 in their place.
//! - Results depend on what was counted, not on the order or on how it was split between workers: a `...Tally`
//!   is pushed to and merged in any order, and `finish` gives the same to the last bit.
//! - Every result can be embedded in a summary as it is (serde, snake_case).

mod align;
mod baseline;
mod calibration;
mod cer;
mod clusters;
mod confusion;
mod effort;
mod estimate;
mod finding;
mod interval;
mod ladder;
mod latency;
mod learning;
mod pacing;
mod parse;
mod position;
mod power_law;
mod repeated;
mod selective;
mod special;
mod tiles;
mod union;
mod validity;

pub use align::{Alignment, Op, align};
pub use baseline::{
    BLIND_ALPHA, UniformGuess, binomial_test, blind_is_plausible, entropy_bits, lift, uniform_guess,
};
pub use calibration::{Bin, Calibration};
pub use cer::{Cer, CerTally, Distances};
pub use clusters::Cluster;
pub use confusion::{Class, Confused, Confusion, ConfusionLimits, ConfusionTally, Dead};
pub use effort::{
    Effort, Prices, attempts_for, cost_per_1000, effort, expected_attempts, time_to_solve, within,
};
pub use estimate::{Estimate, Unit};
pub use finding::{ALPHA, Finding, PRESETS, Threshold, least_n_to_resist};
pub use interval::{
    Interval, LEVEL, RatioSums, Z95, lower_bound, mean_interval, upper_bound, wilson, wilson_at,
};
pub use ladder::{Knowledge, Ladder, LadderTally, Public, Reading, Rung};
pub use latency::{Bar, Latency, LatencyTally, Percentile, Timing, percentile_floor};
pub use learning::{Crossing, CurvePoint, crossing, fewest_labels};
pub use pacing::Pacing;
pub use parse::{Parse, ParseTally, Parts};
pub use position::{PositionTally, Positions};
pub use power_law::{Fit, ONSET, PowerLaw, fit_power_law};
pub use repeated::{Repeated, Trial};
pub use selective::{AtCoverage, COVERAGES, Confidences, Point, RiskCoverage, Selective, utility};
pub use tiles::{AtThreshold, Chosen, Tiles, TilesSeen, TilesTally, Window, met_before};
pub use union::{Gain, Member, Union, UnionTally};
pub use validity::{
    Blind, Control, ERROR_BUDGET, Faults, Health, Judgement, Reason, Validity, judge,
};
