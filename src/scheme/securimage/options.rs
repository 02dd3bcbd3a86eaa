//! The options table of a suite: Securimage's own names, strictly read, laid over a preset.

use std::path::Path;

use schemars::JsonSchema;
use serde::Deserialize;

use super::params::{CaptchaType, Gd, ImageType, Params, Start};
use super::values::{CodeLength, Gap, Paths};
use super::{assets, presets};
use crate::config::{OptionError, Options};
use crate::draw::{Color, Sampling};

/// What a suite may write under `options`. Everything is optional; the preset says the rest.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wire {
    /// Pixels across (40 to 4000).
    image_width: Option<u32>,
    /// Pixels down (30 to 2000).
    image_height: Option<u32>,
    /// Font size in points over the height (.1 to 1).
    font_ratio: Option<f64>,
    /// Whose losses to show: png (none), jpeg (quality 90), gif (256 colours).
    image_type: Option<ImageType>,
    /// Canvas.
    image_bg_color: Option<Color>,
    /// Ink of the text.
    text_color: Option<Color>,
    /// Ink of the lines and of the noise.
    line_color: Option<Color>,
    /// Refused unless equal to `line_color`: the library paints noise in that.
    noise_color: Option<Color>,
    /// With `use_transparent_text`: per cent of transparency, as 3.6 draws it.
    text_transparency_percentage: Option<f64>,
    /// Whether `text_transparency_percentage` counts.
    use_transparent_text: Option<bool>,
    /// Characters of a code: 6, or a range such as "5-6".
    code_length: Option<CodeLength>,
    /// Whether case matters.
    case_sensitive: Option<bool>,
    /// Symbols of a code.
    charset: Option<String>,
    /// string, math or words.
    captcha_type: Option<CaptchaType>,
    /// One word of the list in place of a code.
    use_wordlist: Option<bool>,
    /// A list of words, one a line.
    wordlist_file: Option<String>,
    /// Strength of the distortion (0 to 10).
    perturbation: Option<f64>,
    /// Lines over the text (0 to 100).
    num_lines: Option<u32>,
    /// Noise under the text (0 to 10).
    noise_level: Option<f64>,
    /// One to three blanks inside most codes.
    use_random_spaces: Option<bool>,
    /// A slant that changes along the text.
    use_text_angles: Option<bool>,
    /// A zigzag baseline.
    use_random_baseline: Option<bool>,
    /// Frames around some characters.
    use_random_boxes: Option<bool>,
    /// A font, or several: one at random for each character.
    ttf_file: Option<Paths>,
    /// A small text in the lower right corner.
    image_signature: Option<String>,
    /// Its ink.
    signature_color: Option<Color>,
    /// A folder of pictures, one at random behind everything.
    background_directory: Option<String>,
    /// A fixed text to show.
    display_value: Option<String>,
    /// Whose glyph boxes: system libgd, or the GD bundled with PHP.
    gd: Option<Gd>,
    /// How the distortion samples.
    sampling: Option<Sampling>,
    /// GD's alpha of text, lines and noise: 0 opaque to 127 clear.
    alpha: Option<u8>,
    /// Space after each character: "random" (-2 to 0) or pixels.
    gap: Option<Gap>,
    /// Where the text begins.
    start: Option<Start>,
    /// Magnification of the text's canvas (1 to 5).
    iscale: Option<u32>,
    /// Steepest slant of a line over 90 degrees (0 to 1).
    line_slant: Option<f64>,
}

/// Options of the library that never reach the picture or the key.
const INTEGRATION: &[&str] = &[
    "wordlist_file_encoding",
    "signature_font",
    "expiry_time",
    "no_session",
    "no_exit",
    "send_headers",
    "storage_adapters",
    "use_database",
    "skip_table_check",
    "session_name",
    "use_mysqli",
    "use_memcached",
    "use_redis",
    "database_driver",
    "database_host",
    "database_user",
    "database_pass",
    "database_name",
    "database_table",
    "database_file",
    "memcached_servers",
    "redis_server",
    "redis_dbindex",
    "audio_path",
    "audio_noise_path",
    "audio_use_noise",
    "degrade_audio",
    "audio_mix_normalization",
    "audio_gap_min",
    "audio_gap_max",
    "audio_use_sox",
    "sox_binary_path",
    "lame_binary_path",
    "log_path",
    "log_file",
];

/// Reads a preset with options over it.
pub(super) fn read(
    preset: Option<&str>,
    options: &Options<'_>,
    folder: &Path,
) -> Result<Params, OptionError> {
    let base = base(preset)?;
    if let Some(key) = INTEGRATION
        .iter()
        .find(|key| options.span_of(key).is_some())
    {
        let message = format!("`{key}` has no effect on the picture or the key");
        return Err(options.locate(OptionError::at(key, message).help("remove it")));
    }
    let wire: Wire = options.parse()?;
    wire.over(base, folder)
        .map_err(|error| options.locate(error))
}

fn base(preset: Option<&str>) -> Result<Params, OptionError> {
    let name = preset.unwrap_or("stock");
    presets::find(name).ok_or_else(|| unknown(name))
}

