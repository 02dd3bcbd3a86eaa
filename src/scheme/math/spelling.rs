//! How values are written in a question: numbers in one of their spellings, polynomials, vectors, matrices.

use crate::answer::Number;
use crate::config::suggest;
use crate::numeral::{self, Spelling};
use crate::seed::Rng;

/// Which spellings a number may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Any that the number has.
    Any,
    /// Digits, or the plain words.
    Simple,
    /// Digits, with or without commas.
    Digits,
    /// Words of any kind.
    Words,
    /// `third`.
    Ordinal,
}

const STYLES: [(&str, Style); 5] = [
    ("any", Style::Any),
    ("simple", Style::Simple),
    ("digits", Style::Digits),
    ("words", Style::Words),
    ("ordinal", Style::Ordinal),
];

impl Style {
    pub(super) fn find(name: &str) -> Result<Self, String> {
        let known = STYLES.iter().find(|(known, _)| *known == name);
        known.map(|(_, style)| *style).ok_or_else(|| {
            let names = STYLES.iter().map(|(known, _)| *known);
            format!("unknown spelling `{name}`: {}", suggest(name, names))
        })
    }

    fn spellings(self) -> &'static [Spelling] {
        match self {
            Self::Any => &Spelling::ALL,
            Self::Simple => &[Spelling::Digits, Spelling::Words],
            Self::Digits => &[Spelling::Digits, Spelling::Grouped],
            Self::Words | Self::Ordinal => &Spelling::ALL[2..],
        }
    }
}

/// Writes a number.
pub(super) fn number(rng: &mut Rng, number: Number, style: Style, text: &mut String) {
    let (above, below) = (number.numer().unsigned_abs(), number.denom().unsigned_abs());
    let negative = *number.numer() < 0;
    let (Ok(above), Ok(below)) = (u64::try_from(above), u64::try_from(below)) else {
        text.push_str(&number.to_string());
        return;
    };
    let said = if below != 1 {
        fraction(rng, above, below, style)
    } else if style == Style::Ordinal {
        numeral::ordinal(above)
    } else {
        whole(rng, above, style)
    };
    if negative {
        let digits = said.starts_with(|c: char| c.is_ascii_digit());
        text.push_str(match (digits, rng.chance(0.5)) {
            (true, _) => "-",
            (false, true) => "minus ",
            (false, false) => "negative ",
        });
    }
    text.push_str(&said);
}

/// One of the spellings that the number has; half of the time digits where both are allowed, as people write.
fn whole(rng: &mut Rng, n: u64, style: Style) -> String {
    let spellings = style.spellings();
    if spellings[0] == Spelling::Digits && rng.chance(0.4) {
        return n.to_string();
    }
    for _ in 0..20 {
        if let Some(text) = numeral::spell(n, *rng.pick(spellings)) {
            return text;
        }
    }
    numeral::spell(n, Spelling::Words).unwrap_or_else(|| n.to_string())
}

fn fraction(rng: &mut Rng, above: u64, below: u64, style: Style) -> String {
    let digits = match style {
        Style::Digits => true,
        Style::Words | Style::Ordinal => false,
        Style::Any | Style::Simple => rng.chance(0.5),
    };
    let words = if digits {
        None
    } else {
        numeral::fraction(above, below)
    };
    words.unwrap_or_else(|| format!("{above}/{below}"))
}

/// `2x^2 - 3x + 1`, or `two x squared minus three x plus one`; highest power first, powers without a term left out.
pub(super) fn polynomial(rng: &mut Rng, coefficients: &[Number], name: &str, text: &mut String) {
    let zero = Number::from_integer(0);
    let words = rng.chance(0.35);
    let mut first = true;
    for (i, &coefficient) in coefficients.iter().enumerate() {
        if coefficient == zero && (coefficients.len() > 1) {
            continue;
        }
        let power = coefficients.len() - 1 - i;
        let negative = coefficient < zero;
        let size = if negative { -coefficient } else { coefficient };
        text.push_str(match (first, negative, words) {
            (true, false, _) => "",
            (true, true, false) => "-",
            (true, true, true) => "minus ",
            (false, false, false) => " + ",
            (false, true, false) => " - ",
            (false, false, true) => " plus ",
            (false, true, true) => " minus ",
        });
        term(rng, size, name, power, words, text);
        first = false;
    }
    if first {
        text.push('0');
    }
}

