//! Heads: from one row of features to log-probabilities of symbols, and back.

use super::arch::Head;
use super::ctc;
use super::gemm::{View, ViewMut, product};
use super::layout::Shape;

/// A head on features of a fixed shape. Its weights are one slice, cut by [`Weights`].
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    /// What kind it is.
    pub head: Head,
    /// Features of one picture.
    pub features: Shape,
    /// Classes with "nothing".
    pub classes: usize,
}

/// A head's weights by name. Slices that a kind has not are empty.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weights<'a> {
    /// Attention by content: `[channels][slots]`.
    pub query: &'a [f32],
    /// Attention by place: `[slots][columns]`.
    pub place: &'a [f32],
    /// `[channels][classes]`, the rows of a column side by side.
    pub weight: &'a [f32],
    /// As wide as one row of `weight`.
    pub bias: &'a [f32],
}

/// What the forward pass leaves for the backward pass.
struct Seen {
    /// Attention, `[columns][slots]`, each slot's summing to 1.
    attention: Vec<f32>,
    /// What is classified, `[rows][channels]`.
    pooled: Vec<f32>,
    /// `[rows][classes]`.
    logits: Vec<f32>,
}

impl Reader {
    /// Rows of log-probabilities it gives.
    pub fn rows(&self) -> usize {
        match self.head {
            Head::Ctc { rows } => rows * self.columns(),
            Head::Slots { length } => length,
            Head::Classifier => 1,
        }
    }

    /// Lengths of the four slices of [`Weights`].
    pub fn sizes(&self) -> [usize; 4] {
        let (query, place) = match self.head {
            Head::Slots { length } => (self.features.c * length, length * self.columns()),
            Head::Ctc { .. } | Head::Classifier => (0, 0),
        };
        let wide = self.wide();
        [query, place, self.features.c * wide, wide]
    }

