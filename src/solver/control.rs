//! Controls: built-in reference solvers that say whether a run can be believed.
//!
//! They are the only contestants that may see a key or a scheme's theory, and the runner calls them itself;
//! no [`Solver`](super::Solver) can.

use std::time::Duration;

use super::{Session, SolveError};
use crate::model::{Answer, Challenge, Key, Response};
use crate::scheme::{Prior, Scheme};
use crate::seed::Seed;

/// A built-in reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Control {
    /// Knows the key: must score 100 %.
    Oracle,
    /// Gives the best constant answer: the floor that every rate stands beside.
    Blind,
    /// Gives a random answer from the public keyspace.
    Random,
    /// Abstains always.
    Mute,
    /// Answers long after its deadline.
    Stall,
    /// Panics.
    Crash,
}

impl Control {
    /// Every control, in the order of reports.
    pub const ALL: [Self; 6] = [
        Self::Oracle,
        Self::Blind,
        Self::Random,
        Self::Mute,
        Self::Stall,
        Self::Crash,
    ];

    /// The word in suites and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Oracle => "oracle",
            Self::Blind => "blind",
            Self::Random => "random",
            Self::Mute => "mute",
            Self::Stall => "stall",
            Self::Crash => "crash",
        }
    }

    /// One line for `capbench list`.
    pub fn summary(self) -> &'static str {
        match self {
            Self::Oracle => "knows the key; must solve every challenge or the run is INVALID",
            Self::Blind => "gives the best constant answer; the floor beside every rate",
            Self::Random => "gives a random answer from the public alphabet and length",
            Self::Mute => "abstains always (drill)",
            Self::Stall => "answers long after its deadline (drill)",
            Self::Crash => "panics (drill)",
        }
    }

    /// The control with this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|control| control.name() == name)
    }

    /// Its response, at once. `Crash` panics. `Stall` has none here: it must be watched, as [`Stall`].
    pub fn respond(self, scheme: &dyn Scheme, prior: &Prior, key: &Key, seed: &Seed) -> Response {
        match self {
            Self::Oracle => Response::Answer(Answer {
                confidence: Some(1.0),
                ..Answer::text(scheme.solution(key))
            }),
            Self::Blind => Response::Answer(Answer::text(&prior.answer)),
            Self::Random => Response::Answer(Answer::text(scheme.random_answer(seed))),
            Self::Mute | Self::Stall => Response::Abstain,
            #[expect(clippy::panic, reason = "to panic is what this control is for")]
            Self::Crash => panic!("the crash control crashes on purpose"),
        }
    }
}

/// The stall control as a watched session: it answers after twice the deadline, too late to count.
pub struct Stall(pub Duration);

impl Session for Stall {
    fn solve(&mut self, _: &Challenge) -> Result<Response, SolveError> {
        std::thread::sleep(self.0 * 2);
        Ok(Response::Answer(Answer::text("too late")))
    }
}
