//! The command line: one verb a file.

use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context as _;
use clap::{Parser, Subcommand};

mod check;
mod completions;
mod doctor;
mod generate;
mod learn;
mod list;
mod man;
mod math;
mod play;
mod report;
mod run;
mod schema;
mod serve;
mod show;
mod solve;
mod target;
mod train;

/// Measures how robust a CAPTCHA design is against automation.
///
/// Challenges are generated here from a seed, or come from a folder that holds their key; capbench never drives
/// a site that someone else operates.
#[derive(Parser)]
#[command(version, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 fine; 1 a gate failed; 2 usage or configuration; 3 run INVALID or incomplete; 130 interrupted."
)]
pub struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Run(run::Args),
    Report(report::Args),
    List(list::Args),
    Check(check::Args),
    Generate(generate::Args),
    Show(show::Args),
    Solve(solve::Args),
    Train(train::Args),
    Learn(learn::Args),
    Math(math::Args),
    Serve(serve::Args),
    Play(play::Args),
    Doctor(doctor::Args),
    Completions(completions::Args),
    Man(man::Args),
    Schema(schema::Args),
}

/// How a command ended, as its exit code says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0.
    Fine,
    /// 1: a check or gate failed.
    Failed,
    /// 2: usage or configuration.
    Usage,
    /// 3: the run is INVALID or incomplete.
    Invalid,
    /// 130: stopped by the user.
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Fine => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Invalid => 3,
            Exit::Interrupted => 130,
        })
    }
}

impl Cli {
    /// Does what was asked.
    pub fn run(self) -> anyhow::Result<Exit> {
        match self.verb {
            Verb::Run(args) => run::run(args),
            Verb::Report(args) => report::run(args),
            Verb::List(args) => list::run(args),
            Verb::Check(args) => check::run(&args),
            Verb::Generate(args) => generate::run(&args),
            Verb::Show(args) => show::run(&args),
            Verb::Solve(args) => solve::run(&args),
            Verb::Train(args) => train::run(&args),
            Verb::Learn(args) => learn::run(&args),
            Verb::Math(args) => math::run(&args),
            Verb::Serve(args) => serve::run(&args),
            Verb::Play(args) => play::run(&args),
            Verb::Doctor(args) => doctor::run(&args),
            Verb::Completions(args) => completions::run(&args),
            Verb::Man(args) => man::run(&args),
            Verb::Schema(args) => schema::run(&args),
        }
    }
}

/// A flag that the first Ctrl-C (or termination signal) raises; the second ends the process at once.
fn interrupted(after: &'static str) -> anyhow::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if raised.swap(true, Ordering::SeqCst) {
            std::process::exit(130);
        }
        eprintln!("stopping after {after}; once more to stop at once");
    })
    .context("failed to watch for Ctrl-C")?;
    Ok(stop)
}

/// Whether stderr may be coloured.
pub fn styled_stderr() -> bool {
    std::io::stderr().is_terminal() && no_color_unset()
}

/// Whether stdout may be coloured.
pub(crate) fn styled_stdout() -> bool {
    std::io::stdout().is_terminal() && no_color_unset()
}

fn no_color_unset() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
