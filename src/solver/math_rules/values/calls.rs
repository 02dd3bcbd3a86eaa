//! Functions of evaluated operands, one table.

use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub, Signed, Zero};

use super::eval::{angle, mean};
use super::exact::{self, count, integer, whole};
use super::progressions;
use super::series;
use super::trig;
use super::value::{self, Value};
use crate::solver::math_rules::expr::{Function, Operator};
use crate::solver::math_rules::tokens::Number;

/// The value of a function; `None` where it is undefined for these operands.
pub(crate) fn call(function: Function, operands: &[Value]) -> Option<Value> {
    match function {
        Function::Equal
        | Function::NotEqual
        | Function::Less
        | Function::Greater
        | Function::AtMost
        | Function::AtLeast
        | Function::Relation(..) => compare(function, operands),
        Function::Choice => choice(operands),
        Function::Not | Function::TrueOrFalse => word(function, operands),
        Function::Name(word) => Some(Value::Word(word)),
        Function::Determinant
        | Function::Trace
        | Function::Length
        | Function::Distance
        | Function::Midpoint
        | Function::Slope
        | Function::Component
        | Function::Perpendicular
        | Function::VectorAngle
        | Function::Transpose
        | Function::Parallel => geometry(function, operands),
        Function::Round(places) => round(operands.first()?, places),
        _ => match operands {
            [one] => unary(function, one).or_else(|| list(function, operands)),
            _ => list(function, operands),
        },
    }
}

fn unary(function: Function, operand: &Value) -> Option<Value> {
    match function {
        Function::Sine
        | Function::Cosine
        | Function::Tangent
        | Function::Cosecant
        | Function::Secant
        | Function::Cotangent => angle(function, operand),
        Function::ArcSine | Function::ArcCosine | Function::ArcTangent => {
            trig::inverse(function, operand).map(Value::Number)
        }
        Function::NaturalLog => natural_log(operand).map(Value::Number),
        Function::ToDegrees => trig::degrees_of(&operand.as_poly()?).map(Value::Number),
        Function::Degrees | Function::Radians => Some(operand.clone()),
        Function::Decimal => decimal(&operand.as_number()?),
        Function::Absolute => match operand {
            Value::Vector(parts) => length(parts),
            Value::Matrix(rows) => value::determinant(rows).map(Value::Number),
            other => Some(Value::Number(other.as_number()?.abs())),
        },
        _ => number(function, &operand.as_number()?),
    }
}

fn number(function: Function, operand: &Number) -> Option<Value> {
    let yes_or_no = |yes: bool| Some(Value::Word(if yes { "yes" } else { "no" }));
    let result = match function {
        Function::Percent => operand.checked_div(&whole(100)),
        Function::Factorial => exact::factorial(operand),
        Function::RoundDown => Some(operand.floor()),
        Function::RoundUp => Some(operand.ceil()),
        Function::IsPrime => return yes_or_no(exact::is_prime(integer(operand)?)?),
        Function::IsEven => return yes_or_no(integer(operand)? % 2 == 0),
        Function::IsOdd => return yes_or_no(integer(operand)? % 2 != 0),
        Function::IsSquare => {
            let root = exact::nth_root(&whole(integer(operand)?), 2);
            return yes_or_no(root.is_some());
        }
        Function::ToPercent => operand.checked_mul(&whole(100)),
        Function::Numerator => Some(whole(*operand.numer())),
        Function::Denominator => Some(whole(*operand.denom())),
        Function::InBase(base) => return in_base(integer(operand)?, base.into()).map(Value::Text),
        Function::Parity => {
            let even = integer(operand)? % 2 == 0;
            return Some(Value::Word(if even { "even" } else { "odd" }));
        }
        _ => series::of_one(function, integer(operand)?).map(whole),
    };
    result.map(Value::Number)
}

/// The exponent of a power of the letter e.
fn natural_log(operand: &Value) -> Option<Number> {
    let poly = operand.as_poly()?;
    if let Some(value) = poly.as_constant() {
        return (value == whole(1)).then(Number::zero);
    }
    let coefficients = poly.coefficients('e')?;
    let (first, rest) = coefficients.split_first()?;
    let pure = *first == whole(1) && rest.iter().all(Zero::is_zero);
    pure.then(|| whole(i128::try_from(rest.len()).unwrap_or(0)))
}

