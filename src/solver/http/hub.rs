//! What all sessions of one server share: the way to it, its secrets, rate limits and budget.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use super::client::{Client, LEAST, Secrets};
use super::request::{Request, mark};
use super::scene::Scene;
use super::spec::{Limits, Spec};
use super::step::Step;
use super::tape::{Came, Entry, Player, Recorder};
use crate::config::OptionError;
use crate::solver::{BuildError, Outside, Tape};

/// The way to a server, or to its cassette.
pub(super) struct Hub {
    way: Way,
    submits: Pace,
    polls: Pace,
    purse: Purse,
    /// Why nobody asks any more.
    stopped: OnceLock<String>,
    /// What the server says that it is.
    pub about: Option<String>,
}

enum Way {
    Live(Client),
    Record(Client, Recorder),
    Replay(Player),
}

/// When a request is sent.
pub(super) struct Moment<'a> {
    /// The attempt's first byte, once there is one.
    pub start: &'a mut Option<Instant>,
    pub px: &'a str,
    pub cold: bool,
    pub patience: Duration,
    pub keep: bool,
}

/// What came of a request, and when.
pub(super) struct Arrived {
    pub came: Came,
    pub wire_us: u64,
    pub at_us: u64,
    pub cold: bool,
}

impl Hub {
    /// Opens the way: secrets, leave to go there, readiness, version, set-up.
    pub fn open(
        spec: &Spec,
        name: &str,
        manifest: &str,
        outside: &Outside,
    ) -> Result<Self, BuildError> {
        let odd = |why: String| BuildError::Option(OptionError::at("endpoint", why));
        let way = match &outside.tape {
            Tape::Replay(folder) => Way::Replay(Player::open(folder, name, manifest).map_err(odd)?),
            tape => {
                outside.permits(&spec.endpoint.host).map_err(odd)?;
                let client = client(spec)?;
                match tape {
                    Tape::Record(folder) => Way::Record(
                        client,
                        Recorder::start(folder, name, manifest).map_err(odd)?,
                    ),
                    _ => Way::Live(client),
                }
            }
        };
        let mut hub = Self {
            way,
            submits: Pace::new(spec.limits.submit_per_second),
            polls: Pace::new(spec.limits.poll_per_second),
            purse: Purse::new(&spec.limits),
            stopped: OnceLock::new(),
            about: None,
        };
        hub.greet(spec)?;
        Ok(hub)
    }

    /// The way to a server of our own at `base`, with secrets that are none.
    pub fn drill(spec: &Spec, base: &str) -> Self {
        let secrets = spec
            .secrets
            .keys()
            .map(|name| (name.clone(), "a-secret-of-a-drill".to_owned()));
        let secrets = Secrets::new(secrets.collect(), Vec::new());
        let client = Client::new(
            base,
            secrets,
            1,
            spec.limits.connect,
            spec.limits.max_response,
        );
        Self {
            way: Way::Live(client),
            submits: Pace::new(None),
            polls: Pace::new(None),
            purse: Purse::unlimited(),
            stopped: OnceLock::new(),
            about: None,
        }
    }

