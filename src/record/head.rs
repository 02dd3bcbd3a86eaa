//! What every record says of itself, whatever it holds.

use std::fmt::Display;
use std::path::Path;
use std::time::SystemTime;

use anyhow::Context as _;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::SUITE;
use crate::suite::Suite;

/// Where, when and by which command a record was made, and how far it got.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Head {
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
    /// Digest over the deterministic columns, once complete.
    pub digest: Option<String>,
    /// Path of the suite as given.
    pub suite_path: String,
    /// BLAKE3 of the suite's text.
    pub suite_hash: String,
}

/// How far a run got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Under way, or killed.
    Running,
    /// Stopped by the user.
    Interrupted,
    /// Everything planned is on disk.
    Complete,
}

/// One start on a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sitting {
    /// The command line.
    pub command: Vec<String>,
    /// RFC 3339, UTC.
    pub started: String,
    /// RFC 3339, UTC; `None` if it was killed.
    pub ended: Option<String>,
    /// Worker threads; where models are trained, models at a time.
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

impl Head {
    /// Of a record that starts now.
    pub fn start(run_id: String, plan_id: String, suite: &Suite, threads: usize) -> Self {
        Self {
            run_id,
            capbench: env!("CARGO_PKG_VERSION").to_owned(),
            plan_id,
            status: Status::Running,
            sittings: vec![Sitting::start(threads)],
            digest: None,
            suite_path: suite.path.display().to_string(),
            suite_hash: blake3::hash(suite.text.as_bytes()).to_hex().to_string(),
        }
    }

    /// Fails unless the record in `dir` is of this plan.
    pub fn expect(&self, plan_id: &str, dir: &Path) -> anyhow::Result<()> {
        anyhow::ensure!(
            self.plan_id == plan_id,
            "cannot resume {}: its plan is {}, and this one is {plan_id} (another suite, seed, selection, solver version or capbench); start a new one",
            dir.display(),
            self.plan_id,
        );
        Ok(())
    }

    /// Starts another sitting.
    pub fn go_on(&mut self, threads: usize) {
        self.status = Status::Running;
        self.sittings.push(Sitting::start(threads));
    }

    /// Ends the sitting; `digest` is of all that is on disk.
    pub fn end(&mut self, status: Status, digest: &impl Display) {
        self.status = status;
        self.digest = (status == Status::Complete).then(|| digest.to_string());
        if let Some(sitting) = self.sittings.last_mut() {
            sitting.ended = Some(now());
        }
    }
}

/// Makes the folder of a record, which must hold none of the files `names` yet.
pub(crate) fn prepare(dir: &Path, names: &[&str]) -> anyhow::Result<()> {
    anyhow::ensure!(
        !names.iter().any(|name| dir.join(name).exists()),
        "{0} holds a run already; go on with `--resume {0}` or choose another `--out`",
        dir.display()
    );
    std::fs::create_dir_all(dir).with_context(|| format!("failed to create {}", dir.display()))
}

/// Leaves the suite's text beside a record.
pub(crate) fn copy_suite(dir: &Path, suite: &Suite) -> anyhow::Result<()> {
    let copy = dir.join(SUITE);
    std::fs::write(&copy, &suite.text)
        .with_context(|| format!("failed to write {}", copy.display()))
}

/// Reads the suite that [`copy_suite`] left; `path` is where it stood.
pub(crate) fn read_suite(dir: &Path, path: &str) -> anyhow::Result<Suite> {
    let copy = dir.join(SUITE);
    let text = std::fs::read_to_string(&copy)
        .with_context(|| format!("failed to read {}", copy.display()))?;
    Ok(Suite::parse(&text, Path::new(path))?)
}

/// Reads `name` of the record in `dir`, which should be `what` and carry the number `schema`.
pub(crate) fn read<T: DeserializeOwned>(
    dir: &Path,
    name: &str,
    what: &str,
    schema: u32,
) -> anyhow::Result<T> {
    let path = dir.join(name);
    let failed = || format!("failed to read {}", path.display());
    let text = std::fs::read(&path)
        .with_context(|| format!("{} is not {what}: {}", dir.display(), failed()))?;
    let value: serde_json::Value = serde_json::from_slice(&text).with_context(failed)?;
    let found = value["schema"].as_u64();
    anyhow::ensure!(
        found == Some(u64::from(schema)),
        "{}: record schema {found:?}; this capbench reads {schema}",
        path.display()
    );
    serde_json::from_value(value).with_context(failed)
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
fn now() -> String {
    humantime::format_rfc3339_seconds(SystemTime::now()).to_string()
}

/// A new record's name: when, which suite, which plan, which process.
pub fn run_id(suite: &str, plan_id: &str) -> String {
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