fn term(rng: &mut Rng, size: Number, name: &str, power: usize, words: bool, text: &mut String) {
    let style = if words { Style::Words } else { Style::Digits };
    if power == 0 || size != Number::from_integer(1) {
        let plain = if words { Style::Simple } else { style };
        number(rng, size, plain, text);
        if words && power > 0 {
            text.push(' ');
        }
    }
    if power == 0 {
        return;
    }
    text.push_str(name);
    match (power, words) {
        (1, _) => {}
        (2, true) => text.push_str(" squared"),
        (3, true) => text.push_str(" cubed"),
        (n, true) => {
            text.push_str(" to the ");
            text.push_str(&numeral::ordinal(n as u64));
            text.push_str(" power");
        }
        (n, false) => text.push_str(&format!("^{n}")),
    }
}

/// `[4 7]`, `(4, 7)`, `<4, 7>` or `[4, 7]`.
pub(super) fn vector(rng: &mut Rng, numbers: &[Number], text: &mut String) {
    let [open, between, close] = *rng.pick(&[
        ["[", " ", "]"],
        ["[", ", ", "]"],
        ["(", ", ", ")"],
        ["<", ", ", ">"],
    ]);
    text.push_str(open);
    row(numbers, between, text);
    text.push_str(close);
}

/// `[[1 2] [3 4]]`, `[1 2; 3 4]` or `(1, 2), (3, 4)`.
pub(super) fn matrix(rng: &mut Rng, rows: &[Vec<Number>], text: &mut String) {
    let [open, before, between, after, joint, close] = *rng.pick(&[
        ["[", "[", " ", "]", " ", "]"],
        ["[", "", " ", "", "; ", "]"],
        ["[", "[", ", ", "]", ", ", "]"],
        ["", "(", ", ", ")", ", ", ""],
    ]);
    text.push_str(open);
    for (i, numbers) in rows.iter().enumerate() {
        if i > 0 {
            text.push_str(joint);
        }
        text.push_str(before);
        row(numbers, between, text);
        text.push_str(after);
    }
    text.push_str(close);
}

fn row(numbers: &[Number], between: &str, text: &mut String) {
    let entries: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    text.push_str(&entries.join(between));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::seed::Seed;

    fn all(say: impl Fn(&mut Rng, &mut String)) -> BTreeSet<String> {
        let mut rng = Seed::from_u64(3).stream("words");
        let mut one = || {
            let mut text = String::new();
            say(&mut rng, &mut text);
            text
        };
        (0..400).map(|_| one()).collect()
    }

    fn n(above: i128, below: i128) -> Number {
        Number::new(above, below)
    }

    #[test]
    fn numbers() {
        let of = |x, style| all(move |rng, text| number(rng, x, style, text));
        let said = of(n(-12, 1), Style::Any);
        for text in ["-12", "minus twelve", "negative twelve", "minus one two"] {
            assert!(said.contains(text), "{text}: {said:?}");
        }
        assert_eq!(
            Vec::from_iter(of(n(1500, 1), Style::Digits)),
            ["1,500", "1500"]
        );
        assert_eq!(Vec::from_iter(of(n(5, 1), Style::Ordinal)), ["fifth"]);
        assert_eq!(
            Vec::from_iter(of(n(3, 4), Style::Any)),
            ["3/4", "three quarters"]
        );
        assert!(!of(n(30, 1), Style::Words).contains("30"));
    }

    #[test]
    fn polynomials() {
        let of = |c: &[i128]| {
            let c: Vec<Number> = c.iter().map(|&c| n(c, 1)).collect();
            all(move |rng, text| polynomial(rng, &c, "x", text))
        };
        let said = of(&[2, -3, 0, 1]);
        assert!(said.contains("2x^3 - 3x^2 + 1"), "{said:?}");
        assert!(
            said.contains("two x cubed minus three x squared plus one"),
            "{said:?}"
        );
        assert!(of(&[-1, 1, 0]).contains("-x^2 + x"));
        assert_eq!(Vec::from_iter(of(&[0, 0])), ["0"]);
    }

    #[test]
    fn vectors_and_matrices() {
        let (a, b) = (vec![n(4, 1), n(-7, 1)], vec![n(3, 1), n(4, 1)]);
        let said = all(|rng, text| vector(rng, &a, text));
        assert_eq!(
            Vec::from_iter(said),
            ["(4, -7)", "<4, -7>", "[4 -7]", "[4, -7]"]
        );
        let rows = [a.clone(), b];
        let said = all(|rng, text| matrix(rng, &rows, text));
        let expected = [
            "(4, -7), (3, 4)",
            "[4 -7; 3 4]",
            "[[4 -7] [3 4]]",
            "[[4, -7], [3, 4]]",
        ];
        assert_eq!(Vec::from_iter(said), expected);
    }
}
