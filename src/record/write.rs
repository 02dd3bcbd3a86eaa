//! Writing a record: whole lines, in one system call a challenge, so that a kill tears at most the last line.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::Context as _;

use super::head::{copy_suite, prepare};
use super::read::{Record, trim_torn_line};
use super::{
    ATTEMPTS, AttemptRow, CHALLENGES, ChallengeRow, Digest, Done, Head, RUN, RunFile, SCHEMA,
    SUITE, Status,
};
use crate::plan::{PlanRecord, Selection};
use crate::suite::Suite;

/// An open record.
pub struct Writer {
    dir: PathBuf,
    run: Mutex<RunFile>,
    files: Mutex<Files>,
}

struct Files {
    attempts: File,
    challenges: File,
    digest: Digest,
    written: u64,
    /// A write failed: what follows would stand behind half a line.
    broken: bool,
}

impl Writer {
    /// Starts a record in `dir`, plan first. The folder must not hold a run yet.
    pub fn create(
        dir: &Path,
        run_id: String,
        suite: &Suite,
        selection: &Selection,
        plan: &PlanRecord,
        threads: usize,
    ) -> anyhow::Result<Self> {
        prepare(dir, &[RUN, ATTEMPTS, CHALLENGES, SUITE])?;
        let attempts = locked(dir, ATTEMPTS)?;
        let run = RunFile {
            schema: SCHEMA,
            head: Head::start(run_id, plan.id(), suite, threads),
            attempts: 0,
            selection: selection.clone(),
            plan: plan.clone(),
        };
        copy_suite(dir, suite)?;
        run.write(dir)?;
        Self::open(dir, attempts, run, (Digest::default(), 0))
    }

    /// Opens a record to go on with: drops a torn last line, and says what is on disk.
    pub fn resume(dir: &Path, plan: &PlanRecord, threads: usize) -> anyhow::Result<(Self, Done)> {
        let mut run = RunFile::read(dir)?;
        run.head.expect(&plan.id(), dir)?;
        let attempts = locked(dir, ATTEMPTS)?;
        let (mut done, mut digest) = (Done::none(plan), Digest::default());
        for name in [CHALLENGES, ATTEMPTS] {
            trim_torn_line(&dir.join(name))?;
        }
        let record = Record {
            dir: dir.to_owned(),
            run: run.clone(),
        };
        record.challenges(|row| {
            done.mark_challenge(&row.case, row.i);
            Ok(())
        })?;
        record.planned_attempts(&mut done, |row| digest.push(&row))?;
        run.head.go_on(threads);
        run.write(dir)?;
        let written = done.attempts();
        Ok((Self::open(dir, attempts, run, (digest, written))?, done))
    }

    /// Opens a record to go on with a plan that has more challenges and is the same otherwise.
    pub fn grow(
        dir: &Path,
        selection: &Selection,
        plan: &PlanRecord,
        threads: usize,
    ) -> anyhow::Result<(Self, Done)> {
        let mut run = RunFile::read(dir)?;
        let mut before = plan.clone();
        for (case, old) in before.cases.iter_mut().zip(&run.plan.cases) {
            anyhow::ensure!(case.count >= old.count, "a record does not shrink");
            case.count = old.count;
        }
        run.head.expect(&before.id(), dir)?;
        run.plan = plan.clone();
        run.head.plan_id = plan.id();
        run.selection = selection.clone();
        run.write(dir)?;
        Self::resume(dir, plan, threads)
    }

    fn open(dir: &Path, attempts: File, run: RunFile, done: (Digest, u64)) -> anyhow::Result<Self> {
        let (digest, written) = done;
        let files = Files {
            attempts,
            challenges: append(dir, CHALLENGES)?,
            digest,
            written,
            broken: false,
        };
        Ok(Self {
            dir: dir.to_owned(),
            run: Mutex::new(run),
            files: Mutex::new(files),
        })
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Appends a challenge (unless its line is on disk) and its attempts, and hands them to the system.
    pub fn append(
        &self,
        challenge: Option<&ChallengeRow<'_>>,
        attempts: &[AttemptRow<'_>],
    ) -> anyhow::Result<()> {
        let (mut head, mut tail) = (
            Vec::with_capacity(256),
            Vec::with_capacity(256 * attempts.len()),
        );
        if let Some(row) = challenge {
            serde_json::to_writer(&mut head, row)?;
            head.push(b'\n');
        }
        let mut digest = Digest::default();
        for row in attempts {
            serde_json::to_writer(&mut tail, row)?;
            tail.push(b'\n');
            digest.push(row);
        }
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        anyhow::ensure!(
            !files.broken,
            "an earlier write to {} failed",
            self.dir.display()
        );
        let files = &mut *files;
        let write = files
            .challenges
            .write_all(&head)
            .and_then(|()| files.attempts.write_all(&tail));
        files.broken = write.is_err();
        write.with_context(|| format!("failed to write to {}", self.dir.display()))?;
        files.digest.merge(digest);
        files.written += attempts.len() as u64;
        Ok(())
    }

    /// Ends the sitting.
    pub fn finish(&self, status: Status) -> anyhow::Result<RunFile> {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let mut run = self.run.lock().unwrap_or_else(PoisonError::into_inner);
        for file in [&files.attempts, &files.challenges] {
            file.sync_all()
                .with_context(|| format!("failed to flush {}", self.dir.display()))?;
        }
        run.head.end(status, &files.digest);
        run.attempts = files.written;
        run.write(&self.dir)?;
        Ok(run.clone())
    }
}

pub(crate) fn append(dir: &Path, name: &str) -> anyhow::Result<File> {
    let path = dir.join(name);
    let file = OpenOptions::new().create(true).append(true).open(&path);
    file.with_context(|| format!("failed to open {}", path.display()))
}

/// A file to append to, with a lock that a second writer meets; the system lets go of it when the process ends.
pub(crate) fn locked(dir: &Path, name: &str) -> anyhow::Result<File> {
    let file = append(dir, name)?;
    let busy = || format!("another capbench is writing to {}", dir.display());
    file.try_lock().with_context(busy)?;
    Ok(file)
}
