//! AdamW with clipped gradients and averaged weights.
//!
//! I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", ICLR 2019; the average as in B. Polyak and
//! A. Juditsky, "Acceleration of stochastic approximation by averaging", 1992, with exponential forgetting.

use pulp::{Arch, NullaryFnOnce};

const BETA: (f32, f32) = (0.9, 0.99);
const EPSILON: f32 = 1e-7;
const DECAY: f32 = 0.02;
const CLIP: f32 = 5.0;
/// The average forgets over the last 1/500 of the steps taken, at most this many.
const MEMORY: f32 = 0.998;

/// Weights with the optimiser's state, all of one length.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AdamW {
    /// Weights.
    pub weights: Vec<f32>,
    /// Their running average.
    pub average: Vec<f32>,
    first: Vec<f32>,
    second: Vec<f32>,
    /// Steps taken.
    pub steps: u32,
}

impl AdamW {
    /// From fresh weights.
    pub fn new(weights: Vec<f32>) -> Self {
        let zeros = vec![0.0; weights.len()];
        Self {
            average: weights.clone(),
            weights,
            first: zeros.clone(),
            second: zeros,
            steps: 0,
        }
    }

    /// Everything, in the order [`Self::from_parts`] takes it.
    pub fn parts(&self) -> [&Vec<f32>; 4] {
        [&self.weights, &self.average, &self.first, &self.second]
    }

    /// What [`Self::parts`] gave.
    pub fn from_parts([weights, average, first, second]: [Vec<f32>; 4], steps: u32) -> Self {
        Self {
            weights,
            average,
            first,
            second,
            steps,
        }
    }

    /// How much of the old average stays at the step just taken.
    pub fn memory(&self) -> f32 {
        let t = self.steps as f32;
        ((1.0 + t) / (10.0 + t)).min(MEMORY)
    }

    /// One step along `gradient` (scaled down if longer than the limit); `decays` says which weights shrink.
    pub fn step(&mut self, gradient: &[f32], rate: f32, decays: &[std::ops::Range<usize>]) {
        self.steps += 1;
        let length = gradient
            .iter()
            .map(|g| f64::from(*g).powi(2))
            .sum::<f64>()
            .sqrt() as f32;
        if !length.is_finite() {
            return;
        }
        let clip = if length > CLIP { CLIP / length } else { 1.0 };
        for range in decays {
            self.weights[range.clone()]
                .iter_mut()
                .for_each(|w| *w -= rate * DECAY * *w);
        }
        let t = self.steps as i32;
        let correct = (1.0 - BETA.0.powi(t), 1.0 - BETA.1.powi(t));
        let memory = self.memory();
        Arch::new().dispatch(Step {
            gradient,
            clip,
            rate,
            memory,
            correct,
            adam: self,
        });
    }
}

struct Step<'a> {
    gradient: &'a [f32],
    clip: f32,
    rate: f32,
    memory: f32,
    correct: (f32, f32),
    adam: &'a mut AdamW,
}

// A struct, since a closure's body is not compiled for the vector unit that `dispatch` finds.
impl NullaryFnOnce for Step<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let n = self.gradient.len();
        let (w, a) = (&mut self.adam.weights[..n], &mut self.adam.average[..n]);
        let (m, v) = (&mut self.adam.first[..n], &mut self.adam.second[..n]);
        for i in 0..n {
            let g = self.gradient[i] * self.clip;
            m[i] = BETA.0 * m[i] + (1.0 - BETA.0) * g;
            v[i] = BETA.1 * v[i] + (1.0 - BETA.1) * g * g;
            let (first, second) = (m[i] / self.correct.0, v[i] / self.correct.1);
            w[i] -= self.rate * first / (second.sqrt() + EPSILON);
            a[i] = self.memory * a[i] + (1.0 - self.memory) * w[i];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_finds_the_bottom_of_a_bowl() {
        let mut adam = AdamW::new(vec![3.0, -4.0]);
        for _ in 0..800 {
            let gradient: Vec<f32> = adam
                .weights
                .iter()
                .zip([1.0, 2.0])
                .map(|(w, at)| w - at)
                .collect();
            adam.step(&gradient, 0.02, &[]);
        }
        for (w, at) in adam.average.iter().zip([1.0, 2.0]) {
            assert!((w - at).abs() < 0.02, "{w}");
        }
    }

    #[test]
    fn a_gradient_that_is_no_number_moves_nothing() {
        let mut adam = AdamW::new(vec![1.0]);
        adam.step(&[f32::NAN], 0.1, &[]);
        assert_eq!(adam.weights, [1.0]);
    }
}