    fn greet(&mut self, spec: &Spec) -> Result<(), BuildError> {
        let scene = Scene::about(spec);
        let missing = |reason: String| BuildError::Unavailable {
            reason,
            install: format!(
                "start the server at {}, or set `endpoint`",
                spec.endpoint.base
            ),
        };
        if let Some((step, wait)) = &spec.ready {
            let end = Instant::now() + *wait;
            while let Err(why) = self.aside(step, &scene, spec) {
                if Instant::now() >= end || matches!(self.way, Way::Replay(_)) {
                    return Err(missing(format!("not ready: {why}")));
                }
                std::thread::sleep(Duration::from_millis(200));
            }
        }
        if let Some((step, places)) = &spec.about
            && let Ok(body) = self.aside(step, &scene, spec)
            && let Ok(json) = super::select::parse_json(&body)
        {
            let found = places.iter().find_map(|place| place.one(&json));
            let text = found.map(|value| {
                value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned)
            });
            self.about = text.map(|text| text.chars().take(80).collect());
        }
        if let Some(step) = &spec.setup {
            self.aside(step, &scene, spec)
                .map_err(|why| missing(format!("set-up failed: {why}")))?;
        }
        Ok(())
    }

    /// A request that is no attempt: its reply where that is 2xx.
    fn aside(&self, step: &Step, scene: &Scene, spec: &Spec) -> Result<String, String> {
        let request = Request::new(step, &scene.value(), None)?;
        let mut start = None;
        let arrived = self.send(
            &request,
            Moment {
                start: &mut start,
                px: "",
                cold: false,
                patience: spec.limits.timeout,
                keep: true,
            },
        )?;
        let Some(arrived) = arrived else {
            return Err("was given up".to_owned());
        };
        let reply = arrived.came.map_err(|failure| failure.why)?;
        let body = String::from_utf8_lossy(&reply.body).into_owned();
        if (200..300).contains(&reply.status) {
            return Ok(body);
        }
        let start: String = body.chars().filter(|c| !c.is_control()).take(120).collect();
        Err(format!("HTTP {}: {start}", reply.status))
    }

    /// Sends, or plays what was recorded; `None` where the recorded attempt was given up here. `Err` ends the run: a
    /// cassette that cannot be written, or has no such request.
    pub fn send(&self, request: &Request, moment: Moment<'_>) -> Result<Option<Arrived>, String> {
        let live = |client: &Client, moment: &mut Moment<'_>| {
            let sent = Instant::now();
            let start = *moment.start.get_or_insert(sent);
            let came = client.send(request, moment.patience, moment.keep);
            Arrived {
                came,
                wire_us: micros(sent.elapsed()),
                at_us: micros(start.elapsed()),
                cold: moment.cold,
            }
        };
        let mut moment = moment;
        match &self.way {
            Way::Live(client) => Ok(Some(live(client, &mut moment))),
            Way::Record(client, recorder) => {
                let arrived = live(client, &mut moment);
                let times = (arrived.wire_us, arrived.at_us);
                recorder.keep(&Entry::new(
                    request,
                    moment.px,
                    moment.cold,
                    times,
                    &arrived.came,
                ))?;
                Ok(Some(arrived))
            }
            Way::Replay(player) => {
                let entry = player.play(request, moment.px)?;
                Ok(entry.came().map(|came| Arrived {
                    came,
                    wire_us: entry.wire_us,
                    at_us: entry.at_us,
                    cold: entry.cold,
                }))
            }
        }
    }

    /// Notes that an attempt was given up before this request.
    pub fn give_up(&self, request: &Request, px: &str, at_us: u64) -> Result<(), String> {
        match &self.way {
            Way::Record(_, recorder) => recorder.keep(&Entry::over(request, px, at_us)),
            Way::Live(_) | Way::Replay(_) => Ok(()),
        }
    }

    /// Whether nobody is there: then nothing waits.
    pub fn is_replay(&self) -> bool {
        matches!(self.way, Way::Replay(_))
    }

    /// Takes every secret out of a text.
    pub fn scrub(&self, text: String) -> String {
        match &self.way {
            Way::Live(client) | Way::Record(client, _) => client.secrets().scrub(text),
            Way::Replay(_) => text,
        }
    }

    /// Waits for a turn to ask or to poll.
    pub fn take_turn(&self, poll: bool) {
        if !self.is_replay() {
            let pace = if poll { &self.polls } else { &self.submits };
            pace.wait();
        }
    }

    /// Pays for one request that asks; `Err` says that the budget is used up.
    pub fn pay(&self) -> Result<(), String> {
        if self.is_replay() {
            return Ok(());
        }
        self.purse.pay()
    }

    /// Counts a request that does not ask.
    pub fn count(&self) {
        self.purse.count();
    }

    /// Notes what a reply says that it cost.
    pub fn cost(&self, usd: f64) {
        self.purse.cost(usd);
    }

    /// Ends all asking.
    pub fn stop(&self, why: &str) -> String {
        self.stopped.get_or_init(|| why.to_owned()).clone()
    }

    /// Why nobody asks any more.
    pub fn stopped(&self) -> Option<&str> {
        self.stopped.get().map(String::as_str)
    }
}

