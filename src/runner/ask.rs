//! Puts one challenge to one contestant and makes a verdict of what comes back.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::watch::{Call, Gate, Open, Timed, Watched, grace, guarded};
use crate::adapter::Made;
use crate::model::{Answer, Challenge, Form, Key, Response, Verdict};
use crate::scheme::{Prior, Scheme};
use crate::seed::Seed;
use crate::solver::control::{Control, Stall};
use crate::solver::{Account, End, SolveError, Told};
use crate::suite::{Contestant, Who};
use crate::tilt::Checks;

/// Calls of one solver that may be out at once without having come back in time. Beyond it the solver is not
/// asked any more: its threads would eat the machine.
pub(super) const MOST_STUCK: usize = 32;

/// Characters that an answer or a reading may have. What is longer is a solver gone wild, and no record's burden.
const LONGEST: usize = 1000;

/// The same of a path through a maze.
const LONGEST_TRACE: usize = 40_000;

/// A challenge with its key, as the runner alone holds it.
pub(super) struct Asked<'a> {
    pub(super) scheme: &'a dyn Scheme,
    pub(super) prior: &'a Prior,
    pub(super) seed: &'a Seed,
    pub(super) challenge: &'a Arc<Challenge>,
    pub(super) key: &'a Key,
    /// What the site said to the answer before, to a solver that learns.
    pub(super) told: Option<Told>,
}

/// One worker's way to one contestant.
pub(super) enum Seat {
    /// A control that answers at once.
    Control(Control),
    /// Anybody else; the last says whether it is told the right copy of a maze.
    Watched(Watched, Arc<Gate>, bool),
}

/// What one ask gave.
pub(super) struct Given {
    pub(super) verdict: Verdict,
    pub(super) response: Option<Response>,
    pub(super) took: Duration,
    pub(super) cold: bool,
    /// What it cost outside of this process.
    pub(super) account: Option<Account>,
    /// Checks of the site that the answer fails.
    pub(super) failed: Checks,
}

impl Seat {
    pub(super) fn new(contestant: &Contestant, gate: &Arc<Gate>) -> Self {
        let deadline = contestant.deadline;
        let mut patience = Duration::ZERO;
        let mut lent = false;
        let open: Open = match &contestant.who {
            Who::Control(Control::Stall) => Arc::new(move || Ok(Box::new(Stall(deadline)))),
            Who::Control(control) => return Self::Control(*control),
            Who::Solver {
                made: Made::Ready(solver),
                ..
            } => {
                lent = solver.has_lent_eye();
                let solver = Arc::clone(solver);
                patience = grace(solver.as_ref());
                Arc::new(move || solver.open_for(deadline))
            }
            Who::Solver {
                made: Made::Unavailable { reason, .. },
                ..
            } => {
                let reason = reason.clone();
                Arc::new(move || Err(SolveError(reason.clone())))
            }
        };
        Self::Watched(
            Watched::new(open, deadline, Arc::clone(gate)).with_grace(patience),
            Arc::clone(gate),
            lent,
        )
    }

    /// Asks, and judges what comes back. Never panics, never waits beyond the deadline.
    pub(super) fn ask(&mut self, asked: &Asked<'_>) -> Given {
        match self {
            Self::Control(control) => {
                let start = Instant::now();
                let result = guarded(|| {
                    Ok(control.respond(asked.scheme, asked.prior, asked.key, asked.seed))
                });
                judge(
                    asked.key,
                    Timed {
                        call: Call::Back(result),
                        took: start.elapsed(),
                        cold: false,
                        account: None,
                    },
                )
            }
            Self::Watched(_, gate, _) if !gate.is_open(MOST_STUCK) => {
                let why = format!("not asked: {MOST_STUCK} earlier calls have not come back");
                Given {
                    verdict: Verdict::Faulted(why),
                    response: None,
                    took: Duration::ZERO,
                    cold: false,
                    account: None,
                    failed: Checks::default(),
                }
            }
            Self::Watched(watched, _, lent) => {
                let challenge = match &asked.key.form {
                    Form::Trace(court) if *lent => Arc::new(Challenge {
                        lent: Some(court.upright),
                        ..Challenge::clone(asked.challenge)
                    }),
                    _ => Arc::clone(asked.challenge),
                };
                let timed = watched.call_after(asked.told.clone(), &challenge);
                judge(asked.key, timed)
            }
        }
    }
}

fn judge(key: &Key, timed: Timed) -> Given {
    let Timed {
        call,
        took,
        cold,
        account,
    } = timed;
    let late = account
        .as_ref()
        .is_some_and(|account| account.end == End::Timeout);
    // Times that were told count, so that those of a cassette do when it is played.
    let (took, cold) = match account.as_ref().and_then(|a| Some((a.solve_us, a.cold?))) {
        Some((us, cold)) => (Duration::from_micros(us), cold),
        None => (took, cold),
    };
    let mut failed = Checks::default();
    let (verdict, response) = match call {
        Call::Late => (Verdict::TimedOut, None),
        Call::Back(Err(_)) if late => (Verdict::TimedOut, None),
        Call::Back(Err(error)) => (
            Verdict::Faulted(error.0.chars().take(LONGEST).collect()),
            None,
        ),
        Call::Back(Ok(Response::Abstain)) => (Verdict::Abstained, None),
        Call::Back(Ok(Response::Answer(answer))) if !sound(key, &answer) => {
            let why = "a confidence that is not between 0 and 1, or an endless answer";
            (Verdict::Faulted(format!("answered with {why}")), None)
        }
        Call::Back(Ok(Response::Answer(answer))) => {
            failed = key.failed(&answer.text);
            let verdict = if key.accepts(&answer.text) {
                Verdict::Solved
            } else {
                Verdict::Wrong
            };
            (verdict, Some(Response::Answer(answer)))
        }
    };
    Given {
        verdict,
        response,
        took,
        cold,
        account,
        failed,
    }
}

/// Whether an answer can stand in a record: of bearable length, its confidences within 0 to 1.
fn sound(key: &Key, answer: &Answer) -> bool {
    let longest = match key.form {
        Form::Trace(_) => LONGEST_TRACE,
        _ => LONGEST,
    };
    let raw = answer.raw.as_deref().unwrap_or_default();
    let length = answer.text.chars().count().max(raw.chars().count());
    let mut confidences = answer.confidence.iter().chain(&answer.symbols);
    length <= longest && confidences.all(|c| (0.0..=1.0).contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(response: Response) -> Verdict {
        let key = Key::text("abc", "abc", false);
        let call = Call::Back(Ok(response));
        judge(
            &key,
            Timed {
                call,
                took: Duration::ZERO,
                cold: false,
                account: None,
            },
        )
        .verdict
    }

    #[test]
    fn answers_are_judged_and_endless_ones_are_faults() {
        assert_eq!(
            verdict(Response::Answer(Answer::text("ABC"))),
            Verdict::Solved
        );
        assert_eq!(
            verdict(Response::Answer(Answer::text("abd"))),
            Verdict::Wrong
        );
        assert_eq!(verdict(Response::Abstain), Verdict::Abstained);
        let endless = Answer::text("x".repeat(100_000));
        let unsure = Answer {
            confidence: Some(f32::NAN),
            ..Answer::text("abc")
        };
        for answer in [endless, unsure] {
            assert!(matches!(
                verdict(Response::Answer(answer)),
                Verdict::Faulted(_)
            ));
        }
    }
}
