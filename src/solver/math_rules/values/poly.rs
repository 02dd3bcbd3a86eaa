//! Polynomials with rational coefficients in named letters: what algebra, derivatives and integrals work on.

use std::collections::BTreeMap;

use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub, One, Zero};

use super::exact::{power, whole};
use crate::solver::math_rules::tokens::Number;

/// The letter that stands for the ratio of a circle's circumference to its diameter.
pub(crate) const PI: char = 'π';

/// Higher degrees are refused, so that powers of sums stay small.
const HIGHEST_DEGREE: u32 = 24;

/// Letters with their exponents, in order; empty for a constant.
pub(crate) type Monomial = Vec<(char, u32)>;

/// A sum of terms; no coefficient is zero.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Poly {
    terms: BTreeMap<Monomial, Number>,
}

impl Poly {
    /// A constant.
    pub fn constant(value: Number) -> Self {
        Self::term(Vec::new(), value)
    }

    /// One letter.
    pub fn letter(name: char) -> Self {
        Self::term(vec![(name, 1)], Number::one())
    }

    fn term(monomial: Monomial, coefficient: Number) -> Self {
        let mut terms = BTreeMap::new();
        if !coefficient.is_zero() {
            terms.insert(monomial, coefficient);
        }
        Self { terms }
    }

    /// The value, where no letter is left.
    pub fn as_constant(&self) -> Option<Number> {
        match self.terms.len() {
            0 => Some(Number::zero()),
            1 => self.terms.get(&Vec::new()).copied(),
            _ => None,
        }
    }

    /// Every letter in it, in order.
    pub fn letters(&self) -> Vec<char> {
        let mut letters: Vec<char> = self
            .terms
            .keys()
            .flatten()
            .map(|(letter, _)| *letter)
            .collect();
        letters.sort_unstable();
        letters.dedup();
        letters
    }

    pub fn add(&self, other: &Self) -> Option<Self> {
        let mut sum = self.clone();
        for (monomial, coefficient) in &other.terms {
            let old = sum.terms.get(monomial).copied().unwrap_or_default();
            let new = old.checked_add(coefficient)?;
            if new.is_zero() {
                sum.terms.remove(monomial);
            } else {
                sum.terms.insert(monomial.clone(), new);
            }
        }
        Some(sum)
    }

    pub fn scale(&self, factor: &Number) -> Option<Self> {
        self.multiply(&Self::constant(*factor))
    }

    pub fn subtract(&self, other: &Self) -> Option<Self> {
        self.add(&other.scale(&whole(-1))?)
    }

    pub fn multiply(&self, other: &Self) -> Option<Self> {
        let mut product = Self::default();
        for (left, a) in &self.terms {
            for (right, b) in &other.terms {
                let term = Self::term(merge(left, right)?, a.checked_mul(b)?);
                product = product.add(&term)?;
            }
        }
        Some(product)
    }

    pub fn power(&self, exponent: u32) -> Option<Self> {
        if exponent > HIGHEST_DEGREE || (exponent == 0 && self.terms.is_empty()) {
            return None;
        }
        (0..exponent).try_fold(Self::constant(Number::one()), |product, _| {
            product.multiply(self)
        })
    }

    /// The derivative with respect to `name`.
    pub fn derivative(&self, name: char) -> Option<Self> {
        let mut sum = Self::default();
        for (monomial, coefficient) in &self.terms {
            let exponent = exponent(monomial, name);
            if exponent > 0 {
                let lowered = with_exponent(monomial, name, exponent - 1);
                let coefficient = coefficient.checked_mul(&whole(exponent.into()))?;
                sum = sum.add(&Self::term(lowered, coefficient))?;
            }
        }
        Some(sum)
    }

