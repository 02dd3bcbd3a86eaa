//! Findings: is a design broken at a named threshold, does it resist, or is the sample too small to say?

use serde::{Deserialize, Serialize};

use super::interval::{inside_unit, lower_bound, upper_bound};
use super::special;

/// Error probability of each one-sided bound behind a [`Finding`].
pub const ALPHA: f64 = 0.05;
/// More further samples than this is no advice.
const ABSURD: u64 = 1_000_000_000;

/// A solve rate at which somebody calls a design broken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Threshold {
    /// The word on the command line.
    pub name: String,
    /// Solve rate per attempt, strictly between 0 and 1.
    pub p: f64,
    /// Who set it.
    pub source: String,
}

/// Name, rate and source of the thresholds that come with capbench, strictest first.
pub const PRESETS: &[(&str, f64, &str)] = &[
    (
        "chellapilla",
        0.0001,
        "Chellapilla et al., Building Segmentation Based Human-Friendly Human Interaction Proofs, 2005: the \
         design goal for automatic scripts, 0.01 %",
    ),
    (
        "bursztein",
        0.01,
        "Bursztein, Martin and Mitchell, Text-based CAPTCHA Strengths and Weaknesses, CCS 2011: broken when an \
         attacker reaches 1 %",
    ),
    ("capat-10", 0.10, "capat: the lower of its two marks, 10 %"),
    (
        "three-tries",
        // 1 - (1 - p)^3 = 1/2
        0.206_299_474_015_900_26,
        "daniel-e/captcha issue 18: a bot has less than an even chance with three tries",
    ),
    ("capat-30", 0.30, "capat: the higher of its two marks, 30 %"),
    (
        "even-odds",
        0.5,
        "a bot gets in with its first try as often as not",
    ),
    (
        "as-a-person",
        0.9,
        "Chellapilla et al. 2005: what people should reach; a bot that does so is told apart by nothing",
    ),
];

impl Threshold {
    /// The preset of this name.
    pub fn preset(name: &str) -> Option<Self> {
        let (name, p, source) = PRESETS.iter().find(|preset| preset.0 == name)?;
        Some(Self {
            name: (*name).into(),
            p: *p,
            source: (*source).into(),
        })
    }

    /// A threshold of the user's own; `None` unless `p` is strictly between 0 and 1.
    pub fn own(p: f64) -> Option<Self> {
        inside_unit(p).then(|| Self {
            name: "own".into(),
            p,
            source: "set by the user".into(),
        })
    }
}

/// What the attempts say of a design at a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Finding {
    /// The lower bound of the solve rate lies above the threshold.
    Broken,
    /// The upper bound of the solve rate lies below the threshold.
    Resists,
    /// Neither.
    Inconclusive {
        /// Further attempts that would decide it if the observed rate went on; `None` where nothing was observed
        /// yet, or where more than 10^9 would not do (the observed rate is the threshold, or next to it).
        more: Option<u64>,
    },
}

impl Finding {
    /// The finding of `solved` in `n` at the rate `threshold`, by one-sided Clopper–Pearson bounds at
    /// [`ALPHA`] each: BROKEN if lower > threshold, RESISTS if upper < threshold, else INCONCLUSIVE.
    pub fn of(solved: u64, n: u64, threshold: f64) -> Self {
        let (Some(lower), Some(upper)) =
            (lower_bound(solved, n, ALPHA), upper_bound(solved, n, ALPHA))
        else {
            return Self::Inconclusive { more: None };
        };
        if lower > threshold {
            Self::Broken
        } else if upper < threshold {
            Self::Resists
        } else {
            Self::Inconclusive {
                more: further(solved.min(n), n, threshold),
            }
        }
    }

    /// The finding where `unknown` of the `n` planned attempts were not made, or broke before they could show anything.
    /// BROKEN must hold if all of them failed, RESISTS if all of them got in: what was not tried resists nothing.
    pub fn with_unknown(solved: u64, unknown: u64, n: u64, threshold: f64) -> Self {
        match (
            Self::of(solved, n, threshold),
            Self::of(solved + unknown, n, threshold),
        ) {
            (Self::Broken, _) => Self::Broken,
            (_, Self::Resists) => Self::Resists,
            (open @ Self::Inconclusive { .. }, _) if unknown == 0 => open,
            _ => Self::Inconclusive { more: None },
        }
    }

    /// The word in capitals, as reports print it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Broken => "BROKEN",
            Self::Resists => "RESISTS",
            Self::Inconclusive { .. } => "INCONCLUSIVE",
        }
    }
}

/// Least n at which 0 solved shows a rate below `threshold`: the least n with `(1 - threshold)^n < alpha`.
/// 299 at 1 %, 29 956 at 0.01 %. `None` unless the threshold is strictly between 0 and 1.
pub fn least_n_to_resist(threshold: f64) -> Option<u64> {
    inside_unit(threshold).then(|| (ALPHA.ln() / (-threshold).ln_1p()).ceil() as u64)
}

