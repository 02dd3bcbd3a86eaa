//! Intervals for rates, means and ratios, and one-sided exact bounds for findings.
//!
//! A rate carries Wilson's two-sided interval for reading; a finding rests on Clopper and Pearson's one-sided
//! bound, which never promises more than the data hold. Where there is no value (n = 0) or no honest interval
//! (no observed spread), the answer is `None`, never NaN.

use serde::{Deserialize, Serialize};

use super::special;

/// The level of every two-sided interval unless another is asked for.
pub const LEVEL: f64 = 0.95;
/// Two-sided 95 % quantile of the standard normal distribution.
pub const Z95: f64 = 1.959963984540054;

/// A closed interval; `low <= high`, both finite.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// Whether `value` lies in the interval, ends included.
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// Whether the two intervals have a point in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }
}

/// Wilson score interval at 95 % of `successes` in `n`; `None` when n is 0.
///
/// `(p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n)`. Wilson 1927; recommended by Brown, Cai and DasGupta
/// 2001. The ends are exactly 0 at no success and exactly 1 at no failure. Successes above n count as n.
pub fn wilson(successes: u64, n: u64) -> Option<Interval> {
    wilson_with(successes, n, Z95)
}

/// [`wilson`] at another two-sided `level`; `None` also when the level is not strictly between 0 and 1.
pub fn wilson_at(successes: u64, n: u64, level: f64) -> Option<Interval> {
    if !inside_unit(level) {
        return None;
    }
    wilson_with(successes, n, special::normal_two_sided(level))
}

fn wilson_with(successes: u64, n: u64, z: f64) -> Option<Interval> {
    if n == 0 {
        return None;
    }
    let successes = successes.min(n);
    let (count, p) = (n as f64, successes as f64 / n as f64);
    let scale = 1.0 + z * z / count;
    let middle = (p + z * z / (2.0 * count)) / scale;
    let half = z * (p * (1.0 - p) / count + z * z / (4.0 * count * count)).sqrt() / scale;
    Some(Interval {
        // Rounding may leave 1e-19 where the formula says 0, and a high just below p at s = n.
        low: if successes == 0 {
            0.0
        } else {
            (middle - half).clamp(0.0, p)
        },
        high: if successes == n {
            1.0
        } else {
            (middle + half).clamp(p, 1.0)
        },
    })
}

/// One-sided upper confidence bound of a rate at confidence `1 - alpha`: the p with P(X <= s | n, p) = alpha.
///
/// Clopper and Pearson 1934; `1 - alpha^(1/n)` at s = 0, exactly 1 at s = n. `None` when n is 0 or alpha is not
/// strictly between 0 and 1.
pub fn upper_bound(successes: u64, n: u64, alpha: f64) -> Option<f64> {
    if n == 0 || !inside_unit(alpha) {
        return None;
    }
    Some(match successes {
        0 => -(alpha.ln() / n as f64).exp_m1(),
        s if s >= n => 1.0,
        s => special::inverse_beta_reg(s as f64 + 1.0, (n - s) as f64, 1.0 - alpha),
    })
}

/// One-sided lower confidence bound of a rate at confidence `1 - alpha`: the p with P(X >= s | n, p) = alpha.
///
/// Clopper and Pearson 1934; exactly 0 at s = 0, `alpha^(1/n)` at s = n. `None` as for [`upper_bound`].
pub fn lower_bound(successes: u64, n: u64, alpha: f64) -> Option<f64> {
    if n == 0 || !inside_unit(alpha) {
        return None;
    }
    Some(match successes {
        0 => 0.0,
        s if s >= n => (alpha.ln() / n as f64).exp(),
        s => special::inverse_beta_reg(s as f64, (n - s) as f64 + 1.0, alpha),
    })
}

/// Student's interval of a mean at 95 %: `mean ± t(n-1) sd / sqrt(n)`, `sd` with divisor n - 1.
///
/// `None` when n < 2, when a number is not finite, or when the sample shows no spread at all: an interval of
/// width 0 would claim a certainty that the sample cannot give.
pub fn mean_interval(n: u64, mean: f64, sd: f64) -> Option<Interval> {
    if n < 2 || !mean.is_finite() || !sd.is_finite() || sd <= 0.0 {
        return None;
    }
    let half = special::student_two_sided(LEVEL, (n - 1) as f64) * sd / (n as f64).sqrt();
    Some(Interval {
        low: mean - half,
        high: mean + half,
    })
}

