//! The value of an expression, letters by their given values.

use num_traits::{CheckedAdd, CheckedDiv, Zero};

use super::calls;
use super::curves;
use super::differentiate;
use super::exact::whole;
use super::poly::{PI, Poly};
use super::trig;
use super::value::{self, Value};
use crate::solver::math_rules::expr::{Arena, Function, Id, Node, Operator};
use crate::solver::math_rules::tokens::Number;

/// Deeper trees are refused, for the stack's sake.
const DEEPEST: usize = 60;

/// Letters with their values.
pub(crate) type Values = Vec<(char, Value)>;

/// The value of `id`; unknown letters stay as they are, within polynomials.
pub(crate) fn value(arena: &Arena, values: &Values, id: Id) -> Option<Value> {
    Evaluator {
        arena,
        values,
        hidden: Vec::new(),
        depth: 0,
    }
    .value(id)
}

struct Evaluator<'a> {
    arena: &'a Arena,
    values: &'a Values,
    /// Letters that a derivative or integral works on: their values wait.
    hidden: Vec<char>,
    depth: usize,
}

impl Evaluator<'_> {
    fn value(&mut self, id: Id) -> Option<Value> {
        self.depth += 1;
        let value = (self.depth < DEEPEST).then(|| self.node(id));
        self.depth -= 1;
        value.flatten()
    }

    fn node(&mut self, id: Id) -> Option<Value> {
        match self.arena.get(id) {
            Node::Number(value) => Some(Value::Number(*value)),
            Node::Letter(name) => Some(self.letter(*name)),
            Node::Unknown | Node::Previous => None,
            Node::Negate(inner) => self.value(*inner)?.negate(),
            Node::Binary(Operator::Add, sides) if self.unit_circle(*sides) => {
                Some(Value::Number(whole(1)))
            }
            Node::Binary(operator, [left, right]) => {
                let (left, right) = (self.value(*left)?, self.value(*right)?);
                value::binary(*operator, &left, &right)
            }
            Node::Vector(parts) => self.vector(parts),
            Node::Call(Function::Derivative(by), operands) => {
                self.derivative(*by, *operands.first()?)
            }
            Node::Call(Function::DerivativeAt(by), operands) => {
                let &[inner, point] = operands.as_slice() else {
                    return None;
                };
                let Some(poly) = self.symbolic(*by, inner) else {
                    let point = self.value(point)?;
                    return differentiate::at(self.arena, inner, *by, &point);
                };
                let derivative = poly.derivative(*by)?;
                let point = self.value(point)?.as_poly()?;
                Some(Value::poly(derivative.substitute(*by, &point)?))
            }
            Node::Call(Function::Integral(by), operands) => self.integral(*by, operands),
            Node::Call(Function::Curve(feature), operands) => {
                let inner = *operands.first()?;
                let by = self.by(None, inner)?;
                let coefficients = self.symbolic(by, inner)?.coefficients(by)?;
                curves::feature(*feature, &coefficients).map(Value::Number)
            }
            Node::Call(Function::Limit(_) | Function::LimitAtInfinity, operands) => {
                self.limit(id, operands)
            }
            Node::Call(function, operands) => self.call(*function, operands),
        }
    }

    fn letter(&self, name: char) -> Value {
        let bound = self.values.iter().find(|(letter, _)| *letter == name);
        match bound {
            Some((_, value)) if !self.hidden.contains(&name) => value.clone(),
            _ => Value::Poly(Poly::letter(name)),
        }
    }

    /// The squares of sine and cosine of one angle, whatever it is.
    fn unit_circle(&self, sides: [Id; 2]) -> bool {
        let squared = |id: Id, wanted: Function| {
            let Node::Binary(Operator::Power, [base, exponent]) = self.arena.get(id) else {
                return None;
            };
            let square = *self.arena.get(*exponent) == Node::Number(whole(2));
            match self.arena.get(*base) {
                Node::Call(function, angle) if square && *function == wanted => Some(angle),
                _ => None,
            }
        };
        let same = |a: Id, b: Id| {
            let angle = squared(a, Function::Sine);
            angle.is_some() && angle == squared(b, Function::Cosine)
        };
        let [left, right] = sides;
        same(left, right) || same(right, left)
    }

    fn vector(&mut self, parts: &[Id]) -> Option<Value> {
        let values: Option<Vec<Value>> = parts.iter().map(|part| self.value(*part)).collect();
        let values = values?;
        if let Some(numbers) = values.iter().map(Value::as_number).collect() {
            return Some(Value::Vector(numbers));
        }
        let row = |value: &Value| match value {
            Value::Vector(row) => Some(row.clone()),
            _ => None,
        };
        let rows: Vec<Vec<Number>> = values.iter().map(row).collect::<Option<_>>()?;
        let width = rows.first()?.len();
        rows.iter()
            .all(|row| row.len() == width)
            .then_some(Value::Matrix(rows))
    }

    fn call(&mut self, function: Function, operands: &[Id]) -> Option<Value> {
        if let (Function::Radians, [inner]) = (function, operands) {
            let value = self.value(*inner)?;
            // Other angles in radians have irrational functions.
            let known = matches!(&value, Value::Poly(_)) || value == Value::Number(Number::zero());
            return known.then_some(value);
        }
        let values: Option<Vec<Value>> = operands.iter().map(|o| self.value(*o)).collect();
        let value = calls::call(function, &values?)?;
        // The sine of a bare number is known in degrees or in radians, one cannot say.
        let vague = matches!(&value, Value::Real(real) if real.square.is_none())
            && matches!(
                function,
                Function::Sine | Function::Cosine | Function::Tangent
            )
            && !operands.iter().any(|o| self.arena.any(*o, &says_degrees));
        (!vague).then_some(value)
    }

    /// The letter that a derivative or integral goes by, where it is named or the only one.
    fn by(&mut self, named: Option<char>, inner: Id) -> Option<char> {
        if named.is_some() {
            return named;
        }
        let free = self.hidden.len();
        let letters = letters(self.arena, inner);
        self.hidden.extend(&letters);
        let poly = self.value(inner).and_then(|value| value.as_poly());
        self.hidden.truncate(free);
        match poly?.letters().as_slice() {
            [only] => Some(*only),
            [] => letters.first().copied().or(Some('x')),
            _ => None,
        }
    }

    /// `inner` as a polynomial in `by`.
    fn symbolic(&mut self, by: char, inner: Id) -> Option<Poly> {
        self.hidden.push(by);
        let poly = self.value(inner).and_then(|value| value.as_poly());
        self.hidden.pop();
        poly
    }

    fn derivative(&mut self, by: Option<char>, inner: Id) -> Option<Value> {
        let Some(by) = self.by(by, inner) else {
            let [only] = *letters(self.arena, inner).as_slice() else {
                return None;
            };
            return differentiate::at(self.arena, inner, only, &self.letter(only));
        };
        let Some(poly) = self.symbolic(by, inner) else {
            return differentiate::at(self.arena, inner, by, &self.letter(by));
        };
        let derivative = poly.derivative(by)?;
        match self.letter(by) {
            Value::Number(point) => {
                let at = derivative.substitute(by, &Poly::constant(point))?;
                Some(Value::poly(at))
            }
            Value::Poly(_) => Some(Value::poly(derivative)),
            _ => None,
        }
    }

    fn limit(&mut self, id: Id, operands: &[Id]) -> Option<Value> {
        let inner = *operands.first()?;
        let named = match self.arena.get(id) {
            Node::Call(Function::Limit(letter), _) => Some(*letter),
            _ => letters(self.arena, inner).first().copied(),
        };
        let by = named?;
        let (above, below) = match self.arena.get(inner) {
            Node::Binary(Operator::Divide, [above, below]) => {
                (self.symbolic(by, *above)?, self.symbolic(by, *below)?)
            }
            _ => (self.symbolic(by, inner)?, Poly::constant(whole(1))),
        };
        let value = match operands.get(1) {
            Some(point) => curves::limit(&above, &below, by, &self.value(*point)?.as_number()?),
            None => curves::limit_at_infinity(&above, &below, by),
        };
        value.map(Value::Number)
    }

    fn integral(&mut self, by: Option<char>, operands: &[Id]) -> Option<Value> {
        let &[inner, from, to] = operands else {
            return None;
        };
        let by = self.by(by, inner)?;
        let antiderivative = self.symbolic(by, inner)?.antiderivative(by)?;
        let (from, to) = (self.value(from)?.as_poly()?, self.value(to)?.as_poly()?);
        let upper = antiderivative.substitute(by, &to)?;
        let lower = antiderivative.substitute(by, &from)?;
        Some(Value::poly(upper.subtract(&lower)?))
    }
}

fn says_degrees(node: &Node) -> bool {
    matches!(node, Node::Call(Function::Degrees, _))
}

/// Every named variable below a node.
pub(crate) fn letters(arena: &Arena, id: Id) -> Vec<char> {
    ('a'..='z')
        .filter(|name| arena.any(id, &|node| *node == Node::Letter(*name)))
        .collect()
}

/// The value of a trigonometric function of an evaluated angle; bare numbers are degrees.
pub(crate) fn angle(function: Function, angle: &Value) -> Option<Value> {
    match angle {
        Value::Number(degrees) => trig::function(function, degrees),
        Value::Poly(poly) if poly.letters() == [PI] => {
            trig::function(function, &trig::degrees_of(poly)?)
        }
        _ => None,
    }
}

/// The sum of some numbers.
pub(crate) fn sum(numbers: &[Number]) -> Option<Number> {
    numbers
        .iter()
        .try_fold(Number::zero(), |sum, number| sum.checked_add(number))
}

/// The mean of some numbers.
pub(crate) fn mean(numbers: &[Number]) -> Option<Number> {
    let count = i128::try_from(numbers.len()).ok().filter(|n| *n > 0)?;
    sum(numbers)?.checked_div(&whole(count))
}
