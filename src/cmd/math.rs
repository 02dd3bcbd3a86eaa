//! `capbench math`: questions handed out and answers checked, as a CAPTCHA module does.

use std::io::Write as _;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, bail};
use clap::ValueEnum;
use clap::builder::NonEmptyStringValueParser;
use etcetera::BaseStrategy as _;
use serde_json::json;

use super::Exit;
use super::target::of_scheme;
use crate::desk::{Counting, Desk, Rules};
use crate::model::Prompt;
use crate::scheme::Scheme;
use crate::seed::Seed;

/// Ask a question (`ID : question`), or check an answer (`true` or `false`), as a CAPTCHA module does
///
/// A question can be answered once, and expires. An identifier that fails too often is told false until its lock ends.
/// Any number of processes may use one database at once.
#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 for true and for false alike; 1 where the question to show again is not open; 2 where neither true nor false can be told, and nobody is let through."
)]
pub(super) struct Args {
    /// How hard the question is, 0 to 9 [default: 0 to 3]
    #[arg(long, value_name = "N", conflicts_with = "id")]
    difficulty: Option<u32>,
    /// Forms of questions of your own, asked in place of the built-in ones
    #[arg(long, value_name = "FILE", conflicts_with = "id")]
    forms: Option<PathBuf>,
    /// How many questions
    #[arg(long, short = 'n', value_name = "N", default_value_t = 1, conflicts_with = "id", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    count: u32,
    /// The question that is answered; without --answer it is shown again
    #[arg(long, allow_hyphen_values = true)]
    id: Option<String>,
    /// The answer to it, right or wrong; whichever it is, the question is used up
    #[arg(long, value_name = "TEXT", requires = "id", allow_hyphen_values = true)]
    answer: Option<String>,
    /// Who answers: an address or an account, whose failures are counted
    #[arg(long, value_name = "WHO", requires = "answer", allow_hyphen_values = true, value_parser = NonEmptyStringValueParser::new())]
    from: Option<String>,
    /// The database, made if missing [default: capbench/math.db where programs keep their state, such as ~/.local/state]
    #[arg(long, value_name = "PATH")]
    db: Option<PathBuf>,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    rules: RuleArgs,
}

/// What holds for everybody who uses the database.
#[derive(clap::Args)]
#[command(next_help_heading = "Rules, kept in the database")]
struct RuleArgs {
    /// How long a question can be answered [default: 10m]
    #[arg(long, value_name = "TIME", value_parser = humantime::parse_duration)]
    expires: Option<Duration>,
    /// So many failures lock an identifier; 0 for never [default: 5]
    #[arg(long, value_name = "N")]
    failures: Option<u32>,
    /// Which failures lock [default: consecutive]
    #[arg(long, value_name = "WHICH", value_enum)]
    counting: Option<CountingArg>,
    /// How long a failure counts [default: 1h]
    #[arg(long, value_name = "TIME", value_parser = humantime::parse_duration)]
    window: Option<Duration>,
    /// How long a lock lasts [default: 15m]
    #[arg(long, value_name = "TIME", value_parser = humantime::parse_duration)]
    lock: Option<Duration>,
    /// Put the rules given here in force for everybody; without this, rules other than the database's are refused
    #[arg(long)]
    change_rules: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum CountingArg {
    /// Those in a row; a right answer forgives them
    Consecutive,
    /// All of the window
    Accumulated,
}

impl RuleArgs {
    /// These rules, where given, in place of those of `rules`.
    fn over(&self, rules: &Rules) -> Rules {
        Rules {
            expires: self.expires.unwrap_or(rules.expires),
            failures: self.failures.map_or(rules.failures, NonZeroU32::new),
            counting: match self.counting {
                Some(CountingArg::Consecutive) => Counting::Consecutive,
                Some(CountingArg::Accumulated) => Counting::Accumulated,
                None => rules.counting,
            },
            window: self.window.unwrap_or(rules.window),
            lock: self.lock.unwrap_or(rules.lock),
        }
    }
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let path = match &args.db {
        Some(path) => path.clone(),
        None => usual_place()?,
    };
    let desk = open(&args.rules, &path).with_context(|| path.display().to_string())?;
    match (&args.id, &args.answer) {
        (Some(id), Some(answer)) => {
            let from = args.from.as_deref();
            let right = desk.check_answer(id, answer, from, SystemTime::now())?;
            say(
                args,
                &right.to_string(),
                || json!({ "id": id, "correct": right }),
            )?;
        }
        (Some(id), None) => {
            let Some(question) = desk.question(id, SystemTime::now())? else {
                eprintln!("no open question has this name");
                return Ok(Exit::Failed);
            };
            say_question(args, id, &question)?;
        }
        (None, _) => ask(args, &desk)?,
    }
    Ok(Exit::Fine)
}

/// `capbench/math.db` in the folder of states.
fn usual_place() -> anyhow::Result<PathBuf> {
    let base = etcetera::choose_base_strategy().context("no home folder; say --db PATH")?;
    let folder = base.state_dir().unwrap_or_else(|| base.data_dir());
    Ok(folder.join("capbench").join("math.db"))
}

fn open(wanted: &RuleArgs, path: &std::path::Path) -> anyhow::Result<Desk> {
    let desk = Desk::open_as_it_is(path, &wanted.over(&Rules::default()))?;
    let stored = desk.rules()?;
    let rules = wanted.over(&stored);
    if wanted.change_rules {
        desk.change_rules(&rules)?;
    } else if stored != rules {
        bail!(
            "this database has other rules: {}; --change-rules changes them for everybody",
            stored.differences(&rules)
        );
    }
    Ok(desk)
}

/// Asks as many questions as wanted. Their seeds are fresh: nobody can have seen these questions coming.
fn ask(args: &Args, desk: &Desk) -> anyhow::Result<()> {
    let scheme = scheme(args)?;
    for _ in 0..args.count {
        let seed = Seed::fresh().context("the operating system gives no random bits")?;
        let issued = scheme.generate(&seed, 0)?;
        let Prompt::Text(question) = &issued.challenge.prompt else {
            bail!("scheme `math` asks nothing in words");
        };
        let id = desk.create_question(question, &issued.key, SystemTime::now())?;
        say_question(args, id.as_str(), question)?;
    }
    Ok(())
}

/// The built-in questions that everybody can answer, those of one difficulty, or the user's own: mixed with built-in
/// ones those would guard nothing, since whoever cannot answer one may ask for another.
fn scheme(args: &Args) -> anyhow::Result<std::sync::Arc<dyn Scheme>> {
    let mut options = Vec::new();
    if let Some(difficulty) = args.difficulty {
        options.push(format!("difficulty={difficulty}"));
    }
    if let Some(forms) = &args.forms {
        let path = forms.to_str().context("--forms: a path that is no text")?;
        options.push(format!("forms={}", toml::Value::String(path.to_owned())));
        options.push("builtin=false".to_owned());
    }
    let target = if options.is_empty() {
        "math:easy"
    } else {
        "math"
    };
    Ok(of_scheme(target, &options)?.scheme)
}

fn say_question(args: &Args, id: &str, question: &str) -> anyhow::Result<()> {
    say(
        args,
        &format!("{id} : {question}"),
        || json!({ "id": id, "question": question }),
    )
}

/// Tells what has already been written to the database, at once.
fn say(args: &Args, line: &str, object: impl Fn() -> serde_json::Value) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(out, "{}", object())?;
    } else {
        writeln!(out, "{line}")?;
    }
    Ok(out.flush()?)
}
