//! `capbench run`: a suite becomes a record and its reports.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context as _;

use super::{Exit, interrupted, outside, report};
use crate::plan::{Plan, Selection, Unavailable};
use crate::record::{Done, Record, RunFile, Status, Writer, read_suite, run_id};
use crate::report::number;
use crate::runner::{Ended, Event, Progress, Recorder, Sink, run as run_plan};
use crate::suite::Suite;
use crate::summary::summarise;

/// Run a suite: make the challenges, ask the solvers, write the record and its reports
#[derive(clap::Args)]
pub(super) struct Args {
    /// The suite's TOML file
    #[arg(required_unless_present = "resume")]
    suite: Option<PathBuf>,
    /// Folder of the record [default: reports/RUN-ID]
    #[arg(long, short, value_name = "DIR")]
    out: Option<PathBuf>,
    /// At most N challenges a case
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    limit: Option<u64>,
    /// Only CASE, SOLVER or CASE/SOLVER, `*` allowed; may be given several times. Controls always run
    #[arg(long, value_name = "PATTERN")]
    filter: Vec<String>,
    /// Worker threads [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Another base seed: other challenges of the same designs
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Go on with an interrupted run; only what is missing is run
    #[arg(long, value_name = "RUN-DIR", conflicts_with_all = ["suite", "out", "limit", "filter", "seed", "dry_run"])]
    resume: Option<PathBuf>,
    /// Say what would run, how many attempts, and about how long, by a few tries that are not recorded
    #[arg(long)]
    dry_run: bool,
    /// Write the record only; `capbench report` makes reports from it later
    #[arg(long)]
    no_report: bool,
    /// Print the summary as JSON instead of tables
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    outside: outside::Flags,
}

pub(super) fn run(args: Args) -> anyhow::Result<Exit> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = args.threads.map_or(cores, usize::from);
    let (mut suite, selection) = what(&args)?;
    if args.dry_run {
        return dry_run(&Plan::new(&suite, &selection)?, threads);
    }
    args.outside.reach(&mut suite, &selection)?;
    let plan = Plan::new(&suite, &selection)?;
    warn(&plan);
    // Before the record exists: whoever sees it may press Ctrl-C.
    let stop = interrupted("the challenges under way")?;
    let (writer, done) = open(&args, &suite, &selection, &plan, threads)?;
    let dir = writer.dir().to_owned();
    match execute(&plan, &done, threads, writer, &stop) {
        Err(error) => {
            let place = format!("the run stopped early; what it had is in {}", dir.display());
            eprintln!("error: {:#}", error.context(place));
            Ok(Exit::Invalid)
        }
        Ok(Ended::Interrupted) => {
            eprintln!(
                "interrupted; go on with: capbench run --resume {0}; see what there is with: capbench report {0}",
                dir.display()
            );
            Ok(Exit::Interrupted)
        }
        Ok(Ended::Stopped) => {
            eprintln!(
                "what was asked until then is in {0}; go on with: capbench run --resume {0}",
                dir.display()
            );
            Ok(Exit::Invalid)
        }
        Ok(Ended::Complete) if args.no_report => {
            eprintln!("record: {}", dir.display());
            Ok(report::exit(&summarise(&Record::open(&dir)?)?))
        }
        Ok(Ended::Complete) => {
            let formats = report::default_formats();
            report::make(&Record::open(&dir)?, &dir, &formats, args.json)
        }
    }
}

/// A new record, or the one to go on with.
fn open(
    args: &Args,
    suite: &Suite,
    selection: &Selection,
    plan: &Plan,
    threads: usize,
) -> anyhow::Result<(Writer, Done)> {
    let record = plan.record();
    if let Some(dir) = &args.resume {
        return Writer::resume(dir, &record, threads);
    }
    let id = run_id(&record.suite, &record.id());
    let dir = args
        .out
        .clone()
        .unwrap_or_else(|| Path::new("reports").join(&id));
    let writer = Writer::create(&dir, id, suite, selection, &record, threads)?;
    Ok((writer, Done::none(&record)))
}

/// The suite and what of it: from the command line, or from the record to go on with.
fn what(args: &Args) -> anyhow::Result<(Suite, Selection)> {
    if let Some(dir) = &args.resume {
        let run = RunFile::read(dir)?;
        return Ok((read_suite(dir, &run.head.suite_path)?, run.selection));
    }
    let path = args.suite.as_deref().context("no suite given")?;
    let selection = Selection {
        limit: args.limit,
        filters: args.filter.clone(),
        seed: args.seed,
        ..Selection::default()
    };
    Ok((Suite::load(path)?, selection))
}

