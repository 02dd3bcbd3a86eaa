//! Two solvers, or two versions of a design, on the same challenges.
//!
//! What both solved and what both missed says nothing about which is better: the test rests on the pairs that
//! disagree, and so finds differences that two separate intervals hide.

use serde::{Deserialize, Serialize};

use super::estimate::{Estimate, Unit};
use super::interval::{Interval, LEVEL, wilson};
use super::special;
use crate::seed::Rng;

/// Resamplings of a bootstrap interval.
pub const RESAMPLES: u32 = 10_000;

/// How the challenges that both met fell out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pairs {
    /// Solved by both.
    pub both: u64,
    /// Solved by the first alone.
    pub first: u64,
    /// Solved by the second alone.
    pub second: u64,
    /// Solved by neither.
    pub neither: u64,
}

/// A difference of two rates on the same challenges, second less first.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The difference with Newcombe's 95 % interval for paired rates.
    pub newcombe: Estimate,
    /// The difference with the 95 % percentile interval of a bootstrap over challenges.
    pub bootstrap: Estimate,
    /// Exact two-sided McNemar.
    pub p_value: f64,
}

impl Pairs {
    /// Adds one challenge.
    pub fn push(&mut self, first: bool, second: bool) {
        *match (first, second) {
            (true, true) => &mut self.both,
            (true, false) => &mut self.first,
            (false, true) => &mut self.second,
            (false, false) => &mut self.neither,
        } += 1;
    }

    /// Challenges.
    pub fn n(&self) -> u64 {
        self.both + self.first + self.second + self.neither
    }

    /// Solved by the first and by the second.
    pub fn solved(&self) -> (u64, u64) {
        (self.both + self.first, self.both + self.second)
    }

    /// Exact two-sided McNemar: `min(1, 2 P(X <= min(b, c)))` for X binomial (b + c, 1/2), with b and c the pairs
    /// that disagree. 1 where none does. McNemar 1947; Dietterich 1998.
    pub fn mcnemar(&self) -> f64 {
        let (least, n) = (self.first.min(self.second), self.first + self.second);
        if n == 0 {
            return 1.0;
        }
        (2.0 * special::binomial_at_most(least, n, 0.5)).min(1.0)
    }

    /// Second less first with Newcombe's interval: his method 10 for paired rates, Wilson's intervals put together
    /// with the correlation of the pairs, which is drawn towards 0 by n/2 where it is positive. Newcombe, Statistics
    /// in Medicine 17 (1998) 2635-2650.
    pub fn difference(&self) -> Estimate {
        let n = self.n();
        let (s1, s2) = self.solved();
        let (Some(one), Some(two)) = (wilson(s1, n), wilson(s2, n)) else {
            return Estimate::new(None, None, 0, Unit::Share);
        };
        let (p1, p2) = (s1 as f64 / n as f64, s2 as f64 / n as f64);
        let phi = self.correlation();
        let side = |a: f64, b: f64| (a * a - 2.0 * phi * a * b + b * b).max(0.0).sqrt();
        let d = p2 - p1;
        let interval = Interval {
            low: (d - side(p2 - two.low, one.high - p1)).max(-1.0),
            high: (d + side(two.high - p2, p1 - one.low)).min(1.0),
        };
        Estimate::new(Some(d), Some(interval), n, Unit::Share)
    }

    /// Newcombe's phi, with his correction for positive values; 0 where a margin is empty.
    fn correlation(&self) -> f64 {
        let [a, b, c, d] = [self.both, self.first, self.second, self.neither].map(|x| x as f64);
        let margins = (a + b) * (c + d) * (a + c) * (b + d);
        if margins == 0.0 {
            return 0.0;
        }
        let (cross, half) = (a * d - b * c, self.n() as f64 / 2.0);
        let corrected = if cross > 0.0 {
            (cross - half).max(0.0)
        } else {
            cross
        };
        corrected / margins.sqrt()
    }

    /// Second less first with the percentile interval of [`RESAMPLES`] resamplings of the challenges. Efron and
    /// Tibshirani 1993, chapter 13. Only the pairs that disagree move the difference, so only they are drawn. No
    /// interval where no pair disagrees: there is nothing to resample.
    pub fn bootstrap(&self, rng: &mut Rng) -> Estimate {
        let (n, odd) = (self.n(), self.first + self.second);
        if n == 0 {
            return Estimate::new(None, None, 0, Unit::Share);
        }
        let d = (self.second as f64 - self.first as f64) / n as f64;
        if odd == 0 {
            return Estimate::new(Some(d), None, n, Unit::Share);
        }
        let mut drawn: Vec<f64> = (0..RESAMPLES).map(|_| self.resample(rng)).collect();
        drawn.sort_by(f64::total_cmp);
        Estimate::new(Some(d), Some(percentiles(&drawn)), n, Unit::Share)
    }

