//! Solvers that learn are asked each case in order, by one session, and told what the site says to each answer.
//!
//! What they answer must depend on the case alone: not on threads, nor on where a run was interrupted. So every case has
//! a session of its own, that begins anew when a run is resumed and is asked again what is on disk already.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::ask::{Asked, Seat};
use super::event::Event;
use super::run::{Drawn, Shared, draw, micros};
use crate::model::{Key, Response, Verdict};
use crate::plan::{Plan, PlannedCase};
use crate::record::{AttemptRow, Done};
use crate::solver::Told;

/// One solver's way through one case.
pub(super) struct Course<'a> {
    case: &'a PlannedCase,
    solver: usize,
}

impl<'a> Course<'a> {
    /// Those of a plan that are not wholly on disk.
    pub(super) fn all(plan: &'a Plan, done: &Done) -> Vec<Self> {
        let of_case = |case: &'a PlannedCase| {
            let learners = case.asks.iter().filter(|&&s| plan.contestants[s].learns());
            learners.map(move |&solver| Self { case, solver })
        };
        let open = |course: &Self| {
            let name = &plan.contestants[course.solver].name;
            (0..course.case.count).any(|i| !done.has(&course.case.name, name, i))
        };
        plan.cases.iter().flat_map(of_case).filter(open).collect()
    }

    /// Asks every challenge in order. `Err(None)`: it was stopped.
    pub(super) fn run(
        &self,
        shared: &Shared<'_>,
        stop: &AtomicBool,
    ) -> Result<(), Option<anyhow::Error>> {
        let contestant = &shared.plan.contestants[self.solver];
        let mut seat = Seat::new(contestant, &shared.gates[self.solver]);
        let mut told = None;
        for index in 0..self.case.count {
            if stop.load(Ordering::Relaxed) {
                return Err(None);
            }
            told = self.step(shared, &mut seat, told, index)?;
        }
        Ok(())
    }

    /// Asks one challenge; gives what the site says to the answer, where it says anything.
    fn step(
        &self,
        shared: &Shared<'_>,
        seat: &mut Seat,
        told: Option<Told>,
        index: u64,
    ) -> anyhow::Result<Option<Told>> {
        let (case, name) = (self.case, &shared.plan.contestants[self.solver].name);
        let seed = case.seeds.seed(index);
        let Drawn { made, .. } = draw(case, &seed, index);
        let none = Key::text("", "", true);
        let made = match &made {
            Ok(made) => made,
            Err(why) => {
                let row = shared.lost(case, index, self.solver, &none, why);
                self.write(shared, row)?;
                return Ok(told);
            }
        };
        let given = seat.ask(&Asked {
            scheme: case.scheme.as_ref(),
            prior: &case.prior,
            seed: &seed,
            challenge: &made.challenge,
            key: &made.key,
            told,
        });
        shared.watch_for_quarantine(self.solver)?;
        let said = match &given.response {
            Some(Response::Answer(answer)) if case.feedback => Some(Told {
                challenge: Arc::clone(&made.challenge),
                answer: answer.text.clone(),
                solved: given.verdict == Verdict::Solved,
            }),
            _ => None,
        };
        let timing = (micros(given.took), given.cold);
        let (verdict, response) = (given.verdict, given.response);
        let row = AttemptRow::new(
            &case.name, index, name, verdict, response, &made.key, timing, &made.px,
        );
        self.write(shared, row)?;
        Ok(said)
    }

    /// Puts a row on disk that is not there yet.
    fn write(&self, shared: &Shared<'_>, row: AttemptRow<'_>) -> anyhow::Result<()> {
        if shared.done.has(&row.case, &row.solver, row.i) {
            return Ok(());
        }
        shared.tell(&Event::Asked {
            challenge: None,
            attempts: &[row],
        })
    }
}
