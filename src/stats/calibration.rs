//! Whether stated confidences mean what they say: reliability bins, expected calibration error, Brier score.
//!
//! Only answers with a stated, finite confidence count; it is cut to 0..1. Guo et al. 2017 (equal-width bins),
//! Nixon et al. 2019 (equal-mass bins), Brier 1950. How a solver forms the confidence of a whole answer from
//! those of its symbols (product, geometric mean, mean) changes all of it, and belongs beside the numbers.

use serde::{Deserialize, Serialize};

use super::estimate::Estimate;
use super::selective::{Confidences, Group};

/// Number of bins of either kind.
pub const BINS: usize = 10;

/// How well confidence predicts being right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Answers with a stated confidence.
    pub n: u64,
    /// Mean squared difference of confidence and outcome, 0 (best) to 1.
    pub brier: f64,
    /// Expected calibration error `Σ n_b/n |accuracy_b - confidence_b|` over 10 bins of equal width.
    pub ece: f64,
    /// The same over 10 bins of about equal numbers.
    pub ece_equal_mass: f64,
    /// The non-empty bins of equal width, [0, 0.1) to [0.9, 1].
    pub bins: Vec<Bin>,
    /// The non-empty bins of equal numbers, least confident first. Equal confidences are never split: a group
    /// falls to the bin that holds its middle rank.
    pub bins_equal_mass: Vec<Bin>,
}

/// One bar of a reliability diagram.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// Least confidence of the bin: its edge (equal width) or its least member (equal mass).
    pub from: f64,
    /// Greatest confidence of the bin, likewise.
    pub to: f64,
    /// Mean confidence of its answers.
    pub confidence: f64,
    /// Share of its answers that were right, with Wilson's interval; n is the number of answers.
    pub accuracy: Estimate,
}

impl Calibration {
    /// Calibration of the answers; `None` where none carries a confidence.
    pub fn of(answers: &Confidences) -> Option<Self> {
        let mut groups = answers.groups();
        groups.reverse();
        let n: u64 = groups.iter().map(|g| g.answered).sum();
        if n == 0 {
            return None;
        }
        let mut width = vec![Filling::default(); BINS];
        let mut mass = vec![Filling::default(); BINS];
        let (mut brier, mut rank) = (0.0, 0);
        for group in &groups {
            let (confidence, wrong) = (group.certainty(), group.answered - group.solved);
            brier += group.solved as f64 * (1.0 - confidence).powi(2)
                + wrong as f64 * confidence.powi(2);
            width[width_bin(confidence)].add(group);
            mass[mass_bin(rank, group.answered, n)].add(group);
            rank += group.answered;
        }
        let edges = |i: usize, _: &Filling| (i as f64 / BINS as f64, (i + 1) as f64 / BINS as f64);
        let members = |_: usize, filling: &Filling| (filling.least, filling.greatest);
        Some(Self {
            n,
            brier: brier / n as f64,
            ece: error(&width, n),
            ece_equal_mass: error(&mass, n),
            bins: bins(&width, edges),
            bins_equal_mass: bins(&mass, members),
        })
    }
}

