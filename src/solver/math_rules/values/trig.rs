//! Trigonometric functions at the angles whose values are known exactly, and about their value elsewhere.

use num_traits::{CheckedDiv, CheckedMul, Zero};

use super::exact::{integer, whole};
use super::poly::{PI, Poly};
use super::value::{Real, Value};
use crate::solver::math_rules::expr::Function;
use crate::solver::math_rules::tokens::Number;

/// The angle in degrees of a multiple of pi.
pub(crate) fn degrees_of(radians: &Poly) -> Option<Number> {
    let factor = match radians.linear()?.as_slice() {
        [(Some(PI), factor)] => *factor,
        _ => return None,
    };
    factor.checked_mul(&whole(180))
}

/// Sine and its kin of an angle in degrees; `None` where it is undefined.
pub(crate) fn function(function: Function, degrees: &Number) -> Option<Value> {
    match function {
        Function::Sine => sine(degrees),
        Function::Cosine => sine(&(whole(90) - fold(degrees)?)),
        Function::Tangent => ratio(Function::Sine, Function::Cosine, degrees),
        Function::Cotangent => ratio(Function::Cosine, Function::Sine, degrees),
        Function::Secant => reciprocal(Function::Cosine, degrees),
        Function::Cosecant => reciprocal(Function::Sine, degrees),
        _ => None,
    }
}

/// The angle in degrees whose sine, cosine or tangent this is.
pub(crate) fn inverse(function_of: Function, value: &Value) -> Option<Number> {
    let (direct, angles) = match function_of {
        Function::ArcSine => (Function::Sine, -90..=90),
        Function::ArcCosine => (Function::Cosine, 0..=180),
        Function::ArcTangent => (Function::Tangent, -89..=89),
        _ => return None,
    };
    angles
        .map(whole)
        .find(|angle| function(direct, angle).as_ref() == Some(value))
}

fn ratio(above: Function, below: Function, degrees: &Number) -> Option<Value> {
    let (above, below) = (function(above, degrees)?, function(below, degrees)?);
    super::value::binary(
        crate::solver::math_rules::expr::Operator::Divide,
        &above,
        &below,
    )
}

fn reciprocal(below: Function, degrees: &Number) -> Option<Value> {
    let one = Value::Number(whole(1));
    let below = function(below, degrees)?;
    super::value::binary(
        crate::solver::math_rules::expr::Operator::Divide,
        &one,
        &below,
    )
}

/// The angle between 0 and 360 degrees.
fn fold(degrees: &Number) -> Option<Number> {
    let turns = degrees.checked_div(&whole(360))?.floor();
    Some(degrees - turns.checked_mul(&whole(360))?)
}

fn sine(degrees: &Number) -> Option<Value> {
    let degrees = fold(degrees)?;
    let (negative, acute) = if degrees < whole(180) {
        (false, degrees)
    } else {
        (true, degrees - whole(180))
    };
    let acute = acute.min(whole(180) - acute);
    let square = match integer(&acute) {
        Some(0) => Number::zero(),
        Some(30) => Number::new(1, 4),
        Some(45) => Number::new(1, 2),
        Some(60) => Number::new(3, 4),
        Some(90) => whole(1),
        _ => {
            let size = super::poly::approximate(&acute).to_radians().sin();
            return Some(Value::Real(Real {
                square: None,
                approximate: if negative { -size } else { size },
            }));
        }
    };
    if square.is_zero() {
        return Some(Value::Number(square));
    }
    Value::root_of(square, negative)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(wanted: Function, degrees: i128) -> Option<String> {
        function(wanted, &whole(degrees)).and_then(|value| value.write())
    }

    #[test]
    fn known_angles() {
        for (wanted, degrees, value) in [
            (Function::Sine, 30, "1/2"),
            (Function::Sine, 270, "-1"),
            (Function::Sine, -30, "-1/2"),
            (Function::Cosine, 0, "1"),
            (Function::Cosine, 120, "-1/2"),
            (Function::Cosine, 180, "-1"),
            (Function::Tangent, 45, "1"),
            (Function::Tangent, 135, "-1"),
            (Function::Secant, 60, "2"),
            (Function::Cosecant, 90, "1"),
            (Function::Cotangent, 90, "0"),
        ] {
            assert_eq!(
                at(wanted, degrees).as_deref(),
                Some(value),
                "{wanted:?} {degrees}"
            );
        }
    }

    #[test]
    fn undefined_or_irrational() {
        assert_eq!(at(Function::Tangent, 90), None);
        assert_eq!(at(Function::Sine, 45), None);
        assert_eq!(at(Function::Cosine, 10), None);
    }

    #[test]
    fn inverses_and_radians() {
        let one = Value::Number(whole(1));
        assert_eq!(inverse(Function::ArcTangent, &one), Some(whole(45)));
        assert_eq!(inverse(Function::ArcCosine, &one), Some(whole(0)));
        let sixth = Poly::letter(PI).scale(&Number::new(1, 6)).unwrap();
        assert_eq!(degrees_of(&sixth), Some(whole(30)));
    }
}
