//! Values and their arithmetic: numbers, polynomials, vectors, matrices, words. `None` wherever something is undefined,
//! irrational beyond use, or too large.

use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub, Signed, Zero};

use super::exact::{count, integer, nth_root, power, remainder, whole};
use super::poly::{PI, Poly, approximate};
use crate::solver::math_rules::expr::Operator;
use crate::solver::math_rules::tokens::Number;

/// What an expression comes to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Number(Number),
    /// Never a constant.
    Poly(Poly),
    /// An irrational number.
    Real(Real),
    Vector(Vec<Number>),
    /// Rows of equal length.
    Matrix(Vec<Vec<Number>>),
    Word(&'static str),
    /// Already written: a rounded number.
    Text(String),
}

/// An irrational number, exact where it is a square root.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Real {
    /// Its square, where that is rational.
    pub square: Option<Number>,
    /// About its value.
    pub approximate: f64,
}

impl Value {
    /// A polynomial, or the number that it is.
    pub fn poly(poly: Poly) -> Self {
        match poly.as_constant() {
            Some(value) => Self::Number(value),
            None => Self::Poly(poly),
        }
    }

    /// The number with this square and sign.
    pub fn root_of(square: Number, negative: bool) -> Option<Self> {
        let sign = if negative { -1 } else { 1 };
        if let Some(root) = nth_root(&square, 2) {
            return Some(Self::Number(root.checked_mul(&whole(sign))?));
        }
        let approximate = approximate(&square).sqrt() * sign as f64;
        square.is_positive().then_some(Self::Real(Real {
            square: Some(square),
            approximate,
        }))
    }

    pub fn as_number(&self) -> Option<Number> {
        match self {
            Self::Number(value) => Some(*value),
            _ => None,
        }
    }

    /// Numbers and polynomials as polynomials.
    pub fn as_poly(&self) -> Option<Poly> {
        match self {
            Self::Number(value) => Some(Poly::constant(*value)),
            Self::Poly(poly) => Some(poly.clone()),
            _ => None,
        }
    }

    /// About its value, for whatever is one number.
    pub fn about(&self) -> Option<f64> {
        match self {
            Self::Number(value) => Some(approximate(value)),
            Self::Poly(poly) => poly.approximate(),
            Self::Real(real) => Some(real.approximate),
            _ => None,
        }
    }

    pub fn negate(&self) -> Option<Self> {
        binary(Operator::Multiply, &Self::Number(whole(-1)), self)
    }

    /// As it is submitted; `None` for what no site asks for.
    pub fn write(&self) -> Option<String> {
        let list = |row: &[Number]| {
            let parts: Vec<String> = row.iter().map(Number::to_string).collect();
            format!("[{}]", parts.join(", "))
        };
        match self {
            Self::Number(value) => Some(value.to_string()),
            Self::Vector(parts) => Some(list(parts)),
            Self::Matrix(rows) => {
                let rows: Vec<String> = rows.iter().map(|row| list(row)).collect();
                Some(format!("[{}]", rows.join(", ")))
            }
            Self::Word(word) => Some((*word).to_owned()),
            Self::Text(text) => Some(text.clone()),
            Self::Poly(poly) if !poly.letters().contains(&PI) => poly.write(),
            Self::Poly(_) | Self::Real(_) => None,
        }
    }
}

/// The value of `left operator right`.
pub(crate) fn binary(operator: Operator, left: &Value, right: &Value) -> Option<Value> {
    use Value::{Matrix, Number, Poly, Real, Vector};
    match (left, right) {
        (Number(a), Number(b)) => numbers(operator, a, b),
        (Number(_) | Poly(_), Number(_) | Poly(_)) => polys(operator, left, right),
        (Number(_) | Real(_) | Poly(_), Number(_) | Real(_) | Poly(_)) => {
            reals(operator, left, right)
        }
        (Vector(a), Vector(b)) => vectors(operator, a, b),
        (Vector(a), Number(b)) => Some(Vector(scaled(operator, a, b)?)),
        (Number(b), Vector(a)) if operator != Operator::Divide => {
            Some(Vector(scaled(operator, a, b)?))
        }
        (Matrix(a), Matrix(b)) => matrices(operator, a, b),
        (Matrix(a), Number(b)) => {
            let rows = a.iter().map(|row| scaled(operator, row, b));
            Some(Matrix(rows.collect::<Option<_>>()?))
        }
        (Number(b), Matrix(a)) if operator != Operator::Divide => {
            let rows = a.iter().map(|row| scaled(operator, row, b));
            Some(Matrix(rows.collect::<Option<_>>()?))
        }
        _ => None,
    }
}