fn in_base(value: i128, base: i128) -> Option<String> {
    let mut rest = u32::try_from(value).ok().map(i128::from)?;
    let mut digits = Vec::new();
    while rest > 0 || digits.is_empty() {
        digits.push(char::from_digit(u32::try_from(rest % base).ok()?, 16)?);
        rest /= base;
    }
    Some(digits.iter().rev().collect())
}

fn list(function: Function, operands: &[Value]) -> Option<Value> {
    let mut numbers: Vec<Number> = match operands {
        [Value::Vector(parts)] => parts.clone(),
        _ => operands
            .iter()
            .map(Value::as_number)
            .collect::<Option<_>>()?,
    };
    let result = match (function, numbers.as_slice()) {
        (Function::Root, [value, root]) => return self::root(value, root),
        (Function::Logarithm, [base, value]) => exact::logarithm(base, value),
        (Function::Divides, [divisor, value]) => {
            let divides = integer(value)?.checked_rem(integer(divisor)?)? == 0;
            return Some(Value::Word(if divides { "yes" } else { "no" }));
        }
        (Function::Quotient, [value, divisor]) => {
            let (value, divisor) = (integer(value)?, integer(divisor)?);
            (value >= 0 && divisor > 0).then(|| whole(value / divisor))
        }
        (Function::SumOfRange, [from, to]) => range_sum(from, to),
        (Function::Between, [from, to]) => {
            let distance = to.checked_sub(from)?.abs();
            (distance == whole(2)).then(|| *from.min(to) + whole(1))
        }
        (Function::Gcd, _) => exact::gcd(&numbers),
        (Function::Lcm, _) => exact::lcm(&numbers),
        (Function::Largest, _) => numbers.iter().max().copied(),
        (Function::Smallest, _) => numbers.iter().min().copied(),
        (Function::Spread, _) => numbers.iter().max()?.checked_sub(numbers.iter().min()?),
        (Function::Mean, _) => mean(&numbers),
        (Function::Median, _) => {
            numbers.sort();
            let middle = numbers.len().checked_sub(1)? / 2;
            mean(numbers.get(middle..=numbers.len() / 2)?)
        }
        (Function::Mode, _) => series::mode(&numbers),
        (Function::NextTerm, _) => progression(&numbers, None, numbers.len()),
        (Function::Term(gap, wanted), _) => progression(&numbers, gap, wanted.into()),
        (Function::Step(ratio), _) => progressions::step(&numbers, ratio),
        (Function::OnlyEven, _) => series::only(&numbers, |n| Some(n % 2 == 0)),
        (Function::OnlyOdd, _) => series::only(&numbers, |n| Some(n % 2 != 0)),
        (Function::OnlyPrime, _) => series::only(&numbers, exact::is_prime),
        _ => None,
    };
    result.map(Value::Number)
}

fn root(value: &Number, root: &Number) -> Option<Value> {
    let exponent = whole(1).checked_div(&whole(count(root)?.into()))?;
    let (value, exponent) = (Value::Number(*value), Value::Number(exponent));
    value::binary(Operator::Power, &value, &exponent)
}

/// The term at `wanted` of a sequence with a gap.
fn progression(terms: &[Number], gap: Option<u8>, wanted: usize) -> Option<Number> {
    let place = |at: usize| at + usize::from(gap.is_some_and(|gap| at >= gap.into()));
    let known: Vec<(usize, Number)> = terms
        .iter()
        .enumerate()
        .map(|(at, term)| (place(at), *term))
        .collect();
    progressions::term(&known, wanted)
}

fn range_sum(from: &Number, to: &Number) -> Option<Number> {
    let terms = integer(to)?.checked_sub(integer(from)?)?.checked_add(1)?;
    let ends = from.checked_add(to)?;
    let twice = ends.checked_mul(&whole(terms))?;
    (terms > 0).then(|| twice / whole(2))
}

