//! `capbench check`: is this suite or adapter fit to be run?

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::{Exit, outside, styled_stdout};
use crate::adapter::{self, Made};
use crate::config::{Options, suggest};
use crate::model::{Asks, Challenge, Response};
use crate::plan::{Plan, PlannedCase, Selection, Unavailable};
use crate::record::{Done, Outcome};
use crate::runner::{Event, Guarded, Sink, run as run_plan};
use crate::scheme;
use crate::seed::Seed;
use crate::solver::control::Control;
use crate::solver::{self, End, Example, Severity, Solver};
use crate::suite::Suite;

/// Check a suite (keys, determinism, solvers at work) or an adapter (conformance)
#[derive(clap::Args)]
pub(super) struct Args {
    /// A suite's TOML file, or the name or folder of an adapter
    target: String,
    /// Put an adapter to the cases of this suite, and not to the presets
    #[arg(long, value_name = "SUITE")]
    suite: Option<std::path::PathBuf>,
    /// Only to this case
    #[arg(long, value_name = "CASE", requires = "suite")]
    case: Option<String>,
    #[command(flatten)]
    outside: outside::Flags,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let mut checks = Checks::default();
    let path = Path::new(&args.target);
    if path.extension().is_some_and(|e| e == "toml")
        && path.file_name().is_some_and(|name| name != "adapter.toml")
    {
        check_suite(path, args, &mut checks)?;
    } else {
        let dir = if path.is_file() {
            path.parent().unwrap_or(Path::new(".")).to_owned()
        } else {
            find(&args.target)?
        };
        check_adapter(&dir, args, &mut checks)?;
    }
    println!("{} passed, {} failed", checks.passed, checks.failed);
    Ok(if checks.failed == 0 {
        Exit::Fine
    } else {
        Exit::Failed
    })
}

fn find(name: &str) -> anyhow::Result<std::path::PathBuf> {
    adapter::find(name, None)
        .map_err(|e| anyhow::anyhow!("{e}; {}", e.help.clone().unwrap_or_default()))
}

/// Prints a line a check, and counts.
#[derive(Default)]
struct Checks {
    passed: u32,
    failed: u32,
}

impl Checks {
    fn note(&mut self, what: &str, result: Result<String, String>) {
        let (mark, colour, text) = match &result {
            Ok(text) => ("ok  ", "32", text),
            Err(text) => ("FAIL", "31", text),
        };
        self.passed += u32::from(result.is_ok());
        self.failed += u32::from(result.is_err());
        let mark = if styled_stdout() {
            format!("\x1b[{colour}m{mark}\x1b[0m")
        } else {
            mark.to_owned()
        };
        println!(
            "{mark} {what}{}{text}",
            if text.is_empty() { "" } else { ": " }
        );
    }
}

fn check_suite(path: &Path, args: &Args, checks: &mut Checks) -> anyhow::Result<()> {
    let mut suite = Suite::load(path)?;
    args.outside.reach(&mut suite, &Selection::default())?;
    let plan = Plan::new(&suite, &Selection::default())?;
    checks.note(
        "suite",
        Ok(format!(
            "{}: {} cases, {} attempts planned",
            suite.name,
            plan.cases.len(),
            plan.attempts()
        )),
    );
    for case in &plan.cases {
        checks.note(
            &format!("case {} is drawn the same twice", case.name),
            deterministic(case),
        );
        for notice in case.scheme.notices() {
            println!("note case {}: {notice}", case.name);
        }
    }
    for (names, lack) in Unavailable::grouped(&plan.unavailable) {
        println!(
            "note unavailable: {names}: {}; to have it: {}",
            lack.reason, lack.install
        );
    }
    let few = plan.sample(3);
    let tally = Tally::default();
    run_plan(
        &few,
        &Done::none(&few.record()),
        1,
        &AtomicBool::new(false),
        &[&tally],
    )?;
    let rows = tally.0.into_inner().unwrap_or_else(PoisonError::into_inner);
    let drills = [Control::Stall, Control::Crash].map(Control::name);
    for contestant in plan
        .contestants
        .iter()
        .filter(|c| !drills.contains(&c.name.as_str()))
    {
        check_solver(&contestant.name, &rows, checks);
    }
    Ok(())
}