    /// One resampling's difference: a binomial number of odd pairs, each of either side.
    fn resample(&self, rng: &mut Rng) -> f64 {
        let (n, odd) = (self.n(), self.first + self.second);
        let (share, second) = (odd as f64 / n as f64, self.second as f64 / odd as f64);
        let mut sum = 0i64;
        let step = |rng: &mut Rng| skip(share, rng);
        let mut at = step(rng);
        while at < n {
            sum += if rng.chance(second) { 1 } else { -1 };
            at = at.saturating_add(1).saturating_add(step(rng));
        }
        sum as f64 / n as f64
    }

    /// All of it.
    pub fn compare(&self, rng: &mut Rng) -> Difference {
        Difference {
            newcombe: self.difference(),
            bootstrap: self.bootstrap(rng),
            p_value: self.mcnemar(),
        }
    }
}

/// Failures before the next success of probability `p`: the geometric law, by inversion.
fn skip(p: f64, rng: &mut Rng) -> u64 {
    if p >= 1.0 {
        return 0;
    }
    let u = 1.0 - rng.unit();
    (u.ln() / (-p).ln_1p()).floor() as u64
}

/// The 95 % percentile interval of sorted numbers.
pub(super) fn percentiles(sorted: &[f64]) -> Interval {
    let tail = (1.0 - LEVEL) / 2.0;
    let at = |share: f64| sorted[((sorted.len() - 1) as f64 * share).round() as usize];
    Interval {
        low: at(tail),
        high: at(1.0 - tail),
    }
}

/// Second less first of two rates on different challenges: Newcombe's method 10 for independent rates, the square
/// root of the sum of the squares of Wilson's arms. Newcombe, Statistics in Medicine 17 (1998) 873-890.
pub fn unpaired_difference(first: (u64, u64), second: (u64, u64)) -> Estimate {
    let n = first.1.min(second.1);
    let (Some(one), Some(two)) = (wilson(first.0, first.1), wilson(second.0, second.1)) else {
        return Estimate::new(None, None, 0, Unit::Share);
    };
    let rate = |(s, n): (u64, u64)| s as f64 / n as f64;
    let (p1, p2) = (rate(first), rate(second));
    let d = p2 - p1;
    let interval = Interval {
        low: d - (p2 - two.low).hypot(one.high - p1),
        high: d + (two.high - p2).hypot(p1 - one.low),
    };
    Estimate::new(Some(d), Some(interval), n, Unit::Share)
}

/// Holm's adjusted p-values, in the order given: the k-th smallest of m times m - k + 1, never falling, at most 1.
/// Whoever rejects below alpha is wrong anywhere with probability at most alpha. Holm 1979.
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let mut adjusted = vec![0.0; p_values.len()];
    let mut least: f64 = 0.0;
    for (rank, &at) in order.iter().enumerate() {
        let factor = (p_values.len() - rank) as f64;
        least = least.max((p_values[at] * factor).min(1.0));
        adjusted[at] = least;
    }
    adjusted
}

/// The mean ratio second over first of paired times, from their logarithms: geometric mean with Student's interval
/// of the mean logarithm. Pairs with a time of 0 are left out.
pub fn time_ratio(pairs: impl Iterator<Item = (f64, f64)>) -> Estimate {
    let logs: Vec<f64> = pairs
        .filter(|(a, b)| *a > 0.0 && *b > 0.0)
        .map(|(a, b)| (b / a).ln())
        .collect();
    let mean = mean_of(&logs);
    let up = |x: Option<f64>| x.map(f64::exp);
    Estimate {
        value: up(mean.value),
        low: up(mean.low),
        high: up(mean.high),
        n: mean.n,
        unit: Unit::Number,
    }
}

