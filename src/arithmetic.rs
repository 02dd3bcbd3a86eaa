//! The value of a drawn sum: what a site that asks "7 x 3" stores, and what a solver that reads it submits.

/// The value of `a op b` for whole numbers, with `+`, `-` (or a dash) and `x` (or `X`, `×`, `*`). White space and a
/// trailing `=` or `=?` do not count. `None` for anything else.
pub fn value(text: &str) -> Option<i64> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let text = text.strip_suffix('?').unwrap_or(&text);
    let text = text.strip_suffix('=').unwrap_or(text);
    let at = text.find(|c: char| !c.is_ascii_digit())?;
    let operator = text[at..].chars().next()?;
    let left = whole(&text[..at])?;
    let right = whole(&text[at + operator.len_utf8()..])?;
    match operator {
        '+' => left.checked_add(right),
        '-' | '−' | '–' => left.checked_sub(right),
        'x' | 'X' | '×' | '*' => left.checked_mul(right),
        _ => None,
    }
}

/// The operands and the sign of `7 x 3` or `3/4 + 1/2`, the sign as one of `+`, `-`, `*`, `/` and `^`. `None` for
/// anything else.
pub fn parts(text: &str) -> Option<(String, char, String)> {
    let text = text
        .trim()
        .trim_end_matches('?')
        .trim_end()
        .trim_end_matches('=')
        .trim_end();
    let words: Vec<&str> = text.split_whitespace().collect();
    let (left, sign, right) = match words[..] {
        [left, sign, right] => (left.to_owned(), sign.to_owned(), right.to_owned()),
        _ => {
            let text = words.concat();
            let at = text.find(|c: char| !c.is_ascii_digit())?;
            let sign = text[at..].chars().next()?;
            let right = text[at + sign.len_utf8()..].to_owned();
            (text[..at].to_owned(), sign.to_string(), right)
        }
    };
    let sign = match sign.as_str() {
        "+" => '+',
        "-" | "−" | "–" => '-',
        "x" | "X" | "×" | "*" => '*',
        "/" | "÷" => '/',
        "^" => '^',
        _ => return None,
    };
    let number = |text: &str| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.bytes().all(|b| b.is_ascii_digit() || b == b'/')
    };
    (number(&left) && number(&right)).then_some((left, sign, right))
}

/// `i64::from_str` would take a sign, which "7+-3" does not mean.
fn whole(digits: &str) -> Option<i64> {
    let plain = digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::{parts, value};

    #[test]
    fn parts_of_what_was_read() {
        let parts = |text| parts(text).map(|(l, s, r)| format!("{l}|{s}|{r}"));
        assert_eq!(parts("7 x 3").as_deref(), Some("7|*|3"));
        assert_eq!(parts("7x3=?").as_deref(), Some("7|*|3"));
        assert_eq!(parts("3/4 + -1/2").as_deref(), Some("3/4|+|-1/2"));
        assert_eq!(parts("12−3").as_deref(), Some("12|-|3"));
        for none in ["", "7", "7 x", "7 y 3", "1 + 2 + 3", "a + b"] {
            assert_eq!(parts(none), None, "{none}");
        }
    }

    #[test]
    fn sums() {
        for (text, expected) in [
            ("7 x 3", Some(21)),
            ("7x3", Some(21)),
            ("7X3", Some(21)),
            ("7×3", Some(21)),
            ("7*3", Some(21)),
            ("7 + 3", Some(10)),
            ("7-3", Some(4)),
            ("3 − 7", Some(-4)),
            ("3–7", Some(-4)),
            (" 10 + 5 = ", Some(15)),
            ("10+5=?", Some(15)),
            ("07 x 3", Some(21)),
            ("", None),
            ("7", None),
            ("73", None),
            ("7 x", None),
            ("x 3", None),
            ("7 x x 3", None),
            ("7+-3", None),
            ("7 / 3", None),
            ("1+2+3", None),
            ("a + b", None),
            ("99999999999999999999 + 1", None),
            ("9223372036854775807 + 1", None),
        ] {
            assert_eq!(value(text), expected, "{text:?}");
        }
    }
}
