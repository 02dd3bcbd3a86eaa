//! How long attempts take: percentiles of raw samples, cold starts apart.
//!
//! A percentile q is the nearest-rank one: the `ceil(q n)`-th smallest sample, always a time that was measured.
//! It is withheld where n is too small ([`percentile_floor`]).

use serde::{Deserialize, Serialize};

use super::interval::{Interval, mean_interval};
use super::special;

/// Bars of the histogram for each factor of ten.
const BARS_PER_DECADE: i32 = 10;

/// Streams times into two sets of samples, 4 bytes each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LatencyTally {
    warm: Vec<u32>,
    cold: Vec<u32>,
}

/// Times of a solver.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Latency {
    /// Times of attempts on an open session; `None` where there are none.
    pub warm: Option<Timing>,
    /// Times of the first attempts of sessions; `None` where there are none.
    pub cold: Option<Timing>,
}

/// The distribution of a set of times, in microseconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    /// Number of samples.
    pub n: u64,
    /// Least.
    pub min_us: u32,
    /// Greatest.
    pub max_us: u32,
    /// Mean.
    pub mean_us: f64,
    /// Student's 95 % interval of the mean; `None` where n < 2 or all samples are equal.
    pub mean_interval_us: Option<Interval>,
    /// Standard deviation, divisor n - 1; `None` where n < 2.
    pub sd_us: Option<f64>,
    /// 5 % percentile.
    pub p5: Percentile,
    /// Median (nearest rank: the lower of the two middle samples where n is even).
    pub p50: Percentile,
    /// 95 % interval of the median from order statistics, which assumes no distribution; `None` where n < 6.
    pub median_interval_us: Option<Interval>,
    /// 90 % percentile.
    pub p90: Percentile,
    /// 95 % percentile.
    pub p95: Percentile,
    /// 99 % percentile.
    pub p99: Percentile,
    /// Histogram with bars of equal width on a logarithmic scale, empty ones inside included.
    pub histogram: Vec<Bar>,
}

/// A percentile, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Percentile {
    /// The percentile in microseconds; `None` where n is too small.
    pub us: Option<u32>,
    /// The least n for which it is given.
    pub floor: u64,
}

/// One bar: samples with `from_us <= t < to_us`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    /// Least time.
    pub from_us: u64,
    /// First time beyond.
    pub to_us: u64,
    /// Samples.
    pub count: u64,
}

impl LatencyTally {
    /// Counts one attempt. `cold`: the first of its session.
    pub fn push(&mut self, microseconds: u32, cold: bool) {
        if cold { &mut self.cold } else { &mut self.warm }.push(microseconds);
    }

    /// Adds what another tally counted.
    pub fn merge(&mut self, mut other: Self) {
        self.warm.append(&mut other.warm);
        self.cold.append(&mut other.cold);
    }

    /// The distributions.
    pub fn finish(self) -> Latency {
        Latency {
            warm: Timing::of(self.warm),
            cold: Timing::of(self.cold),
        }
    }
}

impl Timing {
    /// The distribution of these microseconds; `None` where there are none.
    pub fn of(mut samples: Vec<u32>) -> Option<Self> {
        samples.sort_unstable();
        let (&min_us, &max_us) = (samples.first()?, samples.last()?);
        let n = samples.len() as u64;
        let (mean_us, sd_us) = moments(&samples);
        Some(Self {
            n,
            min_us,
            max_us,
            mean_us,
            mean_interval_us: sd_us.and_then(|sd| mean_interval(n, mean_us, sd)),
            sd_us,
            p5: percentile(&samples, 5),
            p50: percentile(&samples, 50),
            median_interval_us: median_interval(&samples),
            p90: percentile(&samples, 90),
            p95: percentile(&samples, 95),
            p99: percentile(&samples, 99),
            histogram: histogram(&samples),
        })
    }
}

