//! From a learn record to curves: estimates, findings, the fewest labels that break a design, and what they cost.
//!
//! A pure function of the record. Solved counts are taken again from the answers; a row whose own count differs is an
//! error.

mod build;
mod types;

pub use build::summarise;
pub use types::{Break, Cost, CurveSummary, PointSummary, RepeatSummary, Summary};
