//! Percentiles in words, the same in every format.

use super::number;
use crate::stats::{Percentile, Timing};

/// A percentile in milliseconds, or what n it would need.
pub fn percentile(percentile: &Percentile) -> String {
    match percentile.us {
        Some(0) => "< 1 µs".to_owned(),
        Some(us) => number::millis(f64::from(us) / 1000.0),
        None => format!("n < {}", percentile.floor),
    }
}

/// One percentile of a timing that may not be there.
pub fn timing(timing: Option<&Timing>, pick: fn(&Timing) -> &Percentile) -> String {
    timing.map_or_else(|| "–".to_owned(), |timing| percentile(pick(timing)))
}