    /// The antiderivative with respect to `name`, without constant.
    pub fn antiderivative(&self, name: char) -> Option<Self> {
        let mut sum = Self::default();
        for (monomial, coefficient) in &self.terms {
            let exponent = exponent(monomial, name) + 1;
            let coefficient = coefficient.checked_mul(&Number::new(1, exponent.into()))?;
            let raised = with_exponent(monomial, name, exponent);
            sum = sum.add(&Self::term(raised, coefficient))?;
        }
        Some(sum)
    }

    /// Puts a value in place of a letter.
    pub fn substitute(&self, name: char, value: &Self) -> Option<Self> {
        let mut sum = Self::default();
        for (monomial, coefficient) in &self.terms {
            let rest = Self::term(with_exponent(monomial, name, 0), *coefficient);
            let term = match exponent(monomial, name) {
                0 => rest,
                exponent => rest.multiply(&value.power(exponent)?)?,
            };
            sum = sum.add(&term)?;
        }
        Some(sum)
    }

    /// Coefficients by falling power, where `name` is the only letter.
    pub fn coefficients(&self, name: char) -> Option<Vec<Number>> {
        let only = |monomial: &Monomial| monomial.iter().all(|(letter, _)| *letter == name);
        if !self.terms.keys().all(only) {
            return None;
        }
        let degree = self.terms.keys().map(|m| exponent(m, name)).max()?;
        let at = |power: u32| {
            let monomial = with_exponent(&Vec::new(), name, power);
            self.terms.get(&monomial).copied().unwrap_or_default()
        };
        Some((0..=degree).rev().map(at).collect())
    }

    /// The terms of a linear form: each letter's coefficient, and the constant under `None`.
    pub fn linear(&self) -> Option<Vec<(Option<char>, Number)>> {
        let term = |(monomial, coefficient): (&Monomial, &Number)| match monomial.as_slice() {
            [] => Some((None, *coefficient)),
            [(letter, 1)] => Some((Some(*letter), *coefficient)),
            _ => None,
        };
        self.terms.iter().map(term).collect()
    }

    /// The value as a machine number, pi included; `None` where another letter is left.
    pub fn approximate(&self) -> Option<f64> {
        let mut sum = 0.0;
        for (monomial, coefficient) in &self.terms {
            let mut term = approximate(coefficient);
            for (letter, exponent) in monomial {
                if *letter != PI {
                    return None;
                }
                term *= std::f64::consts::PI.powi(i32::try_from(*exponent).ok()?);
            }
            sum += term;
        }
        Some(sum)
    }

    /// As it is written in one letter, by falling powers: `3x^2 - x + 1`. `None` for several letters.
    pub fn write(&self) -> Option<String> {
        let name = match self.letters().as_slice() {
            [] => 'x',
            [name] => *name,
            _ => return None,
        };
        let coefficients = self.coefficients(name)?;
        let mut text = String::new();
        for (power, coefficient) in (0..coefficients.len()).rev().zip(&coefficients) {
            if coefficient.is_zero() {
                continue;
            }
            let negative = *coefficient < Number::zero();
            let sign = match (text.is_empty(), negative) {
                (true, true) => "-",
                (true, false) => "",
                (false, true) => " - ",
                (false, false) => " + ",
            };
            text.push_str(sign);
            let size = if negative {
                -*coefficient
            } else {
                *coefficient
            };
            if !size.is_one() || power == 0 {
                text.push_str(&size.to_string());
            }
            match power {
                0 => {}
                1 => text.push(name),
                _ => text.push_str(&format!("{name}^{power}")),
            }
        }
        Some(text)
    }
}

/// A rational as a machine number.
pub(crate) fn approximate(value: &Number) -> f64 {
    *value.numer() as f64 / *value.denom() as f64
}

fn exponent(monomial: &Monomial, name: char) -> u32 {
    let factor = monomial.iter().find(|(letter, _)| *letter == name);
    factor.map_or(0, |(_, exponent)| *exponent)
}

