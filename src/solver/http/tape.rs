//! Cassettes: what was asked and what came back, to be asked again with nobody there.
//!
//! A line a reply, keyed by a digest of the request in which secrets are marks; replies have had them taken out. Each
//! request's replies are played in the order recorded, with the times recorded, and without waiting.

use std::collections::{HashMap, VecDeque};
use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};

use super::client::{Failure, FailureKind, Response};
use super::request::Request;

/// The word at the head of a cassette.
const SCHEMA: &str = "capbench.cassette/1";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    schema: String,
    solver: String,
    /// Hash of the manifest with its preset.
    manifest: String,
}

/// A reply with its times in microseconds since the attempt's first byte.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    key: String,
    method: String,
    path: String,
    /// Digest of the challenge; empty for a request about the server.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    px: String,
    pub cold: bool,
    pub wire_us: u64,
    pub at_us: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    content_type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retry_after_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body_b64: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    failure: Option<FailureKind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    sent: bool,
    /// The attempt's time was over: nothing was sent any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    over: bool,
}

/// What came of a request.
pub(super) type Came = Result<Response, Failure>;

impl Entry {
    pub fn new(request: &Request, px: &str, cold: bool, times: (u64, u64), came: &Came) -> Self {
        let mut entry = Self {
            key: request.digest(),
            method: request.method.clone(),
            path: request.path().to_owned(),
            px: px.to_owned(),
            cold,
            wire_us: times.0,
            at_us: times.1,
            status: None,
            content_type: String::new(),
            retry_after_ms: None,
            body: None,
            body_b64: None,
            failure: None,
            why: None,
            sent: false,
            over: false,
        };
        match came {
            Ok(reply) => {
                entry.status = Some(reply.status);
                entry.content_type.clone_from(&reply.content_type);
                let millis = |wait: Duration| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
                entry.retry_after_ms = reply.retry_after.map(millis);
                match std::str::from_utf8(&reply.body) {
                    Ok(text) => entry.body = Some(text.to_owned()),
                    Err(_) => entry.body_b64 = Some(BASE64_STANDARD.encode(&reply.body)),
                }
            }
            Err(failure) => {
                entry.failure = Some(failure.kind);
                entry.why = Some(failure.why.clone());
                entry.sent = failure.sent;
            }
        }
        entry
    }

    /// The mark that an attempt was given up before this request.
    pub fn over(request: &Request, px: &str, at_us: u64) -> Self {
        let nothing = Err(Failure {
            kind: FailureKind::Timeout,
            why: String::new(),
            sent: false,
        });
        Self {
            over: true,
            ..Self::new(request, px, false, (0, at_us), &nothing)
        }
    }

    /// What came; `None` where the attempt was given up instead.
    pub fn came(&self) -> Option<Came> {
        if self.over {
            return None;
        }
        if let Some(kind) = self.failure {
            let (why, sent) = (self.why.clone().unwrap_or_default(), self.sent);
            return Some(Err(Failure { kind, why, sent }));
        }
        let decoded = |text: &String| BASE64_STANDARD.decode(text).ok();
        let body = self.body_b64.as_ref().and_then(decoded);
        Some(Ok(Response {
            status: self.status.unwrap_or(0),
            content_type: self.content_type.clone(),
            retry_after: self.retry_after_ms.map(Duration::from_millis),
            body: body.unwrap_or_else(|| self.body.clone().unwrap_or_default().into_bytes()),
        }))
    }
}

/// A cassette being recorded.
pub(super) struct Recorder(Mutex<File>);

/// The file of a solver's cassette.
fn file_of(folder: &Path, solver: &str) -> PathBuf {
    let plain = |c: char| {
        if c.is_alphanumeric() || "-_.".contains(c) {
            c
        } else {
            '_'
        }
    };
    let name: String = solver.chars().map(plain).collect();
    folder.join(format!("{name}.jsonl"))
}

