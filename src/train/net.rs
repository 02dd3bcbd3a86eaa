//! A network in training.

use rayon::prelude::*;

use super::adamw::AdamW;
use super::arch::Arch;
use super::frozen::Frozen;
use super::graph::Graph;
use super::norm::{Back, Batch as Moments, EPSILON};
use super::tape::Tape;

/// Gradients are summed in this many parts, whatever the number of threads, so that the sums never change.
const SHARDS: usize = 8;

/// A network with its optimiser's state.
pub struct Net {
    graph: Graph,
    classes: usize,
    adam: AdamW,
    /// Running means and variances of each layer.
    running: Vec<(Vec<f32>, Vec<f32>)>,
    tapes: Vec<Tape>,
    shards: Vec<Vec<f32>>,
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
    pub fn new(arch: &Arch, classes: usize, seed: u64) -> Result<Self, String> {
        let graph = Graph::new(arch, classes)?;
        let weights = graph.fresh(seed);
        Ok(Self::with(graph, classes, AdamW::new(weights)))
    }

    fn with(graph: Graph, classes: usize, adam: AdamW) -> Self {
        let running = graph.convs.iter().map(|conv| {
            let c = conv.output.c;
            (vec![0.0; c], vec![1.0; c])
        });
        Self {
            running: running.collect(),
            classes,
            adam,
            tapes: Vec::new(),
            shards: vec![vec![0.0; graph.weights]; SHARDS],
            graph,
        }
    }

    /// Number of weights.
    pub fn weights(&self) -> usize {
        self.graph.weights
    }

    /// One step of AdamW at this learning rate; gives the mean loss of each head, in nats a picture.
    ///
    /// The same batches in the same order give the same weights for any number of threads.
    pub fn step(&mut self, batch: Batch<'_>, rate: f32) -> Vec<f32> {
        let (losses, gradient, moments) = self.gradient(batch);
        self.adam.step(&gradient, rate, &self.graph.decaying());
        let keep = self.adam.memory();
        for ((mean, variance), batch) in self.running.iter_mut().zip(&moments) {
            let towards = |old: &mut f32, new: &f32| *old = keep * *old + (1.0 - keep) * new;
            mean.iter_mut()
                .zip(&batch.mean)
                .for_each(|(o, n)| towards(o, n));
            variance
                .iter_mut()
                .zip(&batch.variance)
                .for_each(|(o, n)| towards(o, n));
        }
        losses
    }

    /// Losses, the gradient of their sum, and what the batch says of each layer.
    fn gradient(&mut self, batch: Batch<'_>) -> (Vec<f32>, Vec<f32>, Vec<Moments>) {
        let n = batch.labels.len();
        while self.tapes.len() < n {
            self.tapes.push(Tape::to_learn(&self.graph));
        }
        self.shards.iter_mut().for_each(|shard| shard.fill(0.0));
        let moments = self.forward(batch);
        let losses = self.heads(batch);
        let mut gradient = vec![0.0; self.graph.weights];
        self.backward(n, &moments, &mut gradient);
        for shard in &self.shards {
            gradient.iter_mut().zip(shard).for_each(|(g, s)| *g += s);
        }
        (losses, gradient, moments)
    }

    fn forward(&mut self, batch: Batch<'_>) -> Vec<Moments> {
        let n = batch.labels.len();
        let (graph, weights) = (&self.graph, &self.adam.weights);
        let size = batch.pictures.len() / n;
        let tapes = &mut self.tapes[..n];
        let pictures = batch.pictures.par_chunks_exact(size);
        tapes
            .par_iter_mut()
            .zip(pictures)
            .for_each(|(tape, picture)| {
                graph.unfold(picture, &mut tape.values[0]);
                tape.convolve(graph, 0, &weights[graph.layers[0][0].clone()]);
                tape.moments(graph, 0);
            });
        let mut all = Vec::new();
        for (i, [_, gain, bias]) in graph.layers.iter().enumerate() {
            let out = graph.convs[i].output;
            let moments = Moments::from_sums(tapes.iter().map(|t| &t.sums), n * out.h * out.w);
            let (scale, shift) = moments.affine(&weights[gain.clone()], &weights[bias.clone()]);
            tapes.par_iter_mut().for_each(|tape| {
                tape.activate(graph, i, &scale, &shift);
                if let Some([kernel, ..]) = graph.layers.get(i + 1) {
                    tape.convolve(graph, i + 1, &weights[kernel.clone()]);
                    tape.moments(graph, i + 1);
                }
            });
            all.push(moments);
        }
        all
    }