/// The mean with Student's 95 % interval.
pub fn mean_of(values: &[f64]) -> Estimate {
    let n = values.len() as f64;
    if values.is_empty() {
        return Estimate::new(None, None, 0, Unit::Number);
    }
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|x| (x - mean).powi(2)).sum();
    let sd = if n > 1.0 {
        (squares / (n - 1.0)).sqrt()
    } else {
        0.0
    };
    let interval = super::interval::mean_interval(values.len() as u64, mean, sd);
    Estimate::new(Some(mean), interval, values.len() as u64, Unit::Number)
}

/// Mean of the tops over mean of the bottoms, with Fieller's 95 % interval, which is exact under normal means where
/// the delta method is not: it is `None` where the bottoms' mean cannot be told from 0, for then the ratio can be
/// anything. Fieller 1954.
pub fn mean_ratio(tops: &[f64], bottoms: &[f64]) -> Estimate {
    let n = tops.len().min(bottoms.len());
    let none = Estimate::new(None, None, n as u64, Unit::Number);
    let (top, bottom) = (mean_of(&tops[..n]), mean_of(&bottoms[..n]));
    let (Some(t), Some(b)) = (top.value, bottom.value) else {
        return none;
    };
    if n < 2 || b == 0.0 {
        return none;
    }
    let count = n as f64;
    let moment = |f: &dyn Fn(usize) -> f64| (0..n).map(f).sum::<f64>() / (count - 1.0) / count;
    let tt = moment(&|i| (tops[i] - t).powi(2));
    let bb = moment(&|i| (bottoms[i] - b).powi(2));
    let tb = moment(&|i| (tops[i] - t) * (bottoms[i] - b));
    let z2 = special::student_two_sided(LEVEL, count - 1.0).powi(2);
    // The ratios r with (t - r b)² <= z² var(t - r b).
    let (qa, qb, qc) = (b * b - z2 * bb, t * b - z2 * tb, t * t - z2 * tt);
    let root = qb * qb - qa * qc;
    let interval = (qa > 0.0 && root >= 0.0).then(|| Interval {
        low: (qb - root.sqrt()) / qa,
        high: (qb + root.sqrt()) / qa,
    });
    Estimate::new(Some(t / b), interval, n as u64, Unit::Number)
}

