//! Sines from one table, built with `libm` so that every platform gets the same bits.

use std::f64::consts::TAU;
use std::sync::LazyLock;

const STEPS: usize = 4096;

static TABLE: LazyLock<Vec<f64>> = LazyLock::new(|| {
    (0..=STEPS)
        .map(|i| libm::sin(TAU * i as f64 / STEPS as f64))
        .collect()
});

/// A sine by linear interpolation in the table; off by at most 3e-7. `x` is in radians and at least 0.
#[derive(Clone, Copy)]
pub(super) struct Sine(&'static [f64]);

impl Sine {
    pub(super) fn new() -> Self {
        Self(&TABLE)
    }

    #[inline]
    pub(super) fn at(self, x: f64) -> f64 {
        let turns = x * (STEPS as f64 / TAU);
        let step = turns as u64;
        let i = step as usize % STEPS;
        let (low, high) = (self.0[i], self.0[i + 1]);
        low + (high - low) * (turns - step as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_a_sine() {
        let sine = Sine::new();
        for i in 0..5000 {
            let x = f64::from(i) * 0.01;
            assert!((sine.at(x) - libm::sin(x)).abs() < 4e-7, "at {x}");
        }
    }
}
