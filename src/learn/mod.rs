//! The labels-to-break curve: how many labelled challenges someone needs to break a design.
//!
//! The same straight line as a run's, with trainings in place of attempts:
//!
//! ```text
//! Suite ──► Plan ──► Points ──► Record ──► Summary ──► Report
//! ```
//!
//! A [`Plan`] fixes which models are trained on which labels and measured on which challenges. [`run`] trains and
//! measures them, several at a time. A [`Record`] holds one line a model, with all its answers. [`summarise`]
//! makes the curve from that and from nothing else. How a model is trained is not known here: it is a function that
//! [`run`] is handed ([`Teach`]); the real one is [`teach`].

mod event;
mod plan;
mod progress;
mod record;
mod rows;
mod run;
mod summary;
mod teach;

pub use event::{Event, Sink};
pub use plan::{CurveRecord, FromRecord, LearnSelection, Plan, PlanRecord, PlannedCurve, Task};
pub use progress::Progress;
pub use record::{CHALLENGES, LEARN, LearnFile, POINTS, Record, SCHEMA, Writer, is_learn};
pub use rows::{Digest, HeadScore, PointRow, SliceRow, Training};
pub use run::{Lesson, Pupil, Reader, Teach, Told, run};
pub use summary::{Break, Cost, CurveSummary, PointSummary, RepeatSummary, Summary, summarise};
pub use teach::teach;
