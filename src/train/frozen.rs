//! A network that only reads: averaged weights, normalisation folded into the convolutions.

use super::arch::Arch;
use super::graph::Graph;
use super::head::Reader;
use super::net::deviation;
use super::tape::Tape;

/// A network that only reads. Shared between threads.
#[derive(Clone, Debug)]
pub struct Frozen {
    pub(super) graph: Graph,
    classes: usize,
    pub(super) layers: Vec<Layer>,
    pub(super) heads: Vec<Vec<f32>>,
}

/// One convolution with its normalisation folded in, and what unfolds it again.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Layer {
    /// `[kernel rows][kernel columns * input channels][output channels]`.
    pub kernel: Vec<f32>,
    /// One value a channel.
    pub bias: Vec<f32>,
    /// What the kernel was multiplied with, channel by channel.
    pub scale: Vec<f32>,
    /// Running mean of the unscaled convolution.
    pub mean: Vec<f32>,
    /// Its running variance.
    pub variance: Vec<f32>,
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

impl Layer {
    /// Folds gain, bias, mean and variance into a kernel.
    pub fn folded(
        kernel: &[f32],
        (gain, bias): (&[f32], &[f32]),
        (mean, variance): (&[f32], &[f32]),
    ) -> Self {
        let scale: Vec<f32> = gain
            .iter()
            .zip(deviation(variance))
            .map(|(g, d)| g / d)
            .collect();
        let shifted = bias.iter().zip(mean).zip(&scale);
        let scaled = kernel.chunks_exact(scale.len());
        Self {
            bias: shifted.map(|((b, m), s)| b - m * s).collect(),
            kernel: scaled
                .flat_map(|row| row.iter().zip(&scale).map(|(w, s)| w * s))
                .collect(),
            scale,
            mean: mean.to_vec(),
            variance: variance.to_vec(),
        }
    }

    /// Kernel, gain and bias. A channel that was scaled to nothing comes back as it is: nothing.
    pub fn unfolded(&self) -> (Vec<f32>, Vec<f32>, Vec<f32>) {
        let n = self.scale.len();
        let whole = |s: f32| if s.abs() < 1e-8 { 1.0 } else { s };
        let kernel = self
            .kernel
            .iter()
            .enumerate()
            .map(|(i, w)| w / whole(self.scale[i % n]));
        let gain = self
            .scale
            .iter()
            .zip(deviation(&self.variance))
            .map(|(s, d)| s * d);
        let bias = self.bias.iter().zip(&self.mean).zip(&self.scale);
        (
            kernel.collect(),
            gain.collect(),
            bias.map(|((b, m), s)| b + m * s).collect(),
        )
    }
}

impl Frozen {
    pub(super) fn new(
        graph: Graph,
        classes: usize,
        layers: Vec<Layer>,
        heads: Vec<Vec<f32>>,
    ) -> Self {
        Self {
            graph,
            classes,
            layers,
            heads,
        }
    }

    /// The shape.
    pub fn arch(&self) -> &Arch {
        &self.graph.arch
    }

    /// Symbols it tells apart, without "nothing".
    pub fn classes(&self) -> usize {
        self.classes
    }

    pub(super) fn layer(&self, i: usize) -> Option<&Layer> {
        self.layers.get(i)
    }

    /// Reads one picture of `height * width * channels` values (NHWC): the scores of each head.
    pub fn read(&self, picture: &[f32]) -> Vec<Scores> {
        let mut tape = Tape::to_read(&self.graph);
        self.graph.unfold(picture, &mut tape.values[0]);
        for (i, layer) in self.layers.iter().enumerate() {
            tape.convolve(&self.graph, i, &layer.kernel);
            let ones = vec![1.0; layer.bias.len()];
            tape.activate(&self.graph, i, &ones, &layer.bias);
        }
        let features = &tape.values[self.layers.len()];
        let heads = self.graph.heads.iter().zip(&self.heads);
        let scores = heads.map(|((reader, _), weights)| Scores {
            rows: reader.rows(),
            classes: reader.classes,
            log_probs: reader.read(weights, features),
        });
        scores.collect()
    }

    /// Copies what a head of the same kind knows into the weights of `reader`: attention if the lengths agree, and the
    /// classes that `kept` names.
    pub(super) fn lend(&self, reader: &Reader, kept: &[Option<usize>], to: &mut [f32]) {
        let kind = |reader: &Reader| (std::mem::discriminant(&reader.head), reader.split());
        let mine = self.graph.heads.iter().zip(&self.heads);
        let mut same = mine.filter(|((old, _), _)| kind(old) == kind(reader));
        let Some(((old, _), weights)) = same.next() else {
            return;
        };
        let ([query, place, weight, _], [q, p, w, _]) = (reader.sizes(), old.sizes());
        if (query, place) == (q, p) {
            to[..q + p].copy_from_slice(&weights[..q + p]);
        }
        let classes = std::iter::once(Some(0))
            .chain(kept.iter().copied())
            .enumerate();
        let (wide, was) = (reader.classes, old.classes);
        for (new, old) in classes.filter_map(|(new, class)| class.map(|old| (new, old))) {
            for row in 0..reader.features.c * reader.split() {
                to[query + place + row * wide + new] = weights[q + p + row * was + old];
            }
            for row in 0..reader.split() {
                to[query + place + weight + row * wide + new] =
                    weights[q + p + w + row * was + old];
            }
        }
    }
}
