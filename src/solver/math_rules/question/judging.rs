//! Questions answered with yes or no, true or false, or with one of two options.

use super::units::Unit;
use crate::solver::math_rules::cost::CLEAR;
use crate::solver::math_rules::expr::{Function, Id, Node};
use crate::solver::math_rules::grammar::chart::{Chart, Item, Rule};
use crate::solver::math_rules::lexicon::Meaning;

impl Chart<'_> {
    pub(crate) fn judged(&mut self, at: usize, found: &mut Vec<Unit>) {
        for (meaning, start) in self.here(at) {
            match meaning {
                Meaning::IsIt => {
                    if self.is(start, "there") {
                        let claims = self.claimed(start + 1);
                        found.extend(claims.into_iter().map(Unit::goal));
                    }
                    self.choices(start, found);
                    let items = self.statements_at(start, true);
                    found.extend(items.into_iter().map(Unit::goal));
                }
                Meaning::YesOrNo | Meaning::TrueOrFalse => {
                    let truth = meaning == Meaning::TrueOrFalse;
                    let starts = [
                        start,
                        self.skip(start, &["is", "does", "that"]),
                        self.skip(start, &["?", ":", ","]),
                    ];
                    for start in starts {
                        for item in self.statements_at(start, false) {
                            found.push(self.answered(item, truth));
                        }
                    }
                }
                _ => {}
            }
        }
        self.statement_first(at, found);
    }

    fn answered(&mut self, item: Item, truth: bool) -> Unit {
        let id = if truth {
            self.call(Function::TrueOrFalse, &[item.id])
        } else {
            item.id
        };
        Unit::goal(Item { id, ..item })
    }

    /// "3 + 4 = 7, true or false?"
    fn statement_first(&mut self, at: usize, found: &mut Vec<Unit>) {
        for item in self.statements_at(at, false) {
            let mut end = item.end;
            end = self.past(end, &[",", ".", "?", ":", "-"]);
            end = self.skip(end, &["is", "this"]);
            let words = [
                ("true or false", true),
                ("false or true", true),
                ("this true or false", true),
                ("that true or false", true),
                ("correct or incorrect", false),
                ("right or wrong", false),
                ("yes or no", false),
            ];
            for (words, truth) in words {
                if let (Some(end), false) = (self.reads(end, words), words.starts_with(['c', 'r']))
                {
                    let unit = self.answered(Item { end, ..item }, truth);
                    found.push(unit);
                }
            }
        }
    }

    /// Statements about values, as calls whose values are yes or no. `asked` where "is" went before.
    fn statements_at(&mut self, at: usize, asked: bool) -> Vec<Item> {
        let mut found = Vec::new();
        for left in self.items(Rule::SumComma, at).iter() {
            let mut starts = vec![(left.end, false)];
            let verb = self.skip(left.end, &["is", "are", "be", "'s"]);
            if verb > left.end {
                starts.push((verb, false));
            }
            for start in [left.end, verb] {
                if self.is(start, "not") {
                    starts.push((start + 1, true));
                }
            }
            for (start, not) in starts {
                for item in self.said_of(*left, start) {
                    let id = if not {
                        self.call(Function::Not, &[item.id])
                    } else {
                        item.id
                    };
                    found.push(Item { id, ..item });
                }
            }
            if asked && self.is(left.end, "not") {
                for right in self.items(Rule::Sum, left.end + 1).iter() {
                    let id = self.call(Function::NotEqual, &[left.id, right.id]);
                    found.push(Item::open(id, right.end, left.cost + right.cost));
                }
            }
            if asked {
                for right in self.items(Rule::Sum, left.end).iter() {
                    let id = self.call(Function::Equal, &[left.id, right.id]);
                    let cost = left.cost + right.cost + CLEAR;
                    found.push(Item::open(id, right.end, cost));
                }
            }
        }
        found.retain(|item| {
            !self.has(item.id, &Node::Unknown) || self.has(item.id, &Node::Previous)
        });
        found
    }

    /// What may be said of `left` at `at`.
    fn said_of(&mut self, left: Item, at: usize) -> Vec<Item> {
        let mut found = Vec::new();
        for (meaning, end) in self.here(at) {
            match meaning {
                Meaning::Compare(function) => {
                    let end = self.skip(end, &["to", "exactly", "really"]);
                    for right in self.items(Rule::Sum, end).iter() {
                        let id = self.call(function, &[left.id, right.id]);
                        found.push(Item::open(id, right.end, left.cost + right.cost));
                    }
                }
                Meaning::Property(function) => {
                    let id = self.call(function, &[left.id]);
                    found.push(Item::closed(id, end).costing(left.cost));
                }
                Meaning::PropertyOf(function, swapped) => {
                    for right in self.items(Rule::Sum, end).iter() {
                        let pair = if swapped {
                            [right.id, left.id]
                        } else {
                            [left.id, right.id]
                        };
                        let id = self.call(function, &pair);
                        found.push(Item::open(id, right.end, left.cost + right.cost));
                    }
                }
                Meaning::EitherOr(function @ Function::Relation(..)) => {
                    for right in self.items(Rule::Sum, end).iter() {
                        let id = self.call(function, &[left.id, right.id]);
                        found.push(Item::open(id, right.end, left.cost + right.cost));
                    }
                }
                Meaning::EitherOr(function) => {
                    let id = self.call(function, &[left.id]);
                    found.push(Item::closed(id, end).costing(left.cost));
                }
                _ => {}
            }
        }
        found.extend(self.related_vectors(left, at));
        found
    }

    /// "are [1 2] and [2 4] parallel".
    fn related_vectors(&mut self, left: Item, at: usize) -> Option<Item> {
        let function = match self.text(at) {
            "perpendicular" | "orthogonal" => Function::Perpendicular,
            "parallel" => Function::Parallel,
            _ => return None,
        };
        let parts = self.elements(left.id);
        (parts.len() == 2).then(|| {
            let id = self.call(function, &parts);
            Item::closed(id, at + 1).costing(left.cost)
        })
    }

    /// "the cosine of zero one or zero": a value, and the options for it.
    fn choices(&mut self, at: usize, found: &mut Vec<Unit>) {
        for left in self.items(Rule::Sum, at).iter() {
            let mut starts = vec![self.skip(left.end, &[",", ":", "either"])];
            for end in self.ends_where(left.end, |meaning| {
                meaning == Meaning::Compare(Function::Equal)
            }) {
                starts.push(self.skip(end, &["to", "either", ":"]));
            }
            starts.dedup();
            for start in starts {
                for list in self.items(Rule::List, start).iter() {
                    if !(start..list.end).any(|at| self.is(at, "or")) {
                        continue;
                    }
                    let options = self.elements(list.id);
                    let operands: Vec<Id> = [left.id].into_iter().chain(options).collect();
                    let id = self.call(Function::Choice, &operands);
                    found.push(Unit::goal(Item {
                        id,
                        ..list.costing(left.cost)
                    }));
                }
            }
        }
        self.vector_pairs(at, found);
    }

    fn vector_pairs(&mut self, at: usize, found: &mut Vec<Unit>) {
        let mut start = self.skip(at, &["the"]);
        start = self
            .ends(start, Meaning::Noun)
            .last()
            .copied()
            .unwrap_or(start);
        for list in self.items(Rule::List, start).iter() {
            let related = self.related_vectors(*list, list.end);
            found.extend(related.map(Unit::goal));
        }
    }
}
