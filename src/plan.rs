//! From a suite to what will be run: cases by contestants by challenges.
//!
//! The plan is made before anything runs, is written first, and says what n is. `--filter` and `--limit`
//! act here, and change no challenge: seeds depend on who a challenge is alone.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use wildmatch::WildMatch;

use crate::adapter::Made;
use crate::model::Asks;
use crate::scheme::{self, Keyspace, Prior, Scheme, Stratum};
use crate::seed::{Namespace, SeedSpace};
use crate::suite::{Case, Contestant, Settings, Suite, Who};

/// What the command line takes away from a suite.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    /// At most so many challenges a case.
    pub limit: Option<u64>,
    /// `CASE`, `SOLVER` or `CASE/SOLVER`, with `*`; any one that matches keeps a pair. Controls stay.
    pub filters: Vec<String>,
    /// Replaces the suite's base seed.
    pub seed: Option<u64>,
    /// Challenges of single cases in place of the suite's count, and whatever the limit says.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub counts: BTreeMap<String, u64>,
}

/// Everything that will be run.
pub struct Plan {
    /// The suite's name.
    pub suite: String,
    /// Base of every seed.
    pub seed: u64,
    /// How it is judged.
    pub settings: Settings,
    /// The cases, in suite order.
    pub cases: Vec<PlannedCase>,
    /// Who answers, in report order; only those that can.
    pub contestants: Vec<Contestant>,
    /// Solvers that this machine cannot run.
    pub unavailable: Vec<Unavailable>,
}

/// A case with its seeds and those who answer it.
#[derive(Clone)]
pub struct PlannedCase {
    /// Its name.
    pub name: String,
    /// Kind of scheme.
    pub kind: &'static str,
    /// The preset it started from.
    pub preset: Option<String>,
    /// How many challenges: n of every rate of this case.
    pub count: u64,
    /// The scheme.
    pub scheme: Arc<dyn Scheme>,
    /// Seeds of its challenges.
    pub seeds: SeedSpace,
    /// The scheme's blind floor.
    pub prior: Prior,
    /// Whether solvers that learn are told if an answer was right.
    pub feedback: bool,
    /// Indexes into [`Plan::contestants`].
    pub asks: Vec<usize>,
    /// Parameters that its seeds do not see.
    pub seed_without: Vec<String>,
}

/// A solver that was asked for and could not be had.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unavailable {
    /// Its name.
    pub name: String,
    /// What is missing.
    pub reason: String,
    /// The command that would bring it.
    pub install: String,
}

impl Unavailable {
    /// Names of solvers that lack the same thing, with what they lack: one line each is enough.
    pub fn grouped(all: &[Self]) -> Vec<(String, &Self)> {
        let mut groups: Vec<(String, &Self)> = Vec::new();
        for one in all {
            let same = |other: &Self| other.reason == one.reason && other.install == one.install;
            match groups.iter_mut().find(|(_, other)| same(other)) {
                Some((names, _)) => *names += &format!(", {}", one.name),
                None => groups.push((one.name.clone(), one)),
            }
        }
        groups
    }
}

/// The plan as a record holds it: all that a report needs to know, and enough to draw each challenge again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanRecord {
    /// The suite's name.
    pub suite: String,
    /// Base of every seed.
    pub seed: u64,
    /// Namespace of the seeds.
    pub namespace: Namespace,
    /// How it is judged.
    pub settings: Settings,
    /// The cases.
    pub cases: Vec<CaseRecord>,
    /// Who answers.
    pub solvers: Vec<SolverRecord>,
    /// Who could not.
    pub unavailable: Vec<Unavailable>,
}

/// A case as a record holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseRecord {
    /// Its name.
    pub name: String,
    /// Kind of scheme.
    pub scheme: String,
    /// What it puts before a solver.
    #[serde(default, skip_serializing_if = "Asks::is_picture")]
    pub asks: Asks,
    /// Version of the generator.
    pub version: u32,
    /// The preset it started from.
    pub preset: Option<String>,
    /// Every parameter.
    pub params: Value,
    /// How many challenges.
    pub count: u64,
    /// Whether solvers that learn are told if an answer was right.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub feedback: bool,
    /// What is public about the keys.
    pub keyspace: Keyspace,
    /// The blind floor.
    pub prior: Prior,
    /// The blind floors of its parts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strata: Vec<Stratum>,
    /// What a reader should know.
    pub notices: Vec<String>,
    /// Names of those who answer.
    pub solvers: Vec<String>,
    /// Parameters that its seeds do not see: cases that differ in these alone show the same texts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seed_without: Vec<String>,
}

