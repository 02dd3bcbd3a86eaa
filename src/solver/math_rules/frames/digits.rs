//! How numbers are written: places, other bases, Roman numerals.

use super::among;
use crate::solver::math_rules::expr::{Function, Id};
use crate::solver::math_rules::grammar::chart::{Chart, Item};
use crate::solver::math_rules::tokens::Number;
use crate::solver::math_rules::values::exact::{integer, whole};

const FILLERS: &str = "what which is are the a an in of number digit 's ? . , and place value has have with write find give type does \
    do stand for how you as its that made up from plus consists position it stands represent column name at on tell \
    me please would be convert to if into turn say mean means when written express expressed equal equals system \
    notation form numeral this so them ordinary usual then base much numbers enter translate change";

impl Chart<'_> {
    /// Digits by their places, and numbers in other bases.
    pub(super) fn digit_frame(&mut self, at: usize) -> Option<(Id, u16)> {
        self.based(at).or_else(|| self.placed(at))
    }

    /// "What digit is in the tens place of 5,283?", "three hundreds, four tens and two ones".
    fn placed(&mut self, at: usize) -> Option<(Id, u16)> {
        if !(at..self.tokens.len()).any(|at| self.place_at(at).is_some())
            && !self.says(at, &["value"])
        {
            return None;
        }
        let (mut place, mut numbers, mut place_named, mut parts) =
            (at, Vec::new(), None, Vec::new());
        while place < self.tokens.len() {
            if let Some((value, end)) = self.amount(place).filter(|_| !self.is(place, "a")) {
                match self.place_at(end) {
                    Some((power, end)) => {
                        parts.push(value * whole(10).pow(power));
                        place = end;
                    }
                    None => {
                        numbers.push(value);
                        place = end;
                    }
                }
            } else if let Some((power, end)) = self.place_at(place) {
                place_named = place_named.xor(Some(power));
                place = end;
            } else if among(FILLERS, self.text(place)) || self.idle(place) {
                place += 1;
            } else {
                return None;
            }
        }
        let value = match (numbers.as_slice(), place_named, parts.as_slice()) {
            (&[number], Some(power), []) if self.says(at, &["digit", "number"]) => {
                digit_at(number, power)?
            }
            ([], None, [_, _, ..]) => parts.iter().sum(),
            (&[digit, number], None, [])
                if self.says(at, &["value"]) && self.says(at, &["place", "digit"]) =>
            {
                value_in(digit, number)?
            }
            _ => return None,
        };
        Some((self.arena.number(value), 0))
    }

    /// The power of ten that "tens" names.
    fn place_at(&self, at: usize) -> Option<(i32, usize)> {
        let power = match (self.text(at), self.text(at + 1)) {
            ("ten", "thousands") => return Some((4, at + 2)),
            ("hundred", "thousands") => return Some((5, at + 2)),
            ("ones" | "units", _) => 0,
            ("unit" | "one", "'s" | "digit" | "place") => 0,
            ("tens", _) => 1,
            ("hundreds", _) => 2,
            ("thousands", _) => 3,
            ("millions", _) => 6,
            ("tenths", _) => -1,
            ("hundredths", _) => -2,
            ("thousandths", _) => -3,
            _ => return None,
        };
        Some((power, self.skip(at + 1, &["'s"])))
    }

    /// "Convert binary 1101 to decimal.", "What is 5 in binary?"
    fn based(&mut self, at: usize) -> Option<(Id, u16)> {
        let base = (at..self.tokens.len())
            .find_map(|at| self.base_at(at).filter(|(base, _)| *base != 10))?
            .0;
        let (mut place, mut number, mut decimal, mut before) = (at, None, false, false);
        while place < self.tokens.len() {
            let joined = self.numeral_in_base(place);
            if let Some((named, end)) = self.base_at(place) {
                decimal |= named == 10;
                before |= named == base && number.is_none();
                place = end;
            } else if let Some((text, end)) = joined.filter(|_| number.is_none()) {
                number = Some(text);
                place = end;
            } else if among(FILLERS, self.text(place))
                || matches!(self.text(place), "decimal" | "arabic")
            {
                place += 1;
            } else {
                return None;
            }
        }
        let text = number?;
        if decimal || before && !self.says(at, &["to", "into"]) {
            let value = i128::from_str_radix(&text, base).ok()?;
            return Some((self.number(value), 0));
        }
        let value: i128 = text.parse().ok()?;
        let value = self.number(value);
        let id = self.call(Function::InBase(u8::try_from(base).ok()?), &[value]);
        (!before).then_some((id, 0))
    }

    /// The base that a word names, and where it ends.
    fn base_at(&self, at: usize) -> Option<(u32, usize)> {
        let base = match self.text(at) {
            "binary" => 2,
            "octal" => 8,
            "hexadecimal" | "hex" => 16,
            "decimal" | "denary" => 10,
            "base" => {
                let (value, end) = self.amount(at + 1)?;
                let base = integer(&value).and_then(|base| u32::try_from(base).ok())?;
                return (2..=16).contains(&base).then_some((base, end));
            }
            _ => return None,
        };
        Some((base, at + 1))
    }

    /// `1F` and `FF`, which are two tokens or one; words that are fillers are none.
    fn numeral_in_base(&self, at: usize) -> Option<(String, usize)> {
        let mut text = self.text(at).to_owned();
        let mut end = at + 1;
        while end < self.tokens.len()
            && !self.spaced(end)
            && self.text(end).chars().all(char::is_alphanumeric)
        {
            text.push_str(self.text(end));
            end += 1;
        }
        let digits = text.chars().all(|c| c.is_ascii_hexdigit());
        let word = text.chars().all(char::is_alphabetic);
        let known = among(FILLERS, &text) && !(self.is(at, "a") && end >= self.tokens.len() - 1);
        (digits && !(word && known)).then_some((text, end))
    }

    /// A Roman numeral, where the question speaks of them.
    pub(crate) fn roman(&mut self, at: usize) -> Option<Item> {
        let value = roman_value(self.text(at))?;
        self.says(
            0,
            &[
                "roman", "arabic", "numeral", "numerals", "ordinary", "standard",
            ],
        )
        .then_some(())?;
        let single = self.text(at).len() == 1;
        (!single || self.says(0, &["roman"])).then_some(())?;
        let id = self.number(value);
        Some(Item::closed(id, at + 1))
    }
}

