//! `capbench train`: labelled challenges become an adapter.

mod tiles;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::ValueEnum;

use super::target::{Named, SUITE_OPTIONS, is_suite, of_scheme, of_suite};
use super::{Exit, interrupted};
use crate::adapter;
use crate::record::Sitting;
use crate::report::number::{count, full, percent, seconds};
use crate::suite::{Case, Suite};
use crate::train::{
    About, Augment, Budget, CaseRule, Ended, Heads, Labels, Progress, Recipe, Shape, Source, Start,
    Task, Trained, export, fit, import, presets,
};

/// Train a recogniser on labelled challenges ("train" seeds, or a labelled folder), and write it as an adapter
#[derive(clap::Args)]
pub(super) struct Args {
    /// A suite's TOML file, or SCHEME or SCHEME:PRESET such as `securimage:stock`
    target: String,
    /// Case of the suite, with its part of the labels if not an equal one; may be given several times. `all` is every
    /// case with its count as its part [default: its first]
    #[arg(long = "case", value_name = "NAME[=WEIGHT]")]
    cases: Vec<String>,
    /// Options of SCHEME as TOML, such as -O num_lines=0; may be given several times
    #[arg(long = "option", short = 'O', value_name = "KEY=VALUE")]
    options: Vec<String>,
    /// The attacker's labels, validation included: a number; `all` of a folder (its default); `fresh` for a new
    /// challenge at every step, as an attacker has who owns the generator
    #[arg(long, value_name = "N", value_parser = labels)]
    labels: Option<Labels>,
    /// Folder of the adapter [default: adapters/NAME]
    #[arg(long, short, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Name of the adapter [default: that of the folder, or CASE-crnn]
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    recipe: RecipeArgs,
    #[command(flatten)]
    shape: ShapeArgs,
    /// Fresh challenges that the finished model is tested on; of a folder it is a tenth, or none with 0
    #[arg(long, value_name = "N", default_value_t = 1000)]
    test: u64,
    /// "eval" challenges a case that are drawn to prove that none is trained on [default: as many as the suite asks,
    /// at most 10000]
    #[arg(long, value_name = "N")]
    guard: Option<u64>,
    /// Index of the first "train" challenge
    #[arg(long, value_name = "I", default_value_t = 0)]
    first: u64,
    /// Base of the challenges' seeds [default: the suite's, or 0]
    #[arg(long, value_name = "N")]
    base_seed: Option<u64>,
    /// Start from this adapter's model: name or folder
    #[arg(long, value_name = "ADAPTER")]
    from: Option<String>,
    /// Go on with an interrupted training; everything else as it was
    #[arg(long)]
    resume: bool,
    /// Write over what is in the folder
    #[arg(long, conflicts_with = "resume")]
    force: bool,
    /// Worker threads [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Print the facts as JSON
    #[arg(long)]
    json: bool,
}

/// How it is trained.
#[derive(clap::Args)]
#[command(next_help_heading = "Recipe")]
struct RecipeArgs {
    /// Samples to see, repeats counted [default: 40 a label, at least 30000, at most 240000]
    #[arg(long, value_name = "N", conflicts_with = "minutes", value_parser = clap::value_parser!(u64).range(1..))]
    samples: Option<u64>,
    /// Time to take instead; how many samples that is depends on the machine
    #[arg(long, value_name = "M", value_parser = minutes)]
    minutes: Option<f64>,
    /// Pictures a step
    #[arg(long, value_name = "N", default_value_t = Recipe::default().batch)]
    batch: usize,
    /// The highest learning rate
    #[arg(long, value_name = "RATE", default_value_t = Recipe::default().rate)]
    rate: f64,
    /// How pictures are varied
    #[arg(long, value_name = "LEVEL", default_value = "strong", value_parser = word::<Augment>)]
    augment: Augment,
    /// Seed of weights, split, order and augmentation
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// How often the validation part is read
    #[arg(long, value_name = "N", default_value_t = Recipe::default().validations)]
    validations: u32,
    /// Stop early after this many validations without any gain; 0 is never [default: 15, or never with fresh labels]
    #[arg(long, value_name = "N")]
    patience: Option<u32>,
}

