//! English math questions: asked in words, for those who cannot see, and hard to parse because there are many ways to
//! ask (after Ruby Quiz 48). As words (`math`) and as a picture of them (`math-image`).
//!
//! Questions come from forms: `forms.toml` holds those that are built in, and any file of the same shape adds more.

use crate::model::Asks;
use crate::scheme::Kind;

mod bank;
mod build;
mod compile;
mod expr;
mod options;
mod picture;
mod prior;
mod spelling;
mod template;
mod wire;

#[cfg(test)]
mod derive;

pub use build::Math;
pub use options::Params;

/// Registration of the questions in words.
pub const KIND: Kind = Kind {
    name: "math",
    summary: "math questions in English words, by difficulty and family (after Ruby Quiz 48)",
    asks: Asks::Text,
    presets: options::PRESETS,
    build: build::build,
    rebuild: build::rebuild,
    doctor: build::doctor,
    schema: || schemars::schema_for!(options::Wire),
};

/// Registration of their pictures.
pub const IMAGE: Kind = Kind {
    name: "math-image",
    summary: "the same questions drawn as a picture, under specks and lines",
    asks: Asks::Picture,
    presets: options::PRESETS,
    build: build::build_picture,
    rebuild: build::rebuild_picture,
    doctor: build::doctor,
    schema: || schemars::schema_for!(options::PictureWire),
};

/// JSON Schema of a file of forms.
pub fn forms_schema() -> schemars::Schema {
    schemars::schema_for!(wire::Wire)
}
