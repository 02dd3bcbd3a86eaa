//! Derivatives, and integrals between bounds.

use super::chart::{Chart, Item, Level, Rule};
use crate::solver::math_rules::expr::{Function, Id, Node};
use crate::solver::math_rules::lexicon::{Meaning, Prefix};

impl Chart<'_> {
    pub(crate) fn calculus(&mut self, prefix: Prefix, at: usize, found: &mut Vec<Item>) {
        match prefix {
            Prefix::Derivative(order) => self.derivative(order, at, found),
            Prefix::Integral => self.integral(at, found),
            _ => {}
        }
    }

    /// "with respect to x", if it is there.
    fn by_letter(&self, at: usize) -> Option<(char, usize)> {
        let end = self.skip(at, &[","]);
        let word = self.text(end);
        if let (Some(name), 2) = (word.strip_prefix('d'), word.len()) {
            return name.chars().next().map(|name| (name, end + 1));
        }
        for end in self.ends(end, Meaning::ByLetter) {
            let token = self.tokens.get(end).and_then(|token| token.letter());
            if let Some(name) = token {
                return Some((name, end + 1));
            }
        }
        None
    }

    /// Behind `f(x) =`, `y =`.
    fn behind_name(&self, at: usize) -> usize {
        if self.is(at + 1, "(")
            && self.is(at + 3, ")")
            && matches!(self.text(at + 4), "=" | "is" | "equals")
        {
            return at + 5;
        }
        if matches!(self.text(at), "y" | "f" | "g") && matches!(self.text(at + 1), "=" | "equals") {
            return at + 2;
        }
        at
    }

    fn derivative(&mut self, order: u8, at: usize, found: &mut Vec<Item>) {
        let (named, at) = match self.by_letter(at) {
            Some((name, end)) => (Some(name), self.skip(end, &["of"])),
            None => (None, at),
        };
        let at = self.behind_name(self.skip(at, &["of"]));
        for item in self.far(at) {
            let mut ends = vec![(named, item.end)];
            ends.extend(
                self.by_letter(item.end)
                    .map(|(name, end)| (Some(name), end)),
            );
            for (by, end) in ends {
                let mut id = item.id;
                for _ in 0..order {
                    id = self.call(Function::Derivative(by), &[id]);
                }
                let made = Item {
                    id,
                    end,
                    open: true,
                    level: Level::Atom,
                    cost: item.cost,
                };
                found.push(made);
                self.at_a_point(made, by, found);
            }
        }
    }

    /// "at 3", "at x = 3", "when x is 3" behind a derivative that is itself an operand.
    fn at_a_point(&mut self, derivative: Item, by: Option<char>, found: &mut Vec<Item>) {
        let Node::Call(Function::Derivative(_), operands) = self.arena.get(derivative.id).clone()
        else {
            return;
        };
        let letters = crate::solver::math_rules::values::eval::letters(&self.arena, derivative.id);
        let (Some(&inner), Some(name)) = (operands.first(), by.or(letters.first().copied())) else {
            return;
        };
        let start = self.skip(derivative.end, &[","]);
        let start = self.skip(start, &["evaluated"]);
        let named = self.skip(start, &["at", "when", "where", "for"]);
        let behind = self.behind_equals(self.skip(self.skip(named, &["the"]), &["point"]));
        if named == start || (!self.is(start, "at") && behind == named) {
            return;
        }
        for point in self.items(Rule::Factor, behind).iter() {
            let id = self.call(Function::DerivativeAt(name), &[inner, point.id]);
            found.push(Item::open(id, point.end, derivative.cost + point.cost));
        }
    }

    fn integral(&mut self, at: usize, found: &mut Vec<Item>) {
        if let Some((from, to, end, cost)) = self.bounds(at) {
            let end = self.skip(end, &[","]);
            let start = self.behind_name(self.skip(end, &["of"]));
            for item in self.far(start) {
                let (by, end) = match self.by_letter(item.end) {
                    Some((name, end)) => (Some(name), end),
                    None => (None, item.end),
                };
                let id = self.call(Function::Integral(by), &[item.id, from, to]);
                found.push(Item::open(id, end, item.cost + cost));
            }
        }
        let start = self.behind_name(at);
        for item in self.items(Rule::Sum, start).iter() {
            let (mut by, mut end) = (None, item.end);
            if let Some((name, behind)) = self.by_letter(end) {
                (by, end) = (Some(name), behind);
            }
            let Some((from, to, end, cost)) = self.bounds(end) else {
                continue;
            };
            let late = self.by_letter(end);
            let (by, end) = match late {
                Some((name, end)) if by.is_none() => (Some(name), end),
                _ => (by, end),
            };
            let id = self.call(Function::Integral(by), &[item.id, from, to]);
            found.push(Item::open(id, end, item.cost + cost));
        }
    }

    /// "from 0 to 3", "between 0 and 3".
    fn bounds(&mut self, at: usize) -> Option<(Id, Id, usize, u16)> {
        let here = self.here(at);
        for (meaning, end) in here.into_iter().rev() {
            let Meaning::Bounds(join) = meaning else {
                continue;
            };
            let end = self.behind_equals(end);
            for from in self.items(Rule::Factor, end).iter() {
                let joined = self.is(from.end, join)
                    || (self.is(from.end, "to") || self.is(from.end, "and"));
                if !joined {
                    continue;
                }
                let start = self.behind_equals(from.end + 1);
                let upper = self.items(Rule::Factor, start);
                if let Some(to) = upper
                    .iter()
                    .min_by_key(|item| (item.cost, usize::MAX - item.end))
                {
                    return Some((from.id, to.id, to.end, from.cost + to.cost));
                }
            }
        }
        None
    }

    /// Behind `x =`.
    fn behind_equals(&self, at: usize) -> usize {
        let letter = self.tokens.get(at).and_then(|token| token.letter());
        let equals = matches!(self.text(at + 1), "=" | "equals" | "is");
        if letter.is_some() && equals {
            at + 2
        } else {
            at
        }
    }
}
