//! Equations: the values that given equations leave to their letters and to what is asked for.
//!
//! What is asked for ([`Node::Unknown`]) and letters are treated alike. Equations that name a value come first; then
//! those in which one unknown stands once, by undoing the operations around it; then linear systems; then one
//! quadratic.

use num_traits::{CheckedDiv, CheckedMul, CheckedSub, Signed, Zero};

use super::eval::{self, Values};
use super::exact::{count, logarithm, nth_root, whole};
use super::poly::{self, PI, Poly};
use super::value::{Value, binary};
use crate::solver::math_rules::expr::{Arena, Function, Id, Node, Operator};
use crate::solver::math_rules::tokens::Number;

/// The letter under which the unknown is kept.
pub(crate) const UNKNOWN: char = '?';

/// Values, and whether a negative solution was left aside.
#[derive(Clone, Debug, Default)]
pub(crate) struct Solution {
    pub values: Values,
    /// One of two roots was taken, the positive one.
    pub positive: bool,
}

/// Solves what can be solved. `None` where the equations contradict each other, or have several solutions that are no
/// pair of signs.
pub(crate) fn solve(arena: &mut Arena, given: &[(Id, Id)]) -> Option<Solution> {
    let letter = arena.add(Node::Letter(UNKNOWN));
    let mut rest: Vec<(Id, Id)> = given
        .iter()
        .map(|&(left, right)| {
            let left = arena.replace(left, &Node::Unknown, letter);
            (left, arena.replace(right, &Node::Unknown, letter))
        })
        .collect();
    let mut solution = Solution::default();
    loop {
        let before = rest.len();
        let mut kept = Vec::new();
        for (left, right) in rest {
            if !settle(arena, &mut solution, left, right)? {
                kept.push((left, right));
            }
        }
        rest = kept;
        if rest.is_empty() {
            return Some(solution);
        }
        if rest.len() == before {
            break;
        }
    }
    let forms: Option<Vec<Poly>> = rest
        .iter()
        .map(|&(left, right)| difference(arena, &solution.values, left, right))
        .collect();
    let forms = forms?;
    if linear_system(&forms, &mut solution).is_none() {
        quadratic(&forms, &mut solution)?;
    }
    Some(solution)
}

/// Uses up an equation: as a check, as a name for a value, or by undoing. `Some(false)` where it must wait.
fn settle(arena: &Arena, solution: &mut Solution, left: Id, right: Id) -> Option<bool> {
    let values = &solution.values;
    let free = |id: Id| -> usize {
        arena.count(id, &|node| match node {
            Node::Letter(PI) => false,
            Node::Letter(name) => !values.iter().any(|(known, _)| known == name),
            _ => false,
        })
    };
    match (free(left), free(right)) {
        (0, 0) => {
            let equal = eval::value(arena, values, left)? == eval::value(arena, values, right)?;
            equal.then_some(true)
        }
        (1, 0) => undo(arena, solution, left, right),
        (0, 1) => undo(arena, solution, right, left),
        _ => Some(false),
    }
}

fn undo(arena: &Arena, solution: &mut Solution, around: Id, known: Id) -> Option<bool> {
    let target = eval::value(arena, &solution.values, known)?;
    let Some((name, value, positive)) = invert(arena, &solution.values, around, target) else {
        return Some(false);
    };
    solution.values.push((name, value));
    solution.positive |= positive;
    Some(true)
}

/// The letter in `id`, and the value with which `id` is `target`.
fn invert(arena: &Arena, values: &Values, id: Id, target: Value) -> Option<(char, Value, bool)> {
    let known = |id: Id| {
        let value = eval::value(arena, values, id);
        value.filter(|value| value.as_number().is_some() || !matches!(value, Value::Poly(_)))
    };
    match arena.get(id) {
        Node::Letter(name) => Some((*name, target, false)),
        Node::Negate(inner) => invert(arena, values, *inner, target.negate()?),
        Node::Binary(operator, [left, right]) => match (known(*left), known(*right)) {
            (None, Some(right)) => invert_left(arena, values, *operator, *left, &right, target),
            (Some(left), None) => {
                let target = invert_right(*operator, &left, &target)?;
                invert(arena, values, *right, target)
            }
            _ => None,
        },
        Node::Call(function, operands) => invert_call(arena, values, *function, operands, &target),
        _ => None,
    }
}