/// The least n for which the percentile `percent` (1 to 99) is given; 1 for the median.
///
/// MLPerf LoadGen's early stopping asks for 64 queries for p90 and 662 for p99. Both are the least n with
/// `P(X <= 1) <= 0.01` for X binomial (n, 1 - q): with 99 % confidence at least two samples lie beyond the true
/// percentile. By that rule p95 needs 130, and p5, its mirror image, as many. The median is always given, for its
/// interval tells how little a small n says.
pub fn percentile_floor(percent: u32) -> u64 {
    let tail = f64::from(percent.min(100 - percent.min(100))) / 100.0;
    if percent == 50 || tail <= 0.0 {
        return 1;
    }
    let at_most_one = |n: u64| {
        let rest = (1.0 - tail).powi(n as i32 - 1);
        rest * (1.0 - tail) + n as f64 * tail * rest
    };
    (1..).find(|&n| at_most_one(n) <= 0.01).unwrap_or(u64::MAX)
}

/// Nearest rank, in whole numbers.
fn percentile(sorted: &[u32], percent: u32) -> Percentile {
    let (n, floor) = (sorted.len() as u64, percentile_floor(percent));
    let rank = (n * u64::from(percent)).div_ceil(100).max(1);
    let us = (n >= floor).then(|| sorted[rank as usize - 1]);
    Percentile { us, floor }
}

/// Mean and standard deviation, from exact sums.
fn moments(samples: &[u32]) -> (f64, Option<f64>) {
    let n = samples.len() as u128;
    let sum: u128 = samples.iter().map(|&x| u128::from(x)).sum();
    let squares: u128 = samples.iter().map(|&x| u128::from(x).pow(2)).sum();
    let variance = (n * squares - sum * sum) as f64 / (n * n.saturating_sub(1).max(1)) as f64;
    (sum as f64 / n as f64, (n > 1).then(|| variance.sqrt()))
}

/// `[x_(j), x_(n+1-j)]` with the greatest j for which `P(X < j) <= 0.025`, X binomial (n, 1/2).
/// Conover, Practical Nonparametric Statistics, 1999, section 3.2.
fn median_interval(sorted: &[u32]) -> Option<Interval> {
    let n = sorted.len() as u64;
    let fits = |j: u64| special::binomial_at_most(j - 1, n, 0.5) <= 0.025;
    if n == 0 || !fits(1) {
        return None;
    }
    let (mut good, mut bad) = (1, n / 2 + 1);
    while bad - good > 1 {
        let middle = good + (bad - good) / 2;
        if fits(middle) {
            good = middle;
        } else {
            bad = middle;
        }
    }
    let j = good as usize;
    Some(Interval {
        low: f64::from(sorted[j - 1]),
        high: f64::from(sorted[sorted.len() - j]),
    })
}

