//! The quantities of a story: numbers with the nouns behind them.

use super::super::among;
use crate::solver::math_rules::grammar::chart::Chart;
use crate::solver::math_rules::lexicon::Meaning;
use crate::solver::math_rules::numerals;
use crate::solver::math_rules::tokens::{Kind, Number};

/// A number of things.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quantity<'t> {
    pub value: Number,
    /// The things, without the ending of a plural.
    pub unit: &'t str,
    /// The first token behind it.
    pub end: usize,
}

/// Words that stand behind a number and are no things.
const NO_UNIT: &str = "equally evenly fairly apiece more of are is and or in to a an the left each per every from away for at on by were was than times with \
    off less fewer equal years-old get fly if what how have has do does did will would as who that then but other others \
    remain remained into among between some all percent per";

/// Words between a number and its things.
const DESCRIBING: &str = "more red blue green black white yellow brown new old big small large ripe fresh other equal whole \
    full square cubic little long different hungry wild young apple chocolate glass toy pet u s us american identical";

impl<'t> Chart<'t> {
    /// A number and its things at `at`: "five red apples", "$3", "20 metres".
    pub(super) fn quantity_at(&self, at: usize) -> Option<Quantity<'t>> {
        let money = matches!(self.text(at), "$" | "€" | "£");
        let (value, end) = self.amount(at)?;
        if money {
            return Some(Quantity {
                value,
                unit: "dollar",
                end,
            });
        }
        if self.is(at, "a") || self.is(at, "an") {
            return None;
        }
        let (value, end) = self.with_a_half(value, end);
        let mut start = end;
        while among(DESCRIBING, self.text(start)) && self.is_thing(start + 1) {
            start += 1;
        }
        match self.is_thing(start) {
            true => Some(Quantity {
                value,
                unit: self.unit_of(start),
                end: start + 1,
            }),
            false => Some(Quantity {
                value,
                unit: "",
                end,
            }),
        }
    }

    /// "two and a half".
    fn with_a_half(&self, value: Number, end: usize) -> (Number, usize) {
        match self.reads(end, "and a half") {
            Some(end) => (value + Number::new(1, 2), end),
            None => (value, end),
        }
    }

    /// Whether a noun may stand here.
    pub(super) fn is_thing(&self, at: usize) -> bool {
        let word = self.text(at);
        let worded = self
            .tokens
            .get(at)
            .is_some_and(|token| token.kind == Kind::Word);
        worded && word.len() > 1 && !among(NO_UNIT, word) && !numerals::is_numeral_word(word)
    }

    /// The unit that a noun names: its singular, money and measures under one name each.
    pub(super) fn unit_of(&self, at: usize) -> &'t str {
        let word = self.text(at);
        match word {
            "dollars" | "euros" | "pounds" | "bucks" | "euro" | "pound" | "buck" => "dollar",
            "km" | "kilometers" | "kilometres" | "kilometer" => "kilometre",
            "m" | "meters" | "metres" | "meter" => "metre",
            "people" | "persons" | "pupils" | "students" | "children" | "kids" | "child"
            | "kid" => "person",
            "feet" => "foot",
            "h" => "hour",
            _ => singular(word),
        }
    }

    /// Whether two units are one, or how many of the first the second has.
    pub(super) fn conversion(&self, small: &str, large: &str) -> Option<i128> {
        if small == large {
            return Some(1);
        }
        crate::solver::math_rules::lexicon::facts::count_named(small, large)
    }

    /// Whether a verb, comparison or the like begins at `at`: a word that a story may not pass over.
    pub(super) fn active(&self, at: usize) -> bool {
        let acts = |meaning| {
            matches!(
                meaning,
                Meaning::Infix(_) | Meaning::Fold(_) | Meaning::Far(_)
            )
        };
        !self.ends_where(at, acts).is_empty()
    }
}

/// A noun without the ending of its plural.
pub(super) fn singular(noun: &str) -> &str {
    if noun.len() > 4
        && ["ches", "shes", "xes", "sses"]
            .iter()
            .any(|end| noun.ends_with(end))
    {
        return noun.strip_suffix("es").unwrap_or(noun);
    }
    if noun.ends_with("ss") || noun.len() < 4 {
        return noun;
    }
    noun.strip_suffix('s').unwrap_or(noun)
}