/// A solver as a record holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SolverRecord {
    /// Its name.
    pub name: String,
    /// Whether it is a control.
    pub control: bool,
    /// The word of its kind.
    pub kind: String,
    /// What really answered.
    pub version: String,
    /// Every option.
    pub options: Value,
    /// Time per attempt, milliseconds.
    pub deadline_ms: u64,
    /// The case whose design it was trained or tuned on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trained_on: Option<String>,
}

impl Plan {
    /// Makes the plan; an error says that nothing is left to run.
    pub fn new(suite: &Suite, selection: &Selection) -> anyhow::Result<Self> {
        let seed = selection.seed.unwrap_or(suite.seed);
        let (contestants, unavailable) = available(&suite.contestants);
        let filters: Vec<Filter> = selection.filters.iter().map(|f| Filter::new(f)).collect();
        for (filter, text) in filters.iter().zip(&selection.filters) {
            anyhow::ensure!(
                filter.matches_any(suite),
                "--filter {text} matches no case and no solver of the suite"
            );
        }
        let mut cases = Vec::new();
        for case in &suite.cases {
            let asks = asked(case, &contestants, &filters);
            let wanted = filters.is_empty() || asks.iter().any(|&s| !contestants[s].is_control());
            let named = filters.iter().any(|f| f.names_case(&case.name));
            if wanted || named {
                cases.push(plan_case(case, asks, seed, selection));
            }
        }
        anyhow::ensure!(
            !cases.is_empty(),
            "nothing is left to run of {}: what matches is unavailable here, or does not answer that case",
            selection.filters.join(", ")
        );
        Ok(Self {
            suite: suite.name.clone(),
            seed,
            settings: suite.settings.clone(),
            cases,
            contestants,
            unavailable,
        })
    }

    /// The same plan with at most `count` challenges a case, to see how fast things go.
    pub fn sample(&self, count: u64) -> Self {
        let few = |case: &PlannedCase| PlannedCase {
            count: case.count.min(count),
            ..case.clone()
        };
        Self {
            suite: self.suite.clone(),
            seed: self.seed,
            settings: self.settings.clone(),
            cases: self.cases.iter().map(few).collect(),
            contestants: self.contestants.clone(),
            unavailable: self.unavailable.clone(),
        }
    }

    /// Challenges in all cases.
    pub fn challenges(&self) -> u64 {
        self.cases.iter().map(|case| case.count).sum()
    }

    /// Attempts in all: the sum of every n.
    pub fn attempts(&self) -> u64 {
        self.cases
            .iter()
            .map(|case| case.count * case.asks.len() as u64)
            .sum()
    }

    /// The plan as a record holds it.
    pub fn record(&self) -> PlanRecord {
        let name = |&s: &usize| self.contestants[s].name.clone();
        let case = |case: &PlannedCase| CaseRecord {
            name: case.name.clone(),
            scheme: case.kind.to_owned(),
            asks: scheme::find(case.kind).map_or(Asks::Picture, |kind| kind.asks),
            version: case.scheme.version(),
            preset: case.preset.clone(),
            params: case.scheme.params(),
            count: case.count,
            feedback: case.feedback,
            keyspace: case.scheme.keyspace(),
            prior: case.prior.clone(),
            strata: case.scheme.strata(),
            notices: case.scheme.notices(),
            seed_without: case.seed_without.clone(),
            solvers: case.asks.iter().map(name).collect(),
        };
        let asked = |s: usize| self.cases.iter().any(|case| case.asks.contains(&s));
        let solvers = self
            .contestants
            .iter()
            .enumerate()
            .filter(|(s, _)| asked(*s));
        PlanRecord {
            suite: self.suite.clone(),
            seed: self.seed,
            namespace: Namespace::Eval,
            settings: self.settings.clone(),
            cases: self.cases.iter().map(case).collect(),
            solvers: solvers.map(|(_, contestant)| contestant.record()).collect(),
            unavailable: self.unavailable.clone(),
        }
    }
}

impl PlanRecord {
    /// A hash of the plan: a run is resumed only with the very same.
    pub fn id(&self) -> String {
        let text = serde_json::to_vec(self).unwrap_or_default();
        blake3::hash(&text).to_hex()[..16].to_owned()
    }
}