fn unknown(name: &str) -> OptionError {
    let names = presets::NAMES.iter().map(|(name, _)| *name);
    let near = names
        .clone()
        .map(|known| (strsim::jaro_winkler(known, name), known))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .filter(|(score, _)| *score > 0.7);
    let hint = near.map_or(String::new(), |(_, known)| {
        format!("; did you mean `{known}`?")
    });
    let all = names.collect::<Vec<_>>().join(", ");
    OptionError::at(
        "preset",
        format!("unknown preset `{name}` of scheme `securimage`{hint}"),
    )
    .help(format!("the presets are {all}"))
}

/// Moves every given value of `$wire` into the field of the same name.
macro_rules! lay {
    ($wire:ident over $params:ident: $($field:ident),* $(,)?) => {
        $(if let Some(value) = $wire.$field { $params.$field = value; })*
    };
}

impl Wire {
    fn over(self, mut params: Params, folder: &Path) -> Result<Params, OptionError> {
        let alpha = self.transparency()?;
        self.check_noise_color(&params)?;
        lay!(self over params:
            image_width, image_height, font_ratio, image_type, image_bg_color, text_color, line_color,
            code_length, case_sensitive, charset, captcha_type, use_wordlist, perturbation, num_lines,
            noise_level, use_random_spaces, use_text_angles, use_random_baseline, use_random_boxes,
            image_signature, signature_color, gd, sampling, alpha, gap, start, iscale, line_slant,
        );
        params.alpha = alpha.unwrap_or(params.alpha);
        params.display_value = self.display_value.or(params.display_value);
        if let Some(path) = self.wordlist_file {
            params.wordlist_file = Some(assets::file("wordlist_file", &folder.join(&path))?);
        }
        if let Some(path) = self.background_directory {
            params.background_directory = Some(assets::folder(&folder.join(&path))?);
        }
        if let Some(paths) = self.ttf_file {
            let files = paths
                .0
                .iter()
                .map(|path| assets::file("ttf_file", &folder.join(path)));
            params.ttf_file = files.collect::<Result<_, _>>()?;
        }
        Ok(params)
    }

    /// GD's alpha from the library's two options. 4.x reads neither; here they do what they do in 3.6.
    fn transparency(&self) -> Result<Option<u8>, OptionError> {
        let given =
            self.use_transparent_text.is_some() || self.text_transparency_percentage.is_some();
        if !given {
            return Ok(None);
        }
        if self.alpha.is_some() {
            let message = "`alpha` and the two transparency options exclude each other";
            return Err(OptionError::at("alpha", message).help("keep one of them"));
        }
        let percent = self.text_transparency_percentage.unwrap_or(20.0);
        if !(0.0..=100.0).contains(&percent) {
            let message = format!("text_transparency_percentage {percent} is not within 0 to 100");
            return Err(OptionError::at("text_transparency_percentage", message));
        }
        let on = self.use_transparent_text.unwrap_or(true);
        Ok(Some(if on {
            (percent / 100.0 * 127.0) as u8
        } else {
            0
        }))
    }

    fn check_noise_color(&self, base: &Params) -> Result<(), OptionError> {
        let line = self.line_color.unwrap_or(base.line_color);
        match self.noise_color {
            Some(noise) if noise != line => {
                let message = format!(
                    "noise_color {noise} has no effect: noise is painted in line_color ({line})"
                );
                Err(OptionError::at("noise_color", message)
                    .help("set line_color, or remove noise_color"))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(preset: Option<&str>, toml: &str) -> OptionError {
        read(preset, &Options::from_toml(toml).unwrap(), Path::new("")).unwrap_err()
    }

    #[test]
    fn a_preset_is_guessed() {
        let error = error(Some("simplifed"), "");
        assert!(
            error.message.contains("did you mean `simplified`?"),
            "{error}"
        );
    }

    #[test]
    fn integration_options_are_refused_in_their_place() {
        let error = error(None, "num_lines = 3\nexpiry_time = 900");
        assert!(error.message.contains("no effect"), "{error}");
        assert_eq!(error.span, Some(28..31));
    }

    #[test]
    fn transparency_is_that_of_3_6() {
        let toml = "use_transparent_text = true\ntext_transparency_percentage = 20";
        let params = read(None, &Options::from_toml(toml).unwrap(), Path::new("")).unwrap();
        assert_eq!(params.alpha, 25);
        assert!(
            error(None, "alpha = 3\nuse_transparent_text = true")
                .key
                .is_some()
        );
    }

    #[test]
    fn the_schema_knows_every_option() {
        let schema = serde_json::to_string(&schemars::schema_for!(Wire)).unwrap();
        assert!(
            ["num_lines", "charset", "gap", "Whose glyph boxes"]
                .iter()
                .all(|w| schema.contains(w))
        );
    }

    #[test]
    fn bad_values_are_refused() {
        for toml in [
            "text_color = 'grey'",
            "noise_color = '#123456'",
            "num_linse = 4",
            "num_lines = -1",
            "captcha_type = 'audio'",
            "ttf_file = '/nowhere.ttf'",
            "background_directory = '/nowhere'",
        ] {
            error(None, toml);
        }
    }
}
