//! English numerals: what value a run of number words has.
//!
//! Standard forms ("three thousand and five"), hundreds of teens ("fifteen hundred twenty-three"), digit by digit
//! ("five oh five"), pairs ("nineteen eighty-four"), dozens and scores, digits with a scale ("3 million"), decimals
//! ("two point five"). Everything else is refused: ascending or repeated scales, "twenty hundred", a leading zero.
//! Nothing here knows of operators, so that "one hundred and five" has two readings at its beginning: 100, with
//! "and five" left to the reader, and 105.

mod words;

use num_traits::{CheckedAdd, CheckedMul};

use self::words::{below_hundred, collective, ordinal_word, scale};
use super::tokens::{self, Kind, Number, Token};

/// A numeral at the beginning of some tokens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Span {
    /// Its value.
    pub value: Number,
    /// The first token behind it.
    pub end: usize,
    /// Whether it is one of the unusual forms: digit by digit, or in pairs.
    pub unusual: bool,
    /// Whether it could have gone on behind the "and" or comma at its end.
    pub cut: bool,
}

/// The whole number that a text spells, sign included ("minus three"). `None` where it is not one numeral, where it is
/// nonsense, and where two readings differ.
pub fn read(words: &str) -> Option<i128> {
    let clean = tokens::clean(words.trim());
    let tokens = tokens::split(&clean)?;
    let signed = tokens
        .first()
        .is_some_and(|t| t.is("minus") || t.is("negative") || t.is("-"));
    let start = usize::from(signed);
    let mut values = spans(&tokens, start)
        .into_iter()
        .filter(|span| span.end == tokens.len())
        .map(|span| span.value);
    let value = values.next()?;
    if values.any(|other| other != value) || !value.is_integer() {
        return None;
    }
    let value = value.to_integer();
    Some(if signed { -value } else { value })
}

