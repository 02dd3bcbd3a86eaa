//! Challenges made by a program of the user's own, in any language: JSON lines in, JSON lines out.
//!
//! The program says who it is when greeted, and turns a seed and parameters into a challenge with its key. It is asked
//! some challenges twice, in another process: what differs then is refused, as is whatever is late, broken or
//! incomplete. docs/EXTERNAL.md describes the lines.

mod build;
mod generate;
mod wire;

use crate::model::Asks;
use crate::scheme::Kind;

pub use generate::External;

/// Registration of programs that draw.
pub const KIND: Kind = Kind {
    name: "external",
    summary: "pictures made by a program of yours, in any language (JSON lines)",
    asks: Asks::Picture,
    presets: &[],
    build: |preset, options, base| build::build(Asks::Picture, preset, options, base),
    rebuild: |params| build::rebuild(Asks::Picture, params),
    doctor: || "any program that speaks JSON lines".to_owned(),
    schema: || schemars::schema_for!(wire::Wire),
};

/// Registration of programs that ask in words.
pub const TEXT: Kind = Kind {
    name: "external-text",
    summary: "questions in words made by a program of yours (JSON lines)",
    asks: Asks::Text,
    build: |preset, options, base| build::build(Asks::Text, preset, options, base),
    rebuild: |params| build::rebuild(Asks::Text, params),
    ..KIND
};
