//! Derivatives at a point of what is no polynomial: quotients, roots, logarithms, sines, powers of e.

use super::calls;
use super::exact::whole;
use super::poly::PI;
use super::value::{self, Value};
use crate::solver::math_rules::expr::{Arena, Function, Id, Node, Operator};

/// A function's value at the point, where that can be written, and its derivative there.
struct Dual {
    value: Option<Value>,
    slope: Value,
}

/// The derivative of a tree by the letter `by`, which has the value `point`.
pub(crate) fn at(arena: &Arena, id: Id, by: char, point: &Value) -> Option<Value> {
    matches!(point, Value::Number(_) | Value::Poly(_)).then_some(())?;
    let known = !matches!(point, Value::Poly(poly) if poly.letters() != [PI]);
    known.then_some(())?;
    let dual = Differentiator { arena, by, point }.dual(id, 0)?;
    Some(dual.slope)
}

struct Differentiator<'a> {
    arena: &'a Arena,
    by: char,
    point: &'a Value,
}

/// Deeper trees are refused.
const DEEPEST: usize = 30;

impl Differentiator<'_> {
    fn dual(&self, id: Id, depth: usize) -> Option<Dual> {
        (depth < DEEPEST).then_some(())?;
        let zero = || Value::Number(whole(0));
        match self.arena.get(id) {
            Node::Number(value) => Some(Dual {
                value: Some(Value::Number(*value)),
                slope: zero(),
            }),
            Node::Letter(name) if *name == self.by => Some(Dual {
                value: Some(self.point.clone()),
                slope: Value::Number(whole(1)),
            }),
            Node::Negate(inner) => {
                let inner = self.dual(*inner, depth + 1)?;
                Some(Dual {
                    value: inner.value.and_then(|value| value.negate()),
                    slope: inner.slope.negate()?,
                })
            }
            Node::Binary(Operator::Power, [base, exponent]) => self.power(*base, *exponent, depth),
            Node::Binary(operator, [left, right]) => {
                let (left, right) = (self.dual(*left, depth + 1)?, self.dual(*right, depth + 1)?);
                self.binary(*operator, &left, &right)
            }
            Node::Call(function, operands) => {
                let inner = self.dual(*operands.first()?, depth + 1)?;
                self.call(*function, operands, &inner)
            }
            _ => None,
        }
    }

    fn binary(&self, operator: Operator, left: &Dual, right: &Dual) -> Option<Dual> {
        let both = |operator| value::binary(operator, left.value.as_ref()?, right.value.as_ref()?);
        let times = |a: &Option<Value>, b: &Value| {
            if *b == Value::Number(whole(0)) {
                return Some(b.clone());
            }
            value::binary(Operator::Multiply, a.as_ref()?, b)
        };
        let slope = match operator {
            Operator::Add | Operator::Subtract => {
                value::binary(operator, &left.slope, &right.slope)?
            }
            Operator::Multiply => {
                let (a, b) = (
                    times(&right.value, &left.slope)?,
                    times(&left.value, &right.slope)?,
                );
                value::binary(Operator::Add, &a, &b)?
            }
            Operator::Divide => {
                let (a, b) = (
                    times(&right.value, &left.slope)?,
                    times(&left.value, &right.slope)?,
                );
                let above = value::binary(Operator::Subtract, &a, &b)?;
                let below = right.value.as_ref()?;
                let below = value::binary(Operator::Multiply, below, below)?;
                value::binary(Operator::Divide, &above, &below)?
            }
            _ => return None,
        };
        Some(Dual {
            value: both(operator),
            slope,
        })
    }

    /// A constant power, or a power of e.
    fn power(&self, base: Id, exponent: Id, depth: usize) -> Option<Dual> {
        let exponent_dual = self.dual(exponent, depth + 1)?;
        if *self.arena.get(base) == Node::Letter('e') && self.by != 'e' {
            let value = match exponent_dual.value {
                Some(Value::Number(n)) if n == whole(0) => Value::Number(whole(1)),
                _ => return None,
            };
            let slope = value::binary(Operator::Multiply, &value, &exponent_dual.slope)?;
            return Some(Dual {
                value: Some(value),
                slope,
            });
        }
        let Node::Number(_) = self.arena.get(exponent) else {
            return None;
        };
        let base = self.dual(base, depth + 1)?;
        let exponent = exponent_dual.value?;
        self.constant_power(&base, &exponent)
    }

    fn constant_power(&self, base: &Dual, exponent: &Value) -> Option<Dual> {
        let inner = base.value.as_ref()?;
        let less = value::binary(Operator::Subtract, exponent, &Value::Number(whole(1)))?;
        let outer = value::binary(Operator::Power, inner, &less)?;
        let outer = value::binary(Operator::Multiply, exponent, &outer)?;
        Some(Dual {
            value: value::binary(Operator::Power, inner, exponent),
            slope: value::binary(Operator::Multiply, &outer, &base.slope)?,
        })
    }

    fn call(&self, function: Function, operands: &[Id], inner: &Dual) -> Option<Dual> {
        let apply = |function| calls::call(function, std::slice::from_ref(inner.value.as_ref()?));
        let outer = match function {
            Function::Radians => {
                return Some(Dual {
                    value: inner.value.clone(),
                    slope: inner.slope.clone(),
                });
            }
            Function::Sine | Function::Cosine if !self.in_radians(inner) => return None,
            Function::Sine => apply(Function::Cosine)?,
            Function::Cosine => apply(Function::Sine)?.negate()?,
            Function::NaturalLog => value::binary(
                Operator::Divide,
                &Value::Number(whole(1)),
                inner.value.as_ref()?,
            )?,
            Function::Root => {
                let &[_, root] = operands else { return None };
                let Node::Number(root) = self.arena.get(root) else {
                    return None;
                };
                let exponent = Value::Number(root.recip());
                return self.constant_power(inner, &exponent);
            }
            _ => return None,
        };
        Some(Dual {
            value: apply(function),
            slope: value::binary(Operator::Multiply, &outer, &inner.slope)?,
        })
    }

    /// Angles that mean the same in radians only: none, and parts of pi.
    fn in_radians(&self, inner: &Dual) -> bool {
        match &inner.value {
            Some(Value::Number(value)) => *value == whole(0),
            Some(Value::Poly(poly)) => poly.letters() == [PI],
            _ => false,
        }
    }
}
