//! The loop: step, validate, keep the best, save.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use serde_json::json;

use super::arch::Arch;
use super::clock::Clock;
use super::curve::Row;
use super::data::Data;
use super::event::Event;
use super::examine::{examine, validate};
use super::feed::Feed;
use super::frozen::Frozen;
use super::hash::DataHash;
use super::net::{Batch, Net};
use super::schedule;
use super::shape::settle;
use super::state::{Identity, Progress, State};
use super::task::{Budget, Labels, Task, TrainError};
use super::trained::{Ended, Facts, Trained};

/// How often the state is written.
const SAVE_EVERY: Duration = Duration::from_secs(60);

/// Trains as the task says. `tell` hears how it goes.
pub fn fit(task: &Task, tell: &mut dyn FnMut(Event<'_>)) -> Result<Trained, TrainError> {
    let data = Data::draw(task, tell)?;
    let mut training = Training::begin(task, &data)?;
    tell(training.ready());
    let ended = training.run(tell)?;
    training.finish(ended)
}

/// A training under way.
struct Training<'a> {
    task: &'a Task,
    data: &'a Data<'a>,
    feed: Feed<'a>,
    net: Net,
    arch: Arch,
    identity: Identity,
    progress: Progress,
    fresh: DataHash,
    /// The best model so far, with its one head, as it would be shipped.
    best: Vec<u8>,
    /// Layers that a warm start kept.
    kept: usize,
    clock: Clock,
    saved: Instant,
}

impl<'a> Training<'a> {
    fn begin(task: &'a Task, data: &'a Data<'a>) -> Result<Self, TrainError> {
        let arch = settle(&task.shape, data.drawer.frame, data.longest)?;
        let identity = identity(task, data, &arch);
        let (net, kept) = start(task, data, &arch).map_err(TrainError::Task)?;
        let mut training = Self {
            feed: Feed::new(task, data),
            progress: Progress {
                losses: vec![0.0; arch.heads.len()],
                ..Progress::default()
            },
            fresh: DataHash::default(),
            best: Vec::new(),
            clock: Clock::start(),
            saved: Instant::now(),
            task,
            data,
            net,
            arch,
            identity,
            kept,
        };
        if task.resume {
            training.resume()?;
        }
        Ok(training)
    }

    fn resume(&mut self) -> Result<(), TrainError> {
        let Some(path) = &self.task.state else {
            let why = "there is no state file to go on from".to_owned();
            return Err(TrainError::Task(why));
        };
        let refused = |why| TrainError::State {
            path: path.display().to_string(),
            why,
        };
        let state = State::read(path, &self.identity)?;
        self.net = Net::from_bytes(&state.net).map_err(refused)?;
        self.fresh = state.progress.fresh.parse().map_err(refused)?;
        (self.progress, self.best) = (state.progress, state.best);
        Ok(())
    }