/// What is trained.
#[derive(clap::Args)]
#[command(next_help_heading = "Network")]
struct ShapeArgs {
    /// Its layers [default: small, or those of --from]
    #[arg(long, value_name = "NAME", value_parser = presets::PRESETS)]
    arch: Option<String>,
    /// Its input, such as 80x216 [default: by the pictures, or that of --from]
    #[arg(long, value_name = "HEIGHTxWIDTH", value_parser = size)]
    size: Option<(usize, usize)>,
    /// What stands on top; of `both` the one that validates better is kept
    #[arg(long, value_name = "HEAD", value_enum, default_value = "both")]
    head: HeadArg,
    /// Whether the network tells upper from lower case
    #[arg(long, value_name = "RULE", value_enum, default_value = "as-judged")]
    letters: LettersArg,
}

#[derive(Clone, Copy, ValueEnum)]
enum HeadArg {
    /// Rows of classes from left to right
    Ctc,
    /// One classifier a position
    Slots,
    /// The two together
    Both,
    /// One class for the whole picture
    Classifier,
}

#[derive(Clone, Copy, ValueEnum)]
enum LettersArg {
    /// Only if one of the sites does
    AsJudged,
    /// Always
    AsDrawn,
}

fn labels(text: &str) -> Result<Labels, String> {
    match text {
        "all" => Ok(Labels::All),
        "fresh" => Ok(Labels::Fresh),
        number => number
            .parse()
            .map(Labels::Fixed)
            .map_err(|_| "a number, `all` or `fresh`".to_owned()),
    }
}

fn minutes(text: &str) -> Result<f64, String> {
    let minutes = text.parse().ok();
    let minutes = minutes.filter(|minutes: &f64| minutes.is_finite() && *minutes > 0.0);
    minutes.ok_or_else(|| "a number above 0".to_owned())
}

/// A word of a type as files write it.
fn word<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(text.into()).map_err(|error| error.to_string())
}

