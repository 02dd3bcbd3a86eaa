//! From what was read to what is answered; the same for every solver that reads characters.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::arithmetic;
use crate::model::{Answer, Response};

/// How what was read becomes the answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Read {
    /// Submitted as it was read.
    #[default]
    AsIs,
    /// "7 x 3" is submitted as 21; what is no such expression is not answered.
    Arithmetic,
}

/// What becomes of white space in what was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Blanks {
    /// Left out.
    Drop,
    /// Every run of white space counts as one blank.
    Keep,
}

/// How the confidences of symbols become that of the whole answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Their product: that all of them are right, were they independent.
    #[default]
    Product,
    /// Their arithmetic mean.
    Mean,
    /// Their geometric mean: the product with the length taken out.
    GeometricMean,
    /// The answer carries none.
    None,
}

impl Confidence {
    /// Of the whole answer; `None` where no symbol has one.
    pub fn of(self, symbols: &[f32]) -> Option<f32> {
        let n = symbols.len() as f32;
        let value = match self {
            _ if symbols.is_empty() => return None,
            Self::None => return None,
            Self::Product => symbols.iter().product(),
            Self::Mean => symbols.iter().sum::<f32>() / n,
            Self::GeometricMean => (symbols.iter().map(|c| c.ln()).sum::<f32>() / n).exp(),
        };
        // Rounding may carry a mean of ones past one.
        Some(value.min(1.0))
    }
}

/// The rules in one place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Postprocess {
    /// How what was read becomes the answer.
    pub read: Read,
    /// What becomes of white space.
    pub blanks: Blanks,
    /// How the confidence of the whole is formed.
    pub confidence: Confidence,
    /// Below this confidence, 0 to 1, the solver abstains.
    pub min_confidence: Option<f64>,
}

/// What a recogniser saw.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Its text.
    pub text: String,
    /// Confidence of each symbol that is not white space, 0 to 1, in reading order; empty where unknown.
    pub symbols: Vec<f32>,
}

impl Postprocess {
    /// Nothing read, nothing parsed, or too little confidence: the solver abstains.
    pub fn respond(&self, reading: Reading) -> Response {
        let words = reading.text.split_whitespace();
        let seen: String = match self.blanks {
            Blanks::Drop => words.collect(),
            Blanks::Keep => words.collect::<Vec<_>>().join(" "),
        };
        let confidence = self.confidence.of(&reading.symbols);
        let unsure = self
            .min_confidence
            .is_some_and(|least| confidence.is_some_and(|c| f64::from(c) < least));
        let (text, raw) = match self.read {
            Read::AsIs => (Some(seen), None),
            Read::Arithmetic => (arithmetic::value(&seen).map(|v| v.to_string()), Some(seen)),
        };
        match text.filter(|text| !text.is_empty() && !unsure) {
            None => Response::Abstain,
            Some(text) => Response::Answer(Answer {
                splits: None,
                text,
                raw,
                confidence,
                symbols: reading.symbols,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn respond(read: Read, blanks: Blanks, least: Option<f64>, text: &str) -> Option<Answer> {
        let rules = Postprocess {
            read,
            blanks,
            confidence: Confidence::Product,
            min_confidence: least,
        };
        let reading = Reading {
            text: text.into(),
            symbols: vec![0.5, 0.5, 1.0],
        };
        match rules.respond(reading) {
            Response::Answer(answer) => Some(answer),
            Response::Abstain => None,
        }
    }

    #[test]
    fn blanks_are_dropped_or_folded() {
        let text = |blanks| {
            respond(Read::AsIs, blanks, None, " ab \n  c ")
                .unwrap()
                .text
        };
        assert_eq!(text(Blanks::Drop), "abc");
        assert_eq!(text(Blanks::Keep), "ab c");
    }

    #[test]
    fn sums_are_answered_by_value_and_keep_what_was_read() {
        let answer = respond(Read::Arithmetic, Blanks::Keep, None, "7 x 3").unwrap();
        assert_eq!(
            (answer.text.as_str(), answer.raw.as_deref()),
            ("21", Some("7 x 3"))
        );
        assert_eq!(answer.confidence, Some(0.25));
        assert_eq!(respond(Read::Arithmetic, Blanks::Drop, None, "7z3"), None);
    }

    #[test]
    fn nothing_read_and_little_confidence_are_not_answered() {
        assert_eq!(respond(Read::AsIs, Blanks::Drop, None, " \n"), None);
        assert_eq!(respond(Read::AsIs, Blanks::Drop, Some(0.26), "abc"), None);
        assert!(respond(Read::AsIs, Blanks::Drop, Some(0.25), "abc").is_some());
    }

    #[test]
    fn no_confidence_is_not_invented() {
        assert_eq!(Confidence::Product.of(&[]), None);
        assert_eq!(Confidence::None.of(&[0.5]), None);
    }

    #[test]
    fn confidences_are_what_they_are_called() {
        let of = |kind: Confidence| kind.of(&[0.25, 1.0]);
        assert_eq!(of(Confidence::Product), Some(0.25));
        assert_eq!(of(Confidence::Mean), Some(0.625));
        assert_eq!(of(Confidence::GeometricMean), Some(0.5));
        assert_eq!(Confidence::GeometricMean.of(&[0.0, 1.0]), Some(0.0));
    }
}
