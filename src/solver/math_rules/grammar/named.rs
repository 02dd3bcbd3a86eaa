//! Numbers by their place among others: "the fourth odd number", "the largest two-digit number", "six sevens".

use super::chart::{Chart, Item, Rule};
use crate::solver::math_rules::expr::{Function, Id, Operator};
use crate::solver::math_rules::lexicon::Meaning;
use crate::solver::math_rules::numerals;
use crate::solver::math_rules::tokens::Kind;
use crate::solver::math_rules::values::exact::integer;

impl Chart<'_> {
    /// Every number that is named by its place at `at`.
    pub(crate) fn named_number(&mut self, at: usize) -> Vec<Item> {
        let mut found = self.ordinal_phrases(at);
        found.extend(self.extreme(at));
        found.extend(self.sevens(at));
        let factor = self.prime_factor(at);
        found.extend(factor.map(|(id, end)| Item::closed(id, end)));
        found.extend(self.roman(at));
        let imaginary =
            (0..self.tokens.len()).any(|at| matches!(self.text(at), "imaginary" | "complex"));
        if let Some(end) = self.reads(at, "i squared").filter(|_| imaginary) {
            let id = self.number(-1);
            found.push(Item::closed(id, end));
        }
        let right = self.skip(at, &["a"]);
        if let Some(end) = self.reads(right, "right angle") {
            // The angle itself, where an angle is asked for.
            let degrees = (0..self.tokens.len()).any(|at| self.is(at, "degrees"));
            let id = self.number(90);
            found.extend(degrees.then(|| Item::closed(id, end)));
        }
        found
    }

    /// "fifth power of", "fourth root of", "third prime number", "fourth odd number".
    fn ordinal_phrases(&mut self, at: usize) -> Vec<Item> {
        let mut found = Vec::new();
        let Some(ordinal) = numerals::ordinals(self.tokens, at) else {
            return found;
        };
        let id = self.arena.number(ordinal.value);
        let end = ordinal.end;
        if let Some(end) = self.reads(end, "power of") {
            for base in self.tight(end) {
                let power = self.arena.binary(Operator::Power, base.id, id);
                found.push(Item::open(power, base.end, base.cost));
            }
        }
        if let Some(end) = self.reads(end, "root of") {
            for base in self.tight(end) {
                let root = self.call(Function::Root, &[base.id, id]);
                found.push(Item::open(root, base.end, base.cost));
            }
        }
        let element = self.skip(end, &["component", "element", "entry", "coordinate"]);
        if let Some(end) = self.reads(element, "of").filter(|_| element > end) {
            let end = self.skip(end, &["the"]);
            let end = self.skip(end, &["vector"]);
            for vector in self.items(Rule::Atom, end).iter() {
                let component = self.call(Function::Component, &[vector.id, id]);
                found.push(Item::open(component, vector.end, vector.cost));
            }
        }
        if let Some(end) = self.reads(end, "multiple of") {
            for base in self.tight(end) {
                let product = self.arena.binary(Operator::Multiply, id, base.id);
                found.push(Item::open(product, base.end, base.cost));
            }
        }
        found.extend(self.nth(id, end));
        found
    }

    /// The nth prime, odd, even, square or cube number; `n` is a number.
    fn nth(&mut self, n: Id, at: usize) -> Option<Item> {
        let start = self.skip(at, &["positive", "natural"]);
        let kind = self.text(start);
        let behind = self.skip(start + 1, &["positive", "natural", "whole"]);
        let end = self.skip(behind, &["number", "integer"]);
        if end == behind && kind != "prime" {
            return None;
        }
        let two = self.number(2);
        let id = match kind {
            "prime" => self.call(Function::NthPrime, &[n]),
            "even" => self.arena.binary(Operator::Multiply, two, n),
            "odd" => {
                let double = self.arena.binary(Operator::Multiply, two, n);
                let one = self.number(1);
                self.arena.binary(Operator::Subtract, double, one)
            }
            "fibonacci" => self.call(Function::Fibonacci, &[n]),
            "triangular" | "triangle" => {
                let one = self.number(1);
                let more = self.arena.binary(Operator::Add, n, one);
                let double = self.arena.binary(Operator::Multiply, n, more);
                self.times(double, 1, 2)
            }
            "square" => self.power_of(n, 2),
            "cube" | "cubic" => self.power_of(n, 3),
            _ => return None,
        };
        Some(Item::closed(id, end))
    }

    /// "smallest two-digit number", "smallest prime number", "only even prime number".
    fn extreme(&mut self, at: usize) -> Option<Item> {
        let smallest = match self.text(at) {
            "smallest" | "least" | "lowest" | "first" => true,
            "largest" | "greatest" | "biggest" | "highest" => false,
            "only" => {
                let end = self.reads(at, "only even prime")?;
                let id = self.number(2);
                return Some(Item::closed(id, self.skip(end, &["number"])));
            }
            _ => return None,
        };
        let start = self.skip(at + 1, &["positive", "possible"]);
        for span in numerals::spans(self.tokens, start) {
            let Some(end) = self.reads(span.end, "digit number") else {
                continue;
            };
            let digits = integer(&span.value).and_then(|digits| u32::try_from(digits).ok())?;
            let power = 10i128
                .checked_pow(digits)
                .filter(|_| (1..=18).contains(&digits))?;
            let value = match (smallest, digits) {
                // Zero has one digit, or none: people differ.
                (true, 1) => return None,
                (true, _) => power / 10,
                (false, _) => power - 1,
            };
            let id = self.number(value);
            return Some(Item::closed(id, end));
        }
        let end = self
            .reads(start, "prime number")
            .or(self.reads(start, "prime"))?;
        // "the smallest prime above 20" is another number.
        let goes_on = self.ends_where(end, |meaning| {
            matches!(meaning, Meaning::Infix(_) | Meaning::Compare(_))
        });
        let ends = end >= self.tokens.len()
            || goes_on.is_empty()
                && !matches!(
                    self.text(end),
                    "after" | "that" | "which" | "in" | "of" | "factor" | "following"
                );
        if !smallest || !ends {
            return None;
        }
        let id = self.number(2);
        Some(Item::closed(id, end))
    }

    /// "six sevens".
    fn sevens(&mut self, at: usize) -> Option<Item> {
        let count = numerals::spans(self.tokens, at)
            .into_iter()
            .find(|span| !span.unusual && self.plural_number(span.end).is_some())?;
        let (value, end) = self.plural_number(count.end)?;
        let times = self.arena.number(count.value);
        let id = self.arena.binary(Operator::Multiply, times, value);
        Some(Item::closed(id, end))
    }

    /// "fives", "tens", "twenties".
    pub(crate) fn plural_number(&mut self, at: usize) -> Option<(Id, usize)> {
        let token = self
            .tokens
            .get(at)
            .filter(|token| token.kind == Kind::Word)?;
        let word = token.text;
        if word == "dozens" {
            return Some((self.number(12), at + 1));
        }
        if word.len() > 12 || numerals::is_numeral_word(word) {
            return None;
        }
        let stem = match (word.strip_suffix("ies"), word.strip_suffix("xes")) {
            (Some(stem), _) => format!("{stem}y"),
            (_, Some(stem)) => format!("{stem}x"),
            _ => word.strip_suffix('s')?.to_owned(),
        };
        let value = numerals::read(&stem)?;
        Some((self.number(value), at + 1))
    }
}