fn size(text: &str) -> Result<(usize, usize), String> {
    let side = |side: &str| side.parse().ok().filter(|side| (8..=1024).contains(side));
    let read = || {
        let (height, width) = text.split_once('x')?;
        Some((side(height)?, side(width)?))
    };
    read().ok_or_else(|| "two numbers from 8 to 1024, such as 80x216".to_owned())
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = args.threads.map_or(cores, usize::from);
    let sitting = Sitting::start(threads);
    let (named, default_name) = sources(args)?;
    let (dir, name) = place(args, &default_name);
    check_place(args, &dir)?;
    if named.iter().all(|(named, _)| tiles::suits(named)) {
        return tiles::run(args, named, &dir, name, sitting, threads);
    }
    let task = task(args, named, &dir)?;
    let about = About {
        summary: summary(&task),
        name,
        sitting,
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()?;
    let mut progress = Progress::new(task.shape.heads.words());
    let trained = pool.install(|| fit(&task, &mut |event| progress.tell(&event)));
    progress.finish();
    let trained = trained?;
    export(&dir, &task, &trained, &about)?;
    if trained.facts.ended == Ended::Interrupted {
        eprintln!("interrupted; go on with the same command and --resume");
    } else {
        remove(&state(&dir))?;
    }
    say(args, &dir, &trained)?;
    Ok(match trained.facts.ended {
        Ended::Interrupted => Exit::Interrupted,
        Ended::Complete | Ended::Early => Exit::Fine,
    })
}

/// What is learnt, and what the adapter is called unless told.
fn sources(args: &Args) -> anyhow::Result<(Vec<(Named, f64)>, String)> {
    if !is_suite(&args.target) {
        anyhow::ensure!(
            args.cases.is_empty(),
            "--case goes with a suite; a scheme is named with its preset, as in `securimage:stock`"
        );
        let named = of_scheme(&args.target, &args.options)?;
        let name = named.name.clone();
        return Ok((vec![(named, 1.0)], name));
    }
    anyhow::ensure!(args.options.is_empty(), SUITE_OPTIONS);
    let suite = Suite::load(Path::new(&args.target))?;
    if args.cases.is_empty() {
        let named = of_suite(&suite, None)?;
        let name = named.name.clone();
        return Ok((vec![(named, 1.0)], name));
    }
    if args.cases == ["all"] {
        let case = |case: &Case| Ok((of_suite(&suite, Some(&case.name))?, case.count as f64));
        let all: anyhow::Result<Vec<_>> = suite.cases.iter().map(case).collect();
        return Ok((all?, suite.name.clone()));
    }
    let mut all: Vec<(Named, f64)> = Vec::new();
    for case in &args.cases {
        let (name, weight) = weighted(case)?;
        anyhow::ensure!(
            all.iter().all(|(other, _)| other.name != name),
            "case `{name}` is given twice"
        );
        all.push((of_suite(&suite, Some(name))?, weight));
    }
    let name = match &all[..] {
        [(only, _)] => only.name.clone(),
        _ => suite.name,
    };
    Ok((all, name))
}

/// NAME or NAME=WEIGHT.
fn weighted(case: &str) -> anyhow::Result<(&str, f64)> {
    let Some((name, weight)) = case.split_once('=') else {
        return Ok((case, 1.0));
    };
    let number: Option<f64> = weight.parse().ok();
    let number = number.filter(|weight| weight.is_finite() && *weight > 0.0);
    let number =
        number.with_context(|| format!("--case {case}: `{weight}` is no weight above 0"))?;
    Ok((name, number))
}

/// Folder and name of the adapter.
fn place(args: &Args, default: &str) -> (PathBuf, String) {
    let of_folder = |dir: &Path| {
        dir.file_name()
            .map(|name| name.to_string_lossy().into_owned())
    };
    let named = args.name.clone();
    let named = named.or_else(|| args.out.as_deref().and_then(of_folder));
    let name = named.unwrap_or_else(|| format!("{default}-crnn"));
    let dir = args.out.clone();
    (
        dir.unwrap_or_else(|| Path::new("adapters").join(&name)),
        name,
    )
}

fn state(dir: &Path) -> PathBuf {
    dir.join("train.state")
}

fn remove(path: &Path) -> anyhow::Result<()> {
    match std::fs::remove_file(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            Err(e).with_context(|| format!("failed to remove {}", path.display()))
        }
        _ => Ok(()),
    }
}

/// Nothing is written over unasked.
fn check_place(args: &Args, dir: &Path) -> anyhow::Result<()> {
    let shown = dir.display();
    if args.resume {
        if !state(dir).is_file() {
            bail!("{shown} holds no unfinished training; leave out --resume to start one");
        }
    } else if !args.force {
        if state(dir).is_file() {
            bail!(
                "{shown} holds an unfinished training; go on with --resume, or start again with --force"
            );
        }
        if dir.join("adapter.toml").exists() {
            bail!(
                "{shown} holds an adapter already; choose another --out, or write over it with --force"
            );
        }
    }
    Ok(())
}

fn task(args: &Args, named: Vec<(Named, f64)>, dir: &Path) -> anyhow::Result<Task> {
    let listed = named.iter().map(|(named, _)| named.scheme.available());
    let listed: Option<u64> = listed.sum();
    let labels = match (args.labels, listed) {
        (Some(labels), _) => labels,
        (None, Some(_)) => Labels::All,
        (None, None) => bail!("--labels is missing: a number, or `fresh`"),
    };
    let from = args.from.as_deref().map(start).transpose()?;
    let sources = named
        .into_iter()
        .map(|(named, weight)| source(args, named, weight));
    Ok(Task {
        sources: sources.collect(),
        labels,
        first: args.first,
        test: args.test,
        case: match args.shape.letters {
            LettersArg::AsJudged => CaseRule::AsJudged,
            LettersArg::AsDrawn => CaseRule::AsDrawn,
        },
        shape: shape(&args.shape, from.as_ref())?,
        recipe: recipe(&args.recipe, labels, listed),
        from,
        state: Some(state(dir)),
        resume: args.resume,
        stop: interrupted("the step under way")?,
    })
}

