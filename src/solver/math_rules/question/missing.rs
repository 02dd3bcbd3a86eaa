//! Questions turned around: how much more, how often, and what must be added to 5 to get 12.

use super::units::{Change, Unit};
use crate::solver::math_rules::expr::{Function, Id, Node, Operator};
use crate::solver::math_rules::grammar::chart::{Chart, Item, Rule};
use crate::solver::math_rules::lexicon::{Infix, Meaning, Verb};

/// Auxiliaries behind which something is done to the unknown.
const PASSIVE: &[&str] = &[
    "must be",
    "should be",
    "has to be",
    "needs to be",
    "can be",
    "would have to be",
    "when",
    "is",
    "do you get if",
    "may be",
    "could be",
    "will be",
    "shall be",
    "have to be",
    "need to be",
];

/// Auxiliaries behind which something is done with the unknown.
const ACTIVE: &[&str] = &[
    "must you",
    "must i",
    "must we",
    "do you have to",
    "do i have to",
    "do we have to",
    "do you need to",
    "do i need to",
    "do we need to",
    "should you",
    "should i",
    "should we",
    "can you",
    "can i",
    "can we",
    "do you",
    "do i",
    "do we",
    "would you have to",
    "would you need to",
    "would i need to",
    "must one",
    "should one",
    "would you",
    "would i have to",
    "could you",
    "does one have to",
    "you have to",
    "you must",
    "you need to",
    "is it necessary to",
    "does one",
];

