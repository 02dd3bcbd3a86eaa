//! Definite facts in a sentence: "the legs of two spiders", "how many days are there in a week".

use super::chart::{Chart, Item};
use crate::solver::math_rules::cost::FILLER;
use crate::solver::math_rules::expr::{Function, Id, Operator};
use crate::solver::math_rules::lexicon::Meaning;
use crate::solver::math_rules::lexicon::facts;
use crate::solver::math_rules::numerals;
use crate::solver::math_rules::tokens::Number;

/// A thing and how many of it.
#[derive(Clone, Copy)]
pub(crate) struct Whole {
    pub thing: u16,
    /// How many times; a fraction of one thing too.
    pub times: Number,
    pub end: usize,
}

impl Chart<'_> {
    /// Every count of parts that is spoken of at `at`.
    pub(crate) fn fact(&mut self, at: usize) -> Vec<Item> {
        let mut found = Vec::new();
        for start in self.ends(at, Meaning::CountOf) {
            let start = self.skip(start, &["the", "different"]);
            self.parts(start, true, &mut found);
            self.difference(at, start, &mut found);
        }
        self.parts(at, false, &mut found);
        self.owner_first(at, &mut found);
        self.letters_of_word(at, &mut found);
        found
    }

    /// "legs on a spider", "legs a spider has", "legs does a spider have"; `counted` behind "number of".
    fn parts(&mut self, at: usize, counted: bool, found: &mut Vec<Item>) {
        for (part, end) in self.nouns(at, true) {
            // What is asked of "the angles of a triangle" is mostly their sum, not how many they are.
            if !counted && matches!(self.text(end - 1), "angles" | "angle") {
                continue;
            }
            for whole in self.wholes_of(end) {
                self.push(part, &[whole], whole.end, 0, found);
                self.without(part, whole, found);
                self.several_wholes(part, whole, found);
            }
            for start in self.ends(end, Meaning::DoThey) {
                if !counted {
                    break;
                }
                for whole in self.wholes(start) {
                    let end = self.asked_end(whole.end);
                    self.push(part, &[whole], end, 0, found);
                    self.several_wholes(part, whole, found);
                }
            }
            if counted && let Some(count) = facts::count_anywhere(part) {
                let id = self.number(count);
                let end = self.asked_end(end);
                found.push(Item::closed(id, end));
                let there = self.reads(end, "are there");
                found.extend(there.map(|end| Item::closed(id, end)));
            }
        }
    }

    /// "fingers on a hand are not thumbs".
    fn without(&mut self, part: u16, whole: Whole, found: &mut Vec<Item>) {
        let start = self.skip(
            whole.end,
            &["that", "which", "are", "is", "other", "excluding", ","],
        );
        let start = self.skip(start, &["are", "is", "than", "excluding"]);
        let start = self.skip(
            self.skip(start, &["not", "than"]),
            &["counting", "including"],
        );
        let start = self.skip(start, &["the", "a"]);
        if start < whole.end + 2 {
            return;
        }
        for (other, end) in self.nouns(start, true) {
            let counts = (
                facts::count(part, whole.thing),
                facts::count(other, whole.thing),
            );
            let (Some(all), Some(some), true) = (counts.0, counts.1, other != part) else {
                continue;
            };
            let rest = self.number(all - some);
            let times = self.arena.number(whole.times);
            let id = if whole.times == Number::from(1) {
                rest
            } else {
                self.arena.binary(Operator::Multiply, times, rest)
            };
            found.push(Item::closed(id, end));
        }
    }

    /// Behind the "have" of "does a spider have".
    fn asked_end(&self, at: usize) -> usize {
        let end = self.skip(at, &["typically", "normally", "usually"]);
        let end = self.skip(
            end,
            &[
                "have", "has", "got", "contain", "possess", "there", "walk", "consist",
            ],
        );
        let end = self.skip(end, &["got", "in", "on", "of", "last"]);
        self.skip(end, &["total"])
    }

    /// The wholes behind a part: "on a spider", "a spider has".
    fn wholes_of(&mut self, at: usize) -> Vec<Whole> {
        let mut found = Vec::new();
        for start in self.ends(at, Meaning::PartOf) {
            found.extend(self.wholes(start));
        }
        let start = self.skip(at, &["that", "which"]);
        for whole in self.wholes(start) {
            for end in self.ends(whole.end, Meaning::Has) {
                found.push(Whole { end, ..whole });
            }
        }
        found
    }

    /// Things at `at` with their number: "a spider", "two human hands", "half an hour".
    pub(crate) fn wholes(&mut self, at: usize) -> Vec<Whole> {
        let mut found = Vec::new();
        let mut starts = vec![(
            Number::from(1),
            self.skip(
                at,
                &[
                    "a", "an", "the", "one", "each", "every", "any", "your", "this",
                ],
            ),
        )];
        for word in ["both", "both of"] {
            if let Some(end) = self.reads(at, word) {
                starts.push((
                    Number::from(2),
                    self.skip(end, &["your", "my", "our", "the", "his", "her"]),
                ));
            }
        }
        for span in numerals::spans(self.tokens, self.skip(at, &["the"])) {
            if !span.unusual {
                starts.push((span.value, span.end));
            }
            if let Some(end) = self.reads(span.end, "and a half") {
                starts.push((span.value + Number::new(1, 2), end));
            }
        }
        starts.extend(self.part_of_one(at));
        for (times, start) in starts {
            let start = self.owner(start);
            for (thing, end) in self.nouns(start, false) {
                found.push(Whole {
                    thing,
                    times,
                    end: self.with_owner(end),
                });
                found.extend(self.and_a_half(Whole { thing, times, end }));
            }
        }
        found
    }

    /// "half an hour", "a quarter of an hour", "three quarters of an hour".
    fn part_of_one(&self, at: usize) -> Option<(Number, usize)> {
        let start = self.skip(at, &["a"]);
        let (times, end) = match (self.text(start), self.text(start + 1)) {
            ("half", _) => (Number::new(1, 2), start + 1),
            ("quarter", _) => (Number::new(1, 4), start + 1),
            ("third", "of") => (Number::new(1, 3), start + 1),
            ("three", "quarters") => (Number::new(3, 4), start + 2),
            _ => return None,
        };
        let end = self.skip(end, &["of"]);
        Some((times, self.skip(end, &["a", "an"])))
    }

    /// "an hour and a half".
    fn and_a_half(&self, whole: Whole) -> Option<Whole> {
        let end = self.reads(whole.end, "and a half")?;
        let times = whole.times + Number::new(1, 2);
        Some(Whole {
            times,
            end,
            ..whole
        })
    }

    /// Behind "a person's", where a hand is spoken of.
    fn owner(&self, at: usize) -> usize {
        for (_, end) in self.nouns(at, false) {
            if self.is(end, "'s") {
                return end + 1;
            }
        }
        at
    }

    /// Behind "of a human", where a hand was spoken of.
    fn with_owner(&self, at: usize) -> usize {
        let of = self.skip(at, &["of", "on", "in"]);
        if of == at {
            return at;
        }
        let article = self.skip(of, &["a", "an", "the", "one"]);
        let article = self.adjectives(article);
        let person = ["human", "person", "man", "woman", "body", "cards"];
        if person.contains(&self.text(article)) {
            return self.skip(article + 1, &["being", "body"]);
        }
        at
    }

    fn adjectives(&self, at: usize) -> usize {
        let mut end = at;
        while let Some(&next) = self.ends(end, Meaning::Adjective).last() {
            end = next;
        }
        end
    }

    /// The nouns at `at`: those that are parts, or those that have parts. Adjectives may stand before.
    pub(crate) fn nouns(&self, at: usize, parts: bool) -> Vec<(u16, usize)> {
        let mut found = Vec::new();
        let mut starts = vec![at];
        let mut next = 0;
        while let Some(&start) = starts.get(next) {
            next += 1;
            for (meaning, end) in self.here(start) {
                match meaning {
                    Meaning::Part(part) if parts => found.push((part, end)),
                    Meaning::Thing(thing) if !parts => found.push((thing, end)),
                    Meaning::Adjective => starts.push(end),
                    _ => {}
                }
            }
        }
        found
    }

    /// "legs on a cow, a spider and a dog".
    fn several_wholes(&mut self, part: u16, first: Whole, found: &mut Vec<Item>) {
        let mut lists = vec![vec![first]];
        let mut next = 0;
        while let Some(list) = lists.get(next).cloned() {
            next += 1;
            let Some(last) = list.last().filter(|_| list.len() < 5) else {
                continue;
            };
            let end = self.skip(last.end, &[","]);
            let start = self.skip(end, &["and"]);
            if start == last.end {
                continue;
            }
            let behind = self.skip(start, &["on", "of"]);
            let article = matches!(self.text(behind), "a" | "an" | "one");
            let counted = !numerals::spans(self.tokens, behind).is_empty();
            for whole in self.wholes(behind) {
                let mut list = list.clone();
                list.push(whole);
                if end != start {
                    let cost = if article || counted { 0 } else { FILLER };
                    let end = self.asked_end(whole.end);
                    let end = self.skip(end, &["together", "combined", "altogether"]);
                    self.push(part, &list, end, cost, found);
                }
                lists.push(list);
            }
        }
    }

    fn push(&mut self, part: u16, wholes: &[Whole], end: usize, cost: u16, found: &mut Vec<Item>) {
        let mut sum: Option<Id> = None;
        for whole in wholes {
            let Some(id) = self.counted(part, whole) else {
                return;
            };
            sum = Some(match sum {
                Some(sum) => self.arena.binary(Operator::Add, sum, id),
                None => id,
            });
        }
        if let Some(id) = sum {
            found.push(Item::closed(id, end).costing(cost));
        }
    }

    /// How many parts the things have; the other way round for "weeks in 21 days".
    fn counted(&mut self, part: u16, whole: &Whole) -> Option<Id> {
        let one = whole.times == Number::from(1);
        let times = self.arena.number(whole.times);
        if let Some(count) = facts::count(part, whole.thing) {
            let count = self.number(count);
            return Some(if one {
                count
            } else {
                self.arena.binary(Operator::Multiply, times, count)
            });
        }
        let count = facts::count(whole.thing, part).filter(|count| !one && *count > 0)?;
        let count = self.number(count);
        Some(self.arena.binary(Operator::Divide, times, count))
    }

    /// "3 hours to minutes", behind "convert".
    pub(crate) fn converted(&mut self, at: usize) -> Vec<Item> {
        let mut found = Vec::new();
        for whole in self.wholes(at) {
            let start = self.skip(whole.end, &["to", "into", "in"]);
            if start == whole.end {
                continue;
            }
            for (part, end) in self.nouns(start, true) {
                self.push(part, &[whole], end, 0, &mut found);
            }
        }
        found
    }

    /// "7 days in a week", behind "are there": whether it is so.
    pub(crate) fn claimed(&mut self, at: usize) -> Vec<Item> {
        let mut found = Vec::new();
        for span in numerals::spans(self.tokens, at) {
            let mut counts = Vec::new();
            self.parts(span.end, false, &mut counts);
            for count in counts {
                let claim = self.arena.number(span.value);
                let id = self.call(Function::Equal, &[count.id, claim]);
                found.push(Item { id, ..count });
            }
        }
        found
    }

    /// "a spider's legs", "a spider has how many legs", "spider legs".
    fn owner_first(&mut self, at: usize, found: &mut Vec<Item>) {
        self.owners_first(at, found);
        for whole in self.wholes(at) {
            let mut starts = self.ends(whole.end, Meaning::HasHowMany);
            if self.is(whole.end, "'s") {
                starts.push(whole.end + 1);
                starts.push(self.skip(whole.end + 1, &["number"]));
            }
            for start in starts {
                for (part, end) in self.nouns(start, true) {
                    self.push(part, &[whole], end, 0, found);
                }
            }
            // "the number of spider legs"
            let counted = at > 1 && self.is(at - 1, "of") && self.is(at - 2, "number");
            if counted || self.reads(at.saturating_sub(2), "how many").is_some() {
                for (part, end) in self.nouns(whole.end, true) {
                    self.push(part, &[whole], end, FILLER, found);
                }
            }
        }
    }

    /// "a dog and a cat have how many legs".
    fn owners_first(&mut self, at: usize, found: &mut Vec<Item>) {
        for first in self.wholes(at) {
            if !matches!(self.text(first.end), "and" | "plus") {
                continue;
            }
            for second in self.wholes(first.end + 1) {
                let end = self.skip(second.end, &["together"]);
                for start in self.ends(end, Meaning::HasHowMany) {
                    for (part, end) in self.nouns(start, true) {
                        let end = self.skip(end, &["together", "altogether"]);
                        self.push(part, &[first, second], end, 0, found);
                    }
                }
            }
        }
    }

    /// "a dog has 4 legs", where that is so: the ends of it.
    pub(crate) fn stated_fact(&mut self, at: usize) -> Vec<usize> {
        let mut found = Vec::new();
        if let Some(start) = self.reads(at, "there are") {
            for span in numerals::spans(self.tokens, start) {
                for (part, end) in self.nouns(span.end, true) {
                    for whole in self.wholes_of(end) {
                        let count = facts::count(part, whole.thing);
                        if count.map(|count| Number::from(count) * whole.times) == Some(span.value)
                        {
                            found.push(whole.end);
                        }
                    }
                }
            }
        }
        for whole in self.wholes(at) {
            for has in self.ends(whole.end, Meaning::Has) {
                for span in numerals::spans(self.tokens, has) {
                    for (part, end) in self.nouns(span.end, true) {
                        let count = facts::count(part, whole.thing);
                        let count = count.map(|count| Number::from(count) * whole.times);
                        if count == Some(span.value) {
                            found.push(end);
                        }
                    }
                }
            }
        }
        found
    }

    /// "how many more legs does a spider have than a dog".
    fn difference(&mut self, at: usize, start: usize, found: &mut Vec<Item>) {
        if self.reads(at, "how many").is_none() {
            return;
        }
        let more = match self.text(start) {
            "more" | "additional" => true,
            "fewer" | "less" => false,
            _ => return,
        };
        for (part, end) in self.nouns(start + 1, true) {
            for middle in self.ends(end, Meaning::DoThey) {
                for first in self.wholes(middle) {
                    let then = self.asked_end(first.end);
                    let Some(&then) = self.ends(then, Meaning::Than).last() else {
                        continue;
                    };
                    let then = self.skip(then, &["on", "in"]);
                    for second in self.wholes(then) {
                        let counts = (
                            facts::count(part, first.thing),
                            facts::count(part, second.thing),
                        );
                        let (Some(left), Some(right)) = counts else {
                            continue;
                        };
                        let (left, right) = if more { (left, right) } else { (right, left) };
                        let (left, right) = (self.number(left), self.number(right));
                        let id = self.arena.binary(Operator::Subtract, left, right);
                        let end = self.skip(second.end, &["does", "has", "do", "have"]);
                        found.push(Item::closed(id, end));
                    }
                }
            }
        }
    }
}
