//! `capbench learn`: how many labelled challenges break a design.

use std::collections::HashSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::Context as _;

use super::report::{Splice, announce};
use super::{Exit, interrupted, styled_stdout};
use crate::config::suggest;
use crate::learn::{
    LearnFile, LearnSelection, Plan, Progress, Record, Summary, Task, Writer, run as run_plan,
    summarise, teach,
};
use crate::record::{Status, read_suite};
use crate::report::learn::{FORMATS, markdown, terminal};
use crate::report::number;
use crate::runner::Ended;
use crate::stats::Validity;
use crate::suite::Suite;

/// Measure how many labels break a design: train on more and more of them, several times, and draw the curve
#[derive(clap::Args)]
pub(super) struct Args {
    /// The suite's TOML file; its table [learn] says what is measured
    #[arg(required_unless_present = "resume")]
    suite: Option<PathBuf>,
    /// Folder of the record [default: reports/RUN-ID]
    #[arg(long, short, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Only this case, `*` allowed; may be given several times
    #[arg(long = "case", value_name = "NAME")]
    cases: Vec<String>,
    /// Numbers of labels, such as 0,50,100,200
    #[arg(long, value_name = "N,N,...", value_delimiter = ',')]
    labels: Option<Vec<u64>>,
    /// Trainings of each point
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    repeats: Option<u32>,
    /// Eval challenges that each model is measured on
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    eval: Option<u64>,
    /// Start every training from this adapter; 0 labels are then its own score
    #[arg(long, value_name = "ADAPTER")]
    from: Option<String>,
    /// Another base seed: other challenges of the same designs
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Models trained at a time; changes times and nothing else [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// Go on with an interrupted record; only what is missing is trained
    #[arg(long, value_name = "DIR", conflicts_with_all = ["suite", "out", "cases", "labels", "repeats", "eval", "from", "seed", "dry_run"])]
    resume: Option<PathBuf>,
    /// Say what would be trained, and on how many samples
    #[arg(long)]
    dry_run: bool,
    /// Write the record only; `capbench report` makes reports from it later
    #[arg(long)]
    no_report: bool,
    /// Print the summary as JSON instead of tables
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let jobs = args.jobs.map_or(cores, usize::from);
    let (suite, selection) = what(args)?;
    let plan = Plan::new(&suite, &selection)?;
    if args.dry_run {
        return dry_run(&plan);
    }
    // Before the record exists: whoever sees it may press Ctrl-C.
    let stop = interrupted("the steps under way")?;
    let (writer, done) = open(args, &suite, &selection, &plan, jobs)?;
    let dir = writer.dir().to_owned();
    match execute(&plan, &done, jobs, &writer, &stop) {
        Err(error) => {
            let place = format!("stopped early; what there is is in {}", dir.display());
            eprintln!("error: {:#}", error.context(place));
            Ok(Exit::Invalid)
        }
        Ok(Ended::Interrupted | Ended::Stopped) => {
            eprintln!(
                "interrupted; go on with: capbench learn --resume {0}; see what there is with: capbench report {0}",
                dir.display()
            );
            Ok(Exit::Interrupted)
        }
        Ok(Ended::Complete) if args.no_report => {
            eprintln!("record: {}", dir.display());
            Ok(exit(&summarise(&Record::open(&dir)?)?))
        }
        Ok(Ended::Complete) => make(&dir, &dir, &super::report::default_formats(), args.json),
    }
}

/// The suite and what is set otherwise: from the command line, or from the record to go on with.
fn what(args: &Args) -> anyhow::Result<(Suite, LearnSelection)> {
    if let Some(dir) = &args.resume {
        let learn = LearnFile::read(dir)?;
        return Ok((read_suite(dir, &learn.head.suite_path)?, learn.selection));
    }
    let path = args.suite.as_deref().context("no suite given")?;
    let selection = LearnSelection {
        cases: args.cases.clone(),
        labels: args.labels.clone(),
        repeats: args.repeats,
        eval: args.eval,
        from: args.from.clone(),
        seed: args.seed,
    };
    Ok((Suite::load(path)?, selection))
}

fn dry_run(plan: &Plan) -> anyhow::Result<Exit> {
    let tasks = plan.tasks();
    let samples: u64 = tasks.iter().map(|task| plan.record.samples(task)).sum();
    for curve in &plan.curves {
        println!("{}", curve.name);
    }
    let labels: Vec<String> = plan
        .record
        .labels
        .iter()
        .copied()
        .map(number::count)
        .collect();
    println!(
        "{} models ({} labels, {} times each) on {} samples in all, measured on {} challenges each",
        number::count(tasks.len() as u64),
        labels.join(", "),
        plan.record.repeats,
        number::count(samples),
        number::count(plan.record.eval)
    );
    Ok(Exit::Fine)
}

/// A new record, or the one to go on with.
fn open(
    args: &Args,
    suite: &Suite,
    selection: &LearnSelection,
    plan: &Plan,
    jobs: usize,
) -> anyhow::Result<(Writer, HashSet<Task>)> {
    if let Some(dir) = &args.resume {
        return Writer::resume(dir, &plan.record, jobs);
    }
    let dir = args.out.clone();
    let dir = dir.unwrap_or_else(|| Path::new("reports").join(Writer::name(&plan.record)));
    let writer = Writer::create(&dir, suite, selection, &plan.record, jobs)?;
    Ok((writer, HashSet::new()))
}

fn execute(
    plan: &Plan,
    done: &HashSet<Task>,
    jobs: usize,
    writer: &Writer,
    stop: &Arc<AtomicBool>,
) -> anyhow::Result<Ended> {
    let progress = Progress::new(&plan.record, done.iter());
    let ended = run_plan(plan, done, jobs, &teach, stop, &[writer, &progress]);
    progress.finish();
    let status = match &ended {
        Ok(Ended::Complete) => Status::Complete,
        Ok(Ended::Interrupted | Ended::Stopped) | Err(_) => Status::Interrupted,
    };
    let finished = writer.finish(status);
    // Where both failed, the first failure is the cause.
    ended.and_then(|ended| finished.map(|()| ended))
}

/// Writes the formats of a record to `dir`, prints the tables, and says whether the curves can be believed.
pub(super) fn make(
    record: &Path,
    dir: &Path,
    formats: &[String],
    json: bool,
) -> anyhow::Result<Exit> {
    let chosen = formats.iter().map(|name| {
        let format = FORMATS.iter().find(|format| format.name == name);
        let known = || suggest(name, FORMATS.iter().map(|format| format.name));
        format.with_context(|| format!("unknown format `{name}`; {}", known()))
    });
    let chosen = chosen.collect::<anyhow::Result<Vec<_>>>()?;
    let summary = summarise(&Record::open(record)?)?;
    std::fs::create_dir_all(dir).with_context(|| format!("failed to create {}", dir.display()))?;
    let mut written = Vec::new();
    for format in chosen {
        let files = (format.write)(&summary, dir);
        written
            .extend(files.with_context(|| format!("failed to write the {} report", format.name))?);
    }
    let mut out = std::io::stdout().lock();
    if json {
        writeln!(out, "{}", serde_json::to_string_pretty(&summary)?)?;
    } else {
        write!(out, "{}", terminal::tables(&summary, styled_stdout()))?;
    }
    announce(&written, dir);
    Ok(exit(&summary))
}

/// Writes the curves between the markers of a file.
pub(super) fn splice(record: &Path, file: &Path, check: bool) -> anyhow::Result<Exit> {
    let summary = summarise(&Record::open(record)?)?;
    let splice = Splice {
        topic: "capbench:learn",
        text: &markdown::results(&summary),
    };
    Ok(splice.put_into(file, check)?.unwrap_or(exit(&summary)))
}

fn exit(summary: &Summary) -> Exit {
    let complete = summary.run.status == Status::Complete;
    if complete && summary.validity.validity == Validity::Valid {
        Exit::Fine
    } else {
        Exit::Invalid
    }
}
