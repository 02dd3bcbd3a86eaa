//! A file of question forms as it is written. Strict; [`compile`](super::compile) gives it meaning.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

/// The number that files of this form carry.
pub(super) const SCHEMA: u32 = 1;

/// A file of question forms.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wire {
    /// Version of this file format: 1.
    #[schemars(with = "u32")]
    pub schema: Spanned<u32>,
    /// Lists of words that templates name in braces. An entry is a template without slots.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Vec<String>>")]
    pub words: BTreeMap<String, Vec<Spanned<String>>>,
    /// Parts of questions that have a value, such as "the thumbs on a human hand". Several may share a name: one of
    /// them is drawn.
    #[serde(default)]
    pub phrase: Vec<PhraseWire>,
    /// Forms of questions.
    #[serde(default)]
    pub form: Vec<FormWire>,
}

/// A part of a question, with a value.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PhraseWire {
    /// What slots call it.
    #[schemars(with = "String")]
    pub name: Spanned<String>,
    /// Templates, each as likely as the next.
    #[schemars(with = "Vec<String>")]
    pub text: Spanned<Vec<Spanned<String>>>,
    /// What stands in the templates' braces.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, SlotWire>")]
    pub slots: BTreeMap<String, Spanned<SlotWire>>,
    /// Conditions on the slots; values are drawn until all hold.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub r#where: Vec<Spanned<String>>,
    /// Its value: an expression over the slots.
    #[schemars(with = "String")]
    pub value: Spanned<String>,
}

/// A form of a question.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FormWire {
    /// The family it belongs to; reports have a row a family.
    #[schemars(with = "String")]
    pub family: Spanned<String>,
    /// 0 to 99, rising.
    #[schemars(with = "u8")]
    pub difficulty: Spanned<u8>,
    /// Templates, each as likely as the next.
    #[schemars(with = "Vec<String>")]
    pub text: Spanned<Vec<Spanned<String>>>,
    /// What stands in the templates' braces.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, SlotWire>")]
    pub slots: BTreeMap<String, Spanned<SlotWire>>,
    /// Conditions on the slots; values are drawn until all hold.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub r#where: Vec<Spanned<String>>,
    /// The answer, where it is a number: an expression over the slots.
    #[schemars(with = "Option<String>")]
    pub answer: Option<Spanned<String>>,
    /// The answer, where it is a vector: its entries.
    #[schemars(with = "Option<Vec<String>>")]
    pub vector: Option<Spanned<Vec<Spanned<String>>>>,
    /// The answer, where it is a word: what is accepted, the usual one first.
    #[schemars(with = "Option<Vec<String>>")]
    pub word: Option<Spanned<Vec<String>>>,
    /// A condition: the answer is yes where it holds, and else no.
    #[schemars(with = "Option<String>")]
    pub yes: Option<Spanned<String>>,
}

/// What stands in braces; exactly one of the kinds is given.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SlotWire {
    /// A whole number from the first to the second.
    pub int: Option<[i64; 2]>,
    /// Whole numbers that `int` leaves out.
    #[serde(default)]
    pub skip: Vec<i64>,
    /// One of these numbers, such as "7", "-2" or "3/4".
    #[schemars(with = "Option<Vec<String>>")]
    pub of: Option<Vec<Spanned<String>>>,
    /// A number worked out from other slots.
    #[schemars(with = "Option<String>")]
    pub r#let: Option<Spanned<String>>,
    /// How numbers are written: any, simple, digits, words or ordinal.
    #[schemars(with = "Option<String>")]
    pub spell: Option<Spanned<String>>,
    /// One of these words. Its value is its place, from 0.
    pub word: Option<Vec<String>>,
    /// The name of an unknown, one of these; no two unknowns of a question share one.
    pub name: Option<Vec<String>>,
    /// A phrase of this name.
    #[schemars(with = "Option<String>")]
    pub phrase: Option<Spanned<String>>,
    /// Coefficients of a polynomial, highest power first.
    #[schemars(with = "Option<Vec<String>>")]
    pub poly: Option<Vec<Spanned<String>>>,
    /// The slot with the polynomial's unknown.
    #[schemars(with = "Option<String>")]
    pub unknown: Option<Spanned<String>>,
    /// Entries of a vector.
    #[schemars(with = "Option<Vec<String>>")]
    pub vector: Option<Vec<Spanned<String>>>,
    /// Rows of a matrix.
    #[schemars(with = "Option<Vec<Vec<String>>>")]
    pub matrix: Option<Vec<Vec<Spanned<String>>>>,
}
