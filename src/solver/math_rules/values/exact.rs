//! Exact arithmetic on rational numbers, where `None` stands for "overflow, or no rational result".

use num_integer::{Integer, Roots};
use num_traits::{CheckedDiv, CheckedMul, Signed, Zero};

use crate::solver::math_rules::tokens::Number;

/// A whole number as a [`Number`].
pub(crate) fn whole(value: i128) -> Number {
    Number::from(value)
}

/// The value as a whole number, if it is one.
pub(crate) fn integer(value: &Number) -> Option<i128> {
    value.is_integer().then(|| value.to_integer())
}

/// The value as a small count, if it is one.
pub(crate) fn count(value: &Number) -> Option<u32> {
    u32::try_from(integer(value)?).ok()
}

/// `base` to a rational power: powers by squaring, roots only where they are rational. Zero to zero is refused.
pub(crate) fn power(base: &Number, exponent: &Number) -> Option<Number> {
    let root = u32::try_from(*exponent.denom()).ok()?;
    let base = if root == 1 {
        *base
    } else {
        nth_root(base, root)?
    };
    let negative = exponent.is_negative();
    let times = u32::try_from(exponent.numer().checked_abs()?).ok()?;
    if base.is_zero() && (times == 0 || negative) {
        return None;
    }
    let (numer, denom) = (
        base.numer().checked_pow(times)?,
        base.denom().checked_pow(times)?,
    );
    if negative {
        Number::from(denom).checked_div(&Number::from(numer))
    } else {
        Some(Number::new_raw(numer, denom))
    }
}

/// The real root, where it is rational: of a negative number for odd roots alone.
pub(crate) fn nth_root(value: &Number, root: u32) -> Option<Number> {
    if root == 0 || (value.is_negative() && root.is_multiple_of(2)) {
        return None;
    }
    let (numer, denom) = (value.numer().nth_root(root), value.denom().nth_root(root));
    let candidate = Number::new_raw(numer, denom);
    let exact = numer.checked_pow(root) == Some(*value.numer())
        && denom.checked_pow(root) == Some(*value.denom());
    exact.then_some(candidate)
}

/// The exponent that makes `value` of `base`, where it is whole.
pub(crate) fn logarithm(base: &Number, value: &Number) -> Option<Number> {
    let one = whole(1);
    if *base <= one || !value.is_positive() {
        return None;
    }
    let (target, sign) = if *value < one {
        (value.recip(), -1)
    } else {
        (*value, 1)
    };
    let (mut product, mut exponent) = (one, 0);
    while product < target {
        product = product.checked_mul(base)?;
        exponent += 1;
    }
    (product == target).then(|| whole(sign * exponent))
}

/// What is left of a whole division, never negative; `divisor` must be positive.
pub(crate) fn remainder(value: &Number, divisor: &Number) -> Option<Number> {
    let (value, divisor) = (integer(value)?, integer(divisor)?);
    // Conventions differ for negative numbers.
    (divisor > 0 && value >= 0).then(|| whole(value % divisor))
}

/// n!
pub(crate) fn factorial(value: &Number) -> Option<Number> {
    let n = integer(value).filter(|n| (0..=33).contains(n))?;
    (1..=n)
        .try_fold(1i128, |product, factor| product.checked_mul(factor))
        .map(whole)
}

/// The greatest common divisor of positive whole numbers.
pub(crate) fn gcd(values: &[Number]) -> Option<Number> {
    fold_whole(values, |a, b| Some(a.gcd(&b)))
}

/// The least common multiple of positive whole numbers.
pub(crate) fn lcm(values: &[Number]) -> Option<Number> {
    fold_whole(values, |a, b| (a / a.gcd(&b)).checked_mul(b))
}

fn fold_whole(values: &[Number], step: fn(i128, i128) -> Option<i128>) -> Option<Number> {
    let mut whole_values = values
        .iter()
        .map(|value| integer(value).filter(|value| *value > 0));
    let first = whole_values.next()??;
    whole_values
        .try_fold(first, |result, value| step(result, value?))
        .map(whole)
}

/// Numbers up to this one are tested for primality, by trial division.
const LARGEST_PRIME_TEST: i128 = 1_000_000;

/// Whether a whole number is prime; `None` where it is too large to try.
pub(crate) fn is_prime(value: i128) -> Option<bool> {
    if value > LARGEST_PRIME_TEST {
        return None;
    }
    let factor = |d: &i128| value % d == 0;
    Some(value > 1 && !(2..=value.sqrt()).any(|d| factor(&d)))
}

/// The positive divisors of a whole number, in order.
pub(crate) fn divisors(value: i128) -> Option<Vec<i128>> {
    if !(1..=100_000).contains(&value) {
        return None;
    }
    Some((1..=value).filter(|d| value % d == 0).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_and_roots() {
        let n = Number::new;
        assert_eq!(power(&n(2, 1), &n(10, 1)), Some(n(1024, 1)));
        assert_eq!(power(&n(2, 3), &n(-2, 1)), Some(n(9, 4)));
        assert_eq!(power(&n(-2, 1), &n(-3, 1)), Some(n(-1, 8)));
        assert_eq!(power(&n(27, 8), &n(2, 3)), Some(n(9, 4)));
        assert_eq!(power(&n(2, 1), &n(1, 2)), None);
        assert_eq!(power(&n(0, 1), &n(0, 1)), None);
        assert_eq!(power(&n(10, 1), &n(99, 1)), None);
        assert_eq!(nth_root(&n(-27, 1), 3), Some(n(-3, 1)));
        assert_eq!(nth_root(&n(-9, 1), 2), None);
        assert_eq!(logarithm(&n(2, 1), &n(8, 1)), Some(n(3, 1)));
        assert_eq!(logarithm(&n(10, 1), &n(1, 100)), Some(n(-2, 1)));
        assert_eq!(logarithm(&n(10, 1), &n(50, 1)), None);
    }

    #[test]
    fn whole_numbers() {
        let n = |values: &[i128]| values.iter().copied().map(whole).collect::<Vec<_>>();
        assert_eq!(gcd(&n(&[12, 18])), Some(whole(6)));
        assert_eq!(lcm(&n(&[4, 6, 10])), Some(whole(60)));
        assert_eq!(gcd(&n(&[12, 0])), None);
        assert_eq!(factorial(&whole(5)), Some(whole(120)));
        assert_eq!(factorial(&whole(-1)), None);
        assert_eq!(remainder(&whole(17), &whole(5)), Some(whole(2)));
        assert_eq!(remainder(&whole(-17), &whole(5)), None);
        assert_eq!(is_prime(97), Some(true));
        assert_eq!(is_prime(1), Some(false));
        assert_eq!(divisors(12).map(|all| all.len()), Some(6));
    }
}
