//! English numerals: the spellings of whole numbers that people use.
//!
//! Spelling only. What reads numerals in questions is a solver's own affair, so that the two can be held against each
//! other.

/// A way to write a whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Spelling {
    /// `1523`.
    Digits,
    /// `1,523`.
    Grouped,
    /// `one thousand five hundred twenty-three`.
    Words,
    /// `one thousand five hundred and twenty-three`.
    And,
    /// `a thousand five hundred and twenty-three`: a leading "one" said as "a".
    Article,
    /// `fifteen hundred twenty-three`.
    Hundreds,
    /// `fifteen-hundred twenty-three`.
    HyphenHundreds,
    /// `three-thousand-'n'-five`.
    Clipped,
    /// `five-oh-five`.
    Oh,
    /// `one five two three`.
    DigitByDigit,
}

impl Spelling {
    /// Every spelling.
    pub const ALL: [Self; 10] = [
        Self::Digits,
        Self::Grouped,
        Self::Words,
        Self::And,
        Self::Article,
        Self::Hundreds,
        Self::HyphenHundreds,
        Self::Clipped,
        Self::Oh,
        Self::DigitByDigit,
    ];
}

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = [
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];
const SCALES: [&str; 7] = [
    "",
    "thousand",
    "million",
    "billion",
    "trillion",
    "quadrillion",
    "quintillion",
];

/// `n` in that spelling; `None` where people don't write that number so, or where it would read as plain words.
/// Short scale: a billion is 10⁹.
pub fn spell(n: u64, spelling: Spelling) -> Option<String> {
    match spelling {
        Spelling::Digits => Some(n.to_string()),
        Spelling::Grouped => (n >= 1000).then(|| grouped(n)),
        Spelling::Words => Some(words(n, " ")),
        Spelling::And => with_and(n),
        Spelling::Article => article(n),
        Spelling::Hundreds => hundreds(n, " "),
        Spelling::HyphenHundreds => hundreds(n, "-"),
        Spelling::Clipped => clipped(n),
        Spelling::Oh => oh(n),
        Spelling::DigitByDigit => (n >= 10).then(|| digit_by_digit(n)),
    }
}

/// Every spelling that `n` has.
pub fn spellings(n: u64) -> impl Iterator<Item = String> {
    Spelling::ALL.into_iter().filter_map(move |s| spell(n, s))
}

fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn below_hundred(n: u64) -> String {
    match (n / 10, n % 10) {
        (0 | 1, _) => SMALL[n as usize].to_owned(),
        (tens, 0) => TENS[tens as usize].to_owned(),
        (tens, ones) => format!("{}-{}", TENS[tens as usize], SMALL[ones as usize]),
    }
}

/// Below a thousand; `joint` stands between the hundred and the rest.
fn below_thousand(n: u64, joint: &str) -> String {
    match (n / 100, n % 100) {
        (0, rest) => below_hundred(rest),
        (hundreds, 0) => format!("{} hundred", SMALL[hundreds as usize]),
        (hundreds, rest) => {
            let hundreds = SMALL[hundreds as usize];
            format!("{hundreds} hundred{joint}{}", below_hundred(rest))
        }
    }
}

/// The groups of three digits that are not zero, highest first, with the names of their scales.
fn groups(n: u64) -> Vec<(u64, &'static str)> {
    let mut rest = n;
    let mut groups = Vec::new();
    for scale in SCALES {
        if !rest.is_multiple_of(1000) {
            groups.push((rest % 1000, scale));
        }
        rest /= 1000;
    }
    groups.reverse();
    groups
}

fn words(n: u64, joint: &str) -> String {
    if n == 0 {
        return SMALL[0].to_owned();
    }
    let parts: Vec<String> = groups(n)
        .into_iter()
        .map(|(group, scale)| match scale {
            "" => below_thousand(group, joint),
            scale => format!("{} {scale}", below_thousand(group, joint)),
        })
        .collect();
    parts.join(" ")
}

/// "and" after each hundred, and before a last group below a hundred; `None` where there is no place for it.
fn with_and(n: u64) -> Option<String> {
    let mut text = words(n, " and ");
    let last = n % 1000;
    if n > 1000 && (1..100).contains(&last) {
        let tail = below_hundred(last);
        let head = text.len() - tail.len();
        text.insert_str(head, "and ");
    }
    text.contains(" and ").then_some(text)
}

fn article(n: u64) -> Option<String> {
    let text = with_and(n).unwrap_or_else(|| words(n, " "));
    let rest = text.strip_prefix("one ")?;
    Some(format!("a {rest}"))
}

/// 1100 to 9999, but for the round thousands.
fn hundreds(n: u64, joint: &str) -> Option<String> {
    let (high, rest) = (n / 100, n % 100);
    if !(11..100).contains(&high) || high.is_multiple_of(10) {
        return None;
    }
    // "twenty-one-hundred" has hyphens enough to be misread; people write it with a blank.
    if joint == "-" && high > 20 {
        return None;
    }
    let head = format!("{}{joint}hundred", below_hundred(high));
    Some(match rest {
        0 => head,
        rest => format!("{head} {}", below_hundred(rest)),
    })
}