/// How many "eval" challenges are looked at unless told.
const GUARD: u64 = 10_000;

fn source(args: &Args, named: Named, weight: f64) -> Source {
    Source {
        name: named.name,
        kind: named.kind,
        scheme: named.scheme,
        base: args.base_seed.unwrap_or(named.seed),
        weight,
        guard: args
            .guard
            .unwrap_or(named.count.unwrap_or(GUARD).min(GUARD)),
    }
}

fn start(name: &str) -> anyhow::Result<Start> {
    let dir = adapter::find(name, None).map_err(|e| {
        let help = e.help.clone().unwrap_or_default();
        anyhow::anyhow!("{e}; {help}")
    })?;
    Ok(import(&dir)?)
}

fn shape(args: &ShapeArgs, from: Option<&Start>) -> anyhow::Result<Shape> {
    let default = presets::PRESETS[0];
    let named = args.arch.as_deref();
    let body = match (named, from) {
        (None, Some(from)) => from.model.arch().body.clone(),
        (name, _) => presets::body(name.unwrap_or(default)).context("unknown --arch")?,
    };
    let size = from.map(|from| (from.model.arch().height, from.model.arch().width));
    Ok(Shape {
        body,
        size: args.size.or(size),
        heads: match args.head {
            HeadArg::Ctc => Heads::Ctc,
            HeadArg::Slots => Heads::Slots,
            HeadArg::Both => Heads::Both,
            HeadArg::Classifier => Heads::Classifier,
        },
    })
}

fn recipe(args: &RecipeArgs, labels: Labels, listed: Option<u64>) -> Recipe {
    let known = match labels {
        Labels::Fixed(count) => Some(count),
        Labels::All => listed,
        Labels::Fresh => None,
    };
    let samples = known.map_or(240_000, |count| {
        count.saturating_mul(40).clamp(30_000, 240_000)
    });
    let patience = args
        .patience
        .unwrap_or(if labels == Labels::Fresh { 0 } else { 15 });
    Recipe {
        batch: args.batch,
        rate: args.rate,
        budget: match args.minutes {
            Some(minutes) => Budget::Minutes(minutes),
            None => Budget::Samples(args.samples.unwrap_or(samples)),
        },
        augment: args.augment,
        seed: args.seed,
        validations: args.validations,
        patience: (patience > 0).then_some(patience),
    }
}

fn summary(task: &Task) -> String {
    let names: Vec<&str> = task
        .sources
        .iter()
        .map(|source| source.name.as_str())
        .collect();
    let labels = match task.labels {
        Labels::Fixed(n) => format!("{} labels", count(n)),
        Labels::All => "all labels of its folder".to_owned(),
        Labels::Fresh => "unlimited labels".to_owned(),
    };
    format!(
        "convolutional network trained on {labels} of {}",
        names.join(", ")
    )
}

fn say(args: &Args, dir: &Path, trained: &Trained) -> anyhow::Result<()> {
    let facts = &trained.facts;
    if args.json {
        let value = serde_json::json!({
            "schema": "capbench.train/1", "adapter": dir.display().to_string(), "labels": facts.labels(),
            "head": facts.head(), "validation": facts.validated(), "test": trained.test, "facts": facts,
        });
        println!("{}", serde_json::to_string_pretty(&value)?);
        return Ok(());
    }
    let validated = facts.validated();
    let accuracy = match &trained.test {
        Some(test) => format!(
            "solves {} of {} test challenges",
            full(&test.solved),
            count(test.solved.n)
        ),
        None => format!(
            "solves {} of {} validation challenges (it was chosen by them)",
            percent(validated.rate()),
            validated.n
        ),
    };
    println!(
        "{}: {accuracy}; {} samples of {} labels in {}",
        dir.display(),
        count(facts.samples),
        count(facts.labels()),
        seconds(facts.seconds)
    );
    Ok(())
}
