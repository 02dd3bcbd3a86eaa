//! Questions about a list: the largest of it, the even one, what comes next.

use super::units::{Change, Unit};
use crate::solver::math_rules::cost::FILLER;
use crate::solver::math_rules::expr::{Function, Node};
use crate::solver::math_rules::grammar::chart::{Chart, Item, Rule};
use crate::solver::math_rules::lexicon::Meaning;

impl Chart<'_> {
    /// "larger, 7 or 12", "the largest: 3, 5 or 9", behind "which is".
    pub(crate) fn picked(&mut self, at: usize, found: &mut Vec<Unit>) {
        let at = self.skip(self.skip(at, &["is", "has", "are"]), &["the"]);
        for (meaning, end) in self.here(at) {
            let Meaning::Pick(function) = meaning else {
                continue;
            };
            let starts = self.list_starts(end);
            for start in starts {
                let list = self.listed(start);
                for item in list {
                    let parts = self.elements(item.id);
                    let id = self.call(function, &parts);
                    found.push(Unit::goal(Item { id, ..item }));
                }
            }
        }
    }

    /// Where a list may begin: behind a colon, and behind "of the numbers".
    fn list_starts(&self, at: usize) -> Vec<usize> {
        let mut starts = vec![at];
        let mut next = 0;
        while let Some(&start) = starts.get(next) {
            next += 1;
            let mut more = self.ends(start, Meaning::WhichOf);
            more.extend(self.ends(start, Meaning::Noun));
            let dash = self.is(start, "-") && self.spaced(start + 1);
            if dash || matches!(self.text(start), ":" | "," | "?" | "(" | "the" | "these") {
                more.push(start + 1);
            }
            for end in more {
                if !starts.contains(&end) && starts.len() < 12 {
                    starts.push(end);
                }
            }
        }
        starts
    }

    fn listed(&mut self, at: usize) -> Vec<Item> {
        let mut lists = self.items(Rule::List, at).to_vec();
        let vectors = self.items(Rule::Atom, at);
        let vector = |item: &&Item| matches!(self.arena.get(item.id), Node::Vector(_));
        lists.extend(vectors.iter().filter(vector).copied());
        lists.extend(self.items(Rule::Vector, at).iter().copied());
        lists
    }

    /// "which is larger, ..." and "which of 3, 5 and 9 is the largest".
    pub(crate) fn which(&mut self, at: usize, found: &mut Vec<Unit>) {
        for end in self.ends(at, Meaning::WhichOf) {
            self.picked(end, found);
            for start in self.list_starts(end) {
                self.list_then_pick(start, found);
            }
        }
    }

    /// "3, 5 and 9: which is the largest".
    pub(crate) fn picked_first(&mut self, at: usize, found: &mut Vec<Unit>) {
        self.list_then_pick(at, found);
    }

    fn list_then_pick(&mut self, at: usize, found: &mut Vec<Unit>) {
        for list in self.listed(at) {
            let end = self.skip(list.end, &[",", ":", "-", "?", "."]);
            let asked = self.ends_where(end, |meaning| {
                matches!(meaning, Meaning::Ask | Meaning::WhichOf | Meaning::IsIt)
            });
            for start in asked {
                let start = self.skip(self.skip(start, &["is", "are", "has"]), &["the"]);
                for (meaning, end) in self.here(start) {
                    if let Meaning::Pick(function) = meaning {
                        let parts = self.elements(list.id);
                        let id = self.call(function, &parts);
                        found.push(Unit::goal(Item { id, end, ..list }));
                    }
                }
            }
        }
    }

    /// "what comes next: 2, 4, 6".
    pub(crate) fn sequence_question(&mut self, at: usize, found: &mut Vec<Unit>) {
        for end in self.ends(at, Meaning::Sequence) {
            for start in self.list_starts(end) {
                for list in self.listed(start) {
                    found.extend(self.next_term(list, list.end));
                }
            }
        }
    }

    fn next_term(&mut self, list: Item, end: usize) -> Option<Unit> {
        let parts = self.elements(list.id);
        if parts.len() < 3 || parts.iter().any(|part| self.plain_number(*part).is_none()) {
            return None;
        }
        let id = self.call(Function::NextTerm, &parts);
        let mut end = end;
        end = self.past(end, &[",", "_", "...", "?"]);
        Some(Unit::new(Change::Goal(id), end, list.cost + FILLER))
    }

    /// "2, 4, 6, 8, what comes next", "2, 4, 6, 8, _".
    pub(crate) fn sequence_first(&mut self, at: usize, found: &mut Vec<Unit>) {
        for list in self.listed(at) {
            let mut end = list.end;
            end = self.past(end, &[",", "_", "...", ".", "?", ":", ";", "-"]);
            for asked in self.behind_asking(end) {
                let next = self.ends(asked, Meaning::Sequence);
                let next = next.into_iter().chain(self.reads(asked, "next"));
                for end in next.chain(self.reads(asked, "the next number")) {
                    found.extend(self.next_term(list, end));
                }
            }
        }
    }
}