/// A contestant must not break, and the oracle must solve everything; how many others solve is no matter here.
fn check_solver(name: &str, rows: &[(String, Outcome, String)], checks: &mut Checks) {
    let its: Vec<_> = rows.iter().filter(|(solver, ..)| solver == name).collect();
    let solved = its
        .iter()
        .filter(|(_, outcome, _)| *outcome == Outcome::Solved)
        .count();
    let broken = its
        .iter()
        .find(|(_, outcome, _)| matches!(outcome, Outcome::Faulted | Outcome::TimedOut));
    let score = format!("solves {solved} of {}", its.len());
    let result = match broken {
        Some((_, outcome, why)) => Err(format!("{} {why}", outcome.word())),
        None if name == "oracle" && solved < its.len() => Err(score),
        None => Ok(score),
    };
    if !its.is_empty() {
        checks.note(&format!("solver {name}"), result);
    }
}

/// Solver, outcome and reason of every attempt.
#[derive(Default)]
struct Tally(Mutex<Vec<(String, Outcome, String)>>);

impl Sink for Tally {
    fn tell(&self, event: &Event<'_>) -> anyhow::Result<()> {
        if let Event::Asked { attempts, .. } = event {
            let mut rows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let why = |why: &Option<std::borrow::Cow<'_, str>>| {
                why.as_deref().unwrap_or_default().to_owned()
            };
            rows.extend(
                attempts
                    .iter()
                    .map(|row| (row.solver.to_string(), row.verdict, why(&row.why))),
            );
        }
        Ok(())
    }
}

fn deterministic(case: &PlannedCase) -> Result<String, String> {
    let draw = |index: u64| {
        let issued = case
            .scheme
            .generate(&case.seeds.seed(index), index)
            .map_err(|e| e.to_string())?;
        if !issued.key.accepts(&issued.key.stored) {
            return Err(format!(
                "challenge {index} refuses its own key {:?}",
                issued.key.stored
            ));
        }
        Ok((issued.challenge.digest(), issued.key))
    };
    for index in 0..case.count.min(5) {
        if draw(index)? != draw(index)? {
            return Err(format!(
                "challenge {index} differs between two drawings of the same seed"
            ));
        }
    }
    Ok(String::new())
}

/// What an adapter may take for one challenge.
const DEADLINE: Duration = Duration::from_secs(10);

fn check_adapter(dir: &Path, args: &Args, checks: &mut Checks) -> anyhow::Result<()> {
    let loaded = adapter::load(dir)?;
    checks.note(
        "manifest",
        Ok(format!(
            "{}: {} [{}]",
            loaded.name, loaded.summary, loaded.kind
        )),
    );
    let solver = match loaded.made {
        Made::Ready(solver) => solver,
        Made::Unavailable { reason, install } => {
            checks.note("available", Err(format!("{reason}; to have it: {install}")));
            return Ok(());
        }
    };
    let hosts = match &args.suite {
        Some(suite) => Some(Suite::load(suite)?.hosts),
        None => None,
    };
    let outside = args.outside.outside(hosts.as_deref());
    if let Some(Made::Unavailable { reason, install }) =
        outside::reached(&solver, &loaded.name, &outside)?
    {
        checks.note("available", Err(format!("{reason}; to have it: {install}")));
        return Ok(());
    }
    let version = solver.version();
    checks.note(
        "says its version",
        if version.trim().is_empty() {
            Err("no version, no measurement".to_owned())
        } else {
            Ok(version)
        },
    );
    let mut known = match &args.suite {
        Some(suite) => of_suite(suite, args.case.as_deref())?,
        None => {
            let answers =
                solver::find(loaded.kind).map_or(&[Asks::Picture][..], |kind| kind.answers);
            of_presets(answers)?
        }
    };
    let able = |asks| {
        solver::find(loaded.kind).is_none_or(|kind| kind.answers.contains(&asks))
            && solver.answers(asks)
    };
    known.retain(|known| able(known.issued.challenge.asks()));
    let elsewhere = solver.at_once().is_some();
    if elsewhere {
        known = few(known);
    }
    let mut session = Guarded::new(Arc::clone(&solver), DEADLINE);
    let blank = Challenge::image(image::RgbImage::from_pixel(215, 80, image::Rgb([255; 3])));
    let tiny = Challenge::image(image::RgbImage::from_pixel(1, 1, image::Rgb([0; 3])));
    if able(Asks::Picture) {
        checks.note(
            "blank picture",
            lenient(answer(&mut session, &blank), elsewhere),
        );
        checks.note(
            "picture of one pixel",
            lenient(answer(&mut session, &tiny), elsewhere),
        );
    }
    ask(&mut session, &known, checks);
    drop(session);
    self_test(solver.as_ref(), &known, checks);
    Ok(())
}

