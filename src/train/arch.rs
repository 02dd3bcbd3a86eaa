//! What a network looks like: its input, its layers, its heads.

use serde::{Deserialize, Serialize};

/// The shape of a recogniser: a stack of convolutions and one or more heads on top of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arch {
    /// Height of the input, pixels.
    pub height: usize,
    /// Width of the input, pixels.
    pub width: usize,
    /// Channels of the input: 1 (grey) or 3 (RGB).
    pub channels: usize,
    /// The layers, from the picture up; each is convolution, batch normalisation, ReLU.
    pub body: Vec<Conv>,
    /// The heads, trained together; an adapter carries one of them.
    pub heads: Vec<Head>,
}

/// One convolution with its normalisation and ReLU.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conv {
    /// Height and width of the kernel, pixels.
    pub kernel: (usize, usize),
    /// Steps down and right.
    pub stride: (usize, usize),
    /// Channels it gives.
    pub out: usize,
    /// Whether its input is added to its output (same shape only), before the ReLU.
    #[serde(default)]
    pub residual: bool,
    /// Whether the kernel is as high as its input and nothing is added above and below, so that one row is left.
    #[serde(default)]
    pub collapse: bool,
}

impl Conv {
    /// Neither residual nor collapsing.
    pub fn plain(kernel: (usize, usize), stride: (usize, usize), out: usize) -> Self {
        Self {
            kernel,
            stride,
            out,
            residual: false,
            collapse: false,
        }
    }
}

/// How features become an answer. Class 0 is "nothing": CTC's blank, an empty slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind", deny_unknown_fields)]
pub enum Head {
    /// Connectionist temporal classification: rows of class probabilities from left to right, of any length.
    Ctc {
        /// Rows that each column of features gives: more than one where texts are long for the number of columns.
        #[serde(default = "one")]
        rows: usize,
    },
    /// One attention-pooled classifier for each of `length` positions.
    Slots {
        /// Positions; texts that are shorter leave the last ones empty.
        length: usize,
    },
    /// One class for the whole picture.
    Classifier,
}

fn one() -> usize {
    1
}
