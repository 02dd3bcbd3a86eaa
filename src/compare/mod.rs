//! Two runs, two solvers or two versions of a design on the same challenges: who is better, and by how much.
//!
//! Reads records and nothing else. What cannot be paired is refused with the reason: a difference between rates on
//! different challenges would be a difference between draws too.

mod choose;
mod judge;

use serde::{Deserialize, Serialize};

use crate::stats::{Difference, Estimate, Pairs};

pub use choose::{Choice, Side, Sides};
pub use judge::{cannot_pair, compare};

/// The number that comparisons of this form carry.
pub const SCHEMA: u32 = 1;
/// Chance of naming any difference at all where there is none, over all cells together.
pub const ALPHA: f64 = 0.05;

/// What a comparison says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Version of this form.
    pub schema: u32,
    /// The first run's name.
    pub first: String,
    /// The second run's name.
    pub second: String,
    /// What a reader should know beforehand.
    pub notices: Vec<String>,
    /// What was compared.
    pub cells: Vec<CellPair>,
    /// What was not, and why.
    pub refused: Vec<String>,
}

/// One pair of cells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CellPair {
    /// The first's case and solver.
    pub first: Named,
    /// The second's.
    pub second: Named,
    /// How the challenges that both met fell out.
    pub pairs: Pairs,
    /// Solved by the first, of all pairs, Wilson 95 %.
    pub first_rate: Estimate,
    /// Solved by the second.
    pub second_rate: Estimate,
    /// Second less first.
    pub difference: Difference,
    /// McNemar's p-value after Holm over all cells compared.
    pub p_holm: f64,
    /// Time of the second over that of the first on the same challenge, geometric mean; of solvers, warm calls only.
    pub time_ratio: Option<Estimate>,
    /// Whether two separate Wilson intervals would overlap.
    pub intervals_overlap: bool,
    /// All of it in one sentence.
    pub says: String,
}

/// A solver on a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// The case.
    pub case: String,
    /// The solver, or `any of them`.
    pub solver: String,
}

/// What the union of all solvers is called.
pub const UNION: &str = "any of them";

impl CellPair {
    /// Whether a difference was shown.
    pub fn shown(&self) -> bool {
        self.p_holm < ALPHA
    }
}
