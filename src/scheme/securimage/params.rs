//! The parameters of a Securimage challenge, complete and canonical: what a preset fills, what the seeds hash,
//! what a record holds.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{CodeLength, Gap};
use crate::draw::{Color, Sampling};

/// Every option, with its value. The names are Securimage's own; the last seven are ours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Pixels across.
    pub image_width: u32,
    /// Pixels down.
    pub image_height: u32,
    /// Font size in points over the picture's height.
    pub font_ratio: f64,
    /// File type whose losses the challenge shows.
    pub image_type: ImageType,
    /// Canvas.
    pub image_bg_color: Color,
    /// Ink of the text.
    pub text_color: Color,
    /// Ink of the lines, and (as the library does) of the noise.
    pub line_color: Color,
    /// What is drawn: a code, an expression, two words.
    pub captcha_type: CaptchaType,
    /// Characters of a code.
    pub code_length: CodeLength,
    /// Symbols of a code.
    pub charset: String,
    /// Whether upper and lower case differ when an answer is checked.
    pub case_sensitive: bool,
    /// Draw one word of the list in place of a code.
    pub use_wordlist: bool,
    /// A list of words, one a line; the built-in list otherwise.
    pub wordlist_file: Option<FileRef>,
    /// A fixed text to show.
    pub display_value: Option<String>,
    /// Strength of the distortion; 0 draws the text straight onto the picture.
    pub perturbation: f64,
    /// Lines over the text.
    pub num_lines: u32,
    /// Noise under the text, 0 to 10.
    pub noise_level: f64,
    /// One to three blanks inside most codes.
    pub use_random_spaces: bool,
    /// A slant that changes along the text.
    pub use_text_angles: bool,
    /// A zigzag baseline.
    pub use_random_baseline: bool,
    /// A frame around some characters.
    pub use_random_boxes: bool,
    /// Fonts, one of them at random for each character; the built-in one if empty.
    pub ttf_file: Vec<FileRef>,
    /// A small text in the lower right corner.
    pub image_signature: String,
    /// Its ink.
    pub signature_color: Color,
    /// A folder of pictures, one of them at random behind everything.
    pub background_directory: Option<FileRef>,
    /// Whose glyph boxes.
    pub gd: Gd,
    /// How the distortion samples.
    pub sampling: Sampling,
    /// GD's alpha of text, lines and noise: 0 opaque to 127 clear.
    pub alpha: u8,
    /// Extra space after each character.
    pub gap: Gap,
    /// Where the text begins.
    pub start: Start,
    /// Magnification of the canvas that the text is drawn on.
    pub iscale: u32,
    /// Steepest slant of a line over 90 degrees: .33 since 3.6.7, .7 before.
    pub line_slant: f64,
}

/// A file or folder together with a hash of what it holds, so that a record cannot be rebuilt from another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileRef {
    /// Where it was found.
    pub path: PathBuf,
    /// First 16 hex digits of the BLAKE3 of its contents.
    pub blake3: String,
}

/// The file that a site would serve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ImageType {
    /// Exact.
    #[default]
    Png,
    /// Quality 90.
    Jpeg,
    /// At most 256 colours.
    Gif,
}

/// What is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CaptchaType {
    /// Random symbols, or one word with `use_wordlist`.
    #[default]
    String,
    /// An expression such as "7 x 3"; the answer is its value.
    Math,
    /// Two words.
    Words,
}

/// Which GD measures the glyphs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Gd {
    /// The system's libgd: boxes run to the advance (Debian, Ubuntu and most distributions).
    #[default]
    System,
    /// PHP's own copy: boxes hold the ink (the official docker images).
    Bundled,
}

/// Where the text begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Start {
    /// Anywhere in the free width.
    #[default]
    Uniform,
    /// In the middle.
    Centre,
}

impl Params {
    /// Magnification of the canvas that the text is drawn on: 1 where nothing is distorted.
    pub fn scale(&self) -> usize {
        if self.perturbation > 0.0 {
            self.iscale as usize
        } else {
            1
        }
    }

    /// Coverage of 127 that an opaque stroke gives with `alpha`.
    pub fn cover(&self) -> u8 {
        127 - self.alpha
    }

    /// Whether every colour but a background picture's is grey.
    pub fn is_grey(&self) -> bool {
        let colors = [self.image_bg_color, self.text_color, self.line_color];
        let signature = self.image_signature.is_empty() || self.signature_color.is_grey();
        signature && colors.iter().all(|color| color.is_grey())
    }
}
