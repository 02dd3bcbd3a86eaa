//! Questions: what is given, what is asked, and the words around them.
//!
//! A question is a row of units ([`units`]); the other modules each read some of them.

pub(crate) mod given;
pub(crate) mod units;

mod asking;
mod judging;
mod missing;
mod naming;
mod picking;
