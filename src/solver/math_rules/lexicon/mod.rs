//! The words and phrases that the grammar knows, and the facts about things.

pub(crate) mod facts;

mod meaning;
mod phrases;
mod trie;

pub(crate) use meaning::{After, Fold, Infix, Meaning, Prefix, Verb};
pub(crate) use trie::{Here, Lexicon};
