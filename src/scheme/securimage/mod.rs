//! Securimage, PHP's most installed CAPTCHA: grey bold letters, swollen around three poles, under wavy lines.
//!
//! Re-created from a description of what 3.6.8 and 4.0.2 draw, without any of its code, fonts or words.
//! Pictures cannot be told from the library's by their statistics; the font is another, of the same design.

use crate::scheme::Kind;

mod assets;
mod build;
mod check;
mod code;
mod layout;
mod legibility;
mod options;
mod params;
mod presets;
mod render;
mod theory;
mod values;

pub use build::Securimage;
pub use params::{CaptchaType, FileRef, Gd, ImageType, Params, Start};
pub use values::{CodeLength, Gap};

/// Registration.
pub const KIND: Kind = Kind {
    name: "securimage",
    summary: "distorted letters, a sum or two words under lines and specks (Securimage 3.6 and 4.0)",
    asks: crate::model::Asks::Picture,
    presets: presets::NAMES,
    build: build::build,
    rebuild: build::rebuild,
    doctor: || {
        "embedded font Foxit Sans Bold (BSD-3-Clause); `ttf_file` takes any other".to_owned()
    },
    schema: || schemars::schema_for!(options::Wire),
};
