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

/// `i64::from_str` would take a sign, which "7+-3" does not mean.
fn whole(digits: &str) -> Option<i64> {
    let plain = digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::value;

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
