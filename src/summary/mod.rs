//! From a record to estimates: the last stage that computes. Reports only render what stands here.
//!
//! Everything is a pure function of the record; nothing here generates, solves or draws.

mod build;
mod case;
mod cell;
mod strata;
mod tilt;
mod types;

pub use build::summarise;
pub use tilt::{Failures, RuleRow, TiltCell, TiltSummary};
pub use types::*;
