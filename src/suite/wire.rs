//! The suite file as written: private, strict structs, and their JSON Schema.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, schema_for};
use serde::Deserialize;
use toml::Spanned;

use crate::{scheme, solver};

/// The number that suite files of this form carry.
pub const SCHEMA: u32 = 1;

/// A suite: what is asked, who answers, how it is judged.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SuiteFile {
    /// Version of this file format: 1.
    #[schemars(with = "u32")]
    pub schema: Spanned<u32>,
    /// Name of the suite: letters, digits, dashes.
    #[schemars(with = "String")]
    pub name: Spanned<String>,
    /// One line that says what it measures.
    #[serde(default)]
    pub summary: String,
    /// Base of every seed. Another number draws other challenges of the same designs.
    #[serde(default)]
    pub seed: u64,
    /// How the run is made and judged.
    #[serde(default)]
    pub run: RunTable,
    /// What the attacker pays.
    #[serde(default)]
    pub cost: CostTable,
    /// Thresholds of your own, beside the named ones of `run.thresholds`.
    #[serde(default)]
    pub threshold: Vec<ThresholdTable>,
    /// The labels-to-break curve: `capbench learn`.
    #[serde(default)]
    pub learn: LearnTable,
    /// The knobs that `capbench sweep` moves.
    #[serde(default)]
    pub sweep: SweepTable,
    /// What `capbench gate` insists on.
    #[serde(default)]
    #[schemars(with = "Vec<ExpectTable>")]
    pub expect: Vec<Spanned<ExpectTable>>,
    /// The designs that are measured.
    #[schemars(with = "Vec<CaseTable>")]
    pub case: Vec<Spanned<CaseTable>>,
    /// The solvers that try them.
    #[serde(default)]
    #[schemars(with = "Vec<SolverTable>")]
    pub solver: Vec<Spanned<SolverTable>>,
}

/// How the run is made and judged.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RunTable {
    /// Time per attempt, such as "500ms" or "10s" (the default).
    #[schemars(with = "Option<String>")]
    pub deadline: Option<Spanned<String>>,
    /// Share of attempts that may fault or time out before the run is INVALID; 0.01 unless set.
    #[schemars(with = "Option<f64>")]
    pub error_budget: Option<Spanned<f64>>,
    /// Named thresholds; ["bursztein", "three-tries"] unless set.
    #[schemars(with = "Option<Vec<String>>")]
    pub thresholds: Option<Vec<Spanned<String>>>,
    /// Hosts beyond this machine that solvers may ask, where the command also says `--allow-remote HOST`.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// Controls beside oracle, blind and random: mute, stall, crash (fault drills).
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub controls: Vec<Spanned<String>>,
}

/// What the attacker pays.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CostTable {
    /// US dollars an attempt; 0 unless set.
    pub per_attempt_usd: Option<f64>,
    /// US dollars a core-hour; 0.05 unless set.
    pub core_hour_usd: Option<f64>,
    /// What a human solving service asks for 1000 answers, US dollars; 1 unless set.
    pub human_per_1000_usd: Option<f64>,
    /// Delay after a wrong answer, seconds; 0 unless set.
    pub retry_delay_s: Option<f64>,
}

/// The labels-to-break curve: `capbench learn` trains a model on each number of labels, several times.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LearnTable {
    /// Names of the cases that get a curve, `*` allowed; all unless set.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub cases: Vec<Spanned<String>>,
    /// Numbers of labels, those for validation included; [0, 50, 100, 200, 500, 1000, 2000, 5000, 10000] unless set. 0
    /// trains nothing: it is the blind floor or, with `from`, that adapter as it is.
    #[schemars(with = "Option<Vec<u64>>")]
    pub labels: Option<Spanned<Vec<u64>>>,
    /// Trainings of each point, each with labels, weights and eval challenges of its own; 3 unless set.
    #[schemars(with = "Option<u32>")]
    pub repeats: Option<Spanned<u32>>,
    /// Eval challenges that each model is measured on; 1000 unless set.
    #[schemars(with = "Option<u64>")]
    pub eval: Option<Spanned<u64>>,
    /// Samples that a model sees, repeats counted: clamp(per_label * labels, least, most).
    #[schemars(with = "Option<SamplesTable>")]
    pub samples: Option<Spanned<SamplesTable>>,
    /// The network: "small" (the default), "base" or "large".
    #[schemars(with = "Option<String>")]
    pub arch: Option<Spanned<String>>,
    /// "ctc", "slots", "classifier", or "both" ctc and slots (the default): the better on validation is the attacker's.
    #[schemars(with = "Option<String>")]
    pub head: Option<Spanned<String>>,
    /// How pictures are varied: "none", "light" (the default) or "strong".
    #[schemars(with = "Option<String>")]
    pub augment: Option<Spanned<String>>,
    /// Pictures a step; 64 unless set.
    #[schemars(with = "Option<usize>")]
    pub batch: Option<Spanned<usize>>,
    /// Highest learning rate; 0.003 unless set.
    #[schemars(with = "Option<f64>")]
    pub rate: Option<Spanned<f64>>,
    /// An adapter that every training starts from; 0 labels are then its own score.
    #[schemars(with = "Option<String>")]
    pub from: Option<Spanned<String>>,
    /// Named thresholds; ["bursztein", "three-tries", "even-odds", "as-a-person"] unless set.
    #[schemars(with = "Option<Vec<String>>")]
    pub thresholds: Option<Vec<Spanned<String>>>,
    /// US dollars for 1000 labels; what a human solving service asks (`cost.human_per_1000_usd`) unless set.
    #[schemars(with = "Option<f64>")]
    pub cost_per_1000_labels: Option<Spanned<f64>>,
}

