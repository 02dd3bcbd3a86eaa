//! The law that errors follow as labels grow: `err(n) = a n^-b + c`.
//!
//! Cortes, Jackel, Solla, Vapnik and Denker, Learning Curves: Asymptotic Values and Rate of Convergence, NIPS 1993,
//! for the form; Hestness et al., Deep Learning Scaling is Predictable, Empirically, arXiv:1712.00409, for where it
//! holds: between a small-data region, in which a model guesses whatever the labels are, and the error that no
//! labels remove. So only points that solve at least [`ONSET`] are fitted.
//!
//! For a given b the law is linear in a and c, so least squares with a, c >= 0 has a closed form, and one search
//! over b is left (variable projection: Golub and Pereyra 1973). Each repeat counts with the inverse of its
//! binomial variance. Intervals are profiles of the sum of squares, which allow for trainings that differ and for a
//! law that does not quite hold (Bates and Watts, Nonlinear Regression Analysis, 1988, section 6.1).

use serde::{Deserialize, Serialize};

use super::estimate::{Estimate, Unit};
use super::interval::LEVEL;
use super::repeated::Trial;
use super::special;

/// Solve rate from which on a point is fitted: below, a curve has not begun to follow the law.
pub const ONSET: f64 = 0.1;
/// Exponents that are looked at; a best one at either end is no exponent.
const EXPONENTS: (f64, f64) = (0.01, 6.0);
/// Numbers of labels that three parameters need and leave one to be tested by.
const LEAST: usize = 4;
/// Steps of the scan over exponents and over asymptotes.
const STEPS: usize = 400;

/// A fitted law.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PowerLaw {
    /// The factor: what the error above `c` would be with one label.
    pub a: f64,
    /// The exponent: labels times ten divide the error above `c` by `10^b`.
    pub b: Estimate,
    /// The error that is left with any number of labels.
    pub c: Estimate,
    /// Fewest labels that it was fitted to.
    pub from: u64,
    /// Most labels that it was fitted to.
    pub to: u64,
    /// Mean square of the residuals against what the samples alone would give; 1 where the law and one and the same
    /// model explain everything.
    pub dispersion: f64,
}

/// What came of a fit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "fit", rename_all = "snake_case")]
pub enum Fit {
    /// A law.
    Fitted(PowerLaw),
    /// Fewer than four numbers of labels solve a tenth or more.
    TooFew {
        /// How many do.
        points: u64,
    },
    /// The errors do not fall by more than their own noise.
    Flat,
    /// The best exponent lies outside what a law can have: the points follow another shape.
    NoExponent,
}

impl PowerLaw {
    /// The error at `labels`, 0 to 1.
    pub fn error(&self, labels: f64) -> f64 {
        let (b, c) = (self.b.value.unwrap_or(0.0), self.c.value.unwrap_or(0.0));
        (self.a * labels.powf(-b) + c).clamp(0.0, 1.0)
    }
}

/// Fits the law to points of (labels, what each repeat did), sorted by labels.
pub fn fit_power_law(points: &[(u64, Vec<Trial>)]) -> Fit {
    let groups: Vec<Group> = points.iter().filter_map(Group::new).collect();
    if groups.len() < LEAST {
        let points = groups.len() as u64;
        return Fit::TooFew { points };
    }
    let data = Data::new(groups);
    let best = data.best();
    // Every exponent explains errors that do not fall: this question comes first.
    if data.is_flat(&best) {
        return Fit::Flat;
    }
    if best.b <= EXPONENTS.0 * 1.01 || best.b >= EXPONENTS.1 * 0.99 {
        return Fit::NoExponent;
    }
    Fit::Fitted(data.law(&best))
}

/// All repeats with one number of labels.
#[derive(Debug)]
struct Group {
    labels: f64,
    /// Sum of the weights of its repeats.
    weight: f64,
    /// Their mean error.
    error: f64,
    /// Weighted squares around that mean.
    within: f64,
    repeats: usize,
}