/// Whether the two separate Wilson intervals of two rates overlap: what a reader would look at without pairs.
pub fn separate_intervals_overlap(pairs: &Pairs) -> bool {
    let (s1, s2) = pairs.solved();
    match (wilson(s1, pairs.n()), wilson(s2, pairs.n())) {
        (Some(a), Some(b)) => a.overlaps(&b),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;
    use crate::stats::interval::Z95;

    fn close(a: f64, b: f64, slack: f64) {
        assert!((a - b).abs() <= slack, "{a} is not {b}");
    }

    const fn pairs(both: u64, first: u64, second: u64, neither: u64) -> Pairs {
        Pairs {
            both,
            first,
            second,
            neither,
        }
    }

    #[test]
    fn mcnemar_against_statsmodels() {
        // statsmodels 0.14 mcnemar([[101, 121], [59, 33]], exact=True), and scipy binomtest of the others.
        close(pairs(101, 121, 59, 33).mcnemar(), MCNEMAR_BIG, 1e-12);
        close(pairs(0, 1, 9, 0).mcnemar(), 0.021484375, 1e-15);
        close(pairs(5, 0, 6, 5).mcnemar(), 0.03125, 1e-15);
        assert_eq!(pairs(7, 0, 0, 3).mcnemar(), 1.0);
        assert_eq!(pairs(7, 4, 4, 3).mcnemar(), 1.0);
    }

    #[test]
    fn holm_against_statsmodels() {
        // statsmodels multipletests([.01, .04, .03, .005], method="holm").
        let adjusted = holm(&[0.01, 0.04, 0.03, 0.005]);
        for (got, want) in adjusted.iter().zip([0.03, 0.06, 0.06, 0.02]) {
            close(*got, want, 1e-12);
        }
        assert_eq!(holm(&[]), Vec::<f64>::new());
        assert_eq!(holm(&[0.9, 0.9]), [1.0, 1.0]);
    }

    #[test]
    fn newcombe_independent_of_his_paper() {
        // Newcombe 1998, table II, method 10: 56/70 - 48/80 is +0.0524 to +0.3339, 9/10 - 3/10 is +0.1705 to +0.8090.
        for (first, second, low, high) in [
            ((48, 80), (56, 70), 0.0524, 0.3339),
            ((3, 10), (9, 10), 0.1705, 0.8090),
            ((0, 10), (10, 10), 0.6075, 1.0),
        ] {
            let d = unpaired_difference(first, second);
            close(d.low.unwrap(), low, 6e-5);
            close(d.high.unwrap(), high, 6e-5);
        }
    }

    #[test]
    fn newcombe_paired_against_an_independent_calculation() {
        for (table, low, high) in NEWCOMBE_PAIRED {
            let d = table.difference();
            close(d.low.unwrap(), low, 1e-9);
            close(d.high.unwrap(), high, 1e-9);
        }
    }

    #[test]
    fn bootstrap_comes_near_the_normal_law_and_repeats() {
        let table = pairs(200, 40, 80, 180);
        let one = table.bootstrap(&mut Seed::from_u64(1).stream("bootstrap"));
        assert_eq!(
            one,
            table.bootstrap(&mut Seed::from_u64(1).stream("bootstrap"))
        );
        // d = 40/500; its variance is ((b + c) - (b - c)²/n) / n².
        let half = Z95 * (120.0_f64 - 1600.0 / 500.0).sqrt() / 500.0;
        close(one.low.unwrap(), 0.08 - half, 0.003);
        close(one.high.unwrap(), 0.08 + half, 0.003);
        // scipy.stats.bootstrap((x,), np.mean, n_resamples=10000, method="percentile") of the same differences.
        close(one.low.unwrap(), SCIPY_BOOTSTRAP.0, 0.003);
        close(one.high.unwrap(), SCIPY_BOOTSTRAP.1, 0.003);
        let same = pairs(3, 0, 0, 4).bootstrap(&mut Seed::from_u64(1).stream("x"));
        assert_eq!((same.value, same.low), (Some(0.0), None));
    }

    #[test]
    fn pairs_find_what_separate_intervals_miss() {
        // 80 % against 84 % of 500: the intervals overlap, and 22 to 2 odd pairs are no accident.
        let table = pairs(398, 2, 22, 78);
        assert!(separate_intervals_overlap(&table));
        assert!(table.mcnemar() < 1e-4);
        assert!(table.difference().low.unwrap() > 0.0);
    }

    #[test]
    fn ratio_of_means_is_fiellers() {
        let (tops, bottoms) = FIELLER;
        let r = mean_ratio(&tops, &bottoms);
        close(r.value.unwrap(), FIELLER_OUT.0, 1e-9);
        close(r.low.unwrap(), FIELLER_OUT.1, 1e-9);
        close(r.high.unwrap(), FIELLER_OUT.2, 1e-9);
        assert_eq!(mean_ratio(&[1.0, 2.0, 3.0], &[1.0, -1.0, 0.1]).low, None);
    }

    #[test]
    fn times_twice_as_long() {
        let ratio = time_ratio([(1.0, 2.0), (2.0, 4.4), (3.0, 5.5), (0.0, 1.0)].into_iter());
        assert_eq!(ratio.n, 3);
        close(ratio.value.unwrap(), 2.005, 0.01);
    }

    // The values below: scipy 1.17.1 and statsmodels 0.15.0; Newcombe's paired interval and Fieller's, which neither
    // has, from their Wilson limits and root finder.
    const MCNEMAR_BIG: f64 = 4.434_449_263_751_165e-6;
    const SCIPY_BOOTSTRAP: (f64, f64) = (0.038, 0.122);
    const NEWCOMBE_PAIRED: [(Pairs, f64, f64); 4] = [
        (
            pairs(36, 12, 2, 0),
            -0.340_427_602_974_940_8,
            -0.056_929_584_003_238_75,
        ),
        (
            pairs(20, 0, 12, 18),
            0.111_641_108_497_011_31,
            0.352_574_053_896_155_7,
        ),
        (
            pairs(398, 2, 22, 78),
            0.020_761_911_734_703_143,
            0.060_378_688_105_058_75,
        ),
        (
            pairs(1, 4, 9, 6),
            -0.094_269_969_656_899_93,
            0.530_306_381_164_827_9,
        ),
    ];
    const FIELLER: ([f64; 6], [f64; 6]) = (
        [3.0, 5.0, 4.0, 6.0, 2.5, 4.5],
        [1.0, 1.5, 1.2, 2.1, 0.8, 1.4],
    );
    const FIELLER_OUT: (f64, f64, f64) = (3.125, 2.902_997_314_182_356_6, 3.450_017_468_799_796);
}
