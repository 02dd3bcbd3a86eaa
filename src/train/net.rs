//! A network in training, and frozen for use.

use super::arch::Arch;

/// A network with its optimiser's state.
pub struct Net {
    arch: Arch,
    classes: usize,
}

/// Pictures with what they say.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    /// `labels.len() * height * width * channels` values, picture by picture, row by row (NHWC), 0 to 1, ink high.
    pub pictures: &'a [f32],
    /// Class indices of each picture, 1-based; 0 is "nothing".
    pub labels: &'a [Vec<u16>],
}

impl Net {
    /// A fresh network that tells `classes` symbols apart (without "nothing"), its weights drawn from `seed`.
    pub fn new(arch: &Arch, classes: usize, _seed: u64) -> Self {
        Self {
            arch: arch.clone(),
            classes,
        }
    }

    /// One step of AdamW at this learning rate; gives the mean loss of each head, in nats a picture.
    ///
    /// The same batches in the same order give the same weights for any number of threads.
    pub fn step(&mut self, _batch: Batch<'_>, _rate: f32) -> Vec<f32> {
        todo!()
    }

    /// The network as it would be used now: averaged weights, normalisation folded into the convolutions.
    pub fn freeze(&self) -> Frozen {
        Frozen {
            arch: self.arch.clone(),
            classes: self.classes,
        }
    }

    /// Everything that going on needs: weights, averages, optimiser.
    pub fn to_bytes(&self) -> Vec<u8> {
        todo!()
    }

    /// What [`Net::to_bytes`] wrote.
    pub fn from_bytes(_bytes: &[u8]) -> Result<Self, String> {
        todo!()
    }

    /// A network for `arch` that starts from a frozen one: layers of the same shape keep their weights, and so do the
    /// classes that both have; `kept` gives, for each new class, the old one. Gives the number of layers kept too.
    pub fn warm(
        _arch: &Arch,
        _classes: usize,
        _from: &Frozen,
        _kept: &[Option<usize>],
        _seed: u64,
    ) -> (Self, usize) {
        todo!()
    }
}

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