    /// Losses of each head, with gradients of their weights in the shards and of the features in the tapes.
    fn heads(&mut self, batch: Batch<'_>) -> Vec<f32> {
        let n = batch.labels.len();
        let (graph, weights) = (&self.graph, &self.adam.weights);
        let part = n.div_ceil(SHARDS);
        let tapes = self.tapes[..n].par_chunks_mut(part);
        let work = tapes
            .zip(batch.labels.par_chunks(part))
            .zip(&mut self.shards);
        let last = graph.convs.len();
        work.for_each(|((tapes, labels), shard)| {
            for (tape, label) in tapes.iter_mut().zip(labels) {
                let back = &mut tape.gradients[last];
                back.fill(0.0);
                let read = graph.heads.iter().map(|(reader, range)| {
                    let all = &weights[range.clone()];
                    let to = (&mut shard[range.clone()], &mut back[..]);
                    reader.learn(all, &tape.values[last], label, 1.0 / n as f32, to)
                });
                tape.losses = read.collect();
            }
        });
        let mean = |head: usize| {
            let all = self.tapes[..n].iter().map(|tape| tape.losses[head]);
            all.sum::<f32>() / n as f32
        };
        (0..graph.heads.len()).map(mean).collect()
    }

    fn backward(&mut self, n: usize, moments: &[Moments], gradient: &mut [f32]) {
        let (graph, weights) = (&self.graph, &self.adam.weights);
        let (tapes, part) = (&mut self.tapes[..n], n.div_ceil(SHARDS));
        let last = graph.convs.len() - 1;
        tapes
            .par_iter_mut()
            .for_each(|tape| tape.mask(graph, last, &moments[last]));
        for i in (0..=last).rev() {
            let ([kernel, gain, bias], conv) = (&graph.layers[i], &graph.convs[i]);
            let mut sums = (vec![0.0; conv.output.c], vec![0.0; conv.output.c]);
            for tape in &*tapes {
                sums.0
                    .iter_mut()
                    .zip(&tape.sums.0)
                    .for_each(|(t, s)| *t += s);
                sums.1
                    .iter_mut()
                    .zip(&tape.sums.1)
                    .for_each(|(t, s)| *t += s);
            }
            gradient[gain.clone()].copy_from_slice(&sums.1);
            gradient[bias.clone()].copy_from_slice(&sums.0);
            let pixels = n * conv.output.h * conv.output.w;
            let back = Back::new(&moments[i], &weights[gain.clone()], &sums, pixels);
            let turned = conv.turned(&weights[kernel.clone()]);
            let work = tapes.par_chunks_mut(part).zip(&mut self.shards);
            work.for_each(|(tapes, shard)| {
                for tape in tapes {
                    tape.back(graph, i, &back, &turned, &mut shard[kernel.clone()]);
                    if i > 0 {
                        tape.mask(graph, i - 1, &moments[i - 1]);
                    }
                }
            });
        }
    }

    /// The network as it would be used now: averaged weights, normalisation folded into the convolutions.
    pub fn freeze(&self) -> Frozen {
        let weights = &self.adam.average;
        let layers = self.graph.layers.iter().zip(&self.running);
        let layers = layers.map(|([kernel, gain, bias], (mean, variance))| {
            super::frozen::Layer::folded(
                &weights[kernel.clone()],
                (&weights[gain.clone()], &weights[bias.clone()]),
                (mean, variance),
            )
        });
        let heads = self
            .graph
            .heads
            .iter()
            .map(|(_, range)| weights[range.clone()].to_vec());
        Frozen::new(
            self.graph.clone(),
            self.classes,
            layers.collect(),
            heads.collect(),
        )
    }

