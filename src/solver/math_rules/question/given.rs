//! What is given: values of letters, equations, conditions.

use super::units::{Change, Unit};
use crate::solver::math_rules::cost::{FILLER, UNUSUAL};
use crate::solver::math_rules::expr::{Id, Node};
use crate::solver::math_rules::grammar::chart::{Chart, Item, Rule};
use crate::solver::math_rules::lexicon::Meaning;

/// The letter of a value that is given without one: "at 3".
pub(crate) const POINT: char = '@';

/// Some equations, where they end, what they cost.
pub(crate) type Equations = (Vec<(Id, Id)>, usize, u16);

/// As many ways to read a row of equations are followed.
const MOST: usize = 40;

impl Chart<'_> {
    /// "if x is 3 and y is 4", "at x = 3", "at 3".
    pub(crate) fn conditions(&mut self, at: usize, found: &mut Vec<Unit>) {
        for start in self.ends(at, Meaning::If) {
            let start = self
                .ends(start, Meaning::Noun)
                .last()
                .copied()
                .unwrap_or(start);
            let start = self.skip(start, &["the", "that", ":"]);
            let start = self
                .ends(start, Meaning::Noun)
                .last()
                .copied()
                .unwrap_or(start);
            for (equations, end, cost) in self.equations(start) {
                found.push(Unit::new(Change::Given(equations), end, cost));
            }
            for end in self.stated_fact(start) {
                found.push(Unit::new(Change::Nothing, end, 0));
            }
            if self.is(start - 1, "at") || self.reads(at, "at the point").is_some() {
                let point = self.arena.add(Node::Letter(POINT));
                for item in self.items(Rule::Factor, start).iter() {
                    let change = Change::Given(vec![(point, item.id)]);
                    found.push(Unit::new(change, item.end, item.cost));
                }
            }
        }
    }

    /// Equations that stand by themselves and hold a letter or what is asked for.
    pub(crate) fn equation_units(&mut self, at: usize, found: &mut Vec<Unit>) {
        for (equations, end, cost) in self.equations(at) {
            let open = equations
                .iter()
                .all(|(left, right)| self.asks(*left) || self.asks(*right));
            // "what is E" asks for a value, and is no equation.
            let asked = matches!(self.text(at), "what" | "which" | "how")
                && equations
                    .iter()
                    .any(|(left, _)| *self.arena.get(*left) == Node::Unknown);
            if open && !asked {
                found.push(Unit::new(Change::Given(equations), end, cost));
            }
        }
    }

    fn asks(&self, id: Id) -> bool {
        let open = |node: &Node| matches!(node, Node::Letter(_) | Node::Unknown | Node::Previous);
        self.arena.any(id, &open)
    }

    /// One or more equations, with commas and "and" between them.
    pub(crate) fn equations(&mut self, at: usize) -> Vec<Equations> {
        let mut found: Vec<Equations> = self.equation(at);
        found.extend(self.paired(at));
        let mut next = 0;
        while next < found.len() && found.len() < MOST {
            let Some((equations, end, cost)) = found.get(next).cloned() else {
                break;
            };
            next += 1;
            for start in self.behind_and(end) {
                let mut more = self.equation(start);
                more.extend(self.gapped(start));
                more.extend(self.positive(start));
                for (other, end, extra) in more {
                    let all = equations.iter().copied().chain(other).collect();
                    found.push((all, end, cost + extra));
                }
            }
        }
        found
    }

    /// Where the next of several equations may begin.
    fn behind_and(&self, at: usize) -> Vec<usize> {
        let mut start = self.skip(at, &[",", ";"]);
        start = self.skip(start, &["and", "while", "&", "but", "whereas"]);
        if start == at {
            return Vec::new();
        }
        let mut starts = vec![start];
        let more = self.skip(
            start,
            &[
                "if", "where", "when", "that", "with", "let", "also", "also,",
            ],
        );
        let noun = self.ends(more, Meaning::Noun).last().copied();
        for next in [Some(more), noun].into_iter().flatten() {
            if !starts.contains(&next) {
                starts.push(next);
            }
        }
        starts
    }

    /// `left = right`, in words too; `x = y = 3` gives two.
    fn equation(&mut self, at: usize) -> Vec<Equations> {
        let mut found = Vec::new();
        let lefts = self.side(at);
        for left in &lefts {
            let mut starts = self.ends(left.end, Meaning::Equals);
            if self.is(left.end, ",") {
                starts.extend(self.ends(left.end + 1, Meaning::Equals));
            }
            for start in starts {
                let start = self.skip(start, &["always", "exactly", "just", "now", "also", "both"]);
                for right in self.items(Rule::Sum, start).iter() {
                    self.push_equation(left, right, &mut found);
                }
            }
        }
        found
    }

    fn push_equation(&mut self, left: &Item, right: &Item, found: &mut Vec<Equations>) {
        let both = |id: Id| matches!(self.arena.get(id), Node::Unknown | Node::Previous);
        if both(left.id) && both(right.id) {
            return;
        }
        let cost = left.cost + right.cost;
        found.push((vec![(left.id, right.id)], right.end, cost));
        if self.is(right.end, "=") {
            for third in self.items(Rule::Sum, right.end + 1).iter() {
                let both = vec![(left.id, right.id), (right.id, third.id)];
                found.push((both, third.end, cost + third.cost));
            }
        }
    }

    /// "x is positive": of two signs the solver takes that one.
    fn positive(&self, at: usize) -> Option<Equations> {
        let letter = self.tokens.get(at).and_then(|token| token.letter());
        let end = letter.and_then(|_| {
            let said = [
                "is positive",
                "is a positive number",
                "> 0",
                "is greater than zero",
                "is not negative",
            ];
            said.iter()
                .filter_map(|words| self.reads(at + 1, words))
                .max()
        })?;
        Some((Vec::new(), end, 0))
    }

    /// "x three" behind "y is two and".
    fn gapped(&mut self, at: usize) -> Vec<Equations> {
        let token = self.tokens.get(at).and_then(|token| token.letter());
        let Some(name) = token.filter(char::is_ascii_lowercase) else {
            return Vec::new();
        };
        let letter = self.arena.add(Node::Letter(name));
        let values = self.items(Rule::Factor, at + 1);
        values
            .iter()
            .map(|value| (vec![(letter, value.id)], value.end, value.cost + FILLER))
            .collect()
    }

    /// "x and y are 2 and 3", "both x and y are 3".
    fn paired(&mut self, at: usize) -> Vec<Equations> {
        let mut found = Vec::new();
        let start = self.skip(at, &["both"]);
        let (mut letters, mut end) = (Vec::new(), start);
        while let Some(name) = self.tokens.get(end).and_then(|token| token.letter()) {
            letters.push(self.arena.add(Node::Letter(name)));
            end = self.skip(self.skip(end + 1, &[","]), &["and"]);
        }
        let end = self.skip(end, &["both", "each", "all"]);
        if letters.len() < 2 {
            return found;
        }
        for behind in self.ends(end, Meaning::Equals) {
            let behind = self.skip(behind, &["both", "each", "respectively"]);
            for list in self.items(Rule::List, behind).iter() {
                let values = self.elements(list.id);
                if values.len() == letters.len() {
                    let equations = letters.iter().copied().zip(values).collect();
                    let end = self.skip(self.skip(list.end, &[","]), &["respectively"]);
                    found.push((equations, end, list.cost));
                }
            }
            for value in self.items(Rule::Factor, behind).iter() {
                let equations = letters.iter().map(|letter| (*letter, value.id)).collect();
                found.push((equations, value.end, value.cost + UNUSUAL));
            }
        }
        found
    }
}
