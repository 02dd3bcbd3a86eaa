//! What no looking achieves: the best constant choice of tiles, exactly.
//!
//! All choices of one size are equally likely to be right, so sizes are all there is to know. Of `n` tiles of `K`
//! uniform categories, the category of a uniform tile is asked for, and m of them show it, with probability
//! `C(n, m) K (1/K)^m (1 - 1/K)^(n-m) m/n`. With an exact number of right tiles, each number is as likely as any other.

use super::options::{Params, Profile};
use crate::model::write_tiles;
use crate::scheme::Prior;

/// The floor of these parameters.
pub(super) fn prior(params: &Params) -> Prior {
    of_sizes(params.tiles, &sizes(params), params.max_wrong as usize)
}

/// Probability of each number of right tiles, 0 to n.
pub(super) fn sizes(params: &Params) -> Vec<f64> {
    let n = params.tiles;
    let k = params.categories.len() as f64;
    let one = |m: usize| match params.profile {
        Profile::Gocaptcha => {
            let (right, wrong) = (
                libm::pow(1.0 / k, m as f64),
                libm::pow(1.0 - 1.0 / k, (n - m) as f64),
            );
            choose(n, m) * k * right * wrong * m as f64 / n as f64
        }
        Profile::Hardened => {
            let [low, high] = params.positives;
            if (low..=high).contains(&m) {
                1.0 / (high - low + 1) as f64
            } else {
                0.0
            }
        }
    };
    (0..=n).map(one).collect()
}

/// The floor where m right tiles have probability `sizes[m]` and answers may have `slack` wrong tiles.
pub(super) fn of_sizes(n: usize, sizes: &[f64], slack: usize) -> Prior {
    let solved = |chosen: usize| -> f64 {
        let of_size = |(m, &p): (usize, &f64)| {
            let near = |both: usize| {
                let apart = chosen + m - 2 * both;
                let fits = apart <= slack && m - both <= n - chosen;
                if fits {
                    choose(chosen, both) * choose(n - chosen, m - both)
                } else {
                    0.0
                }
            };
            p / choose(n, m) * (0..=chosen.min(m)).map(near).sum::<f64>()
        };
        sizes.iter().enumerate().map(of_size).sum()
    };
    // Of equals the smaller choice; rounding must not tell them apart.
    let better = |best: (usize, f64), next: usize| {
        let p = solved(next);
        if p > best.1 * (1.0 + 1e-12) {
            (next, p)
        } else {
            best
        }
    };
    let (chosen, p) = (1..=n).fold((0, solved(0)), better);
    let bits = |(m, &p): (usize, &f64)| {
        if p > 0.0 {
            -p * libm::log2(p / choose(n, m))
        } else {
            0.0
        }
    };
    Prior {
        answer: write_tiles(&(0..n).map(|tile| tile < chosen).collect::<Vec<_>>()),
        p,
        entropy_bits: sizes.iter().enumerate().map(bits).sum(),
    }
}

/// Binomial coefficient.
fn choose(n: usize, k: usize) -> f64 {
    (0..k).fold(1.0, |c, i| c * (n - i) as f64 / (i + 1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pictures::{Look, Part};

    fn params(profile: Profile, tiles: usize, k: usize) -> Params {
        Params {
            profile,
            tiles,
            columns: 3,
            categories: (0..k).map(|n| n.to_string()).collect(),
            concepts: Part::All,
            size: 32,
            positives: [2, tiles - 2],
            max_wrong: 0,
            look: Look::PLAIN,
            quality: [75, 75],
            path: None,
            digest: String::new(),
        }
    }

    #[test]
    fn floors_are_those_of_theory() {
        for (n, k, percent) in [
            (9, 4, 1.1),
            (9, 10, 4.8),
            (6, 4, 4.0),
            (9, 2, 0.4),
            (9, 20, 7.4),
            (6, 20, 12.9),
        ] {
            let params = params(Profile::Gocaptcha, n, k);
            let prior = prior(&params);
            assert!(
                (100.0 * prior.p - percent).abs() < 0.06,
                "{n} {k}: {}",
                prior.p
            );
            assert!((sizes(&params).iter().sum::<f64>() - 1.0).abs() < 1e-12);
        }
        // Six numbers of right tiles, 36 pairs of tiles.
        let hard = prior(&params(Profile::Hardened, 9, 4));
        assert!((hard.p - 1.0 / 216.0).abs() < 1e-12);
        assert_eq!(hard.answer, "110000000");
    }

    #[test]
    fn slack_counts_every_near_choice() {
        // Brute force over all sets of five tiles.
        let (n, sizes) = (5usize, [0.0, 0.3, 0.4, 0.2, 0.1, 0.0]);
        let p = |set: u32| {
            let m = set.count_ones() as usize;
            sizes[m] / choose(n, m)
        };
        for slack in 0..4 {
            let near = |a: u32| {
                (0..32u32)
                    .filter(|b| (a ^ b).count_ones() <= slack)
                    .map(p)
                    .sum::<f64>()
            };
            let best = (0..32).map(near).fold(0.0, f64::max);
            let found = of_sizes(n, &sizes, slack as usize);
            assert!(
                (found.p - best).abs() < 1e-12,
                "{slack}: {} {best}",
                found.p
            );
        }
    }
}
