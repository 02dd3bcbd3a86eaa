//! A number as it is reported: value, interval, n and unit. Never a bare float.

use serde::{Deserialize, Serialize};

use super::interval::{Interval, wilson};

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A share of a whole, 0 to 1.
    Share,
    /// Edits per symbol; may exceed 1.
    EditsPerSymbol,
    /// Attempts, each on a fresh challenge.
    Attempts,
    /// Seconds of wall time.
    Seconds,
    /// Units of the currency in which the prices were given.
    Money,
    /// Pixels of the picture as shown.
    Pixels,
    /// Labelled challenges.
    Labels,
    /// A pure number.
    Number,
}

/// A value with its uncertainty.
///
/// `value` is `None` where the quantity does not exist (a rate of nothing; the expected attempts of a solver
/// that never solved). An end is `None` where it is unbounded or where no honest bound exists.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The point estimate.
    pub value: Option<f64>,
    /// Lower end of the two-sided 95 % interval.
    pub low: Option<f64>,
    /// Upper end of the two-sided 95 % interval.
    pub high: Option<f64>,
    /// Number of observations that the value rests on.
    pub n: u64,
    /// What is counted.
    pub unit: Unit,
}

impl Estimate {
    /// A value and its interval.
    pub fn new(value: Option<f64>, interval: Option<Interval>, n: u64, unit: Unit) -> Self {
        Self {
            value,
            low: interval.map(|i| i.low),
            high: interval.map(|i| i.high),
            n,
            unit,
        }
    }

    /// `successes` in `n` as a share with Wilson's 95 % interval; all `None` when n is 0.
    pub fn rate(successes: u64, n: u64) -> Self {
        let value = (n > 0).then(|| successes.min(n) as f64 / n as f64);
        Self::new(value, wilson(successes, n), n, Unit::Share)
    }

    /// The interval where both ends exist.
    pub fn interval(&self) -> Option<Interval> {
        Some(Interval {
            low: self.low?,
            high: self.high?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_of_nothing_has_no_value() {
        let none = Estimate::rate(0, 0);
        assert_eq!((none.value, none.low, none.high), (None, None, None));
        assert_eq!(none.interval(), None);
    }

    #[test]
    fn reads_well_as_json() {
        let json = serde_json::to_string(&Estimate::rate(1, 2)).unwrap();
        assert!(json.starts_with(r#"{"value":0.5,"low":0.09"#), "{json}");
        assert!(json.ends_with(r#","n":2,"unit":"share"}"#), "{json}");
        assert_eq!(
            serde_json::from_str::<Estimate>(&json).unwrap(),
            Estimate::rate(1, 2)
        );
    }
}