    /// Cuts a slice of weights.
    pub fn cut<'a>(&self, all: &'a [f32]) -> Weights<'a> {
        let [q, p, w, _] = self.sizes();
        let (query, rest) = all.split_at(q);
        let (place, rest) = rest.split_at(p);
        let (weight, bias) = rest.split_at(w);
        Weights {
            query,
            place,
            weight,
            bias,
        }
    }

    /// Rows that one pooled row gives: they stand side by side in the weights.
    pub fn split(&self) -> usize {
        match self.head {
            Head::Ctc { rows } => rows,
            Head::Slots { .. } | Head::Classifier => 1,
        }
    }

    fn wide(&self) -> usize {
        self.split() * self.classes
    }

    fn columns(&self) -> usize {
        self.features.h * self.features.w
    }

    /// Log-probabilities `[rows][classes]`.
    pub fn read(&self, weights: &[f32], features: &[f32]) -> Vec<f32> {
        let mut logits = self.forward(self.cut(weights), features).logits;
        for row in logits.chunks_exact_mut(self.classes) {
            let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let total: f32 = row.iter().map(|x| (x - most).exp()).sum();
            let log = most + total.ln();
            row.iter_mut().for_each(|x| *x -= log);
        }
        logits
    }

    fn forward(&self, weights: Weights<'_>, features: &[f32]) -> Seen {
        let (t, c) = (self.columns(), self.features.c);
        let (attention, pooled) = match self.head {
            Head::Ctc { .. } => (Vec::new(), features[..t * c].to_vec()),
            Head::Classifier => (Vec::new(), mean(features, t, c)),
            Head::Slots { length } => self.attend(weights, features, length),
        };
        let (rows, wide) = (self.rows() / self.split(), self.wide());
        let mut logits = weights.bias.repeat(rows);
        let place = ViewMut::dense(&mut logits, rows, wide);
        let right = View::dense(weights.weight, c, wide);
        product(place, View::dense(&pooled, rows, c), right, true);
        Seen {
            attention,
            pooled,
            logits,
        }
    }

    fn attend(
        &self,
        weights: Weights<'_>,
        features: &[f32],
        length: usize,
    ) -> (Vec<f32>, Vec<f32>) {
        let (t, c) = (self.columns(), self.features.c);
        let columns = View::dense(features, t, c);
        let mut attention: Vec<f32> = (0..t)
            .flat_map(|t| weights.place.iter().skip(t).step_by(self.columns()))
            .copied()
            .collect();
        let place = ViewMut::dense(&mut attention, t, length);
        product(place, columns, View::dense(weights.query, c, length), true);
        for slot in 0..length {
            let of_slot = || (slot..t * length).step_by(length);
            let most = of_slot()
                .map(|i| attention[i])
                .fold(f32::NEG_INFINITY, f32::max);
            of_slot().for_each(|i| attention[i] = (attention[i] - most).exp());
            let total: f32 = of_slot().map(|i| attention[i]).sum();
            of_slot().for_each(|i| attention[i] /= total);
        }
        let mut pooled = vec![0.0; length * c];
        let looked = View::dense(&attention, t, length).transposed();
        product(
            ViewMut::dense(&mut pooled, length, c),
            looked,
            columns,
            false,
        );
        (attention, pooled)
    }

    /// The loss of one picture in nats. Adds `share` times its gradient to `gradient` (as [`Self::cut`] has it) and to
    /// `back`, the gradient of the features.
    pub fn learn(
        &self,
        weights: &[f32],
        features: &[f32],
        label: &[u16],
        share: f32,
        (gradient, back): (&mut [f32], &mut [f32]),
    ) -> f32 {
        let weights = self.cut(weights);
        let mut seen = self.forward(weights, features);
        let loss = self.loss(&mut seen.logits, label);
        seen.logits.iter_mut().for_each(|g| *g *= share);
        self.backward(weights, features, &seen, gradient, back);
        loss
    }

    /// Turns logits into their gradient.
    fn loss(&self, logits: &mut [f32], label: &[u16]) -> f32 {
        for row in logits.chunks_exact_mut(self.classes) {
            let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            row.iter_mut().for_each(|x| *x = (*x - most).exp());
            let total: f32 = row.iter().sum();
            row.iter_mut().for_each(|x| *x /= total);
        }
        if matches!(self.head, Head::Ctc { .. }) {
            return ctc::loss(logits, self.classes, label).unwrap_or(0.0);
        }
        let mut loss = 0.0;
        for (i, row) in logits.chunks_exact_mut(self.classes).enumerate() {
            let class = label.get(i).map_or(0, |&c| usize::from(c));
            loss -= row[class].max(1e-30).ln();
            row[class] -= 1.0;
        }
        loss
    }

    /// From the gradient of the logits (in `seen`) to those of weights and features.
    fn backward(
        &self,
        weights: Weights<'_>,
        features: &[f32],
        seen: &Seen,
        gradient: &mut [f32],
        back: &mut [f32],
    ) {
        let (rows, c, k) = (self.rows() / self.split(), self.features.c, self.wide());
        let [q, p, w, _] = self.sizes();
        let (attention, classifier) = gradient.split_at_mut(q + p);
        let (weight, bias) = classifier.split_at_mut(w);
        let slope = View::dense(&seen.logits, rows, k);
        for row in seen.logits.chunks_exact(k) {
            bias.iter_mut().zip(row).for_each(|(b, g)| *b += g);
        }
        let pooled = View::dense(&seen.pooled, rows, c).transposed();
        product(ViewMut::dense(weight, c, k), pooled, slope, true);
        let mut by_pooled = vec![0.0; rows * c];
        let turned = View::dense(weights.weight, c, k).transposed();
        product(
            ViewMut::dense(&mut by_pooled, rows, c),
            slope,
            turned,
            false,
        );
        match self.head {
            Head::Ctc { .. } => back.iter_mut().zip(&by_pooled).for_each(|(b, g)| *b += g),
            Head::Classifier => {
                let n = self.columns() as f32;
                for pixel in back[..self.columns() * c].chunks_exact_mut(c) {
                    pixel
                        .iter_mut()
                        .zip(&by_pooled)
                        .for_each(|(b, g)| *b += g / n);
                }
            }
            Head::Slots { length } => {
                self.unattend(
                    weights,
                    features,
                    seen,
                    &by_pooled,
                    length,
                    (attention, back),
                );
            }
        }
    }

    fn unattend(
        &self,
        weights: Weights<'_>,
        features: &[f32],
        seen: &Seen,
        by_pooled: &[f32],
        length: usize,
        (gradient, back): (&mut [f32], &mut [f32]),
    ) {
        let (t, c) = (self.columns(), self.features.c);
        let columns = View::dense(features, t, c);
        let by_pooled = View::dense(by_pooled, length, c);
        // Through the weighted mean: to the features, and to the attention.
        let looked = View::dense(&seen.attention, t, length);
        product(ViewMut::dense(back, t, c), looked, by_pooled, true);
        let mut slope = vec![0.0; t * length];
        product(
            ViewMut::dense(&mut slope, t, length),
            columns,
            by_pooled.transposed(),
            false,
        );
        // Through the softmax over columns.
        for slot in 0..length {
            let of_slot = || (slot..t * length).step_by(length);
            let mean: f32 = of_slot().map(|i| seen.attention[i] * slope[i]).sum();
            of_slot().for_each(|i| slope[i] = seen.attention[i] * (slope[i] - mean));
        }
        let (query, place) = gradient.split_at_mut(c * length);
        for (i, g) in slope.iter().enumerate() {
            place[i % length * t + i / length] += g;
        }
        let slope = View::dense(&slope, t, length);
        product(
            ViewMut::dense(query, c, length),
            columns.transposed(),
            slope,
            true,
        );
        let turned = View::dense(weights.query, c, length).transposed();
        product(ViewMut::dense(back, t, c), slope, turned, true);
    }
}

fn mean(features: &[f32], pixels: usize, channels: usize) -> Vec<f32> {
    let mut mean = vec![0.0; channels];
    for pixel in features[..pixels * channels].chunks_exact(channels) {
        mean.iter_mut()
            .zip(pixel)
            .for_each(|(m, x)| *m += x / pixels as f32);
    }
    mean
}
