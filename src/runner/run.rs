//! The loop: challenges outside on all workers, solvers inside.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rayon::iter::{IntoParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _};

use super::ask::{Asked, MOST_STUCK, Seat};
use super::event::{Event, Sink};
use super::learners::Course;
use super::places::{Place, Places};
use super::watch::{Gate, guarded};
use crate::model::{Challenge, Key, Verdict};
use crate::plan::{Plan, PlannedCase};
use crate::record::{AttemptRow, ChallengeRow, Done, MazeRow, Writer};
use crate::scheme::{Legibility, Mark, Tag};
use crate::seed::Seed;
use crate::solver::SolveError;
use crate::suite::Contestant;

/// How a run came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Every planned attempt was made.
    Complete,
    /// `stop` was raised first.
    Interrupted,
    /// A solver should not be asked any more: its budget is used up, or it would refuse every request.
    Stopped,
}

/// Threads that only wait for somebody else, at most.
const MOST_WAITING: usize = 512;

/// What all workers share.
pub(super) struct Shared<'a> {
    pub(super) plan: &'a Plan,
    pub(super) done: &'a Done,
    sinks: &'a [&'a dyn Sink],
    /// What is known of each contestant's hangs, and whether it was told that it is asked no more.
    pub(super) gates: Vec<Arc<Gate>>,
    quarantined: Vec<AtomicBool>,
    /// What works in this process works on so many threads at once; who waits for somebody else needs none.
    pub(super) cores: Places<()>,
    /// One list of seats a contestant, as many as it may be asked at once.
    seats: Vec<Places<Seat>>,
    /// A solver should not be asked any more.
    stopped: AtomicBool,
}

/// Runs what `done` says is missing of the plan. Raising `stop` ends it after the challenges under way.
pub fn run(
    plan: &Plan,
    done: &Done,
    threads: usize,
    stop: &AtomicBool,
    sinks: &[&dyn Sink],
) -> anyhow::Result<Ended> {
    let waiting: usize = plan
        .contestants
        .iter()
        .filter_map(Contestant::at_once)
        .sum();
    let workers = threads + waiting.min(MOST_WAITING);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(workers)
        .build()?;
    let people = plan.contestants.len();
    let shared = Shared {
        plan,
        done,
        sinks,
        gates: (0..people).map(|_| Arc::default()).collect(),
        quarantined: (0..people).map(|_| AtomicBool::new(false)).collect(),
        cores: Places::new(threads),
        seats: plan
            .contestants
            .iter()
            .map(|c| Places::new(c.at_once().unwrap_or(workers)))
            .collect(),
        stopped: AtomicBool::new(false),
    };
    let result = pool.install(|| {
        (0..plan.challenges())
            .into_par_iter()
            .try_for_each(|number| {
                if stop.load(Ordering::Relaxed) || shared.stopped.load(Ordering::Relaxed) {
                    return Err(None);
                }
                shared.challenge(number).map_err(Some)
            })?;
        let courses = Course::all(plan, done);
        courses
            .par_iter()
            .try_for_each(|course| course.run(&shared, stop))
    });
    match result {
        Ok(()) | Err(None) if shared.stopped.load(Ordering::Relaxed) => Ok(Ended::Stopped),
        Ok(()) => Ok(Ended::Complete),
        Err(None) => Ok(Ended::Interrupted),
        Err(Some(error)) => Err(error),
    }
}

/// A challenge as it was made, or why it was not.
pub(super) struct Drawn {
    pub(super) made: Result<Made, String>,
    took: Duration,
}

pub(super) struct Made {
    pub(super) challenge: Arc<Challenge>,
    pub(super) key: Key,
    pub(super) px: String,
    legibility: Option<Legibility>,
    marks: Vec<Mark>,
    tags: Vec<Tag>,
}

