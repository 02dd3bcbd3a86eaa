//! The making of a curve: several models at a time, each trained and measured by itself.
//!
//! A model depends on its task alone, never on what is trained beside it: each job has threads of its own, and every
//! random number comes from the task. So jobs change times and nothing else.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context as _;
use rayon::prelude::*;

use super::event::{Event, Sink};
use super::plan::{Plan, PlannedCurve, Task};
use super::rows::{PointRow, SliceRow, Training};
use crate::model::{Challenge, Key, Response};
use crate::runner::Ended;
use crate::solver::Session;

/// What one model is trained on and with.
pub struct Lesson<'a> {
    /// The design.
    pub curve: &'a PlannedCurve,
    /// The plan: the method, and what to start from.
    pub plan: &'a Plan,
    /// Labels, those for validation included.
    pub labels: u64,
    /// Index of the first train challenge.
    pub first: u64,
    /// Eval challenges from 0 on that must not be among what is trained on.
    pub guard: u64,
    /// Samples to see, repeats counted.
    pub samples: u64,
    /// Seed of everything that the training draws.
    pub seed: u64,
    /// Raised from outside: end after the step under way.
    pub stop: &'a Arc<AtomicBool>,
}

/// A trained model, ready to answer.
pub struct Pupil {
    /// Its hash.
    pub model: String,
    /// How it was trained.
    pub training: Training,
    /// Answers challenges.
    pub read: Reader,
}

/// Answers a challenge; `None` is an abstention, and a fault ends the run: a broken solver must not read as a strong
/// design. Called from several threads at once.
pub type Reader = Box<dyn Fn(&Challenge) -> anyhow::Result<Option<String>> + Send + Sync>;

/// Takes note of samples seen.
pub type Told<'a> = &'a mut dyn FnMut(u64) -> anyhow::Result<()>;

/// Trains a model; `None` if it was stopped. Runs inside a pool of the threads that it may use.
pub type Teach<'a> = &'a (dyn Fn(&Lesson<'_>, Told<'_>) -> anyhow::Result<Option<Pupil>> + Sync);

/// What all jobs share.
struct Shared<'a> {
    plan: &'a Plan,
    teach: Teach<'a>,
    stop: &'a Arc<AtomicBool>,
    sinks: &'a [&'a dyn Sink],
    tasks: Vec<Task>,
    next: AtomicUsize,
    measured: AtomicUsize,
    failed: Mutex<Option<anyhow::Error>>,
}

/// Trains and measures what `done` says is missing of the plan, `jobs` models at a time. Raising `stop` ends it after
/// the steps under way; models that are not finished are trained anew by the next sitting.
pub fn run(
    plan: &Plan,
    done: &HashSet<Task>,
    jobs: usize,
    teach: Teach<'_>,
    stop: &Arc<AtomicBool>,
    sinks: &[&dyn Sink],
) -> anyhow::Result<Ended> {
    let mut tasks = plan.tasks();
    tasks.retain(|task| !done.contains(task));
    let jobs = jobs.clamp(1, tasks.len().max(1));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let shared = Shared {
        plan,
        teach,
        stop,
        sinks,
        tasks,
        next: AtomicUsize::new(0),
        measured: AtomicUsize::new(0),
        failed: Mutex::new(None),
    };
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| shared.job((cores / jobs).max(1)));
        }
    });
    let failed = shared
        .failed
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    match failed {
        Some(error) => Err(error),
        None if shared.measured.into_inner() == shared.tasks.len() => Ok(Ended::Complete),
        None => Ok(Ended::Interrupted),
    }
}

