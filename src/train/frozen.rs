//! A network that only reads.

use super::arch::Arch;

/// A network that only reads. Shared between threads.
#[derive(Clone, Debug, PartialEq)]
pub struct Frozen {
    arch: Arch,
    classes: usize,
}

/// Log-probabilities of one head for one picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Scores {
    /// Time steps (CTC), positions (slots), or 1.
    pub rows: usize,
    /// Classes with "nothing": symbols + 1.
    pub classes: usize,
    /// `rows * classes` natural logarithms, row by row.
    pub log_probs: Vec<f32>,
}

impl Frozen {
    pub(super) fn new(arch: Arch, classes: usize) -> Self {
        Self { arch, classes }
    }

    /// The shape.
    pub fn arch(&self) -> &Arch {
        &self.arch
    }

    /// Symbols it tells apart, without "nothing".
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// Reads one picture of `height * width * channels` values (NHWC): the scores of each head.
    pub fn read(&self, _picture: &[f32]) -> Vec<Scores> {
        todo!()
    }

    /// An ONNX model with one head: input `image` `[1, channels, height, width]`, output `log_probs` `[1, rows, classes]`
    /// (`[1, classes]` for a classifier). `about` goes into its metadata.
    pub fn to_onnx(&self, _head: usize, _about: &[(String, String)]) -> Vec<u8> {
        todo!()
    }

    /// Reads a model that [`Frozen::to_onnx`] wrote; `Err` says what is not as expected.
    pub fn from_onnx(_bytes: &[u8]) -> Result<Self, String> {
        todo!()
    }
}
