//! Who answers: the trait, the list of built-in kinds, one file or folder a kind.
//!
//! A solver is handed a [`Challenge`] and nothing else; no type here can reach a key. Controls, which may,
//! live in the runner's reach alone ([`control`]). Texts are given to a self-test only ([`Solver::self_test`]), which no
//! run calls.

pub mod account;
pub mod control;
pub mod forger;
pub mod http;
pub mod math_rules;
pub mod onnx;
pub mod outside;
pub mod pipeline;
pub mod pool;
pub mod postprocess;
pub mod preprocess;
pub mod process;
pub(crate) mod reply;
pub mod tesseract;
pub mod tilt_bot;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

pub use account::{Account, End};
pub use outside::{Outside, Tape};

use crate::config::{OptionError, Options};
use crate::model::{Asks, Challenge, Response};

/// A solver, configured and ready to be opened by each worker. Shared between threads.
pub trait Solver: Send + Sync {
    /// Name and version of what really answers ("tesseract 5.3.0 eng"), or a model hash.
    fn version(&self) -> String;

    /// Every option, defaults included, as canonical JSON for the record.
    fn options(&self) -> serde_json::Value;

    /// Opens one session; each worker holds its own, and opens another after a hang or a panic.
    fn open(&self) -> Result<Box<dyn Session>, SolveError>;

    /// As [`open`](Self::open), for a runner that waits no longer than `deadline` for a call: a session that asks somebody
    /// else comes back by then by itself.
    fn open_for(&self, _deadline: Duration) -> Result<Box<dyn Session>, SolveError> {
        self.open()
    }

    /// Whether it can be asked this, where it is of a kind that can.
    fn answers(&self, _asks: Asks) -> bool {
        true
    }

    /// Calls at once, of a solver that waits for somebody else to work; `None` works in this process, and has a call for
    /// each core.
    fn at_once(&self) -> Option<usize> {
        None
    }

    /// Goes to whoever really answers: once, before the first session. `name` is the solver's in this run.
    fn reach(&self, _name: &str, _outside: &Outside) -> Result<(), BuildError> {
        Ok(())
    }

    /// Whether its options ask for the oracle's eye: the runner then lends it the right copy of a maze, so that what is
    /// left to it is measured alone.
    fn has_lent_eye(&self) -> bool {
        false
    }

    /// Whether one answer of a session may depend on the challenges before it. Such a solver is asked each case in order,
    /// by one session of its own.
    fn learns(&self) -> bool {
        false
    }

    /// Looks for mistakes in the solver's own set-up, on challenges whose text is known: for `capbench check`, never
    /// in a run.
    fn self_test(&self, _examples: &[Example<'_>]) -> Vec<Defect> {
        Vec::new()
    }
}

/// A challenge with the text drawn in it, for self-tests.
#[derive(Clone, Copy)]
pub struct Example<'a> {
    /// What it is an example of: a case or preset.
    pub group: &'a str,
    /// The challenge.
    pub challenge: &'a Challenge,
    /// The text as drawn.
    pub text: &'a str,
}

/// What a self-test found wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, with the numbers that show it.
    pub what: String,
    /// What to do about it.
    pub next: String,
}

/// How bad a defect is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Results may be worse than the solver could do.
    Warning,
    /// Results mean nothing.
    Error,
}

/// One worker's private handle on a solver.
pub trait Session: Send {
    /// Answers one challenge. May panic or never return: the runner makes a verdict of either.
    fn solve(&mut self, challenge: &Challenge) -> Result<Response, SolveError>;

    /// What the site said to an earlier answer; only where the case gives feedback and the solver learns.
    fn told(&mut self, _told: &Told) {}

    /// What the last call cost outside of this process; `None` where it asked nobody.
    fn account(&mut self) -> Option<Account> {
        None
    }

    /// Whether it can answer no more, and another must be opened.
    fn is_over(&self) -> bool {
        false
    }

    /// The picture after this solver's preprocessing, where it has any.
    fn processed(&mut self, _challenge: &Challenge) -> Option<image::GrayImage> {
        None
    }
}

/// What a site says to an answer: whether it was right, and no more.
#[derive(Clone, Debug)]
pub struct Told {
    /// The challenge.
    pub challenge: Arc<Challenge>,
    /// What was submitted.
    pub answer: String,
    /// Whether it was accepted.
    pub solved: bool,
}

/// Why a solver has no answer although it did not abstain.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct SolveError(pub String);

/// The picture of a challenge, for solvers that read pictures.
pub(crate) fn picture_of(challenge: &Challenge) -> Result<&image::RgbImage, SolveError> {
    challenge.picture().ok_or_else(|| {
        let asked = challenge.asks().word();
        SolveError(format!("was asked {asked}; it reads pictures"))
    })
}

/// Why a solver cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The suite or adapter is wrong.
    #[error(transparent)]
    Option(#[from] OptionError),
    /// Something this machine lacks. The run goes on without the solver and says so.
    #[error("{reason}")]
    Unavailable {
        /// What is missing.
        reason: String,
        /// The command that would bring it.
        install: String,
    },
}

/// Builds a solver from an options table; relative paths start from `base`.
pub type Build = fn(options: &Options<'_>, base: &Path) -> Result<Box<dyn Solver>, BuildError>;

/// One built-in kind of solver that a suite or adapter can name.
pub struct Builtin {
    /// The word in `kind = "..."`.
    pub name: &'static str,
    /// One line for `capbench list`.
    pub summary: &'static str,
    /// What it can be asked.
    pub answers: &'static [Asks],
    /// Builds from an options table; `base` is the folder that relative paths start from.
    pub build: Build,
    /// What `capbench doctor` says: version and place, or what is missing.
    pub probe: fn() -> Result<String, String>,
    /// JSON Schema of the options table.
    pub schema: fn() -> schemars::Schema,
}

/// Every built-in kind, in the order `capbench list` shows.
pub const BUILTIN: &[Builtin] = &[
    tesseract::BUILTIN,
    onnx::BUILTIN,
    onnx::TILES,
    pool::BUILTIN,
    math_rules::BUILTIN,
    pipeline::BUILTIN,
    http::BUILTIN,
    process::BUILTIN,
    tilt_bot::BUILTIN,
    forger::BUILTIN,
];

/// The kind with this name.
pub fn find(name: &str) -> Option<&'static Builtin> {
    BUILTIN.iter().find(|kind| kind.name == name)
}
