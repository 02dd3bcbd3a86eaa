//! An architecture worked out: shapes, places of weights, fresh weights.

use std::ops::Range;

use super::arch::{Arch, Conv, Head};
use super::conv::Convolution;
use super::head::Reader;
use super::layout::{Layout, Shape, after};
use crate::seed::{Rng, Seed};

/// Shapes of every layer and the place of every weight in one long vector.
#[derive(Clone, Debug)]
pub(crate) struct Graph {
    /// The architecture.
    pub arch: Arch,
    /// The convolutions. The first reads windows of the picture laid out beforehand, so its kernel is 1x1.
    pub convs: Vec<Convolution>,
    /// Of each convolution: weights, gains, biases.
    pub layers: Vec<[Range<usize>; 3]>,
    /// The heads with their weights.
    pub heads: Vec<(Reader, Range<usize>)>,
    /// Length of the vector.
    pub weights: usize,
}

impl Graph {
    /// Works out `arch` for `classes` symbols without "nothing". `Err` says what does not fit.
    pub fn new(arch: &Arch, classes: usize) -> Result<Self, String> {
        let mut graph = Self {
            arch: arch.clone(),
            convs: Vec::new(),
            layers: Vec::new(),
            heads: Vec::new(),
            weights: 0,
        };
        let mut shape = Shape {
            h: arch.height,
            w: arch.width,
            c: arch.channels,
        };
        for (i, conv) in arch.body.iter().enumerate() {
            check(conv, shape).map_err(|why| format!("layer {}: {why}", i + 1))?;
            let next = after(conv, shape);
            let (conv, input) = if i == 0 {
                unfolded(conv, shape)
            } else {
                (*conv, shape)
            };
            let conv = Convolution::new(conv, input);
            let sizes = [conv.weights(), next.c, next.c];
            let layer = sizes.map(|n| graph.take(n));
            graph.layers.push(layer);
            graph.convs.push(conv);
            shape = next;
        }
        for head in &arch.heads {
            check_head(head, shape)?;
            let reader = Reader {
                head: *head,
                features: shape,
                classes: classes + 1,
            };
            let range = graph.take(reader.sizes().iter().sum());
            graph.heads.push((reader, range));
        }
        Ok(graph)
    }

    fn take(&mut self, n: usize) -> Range<usize> {
        let start = self.weights;
        self.weights += n;
        start..self.weights
    }

    /// How the features of layer `i` lie; 0 is the picture, the last what the heads read.
    pub fn layout(&self, i: usize) -> Layout {
        match self.convs.get(i) {
            Some(conv) => conv.input,
            None => Layout::bare(self.convs.last().map_or(
                Shape {
                    h: self.arch.height,
                    w: self.arch.width,
                    c: self.arch.channels,
                },
                |conv| conv.output,
            )),
        }
    }

    /// Weights that weight decay shrinks: kernels and classifiers, not gains and biases.
    pub fn decaying(&self) -> Vec<Range<usize>> {
        let kernels = self.layers.iter().map(|layer| layer[0].clone());
        let heads = self.heads.iter().map(|(reader, range)| {
            let [query, place, weight, _] = reader.sizes();
            range.start + query + place..range.start + query + place + weight
        });
        kernels.chain(heads).collect()
    }

    /// Fresh weights (K. He et al., "Delving deep into rectifiers", ICCV 2015); a residual layer starts as nothing
    /// added, a slot as looking at its share of the width.
    pub fn fresh(&self, seed: u64) -> Vec<f32> {
        let mut rng = Seed::from_u64(seed).stream("weights");
        let mut weights = vec![0.0; self.weights];
        for ((conv, layer), spec) in self.convs.iter().zip(&self.layers).zip(&self.arch.body) {
            let spread = (2.0 / conv.fan_in() as f64).sqrt();
            fill(&mut weights[layer[0].clone()], spread, &mut rng);
            weights[layer[1].clone()].fill(if spec.residual { 0.0 } else { 1.0 });
        }
        for (reader, range) in &self.heads {
            let [query, place, weight, _] = reader.sizes();
            let all = &mut weights[range.clone()];
            let spread = (1.0 / reader.features.c as f64).sqrt();
            fill(&mut all[..query], spread / 2.0, &mut rng);
            fill(&mut all[query + place..][..weight], spread, &mut rng);
            if let Head::Slots { length } = reader.head {
                evenly(&mut all[query..][..place], length);
            }
        }
        weights
    }

