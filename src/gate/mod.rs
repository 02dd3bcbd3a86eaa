//! A gate: what a suite expects of a run, judged on bounds and not on point estimates.
//!
//! PASS and FAIL each need their own evidence; what has neither is INCONCLUSIVE, with the n that would decide. Reads
//! records and nothing else.

mod count;
mod judge;

use serde::{Deserialize, Serialize};

use crate::stats::{Estimate, Judgement, Looks};

pub use judge::{Terms, judge};

/// The number that gates of this form carry.
pub const SCHEMA: u32 = 1;
/// Chance of a false alarm, and of a false pass, unless another is asked for.
pub const ALPHA: f64 = 0.05;

/// How one expectation, or all of them, came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Shown to hold.
    Pass,
    /// Shown not to hold.
    Fail,
    /// Neither is shown.
    Inconclusive,
    /// The run cannot be believed, so nothing is shown.
    Invalid,
}

impl Verdict {
    /// The word in capitals.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "PASS",
            Self::Fail => "FAIL",
            Self::Inconclusive => "INCONCLUSIVE",
            Self::Invalid => "INVALID",
        }
    }
}

/// What a gate says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gate {
    /// Version of this form.
    pub schema: u32,
    /// The run's name.
    pub run: String,
    /// The suite's name.
    pub suite: String,
    /// Path of the suite as given.
    pub suite_path: String,
    /// All expectations together.
    pub verdict: Verdict,
    /// Whether the run can be believed.
    pub validity: Judgement,
    /// Chance that anything FAILs which holds, over all expectations together; and that one PASSes which does not.
    pub alpha: f64,
    /// Whether n was fixed beforehand.
    pub looks: Looks,
    /// The expectations, one for each case and solver that they are about.
    pub checks: Vec<Check>,
}

/// One expectation of one case and solver.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// The expectation's name.
    pub name: String,
    /// Line of the suite, from 1.
    pub line: usize,
    /// The case.
    pub case: String,
    /// The solver, or "union".
    pub solver: String,
    /// The word of what is measured.
    pub measure: String,
    /// What was expected, in words.
    pub expected: String,
    /// What was measured: a rate with Wilson's interval, a change with its bounds, a percentile in seconds.
    pub measured: Estimate,
    /// How it came out.
    pub verdict: Verdict,
    /// Further challenges that would decide it if what was observed went on; `None` where it is decided or none would.
    pub more: Option<u64>,
    /// All of it in one sentence.
    pub says: String,
}
