//! What fills the slots of a pattern.

use super::super::among;
use super::pattern::Slot;
use crate::solver::math_rules::cost::CLEAR;
use crate::solver::math_rules::expr::{Function, Id, Node, Operator};
use crate::solver::math_rules::grammar::chart::{Chart, Item, Rule};
use crate::solver::math_rules::numerals;
use crate::solver::math_rules::tokens::{Kind, Number};

/// What fills a slot, where it ends, what it costs.
type Filling = (Id, usize, u16);

fn filling(item: &Item) -> Filling {
    (item.id, item.end, item.cost)
}

impl Chart<'_> {
    pub(super) fn slot(&mut self, slot: Slot, at: usize) -> Vec<Filling> {
        let one = |found: Option<Filling>| found.into_iter().collect();
        match slot {
            Slot::Number => one(self.number_slot(at)),
            Slot::Expression => self.items(Rule::Sum, at).iter().map(filling).collect(),
            Slot::Action => self.items(Rule::Chain, at).iter().map(filling).collect(),
            Slot::Vector => self.vector_slot(at),
            Slot::Matrix => self.matrix_slot(at),
            Slot::List => {
                let items = self.items(Rule::List, at);
                let fits = items
                    .iter()
                    .filter(|item| self.is_row(item.id) && item.cost < CLEAR);
                fits.map(filling).collect()
            }
            Slot::Time => one(self.time_of_day(at)),
            Slot::Letter => one(self.alphabetical(at)),
            Slot::Digits => one(self.spelled_digits(at)),
            Slot::Roman => one(self.roman(at).map(|item| filling(&item))),
            Slot::Share => one(self.share_slot(at)),
            Slot::Price => one(self.price(at)),
            Slot::Word => one(self.name_slot(at)),
            Slot::Ratio => one(self.ratio_slot(at)),
            Slot::Ordinal => {
                let found = numerals::ordinals(self.tokens, at);
                one(found.map(|span| (self.arena.number(span.value), span.end, 0)))
            }
            Slot::Plural => one(self.plural_number(at).map(|(id, end)| (id, end, 0))),
            Slot::Equation => {
                let found = self.equations(at);
                let single =
                    found
                        .into_iter()
                        .filter_map(|(all, end, cost)| match all.as_slice() {
                            [(left, right)] => Some((*left, *right, end, cost)),
                            _ => None,
                        });
                single
                    .map(|(left, right, end, cost)| {
                        (
                            self.arena.binary(Operator::Subtract, left, right),
                            end,
                            cost,
                        )
                    })
                    .collect()
            }
        }
    }

    fn number_slot(&mut self, at: usize) -> Option<Filling> {
        let (value, end) = self.amount(at)?;
        let article = end == at + 1 && matches!(self.text(at), "a" | "an" | "the");
        (!article).then(|| (self.arena.number(value), end, 0))
    }

    fn is_row(&self, id: Id) -> bool {
        matches!(self.arena.get(id), Node::Vector(_))
    }

    fn vector_slot(&mut self, at: usize) -> Vec<Filling> {
        let mut items = self.items(Rule::Atom, at).to_vec();
        items.extend(self.items(Rule::Vector, at).iter());
        let fits = items.iter().filter(|item| self.is_row(item.id));
        let mut found: Vec<Filling> = fits.map(filling).collect();
        found.extend(self.unit_vectors(at));
        found
    }

    /// `3i - 4j`, `i + 2j + k`.
    fn unit_vectors(&mut self, at: usize) -> Option<Filling> {
        let mut parts = [Number::from(0); 3];
        let (mut end, mut last) = (at, 0);
        while let Some((axis, value, next)) = self.along_axis(end, end > at) {
            (axis >= last).then_some(())?;
            *parts.get_mut(axis)? = value;
            (end, last) = (next, axis + 1);
        }
        let size = if last > 2 { 3 } else { 2 };
        (last > 1).then_some(())?;
        let ids: Vec<Id> = parts
            .iter()
            .take(size)
            .map(|part| self.arena.number(*part))
            .collect();
        Some((self.arena.add(Node::Vector(ids)), end, 0))
    }

    /// One part of such a vector: its axis and size.
    fn along_axis(&self, at: usize, signed: bool) -> Option<(usize, Number, usize)> {
        let sign = match self.text(at) {
            "-" | "minus" => Some(-1),
            "+" | "plus" => Some(1),
            _ => None,
        };
        (sign.is_some() || !signed).then_some(())?;
        let start = at + usize::from(sign.is_some());
        let (size, end) = match self.digits(start) {
            Some(size) => (size, start + 1),
            None => (Number::from(1), start),
        };
        let axis = ["i", "j", "k"].iter().position(|name| self.is(end, name))?;
        Some((axis, size * Number::from(sign.unwrap_or(1)), end + 1))
    }

    fn matrix_slot(&mut self, at: usize) -> Vec<Filling> {
        let items = self.matrix_operands(at);
        let rows = |id: Id| self.elements(id).iter().all(|row| self.is_row(*row));
        let fits = items
            .iter()
            .filter(|item| self.is_row(item.id) && rows(item.id));
        fits.map(filling).collect()
    }

    /// `9:15`, `9:15 am`, `2 pm`, "noon".
    fn time_of_day(&mut self, at: usize) -> Option<Filling> {
        let known = match self.text(at) {
            "noon" | "midday" => Some(720),
            "midnight" => Some(0),
            _ => None,
        };
        if let Some(minutes) = known {
            return Some((self.number(minutes), at + 1, 0));
        }
        let before = matches!(self.text(at + 1), "past" | "to");
        let named = match self.text(at) {
            "half" => Some((30, at + 1)),
            "quarter" => Some((15, at + 1)),
            "a" if self.is(at + 1, "quarter") => Some((15, at + 2)),
            _ => None,
        };
        if let Some((part, end)) = named {
            let sign = if self.is(end, "to") { -part } else { part };
            let (hour, end) = self
                .amount(self.skip(end, &["past", "to"]))
                .filter(|_| end > at)?;
            let value = hour * Number::from(60) + Number::from(sign);
            return Some((self.arena.number(value), end, 0)).filter(|_| before || named.is_some());
        }
        let (hours, end) = self.amount(at)?;
        let (minutes, end) = match (self.text(end), self.digits(end + 1)) {
            (":", Some(minutes)) => (minutes, end + 2),
            _ => {
                let clock = self.reads(end, "o 'clock").or(self.reads(end, "o clock"));
                (Number::from(0), clock.unwrap_or(end))
            }
        };
        let (hours, end) = self.half_of_day(hours, end);
        let sound = hours.is_integer()
            && hours < Number::from(25)
            && minutes < Number::from(60)
            && minutes.is_integer();
        let value = hours * Number::from(60) + minutes;
        sound.then(|| (self.arena.number(value), end, 0))
    }

    fn half_of_day(&self, hours: Number, at: usize) -> (Number, usize) {
        let (half, end) = match (self.text(at), self.text(at + 1), self.text(at + 2)) {
            ("am", ..) => (0, at + 1),
            ("pm", ..) => (12, at + 1),
            ("a", ".", "m") => (0, self.skip(at + 3, &["."])),
            ("p", ".", "m") => (12, self.skip(at + 3, &["."])),
            _ => return (hours, at),
        };
        let twelve = Number::from(12);
        let early = if hours == twelve {
            Number::from(0)
        } else {
            hours
        };
        (early + Number::from(half), end)
    }

    fn alphabetical(&mut self, at: usize) -> Option<Filling> {
        let token = self.tokens.get(at)?;
        let letter = token.letter().filter(char::is_ascii_lowercase)?;
        let place = i128::from(u32::from(letter)) - i128::from(u32::from('a')) + 1;
        Some((self.number(place), at + 1, 0))
    }

    /// "one five two".
    fn spelled_digits(&mut self, at: usize) -> Option<Filling> {
        let (mut value, mut end) = (0i128, at);
        while let Some(digit) = self.one_digit(end).filter(|_| end < at + 12) {
            value = value * 10 + digit;
            end = self.skip(end + 1, &[",", "-"]);
        }
        end = if end > at && self.is(end - 1, ",") {
            end - 1
        } else {
            end
        };
        (end > at + 1).then(|| (self.number(value), end, 0))
    }

    fn one_digit(&self, at: usize) -> Option<i128> {
        if let Some(digit) = self.digits(at) {
            return Some(digit.to_integer()).filter(|n| (0..10).contains(n) && digit.is_integer());
        }
        let words = [
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
        ];
        let text = if self.is(at, "oh") {
            "zero"
        } else {
            self.text(at)
        };
        let place = words.iter().position(|word| *word == text)?;
        i128::try_from(place).ok()
    }

    /// "a third", "half", "25 percent".
    fn share_slot(&mut self, at: usize) -> Option<Filling> {
        if let Some((value, end)) = self.article_fraction(at).or_else(|| self.unit_fraction(at)) {
            return Some((self.arena.number(value), end, 0));
        }
        if self.is(at, "half") {
            return Some((self.arena.number(Number::new(1, 2)), at + 1, 0));
        }
        let (value, end) = self.amount(at)?;
        let end = match self.text(end) {
            "%" | "percent" => end + 1,
            "per" if self.is(end + 1, "cent") => end + 2,
            _ => return None,
        };
        let value = self.arena.number(value);
        Some((self.call(Function::Percent, &[value]), end, 0))
    }

    /// `$60`, "sixty dollars", "four pounds fifty", "50 cents", in the larger unit.
    fn price(&mut self, at: usize) -> Option<Filling> {
        if matches!(self.text(at), "a" | "an") {
            let found = self.price_unit(at + 1);
            return found.map(|(unit, end)| (self.arena.number(unit), end, 0));
        }
        let (value, end) = self.amount(at)?;
        let signed = among("$ € £", self.text(at));
        let Some((unit, behind)) = self.price_unit(end) else {
            return signed.then(|| (self.arena.number(value), end, 0));
        };
        let small = (unit == Number::from(1))
            .then(|| self.amount(self.skip(behind, &["and"])))
            .flatten();
        let (value, end) = match small {
            Some((cents, end))
                if cents < Number::from(100) && !among("a an", self.text(behind)) =>
            {
                let end = self.price_unit(end).map_or(end, |(_, end)| end);
                (value + cents / Number::from(100), end)
            }
            _ => (value * unit, behind),
        };
        Some((self.arena.number(value), end, 0))
    }

    fn price_unit(&self, at: usize) -> Option<(Number, usize)> {
        let word = self.text(at);
        let whole = among(
            "dollar dollars pound pounds euro euros quid bucks buck",
            word,
        );
        let part = among("cent cents pence p penny pennies c", word);
        match (whole, part) {
            (true, _) => Some((Number::from(1), at + 1)),
            (_, true) => Some((Number::new(1, 100), at + 1)),
            _ => None,
        }
    }

    /// A word as a letter of its own; singular and plural are one word.
    fn name_slot(&mut self, at: usize) -> Option<Filling> {
        let token = self.tokens.get(at)?;
        let common = among(
            "a an the it what how is are and of each one in if , .",
            token.text,
        );
        let fits = token.kind == Kind::Word && token.text.len() > 1 && !common;
        fits.then_some(())?;
        (!numerals::is_numeral_word(token.text)).then_some(())?;
        let stem = |text: &'_ str| text.strip_suffix('s').unwrap_or(text).to_owned();
        let wanted = stem(token.text);
        let first = self
            .tokens
            .iter()
            .position(|other| stem(other.text) == wanted)?;
        let letter = char::from_u32(0xE000 + u32::try_from(first).ok()?)?;
        Some((self.arena.add(Node::Letter(letter)), at + 1, 0))
    }

    /// "twice", "half", "three times".
    fn ratio_slot(&mut self, at: usize) -> Option<Filling> {
        let known = match self.text(at) {
            "twice" | "double" => Some(Number::from(2)),
            "thrice" | "triple" => Some(Number::from(3)),
            "half" => Some(Number::new(1, 2)),
            _ => None,
        };
        if let Some(value) = known {
            return Some((self.arena.number(value), at + 1, 0));
        }
        let (value, end) = self.amount(at)?;
        self.is(end, "times")
            .then(|| (self.arena.number(value), end + 1, 0))
    }
}