    /// Lays out the windows of the first convolution: `picture` is `[height][width][channels]`.
    pub fn unfold(&self, picture: &[f32], input: &mut [f32]) {
        let (arch, layout) = (&self.arch, self.layout(0));
        let conv = &arch.body[0];
        let (pad, wide) = (super::layout::padding(conv), arch.width * arch.channels);
        let run = conv.kernel.1 * arch.channels;
        for y in 0..layout.shape.h {
            let row = &mut input[layout.row(y)];
            for (x, window) in row.chunks_exact_mut(layout.shape.c).enumerate() {
                let left = (x * conv.stride.1) as isize - pad.1 as isize;
                for (ky, part) in window.chunks_exact_mut(run).enumerate() {
                    match (y * conv.stride.0 + ky).checked_sub(pad.0) {
                        Some(py) if py < arch.height => {
                            cut(
                                &picture[py * wide..][..wide],
                                left * arch.channels as isize,
                                part,
                            );
                        }
                        _ => part.fill(0.0),
                    }
                }
            }
        }
    }
}

/// Copies `row[from..]` into `part`, zeros where there is no row.
fn cut(row: &[f32], from: isize, part: &mut [f32]) {
    let n = part.len() as isize;
    if from >= 0 && from + n <= row.len() as isize {
        part.copy_from_slice(&row[from as usize..][..part.len()]);
    } else {
        for (i, value) in part.iter_mut().enumerate() {
            let at = usize::try_from(from + i as isize).ok();
            *value = at.and_then(|at| row.get(at)).copied().unwrap_or(0.0);
        }
    }
}

fn check(conv: &Conv, shape: Shape) -> Result<(), String> {
    if conv.collapse && conv.kernel.0 != shape.h {
        return Err(format!(
            "a collapsing kernel must be as high as its input, {} rows",
            shape.h
        ));
    }
    if conv
        .kernel
        .0
        .min(conv.kernel.1)
        .min(conv.stride.0)
        .min(conv.stride.1)
        .min(conv.out)
        == 0
    {
        return Err("kernel, stride and channels are at least 1".to_owned());
    }
    let next = after(conv, shape);
    if conv.residual && next != shape {
        return Err("a residual layer must keep the shape of its input".to_owned());
    }
    Ok(())
}

fn check_head(head: &Head, features: Shape) -> Result<(), String> {
    if *head != Head::Classifier && features.h != 1 {
        return Err(format!(
            "{} rows of features are left, and text heads read one",
            features.h
        ));
    }
    if matches!(head, Head::Ctc { rows: 0 } | Head::Slots { length: 0 }) {
        return Err("a head gives at least one row".to_owned());
    }
    Ok(())
}

/// The same convolution over windows that are already laid out.
fn unfolded(conv: &Conv, shape: Shape) -> (Conv, Shape) {
    let next = after(conv, shape);
    let windows = Shape {
        c: conv.kernel.0 * conv.kernel.1 * shape.c,
        ..next
    };
    let conv = Conv {
        kernel: (1, 1),
        stride: (1, 1),
        collapse: false,
        ..*conv
    };
    (conv, windows)
}

fn fill(weights: &mut [f32], spread: f64, rng: &mut Rng) {
    for weight in weights {
        // Box and Muller's transform; 1 - unit is never 0.
        let radius = (-2.0 * (1.0 - rng.unit()).ln()).sqrt();
        *weight = (spread * radius * (std::f64::consts::TAU * rng.unit()).cos()) as f32;
    }
}

/// Attention by place that starts as a bell over each slot's share of the columns.
fn evenly(place: &mut [f32], length: usize) {
    let columns = place.len() / length;
    let share = columns as f32 / length as f32;
    for (i, value) in place.iter_mut().enumerate() {
        let (slot, column) = (i / columns, i % columns);
        let middle = (slot as f32 + 0.5) * share - 0.5;
        *value = -0.5 * ((column as f32 - middle) / (0.8 * share)).powi(2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_refused_with_a_reason() {
        let conv = |kernel, collapse| Conv {
            collapse,
            ..Conv::plain(kernel, (1, 1), 4)
        };
        let says = |body: Vec<Conv>, head: Head| {
            let arch = Arch {
                height: 8,
                width: 12,
                channels: 1,
                body,
                heads: vec![head],
            };
            Graph::new(&arch, 3).err().unwrap_or_default()
        };
        let ctc = Head::Ctc { rows: 1 };
        assert_eq!(says(vec![conv((8, 1), true)], ctc), "");
        assert!(says(vec![conv((5, 1), true)], ctc).contains("as high as its input"));
        assert!(says(vec![conv((3, 3), false)], ctc).contains("text heads read one"));
        assert!(says(vec![conv((0, 3), false)], ctc).contains("at least 1"));
        let none = Head::Ctc { rows: 0 };
        assert!(says(vec![conv((8, 1), true)], none).contains("at least one row"));
    }
}
