//! The kind `pipeline`: one solver reads the picture, another one answers what was read.

use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use toml::Spanned;

use super::{BuildError, Builtin, Outside, Session, SolveError, Solver};
use crate::adapter::{self, Made};
use crate::config::{OptionError, Options};
use crate::model::{Answer, Asks, Challenge, Response};

/// `kind = "pipeline"`.
pub const BUILTIN: Builtin = Builtin {
    name: "pipeline",
    summary: "two solvers in a row: one reads the picture, one answers the words",
    answers: &[Asks::Picture],
    build,
    probe: || Ok("as its two stages are".to_owned()),
    schema: || schemars::schema_for!(Wire),
};

/// Options of `pipeline`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Wire {
    /// The adapter that reads the picture.
    #[schemars(with = "String")]
    picture: Spanned<String>,
    /// The adapter, or the built-in kind, that answers what was read.
    #[schemars(with = "String")]
    text: Spanned<String>,
}

struct Pipeline {
    stages: [Stage; 2],
}

/// A solver by the name that the options give it.
struct Stage {
    name: String,
    solver: Arc<dyn Solver>,
}

fn build(options: &Options<'_>, base: &Path) -> Result<Box<dyn Solver>, BuildError> {
    let wire: Wire = options.parse()?;
    let _depth = Depth::deeper(&wire.picture)?;
    let picture = stage("picture", &wire.picture, Asks::Picture, base)?;
    let text = stage("text", &wire.text, Asks::Text, base)?;
    Ok(Box::new(Pipeline {
        stages: [picture, text],
    }))
}

/// How many pipelines are being built within one another, on this thread.
struct Depth;

thread_local! {
    static DEPTH: Cell<u8> = const { Cell::new(0) };
}

/// Pipelines within pipelines; more is one that names itself.
const DEEPEST: u8 = 4;

impl Depth {
    fn deeper(place: &Spanned<String>) -> Result<Self, OptionError> {
        let depth = DEPTH.get() + 1;
        if depth > DEEPEST {
            return Err(OptionError {
                span: Some(place.span()),
                ..OptionError::at("picture", "a pipeline that is a stage of itself")
            });
        }
        DEPTH.set(depth);
        Ok(Self)
    }
}

impl Drop for Depth {
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get() - 1);
    }
}

fn stage(key: &str, name: &Spanned<String>, asks: Asks, base: &Path) -> Result<Stage, BuildError> {
    let at = |message: String| OptionError {
        span: Some(name.span()),
        ..OptionError::at(key, message)
    };
    let (kind, made) = made(name, base).map_err(at)?;
    if super::find(kind).is_some_and(|kind| !kind.answers.contains(&asks)) {
        let message = format!("`{}` does not answer {}", name.get_ref(), asks.word());
        return Err(BuildError::Option(at(message)));
    }
    match made {
        Made::Ready(solver) => Ok(Stage {
            name: name.get_ref().clone(),
            solver,
        }),
        Made::Unavailable { reason, install } => Err(BuildError::Unavailable { reason, install }),
    }
}

/// A neighbour of this adapter, an adapter that a suite beside it would find, or a kind that needs no options.
fn made(name: &Spanned<String>, base: &Path) -> Result<(&'static str, Made), String> {
    let word = name.get_ref();
    let neighbour = base.join("..").join(word);
    let dir = if neighbour.join("adapter.toml").is_file() {
        Ok(neighbour)
    } else {
        adapter::find(word, Some(&base.join("adapter.toml")))
    };
    match dir {
        Ok(dir) => {
            let loaded = adapter::load(&dir).map_err(|error| format!("{error:#}"))?;
            Ok((loaded.kind, loaded.made))
        }
        Err(_) if super::find(word).is_some() => {
            adapter::make(name, &Options::empty(), base).map_err(|error| error.to_string())
        }
        Err(unknown) => Err(unknown.to_string()),
    }
}

impl Solver for Pipeline {
    fn version(&self) -> String {
        let versions = self.stages.each_ref().map(|stage| stage.solver.version());
        versions.join(" | ")
    }

