//! Attempts of people, a line each, in the form of a record's attempts.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::Context as _;

use crate::model::{Answer, Key, Response, Verdict};
use crate::record::AttemptRow;
use crate::tilt::Checks;

/// A file that attempts are added to.
pub(super) struct Kept(Mutex<File>);

/// One attempt of a person.
pub(super) struct Attempt<'a> {
    pub number: u64,
    pub key: &'a Key,
    pub px: &'a str,
    pub trace: String,
    pub failed: Checks,
    pub accepted: bool,
    pub micros: u64,
}

impl Kept {
    pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
        let file = File::options().create(true).append(true).open(path);
        Ok(Self(Mutex::new(file.with_context(|| {
            format!("failed to open {}", path.display())
        })?)))
    }

    pub(super) fn add(&self, attempt: Attempt<'_>) -> anyhow::Result<()> {
        let verdict = if attempt.accepted {
            Verdict::Solved
        } else {
            Verdict::Wrong
        };
        let response = Response::Answer(Answer::text(attempt.trace));
        let timing = (attempt.micros, false);
        let row = AttemptRow::new(
            "tilt",
            attempt.number,
            "person",
            verdict,
            Some(response),
            attempt.key,
            timing,
            attempt.px,
        );
        let row = AttemptRow {
            failed: attempt.failed.iter().collect(),
            ..row
        };
        let mut line = serde_json::to_vec(&row)?;
        line.push(b'\n');
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .write_all(&line)
            .context("failed to write an attempt")
    }
}