/// Samples by labels: clamp(per_label * labels, least, most).
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SamplesTable {
    /// Samples a label; 24 unless set.
    pub per_label: Option<u64>,
    /// Never fewer; 36000 unless set.
    pub least: Option<u64>,
    /// Never more; 108000 unless set.
    pub most: Option<u64>,
}

/// The knobs that `capbench sweep` moves, from one case's design.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SweepTable {
    /// Name of the case to start from; the first unless set.
    #[schemars(with = "Option<String>")]
    pub case: Option<Spanned<String>>,
    /// Challenges of every setting; the case's unless set.
    #[schemars(with = "Option<u64>")]
    pub count: Option<Spanned<u64>>,
    /// Every combination of values in place of one knob at a time; false unless set.
    #[serde(default)]
    pub factorial: bool,
    /// Options of the scheme, each with the values to try: `num_lines = [0, 5, 10]`, or "0..1:0.25" from, to and step.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub knobs: toml::Table,
}

/// Something that must hold: one of `at_most`, `at_least`, `rise_at_most` and `fall_at_most`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ExpectTable {
    /// Its name in reports; made of the rest unless set.
    pub name: Option<String>,
    /// Names of cases, `*` allowed; every case unless set.
    #[schemars(with = "Option<String>")]
    pub case: Option<Spanned<String>>,
    /// Names of solvers, `*` allowed, or "union" (the default): all solvers together.
    #[schemars(with = "Option<String>")]
    pub solver: Option<Spanned<String>>,
    /// "solve-rate" (the default), "answered", "latency-p50", "latency-p90", "latency-p95" or "latency-p99".
    #[schemars(with = "Option<String>")]
    pub measure: Option<Spanned<String>>,
    /// A share such as 0.01 for a rate, a time such as "50ms" for a latency.
    #[schemars(with = "Option<serde_json::Value>")]
    pub at_most: Option<Spanned<toml::Value>>,
    /// A share such as 0.98 for a rate.
    #[schemars(with = "Option<serde_json::Value>")]
    pub at_least: Option<Spanned<toml::Value>>,
    /// Against the baseline, paired: the rate has risen by at most this share.
    #[schemars(with = "Option<f64>")]
    pub rise_at_most: Option<Spanned<f64>>,
    /// Against the baseline, paired: the rate has fallen by at most this share.
    #[schemars(with = "Option<f64>")]
    pub fall_at_most: Option<Spanned<f64>>,
    /// Folder of the record to compare with, from the suite's folder on; `--baseline` says otherwise.
    pub baseline: Option<String>,
}

/// A threshold of your own.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ThresholdTable {
    /// Its name in findings.
    pub name: String,
    /// Solve rate, 0 to 1: above it the design counts as broken.
    #[schemars(with = "f64")]
    pub rate: Spanned<f64>,
}

/// One design.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseTable {
    /// Its name in reports.
    #[schemars(with = "String")]
    pub name: Spanned<String>,
    /// The kind of challenge; see `capbench list schemes`.
    #[schemars(with = "String")]
    pub scheme: Spanned<String>,
    /// A named set of options to start from.
    #[schemars(with = "Option<String>")]
    pub preset: Option<Spanned<String>>,
    /// How many challenges; a folder's default is all it holds.
    #[schemars(with = "Option<u64>")]
    pub count: Option<Spanned<u64>>,
    /// Whether the site says if an answer was right, as most do: solvers that learn (`pool`) are told after each.
    #[serde(default)]
    pub feedback: bool,
    /// Parameters that the seeds do not see: cases that list the same ones, and differ in these alone, show the same texts
    /// and share their chances, so that they can be compared paired.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub seed_without: Vec<Spanned<String>>,
    /// Options of the scheme; see `capbench list schemes --options`.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    #[expect(
        dead_code,
        reason = "read with its spans by the loader; here for strictness and the schema"
    )]
    pub options: BTreeMap<String, serde::de::IgnoredAny>,
}

/// One solver.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SolverTable {
    /// Its name in reports; the adapter's unless set.
    #[schemars(with = "Option<String>")]
    pub name: Option<Spanned<String>>,
    /// A folder under `adapters/`. One of `adapter` and `kind` is needed.
    #[schemars(with = "Option<String>")]
    pub adapter: Option<Spanned<String>>,
    /// A built-in kind; see `capbench list solvers`.
    #[schemars(with = "Option<String>")]
    pub kind: Option<Spanned<String>>,
    /// Names of the cases it answers, `*` allowed; all unless set.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub cases: Vec<Spanned<String>>,
    /// The case whose design it was trained or tuned on, for `capbench transfer`.
    #[schemars(with = "Option<String>")]
    pub trained_on: Option<Spanned<String>>,
    /// Time per attempt, where it differs from the run's.
    #[schemars(with = "Option<String>")]
    pub deadline: Option<Spanned<String>>,
    /// Options of the kind; with `adapter`, they stand in the adapter's manifest.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub options: BTreeMap<String, serde::de::IgnoredAny>,
}

/// The JSON Schema of suite files, with the options of every scheme and solver for editors to complete.
pub fn schema() -> Schema {
    let mut schema = schema_for!(SuiteFile);
    let kinds = scheme::KINDS
        .iter()
        .map(|kind| (kind.name, (kind.schema)()));
    crate::schema::by_word(&mut schema, "CaseTable", "scheme", kinds);
    let kinds = solver::BUILTIN
        .iter()
        .map(|kind| (kind.name, (kind.schema)()));
    crate::schema::by_word(&mut schema, "SolverTable", "kind", kinds);
    schema
}
