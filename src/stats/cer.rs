//! Character error rates: micro, macro, bounded; and how many answers were almost right.
//!
//! What is pushed is an answer; an abstention has no characters to count. Edge rules (dinglehopper issues 79
//! and 45): both texts empty is an error rate of 0; an empty reference with a non-empty answer has none, and is
//! excluded and counted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::align::Alignment;
use super::estimate::{Estimate, Unit};
use super::interval::{RatioSums, mean_interval};

/// Streams alignments into error rates. Holds one count for each (edits, reference length, alignment length)
/// met, so that sums are exact whatever the order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CerTally {
    shapes: BTreeMap<Shape, u64>,
    excluded: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Shape {
    edits: u64,
    drawn: u64,
    aligned: u64,
}

/// Character error rates of a set of answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cer {
    /// Answers counted.
    pub n: u64,
    /// Answers left out because the reference is empty and the answer is not.
    pub excluded: u64,
    /// All edits over all reference symbols, `Σ(s+d+i) / Σ|ref|`; may exceed 1. Delta-method interval.
    pub micro: Estimate,
    /// Mean over answers of edits over reference symbols; may exceed 1. Student's interval.
    pub macro_average: Estimate,
    /// All edits over all alignment steps, `Σ(s+d+i) / Σ(m+s+d+i)`, 0 to 1. Delta-method interval.
    pub bounded: Estimate,
    /// Answers by number of edits.
    pub distances: Distances,
    /// Share of answers exactly one edit away.
    pub almost: Estimate,
}

/// Answers by number of edits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Distances {
    /// No edit.
    pub zero: u64,
    /// One edit: almost.
    pub one: u64,
    /// Two edits.
    pub two: u64,
    /// Three edits or more.
    pub more: u64,
}

impl CerTally {
    /// Counts one answer.
    pub fn push(&mut self, alignment: &Alignment) {
        let shape = Shape {
            edits: alignment.distance() as u64,
            drawn: alignment.drawn().count() as u64,
            aligned: alignment.ops.len() as u64,
        };
        if shape.drawn == 0 && shape.aligned > 0 {
            self.excluded += 1;
        } else {
            *self.shapes.entry(shape).or_default() += 1;
        }
    }

    /// Adds what another tally counted.
    pub fn merge(&mut self, other: Self) {
        self.excluded += other.excluded;
        for (shape, count) in other.shapes {
            *self.shapes.entry(shape).or_default() += count;
        }
    }

    /// The rates so far.
    pub fn finish(&self) -> Cer {
        let (mut micro, mut bounded) = (RatioSums::default(), RatioSums::default());
        let mut distances = Distances::default();
        for (shape, &count) in &self.shapes {
            micro.push(shape.edits, shape.drawn, count);
            bounded.push(shape.edits, shape.aligned, count);
            *match shape.edits {
                0 => &mut distances.zero,
                1 => &mut distances.one,
                2 => &mut distances.two,
                _ => &mut distances.more,
            } += count;
        }
        let n = micro.n;
        Cer {
            n,
            excluded: self.excluded,
            micro: ratio(&micro, Unit::EditsPerSymbol),
            macro_average: self.mean_rate(n),
            bounded: ratio(&bounded, Unit::Share),
            distances,
            almost: Estimate::rate(distances.one, n),
        }
    }

    fn mean_rate(&self, n: u64) -> Estimate {
        let each = || {
            self.shapes
                .iter()
                .map(|(shape, &count)| (shape.rate(), count as f64))
        };
        let mean = each().map(|(rate, count)| rate * count).sum::<f64>() / n.max(1) as f64;
        let squares: f64 = each()
            .map(|(rate, count)| count * (rate - mean).powi(2))
            .sum();
        let sd = (squares / n.saturating_sub(1).max(1) as f64).sqrt();
        let interval = mean_interval(n, mean, sd).map(|mut i| {
            i.low = i.low.max(0.0);
            i
        });
        Estimate::new((n > 0).then_some(mean), interval, n, Unit::EditsPerSymbol)
    }
}