fn numbers(operator: Operator, a: &Number, b: &Number) -> Option<Value> {
    let value = match operator {
        Operator::Add => a.checked_add(b)?,
        Operator::Subtract => a.checked_sub(b)?,
        Operator::Multiply | Operator::Sign => a.checked_mul(b)?,
        Operator::Divide if b.is_zero() => return None,
        Operator::Divide => a.checked_div(b)?,
        Operator::Remainder => remainder(a, b)?,
        Operator::Power => return number_power(a, b),
        Operator::Dot | Operator::Cross => return None,
    };
    Some(Value::Number(value))
}

fn number_power(base: &Number, exponent: &Number) -> Option<Value> {
    if let Some(value) = power(base, exponent) {
        return Some(Value::Number(value));
    }
    if *exponent == Number::new(1, 2) {
        return Value::root_of(*base, false);
    }
    // A rational result that does not fit is no irrational one.
    let irrational = !exponent.is_integer() && base.is_positive();
    irrational.then(|| {
        Value::Real(Real {
            square: None,
            approximate: approximate(base).powf(approximate(exponent)),
        })
    })
}

fn polys(operator: Operator, left: &Value, right: &Value) -> Option<Value> {
    let (a, b) = (left.as_poly()?, right.as_poly()?);
    let poly = match operator {
        Operator::Add => a.add(&b)?,
        Operator::Subtract => a.subtract(&b)?,
        Operator::Multiply | Operator::Sign => a.multiply(&b)?,
        Operator::Divide => {
            let divisor = b.as_constant().filter(|divisor| !divisor.is_zero())?;
            a.scale(&whole(1).checked_div(&divisor)?)?
        }
        Operator::Power => a.power(count(&b.as_constant()?)?)?,
        Operator::Remainder | Operator::Dot | Operator::Cross => return None,
    };
    Some(Value::poly(poly))
}

/// At least one side is irrational.
fn reals(operator: Operator, left: &Value, right: &Value) -> Option<Value> {
    let (a, b) = (left.about()?, right.about()?);
    let squares = || Some((square(left)?, square(right)?));
    let (exact, approximate) = match operator {
        Operator::Add => (None, a + b),
        Operator::Subtract => (None, a - b),
        Operator::Multiply | Operator::Sign => {
            (squares().and_then(|(a, b)| a.checked_mul(&b)), a * b)
        }
        Operator::Divide if b == 0.0 => return None,
        Operator::Divide => (squares().and_then(|(a, b)| a.checked_div(&b)), a / b),
        Operator::Power => {
            let exponent = integer(&right.as_number()?)?;
            if exponent % 2 == 0 {
                let value = power(&square(left)?, &whole(exponent / 2))?;
                return Some(Value::Number(value));
            }
            let exact = square(left).and_then(|square| power(&square, &whole(exponent)));
            (exact, a.powi(i32::try_from(exponent).ok()?))
        }
        _ => return None,
    };
    match exact {
        Some(square) => Value::root_of(square, approximate < 0.0),
        None => Some(Value::Real(Real {
            square: None,
            approximate,
        })),
    }
}

fn square(value: &Value) -> Option<Number> {
    match value {
        Value::Number(value) => value.checked_mul(value),
        Value::Real(real) => real.square,
        _ => None,
    }
}

fn scaled(operator: Operator, parts: &[Number], factor: &Number) -> Option<Vec<Number>> {
    let scale = |part: &Number| match operator {
        Operator::Multiply | Operator::Sign => part.checked_mul(factor),
        Operator::Divide if !factor.is_zero() => part.checked_div(factor),
        _ => None,
    };
    parts.iter().map(scale).collect()
}

fn vectors(operator: Operator, a: &[Number], b: &[Number]) -> Option<Value> {
    match operator {
        Operator::Add | Operator::Subtract => Some(Value::Vector(elementwise(operator, a, b)?)),
        Operator::Dot => dot(a, b).map(Value::Number),
        Operator::Cross | Operator::Sign => cross(a, b),
        _ => None,
    }
}

fn elementwise(operator: Operator, a: &[Number], b: &[Number]) -> Option<Vec<Number>> {
    if a.len() != b.len() {
        return None;
    }
    let step = |(a, b): (&Number, &Number)| match operator {
        Operator::Add => a.checked_add(b),
        Operator::Subtract => a.checked_sub(b),
        _ => None,
    };
    a.iter().zip(b).map(step).collect()
}

/// The dot product of two vectors of equal length.
pub(crate) fn dot(a: &[Number], b: &[Number]) -> Option<Number> {
    if a.len() != b.len() {
        return None;
    }
    a.iter().zip(b).try_fold(Number::zero(), |sum, (a, b)| {
        sum.checked_add(&a.checked_mul(b)?)
    })
}

