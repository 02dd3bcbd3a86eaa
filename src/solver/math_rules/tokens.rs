//! A question as tokens: lower case words, numbers in digits, and symbols.
//!
//! Typography ends here (curly quotes, dashes, superscripts, thousands commas); what a word means is not known here.

use num_rational::Ratio;

/// The exact numbers of this solver.
pub(crate) type Number = Ratio<i128>;

/// Longer questions are not read: a person would not read them either, and the grammar's cost stays bounded.
const MOST_TOKENS: usize = 120;

/// One token of a question.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token<'t> {
    /// As written, in lower case.
    pub text: &'t str,
    /// What sort of thing it is.
    pub kind: Kind,
    /// Whether it stood in quotes: `'a'` is a letter, not an article.
    pub quoted: bool,
    /// Whether white space stands before it.
    pub spaced: bool,
}

/// The sorts of token.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    /// Letters.
    Word,
    /// A number in digits.
    Number(Number),
    /// An ordinal in digits: `5th`.
    Ordinal(i128),
    /// One sign, `_` for a blank to be filled in.
    Symbol,
}

impl Token<'_> {
    /// Whether it is this word or sign.
    pub fn is(&self, text: &str) -> bool {
        self.text == text
    }

    /// The letter of a one-letter word.
    pub fn letter(&self) -> Option<char> {
        let mut letters = self.text.chars();
        let first = letters.next()?;
        (self.kind == Kind::Word && letters.next().is_none()).then_some(first)
    }
}

/// Lower case, plain quotes and dashes, one sign or word for every special character.
pub(crate) fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '‘' | '’' | 'ʼ' | '`' | '´' | '′' => clean.push('\''),
            '“' | '”' | '„' | '«' | '»' => clean.push('"'),
            '‐' | '‑' | '‒' | '–' | '—' | '−' => clean.push('-'),
            '⋅' | '∙' => clean.push('·'),
            '÷' | '∕' | '⁄' => clean.push('/'),
            '∗' => clean.push('*'),
            '⟨' | '〈' => clean.push('<'),
            '⟩' | '〉' => clean.push('>'),
            '…' => clean.push_str("..."),
            '²' => clean.push_str("^2"),
            '³' => clean.push_str("^3"),
            '½' => clean.push_str(" 1/2 "),
            '⅓' => clean.push_str(" 1/3 "),
            '⅔' => clean.push_str(" 2/3 "),
            '¼' => clean.push_str(" 1/4 "),
            '¾' => clean.push_str(" 3/4 "),
            '√' => clean.push_str(" sqrt "),
            'π' => clean.push_str(" pi "),
            '∫' => clean.push_str(" integral of "),
            '°' | 'º' => clean.push_str(" degrees "),
            _ => clean.extend(c.to_lowercase()),
        }
    }
    clean
}

/// Splits a cleaned text. `None` where it is too long or holds a number too large to be kept.
pub(crate) fn split(clean: &str) -> Option<Vec<Token<'_>>> {
    let mut scanner = Scanner {
        text: clean,
        at: 0,
        spaced: false,
        quoted: false,
        tokens: Vec::with_capacity(32),
    };
    while scanner.step()? {
        if scanner.tokens.len() > MOST_TOKENS {
            return None;
        }
    }
    Some(scanner.tokens)
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    spaced: bool,
    quoted: bool,
    tokens: Vec<Token<'t>>,
}