impl Group {
    /// `None` where there is nothing to fit: no labels, no trials, or a rate below the onset.
    fn new((labels, trials): &(u64, Vec<Trial>)) -> Option<Self> {
        let trials: Vec<&Trial> = trials.iter().filter(|t| t.n > 0).collect();
        let n: f64 = trials.iter().map(|t| t.n as f64).sum();
        let failed: f64 = trials
            .iter()
            .map(|t| (t.n - t.solved.min(t.n)) as f64)
            .sum();
        if *labels == 0 || n == 0.0 || failed / n > 1.0 - ONSET {
            return None;
        }
        // Half a failure and half a success more, so that a point without errors has a variance (Haldane 1956). All
        // repeats share one variance: a repeat that did well by luck must not weigh more for it.
        let smooth = (failed + 0.5) / (n + 1.0);
        let of_one = smooth * (1.0 - smooth);
        let error = failed / n;
        let away = |t: &&Trial| {
            let own = (t.n - t.solved.min(t.n)) as f64 / t.n as f64;
            t.n as f64 / of_one * (own - error).powi(2)
        };
        Some(Self {
            labels: *labels as f64,
            weight: n / of_one,
            error,
            within: trials.iter().map(away).sum(),
            repeats: trials.len(),
        })
    }
}

struct Data {
    groups: Vec<Group>,
    /// Labels are divided by this, so that no power overflows.
    unit: f64,
    within: f64,
    freedom: f64,
}

/// The best a and c for an exponent; `a` for labels in [`Data::unit`].
#[derive(Clone, Copy, Debug)]
struct Line {
    b: f64,
    a: f64,
    c: f64,
    squares: f64,
}

impl Data {
    fn new(groups: Vec<Group>) -> Self {
        let repeats: usize = groups.iter().map(|g| g.repeats).sum();
        Self {
            unit: groups[0].labels,
            within: groups.iter().map(|g| g.within).sum(),
            freedom: repeats as f64 - 3.0,
            groups,
        }
    }

    fn squares(&self, a: f64, b: f64, c: f64) -> f64 {
        let away = |g: &Group| g.error - a * (g.labels / self.unit).powf(-b) - c;
        self.within
            + self
                .groups
                .iter()
                .map(|g| g.weight * away(g).powi(2))
                .sum::<f64>()
    }

    /// Weighted least squares over a >= 0, and c >= 0 unless it is given.
    fn line(&self, b: f64, c: Option<f64>) -> Line {
        let (mut w, mut wx, mut wxx, mut wy, mut wxy) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for g in &self.groups {
            let x = (g.labels / self.unit).powf(-b);
            w += g.weight;
            wx += g.weight * x;
            wxx += g.weight * x * x;
            wy += g.weight * g.error;
            wxy += g.weight * x * g.error;
        }
        let (a, c) = if let Some(c) = c {
            ((wxy - c * wx) / wxx, c)
        } else {
            let determinant = w * wxx - wx * wx;
            let free = (
                (w * wxy - wx * wy) / determinant,
                (wxx * wy - wx * wxy) / determinant,
            );
            match free {
                (a, c) if a >= 0.0 && c >= 0.0 => (a, c),
                (_, c) if c < 0.0 => (wxy / wxx, 0.0),
                _ => (0.0, wy / w),
            }
        };
        let a = a.max(0.0);
        Line {
            b,
            a,
            c,
            squares: self.squares(a, b, c),
        }
    }

    /// The exponent with the least squares, and all that goes with it.
    fn best(&self) -> Line {
        self.best_with(None)
    }

    /// A scan that no local minimum deceives, then golden sections around its best step.
    fn best_with(&self, c: Option<f64>) -> Line {
        let scan = exponents().map(|b| self.line(b, c));
        let Some(start) = scan.min_by(|x, y| x.squares.total_cmp(&y.squares)) else {
            return self.line(1.0, c);
        };
        let step = (EXPONENTS.1 / EXPONENTS.0).powf(1.0 / STEPS as f64);
        let (mut low, mut high) = (start.b / step, start.b * step);
        let golden = (5_f64.sqrt() - 1.0) / 2.0;
        for _ in 0..60 {
            let (left, right) = (high - golden * (high - low), low + golden * (high - low));
            if self.line(left, c).squares <= self.line(right, c).squares {
                high = right;
            } else {
                low = left;
            }
        }
        let end = self.line(0.5 * (low + high), c);
        if end.squares <= start.squares {
            end
        } else {
            start
        }
    }

