//! The strongest attacker: whoever may try every solver on each challenge.
//!
//! As AutoAttack does for robustness (Croce and Hein 2020), a design is judged by the share of challenges that at
//! least one solver gets through. That share is also what a router would reach that always picked the right
//! solver, so it bounds every way to combine them. n is the planned challenges, whatever became of them.

use serde::{Deserialize, Serialize};

use super::estimate::Estimate;

/// Which solver solved which challenge: one bit each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnionTally {
    n: u64,
    solvers: Vec<(String, Vec<u64>)>,
}

/// Solvers together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Union {
    /// Planned challenges.
    pub n: u64,
    /// Challenges that at least one solver solved.
    pub solved: u64,
    /// solved / n: the worst case for the design, and the bound of an oracle router.
    pub any: Estimate,
    /// Each solver, in the order given.
    pub solvers: Vec<Member>,
    /// Solvers in the order in which each next one adds most; equals in the order given.
    pub greedy: Vec<Gain>,
    /// Jaccard overlap `|A ∩ B| / |A ∪ B|` of the solved sets, in the order given; `None` where both are empty.
    pub overlap: Vec<Vec<Option<f64>>>,
}

/// One solver's part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// The solver.
    pub name: String,
    /// Challenges it solved.
    pub solved: u64,
    /// solved / n.
    pub rate: Estimate,
    /// Challenges that it alone solved: just what the union loses without it.
    pub alone: u64,
    /// alone / n: the marginal gain.
    pub gain: Estimate,
}

/// One step of the greedy order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gain {
    /// The solver added.
    pub name: String,
    /// Challenges it adds to those before it.
    pub added: u64,
    /// Challenges solved so far.
    pub total: u64,
}

impl UnionTally {
    /// No challenge of `n` solved yet by any of these solvers.
    pub fn new(n: u64, solvers: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let empty = vec![0; n.div_ceil(64) as usize];
        Self {
            n,
            solvers: solvers
                .into_iter()
                .map(|name| (name.into(), empty.clone()))
                .collect(),
        }
    }

    /// Notes that solver number `solver` solved challenge number `challenge`, both from 0; again is no more.
    /// A number out of range is a mistake of the caller and is not noted.
    pub fn solve(&mut self, solver: usize, challenge: u64) {
        debug_assert!(
            solver < self.solvers.len() && challenge < self.n,
            "number out of range"
        );
        if challenge < self.n
            && let Some((_, bits)) = self.solvers.get_mut(solver)
        {
            bits[(challenge / 64) as usize] |= 1 << (challenge % 64);
        }
    }

    /// Adds what another tally over the same challenges and solvers noted.
    pub fn merge(&mut self, other: &Self) {
        for ((_, mine), (_, theirs)) in self.solvers.iter_mut().zip(&other.solvers) {
            add(mine, theirs);
        }
    }

    /// The union and each solver's part in it.
    pub fn finish(&self) -> Union {
        let all = self.all_but(None);
        let solved = count(&all);
        Union {
            n: self.n,
            solved,
            any: Estimate::rate(solved, self.n),
            solvers: (0..self.solvers.len())
                .map(|i| self.member(i, solved))
                .collect(),
            greedy: self.greedy(),
            overlap: self.overlap(),
        }
    }

    fn all_but(&self, left_out: Option<usize>) -> Vec<u64> {
        let mut bits = vec![0; self.n.div_ceil(64) as usize];
        for (i, (_, theirs)) in self.solvers.iter().enumerate() {
            if Some(i) != left_out {
                add(&mut bits, theirs);
            }
        }
        bits
    }

    fn member(&self, index: usize, union: u64) -> Member {
        let (name, bits) = &self.solvers[index];
        let (solved, alone) = (count(bits), union - count(&self.all_but(Some(index))));
        Member {
            name: name.clone(),
            solved,
            rate: Estimate::rate(solved, self.n),
            alone,
            gain: Estimate::rate(alone, self.n),
        }
    }