impl Shared<'_> {
    /// One job: takes the next task until there is none.
    fn job(&self, threads: usize) {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let result = pool.context("failed to start threads").and_then(|pool| {
            while let Some(task) = self.take() {
                let model = || self.model(task).with_context(|| self.place(task));
                if !pool.install(model)? {
                    break;
                }
            }
            Ok(())
        });
        if let Err(error) = result {
            let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
            failed.get_or_insert(error);
            self.stop.store(true, Ordering::SeqCst);
        }
    }

    fn take(&self) -> Option<Task> {
        if self.stop.load(Ordering::Relaxed) {
            return None;
        }
        let place = self.next.fetch_add(1, Ordering::Relaxed);
        self.tasks.get(place).copied()
    }

    fn place(&self, task: Task) -> String {
        let case = &self.plan.curves[task.curve].name;
        format!(
            "case `{case}`, {} labels, repeat {}",
            task.labels, task.repeat
        )
    }

    /// Trains and measures one model; false if it was stopped.
    fn model(&self, task: Task) -> anyhow::Result<bool> {
        self.tell(&Event::Begun { task })?;
        let curve = &self.plan.curves[task.curve];
        let (model, training, read) = if task.labels == 0 {
            let from = self.plan.from.as_ref().context("0 labels train nothing")?;
            let session = from.solver.open()?;
            (from.solver.version(), None, as_reader(session))
        } else {
            let Some(pupil) = self.lesson(task, curve)? else {
                return Ok(false);
            };
            (pupil.model, Some(pupil.training), pupil.read)
        };
        let slice = Slice::draw(self.plan, curve, task)?;
        let answers = slice.challenges.par_iter().map(&read);
        let answers = answers.collect::<anyhow::Result<Vec<Option<String>>>>()?;
        let solves = |(answer, key): &(&Option<String>, &Key)| {
            answer.as_ref().is_some_and(|answer| key.accepts(answer))
        };
        let solved = answers.iter().zip(&slice.keys).filter(solves);
        let row = PointRow {
            case: curve.name.clone(),
            labels: task.labels,
            repeat: task.repeat,
            solved: solved.count() as u64,
            n: slice.keys.len() as u64,
            model,
            training,
            answers,
        };
        self.tell(&Event::Slice(&slice.row))?;
        self.tell(&Event::Measured { task, row: &row })?;
        self.measured.fetch_add(1, Ordering::Relaxed);
        Ok(true)
    }

    fn lesson(&self, task: Task, curve: &PlannedCurve) -> anyhow::Result<Option<Pupil>> {
        let record = &self.plan.record;
        let lesson = Lesson {
            curve,
            plan: self.plan,
            labels: task.labels,
            first: record.train_first(task.repeat),
            guard: record.eval_first(task.repeat + 1),
            samples: record.samples(&task),
            seed: record.model_seed(&task),
            stop: self.stop,
        };
        (self.teach)(&lesson, &mut |samples| self.tell(&Event::Seen { samples }))
    }

    fn tell(&self, event: &Event<'_>) -> anyhow::Result<()> {
        self.sinks.iter().try_for_each(|sink| sink.tell(event))
    }
}

/// What a repeat's models are measured on.
struct Slice {
    challenges: Vec<Challenge>,
    keys: Vec<Key>,
    row: SliceRow,
}

impl Slice {
    fn draw(plan: &Plan, curve: &PlannedCurve, task: Task) -> anyhow::Result<Self> {
        let first = plan.record.eval_first(task.repeat);
        let issue = |index: u64| {
            let issued = curve.scheme.generate(&curve.eval.seed(index), index);
            issued.with_context(|| format!("eval challenge {index} cannot be drawn"))
        };
        let issued = (first..first + plan.record.eval)
            .into_par_iter()
            .map(issue)
            .collect::<anyhow::Result<Vec<_>>>()?;
        let row = SliceRow {
            case: curve.name.clone(),
            repeat: task.repeat,
            first,
            drawn: issued.iter().map(|i| i.key.drawn.clone()).collect(),
            stored: issued.iter().map(|i| i.key.stored.clone()).collect(),
            px: issued.iter().map(|i| i.challenge.digest()).collect(),
        };
        let (challenges, keys) = issued.into_iter().map(|i| (i.challenge, i.key)).unzip();
        Ok(Self {
            challenges,
            keys,
            row,
        })
    }
}

