//! The parts of a case as tables: a table a dimension, a row a value, a column a solver.

use super::number;
use crate::stats::Estimate;
use crate::summary::{CaseSummary, StratumSummary};

/// A table of one dimension.
pub(super) struct Dimension<'a> {
    /// Its name, such as `difficulty`.
    pub name: &'a str,
    /// Names of the solvers, without controls.
    pub solvers: Vec<&'a str>,
    /// One for each value.
    pub rows: Vec<Row<'a>>,
}

/// A value of a dimension.
pub(super) struct Row<'a> {
    /// The value.
    pub value: &'a str,
    /// Challenges.
    pub n: u64,
    /// The blind floor with its answer, where known.
    pub floor: Option<(f64, &'a str, f64)>,
    /// Solve rate and precision of each solver.
    pub rates: Vec<(Estimate, Estimate)>,
}

/// The dimensions of a case, in the order first met.
pub(super) fn dimensions(case: &CaseSummary) -> Vec<Dimension<'_>> {
    let mut dimensions: Vec<Dimension<'_>> = Vec::new();
    for stratum in &case.strata {
        let row = row(stratum);
        match dimensions.iter_mut().find(|d| d.name == stratum.dimension) {
            Some(dimension) => dimension.rows.push(row),
            None => dimensions.push(Dimension {
                name: &stratum.dimension,
                solvers: solvers(stratum),
                rows: vec![row],
            }),
        }
    }
    dimensions
}

fn solvers(stratum: &StratumSummary) -> Vec<&str> {
    let real = stratum.cells.iter().filter(|cell| !cell.control);
    real.map(|cell| cell.solver.as_str()).collect()
}

fn row(stratum: &StratumSummary) -> Row<'_> {
    let real = stratum.cells.iter().filter(|cell| !cell.control);
    let floor = stratum.floor.as_ref();
    Row {
        value: &stratum.value,
        n: stratum.n,
        floor: floor.map(|prior| (prior.p, prior.answer.as_str(), prior.entropy_bits)),
        rates: real.map(|cell| (cell.solve_rate, cell.precision)).collect(),
    }
}

impl Row<'_> {
    /// The blind floor, and the bits that an answer carries.
    pub fn told_floor(&self) -> [String; 2] {
        match self.floor {
            Some((p, _, bits)) => [number::percent(p), format!("{bits:.1}")],
            None => [String::new(), String::new()],
        }
    }
}
