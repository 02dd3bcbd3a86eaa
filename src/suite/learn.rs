//! `[learn]`: how a labels-to-break curve is measured, from its table to [`Learn`].

use std::path::Path;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::load::{Loaded, at, check_case_pattern, named_threshold};
use super::wire::{LearnTable, SamplesTable};
use super::{Case, Learn};
use crate::adapter;
use crate::config::{OptionError, suggest};
use crate::stats::Threshold;

/// Networks that can be trained, the usual one first.
pub const ARCHS: &[&str] = &["small", "base", "large"];
/// Heads that can be trained, the usual choice first.
pub const HEADS: &[&str] = &["both", "ctc", "slots", "classifier"];
/// How much pictures can be varied, the usual choice first.
pub const AUGMENTS: &[&str] = &["strong", "light", "none"];

/// Labels that one model may have, and samples that it may see.
const MOST: u64 = 1 << 32;
/// Trainings of one point; more would leave the seeds of another curve's.
const MOST_REPEATS: u32 = 1000;

/// How many samples a model sees, repeats counted: one rule for every number of labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// Samples a label.
    pub per_label: u64,
    /// Never fewer than this.
    pub least: u64,
    /// Never more than this.
    pub most: u64,
}

impl Budget {
    /// `clamp(per_label * labels, least, most)`.
    pub fn samples(&self, labels: u64) -> u64 {
        self.per_label
            .saturating_mul(labels)
            .clamp(self.least, self.most)
    }
}

/// What is trained and how, the same for every number of labels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Method {
    /// The network: one of [`ARCHS`].
    pub arch: String,
    /// Which heads: one of [`HEADS`]. Of two, the better on the validation part is the attacker's.
    pub head: String,
    /// How pictures are varied: one of [`AUGMENTS`].
    pub augment: String,
    /// Pictures a step.
    pub batch: usize,
    /// Highest learning rate.
    pub rate: f64,
    /// How often a training reads its validation part; the best reading is kept.
    pub validations: u32,
}

impl Learn {
    /// What is measured where a suite has no `[learn]`; labels cost what a human solving service asks.
    pub(super) fn usual(human_per_1000_usd: f64) -> Self {
        let first = |list: &[&str]| list.first().copied().unwrap_or_default().to_owned();
        let presets = ["bursztein", "three-tries", "even-odds", "as-a-person"];
        Self {
            cases: Vec::new(),
            labels: vec![0, 50, 100, 200, 500, 1000, 2000, 5000, 10_000],
            repeats: 3,
            eval: 1000,
            budget: Budget {
                per_label: 24,
                least: 36_000,
                most: 108_000,
            },
            method: Method {
                arch: first(ARCHS),
                head: first(HEADS),
                augment: first(AUGMENTS),
                batch: 16,
                rate: 3e-3,
                validations: 10,
            },
            from: None,
            thresholds: presets.into_iter().filter_map(Threshold::preset).collect(),
            cost_per_1000_labels: human_per_1000_usd,
        }
    }

    /// Sorts the numbers of labels, each once; `Err` says which cannot be.
    pub fn set_labels(&mut self, mut labels: Vec<u64>) -> Result<(), String> {
        if let Some(odd) = labels.iter().find(|&&n| (1..10).contains(&n) || n > MOST) {
            return Err(format!(
                "{odd} labels: either 0 or at least 10, to train and to validate, and at most {MOST}"
            ));
        }
        labels.sort_unstable();
        labels.dedup();
        if labels.is_empty() {
            return Err("no number of labels is given".to_owned());
        }
        self.labels = labels;
        Ok(())
    }
}

/// The table over the usual values.
pub(super) fn learn(
    table: &LearnTable,
    usual: Learn,
    cases: &[Case],
    suite: &Path,
) -> Loaded<Learn> {
    let mut learn = usual;
    for pattern in &table.cases {
        check_case_pattern(pattern, cases)?;
    }
    learn.cases = table.cases.iter().map(|p| p.get_ref().clone()).collect();
    if let Some(labels) = &table.labels {
        let set = learn.set_labels(labels.get_ref().clone());
        set.map_err(|message| at(labels, message))?;
    }
    counts(table, &mut learn)?;
    if let Some(samples) = &table.samples {
        learn.budget = budget(samples, learn.budget)?;
    }
    method(table, &mut learn.method)?;
    if let Some(from) = &table.from {
        let dir = adapter::find(from.get_ref(), Some(suite)).map_err(|e| OptionError {
            span: Some(from.span()),
            ..e
        })?;
        learn.from = Some(dir);
    }
    if let Some(names) = &table.thresholds {
        learn.thresholds = names.iter().map(named_threshold).collect::<Loaded<_>>()?;
        learn.thresholds.sort_by(|a, b| a.p.total_cmp(&b.p));
    }
    if let Some(cost) = &table.cost_per_1000_labels {
        if !cost.get_ref().is_finite() || *cost.get_ref() < 0.0 {
            return Err(at(cost, "a price is a number of at least 0"));
        }
        learn.cost_per_1000_labels = *cost.get_ref();
    }
    Ok(learn)
}

fn counts(table: &LearnTable, learn: &mut Learn) -> Loaded<()> {
    if let Some(repeats) = &table.repeats {
        if !(1..=MOST_REPEATS).contains(repeats.get_ref()) {
            let message = format!("repeats is {}, not 1 to {MOST_REPEATS}", repeats.get_ref());
            return Err(at(repeats, message));
        }
        learn.repeats = *repeats.get_ref();
    }
    if let Some(eval) = &table.eval {
        if !(1..=1_000_000).contains(eval.get_ref()) {
            return Err(at(
                eval,
                format!("eval is {}, not 1 to 1000000", eval.get_ref()),
            ));
        }
        learn.eval = *eval.get_ref();
    }
    Ok(())
}

