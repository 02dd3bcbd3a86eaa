//! What stands before its operand: roots, trigonometric functions, neighbours of a number.

use super::chart::{Chart, Item, Level, Rule};
use crate::solver::math_rules::cost::{FILLER, LOOSE};
use crate::solver::math_rules::expr::{Function, Id, Node, Operator};
use crate::solver::math_rules::lexicon::Prefix;
use crate::solver::math_rules::tokens::Number;
use crate::solver::math_rules::values::poly::PI;

impl Chart<'_> {
    pub(crate) fn apply(&mut self, prefix: Prefix, end: usize, found: &mut Vec<Item>) {
        if let Prefix::LogBase = prefix {
            return self.logarithm(end, found);
        }
        let trigonometric = matches!(
            prefix,
            Prefix::Call(
                Function::Sine
                    | Function::Cosine
                    | Function::Tangent
                    | Function::Cosecant
                    | Function::Secant
                    | Function::Cotangent
            )
        );
        let (end, exponent) = if trigonometric {
            self.exponent_of_function(end)
        } else {
            (end, None)
        };
        let operands = match prefix {
            _ if trigonometric => self.angles(end),
            Prefix::Call(Function::Determinant | Function::Trace) => self.matrix_operands(end),
            Prefix::Call(Function::Length) => self.vector_operands(end),
            Prefix::Root(2) => self.rooted(end),
            _ => self.tight(end),
        };
        for operand in operands {
            if let Some(id) = self.applied(prefix, operand.id) {
                let id = exponent.map_or(id, |exponent| self.power_of(id, exponent));
                found.push(Item {
                    id,
                    level: Level::Atom,
                    ..operand
                });
            }
        }
    }

    /// `sin^2(30)`, "sine squared of 30": the exponent, and where the angle begins.
    fn exponent_of_function(&self, at: usize) -> (usize, Option<i128>) {
        let (end, exponent) = match (self.text(at), self.digits(at + 1)) {
            ("^", Some(value)) if value.is_integer() => (at + 2, value.to_integer()),
            ("squared", _) => (at + 1, 2),
            ("cubed", _) => (at + 1, 3),
            _ => return (at, None),
        };
        (self.skip(end, &["of"]), Some(exponent))
    }

    /// Operands of a square root: of "a squared plus b squared" it takes all.
    fn rooted(&mut self, at: usize) -> Vec<Item> {
        let mut items = self.tight(at);
        let squares = |id: Id| matches!(self.arena.get(id), Node::Binary(Operator::Power, _));
        let sums: Vec<bool> = items
            .iter()
            .map(|item| match self.arena.get(item.id) {
                Node::Binary(Operator::Add | Operator::Subtract, [left, right]) => {
                    squares(*left) && squares(*right)
                }
                _ => false,
            })
            .collect();
        if !sums.contains(&true) || self.is(at, "(") {
            return items;
        }
        let lone: Vec<bool> = items.iter().map(|item| squares(item.id)).collect();
        for ((item, sum), lone) in items.iter_mut().zip(sums).zip(lone) {
            if sum {
                item.cost = item.cost.saturating_sub(LOOSE);
            } else if lone {
                item.cost += LOOSE;
            }
        }
        items
    }

    fn applied(&mut self, prefix: Prefix, operand: Id) -> Option<Id> {
        Some(match prefix {
            Prefix::Power(power) => self.power_of(operand, power.into()),
            Prefix::Root(root) => {
                let root = self.number(root.into());
                self.call(Function::Root, &[operand, root])
            }
            Prefix::Times(above, below) => self.times(operand, above, below),
            Prefix::Plus(step) => {
                let one = self.number(1);
                let operator = if step > 0 {
                    Operator::Add
                } else {
                    Operator::Subtract
                };
                self.arena.binary(operator, operand, one)
            }
            Prefix::Negate => self.negate(operand),
            Prefix::Reciprocal => {
                let one = self.number(1);
                self.arena.binary(Operator::Divide, one, operand)
            }
            Prefix::Call(function) => self.call(function, &[operand]),
            Prefix::Log(base) => {
                let base = self.number(base.into());
                self.call(Function::Logarithm, &[base, operand])
            }
            Prefix::Derivative(_) | Prefix::Integral | Prefix::LogBase => return None,
        })
    }

    /// `operand` times a small fraction: doubled, halved.
    pub(crate) fn times(&mut self, operand: Id, above: i8, below: i8) -> Id {
        if below == 1 {
            let factor = self.number(above.into());
            return self.arena.binary(Operator::Multiply, factor, operand);
        }
        let divisor = self.number(below.into());
        self.arena.binary(Operator::Divide, operand, divisor)
    }

    /// "base 2 logarithm of 32".
    pub(crate) fn base_first(&mut self, at: usize) -> Vec<Item> {
        let mut found = Vec::new();
        if !self.is(at, "base") {
            return found;
        }
        for base in self.items(Rule::Atom, at + 1).iter() {
            let end = self.skip(base.end, &["logarithm", "log"]);
            if let (true, Some(end)) = (end > base.end, self.reads(end, "of")) {
                for operand in self.tight(end) {
                    let id = self.call(Function::Logarithm, &[base.id, operand.id]);
                    found.push(Item::open(id, operand.end, base.cost + operand.cost));
                }
            }
        }
        found
    }

    /// "log base 2 of 8".
    fn logarithm(&mut self, at: usize, found: &mut Vec<Item>) {
        for base in self.items(Rule::Atom, at).iter() {
            let Some(end) = self.reads(base.end, "of") else {
                continue;
            };
            for operand in self.tight(end) {
                let id = self.call(Function::Logarithm, &[base.id, operand.id]);
                found.push(Item::open(id, operand.end, base.cost + operand.cost));
            }
        }
    }

    /// Angles: multiples of pi go as far as the product does, bare numbers are taken as degrees.
    fn angles(&mut self, at: usize) -> Vec<Item> {
        let at = self.skip(at, &["a", "an", "the"]);
        for (name, degrees) in [
            ("right angle", 90),
            ("straight angle", 180),
            ("full turn", 360),
        ] {
            if let Some(end) = self.reads(at, name) {
                let id = self.number(degrees);
                return vec![Item::closed(id, end)];
            }
        }
        let mut found = self.angle_operands(at);
        let named: Vec<Item> = found
            .iter()
            .filter(|item| self.is(item.end, "angle"))
            .map(|item| Item {
                end: item.end + 1,
                ..*item
            })
            .collect();
        found.extend(named);
        found
    }

    fn angle_operands(&mut self, at: usize) -> Vec<Item> {
        let pi = Node::Letter(PI);
        let terms = self.items(Rule::Term, at);
        let farthest = terms
            .iter()
            .filter(|item| self.has(item.id, &pi))
            .map(|item| item.end)
            .max();
        let mut found: Vec<Item> = Vec::new();
        for item in self.tight(at) {
            let bare = match self.arena.get(item.id) {
                Node::Call(Function::Degrees | Function::Radians, _) => 0,
                Node::Number(value) if *value == Number::from(0) => 0,
                _ => FILLER,
            };
            if farthest.is_none() || self.is(at, "(") {
                let cost = if self.has(item.id, &pi) { 0 } else { bare };
                found.push(item.costing(cost));
            }
        }
        for item in terms.iter().filter(|item| Some(item.end) == farthest) {
            found.push(Item::open(item.id, item.end, item.cost));
        }
        found
    }

    /// "the number that comes right before": words in any order, one of which gives the direction.
    pub(crate) fn neighbour(&mut self, at: usize) -> Vec<Item> {
        let mut found = Vec::new();
        let Some((step, end)) = self.direction(at) else {
            return found;
        };
        for operand in self.tight(end) {
            if let Some(id) = self.applied(Prefix::Plus(step), operand.id) {
                found.push(Item::open(id, operand.end, operand.cost));
            }
        }
        found
    }

    /// Whether "above" at `at` means the next: behind "number", "just".
    fn nears(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map_or("", |before| self.text(before));
        matches!(
            before,
            "number" | "integer" | "just" | "directly" | "right" | "immediately"
        )
    }

    fn direction(&self, at: usize) -> Option<(i8, usize)> {
        let mut end = at;
        let mut toward = None;
        let mut spoken = false;
        loop {
            let word = self.text(end);
            match word {
                "next" | "following" if self.is(end + 1, "after") => {
                    return Some((1, end + 2));
                }
                "after" | "follows" | "succeeds" | "succeeding" | "past" => {
                    return Some((1, end + 1));
                }
                "before" | "precedes" | "preceding" => return Some((-1, end + 1)),
                "prior" | "previous" if self.is(end + 1, "to") => return Some((-1, end + 2)),
                "following" if spoken => return Some((1, end + 1)),
                "above" | "over" if spoken && self.nears(end) => return Some((1, end + 1)),
                "below" | "under" if spoken && self.nears(end) => return Some((-1, end + 1)),
                "ahead" if self.is(end + 1, "of") => return Some((-1, end + 2)),
                "to" | "from" if spoken => return toward.map(|step| (step, end + 1)),
                "next" | "following" => toward = Some(1),
                "previous" | "prior" => toward = Some(-1),
                "number" | "integer" | "numeral" | "one" | "neighbor" | "neighbour" => {
                    spoken = true
                }
                "very" | "whole" | "natural" | "counting" | "consecutive" | "that" | "which"
                | "right" | "just" | "directly" | "immediately" | "exactly" | "comes" | "is"
                | "goes" | "coming" | "lies" | "stands" | "falls" | "you" | "say" | "count"
                | "sits" | "appears" | "occurs" | "'s" | "come" | "higher" | "larger"
                | "smaller" | "lower" | "found" | "would" | "will" | "be" | "positive"
                | "straight" => {}
                _ => return None,
            }
            end += 1;
            if end > at + 9 {
                return None;
            }
        }
    }
}