/// Bars between whole-microsecond edges near `10^(k/10)`, from the first to the last that holds a sample.
fn histogram(sorted: &[u32]) -> Vec<Bar> {
    let edge = |k: i32| {
        10_f64
            .powf(f64::from(k) / f64::from(BARS_PER_DECADE))
            .round() as u64
    };
    let mut edges: Vec<u64> = std::iter::once(0)
        .chain((0..=BARS_PER_DECADE * 10).map(edge))
        .collect();
    // Below 10 µs neighbouring edges round to the same microsecond.
    edges.dedup();
    let below = |edge: u64| sorted.partition_point(|&x| u64::from(x) < edge);
    let mut bars: Vec<Bar> = edges
        .windows(2)
        .map(|pair| Bar {
            from_us: pair[0],
            to_us: pair[1],
            count: (below(pair[1]) - below(pair[0])) as u64,
        })
        .collect();
    let last = bars
        .iter()
        .rposition(|bar| bar.count > 0)
        .map_or(0, |i| i + 1);
    bars.truncate(last);
    bars.drain(..bars.iter().position(|bar| bar.count > 0).unwrap_or(0));
    bars
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;

    #[test]
    fn floors_are_mlperfs() {
        // MLPerf inference rules, early stopping: 64 queries for p90, 662 for p99.
        assert_eq!((percentile_floor(90), percentile_floor(99)), (64, 662));
        assert_eq!(
            (
                percentile_floor(95),
                percentile_floor(5),
                percentile_floor(50)
            ),
            (130, 130, 1)
        );
    }

    #[test]
    fn nearest_rank() {
        let timing = Timing::of((1..=1000).rev().collect()).unwrap();
        let us = [timing.p5, timing.p50, timing.p90, timing.p95, timing.p99].map(|p| p.us.unwrap());
        assert_eq!(us, [50, 500, 900, 950, 990]);
        assert_eq!(
            (timing.min_us, timing.max_us, timing.mean_us),
            (1, 1000, 500.5)
        );
        // The variance of 1..=n with divisor n - 1 is n (n + 1) / 12.
        assert!((timing.sd_us.unwrap() - (1000.0 * 1001.0 / 12.0_f64).sqrt()).abs() < 1e-9);
    }

    #[test]
    fn too_few_samples_have_no_tail() {
        assert_eq!(Timing::of(vec![]), None);
        let one = Timing::of(vec![7]).unwrap();
        assert_eq!(
            (one.p50.us, one.p90.us, one.sd_us, one.median_interval_us),
            (Some(7), None, None, None)
        );
        let timing = Timing::of((0..64).collect()).unwrap();
        assert_eq!(
            (timing.p90.us, timing.p95.us, timing.p99.us),
            (Some(57), None, None)
        );
        assert_eq!(Timing::of((0..63).collect()).unwrap().p90.us, None);
    }

    #[test]
    fn median_interval_by_table() {
        // Conover, table of the sign test: n = 5 has none, n = 6 takes the extremes, n = 10 ranks 2 and 9,
        // n = 20 ranks 6 and 15, n = 100 ranks 40 and 61.
        assert_eq!(
            Timing::of((1..=5).collect()).unwrap().median_interval_us,
            None
        );
        for (n, low, high) in [
            (6, 1.0, 6.0),
            (10, 2.0, 9.0),
            (20, 6.0, 15.0),
            (100, 40.0, 61.0),
        ] {
            let interval = Timing::of((1..=n).collect()).unwrap().median_interval_us;
            assert_eq!(interval, Some(Interval { low, high }), "{n}");
        }
    }

    #[test]
    fn equal_times_claim_no_certainty() {
        let timing = Timing::of(vec![5; 10]).unwrap();
        assert_eq!((timing.sd_us, timing.mean_interval_us), (Some(0.0), None));
    }

    #[test]
    fn histogram_edges() {
        let bars = Timing::of(vec![0, 1, 1, 99, 100, u32::MAX])
            .unwrap()
            .histogram;
        assert_eq!(
            bars[0],
            Bar {
                from_us: 0,
                to_us: 1,
                count: 1
            }
        );
        assert_eq!(
            bars[1],
            Bar {
                from_us: 1,
                to_us: 2,
                count: 2
            }
        );
        assert!(bars.contains(&Bar {
            from_us: 100,
            to_us: 126,
            count: 1
        }));
        assert_eq!(bars.last().unwrap().count, 1);
        assert!(bars.windows(2).all(|w| w[0].to_us == w[1].from_us));
    }

    #[test]
    fn cold_starts_are_apart() {
        let mut tally = LatencyTally::default();
        tally.push(1_000_000, true);
        tally.push(40, false);
        let latency = tally.finish();
        assert_eq!(latency.warm.unwrap().max_us, 40);
        assert_eq!(latency.cold.unwrap().min_us, 1_000_000);
    }

    proptest! {
        #[test]
        fn order_and_merging_do_not_matter(
            samples in proptest::collection::vec((any::<u32>(), any::<bool>()), 0..200),
            cut in 0_usize..200,
        ) {
            let tally = |part: &[(u32, bool)]| {
                let mut tally = LatencyTally::default();
                part.iter().for_each(|&(us, cold)| tally.push(us, cold));
                tally
            };
            let (left, right) = samples.split_at(cut.min(samples.len()));
            let mut merged = tally(right);
            merged.merge(tally(left));
            let latency = merged.finish();
            prop_assert_eq!(&latency, &tally(&samples).finish());
            if let Some(warm) = &latency.warm {
                prop_assert_eq!(warm.histogram.iter().map(|b| b.count).sum::<u64>(), warm.n);
                let median = f64::from(warm.p50.us.unwrap());
                prop_assert!(warm.median_interval_us.is_none_or(|i| i.contains(median)));
            }
            let json = serde_json::to_string(&latency).unwrap();
            prop_assert_eq!(serde_json::from_str::<Latency>(&json).unwrap(), latency);
        }
    }
}
