//! The options table of `kind = "process"`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::config::{OptionError, Options};
use crate::model::Asks;
use crate::solver::http::{Format, ImageWire, LEAST, Secrets, parse_duration};

/// Variables that every worker gets.
const ENV: [&str; 4] = ["PATH", "HOME", "LANG", "LD_LIBRARY_PATH"];

/// Options of `process`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wire {
    /// The program and its arguments; it runs in the adapter's folder.
    command: Vec<String>,
    /// Environment variables that it gets beside PATH, HOME, LANG and LD_LIBRARY_PATH.
    #[serde(default)]
    env: Vec<String>,
    /// Environment variables that it gets and that are taken out of all it says.
    #[serde(default)]
    secrets: Vec<String>,
    /// What it is asked, of the kinds that it says it answers: "picture", "text" ...; all unless set.
    asks: Option<Vec<String>>,
    /// Processes at once; 1 unless set.
    workers: Option<usize>,
    /// Failures in a row after which it is not started again; 3 unless set.
    restarts: Option<u32>,
    /// Time from its start until it says what it is; "60s" unless set.
    start: Option<String>,
    /// Bytes that a line of its may have; 16777216 unless set.
    max_line: Option<u64>,
    /// How the picture is sent.
    #[serde(default)]
    image: ImageWire,
}

/// The options as checked.
pub(super) struct Settings {
    pub command: Vec<String>,
    pub folder: PathBuf,
    env: Vec<String>,
    secrets: Vec<String>,
    pub asks: Option<Vec<Asks>>,
    pub workers: usize,
    pub restarts: u32,
    pub start: Duration,
    pub max_line: u64,
    pub image: Format,
    /// As written, for the record, with the hash of the files that the command names.
    pub record: Value,
}

impl Settings {
    pub fn parse(options: &Options<'_>, base: &Path) -> Result<Self, OptionError> {
        let wire: Wire = options.parse()?;
        let as_written: Value = options.parse()?;
        Self::check(wire, as_written, base).map_err(|error| options.locate(error))
    }

    fn check(wire: Wire, as_written: Value, base: &Path) -> Result<Self, OptionError> {
        if wire.command.first().is_none_or(String::is_empty) {
            return Err(OptionError::at("command", "the command is empty")
                .help("write it as [\"python3\", \"solver.py\"]"));
        }
        let workers = wire.workers.unwrap_or(1);
        if !(1..=256).contains(&workers) {
            return Err(OptionError::at(
                "workers",
                format!("workers is {workers}, not 1 to 256"),
            ));
        }
        let asks = wire
            .asks
            .as_ref()
            .map(|words| words.iter().map(|word| asks_of(word)).collect());
        let asks: Option<Result<Vec<Asks>, String>> = asks;
        let start = parse_duration(wire.start.as_deref(), Duration::from_secs(60));
        let files = files(&wire.command, base);
        Ok(Self {
            folder: base.to_owned(),
            asks: asks.transpose().map_err(|e| OptionError::at("asks", e))?,
            workers,
            restarts: wire.restarts.unwrap_or(3),
            start: start.map_err(|e| OptionError::at("start", e))?,
            max_line: wire.max_line.unwrap_or(16 << 20),
            image: Format::parse(&wire.image).map_err(|e| OptionError::at("image", e))?,
            record: json!({ "options": as_written, "files": files }),
            command: wire.command,
            env: wire.env,
            secrets: wire.secrets,
        })
    }

    /// The worker's environment, and what must be taken out of all it says. `Err` names a secret that is not there.
    pub fn environment(&self) -> Result<(Vec<(String, String)>, Secrets), String> {
        let usual = ENV.iter().map(|name| (*name).to_owned());
        let wanted = usual.chain(self.env.iter().cloned());
        let mut all: Vec<(String, String)> = wanted
            .filter_map(|name| Some((name.clone(), std::env::var(&name).ok()?)))
            .collect();
        let mut known = BTreeMap::new();
        for name in &self.secrets {
            let value = std::env::var(name).unwrap_or_default();
            if value.len() < LEAST {
                return Err(format!(
                    "the environment variable {name} is not set, or has less than {LEAST} characters"
                ));
            }
            all.push((name.clone(), value.clone()));
            known.insert(name.to_ascii_lowercase(), value);
        }
        Ok((all, Secrets::new(known, Vec::new())))
    }
}

fn asks_of(word: &str) -> Result<Asks, String> {
    serde_json::from_value(json!(word)).map_err(|e| e.to_string())
}

/// Hashes of the files of the adapter's folder that the command names: another script is another solver.
fn files(command: &[String], base: &Path) -> BTreeMap<String, String> {
    let hash = |word: &String| {
        let bytes = std::fs::read(base.join(word))
            .ok()
            .filter(|_| Path::new(word).is_relative())?;
        Some((word.clone(), blake3::hash(&bytes).to_hex()[..16].to_owned()))
    };
    command.iter().filter_map(hash).collect()
}