fn invert_left(
    arena: &Arena,
    values: &Values,
    operator: Operator,
    left: Id,
    right: &Value,
    target: Value,
) -> Option<(char, Value, bool)> {
    let opposite = match operator {
        Operator::Add => Operator::Subtract,
        Operator::Subtract => Operator::Add,
        Operator::Multiply | Operator::Sign => Operator::Divide,
        Operator::Divide => Operator::Multiply,
        Operator::Power => {
            let power = count(&right.as_number()?).filter(|power| *power > 0)?;
            let root = nth_root(&target.as_number()?, power)?;
            let two = power.is_multiple_of(2) && !root.is_zero();
            let (name, value, positive) = invert(arena, values, left, Value::Number(root))?;
            // Two signs stay two only where the unknown itself was raised.
            if two && !matches!(arena.get(left), Node::Letter(_)) {
                return None;
            }
            return Some((name, value, positive || two));
        }
        _ => return None,
    };
    invert(arena, values, left, binary(opposite, &target, right)?)
}

fn invert_right(operator: Operator, left: &Value, target: &Value) -> Option<Value> {
    match operator {
        Operator::Add => binary(Operator::Subtract, target, left),
        Operator::Subtract => binary(Operator::Subtract, left, target),
        Operator::Multiply | Operator::Sign => binary(Operator::Divide, target, left),
        Operator::Divide => {
            let quotient = binary(Operator::Divide, left, target)?;
            let zero = quotient.as_number()?.is_zero();
            (!zero).then_some(quotient)
        }
        Operator::Power => logarithm(&left.as_number()?, &target.as_number()?).map(Value::Number),
        _ => None,
    }
}

fn invert_call(
    arena: &Arena,
    values: &Values,
    function: Function,
    operands: &[Id],
    target: &Value,
) -> Option<(char, Value, bool)> {
    let number = target.as_number()?;
    let first = *operands.first()?;
    let inner = match function {
        Function::Percent => number.checked_mul(&whole(100))?,
        Function::Degrees => number,
        Function::Root => {
            let root = eval::value(arena, values, *operands.get(1)?)?.as_number()?;
            if number.is_negative() {
                return None;
            }
            super::exact::power(&number, &root)?
        }
        Function::Factorial => {
            let n = (1..=33).find(|n| super::exact::factorial(&whole(*n)) == Some(number))?;
            whole(n)
        }
        _ => return None,
    };
    invert(arena, values, first, Value::Number(inner))
}

/// `left - right` as a polynomial; a division by an unknown is multiplied out.
fn difference(arena: &Arena, values: &Values, left: Id, right: Id) -> Option<Poly> {
    let poly = |id: Id| eval::value(arena, values, id)?.as_poly();
    match (poly(left), poly(right)) {
        (Some(left), Some(right)) => left.subtract(&right),
        (None, Some(right)) => quotient_difference(arena, &poly, left, &right),
        (Some(left), None) => quotient_difference(arena, &poly, right, &left),
        (None, None) => None,
    }
}

fn quotient_difference(
    arena: &Arena,
    poly: &dyn Fn(Id) -> Option<Poly>,
    quotient: Id,
    other: &Poly,
) -> Option<Poly> {
    let Node::Binary(Operator::Divide, [above, below]) = arena.get(quotient) else {
        return None;
    };
    poly(*above)?.subtract(&other.multiply(&poly(*below)?)?)
}

/// Gauss-Jordan elimination; letters that stay undetermined get no value.
fn linear_system(forms: &[Poly], solution: &mut Solution) -> Option<()> {
    let mut letters: Vec<char> = forms.iter().flat_map(Poly::letters).collect();
    letters.sort_unstable();
    letters.dedup();
    let row = |form: &Poly| -> Option<Vec<Number>> {
        let terms = form.linear()?;
        let of = |wanted: Option<char>| {
            let term = terms.iter().find(|(letter, _)| *letter == wanted);
            term.map_or_else(Number::zero, |(_, coefficient)| *coefficient)
        };
        let constant = -of(None);
        Some(
            letters
                .iter()
                .map(|l| of(Some(*l)))
                .chain([constant])
                .collect(),
        )
    };
    let mut rows: Vec<Vec<Number>> = forms.iter().map(row).collect::<Option<_>>()?;
    let pivots = eliminate(&mut rows, letters.len())?;
    for (row, column) in rows.iter().zip(&pivots) {
        let Some(column) = column else { continue };
        let alone = row
            .iter()
            .take(letters.len())
            .filter(|c| !c.is_zero())
            .count()
            == 1;
        if alone {
            let name = *letters.get(*column)?;
            solution.values.push((name, Value::Number(*row.last()?)));
        }
    }
    Some(())
}

