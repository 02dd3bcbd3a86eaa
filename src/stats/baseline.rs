//! The blind floor: what guessing brings, and whether a blind control did as its theory says.

use serde::{Deserialize, Serialize};

use super::special;

/// Error probability of the test behind [`blind_is_plausible`]: small, because every run of every case makes the
/// test, and at 5 % one honest run in twenty would be refused.
pub const BLIND_ALPHA: f64 = 0.001;

/// A blind guess at a text.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct UniformGuess {
    /// Chance of a hit; 0 where it is too small for a float.
    pub p: f64,
    /// `-log2` of it, exact where p is not.
    pub bits: f64,
}

/// A guess drawn evenly from all texts of `shortest` to `longest` symbols over `symbols` different ones: hits any
/// given text of the keyspace with chance `1 / Σ_L symbols^L`, however the site draws its texts. `None` where
/// there is no such text.
pub fn uniform_guess(symbols: u64, shortest: u64, longest: u64) -> Option<UniformGuess> {
    if symbols == 0 || shortest > longest {
        return None;
    }
    // Σ k^L = k^longest (1 + 1/k + 1/k² + ...): summed in the logarithm, so that no length overflows.
    let (base, terms) = (symbols as f64, longest - shortest + 1);
    let series = if symbols == 1 {
        terms as f64
    } else {
        -(-(terms as f64) * base.ln()).exp_m1() / (1.0 - 1.0 / base)
    };
    let bits = longest as f64 * base.log2() + series.log2();
    Some(UniformGuess {
        p: (-bits).exp2(),
        bits,
    })
}

/// Shannon entropy of a distribution given by weights, bits. Weights of 0 or less, and those that are not finite,
/// count for nothing; `None` where nothing is left.
pub fn entropy_bits(weights: impl IntoIterator<Item = f64>) -> Option<f64> {
    let weights: Vec<f64> = weights
        .into_iter()
        .filter(|w| w.is_finite() && *w > 0.0)
        .collect();
    let total: f64 = weights.iter().sum();
    if weights.is_empty() || !total.is_finite() {
        return None;
    }
    let bits: f64 = weights
        .iter()
        .map(|w| -(w / total) * (w / total).log2())
        .sum();
    Some(bits.max(0.0) + 0.0)
}

/// How much of the way from blind to perfect: `(p - p0) / (1 - p0)`, as Cohen's kappa 1960. Negative below the
/// floor; `None` where the floor is 1 or a number is not finite.
pub fn lift(p: f64, p0: f64) -> Option<f64> {
    let lift = (p - p0) / (1.0 - p0);
    (p0 < 1.0 && lift.is_finite()).then_some(lift)
}

/// Two-sided exact binomial test of `solved` in `n` against chance `p0`: twice the smaller tail, at most 1.
/// 1 where n is 0; `None` unless 0 <= p0 <= 1.
pub fn binomial_test(solved: u64, n: u64, p0: f64) -> Option<f64> {
    if !(0.0..=1.0).contains(&p0) {
        return None;
    }
    let solved = solved.min(n);
    let below = special::binomial_at_most(solved, n, p0);
    let above = special::binomial_at_least(solved, n, p0);
    Some((2.0 * below.min(above)).min(1.0))
}

