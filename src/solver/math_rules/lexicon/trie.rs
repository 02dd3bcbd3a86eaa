//! From phrases to meanings: a trie over words, built once from the tables of [`super::phrases`] and [`super::facts`].
//!
//! A phrase may have several meanings ("less than" compares and subtracts), and phrases may overlap; the grammar chooses.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::facts;
use super::meaning::Meaning;
use super::phrases::PHRASES;
use crate::solver::math_rules::tokens::Token;

/// The meanings of the phrases that begin at one token, each with the first token behind it.
pub(crate) type Here = Vec<(Meaning, usize)>;

/// The tables, compiled.
pub(crate) struct Lexicon {
    words: HashMap<String, u32>,
    steps: HashMap<(u32, u32), u32>,
    meanings: Vec<Vec<Meaning>>,
}

impl Lexicon {
    /// The lexicon, built at the first call.
    pub fn get() -> &'static Self {
        static LEXICON: OnceLock<Lexicon> = OnceLock::new();
        LEXICON.get_or_init(|| {
            let mut lexicon = Self {
                words: HashMap::new(),
                steps: HashMap::new(),
                meanings: vec![Vec::new()],
            };
            for (patterns, meaning) in PHRASES.into_iter().flatten() {
                for phrase in expand(patterns) {
                    lexicon.insert(&phrase, *meaning);
                }
            }
            for (phrase, meaning) in facts::phrases() {
                let words: Vec<&str> = phrase.split(' ').collect();
                lexicon.insert(&words, meaning);
            }
            lexicon
        })
    }

    fn insert(&mut self, phrase: &[&str], meaning: Meaning) {
        let mut node = 0;
        for word in phrase {
            let next = self.words.len() as u32;
            let word = *self.words.entry((*word).to_owned()).or_insert(next);
            let fresh = self.meanings.len() as u32;
            node = *self.steps.entry((node, word)).or_insert(fresh);
            if node == fresh {
                self.meanings.push(Vec::new());
            }
        }
        if let Some(meanings) = self.meanings.get_mut(node as usize)
            && node != 0
            && !meanings.contains(&meaning)
        {
            meanings.push(meaning);
        }
    }

    /// Every phrase of a question, by the token at which it begins.
    pub fn lattice(&self, tokens: &[Token<'_>]) -> Vec<Here> {
        let words: Vec<Option<u32>> = tokens
            .iter()
            .map(|token| self.words.get(token.text).copied())
            .collect();
        (0..tokens.len()).map(|at| self.at(&words, at)).collect()
    }

    fn at(&self, words: &[Option<u32>], at: usize) -> Here {
        let mut here = Here::new();
        let mut node = 0;
        for (end, word) in words.iter().enumerate().skip(at) {
            let Some(next) = word.and_then(|word| self.steps.get(&(node, word))) else {
                break;
            };
            node = *next;
            let meanings = self.meanings.get(node as usize).into_iter().flatten();
            here.extend(meanings.map(|meaning| (*meaning, end + 1)));
        }
        here
    }

    /// Whether any phrase has this word.
    pub fn knows(&self, word: &str) -> bool {
        self.words.contains_key(word)
    }
}

/// The phrases of a pattern: `a|b` are alternatives, `[a]` may be left out, `(a|b)` groups.
pub(crate) fn expand(pattern: &'static str) -> Vec<Vec<&'static str>> {
    let mut rest = pattern;
    let phrases = alternatives(&mut rest);
    debug_assert!(rest.is_empty(), "unbalanced pattern {pattern}");
    phrases
}

fn alternatives(rest: &mut &'static str) -> Vec<Vec<&'static str>> {
    let mut all = Vec::new();
    let mut current: Vec<Vec<&'static str>> = vec![Vec::new()];
    loop {
        *rest = rest.trim_start();
        let Some(c) = rest.chars().next() else {
            break;
        };
        match c {
            '(' | '[' if rest.len() > 1 => {
                *rest = rest.get(1..).unwrap_or_default();
                let mut inner = alternatives(rest);
                *rest = rest.get(1..).unwrap_or_default();
                if c == '[' {
                    inner.push(Vec::new());
                }
                current = current
                    .iter()
                    .flat_map(|head| inner.iter().map(|tail| [head.as_slice(), tail].concat()))
                    .collect();
            }
            ')' | ']' => break,
            '|' => {
                *rest = rest.get(1..).unwrap_or_default();
                all.append(&mut current);
                current.push(Vec::new());
            }
            _ => {
                let end = rest
                    .find([' ', '|', ')', ']', '(', '['])
                    .unwrap_or(rest.len());
                let (word, tail) = rest.split_at(end);
                *rest = tail;
                for phrase in &mut current {
                    phrase.push(word);
                }
            }
        }
    }
    all.append(&mut current);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solver::math_rules::expr::Function;
    use crate::solver::math_rules::lexicon::Infix;

    #[test]
    fn patterns_expand() {
        let phrases: Vec<String> = expand("a [b] (c|d e)|f")
            .iter()
            .map(|phrase| phrase.join(" "))
            .collect();
        assert_eq!(phrases, ["a b c", "a b d e", "a c", "a d e", "f"]);
    }

    #[test]
    fn phrases_overlap() {
        let clean = crate::solver::math_rules::tokens::clean("three less than ten");
        let tokens = crate::solver::math_rules::tokens::split(&clean).unwrap();
        let lattice = Lexicon::get().lattice(&tokens);
        assert!(lattice[1].contains(&(Meaning::Infix(Infix::Subtract), 2)));
        assert!(lattice[1].contains(&(Meaning::Infix(Infix::LessThan), 3)));
        assert!(lattice[1].contains(&(Meaning::Compare(Function::Less), 3)));
    }
}