/// The value of a canonical Roman numeral.
fn roman_value(text: &str) -> Option<i128> {
    let digits: Vec<i128> = text.bytes().map(roman_digit).collect::<Option<_>>()?;
    let following = digits.iter().skip(1).chain([&0]);
    let value = digits
        .iter()
        .zip(following)
        .map(|(digit, next)| if digit < next { -digit } else { *digit })
        .sum();
    (!text.is_empty() && roman_written(value).as_deref() == Some(text)).then_some(value)
}

fn roman_digit(letter: u8) -> Option<i128> {
    Some(match letter {
        b'i' => 1,
        b'v' => 5,
        b'x' => 10,
        b'l' => 50,
        b'c' => 100,
        b'd' => 500,
        b'm' => 1000,
        _ => return None,
    })
}

/// The canonical numeral, in lower case.
fn roman_written(value: i128) -> Option<String> {
    let steps = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut rest = value;
    let mut text = String::new();
    for (size, letters) in steps {
        while rest >= size {
            text.push_str(letters);
            rest -= size;
        }
    }
    (1..4000).contains(&value).then_some(text)
}

fn digit_at(number: Number, power: i32) -> Option<Number> {
    let shifted = number
        .numer()
        .checked_mul(10i128.checked_pow(u32::try_from(-power.min(0)).ok()?)?)?;
    let scale = 10i128.checked_pow(u32::try_from(power.max(0)).ok()?)?;
    let whole_part = shifted / number.denom() / scale;
    (whole_part > 0 && number > Number::from(0)).then(|| whole(whole_part % 10))
}

/// What a digit that a number has once is worth in it.
fn value_in(digit: Number, number: Number) -> Option<Number> {
    let (digit, mut rest) = (
        integer(&digit).filter(|digit| (1..10).contains(digit))?,
        integer(&number)?,
    );
    let (mut found, mut scale) = (None, 1);
    while rest > 0 {
        if rest % 10 == digit {
            if found.is_some() {
                return None;
            }
            found = Some(whole(digit * scale));
        }
        (rest, scale) = (rest / 10, scale * 10);
    }
    found
}
