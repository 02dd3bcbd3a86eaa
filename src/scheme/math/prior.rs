//! How often an answer is right that was chosen without reading the question.
//!
//! Estimated: values are drawn, a million words left unsaid. Half of the draws choose the best answer and the other
//! half say how often it is right, so that the choice does not flatter itself.

use std::collections::{BTreeMap, HashMap};

use super::bank::{Bank, Levels, Question};
use super::build::draw;
use crate::scheme::{Prior, Stratum};
use crate::seed::Seed;

/// Draws of each half.
const DRAWS: u64 = 30_000;

/// The floor of all questions together, and of those of one level or family.
pub(super) struct Priors {
    pub all: Prior,
    pub strata: Vec<Stratum>,
}

/// How often each answer came up, in both halves.
#[derive(Default)]
struct Tally {
    counts: HashMap<String, [u64; 2]>,
    n: [u64; 2],
}

impl Priors {
    pub(super) fn new(bank: &Bank, levels: &Levels) -> Self {
        let mut rng = Seed::from_u64(0).stream("the prior of math questions");
        let mut all = Tally::default();
        let mut strata: BTreeMap<(&str, String), Tally> = BTreeMap::new();
        for i in 0..2 * DRAWS {
            let half = usize::from(i >= DRAWS);
            let Ok(question) = draw(bank, levels, &mut rng) else {
                continue;
            };
            let form = &bank.forms[question.form];
            all.push(half, &question);
            for key in [
                ("difficulty", form.difficulty.to_string()),
                ("family", form.family.clone()),
            ] {
                strata.entry(key).or_default().push(half, &question);
            }
        }
        let stratum = |((dimension, value), tally): ((&str, String), Tally)| Stratum {
            dimension: dimension.to_owned(),
            value,
            prior: tally.finish(),
        };
        Self {
            all: all.finish(),
            strata: strata.into_iter().map(stratum).collect(),
        }
    }
}

impl Tally {
    fn push(&mut self, half: usize, question: &Question) {
        self.n[half] += 1;
        match self.counts.get_mut(&question.stored) {
            Some(count) => count[half] += 1,
            None => {
                let mut count = [0; 2];
                count[half] = 1;
                self.counts.insert(question.stored.clone(), count);
            }
        }
    }

    /// Entropy with the correction of Miller and Madow (1955): (answers seen - 1) / 2n nats more.
    fn finish(self) -> Prior {
        let best = self
            .counts
            .iter()
            .max_by(|a, b| a.1[0].cmp(&b.1[0]).then_with(|| b.0.cmp(a.0)));
        let n: u64 = self.n.iter().sum();
        let share = |count: &[u64; 2]| (count[0] + count[1]) as f64 / n.max(1) as f64;
        // Summed in order: a hash map's own order would shake the last digits.
        let mut shares: Vec<f64> = self.counts.values().map(share).collect();
        shares.sort_by(f64::total_cmp);
        let entropy: f64 = shares.iter().map(|p| -p * p.log2()).sum();
        let seen = self.counts.len().saturating_sub(1) as f64;
        let missed = seen / (2.0 * n.max(1) as f64) * std::f64::consts::LOG2_E;
        Prior {
            answer: best.map_or_else(String::new, |(answer, _)| answer.clone()),
            p: best.map_or(0.0, |(_, count)| count[1] as f64 / self.n[1].max(1) as f64),
            entropy_bits: entropy + missed,
        }
    }
}