/// Least m such that n + m attempts at exactly the observed rate decide. The number of solved is taken as the
/// real number rate · (n + m), which makes the bounds smooth in m; whole numbers would jitter around it.
fn further(solved: u64, n: u64, threshold: f64) -> Option<u64> {
    let rate = solved as f64 / n as f64;
    if rate == threshold || !inside_unit(threshold) {
        return None;
    }
    let (mut undecided, mut decided) = (0, 1);
    while !decides(rate, n + decided, threshold) {
        if decided >= ABSURD {
            return None;
        }
        undecided = decided;
        decided = (decided * 2).min(ABSURD);
    }
    while decided - undecided > 1 {
        let middle = undecided + (decided - undecided) / 2;
        if decides(rate, n + middle, threshold) {
            decided = middle;
        } else {
            undecided = middle;
        }
    }
    Some(decided)
}

/// Whether the tail beyond the observed rate has less than [`ALPHA`] at the threshold: the bound test without
/// inverting it.
fn decides(rate: f64, n: u64, threshold: f64) -> bool {
    let n = n as f64;
    let solved = rate * n;
    if rate < threshold {
        special::beta_reg(n - solved, solved + 1.0, 1.0 - threshold) < ALPHA
    } else {
        special::beta_reg(solved, n - solved + 1.0, threshold) < ALPHA
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_tried_resists_nothing() {
        assert_eq!(Finding::with_unknown(0, 0, 500, 0.01), Finding::Resists);
        assert_eq!(
            Finding::with_unknown(0, 490, 500, 0.01),
            Finding::Inconclusive { more: None }
        );
        assert_eq!(
            Finding::with_unknown(0, 500, 500, 0.01),
            Finding::Inconclusive { more: None }
        );
        assert_eq!(Finding::with_unknown(100, 300, 500, 0.01), Finding::Broken);
    }

    use proptest::prelude::*;

    #[test]
    fn tesseract_0_of_200_is_inconclusive_at_1_percent() {
        assert_eq!(
            Finding::of(0, 200, 0.01),
            Finding::Inconclusive { more: Some(99) }
        );
        assert_eq!(Finding::of(0, 299, 0.01), Finding::Resists);
        assert_eq!(
            Finding::of(0, 298, 0.01),
            Finding::Inconclusive { more: Some(1) }
        );
    }

    #[test]
    fn edges() {
        assert_eq!(
            Finding::of(0, 0, 0.01),
            Finding::Inconclusive { more: None }
        );
        assert_eq!(
            Finding::of(2, 200, 0.01),
            Finding::Inconclusive { more: None }
        );
        assert_eq!(Finding::of(200, 200, 0.3), Finding::Broken);
        assert_eq!(Finding::of(1, 1, 0.01), Finding::Broken);
        assert_eq!(
            Finding::of(0, 10, 0.0),
            Finding::Inconclusive { more: None }
        );
        assert_eq!(Finding::of(0, 10, 1.0), Finding::Resists);
    }

    #[test]
    fn a_rate_next_to_the_threshold_is_never_decided() {
        assert_eq!(
            Finding::of(100_001, 1_000_000, 0.1),
            Finding::Inconclusive { more: None }
        );
    }

    #[test]
    fn presets_are_what_they_say() {
        let tries = Threshold::preset("three-tries").unwrap();
        assert!((1.0 - (1.0 - tries.p).powi(3) - 0.5).abs() < 1e-15);
        assert!(PRESETS.is_sorted_by(|a, b| a.1 < b.1));
        assert_eq!(Threshold::preset("none"), None);
        assert_eq!(Threshold::own(0.0), None);
        assert_eq!(Threshold::own(f64::NAN), None);
        assert_eq!(Threshold::own(0.02).unwrap().p, 0.02);
        assert_eq!(
            (least_n_to_resist(0.01), least_n_to_resist(0.0001)),
            (Some(299), Some(29_956))
        );
        assert_eq!(least_n_to_resist(1.0), None);
    }

    #[test]
    fn reads_well_as_json() {
        let finding = Finding::Inconclusive { more: Some(99) };
        let json = serde_json::to_string(&finding).unwrap();
        assert_eq!(json, r#"{"finding":"inconclusive","more":99}"#);
        assert_eq!(serde_json::from_str::<Finding>(&json).unwrap(), finding);
        assert_eq!(
            serde_json::to_string(&Finding::Broken).unwrap(),
            r#"{"finding":"broken"}"#
        );
    }

    proptest! {
        #[test]
        fn more_is_enough(s in 0_u64..40, n in 1_u64..400, threshold in 0.005..0.5_f64) {
            let s = s.min(n);
            if let Finding::Inconclusive { more: Some(more) } = Finding::of(s, n, threshold) {
                let rate = s as f64 / n as f64;
                prop_assert!(decides(rate, n + more, threshold));
                prop_assert!(more == 1 || !decides(rate, n + more - 1, threshold));
                // Twice the advice, in whole numbers, settles it for sure.
                let total = n + 2 * more + 50;
                if s == 0 {
                    prop_assert_eq!(Finding::of(0, n + more, threshold), Finding::Resists);
                    prop_assert_eq!(Finding::of(0, total, threshold), Finding::Resists);
                }
            }
        }
    }
}
