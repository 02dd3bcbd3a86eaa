//! What expressions come to: exact numbers, polynomials, vectors, words. Nothing here knows of questions.

pub(crate) mod calls;
pub(crate) mod curves;
pub(crate) mod differentiate;
pub(crate) mod eval;
pub(crate) mod exact;
pub(crate) mod poly;
pub(crate) mod progressions;
pub(crate) mod series;
pub(crate) mod solve;
pub(crate) mod trig;
pub(crate) mod value;
