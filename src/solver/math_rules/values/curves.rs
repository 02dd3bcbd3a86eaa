//! What a polynomial or a quotient of two has: roots, turning points, limits.

use num_traits::{CheckedDiv, CheckedMul, CheckedSub, Signed, Zero};

use super::exact::whole;
use super::poly::{Poly, roots};
use crate::solver::math_rules::tokens::Number;

/// Something that a polynomial in one letter has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Feature {
    Discriminant,
    RootSum,
    RootProduct,
    LargeRoot,
    SmallRoot,
    /// Its only root.
    Root,
    PositiveRoot,
    RootCount,
    Coefficient(u8),
    Degree,
    /// Where a quadratic is least or greatest.
    Turn,
    /// The least or greatest value of a quadratic; whether it is the greatest.
    Extreme(bool),
}

/// A feature of the polynomial with these coefficients, by falling power.
pub(crate) fn feature(feature: Feature, coefficients: &[Number]) -> Option<Number> {
    let leading = coefficients.first().filter(|leading| !leading.is_zero())?;
    let solved = || roots(coefficients);
    match feature {
        Feature::Degree => Some(whole(i128::try_from(coefficients.len()).ok()? - 1)),
        Feature::Coefficient(power) => {
            let at = coefficients.len().checked_sub(1 + usize::from(power));
            Some(
                at.and_then(|at| coefficients.get(at))
                    .copied()
                    .unwrap_or_default(),
            )
        }
        Feature::RootSum => coefficients.get(1)?.checked_div(&-*leading),
        Feature::RootProduct => {
            let product = coefficients.last()?.checked_div(leading)?;
            Some(if coefficients.len() % 2 == 0 {
                -product
            } else {
                product
            })
        }
        Feature::Root => solved()?
            .as_slice()
            .first()
            .copied()
            .filter(|_| solved().is_some_and(|all| all.len() == 1)),
        Feature::LargeRoot => solved()?.last().copied().filter(|_| coefficients.len() > 2),
        Feature::SmallRoot => solved()?
            .first()
            .copied()
            .filter(|_| coefficients.len() > 2),
        Feature::PositiveRoot => {
            let positive: Vec<Number> = solved()?.into_iter().filter(Signed::is_positive).collect();
            positive.first().copied().filter(|_| positive.len() == 1)
        }
        Feature::RootCount | Feature::Discriminant | Feature::Turn | Feature::Extreme(_) => {
            quadratic(feature, coefficients)
        }
    }
}

fn quadratic(feature: Feature, coefficients: &[Number]) -> Option<Number> {
    let [a, b, c] = coefficients else {
        return None;
    };
    let discriminant = b
        .checked_mul(b)?
        .checked_sub(&whole(4).checked_mul(a)?.checked_mul(c)?)?;
    let double = a.checked_mul(&whole(2))?;
    match feature {
        Feature::Discriminant => Some(discriminant),
        Feature::RootCount => Some(whole(1 + discriminant.signum().to_integer())),
        Feature::Turn => b.checked_div(&-double),
        Feature::Extreme(greatest) if greatest == a.is_negative() => {
            discriminant.checked_div(&double.checked_mul(&whole(-2))?)
        }
        _ => None,
    }
}

/// The limit of a quotient where its letter goes to `point`, by derivatives where both are zero.
pub(crate) fn limit(above: &Poly, below: &Poly, name: char, point: &Number) -> Option<Number> {
    let (mut above, mut below) = (above.clone(), below.clone());
    let point = Poly::constant(*point);
    for _ in 0..6 {
        let (top, bottom) = (
            above.substitute(name, &point)?,
            below.substitute(name, &point)?,
        );
        let (top, bottom) = (top.as_constant()?, bottom.as_constant()?);
        if !bottom.is_zero() {
            return top.checked_div(&bottom);
        }
        if !top.is_zero() {
            return None;
        }
        (above, below) = (above.derivative(name)?, below.derivative(name)?);
    }
    None
}

/// The limit of a quotient at infinity, where it has one.
pub(crate) fn limit_at_infinity(above: &Poly, below: &Poly, name: char) -> Option<Number> {
    let (above, below) = (above.coefficients(name)?, below.coefficients(name)?);
    match above.len().cmp(&below.len()) {
        std::cmp::Ordering::Less => Some(Number::zero()),
        std::cmp::Ordering::Equal => above.first()?.checked_div(below.first()?),
        std::cmp::Ordering::Greater => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_of_a_quadratic() {
        let n = |values: &[i128]| values.iter().copied().map(whole).collect::<Vec<_>>();
        let of = |what, values: &[i128]| feature(what, &n(values)).map(|value| value.to_string());
        assert_eq!(of(Feature::Discriminant, &[1, 4, 1]).as_deref(), Some("12"));
        assert_eq!(of(Feature::RootSum, &[1, -5, 6]).as_deref(), Some("5"));
        assert_eq!(of(Feature::RootProduct, &[2, -5, 6]).as_deref(), Some("3"));
        assert_eq!(of(Feature::LargeRoot, &[1, -5, 6]).as_deref(), Some("3"));
        assert_eq!(of(Feature::Turn, &[1, -4, 7]).as_deref(), Some("2"));
        assert_eq!(
            of(Feature::Extreme(false), &[1, 0, 3]).as_deref(),
            Some("3")
        );
        assert_eq!(of(Feature::Extreme(true), &[1, 0, 3]), None);
        assert_eq!(of(Feature::RootCount, &[1, 0, 3]).as_deref(), Some("0"));
        assert_eq!(
            of(Feature::Coefficient(1), &[3, 5, -2]).as_deref(),
            Some("5")
        );
        assert_eq!(of(Feature::Root, &[2, -8]).as_deref(), Some("4"));
    }

    #[test]
    fn limits() {
        let x = Poly::letter('x');
        let square = x.multiply(&x).unwrap();
        let one = Poly::constant(whole(1));
        let (above, below) = (square.subtract(&one).unwrap(), x.subtract(&one).unwrap());
        assert_eq!(limit(&above, &below, 'x', &whole(1)), Some(whole(2)));
        assert_eq!(limit(&one, &x, 'x', &whole(0)), None);
        assert_eq!(limit_at_infinity(&one, &x, 'x'), Some(whole(0)));
        assert_eq!(limit_at_infinity(&square, &x, 'x'), None);
    }
}
