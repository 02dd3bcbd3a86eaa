//! The kind `http`: a server that somebody runs.

use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};

use super::drill;
use super::hub::Hub;
use super::request::{Request, guard};
use super::scene::Scene;
use super::spec::Spec;
use super::step::Step;
use super::trip::Trip;
use super::wire::Wire;
use crate::config::{OptionError, Options};
use crate::model::{Asks, Challenge, Response};
use crate::solver::{
    Account, BuildError, Builtin, Defect, End, Example, Outside, Session, SolveError, Solver,
};

/// `kind = "http"`.
pub const BUILTIN: Builtin = Builtin {
    name: "http",
    summary: "a server on this machine, or one that the suite names and the command allows",
    answers: &[Asks::Picture, Asks::Text, Asks::Tiles],
    build,
    probe: || Ok("asks servers that run elsewhere; `capbench check ADAPTER` tries one".to_owned()),
    schema: || schemars::schema_for!(Wire),
};

/// A server, before and after it was reached.
pub(super) struct Server {
    spec: Arc<Spec>,
    manifest: String,
    hub: OnceLock<Arc<Hub>>,
    opening: Mutex<()>,
}

fn build(options: &Options<'_>, _base: &Path) -> Result<Box<dyn Solver>, BuildError> {
    Ok(Box::new(
        Server::new(Spec::parse(options)?).map_err(|error| options.locate(error))?,
    ))
}

impl Server {
    /// Tries every template on a challenge that says nothing.
    pub fn new(spec: Spec) -> Result<Self, OptionError> {
        let about = Scene::about(&spec);
        let asides = [
            ("ready", spec.ready.as_ref().map(|(step, _)| step)),
            ("about", spec.about.as_ref().map(|(step, _)| step)),
            ("setup", spec.setup.as_ref()),
        ];
        for (name, step) in asides {
            if let Some(step) = step {
                attempt(step, &about)
                    .map_err(|why| OptionError::at(name, format!("{name}: {why}")))?;
            }
        }
        for (asks, exchange) in &spec.asks {
            let odd = |step: &'static str| {
                move |why: String| {
                    OptionError::at(step, format!("{step}, asking {}: {why}", asks.word()))
                }
            };
            let mut scene = Scene::trial(&spec, *asks).map_err(odd("submit"))?;
            attempt(&exchange.submit, &scene).map_err(odd("submit"))?;
            if let Some(poll) = &exchange.poll {
                scene.capture_trial(exchange.submit.capture.iter().map(|(name, _)| name.clone()));
                attempt(&poll.step, &scene).map_err(odd("poll"))?;
            }
        }
        let manifest = blake3::hash(spec.expanded.to_string().as_bytes()).to_hex()[..16].to_owned();
        Ok(Self {
            spec: Arc::new(spec),
            manifest,
            hub: OnceLock::new(),
            opening: Mutex::new(()),
        })
    }

    fn hub(&self) -> Result<&Arc<Hub>, SolveError> {
        let unreached = || SolveError("the server was not reached before it was asked".to_owned());
        self.hub.get().ok_or_else(unreached)
    }
}

/// Whether a step may be sent, and can be made.
fn attempt(step: &Step, scene: &Scene) -> Result<(), String> {
    guard(step, &scene.value())?;
    Request::new(step, &scene.value(), scene.sent.as_ref()).map(drop)
}

impl Solver for Server {
    fn version(&self) -> String {
        let what = self.spec.preset.as_deref().unwrap_or("http");
        let about = self.hub.get().and_then(|hub| hub.about.as_deref());
        let about = about.map_or_else(String::new, |about| format!(" {about}"));
        format!("{what}{about} manifest:{}", &self.manifest[..8])
    }

    fn options(&self) -> Value {
        json!({ "manifest": self.manifest, "expanded": self.spec.expanded })
    }

    fn open(&self) -> Result<Box<dyn Session>, SolveError> {
        self.open_for(Duration::from_secs(600))
    }

    fn open_for(&self, deadline: Duration) -> Result<Box<dyn Session>, SolveError> {
        let hub = Arc::clone(self.hub()?);
        Ok(Box::new(Asking {
            base: Scene::about(&self.spec),
            spec: Arc::clone(&self.spec),
            hub,
            limit: deadline,
            cold: true,
            account: None,
        }))
    }

    fn answers(&self, asks: Asks) -> bool {
        self.spec.exchange(asks).is_some()
    }

    fn at_once(&self) -> Option<usize> {
        Some(self.spec.limits.concurrency)
    }

    fn reach(&self, name: &str, outside: &Outside) -> Result<(), BuildError> {
        let _one = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
        if self.hub.get().is_none() {
            let hub = Hub::open(&self.spec, name, &self.manifest, outside)?;
            let _first = self.hub.set(Arc::new(hub));
        }
        Ok(())
    }

    fn self_test(&self, _examples: &[Example<'_>]) -> Vec<Defect> {
        drill::run(&self.spec)
    }
}

/// One worker's way of asking.
struct Asking {
    spec: Arc<Spec>,
    hub: Arc<Hub>,
    base: Scene,
    limit: Duration,
    cold: bool,
    account: Option<Account>,
}

impl Session for Asking {
    fn solve(&mut self, challenge: &Challenge) -> Result<Response, SolveError> {
        self.account = None;
        let asked = challenge.asks();
        let exchange = self.spec.exchange(asked).ok_or_else(|| {
            SolveError(format!("was asked {}, and nothing says how", asked.word()))
        })?;
        if let Some(why) = self.hub.stopped() {
            self.account = Some(stopped(why));
            return Err(SolveError(format!("not asked: {why}")));
        }
        let mut scene = Scene::new(&self.base, &self.spec, challenge).map_err(SolveError)?;
        let cold = std::mem::take(&mut self.cold);
        let mut trip = Trip::new(&self.spec, &self.hub, challenge.digest(), cold, self.limit);
        let came = trip.run(exchange, &mut scene, challenge);
        let mut account = trip.account;
        let result = match came {
            Ok(Response::Answer(mut answer)) => {
                answer.text = self.hub.scrub(answer.text);
                Ok(Response::Answer(answer))
            }
            Ok(Response::Abstain) => Ok(Response::Abstain),
            Err(failed) if failed.end == End::Abstain => {
                account.end = End::Abstain;
                Ok(Response::Abstain)
            }
            Err(failed) => {
                account.end = failed.end;
                let why = self.hub.scrub(failed.why);
                Err(SolveError(format!("{}: {why}", failed.end.word())))
            }
        };
        self.account = Some(account);
        result
    }

    fn account(&mut self) -> Option<Account> {
        self.account.take()
    }
}

fn stopped(why: &str) -> Account {
    Account {
        end: End::Fatal,
        stop: Some(why.to_owned()),
        ..Account::default()
    }
}
