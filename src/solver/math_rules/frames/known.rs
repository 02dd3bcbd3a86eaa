//! What everybody knows, asked for in any order of words: the parts of a thing, the number of a month or a letter.

use super::among;
use crate::solver::math_rules::cost::{CLEAR, UNUSUAL};
use crate::solver::math_rules::expr::Id;
use crate::solver::math_rules::grammar::chart::Chart;
use crate::solver::math_rules::lexicon::facts;
use crate::solver::math_rules::numerals;
use crate::solver::math_rules::tokens::Number;

const FILLERS: &str = "a an the of in on at is are there do does has have had it its how many what which number to for with and \
    by from that you can will would be , . ? : ; one each every per 's they make makes made up long into i we all between them together altogether total combined";

const MONTHS: &str =
    "january february march april may june july august september october november december";

const MONTH_FILLERS: &str = "what which is the number of month in year calendar a s 's ? . , has position it as on name \
    comes place order does have ordinal";

const LETTER_FILLERS: &str = "what which is the number of letter in alphabet english position place a 's ? . , it has does \
    have as latin at stands s occupy come comes";

const WATER: &str = "what is the of 's in at how many which temperature does do water boil boils freeze freezes boiling \
    freezing point degrees degree celsius fahrenheit centigrade melt melts melting ice pure sea level ? . , standard \
    pressure normal under will a";

impl Chart<'_> {
    /// Parts of a thing; numbers that everybody knows.
    pub(super) fn known_frame(&mut self, at: usize) -> Option<(Id, u16)> {
        let value = self
            .month_number(at)
            .or_else(|| self.letter_number(at))
            .or_else(|| self.water(at));
        if let Some(value) = value {
            return Some((self.number(value), 0));
        }
        // What is left of it is another question.
        if self.says_any(
            at,
            "left remain remains remaining lost missing before after until since past over along",
        ) {
            return None;
        }
        self.parts_of_thing(at)
    }

    fn all_among(&self, at: usize, words: &str, others: impl Fn(usize) -> bool) -> bool {
        (at..self.tokens.len()).all(|at| among(words, self.text(at)) || others(at))
    }

    /// "What is the number of the month of March?"
    fn month_number(&self, at: usize) -> Option<i128> {
        (self.says(at, &["month"]) && self.says(at, &["number", "position", "place"]))
            .then_some(())?;
        let month = |at: usize| MONTHS.split(' ').position(|month| month == self.text(at));
        let mut named = (at..self.tokens.len()).filter_map(month);
        let found = named.next().filter(|_| named.next().is_none())?;
        let plain = self.all_among(at, MONTH_FILLERS, |at| month(at).is_some())
            && !self.says(at, &["days"]);
        plain.then_some(i128::try_from(found).ok()? + 1)
    }

    /// "What position in the alphabet is the letter C?"
    fn letter_number(&self, at: usize) -> Option<i128> {
        (self.says(at, &["alphabet"]) && self.says(at, &["number", "position", "place"]))
            .then_some(())?;
        let letter = |at: usize| {
            let token = self.tokens.get(at)?;
            token.letter().filter(|letter| {
                letter.is_ascii_lowercase() && (*letter != 'a' || token.quoted) && *letter != 's'
            })
        };
        let mut named = (at..self.tokens.len()).filter_map(letter);
        let found = named.next().filter(|_| named.next().is_none())?;
        let plain = self.all_among(at, LETTER_FILLERS, |at| letter(at).is_some());
        plain.then_some(i128::from(u32::from(found) - u32::from('a') + 1))
    }

    /// The temperatures at which water boils and freezes.
    fn water(&self, at: usize) -> Option<i128> {
        let boils = self.says(at, &["boil", "boils", "boiling"]);
        let freezes = self.says(
            at,
            &["freeze", "freezes", "freezing", "melt", "melts", "melting"],
        );
        let fahrenheit = self.says(at, &["fahrenheit"]);
        let celsius = self.says(at, &["celsius", "centigrade"]);
        let plain = self.says(at, &["water", "ice"]) && self.all_among(at, WATER, |_| false);
        match (boils, freezes, celsius, fahrenheit) {
            _ if !plain => None,
            (true, false, true, false) => Some(100),
            (true, false, false, true) => Some(212),
            (false, true, true, false) => Some(0),
            (false, true, false, true) => Some(32),
            _ => None,
        }
    }

    /// One sort of part and one thing that has a known number of them.
    fn parts_of_thing(&mut self, at: usize) -> Option<(Id, u16)> {
        let mut asked = (at..self.tokens.len())
            .filter_map(|at| self.reads(at, "how many").or(self.reads(at, "number of")));
        let start = asked.next().filter(|_| asked.next().is_none())?;
        let start = self.skip(start, &["different", "the"]);
        let nouns = self.nouns(start, true);
        let end = nouns.iter().map(|(_, end)| *end).max()?;
        let longest = nouns.iter().filter(|(_, other)| *other == end);
        let parts: Vec<u16> = longest.map(|(part, _)| *part).collect();
        let (mut found, mut place): (Option<Number>, usize) = (None, at);
        let mut cost = UNUSUAL;
        while place < self.tokens.len() {
            if place == start {
                place = end;
                continue;
            }
            let wholes = self.wholes(place);
            let counted = wholes.iter().filter_map(|whole| {
                let count = parts
                    .iter()
                    .find_map(|part| facts::count(*part, whole.thing))?;
                Some((whole.times * Number::from(count), whole.end))
            });
            if let Some((count, end)) = counted.max_by_key(|(_, end)| *end) {
                let joined = matches!(self.text(place.wrapping_sub(1)), "and" | "," | "plus");
                found = match found {
                    None => Some(count),
                    Some(before) if joined => {
                        cost = CLEAR;
                        Some(before + count)
                    }
                    Some(_) => return None,
                };
                place = end;
            } else if among(FILLERS, self.text(place))
                || self.idle(place) && !numerals::is_numeral_word(self.text(place))
            {
                place += 1;
            } else {
                return None;
            }
        }
        let id = self.arena.number(found?);
        Some((id, cost))
    }
}
