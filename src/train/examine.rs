//! What a frozen network makes of labelled pictures, judged by the site's own rule.

use rayon::prelude::*;
use serde::Serialize;

use super::alphabet::Alphabet;
use super::curve::Score;
use super::decode::{greedy, log_likelihood};
use super::draw::Example;
use super::frozen::Frozen;
use super::picture::to_unit;
use crate::stats::{Confusion, ConfusionLimits, ConfusionTally, Estimate, align};

/// What one head read in one picture.
struct Reading {
    text: String,
    solved: bool,
    /// Surprise at the truth; `None` where the head cannot give it.
    nats: Option<f64>,
}

/// The test of a finished model.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Examined {
    /// Share of pictures solved, with Wilson's interval.
    pub solved: Estimate,
    /// Pictures with a text that the model can give at all; the rest hold symbols it never saw.
    pub scored: u64,
    /// Mean loss of those, nats a picture.
    pub nats: Option<f64>,
    /// exp(loss per symbol) of those.
    pub perplexity: Option<f64>,
    /// Symbols taken for others.
    pub confusion: Confusion,
}

/// Each head's readings of each picture.
fn read(model: &Frozen, examples: &[Example], alphabet: &Alphabet) -> Vec<Vec<Reading>> {
    let one = |example: &Example| -> Vec<Reading> {
        let label = alphabet.encode(&example.key.drawn);
        let scores = model.read(&to_unit(&example.ink));
        let heads = model.arch().heads.iter().zip(scores);
        let reading = |(&head, scores)| {
            let text = alphabet.decode(&greedy(head, &scores));
            let likely = label
                .as_ref()
                .and_then(|label| log_likelihood(head, &scores, label));
            Reading {
                solved: alphabet.solves(&example.key, &text),
                nats: likely.map(|likely| -likely).filter(|nats| nats.is_finite()),
                text,
            }
        };
        heads.map(reading).collect()
    };
    examples.par_iter().map(one).collect()
}

/// The score of each head.
pub(crate) fn validate(model: &Frozen, examples: &[Example], alphabet: &Alphabet) -> Vec<Score> {
    let readings = read(model, examples, alphabet);
    let score = |head: usize| {
        let of_head = || readings.iter().map(|heads| &heads[head]);
        Score {
            solved: of_head().filter(|reading| reading.solved).count() as u64,
            n: examples.len() as u64,
            nats: mean(of_head().filter_map(|reading| reading.nats)),
        }
    };
    (0..model.arch().heads.len()).map(score).collect()
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (mut sum, mut n) = (0.0, 0u64);
    for value in values {
        sum += value;
        n += 1;
    }
    (n > 0).then(|| sum / n as f64)
}

/// The test of a model with one head; `None` without pictures.
pub(crate) fn examine(
    model: &Frozen,
    examples: &[Example],
    alphabet: &Alphabet,
) -> Option<Examined> {
    let readings = read(model, examples, alphabet);
    let mut tally = ConfusionTally::default();
    let (mut solved, mut scored, mut nats, mut symbols) = (0, 0, 0.0, 0);
    for (id, (example, readings)) in examples.iter().zip(&readings).enumerate() {
        let reading = readings.first()?;
        let truth = alphabet.learnt(&example.key.drawn);
        solved += u64::from(reading.solved);
        tally.push(&align(&truth, &reading.text), id as u64);
        if let Some(surprise) = reading.nats {
            scored += 1;
            nats += surprise;
            symbols += truth.chars().count();
        }
    }
    (!examples.is_empty()).then(|| Examined {
        solved: Estimate::rate(solved, examples.len() as u64),
        scored,
        nats: (scored > 0).then(|| nats / scored as f64),
        perplexity: (symbols > 0).then(|| (nats / symbols as f64).exp()),
        confusion: tally.finish(&ConfusionLimits::default()),
    })
}
