//! Whether the numbers of a run may be believed at all.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::baseline::{binomial_test, blind_is_plausible};

/// Share of faults that a solver may have unless a suite says otherwise.
pub const ERROR_BUDGET: f64 = 0.01;

/// What a run shows of its own health.
#[derive(Debug, Clone, PartialEq)]
pub struct Health {
    /// The oracle on each case.
    pub oracle: Vec<Control>,
    /// The best constant answer on each case, with its theory.
    pub blind: Vec<Blind>,
    /// Faults of each solver.
    pub faults: Vec<Faults>,
    /// Share of faults allowed, 0 to 1.
    pub error_budget: f64,
    /// Cases with challenges that could not be made.
    pub unmade: Vec<Unmade>,
    /// Challenges that are equal to an earlier one of their case, by digest.
    pub duplicates: u64,
    /// Challenges that a solver was trained on.
    pub leaked: u64,
    /// Whether generating again gave the same digests; `None` where that was not tried.
    pub reproducible: Option<bool>,
    /// Attempts on record.
    pub done: u64,
    /// Attempts planned.
    pub planned: u64,
}

/// A control's result on one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// The case.
    pub case: String,
    /// Attempts solved.
    pub solved: u64,
    /// Attempts on record.
    pub n: u64,
}

/// The blind control's result on one case.
#[derive(Debug, Clone, PartialEq)]
pub struct Blind {
    /// The case.
    pub case: String,
    /// Attempts solved.
    pub solved: u64,
    /// Attempts on record.
    pub n: u64,
    /// The chance that the scheme states.
    pub p0: f64,
}

/// One solver's faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults {
    /// The solver.
    pub solver: String,
    /// Attempts that faulted.
    pub faults: u64,
    /// Attempts on record.
    pub n: u64,
}

/// A case's challenges that could not be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmade {
    /// The case.
    pub case: String,
    /// How many.
    pub count: u64,
    /// Challenges on record.
    pub n: u64,
    /// The commonest reason.
    pub why: String,
}

/// The stamp on a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Validity {
    /// Complete, and nothing speaks against it.
    Valid,
    /// Nothing speaks against it but that attempts are missing.
    Incomplete,
    /// Something speaks against it.
    Invalid,
}

impl Validity {
    /// The word in capitals, as reports print it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Valid => "VALID",
            Self::Incomplete => "INCOMPLETE",
            Self::Invalid => "INVALID",
        }
    }
}

/// Something that speaks against a run. Prints as a lowercase fragment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    /// No attempt of a control is on record although the run is complete.
    ControlMissing {
        /// "oracle" or "blind".
        control: String,
        /// The case; empty where the control is missing altogether.
        case: String,
    },
    /// The oracle did not solve everything.
    OracleFailed {
        /// The case.
        case: String,
        /// Attempts solved.
        solved: u64,
        /// Attempts on record.
        n: u64,
    },
    /// The blind control is too far from its theory.
    BlindImplausible {
        /// The case.
        case: String,
        /// Attempts solved.
        solved: u64,
        /// Attempts on record.
        n: u64,
        /// The chance that the scheme states.
        p0: f64,
        /// Two-sided exact binomial; 0 where the stated chance is none.
        p_value: f64,
    },
    /// Challenges could not be made.
    Unmade {
        /// The case.
        case: String,
        /// How many.
        count: u64,
        /// Challenges on record.
        n: u64,
        /// Share allowed.
        budget: f64,
        /// The commonest reason.
        why: String,
    },
    /// A solver broke too often.
    ErrorBudget {
        /// The solver.
        solver: String,
        /// Attempts that faulted.
        faults: u64,
        /// Attempts on record.
        n: u64,
        /// Share allowed.
        budget: f64,
    },
    /// Challenges occur twice.
    Duplicates {
        /// How many.
        count: u64,
    },
    /// Challenges were trained on.
    Leaked {
        /// How many.
        count: u64,
    },
    /// The same seeds gave other challenges.
    NotReproducible,
    /// Attempts are missing.
    Incomplete {
        /// Attempts on record.
        done: u64,
        /// Attempts planned.
        planned: u64,
    },
}

/// The stamp with all its reasons.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// The stamp.
    pub validity: Validity,
    /// Everything that speaks against the run, in the order of [`Health`]'s fields.
    pub reasons: Vec<Reason>,
}

