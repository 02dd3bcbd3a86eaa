//! The phrases of English that the grammar knows, as patterns: `a|b` are alternatives, `[a]` may be left out, `(a|b)`
//! groups. Numerals, letters and brackets are not here; facts about the world are in [`super::facts`].

mod around;
mod asking;
mod lists;
mod operators;

use super::meaning::Meaning;

/// Every table.
pub(crate) const PHRASES: [&[(&str, Meaning)]; 4] = [
    operators::PHRASES,
    lists::PHRASES,
    asking::PHRASES,
    around::PHRASES,
];