impl Recorder {
    /// Starts a cassette; one that stands there already is gone on with if `resume`, else refused.
    pub fn start(folder: &Path, solver: &str, manifest: &str) -> Result<Self, String> {
        let path = file_of(folder, solver);
        let failed =
            |e: std::io::Error| format!("failed to write the cassette {}: {e}", path.display());
        std::fs::create_dir_all(folder).map_err(failed)?;
        let mut file = File::options()
            .append(true)
            .create(true)
            .open(&path)
            .map_err(failed)?;
        if file.metadata().map_err(failed)?.len() == 0 {
            let head = Head {
                schema: SCHEMA.to_owned(),
                solver: solver.to_owned(),
                manifest: manifest.to_owned(),
            };
            let line = serde_json::to_string(&head).map_err(|e| e.to_string())?;
            writeln!(file, "{line}").map_err(failed)?;
        } else {
            let found = head(&path)?;
            if found.manifest != manifest {
                return Err(format!(
                    "{} holds replies to another manifest ({}, and this is {manifest}); choose another folder",
                    path.display(),
                    found.manifest
                ));
            }
        }
        Ok(Self(Mutex::new(file)))
    }

    pub fn keep(&self, entry: &Entry) -> Result<(), String> {
        let mut line = serde_json::to_vec(entry).map_err(|e| e.to_string())?;
        line.push(b'\n');
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(&line)
            .map_err(|e| format!("failed to write the cassette: {e}"))
    }
}

fn head(path: &Path) -> Result<Head, String> {
    let failed =
        |e: &dyn std::fmt::Display| format!("failed to read the cassette {}: {e}", path.display());
    let file = File::open(path).map_err(|e| failed(&e))?;
    let mut line = String::new();
    BufReader::new(file)
        .read_line(&mut line)
        .map_err(|e| failed(&e))?;
    let head: Head = serde_json::from_str(&line).map_err(|e| failed(&e))?;
    if head.schema != SCHEMA {
        return Err(failed(&format!(
            "schema `{}`, and this capbench reads `{SCHEMA}`",
            head.schema
        )));
    }
    Ok(head)
}

/// A cassette being played.
pub(super) struct Player {
    path: PathBuf,
    /// Whether it was recorded with this very manifest.
    same_manifest: bool,
    entries: Mutex<HashMap<String, VecDeque<Entry>>>,
    /// Challenges and paths that it knows, to tell what drifted.
    known: Vec<(String, String)>,
}

impl Player {
    pub fn open(folder: &Path, solver: &str, manifest: &str) -> Result<Self, String> {
        let path = file_of(folder, solver);
        let found = head(&path)?;
        let failed = |e: &dyn std::fmt::Display| {
            format!("failed to read the cassette {}: {e}", path.display())
        };
        let file = File::open(&path).map_err(|e| failed(&e))?;
        let (mut entries, mut known) = (HashMap::<String, VecDeque<Entry>>::new(), Vec::new());
        for (number, line) in BufReader::new(file).lines().enumerate().skip(1) {
            let line = line.map_err(|e| failed(&e))?;
            let entry: Entry = serde_json::from_str(&line)
                .map_err(|e| failed(&format!("line {}: {e}", number + 1)))?;
            known.push((entry.px.clone(), entry.path.clone()));
            entries
                .entry(entry.key.clone())
                .or_default()
                .push_back(entry);
        }
        Ok(Self {
            path,
            same_manifest: found.manifest == manifest,
            entries: Mutex::new(entries),
            known,
        })
    }

    /// The next reply to this request; `Err` says what drifted.
    pub fn play(&self, request: &Request, px: &str) -> Result<Entry, String> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let key = request.digest();
        let queue = entries.get_mut(&key);
        let all_played = queue.is_some();
        if let Some(entry) = queue.and_then(VecDeque::pop_front) {
            return Ok(entry);
        }
        Err(self.drift(request, px, all_played))
    }

    fn drift(&self, request: &Request, px: &str, all_played: bool) -> String {
        let what = format!("{} {}", request.method, request.path());
        let drifted = if all_played {
            "each of its recorded replies has been played: it is asked more often than it was"
        } else if !px.is_empty() && !self.known.iter().any(|(known, _)| known == px) {
            "no reply to this challenge was recorded: the suite's seed, counts or options, or the scheme's generator, \
             are others than they were"
        } else if !self.known.iter().any(|(_, path)| path == request.path()) {
            "nothing was recorded of this path: the manifest is another one than it was"
        } else if self.same_manifest {
            "the challenge was recorded, but asked in other words: the picture's encoding, or an earlier reply, is \
             another one than it was"
        } else {
            "the challenge was recorded, but asked in other words: the manifest is another one than it was"
        };
        format!(
            "not in the cassette {}: {what}: {drifted}",
            self.path.display()
        )
    }
}