    /// A network for `arch` that starts from a frozen one: layers of the same shape keep their weights, and so do the
    /// classes that both have; `kept` gives, for each new class but "nothing", the old one (1-based). Gives the number
    /// of layers kept too.
    ///
    /// # Errors
    /// If the layers of `arch` do not fit each other.
    pub fn warm(
        arch: &Arch,
        classes: usize,
        from: &Frozen,
        kept: &[Option<usize>],
        seed: u64,
    ) -> Result<(Self, usize), String> {
        let graph = Graph::new(arch, classes)?;
        let mut weights = graph.fresh(seed);
        let mut net_running = Vec::new();
        let mut same = true;
        let mut layers = 0;
        for (i, [kernel, gain, bias]) in graph.layers.iter().enumerate() {
            let old = from.layer(i).filter(|layer| {
                same && layer.kernel.len() == kernel.len() && layer.bias.len() == bias.len()
            });
            // Features mean nothing above a layer that starts afresh.
            same = old.is_some();
            if let Some(old) = old {
                layers += 1;
                let (w, g, b) = old.unfolded();
                weights[kernel.clone()].copy_from_slice(&w);
                weights[gain.clone()].copy_from_slice(&g);
                weights[bias.clone()].copy_from_slice(&b);
                net_running.push((old.mean.clone(), old.variance.clone()));
            }
        }
        if same {
            for (reader, range) in &graph.heads {
                from.lend(reader, kept, &mut weights[range.clone()]);
            }
        }
        let mut net = Self::with(graph, classes, AdamW::new(weights));
        net.running[..layers].clone_from_slice(&net_running);
        Ok((net, layers))
    }

    /// Everything that going on needs: weights, averages, optimiser.
    pub fn to_bytes(&self) -> Vec<u8> {
        let head = serde_json::json!({
            "arch": self.graph.arch, "classes": self.classes, "steps": self.adam.steps,
        });
        let head = head.to_string();
        let mut bytes = (head.len() as u64).to_le_bytes().to_vec();
        bytes.extend(head.as_bytes());
        let running = self
            .running
            .iter()
            .flat_map(|(mean, variance)| [mean, variance]);
        for part in self.adam.parts().into_iter().chain(running) {
            bytes.extend(part.iter().flat_map(|x| x.to_le_bytes()));
        }
        bytes
    }

    /// What [`Net::to_bytes`] wrote.
    ///
    /// # Errors
    /// If these are not such bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        #[derive(serde::Deserialize)]
        struct Head {
            arch: Arch,
            classes: usize,
            steps: u32,
        }
        let short = || "it ends too soon".to_owned();
        let (size, rest) = bytes.split_first_chunk::<8>().ok_or_else(short)?;
        let size = usize::try_from(u64::from_le_bytes(*size)).map_err(|e| e.to_string())?;
        let (head, rest) = rest.split_at_checked(size).ok_or_else(short)?;
        let head: Head = serde_json::from_slice(head).map_err(|e| e.to_string())?;
        let graph = Graph::new(&head.arch, head.classes)?;
        let mut values = super::export::floats(rest).into_iter();
        let mut take = |n: usize| -> Result<Vec<f32>, String> {
            let part: Vec<f32> = values.by_ref().take(n).collect();
            if part.len() == n {
                Ok(part)
            } else {
                Err(short())
            }
        };
        let n = graph.weights;
        let parts = [take(n)?, take(n)?, take(n)?, take(n)?];
        let mut net = Self::with(graph, head.classes, AdamW::from_parts(parts, head.steps));
        for (mean, variance) in &mut net.running {
            (*mean, *variance) = (take(mean.len())?, take(variance.len())?);
        }
        Ok(net)
    }
}

