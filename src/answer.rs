//! Forms of answers: what a person may type for a number, a vector or a word, and nothing else.
//!
//! Pure. Comparison is exact: 0.75 is 3/4, and 0.33 is not 1/3.

use num_rational::Ratio;
use serde::{Deserialize, Serialize};

use crate::numeral;
use crate::tilt::Court;

/// An exact number.
pub type Number = Ratio<i128>;

/// What counts as the stored answer, beside itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// The text alone.
    #[default]
    Text,
    /// The same number: 6, +6, 6.0, six; -3, minus three; 3/4, 0.75, three quarters; 1,500.
    Number,
    /// The same numbers in the same order, with or without brackets, with commas or blanks between.
    Vector,
    /// Any of these words.
    Words(Vec<String>),
    /// A path through a maze that its court accepts.
    Trace(Box<Court>),
    /// The same choice of tiles, as [`write_tiles`] has it, but for so many tiles.
    Tiles {
        /// Tiles that may be wrong; 0 is the exact set.
        max_wrong: u32,
    },
}

/// A choice of tiles as answers and records have it: one digit a tile, 1 where it is selected.
pub fn write_tiles(choice: &[bool]) -> String {
    choice
        .iter()
        .map(|&on| if on { '1' } else { '0' })
        .collect()
}

/// Reads what [`write_tiles`] wrote; `None` where anything else stands in it.
pub fn read_tiles(text: &str) -> Option<Vec<bool>> {
    let digit = |c: char| match c {
        '0' => Some(false),
        '1' => Some(true),
        _ => None,
    };
    text.chars().map(digit).collect()
}

fn same_tiles(stored: &str, answer: &str, max_wrong: u32) -> bool {
    let (Some(stored), Some(answer)) = (read_tiles(stored), read_tiles(answer)) else {
        return false;
    };
    let wrong = stored.iter().zip(&answer).filter(|(a, b)| a != b).count();
    stored.len() == answer.len() && wrong <= max_wrong as usize
}

impl Form {
    pub(crate) fn is_text(&self) -> bool {
        *self == Self::Text
    }

    /// Whether `answer` is another way to write `stored`. Case and white space are forgiven.
    pub(crate) fn accepts(&self, stored: &str, answer: &str) -> bool {
        let answer = tidy(answer);
        match self {
            Self::Text => answer == tidy(stored),
            Self::Number => parse(stored).is_some_and(|number| is_number(&answer, number)),
            Self::Vector => {
                let stored = entries(stored).iter().map(|entry| parse(entry)).collect();
                let stored: Option<Vec<Number>> = stored;
                stored.is_some_and(|stored| is_vector(&answer, &stored))
            }
            Self::Trace(court) => court.accepts(&answer),
            Self::Words(words) => words.iter().any(|word| tidy(word) == answer),
            Self::Tiles { max_wrong } => same_tiles(stored, &answer, *max_wrong),
        }
    }
}

/// Lower case, single blanks, one kind of minus.
fn tidy(text: &str) -> String {
    let text = text.to_lowercase().replace(['−', '–'], "-");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_number(answer: &str, number: Number) -> bool {
    parse(answer) == Some(number) || is_spelled(answer, number)
}

fn is_vector(answer: &str, vector: &[Number]) -> bool {
    let entries = entries(answer);
    let same = |(entry, &number): (&String, &Number)| is_number(entry, number);
    entries.len() == vector.len() && entries.iter().zip(vector).all(same)
}

/// The entries of "[1, 2]", "(1 2)", "<1, 2>", "1, 2" or "1 2". Brackets must match.
fn entries(text: &str) -> Vec<String> {
    let text = text.trim();
    let inner = [('[', ']'), ('(', ')'), ('<', '>')]
        .iter()
        .find_map(|&(open, close)| text.strip_prefix(open)?.strip_suffix(close))
        .unwrap_or(text)
        .trim();
    if inner.contains(',') {
        return inner
            .split(',')
            .map(|part| part.trim().to_owned())
            .collect();
    }
    inner.split_whitespace().map(str::to_owned).collect()
}

/// A number in digits: a sign, thousands in threes, decimals, or a fraction of two whole numbers.
pub fn parse(text: &str) -> Option<Number> {
    let text = text.trim();
    let (negative, text) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (text.starts_with('-'), rest.trim_start()),
        None => (false, text),
    };
    let size = match text.split_once('/') {
        Some((above, below)) => {
            let (above, below) = (whole(above.trim_end())?, whole(below.trim_start())?);
            (below != 0).then(|| Number::new(above, below))?
        }
        None => decimal(text)?,
    };
    Some(if negative { -size } else { size })
}

fn decimal(text: &str) -> Option<Number> {
    let Some((above, below)) = text.split_once('.') else {
        return whole(text).map(Number::from_integer);
    };
    let above = if above.is_empty() { 0 } else { whole(above)? };
    let plain = !below.is_empty() && below.len() <= 18 && below.bytes().all(|b| b.is_ascii_digit());
    let scale = 10i128.checked_pow(u32::try_from(below.len()).ok()?)?;
    let below: i128 = plain.then(|| below.parse().ok())??;
    let units = above.checked_mul(scale)?.checked_add(below)?;
    Some(Number::new(units, scale))
}

