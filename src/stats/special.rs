//! Special functions behind the exact bounds: incomplete beta, binomial tails, normal and t quantiles.
//!
//! Private to `stats`. The continued fraction is evaluated here rather than taken from `statrs`, whose
//! `beta_reg` stops after 140 terms: too few for the hundreds of thousands of attempts a run may hold (the
//! fraction needs about `sqrt(max(a, b))` terms), and whose `inv_beta_reg` starts no lower than 1e-4.

use statrs::function::{erf, gamma::ln_gamma};

/// Enough terms for a + b up to about 10^10; the loop leaves as soon as it has converged.
const MAX_TERMS: u32 = 1_000_000;
const TINY: f64 = 1e-300;

/// Regularised incomplete beta function `I_x(a, b)` for a, b > 0 and 0 <= x <= 1.
///
/// Lentz's method on the continued fraction of DLMF 8.17.22, with `I_x(a, b) = 1 - I_{1-x}(b, a)` where that
/// converges faster.
pub(crate) fn beta_reg(a: f64, b: f64, x: f64) -> f64 {
    beta_reg_of(a, b, x, 1.0 - x)
}

/// [`beta_reg`] with `y = 1 - x` given too, so that neither loses its digits when it is small.
fn beta_reg_of(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if y <= 0.0 {
        return 1.0;
    }
    let (ln_x, ln_y) = if x < y {
        (x.ln(), (-x).ln_1p())
    } else {
        ((-y).ln_1p(), y.ln())
    };
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * ln_x + b * ln_y).exp();
    let value = if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(a, b, x) / a
    } else {
        1.0 - front * fraction(b, a, y) / b
    };
    value.clamp(0.0, 1.0)
}

fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut product = d;
    for m in 1..MAX_TERMS {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut step = 1.0;
        for term in [even, odd] {
            d = 1.0 / away_from_zero(1.0 + term * d);
            c = away_from_zero(1.0 + term / c);
            step = d * c;
            product *= step;
        }
        if (step - 1.0).abs() < 1e-15 {
            break;
        }
    }
    product
}

fn away_from_zero(x: f64) -> f64 {
    if x.abs() < TINY { TINY } else { x }
}

/// The x with `I_x(a, b) = p`, by bisection to the last bit: slower than Newton, and never lost.
pub(crate) fn inverse_beta_reg(a: f64, b: f64, p: f64) -> f64 {
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return middle;
        }
        if beta_reg(a, b, middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// P(X <= k) for X binomial (n, p).
pub(crate) fn binomial_at_most(k: u64, n: u64, p: f64) -> f64 {
    if k >= n {
        return 1.0;
    }
    beta_reg_of((n - k) as f64, k as f64 + 1.0, 1.0 - p, p)
}

/// P(X >= k) for X binomial (n, p).
pub(crate) fn binomial_at_least(k: u64, n: u64, p: f64) -> f64 {
    if k == 0 {
        return 1.0;
    }
    if k > n {
        return 0.0;
    }
    beta_reg(k as f64, (n - k) as f64 + 1.0, p)
}

/// The z with P(|Z| <= z) = `level` for a standard normal Z, 0 < level < 1.
pub(crate) fn normal_two_sided(level: f64) -> f64 {
    std::f64::consts::SQRT_2 * erf::erf_inv(level)
}

/// The t with P(|T| <= t) = `level` for Student's t with `freedom` degrees, 0 < level < 1.
pub(crate) fn student_two_sided(level: f64, freedom: f64) -> f64 {
    // P(|T| <= t) = I_z(1/2, v/2) with z = t²/(v + t²): DLMF 8.17, Abramowitz and Stegun 26.7.1.
    let z = inverse_beta_reg(0.5, 0.5 * freedom, level);
    (freedom * z / (1.0 - z)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn direct_at_most(k: u64, n: u64, p: f64) -> f64 {
        let term = |i: u64| {
            let choose: f64 = (0..i).map(|j| (n - j) as f64 / (j + 1) as f64).product();
            choose * p.powi(i as i32) * (1.0 - p).powi((n - i) as i32)
        };
        (0..=k).map(term).sum()
    }

    #[test]
    fn binomial_tails_agree_with_direct_sums() {
        for (k, n, p) in [
            (0, 1, 0.3),
            (3, 10, 0.2),
            (7, 10, 0.9),
            (20, 60, 0.35),
            (59, 60, 0.99),
        ] {
            let direct = direct_at_most(k, n, p);
            assert!(
                (binomial_at_most(k, n, p) - direct).abs() < 1e-12,
                "{k} {n} {p}"
            );
            assert!(
                (binomial_at_least(k + 1, n, p) - (1.0 - direct)).abs() < 1e-12,
                "{k} {n} {p}"
            );
        }
    }

    #[test]
    fn tails_end_exactly() {
        assert_eq!(binomial_at_most(5, 5, 0.3), 1.0);
        assert_eq!(binomial_at_least(0, 5, 0.3), 1.0);
        assert_eq!(binomial_at_least(6, 5, 0.3), 0.0);
        assert_eq!(binomial_at_most(0, 5, 0.0), 1.0);
        assert_eq!(binomial_at_most(4, 5, 1.0), 0.0);
        assert_eq!(binomial_at_least(1, 5, 0.0), 0.0);
    }

    #[test]
    fn small_chances_keep_their_digits() {
        // P(X = 0) = (1 - p)^n.
        let expected = (1e9 * (-1e-12_f64).ln_1p()).exp();
        assert!((binomial_at_most(0, 1_000_000_000, 1e-12) / expected - 1.0).abs() < 1e-9);
    }

    #[test]
    fn agrees_with_statrs_where_that_converges() {
        for (a, b, x) in [
            (1.0, 299.0, 0.01),
            (5.0, 3.0, 0.7),
            (120.0, 80.0, 0.61),
            (0.5, 4.5, 0.2),
        ] {
            let theirs = statrs::function::beta::beta_reg(a, b, x);
            assert!((beta_reg(a, b, x) - theirs).abs() < 1e-12, "{a} {b} {x}");
        }
    }

    #[test]
    fn large_parameters_converge() {
        // The median of a symmetric beta is 1/2.
        assert!((beta_reg(5e5, 5e5, 0.5) - 0.5).abs() < 1e-8);
        assert!((beta_reg(5e8, 5e8, 0.5) - 0.5).abs() < 1e-4);
    }

    #[test]
    fn quantiles_agree_with_tables() {
        // Student's t, Abramowitz and Stegun table 26.10; the normal, 26.2.
        for (freedom, t) in [
            (1.0, 12.706_204_7),
            (9.0, 2.262_157_2),
            (30.0, 2.042_272_5),
            (1e6, 1.959_966_4),
        ] {
            assert!(
                (student_two_sided(0.95, freedom) - t).abs() < 1e-6,
                "{freedom}"
            );
        }
        assert!((normal_two_sided(0.95) - 1.959_963_984_540_054).abs() < 1e-12);
        assert!((normal_two_sided(0.99) - 2.575_829_303_548_901).abs() < 1e-12);
    }
}
