//! From a suite to the models that will be trained: cases by repeats by numbers of labels.

use std::sync::Arc;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use wildmatch::WildMatch;

use crate::adapter::{self, Made};
use crate::scheme::{self, Keyspace, Prior, Scheme};
use crate::seed::{Namespace, SeedSpace};
use crate::solver::Solver;
use crate::stats::Threshold;
use crate::suite::{Budget, Case, Learn, Method, Suite};

/// Train seeds that belong to one repeat: more than any number of labels, so that repeats never share one.
const BLOCK: u64 = 1 << 40;

/// What the command line sets otherwise than the suite.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LearnSelection {
    /// Patterns of case names, in place of the suite's.
    pub cases: Vec<String>,
    /// Numbers of labels, in place of the suite's.
    pub labels: Option<Vec<u64>>,
    /// Trainings of each point.
    pub repeats: Option<u32>,
    /// Eval challenges of each model.
    pub eval: Option<u64>,
    /// The adapter that every training starts from, by name or path.
    pub from: Option<String>,
    /// Replaces the suite's base seed.
    pub seed: Option<u64>,
}

/// Everything that will be trained.
pub struct Plan {
    /// The plan as a record holds it.
    pub record: PlanRecord,
    /// The designs, in suite order.
    pub curves: Vec<PlannedCurve>,
    /// What every training starts from.
    pub from: Option<From>,
}

/// An adapter to start from.
pub struct From {
    /// Its folder.
    pub dir: std::path::PathBuf,
    /// The solver it makes: what 0 labels do.
    pub solver: Arc<dyn Solver>,
}

/// A design with its seeds on both sides.
#[derive(Clone)]
pub struct PlannedCurve {
    /// Name of the case.
    pub name: String,
    /// The word of its scheme's kind.
    pub kind: &'static str,
    /// The scheme.
    pub scheme: Arc<dyn Scheme>,
    /// Base of its seeds.
    pub base: u64,
    /// Seeds of the challenges that models are measured on.
    pub eval: SeedSpace,
}

/// One model to be trained and measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Task {
    /// Which repeat, from 0.
    pub repeat: u32,
    /// Labels that it has; 0 is an adapter as it is.
    pub labels: u64,
    /// Place of the case in [`Plan::curves`].
    pub curve: usize,
}

/// The plan as a record holds it: all that a summary needs, and enough to train each model again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanRecord {
    /// The suite's name.
    pub suite: String,
    /// Base of every seed.
    pub seed: u64,
    /// Numbers of labels, rising.
    pub labels: Vec<u64>,
    /// Trainings of each point. Repeat r trains on "train" challenges from `r * train_stride` on, the same first ones
    /// for every number of labels, and is measured on "eval" challenges from `r * eval` on.
    pub repeats: u32,
    /// Eval challenges of each model.
    pub eval: u64,
    /// Distance between the first train challenges of two repeats.
    pub train_stride: u64,
    /// Samples that a model sees.
    pub budget: Budget,
    /// What is trained and how.
    pub method: Method,
    /// What every training starts from.
    pub from: Option<FromRecord>,
    /// What the curve is judged against, strictest first.
    pub thresholds: Vec<Threshold>,
    /// US dollars for 1000 labels: an assumption.
    pub cost_per_1000_labels: f64,
    /// US dollars a core-hour: an assumption.
    pub core_hour_usd: f64,
    /// The designs.
    pub cases: Vec<CurveRecord>,
}

/// The adapter that every training starts from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FromRecord {
    /// Its name.
    pub name: String,
    /// Its model's version.
    pub version: String,
}

/// A design as a record holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CurveRecord {
    /// Name of the case.
    pub name: String,
    /// Kind of scheme.
    pub scheme: String,
    /// Version of the generator.
    pub version: u32,
    /// The preset it started from.
    pub preset: Option<String>,
    /// Every parameter.
    pub params: Value,
    /// What is public about the keys.
    pub keyspace: Keyspace,
    /// The blind floor.
    pub prior: Prior,
}