    fn dispersion(&self, best: &Line) -> f64 {
        if self.freedom > 0.0 {
            best.squares / self.freedom
        } else {
            1.0
        }
    }

    /// The variance that residuals are held against: never less than the sample's own.
    fn noise(&self, best: &Line) -> f64 {
        self.dispersion(best).max(1.0)
    }

    /// Whether the two parameters of the fall explain no more than noise would: F test at 5 %. F(2, v) has the closed
    /// upper quantile `v/2 (alpha^(-2/v) - 1)`.
    fn is_flat(&self, best: &Line) -> bool {
        let (w, wy) = self.groups.iter().fold((0.0, 0.0), |(w, wy), g| {
            (w + g.weight, wy + g.weight * g.error)
        });
        let flat = self.squares(0.0, 1.0, wy / w);
        let v = self.freedom.max(1.0);
        let quantile = v / 2.0 * ((1.0 - LEVEL).powf(-2.0 / v) - 1.0);
        (flat - best.squares) / 2.0 <= self.noise(best) * quantile
    }

    fn law(&self, best: &Line) -> PowerLaw {
        let allowed = best.squares
            + self.noise(best) * special::student_two_sided(LEVEL, self.freedom.max(1.0)).powi(2);
        let bs: Vec<f64> = exponents()
            .filter(|&b| self.line(b, None).squares <= allowed)
            .collect();
        let most = self
            .groups
            .iter()
            .map(|g| g.error)
            .fold(f64::INFINITY, f64::min);
        let cs: Vec<f64> = (0..=STEPS)
            .map(|i| 1.5 * most * i as f64 / STEPS as f64)
            .filter(|&c| self.best_with(Some(c)).squares <= allowed)
            .collect();
        let (n, first) = (self.groups.len() as u64, &self.groups[0]);
        PowerLaw {
            a: best.a * self.unit.powf(best.b),
            b: profile(best.b, &bs, EXPONENTS, n, Unit::Number),
            c: profile(
                best.c,
                &cs,
                (f64::NEG_INFINITY, f64::INFINITY),
                n,
                Unit::Share,
            ),
            from: first.labels as u64,
            to: self.groups.last().map_or(0, |g| g.labels as u64),
            dispersion: self.dispersion(best),
        }
    }
}

fn exponents() -> impl Iterator<Item = f64> {
    let (from, to) = EXPONENTS;
    (0..=STEPS).map(move |i| from * (to / from).powf(i as f64 / STEPS as f64))
}

