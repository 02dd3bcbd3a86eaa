//! Decisions about a rate that stay honest however often one looks.
//!
//! Bounds for a fixed n are wrong more often than they say when drawing stops at the first n that decides. A test
//! martingale may be looked at after every attempt: under the hypothesis it tests, the chance that it *ever* reaches
//! 1/alpha is at most alpha (Ville 1939). Here it is the likelihood ratio of all rates on the far side of a mark,
//! weighed evenly, against the mark itself (a mixture of Wald's tests: Wald 1945; Robbins 1970).

use serde::{Deserialize, Serialize};
use statrs::function::gamma::ln_gamma;

use super::interval::{Interval, inside_unit, lower_bound, upper_bound};
use super::special;

/// How a bound is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Looks {
    /// n was fixed beforehand: Clopper and Pearson's exact bound.
    Once,
    /// n was chosen while looking: the mixture test.
    Repeated,
}

/// On which side of a mark a rate lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Below it.
    Below,
    /// Above it.
    Above,
    /// It cannot be told yet.
    Open,
}

/// The side of `mark` on which the rate of `successes` in `n` lies: `Below` is wrong with probability at most
/// `alpha.0` where the rate is at the mark or above, `Above` at most `alpha.1` where it is at the mark or below; with
/// [`Looks::Repeated`], at all looks together. A mark of 0 or 1 leaves one side only.
pub fn side(successes: u64, n: u64, mark: f64, alpha: (f64, f64), looks: Looks) -> Side {
    let s = successes.min(n);
    let (below, above) = match looks {
        Looks::Once => (
            upper_bound(s, n, alpha.0).is_some_and(|upper| upper < mark),
            lower_bound(s, n, alpha.1).is_some_and(|lower| lower > mark),
        ),
        Looks::Repeated => (
            log_evidence_below(s, n, mark) >= -alpha.0.ln(),
            log_evidence_below(n - s, n, 1.0 - mark) >= -alpha.1.ln(),
        ),
    };
    match (below, above) {
        (true, _) => Side::Below,
        (_, true) => Side::Above,
        _ => Side::Open,
    }
}

/// Logarithm of the mean over q uniform on (0, mark) of `(q/mark)^s ((1-q)/(1-mark))^(n-s)`: the evidence that the
/// rate lies below the mark. A martingale where the rate is the mark, and falling on average where it is above it.
fn log_evidence_below(s: u64, n: u64, mark: f64) -> f64 {
    if !inside_unit(mark) || n == 0 {
        return f64::NEG_INFINITY;
    }
    let (hits, misses) = (s as f64, (n - s) as f64);
    let (a, b) = (hits + 1.0, misses + 1.0);
    let ln_beta = ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
    // Where the mass below the mark is too small for a number, so is the evidence.
    let inside = special::beta_reg(a, b, mark).ln();
    inside + ln_beta - mark.ln() - hits * mark.ln() - misses * (-mark).ln_1p()
}