/// Standard deviations as normalisation takes them.
pub(crate) fn deviation(variance: &[f32]) -> impl Iterator<Item = f32> + '_ {
    variance.iter().map(|v| (v + EPSILON).sqrt())
}

#[cfg(test)]
mod tests {
    use super::super::arch::{Conv, Head};
    use super::*;
    use crate::seed::Seed;

    fn text() -> Arch {
        let kept = Conv {
            residual: true,
            ..Conv::plain((3, 3), (1, 1), 6)
        };
        let collapsed = Conv {
            collapse: true,
            ..Conv::plain((3, 3), (1, 1), 8)
        };
        Arch {
            height: 12,
            width: 20,
            channels: 1,
            body: vec![
                Conv::plain((5, 5), (2, 2), 6),
                kept,
                Conv::plain((3, 3), (2, 1), 6),
                collapsed,
            ],
            heads: vec![Head::Ctc { rows: 2 }, Head::Slots { length: 3 }],
        }
    }

    fn pictures() -> Arch {
        Arch {
            height: 9,
            width: 11,
            channels: 3,
            body: vec![
                Conv::plain((3, 3), (2, 2), 5),
                Conv::plain((3, 3), (2, 2), 7),
            ],
            heads: vec![Head::Classifier],
        }
    }

    fn random(n: usize, part: &str) -> Vec<f32> {
        let mut rng = Seed::from_u64(5).stream(part);
        (0..n).map(|_| rng.unit() as f32).collect()
    }

    fn batch(arch: &Arch) -> (Vec<f32>, Vec<Vec<u16>>) {
        let labels = vec![vec![1, 2], vec![2, 2, 1], vec![3], vec![1, 3, 2], vec![2]];
        let single = arch.heads == [Head::Classifier];
        let cut = |label: Vec<u16>| if single { label[..1].to_vec() } else { label };
        let size = labels.len() * arch.height * arch.width * arch.channels;
        (
            random(size, "pictures"),
            labels.into_iter().map(cut).collect(),
        )
    }

    /// Errors of the gradient against the slope of the loss, least first: along random directions, and of single weights.
    /// With biases lifted no ReLU is near its kink, and slopes are what the gradient says; at 0 some cross it.
    fn errors(arch: &Arch, lift: f32) -> Vec<f32> {
        let mut net = Net::new(arch, 3, 7).expect("the layers fit");
        // Gains of residual layers start at 0, where half the gradient is blind.
        let noise = random(net.weights(), "noise");
        net.adam
            .weights
            .iter_mut()
            .zip(&noise)
            .for_each(|(w, n)| *w += (n - 0.5) * 0.4);
        for [_, _, bias] in &net.graph.layers {
            net.adam.weights[bias.clone()]
                .iter_mut()
                .for_each(|b| *b += lift);
        }
        let (pictures, labels) = batch(arch);
        let batch = Batch {
            pictures: &pictures,
            labels: &labels,
        };
        let (_, gradient, _) = net.gradient(batch);
        let start = net.adam.weights.clone();
        let mut slope = |direction: &[f32], by: f32| {
            let mut at = |by: f32| -> f32 {
                let moved = start.iter().zip(direction).map(|(w, d)| w + by * d);
                net.adam.weights = moved.collect();
                net.gradient(batch).0.iter().sum()
            };
            (at(by) - at(-by)) / (2.0 * by)
        };
        let mut errors = Vec::new();
        for turn in 0..8 {
            let direction = random(start.len(), &format!("way {turn}"));
            let direction: Vec<f32> = direction.iter().map(|d| d - 0.5).collect();
            let told: f32 = direction.iter().zip(&gradient).map(|(d, g)| d * g).sum();
            errors.push((told - slope(&direction, 1e-3)).abs() / told.abs().max(1.0));
        }
        for i in (0..start.len()).step_by(5) {
            let mut direction = vec![0.0; start.len()];
            direction[i] = 1.0;
            let error = (slope(&direction, 3e-3) - gradient[i]).abs();
            errors.push(error / gradient[i].abs().max(0.5));
        }
        errors.sort_by(f32::total_cmp);
        errors
    }

