//! The kind `math-rules`: built from options, opened by each worker.

use std::path::Path;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::reading::read;
use crate::config::{OptionError, Options};
use crate::model::{Answer, Asks, Challenge, Prompt, Response};
use crate::solver::{BuildError, Builtin, Session, SolveError, Solver};

/// Goes up whenever any question may be answered otherwise.
const VERSION: u32 = 3;

/// `kind = "math-rules"`.
pub const BUILTIN: Builtin = Builtin {
    name: "math-rules",
    summary: "a parser of English math questions, without any model",
    answers: &[Asks::Text],
    build,
    probe: || Ok(version()),
    schema: || schemars::schema_for!(Wire),
};

/// Options of `math-rules`.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Wire {
    /// Abstain below this confidence, 0 to 1.
    #[serde(default)]
    least_confidence: f32,
}

struct MathRules(Wire);

fn build(options: &Options<'_>, _base: &Path) -> Result<Box<dyn Solver>, BuildError> {
    let wire: Wire = options.parse()?;
    let least = wire.least_confidence;
    if !(0.0..=1.0).contains(&least) {
        let message = format!("least_confidence {least} is not 0 to 1");
        let error = options.locate(OptionError::at("least_confidence", message));
        return Err(error.into());
    }
    Ok(Box::new(MathRules(wire)))
}

fn version() -> String {
    format!("math-rules {VERSION}")
}

impl Solver for MathRules {
    fn version(&self) -> String {
        version()
    }

    fn options(&self) -> serde_json::Value {
        json!({ "least_confidence": self.0.least_confidence })
    }

    fn open(&self) -> Result<Box<dyn Session>, SolveError> {
        Ok(Box::new(Reader(self.0)))
    }
}

struct Reader(Wire);

impl Session for Reader {
    fn solve(&mut self, challenge: &Challenge) -> Result<Response, SolveError> {
        let Prompt::Text(question) = &challenge.prompt else {
            let asked = challenge.asks().word();
            return Err(SolveError(format!(
                "math-rules answers text questions, and was shown {asked}"
            )));
        };
        let reading = read(question).filter(|found| found.confidence >= self.0.least_confidence);
        Ok(reading.map_or(Response::Abstain, |found| {
            Response::Answer(Answer {
                raw: Some(found.expression),
                confidence: Some(found.confidence),
                ..Answer::text(found.answer)
            })
        }))
    }
}

#[cfg(test)]
mod tests {
    use image::RgbImage;

    use super::*;

    fn solver(toml: &str) -> Result<Box<dyn Solver>, BuildError> {
        build(&Options::from_toml(toml).unwrap(), Path::new(""))
    }

    #[test]
    fn answers_with_reading_and_confidence() {
        let mut session = solver("").unwrap().open().unwrap();
        let question = "What is fifty times 'a', if 'a' is three?";
        let answer = session.solve(&Challenge::text(question)).unwrap();
        let expected = Answer {
            raw: Some("50 * 3".into()),
            confidence: Some(1.0),
            ..Answer::text("150")
        };
        assert_eq!(answer, Response::Answer(expected));
        let other = session.solve(&Challenge::text("What is love?")).unwrap();
        assert_eq!(other, Response::Abstain);
    }

    #[test]
    fn abstains_below_the_least_confidence() {
        let question = Challenge::text("What is the square root of nine plus sixteen?");
        let mut bold = solver("").unwrap().open().unwrap();
        assert!(matches!(bold.solve(&question), Ok(Response::Answer(_))));
        let mut careful = solver("least_confidence = 0.9").unwrap().open().unwrap();
        assert_eq!(careful.solve(&question).unwrap(), Response::Abstain);
        assert!(solver("least_confidence = 2.0").is_err());
    }

    #[test]
    fn refuses_pictures() {
        let mut session = solver("").unwrap().open().unwrap();
        let picture = Challenge::image(RgbImage::new(1, 1));
        let why = session.solve(&picture).unwrap_err();
        assert!(why.0.starts_with("math-rules answers text questions"));
    }
}
