//! Letters that are names, told apart from articles, pronouns and signs; and the things that a small story counts.

use super::chart::{Chart, Item, Rule};
use crate::solver::math_rules::expr::{Function, Id, Node, Operator};
use crate::solver::math_rules::lexicon::{Lexicon, Meaning};
use crate::solver::math_rules::numerals;
use crate::solver::math_rules::tokens::Kind;

/// Words before the letter x, where no sign between operands could stand.
const BEFORE_X: &[&str] = &[
    "for", "find", "of", "to", "if", "when", "where", "let", "and", "with", "given", "respect",
    "variable", "(", "=", "is", "by", "at", ",", "from", "what", "twice", "half", "plus", "minus",
    "times", "that", "letter", "in", "as", "called", "suppose", "say", "d",
];

/// Words behind the letter x, where no sign between operands could stand.
const AFTER_X: &[&str] = &[
    "+", "^", "=", ")", ",", "?", ".", "is", "if", "when", "where", "squared", "cubed", "equals",
    "plus", "minus", "times", "*", "/", "be", "being", "at", "for", "from", "and", "with",
];

impl<'t> Chart<'t> {
    /// Whether the word at `at` is the one sort of things that this question counts.
    pub(crate) fn is_goods(&self, at: usize) -> bool {
        self.goods.is_some_and(|goods| stem(self.text(at)) == goods)
    }

