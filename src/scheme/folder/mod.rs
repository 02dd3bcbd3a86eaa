//! Any folder of labelled pictures as a scheme.
//!
//! Challenges come in the order of their pixels' digests, which favours no label, so that the first N are a fair
//! sample; the seed matters to random answers alone. What a folder gets
//! wrong (duplicates, conflicting labels, missing files) is left out and said; a picture that cannot be decoded
//! stays counted, as a fault.

mod challenges;
mod kind;
mod labels;
mod picture;
mod scan;

pub use kind::KIND;
pub(crate) use picture::load as load_picture;
