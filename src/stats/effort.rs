//! What an attacker spends: attempts, time and money until solved.
//!
//! All formulas assume independent challenges and a constant solve rate p = solved / n per attempt. Each is
//! monotone in p, so its interval is the image of Wilson's. Where nothing was solved there is no value and no
//! upper end, only the lower end that Wilson's upper end implies.

use serde::{Deserialize, Serialize};

use super::estimate::{Estimate, Unit};
use super::interval::{inside_unit, wilson};

/// What an attacker pays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Prices {
    /// For each attempt (an API call, a proxy).
    pub per_attempt: f64,
    /// For each hour of computing.
    pub per_hour: f64,
}

/// Every effort figure of one solver on one case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Effort {
    /// Mean number of attempts until solved.
    pub expected_attempts: Estimate,
    /// Chance of a solve within three attempts.
    pub within_3: Estimate,
    /// Attempts that suffice with probability 0.95.
    pub attempts_for_95: Estimate,
    /// Mean seconds until solved, the delays between attempts included; `None` where no time was measured.
    pub time_to_solve: Option<Estimate>,
    /// Cost of 1000 solves; `None` where no time was measured or no price was given.
    pub cost_per_1000: Option<Estimate>,
}

/// All of them. `mean_seconds` is the mean time of an attempt, `delay_seconds` what the site makes a failed
/// client wait.
pub fn effort(
    solved: u64,
    n: u64,
    mean_seconds: Option<f64>,
    delay_seconds: f64,
    prices: Option<Prices>,
) -> Effort {
    Effort {
        expected_attempts: expected_attempts(solved, n),
        within_3: within(solved, n, 3),
        attempts_for_95: attempts_for(solved, n, 0.95),
        time_to_solve: mean_seconds.map(|t| time_to_solve(solved, n, t, delay_seconds)),
        cost_per_1000: mean_seconds
            .zip(prices)
            .map(|(t, prices)| cost_per_1000(solved, n, t, prices)),
    }
}

/// Mean number of attempts until solved, `1/p` (geometric distribution).
pub fn expected_attempts(solved: u64, n: u64) -> Estimate {
    falling(solved, n, Unit::Attempts, |p| 1.0 / p)
}

/// Chance of at least one solve within `k` attempts, `1 - (1-p)^k`. One attempt is the solve rate itself.
pub fn within(solved: u64, n: u64, k: u32) -> Estimate {
    let chance = |p: f64| {
        if p >= 1.0 && k > 0 {
            1.0
        } else {
            -(f64::from(k) * (-p).ln_1p()).exp_m1()
        }
    };
    let rate = Estimate::rate(solved, n);
    // No attempt, no chance; and 0 · ln 0 is no number.
    let chance = |p: f64| if k == 0 { 0.0 } else { chance(p) };
    Estimate {
        value: rate.value.map(chance),
        low: rate.low.map(chance),
        high: rate.high.map(chance),
        ..rate
    }
}

/// Attempts that bring at least one solve with probability `target`: `ceil(ln(1-target) / ln(1-p))`; 1 where
/// p is 1. All `None` unless the target is strictly between 0 and 1.
pub fn attempts_for(solved: u64, n: u64, target: f64) -> Estimate {
    if !inside_unit(target) {
        return Estimate::new(None, None, n, Unit::Attempts);
    }
    falling(solved, n, Unit::Attempts, |p| {
        let exact = (-target).ln_1p() / (-p).ln_1p();
        // A whole number may come out a rounding error above itself; p = 1 gives 0 (a number over -inf).
        (exact * (1.0 - 1e-12)).ceil().max(1.0)
    })
}

/// Mean seconds until solved, `t/p + delay (1-p)/p`, with t the mean time of an attempt. The interval carries
/// the uncertainty of p alone.
pub fn time_to_solve(solved: u64, n: u64, mean_seconds: f64, delay_seconds: f64) -> Estimate {
    falling(solved, n, Unit::Seconds, |p| {
        mean_seconds / p + delay_seconds * (1.0 - p) / p
    })
}

