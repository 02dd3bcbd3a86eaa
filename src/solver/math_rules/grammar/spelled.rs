//! Questions about how something is written: the letters of a word.

use super::chart::{Chart, Item};
use crate::solver::math_rules::lexicon::Meaning;

impl Chart<'_> {
    /// "letters in the word spider".
    pub(crate) fn letters_of_word(&mut self, at: usize, found: &mut Vec<Item>) {
        let start = self
            .ends(at, Meaning::CountOf)
            .last()
            .copied()
            .unwrap_or(at);
        let start = self.skip(start, &["the"]);
        let wanted: fn(char) -> bool = match self.text(start) {
            "letters" | "characters" => |_| true,
            "vowels" => |c| "aeiou".contains(c),
            "consonants" => |c| !"aeiouy".contains(c),
            _ => return,
        };
        let mut end = start + 1;
        end = self.past(
            end,
            &[
                "are",
                "there",
                "in",
                "does",
                "the",
                "has",
                "of",
                "contained",
            ],
        );
        let quoted = |at: usize| self.tokens.get(at).is_some_and(|token| token.quoted);
        let word = match self.text(end) {
            "word" | "words" => end + 1,
            _ if quoted(end) => end,
            _ => return,
        };
        let Some(token) = self.tokens.get(word) else {
            return;
        };
        let several = token.quoted && quoted(word + 1) && !self.spaced(word + 1);
        let y = token.text.contains('y') && !matches!(self.text(start), "letters" | "characters");
        if token.text.chars().all(char::is_alphabetic) && !several && !y {
            let count = token.text.chars().filter(|c| wanted(*c)).count();
            let id = self.number(i128::try_from(count).unwrap_or(0));
            let end = self.skip(word + 1, &["have", "contain", "has", "there"]);
            found.push(Item::closed(id, end));
        }
    }
}
