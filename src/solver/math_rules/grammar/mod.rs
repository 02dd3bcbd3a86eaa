//! Operands, from numerals to nested phrases: every reading of every stretch of a question.
//!
//! The chart keeps what was found; each other module reads one kind of thing. Nothing here knows what is asked.

pub(crate) mod chart;

mod actions;
mod atoms;
mod calculus;
mod clause;
mod counted;
mod geometry;
mod infix;
mod lists;
mod named;
mod names;
mod prefix;
mod spelled;
mod vectors;