    #[test]
    fn gradients_agree_with_finite_differences() {
        for arch in [text(), pictures()] {
            let away = errors(&arch, 4.0);
            assert!(away[away.len() - 1] < 0.015, "{away:?}");
            let near = errors(&arch, 0.0);
            assert!(near[near.len() * 8 / 10] < 0.015, "{near:?}");
        }
    }

    #[test]
    fn threads_do_not_change_the_weights() {
        let arch = text();
        let (pictures, labels) = batch(&arch);
        let weights = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.expect("threads start").install(|| {
                let mut net = Net::new(&arch, 3, 7).expect("the layers fit");
                for _ in 0..5 {
                    let batch = Batch {
                        pictures: &pictures,
                        labels: &labels,
                    };
                    net.step(batch, 1e-3);
                }
                net.to_bytes()
            })
        };
        assert_eq!(weights(1), weights(3));
    }

    #[test]
    fn a_saved_network_goes_on_as_if_nothing_had_been() {
        let arch = text();
        let (pictures, labels) = batch(&arch);
        let batch = Batch {
            pictures: &pictures,
            labels: &labels,
        };
        let mut one = Net::new(&arch, 3, 7).expect("the layers fit");
        one.step(batch, 1e-3);
        let mut two = Net::from_bytes(&one.to_bytes()).expect("these are such bytes");
        assert_eq!(one.step(batch, 1e-3), two.step(batch, 1e-3));
        assert_eq!(one.to_bytes(), two.to_bytes());
        assert!(Net::from_bytes(&one.to_bytes()[..500]).is_err());
    }

    #[test]
    fn it_learns_a_few_pictures_by_heart() {
        let arch = text();
        let (pictures, labels) = batch(&arch);
        let batch = Batch {
            pictures: &pictures,
            labels: &labels,
        };
        let mut net = Net::new(&arch, 3, 7).expect("the layers fit");
        for _ in 0..400 {
            net.step(batch, 3e-3);
        }
        let frozen = net.freeze();
        let size = arch.height * arch.width;
        for (picture, label) in pictures.chunks_exact(size).zip(&labels) {
            let scores = frozen.read(picture);
            let best = |row: &[f32]| {
                (0..4)
                    .max_by(|&a, &b| row[a].total_cmp(&row[b]))
                    .unwrap_or(0)
            };
            for (scores, spelt) in scores.iter().zip([true, false]) {
                let mut read: Vec<usize> = scores.log_probs.chunks_exact(4).map(best).collect();
                if spelt {
                    read.dedup();
                }
                read.retain(|&c| c > 0);
                assert!(
                    read.iter().map(|&c| c as u16).eq(label.iter().copied()),
                    "{read:?} {label:?}"
                );
            }
        }
    }

    #[test]
    fn a_warm_start_reads_as_its_model_did() {
        let arch = text();
        let (pictures, labels) = batch(&arch);
        let batch = Batch {
            pictures: &pictures,
            labels: &labels,
        };
        let mut net = Net::new(&arch, 3, 7).expect("the layers fit");
        for _ in 0..30 {
            net.step(batch, 3e-3);
        }
        let frozen = net.freeze();
        let kept = [Some(1), Some(2), Some(3)];
        let (warm, layers) = Net::warm(&arch, 3, &frozen, &kept, 1).expect("the layers fit");
        assert_eq!(layers, 4);
        let picture = &pictures[..arch.height * arch.width];
        let (one, two) = (frozen.read(picture), warm.freeze().read(picture));
        for (a, b) in one
            .iter()
            .zip(&two)
            .flat_map(|(a, b)| a.log_probs.iter().zip(&b.log_probs))
        {
            assert!((a - b).abs() < 1e-3, "{a} {b}");
        }
    }
}