/// Judges a run: INVALID for any reason but missing attempts, else INCOMPLETE for these, else VALID.
///
/// The oracle must solve all it attempted; blind must be plausible at its stated chance; no solver's faults may
/// exceed the budget; no duplicates, no leaks, no change on generating again. Controls are asked for in a complete
/// run only, and a share exactly at the budget is within it.
pub fn judge(health: &Health) -> Judgement {
    let complete = health.done >= health.planned;
    let mut reasons = Vec::new();
    judge_oracle(health, complete, &mut reasons);
    judge_blind(health, complete, &mut reasons);
    judge_faults(health, &mut reasons);
    if health.duplicates > 0 {
        reasons.push(Reason::Duplicates {
            count: health.duplicates,
        });
    }
    if health.leaked > 0 {
        reasons.push(Reason::Leaked {
            count: health.leaked,
        });
    }
    if health.reproducible == Some(false) {
        reasons.push(Reason::NotReproducible);
    }
    let validity = match (reasons.is_empty(), complete) {
        (false, _) => Validity::Invalid,
        (true, false) => Validity::Incomplete,
        (true, true) => Validity::Valid,
    };
    if !complete {
        reasons.push(Reason::Incomplete {
            done: health.done,
            planned: health.planned,
        });
    }
    Judgement { validity, reasons }
}

fn judge_oracle(health: &Health, complete: bool, reasons: &mut Vec<Reason>) {
    if complete && health.oracle.is_empty() {
        reasons.push(missing("oracle", ""));
    }
    for control in &health.oracle {
        if complete && control.n == 0 {
            reasons.push(missing("oracle", &control.case));
        } else if control.solved < control.n {
            reasons.push(Reason::OracleFailed {
                case: control.case.clone(),
                solved: control.solved,
                n: control.n,
            });
        }
    }
}

fn judge_blind(health: &Health, complete: bool, reasons: &mut Vec<Reason>) {
    if complete && health.blind.is_empty() {
        reasons.push(missing("blind", ""));
    }
    for blind in &health.blind {
        if complete && blind.n == 0 {
            reasons.push(missing("blind", &blind.case));
        } else if !blind_is_plausible(blind.solved, blind.n, blind.p0) {
            reasons.push(Reason::BlindImplausible {
                case: blind.case.clone(),
                solved: blind.solved,
                n: blind.n,
                p0: if blind.p0.is_finite() { blind.p0 } else { 0.0 },
                p_value: binomial_test(blind.solved, blind.n, blind.p0).unwrap_or(0.0),
            });
        }
    }
}

fn judge_faults(health: &Health, reasons: &mut Vec<Reason>) {
    for row in &health.unmade {
        if row.count as f64 > health.error_budget * row.n as f64 + 1e-9 {
            reasons.push(Reason::Unmade {
                case: row.case.clone(),
                count: row.count,
                n: row.n,
                budget: health.error_budget,
                why: row.why.clone(),
            });
        }
    }
    for row in &health.faults {
        // As a product: no division by n = 0. The slack is for 0.29 · 100, which is less than 29.
        if row.faults as f64 > health.error_budget * row.n as f64 + 1e-9 {
            reasons.push(Reason::ErrorBudget {
                solver: row.solver.clone(),
                faults: row.faults,
                n: row.n,
                budget: health.error_budget,
            });
        }
    }
}

