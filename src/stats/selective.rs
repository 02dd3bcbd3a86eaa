//! What abstaining buys: coverage, precision, and the risk–coverage curve over confidence.
//!
//! Coverage and precision as in Bursztein, Martin and Mitchell, CCS 2011: coverage C = attempted / n, precision
//! P = solved / attempted, solve rate = C · P, with n the planned attempts. AURC after Geifman and El-Yaniv 2017.
//!
//! TIES. A threshold on confidence cannot split answers of equal confidence, so they are one group: a point of
//! the curve always holds whole groups. Answers without a confidence (none stated, or not finite) form one last
//! group below every stated confidence.

use serde::{Deserialize, Serialize};

use super::estimate::Estimate;

/// Coverages at which the precision is reported.
pub const COVERAGES: [f64; 4] = [0.10, 0.25, 0.50, 1.00];
/// A curve is thinned to at most this many points.
const CURVE_POINTS: usize = 101;

/// Every answer's confidence and outcome; about 5 bytes an answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Confidences {
    n: u64,
    stated: Vec<f32>,
    right: Vec<bool>,
    unstated: Group,
}

/// Answers that stand or fall together.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Group {
    pub confidence: Option<f32>,
    pub answered: u64,
    pub solved: u64,
}

/// Coverage, precision and the curve between them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Selective {
    /// Planned attempts.
    pub n: u64,
    /// Attempts with an answer.
    pub attempted: u64,
    /// Answers accepted.
    pub solved: u64,
    /// attempted / n.
    pub coverage: Estimate,
    /// solved / attempted; no value where nothing was attempted.
    pub precision: Estimate,
    /// What confidence tells; `None` where no answer carries one.
    pub curve: Option<RiskCoverage>,
}

/// What can be had by answering only when confident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RiskCoverage {
    /// Answers without a confidence, ranked last as one group.
    pub without_confidence: u64,
    /// Precision at each of [`COVERAGES`] that the answers reach.
    pub at: Vec<AtCoverage>,
    /// The highest precision with enough answers; `None` where there are fewer than that.
    pub best: Option<Point>,
    /// Area under the risk–coverage curve: mean over k = 1..=attempted of the errors among the k most confident
    /// over k. Within a group, errors are spread evenly: the mean over random orders of it.
    pub aurc: f64,
    /// Points from the most confident answers to all, at most 101, evenly thinned.
    pub points: Vec<Point>,
}

/// The precision at an asked coverage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AtCoverage {
    /// The coverage asked for, of the planned attempts.
    pub asked: f64,
    /// The least reachable coverage of at least that much.
    pub point: Point,
}

/// The answers at or above one confidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// The least confidence answered; `None` where answers without a confidence are included.
    pub confidence: Option<f32>,
    /// answered / planned attempts.
    pub coverage: f64,
    /// solved / answered, with Wilson's interval and n = answered. The interval knows nothing of the search for
    /// the best point.
    pub precision: Estimate,
}

impl Confidences {
    /// Counts an attempt without an answer: abstained, timed out, or broken.
    pub fn push_unanswered(&mut self) {
        self.n += 1;
    }

    /// Counts an answer.
    pub fn push(&mut self, confidence: Option<f32>, solved: bool) {
        self.n += 1;
        match confidence.filter(|c| c.is_finite()) {
            Some(confidence) => {
                self.stated.push(confidence);
                self.right.push(solved);
            }
            None => self.unstated.add(solved),
        }
    }

    /// Adds what another counted.
    pub fn merge(&mut self, mut other: Self) {
        self.n += other.n;
        self.stated.append(&mut other.stated);
        self.right.append(&mut other.right);
        self.unstated.answered += other.unstated.answered;
        self.unstated.solved += other.unstated.solved;
    }

    /// Groups of equal stated confidence, most confident first.
    pub(crate) fn groups(&self) -> Vec<Group> {
        let mut pairs: Vec<(f32, bool)> = self
            .stated
            .iter()
            .copied()
            .zip(self.right.iter().copied())
            .collect();
        pairs.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        let mut groups: Vec<Group> = Vec::new();
        for (confidence, solved) in pairs {
            // Compared as numbers, so that -0 and 0 are one group.
            if groups.last().and_then(|g| g.confidence) != Some(confidence) {
                groups.push(Group {
                    confidence: Some(confidence),
                    ..Group::default()
                });
            }
            if let Some(group) = groups.last_mut() {
                group.add(solved);
            }
        }
        groups
    }

