//! What the making of a curve leaves on disk, and the only thing that its reports are made from.
//!
//! A folder: `learn.json` (the plan and where it came from), `challenges.jsonl` (one line for the eval challenges of
//! one repeat on one case), `points.jsonl` (one line a model, with all its answers, written when it is measured) and
//! `suite.toml`. An interrupted record is a valid one; going on with it trains only what is missing.

use std::collections::HashSet;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use super::event::{Event, Sink};
use super::plan::{LearnSelection, PlanRecord, Task};
use super::rows::{Digest, PointRow, SliceRow};
use crate::record::{
    Head, RUN, SUITE, Status, append, copy_suite, each_line, locked, prepare, read_file, replace,
    run_id, trim_torn_line,
};
use crate::suite::Suite;

/// The number that the files of this form carry.
pub const SCHEMA: u32 = 1;
/// Name of the plan's file.
pub const LEARN: &str = "learn.json";
/// Name of the models' file.
pub const POINTS: &str = "points.jsonl";
/// Name of the challenges' file.
pub const CHALLENGES: &str = "challenges.jsonl";

/// Whether this folder holds a learn record rather than a run's.
pub fn is_learn(dir: &Path) -> bool {
    dir.join(LEARN).exists()
}

/// `learn.json`: the plan, and where, when and by which command the curve was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LearnFile {
    /// Version of the record's form.
    pub schema: u32,
    /// What every record says of itself; threads are models at a time.
    #[serde(flatten)]
    pub head: Head,
    /// Models on disk when the last sitting ended.
    pub models: u64,
    /// What the command line set otherwise than the suite.
    pub selection: LearnSelection,
    /// What was planned.
    pub plan: PlanRecord,
}

impl LearnFile {
    /// Reads the plan's file of a record.
    pub fn read(dir: &Path) -> anyhow::Result<Self> {
        read_file(dir, LEARN, "a learn record", SCHEMA)
    }
}

/// A record on disk.
#[derive(Debug)]
pub struct Record {
    /// Its folder.
    pub dir: PathBuf,
    /// The plan's file.
    pub learn: LearnFile,
    /// The challenges that models were measured on.
    pub slices: Vec<SliceRow>,
    /// The models, in the order written.
    pub points: Vec<PointRow>,
}

impl Record {
    /// Reads the record in `dir`. A torn last line is passed over; a line that the plan does not know, or that stands
    /// twice, is an error: a record is never half believed.
    pub fn open(dir: &Path) -> anyhow::Result<Self> {
        let learn = LearnFile::read(dir)?;
        let (mut slices, mut points) = (Vec::new(), Vec::new());
        let mut seen = HashSet::new();
        each_line(&dir.join(CHALLENGES), |line| {
            let row: SliceRow = serde_json::from_slice(line)?;
            let known = learn.plan.cases.iter().any(|case| case.name == row.case);
            let whole = [row.drawn.len(), row.stored.len(), row.px.len()]
                .iter()
                .all(|&n| n as u64 == learn.plan.eval);
            anyhow::ensure!(
                known
                    && whole
                    && row.repeat < learn.plan.repeats
                    && seen.insert((row.case.clone(), row.repeat)),
                "the challenges of {} repeat {} stand twice or are not planned",
                row.case,
                row.repeat
            );
            slices.push(row);
            Ok(())
        })?;
        let planned: HashSet<Task> = learn.plan.tasks().into_iter().collect();
        let mut done = HashSet::new();
        each_line(&dir.join(POINTS), |line| {
            let row: PointRow = serde_json::from_slice(line)?;
            let task = task_of(&learn.plan, &row)
                .filter(|task| planned.contains(task) && done.insert(*task));
            anyhow::ensure!(
                task.is_some(),
                "the model {}/{}/{} stands twice or is not planned",
                row.case,
                row.labels,
                row.repeat
            );
            points.push(row);
            Ok(())
        })?;
        Ok(Self {
            dir: dir.to_owned(),
            learn,
            slices,
            points,
        })
    }

    /// The models on disk.
    pub fn done(&self) -> HashSet<Task> {
        let task = |row| task_of(&self.learn.plan, row);
        self.points.iter().filter_map(task).collect()
    }
}

fn task_of(plan: &PlanRecord, row: &PointRow) -> Option<Task> {
    Some(Task {
        repeat: row.repeat,
        labels: row.labels,
        curve: plan.cases.iter().position(|case| case.name == row.case)?,
    })
}

