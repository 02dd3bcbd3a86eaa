//! The server of mazes: what it deals, what it remembers, and what it answers.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use hyper::{Method, StatusCode};
use serde::Deserialize;
use serde_json::json;

use super::kept::{Attempt, Kept};
use crate::config::Options;
use crate::draw::png;
use crate::model::{Challenge, Key, Maze};
use crate::scheme::{self, Scheme, tilt};
use crate::seed::{Namespace, Seed, SeedSpace};
use crate::serve::{Ask, Clock, Reply};
use crate::tilt::{At, Sample, Trace};

/// Mazes that wait for their path; the oldest are forgotten first.
const MOST_OPEN: usize = 1000;

/// Samples that a posted path may have.
const MOST_SAMPLES: usize = 4000;

/// How a server of mazes behaves.
pub struct Settings {
    /// The scheme's preset.
    pub preset: String,
    /// Base of the challenges' seeds; unless set, nobody can know them.
    pub seed: Option<u64>,
    /// The file that people's attempts are added to.
    pub attempts: Option<PathBuf>,
}

/// One server of mazes. Shared between threads.
pub struct Site {
    scheme: Box<dyn Scheme>,
    seeds: Option<SeedSpace>,
    clock: Clock,
    kept: Option<Kept>,
    table: Mutex<Table>,
}

#[derive(Default)]
struct Table {
    issued: u64,
    open: BTreeMap<u64, Open>,
    names: HashMap<String, u64>,
    /// Hashes of paths that were posted, whatever came of them.
    posted: HashSet<[u8; 32]>,
}

struct Open {
    name: String,
    challenge: Challenge,
    key: Key,
    since: i64,
}

/// A path as the page posts it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Posted {
    id: String,
    guess: Option<u8>,
    path: Vec<(u32, i32, i32)>,
}

impl Site {
    /// A server with the scheme's preset.
    pub fn new(settings: &Settings, clock: Clock) -> anyhow::Result<Self> {
        let scheme = (tilt::KIND.build)(Some(&settings.preset), &Options::empty(), Path::new(""))?;
        let space = |base| {
            scheme::seeds(
                Namespace::Eval,
                tilt::KIND.name,
                scheme.version(),
                &scheme.params(),
                base,
            )
        };
        Ok(Self {
            seeds: settings.seed.map(space),
            scheme,
            clock,
            kept: settings.attempts.as_deref().map(Kept::open).transpose()?,
            table: Mutex::default(),
        })
    }

    /// Answers one request.
    pub fn reply(&self, ask: &Ask) -> Reply {
        let get = ask.method == Method::GET;
        match ask.path.as_str() {
            "/" | "/page" if get => {
                Reply::file("text/html; charset=utf-8", include_str!("page/page.html"))
            }
            "/tilt.css" if get => {
                Reply::file("text/css; charset=utf-8", include_str!("page/tilt.css"))
            }
            "/tilt.js" if get => Reply::file(
                "text/javascript; charset=utf-8",
                include_str!("page/tilt.js"),
            ),
            "/maze" if get => self.deal().unwrap_or_else(|error| broken(&error)),
            "/answer" if ask.method == Method::POST => {
                self.judge(ask).unwrap_or_else(|error| broken(&error))
            }
            path if get && path.starts_with("/copies/") => self.copies(&path["/copies/".len()..]),
            _ => Reply::text(StatusCode::NOT_FOUND, "not here\n"),
        }
    }

    fn deal(&self) -> anyhow::Result<Reply> {
        let mut table = self.table();
        let number = table.issued;
        table.issued += 1;
        let seed = match &self.seeds {
            Some(seeds) => seeds.seed(number),
            None => Seed::fresh()?,
        };
        let issued = self.scheme.generate(&seed, number)?;
        let name = format!("{:016x}", seed.stream("serve id").bits());
        let Some(maze) = issued.challenge.maze() else {
            anyhow::bail!("the scheme deals no maze");
        };
        let said =
            json!({ "id": name, "copies": format!("/copies/{name}"), "layout": maze.layout });
        if table.open.len() >= MOST_OPEN
            && let Some((_, old)) = table.open.pop_first()
        {
            table.names.remove(&old.name);
        }
        table.names.insert(name.clone(), number);
        let since = self.clock.steady();
        table.open.insert(
            number,
            Open {
                name,
                challenge: issued.challenge,
                key: issued.key,
                since,
            },
        );
        Ok(Reply::json(StatusCode::OK, &said))
    }

    fn copies(&self, name: &str) -> Reply {
        let table = self.table();
        let open = table
            .names
            .get(name)
            .and_then(|number| table.open.get(number));
        let row = open
            .and_then(|open| open.challenge.maze())
            .map(Maze::copies_in_a_row);
        match row.and_then(|row| png(&row).ok()) {
            Some(bytes) => Reply::new(StatusCode::OK, "image/png", bytes),
            None => Reply::text(StatusCode::NOT_FOUND, "not here\n"),
        }
    }

    /// A maze is over with its first path, right or wrong; what failed is told to the record alone.
    fn judge(&self, ask: &Ask) -> anyhow::Result<Reply> {
        let posted: Posted = match serde_json::from_slice(&ask.body) {
            Ok(posted) => posted,
            Err(error) => return Ok(Reply::text(StatusCode::BAD_REQUEST, format!("{error}\n"))),
        };
        if posted.path.len() > MOST_SAMPLES {
            return Ok(Reply::text(
                StatusCode::BAD_REQUEST,
                "the path is too long\n",
            ));
        }
        let mut table = self.table();
        let Some(number) = table.names.remove(&posted.id) else {
            return Ok(Reply::json(StatusCode::GONE, &json!({ "accepted": false })));
        };
        let Some(open) = table.open.remove(&number) else {
            return Ok(Reply::json(StatusCode::GONE, &json!({ "accepted": false })));
        };
        let millis = u32::try_from(self.clock.steady() - open.since).unwrap_or(u32::MAX);
        let far = |v: i32| v.clamp(-100_000, 100_000);
        let samples = posted.path.iter().map(|&(ms, x, y)| Sample {
            ms,
            at: At(far(x), far(y)),
        });
        let mut trace = Trace {
            guess: posted.guess,
            clock_ms: millis,
            posted: 0,
            samples: samples.collect(),
        };
        let fresh = table.posted.insert(path_hash(&trace.samples));
        drop(table);
        trace.posted = u32::from(!fresh);
        let text = trace.to_string();
        let (failed, accepted) = (open.key.failed(&text), open.key.accepts(&text));
        if let Some(kept) = &self.kept {
            let px = open.challenge.digest();
            let micros = u64::from(millis) * 1000;
            kept.add(Attempt {
                number,
                key: &open.key,
                px: &px,
                trace: text,
                failed,
                accepted,
                micros,
            })?;
        }
        Ok(Reply::json(
            StatusCode::OK,
            &json!({ "accepted": accepted }),
        ))
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Of the places alone: the same way at another time is the same way.
fn path_hash(samples: &[Sample]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for Sample { at, .. } in samples {
        hasher
            .update(&at.0.to_le_bytes())
            .update(&at.1.to_le_bytes());
    }
    *hasher.finalize().as_bytes()
}

fn broken(error: &anyhow::Error) -> Reply {
    eprintln!("error: {error:#}");
    Reply::text(StatusCode::INTERNAL_SERVER_ERROR, "something went wrong\n")
}
