//! A solve rate over several trainings: the spread between trainings counts as well as the spread of the sample.
//!
//! One model says how well that model does. An attacker who trains again gets another one: other weights to start
//! from, other labels, another order. So a rate over k trained models is a rate over k clusters of attempts, and
//! its interval must not treat their attempts as independent. With few clusters the sound way is to reduce each to
//! one number and to use Student's t with k - 1 degrees of freedom (Donner and Klar, Design and Analysis of Cluster
//! Randomization Trials, 2000, section 6.1; Hayes and Moulton, Cluster Randomised Trials, 2017, section 10.3). Where
//! each model meets challenges of its own, the spread between their rates carries both sources at once.

use serde::{Deserialize, Serialize};

use super::estimate::{Estimate, Unit};
use super::finding::{ALPHA, Finding};
use super::interval::{Interval, LEVEL, lower_bound, upper_bound, wilson};
use super::special;

/// What one trained model did on challenges of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    /// Challenges solved.
    pub solved: u64,
    /// Challenges met.
    pub n: u64,
}

/// The solve rate of a recipe, over all the models it may give.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Repeated {
    /// The pooled rate with its two-sided 95 % interval.
    pub rate: Estimate,
    /// One-sided 95 % lower bound.
    pub lower: f64,
    /// One-sided 95 % upper bound.
    pub upper: f64,
    /// Models behind it. With one, the spread between trainings is unknown and not in the interval.
    pub repeats: u64,
}

impl Repeated {
    /// The rate over these trials; `None` where nothing was met.
    ///
    /// Interval: `m ± t(k-1) s / sqrt(k)` with m and s the mean and the standard deviation of the trials' rates, each
    /// with half a success and half a failure more (Haldane 1956); its half width is carried to the logit scale by
    /// the delta method, where it cannot leave 0 to 1. (The mean of the logits would be the simpler formula, and
    /// estimates another thing than the mean rate: its lower bound held in 90 % of simulated curves.) It is never
    /// narrower than Wilson's interval of the pooled counts, which it would be where k rates agree by chance. Bounds:
    /// the same at one-sided 95 %, never tighter than Clopper and Pearson's of the pooled counts. With one trial there
    /// is no spread to see, and the pooled ones stand alone.
    pub fn of(trials: &[Trial]) -> Option<Self> {
        let trials: Vec<Trial> = trials.iter().filter(|t| t.n > 0).copied().collect();
        let solved: u64 = trials.iter().map(|t| t.solved.min(t.n)).sum();
        let n: u64 = trials.iter().map(|t| t.n).sum();
        let pooled = wilson(solved, n)?;
        let two_sided = hull(pooled, spread(&trials, LEVEL));
        let bounds = Interval {
            low: lower_bound(solved, n, ALPHA)?,
            high: upper_bound(solved, n, ALPHA)?,
        };
        let bounds = hull(bounds, spread(&trials, 1.0 - 2.0 * ALPHA));
        let value = solved as f64 / n as f64;
        Some(Self {
            rate: Estimate::new(Some(value), Some(two_sided), n, Unit::Share),
            lower: bounds.low,
            upper: bounds.high,
            repeats: trials.len() as u64,
        })
    }

    /// A rate that is known and not measured: a theory's.
    pub fn known(rate: f64) -> Self {
        Self {
            rate: Estimate::new(Some(rate), None, 0, Unit::Share),
            lower: rate,
            upper: rate,
            repeats: 0,
        }
    }

    /// The finding at a threshold, by the one-sided bounds. One model that gets in breaks a design, but one that does not
    /// shows nothing: the next training may do better. How many more attempts would decide an open one is not said:
    /// more trainings might be needed rather than more attempts.
    pub fn finding(&self, threshold: f64) -> Finding {
        if self.lower > threshold {
            Finding::Broken
        } else if self.upper < threshold && self.repeats != 1 {
            Finding::Resists
        } else {
            Finding::Inconclusive { more: None }
        }
    }
}