fn compare(function: Function, operands: &[Value]) -> Option<Value> {
    let [left, right] = operands else {
        return None;
    };
    let order = match (left.as_number(), right.as_number()) {
        (Some(left), Some(right)) => left.cmp(&right),
        _ if left == right => std::cmp::Ordering::Equal,
        (None, None) if matches!(left, Value::Vector(_)) => {
            let equal = match function {
                Function::Equal => "no",
                Function::NotEqual => "yes",
                _ => return None,
            };
            return Some(Value::Word(equal));
        }
        _ => {
            let (left, right) = (left.about()?, right.about()?);
            // Too near to be told apart by machine numbers.
            if (left - right).abs() < 1e-9 * (1.0 + left.abs()) {
                return None;
            }
            left.total_cmp(&right)
        }
    };
    let yes = match function {
        Function::Equal => order.is_eq(),
        Function::NotEqual => order.is_ne(),
        Function::Less => order.is_lt(),
        Function::Greater => order.is_gt(),
        Function::AtMost => order.is_le(),
        Function::AtLeast => order.is_ge(),
        Function::Relation(greater, less) => {
            let word = match order {
                std::cmp::Ordering::Greater => greater,
                std::cmp::Ordering::Less => less,
                std::cmp::Ordering::Equal => "equal",
            };
            return Some(Value::Word(word));
        }
        _ => return None,
    };
    Some(Value::Word(if yes { "yes" } else { "no" }))
}

/// The one option that equals the first operand.
fn choice(operands: &[Value]) -> Option<Value> {
    let (value, options) = operands.split_first()?;
    let mut equal = options.iter().filter(|option| *option == value);
    let found = equal.next()?;
    equal.next().is_none().then(|| found.clone())
}

fn word(function: Function, operands: &[Value]) -> Option<Value> {
    let [Value::Word(word)] = operands else {
        return None;
    };
    let word = match (function, *word) {
        (Function::Not, "yes") => "no",
        (Function::Not, "no") => "yes",
        (Function::TrueOrFalse, "yes") => "true",
        (Function::TrueOrFalse, "no") => "false",
        _ => return None,
    };
    Some(Value::Word(word))
}

fn geometry(function: Function, operands: &[Value]) -> Option<Value> {
    match (function, operands) {
        (Function::Determinant, [Value::Matrix(rows)]) => {
            value::determinant(rows).map(Value::Number)
        }
        (Function::Trace, [Value::Matrix(rows)]) => {
            let diagonal = rows
                .iter()
                .enumerate()
                .map(|(at, row)| row.get(at).copied());
            let square = rows.iter().all(|row| row.len() == rows.len());
            let diagonal: Vec<Number> = diagonal.collect::<Option<_>>()?;
            let sum = super::eval::sum(&diagonal)?;
            square.then_some(Value::Number(sum))
        }
        (Function::Length, [Value::Vector(parts)]) => length(parts),
        (Function::Distance, [left @ Value::Vector(_), right]) => {
            match value::binary(Operator::Subtract, left, right)? {
                Value::Vector(parts) => length(&parts),
                _ => None,
            }
        }
        (Function::Distance, [Value::Number(left), Value::Number(right)]) => {
            Some(Value::Number(left.checked_sub(right)?.abs()))
        }
        (Function::Midpoint, [left, right]) => {
            let sum = value::binary(Operator::Add, left, right)?;
            value::binary(Operator::Divide, &sum, &Value::Number(whole(2)))
        }
        (Function::Slope, [Value::Vector(a), Value::Vector(b)]) => {
            match (a.as_slice(), b.as_slice()) {
                ([x1, y1], [x2, y2]) if x1 != x2 => {
                    let slope = y2.checked_sub(y1)?.checked_div(&x2.checked_sub(x1)?)?;
                    Some(Value::Number(slope))
                }
                _ => None,
            }
        }
        (Function::Component, [Value::Matrix(rows), Value::Number(at)]) => {
            let at = count(at)?.checked_sub(1)?;
            rows.get(at as usize).cloned().map(Value::Vector)
        }
        (Function::Component, [Value::Vector(parts), Value::Number(at)]) => {
            let at = count(at)?.checked_sub(1)?;
            parts.get(at as usize).copied().map(Value::Number)
        }
        (Function::Perpendicular, [Value::Vector(a), Value::Vector(b)]) => {
            let zero = value::dot(a, b)?.is_zero();
            Some(Value::Word(if zero { "yes" } else { "no" }))
        }
        (Function::VectorAngle, [Value::Vector(a), Value::Vector(b)]) => vector_angle(a, b),
        (Function::Transpose, [Value::Matrix(rows)]) => {
            let width = rows.first()?.len();
            let column = |at: usize| rows.iter().map(|row| row.get(at).copied()).collect();
            Some(Value::Matrix(
                (0..width).map(column).collect::<Option<_>>()?,
            ))
        }
        (Function::Parallel, [Value::Vector(a), Value::Vector(b)]) => parallel(a, b),
        _ => None,
    }
}

