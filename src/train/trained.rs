//! What a training leaves: a model that reads, and the facts of how it came about.

use serde::Serialize;

use super::alphabet::Alphabet;
use super::arch::{Arch, Head};
use super::curve::{Row, Score};
use super::data::Origin;
use super::decode::greedy;
use super::examine::Examined;
use super::frozen::Frozen;
use super::picture::{Frame, to_unit};
use crate::model::Challenge;

/// A trained recogniser.
#[derive(Clone, Debug)]
pub struct Trained {
    /// The model that validated best, with the one head that did.
    pub model: Frozen,
    /// Its symbols.
    pub alphabet: Alphabet,
    /// Its input.
    pub frame: Frame,
    /// How it came about.
    pub facts: Facts,
    /// What it makes of the test part; `None` without one.
    pub test: Option<Examined>,
}

/// How a training ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// The budget is used up.
    Complete,
    /// Patience ran out.
    Early,
    /// It was stopped, and can go on.
    Interrupted,
}

/// The facts of a training, for cards and reports. Only times differ between two equal trainings.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Facts {
    /// How it ended.
    pub ended: Ended,
    /// Where pictures came from.
    pub origins: Vec<Origin>,
    /// Whether each step drew new challenges: labels without limit.
    pub fresh: bool,
    /// Labelled pictures that were trained on; all that were drawn, where each step draws new ones.
    pub train: u64,
    /// Labelled pictures that chose the model.
    pub validation: u64,
    /// Samples seen, repeats counted.
    pub samples: u64,
    /// Times each training picture was seen; `None` where none was seen twice.
    pub epochs: Option<f64>,
    /// Wall seconds of training, validation included, all sittings.
    pub seconds: f64,
    /// CPU seconds of the same.
    pub cpu_seconds: f64,
    /// The network that was trained, with all its heads.
    pub arch: Arch,
    /// Its number of weights.
    pub weights: u64,
    /// Row of the curve and head of the kept model.
    pub best: (usize, usize),
    /// Validation over time.
    pub curve: Vec<Row>,
    /// Hash of all labelled pictures, train and validation.
    pub data_hash: String,
    /// "eval" challenges that were drawn to prove that none was trained on.
    pub eval_checked: u64,
    /// Layers that came from another model.
    pub kept_layers: usize,
}

impl Facts {
    /// Labels that were paid for: training and validation.
    pub fn labels(&self) -> u64 {
        self.train + self.validation
    }

    /// The kept head.
    pub fn head(&self) -> Head {
        self.arch.heads[self.best.1]
    }

    /// What the kept model made of the validation part. Chosen by it, so too good.
    pub fn validated(&self) -> Score {
        self.curve[self.best.0].heads[self.best.1]
    }
}

impl Trained {
    /// What would be submitted for a challenge, greedily; `None` where a sum was asked and none was read.
    pub fn answer(&self, challenge: &Challenge) -> Option<String> {
        let picture = challenge.picture()?;
        let ink = to_unit(&self.frame.ink(picture));
        let scores = self.model.read(&ink);
        let head = *self.model.arch().heads.first()?;
        self.alphabet
            .answer(&self.alphabet.decode(&greedy(head, scores.first()?)))
    }
}