/// An adapter's session behind the face of a trained model.
fn as_reader(session: Box<dyn Session>) -> Reader {
    let session = Mutex::new(session);
    Box::new(move |challenge| {
        let mut session = session.lock().unwrap_or_else(PoisonError::into_inner);
        match session.solve(challenge) {
            Ok(Response::Answer(answer)) => Ok(Some(answer.text)),
            Ok(Response::Abstain) => Ok(None),
            Err(error) => Err(error.into()),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::plan::LearnSelection;
    use crate::learn::record::{CHALLENGES, POINTS, Record, Writer};
    use crate::learn::rows::HeadScore;
    use crate::record::Status;
    use crate::suite::Suite;
    use std::path::Path;

    const SUITE: &str = "schema = 1\nname = \"s\"\n\
        [[case]]\nname = \"a\"\nscheme = \"securimage\"\npreset = \"simplified\"\ncount = 5\n\
        [[case]]\nname = \"b\"\nscheme = \"securimage\"\npreset = \"math\"\ncount = 5\n\
        [learn]\nlabels = [0, 50, 100, 200]\nrepeats = 2\neval = 6\n";

    fn suite() -> Suite {
        Suite::parse(SUITE, Path::new("s.toml")).unwrap()
    }

    /// A teacher whose pupils answer what their seed and the picture say, at once.
    fn pupil(lesson: &Lesson<'_>, told: Told<'_>) -> anyhow::Result<Option<Pupil>> {
        told(lesson.samples)?;
        let seed = lesson.seed;
        let score = HeadScore {
            head: "ctc".into(),
            solved: 1,
            n: 20,
        };
        Ok(Some(Pupil {
            model: format!("{seed:x}"),
            training: Training {
                head: "ctc".into(),
                validation: vec![score],
                samples: lesson.samples,
                loss: 1.5,
                wall_s: 2.0,
                cpu_s: 1.0,
                data: format!("{}+{}", lesson.first, lesson.labels),
            },
            read: Box::new(move |challenge| Ok(Some(format!("{}{seed}", challenge.digest())))),
        }))
    }

    fn learn(
        dir: &Path,
        jobs: usize,
        teach: Teach<'_>,
        stop: &Arc<AtomicBool>,
    ) -> anyhow::Result<Ended> {
        let (suite, selection) = (suite(), LearnSelection::default());
        let plan = Plan::new(&suite, &selection)?;
        let (writer, done) = if dir.join(POINTS).exists() {
            Writer::resume(dir, &plan.record, jobs)?
        } else {
            (
                Writer::create(dir, &suite, &selection, &plan.record, jobs)?,
                HashSet::new(),
            )
        };
        let ended = run(&plan, &done, jobs, teach, stop, &[&writer]);
        let complete = matches!(ended, Ok(Ended::Complete));
        writer.finish(if complete {
            Status::Complete
        } else {
            Status::Interrupted
        })?;
        ended
    }

    fn go() -> Arc<AtomicBool> {
        Arc::new(AtomicBool::new(false))
    }

    #[test]
    fn jobs_do_not_matter() {
        let digests = [1, 3].map(|jobs| {
            let dir = tempfile::tempdir().unwrap();
            assert_eq!(
                learn(dir.path(), jobs, &pupil, &go()).unwrap(),
                Ended::Complete
            );
            let record = Record::open(dir.path()).unwrap();
            assert_eq!(
                (record.points.len(), record.slices.len()),
                (2 * 2 * 3, 2 * 2)
            );
            record.learn.head.digest.unwrap()
        });
        assert_eq!(digests[0], digests[1]);
    }

    /// Stopped in the middle, torn, and gone on with: only what is missing is trained, and the end is the same.
    #[test]
    fn what_is_on_disk_is_not_trained_again() {
        let calm = tempfile::tempdir().unwrap();
        learn(calm.path(), 2, &pupil, &go()).unwrap();
        let rough = tempfile::tempdir().unwrap();
        let (stop, taught) = (go(), AtomicUsize::new(0));
        let five = |lesson: &Lesson<'_>, told: Told<'_>| {
            if taught.fetch_add(1, Ordering::SeqCst) == 5 {
                lesson.stop.store(true, Ordering::SeqCst);
                return Ok(None);
            }
            pupil(lesson, told)
        };
        assert_eq!(
            learn(rough.path(), 1, &five, &stop).unwrap(),
            Ended::Interrupted
        );
        let record = Record::open(rough.path()).unwrap();
        assert_eq!(
            (record.learn.head.status, record.points.len()),
            (Status::Interrupted, 5)
        );
        let points = std::fs::read_to_string(rough.path().join(POINTS)).unwrap();
        std::fs::write(rough.path().join(POINTS), &points[..points.len() - 9]).unwrap();
        let again = AtomicUsize::new(0);
        let rest = |lesson: &Lesson<'_>, told: Told<'_>| {
            again.fetch_add(1, Ordering::SeqCst);
            pupil(lesson, told)
        };
        assert_eq!(
            learn(rough.path(), 2, &rest, &go()).unwrap(),
            Ended::Complete
        );
        assert_eq!(again.into_inner(), 12 - 4);
        let (calm, rough) = (
            Record::open(calm.path()).unwrap(),
            Record::open(rough.path()).unwrap(),
        );
        assert_eq!(calm.learn.head.digest, rough.learn.head.digest);
        assert_eq!(rough.learn.head.sittings.len(), 2);
        assert_eq!(rough.slices.len(), 4);
    }

    #[test]
    fn a_failure_ends_it_and_names_its_place() {
        let dir = tempfile::tempdir().unwrap();
        let broken = |lesson: &Lesson<'_>, told: Told<'_>| {
            anyhow::ensure!(lesson.labels < 100, "the loss is no number");
            pupil(lesson, told)
        };
        let error = learn(dir.path(), 1, &broken, &go()).unwrap_err();
        assert_eq!(
            format!("{error:#}"),
            "case `a`, 100 labels, repeat 0: the loss is no number"
        );
        assert_eq!(Record::open(dir.path()).unwrap().points.len(), 2);
    }

    #[test]
    fn rows_that_were_not_planned_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        learn(dir.path(), 1, &pupil, &go()).unwrap();
        let path = dir.path().join(POINTS);
        let points = std::fs::read_to_string(&path).unwrap();
        let first = points.lines().next().unwrap();
        std::fs::write(&path, format!("{points}{first}\n")).unwrap();
        let error = format!("{:#}", Record::open(dir.path()).unwrap_err());
        assert!(
            error.contains("line 13: the model a/50/0 stands twice or is not planned"),
            "{error}"
        );
        std::fs::write(&path, points.replace("\"labels\":50,", "\"labels\":51,")).unwrap();
        assert!(Record::open(dir.path()).is_err());
        std::fs::remove_file(dir.path().join(CHALLENGES)).unwrap();
    }

    /// Every model of a repeat meets the same challenges, and no repeat meets another's.
    #[test]
    fn lessons_are_what_the_plan_says() {
        let dir = tempfile::tempdir().unwrap();
        learn(dir.path(), 1, &pupil, &go()).unwrap();
        let record = Record::open(dir.path()).unwrap();
        let stride = record.learn.plan.train_stride;
        for row in &record.points {
            let data = format!("{}+{}", u64::from(row.repeat) * stride, row.labels);
            assert_eq!(row.training.as_ref().unwrap().data, data);
            assert_eq!(row.answers.len(), 6);
        }
        let of = |repeat| {
            record
                .slices
                .iter()
                .find(|s| s.case == "a" && s.repeat == repeat)
                .unwrap()
        };
        assert_eq!((of(0).first, of(1).first), (0, 6));
        assert!(of(0).px.iter().all(|px| !of(1).px.contains(px)));
    }
}