    fn ready(&self) -> Event<'static> {
        let fresh = self.task.labels == Labels::Fresh;
        Event::Ready {
            train: (!fresh).then_some(self.data.train.len()),
            validation: self.data.validation.len(),
            test: self.data.test.len(),
            classes: self.data.alphabet.len(),
            samples: self.samples(),
        }
    }

    fn samples(&self) -> u64 {
        self.progress.steps * self.task.recipe.batch as u64
    }

    fn seconds(&self) -> f64 {
        self.progress.seconds + self.clock.seconds()
    }

    /// Share of the budget that is used up; 1 and more: all of it.
    fn fraction(&self) -> f64 {
        match self.task.recipe.budget {
            Budget::Samples(all) => self.samples() as f64 / all.max(1) as f64,
            Budget::Minutes(all) => self.seconds() / (60.0 * all),
        }
    }

    fn run(&mut self, tell: &mut dyn FnMut(Event<'_>)) -> Result<Ended, TrainError> {
        let ended = loop {
            if self.fraction() >= 1.0 {
                break Ended::Complete;
            }
            self.step(tell)?;
            let due = (self.fraction().min(1.0) * f64::from(self.task.recipe.validations)) as u32;
            if due > self.progress.validations {
                self.progress.validations = due;
                self.validate(tell);
                let patience = self.task.recipe.patience;
                if patience.is_some_and(|patience| self.progress.stale >= patience) {
                    break Ended::Early;
                }
            }
            if self.task.stop.load(Ordering::Relaxed) {
                break Ended::Interrupted;
            }
            if self.saved.elapsed() > SAVE_EVERY {
                self.save(tell)?;
            }
        };
        let seen = self.progress.curve.last().map(|row| row.samples);
        let unread = seen != Some(self.samples());
        // An interrupted training goes on with its state as it is: a row of its own would not be there without.
        if (ended == Ended::Complete && unread) || self.best.is_empty() {
            if ended == Ended::Interrupted {
                self.save(tell)?;
            }
            self.validate(tell);
        } else if ended == Ended::Interrupted {
            self.save(tell)?;
        }
        Ok(ended)
    }

    fn step(&mut self, tell: &mut dyn FnMut(Event<'_>)) -> Result<(), TrainError> {
        let fraction = self.fraction();
        let rate = self.task.recipe.rate * schedule::share(fraction);
        let batch = self.feed.batch(self.progress.steps)?;
        self.fresh.merge(batch.fresh);
        let losses = self.net.step(
            Batch {
                pictures: &batch.pictures,
                labels: &batch.labels,
            },
            rate as f32,
        );
        self.progress.steps += 1;
        if losses.iter().any(|loss| !loss.is_finite()) {
            return Err(TrainError::Task(format!(
                "the loss is no number any more after {} samples; a lower learning rate may help",
                self.samples()
            )));
        }
        for (sum, loss) in self.progress.losses.iter_mut().zip(&losses) {
            *sum += f64::from(*loss);
        }
        self.progress.summed += 1;
        tell(Event::Stepped {
            samples: self.samples(),
            fraction: self.fraction().min(1.0),
            losses: &losses,
            rate,
        });
        Ok(())
    }

    /// Reads the validation part, and keeps the model if it is the best so far; of equals the later.
    fn validate(&mut self, tell: &mut dyn FnMut(Event<'_>)) {
        let frozen = self.net.freeze();
        let summed = self.progress.summed.max(1) as f64;
        let row = Row {
            samples: self.samples(),
            seconds: self.seconds(),
            rate: self.task.recipe.rate * schedule::share(self.fraction()),
            losses: self
                .progress
                .losses
                .iter()
                .map(|sum| sum / summed)
                .collect(),
            heads: validate(&frozen, &self.data.validation, &self.data.alphabet),
        };
        self.progress.losses.fill(0.0);
        self.progress.summed = 0;
        let head = row.best_head();
        let old = self
            .progress
            .best
            .map(|(row, head)| self.progress.curve[row].heads[head].solved);
        let best = old.is_none_or(|old| row.heads[head].solved >= old);
        let nats = row.heads[head].nats;
        let least = self.progress.least_nats;
        let closer = nats.is_some_and(|nats| least.is_none_or(|least| nats < least));
        let better = closer || old.is_none_or(|old| row.heads[head].solved > old);
        self.progress.stale = if better { 0 } else { self.progress.stale + 1 };
        if closer {
            self.progress.least_nats = nats;
        }
        if best {
            self.best = frozen.to_onnx(head, &[]);
            self.progress.best = Some((self.progress.curve.len(), head));
        }
        tell(Event::Validated { row: &row, best });
        self.progress.curve.push(row);
    }

    fn save(&mut self, tell: &mut dyn FnMut(Event<'_>)) -> Result<(), TrainError> {
        let Some(path) = &self.task.state else {
            return Ok(());
        };
        let state = State {
            identity: self.identity.clone(),
            progress: Progress {
                seconds: self.seconds(),
                cpu_seconds: self.progress.cpu_seconds + self.clock.cpu_seconds(),
                fresh: self.fresh.to_string(),
                ..self.progress.clone()
            },
            net: self.net.to_bytes(),
            best: self.best.clone(),
        };
        state.write(path)?;
        self.saved = Instant::now();
        tell(Event::Saved);
        Ok(())
    }

    fn finish(self, ended: Ended) -> Result<Trained, TrainError> {
        let broken = |why| TrainError::Task(format!("the kept model cannot be read back: {why}"));
        let model = Frozen::from_onnx(&self.best).map_err(broken)?;
        let mut hash = self.data.hash;
        hash.merge(self.fresh);
        let weights = self.net.weights() as u64;
        let samples = self.samples();
        let pool = self.data.train.len();
        let facts = Facts {
            ended,
            origins: self.data.origins.clone(),
            fresh: self.task.labels == Labels::Fresh,
            train: if pool > 0 { pool as u64 } else { samples },
            validation: self.data.validation.len() as u64,
            samples,
            epochs: (pool > 0).then(|| samples as f64 / pool as f64),
            seconds: self.seconds(),
            cpu_seconds: self.progress.cpu_seconds + self.clock.cpu_seconds(),
            arch: self.arch,
            weights,
            best: self.progress.best.unwrap_or_default(),
            curve: self.progress.curve.clone(),
            data_hash: hash.to_string(),
            eval_checked: self.data.guard.eval,
            kept_layers: self.kept,
        };
        Ok(Trained {
            test: examine(&model, &self.data.test, &self.data.alphabet),
            model,
            alphabet: self.data.alphabet.clone(),
            frame: self.data.drawer.frame,
            facts,
        })
    }
}

fn start(task: &Task, data: &Data<'_>, arch: &Arch) -> Result<(Net, usize), String> {
    let (classes, seed) = (data.alphabet.len(), task.recipe.seed);
    match &task.from {
        None => Ok((Net::new(arch, classes, seed)?, 0)),
        Some(from) => {
            let kept = data.alphabet.classes_in(&from.alphabet);
            Net::warm(arch, classes, &from.model, &kept, seed)
        }
    }
}

/// All that a step depends on beside its number and the weights.
fn identity(task: &Task, data: &Data<'_>, arch: &Arch) -> Identity {
    let recipe = &task.recipe;
    let sources = task.sources.iter().map(|source| {
        json!([
            source.name,
            source.kind,
            source.scheme.version(),
            source.scheme.params(),
            source.base,
            source.weight
        ])
    });
    let from = task.from.as_ref().map(|from| {
        let model = blake3::hash(&from.model.to_onnx(0, &[]));
        json!([from.name, model.to_hex()[..16]])
    });
    let values = [
        ("architecture", json!(arch)),
        ("augmentation", json!(recipe.augment)),
        ("batch", json!(recipe.batch)),
        ("budget", json!(recipe.budget)),
        ("data", json!(data.hash.to_string())),
        ("first challenge", json!(task.first)),
        ("labels", json!(task.labels)),
        ("patience", json!(recipe.patience)),
        ("rate", json!(recipe.rate)),
        ("seed", json!(recipe.seed)),
        ("sources", sources.collect()),
        ("start", json!(from)),
        ("symbols", json!(data.alphabet.charset())),
        ("test", json!(data.test.len())),
        ("validations", json!(recipe.validations)),
    ];
    values.map(|(name, value)| (name.to_owned(), value)).into()
}
