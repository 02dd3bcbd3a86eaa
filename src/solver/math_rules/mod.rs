//! A parser of English math questions: it reads a question as a person would write it, and answers, or says nothing.
//!
//! Written from the language, not from any generator's forms. The pipeline is one module a stage:
//!
//! ```text
//! tokens ──► lexicon ──► chart ──► question ──► solve, eval ──► reading
//! (words,    (phrases,   (every    (units that   (equations,     (the answer that
//!  numbers)   numerals,   operand   cover all     exact values)    all good readings
//!             facts)      there is) the words)                     share)
//! ```
//!
//! Beside the grammar, `frames` read whole questions that are told rather than said: figures, sequences,
//! small stories. Their words may come in any order. Their templates read what is put in a known form of words.
//!
//! Every token must be used by a rule. Rules that assume something cost; the `cost` of the cheapest reading
//! is what [`Reading::confidence`] is made of: 0.9 to the power of the cost, times the reading's share among those with
//! other answers. Where another answer is nearly as cheap there is none: "five plus three, times two" is not answered.
//!
//! What it does not understand, and leaves unanswered:
//!
//! - stories of more than gains and losses, one rate, one share or one change in percent; dates and times of day;
//! - answers in words, or in Roman numerals;
//! - irrational results, unless the question says how to round; complex numbers;
//! - derivatives of anything but polynomials, unless at a point; integrals of anything else, integrals without bounds,
//!   limits of anything but quotients of polynomials, series;
//! - letters with indices, matrices beyond determinant, trace, sum and product, inequalities to be solved, equations of
//!   several solutions unless they are one number and its negative;
//! - facts that are not in its table, such as parts of things that it has not heard of;
//! - negations ("which is not ..."), and instructions about the answer ("if it is above five, type yes").

mod cost;
mod expr;
mod frames;
mod grammar;
mod kind;
mod lexicon;
pub mod numerals;
mod question;
mod reading;
mod tokens;
mod values;

#[cfg(test)]
mod tests;

pub use kind::BUILTIN;
pub use reading::{Reading, read};
