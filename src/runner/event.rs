//! What a run tells, and who listens.

use crate::record::{AttemptRow, ChallengeRow};

/// Something happened.
pub enum Event<'a> {
    /// A challenge was put to everybody who had not had it yet.
    Asked {
        /// Its line; `None` if that is on disk already.
        challenge: Option<&'a ChallengeRow<'a>>,
        /// What came of it.
        attempts: &'a [AttemptRow<'a>],
    },
    /// A solver ends the run: its budget is used up, or it would refuse every request.
    Stopped {
        /// Its name.
        solver: &'a str,
        /// Why.
        why: &'a str,
    },
    /// A solver is not asked any more.
    Quarantined {
        /// Its name.
        solver: &'a str,
        /// Why.
        why: &'a str,
    },
}

/// Somebody who listens. Called from many threads at once; an error ends the run.
pub trait Sink: Sync {
    /// Takes note of an event.
    fn tell(&self, event: &Event<'_>) -> anyhow::Result<()>;
}
