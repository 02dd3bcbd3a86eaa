//! Definite facts: how many of one thing another has, and how their names are written.
//!
//! Counts that people dispute are left out: hands of a clock, days in February.

mod everyday;
mod living;
mod measures;
mod nouns;
mod shapes;
mod things;

pub(crate) use nouns::{count, count_anywhere, count_named, phrases, sides};

/// Parts, things, count. Nouns in the singular, `|` between them; plurals are made. A noun that begins with `=` is taken
/// as it is. A thing that is `-` needs not be named.
type Fact = (&'static str, &'static str, i128);

/// Every table.
const FACTS: [&[Fact]; 5] = [
    living::FACTS,
    measures::FACTS,
    shapes::FACTS,
    things::FACTS,
    everyday::FACTS,
];
