//! Learning curves: how many labels break a design.
//!
//! Two answers, kept apart. The fewest labels *measured* whose lower bound passes a threshold is a finding. Where
//! the curve crosses a level between two measured points is an interpolation, and is called one.

use serde::{Deserialize, Serialize};

use super::estimate::{Estimate, Unit};

/// One measured point of a curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// Labelled challenges.
    pub labels: u64,
    /// Solve rate.
    pub rate: f64,
    /// Lower end of its two-sided interval.
    pub low: f64,
    /// Upper end of its two-sided interval.
    pub high: f64,
}

/// Where a curve reaches a level.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "crossing", rename_all = "snake_case")]
pub enum Crossing {
    /// Between two measured points: interpolated, linear in the logarithm of the labels. The ends of the interval
    /// are where the interval's own two curves cross; `high` is `None` where the lower one stays below.
    Between {
        /// Labels, interpolated.
        labels: Estimate,
    },
    /// At or before the first point with labels (or without any, where `labels` is 0).
    AtMost {
        /// Labels of that point.
        labels: u64,
    },
    /// Nowhere on the measured curve.
    NotReached {
        /// The most labels measured.
        labels: u64,
    },
}

/// The fewest labels whose one-sided lower bound lies above `threshold`. `points` are (labels, lower bound), by
/// labels. Who has more labels can leave them unused, so a later point that falls short takes nothing back.
pub fn fewest_labels(points: &[(u64, f64)], threshold: f64) -> Option<u64> {
    let passes = points.iter().find(|(_, lower)| *lower > threshold);
    passes.map(|(labels, _)| *labels)
}

/// Where the curve first reaches `level`; `None` for a curve without points. `points` are sorted by labels.
pub fn crossing(points: &[CurvePoint], level: f64) -> Option<Crossing> {
    let last = points.last()?.labels;
    Some(match first(points, level, |p| p.rate) {
        First::Never => Crossing::NotReached { labels: last },
        First::AtMost(labels) => Crossing::AtMost { labels },
        First::At(value) => {
            let end = |pick: fn(&CurvePoint) -> f64| match first(points, level, pick) {
                First::At(x) => Some(x),
                First::AtMost(labels) => Some(labels as f64),
                First::Never => None,
            };
            let labels = Estimate {
                value: Some(value),
                low: end(|p| p.high),
                high: end(|p| p.low),
                n: points.len() as u64,
                unit: Unit::Labels,
            };
            Crossing::Between { labels }
        }
    })
}

enum First {
    At(f64),
    AtMost(u64),
    Never,
}

fn first(points: &[CurvePoint], level: f64, pick: fn(&CurvePoint) -> f64) -> First {
    let Some(at) = points.iter().position(|p| pick(p) >= level) else {
        return First::Never;
    };
    let right = &points[at];
    // No logarithm of nothing: what lies between no labels and the first ones cannot be interpolated.
    let Some(left) = at
        .checked_sub(1)
        .map(|i| &points[i])
        .filter(|left| left.labels > 0)
    else {
        return First::AtMost(right.labels);
    };
    let share = (level - pick(left)) / (pick(right) - pick(left));
    let (from, to) = ((left.labels as f64).ln(), (right.labels as f64).ln());
    First::At((from + share * (to - from)).exp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn curve(points: &[(u64, f64)]) -> Vec<CurvePoint> {
        let point = |&(labels, rate): &(u64, f64)| CurvePoint {
            labels,
            rate,
            low: (rate - 0.1_f64).max(0.0),
            high: (rate + 0.1_f64).min(1.0),
        };
        points.iter().map(point).collect()
    }

    #[test]
    fn the_fewest_labels_that_pass() {
        let points = [(0, 0.0), (50, 0.02), (100, 0.009), (200, 0.3)];
        assert_eq!(fewest_labels(&points, 0.01), Some(50));
        assert_eq!(fewest_labels(&points, 0.2), Some(200));
        assert_eq!(fewest_labels(&points, 0.3), None);
        assert_eq!(fewest_labels(&[(0, 0.09)], 0.01), Some(0));
        assert_eq!(fewest_labels(&[], 0.01), None);
    }

    #[test]
    fn halfway_up_is_halfway_in_the_logarithm() {
        let points = curve(&[(0, 0.0), (100, 0.4), (400, 0.6)]);
        let Some(Crossing::Between { labels }) = crossing(&points, 0.5) else {
            panic!("no crossing");
        };
        assert!((labels.value.unwrap() - 200.0).abs() < 1e-9, "{labels:?}");
        // The upper curve is at 0.5 at 100 labels; the lower one reaches it at 400.
        assert!((labels.low.unwrap() - 100.0).abs() < 1e-6, "{labels:?}");
        assert!((labels.high.unwrap() - 400.0).abs() < 1e-6, "{labels:?}");
    }

    #[test]
    fn what_cannot_be_interpolated_is_not() {
        let points = curve(&[(0, 0.0), (50, 0.8), (100, 0.85)]);
        assert_eq!(
            crossing(&points, 0.5),
            Some(Crossing::AtMost { labels: 50 })
        );
        assert_eq!(crossing(&points, 0.0), Some(Crossing::AtMost { labels: 0 }));
        assert_eq!(
            crossing(&points, 0.9),
            Some(Crossing::NotReached { labels: 100 })
        );
        assert_eq!(crossing(&[], 0.5), None);
    }

    #[test]
    fn an_open_end_stays_open() {
        let points = curve(&[(50, 0.3), (100, 0.55)]);
        let Some(Crossing::Between { labels }) = crossing(&points, 0.5) else {
            panic!("no crossing");
        };
        assert_eq!(labels.high, None);
    }

    proptest! {
        #[test]
        fn crossings_lie_between_their_neighbours(mut rates in prop::collection::vec(0.0..1.0_f64, 2..8), level in 0.05..0.95_f64) {
            rates.sort_by(f64::total_cmp);
            let points: Vec<(u64, f64)> = rates.iter().enumerate().map(|(i, &r)| (50 << i, r)).collect();
            let points = curve(&points);
            if let Some(Crossing::Between { labels }) = crossing(&points, level) {
                let value = labels.value.unwrap();
                let right = points.iter().find(|p| p.rate >= level).unwrap().labels as f64;
                prop_assert!(right / 2.0 - 1e-6 <= value && value <= right + 1e-6);
                prop_assert!(labels.low.unwrap() <= value + 1e-6);
                prop_assert!(labels.high.is_none_or(|high| value <= high + 1e-6));
            }
        }
    }
}
