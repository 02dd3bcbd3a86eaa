//! Options of the two kinds, and the parameters that they become.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::{OptionError, Options};

/// Named sets of options.
pub(super) const PRESETS: &[(&str, &str)] = &[
    (
        "easy",
        "difficulty 0 to 3: sums, chains, powers of small numbers",
    ),
    (
        "hard",
        "difficulty 4 to 9: algebra, trigonometry, calculus, vectors, determinants",
    ),
];

/// Options of `math`.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wire {
    /// Only questions of this difficulty; the built-in forms go from 0 to 9.
    pub difficulty: Option<u8>,
    /// Questions from the first to the second difficulty; all unless set.
    pub levels: Option<[u8; 2]>,
    /// Only these families; all unless set.
    pub families: Option<Vec<String>>,
    /// A file of forms of your own; paths count from the suite's folder.
    pub forms: Option<PathBuf>,
    /// Whether the built-in forms are asked too; true unless set.
    pub builtin: Option<bool>,
}

/// Options of `math-image`: those of `math`, and how it is drawn.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PictureWire {
    /// Only questions of this difficulty; the built-in forms go from 0 to 9.
    pub difficulty: Option<u8>,
    /// Questions from the first to the second difficulty; all unless set.
    pub levels: Option<[u8; 2]>,
    /// Only these families; all unless set.
    pub families: Option<Vec<String>>,
    /// A file of forms of your own; paths count from the suite's folder.
    pub forms: Option<PathBuf>,
    /// Whether the built-in forms are asked too; true unless set.
    pub builtin: Option<bool>,
    /// Size of the letters, points at 96 dpi; 16 unless set.
    pub font_size: Option<f64>,
    /// Width of the picture, pixels; 420 unless set. The height follows from the question.
    pub width: Option<u32>,
    /// Wavy lines over the text; 2 unless set.
    pub num_lines: Option<u32>,
    /// Specks, 0 to 10; 1 unless set.
    pub noise_level: Option<f64>,
}

/// Parameters of a case, as its record holds them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Least and greatest difficulty.
    pub levels: [u8; 2],
    /// The only families asked, if not all.
    pub families: Option<Vec<String>>,
    /// A file of forms beside the built-in ones.
    pub forms: Option<FormsRef>,
    /// Whether the built-in forms are asked.
    pub builtin: bool,
    /// How questions are drawn; `None` where they are asked in words.
    pub picture: Option<PictureParams>,
}

/// A file of forms, as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormsRef {
    /// Where it was found.
    pub path: PathBuf,
    /// The first 16 hex digits of its BLAKE3.
    pub blake3: String,
}

/// How questions are drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PictureParams {
    /// Size of the letters, points at 96 dpi.
    pub font_size: f64,
    /// Width of the picture, pixels.
    pub width: u32,
    /// Wavy lines over the text.
    pub num_lines: u32,
    /// Specks, 0 to 10.
    pub noise_level: f64,
}

impl FormsRef {
    /// The file as it is now, with its text.
    pub(super) fn read(path: &Path) -> Result<(Self, String), OptionError> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            let message = format!("failed to read {}: {error}", path.display());
            OptionError::at("forms", message).help("paths count from the suite's folder")
        })?;
        let blake3 = blake3::hash(text.as_bytes()).to_hex()[..16].to_owned();
        let path = path.to_owned();
        Ok((Self { path, blake3 }, text))
    }
}

/// Parameters of `math`.
pub(super) fn read(
    preset: Option<&str>,
    options: &Options<'_>,
    base: &Path,
) -> Result<Params, OptionError> {
    params(preset, options.parse()?, base)
}

/// Parameters of `math-image`.
pub(super) fn read_picture(
    preset: Option<&str>,
    options: &Options<'_>,
    base: &Path,
) -> Result<Params, OptionError> {
    let wire: PictureWire = options.parse()?;
    let picture = PictureParams {
        font_size: wire.font_size.unwrap_or(16.0),
        width: wire.width.unwrap_or(420),
        num_lines: wire.num_lines.unwrap_or(2),
        noise_level: wire.noise_level.unwrap_or(1.0),
    };
    within("font_size", picture.font_size, 6.0, 72.0)?;
    within("width", f64::from(picture.width), 120.0, 2000.0)?;
    within("num_lines", f64::from(picture.num_lines), 0.0, 50.0)?;
    within("noise_level", picture.noise_level, 0.0, 10.0)?;
    let questions = Wire {
        difficulty: wire.difficulty,
        levels: wire.levels,
        families: wire.families,
        forms: wire.forms,
        builtin: wire.builtin,
    };
    let mut params = params(preset, questions, base)?;
    params.picture = Some(picture);
    Ok(params)
}

fn within(key: &str, value: f64, low: f64, high: f64) -> Result<(), OptionError> {
    if (low..=high).contains(&value) {
        return Ok(());
    }
    Err(OptionError::at(key, format!("{key} is {value}")).help(format!("{low} to {high}")))
}

fn params(preset: Option<&str>, wire: Wire, base: &Path) -> Result<Params, OptionError> {
    let usual = match preset {
        Some("easy") => [0, 3],
        Some("hard") => [4, 9],
        _ => [0, 99],
    };
    let levels = match (wire.difficulty, wire.levels) {
        (Some(_), Some(_)) => {
            return Err(
                OptionError::at("levels", "both difficulty and levels are given")
                    .help("leave one of them out"),
            );
        }
        (Some(level), None) => [level, level],
        (None, Some(levels)) => levels,
        (None, None) => usual,
    };
    if levels[0] > levels[1] {
        let message = format!("levels from {} to {}", levels[0], levels[1]);
        return Err(OptionError::at("levels", message).help("the lower one first"));
    }
    let forms = match &wire.forms {
        Some(path) => Some(FormsRef::read(&base.join(path))?.0),
        None => None,
    };
    Ok(Params {
        levels,
        families: wire.families,
        forms,
        builtin: wire.builtin.unwrap_or(true),
        picture: None,
    })
}