/// The sums a ratio of sums and its interval need; exact, so that merging in any order gives the same ratio.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RatioSums {
    /// Number of pairs.
    pub n: u64,
    /// Sum of numerators.
    pub top: u128,
    /// Sum of denominators.
    pub bottom: u128,
    /// Sum of squared numerators.
    pub top_squared: u128,
    /// Sum of squared denominators.
    pub bottom_squared: u128,
    /// Sum of products.
    pub cross: u128,
}

impl RatioSums {
    /// Adds `times` equal pairs.
    pub fn push(&mut self, top: u64, bottom: u64, times: u64) {
        let (t, b, k) = (u128::from(top), u128::from(bottom), u128::from(times));
        self.n += times;
        self.top += t * k;
        self.bottom += b * k;
        self.top_squared += t * t * k;
        self.bottom_squared += b * b * k;
        self.cross += t * b * k;
    }

    /// Sum of numerators over sum of denominators; `None` when the latter is 0.
    pub fn ratio(&self) -> Option<f64> {
        (self.bottom > 0).then(|| self.top as f64 / self.bottom as f64)
    }

    /// The delta-method interval at 95 %: `R ± t(n-1) sqrt(n/(n-1) Σ(top - R bottom)²) / Σ bottom`, cut at 0.
    ///
    /// Cochran, Sampling Techniques, 1977, section 6.4. `None` when n < 2 or no spread was observed.
    pub fn interval(&self) -> Option<Interval> {
        let ratio = self.ratio()?;
        if self.n < 2 {
            return None;
        }
        let n = self.n as f64;
        let residual = self.top_squared as f64 - 2.0 * ratio * self.cross as f64
            + ratio * ratio * self.bottom_squared as f64;
        // Below this the difference of large sums is rounding, not spread.
        if residual <= 1e-12 * self.top_squared as f64 {
            return None;
        }
        let error = (n / (n - 1.0) * residual).sqrt() / self.bottom as f64;
        let half = special::student_two_sided(LEVEL, n - 1.0) * error;
        Some(Interval {
            low: (ratio - half).max(0.0),
            high: ratio + half,
        })
    }
}

