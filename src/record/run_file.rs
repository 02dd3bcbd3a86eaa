//! `run.json`: the plan, and where, when and by which command the run was made.

use std::path::Path;
use std::time::SystemTime;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use super::{RUN, SCHEMA};
use crate::plan::{PlanRecord, Selection};

/// The run file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunFile {
    /// Version of the record's form.
    pub schema: u32,
    /// Name of the run.
    pub run_id: String,
    /// Version of capbench.
    pub capbench: String,
    /// Hash of the plan.
    pub plan_id: String,
    /// How far it got.
    pub status: Status,
    /// Sittings: one for the first start and one for each time it was resumed.
    pub sittings: Vec<Sitting>,
    /// Attempts on disk when the last sitting ended.
    pub attempts: u64,
    /// Digest over the deterministic columns, once complete.
    pub digest: Option<String>,
    /// Path of the suite as given.
    pub suite_path: String,
    /// BLAKE3 of the suite's text.
    pub suite_hash: String,
    /// What the command line took away from the suite.
    pub selection: Selection,
    /// What was planned.
    pub plan: PlanRecord,
}

/// How far a run got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Under way, or killed.
    Running,
    /// Stopped by the user.
    Interrupted,
    /// Every planned attempt is on disk.
    Complete,
}

/// One start of the runner on this record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sitting {
    /// The command line.
    pub command: Vec<String>,
    /// RFC 3339, UTC.
    pub started: String,
    /// RFC 3339, UTC; `None` if it was killed.
    pub ended: Option<String>,
    /// Worker threads.
    pub threads: usize,
    /// The machine.
    pub host: Host,
}

/// The machine, as far as it bears on times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Host {
    /// Operating system and architecture.
    pub os: String,
    /// Processor, where it can be told.
    pub cpu: String,
    /// Cores that this process may use.
    pub cores: usize,
}

impl Host {
    /// This machine.
    pub fn here() -> Self {
        let cpuinfo = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = cpuinfo
            .lines()
            .find_map(|line| line.strip_prefix("model name")?.split_once(": "));
        Self {
            os: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            cpu: model.map_or("unknown", |(_, name)| name).trim().to_owned(),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }
}

impl Sitting {
    /// A sitting that starts now.
    pub fn start(threads: usize) -> Self {
        Self {
            command: command(),
            started: now(),
            ended: None,
            threads,
            host: Host::here(),
        }
    }
}

impl RunFile {
    /// Reads the run file of a record.
    pub fn read(dir: &Path) -> anyhow::Result<Self> {
        let path = dir.join(RUN);
        let text = std::fs::read(&path).with_context(|| {
            format!(
                "{} is not a run: failed to read {}",
                dir.display(),
                path.display()
            )
        })?;
        let value: serde_json::Value = serde_json::from_slice(&text)
            .with_context(|| format!("failed to read {}", path.display()))?;
        let schema = value["schema"].as_u64();
        anyhow::ensure!(
            schema == Some(u64::from(SCHEMA)),
            "{}: record schema {schema:?}; this capbench reads {SCHEMA}",
            path.display()
        );
        serde_json::from_value(value).with_context(|| format!("failed to read {}", path.display()))
    }

    /// Writes the run file, whole or not at all.
    pub fn write(&self, dir: &Path) -> anyhow::Result<()> {
        replace(dir, RUN, self)
    }
}

/// Writes a JSON file in one go: a reader meets the old or the new one, never half of either.
pub(crate) fn replace(dir: &Path, name: &str, value: &impl Serialize) -> anyhow::Result<()> {
    let path = dir.join(name);
    let draft = dir.join(format!(".{name}.{}", std::process::id()));
    let mut text = serde_json::to_vec_pretty(value)?;
    text.push(b'\n');
    std::fs::write(&draft, text)
        .and_then(|()| std::fs::rename(&draft, &path))
        .with_context(|| format!("failed to write {}", path.display()))
}

/// Now, RFC 3339, UTC, to the second.
pub(crate) fn now() -> String {
    humantime::format_rfc3339_seconds(SystemTime::now()).to_string()
}

/// A new run's name: when, which suite, which plan, which process.
pub fn run_id(plan: &PlanRecord) -> String {
    name_run(&plan.suite, &plan.id())
}

/// As [`run_id`], of any plan's id.
pub(crate) fn name_run(suite: &str, plan_id: &str) -> String {
    let when: String = now().chars().filter(char::is_ascii_digit).collect();
    let (day, time) = when.split_at(8);
    let (plan, process) = (&plan_id[..6], std::process::id());
    format!("{day}-{time}-{suite}-{plan}-{process:x}")
}

fn command() -> Vec<String> {
    let mut words: Vec<String> = std::env::args_os()
        .map(|a| a.to_string_lossy().into_owned())
        .collect();
    if let Some(first) = words.first_mut() {
        "capbench".clone_into(first);
    }
    words
}