/// Where it is one of the well-known angles.
fn vector_angle(a: &[Number], b: &[Number]) -> Option<Value> {
    let product = value::dot(a, b)?;
    let squares = value::dot(a, a)?.checked_mul(&value::dot(b, b)?)?;
    let square = product.checked_mul(&product)?.checked_div(&squares)?;
    let cosine = Value::root_of(square, product.is_negative()).unwrap_or(Value::Number(square));
    trig::inverse(Function::ArcCosine, &cosine).map(Value::Number)
}

fn parallel(a: &[Number], b: &[Number]) -> Option<Value> {
    // Equality in Cauchy's inequality.
    let product = value::dot(a, b)?;
    let squares = value::dot(a, a)?.checked_mul(&value::dot(b, b)?)?;
    let parallel = product.checked_mul(&product)? == squares;
    Some(Value::Word(if parallel { "yes" } else { "no" }))
}

fn length(parts: &[Number]) -> Option<Value> {
    let square = value::dot(parts, parts)?;
    if square.is_zero() {
        return Some(Value::Number(square));
    }
    Value::root_of(square, false)
}

/// Rounded half away from zero; a number to be rounded that is irrational must not lie near a half.
fn round(operand: &Value, places: i8) -> Option<Value> {
    let scale = exact::power(&whole(10), &whole(places.into()))?;
    let scaled = match operand.as_number() {
        Some(exact) => integer(&exact.checked_mul(&scale)?.round())?,
        None => {
            let about = operand.about()? * super::poly::approximate(&scale);
            let near_half = ((about - about.floor()) - 0.5).abs() < 1e-4;
            if about.abs() > 1e12 || near_half {
                return None;
            }
            about.round() as i128
        }
    };
    let rounded = whole(scaled).checked_div(&scale)?;
    match usize::try_from(places) {
        Ok(places) if places > 0 => {
            let sign = if scaled < 0 { "-" } else { "" };
            let digits = format!("{:0>1$}", scaled.unsigned_abs(), places + 1);
            let (whole, rest) = digits.split_at_checked(digits.len() - places)?;
            Some(Value::Text(format!("{sign}{whole}.{rest}")))
        }
        _ => Some(Value::Number(rounded)),
    }
}

/// With a decimal point, where the expansion ends.
fn decimal(value: &Number) -> Option<Value> {
    let places = (0..12u32).find(|places| 10i128.pow(*places) % value.denom() == 0)?;
    let places = i8::try_from(places).ok()?;
    round(&Value::Number(*value), places)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(function: Function, operands: &[i128]) -> Option<String> {
        let operands: Vec<Value> = operands.iter().map(|n| Value::Number(whole(*n))).collect();
        call(function, &operands).and_then(|value| value.write())
    }

    #[test]
    fn lists() {
        for (function, operands, result) in [
            (Function::Mean, &[1, 2, 4][..], Some("7/3")),
            (Function::Median, &[9, 1, 5], Some("5")),
            (Function::Median, &[9, 1, 5, 7], Some("6")),
            (Function::Spread, &[9, 1, 5], Some("8")),
            (Function::Largest, &[9, 1, 5], Some("9")),
            (Function::SumOfRange, &[1, 100], Some("5050")),
            (Function::Between, &[9, 7], Some("8")),
            (Function::Between, &[9, 5], None),
            (Function::Root, &[81, 4], Some("3")),
            (Function::Root, &[2, 2], None),
            (Function::Choice, &[1, 1, 0], Some("1")),
            (Function::Choice, &[2, 1, 0], None),
            (Function::Relation("more", "less"), &[2, 10], Some("less")),
            (Function::Divides, &[5, 10], Some("yes")),
            (Function::Divides, &[0, 10], None),
        ] {
            assert_eq!(of(function, operands).as_deref(), result, "{function:?}");
        }
    }

    #[test]
    fn rounding() {
        let root = Value::root_of(whole(2), false).unwrap();
        assert_eq!(round(&root, 2), Some(Value::Text("1.41".into())));
        assert_eq!(round(&root, 0), Some(Value::Number(whole(1))));
        let small = Value::Number(Number::new(-1, 16));
        assert_eq!(round(&small, 1), Some(Value::Text("-0.1".into())));
        assert_eq!(
            round(&Value::Number(whole(1523)), -2),
            Some(Value::Number(whole(1500)))
        );
        assert_eq!(
            decimal(&Number::new(3, 4)),
            Some(Value::Text("0.75".into()))
        );
        assert_eq!(decimal(&Number::new(1, 3)), None);
    }
}