impl Group {
    /// The confidence as a probability.
    fn certainty(&self) -> f64 {
        f64::from(self.confidence.unwrap_or(0.0).clamp(0.0, 1.0))
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Filling {
    answered: u64,
    solved: u64,
    confidence_sum: f64,
    least: f64,
    greatest: f64,
}

impl Filling {
    /// Groups come in rising order of confidence.
    fn add(&mut self, group: &Group) {
        let confidence = group.certainty();
        if self.answered == 0 {
            self.least = confidence;
        }
        self.greatest = confidence;
        self.answered += group.answered;
        self.solved += group.solved;
        self.confidence_sum += confidence * group.answered as f64;
    }
}

/// Reckoned in f32, where the nearest number to 0.7, times 10, is 7.
fn width_bin(confidence: f64) -> usize {
    ((confidence as f32 * BINS as f32) as usize).min(BINS - 1)
}

fn mass_bin(rank: u64, answered: u64, n: u64) -> usize {
    let twice_middle = u128::from(2 * rank + answered - 1);
    ((twice_middle * BINS as u128 / (2 * u128::from(n))) as usize).min(BINS - 1)
}

fn error(fillings: &[Filling], n: u64) -> f64 {
    let gaps = fillings
        .iter()
        .map(|f| (f.solved as f64 - f.confidence_sum).abs());
    gaps.sum::<f64>() / n as f64
}

fn bins(fillings: &[Filling], ends: impl Fn(usize, &Filling) -> (f64, f64)) -> Vec<Bin> {
    let filled = fillings.iter().enumerate().filter(|(_, f)| f.answered > 0);
    filled
        .map(|(i, f)| Bin {
            from: ends(i, f).0,
            to: ends(i, f).1,
            confidence: f.confidence_sum / f.answered as f64,
            accuracy: Estimate::rate(f.solved, f.answered),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;

    fn answers(pairs: &[(f32, bool)]) -> Confidences {
        let mut answers = Confidences::default();
        pairs
            .iter()
            .for_each(|&(c, right)| answers.push(Some(c), right));
        answers
    }

    #[test]
    fn no_confidence_no_calibration() {
        let mut all = Confidences::default();
        all.push(None, true);
        all.push_unanswered();
        assert_eq!(Calibration::of(&all), None);
    }

    #[test]
    fn by_hand() {
        // Two answers at 1, one right; two at 0.25, one right.
        let c = Calibration::of(&answers(&[
            (1.0, true),
            (1.0, false),
            (0.25, true),
            (0.25, false),
        ]))
        .unwrap();
        assert_eq!(c.ece, 0.5 * 0.5 + 0.5 * 0.25);
        assert_eq!(c.brier, (0.0 + 1.0 + 0.5625 + 0.0625) / 4.0);
        assert_eq!(c.bins.len(), 2);
        assert_eq!(
            (c.bins[0].from, c.bins[0].to, c.bins[0].confidence),
            (0.2, 0.3, 0.25)
        );
        assert_eq!(c.bins_equal_mass.len(), 2);
        assert_eq!(c.ece_equal_mass, c.ece);
    }

    #[test]
    fn edges_fall_to_the_upper_bin() {
        for (confidence, bin) in [
            (0.0, 0),
            (0.1, 1),
            (0.3, 3),
            (0.6, 6),
            (0.7, 7),
            (0.9, 9),
            (1.0, 9),
        ] {
            assert_eq!(width_bin(f64::from(confidence as f32)), bin, "{confidence}");
        }
    }

    #[test]
    fn a_perfect_oracle_is_calibrated() {
        let c = Calibration::of(&answers(&[
            (1.0, true),
            (7.0, true),
            (0.0, false),
            (-1.0, false),
        ]))
        .unwrap();
        assert_eq!((c.ece, c.ece_equal_mass, c.brier), (0.0, 0.0, 0.0));
    }

    #[test]
    fn equal_mass_is_even() {
        let pairs: Vec<(f32, bool)> = (0..100).map(|i| (0.5 + i as f32 / 1000.0, true)).collect();
        let c = Calibration::of(&answers(&pairs)).unwrap();
        assert!(c.bins_equal_mass.iter().all(|b| b.accuracy.n == 10));
    }

    proptest! {
        #[test]
        fn scores_stay_in_range(
            pairs in proptest::collection::vec((0.0..=1.0_f32, any::<bool>()), 1..80),
        ) {
            let c = Calibration::of(&answers(&pairs)).unwrap();
            for score in [c.ece, c.ece_equal_mass, c.brier] {
                prop_assert!((0.0..=1.0).contains(&score));
            }
            for bins in [&c.bins, &c.bins_equal_mass] {
                prop_assert_eq!(bins.iter().map(|b| b.accuracy.n).sum::<u64>(), c.n);
            }
            let mut reversed = pairs.clone();
            reversed.reverse();
            prop_assert_eq!(&Calibration::of(&answers(&reversed)).unwrap(), &c);
        }
    }
}
