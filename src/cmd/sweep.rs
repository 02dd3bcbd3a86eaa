//! `capbench sweep`: what each knob of a design buys.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::report::announce;
use super::run::{Go, measure};
use super::{Exit, interrupted, styled_stdout};
use crate::compare::Side;
use crate::diagnose::FileError;
use crate::plan::{Plan, Selection};
use crate::record::{Status, run_id};
use crate::report::{number, sweep};
use crate::stats::Validity;
use crate::suite::{Knob, Suite};
use crate::sweep::{expand, summarise};

/// Move the knobs of a design on the same challenges: what each buys, and what it costs in legibility
///
/// Knobs and values come from the suite's [sweep] or from --knob. A record of a sweep can be given in place of a suite.
#[derive(clap::Args)]
pub(super) struct Args {
    /// A suite's TOML file, or the folder of a sweep's record
    target: PathBuf,
    /// A knob and its values: num_lines=0,2,5 or perturbation=0..1:0.25; may be given several times
    #[arg(long, value_name = "NAME=VALUES", value_parser = Knob::parse)]
    knob: Vec<Knob>,
    /// The case to start from [default: the suite's [sweep] says, or its first]
    #[arg(long, value_name = "NAME")]
    case: Option<String>,
    /// Every combination of the values, for main effects and interactions
    #[arg(long)]
    factorial: bool,
    /// Challenges of every setting
    #[arg(long, short = 'n', value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    count: Option<u64>,
    /// Only SOLVER, `*` allowed; may be given several times
    #[arg(long, value_name = "PATTERN")]
    filter: Vec<String>,
    /// Folder of the record [default: reports/RUN-ID]
    #[arg(long, short, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Worker threads [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Say what would run and run nothing
    #[arg(long)]
    dry_run: bool,
    /// Print the summary as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    if args.target.is_dir() {
        let dir = args.out.as_deref().unwrap_or(&args.target);
        return report(&args.target, dir, args.json);
    }
    let suite = Suite::load(&args.target)?;
    let text = expand(&suite, &wanted(args, &suite))?;
    // What is wrong now is a knob's value: the file shown is the one written here.
    let shown = PathBuf::from(format!("{} with its knobs moved", suite.path.display()));
    let expanded = Suite::parse(&text, &suite.path).map_err(|_| wrong(&text, &shown, &suite))?;
    let selection = Selection {
        filters: args.filter.clone(),
        ..Selection::default()
    };
    let plan = Plan::new(&expanded, &selection)?;
    eprintln!(
        "{} settings, {} challenges, {} attempts",
        plan.cases.len(),
        number::count(plan.challenges()),
        number::count(plan.attempts())
    );
    if args.dry_run {
        plan.cases.iter().for_each(|case| println!("{}", case.name));
        return Ok(Exit::Fine);
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let id = run_id(&suite.name, &plan.record().id());
    let dir = args
        .out
        .clone()
        .unwrap_or_else(|| Path::new("reports").join(&id));
    let stop = interrupted("the challenges under way")?;
    let complete = measure(&Go {
        suite: &expanded,
        selection: &selection,
        plan: &plan,
        threads: args.threads.map_or(cores, usize::from),
        dir: &dir,
        id: &id,
        fresh: true,
        stop: &stop,
    })?;
    if !complete {
        eprintln!(
            "interrupted; go on with: capbench run --resume {0}, then: capbench sweep {0}",
            dir.display()
        );
        return Ok(Exit::Interrupted);
    }
    report(&dir, &dir, args.json)
}

/// The suite's sweep with what the command line says over it.
fn wanted(args: &Args, suite: &Suite) -> crate::suite::Sweep {
    let mut sweep = suite.sweep.clone();
    if !args.knob.is_empty() {
        sweep.knobs.clone_from(&args.knob);
    }
    sweep.factorial |= args.factorial;
    sweep.count = args.count.or(sweep.count);
    sweep.case = args.case.clone().or(sweep.case);
    sweep
}

/// The error of the expanded suite, which is in no file.
fn wrong(text: &str, shown: &Path, suite: &Suite) -> anyhow::Error {
    match Suite::parse(text, &suite.path) {
        Ok(_) => anyhow::anyhow!("{} cannot be read", shown.display()),
        Err(error) => anyhow::anyhow!("{}\n{}", shown.display(), FileError::render(&error, false)),
    }
}

fn report(record: &Path, dir: &Path, json: bool) -> anyhow::Result<Exit> {
    let summary = summarise(&Side::open(record)?)?;
    std::fs::create_dir_all(dir)?;
    let written = sweep::write(&summary, dir)?;
    let mut out = std::io::stdout().lock();
    if json {
        writeln!(out, "{}", serde_json::to_string_pretty(&summary)?)?;
    } else {
        write!(out, "{}", sweep::terminal(&summary, styled_stdout()))?;
    }
    announce(&written, dir);
    let fine =
        summary.validity.validity == Validity::Valid && summary.run.status == Status::Complete;
    Ok(if fine { Exit::Fine } else { Exit::Invalid })
}
