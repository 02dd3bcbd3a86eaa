//! Which symbols a network tells apart, and how a key becomes a label and a reading an answer.

use std::collections::BTreeSet;

use crate::arithmetic;
use crate::model::{Key, fold};

/// Symbols in class order (class 0, "nothing", is none of them) with the rules that go with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alphabet {
    symbols: Vec<char>,
    folded: bool,
    arithmetic: bool,
}

impl Alphabet {
    /// The symbols of these texts, in code point order. `folded`: keys are learnt in lower case. `arithmetic`: the
    /// answer is the value of what is read, so that blanks do not count and are not learnt.
    pub fn new<'a>(
        texts: impl IntoIterator<Item = &'a str>,
        folded: bool,
        arithmetic: bool,
    ) -> Self {
        let mut alphabet = Self {
            symbols: Vec::new(),
            folded,
            arithmetic,
        };
        let symbols: BTreeSet<char> = texts
            .into_iter()
            .flat_map(|text| alphabet.learnt(text).chars().collect::<Vec<_>>())
            .collect();
        alphabet.symbols = symbols.into_iter().collect();
        alphabet
    }

    /// An alphabet in the given order, for models that come with theirs.
    pub fn of_model(symbols: &str, folded: bool, arithmetic: bool) -> Self {
        Self {
            symbols: symbols.chars().collect(),
            folded,
            arithmetic,
        }
    }

    /// Symbols, without "nothing".
    pub fn len(&self) -> usize {
        self.symbols.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.symbols.is_empty()
    }

    /// The symbols in class order.
    pub fn charset(&self) -> String {
        self.symbols.iter().collect()
    }

    /// Whether what is read is worked out.
    pub fn arithmetic(&self) -> bool {
        self.arithmetic
    }

    /// Whether upper case is learnt as lower case.
    pub fn folded(&self) -> bool {
        self.folded
    }

    /// A drawn text as it is learnt.
    pub fn learnt(&self, drawn: &str) -> String {
        let text = if self.folded {
            fold(drawn)
        } else {
            drawn.to_owned()
        };
        if self.arithmetic {
            text.split_whitespace().collect()
        } else {
            text
        }
    }

    /// The classes of a drawn text; `None` if it holds a symbol that is not told apart.
    pub fn encode(&self, drawn: &str) -> Option<Vec<u16>> {
        let class = |c: char| Some(self.symbols.iter().position(|&s| s == c)? as u16 + 1);
        self.learnt(drawn).chars().map(class).collect()
    }

    /// The text of classes; 0 and unknown ones are left out.
    pub fn decode(&self, classes: &[u16]) -> String {
        let symbol = |&class: &u16| self.symbols.get(usize::from(class).checked_sub(1)?);
        classes.iter().filter_map(symbol).collect()
    }

    /// What is submitted for a text that was read; `None` where it is no sum but should be.
    pub fn answer(&self, read: &str) -> Option<String> {
        if self.arithmetic {
            arithmetic::value(read).map(|value| value.to_string())
        } else {
            Some(read.to_owned())
        }
    }

    /// Whether the site would accept what was read.
    pub fn solves(&self, key: &Key, read: &str) -> bool {
        self.answer(read).is_some_and(|answer| key.accepts(&answer))
    }

    /// For each of these symbols, its class in another alphabet; case is ignored where only one of them folds it.
    pub(crate) fn classes_in(&self, other: &Self) -> Vec<Option<usize>> {
        let find = |c: char| Some(other.symbols.iter().position(|&s| s == c)? + 1);
        let near = |c: char| find(c).or_else(|| fold(&c.to_string()).chars().next().and_then(find));
        self.symbols.iter().map(|&c| near(c)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(drawn: &str, stored: &str, case_sensitive: bool) -> Key {
        Key::text(drawn, stored, case_sensitive)
    }

    #[test]
    fn folds_only_where_told() {
        let folded = Alphabet::new(["aB", "ba"], true, false);
        assert_eq!(folded.charset(), "ab");
        assert_eq!(folded.encode("Ab"), Some(vec![1, 2]));
        let drawn = Alphabet::new(["aB", "ba"], false, false);
        assert_eq!(drawn.charset(), "Bab");
        assert_eq!(drawn.decode(&[1, 0, 2, 9]), "Ba");
        assert_eq!(drawn.encode("bA"), None, "`A` was never seen");
    }

    #[test]
    fn sums_are_learnt_without_blanks_and_worked_out() {
        let sums = Alphabet::new(["7 x 3", "10 - 2"], false, true);
        assert_eq!(sums.charset(), "-01237x");
        let classes = sums.encode("7 x 3").expect("known symbols");
        assert_eq!(sums.decode(&classes), "7x3");
        assert!(sums.solves(&key("7 x 3", "21", false), "7x3"));
        assert!(!sums.solves(&key("7 x 3", "21", false), "21"));
        assert!(!sums.solves(&key("7 x 3", "21", false), "7xx"));
    }

    #[test]
    fn blanks_between_words_are_symbols() {
        let words = Alphabet::new(["two words"], true, false);
        assert!(words.charset().starts_with(' '));
        assert!(words.solves(&key("two words", "two words", false), "two words"));
        assert!(!words.solves(&key("two words", "two words", false), "twowords"));
    }

    #[test]
    fn symbols_find_their_like_in_another_model() {
        let old = Alphabet::of_model("ab3", true, false);
        let new = Alphabet::new(["Aa3z"], false, false);
        assert_eq!(new.charset(), "3Aaz");
        assert_eq!(new.classes_in(&old), [Some(3), Some(1), Some(1), None]);
    }
}