fn missing(control: &str, case: &str) -> Reason {
    Reason::ControlMissing {
        control: control.into(),
        case: case.into(),
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ControlMissing { control, case } if case.is_empty() => {
                write!(f, "the {control} control did not run")
            }
            Self::ControlMissing { control, case } => {
                write!(f, "the {control} control did not run on {case}")
            }
            Self::OracleFailed { case, solved, n } => write!(
                f,
                "the oracle solved {solved} of {n} on {case}: keys or checking are wrong"
            ),
            Self::BlindImplausible {
                case,
                solved,
                n,
                p0,
                p_value,
            } => write!(
                f,
                "blind solved {solved} of {n} on {case}, where the scheme states {:.4} %: p = {p_value:.2e}",
                100.0 * p0
            ),
            Self::Unmade {
                case,
                count,
                n,
                budget,
                why,
            } => write!(
                f,
                "{count} of {n} challenges of {case} could not be made, above the error budget of {} %: {why}",
                100.0 * budget
            ),
            Self::ErrorBudget {
                solver,
                faults,
                n,
                budget,
            } => write!(
                f,
                "{solver} faulted in {faults} of {n} attempts, above the error budget of {} %",
                100.0 * budget
            ),
            Self::Duplicates { count } => write!(f, "{count} challenges repeat an earlier one"),
            Self::Leaked { count } => write!(f, "{count} challenges were trained on"),
            Self::NotReproducible => write!(f, "the same seeds gave other challenges"),
            Self::Incomplete { done, planned } => {
                write!(f, "{done} of {planned} planned attempts are on record")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn healthy() -> Health {
        Health {
            oracle: vec![Control {
                case: "a".into(),
                solved: 200,
                n: 200,
            }],
            blind: vec![Blind {
                case: "a".into(),
                solved: 18,
                n: 200,
                p0: 12.0 / 135.0,
            }],
            faults: vec![Faults {
                solver: "ocr".into(),
                faults: 2,
                n: 200,
            }],
            error_budget: ERROR_BUDGET,
            unmade: Vec::new(),
            duplicates: 0,
            leaked: 0,
            reproducible: Some(true),
            done: 600,
            planned: 600,
        }
    }

    fn stamp(change: impl FnOnce(&mut Health)) -> (Validity, Vec<String>) {
        let mut health = healthy();
        change(&mut health);
        let judgement = judge(&health);
        (
            judgement.validity,
            judgement.reasons.iter().map(ToString::to_string).collect(),
        )
    }

    #[test]
    fn a_healthy_run_is_valid() {
        assert_eq!(stamp(|_| ()), (Validity::Valid, vec![]));
        assert_eq!(stamp(|h| h.reproducible = None).0, Validity::Valid);
    }

    #[test]
    fn each_rule_refuses() {
        let refused = |change: fn(&mut Health), word: &str| {
            let (validity, reasons) = stamp(change);
            assert_eq!(validity, Validity::Invalid, "{word}");
            assert!(
                reasons.len() == 1 && reasons[0].contains(word),
                "{reasons:?}"
            );
        };
        refused(|h| h.oracle[0].solved = 199, "the oracle solved 199 of 200");
        refused(|h| h.oracle.clear(), "the oracle control did not run");
        refused(
            |h| {
                h.oracle[0] = Control {
                    case: "b".into(),
                    solved: 0,
                    n: 0,
                }
            },
            "did not run on b",
        );
        refused(
            |h| h.blind[0].solved = 60,
            "blind solved 60 of 200 on a, where the scheme states 8.8889 %",
        );
        refused(|h| h.blind[0].p0 = f64::NAN, "blind solved");
        refused(|h| h.blind.clear(), "the blind control did not run");
        // ddddocr over HTTP: every call an error.
        refused(|h| h.faults[0].faults = 200, "ocr faulted in 200 of 200");
        refused(|h| h.faults[0].faults = 3, "above the error budget of 1 %");
        refused(|h| h.duplicates = 1, "repeat");
        refused(|h| h.leaked = 7, "7 challenges were trained on");
        refused(|h| h.reproducible = Some(false), "other challenges");
    }

    #[test]
    fn missing_attempts_make_it_incomplete_only() {
        let (validity, reasons) = stamp(|h| h.done = 500);
        assert_eq!(
            (validity, reasons),
            (
                Validity::Incomplete,
                vec!["500 of 600 planned attempts are on record".into()]
            )
        );
        let stopped_early = |h: &mut Health| {
            h.done = 10;
            h.oracle.clear();
            h.blind[0] = Blind {
                case: "a".into(),
                solved: 0,
                n: 0,
                p0: 0.1,
            };
        };
        assert_eq!(stamp(stopped_early).0, Validity::Incomplete);
    }

    #[test]
    fn a_fault_outweighs_missing_attempts() {
        let (validity, reasons) = stamp(|h| {
            h.done = 500;
            h.duplicates = 2;
        });
        assert_eq!((validity, reasons.len()), (Validity::Invalid, 2));
    }

    #[test]
    fn exactly_the_budget_is_within_it() {
        let at = |faults, n, budget| {
            stamp(|h| {
                h.error_budget = budget;
                h.faults[0] = Faults {
                    solver: "ocr".into(),
                    faults,
                    n,
                };
            })
            .0
        };
        assert_eq!(at(29, 100, 0.29), Validity::Valid);
        assert_eq!(at(0, 0, 0.0), Validity::Valid);
        assert_eq!(at(1, 1_000_000, 0.0), Validity::Invalid);
    }

    #[test]
    fn reads_well_as_json() {
        let judgement = Judgement {
            validity: Validity::Invalid,
            reasons: vec![Reason::Duplicates { count: 2 }],
        };
        let json = serde_json::to_string(&judgement).unwrap();
        assert_eq!(
            json,
            r#"{"validity":"invalid","reasons":[{"reason":"duplicates","count":2}]}"#
        );
        assert_eq!(serde_json::from_str::<Judgement>(&json).unwrap(), judgement);
    }
}