impl Chart<'_> {
    /// "how many times does 5 go into 35", "how many fives are in 35".
    pub(crate) fn how_often(&mut self, at: usize, found: &mut Vec<Unit>) {
        let Some(start) = self.reads(at, "how many") else {
            return;
        };
        let times = self.is(start, "times");
        let first = if times {
            self.skip(start + 1, &["does", "do", "will", "can", "would", "is"])
        } else {
            start
        };
        let mut counted = self.items(Rule::Sum, first).to_vec();
        let plural = self.plural_number(first);
        counted.extend(plural.map(|(id, end)| Item::closed(id, end)));
        for item in counted {
            let Some(end) = self.goes_into(item.end, times) else {
                continue;
            };
            for whole in self.items(Rule::Sum, end).iter() {
                let id = self.arena.binary(Operator::Divide, whole.id, item.id);
                found.push(Unit::new(
                    Change::Goal(id),
                    whole.end,
                    item.cost + whole.cost,
                ));
            }
        }
    }

    /// Behind "go into", "are there in".
    fn goes_into(&self, at: usize, times: bool) -> Option<usize> {
        let mut end = at;
        loop {
            let passes = match self.text(end) {
                "go" | "fit" | "in" | "into" => true,
                "goes" | "fits" | "divide" | "divides" | "contained" | "evenly" => times,
                "s" | "'s" | "are" | "there" | "can" | "you" | "make" | "up" => !times,
                _ => false,
            };
            if !passes {
                break;
            }
            end += 1;
        }
        let joined = end > at && matches!(self.text(end - 1), "in" | "into" | "up" | "make");
        joined.then_some(end)
    }

    /// "how much more is 10 than 7", "by how much does 10 exceed 7".
    pub(crate) fn how_much_more(&mut self, at: usize, found: &mut Vec<Unit>) {
        let at = self.skip(at, &["by"]);
        let start = match (self.text(at), self.text(at + 1)) {
            ("how", "much" | "many" | "far") => at + 2,
            _ => return,
        };
        let more = match self.text(start) {
            "more" | "larger" | "greater" | "bigger" | "higher" => true,
            "less" | "smaller" | "fewer" | "lower" => false,
            "does" | "do" => return self.exceeds(start + 1, found),
            "is" | "are" => return self.exceeds(start + 1, found),
            _ => return,
        };
        let start = self.skip(start + 1, &["is", "are", "than"]);
        let asks_second = self.is(start - 1, "than");
        for first in self.items(Rule::Sum, start).iter() {
            let joins = self.is(first.end, "than")
                || (asks_second && matches!(self.text(first.end), "is" | "are"));
            if !joins {
                continue;
            }
            for second in self.items(Rule::Sum, first.end + 1).iter() {
                let (a, b) = if more == asks_second {
                    (second.id, first.id)
                } else {
                    (first.id, second.id)
                };
                let id = self.arena.binary(Operator::Subtract, a, b);
                let end = self.skip(second.end, &["is"]);
                found.push(Unit::new(Change::Goal(id), end, first.cost + second.cost));
            }
        }
    }

    fn exceeds(&mut self, at: usize, found: &mut Vec<Unit>) {
        for first in self.items(Rule::Sum, at).iter() {
            let differ = self.reads(first.end, "differ from");
            let end = match self.text(first.end) {
                "exceed" => first.end + 1,
                "bigger" | "larger" | "greater" | "more" | "higher"
                    if self.is(first.end + 1, "than") =>
                {
                    first.end + 2
                }
                _ => match differ {
                    Some(end) => end,
                    None => continue,
                },
            };
            for second in self.items(Rule::Sum, end).iter() {
                let id = self.arena.binary(Operator::Subtract, first.id, second.id);
                let id = if differ.is_some() {
                    self.call(Function::Absolute, &[id])
                } else {
                    id
                };
                found.push(Unit::new(
                    Change::Goal(id),
                    second.end,
                    first.cost + second.cost,
                ));
            }
        }
    }

    /// "what must be added to 5 to get 12", "what do you multiply 5 by to get 20".
    pub(crate) fn missing(&mut self, at: usize, found: &mut Vec<Unit>) {
        let at = self.skip(at, &["by", "to", "from"]);
        let preposition = at.checked_sub(1).map(|before| self.text(before));
        let unknown = self.arena.add(Node::Unknown);
        for start in self.ends(at, Meaning::Unknown) {
            let mut sides = Vec::new();
            self.missing_agent(start, unknown, preposition, &mut sides);
            let Some((passive, end)) = self.auxiliary(start) else {
                self.missing_equations(sides, found);
                continue;
            };
            if passive {
                for (infix, end) in self.infixes(end) {
                    self.missing_left(infix, end, unknown, &mut sides);
                }
            } else {
                self.missing_object(end, unknown, preposition, &mut sides);
            }
            self.missing_equations(sides, found);
        }
    }

    /// "to get 12", behind what is done.
    fn missing_equations(&mut self, sides: Vec<(Id, usize, u16)>, found: &mut Vec<Unit>) {
        for (id, end, cost) in sides {
            for end in self.ends(end, Meaning::Equals) {
                for right in self.items(Rule::Sum, end).iter() {
                    let change = Change::Given(vec![(id, right.id)]);
                    found.push(Unit::new(change, right.end, cost + right.cost));
                }
            }
        }
    }

    /// "must 5 be multiplied by": the unknown is the agent, its preposition before or behind.
    fn missing_agent(
        &mut self,
        at: usize,
        unknown: Id,
        before: Option<&str>,
        sides: &mut Vec<(Id, usize, u16)>,
    ) {
        let start = match self.text(at) {
            "must" | "should" | "can" | "does" | "do" | "would" | "needs" | "has" => at + 1,
            _ => return,
        };
        for operand in self.items(Rule::Sum, start).iter() {
            let end = self.skip(operand.end, &["have", "need", "has", "needs"]);
            let end = self.skip(end, &["to"]);
            let Some(done) = self.reads(end, "be") else {
                continue;
            };
            let (preposition, infix) = match self.text(done) {
                "multiplied" => ("by", Infix::Multiply),
                "divided" => ("by", Infix::Divide),
                "increased" => ("by", Infix::Increase),
                "decreased" | "reduced" => ("by", Infix::Decrease),
                "added" => ("to", Infix::Add),
                "subtracted" | "taken" => ("from", Infix::LessThan),
                _ => continue,
            };
            let mut end = self.skip(done + 1, &[preposition]);
            if end == done + 1 && before != Some(preposition) {
                continue;
            }
            end = self.skip(end, &["in"]);
            end -= usize::from(self.is(end - 1, "in") && self.is(end, "order"));
            for id in self.combined(operand.id, infix, unknown, false) {
                sides.push((id, end, operand.cost));
            }
        }
    }

    /// "must be" (passive), "do you have to" (active).
    fn auxiliary(&self, at: usize) -> Option<(bool, usize)> {
        let reads = |list: &[&str]| list.iter().filter_map(|words| self.reads(at, words)).max();
        reads(PASSIVE)
            .map(|end| (true, end))
            .into_iter()
            .chain(reads(ACTIVE).map(|end| (false, end)))
            .max_by_key(|(_, end)| *end)
    }

    /// "added to 5": the unknown stands before.
    fn missing_left(
        &mut self,
        infix: Infix,
        end: usize,
        unknown: Id,
        sides: &mut Vec<(Id, usize, u16)>,
    ) {
        for right in self.items(Rule::Sum, end).iter() {
            let ids = match infix {
                Infix::Multiply => vec![self.arena.binary(Operator::Multiply, unknown, right.id)],
                Infix::Divide => vec![self.arena.binary(Operator::Divide, unknown, right.id)],
                Infix::Into => vec![self.arena.binary(Operator::Divide, right.id, unknown)],
                _ => self.sums(unknown, infix, right.id),
            };
            sides.extend(ids.into_iter().map(|id| (id, right.end, right.cost)));
        }
    }

    /// "add to 5", "multiply 5 by": the unknown is what the action is done with.
    fn missing_object(
        &mut self,
        at: usize,
        unknown: Id,
        before: Option<&str>,
        sides: &mut Vec<(Id, usize, u16)>,
    ) {
        for (meaning, end) in self.here(at) {
            let Meaning::Verb(verb) = meaning else {
                continue;
            };
            let Some((word, infix, unknown_first)) = preposition(verb) else {
                continue;
            };
            let end = self.skip(end, &["away"]);
            let start = if unknown_first {
                self.skip(end, &[word])
            } else {
                end
            };
            if unknown_first && start == end {
                continue;
            }
            for operand in self.items(Rule::Sum, start).iter() {
                let end = if unknown_first {
                    operand.end
                } else {
                    let behind = self.skip(operand.end, &[word, "with"]);
                    // "by what must you multiply 5"
                    if behind == operand.end && before != Some("by") {
                        continue;
                    }
                    behind
                };
                let ids = match infix {
                    Infix::Multiply => {
                        vec![self.arena.binary(Operator::Multiply, operand.id, unknown)]
                    }
                    Infix::Divide => vec![self.arena.binary(Operator::Divide, operand.id, unknown)],
                    _ if unknown_first => self.sums(unknown, infix, operand.id),
                    _ => self.sums(operand.id, infix, unknown),
                };
                sides.extend(ids.into_iter().map(|id| (id, end, operand.cost)));
            }
        }
    }
}

/// The preposition of an action's other operand, what it does, and whether its object comes first.
fn preposition(verb: Verb) -> Option<(&'static str, Infix, bool)> {
    Some(match verb {
        Verb::Add => ("to", Infix::Add, true),
        Verb::Subtract | Verb::Take => ("from", Infix::LessThan, true),
        Verb::Multiply => ("by", Infix::Multiply, false),
        Verb::Divide => ("by", Infix::Divide, false),
        Verb::Increase => ("by", Infix::Increase, false),
        Verb::Decrease => ("by", Infix::Decrease, false),
        _ => return None,
    })
}
