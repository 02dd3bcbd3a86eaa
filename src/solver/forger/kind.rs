//! The kind `forger`: built from options, opened by each worker.

use std::path::Path;
use std::time::Instant;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use toml::Spanned;

use super::methods::{Method, forge};
use crate::config::{OptionError, Options};
use crate::model::{Answer, Asks, Challenge, Response};
use crate::solver::tilt_bot::{Eye, Opened, seed_of};
use crate::solver::{BuildError, Builtin, Session, SolveError, Solver};
use crate::tilt::Splits;

/// Goes up whenever any path may differ.
const VERSION: u32 = 1;

/// `kind = "forger"`.
pub const BUILTIN: Builtin = Builtin {
    name: "forger",
    summary: "posts paths through tilt mazes without playing them",
    answers: &[Asks::Tilt],
    build,
    probe: || Ok(format!("forger {VERSION}")),
    schema: || schemars::schema_for!(Wire),
};

/// Options of `forger`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Wire {
    /// How the path is made up.
    method: Method,
    /// Who looks for the copy: `oracle` (is told; so unless set), `random`, or an adapter.
    #[schemars(with = "Option<String>")]
    eye: Option<Spanned<String>>,
    /// Whether it stays in the box for as long as the site wants and waits until the path could have been played;
    /// false unless set: a forger posts at once.
    #[serde(default)]
    patient: bool,
    /// Of `jitter`: the most that a sample is moved on each axis, pixels; 4 unless set.
    jitter: Option<i32>,
}

struct Forger {
    method: Method,
    eye: Eye,
    patient: bool,
    jitter: i32,
}

fn build(options: &Options<'_>, base: &Path) -> Result<Box<dyn Solver>, BuildError> {
    let wire: Wire = options.parse()?;
    let jitter = wire.jitter.unwrap_or(4);
    if !(0..=100).contains(&jitter) {
        let error = OptionError::at("jitter", format!("jitter {jitter} is not 0 to 100"));
        return Err(options.locate(error).into());
    }
    let eye = wire
        .eye
        .as_ref()
        .map_or(Ok(Eye::Oracle), |name| Eye::build(name, base))?;
    Ok(Box::new(Forger {
        method: wire.method,
        eye,
        patient: wire.patient,
        jitter,
    }))
}

impl Solver for Forger {
    fn version(&self) -> String {
        format!("forger {VERSION} | {}", self.eye.version())
    }

    fn options(&self) -> serde_json::Value {
        json!({ "method": self.method, "eye": self.eye.name(), "patient": self.patient, "jitter": self.jitter })
    }

    fn open(&self) -> Result<Box<dyn Session>, SolveError> {
        let Self {
            method,
            patient,
            jitter,
            ..
        } = *self;
        Ok(Box::new(Desk {
            eye: self.eye.open()?,
            method,
            patient,
            jitter,
        }))
    }

    fn has_lent_eye(&self) -> bool {
        matches!(self.eye, Eye::Oracle)
    }
}

struct Desk {
    eye: Opened,
    method: Method,
    patient: bool,
    jitter: i32,
}

impl Session for Desk {
    fn solve(&mut self, challenge: &Challenge) -> Result<Response, SolveError> {
        let Some(maze) = challenge.maze() else {
            return Err(SolveError(format!(
                "was asked {}; it forges paths through tilt mazes",
                challenge.asks().word()
            )));
        };
        let (seed, start) = (seed_of(challenge), Instant::now());
        let Some((copy, confidence)) = self.eye.look(challenge, maze, &seed)? else {
            return Ok(Response::Abstain);
        };
        let (look_us, start) = (micros(start), Instant::now());
        let mut rng = seed.stream("forger");
        let trace = forge(self.method, maze, copy, self.patient, self.jitter, &mut rng);
        let splits = Splits {
            look_us,
            drive_us: micros(start),
            ..Splits::default()
        };
        Ok(Response::Answer(Answer {
            confidence,
            splits: Some(splits),
            ..Answer::text(trace.to_string())
        }))
    }
}

fn micros(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX)
}
