//! Recognisers in ONNX format, run by their manifest alone: how a picture becomes the input, what the output means.
//!
//! ONNX Runtime computes where its library is found; otherwise the embedded engine does. Nothing here knows where a
//! model comes from, and nothing knows of challenges other than their picture. The options are told in `docs/ONNX.md`.

mod charset;
mod classes;
mod decode;
mod decoding;
mod engine;
mod file;
mod grid;
mod input;
mod kind;
mod options;
mod place;
mod places;
mod recogniser;
mod resize;
mod scores;
mod self_test;
#[cfg(test)]
mod tests;

pub use decode::tiles;
pub use grid::TILES;
pub use kind::BUILTIN;
