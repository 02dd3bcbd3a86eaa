//! What is asked of whom: a suite as its TOML file says it.
//!
//! A suite is data. It knows the lists of schemes and solvers, and nothing of running them.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::adapter::Made;
use crate::model::Asks;
use crate::scheme::{Kind, Scheme};
use crate::solver::control::Control;
use crate::stats::Threshold;

mod expect;
mod learn;
mod load;
mod sweep;
mod wire;

pub use expect::{Bound, Expect, Measure, Subject};
pub use learn::{ARCHS, AUGMENTS, Budget, HEADS, Method};
pub use sweep::{Knob, Sweep};
pub use wire::{SCHEMA, schema};

/// A loaded suite.
pub struct Suite {
    /// Its name, also the run id's middle part.
    pub name: String,
    /// One line for reports.
    pub summary: String,
    /// The file it came from.
    pub path: PathBuf,
    /// Its text, copied into the record.
    pub text: String,
    /// Base of every seed.
    pub seed: u64,
    /// Hosts beyond this machine that its solvers may ask, where the command allows them too.
    pub hosts: Vec<String>,
    /// How a run is made.
    pub settings: Settings,
    /// How a labels-to-break curve is measured.
    pub learn: Learn,
    /// Which knobs `capbench sweep` moves.
    pub sweep: Sweep,
    /// What `capbench gate` insists on.
    pub expects: Vec<Expect>,
    /// What is asked, in file order.
    pub cases: Vec<Case>,
    /// Who answers: controls first, then solvers in file order.
    pub contestants: Vec<Contestant>,
}

/// How a run is made and judged.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Settings {
    /// Share of attempts that may end in a fault or a timeout before the run is INVALID.
    pub error_budget: f64,
    /// What findings are judged against, strictest first.
    pub thresholds: Vec<Threshold>,
    /// What an attempt costs.
    pub cost: Cost,
    /// Time per attempt unless a solver says otherwise, milliseconds.
    pub deadline_ms: u64,
}

/// How a labels-to-break curve is measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Learn {
    /// Patterns of case names; empty means all.
    pub cases: Vec<String>,
    /// Numbers of labels, rising, each once.
    pub labels: Vec<u64>,
    /// Trainings of each point.
    pub repeats: u32,
    /// Eval challenges that each model is measured on.
    pub eval: u64,
    /// Samples that a model sees.
    pub budget: Budget,
    /// What is trained and how.
    pub method: Method,
    /// Folder of the adapter that every training starts from.
    pub from: Option<PathBuf>,
    /// What the curve is judged against, strictest first.
    pub thresholds: Vec<Threshold>,
    /// US dollars for 1000 labels: an assumption.
    pub cost_per_1000_labels: f64,
}

/// What the attacker pays.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Cost {
    /// US dollars an attempt (an API's fee); 0 for local solvers.
    pub per_attempt_usd: f64,
    /// US dollars a core-hour.
    pub core_hour_usd: f64,
    /// What a human solving service asks for 1000 answers, US dollars; the line to compare with.
    pub human_per_1000_usd: f64,
    /// Delay that the site imposes after a wrong answer, seconds.
    pub retry_delay_s: f64,
}

/// One `[[case]]`.
#[derive(Clone)]
pub struct Case {
    /// Its name in reports.
    pub name: String,
    /// The scheme's kind.
    pub kind: &'static Kind,
    /// The preset it started from.
    pub preset: Option<String>,
    /// How many challenges.
    pub count: u64,
    /// Whether solvers that learn are told if an answer was right.
    pub feedback: bool,
    /// The scheme with its parameters.
    pub scheme: Arc<dyn Scheme>,
    /// Parameters that its seeds do not see.
    pub seed_without: Vec<String>,
}

/// Somebody who answers.
#[derive(Clone)]
pub struct Contestant {
    /// Its name in reports.
    pub name: String,
    /// A control, a solver, or a solver that this machine cannot run.
    pub who: Who,
    /// Patterns of case names it answers; empty means all.
    pub cases: Vec<String>,
    /// Time per attempt.
    pub deadline: Duration,
    /// The case whose design it was trained or tuned on, where the suite says so.
    pub trained_on: Option<String>,
}

/// What stands behind a contestant.
#[derive(Clone)]
pub enum Who {
    /// A built-in reference.
    Control(Control),
    /// A solver: ready, or unavailable with the reason and the command that would bring it.
    Solver {
        /// The word of its kind.
        kind: &'static str,
        /// The solver.
        made: Made,
    },
}

impl Who {
    /// Whether it can be asked this at all. Controls can be asked anything.
    pub fn can(&self, asks: Asks) -> bool {
        match self {
            Self::Control(_) => true,
            Self::Solver { kind, made } => {
                let able =
                    crate::solver::find(kind).is_none_or(|kind| kind.answers.contains(&asks));
                able && match made {
                    Made::Ready(solver) => solver.answers(asks),
                    Made::Unavailable { .. } => true,
                }
            }
        }
    }
}

impl Contestant {
    /// Whether it answers this case: the suite names it, or names none, and the solver is of a kind that can.
    pub fn answers(&self, case: &Case) -> bool {
        let named = |p: &String| wildmatch::WildMatch::new(p).matches(&case.name);
        self.who.can(case.kind.asks) && (self.cases.is_empty() || self.cases.iter().any(named))
    }
}