/// Value with the ends of what is allowed; an end at the edge of what was looked at is open.
fn profile(value: f64, allowed: &[f64], edges: (f64, f64), n: u64, unit: Unit) -> Estimate {
    let low = allowed.first().copied().unwrap_or(value).min(value);
    let high = allowed.last().copied().unwrap_or(value).max(value);
    Estimate {
        value: Some(value),
        low: (low > edges.0 * 1.001 || edges.0.is_infinite()).then_some(low),
        high: (high < edges.1 * 0.999).then_some(high),
        n,
        unit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LABELS: [u64; 8] = [50, 100, 200, 500, 1000, 2000, 5000, 10_000];

    /// Three repeats of ten million challenges each: next to no noise.
    fn curve(a: f64, b: f64, c: f64) -> Vec<(u64, Vec<Trial>)> {
        let n = 10_000_000;
        let trial = |labels: u64| {
            let error = (a * (labels as f64).powf(-b) + c).min(1.0);
            Trial {
                solved: ((1.0 - error) * n as f64).round() as u64,
                n,
            }
        };
        LABELS.iter().map(|&l| (l, vec![trial(l); 3])).collect()
    }

    fn fitted(points: &[(u64, Vec<Trial>)]) -> PowerLaw {
        match fit_power_law(points) {
            Fit::Fitted(law) => law,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_law_is_found_again() {
        let law = fitted(&curve(5.0, 0.5, 0.02));
        assert!((law.b.value.unwrap() - 0.5).abs() < 1e-3, "{law:?}");
        assert!((law.c.value.unwrap() - 0.02).abs() < 1e-3, "{law:?}");
        assert!((law.a - 5.0).abs() < 0.05, "{law:?}");
        assert_eq!((law.from, law.to), (50, 10_000));
        assert!((law.error(1e12) - 0.02).abs() < 1e-3);
    }

    #[test]
    fn guessing_is_left_out() {
        // The error is 1 up to 200 labels and follows a law after that.
        let law = fitted(&curve(60.0, 0.7, 0.0));
        assert_eq!(law.from, 500);
        assert!((law.b.value.unwrap() - 0.7).abs() < 2e-3, "{law:?}");
    }

    #[test]
    fn what_cannot_be_fitted_is_said() {
        assert_eq!(fit_power_law(&[]), Fit::TooFew { points: 0 });
        assert_eq!(
            fit_power_law(&curve(5.0, 0.5, 0.02)[..3]),
            Fit::TooFew { points: 3 }
        );
        let flat = |solved: &[u64]| -> Vec<(u64, Vec<Trial>)> {
            LABELS
                .iter()
                .zip(solved)
                .map(|(&l, &solved)| (l, vec![Trial { solved, n: 1000 }; 3]))
                .collect()
        };
        assert_eq!(
            fit_power_law(&flat(&[500, 503, 498, 501, 499, 502, 500, 497])),
            Fit::Flat
        );
        // All at once between two points: no exponent is steep enough.
        assert_eq!(
            fit_power_law(&flat(&[110, 990, 990, 990, 990, 990, 990, 990])),
            Fit::NoExponent
        );
        // Nothing is ever solved.
        assert_eq!(fit_power_law(&flat(&[0; 8])), Fit::TooFew { points: 0 });
    }

    #[test]
    fn noise_widens_the_intervals_and_they_hold_the_truth() {
        let noisy = |n: u64, off: [i64; 3]| -> Vec<(u64, Vec<Trial>)> {
            LABELS
                .iter()
                .map(|&labels| {
                    let error = 5.0 * (labels as f64).powf(-0.5) + 0.02;
                    let solved = ((1.0 - error) * n as f64).round() as i64;
                    let trial = |d: i64| Trial {
                        solved: (solved + d).clamp(0, n as i64) as u64,
                        n,
                    };
                    (labels, off.map(trial).to_vec())
                })
                .collect()
        };
        let (calm, rough) = (
            fitted(&noisy(1000, [0, 2, -2])),
            fitted(&noisy(1000, [0, 40, -40])),
        );
        let width = |law: &PowerLaw| law.b.high.unwrap() - law.b.low.unwrap();
        assert!(width(&rough) > 1.5 * width(&calm), "{rough:?} {calm:?}");
        assert!(rough.dispersion > 2.0 && calm.dispersion < 1.0);
        for law in [calm, rough] {
            assert!(
                law.b.interval().unwrap().contains(0.5) && law.c.interval().unwrap().contains(0.02),
                "{law:?}"
            );
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn fits_hold_their_own_values(solved in prop::collection::vec(0_u64..=400, 8), again in prop::collection::vec(0_u64..=400, 8)) {
            let points: Vec<(u64, Vec<Trial>)> = LABELS.iter().zip(solved.iter().zip(&again))
                .map(|(&l, (&one, &two))| (l, vec![Trial { solved: one, n: 400 }, Trial { solved: two, n: 400 }]))
                .collect();
            if let Fit::Fitted(law) = fit_power_law(&points) {
                let (b, c) = (law.b.value.unwrap(), law.c.value.unwrap());
                prop_assert!(law.a >= 0.0 && law.a.is_finite() && b > 0.0 && (0.0..=1.0).contains(&c));
                prop_assert!(law.b.low.is_none_or(|x| x <= b) && law.b.high.is_none_or(|x| b <= x));
                prop_assert!(law.c.low.unwrap() <= c && c <= law.c.high.unwrap());
                // The law falls.
                prop_assert!(law.error(100.0) >= law.error(1000.0));
            }
        }

        #[test]
        fn any_law_is_found_again(a in 1.0..8.0_f64, b in 0.25..1.2_f64, c in 0.0..0.2_f64) {
            let points = curve(a, b, c);
            if let Fit::Fitted(law) = fit_power_law(&points) {
                for (labels, _) in points.iter().filter(|(labels, _)| *labels >= law.from) {
                    let truth = a * (*labels as f64).powf(-b) + c;
                    prop_assert!((law.error(*labels as f64) - truth).abs() < 2e-3, "{:?}", law);
                }
            }
        }
    }
}