/// The cross product: a vector in space, a number in the plane.
fn cross(a: &[Number], b: &[Number]) -> Option<Value> {
    let minor = |a: [&Number; 2], b: [&Number; 2]| {
        let [left, right] = [a[0].checked_mul(b[1])?, a[1].checked_mul(b[0])?];
        left.checked_sub(&right)
    };
    match (a, b) {
        ([a1, a2], [b1, b2]) => Some(Value::Number(minor([a1, a2], [b1, b2])?)),
        ([a1, a2, a3], [b1, b2, b3]) => Some(Value::Vector(vec![
            minor([a2, a3], [b2, b3])?,
            minor([a3, a1], [b3, b1])?,
            minor([a1, a2], [b1, b2])?,
        ])),
        _ => None,
    }
}

fn matrices(operator: Operator, a: &[Vec<Number>], b: &[Vec<Number>]) -> Option<Value> {
    let columns = b.first()?.len();
    let rows: Option<Vec<Vec<Number>>> = match operator {
        Operator::Add | Operator::Subtract if a.len() == b.len() => {
            let pairs = a.iter().zip(b);
            pairs.map(|(a, b)| elementwise(operator, a, b)).collect()
        }
        Operator::Multiply => {
            let column = |at: usize| b.iter().map(|row| row.get(at).copied()).collect();
            let columns: Option<Vec<Vec<Number>>> = (0..columns).map(column).collect();
            let columns = columns?;
            let row = |row: &Vec<Number>| columns.iter().map(|c| dot(row, c)).collect();
            a.iter().map(row).collect()
        }
        _ => None,
    };
    Some(Value::Matrix(rows?))
}

/// The determinant of a square matrix, by its first row.
pub(crate) fn determinant(rows: &[Vec<Number>]) -> Option<Number> {
    let (first, below) = rows.split_first()?;
    if rows.iter().any(|row| row.len() != rows.len()) || rows.len() > 5 {
        return None;
    }
    if below.is_empty() {
        return first.first().copied();
    }
    let mut sum = Number::zero();
    for (column, factor) in first.iter().enumerate() {
        let without = |row: &Vec<Number>| {
            let kept = row.iter().enumerate().filter(|(at, _)| *at != column);
            kept.map(|(_, value)| *value).collect()
        };
        let minor: Vec<Vec<Number>> = below.iter().map(without).collect();
        let term = factor.checked_mul(&determinant(&minor)?)?;
        sum = if column % 2 == 0 {
            sum.checked_add(&term)?
        } else {
            sum.checked_sub(&term)?
        };
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(values: &[i128]) -> Vec<Number> {
        values.iter().copied().map(whole).collect()
    }

    #[test]
    fn vectors_and_matrices() {
        let plane = binary(
            Operator::Cross,
            &Value::Vector(n(&[4, 7])),
            &Value::Vector(n(&[3, 4])),
        );
        assert_eq!(plane, Some(Value::Number(whole(-5))));
        let space = binary(
            Operator::Cross,
            &Value::Vector(n(&[1, 0, 0])),
            &Value::Vector(n(&[0, 1, 0])),
        );
        assert_eq!(space, Some(Value::Vector(n(&[0, 0, 1]))));
        assert_eq!(dot(&n(&[4, 7]), &n(&[3, 4])), Some(whole(40)));
        assert_eq!(dot(&n(&[4, 7]), &n(&[3])), None);
        let rows = [n(&[2, 0, 1]), n(&[1, 3, 2]), n(&[1, 1, 4])];
        assert_eq!(determinant(&rows), Some(whole(18)));
        assert_eq!(determinant(&[n(&[1, 2])]), None);
    }

    #[test]
    fn roots_stay_exact() {
        let root = |n: i128| Value::root_of(whole(n), false).unwrap();
        let product = binary(Operator::Multiply, &root(2), &root(8));
        assert_eq!(product, Some(Value::Number(whole(4))));
        let square = binary(Operator::Power, &root(3), &Value::Number(whole(2)));
        assert_eq!(square, Some(Value::Number(whole(3))));
        assert_eq!(root(2).write(), None);
        assert_eq!(Value::root_of(whole(-4), false), None);
    }

    #[test]
    fn written_as_a_site_would_store_it() {
        assert_eq!(Value::Number(Number::new(6, 8)).write().unwrap(), "3/4");
        assert_eq!(Value::Number(whole(-3)).write().unwrap(), "-3");
        assert_eq!(Value::Vector(n(&[1, 2, 3])).write().unwrap(), "[1, 2, 3]");
        assert_eq!(Value::poly(Poly::letter(PI)).write(), None);
    }

    #[test]
    fn undefined_is_nothing() {
        let zero = Value::Number(whole(0));
        let one = Value::Number(whole(1));
        assert_eq!(binary(Operator::Divide, &one, &zero), None);
        assert_eq!(binary(Operator::Power, &zero, &zero), None);
        let huge = Value::Number(whole(i128::MAX));
        assert_eq!(binary(Operator::Multiply, &huge, &huge), None);
        assert_eq!(binary(Operator::Add, &huge, &one), None);
    }
}