fn client(spec: &Spec) -> Result<Client, BuildError> {
    let (mut known, mut unset) = (BTreeMap::new(), Vec::new());
    for (name, secret) in &spec.secrets {
        let env = &secret.env;
        match std::env::var(env).ok().filter(|value| !value.is_empty()) {
            Some(value) if value.len() < LEAST => {
                let why = format!(
                    "the secret in {env} has less than {LEAST} characters, and could not be kept out of the record"
                );
                return Err(BuildError::Option(OptionError::at("secrets", why)));
            }
            Some(value) => {
                known.insert(name.clone(), value);
            }
            None if secret.optional => unset.push(name.clone()),
            None => {
                return Err(BuildError::Unavailable {
                    reason: format!("the environment variable {env} is not set"),
                    install: format!("export {env}=..."),
                });
            }
        }
    }
    if !spec.endpoint.secure
        && !known.is_empty()
        && !crate::solver::outside::is_loopback(&spec.endpoint.host)
    {
        let why = "secrets would go over plain http to another machine; use https";
        return Err(BuildError::Option(OptionError::at("endpoint", why)));
    }
    let limits = &spec.limits;
    Ok(Client::new(
        &spec.endpoint.base,
        Secrets::new(known, unset),
        limits.concurrency,
        limits.connect,
        limits.max_response,
    ))
}

/// The marks of a server's secrets, for templates.
pub(super) fn marks(spec: &Spec) -> serde_json::Value {
    spec.secrets
        .keys()
        .map(|name| (name.clone(), serde_json::Value::from(mark(name))))
        .collect()
}

/// At most so many a second, evenly.
struct Pace {
    every: Option<Duration>,
    next: Mutex<Option<Instant>>,
}

impl Pace {
    fn new(per_second: Option<f64>) -> Self {
        Self {
            every: per_second.map(|rate| Duration::from_secs_f64(1.0 / rate)),
            next: Mutex::new(None),
        }
    }

    fn wait(&self) {
        let Some(every) = self.every else { return };
        let now = Instant::now();
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = next.map_or(now, |next| next.max(now));
        *next = Some(turn + every);
        drop(next);
        std::thread::sleep(turn.saturating_duration_since(now));
    }
}

/// Requests and money of this sitting.
struct Purse {
    max_requests: Option<u64>,
    max_usd: Option<f64>,
    each: f64,
    spent: Mutex<(u64, f64)>,
}

impl Purse {
    fn new(limits: &Limits) -> Self {
        Self {
            max_requests: limits.max_requests,
            max_usd: limits.max_usd,
            each: limits.usd_per_request,
            spent: Mutex::new((0, 0.0)),
        }
    }

    fn unlimited() -> Self {
        Self {
            max_requests: None,
            max_usd: None,
            each: 0.0,
            spent: Mutex::new((0, 0.0)),
        }
    }

    fn pay(&self) -> Result<(), String> {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let (requests, usd) = *spent;
        if let Some(most) = self.max_requests.filter(|most| requests >= *most) {
            return Err(format!(
                "the budget of {most} requests is used up (limits.max_requests)"
            ));
        }
        if let Some(most) = self
            .max_usd
            .filter(|most| usd + self.each > *most || usd >= *most)
        {
            return Err(format!(
                "the budget of ${most} is used up: ${usd:.4} spent (limits.max_usd)"
            ));
        }
        *spent = (requests + 1, usd + self.each);
        Ok(())
    }

    fn count(&self) {
        self.spent.lock().unwrap_or_else(PoisonError::into_inner).0 += 1;
    }

    fn cost(&self, usd: f64) {
        // What was laid by for the request is in it already.
        self.spent.lock().unwrap_or_else(PoisonError::into_inner).1 += (usd - self.each).max(0.0);
    }
}

pub(super) fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
