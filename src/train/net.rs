//! A network in training, and frozen for use.

use super::arch::Arch;
use super::frozen::Frozen;

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
    ///
    /// # Errors
    /// If the layers of `arch` do not fit each other.
    pub fn new(arch: &Arch, classes: usize, _seed: u64) -> Result<Self, String> {
        Ok(Self {
            arch: arch.clone(),
            classes,
        })
    }

    /// Number of weights.
    pub fn weights(&self) -> usize {
        todo!()
    }

    /// One step of AdamW at this learning rate; gives the mean loss of each head, in nats a picture.
    ///
    /// The same batches in the same order give the same weights for any number of threads.
    pub fn step(&mut self, _batch: Batch<'_>, _rate: f32) -> Vec<f32> {
        todo!()
    }

    /// The network as it would be used now: averaged weights, normalisation folded into the convolutions.
    pub fn freeze(&self) -> Frozen {
        Frozen::new(self.arch.clone(), self.classes)
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
    /// classes that both have; `kept` gives, for each new class but "nothing", the old one (1-based). Gives the number
    /// of layers kept too.
    ///
    /// # Errors
    /// If the layers of `arch` do not fit each other.
    pub fn warm(
        _arch: &Arch,
        _classes: usize,
        _from: &Frozen,
        _kept: &[Option<usize>],
        _seed: u64,
    ) -> Result<(Self, usize), String> {
        todo!()
    }
}