/// Student's interval of the mean rate at a two-sided level; `None` below two trials.
fn spread(trials: &[Trial], level: f64) -> Option<Interval> {
    if trials.len() < 2 {
        return None;
    }
    let k = trials.len() as f64;
    let rates: Vec<f64> = trials.iter().map(smooth).collect();
    let mean = rates.iter().sum::<f64>() / k;
    let variance = rates.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (k - 1.0);
    let half = special::student_two_sided(level, k - 1.0) * (variance / k).sqrt();
    let (middle, slope) = ((mean / (1.0 - mean)).ln(), 1.0 / (mean * (1.0 - mean)));
    Some(Interval {
        low: share(middle - half * slope),
        high: share(middle + half * slope),
    })
}

/// The rate with half a success and half a failure more, so that its logit exists.
fn smooth(trial: &Trial) -> f64 {
    (trial.solved.min(trial.n) as f64 + 0.5) / (trial.n as f64 + 1.0)
}

fn share(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}

fn hull(one: Interval, other: Option<Interval>) -> Interval {
    other.map_or(one, |other| Interval {
        low: one.low.min(other.low),
        high: one.high.max(other.high),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::SeedableRng as _;

    fn trials(counts: &[u64], n: u64) -> Vec<Trial> {
        counts.iter().map(|&solved| Trial { solved, n }).collect()
    }

    #[test]
    fn one_model_has_its_sample_only() {
        let one = Repeated::of(&trials(&[80], 100)).unwrap();
        assert_eq!(one.rate, Estimate::rate(80, 100));
        assert_eq!(Some(one.lower), lower_bound(80, 100, ALPHA));
        assert_eq!(Repeated::of(&[]), None);
        assert_eq!(Repeated::of(&trials(&[0, 0], 0)), None);
    }

    #[test]
    fn models_that_agree_have_the_pooled_interval() {
        let all = Repeated::of(&trials(&[80, 80, 80], 100)).unwrap();
        assert_eq!(all.rate, Estimate::rate(240, 300));
        assert_eq!(all.repeats, 3);
    }

    /// Rates with the halves 60.5, 70.5, 80.5 of 101: mean 0.698020, sd 0.099010; t(2) = 4.302653.
    #[test]
    fn models_that_differ_have_students_interval() {
        let all = Repeated::of(&trials(&[60, 70, 80], 100)).unwrap();
        let half = 4.302_653 * 0.099_010 / 3_f64.sqrt() / (0.698_02 * 0.301_98);
        let middle = (0.698_02_f64 / 0.301_98).ln();
        let (low, high) = (share(middle - half), share(middle + half));
        assert!((all.rate.low.unwrap() - low).abs() < 1e-4, "{all:?}");
        assert!((all.rate.high.unwrap() - high).abs() < 1e-4, "{all:?}");
        assert_eq!(all.rate.value, Some(0.7));
        assert!(all.lower > low && all.upper < high);
    }

    #[test]
    fn findings_rest_on_the_bounds() {
        let all = Repeated::of(&trials(&[300, 310, 320], 1000)).unwrap();
        assert_eq!(all.finding(0.206_3), Finding::Broken);
        assert_eq!(all.finding(0.31), Finding::Inconclusive { more: None });
        assert_eq!(all.finding(0.5), Finding::Resists);
        let one = Repeated::of(&trials(&[0], 1000)).unwrap();
        assert_eq!(one.finding(0.5), Finding::Inconclusive { more: None });
        let one = Repeated::of(&trials(&[900], 1000)).unwrap();
        assert_eq!(one.finding(0.5), Finding::Broken);
        assert_eq!(Repeated::known(0.089).finding(0.01), Finding::Broken);
        assert_eq!(
            Repeated::known(0.01).finding(0.01),
            Finding::Inconclusive { more: None }
        );
    }

    fn unit(rng: &mut ChaCha8Rng) -> f64 {
        (rng.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Box and Muller 1958.
    fn normal(rng: &mut ChaCha8Rng) -> f64 {
        (-2.0 * (1.0 - unit(rng)).ln()).sqrt() * (std::f64::consts::TAU * unit(rng)).cos()
    }

    /// Share of `runs` simulated curves whose interval, lower and upper bound hold the mean rate of the recipe, where
    /// trained models differ by `sd` on the logit scale.
    fn coverage(middle: f64, sd: f64, k: u64, n: u64, runs: u32) -> [f64; 3] {
        let mut rng = ChaCha8Rng::seed_from_u64(u64::from(runs) + k);
        let model = |rng: &mut ChaCha8Rng| share(middle + sd * normal(rng));
        let truth = (0..40_000).map(|_| model(&mut rng)).sum::<f64>() / 40_000.0;
        let mut held = [0u32; 3];
        for _ in 0..runs {
            let trial = |_| {
                let p = model(&mut rng);
                let solved = (0..n).filter(|_| unit(&mut rng) < p).count() as u64;
                Trial { solved, n }
            };
            let all = Repeated::of(&(0..k).map(trial).collect::<Vec<_>>()).unwrap();
            held[0] += u32::from(all.rate.interval().unwrap().contains(truth));
            held[1] += u32::from(all.lower <= truth);
            held[2] += u32::from(truth <= all.upper);
        }
        held.map(|count| f64::from(count) / f64::from(runs))
    }

    /// What the interval promises it keeps, whether trainings differ not at all or as much as by the sample's own
    /// noise and more, from one in fifty solved to all but one in fifty. Where they differ wildly (half a logit: from
    /// 73 % to 88 % around 82 %), skewed rates cost the lower bound two points. Pooled counts alone would hold far
    /// less, as the last line shows. Three standard errors of 1500 runs are 1.7 points.
    #[test]
    fn intervals_hold_what_they_promise() {
        for middle in [-4.0, -1.0, 0.0, 2.0, 4.0] {
            for (sd, least) in [(0.0, 0.933), (0.25, 0.933), (0.5, 0.91)] {
                for k in [2, 3, 5] {
                    let held = coverage(middle, sd, k, 200, 1500);
                    assert!(
                        held.iter().all(|&share| share >= least),
                        "{middle} {sd} {k}: {held:?}"
                    );
                }
            }
        }
        let pooled = |k| coverage(0.0, 0.5, k, 200, 1500)[0];
        assert!(pooled(1) < 0.6, "{}", pooled(1));
    }

    proptest! {
        #[test]
        fn never_narrower_than_the_pooled_interval(counts in prop::collection::vec(0_u64..=500, 1..6)) {
            let all = Repeated::of(&trials(&counts, 500)).unwrap();
            let pooled = Estimate::rate(counts.iter().sum(), 500 * counts.len() as u64);
            prop_assert!(all.rate.low <= pooled.low && pooled.high <= all.rate.high);
            prop_assert!(all.rate.interval().unwrap().contains(all.rate.value.unwrap()));
            let (solved, n) = (counts.iter().sum(), 500 * counts.len() as u64);
            prop_assert!(all.lower <= lower_bound(solved, n, ALPHA).unwrap());
            prop_assert!(all.upper >= upper_bound(solved, n, ALPHA).unwrap());
            prop_assert!((0.0..=1.0).contains(&all.lower) && (0.0..=1.0).contains(&all.upper));
        }

        #[test]
        fn order_does_not_matter(counts in prop::collection::vec(0_u64..=500, 2..6)) {
            let turned: Vec<u64> = counts.iter().rev().copied().collect();
            let (one, other) = (Repeated::of(&trials(&counts, 500)).unwrap(), Repeated::of(&trials(&turned, 500)).unwrap());
            prop_assert!((one.lower - other.lower).abs() < 1e-12 && one.rate.value == other.rate.value);
        }
    }
}
