//! The kind `process`: built from options, a worker process each session.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::options::{Settings, Wire};
use super::protocol::{self, Ready, Reply};
use super::worker::{Silence, Worker};
use crate::config::Options;
use crate::model::{Answer, Asks, Challenge, Response};
use crate::solver::http::usual_form;
use crate::solver::reply::{Reading, Rule};
use crate::solver::{
    Account, BuildError, Builtin, Defect, End, Example, Outside, Session, Severity, SolveError,
    Solver,
};

/// `kind = "process"`.
pub const BUILTIN: Builtin = Builtin {
    name: "process",
    summary: "a program of your own, asked on its standard input and output",
    answers: &[Asks::Picture, Asks::Text, Asks::Tiles, Asks::Tilt],
    build,
    probe: || Ok("starts programs; `capbench check ADAPTER` tries one".to_owned()),
    schema: || schemars::schema_for!(Wire),
};

struct Process {
    settings: Arc<Settings>,
    shared: Arc<Shared>,
    ready: OnceLock<Ready>,
}

/// What all workers of one solver share.
#[derive(Default)]
struct Shared {
    /// The worker that was started to see what it is, until a session takes it.
    first: Mutex<Option<Worker>>,
    /// Failures since the last reply, over all workers, and what the last one was.
    failures: AtomicU32,
    last: Mutex<String>,
    /// Workers that ended before their time and are to be started again.
    lost: AtomicU32,
}

fn build(options: &Options<'_>, base: &Path) -> Result<Box<dyn Solver>, BuildError> {
    Ok(Box::new(Process {
        settings: Arc::new(Settings::parse(options, base)?),
        shared: Arc::default(),
        ready: OnceLock::new(),
    }))
}

impl Solver for Process {
    fn version(&self) -> String {
        self.ready.get().map_or_else(
            || self.settings.command.join(" "),
            |ready| format!("{} {}", ready.name, ready.version),
        )
    }

    fn options(&self) -> Value {
        self.settings.record.clone()
    }

    fn open(&self) -> Result<Box<dyn Session>, SolveError> {
        self.open_for(Duration::from_secs(600))
    }

    fn open_for(&self, deadline: Duration) -> Result<Box<dyn Session>, SolveError> {
        let failures = self.shared.failures.load(Ordering::SeqCst);
        if failures > self.settings.restarts {
            let last = self
                .shared
                .last
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone();
            return Err(SolveError(format!(
                "not asked: {failures} failures in a row, the last: {last}"
            )));
        }
        let first = self
            .shared
            .first
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let worker = first.map_or_else(|| Worker::start(&self.settings), Ok);
        let worker = worker.map_err(|why| {
            self.shared.failed(&why);
            SolveError(why)
        })?;
        let lost = |n: u32| n.checked_sub(1);
        let restarted = self
            .shared
            .lost
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, lost)
            .is_ok();
        Ok(Box::new(Talking {
            settings: Arc::clone(&self.settings),
            shared: Arc::clone(&self.shared),
            worker: Some(worker),
            limit: deadline,
            number: 0,
            restarts: u32::from(restarted),
            account: None,
        }))
    }

    fn answers(&self, asks: Asks) -> bool {
        let chosen = self
            .settings
            .asks
            .as_ref()
            .is_none_or(|chosen| chosen.contains(&asks));
        let word = serde_json::to_value(asks).unwrap_or_default();
        let able = |ready: &Ready| ready.kinds.iter().any(|kind| word == kind.as_str());
        chosen && self.ready.get().is_none_or(able)
    }

    fn at_once(&self) -> Option<usize> {
        Some(self.settings.workers)
    }

    fn reach(&self, _name: &str, _outside: &Outside) -> Result<(), BuildError> {
        if self.ready.get().is_some() {
            return Ok(());
        }
        let worker = Worker::start(&self.settings).map_err(|reason| BuildError::Unavailable {
            reason,
            install: format!("see that `{}` runs", self.settings.command.join(" ")),
        })?;
        let _first = self.ready.set(worker.ready.clone());
        *self
            .shared
            .first
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(worker);
        Ok(())
    }

    fn self_test(&self, examples: &[Example<'_>]) -> Vec<Defect> {
        let mut defects = Vec::new();
        let known = examples
            .iter()
            .find(|example| self.answers(example.challenge.asks()));
        let Some(example) = known else { return defects };
        defects.extend(self.odd_line().err());
        defects.extend(self.hang(example.challenge).err());
        defects
    }
}

impl Process {
    /// A line that it does not know must not end it.
    fn odd_line(&self) -> Result<(), Defect> {
        let warning = |what: String| Defect {
            severity: Severity::Warning,
            what,
            next: "answer it with {\"id\":..,\"error\":\"unknown op\"}".to_owned(),
        };
        let mut worker = Worker::start(&self.settings).map_err(warning)?;
        match worker.say(protocol::unknown("odd"), Duration::from_secs(5)) {
            Ok(text)
                if serde_json::from_str::<Reply>(&text).is_ok_and(|reply| reply.id == "odd") =>
            {
                Ok(())
            }
            Ok(text) => Err(warning(format!(
                "to a line with an `op` that it does not know, it says {:?}",
                text.trim()
            ))),
            Err(_) => Err(warning(
                "a line with an `op` that it does not know ends it".to_owned(),
            )),
        }
    }

