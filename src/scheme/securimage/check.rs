//! Ranges of the parameters, each with an error that names the value, what is accepted and the next step.

use std::fmt::Display;
use std::ops::RangeInclusive;

use super::code;
use super::params::{CaptchaType, Params};
use super::values::Gap;
use crate::config::OptionError;
use crate::draw::Face;

/// Checks every value on its own.
pub(super) fn values(params: &Params) -> Result<(), OptionError> {
    within("image_width", params.image_width, 40..=4000)?;
    within("image_height", params.image_height, 30..=2000)?;
    within("font_ratio", params.font_ratio, 0.1..=1.0)?;
    within("perturbation", params.perturbation, 0.0..=10.0)?;
    within("num_lines", params.num_lines, 0..=100)?;
    within("noise_level", params.noise_level, 0.0..=10.0)?;
    within("code_length", params.code_length.min, 1..=LONGEST)?;
    within(
        "code_length",
        params.code_length.max,
        params.code_length.min..=LONGEST,
    )?;
    within("alpha", params.alpha, 0..=126)?;
    within("iscale", params.iscale, 1..=5)?;
    within("line_slant", params.line_slant, 0.0..=1.0)?;
    if let Gap::Fixed(px) = params.gap {
        within("gap", px, -20.0..=100.0)?;
    }
    texts(params)
}

/// Most characters of a text: each needs a number of its own below 256, and nobody reads more.
const LONGEST: u32 = 64;

fn within<T: PartialOrd + Display>(
    key: &str,
    value: T,
    range: RangeInclusive<T>,
) -> Result<(), OptionError> {
    if range.contains(&value) {
        return Ok(());
    }
    let (low, high) = range.into_inner();
    let message = format!("{key} {value} is not within {low} to {high}");
    Err(OptionError::at(key, message).help(format!("give a {key} of {low} to {high}")))
}

fn texts(params: &Params) -> Result<(), OptionError> {
    let code = params.captcha_type == CaptchaType::String && !params.use_wordlist;
    if code && params.charset.is_empty() {
        let error = OptionError::at("charset", "charset is empty: there is nothing to draw");
        return Err(error.help("give at least one symbol, or leave it out"));
    }
    if let Some(c) = params
        .charset
        .chars()
        .find(|c| c.is_whitespace() || c.is_control())
    {
        let message = format!("charset holds {c:?}, which leaves no ink");
        return Err(OptionError::at("charset", message).help("remove it"));
    }
    if let Some(text) = &params.display_value {
        let message = "display_value needs 1 to 64 characters that leave ink";
        let inky = text.chars().any(|c| !c.is_whitespace()) && !text.chars().any(char::is_control);
        if !inky || text.chars().count() > LONGEST as usize {
            return Err(OptionError::at("display_value", message));
        }
    }
    if params.text_color == params.image_bg_color && params.background_directory.is_none() {
        let message = format!(
            "text_color {} is the background's colour too",
            params.text_color
        );
        return Err(OptionError::at("text_color", message).help("make them differ"));
    }
    Ok(())
}

/// Refuses parameters under which even the narrowest text is wider than the picture.
pub(super) fn fits(params: &Params, words: &[String], faces: &[Face]) -> Result<(), OptionError> {
    let scale = params.scale() as f64;
    let narrowest = faces
        .iter()
        .map(|face| least_width(params, words, face))
        .fold(f64::MAX, f64::min);
    let free = f64::from(params.image_width) * scale;
    if narrowest <= free {
        return Ok(());
    }
    let message = format!(
        "no text can fit: the narrowest is {:.0} pixels wide, the picture {}",
        narrowest / scale,
        params.image_width
    );
    let help = "make the picture wider, the font_ratio smaller or the code_length shorter";
    Err(OptionError::at("image_width", message).help(help))
}

fn least_width(params: &Params, words: &[String], face: &Face) -> f64 {
    let gap = match params.gap {
        Gap::Random => -4.0,
        Gap::Fixed(px) => 2.0 * px,
    } * params.scale() as f64;
    let width = |c: char| (f64::from(face.glyph(c).advance) + gap).max(0.0);
    let text = |text: &str| text.chars().map(width).sum::<f64>();
    let word = || words.iter().map(|word| text(word)).fold(f64::MAX, f64::min);
    let least = |symbols: &str| symbols.chars().map(width).fold(f64::MAX, f64::min);
    match (&params.display_value, params.captcha_type) {
        (Some(fixed), _) => text(fixed),
        (None, CaptchaType::Math) => 2.0 * least("0123456789") + 2.0 * width(' ') + least("+-x"),
        (None, CaptchaType::Words) => 2.0 * word() + width(' '),
        (None, CaptchaType::String) if params.use_wordlist => word(),
        (None, CaptchaType::String) => {
            least(&code::alphabet(params, words)) * f64::from(params.code_length.min)
        }
    }
}
