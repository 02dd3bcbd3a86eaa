//! Where every random number comes from.
//!
//! A challenge's seed is a hash of who it is, never the state of a shared generator: filters, order, threads
//! and limits change no challenge. The samplers are our own, so that a library release cannot move them.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use serde::{Deserialize, Serialize};

/// Which side of the evaluation a seed serves. The two never meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Namespace {
    /// Challenges that solvers are judged on.
    Eval,
    /// Challenges that solvers may learn from.
    Train,
}

/// 32 bytes that name one challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed([u8; 32]);

/// What a case's seeds have in common.
#[derive(Clone, Debug)]
pub struct SeedSpace {
    hasher: blake3::Hasher,
}

impl SeedSpace {
    /// `params` are the scheme's parameters in their canonical JSON form.
    pub fn new(namespace: Namespace, scheme: &str, version: u32, params: &str, base: u64) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("capbench 1 challenge seed");
        let namespace = match namespace {
            Namespace::Eval => "eval",
            Namespace::Train => "train",
        };
        for part in [namespace, scheme, params] {
            hasher
                .update(&(part.len() as u64).to_le_bytes())
                .update(part.as_bytes());
        }
        hasher
            .update(&version.to_le_bytes())
            .update(&base.to_le_bytes());
        Self { hasher }
    }

    /// The seed of the challenge with this index.
    pub fn seed(&self, index: u64) -> Seed {
        let mut hasher = self.hasher.clone();
        Seed(*hasher.update(&index.to_le_bytes()).finalize().as_bytes())
    }
}

impl Seed {
    /// A seed for tests and one-off pictures.
    pub fn from_u64(n: u64) -> Self {
        Self(*blake3::hash(&n.to_le_bytes()).as_bytes())
    }

    /// A seed that nobody can know, for a challenge that guards something. It cannot be had again.
    pub fn fresh() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// As it is stored, by a server that must have the same challenge again.
    pub(crate) fn to_bytes(self) -> [u8; 32] {
        self.0
    }

    /// As it was stored.
    pub(crate) fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// An independent stream for one part of a challenge ("code", "noise", "lines" ...), so that a knob on
    /// one part leaves the others as they were.
    pub fn stream(&self, part: &str) -> Rng {
        let key = blake3::keyed_hash(&self.0, part.as_bytes());
        Rng(ChaCha8Rng::from_seed(*key.as_bytes()))
    }
}

/// A stream of random numbers with the samplers that schemes need.
#[derive(Clone, Debug)]
pub struct Rng(ChaCha8Rng);

impl Rng {
    /// 64 uniform bits.
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A uniform integer below `n` (Lemire's multiply and reject). Panics if `n` is 0.
    pub fn below(&mut self, n: u64) -> u64 {
        assert!(n > 0, "no integer is below 0");
        loop {
            let wide = u128::from(self.bits()) * u128::from(n);
            let low = wide as u64;
            // The first test spares the slow remainder nearly always.
            if low >= n || low >= n.wrapping_neg() % n {
                return (wide >> 64) as u64;
            }
        }
    }

    /// A uniform integer of `low..=high`; `low` where the two are crossed, as PHP's range clamps do.
    pub fn int(&mut self, low: i64, high: i64) -> i64 {
        if high <= low {
            low
        } else {
            low + self.below((high - low) as u64 + 1) as i64
        }
    }

    /// Uniform in [0, 1) with 53 bits.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True with probability `p`.
    pub fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// A uniform element. Panics on an empty slice.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len() as u64) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn namespaces_parameters_and_indexes_all_matter() {
        let seed = |ns, params, index| SeedSpace::new(ns, "s", 1, params, 0).seed(index);
        let base = seed(Namespace::Eval, "{}", 0);
        assert_eq!(base, seed(Namespace::Eval, "{}", 0));
        assert_ne!(base, seed(Namespace::Train, "{}", 0));
        assert_ne!(base, seed(Namespace::Eval, "{\"a\":1}", 0));
        assert_ne!(base, seed(Namespace::Eval, "{}", 1));
    }

    #[test]
    fn values_are_pinned() {
        let mut rng = Seed::from_u64(7).stream("code");
        let drawn: Vec<i64> = (0..6).map(|_| rng.int(1, 100)).collect();
        assert_eq!(
            drawn, PINNED,
            "a sampler or its stream has changed: every scheme version must go up"
        );
    }
    const PINNED: [i64; 6] = [55, 37, 18, 70, 90, 96];

    #[test]
    fn int_covers_both_ends_evenly() {
        let mut rng = Seed::from_u64(1).stream("x");
        let mut seen = [0u32; 3];
        for _ in 0..30_000 {
            seen[(rng.int(-2, 0) + 2) as usize] += 1;
        }
        assert!(seen.iter().all(|n| n.abs_diff(10_000) < 400), "{seen:?}");
    }
}