fn with_exponent(monomial: &Monomial, name: char, exponent: u32) -> Monomial {
    let others = monomial
        .iter()
        .copied()
        .filter(|(letter, _)| *letter != name);
    let mut changed: Monomial = others.collect();
    if exponent > 0 {
        changed.push((name, exponent));
        changed.sort_unstable();
    }
    changed
}

fn merge(left: &Monomial, right: &Monomial) -> Option<Monomial> {
    let mut merged = left.clone();
    for (name, raised) in right {
        let sum = exponent(&merged, *name).checked_add(*raised)?;
        merged = with_exponent(&merged, *name, sum);
    }
    let degree: u32 = merged.iter().map(|(_, exponent)| exponent).sum();
    (degree <= HIGHEST_DEGREE).then_some(merged)
}

/// The rational roots of a polynomial of degree two, or of `a x^n + b`; `None` where the form is another or a real
/// root is irrational. Sorted; several where they differ.
pub(crate) fn roots(coefficients: &[Number]) -> Option<Vec<Number>> {
    match coefficients {
        [a, b] => Some(vec![-b.checked_div(a)?]),
        [a, b, c] => {
            let four = whole(4).checked_mul(a)?.checked_mul(c)?;
            let square = b.checked_mul(b)?.checked_add(&-four)?;
            if square < Number::zero() {
                return Some(Vec::new());
            }
            let root = power(&square, &Number::new(1, 2))?;
            let double = a.checked_add(a)?;
            let minus = -b.checked_add(&root)?;
            let plus = root.checked_sub(b)?;
            let mut roots = vec![minus.checked_div(&double)?, plus.checked_div(&double)?];
            roots.sort();
            roots.dedup();
            Some(roots)
        }
        [a, middle @ .., c] if middle.iter().all(Zero::is_zero) => {
            let degree = u32::try_from(coefficients.len() - 1).ok()?;
            let root = super::exact::nth_root(&-c.checked_div(a)?, degree)?;
            let mut roots = vec![root];
            if degree.is_multiple_of(2) && !root.is_zero() {
                roots.insert(0, -root);
            }
            Some(roots)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Poly {
        // 2x^2 - 3x + 1
        let x = Poly::letter('x');
        let square = x.multiply(&x).unwrap().scale(&whole(2)).unwrap();
        let rest = x.scale(&whole(-3)).unwrap();
        square
            .add(&rest)
            .unwrap()
            .add(&Poly::constant(whole(1)))
            .unwrap()
    }

    #[test]
    fn calculus() {
        assert_eq!(sample().write().unwrap(), "2x^2 - 3x + 1");
        assert_eq!(sample().derivative('x').unwrap().write().unwrap(), "4x - 3");
        let integral = sample().antiderivative('x').unwrap();
        assert_eq!(integral.write().unwrap(), "2/3x^3 - 3/2x^2 + x");
        assert_eq!(integral.derivative('x').unwrap(), sample());
        let at_two = sample().substitute('x', &Poly::constant(whole(2)));
        assert_eq!(at_two.unwrap().as_constant(), Some(whole(3)));
    }

    #[test]
    fn roots_of_quadratics_and_powers() {
        let n = |values: &[i128]| values.iter().copied().map(whole).collect::<Vec<_>>();
        assert_eq!(roots(&n(&[1, -5, 6])), Some(n(&[2, 3])));
        assert_eq!(roots(&n(&[1, -2, 1])), Some(n(&[1])));
        assert_eq!(roots(&n(&[1, 0, 1])), Some(vec![]));
        assert_eq!(roots(&n(&[1, 0, -2])), None);
        assert_eq!(roots(&n(&[1, 0, 0, -27])), Some(n(&[3])));
        assert_eq!(roots(&n(&[1, 0, 0, 0, -16])), Some(n(&[-2, 2])));
    }

    #[test]
    fn large_powers_are_refused() {
        assert!(sample().power(40).is_none());
        assert!(sample().power(20).is_none());
    }
}