/// Whether a blind control's `solved` in `n` agrees with the chance `p0` that its scheme states: the test of
/// [`binomial_test`] does not refuse it at [`BLIND_ALPHA`].
pub fn blind_is_plausible(solved: u64, n: u64, p0: f64) -> bool {
    binomial_test(solved, n, p0).is_some_and(|p| p >= BLIND_ALPHA)
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[test]
    fn guesses() {
        let digits = uniform_guess(10, 4, 4).unwrap();
        assert!((digits.p - 1e-4).abs() < 1e-16);
        // 2^1 + 2^2 + 2^3 = 14 texts.
        assert!((uniform_guess(2, 1, 3).unwrap().p - 1.0 / 14.0).abs() < 1e-15);
        assert_eq!(uniform_guess(1, 2, 3).unwrap().p, 0.5);
        assert_eq!(uniform_guess(5, 0, 0).unwrap().p, 1.0);
        assert_eq!(
            (uniform_guess(0, 1, 1), uniform_guess(2, 3, 1)),
            (None, None)
        );
        let long = uniform_guess(62, 1, 1000).unwrap();
        assert!(long.p == 0.0 && (long.bits - 1000.0 * 62_f64.log2()).abs() < 0.1);
    }

    /// securimage.php 1735-1753: left 1..10, right 1..5, one of + - x, drawn again while the value is below 1.
    fn securimage_answers() -> BTreeMap<i64, u64> {
        let mut counts = BTreeMap::new();
        for (left, right) in (1..=10).flat_map(|l| (1..=5).map(move |r| (l, r))) {
            for value in [left + right, left - right, left * right] {
                if value > 0 {
                    *counts.entry(value).or_default() += 1;
                }
            }
        }
        counts
    }

    #[test]
    fn securimage_math_mode() {
        // metrics: 135 valid draws, 30 answers, "6" 8.89 %, top three 25.2 %, 4.43 bits.
        let counts = securimage_answers();
        let mut sorted: Vec<u64> = counts.values().copied().collect();
        sorted.sort_unstable_by(|a, b| b.cmp(a));
        assert_eq!((sorted.iter().sum::<u64>(), sorted.len()), (135, 30));
        assert_eq!(
            (counts[&6], sorted[0], sorted[..3].iter().sum::<u64>()),
            (12, 12, 34)
        );
        let bits = entropy_bits(sorted.iter().map(|&c| c as f64)).unwrap();
        assert!((bits - 4.43).abs() < 0.005, "{bits}");
    }

    #[test]
    fn entropy_edges() {
        assert_eq!(entropy_bits([]), None);
        assert_eq!(entropy_bits([0.0, f64::NAN]), None);
        assert_eq!(entropy_bits([3.0]), Some(0.0));
        assert_eq!(entropy_bits([1.0, 1.0, 0.0]), Some(1.0));
    }

    #[test]
    fn lift_edges() {
        assert_eq!(
            (lift(1.0, 0.25), lift(0.25, 0.25), lift(0.0, 0.5)),
            (Some(1.0), Some(0.0), Some(-1.0))
        );
        assert_eq!((lift(1.0, 1.0), lift(f64::NAN, 0.1)), (None, None));
    }

    #[test]
    fn the_test_by_hand() {
        // 9 heads or more in 10: 11/1024, doubled.
        assert!((binomial_test(9, 10, 0.5).unwrap() - 22.0 / 1024.0).abs() < 1e-12);
        assert_eq!(binomial_test(5, 10, 0.5), Some(1.0));
        assert_eq!(binomial_test(0, 0, 0.5), Some(1.0));
        assert_eq!(
            (binomial_test(0, 10, 0.0), binomial_test(1, 10, 0.0)),
            (Some(1.0), Some(0.0))
        );
        assert_eq!(
            (binomial_test(10, 10, 1.0), binomial_test(9, 10, 1.0)),
            (Some(1.0), Some(0.0))
        );
        assert_eq!(binomial_test(1, 10, f64::NAN), None);
    }

    #[test]
    fn blind_must_do_as_its_theory_says() {
        let p0 = 12.0 / 135.0;
        assert!(blind_is_plausible(89, 1000, p0));
        assert!(blind_is_plausible(110, 1000, p0));
        assert!(!blind_is_plausible(150, 1000, p0));
        assert!(!blind_is_plausible(0, 1000, p0));
    }

    proptest! {
        #[test]
        fn lift_keeps_order(p in 0.0..=1.0_f64, q in 0.0..=1.0_f64, p0 in 0.0..0.99_f64) {
            let (a, b) = (lift(p, p0).unwrap(), lift(q, p0).unwrap());
            prop_assert!(a <= 1.0 && (p <= q) == (a <= b));
        }

        #[test]
        fn the_test_is_a_probability(s in 0_u64..300, rest in 0_u64..300, p0 in 0.0..=1.0_f64) {
            let p = binomial_test(s, s + rest, p0).unwrap();
            let mirrored = binomial_test(rest, s + rest, 1.0 - p0).unwrap();
            prop_assert!((0.0..=1.0).contains(&p) && (p - mirrored).abs() < 1e-9);
        }
    }
}