pub(crate) fn inside_unit(x: f64) -> bool {
    x > 0.0 && x < 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;

    fn close(a: f64, b: f64, slack: f64) {
        assert!((a - b).abs() <= slack, "{a} is not {b}");
    }

    #[test]
    fn wilson_known_values() {
        // 8 of 10: Agresti and Coull 1998 and every textbook since.
        let i = wilson(8, 10).unwrap();
        close(i.low, 0.4902, 5e-5);
        close(i.high, 0.9433, 5e-5);
        let again = wilson_at(8, 10, 0.95).unwrap();
        close(again.low, i.low, 1e-12);
        close(again.high, i.high, 1e-12);
    }

    #[test]
    fn six_samples_rank_nothing() {
        // capat's engine table, 17, 67 and 83 % at n = 6: 3-56, 30-90, 44-97 %.
        let rows: Vec<Interval> = [1, 4, 5].map(|s| wilson(s, 6).unwrap()).to_vec();
        for (i, (low, high)) in rows.iter().zip([(0.03, 0.56), (0.30, 0.90), (0.44, 0.97)]) {
            close(i.low, low, 0.005);
            close(i.high, high, 0.005);
        }
        assert!(rows.iter().all(|a| rows.iter().all(|b| a.overlaps(b))));
    }

    #[test]
    fn ends_are_exact() {
        assert_eq!(wilson(0, 0), None);
        assert_eq!(upper_bound(0, 0, 0.05), None);
        assert_eq!(lower_bound(0, 0, 0.05), None);
        assert_eq!(wilson(0, 7).unwrap().low, 0.0);
        assert_eq!(wilson(7, 7).unwrap().high, 1.0);
        assert_eq!(lower_bound(0, 7, 0.05), Some(0.0));
        assert_eq!(upper_bound(7, 7, 0.05), Some(1.0));
        assert_eq!(wilson_at(1, 2, 1.0), None);
        assert_eq!(upper_bound(1, 2, f64::NAN), None);
    }

    #[test]
    fn zero_solved_is_not_zero() {
        close(upper_bound(0, 200, 0.05).unwrap(), 0.0149, 5e-5);
        close(upper_bound(0, 25, 0.05).unwrap(), 0.113, 5e-4);
        assert!(upper_bound(0, 299, 0.05).unwrap() < 0.01);
        assert!(upper_bound(0, 298, 0.05).unwrap() > 0.01);
    }

    #[test]
    fn clopper_pearson_known_values() {
        // Two-sided 95 % of 10 in 100 is 4.90 to 17.62 %: two one-sided bounds at 2.5 %.
        close(lower_bound(10, 100, 0.025).unwrap(), 0.0490, 5e-5);
        close(upper_bound(10, 100, 0.025).unwrap(), 0.1762, 5e-5);
    }

    #[test]
    fn clopper_pearson_inverts_direct_sums() {
        let term = |i: u64, n: u64, p: f64| {
            let choose: f64 = (0..i).map(|j| (n - j) as f64 / (j + 1) as f64).product();
            choose * p.powi(i as i32) * (1.0 - p).powi((n - i) as i32)
        };
        for (s, n) in [(1, 5), (3, 20), (19, 20), (30, 60), (2, 100)] {
            let (low, high) = (
                lower_bound(s, n, 0.05).unwrap(),
                upper_bound(s, n, 0.05).unwrap(),
            );
            let at_most: f64 = (0..=s).map(|i| term(i, n, high)).sum();
            let at_least: f64 = (s..=n).map(|i| term(i, n, low)).sum();
            close(at_most, 0.05, 1e-10);
            close(at_least, 0.05, 1e-10);
        }
    }

    #[test]
    fn a_million_attempts() {
        // The normal approximation is good to 1e-6 here.
        let upper = upper_bound(500_000, 1_000_000, 0.05).unwrap();
        close(upper, 0.5 + 1.644_853_6 * 0.0005, 2e-6);
    }

    #[test]
    fn mean_interval_is_students() {
        // n = 10, mean 5, sd 2: 5 ± 2.262157 · 2 / sqrt(10).
        let i = mean_interval(10, 5.0, 2.0).unwrap();
        close(i.high - 5.0, 1.430_714, 1e-5);
        assert_eq!(mean_interval(1, 5.0, 2.0), None);
        assert_eq!(mean_interval(10, 5.0, 0.0), None);
        assert_eq!(mean_interval(10, f64::NAN, 1.0), None);
    }

    #[test]
    fn ratio_over_constant_bottoms_is_a_mean() {
        let mut sums = RatioSums::default();
        for top in [0, 1, 1, 3, 5] {
            sums.push(top, 2, 1);
        }
        // Tops / 2 have mean 1 and sd 1.
        let mean = mean_interval(5, 1.0, 1.0).unwrap();
        let ratio = sums.interval().unwrap();
        close(sums.ratio().unwrap(), 1.0, 1e-12);
        close(ratio.high, mean.high, 1e-9);
        assert_eq!(ratio.low, 0.0);
    }

    #[test]
    fn ratio_without_spread_has_no_interval() {
        let mut sums = RatioSums::default();
        assert_eq!((sums.ratio(), sums.interval()), (None, None));
        sums.push(1, 3, 7);
        assert_eq!(sums.interval(), None);
        sums.push(2, 6, 4);
        assert_eq!(sums.interval(), None);
    }

    proptest! {
        #[test]
        fn intervals_hold_the_rate_and_rise(n in 1_u64..3000, share in 0.0..=1.0_f64) {
            let s = (share * n as f64) as u64;
            let p = s as f64 / n as f64;
            let w = wilson(s, n).unwrap();
            let (low, high) = (lower_bound(s, n, 0.05).unwrap(), upper_bound(s, n, 0.05).unwrap());
            prop_assert!(w.contains(p) && 0.0 <= w.low && w.high <= 1.0);
            prop_assert!(low <= p && p <= high && 0.0 <= low && high <= 1.0);
            if s < n {
                let next = wilson(s + 1, n).unwrap();
                prop_assert!(w.low < next.low && w.high <= next.high);
                prop_assert!(low < lower_bound(s + 1, n, 0.05).unwrap());
                prop_assert!(high < upper_bound(s + 1, n, 0.05).unwrap());
            }
        }

        #[test]
        fn bounds_mirror(n in 1_u64..2000, share in 0.0..=1.0_f64) {
            let s = (share * n as f64) as u64;
            let mirrored = 1.0 - lower_bound(n - s, n, 0.05).unwrap();
            prop_assert!((upper_bound(s, n, 0.05).unwrap() - mirrored).abs() < 1e-10);
        }
    }
}
