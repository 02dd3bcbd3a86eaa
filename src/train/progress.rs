//! A training on stderr: a bar where that is a terminal, and a line a validation everywhere.

use std::time::Instant;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::curve::Row;
use super::event::Event;
use crate::report::number::{count, percent, significant};

/// Parts of the budget that the bar tells apart.
const PARTS: u64 = 10_000;

/// Shows events.
pub struct Progress {
    bar: ProgressBar,
    heads: Vec<&'static str>,
    since: Since,
}

/// For the speed since the last validation.
struct Since {
    samples: u64,
    at: Instant,
}

impl Progress {
    /// For a training of heads with these names.
    pub fn new(heads: Vec<&'static str>) -> Self {
        let bar = ProgressBar::with_draw_target(Some(PARTS), ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{bar:30} {msg}  {eta} to go");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        let since = Since {
            samples: 0,
            at: Instant::now(),
        };
        Self { bar, heads, since }
    }

    /// Shows one.
    pub fn tell(&mut self, event: &Event<'_>) {
        match event {
            Event::Drawing { part, count } => {
                self.bar.set_message(format!("drawing {count} {part}"));
            }
            Event::Notice(text) => self.line(&format!("note: {text}")),
            Event::Ready {
                train,
                validation,
                test,
                classes,
                samples,
            } => {
                let train = train.map_or("fresh".to_owned(), |n| count(n as u64));
                self.line(&format!(
                    "train {train}, validation {validation}, test {test}; {classes} symbols"
                ));
                self.start(*samples);
            }
            Event::Stepped {
                samples,
                fraction,
                losses,
                ..
            } => {
                self.bar.set_position((fraction * PARTS as f64) as u64);
                let losses = self.heads.iter().zip(*losses);
                let losses = losses.map(|(head, loss)| format!("  {head} {loss:.2}"));
                let losses: String = losses.collect();
                self.bar
                    .set_message(format!("{} samples{losses}", count(*samples)));
            }
            Event::Validated { row, best } => {
                self.line(&self.validation(row, *best));
                self.start(row.samples);
            }
            Event::Saved => {}
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn start(&mut self, samples: u64) {
        let at = Instant::now();
        self.since = Since { samples, at };
        // A resumed training starts in the middle; its time to go must not count what was done before.
        if self.bar.position() == 0 {
            self.bar.reset_eta();
        }
    }

    fn validation(&self, row: &Row, best: bool) -> String {
        let since = &self.since;
        let seconds = since.at.elapsed().as_secs_f64().max(1e-9);
        let speed = (row.samples - since.samples.min(row.samples)) as f64 / seconds;
        let scores = self.heads.iter().zip(&row.heads).zip(&row.losses);
        let scores = scores.map(|((head, score), loss)| {
            format!(
                "; {head} loss {} valid {}",
                significant(*loss),
                percent(score.rate())
            )
        });
        format!(
            "{} samples, {speed:.0}/s{}{}",
            count(row.samples),
            scores.collect::<String>(),
            if best { " *" } else { "" }
        )
    }

    fn line(&self, text: &str) {
        self.bar.suspend(|| eprintln!("{text}"));
    }
}