/// An open record; it writes what it is told.
pub struct Writer {
    dir: PathBuf,
    state: Mutex<State>,
}

struct State {
    learn: LearnFile,
    points: File,
    challenges: File,
    /// (case, repeat) whose challenges are on disk.
    slices: HashSet<(String, u32)>,
    digest: Digest,
    written: u64,
    /// A write failed: what follows would stand behind half a line.
    broken: bool,
}

impl Writer {
    /// Starts a record in `dir`, plan first. The folder must not hold one yet.
    pub fn create(
        dir: &Path,
        suite: &Suite,
        selection: &LearnSelection,
        plan: &PlanRecord,
        jobs: usize,
    ) -> anyhow::Result<Self> {
        prepare(dir, &[LEARN, POINTS, CHALLENGES, SUITE, RUN])?;
        let points = locked(dir, POINTS)?;
        let learn = LearnFile {
            schema: SCHEMA,
            head: Head::start(Self::name(plan), plan.id(), suite, jobs),
            models: 0,
            selection: selection.clone(),
            plan: plan.clone(),
        };
        copy_suite(dir, suite)?;
        replace(dir, LEARN, &learn)?;
        Self::open(dir, learn, points, &[], &[])
    }

    /// Opens a record to go on with: drops a torn last line, and says which models are on disk.
    pub fn resume(
        dir: &Path,
        plan: &PlanRecord,
        jobs: usize,
    ) -> anyhow::Result<(Self, HashSet<Task>)> {
        let learn = LearnFile::read(dir)?;
        learn.head.expect(&plan.id(), dir)?;
        let points = locked(dir, POINTS)?;
        for name in [CHALLENGES, POINTS] {
            trim_torn_line(&dir.join(name))?;
        }
        let record = Record::open(dir)?;
        let mut learn = record.learn.clone();
        learn.head.go_on(jobs);
        replace(dir, LEARN, &learn)?;
        let done = record.done();
        let writer = Self::open(dir, learn, points, &record.slices, &record.points)?;
        Ok((writer, done))
    }

    fn open(
        dir: &Path,
        learn: LearnFile,
        points: File,
        slices: &[SliceRow],
        rows: &[PointRow],
    ) -> anyhow::Result<Self> {
        let mut digest = Digest::default();
        rows.iter().for_each(|row| digest.push(row));
        let state = State {
            learn,
            points,
            challenges: append(dir, CHALLENGES)?,
            slices: slices.iter().map(|s| (s.case.clone(), s.repeat)).collect(),
            digest,
            written: rows.len() as u64,
            broken: false,
        };
        Ok(Self {
            dir: dir.to_owned(),
            state: Mutex::new(state),
        })
    }

    /// A new record's name: when, which suite, which plan, which process.
    pub fn name(plan: &PlanRecord) -> String {
        run_id(&format!("{}-learn", plan.suite), &plan.id())
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Ends the sitting.
    pub fn finish(&self, status: Status) -> anyhow::Result<()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        for file in [&state.points, &state.challenges] {
            file.sync_all()
                .with_context(|| format!("failed to flush {}", self.dir.display()))?;
        }
        let state = &mut *state;
        state.learn.head.end(status, &state.digest);
        state.learn.models = state.written;
        replace(&self.dir, LEARN, &state.learn)
    }
}

impl State {
    fn append(&mut self, points: bool, row: &impl Serialize) -> anyhow::Result<()> {
        anyhow::ensure!(!self.broken, "an earlier write failed");
        let mut line = serde_json::to_vec(row)?;
        line.push(b'\n');
        let file = if points {
            &mut self.points
        } else {
            &mut self.challenges
        };
        let written = file.write_all(&line);
        self.broken = written.is_err();
        Ok(written?)
    }
}

impl Sink for Writer {
    fn tell(&self, event: &Event<'_>) -> anyhow::Result<()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let place = || format!("failed to write to {}", self.dir.display());
        match event {
            Event::Begun { .. } | Event::Seen { .. } => Ok(()),
            Event::Slice(row) => {
                if state.slices.insert((row.case.clone(), row.repeat)) {
                    state.append(false, row).with_context(place)?;
                }
                Ok(())
            }
            Event::Measured { row, .. } => {
                state.append(true, row).with_context(place)?;
                state.digest.push(row);
                state.written += 1;
                Ok(())
            }
        }
    }
}