/// 1001 to 99099 with nothing between the thousands and the last two digits.
fn clipped(n: u64) -> Option<String> {
    let (thousands, rest) = (n / 1000, n % 1000);
    ((1..20).contains(&thousands) && (1..100).contains(&rest)).then(|| {
        let thousands = below_hundred(thousands);
        format!("{thousands}-thousand-'n'-{}", below_hundred(rest))
    })
}

/// 101 to 909 with a zero in the middle, and years such as `nineteen-oh-five`.
fn oh(n: u64) -> Option<String> {
    let (high, rest) = (n / 100, n % 100);
    let said = (1..20).contains(&high) && high != 10 && (1..10).contains(&rest);
    said.then(|| format!("{}-oh-{}", below_hundred(high), below_hundred(rest)))
}

fn digit_by_digit(n: u64) -> String {
    let names: Vec<&str> = n
        .to_string()
        .bytes()
        .map(|digit| SMALL[usize::from(digit - b'0')])
        .collect();
    names.join(" ")
}

/// "first", "twenty-third": the place of `n`, from 1 on.
pub fn ordinal(n: u64) -> String {
    let text = words(n, " and ");
    let at = text.rfind([' ', '-']).map_or(0, |at| at + 1);
    let (head, last) = text.split_at(at);
    let last = match last {
        "one" => "first".to_owned(),
        "two" => "second".to_owned(),
        "three" => "third".to_owned(),
        "five" => "fifth".to_owned(),
        "eight" => "eighth".to_owned(),
        "nine" => "ninth".to_owned(),
        "twelve" => "twelfth".to_owned(),
        tens if tens.ends_with('y') => format!("{}ieth", &tens[..tens.len() - 1]),
        other => format!("{other}th"),
    };
    format!("{head}{last}")
}

/// "three quarters", "one half", "two fifths": a fraction above 0 in words. `None` for a denominator below 2.
pub fn fraction(numerator: u64, denominator: u64) -> Option<String> {
    let part = match denominator {
        0 | 1 => return None,
        2 if numerator == 1 => "half".to_owned(),
        2 => "halves".to_owned(),
        4 if numerator == 1 => "quarter".to_owned(),
        4 => "quarters".to_owned(),
        n if numerator == 1 => ordinal(n),
        n => format!("{}s", ordinal(n)),
    };
    Some(format!("{} {part}", words(numerator, " ")))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn spells_as_people_do() {
        let all = |n| spellings(n).collect::<Vec<_>>().join(" | ");
        assert_eq!(all(0), "0 | zero");
        assert_eq!(all(7), "7 | seven");
        assert_eq!(all(40), "40 | forty | four zero");
        assert_eq!(
            all(505),
            "505 | five hundred five | five hundred and five | five-oh-five | five zero five"
        );
        assert_eq!(
            all(1523),
            "1523 | 1,523 | one thousand five hundred twenty-three | one thousand five hundred and twenty-three | \
             a thousand five hundred and twenty-three | fifteen hundred twenty-three | fifteen-hundred twenty-three | \
             one five two three"
        );
        assert_eq!(
            all(3005),
            "3005 | 3,005 | three thousand five | three thousand and five | three-thousand-'n'-five | \
             three zero zero five"
        );
        assert_eq!(all(100), "100 | one hundred | a hundred | one zero zero");
        assert_eq!(
            spell(1_002_000_300, Spelling::Words).as_deref(),
            Some("one billion two million three hundred")
        );
        assert!(
            spell(u64::MAX, Spelling::Words)
                .unwrap()
                .starts_with("eighteen quintillion")
        );
    }

    #[test]
    fn no_spelling_stands_for_two_numbers() {
        let mut seen: HashMap<String, u64> = HashMap::new();
        for n in 0..=20_000 {
            for text in spellings(n) {
                let other = *seen.entry(text.clone()).or_insert(n);
                assert_eq!(other, n, "{text}");
            }
        }
    }

    #[test]
    fn ordinals_and_fractions() {
        for (n, text) in [
            (1, "first"),
            (2, "second"),
            (5, "fifth"),
            (12, "twelfth"),
            (20, "twentieth"),
            (21, "twenty-first"),
            (43, "forty-third"),
            (100, "one hundredth"),
        ] {
            assert_eq!(ordinal(n), text);
        }
        assert_eq!(fraction(3, 4).as_deref(), Some("three quarters"));
        assert_eq!(fraction(1, 2).as_deref(), Some("one half"));
        assert_eq!(fraction(2, 3).as_deref(), Some("two thirds"));
        assert_eq!(fraction(5, 1), None);
    }
}
