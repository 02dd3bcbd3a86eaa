//! What one picture leaves on its way through the layers, forward and back.

use super::graph::Graph;
use super::norm::{self, Back, Sums};

/// Values and gradients of one picture.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tape {
    /// Input of each convolution, and last the features that the heads read.
    pub values: Vec<Vec<f32>>,
    /// Result of each convolution before its normalisation; its gradient afterwards.
    pub results: Vec<Vec<f32>>,
    /// Gradients of `values`.
    pub gradients: Vec<Vec<f32>>,
    /// Sums of the layer in hand.
    pub sums: Sums,
    /// Losses of the heads, nats.
    pub losses: Vec<f32>,
}

impl Tape {
    /// For reading only: no room for gradients.
    pub fn to_read(graph: &Graph) -> Self {
        let layers = 0..=graph.convs.len();
        Self {
            values: layers.map(|i| vec![0.0; graph.layout(i).len()]).collect(),
            results: graph
                .convs
                .iter()
                .map(|conv| vec![0.0; conv.len()])
                .collect(),
            ..Self::default()
        }
    }

    /// For learning.
    pub fn to_learn(graph: &Graph) -> Self {
        let tape = Self::to_read(graph);
        let mut gradients = tape.values.clone();
        gradients[0] = Vec::new();
        Self { gradients, ..tape }
    }

    /// Convolution `i` of the picture's values.
    pub fn convolve(&mut self, graph: &Graph, i: usize, weights: &[f32]) {
        graph.convs[i].forward(weights, &self.values[i], &mut self.results[i]);
    }

    /// Sums of the result of convolution `i` and of its squares, over pixels.
    pub fn moments(&mut self, graph: &Graph, i: usize) {
        let conv = &graph.convs[i];
        self.sums = (vec![0.0; conv.output.c], vec![0.0; conv.output.c]);
        for y in 0..conv.output.h {
            norm::add_moments(&self.results[i][conv.row(y).0], &mut self.sums);
        }
    }

    /// Scales and shifts the result of convolution `i`, adds its input if it is residual, and cuts at zero.
    pub fn activate(&mut self, graph: &Graph, i: usize, scale: &[f32], shift: &[f32]) {
        let (conv, to) = (&graph.convs[i], graph.layout(i + 1));
        let (before, after) = self.values.split_at_mut(i + 1);
        for y in 0..conv.output.h {
            let skip = graph.arch.body[i]
                .residual
                .then(|| &before[i][conv.input.row(y)]);
            let row = &self.results[i][conv.row(y).0];
            norm::activate(row, (scale, shift), skip, &mut after[0][to.row(y)]);
        }
    }

    /// Cuts the gradient of the output of layer `i` where that was zero, and sums what is left.
    pub fn mask(&mut self, graph: &Graph, i: usize, batch: &norm::Batch) {
        let (conv, to) = (&graph.convs[i], graph.layout(i + 1));
        self.sums = (vec![0.0; conv.output.c], vec![0.0; conv.output.c]);
        for y in 0..conv.output.h {
            norm::mask(
                &mut self.gradients[i + 1][to.row(y)],
                &self.values[i + 1][to.row(y)],
                &self.results[i][conv.row(y).0],
                batch,
                &mut self.sums,
            );
        }
    }

    /// From the cut gradient of the output of layer `i` to that of its kernel, added to `kernel`, and of its input.
    pub fn back(
        &mut self,
        graph: &Graph,
        i: usize,
        normalise: &Back,
        turned: &[f32],
        kernel: &mut [f32],
    ) {
        let (conv, to) = (&graph.convs[i], graph.layout(i + 1));
        let (before, after) = self.gradients.split_at_mut(i + 1);
        let result = &mut self.results[i];
        for y in 0..conv.output.h {
            let (row, rest) = conv.row(y);
            normalise.apply(&after[0][to.row(y)], &mut result[row]);
            result[rest].fill(0.0);
        }
        conv.backward_weights(&self.values[i], result, kernel);
        if i == 0 {
            return;
        }
        conv.backward_input(turned, result, &mut before[i]);
        if graph.arch.body[i].residual {
            for y in 0..conv.output.h {
                let skipped = &after[0][to.row(y)];
                let row = &mut before[i][conv.input.row(y)];
                row.iter_mut().zip(skipped).for_each(|(g, s)| *g += s);
            }
        }
    }
}