    fn options(&self) -> serde_json::Value {
        let [picture, text] = self
            .stages
            .each_ref()
            .map(|stage| json!({ "name": stage.name, "options": stage.solver.options() }));
        json!({ "picture": picture, "text": text })
    }

    fn reach(&self, name: &str, outside: &Outside) -> Result<(), BuildError> {
        let mut stages = self.stages.iter().enumerate();
        stages.try_for_each(|(n, stage)| stage.solver.reach(&format!("{name}.{n}"), outside))
    }

    fn at_once(&self) -> Option<usize> {
        self.stages
            .iter()
            .filter_map(|stage| stage.solver.at_once())
            .min()
    }

    fn open(&self) -> Result<Box<dyn Session>, SolveError> {
        let [picture, text] = &self.stages;
        Ok(Box::new(Stages {
            picture: picture.solver.open()?,
            text: text.solver.open()?,
        }))
    }
}

struct Stages {
    picture: Box<dyn Session>,
    text: Box<dyn Session>,
}

impl Session for Stages {
    fn solve(&mut self, challenge: &Challenge) -> Result<Response, SolveError> {
        let Response::Answer(read) = self.picture.solve(challenge)? else {
            return Ok(Response::Abstain);
        };
        let question = Challenge::text(&read.text);
        let Response::Answer(answer) = self.text.solve(&question)? else {
            return Ok(Response::Abstain);
        };
        Ok(Response::Answer(Answer {
            text: answer.text,
            confidence: both(read.confidence, answer.confidence),
            raw: Some(read.text),
            symbols: read.symbols,
            splits: None,
        }))
    }

    fn processed(&mut self, challenge: &Challenge) -> Option<image::GrayImage> {
        self.picture.processed(challenge)
    }
}

/// That both stages are right, were they independent; `None` where either does not say.
fn both(read: Option<f32>, answered: Option<f32>) -> Option<f32> {
    Some(read? * answered?)
}

#[cfg(test)]
mod tests {
    use image::RgbImage;

    use super::*;

    struct Says(Response);
    impl Session for Says {
        fn solve(&mut self, _: &Challenge) -> Result<Response, SolveError> {
            Ok(self.0.clone())
        }
    }

    struct Doubles;
    impl Session for Doubles {
        fn solve(&mut self, challenge: &Challenge) -> Result<Response, SolveError> {
            let crate::model::Prompt::Text(text) = &challenge.prompt else {
                return Err(SolveError("no words".into()));
            };
            Ok(Response::Answer(Answer {
                confidence: Some(0.5),
                ..Answer::text(text.repeat(2))
            }))
        }
    }

    fn run(first: Response) -> Response {
        let mut stages = Stages {
            picture: Box::new(Says(first)),
            text: Box::new(Doubles),
        };
        stages
            .solve(&Challenge::image(RgbImage::new(2, 2)))
            .unwrap()
    }

    #[test]
    fn what_was_read_is_asked_and_kept() {
        let read = Answer {
            confidence: Some(0.8),
            ..Answer::text("ab")
        };
        let Response::Answer(answer) = run(Response::Answer(read)) else {
            panic!("no answer");
        };
        assert_eq!(
            (answer.text.as_str(), answer.raw.as_deref()),
            ("abab", Some("ab"))
        );
        assert_eq!(answer.confidence, Some(0.4));
        assert_eq!(run(Response::Abstain), Response::Abstain);
        let unsure = run(Response::Answer(Answer::text("c")));
        assert!(matches!(unsure, Response::Answer(a) if a.confidence.is_none()));
    }

    #[test]
    fn stages_must_exist_and_suit() {
        let error = |toml: &str| {
            let options = Options::from_toml(toml).unwrap();
            build(&options, Path::new("adapters/x"))
                .err()
                .unwrap()
                .to_string()
        };
        let unknown = error("picture = 'nobody'\ntext = 'tesseract'");
        assert!(unknown.contains("unknown adapter `nobody`"), "{unknown}");
    }
}
