//! Named sets of parameters.

use super::params::{CaptchaType, Gd, ImageType, Params, Start};
use super::values::{CodeLength, Gap};
use crate::draw::{Color, Sampling};

/// Every preset: (name, one line, its parameters).
type Preset = (&'static str, &'static str, fn() -> Params);

const ALL: &[Preset] = &[
    ("stock", "Securimage 4.0.2 as installed", stock),
    (
        "stock-3.6",
        "Securimage 3.6.8 as installed: text at 80 % opacity",
        stock_3_6,
    ),
    (
        "simplified",
        "wide letters, no lines, mild distortion, case-sensitive; of a published write-up",
        simplified,
    ),
    (
        "config-sample",
        "the library's sample configuration: 275x100, slanted, zigzag",
        config_sample,
    ),
    (
        "hard",
        "twice the lines, five times the specks, stronger distortion",
        hard,
    ),
    ("math", "a small sum to work out", math),
    (
        "words",
        "two words, at the size of the library's example",
        words,
    ),
];

/// (name, one line) of every preset, the default first.
pub const NAMES: &[(&str, &str)] = &{
    let mut names = [("", ""); ALL.len()];
    let mut i = 0;
    while i < ALL.len() {
        names[i] = (ALL[i].0, ALL[i].1);
        i += 1;
    }
    names
};

/// The parameters of a preset.
pub fn find(name: &str) -> Option<Params> {
    ALL.iter()
        .find(|preset| preset.0 == name)
        .map(|preset| preset.2())
}

/// Securimage 4.0.2's default symbols: no l, I or O.
pub const CHARSET: &str = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789";

/// Securimage 4.0.2 as installed.
pub fn stock() -> Params {
    let grey = Color::grey(0x70);
    Params {
        image_width: 215,
        image_height: 80,
        font_ratio: 0.4,
        image_type: ImageType::Png,
        image_bg_color: Color::grey(255),
        text_color: grey,
        line_color: grey,
        captcha_type: CaptchaType::String,
        code_length: CodeLength::exactly(6),
        charset: CHARSET.to_owned(),
        case_sensitive: false,
        use_wordlist: false,
        wordlist_file: None,
        display_value: None,
        perturbation: 0.85,
        num_lines: 5,
        noise_level: 2.0,
        use_random_spaces: false,
        use_text_angles: false,
        use_random_baseline: false,
        use_random_boxes: false,
        ttf_file: Vec::new(),
        image_signature: String::new(),
        signature_color: grey,
        background_directory: None,
        gd: Gd::System,
        sampling: Sampling::Round,
        alpha: 0,
        gap: Gap::Random,
        start: Start::Uniform,
        iscale: 2,
        line_slant: 0.33,
    }
}

/// 3.6.8: 20 % transparent ink, and the distortion still samples by truncation.
fn stock_3_6() -> Params {
    Params {
        alpha: 25,
        ..stock()
    }
}

/// The configuration of a published write-up: 3.6.8's code before its rounding fix.
fn simplified() -> Params {
    Params {
        case_sensitive: true,
        perturbation: 0.5,
        num_lines: 0,
        gap: Gap::Fixed(1.8),
        start: Start::Centre,
        sampling: Sampling::Trunc,
        ..stock_3_6()
    }
}

fn config_sample() -> Params {
    Params {
        image_width: 275,
        image_height: 100,
        perturbation: 0.7,
        num_lines: 3,
        noise_level: 4.0,
        use_random_spaces: true,
        use_random_baseline: true,
        use_text_angles: true,
        ..stock()
    }
}

/// The settings of the "hard" pictures that this scheme was checked against, found by their statistics.
fn hard() -> Params {
    Params {
        perturbation: 1.0,
        num_lines: 10,
        noise_level: 10.0,
        ..stock()
    }
}

fn math() -> Params {
    Params {
        captcha_type: CaptchaType::Math,
        ..stock()
    }
}

fn words() -> Params {
    Params {
        captcha_type: CaptchaType::Words,
        image_width: 258,
        image_height: 100,
        font_ratio: 0.25,
        ..stock()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_charset_has_59_symbols_and_no_lookalikes() {
        assert_eq!(CHARSET.len(), 59);
        assert!(!CHARSET.contains(['l', 'I', 'O']));
    }

    #[test]
    fn every_preset_is_found() {
        assert!(NAMES.iter().all(|(name, _)| find(name).is_some()));
        assert_eq!(find("nope"), None);
    }
}
