//! What a sequence of numbers is, by the places of those that are known.

use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub, Zero};

use super::exact::{integer, is_prime, nth_root, power, whole};
use crate::solver::math_rules::tokens::Number;

/// A place, counted from zero, and the term there.
pub(crate) type Known = (usize, Number);

/// The term at `wanted`: of an arithmetic or geometric progression, or else of what alone fits: a quadratic or cubic
/// one, a row of sums, doublings with a constant, primes. At least three terms must be known.
pub(crate) fn term(known: &[Known], wanted: usize) -> Option<Number> {
    if known.len() < 3 || wanted > 1000 {
        return None;
    }
    if let Some(found) = polynomial(known, wanted, 1).or_else(|| geometric(known, wanted)) {
        return Some(found);
    }
    let models = [
        polynomial(known, wanted, 2),
        polynomial(known, wanted, 3),
        additive(known, wanted),
        recursive(known, wanted),
        primes(known, wanted),
    ];
    let mut fitting = models.into_iter().flatten();
    let first = fitting.next()?;
    fitting.all(|other| other == first).then_some(first)
}

/// The constant difference, or ratio, of consecutive terms.
pub(crate) fn step(terms: &[Number], ratio: bool) -> Option<Number> {
    let pairs = terms.iter().zip(terms.iter().skip(1));
    let steps = pairs.map(|(a, b)| {
        if ratio {
            b.checked_div(a)
        } else {
            b.checked_sub(a)
        }
    });
    let steps: Vec<Number> = steps.collect::<Option<_>>()?;
    let first = steps.first().filter(|_| steps.len() > 1)?;
    steps.iter().all(|step| step == first).then_some(*first)
}

fn place(at: usize) -> Number {
    whole(i128::try_from(at).unwrap_or(0))
}

/// Through the first terms, where one more at least confirms it.
fn polynomial(known: &[Known], wanted: usize, degree: usize) -> Option<Number> {
    let base = known.get(..=degree).filter(|_| known.len() > degree + 1)?;
    let fits = known
        .iter()
        .all(|(at, value)| interpolated(base, *at) == Some(*value));
    fits.then(|| interpolated(base, wanted)).flatten()
}

/// Lagrange's polynomial.
fn interpolated(base: &[Known], at: usize) -> Option<Number> {
    let mut sum = Number::zero();
    for (own, value) in base {
        let mut part = *value;
        for (other, _) in base.iter().filter(|(other, _)| other != own) {
            part = part.checked_mul(&(place(at) - place(*other)))?;
            part = part.checked_div(&(place(*own) - place(*other)))?;
        }
        sum = sum.checked_add(&part)?;
    }
    Some(sum)
}

fn geometric(known: &[Known], wanted: usize) -> Option<Number> {
    if known.iter().any(|(_, value)| value.is_zero()) {
        return None;
    }
    let mut pairs = known.iter().zip(known.iter().skip(1));
    let ratio = pairs.find_map(|((a, low), (b, high))| {
        let ratio = high.checked_div(low)?;
        if b - a == 1 {
            Some(ratio)
        } else {
            nth_root(&ratio, u32::try_from(b - a).ok()?)
        }
    })?;
    let (start, first) = *known.first()?;
    let at = |wanted: usize| {
        let steps = i128::try_from(wanted).ok()? - i128::try_from(start).ok()?;
        first.checked_mul(&power(&ratio, &whole(steps))?)
    };
    let fits = known
        .iter()
        .all(|(place, value)| at(*place) == Some(*value));
    fits.then(|| at(wanted)).flatten()
}

/// The terms without a hole, a term that is not known filled in by `fill`; checked and carried on by `next`.
fn carried(
    known: &[Known],
    wanted: usize,
    fill: impl Fn(&[Option<Number>], usize) -> Option<Number>,
    next: impl Fn(&[Number]) -> Option<Number>,
) -> Option<Number> {
    let length = known.last()?.0 + 1;
    let mut row: Vec<Option<Number>> = vec![None; length];
    for (at, value) in known {
        *row.get_mut(*at)? = Some(*value);
    }
    let mut terms = Vec::with_capacity(length);
    for (at, value) in row.iter().enumerate() {
        terms.push(match value {
            Some(value) => *value,
            None => fill(&row, at)?,
        });
    }
    let fits = |at: usize| next(terms.get(..at)?).filter(|value| Some(value) == terms.get(at));
    if (2..length).any(|at| fits(at).is_none()) {
        return None;
    }
    while terms.len() <= wanted {
        terms.push(next(&terms)?);
    }
    terms.get(wanted).copied()
}