    fn greedy(&self) -> Vec<Gain> {
        let mut bits = vec![0; self.n.div_ceil(64) as usize];
        let mut left: Vec<&(String, Vec<u64>)> = self.solvers.iter().collect();
        let mut steps = Vec::new();
        while !left.is_empty() {
            let gains: Vec<u64> = left.iter().map(|(_, b)| new_in(b, &bits)).collect();
            let added = gains.iter().copied().max().unwrap_or(0);
            let (name, next) = left.remove(gains.iter().position(|&g| g == added).unwrap_or(0));
            add(&mut bits, next);
            steps.push(Gain {
                name: name.clone(),
                added,
                total: count(&bits),
            });
        }
        steps
    }

    fn overlap(&self) -> Vec<Vec<Option<f64>>> {
        let jaccard = |a: &[u64], b: &[u64]| {
            let both: u64 = a
                .iter()
                .zip(b)
                .map(|(x, y)| u64::from((x & y).count_ones()))
                .sum();
            let either = count(a) + count(b) - both;
            (either > 0).then(|| both as f64 / either as f64)
        };
        let row = |a: &[u64]| self.solvers.iter().map(|(_, b)| jaccard(a, b)).collect();
        self.solvers.iter().map(|(_, a)| row(a)).collect()
    }
}

fn add(bits: &mut [u64], more: &[u64]) {
    bits.iter_mut().zip(more).for_each(|(a, b)| *a |= b);
}

fn count(bits: &[u64]) -> u64 {
    bits.iter().map(|word| u64::from(word.count_ones())).sum()
}

fn new_in(bits: &[u64], known: &[u64]) -> u64 {
    bits.iter()
        .zip(known)
        .map(|(a, b)| u64::from((a & !b).count_ones()))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;

    fn tally(n: u64, sets: &[&[u64]]) -> UnionTally {
        let mut tally = UnionTally::new(n, (0..sets.len()).map(|i| format!("s{i}")));
        for (i, set) in sets.iter().enumerate() {
            set.iter().for_each(|&id| tally.solve(i, id));
        }
        tally
    }

    #[test]
    fn by_hand() {
        let union = tally(100, &[&[1, 2, 3, 64], &[3, 64, 99], &[]]).finish();
        assert_eq!((union.solved, union.any.value), (5, Some(0.05)));
        let alone: Vec<u64> = union.solvers.iter().map(|m| m.alone).collect();
        assert_eq!(alone, [2, 1, 0]);
        assert_eq!(union.overlap[0], [Some(1.0), Some(0.4), Some(0.0)]);
        assert_eq!(union.overlap[2][2], None);
        let order: Vec<(&str, u64)> = union
            .greedy
            .iter()
            .map(|g| (g.name.as_str(), g.added))
            .collect();
        assert_eq!(order, [("s0", 4), ("s1", 1), ("s2", 0)]);
    }

    #[test]
    fn nobody_and_nothing() {
        let union = UnionTally::new(0, Vec::<String>::new()).finish();
        assert_eq!((union.solved, union.any.value), (0, None));
        assert_eq!(tally(10, &[&[]]).finish().any.value, Some(0.0));
    }

    #[test]
    fn twice_is_once() {
        assert_eq!(tally(3, &[&[1, 1, 1]]).finish().solved, 1);
    }

    proptest! {
        #[test]
        fn the_union_bounds_each_and_merges(
            a in proptest::collection::btree_set(0_u64..150, 0..90),
            b in proptest::collection::btree_set(0_u64..150, 0..90),
        ) {
            let (va, vb): (Vec<u64>, Vec<u64>) = (a.iter().copied().collect(), b.iter().copied().collect());
            let whole = tally(150, &[&va, &vb]);
            let mut merged = tally(150, &[&[], &vb]);
            merged.merge(&tally(150, &[&va, &[]]));
            prop_assert_eq!(&merged, &whole);
            let union = whole.finish();
            prop_assert_eq!(union.solved, a.union(&b).count() as u64);
            prop_assert_eq!(union.solvers[0].alone, a.difference(&b).count() as u64);
            prop_assert!(union.solvers.iter().all(|m| m.solved <= union.solved));
            prop_assert_eq!(union.greedy.iter().map(|g| g.added).sum::<u64>(), union.solved);
            prop_assert_eq!(union.overlap[0][1], union.overlap[1][0]);
        }
    }
}