impl Shape {
    fn rate(&self) -> f64 {
        self.edits as f64 / self.drawn.max(1) as f64
    }
}

/// The ratio with its interval; 0 where everything counted was empty on both sides.
fn ratio(sums: &RatioSums, unit: Unit) -> Estimate {
    let value = (sums.n > 0).then(|| sums.ratio().unwrap_or(0.0));
    let mut interval = sums.interval();
    if let (Unit::Share, Some(interval)) = (unit, &mut interval) {
        interval.high = interval.high.min(1.0);
    }
    Estimate::new(value, interval, sums.n, unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    use super::super::align::align;
    use proptest::prelude::*;

    fn tally(pairs: &[(&str, &str)]) -> CerTally {
        let mut tally = CerTally::default();
        pairs
            .iter()
            .for_each(|(drawn, read)| tally.push(&align(drawn, read)));
        tally
    }

    #[test]
    fn micro_macro_and_bounded_differ() {
        // Edits 1, 0, 4 over 4, 2, 2 symbols; steps 4, 2, 6.
        let cer = tally(&[("abcd", "abxd"), ("ab", "ab"), ("ab", "abcdef")]).finish();
        assert_eq!(cer.micro.value, Some(5.0 / 8.0));
        assert!((cer.macro_average.value.unwrap() - (0.25 + 0.0 + 2.0) / 3.0).abs() < 1e-15);
        assert_eq!(cer.bounded.value, Some(5.0 / 12.0));
        assert_eq!(
            cer.distances,
            Distances {
                zero: 1,
                one: 1,
                two: 0,
                more: 1
            }
        );
        assert_eq!(cer.almost.value, Some(1.0 / 3.0));
    }

    #[test]
    fn empty_texts() {
        // dinglehopper issue 79: neither inf nor NaN.
        let none = tally(&[]).finish();
        assert_eq!(
            (none.n, none.micro.value, none.macro_average.value),
            (0, None, None)
        );
        let both = tally(&[("", "")]).finish();
        assert_eq!(
            (
                both.micro.value,
                both.macro_average.value,
                both.bounded.value
            ),
            (Some(0.0), Some(0.0), Some(0.0))
        );
        let reference = tally(&[("", "abc"), ("ab", "ab")]).finish();
        assert_eq!(
            (reference.n, reference.excluded, reference.micro.value),
            (1, 1, Some(0.0))
        );
        assert_eq!(tally(&[("ab", "")]).finish().micro.value, Some(1.0));
        assert!(!serde_json::to_string(&reference).unwrap().contains("NaN"));
    }

    #[test]
    fn no_spread_claims_no_certainty() {
        let cer = tally(&[("ab", "ab"), ("abc", "abc")]).finish();
        assert_eq!(
            (cer.micro.value, cer.micro.low, cer.micro.high),
            (Some(0.0), None, None)
        );
        assert_eq!(cer.macro_average.high, None);
    }

    proptest! {
        #[test]
        fn merging_is_counting_on(
            pairs in proptest::collection::vec(("[ab]{0,4}", "[ab]{0,5}"), 0..30),
            cut in 0_usize..30,
        ) {
            let pairs: Vec<(&str, &str)> = pairs.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            let (left, right) = pairs.split_at(cut.min(pairs.len()));
            let mut merged = tally(right);
            merged.merge(tally(left));
            let cer = tally(&pairs).finish();
            prop_assert_eq!(&merged.finish(), &cer);
            for rate in [cer.micro, cer.macro_average, cer.bounded] {
                if let (Some(value), Some(interval)) = (rate.value, rate.interval()) {
                    prop_assert!(interval.contains(value));
                }
            }
            prop_assert!(cer.bounded.value <= Some(1.0));
            let json = serde_json::to_string(&cer).unwrap();
            prop_assert_eq!(serde_json::from_str::<Cer>(&json).unwrap(), cer);
        }
    }
}