impl Shared<'_> {
    /// Makes the challenge with this number over all cases, and asks everybody who has not had it.
    fn challenge(&self, number: u64) -> anyhow::Result<()> {
        let (case, index) = self.locate(number);
        let missing = |s: &&usize| {
            !self
                .done
                .has(&case.name, &self.plan.contestants[**s].name, index)
        };
        let at_once = |s: &&usize| !self.plan.contestants[**s].learns();
        let asks = case.asks.iter().filter(at_once).filter(missing);
        let asks: Vec<usize> = asks.copied().collect();
        if asks.is_empty() && self.done.has_challenge(&case.name, index) {
            return Ok(());
        }
        let seed = case.seeds.seed(index);
        let core = self.cores.take();
        let drawn = draw(case, &seed, index);
        let none = Key::text("", "", true);
        let attempts: Vec<AttemptRow<'_>> = match &drawn.made {
            Ok(made) => self.ask_all(case, index, &asks, made, &seed, core)?,
            Err(why) => asks
                .iter()
                .map(|&s| self.lost(case, index, s, &none, why))
                .collect(),
        };
        let row = challenge_row(case, index, &drawn);
        let challenge = (!self.done.has_challenge(&case.name, index)).then_some(&row);
        self.tell(&Event::Asked {
            challenge,
            attempts: &attempts,
        })
    }

    fn locate(&self, number: u64) -> (&PlannedCase, u64) {
        let mut rest = number;
        for case in &self.plan.cases {
            if rest < case.count {
                return (case, rest);
            }
            rest -= case.count;
        }
        unreachable!("challenge {number} of {}", self.plan.challenges())
    }

    fn ask_all<'a>(
        &'a self,
        case: &'a PlannedCase,
        index: u64,
        asks: &[usize],
        made: &'a Made,
        seed: &Seed,
        core: Place<'_, ()>,
    ) -> anyhow::Result<Vec<AttemptRow<'a>>> {
        let asked = Asked {
            scheme: case.scheme.as_ref(),
            prior: &case.prior,
            seed,
            challenge: &made.challenge,
            key: &made.key,
            told: None,
        };
        let mut core = Some(core);
        let mut rows = Vec::with_capacity(asks.len());
        for &s in asks {
            let contestant = &self.plan.contestants[s];
            if contestant.at_once().is_some() {
                core = None;
            } else if core.is_none() {
                core = Some(self.cores.take());
            }
            let queued = Instant::now();
            let mut place = self.seats[s].take();
            let queued = queued.elapsed();
            let seat = place
                .held
                .get_or_insert_with(|| Seat::new(contestant, &self.gates[s]));
            let mut given = seat.ask(&asked);
            drop(place);
            if let Some(account) = &mut given.account {
                account.queue_us += micros(queued);
                if let Some(why) = account.stop.take() {
                    self.stop(&contestant.name, &why)?;
                    continue;
                }
            }
            self.watch_for_quarantine(s)?;
            let timing = (micros(given.took), given.cold);
            let failed = given.failed.iter().collect();
            let mut row = AttemptRow::new(
                &case.name,
                index,
                &contestant.name,
                given.verdict,
                given.response,
                &made.key,
                timing,
                &made.px,
            );
            row.outside = given.account.map(Box::new);
            row.failed = failed;
            rows.push(row);
        }
        Ok(rows)
    }

    /// Ends the run after the challenges under way; the attempt that says so does not count as made.
    fn stop(&self, solver: &str, why: &str) -> anyhow::Result<()> {
        if self.stopped.swap(true, Ordering::Relaxed) {
            return Ok(());
        }
        self.tell(&Event::Stopped { solver, why })
    }

    pub(super) fn lost<'a>(
        &'a self,
        case: &'a PlannedCase,
        index: u64,
        s: usize,
        key: &'a Key,
        why: &str,
    ) -> AttemptRow<'a> {
        let verdict = Verdict::Faulted(format!("no challenge: {why}"));
        AttemptRow::new(
            &case.name,
            index,
            &self.plan.contestants[s].name,
            verdict,
            None,
            key,
            (0, false),
            "",
        )
    }

    pub(super) fn watch_for_quarantine(&self, s: usize) -> anyhow::Result<()> {
        let over = !self.gates[s].is_open(MOST_STUCK);
        if over && !self.quarantined[s].swap(true, Ordering::Relaxed) {
            let why = format!(
                "{MOST_STUCK} calls have not come back; the rest of its attempts count as faults"
            );
            return self.tell(&Event::Quarantined {
                solver: &self.plan.contestants[s].name,
                why: &why,
            });
        }
        Ok(())
    }

    pub(super) fn tell(&self, event: &Event<'_>) -> anyhow::Result<()> {
        self.sinks.iter().try_for_each(|sink| sink.tell(event))
    }
}

/// Makes the challenge; a panicking generator is a reason like any other.
pub(super) fn draw(case: &PlannedCase, seed: &Seed, index: u64) -> Drawn {
    let start = Instant::now();
    let made = guarded(|| {
        case.scheme
            .generate(seed, index)
            .map_err(|e| SolveError(e.to_string()))
    });
    let took = start.elapsed();
    let made = made.map_err(|error| error.0).map(|issued| Made {
        px: issued.challenge.digest(),
        challenge: Arc::new(issued.challenge),
        key: issued.key,
        legibility: issued.legibility,
        marks: issued.marks,
        tags: issued.tags,
    });
    Drawn { made, took }
}

fn challenge_row<'a>(case: &'a PlannedCase, i: u64, drawn: &'a Drawn) -> ChallengeRow<'a> {
    let made = drawn.made.as_ref().ok();
    ChallengeRow {
        case: case.name.as_str().into(),
        i,
        drawn: made.map_or("", |made| made.key.drawn.as_str()).into(),
        px: made.map_or("", |made| made.px.as_str()).into(),
        gen_us: micros(drawn.took),
        legibility: made.and_then(|made| made.legibility),
        marks: made.map_or_else(Vec::new, |made| made.marks.clone()),
        tags: made.map_or_else(Vec::new, |made| made.tags.clone()),
        maze: made.and_then(|made| MazeRow::of(&made.key)),
        reading: made.and_then(|made| made.key.reading.clone()),
        why: drawn.made.as_ref().err().cloned(),
    }
}

pub(super) fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

/// The sink that puts every row on disk.
pub struct Recorder(pub Writer);

impl Sink for Recorder {
    fn tell(&self, event: &Event<'_>) -> anyhow::Result<()> {
        match event {
            Event::Asked {
                challenge,
                attempts,
            } => self.0.append(*challenge, attempts),
            Event::Quarantined { .. } | Event::Stopped { .. } => Ok(()),
        }
    }
}