/// A two-sided interval of a rate that holds at all looks together with probability 1 - alpha: the rates against which
/// a mixture by the density of Beta(1/2, 1/2) has not reached 1/alpha. Robbins 1970; Howard, Ramdas, McAuliffe and
/// Sekhon 2021, section 4.
pub fn repeated_interval(successes: u64, n: u64, alpha: f64) -> Option<Interval> {
    if n == 0 || !inside_unit(alpha) {
        return None;
    }
    let (s, n) = (successes.min(n) as f64, n as f64);
    let ln_beta = |a: f64, b: f64| ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
    let mixed = ln_beta(s + 0.5, n - s + 0.5) - ln_beta(0.5, 0.5);
    let against = |p: f64| {
        let part = |k: f64, ln: f64| if k == 0.0 { 0.0 } else { k * ln };
        mixed - part(s, p.ln()) - part(n - s, (-p).ln_1p())
    };
    let mark = -alpha.ln();
    let search = |mut inside: f64, mut outside: f64| {
        for _ in 0..200 {
            let middle = 0.5 * (inside + outside);
            if against(middle) < mark {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        outside
    };
    let rate = s / n;
    Some(Interval {
        low: if s == 0.0 { 0.0 } else { search(rate, 0.0) },
        high: if s == n { 1.0 } else { search(rate, 1.0) },
    })
}

/// More further attempts than this is no advice.
const ABSURD: u64 = 1_000_000_000;

/// Further attempts at exactly the observed rate after which [`side`] would be told; `None` where that is more than
/// 10^9, or where nothing was observed.
pub fn further(successes: u64, n: u64, mark: f64, alpha: (f64, f64), looks: Looks) -> Option<u64> {
    let rate = successes as f64 / n as f64;
    if n == 0 || rate == mark {
        return None;
    }
    let told = |more: u64| {
        let all = n + more;
        // Rounded to the side that decides later, so that the advice is enough.
        let s = if rate < mark {
            (rate * all as f64).ceil()
        } else {
            (rate * all as f64).floor()
        };
        side(s as u64, all, mark, alpha, looks) != Side::Open
    };
    let (mut open, mut decided) = (0, 1);
    while !told(decided) {
        if decided >= ABSURD {
            return None;
        }
        open = decided;
        decided *= 2;
    }
    while decided - open > 1 {
        let middle = open + (decided - open) / 2;
        if told(middle) {
            decided = middle;
        } else {
            open = middle;
        }
    }
    Some(decided)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::{Rng, Seed};

    fn close(a: f64, b: f64, slack: f64) {
        assert!((a - b).abs() <= slack * b.abs(), "{a} is not {b}");
    }

    #[test]
    fn evidence_against_numerical_integration() {
        // scipy 1.17.1, integrate.quad of the mixture.
        for (s, n, mark, below, above) in [
            (
                0,
                460,
                0.01,
                21.870_867_637_729_184,
                0.002_169_197_396_963_14,
            ),
            (
                3,
                800,
                0.01,
                4.239_105_074_503_128,
                0.001_848_477_101_121_44,
            ),
            (
                10,
                100,
                0.2,
                14.647_304_087_220_556,
                0.018_489_230_188_017_73,
            ),
            (30, 100, 0.2, 0.067_702_093_017_386, 2.367_869_934_069_763),
        ] {
            close(log_evidence_below(s, n, mark).exp(), below, 1e-8);
            close(log_evidence_below(n - s, n, 1.0 - mark).exp(), above, 1e-8);
        }
    }

    #[test]
    fn looking_once_needs_fewer_than_looking_often() {
        let (alpha, mark) = ((0.05, 0.05), 0.01);
        assert_eq!(side(0, 298, mark, alpha, Looks::Once), Side::Open);
        assert_eq!(side(0, 299, mark, alpha, Looks::Once), Side::Below);
        assert_eq!(further(0, 200, mark, alpha, Looks::Once), Some(99));
        let more = further(0, 200, mark, alpha, Looks::Repeated).unwrap();
        assert!((200..300).contains(&more), "{more}");
        assert_eq!(
            side(0, 200 + more, mark, alpha, Looks::Repeated),
            Side::Below
        );
        assert_eq!(
            side(0, 199 + more, mark, alpha, Looks::Repeated),
            Side::Open
        );
        assert_eq!(side(90, 100, 0.5, alpha, Looks::Repeated), Side::Above);
        assert_eq!(further(50, 100, 0.5, alpha, Looks::Repeated), None);
        assert_eq!(side(0, 0, 0.5, alpha, Looks::Repeated), Side::Open);
    }

    #[test]
    fn the_interval_that_holds_at_all_looks_is_wider() {
        let wide = repeated_interval(30, 100, 0.05).unwrap();
        let usual = super::super::interval::wilson(30, 100).unwrap();
        assert!(wide.low < usual.low && usual.high < wide.high);
        assert_eq!(repeated_interval(0, 50, 0.05).unwrap().low, 0.0);
        assert_eq!(repeated_interval(50, 50, 0.05).unwrap().high, 1.0);
        assert_eq!(repeated_interval(0, 0, 0.05), None);
    }

    /// Runs with the rate at `rate`, looked at every 25 attempts up to 1000: how many were ever said to lie below, and
    /// above, the mark. The marks are looked up: the test is the same at the same n.
    fn alarms(runs: u64, rate: f64, mark: f64, looks: Looks, rng: &mut Rng) -> (u64, u64) {
        let alpha = (0.05, 0.05);
        let at: Vec<(u64, u64, u64)> = (1..=40)
            .map(|look| {
                let n = look * 25;
                let told = |s: &u64| side(*s, n, mark, alpha, looks);
                let below = (0..=n).take_while(|s| told(s) == Side::Below).count() as u64;
                let above = (0..=n).rev().take_while(|s| told(s) == Side::Above).count() as u64;
                (n, below, above)
            })
            .collect();
        let mut wrong = (0, 0);
        for _ in 0..runs {
            let mut s = 0;
            for (n, below, above) in &at {
                s += (0..25).filter(|_| rng.chance(rate)).count() as u64;
                if s < *below {
                    wrong.0 += 1;
                    break;
                }
                if n - s < *above {
                    wrong.1 += 1;
                    break;
                }
            }
        }
        wrong
    }

    #[test]
    fn ten_thousand_runs_at_the_mark_alarm_no_more_than_stated() {
        let mut rng = Seed::from_u64(20).stream("null runs");
        for mark in [0.01, 0.206, 0.98] {
            let (below, above) = alarms(10_000, mark, mark, Looks::Repeated, &mut rng);
            assert!(
                below <= 500 && above <= 500,
                "{mark}: {below} and {above} of 10 000"
            );
            // And it is no empty promise: a fixed-n bound, looked at as often, breaks the level on one side at least.
            let (b, a) = alarms(10_000, mark, mark, Looks::Once, &mut rng);
            assert!(b.max(a) > 500, "{mark}: {b} and {a}");
        }
    }

    #[test]
    fn rates_away_from_the_mark_are_found() {
        let mut rng = Seed::from_u64(21).stream("runs");
        let (below, above) = alarms(1_000, 0.02, 0.10, Looks::Repeated, &mut rng);
        assert!(below > 990 && above == 0, "{below} {above}");
        let (below, above) = alarms(1_000, 0.30, 0.206, Looks::Repeated, &mut rng);
        assert!(above > 990 && below <= 1, "{below} {above}");
    }
}
