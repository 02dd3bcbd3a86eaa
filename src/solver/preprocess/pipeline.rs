//! Steps in a row.

use image::{GrayImage, RgbImage};

use super::step::{Form, Level, STEPS, Step};
use super::{blobs, deskew, frame, tone, window};
use crate::config::OptionError;

/// Steps in the order they are applied.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pipeline(Vec<Step>);

impl Pipeline {
    /// Reads the list under `key` of an options table.
    pub fn parse(key: &str, steps: &[String]) -> Result<Self, OptionError> {
        let usages: Vec<String> = STEPS.iter().map(Form::usage).collect();
        let step = |(i, text): (usize, &String)| {
            text.parse().map_err(|why: String| {
                OptionError::at(key, format!("step {}: {why}", i + 1))
                    .help(format!("accepted: {}", usages.join(", ")))
            })
        };
        let steps: Result<Vec<Step>, _> = steps.iter().enumerate().map(step).collect();
        steps.map(Self)
    }

    /// The steps as they are written in a suite.
    pub fn steps(&self) -> Vec<String> {
        self.0.iter().map(Step::to_string).collect()
    }

    /// The picture's luma after all steps.
    pub fn apply(&self, picture: &RgbImage) -> GrayImage {
        self.0
            .iter()
            .fold(tone::luma(picture), |picture, step| apply(*step, picture))
    }
}

fn apply(step: Step, picture: GrayImage) -> GrayImage {
    match step {
        Step::Grayscale => picture,
        Step::Threshold(Level::Fixed(level)) => tone::threshold(picture, level),
        Step::Threshold(Level::Otsu) => {
            let level = tone::otsu(&picture);
            tone::threshold(picture, level)
        }
        Step::Despeckle(n) => blobs::despeckle(picture, n as usize),
        Step::Open(k) => window::open(&picture, k as usize),
        Step::Close(k) => window::close(&picture, k as usize),
        Step::Median(k) => window::median(&picture, k as usize),
        Step::Scale(factor) => frame::scale(&picture, factor),
        Step::Deskew => deskew::deskew(&picture),
        Step::Pad(n) => frame::pad(&picture, n),
        Step::Invert => tone::invert(picture),
        Step::KeepGrey(low, high) => tone::keep_grey(picture, low, high),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_run_in_their_order() {
        let run = |steps: [&str; 2]| {
            let steps: Vec<String> = steps.iter().map(|&s| s.to_owned()).collect();
            Pipeline::parse("preprocess", &steps)
                .unwrap()
                .apply(&RgbImage::new(1, 1))
                .into_raw()
        };
        assert_eq!(run(["invert", "pad(1)"]), [255; 9]);
        assert_eq!(run(["pad(1)", "invert"]), [0, 0, 0, 0, 255, 0, 0, 0, 0]);
    }

    #[test]
    fn errors_count_steps_and_name_the_key() {
        let steps = ["invert".to_owned(), "padd(1)".to_owned()];
        let error = Pipeline::parse("preprocess", &steps).unwrap_err();
        assert_eq!(error.key.as_deref(), Some("preprocess"));
        let start = "step 2: unknown step `padd`; did you mean `pad`?";
        assert!(error.message.starts_with(start), "{}", error.message);
    }
}