/// Every numeral that begins at token `at`, one for each place where it may end.
pub(crate) fn spans(tokens: &[Token<'_>], at: usize) -> Vec<Span> {
    let words = Words {
        tokens,
        ordinal: None,
    };
    if !words.cardinal_starts(at) {
        return Vec::new();
    }
    let mut spans = words.all(at);
    let longest = spans
        .iter()
        .filter(|span| !span.unusual)
        .map(|span| span.end)
        .max();
    for span in &mut spans {
        let joined = matches!(words.word(span.end), "and" | "&" | "n" | ",");
        span.cut = joined && Some(span.end) < longest;
    }
    spans
}

/// Every ordinal that begins at token `at`: "third", "twenty-first", "5th", plurals of fractions ("fourths") included.
pub(crate) fn ordinals(tokens: &[Token<'_>], at: usize) -> Option<Span> {
    if let Kind::Ordinal(value) = tokens.get(at)?.kind {
        return Some(Span {
            value: Number::from(value),
            end: at + 1,
            unusual: false,
            cut: false,
        });
    }
    let mut last = at;
    loop {
        let word = tokens.get(last)?.text;
        if let Some(cardinal) = ordinal_word(word) {
            let words = Words {
                tokens,
                ordinal: Some((last, cardinal)),
            };
            let mut found = words.standard(at, None);
            found.retain(|(_, end)| *end == last + 1);
            let (value, end) = *found.first()?;
            return Some(Span {
                value: Number::from(value),
                end,
                unusual: false,
                cut: false,
            });
        }
        if below_hundred(word).is_none()
            && scale(word).is_none()
            && !matches!(word, "hundred" | "and" | "a")
        {
            return None;
        }
        last += 1;
    }
}

/// Tokens as number words; one of them, an ordinal, counts as its cardinal.
struct Words<'a, 't> {
    tokens: &'a [Token<'t>],
    ordinal: Option<(usize, &'static str)>,
}

type Found = Vec<(i128, usize)>;

impl Words<'_, '_> {
    fn word(&self, at: usize) -> &str {
        match self.ordinal {
            Some((place, cardinal)) if place == at => cardinal,
            Some((place, _)) if place < at => "",
            _ => self.tokens.get(at).map_or("", |token| token.text),
        }
    }

    fn cardinal_starts(&self, at: usize) -> bool {
        let numeric = |token: &Token<'_>| matches!(token.kind, Kind::Number(_));
        let word = self.word(at);
        below_hundred(word).is_some()
            || matches!(word, "hundred" | "a" | "half" | "point" | "baker")
            || scale(word).is_some()
            || self.tokens.get(at).is_some_and(numeric)
    }

    fn all(&self, at: usize) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::with_capacity(4);
        let mut add = |value: Number, end: usize, unusual: bool| {
            let known = |span: &Span| span.end == end && span.value == value;
            if !spans.iter().any(known) {
                spans.push(Span {
                    value,
                    end,
                    unusual,
                    cut: false,
                });
            }
        };
        let standard = self.standard(at, None);
        for &(value, end) in &standard {
            add(Number::from(value), end, false);
        }
        if let Some((value, end)) = self.in_digits(at) {
            add(value, end, false);
        }
        for (value, end, unusual) in self.digit_by_digit(at).into_iter().chain(self.pairs(at)) {
            add(Number::from(value), end, unusual);
        }
        for (value, end) in self.counted(at, &standard) {
            add(Number::from(value), end, false);
        }
        for (value, end) in self.decimals(at, &standard) {
            add(value, end, false);
        }
        spans
    }

    /// Groups of thousands, each below the scale before it.
    fn standard(&self, at: usize, below: Option<i128>) -> Found {
        let mut found = Found::new();
        for (group, end, wide) in self.group(at, below.is_some()) {
            let Some(scale) = scale(self.word(end)) else {
                // "two million fifteen hundred" is said; "two thousand fifteen hundred" is not.
                if group < 1000 || (wide && below.is_none_or(|below| below > 1000)) {
                    found.push((group, end));
                }
                continue;
            };
            if wide || below.is_some_and(|below| scale >= below) {
                continue;
            }
            let Some(head) = group.checked_mul(scale) else {
                continue;
            };
            self.continued(head, scale, end + 1, &mut found);
        }
        found
    }

    /// `head` alone, and with the smaller groups behind it; a group that follows without "and" or comma must be taken.
    fn continued(&self, head: i128, scale: i128, end: usize, found: &mut Found) {
        let direct = self.standard(end, Some(scale));
        if direct.is_empty() {
            found.push((head, end));
            let comma = usize::from(self.word(end) == ",");
            let joined = end + comma + usize::from(self.is_and(end + comma));
            if joined > end {
                let rest = self.standard(joined, Some(scale));
                found.extend(rest.into_iter().map(|(rest, end)| (head + rest, end)));
            }
        } else {
            found.extend(direct.into_iter().map(|(rest, end)| (head + rest, end)));
        }
    }

    /// One group: below a thousand, or, marked as wide, hundreds of teens. `inner` where a larger group stands before.
    fn group(&self, at: usize, inner: bool) -> Vec<(i128, usize, bool)> {
        let word = self.word(at);
        let article = word == "a" && !inner;
        if (article && self.word(at + 1) == "hundred") || word == "hundred" {
            return self.hundreds(1, at + usize::from(article) + 1, false);
        }
        if article && scale(self.word(at + 1)).is_some() {
            return vec![(1, at + 1, false)];
        }
        if scale(word).is_some() && !inner {
            return vec![(1, at, false)];
        }
        if let Some((value, end)) = self.scaled_digits(at) {
            return vec![(value, end, false)];
        }
        let Some((value, end)) = self.tens(at) else {
            return Vec::new();
        };
        if self.word(end) != "hundred" {
            return vec![(value, end, false)];
        }
        match value {
            1..=9 => self.hundreds(value, end + 1, false),
            11.. if value % 10 != 0 => self.hundreds(value, end + 1, true),
            _ => Vec::new(),
        }
    }

    /// What may stand behind "hundred".
    fn hundreds(&self, hundreds: i128, end: usize, wide: bool) -> Vec<(i128, usize, bool)> {
        let head = hundreds * 100;
        if let Some((rest, end)) = self.tens(end).filter(|(rest, _)| *rest > 0) {
            return vec![(head + rest, end, wide)];
        }
        let mut found = vec![(head, end, wide)];
        if self.is_and(end) {
            let rest = self.tens(end + 1).filter(|(rest, _)| *rest > 0);
            found.extend(rest.map(|(rest, end)| (head + rest, end, wide)));
        }
        found
    }

    /// `3` of "3 million": digits count as a group only where a scale follows.
    fn scaled_digits(&self, at: usize) -> Option<(i128, usize)> {
        match self.tokens.get(at)?.kind {
            Kind::Number(value) if value.is_integer() && value < Number::from(1000) => {
                scale(self.word(at + 1)).map(|_| (value.to_integer(), at + 1))
            }
            _ => None,
        }
    }

    /// Below a hundred; "twenty five" is never twenty and a five.
    fn tens(&self, at: usize) -> Option<(i128, usize)> {
        let value = below_hundred(self.word(at))?;
        if value >= 20
            && let Some(unit @ 1..=9) = below_hundred(self.word(at + 1))
        {
            return Some((value + unit, at + 2));
        }
        Some((value, at + 1))
    }

    fn is_and(&self, at: usize) -> bool {
        match self.word(at) {
            "and" | "&" => true,
            "n" => self.tokens.get(at).is_some_and(|token| token.quoted),
            _ => false,
        }
    }

    /// Digits, with "hundred" or a scale behind them ("1.5 million") or without.
    fn in_digits(&self, at: usize) -> Option<(Number, usize)> {
        let Kind::Number(value) = self.tokens.get(at)?.kind else {
            return None;
        };
        let factor = match self.word(at + 1) {
            "hundred" => Some(100),
            word => scale(word),
        };
        match factor {
            Some(factor) => Some((value.checked_mul(&Number::from(factor))?, at + 2)),
            None => Some((value, at + 1)),
        }
    }

    fn digit(&self, at: usize, first: bool) -> Option<i128> {
        match self.word(at) {
            "oh" | "o" if !first => Some(0),
            word => below_hundred(word).filter(|digit| *digit < 10),
        }
    }

    /// "one five two three"; every length from two digits on.
    fn digit_by_digit(&self, at: usize) -> Vec<(i128, usize, bool)> {
        let mut found = Vec::new();
        let Some(mut value) = self.digit(at, true).filter(|first| *first > 0) else {
            return found;
        };
        let mut end = at + 1;
        while let Some(digit) = self.digit(end, false).filter(|_| end < at + 18) {
            value = value * 10 + digit;
            end += 1;
            found.push((value, end, true));
        }
        found.retain(|&(_, end, _)| !self.grows(end));
        found
    }

    /// "nineteen eighty-four", "fifteen oh five", "three twenty-five".
    fn pairs(&self, at: usize) -> Option<(i128, usize, bool)> {
        let (head, middle) = self.tens(at).filter(|(head, _)| *head > 0)?;
        let zero = matches!(self.word(middle), "oh" | "o");
        let (rest, end) = if zero {
            let digit = self.digit(middle + 1, true).filter(|digit| *digit > 0)?;
            (digit, middle + 2)
        } else {
            self.tens(middle).filter(|(rest, _)| *rest >= 10)?
        };
        (!self.grows(end)).then_some((head * 100 + rest, end, true))
    }

    /// Whether the next word would make a larger number of what stands before it.
    fn grows(&self, end: usize) -> bool {
        let word = self.word(end);
        word == "hundred" || scale(word).is_some()
    }

    /// "two dozen", "half a dozen", "three score and ten".
    fn counted(&self, at: usize, standard: &Found) -> Found {
        let mut found = Found::new();
        let (first, second, third) = (self.word(at), self.word(at + 1), self.word(at + 2));
        match (first, second, third) {
            ("half", "a", "dozen") => found.push((6, at + 3)),
            ("a", "half", "dozen") => found.push((6, at + 3)),
            ("half", "dozen", _) => found.push((6, at + 2)),
            ("a", "baker", "'s") if self.word(at + 3) == "dozen" => found.push((13, at + 4)),
            ("baker", "'s", "dozen") => found.push((13, at + 3)),
            _ => {}
        }
        let article = (first == "a").then_some((1, at + 1));
        let digits = self.in_digits(at).filter(|(value, _)| value.is_integer());
        let digits = digits.map(|(value, end)| (value.to_integer(), end));
        for (count, end) in standard.iter().copied().chain(article).chain(digits) {
            let Some(size) = collective(self.word(end)) else {
                continue;
            };
            let Some(value) = count.checked_mul(size) else {
                continue;
            };
            found.push((value, end + 1));
            if size == 20 {
                let rest = end + 1 + usize::from(self.is_and(end + 1));
                let rest = self.tens(rest).filter(|(rest, _)| (1..20).contains(rest));
                found.extend(rest.map(|(rest, end)| (value + rest, end)));
            }
        }
        found
    }

    /// "three point one four", "point five", "3 point 5".
    fn decimals(&self, at: usize, standard: &Found) -> Vec<(Number, usize)> {
        let mut found = Vec::new();
        if self.word(at) == "point" {
            found.extend(self.fraction_digits(at + 1));
        }
        let digits = self.in_digits(at).filter(|(value, _)| value.is_integer());
        let digits = digits.map(|(value, end)| (value.to_integer(), end));
        for (whole, end) in standard.iter().copied().chain(digits) {
            if self.word(end) == "point"
                && let Some((rest, end)) = self.fraction_digits(end + 1)
            {
                found.extend(rest.checked_add(&Number::from(whole)).map(|sum| (sum, end)));
            }
        }
        found
    }

    fn fraction_digits(&self, at: usize) -> Option<(Number, usize)> {
        if let Kind::Number(value) = self.tokens.get(at)?.kind {
            let text = self.tokens.get(at)?.text;
            let places = u32::try_from(text.len()).ok()?;
            let whole = text.bytes().all(|b| b.is_ascii_digit());
            return whole.then(|| (value / Number::from(10i128.pow(places)), at + 1));
        }
        let mut value = Number::from(0);
        let (mut end, mut place) = (at, 10i128);
        while let Some(digit) = self.digit(end, false).filter(|_| end < at + 12) {
            value += Number::new(digit, place);
            place *= 10;
            end += 1;
        }
        (end > at).then_some((value, end))
    }
}

/// Whether a word is part of numerals or ordinals.
pub(crate) fn is_numeral_word(word: &str) -> bool {
    below_hundred(word).is_some()
        || scale(word).is_some()
        || ordinal_word(word).is_some()
        || collective(word).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standard_spellings() {
        for (words, value) in [
            ("zero", 0),
            ("seven", 7),
            ("Forty-Two", 42),
            ("one hundred and five", 105),
            ("a hundred one", 101),
            ("nine hundred ninety-nine", 999),
            ("one thousand five hundred twenty-three", 1523),
            ("one thousand, five hundred and twenty three", 1523),
            ("three-thousand-'n'-five", 3005),
            ("a thousand and one", 1001),
            ("twelve thousand", 12_000),
            ("three hundred thousand and seventeen", 300_017),
            ("one million, two hundred thousand, and five", 1_200_005),
            ("two quadrillion one", 2_000_000_000_000_001),
            (
                "nine hundred ninety-nine trillion nine hundred ninety-nine billion nine hundred ninety-nine million \
                 nine hundred ninety-nine thousand nine hundred ninety-nine",
                999_999_999_999_999,
            ),
            ("minus three", -3),
            ("negative three", -3),
            ("-3", -3),
            ("1,523", 1523),
            ("3 million", 3_000_000),
            ("1.5 million", 1_500_000),
        ] {
            assert_eq!(read(words), Some(value), "{words}");
        }
    }

    #[test]
    fn other_spellings() {
        for (words, value) in [
            ("fifteen hundred twenty-three", 1523),
            ("fifteen-hundred and twenty three", 1523),
            ("ninety-nine hundred", 9900),
            ("five-oh-five", 505),
            ("one five two three", 1523),
            ("nineteen eighty-four", 1984),
            ("twenty twenty-five", 2025),
            ("fifteen oh five", 1505),
            ("three twenty-five", 325),
            ("a dozen", 12),
            ("two dozen", 24),
            ("half a dozen", 6),
            ("a half-dozen", 6),
            ("a score", 20),
            ("four score and seven", 87),
            ("three score and ten", 70),
            ("a baker's dozen", 13),
            ("a gross", 144),
        ] {
            assert_eq!(read(words), Some(value), "{words}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for words in [
            "",
            "twenty hundred fifty thousand two",
            "twenty hundred",
            "two hundred hundred",
            "one two hundred",
            "five thousand million",
            "two thousand three thousand",
            "two thousand fifteen hundred",
            "oh five",
            "zero five",
            "five and",
            "and five",
            "hundred hundred",
            "thirteen one",
            "twenty zero",
            "five dogs",
            "two point five",
            "three fourths",
            "minus",
            "one hundred zero",
            "a five",
            "five plus three",
        ] {
            assert_eq!(read(words), None, "{words}");
        }
    }

    #[test]
    fn all_ends_are_found() {
        let clean = tokens::clean("one hundred and five");
        let tokens = tokens::split(&clean).unwrap();
        let mut found: Vec<(Number, usize)> = spans(&tokens, 0)
            .iter()
            .map(|span| (span.value, span.end))
            .collect();
        found.sort();
        assert_eq!(found, [(100.into(), 2), (105.into(), 4)]);
    }

    #[test]
    fn decimals_and_ordinals() {
        let first = |text: &str| {
            let clean = tokens::clean(text);
            let tokens = tokens::split(&clean).unwrap();
            let end = tokens.len();
            spans(&tokens, 0)
                .into_iter()
                .find(|span| span.end == end)
                .map(|span| span.value)
        };
        assert_eq!(first("three point one four"), Some(Number::new(157, 50)));
        assert_eq!(first("zero point two five"), Some(Number::new(1, 4)));
        assert_eq!(first("point five"), Some(Number::new(1, 2)));
        let ordinal = |text: &str| {
            let clean = tokens::clean(text);
            let tokens = tokens::split(&clean).unwrap();
            ordinals(&tokens, 0).map(|span| (span.value.to_integer(), span.end))
        };
        assert_eq!(ordinal("third"), Some((3, 1)));
        assert_eq!(ordinal("twenty-first power"), Some((21, 2)));
        assert_eq!(ordinal("one hundred and fifth"), Some((105, 4)));
        assert_eq!(ordinal("fourths"), Some((4, 1)));
        assert_eq!(ordinal("5th"), Some((5, 1)));
        assert_eq!(ordinal("hundredths"), Some((100, 1)));
        assert_eq!(ordinal("three plus fifth"), None);
    }
}