impl<'t> Scanner<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn before(&self) -> Option<char> {
        self.text.get(..self.at)?.chars().next_back()
    }

    /// Takes one token, or whatever stands between two. `Some(false)` at the end.
    fn step(&mut self) -> Option<bool> {
        let rest = self.rest();
        let Some(c) = rest.chars().next() else {
            return Some(false);
        };
        let next = rest.get(c.len_utf8()..).and_then(|r| r.chars().next());
        match c {
            _ if c.is_whitespace() => {
                self.at += c.len_utf8();
                self.spaced = true;
            }
            '0'..='9' => self.number()?,
            '.' if next.is_some_and(|n| n.is_ascii_digit())
                && !self.before().is_some_and(char::is_alphanumeric) =>
            {
                self.number()?;
            }
            _ if c.is_alphabetic() => self.word(),
            '\'' | '"' => self.quote(c),
            '-' => self.dash(),
            _ => self.symbol(c),
        }
        Some(true)
    }

    fn push(&mut self, length: usize, kind: Kind) {
        let text = self.rest().get(..length).unwrap_or_default();
        self.push_as(text, kind);
        self.at += length;
    }

    fn push_as(&mut self, text: &'t str, kind: Kind) {
        self.tokens.push(Token {
            text,
            kind,
            quoted: self.quoted,
            spaced: self.spaced,
        });
        self.spaced = false;
    }

    fn number(&mut self) -> Option<()> {
        let rest = self.rest();
        // In a list written without blanks (`1,20,300`) no comma groups thousands.
        let listed = self.tokens.last().is_some_and(|last| last.is(","));
        let whole = if listed && !self.spaced {
            digits(rest)
        } else {
            whole_length(rest)
        };
        let tail = rest.get(whole..).unwrap_or_default();
        let decimals = match tail.strip_prefix('.') {
            Some(after) => digits(after),
            None => 0,
        };
        let length = whole + if decimals > 0 { decimals + 1 } else { 0 };
        let value = value(rest.get(..length)?)?;
        let suffix = rest.get(length..).unwrap_or_default();
        let letters = suffix.bytes().take_while(u8::is_ascii_alphabetic).count();
        let ordinal = matches!(
            suffix.get(..letters),
            Some("st" | "nd" | "rd" | "th" | "ths")
        );
        if ordinal && value.is_integer() {
            self.push(length + letters, Kind::Ordinal(value.to_integer()));
        } else {
            self.push(length, Kind::Number(value));
        }
        Some(())
    }

    fn word(&mut self) {
        let rest = self.rest();
        let length = rest
            .find(|c: char| !c.is_alphabetic())
            .unwrap_or(rest.len());
        let after = rest.get(length..).unwrap_or_default();
        let word = rest.get(..length).unwrap_or_default();
        let Some(tail) = after.strip_prefix('\'') else {
            return self.push(length, Kind::Word);
        };
        if word.len() == 1 && tail.starts_with('(') {
            self.push(length, Kind::Word);
            return self.push(1, Kind::Symbol);
        }
        let suffix = tail.find(|c: char| !c.is_alphabetic());
        let suffix = tail.get(..suffix.unwrap_or(tail.len())).unwrap_or_default();
        self.apostrophe(word, suffix);
    }

    /// `what's`, `spider's`, `spiders'`, `isn't`; a quote that ends here is left to [`Self::quote`].
    fn apostrophe(&mut self, word: &'t str, suffix: &'t str) {
        let length = word.len() + 1 + suffix.len();
        match suffix {
            "" if word.ends_with('s') && word.len() > 1 && !self.quoted => {
                self.push_as(word, Kind::Word);
                self.push_as("'s", Kind::Word);
            }
            "" => return self.push(word.len(), Kind::Word),
            "s" => {
                self.push_as(word, Kind::Word);
                self.push_as("'s", Kind::Word);
            }
            "re" => {
                self.push_as(word, Kind::Word);
                self.push_as("are", Kind::Word);
            }
            "t" => {
                let kept = if word == "can" {
                    word
                } else {
                    word.strip_suffix('n').unwrap_or(word)
                };
                self.push_as(kept, Kind::Word);
                self.push_as("not", Kind::Word);
            }
            _ => {
                self.push_as(word, Kind::Word);
                self.push_as(suffix, Kind::Word);
            }
        }
        self.at += length;
    }

    fn quote(&mut self, c: char) {
        let inside = self
            .before()
            .is_some_and(|b| b.is_alphanumeric() || ".?!,".contains(b));
        if self.quoted {
            self.quoted = false;
        } else if !inside && self.rest().get(1..).is_some_and(|rest| rest.contains(c)) {
            self.quoted = true;
        }
        self.at += 1;
    }

    /// A hyphen inside a word joins nothing that the grammar must know of; a minus is a token.
    fn dash(&mut self) {
        let after = self.rest().get(1..).unwrap_or_default();
        if after.starts_with('-') && self.spaced {
            self.at += 2;
            return self.push_as(",", Kind::Symbol);
        }
        let word = after.trim_start_matches(['\'', '"']);
        let length = word.chars().take_while(|c| c.is_alphabetic()).count();
        let joined = match self.tokens.last() {
            Some(last) if !self.spaced => {
                let long = last.text.chars().count() > 1 || length > 1;
                match last.kind {
                    Kind::Word => length > 0 && (long || last.quoted),
                    Kind::Number(_) | Kind::Ordinal(_) => length > 1,
                    Kind::Symbol => false,
                }
            }
            _ => false,
        };
        if joined {
            self.at += 1;
            self.spaced = true;
        } else {
            self.push(1, Kind::Symbol);
        }
    }

    fn symbol(&mut self, c: char) {
        let run = self.rest().chars().take_while(|&next| next == c).count();
        match c {
            '_' => {
                self.push_as("_", Kind::Symbol);
                self.at += run;
            }
            '.' if run > 1 => {
                self.push_as("...", Kind::Symbol);
                self.at += run;
            }
            '*' if run == 2 => {
                self.push_as("^", Kind::Symbol);
                self.at += run;
            }
            '?' if run > 1 => {
                self.push_as("?", Kind::Symbol);
                self.at += run;
            }
            _ => self.push(c.len_utf8(), Kind::Symbol),
        }
    }
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// Length of the digits before the point, thousands commas included where every group has three digits.
fn whole_length(text: &str) -> usize {
    let first = digits(text);
    let mut length = first;
    while let Some(group) = text.get(length..).and_then(|t| t.strip_prefix(',')) {
        match digits(group) {
            3 => length += 4,
            0 => break,
            _ => return first,
        }
    }
    if (1..=3).contains(&first) {
        length
    } else {
        first
    }
}