/// Every term the sum of the two before.
fn additive(known: &[Known], wanted: usize) -> Option<Number> {
    let fill = |row: &[Option<Number>], at: usize| {
        let value = |at: usize| row.get(at).copied().flatten();
        match at.checked_sub(1).and_then(value) {
            Some(before) => value(at + 1)?.checked_sub(&before),
            None => value(at + 2)?.checked_sub(&value(at + 1)?),
        }
    };
    let next = |terms: &[Number]| match terms {
        [.., a, b] => a.checked_add(b),
        _ => None,
    };
    (known.len() >= 4)
        .then(|| carried(known, wanted, fill, next))
        .flatten()
}

/// Every term the same multiple of the one before, and a constant.
fn recursive(known: &[Known], wanted: usize) -> Option<Number> {
    let &[(0, a), (1, b), (2, c), ..] = known else {
        return None;
    };
    let factor = c.checked_sub(&b)?.checked_div(&b.checked_sub(&a)?)?;
    let constant = b.checked_sub(&a.checked_mul(&factor)?)?;
    let whole_factor = factor.is_integer() && constant.is_integer();
    let next = |terms: &[Number]| terms.last()?.checked_mul(&factor)?.checked_add(&constant);
    let fill = |row: &[Option<Number>], at: usize| {
        next(&[row.get(at.checked_sub(1)?).copied().flatten()?])
    };
    (known.len() >= 4 && whole_factor)
        .then(|| carried(known, wanted, fill, next))
        .flatten()
}

/// Primes without a gap.
fn primes(known: &[Known], wanted: usize) -> Option<Number> {
    let (start, first) = *known.first()?;
    let prime = |n: i128| is_prime(n) == Some(true);
    let mut n = integer(&first).filter(|n| prime(*n))?;
    let last = known.last()?.0.max(wanted);
    let mut row = vec![(start, whole(n))];
    for at in start + 1..=last {
        n = (n + 1..n + 500).find(|n| prime(*n))?;
        row.push((at, whole(n)));
    }
    let fits = known.len() >= 4 && known.iter().all(|term| row.contains(term));
    row.iter()
        .find(|(at, _)| fits && *at == wanted)
        .map(|(_, value)| *value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(terms: &[i128]) -> Option<i128> {
        let known: Vec<Known> = terms.iter().map(|term| whole(*term)).enumerate().collect();
        term(&known, terms.len()).and_then(|value| integer(&value))
    }

    #[test]
    fn what_comes_next() {
        assert_eq!(next(&[2, 4, 6, 8]), Some(10));
        assert_eq!(next(&[3, 6, 12, 24]), Some(48));
        assert_eq!(next(&[1, 4, 9, 16, 25]), Some(36));
        assert_eq!(next(&[1, 8, 27, 64, 125]), Some(216));
        assert_eq!(next(&[1, 1, 2, 3, 5, 8]), Some(13));
        assert_eq!(next(&[1, 3, 7, 15, 31]), Some(63));
        assert_eq!(next(&[2, 3, 5, 7, 11]), Some(13));
        assert_eq!(next(&[2, 4]), None);
        // 12 as a quadratic, 13 as sums.
        assert_eq!(next(&[2, 3, 5, 8]), None);
        assert_eq!(next(&[3, 1, 4, 1, 5]), None);
    }

    #[test]
    fn what_is_missing() {
        let known = |places: &[(usize, i128)]| {
            places
                .iter()
                .map(|(at, n)| (*at, whole(*n)))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            term(&known(&[(0, 3), (1, 6), (3, 12), (4, 15)]), 2),
            Some(whole(9))
        );
        assert_eq!(
            term(&known(&[(0, 5), (1, 10), (2, 20), (4, 80)]), 3),
            Some(whole(40))
        );
        assert_eq!(
            term(&known(&[(0, 1), (1, 4), (3, 16), (4, 25)]), 2),
            Some(whole(9))
        );
        assert_eq!(
            term(&known(&[(0, 1), (1, 1), (2, 2), (4, 5), (5, 8)]), 3),
            Some(whole(3))
        );
        assert_eq!(
            step(&[whole(5), whole(9), whole(13)], false),
            Some(whole(4))
        );
    }
}
