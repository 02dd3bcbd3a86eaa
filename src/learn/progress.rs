//! A curve in the making on stderr: a bar over all samples, and a line a model.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::event::{Event, Sink};
use super::plan::{PlanRecord, Task};
use super::rows::PointRow;
use crate::report::number;
use crate::stats::Estimate;

/// A sink that draws a bar where stderr is a terminal, and writes a line a model everywhere.
pub struct Progress<'a> {
    bar: ProgressBar,
    plan: &'a PlanRecord,
    under_way: Mutex<BTreeSet<Task>>,
}

impl<'a> Progress<'a> {
    /// A bar over the samples that all models see, of which those of `done` are on disk.
    pub fn new<'t>(plan: &'a PlanRecord, done: impl Iterator<Item = &'t Task>) -> Self {
        let total: u64 = plan.tasks().iter().map(|task| plan.samples(task)).sum();
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template(
            "{bar:30} {human_pos}/{human_len} samples  {per_sec}  {eta} to go  {msg}",
        );
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_position(done.map(|task| plan.samples(task)).sum());
        bar.reset_eta();
        Self {
            bar,
            plan,
            under_way: Mutex::default(),
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn name(&self, task: &Task) -> String {
        let case = &self.plan.cases[task.curve].name;
        let labels = number::count(task.labels);
        format!("{case} {labels} #{}", task.repeat + 1)
    }

    fn change(&self, change: impl FnOnce(&mut BTreeSet<Task>)) {
        let mut tasks = self
            .under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        change(&mut tasks);
        let names: Vec<String> = tasks.iter().map(|task| self.name(task)).collect();
        self.bar.set_message(names.join(", "));
    }

    fn line(&self, task: &Task, row: &PointRow) -> String {
        let rate = number::full(&Estimate::rate(row.solved, row.n));
        let how = row.training.as_ref().map_or_else(String::new, |training| {
            let cpu = number::seconds(training.cpu_s);
            format!(" ({}, {cpu} of CPU)", training.head)
        });
        format!("{}: {rate}{how}", self.name(task))
    }
}

impl Sink for Progress<'_> {
    fn tell(&self, event: &Event<'_>) -> anyhow::Result<()> {
        match event {
            Event::Begun { task } => self.change(|tasks| {
                tasks.insert(*task);
            }),
            Event::Seen { samples } => self.bar.inc(*samples),
            Event::Slice(_) => {}
            Event::Measured { task, row } => {
                let line = self.line(task, row);
                self.bar.suspend(|| eprintln!("{line}"));
                self.change(|tasks| {
                    tasks.remove(task);
                });
            }
        }
        Ok(())
    }
}