impl Plan {
    /// Makes the plan; an error says what the suite or the command line asks that cannot be.
    pub fn new(suite: &Suite, selection: &LearnSelection) -> anyhow::Result<Self> {
        let learn = settle(suite, selection)?;
        let seed = selection.seed.unwrap_or(suite.seed);
        let wanted = |case: &&Case| {
            learn.cases.is_empty()
                || learn
                    .cases
                    .iter()
                    .any(|p| WildMatch::new(p).matches(&case.name))
        };
        let cases: Vec<&Case> = suite.cases.iter().filter(wanted).collect();
        anyhow::ensure!(
            !cases.is_empty(),
            "no case of {} is called {}",
            suite.name,
            learn.cases.join(" or ")
        );
        for case in &cases {
            anyhow::ensure!(
                case.scheme.available().is_none(),
                "case `{}` is a fixed list of challenges, and a curve needs new ones for every model; leave it out with \
                 `cases` under [learn] or with --case",
                case.name
            );
        }
        let from = learn.from.as_deref().map(start).transpose()?;
        let record = PlanRecord {
            suite: suite.name.clone(),
            seed,
            labels: learn.labels,
            repeats: learn.repeats,
            eval: learn.eval,
            train_stride: BLOCK,
            budget: learn.budget,
            method: learn.method,
            from: from.as_ref().map(|(record, _)| record.clone()),
            thresholds: learn.thresholds,
            cost_per_1000_labels: learn.cost_per_1000_labels,
            core_hour_usd: suite.settings.cost.core_hour_usd,
            cases: cases.iter().map(|case| curve_record(case)).collect(),
        };
        Ok(Self {
            record,
            curves: cases.iter().map(|case| planned(case, seed)).collect(),
            from: from.map(|(_, from)| from),
        })
    }

    /// The models, in the order in which they are trained: whole curves first, so that a run that is stopped has
    /// curves with fewer repeats and not curves without an end.
    pub fn tasks(&self) -> Vec<Task> {
        self.record.tasks()
    }
}

impl PlanRecord {
    /// As [`Plan::tasks`].
    pub fn tasks(&self) -> Vec<Task> {
        let trained = |labels: &u64| *labels > 0 || self.from.is_some();
        let repeat = |repeat: u32| {
            let labels = self.labels.iter().copied().filter(trained);
            labels.flat_map(move |labels| {
                (0..self.cases.len()).map(move |curve| Task {
                    repeat,
                    labels,
                    curve,
                })
            })
        };
        (0..self.repeats).flat_map(repeat).collect()
    }

    /// Samples that a model sees in training.
    pub fn samples(&self, task: &Task) -> u64 {
        if task.labels == 0 {
            0
        } else {
            self.budget.samples(task.labels)
        }
    }

    /// Index of a repeat's first train challenge.
    pub fn train_first(&self, repeat: u32) -> u64 {
        u64::from(repeat) * self.train_stride
    }

    /// Index of a repeat's first eval challenge.
    pub fn eval_first(&self, repeat: u32) -> u64 {
        u64::from(repeat) * self.eval
    }

    /// Seed of a model's weights and of everything else that its training draws.
    pub fn model_seed(&self, task: &Task) -> u64 {
        let mut hasher = blake3::Hasher::new_derive_key("capbench 1 model seed");
        hasher.update(self.cases[task.curve].name.as_bytes());
        for part in [self.seed, task.labels, u64::from(task.repeat)] {
            hasher.update(&part.to_le_bytes());
        }
        let mut first = [0; 8];
        first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
        u64::from_le_bytes(first)
    }

    /// A hash of the plan: a record is gone on with only by the very same.
    pub fn id(&self) -> String {
        let text = serde_json::to_vec(self).unwrap_or_default();
        blake3::hash(&text).to_hex()[..16].to_owned()
    }
}

/// The suite's table with what the command line sets otherwise.
fn settle(suite: &Suite, selection: &LearnSelection) -> anyhow::Result<Learn> {
    let mut learn = suite.learn.clone();
    if !selection.cases.is_empty() {
        learn.cases.clone_from(&selection.cases);
    }
    if let Some(labels) = &selection.labels {
        learn
            .set_labels(labels.clone())
            .map_err(anyhow::Error::msg)?;
    }
    learn.repeats = selection.repeats.unwrap_or(learn.repeats);
    learn.eval = selection.eval.unwrap_or(learn.eval);
    if let Some(name) = &selection.from {
        learn.from = Some(adapter::find(name, Some(&suite.path))?);
    }
    Ok(learn)
}

