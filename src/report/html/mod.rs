//! The web report: one HTML file that needs nothing else.
//!
//! All markup is made here, by macros that escape what they are given, so the numbers stand in the page without
//! any script. The script only sorts, filters and shows attempts, from data in a JSON island.

mod case;
mod cell;
mod data;
mod detail;
mod facts;
mod header;
mod learn;
mod matrix;
mod method;
mod page;
mod says;
mod solvers;
mod strata;
mod tiles;
mod tilt;
mod union;

#[cfg(test)]
mod tests;

pub(super) use learn::FORMAT as LEARN;
pub(super) use page::FORMAT;
pub use page::{Page, html};