    /// Coverage, precision and curve; `n_min` is the least number of answers that [`RiskCoverage::best`] may
    /// rest on.
    pub fn finish(&self, n_min: u64) -> Selective {
        let mut groups = self.groups();
        let any_stated = !groups.is_empty();
        if self.unstated.answered > 0 {
            groups.push(self.unstated);
        }
        let attempted = groups.iter().map(|g| g.answered).sum();
        let solved = groups.iter().map(|g| g.solved).sum();
        Selective {
            n: self.n,
            attempted,
            solved,
            coverage: Estimate::rate(attempted, self.n),
            precision: Estimate::rate(solved, attempted),
            curve: any_stated.then(|| risk_coverage(&groups, self.n, n_min)),
        }
    }
}

impl Group {
    fn add(&mut self, solved: bool) {
        self.answered += 1;
        self.solved += u64::from(solved);
    }
}

/// The designer's view when wrong answers are punished: `S - lambda (A - S)`.
pub fn utility(solved: u64, attempted: u64, lambda: f64) -> f64 {
    solved as f64 - lambda * attempted.saturating_sub(solved) as f64
}

fn risk_coverage(groups: &[Group], n: u64, n_min: u64) -> RiskCoverage {
    let prefixes = prefixes(groups);
    let at = COVERAGES
        .into_iter()
        .filter_map(|asked| {
            let prefix = prefixes
                .iter()
                .find(|p| p.answered as f64 >= asked * n as f64 - 1e-6)?;
            Some(AtCoverage {
                asked,
                point: prefix.point(n),
            })
        })
        .collect();
    RiskCoverage {
        without_confidence: prefixes.last().zip(groups.last()).map_or(0, |(_, last)| {
            if last.confidence.is_none() {
                last.answered
            } else {
                0
            }
        }),
        at,
        best: best(&prefixes, n_min).map(|p| p.point(n)),
        aurc: aurc(groups),
        points: thin(&prefixes).map(|p| p.point(n)).collect(),
    }
}

/// Sums over the groups up to each.
fn prefixes(groups: &[Group]) -> Vec<Group> {
    let mut sum = Group::default();
    groups
        .iter()
        .map(|group| {
            sum.confidence = group.confidence;
            sum.answered += group.answered;
            sum.solved += group.solved;
            sum
        })
        .collect()
}

impl Group {
    fn point(&self, n: u64) -> Point {
        Point {
            confidence: self.confidence,
            coverage: self.answered as f64 / n as f64,
            precision: Estimate::rate(self.solved, self.answered),
        }
    }
}

/// Highest precision with at least `n_min` answers; among equals the one with most answers.
fn best(prefixes: &[Group], n_min: u64) -> Option<&Group> {
    let fraction = |g: &Group| (u128::from(g.solved), u128::from(g.answered));
    prefixes
        .iter()
        .filter(|prefix| prefix.answered >= n_min.max(1))
        // Cross-multiplied: exact. The last of equals is kept, which is the one with most answers.
        .max_by(|a, b| {
            let ((sa, na), (sb, nb)) = (fraction(a), fraction(b));
            (sa * nb).cmp(&(sb * na))
        })
}

fn aurc(groups: &[Group]) -> f64 {
    let (mut k, mut errors, mut sum) = (0_u64, 0.0, 0.0);
    for group in groups {
        let each = (group.answered - group.solved) as f64 / group.answered as f64;
        for step in 1..=group.answered {
            k += 1;
            sum += (errors + each * step as f64) / k as f64;
        }
        errors += (group.answered - group.solved) as f64;
    }
    sum / k as f64
}

