//! Runs a plan: the only stage that knows processes, clocks and threads.
//!
//! Challenges are the outer loop and solvers the inner one, so that a drift of the machine hits all solvers
//! alike. A panicking or hanging solver becomes a verdict. What happens is told as [`Event`]s to sinks.

mod ask;
mod event;
mod learners;
mod progress;
mod run;
mod watch;

pub use event::{Event, Sink};
pub use progress::Progress;
pub use run::{Ended, Recorder, run};
pub use watch::{Guarded, quiet_panics};