impl Contestant {
    /// Whether it is a control.
    pub fn is_control(&self) -> bool {
        matches!(self.who, Who::Control(_))
    }

    /// Calls at once, of a solver that waits for somebody else to work.
    pub fn at_once(&self) -> Option<usize> {
        match &self.who {
            Who::Solver {
                made: Made::Ready(solver),
                ..
            } => solver.at_once(),
            Who::Solver { .. } | Who::Control(_) => None,
        }
    }

    /// Whether what it answers may depend on the challenges before.
    pub fn learns(&self) -> bool {
        matches!(&self.who, Who::Solver { made: Made::Ready(solver), .. } if solver.learns())
    }

    fn record(&self) -> SolverRecord {
        let (kind, version, options) = match &self.who {
            Who::Control(control) => (
                control.name(),
                format!("capbench {}", env!("CARGO_PKG_VERSION")),
                Value::Null,
            ),
            Who::Solver {
                kind,
                made: Made::Ready(solver),
            } => (*kind, solver.version(), solver.options()),
            Who::Solver {
                kind,
                made: Made::Unavailable { .. },
            } => (*kind, String::new(), Value::Null),
        };
        SolverRecord {
            name: self.name.clone(),
            control: self.is_control(),
            kind: kind.to_owned(),
            version,
            options,
            deadline_ms: u64::try_from(self.deadline.as_millis()).unwrap_or(u64::MAX),
            trained_on: self.trained_on.clone(),
        }
    }
}

fn available(all: &[Contestant]) -> (Vec<Contestant>, Vec<Unavailable>) {
    let mut able = Vec::new();
    let mut unable = Vec::new();
    for contestant in all {
        if let Who::Solver {
            made: Made::Unavailable { reason, install },
            ..
        } = &contestant.who
        {
            let (name, reason, install) =
                (contestant.name.clone(), reason.clone(), install.clone());
            unable.push(Unavailable {
                name,
                reason,
                install,
            });
        } else {
            able.push(contestant.clone());
        }
    }
    (able, unable)
}

fn asked(case: &Case, contestants: &[Contestant], filters: &[Filter]) -> Vec<usize> {
    let kept = |c: &Contestant| {
        c.answers(case)
            && (c.is_control()
                || filters.is_empty()
                || filters.iter().any(|f| f.keeps(&case.name, &c.name)))
    };
    (0..contestants.len())
        .filter(|&s| kept(&contestants[s]))
        .collect()
}

fn plan_case(case: &Case, asks: Vec<usize>, seed: u64, selection: &Selection) -> PlannedCase {
    let (version, params) = (case.scheme.version(), case.scheme.params());
    let limited = selection
        .limit
        .map_or(case.count, |limit| case.count.min(limit.max(1)));
    let all = case.scheme.available().unwrap_or(u64::MAX);
    let wanted = selection.counts.get(&case.name).copied();
    PlannedCase {
        name: case.name.clone(),
        kind: case.kind.name,
        preset: case.preset.clone(),
        count: wanted.unwrap_or(limited).min(all),
        scheme: Arc::clone(&case.scheme),
        seeds: scheme::seeds_without(
            Namespace::Eval,
            case.kind.name,
            version,
            &params,
            &case.seed_without,
            seed,
        ),
        prior: case.scheme.prior(),
        feedback: case.feedback,
        asks,
        seed_without: case.seed_without.clone(),
    }
}

struct Filter {
    case: WildMatch,
    solver: Option<WildMatch>,
}

impl Filter {
    fn new(text: &str) -> Self {
        let (case, solver) = text
            .split_once('/')
            .map_or((text, None), |(c, s)| (c, Some(s)));
        Self {
            case: WildMatch::new(case),
            solver: solver.map(WildMatch::new),
        }
    }

    /// Whether it means anything in this suite, solvers that cannot run here included.
    fn matches_any(&self, suite: &Suite) -> bool {
        let pairs = suite
            .cases
            .iter()
            .flat_map(|case| suite.contestants.iter().map(move |c| (case, c)));
        pairs
            .into_iter()
            .any(|(case, c)| self.keeps(&case.name, &c.name))
    }

    fn names_case(&self, case: &str) -> bool {
        self.solver.is_none() && self.case.matches(case)
    }

    fn keeps(&self, case: &str, solver: &str) -> bool {
        match &self.solver {
            Some(pattern) => self.case.matches(case) && pattern.matches(solver),
            None => self.case.matches(case) || self.case.matches(solver),
        }
    }
}