    /// After a hang it must be there again.
    fn hang(&self, challenge: &Challenge) -> Result<(), Defect> {
        let error = |why: String| Defect {
            severity: Severity::Error,
            what: format!("after a call that was given up it does not answer again: {why}"),
            next: "let it start in any state, and hold no lock that outlives it".to_owned(),
        };
        // No time at all is a hang for whoever waits.
        let mut session = self.open_for(Duration::ZERO).map_err(|e| error(e.0))?;
        let _late = session.solve(challenge);
        drop(session);
        let mut session = self
            .open_for(Duration::from_secs(10))
            .map_err(|e| error(e.0))?;
        session.solve(challenge).map(drop).map_err(|e| error(e.0))
    }
}

impl Shared {
    fn failed(&self, why: &str) {
        self.failures.fetch_add(1, Ordering::SeqCst);
        why.clone_into(&mut self.last.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// A session with one worker. It is over with the first failure; the next one starts another.
struct Talking {
    settings: Arc<Settings>,
    shared: Arc<Shared>,
    worker: Option<Worker>,
    limit: Duration,
    number: u64,
    restarts: u32,
    account: Option<Account>,
}

impl Session for Talking {
    fn solve(&mut self, challenge: &Challenge) -> Result<Response, SolveError> {
        let start = Instant::now();
        let mut account = Account {
            tries: 1,
            restarts: std::mem::take(&mut self.restarts),
            ..Account::default()
        };
        let result = self.ask(challenge, &mut account);
        account.solve_us = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
        let result = result.map_err(|(end, why, over)| {
            account.end = end;
            if over {
                self.shared.failed(&why);
                self.shared.lost.fetch_add(1, Ordering::SeqCst);
                self.worker = None;
            }
            SolveError(format!("{}: {why}", end.word()))
        });
        if result.is_ok() {
            self.shared.failures.store(0, Ordering::SeqCst);
        }
        if matches!(result, Ok(Response::Abstain)) {
            account.end = End::Abstain;
        }
        self.account = Some(account);
        result
    }

    fn account(&mut self) -> Option<Account> {
        self.account.take()
    }

    fn is_over(&self) -> bool {
        self.worker.is_none()
    }
}

/// How a call ended, why, and whether the worker is of no more use.
type Failed = (End, String, bool);

impl Talking {
    fn ask(&mut self, challenge: &Challenge, account: &mut Account) -> Result<Response, Failed> {
        let worker =
            self.worker
                .as_mut()
                .ok_or((End::Transport, "the worker is gone".to_owned(), true))?;
        self.number += 1;
        let id = self.number.to_string();
        let deadline_ms = u64::try_from(self.limit.as_millis()).unwrap_or(u64::MAX);
        let line = protocol::solve(&id, challenge, self.settings.image, deadline_ms)
            .map_err(|why| (End::Malformed, why, false))?;
        let sent = Instant::now();
        let text = worker
            .say(line, self.limit)
            .map_err(|silence| match silence {
                Silence::Late => (
                    End::Timeout,
                    format!("no answer within {:?}", self.limit),
                    true,
                ),
                Silence::Broken(why) => (End::Transport, why, true),
            })?;
        account.wire_us = u64::try_from(sent.elapsed().as_micros()).unwrap_or(u64::MAX);
        let odd = |why: String| (End::Malformed, worker.explain(why), true);
        let reply: Reply = serde_json::from_str(&text).map_err(|_| {
            let start: String = text.chars().filter(|c| !c.is_control()).take(80).collect();
            odd(format!("wrote {start:?} where its answer should stand: standard output is for answers alone"))
        })?;
        if reply.id != id {
            return Err(odd(format!("answered the id {:?} to {id:?}", reply.id)));
        }
        account.server_us = reply
            .elapsed_ms
            .filter(|ms| (0.0..1e12).contains(ms))
            .map(|ms| (ms * 1e3) as u64);
        if let Some(why) = reply.error {
            return Err((End::Reject, why.chars().take(300).collect(), false));
        }
        let rule = Rule {
            form: usual_form(challenge.asks()),
            ..Rule::text()
        };
        let reading = rule
            .read(&[&reply.answer])
            .map_err(|why| (End::Malformed, why, false))?;
        respond(&reading, challenge, reply.confidence).map_err(|why| (End::Malformed, why, false))
    }
}

fn respond(
    reading: &Reading,
    challenge: &Challenge,
    confidence: Option<f64>,
) -> Result<Response, String> {
    let Some(text) = reading.submit(challenge)? else {
        return Ok(Response::Abstain);
    };
    if confidence.is_some_and(|c| !(0.0..=1.0).contains(&c)) {
        return Err("a confidence that is not between 0 and 1".to_owned());
    }
    Ok(Response::Answer(Answer {
        confidence: confidence.map(|c| c as f32),
        ..Answer::text(text)
    }))
}
