//! Actions ("subtract 4 from 9") and chains of them ("take 5, add 3, then double the result").

use super::chart::{Chart, Item, Level, Rule};
use crate::solver::math_rules::cost::{FILLER, LOOSE, UNUSUAL};
use crate::solver::math_rules::expr::{Id, Node, Operator};
use crate::solver::math_rules::lexicon::{Infix, Meaning, Verb};

/// As many steps are followed.
const MOST_STEPS: usize = 60;

impl Chart<'_> {
    /// One action. Where its object is unsaid or a pronoun, the expression holds [`Node::Previous`].
    pub(crate) fn action(&mut self, at: usize) -> Vec<Item> {
        let mut found = Vec::new();
        let mut subjects = self.ends(at, Meaning::Subject);
        subjects.extend(self.is_name(at).then_some(at + 1));
        for end in subjects {
            found.extend(self.items(Rule::Action, end).iter().copied());
        }
        if self.is(at, "by") {
            found.extend(self.items(Rule::Action, at + 1).iter().copied());
        }
        for (meaning, end) in self.here(at) {
            if let Meaning::Verb(verb) = meaning {
                self.verb(verb, at, end, &mut found);
            }
        }
        found.iter_mut().for_each(|item| item.open = true);
        found
    }

    fn verb(&mut self, verb: Verb, at: usize, end: usize, found: &mut Vec<Item>) {
        match verb {
            Verb::Add => self.add(end, found),
            Verb::Subtract => {
                self.with_object(end, &["from", "off"], Infix::LessThan, found);
                self.elided(end, Infix::Subtract, 0, found);
            }
            Verb::Take => self.take(at, end, found),
            Verb::Multiply => {
                self.with_object(end, &["by", "with", "times", "and"], Infix::Multiply, found);
                self.all_of(Operator::Multiply, end, found);
                let start = self.skip(end, &["by"]);
                if start > end || self.is(at, "times") {
                    self.elided(start, Infix::Multiply, 0, found);
                }
            }
            Verb::Divide => {
                self.with_object(
                    end,
                    &["by", "over", "among", "between", "amongst"],
                    Infix::Divide,
                    found,
                );
                self.with_object(end, &["into"], Infix::DividedInto, found);
                self.halving(end, found);
                let start = self.skip(end, &["by"]);
                if start > end {
                    self.elided(start, Infix::Divide, 0, found);
                }
            }
            Verb::Increase => self.change(end, Infix::Increase, found),
            Verb::Decrease => self.change(end, Infix::Decrease, found),
            Verb::Raise => self.raise(end, found),
            Verb::Square => self.alone(end, |chart, id| chart.power_of(id, 2), found),
            Verb::Cube => self.alone(end, |chart, id| chart.power_of(id, 3), found),
            Verb::Scale(above, below) => {
                self.alone(end, |chart, id| chart.times(id, above, below), found);
            }
            Verb::Negate => self.alone(end, Chart::negate, found),
        }
    }

    fn add(&mut self, end: usize, found: &mut Vec<Item>) {
        let end = self.skip(end, &["together", "up"]);
        self.with_object(end, &["to", "with", "and", "onto"], Infix::MoreThan, found);
        self.all_of(Operator::Add, end, found);
        let start = self.skip(end, &["another", "on"]);
        self.elided(start, Infix::Add, 0, found);
    }

    /// "add 3, 4 and 5 together".
    fn all_of(&mut self, operator: Operator, at: usize, found: &mut Vec<Item>) {
        let start = self.skip(at, &["the"]);
        let start = self
            .ends(start, Meaning::Noun)
            .last()
            .copied()
            .unwrap_or(start);
        for list in self.items(Rule::List, self.skip(start, &[":"])).iter() {
            let parts = self.elements(list.id);
            if parts.iter().any(|part| self.has(*part, &Node::Previous)) {
                continue;
            }
            let mut parts = parts.into_iter();
            let Some(first) = parts.next() else { continue };
            let id = parts.fold(first, |left, right| {
                self.arena.binary(operator, left, right)
            });
            found.push(Item::open(id, list.end, list.cost));
            let end = self.skip(list.end, &["together", "up"]);
            if end > list.end {
                found.push(Item::open(id, end, list.cost));
            }
        }
    }

    /// "ACTION first PREPOSITION second".
    fn with_object(
        &mut self,
        at: usize,
        prepositions: &[&str],
        infix: Infix,
        found: &mut Vec<Item>,
    ) {
        for first in self.items(Rule::Sum, at).iter() {
            let middle = self.skip(first.end, &["away"]);
            let middle = self.skip(middle, &["up", "evenly", "equally"]);
            if !prepositions.contains(&self.text(middle)) {
                continue;
            }
            let and = self.is(middle, "and");
            for second in self.items(Rule::Sum, middle + 1).iter() {
                // "multiply 3 and double the result" has no second operand here
                if and && self.has(second.id, &Node::Previous) {
                    continue;
                }
                let cost = first.cost + second.cost;
                let mut end = second.end;
                if matches!(infix, Infix::Divide | Infix::DividedInto) {
                    end = self.shares(end).unwrap_or(end);
                }
                let parts = end > second.end;
                for id in self.combined(first.id, infix, second.id, parts) {
                    found.push(Item::open(id, end, cost));
                }
            }
        }
    }

    pub(crate) fn combined(&mut self, left: Id, infix: Infix, right: Id, parts: bool) -> Vec<Id> {
        match infix {
            Infix::Multiply => vec![self.arena.binary(Operator::Multiply, left, right)],
            Infix::Divide => vec![self.arena.binary(Operator::Divide, left, right)],
            Infix::DividedInto if parts => {
                vec![self.arena.binary(Operator::Divide, left, right)]
            }
            // "divide 3 into 12", and "divide 12 into 3"
            Infix::DividedInto => vec![
                self.arena.binary(Operator::Divide, left, right),
                self.arena.binary(Operator::Divide, right, left),
            ],
            _ => self.sums(left, infix, right),
        }
    }

    /// "add 3": to the result so far.
    fn elided(&mut self, at: usize, infix: Infix, cost: u16, found: &mut Vec<Item>) {
        let previous = self.arena.add(Node::Previous);
        for operand in self.items(Rule::Sum, at).iter() {
            if self.has(operand.id, &Node::Previous) {
                continue;
            }
            let mut end = self.behind_recipient(self.skip(operand.end, &["more", "away", "of"]));
            end = self.shares(end).unwrap_or(end);
            for id in self.combined(previous, infix, operand.id, true) {
                found.push(Item::open(id, operand.end, operand.cost + cost));
                if end > operand.end {
                    found.push(Item::open(id, end, operand.cost + cost));
                }
            }
        }
    }

    /// Behind "to Mary", "of them".
    fn behind_recipient(&self, at: usize) -> usize {
        if self.is(at, "them") && self.is(at - 1, "of") {
            return at + 1;
        }
        let to = matches!(self.text(at), "to" | "from");
        if to && (self.is_name(at + 1) || matches!(self.text(at + 1), "him" | "her" | "me")) {
            return at + 2;
        }
        at
    }

    /// "take 3 from 10", "take away 3".
    fn take(&mut self, at: usize, end: usize, found: &mut Vec<Item>) {
        self.with_object(end, &["from", "off"], Infix::LessThan, found);
        let gone = !matches!(self.text(at), "take" | "taking" | "takes" | "took");
        let away = matches!(self.text(end - 1), "away" | "off");
        if gone || away {
            self.elided(end, Infix::Subtract, 0, found);
            return;
        }
        let previous = self.arena.add(Node::Previous);
        for operand in self.items(Rule::Sum, end).iter() {
            if matches!(self.text(operand.end), "away" | "off") {
                let id = self.arena.binary(Operator::Subtract, previous, operand.id);
                found.push(Item::open(id, operand.end + 1, operand.cost));
            }
        }
        // "take the square root of the result"
        for operand in self.items(Rule::Sum, end).iter() {
            if self.has(operand.id, &Node::Previous) && operand.id != previous {
                found.push(Item::open(operand.id, operand.end, operand.cost));
            }
        }
        let rest = self.skip(end, &["the", "its"]);
        for (word, step) in [("half", (1, 2)), ("double", (2, 1))] {
            if self.is(rest, word) {
                let id = self.times(previous, step.0, step.1);
                found.push(Item::open(id, self.skip(rest + 1, &["that"]), FILLER));
            }
        }
        if self.reads(rest, "square root").is_some() {
            let two = self.number(2);
            let id = self.call(
                crate::solver::math_rules::expr::Function::Root,
                &[previous, two],
            );
            found.push(Item::open(id, rest + 2, FILLER));
        }
    }

    /// "divide 12 in half".
    fn halving(&mut self, at: usize, found: &mut Vec<Item>) {
        for operand in self.items(Rule::Sum, at).iter() {
            let end = self
                .reads(operand.end, "in half")
                .or(self.reads(operand.end, "in two"))
                .or(self.reads(operand.end, "into halves"))
                .or(self.reads(operand.end, "into two halves"));
            if let Some(end) = end {
                let id = self.times(operand.id, 1, 2);
                found.push(Item::open(id, end, operand.cost));
            }
        }
    }

    fn change(&mut self, at: usize, infix: Infix, found: &mut Vec<Item>) {
        self.with_object(at, &["by"], infix, found);
        if self.is(at, "by") {
            self.elided(at + 1, infix, 0, found);
        }
    }

    /// "raise 2 to the third power", "raise to the third power".
    fn raise(&mut self, at: usize, found: &mut Vec<Item>) {
        for item in self.items(Rule::Power, at).iter() {
            if matches!(self.arena.get(item.id), Node::Binary(Operator::Power, _)) {
                found.push(*item);
            }
        }
        let previous = self.arena.add(Node::Previous);
        found.extend(self.behind(Item::closed(previous, at)));
    }

    /// An action on one object: "double 7", "double it", "double".
    fn alone(&mut self, at: usize, make: impl Fn(&mut Self, Id) -> Id, found: &mut Vec<Item>) {
        for operand in self.tight(at) {
            let id = make(self, operand.id);
            found.push(Item { id, ..operand });
            let end = self.skip(operand.end, &["again", "once", "too"]);
            let end = self.skip(end, &["again", "more"]);
            if end > operand.end {
                found.push(Item { id, end, ..operand });
            }
        }
        let previous = self.arena.add(Node::Previous);
        let id = make(self, previous);
        found.push(Item::open(id, at, 0));
    }

    /// A first value and the steps that follow.
    pub(crate) fn chain(&mut self, at: usize) -> Vec<Item> {
        let mut found: Vec<Item> = self.items(Rule::Clause, at).to_vec();
        found.extend(self.together(at));
        found.extend(self.items(Rule::Action, at).iter().copied());
        let mut starts = self.ends(at, Meaning::Start);
        for subject in self.ends(at, Meaning::Subject) {
            starts.extend(self.ends(subject, Meaning::Start));
        }
        if self.is_name(at) && matches!(self.text(at + 1), "has" | "had" | "have") {
            starts.push(at + 2);
        }
        for start in starts {
            let start = self.skip(self.skip(start, &[":"]), &["with"]);
            found.extend(self.items(Rule::Sum, start).iter().copied());
        }
        let mut next = 0;
        while let Some(&item) = found.get(next) {
            next += 1;
            if next < MOST_STEPS {
                let more = self.steps(item);
                found.extend(more);
            }
        }
        found
    }

    /// Every next step behind `item`.
    fn steps(&mut self, item: Item) -> Vec<Item> {
        let mut found = Vec::new();
        let mut starts = self.ends(item.end, Meaning::Then);
        let mut next = 0;
        while let Some(&start) = starts.get(next) {
            next += 1;
            let more = self.skip(
                start,
                &["then", ",", "next", "finally", "now", "also", "and"],
            );
            if more > start && !starts.contains(&more) {
                starts.push(more);
            }
        }
        starts.sort_unstable();
        starts.dedup();
        for start in starts {
            for action in self.items(Rule::Action, start).iter() {
                if !self.has(action.id, &Node::Previous) {
                    continue;
                }
                let id = self.arena.replace(action.id, &Node::Previous, item.id);
                let cost = item.cost + action.cost;
                found.push(Item::open(id, action.end, cost).at_level(Level::Atom));
            }
        }
        // "add 3 and 4 and double that": the result is one operand.
        if item.cost < LOOSE + UNUSUAL {
            let closed = Item {
                open: false,
                ..item
            };
            for end in self.ends(item.end, Meaning::Group) {
                found.extend(self.behind(Item { end, ..closed }));
            }
        }
        found
    }
}