fn budget(place: &Spanned<SamplesTable>, usual: Budget) -> Loaded<Budget> {
    let table = place.get_ref();
    let budget = Budget {
        per_label: table.per_label.unwrap_or(usual.per_label),
        least: table.least.unwrap_or(usual.least),
        most: table.most.unwrap_or(usual.most),
    };
    if budget.least == 0 || budget.least > budget.most || budget.most > MOST {
        let message = format!(
            "samples from least = {} to most = {} is no range from 1 up",
            budget.least, budget.most
        );
        return Err(at(place, message));
    }
    Ok(budget)
}

fn method(table: &LearnTable, method: &mut Method) -> Loaded<()> {
    let words = [
        (&table.arch, "arch", ARCHS, &mut method.arch),
        (&table.head, "head", HEADS, &mut method.head),
        (&table.augment, "augment", AUGMENTS, &mut method.augment),
    ];
    for (given, key, known, value) in words {
        if let Some(word) = given {
            *value = known_word(word, key, known)?;
        }
    }
    if let Some(batch) = &table.batch {
        if !(1..=4096).contains(batch.get_ref()) {
            return Err(at(
                batch,
                format!("batch is {}, not 1 to 4096", batch.get_ref()),
            ));
        }
        method.batch = *batch.get_ref();
    }
    if let Some(rate) = &table.rate {
        if !(*rate.get_ref() > 0.0 && *rate.get_ref() <= 1.0) {
            let message = format!(
                "the learning rate {} is not above 0 and at most 1",
                rate.get_ref()
            );
            return Err(at(rate, message));
        }
        method.rate = *rate.get_ref();
    }
    Ok(())
}

fn known_word(word: &Spanned<String>, key: &str, known: &[&str]) -> Loaded<String> {
    if known.contains(&word.get_ref().as_str()) {
        return Ok(word.get_ref().clone());
    }
    let help = suggest(word.get_ref(), known.iter().copied());
    Err(at(word, format!("unknown {key} `{}`", word.get_ref())).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::Suite;

    const HEAD: &str = "schema = 1\nname = \"s\"\n[[case]]\nname = \"a\"\nscheme = \"securimage\"\npreset = \"simplified\"\ncount = 5\n";

    fn parse(table: &str) -> Result<Learn, String> {
        let text = format!("{HEAD}{table}");
        let suite = Suite::parse(&text, Path::new("s.toml")).map_err(|e| e.to_string())?;
        Ok(suite.learn)
    }

    #[test]
    fn without_a_table_the_usual_curve() {
        let learn = parse("").unwrap();
        assert_eq!(
            (learn.repeats, learn.eval, learn.labels.len()),
            (3, 1000, 9)
        );
        assert_eq!(learn.cost_per_1000_labels, 1.0);
        assert_eq!(learn.thresholds.len(), 4);
        assert_eq!(
            parse("[cost]\nhuman_per_1000_usd = 2.5")
                .unwrap()
                .cost_per_1000_labels,
            2.5
        );
    }

    #[test]
    fn the_rule_is_one_formula() {
        let rule = Budget {
            per_label: 20,
            least: 16_000,
            most: 100_000,
        };
        let samples: Vec<u64> = [0, 50, 1000, 10_000, u64::MAX]
            .map(|n| rule.samples(n))
            .to_vec();
        assert_eq!(samples, [16_000, 16_000, 20_000, 100_000, 100_000]);
    }

    #[test]
    fn labels_are_sorted_and_named_once() {
        let learn = parse(
            "[learn]\nlabels = [200, 0, 50, 200]\nsamples = { least = 1000 }\nhead = \"ctc\"",
        )
        .unwrap();
        assert_eq!(learn.labels, [0, 50, 200]);
        assert_eq!((learn.budget.least, learn.budget.per_label), (1000, 24));
        assert_eq!(learn.method.head, "ctc");
    }

    #[test]
    fn mistakes_are_shown_where_they_stand() {
        for (table, place, word) in [
            ("labels = [0, 5]", "9:10", "5 labels"),
            ("labels = []", "9:10", "no number"),
            ("repeats = 0", "9:11", "repeats is 0"),
            ("eval = 0", "9:8", "eval is 0"),
            ("arch = \"smal\"", "9:8", "did you mean `small`?"),
            ("head = \"rnn\"", "9:8", "unknown head `rnn`"),
            ("cases = [\"b\"]", "9:10", "no case is called `b`"),
            ("samples = { least = 9, most = 2 }", "9:11", "no range"),
            ("samples = { lest = 9 }", "9:13", "did you mean `least`?"),
            ("rate = 0.0", "9:8", "learning rate"),
            ("cost_per_1000_labels = -1.0", "9:24", "at least 0"),
            ("thresholds = [\"even\"]", "9:15", "unknown threshold"),
            ("from = \"nobody\"", "9:8", "nobody"),
            ("label = [50]", "9:1", "did you mean `labels`?"),
        ] {
            let error = parse(&format!("[learn]\n{table}\n")).unwrap_err();
            assert!(
                error.contains(&format!("s.toml:{place}:")),
                "{table}: {error}"
            );
            assert!(error.contains(word), "{table}: {error}");
        }
    }
}