/// All points, or the first that reaches each hundredth of the answers.
fn thin(prefixes: &[Group]) -> impl Iterator<Item = &Group> {
    let total = prefixes.last().map_or(0, |p| p.answered);
    let step = move |p: &Group| {
        u128::from(p.answered) * (CURVE_POINTS as u128 - 1) / u128::from(total.max(1))
    };
    let all = prefixes.len() <= CURVE_POINTS;
    let mut shown = None;
    prefixes.iter().filter(move |prefix| {
        let new = all || shown != Some(step(prefix));
        shown = Some(step(prefix));
        new
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;

    fn answers(pairs: &[(f32, bool)]) -> Confidences {
        let mut answers = Confidences::default();
        pairs
            .iter()
            .for_each(|&(c, right)| answers.push(Some(c), right));
        answers
    }

    #[test]
    fn coverage_and_precision() {
        let mut all = answers(&[(0.9, true), (0.8, false)]);
        all.push(None, true);
        all.push(Some(f32::NAN), false);
        all.push_unanswered();
        let selective = all.finish(1);
        assert_eq!(
            (selective.n, selective.attempted, selective.solved),
            (5, 4, 2)
        );
        assert_eq!(
            (selective.coverage.value, selective.precision.value),
            (Some(0.8), Some(0.5))
        );
        assert_eq!(selective.curve.unwrap().without_confidence, 2);
    }

    #[test]
    fn nothing_answered_has_no_precision() {
        let mut all = Confidences::default();
        assert_eq!(all.finish(1).coverage.value, None);
        all.push_unanswered();
        let selective = all.finish(1);
        assert_eq!(
            (selective.coverage.value, selective.precision.value),
            (Some(0.0), None)
        );
        assert_eq!(selective.curve, None);
        all.push(None, true);
        assert_eq!(all.finish(1).curve, None);
    }

    #[test]
    fn aurc_by_definition() {
        // Errors among the k most confident: 0, 1, 1, 2.
        let curve = answers(&[(0.1, false), (0.9, true), (0.5, true), (0.7, false)])
            .finish(1)
            .curve
            .unwrap();
        assert!((curve.aurc - (0.0 + 1.0 / 2.0 + 1.0 / 3.0 + 2.0 / 4.0) / 4.0).abs() < 1e-15);
        assert_eq!(
            answers(&[(0.3, true), (0.2, true)])
                .finish(1)
                .curve
                .unwrap()
                .aurc,
            0.0
        );
        assert_eq!(answers(&[(0.3, false)]).finish(1).curve.unwrap().aurc, 1.0);
    }

    #[test]
    fn ties_are_one_group() {
        let curve = answers(&[
            (0.5, true),
            (0.5, false),
            (0.9, true),
            (-0.0, false),
            (0.0, true),
        ])
        .finish(1)
        .curve
        .unwrap();
        let sizes: Vec<u64> = curve.points.iter().map(|p| p.precision.n).collect();
        assert_eq!(sizes, [1, 3, 5]);
        // All tied: a straight line of errors, risk 1/2 everywhere.
        assert_eq!(
            answers(&[(0.5, true), (0.5, false)])
                .finish(1)
                .curve
                .unwrap()
                .aurc,
            0.5
        );
    }

    #[test]
    fn asked_coverages_beyond_reach_are_left_out() {
        let mut all = answers(&[(0.9, true), (0.8, true), (0.7, false)]);
        for _ in 0..7 {
            all.push_unanswered();
        }
        let at = all.finish(1).curve.unwrap().at;
        let reached: Vec<(f64, f64, Option<f64>)> = at
            .iter()
            .map(|a| (a.asked, a.point.coverage, a.point.precision.value))
            .collect();
        assert_eq!(
            reached,
            [(0.10, 0.1, Some(1.0)), (0.25, 0.3, Some(2.0 / 3.0))]
        );
    }

    #[test]
    fn best_needs_enough_answers() {
        let all = answers(&[(0.9, true), (0.8, false), (0.7, true), (0.6, true)]);
        let best = |n_min| all.finish(n_min).curve.unwrap().best;
        assert_eq!(best(1).unwrap().precision.n, 1);
        assert_eq!(best(2).unwrap().precision.value, Some(0.75));
        assert_eq!(best(5), None);
    }

    #[test]
    fn wrong_answers_may_cost() {
        assert_eq!(utility(5, 8, 0.5), 3.5);
        assert_eq!(utility(0, 0, 1.0), 0.0);
    }

    #[test]
    fn a_long_curve_is_thinned() {
        let pairs: Vec<(f32, bool)> = (0..10_000).map(|i| (i as f32, i % 3 == 0)).collect();
        let points = answers(&pairs).finish(1).curve.unwrap().points;
        assert!(points.len() <= CURVE_POINTS);
        assert_eq!(points.last().unwrap().coverage, 1.0);
    }

    proptest! {
        #[test]
        fn order_and_merging_do_not_matter(
            pairs in proptest::collection::vec((0_u8..6, any::<bool>()), 1..60),
            cut in 0_usize..60,
        ) {
            let pairs: Vec<(f32, bool)> = pairs.iter().map(|&(c, right)| (f32::from(c) / 5.0, right)).collect();
            let (left, right) = pairs.split_at(cut.min(pairs.len()));
            let mut merged = answers(right);
            merged.merge(answers(left));
            let selective = answers(&pairs).finish(3);
            prop_assert_eq!(&merged.finish(3), &selective);
            let curve = selective.curve.as_ref().unwrap();
            prop_assert!((0.0..=1.0).contains(&curve.aurc));
            prop_assert!(curve.points.is_sorted_by(|a, b| a.coverage < b.coverage));
            if let Some(best) = &curve.best {
                prop_assert!(best.precision.value >= selective.precision.value);
            }
            let json = serde_json::to_string(&selective).unwrap();
            prop_assert_eq!(serde_json::from_str::<Selective>(&json).unwrap(), selective);
        }
    }
}