fn whole(text: &str) -> Option<i128> {
    let groups: Vec<&str> = text.split(',').collect();
    let threes = groups.len() == 1
        || (1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|group| group.len() == 3);
    let digits: String = groups.concat();
    let plain = threes && (1..=30).contains(&digits.len());
    let plain = plain && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

/// Whether these are the number's words.
fn is_spelled(answer: &str, number: Number) -> bool {
    if answer.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let sign = ["minus ", "negative "]
        .iter()
        .find_map(|sign| answer.strip_prefix(sign));
    let (negative, words) = match sign {
        Some(rest) => (true, rest),
        None => (false, answer.strip_prefix("plus ").unwrap_or(answer)),
    };
    if negative != (number < Number::from_integer(0)) {
        return false;
    }
    let (above, below) = (number.numer().unsigned_abs(), number.denom().unsigned_abs());
    let (Ok(above), Ok(below)) = (u64::try_from(above), u64::try_from(below)) else {
        return false;
    };
    let said = plain(words);
    if below == 1 {
        return numeral::spellings(above).any(|text| plain(&text) == said);
    }
    let fraction = numeral::fraction(above, below).map(|text| plain(&text));
    fraction.is_some_and(|text| {
        said == text
            || said == text.replace("quarter", "fourth")
            || text
                .strip_prefix("one ")
                .is_some_and(|part| said == part || said == format!("a {part}"))
    })
}

/// Words without what people put between them as they please.
fn plain(text: &str) -> String {
    let text = text.replace(['-', ','], " ").replace("'n'", "and");
    text.split_whitespace()
        .filter(|word| *word != "and")
        .collect::<Vec<_>>()
        .join(" ")
}

/// A number as it is stored: `6`, `-3`, `3/4`.
pub fn show(number: Number) -> String {
    number.to_string()
}

/// A vector as it is stored: `[1, -2, 3/4]`.
pub fn show_vector(numbers: &[Number]) -> String {
    let entries: Vec<String> = numbers.iter().map(|&number| show(number)).collect();
    format!("[{}]", entries.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(form: &Form, stored: &str, right: &[&str], wrong: &[&str]) {
        for answer in right {
            assert!(form.accepts(stored, answer), "{stored} is {answer}");
        }
        for answer in wrong {
            assert!(!form.accepts(stored, answer), "{stored} is not {answer}");
        }
    }

    #[test]
    fn numbers_in_every_form_and_nothing_else() {
        let form = Form::Number;
        check(
            &form,
            "6",
            &[
                "6", " 6 ", "six", "SIX", "+6", "6.0", "06", "12/2", "plus six",
            ],
            &[
                "",
                "7",
                "6x",
                "six six",
                "-6",
                "minus six",
                "6..0",
                "6/0",
                "6 apples",
                "sixth",
                "--6",
            ],
        );
        check(
            &form,
            "-3",
            &[
                "-3",
                "- 3",
                "−3",
                "minus three",
                "Negative  Three",
                "-3.00",
                "-6/2",
            ],
            &["3", "three", "minus -3", "+-3"],
        );
        check(
            &form,
            "3/4",
            &[
                "3/4",
                "3 / 4",
                "0.75",
                ".75",
                "6/8",
                "three quarters",
                "three fourths",
                "three-fourths",
            ],
            &["0.7", "3", "4/3", "3/4/1", "-0.75"],
        );
        check(&form, "1/2", &["half", "a half", "one half", "0.5"], &["1"]);
        check(
            &form,
            "1/3",
            &["1/3", "one third", "a third"],
            &["0.33", "0.3333333333"],
        );
        check(
            &form,
            "1523",
            &[
                "1523",
                "1,523",
                "fifteen hundred and twenty three",
                "one five two three",
            ],
            &["15,23", "1,5,23", "1 523", "1523,"],
        );
        check(&form, "0", &["0", "zero", "-0", "0.0"], &["", "-", "none"]);
    }

    #[test]
    fn vectors_with_or_without_brackets() {
        check(
            &Form::Vector,
            "[1, -2, 1/2]",
            &[
                "[1, -2, 1/2]",
                "1 -2 0.5",
                "(1,-2,.5)",
                "<1, minus two, one half>",
                "1,-2,0.5",
            ],
            &[
                "[1, -2]",
                "[1, -2, 1/2",
                "1 -2 0.5 0",
                "[-2, 1, 1/2]",
                "{1,-2,0.5}",
            ],
        );
    }

    #[test]
    fn tiles_are_right_all_together() {
        let exact = Form::Tiles { max_wrong: 0 };
        check(
            &exact,
            "0110",
            &["0110", " 0110 "],
            &["", "0111", "011", "01100", "0120"],
        );
        let near = Form::Tiles { max_wrong: 1 };
        check(
            &near,
            "0110",
            &["0110", "0111", "0010"],
            &["1111", "011", "x110"],
        );
        assert_eq!(write_tiles(&[false, true]), "01");
    }

    #[test]
    fn words_are_those_listed() {
        let form = Form::Words(vec!["cosine".into(), "cos".into()]);
        check(
            &form,
            "cosine",
            &["Cosine", " cos "],
            &["", "cosinus", "the cosine", "sine"],
        );
    }
}