/// The value of `1,523.25`.
fn value(text: &str) -> Option<Number> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let mut value: i128 = 0;
    for digit in whole.bytes().chain(decimals.bytes()) {
        if digit != b',' {
            value = value
                .checked_mul(10)?
                .checked_add(i128::from(digit - b'0'))?;
        }
    }
    let scale = 10i128.checked_pow(u32::try_from(decimals.len()).ok()?)?;
    // Sums and products of a few such numbers must stay in range.
    (value < 10i128.pow(30)).then(|| Number::new(value, scale))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        let clean = clean(text);
        let tokens = split(&clean).unwrap();
        let words: Vec<&str> = tokens.iter().map(|token| token.text).collect();
        words.join(" ")
    }

    #[test]
    fn hyphens_join_words_and_subtract_numbers() {
        assert_eq!(
            words("Fifteen-hundred twenty–three"),
            "fifteen hundred twenty three"
        );
        assert_eq!(words("three-thousand-'n'-five"), "three thousand n five");
        assert_eq!(words("five-oh-five"), "five oh five");
        assert_eq!(words("7-3"), "7 - 3");
        assert_eq!(words("7 − 3"), "7 - 3");
        assert_eq!(words("x-3"), "x - 3");
        assert_eq!(words("a-b"), "a - b");
        assert_eq!(words("25-percent of -8"), "25 percent of - 8");
        assert_eq!(words("non-thumbs"), "non thumbs");
    }

    #[test]
    fn apostrophes_and_quotes() {
        assert_eq!(words("What's a spider's"), "what 's a spider 's");
        assert_eq!(words("two spiders' legs"), "two spiders 's legs");
        assert_eq!(words("isn't can't"), "is not can not");
        assert_eq!(words("f'(3)"), "f ' ( 3 )");
        let clean = clean("fifty times ‘a’, if \"b\" is");
        let tokens = split(&clean).unwrap();
        let quoted: Vec<&str> = tokens
            .iter()
            .filter(|token| token.quoted)
            .map(|token| token.text)
            .collect();
        assert_eq!(quoted, ["a", "b"]);
    }

    #[test]
    fn numbers_in_digits() {
        let numbers = |text: &str| {
            let tokens = split(text).unwrap();
            let numbers = tokens.iter().filter_map(|token| match token.kind {
                Kind::Number(n) => Some(n.to_string()),
                Kind::Ordinal(n) => Some(format!("{n}th")),
                _ => None,
            });
            numbers.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(numbers("1,523 and 2.50 and .5"), "1523 5/2 1/2");
        assert_eq!(numbers("3,4,5"), "3 4 5");
        assert_eq!(numbers("[1,20,300]"), "1 20 300");
        assert_eq!(numbers("2x^2 3rd 5th 12."), "2 2 3th 5th 12");
        assert_eq!(numbers("1,000,000"), "1000000");
    }

    #[test]
    fn too_much_is_refused() {
        assert!(split(&"1 ".repeat(500)).is_none());
        assert!(split(&"9".repeat(40)).is_none());
    }

    #[test]
    fn signs() {
        assert_eq!(words("2² + √9"), "2 ^ 2 + sqrt 9");
        assert_eq!(words("2**3 = ___"), "2 ^ 3 = _");
        assert_eq!(words("5 × 3÷2"), "5 × 3 / 2");
        assert_eq!(words("90°"), "90 degrees");
    }
}
