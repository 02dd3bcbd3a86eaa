//! `run.json`: the plan, and where, when and by which command the run was made.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::head::{self, Head, replace};
use super::{RUN, SCHEMA};
use crate::plan::{PlanRecord, Selection};

/// The run file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunFile {
    /// Version of the record's form.
    pub schema: u32,
    /// What every record says of itself.
    #[serde(flatten)]
    pub head: Head,
    /// Attempts on disk when the last sitting ended.
    pub attempts: u64,
    /// What the command line took away from the suite.
    pub selection: Selection,
    /// What was planned.
    pub plan: PlanRecord,
}

impl RunFile {
    /// Reads the run file of a record.
    pub fn read(dir: &Path) -> anyhow::Result<Self> {
        head::read(dir, RUN, "a run", SCHEMA)
    }

    /// Writes the run file, whole or not at all.
    pub fn write(&self, dir: &Path) -> anyhow::Result<()> {
        replace(dir, RUN, self)
    }
}
