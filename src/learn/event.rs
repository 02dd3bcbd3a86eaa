//! What the making of a curve tells, and who listens.

use super::plan::Task;
use super::rows::{PointRow, SliceRow};

/// Something happened.
pub enum Event<'a> {
    /// A model's training began.
    Begun {
        /// Which.
        task: Task,
    },
    /// A model has seen so many samples more.
    Seen {
        /// How many.
        samples: u64,
    },
    /// The challenges that a repeat's models are measured on.
    Slice(&'a SliceRow),
    /// A model was measured.
    Measured {
        /// Which.
        task: Task,
        /// Its line.
        row: &'a PointRow,
    },
}

/// Somebody who listens. Called from several threads at once; an error ends the run.
pub trait Sink: Sync {
    /// Takes note of an event.
    fn tell(&self, event: &Event<'_>) -> anyhow::Result<()>;
}
