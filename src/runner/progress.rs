//! The progress bar on stderr: rate, time to go, and how each verdict is doing.

use std::sync::atomic::{AtomicU64, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::event::{Event, Sink};
use crate::record::Outcome;

/// A sink that draws a bar where stderr is a terminal, and only passes warnings on where it is not.
pub struct Progress {
    bar: ProgressBar,
    faults: AtomicU64,
}

impl Progress {
    /// A bar over `total` attempts, of which `done` are on disk.
    pub fn new(total: u64, done: u64) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
        let template = "{bar:30} {human_pos}/{human_len} attempts  {per_sec}  {eta} to go  {msg}";
        bar.set_style(
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        bar.set_position(done);
        bar.reset_eta();
        Self {
            bar,
            faults: AtomicU64::new(0),
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Sink for Progress {
    fn tell(&self, event: &Event<'_>) -> anyhow::Result<()> {
        match event {
            Event::Asked { attempts, .. } => {
                self.bar.inc(attempts.len() as u64);
                let bad = |row: &&crate::record::AttemptRow<'_>| {
                    matches!(row.verdict, Outcome::Faulted | Outcome::TimedOut)
                };
                let new = attempts.iter().filter(bad).count() as u64;
                if new > 0 {
                    let faults = self.faults.fetch_add(new, Ordering::Relaxed) + new;
                    self.bar
                        .set_message(format!("{faults} faults and timeouts"));
                }
            }
            Event::Stopped { solver, why } => {
                self.bar.suspend(|| eprintln!("stopped: {solver}: {why}"));
            }
            Event::Quarantined { solver, why } => {
                self.bar
                    .suspend(|| eprintln!("warning: {solver} is not asked any more: {why}"));
            }
        }
        Ok(())
    }
}
