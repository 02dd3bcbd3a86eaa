//! What is to be learnt, from what, and by which recipe: the one argument of [`fit`](super::fit).

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde::Serialize;

use super::alphabet::Alphabet;
use super::arch::Conv;
use super::augment::Augment;
use super::frozen::Frozen;
use crate::scheme::{self, GenerateError, Scheme};
use crate::seed::{Namespace, SeedSpace};

/// One training, start to end. Equal tasks give equal models, on any number of threads, unless the budget is a time.
#[derive(Clone)]
pub struct Task {
    /// The designs that are learnt; labels are shared out by their weights.
    pub sources: Vec<Source>,
    /// How many labels the attacker has.
    pub labels: Labels,
    /// Index of the first "train" challenge that is used. Tasks that must not share labels start far apart.
    pub first: u64,
    /// Challenges that the finished model is tested on. They cost no labels, except in a folder, which has no others:
    /// there the test part is a tenth of it, and 0 leaves it out.
    pub test: u64,
    /// Whether the network tells upper from lower case.
    pub case: CaseRule,
    /// The shape of the network.
    pub shape: Shape,
    /// How it is trained.
    pub recipe: Recipe,
    /// The model to start from, where it is not chance.
    pub from: Option<Start>,
    /// The file that keeps the state of an unfinished training, if one is to be kept.
    pub state: Option<PathBuf>,
    /// Whether to go on from that file.
    pub resume: bool,
    /// Raised from outside, ends the training after the step under way.
    pub stop: Arc<AtomicBool>,
}

/// A design that challenges come from.
#[derive(Clone)]
pub struct Source {
    /// Its name: the case's or the preset's.
    pub name: String,
    /// The word of its kind.
    pub kind: &'static str,
    /// The scheme with its parameters.
    pub scheme: Arc<dyn Scheme>,
    /// Base of its seeds, the same for training and evaluation: only the namespaces differ.
    pub base: u64,
    /// Its part of the labels, in proportion to the other sources'.
    pub weight: f64,
    /// How many of its "eval" challenges are drawn to prove that none of them is trained on.
    pub guard: u64,
}

impl Source {
    /// The seeds of its challenges.
    pub(crate) fn seeds(&self, namespace: Namespace) -> SeedSpace {
        let (version, params) = (self.scheme.version(), self.scheme.params());
        scheme::seeds(namespace, self.kind, version, &params, self.base)
    }

    /// The number of its challenges where they are a fixed list, as a folder's are.
    pub(crate) fn listed(&self) -> Option<u64> {
        self.scheme.available()
    }
}

/// The attacker's budget of labelled challenges; those for validation count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Labels {
    /// This many in all.
    Fixed(u64),
    /// All that the folders hold.
    All,
    /// A new challenge at every step: the attacker owns the generator.
    Fresh,
}

/// Whether upper and lower case are different classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CaseRule {
    /// Only if one of the sites tells them apart.
    #[default]
    AsJudged,
    /// Always.
    AsDrawn,
}

/// The shape of a network, up to what depends on the data.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shape {
    /// Its layers.
    pub body: Vec<Conv>,
    /// Height and width of its input; by the first picture of each source if absent.
    pub size: Option<(usize, usize)>,
    /// What stands on top.
    pub heads: Heads,
}

/// Which heads are trained. Of several, the one that validates better is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Heads {
    /// Rows of classes from left to right.
    Ctc,
    /// One classifier a position.
    Slots,
    /// The two together.
    #[default]
    Both,
    /// One class for the whole picture.
    Classifier,
}

impl Heads {
    /// The words of the heads it stands for.
    pub fn words(self) -> Vec<&'static str> {
        match self {
            Self::Ctc => vec!["ctc"],
            Self::Slots => vec!["slots"],
            Self::Both => vec!["ctc", "slots"],
            Self::Classifier => vec!["classifier"],
        }
    }
}

/// How a network is trained.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Recipe {
    /// Pictures a step.
    pub batch: usize,
    /// The highest learning rate.
    pub rate: f64,
    /// When it ends.
    pub budget: Budget,
    /// How pictures are varied.
    pub augment: Augment,
    /// Of weights, split, order and augmentation.
    pub seed: u64,
    /// How often the validation part is read.
    pub validations: u32,
    /// Ends the training after this many validations in a row that improve neither rate nor loss.
    pub patience: Option<u32>,
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            batch: 16,
            rate: 3e-3,
            budget: Budget::Samples(120_000),
            augment: Augment::default(),
            seed: 0,
            validations: 40,
            patience: None,
        }
    }
}

/// When a training ends; the learning rate falls accordingly.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Budget {
    /// After this many pictures, repeats counted.
    Samples(u64),
    /// After this much time; how many samples that is depends on the machine.
    Minutes(f64),
}

/// A model to start from.
#[derive(Clone)]
pub struct Start {
    /// Its name, for the card.
    pub name: String,
    /// Its weights.
    pub model: Frozen,
    /// Its symbols.
    pub alphabet: Alphabet,
}

/// Why nothing was learnt.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// The task contradicts itself or its data.
    #[error("{0}")]
    Task(String),
    /// A challenge could not be had.
    #[error("{case}: challenge {index} cannot be drawn: {why}")]
    Draw {
        /// The source.
        case: String,
        /// Its index.
        index: u64,
        /// Why.
        why: GenerateError,
    },
    /// Pictures that are judged on are among those trained on.
    #[error(
        "{shared} of {checked} {part} pictures are also trained on, pixel for pixel (first: {case}, challenge {index}); \
         nothing measured on them would count"
    )]
    Leak {
        /// "eval", "test" or "validation".
        part: &'static str,
        /// How many are.
        shared: u64,
        /// Of how many.
        checked: u64,
        /// Source of the first.
        case: String,
        /// Index of the first.
        index: u64,
    },
    /// The state file is of another training, or broken.
    #[error("cannot go on from {path}: {why}")]
    State {
        /// The file.
        path: String,
        /// What differs.
        why: String,
    },
    /// A file could not be read or written.
    #[error("failed to {doing}: {why}")]
    File {
        /// "write x" or "read x".
        doing: String,
        /// What the system says.
        why: std::io::Error,
    },
}