/// Cost of 1000 solves, `1000 (c_attempt + t c_hour / 3600) / p`. Motoyama et al. 2010 give the human price it
/// competes with. The interval carries the uncertainty of p alone.
pub fn cost_per_1000(solved: u64, n: u64, mean_seconds: f64, prices: Prices) -> Estimate {
    let each = prices.per_attempt + mean_seconds * prices.per_hour / 3600.0;
    falling(solved, n, Unit::Money, |p| 1000.0 * each / p)
}

/// The estimate of `f(p)` for an f that falls in p and has no value at 0.
fn falling(solved: u64, n: u64, unit: Unit, f: impl Fn(f64) -> f64) -> Estimate {
    let at = |p: f64| (p > 0.0).then(|| f(p)).filter(|y| y.is_finite());
    let interval = wilson(solved, n);
    Estimate {
        value: (n > 0)
            .then(|| solved.min(n) as f64 / n as f64)
            .and_then(at),
        low: interval.and_then(|i| at(i.high)),
        high: interval.and_then(|i| at(i.low)),
        n,
        unit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;

    #[test]
    fn attempts_known_values() {
        // metrics: p = 1 % -> 299, 10 % -> 29, 30 % -> 9.
        for (solved, n, attempts) in [
            (1, 100, 299.0),
            (10, 100, 29.0),
            (30, 100, 9.0),
            (100, 100, 1.0),
        ] {
            assert_eq!(attempts_for(solved, n, 0.95).value, Some(attempts));
        }
        // 1 - (1/2)^2 is 3/4 exactly.
        assert_eq!(attempts_for(1, 2, 0.75).value, Some(2.0));
        assert_eq!(attempts_for(1, 2, 1.0).value, None);
    }

    #[test]
    fn nothing_solved_has_a_lower_end_alone() {
        for e in [
            expected_attempts(0, 200),
            attempts_for(0, 200, 0.95),
            time_to_solve(0, 200, 0.04, 1.0),
        ] {
            assert_eq!((e.value, e.high), (None, None));
            assert!(e.low.is_some_and(|low| low > 1.0));
        }
        let none = expected_attempts(0, 0);
        assert_eq!((none.value, none.low, none.high), (None, None, None));
    }

    #[test]
    fn ddddocr_costs_a_tenth_of_a_cent() {
        // metrics: 40 ms, p = .615, $0.05 per core-hour -> $0.0009 per 1000.
        let prices = Prices {
            per_attempt: 0.0,
            per_hour: 0.05,
        };
        let cost = cost_per_1000(615, 1000, 0.040, prices).value.unwrap();
        assert!((cost - 0.000_903).abs() < 1e-6, "{cost}");
    }

    #[test]
    fn delays_are_paid_per_failure() {
        // p = 1/4: three failures a solve.
        assert_eq!(time_to_solve(1, 4, 2.0, 10.0).value, Some(8.0 + 30.0));
        assert_eq!(time_to_solve(4, 4, 2.0, 10.0).value, Some(2.0));
    }

    #[test]
    fn three_tries_at_its_threshold_is_even() {
        assert!((within(2063, 10_000, 3).value.unwrap() - 0.5).abs() < 1e-4);
        assert_eq!(within(5, 5, 3).value, Some(1.0));
        assert_eq!(within(5, 5, 0).value, Some(0.0));
        assert_eq!(within(0, 5, 3).low, Some(0.0));
        assert_eq!(within(0, 0, 3).value, None);
    }

    #[test]
    fn not_a_number_does_not_leak() {
        let e = effort(5, 10, Some(f64::NAN), 0.0, Some(Prices::default()));
        assert_eq!(e.time_to_solve.unwrap().value, None);
        assert_eq!(effort(5, 10, None, 0.0, None).cost_per_1000, None);
    }

    proptest! {
        #[test]
        fn values_lie_in_their_intervals(s in 0_u64..50, rest in 1_u64..500, k in 1_u32..9) {
            let n = s + rest;
            for e in [
                expected_attempts(s, n),
                attempts_for(s, n, 0.95),
                time_to_solve(s, n, 0.1, 2.0),
                within(s, n, k),
            ] {
                if let Some(value) = e.value {
                    prop_assert!(e.low.unwrap() <= value);
                    prop_assert!(e.high.is_none_or(|high| value <= high));
                }
            }
            prop_assert!(within(s, n, k).value <= within(s, n, k + 1).value);
        }
    }
}
