//! `capbench gate`: a run and what its suite expects of it, for CI.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use anyhow::Context as _;

use super::run::{Go, measure};
use super::{Exit, interrupted, styled_stdout};
use crate::compare::Side;
use crate::gate::{ALPHA, Gate, Terms, Verdict, judge};
use crate::plan::{Plan, Selection};
use crate::record::{RunFile, read_suite, run_id};
use crate::report::gate::{junit, markdown, sarif, terminal};
use crate::stats::Looks;
use crate::suite::{Expect, Suite};

/// Judge a run by what its suite expects: PASS, FAIL or INCONCLUSIVE, for CI
///
/// Exit codes: 0 PASS (or INCONCLUSIVE, unless --strict); 1 FAIL; 2 usage; 3 run INVALID, or INCONCLUSIVE with --strict.
#[derive(clap::Args)]
pub(super) struct Args {
    /// A suite's TOML file, which is run first, or the folder of a record
    target: PathBuf,
    /// Take the expectations of this suite
    #[arg(long, value_name = "SUITE")]
    expect: Option<PathBuf>,
    /// The record that changes are measured against, in place of the suite's
    #[arg(long, value_name = "RUN-DIR")]
    baseline: Option<PathBuf>,
    /// Draw more challenges of undecided cases until all is decided
    #[arg(long, requires = "max_n")]
    until_decided: bool,
    /// With --until-decided: at most N challenges a case
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    max_n: Option<u64>,
    /// Chance of a false alarm of the whole gate, and of a false pass of each expectation
    #[arg(long, value_name = "P", default_value_t = ALPHA)]
    alpha: f64,
    /// INCONCLUSIVE exits 3 in place of 0
    #[arg(long)]
    strict: bool,
    /// Write JUnit XML
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Append a Markdown summary, such as to $GITHUB_STEP_SUMMARY
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
    /// Write SARIF 2.1.0
    #[arg(long, value_name = "FILE")]
    sarif: Option<PathBuf>,
    /// Print the judgement as JSON
    #[arg(long)]
    json: bool,
    /// Folder of the record, where a suite is run [default: reports/RUN-ID]
    #[arg(long, short, value_name = "DIR")]
    out: Option<PathBuf>,
    /// At most N challenges a case
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    limit: Option<u64>,
    /// Worker threads [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Another base seed: other challenges of the same designs
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    anyhow::ensure!(
        args.alpha > 0.0 && args.alpha < 0.5,
        "--alpha {} is not between 0 and 0.5",
        args.alpha
    );
    let suite = if args.target.is_dir() {
        let run = RunFile::read(&args.target)?;
        read_suite(&args.target, &run.head.suite_path)?
    } else {
        Suite::load(&args.target)?
    };
    let others = args.expect.as_deref().map(Suite::load).transpose()?;
    let judging = Judging::new(args, others.as_ref().unwrap_or(&suite))?;
    let gate = if args.target.is_dir() {
        anyhow::ensure!(
            !args.until_decided,
            "--until-decided draws challenges; give it a suite and not a record"
        );
        judging.of(&args.target)?
    } else {
        match drawn(args, &suite, &judging)? {
            Some(gate) => gate,
            None => return Ok(Exit::Interrupted),
        }
    };
    write(args, &gate)?;
    Ok(match gate.verdict {
        Verdict::Pass => Exit::Fine,
        Verdict::Fail => Exit::Failed,
        Verdict::Inconclusive if !args.strict => Exit::Fine,
        Verdict::Inconclusive | Verdict::Invalid => Exit::Invalid,
    })
}

/// What does not change from look to look.
struct Judging {
    expects: Vec<Expect>,
    baselines: BTreeMap<String, Side>,
    terms: Terms,
}