fn start(dir: &std::path::Path) -> anyhow::Result<(FromRecord, From)> {
    let loaded = adapter::load(dir).with_context(|| format!("failed to load {}", dir.display()))?;
    match loaded.made {
        Made::Ready(solver) => {
            let record = FromRecord {
                name: loaded.name,
                version: solver.version(),
            };
            let dir = dir.to_owned();
            Ok((record, From { dir, solver }))
        }
        Made::Unavailable { reason, install } => anyhow::bail!(
            "{} cannot be started from: {reason}; to have it: {install}",
            loaded.name
        ),
    }
}

fn curve_record(case: &Case) -> CurveRecord {
    CurveRecord {
        name: case.name.clone(),
        scheme: case.kind.name.to_owned(),
        version: case.scheme.version(),
        preset: case.preset.clone(),
        params: case.scheme.params(),
        keyspace: case.scheme.keyspace(),
        prior: case.scheme.prior(),
    }
}

fn planned(case: &Case, base: u64) -> PlannedCurve {
    let (version, params) = (case.scheme.version(), case.scheme.params());
    PlannedCurve {
        name: case.name.clone(),
        kind: case.kind.name,
        scheme: Arc::clone(&case.scheme),
        base,
        eval: scheme::seeds_without(
            Namespace::Eval,
            case.kind.name,
            version,
            &params,
            &case.seed_without,
            base,
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use std::path::Path;

    fn suite(learn: &str) -> Suite {
        let case = |name: &str| {
            format!(
                "[[case]]\nname = \"{name}\"\nscheme = \"securimage\"\npreset = \"{name}\"\ncount = 5\n"
            )
        };
        let text = format!(
            "schema = 1\nname = \"s\"\n{}{}[learn]\n{learn}\n",
            case("simplified"),
            case("stock")
        );
        Suite::parse(&text, Path::new("s.toml")).unwrap()
    }

    #[test]
    fn whole_curves_come_first_and_small_ones_before_large() {
        let plan = Plan::new(
            &suite("labels = [0, 100, 50]\nrepeats = 2"),
            &LearnSelection::default(),
        )
        .unwrap();
        let tasks = plan.tasks();
        assert_eq!(
            tasks.len(),
            2 * 2 * 2,
            "0 labels without an adapter are no model"
        );
        assert!(tasks.is_sorted());
        let first: Vec<(u32, u64, usize)> = tasks[..4]
            .iter()
            .map(|t| (t.repeat, t.labels, t.curve))
            .collect();
        assert_eq!(first, [(0, 50, 0), (0, 50, 1), (0, 100, 0), (0, 100, 1)]);
        let seeds: HashSet<u64> = tasks.iter().map(|t| plan.record.model_seed(t)).collect();
        assert_eq!(seeds.len(), tasks.len());
    }

    #[test]
    fn repeats_share_neither_labels_nor_challenges() {
        let plan = Plan::new(&suite("eval = 300"), &LearnSelection::default())
            .unwrap()
            .record;
        assert_eq!([0, 1, 2].map(|r| plan.eval_first(r)), [0, 300, 600]);
        assert!(plan.train_first(1) > plan.train_first(0) + plan.labels.last().unwrap());
    }

    #[test]
    fn the_command_line_sets_otherwise_and_the_id_says_so() {
        let suite = suite("cases = [\"stock\"]");
        let plain = Plan::new(&suite, &LearnSelection::default()).unwrap();
        assert_eq!(plain.curves.len(), 1);
        let selection = LearnSelection {
            cases: vec!["simpl*".into()],
            labels: Some(vec![100, 20]),
            repeats: Some(1),
            ..LearnSelection::default()
        };
        let other = Plan::new(&suite, &selection).unwrap();
        assert_eq!(
            (
                other.curves[0].name.as_str(),
                other.record.labels.as_slice()
            ),
            ("simplified", &[20, 100][..])
        );
        assert_ne!(plain.record.id(), other.record.id());
        assert_eq!(
            plain.record.id(),
            Plan::new(&suite, &LearnSelection::default())
                .unwrap()
                .record
                .id()
        );
        let nobody = LearnSelection {
            cases: vec!["x".into()],
            ..LearnSelection::default()
        };
        assert!(
            Plan::new(&suite, &nobody)
                .err()
                .unwrap()
                .to_string()
                .contains("no case of s is called x")
        );
        let few = LearnSelection {
            labels: Some(vec![3]),
            ..LearnSelection::default()
        };
        assert!(
            Plan::new(&suite, &few)
                .err()
                .unwrap()
                .to_string()
                .contains("3 labels")
        );
    }
}