/// A server may refuse a picture that says nothing; it must only say so.
fn lenient(result: Result<String, String>, elsewhere: bool) -> Result<String, String> {
    match result {
        Err(why) if elsewhere && why.starts_with(End::Reject.word()) => {
            Ok(format!("refuses it: {why}"))
        }
        other => other,
    }
}

/// The first group of each kind of challenge: whoever asks somebody else may have to pay.
fn few(known: Vec<Known>) -> Vec<Known> {
    let mut groups: Vec<(Asks, String)> = Vec::new();
    for one in &known {
        let asks = one.issued.challenge.asks();
        if !groups.iter().any(|(seen, _)| *seen == asks) {
            groups.push((asks, one.group.clone()));
        }
    }
    let mut known = known;
    known.retain(|one| groups.iter().any(|(_, group)| *group == one.group));
    known
}

/// A challenge with its key, and the case or preset that it is of.
struct Known {
    group: String,
    issued: scheme::Issued,
}

/// Challenges a group: few are asked one by one, all serve the self-test.
const ASKED: usize = 3;
const TESTED: u64 = 16;

/// A few easy challenges of each scheme that draws its own and asks what the adapter answers, from every preset.
fn of_presets(answers: &[Asks]) -> anyhow::Result<Vec<Known>> {
    let mut known = Vec::new();
    let kinds = scheme::KINDS.iter();
    for kind in kinds.filter(|kind| answers.contains(&kind.asks)) {
        for (preset, _) in kind.presets {
            let scheme = (kind.build)(Some(preset), &Options::empty(), Path::new(""))
                .map_err(|e| anyhow::anyhow!("{e}"))?;
            for n in 0..TESTED {
                known.push(Known {
                    group: format!("{} {preset}", kind.name),
                    issued: scheme.generate(&Seed::from_u64(n), n)?,
                });
            }
        }
    }
    Ok(known)
}

fn of_suite(path: &Path, only: Option<&str>) -> anyhow::Result<Vec<Known>> {
    let plan = Plan::new(&Suite::load(path)?, &Selection::default())?;
    let names = plan.cases.iter().map(|case| case.name.as_str());
    if let Some(only) = only.filter(|only| !names.clone().any(|name| name == *only)) {
        anyhow::bail!("unknown case `{only}`; {}", suggest(only, names));
    }
    let mut known = Vec::new();
    let wanted = |case: &&PlannedCase| only.is_none_or(|only| case.name == only);
    for case in plan.cases.iter().filter(wanted) {
        for n in 0..case.count.min(TESTED) {
            known.push(Known {
                group: case.name.clone(),
                issued: case.scheme.generate(&case.seeds.seed(n), n)?,
            });
        }
    }
    Ok(known)
}

/// The first few of every group; wrong answers are no fault, but breaking is.
fn ask(session: &mut Guarded, known: &[Known], checks: &mut Checks) {
    for group in known.chunk_by(|a, b| a.group == b.group) {
        for one in group.iter().take(ASKED) {
            let first = answer(session, &one.issued.challenge);
            let again = answer(session, &one.issued.challenge);
            let result = if first == again {
                first
            } else {
                Err("answers the same picture differently".to_owned())
            };
            checks.note(&format!("{} ({})", one.group, one.issued.key.drawn), result);
        }
    }
}

/// What the solver finds wrong with itself.
fn self_test(solver: &dyn Solver, known: &[Known], checks: &mut Checks) {
    let examples = known.iter().map(|known| Example {
        group: &known.group,
        challenge: &known.issued.challenge,
        text: &known.issued.key.drawn,
    });
    let examples: Vec<Example<'_>> = examples.collect();
    let defects = solver.self_test(&examples);
    for defect in defects
        .iter()
        .filter(|defect| defect.severity == Severity::Warning)
    {
        println!("note self-test: {}; {}", defect.what, defect.next);
    }
    let mut errors = defects
        .iter()
        .filter(|defect| defect.severity == Severity::Error)
        .peekable();
    if errors.peek().is_none() {
        checks.note(
            "self-test",
            Ok(format!("nothing wrong on {} challenges", known.len())),
        );
    }
    for error in errors {
        checks.note("self-test", Err(format!("{}; {}", error.what, error.next)));
    }
}

fn answer(session: &mut Guarded, challenge: &Challenge) -> Result<String, String> {
    match session.solve(challenge) {
        Ok(Response::Answer(answer)) => match answer.confidence {
            Some(c) if !(0.0..=1.0).contains(&c) => {
                Err(format!("confidence {c} is not between 0 and 1"))
            }
            _ => Ok(format!("answers {:?}", answer.text)),
        },
        Ok(Response::Abstain) => Ok("abstains".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}