impl Judging {
    fn new(args: &Args, suite: &Suite) -> anyhow::Result<Self> {
        anyhow::ensure!(
            !suite.expects.is_empty(),
            "{} expects nothing; add an [[expect]], such as: at_most = 0.01",
            suite.path.display()
        );
        let folder = suite.path.parent().unwrap_or(Path::new("."));
        let (mut expects, mut baselines) = (suite.expects.clone(), BTreeMap::new());
        for expect in expects.iter_mut().filter(|e| e.bound.needs_baseline()) {
            let dir = match (&args.baseline, &expect.baseline) {
                (Some(dir), _) => dir.clone(),
                (None, Some(word)) => folder.join(word),
                (None, None) => continue,
            };
            let word = dir.display().to_string();
            if !baselines.contains_key(&word) {
                baselines.insert(word.clone(), Side::open(&dir)?);
            }
            expect.baseline = Some(word);
        }
        let looks = if args.until_decided {
            Looks::Repeated
        } else {
            Looks::Once
        };
        Ok(Self {
            expects,
            baselines,
            terms: Terms {
                alpha: args.alpha,
                looks,
            },
        })
    }

    fn of(&self, dir: &Path) -> anyhow::Result<Gate> {
        judge(
            &Side::open(dir)?,
            &self.expects,
            &self.baselines,
            self.terms,
        )
    }
}

/// Runs the suite, and with `--until-decided` draws on; `None` where it was interrupted.
fn drawn(args: &Args, suite: &Suite, judging: &Judging) -> anyhow::Result<Option<Gate>> {
    let stop = interrupted("the challenges under way")?;
    let mut selection = Selection {
        limit: args.limit,
        seed: args.seed,
        ..Selection::default()
    };
    let most = args.max_n.unwrap_or(u64::MAX);
    let plan = Plan::new(suite, &selection)?;
    if args.until_decided {
        let first = plan
            .cases
            .iter()
            .map(|c| (c.name.clone(), c.count.min(most)));
        selection.counts = first.collect();
    }
    let id = run_id(&suite.name, &plan.record().id());
    let dir = args
        .out
        .clone()
        .unwrap_or_else(|| Path::new("reports").join(&id));
    let mut first = true;
    loop {
        if !look(args, suite, &selection, &dir, &id, first, &stop)? {
            eprintln!(
                "interrupted; what there is: capbench report {}",
                dir.display()
            );
            return Ok(None);
        }
        first = false;
        let gate = judging.of(&dir)?;
        if !args.until_decided || !more(&gate, &mut selection, most) {
            eprintln!("record: {}", dir.display());
            return Ok(Some(gate));
        }
    }
}

/// One look's worth of challenges; false where it was interrupted.
fn look(
    args: &Args,
    suite: &Suite,
    selection: &Selection,
    dir: &Path,
    id: &str,
    first: bool,
    stop: &AtomicBool,
) -> anyhow::Result<bool> {
    let plan = Plan::new(suite, selection)?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    measure(&Go {
        suite,
        selection,
        plan: &plan,
        threads: args.threads.map_or(cores, usize::from),
        dir,
        id,
        fresh: first,
        stop,
    })
}

/// Raises the count of every case with something undecided: by what would decide it, at least by a quarter and at most
/// to twice what there is. False where nothing can be raised.
fn more(gate: &Gate, selection: &mut Selection, most: u64) -> bool {
    if gate.verdict == Verdict::Invalid {
        return false;
    }
    let mut raised = false;
    for check in &gate.checks {
        let Some(count) = selection.counts.get_mut(&check.case) else {
            continue;
        };
        if check.verdict != Verdict::Inconclusive || *count >= most {
            continue;
        }
        let now = check.measured.n.min(*count).max(1);
        let wanted = now + check.more.unwrap_or(now).clamp(now.div_ceil(4), now);
        let next = wanted.min(most);
        raised |= next > *count;
        *count = next.max(*count);
    }
    raised
}

fn write(args: &Args, gate: &Gate) -> anyhow::Result<()> {
    let put = |path: &Path, text: &[u8]| {
        std::fs::write(path, text).with_context(|| format!("failed to write {}", path.display()))
    };
    if let Some(path) = &args.junit {
        put(path, junit(gate, args.strict)?.as_bytes())?;
    }
    if let Some(path) = &args.sarif {
        put(path, &serde_json::to_vec_pretty(&sarif(gate))?)?;
    }
    if let Some(path) = &args.markdown {
        let file = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(path);
        file.and_then(|mut file| file.write_all(markdown(gate).as_bytes()))
            .with_context(|| format!("failed to write {}", path.display()))?;
    }
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::to_string_pretty(gate)?)?;
    } else {
        write!(out, "{}", terminal(gate, styled_stdout()))?;
    }
    Ok(())
}