    /// The one noun that stands behind numerals and that nothing else is known of: the apples of a small story.
    pub(crate) fn find_goods(&self) -> Option<&'t str> {
        let numeral = |at: usize| !numerals::spans(self.tokens, at).is_empty() && !self.is(at, "a");
        let begins =
            |at: &usize| numeral(*at) && at.checked_sub(1).is_none_or(|before| !numeral(before));
        if (0..self.tokens.len()).filter(begins).count() < 2 {
            return None;
        }
        let mut found = None;
        for (at, token) in self.tokens.iter().enumerate().skip(1) {
            let share = matches!(stem(token.text), "quarter" | "half" | "halve" | "dozen");
            let word = token.kind == Kind::Word && token.text.len() > 2 && !share;
            let numeral = numerals::is_numeral_word(token.text);
            if !word || numeral || (self.is_known(token.text) && !self.only_counted(at)) {
                continue;
            }
            let counted = numerals::spans(self.tokens, at - 1);
            if counted
                .iter()
                .any(|span| span.end == at && at - 1 < span.end)
            {
                let noun = stem(token.text);
                if found.is_some_and(|other| other != noun) {
                    return None;
                }
                found = Some(noun);
            }
        }
        found
    }

    /// Whether a noun has a place in the facts alone, and the question names nothing that has it.
    fn only_counted(&self, at: usize) -> bool {
        let noun =
            |meaning: &(Meaning, usize)| matches!(meaning.0, Meaning::Part(_) | Meaning::Thing(_));
        let thing = |meaning: Meaning| matches!(meaning, Meaning::Thing(_));
        let here = self.here(at);
        let others =
            (0..self.tokens.len()).filter(|other| stem(self.text(*other)) != stem(self.text(at)));
        let others = others.filter(|other| !numerals::is_numeral_word(self.text(*other)));
        let mut things = others.filter(|other| !self.ends_where(*other, thing).is_empty());
        !here.is_empty() && here.iter().all(noun) && things.next().is_none()
    }

    /// Whether the grammar has any use for a word.
    pub(crate) fn is_known(&self, word: &str) -> bool {
        numerals::is_numeral_word(word) || Lexicon::get().knows(word)
    }

    /// A letter that is a name here. The article, the pronoun and the sign are told apart by their neighbours.
    pub(crate) fn letter(&mut self, at: usize) -> Option<Item> {
        let token = self.tokens.get(at)?;
        let name = token.letter().filter(char::is_ascii_lowercase)?;
        let named = token.quoted || self.names.contains(&name);
        let fits = match name {
            'a' => token.quoted || (named && !self.is_article(at)),
            'i' | 's' | 'o' => named,
            _ => true,
        };
        fits.then(|| {
            let id = self.arena.add(Node::Letter(name));
            Item::closed(id, at + 1)
        })
    }

    /// `f(3)`, `f'(3)`, "f of 3".
    pub(crate) fn named_call(&mut self, at: usize) -> Vec<Item> {
        let name = self.tokens.get(at).and_then(|token| token.letter());
        let Some(name) = name.filter(|name| matches!(name, 'f' | 'g' | 'h' | 'p')) else {
            return Vec::new();
        };
        let (function, start) = match (self.text(at + 1), self.text(at + 2)) {
            ("(", _) => (Function::Named(name), at + 1),
            ("of", _) => (Function::Named(name), at + 2),
            ("'", _) => (Function::NamedDerivative(name), at + 2),
            ("prime", "of") => (Function::NamedDerivative(name), at + 3),
            _ => return Vec::new(),
        };
        let arguments = self.items(Rule::Atom, start);
        let mut found = Vec::new();
        for argument in arguments.iter() {
            let id = self.call(function, &[argument.id]);
            found.push(Item::closed(id, argument.end).costing(argument.cost));
        }
        found
    }

    /// `xy`, where both letters are given.
    pub(crate) fn letters_in_a_row(&mut self, at: usize) -> Option<Item> {
        let word = self.text(at);
        let names = (2..=3).contains(&word.len()) && word.chars().all(|c| self.names.contains(&c));
        if !names || self.operator_at(at) {
            return None;
        }
        let letters: Vec<Id> = word
            .chars()
            .map(|c| self.arena.add(Node::Letter(c)))
            .collect();
        let (first, rest) = letters.split_first()?;
        let product = rest.iter().fold(*first, |left, right| {
            self.arena.binary(Operator::Multiply, left, *right)
        });
        Some(Item::closed(product, at + 1))
    }

    /// Whether "a" here goes with a noun or numeral behind it.
    fn is_article(&self, at: usize) -> bool {
        let numeral = |span: &numerals::Span| span.end > at + 1;
        if numerals::spans(self.tokens, at).iter().any(numeral) {
            return true;
        }
        self.article_fraction(at).is_some()
            || !self
                .ends_where(at + 1, |meaning| {
                    matches!(
                        meaning,
                        Meaning::Fold(_) | Meaning::Thing(_) | Meaning::Adjective | Meaning::Noun
                    )
                })
                .is_empty()
    }

    /// Letters that are given a value, quoted, or used as no word could be.
    pub(crate) fn find_names(&self) -> Vec<char> {
        let mut names = Vec::new();
        for (at, token) in self.tokens.iter().enumerate() {
            let Some(letter) = token.letter().filter(char::is_ascii_lowercase) else {
                continue;
            };
            let used = match letter {
                'a' => self.a_is_name(at),
                'x' => self.x_is_name(at),
                _ => self.means(at + 1, Meaning::Equals) || self.operator_at(at + 1),
            };
            let used = used || token.quoted || self.is_coefficient(at);
            if used && !names.contains(&letter) {
                names.push(letter);
            }
        }
        names
    }

    /// `3x`, but not `3x4`.
    fn is_coefficient(&self, at: usize) -> bool {
        let glued = self.tokens.get(at).is_some_and(|token| !token.spaced);
        let before = at.checked_sub(1).and_then(|before| self.digits(before));
        glued && before.is_some() && self.digits(at + 1).is_none()
    }

    fn a_is_name(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map_or("", |before| self.text(before));
        let given = [
            "is",
            "=",
            "equals",
            "be",
            "being",
            "stands",
            "equal",
            "represents",
            "+",
            "-",
            "*",
            "/",
            "^",
            "squared",
            "cubed",
            "plus",
            "minus",
            "times",
            "divided",
            "multiplied",
            "over",
        ];
        given.contains(&self.text(at + 1))
            || matches!(before, "=" | "equals" | "variable" | "letter")
    }

    /// The letter x stands where no sign between two operands could.
    fn x_is_name(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map_or("", |before| self.text(before));
        let after = self.text(at + 1);
        let begins = before.is_empty() || BEFORE_X.contains(&before);
        let minus = after == "-" && self.spaced(at + 2);
        begins || minus || after.is_empty() || AFTER_X.contains(&after)
    }
}

/// A noun without the ending of its plural.
fn stem(noun: &str) -> &str {
    noun.strip_suffix('s').unwrap_or(noun)
}