/// One line on stderr for all that a reader of the results should know beforehand.
fn warn(plan: &Plan) {
    for (names, lack) in Unavailable::grouped(&plan.unavailable) {
        let Unavailable {
            reason, install, ..
        } = lack;
        eprintln!("warning: unavailable: {names}: {reason}; to have it: {install}");
    }
    for case in &plan.cases {
        for notice in case.scheme.notices() {
            eprintln!("warning: case `{}`: {notice}", case.name);
        }
    }
}

/// A plan with where it goes, for commands that go on after measuring.
pub(super) struct Go<'a> {
    pub suite: &'a Suite,
    pub selection: &'a Selection,
    pub plan: &'a Plan,
    pub threads: usize,
    pub dir: &'a Path,
    pub id: &'a str,
    /// Whether the record starts here; else it grows.
    pub fresh: bool,
    pub stop: &'a AtomicBool,
}

/// Measures; false where it was interrupted. A record that there is already grows by what the plan has more.
pub(super) fn measure(go: &Go<'_>) -> anyhow::Result<bool> {
    let record = go.plan.record();
    let (writer, done) = if go.fresh {
        warn(go.plan);
        let id = go.id.to_owned();
        let writer = Writer::create(go.dir, id, go.suite, go.selection, &record, go.threads)?;
        (writer, Done::none(&record))
    } else {
        Writer::grow(go.dir, go.selection, &record, go.threads)?
    };
    let ended = execute(go.plan, &done, go.threads, writer, go.stop)?;
    Ok(ended == Ended::Complete)
}

fn execute(
    plan: &Plan,
    done: &Done,
    threads: usize,
    writer: Writer,
    stop: &AtomicBool,
) -> anyhow::Result<Ended> {
    let progress = Progress::new(plan.attempts(), done.attempts());
    let recorder = Recorder(writer);
    let ended = run_plan(plan, done, threads, stop, &[&recorder, &progress]);
    progress.finish();
    let status = match &ended {
        Ok(Ended::Complete) => Status::Complete,
        Ok(Ended::Interrupted | Ended::Stopped) | Err(_) => Status::Interrupted,
    };
    let finished = recorder.0.finish(status);
    // Where both failed, the first failure is the cause.
    ended.and_then(|ended| finished.map(|_| ended))
}

/// Mean warm time by case and solver, from a few real attempts that are not recorded.
#[derive(Default)]
struct Sample(
    Mutex<BTreeMap<(String, String), (u64, u64)>>,
    Mutex<BTreeMap<String, (u64, u64)>>,
);

impl Sink for Sample {
    fn tell(&self, event: &Event<'_>) -> anyhow::Result<()> {
        let Event::Asked {
            challenge,
            attempts,
        } = event
        else {
            return Ok(());
        };
        let mut times = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for row in attempts.iter().filter(|row| !row.cold) {
            let cell = times
                .entry((row.case.to_string(), row.solver.to_string()))
                .or_default();
            *cell = (cell.0 + row.us, cell.1 + 1);
        }
        let mut making = self.1.lock().unwrap_or_else(PoisonError::into_inner);
        for row in challenge.iter() {
            let cell = making.entry(row.case.to_string()).or_default();
            *cell = (cell.0 + row.gen_us, cell.1 + 1);
        }
        Ok(())
    }
}

fn dry_run(plan: &Plan, threads: usize) -> anyhow::Result<Exit> {
    warn(plan);
    let mut few = plan.sample(4);
    for (s, contestant) in plan.contestants.iter().enumerate() {
        if contestant.at_once().is_some() {
            few.cases
                .iter_mut()
                .for_each(|case| case.asks.retain(|&asked| asked != s));
            eprintln!("{}: not tried beforehand: asking may cost", contestant.name);
        }
    }
    let sample = Sample::default();
    run_plan(
        &few,
        &Done::none(&few.record()),
        1,
        &AtomicBool::new(false),
        &[&sample],
    )?;
    let times = sample
        .0
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    let making = sample
        .1
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    let mean =
        |cell: Option<&(u64, u64)>| cell.map_or(0.0, |(sum, n)| *sum as f64 / (*n).max(1) as f64);
    let mut total = 0.0;
    for case in &plan.cases {
        let names: Vec<&str> = case
            .asks
            .iter()
            .map(|&s| plan.contestants[s].name.as_str())
            .collect();
        let each: f64 = names
            .iter()
            .map(|name| mean(times.get(&(case.name.clone(), (*name).to_owned()))))
            .sum();
        let seconds =
            case.count as f64 * (each + mean(making.get(&case.name))) / 1e6 / threads as f64;
        total += seconds;
        println!(
            "{}: {} challenges x {} solvers ({})",
            case.name,
            number::count(case.count),
            names.len(),
            names.join(", ")
        );
    }
    let about = humantime::format_duration(Duration::from_secs(total.ceil() as u64));
    println!(
        "{} attempts in all; about {about} on {threads} threads, by 4 tries of each",
        number::count(plan.attempts())
    );
    Ok(Exit::Fine)
}
