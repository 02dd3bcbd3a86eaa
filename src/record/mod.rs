//! What a run leaves on disk, and the only thing that reports are made from.
//!
//! A record is a folder: `run.json` (the plan and where it came from), `challenges.jsonl` (one line a
//! challenge), `attempts.jsonl` (one line an attempt, flushed as it happens) and `suite.toml` (the suite's
//! text). An interrupted run is a valid record; resuming it plans only what is missing.

mod digest;
mod done;
mod head;
mod outcomes;
mod read;
mod rows;
mod run_file;
mod write;

pub use self::read::Record;
pub(crate) use self::read::{each_line, trim_torn_line};
pub use digest::Digest;
pub use done::Done;
pub use head::{Head, Host, Sitting, Status, run_id};
pub(crate) use head::{copy_suite, prepare, read as read_file, read_suite, replace};
pub use outcomes::{CaseOutcomes, Shown, Tried};
pub use rows::{AttemptRow, ChallengeRow, MazeRow, Outcome};
pub use run_file::RunFile;
pub use write::Writer;
pub(crate) use write::{append, locked};

/// The number that the files of this form carry.
pub const SCHEMA: u32 = 1;
/// Name of the run file.
pub const RUN: &str = "run.json";
/// Name of the attempts file.
pub const ATTEMPTS: &str = "attempts.jsonl";
/// Name of the challenges file.
pub const CHALLENGES: &str = "challenges.jsonl";
/// Name of the suite's copy.
pub const SUITE: &str = "suite.toml";
