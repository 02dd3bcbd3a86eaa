//! The lines of a learn record.

use serde::{Deserialize, Serialize};

/// One model: what it learnt from, and every answer that it gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PointRow {
    /// Name of the case.
    pub case: String,
    /// Labels that it had, those for validation included.
    pub labels: u64,
    /// Which repeat, from 0.
    pub repeat: u32,
    /// Eval challenges solved, by the scheme's own rule.
    pub solved: u64,
    /// Eval challenges met.
    pub n: u64,
    /// Hash or version of the model.
    pub model: String,
    /// How it was trained; `None` for an adapter as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub training: Option<Training>,
    /// What it answered to each eval challenge in turn; `None` where it abstained.
    pub answers: Vec<Option<String>>,
}

/// How a model was trained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Training {
    /// The head that answers: the best on the validation part.
    pub head: String,
    /// Exact rate of each head on the validation part.
    pub validation: Vec<HeadScore>,
    /// Samples seen, repeats counted.
    pub samples: u64,
    /// Training loss of the answering head when the model was kept, nats a picture.
    pub loss: f64,
    /// Time that training and validation took, seconds.
    pub wall_s: f64,
    /// Processor time of the same, seconds.
    pub cpu_s: f64,
    /// Hash of its labelled pictures.
    pub data: String,
}

/// What a head did on the validation part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadScore {
    /// The head.
    pub head: String,
    /// Read right.
    pub solved: u64,
    /// Labels of the validation part.
    pub n: u64,
}

/// The eval challenges of one repeat on one case: what all its models are measured on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SliceRow {
    /// Name of the case.
    pub case: String,
    /// Which repeat, from 0.
    pub repeat: u32,
    /// Index of the first challenge.
    pub first: u64,
    /// The texts as drawn.
    pub drawn: Vec<String>,
    /// The texts as stored: what answers are compared with.
    pub stored: Vec<String>,
    /// Hashes of the pixels.
    pub px: Vec<String>,
}

/// One number for all that was learnt and answered, times left out: equal digests mean equal curves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Digest {
    sum: u128,
    rows: u64,
}

impl Digest {
    /// Adds a row; the order does not matter.
    pub fn push(&mut self, row: &PointRow) {
        let mut hasher = blake3::Hasher::new();
        let mut text = |text: &str| {
            hasher
                .update(&(text.len() as u64).to_le_bytes())
                .update(text.as_bytes());
        };
        text(&row.case);
        text(&row.model);
        if let Some(training) = &row.training {
            text(&training.head);
            text(&training.data);
        }
        for answer in &row.answers {
            text(answer.as_deref().unwrap_or("\0"));
        }
        hasher
            .update(&row.labels.to_le_bytes())
            .update(&row.repeat.to_le_bytes());
        let mut half = [0; 16];
        half.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        self.sum = self.sum.wrapping_add(u128::from_le_bytes(half));
        self.rows += 1;
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:032x}-{}", self.sum, self.rows)
    }
}
