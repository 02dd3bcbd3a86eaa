//! Text from outside, made fit to be shown: answers, names and reasons may hold anything.

/// The text with what a viewer would not show, or would obey, made visible: control characters as their pictures
/// (`␀`), characters that turn the writing direction or have no width as `�`, a blank that stands alone as `␣`.
pub(super) fn visible(text: &str) -> String {
    if text == " " {
        "␣".into()
    } else {
        text.chars().map(show).collect()
    }
}

/// Whether a character stands for itself in [`visible`].
pub(super) fn is_plain(c: char) -> bool {
    show(c) == c
}

fn show(c: char) -> char {
    match c {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '␡',
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' => '\u{fffd}',
        '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{ffff}'
        | '\u{e0000}'..='\u{e007f}' => '\u{fffd}',
        c => c,
    }
}

/// The text as one part of a URL's query or fragment: everything but ASCII letters, digits, `-`, `.` and `_` as
/// percent signs and hex digits.
pub(super) fn url_part(text: &str) -> String {
    use std::fmt::Write as _;
    let mut url = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            url.push(char::from(byte));
        } else {
            let _ = write!(url, "%{byte:02X}");
        }
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_obeyed_is_shown() {
        assert_eq!(visible("a\u{0}b\u{1b}[31m\u{202e}"), "a␀b␛[31m\u{fffd}");
        assert_eq!((visible(" "), visible("a b")), ("␣".into(), "a b".into()));
        assert_eq!(url_part("a b&ä\"<"), "a%20b%26%C3%A4%22%3C");
    }
}