/// Reduces the rows; each one's pivot column. `None` where they contradict each other.
fn eliminate(rows: &mut [Vec<Number>], columns: usize) -> Option<Vec<Option<usize>>> {
    let mut pivots = vec![None; rows.len()];
    let mut done = 0;
    for column in 0..columns {
        let nonzero = |row: &Vec<Number>| row.get(column).is_some_and(|value| !value.is_zero());
        let Some(pivot) = rows.iter().skip(done).position(nonzero) else {
            continue;
        };
        rows.swap(done, done + pivot);
        let factor = *rows.get(done)?.get(column)?;
        let scaled: Option<Vec<Number>> = rows
            .get(done)?
            .iter()
            .map(|v| v.checked_div(&factor))
            .collect();
        let scaled = scaled?;
        for (at, row) in rows.iter_mut().enumerate() {
            if at == done {
                row.clone_from(&scaled);
                continue;
            }
            let factor = *row.get(column)?;
            for (value, pivot) in row.iter_mut().zip(&scaled) {
                *value = value.checked_sub(&pivot.checked_mul(&factor)?)?;
            }
        }
        *pivots.get_mut(done)? = Some(column);
        done += 1;
    }
    let contradiction = |row: &Vec<Number>| row.last().is_some_and(|value| !value.is_zero());
    (!rows.iter().skip(done).any(contradiction)).then_some(pivots)
}

/// One equation in one letter.
fn quadratic(forms: &[Poly], solution: &mut Solution) -> Option<()> {
    let [form] = forms else { return None };
    let letters = form.letters();
    let [name] = letters.as_slice() else {
        return None;
    };
    let roots = poly::roots(&form.coefficients(*name)?)?;
    let root = match roots.as_slice() {
        [only] => *only,
        [negative, positive] if negative.is_negative() && positive.is_positive() => {
            solution.positive = true;
            *positive
        }
        _ => return None,
    };
    solution.values.push((*name, Value::Number(root)));
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(arena: &mut Arena, value: i128) -> Id {
        arena.number(whole(value))
    }

    fn value_of(solution: &Solution, name: char) -> Option<String> {
        let found = solution.values.iter().find(|(letter, _)| *letter == name);
        found.and_then(|(_, value)| value.write())
    }

    #[test]
    fn undoes_operations() {
        // 12 / ? - 1 = 3
        let mut arena = Arena::default();
        let unknown = arena.add(Node::Unknown);
        let (twelve, one, three) = (
            number(&mut arena, 12),
            number(&mut arena, 1),
            number(&mut arena, 3),
        );
        let quotient = arena.binary(Operator::Divide, twelve, unknown);
        let left = arena.binary(Operator::Subtract, quotient, one);
        let solution = solve(&mut arena, &[(left, three)]).unwrap();
        assert_eq!(value_of(&solution, UNKNOWN).as_deref(), Some("3"));
    }

    #[test]
    fn linear_systems() {
        // x + y = 10, x - y = 2
        let mut arena = Arena::default();
        let (x, y) = (arena.add(Node::Letter('x')), arena.add(Node::Letter('y')));
        let (ten, two) = (number(&mut arena, 10), number(&mut arena, 2));
        let sum = arena.binary(Operator::Add, x, y);
        let difference = arena.binary(Operator::Subtract, x, y);
        let solution = solve(&mut arena, &[(sum, ten), (difference, two)]).unwrap();
        assert_eq!(value_of(&solution, 'x').as_deref(), Some("6"));
        assert_eq!(value_of(&solution, 'y').as_deref(), Some("4"));
        assert!(solve(&mut arena, &[(sum, ten), (sum, two)]).is_none());
    }

    #[test]
    fn two_roots() {
        // x^2 = 49, and x^2 - 5 x = -6
        let mut arena = Arena::default();
        let x = arena.add(Node::Letter('x'));
        let (two, five) = (number(&mut arena, 2), number(&mut arena, 5));
        let (square, root) = (number(&mut arena, 49), number(&mut arena, -6));
        let power = arena.binary(Operator::Power, x, two);
        let solution = solve(&mut arena, &[(power, square)]).unwrap();
        assert_eq!(value_of(&solution, 'x').as_deref(), Some("7"));
        assert!(solution.positive);
        let linear = arena.binary(Operator::Multiply, five, x);
        let left = arena.binary(Operator::Subtract, power, linear);
        assert!(solve(&mut arena, &[(left, root)]).is_none());
    }
}
