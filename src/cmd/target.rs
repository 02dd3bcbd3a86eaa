//! One design named on the command line: a case of a suite, or a scheme with a preset.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;

use crate::config::{Options, suggest};
use crate::diagnose::FileError;
use crate::scheme::{self, Scheme};
use crate::seed::{Namespace, SeedSpace};
use crate::suite::Suite;

/// Which design, and which of its challenges.
#[derive(clap::Args)]
pub(super) struct Target {
    /// A suite's TOML file, or SCHEME or SCHEME:PRESET such as `securimage:stock`
    target: String,
    /// Case of the suite [default: its first]
    #[arg(long, value_name = "NAME")]
    case: Option<String>,
    /// Options of SCHEME as TOML, such as -O num_lines=0; may be given several times
    #[arg(long = "option", short = 'O', value_name = "KEY=VALUE")]
    options: Vec<String>,
    /// Base seed [default: the suite's, or 0]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Namespace of the seeds: challenges for learning never meet those for judging
    #[arg(long, value_name = "NAMESPACE", default_value = "eval", value_parser = ["eval", "train"])]
    namespace: String,
}

/// A design with its seeds.
pub(super) struct Design {
    pub(super) name: String,
    pub(super) scheme: Arc<dyn Scheme>,
    pub(super) seeds: SeedSpace,
}

/// A scheme with what its seeds are made of.
pub(super) struct Named {
    pub(super) name: String,
    pub(super) kind: &'static str,
    pub(super) scheme: Arc<dyn Scheme>,
    /// Base of its seeds.
    pub(super) seed: u64,
    /// Challenges that the suite asks; `None` where no suite says.
    pub(super) count: Option<u64>,
    /// Parameters that its seeds do not see.
    pub(super) seed_without: Vec<String>,
}

impl Target {
    pub(super) fn design(&self) -> anyhow::Result<Design> {
        let named = if is_suite(&self.target) {
            anyhow::ensure!(self.options.is_empty(), SUITE_OPTIONS);
            let suite = Suite::load(Path::new(&self.target))?;
            of_suite(&suite, self.case.as_deref())?
        } else {
            of_scheme(&self.target, &self.options)?
        };
        let namespace = if self.namespace == "train" {
            Namespace::Train
        } else {
            Namespace::Eval
        };
        let scheme = match namespace {
            Namespace::Train => named.scheme.training().map_or(named.scheme, Arc::from),
            Namespace::Eval => named.scheme,
        };
        let seeds = scheme::seeds_without(
            namespace,
            named.kind,
            scheme.version(),
            &scheme.params(),
            &named.seed_without,
            self.seed.unwrap_or(named.seed),
        );
        Ok(Design {
            name: named.name,
            scheme,
            seeds,
        })
    }
}

/// What is said where options are given beside a suite.
pub(super) const SUITE_OPTIONS: &str =
    "options of a suite's case stand in the suite; --option goes with SCHEME";

/// Whether a target is a suite's file.
pub(super) fn is_suite(target: &str) -> bool {
    Path::new(target).extension().is_some_and(|e| e == "toml")
}

/// A case of a suite, the first unless one is named.
pub(super) fn of_suite(suite: &Suite, wanted: Option<&str>) -> anyhow::Result<Named> {
    let wanted = wanted.unwrap_or(&suite.cases[0].name);
    let case = suite.cases.iter().find(|case| case.name == wanted);
    let case = case.with_context(|| {
        format!(
            "{} has no case `{wanted}`; {}",
            suite.path.display(),
            suggest(wanted, suite.cases.iter().map(|c| c.name.as_str()))
        )
    })?;
    Ok(Named {
        name: case.name.clone(),
        kind: case.kind.name,
        scheme: Arc::clone(&case.scheme),
        seed: suite.seed,
        count: Some(case.count),
        seed_without: case.seed_without.clone(),
    })
}

/// SCHEME or SCHEME:PRESET with options.
pub(super) fn of_scheme(target: &str, options: &[String]) -> anyhow::Result<Named> {
    let (word, preset) = target
        .split_once(':')
        .map_or((target, None), |(w, p)| (w, Some(p)));
    let kind = scheme::find(word).with_context(|| {
        format!(
            "unknown scheme `{word}`; {}",
            suggest(word, scheme::KINDS.iter().map(|kind| kind.name))
        )
    })?;
    let text = options
        .iter()
        .map(|option| toml_line(option) + "\n")
        .collect::<String>();
    let wrong = |e| FileError::new(&PathBuf::from("--option"), &text, e);
    let options = Options::from_toml(&text).map_err(wrong)?;
    let scheme =
        (kind.build)(preset, &options, Path::new("")).map_err(|e| wrong(options.locate(e)))?;
    Ok(Named {
        name: preset.unwrap_or(word).to_owned(),
        kind: kind.name,
        scheme: Arc::from(scheme),
        seed: 0,
        count: None,
        seed_without: Vec::new(),
    })
}

/// `key=value` as a line of TOML; a value that is not TOML by itself is taken as a string.
fn toml_line(option: &str) -> String {
    let (key, value) = option.split_once('=').unwrap_or((option, ""));
    if format!("x = {value}").parse::<toml::Table>().is_ok() {
        format!("{key} = {value}")
    } else {
        format!("{key} = {}", toml::Value::String(value.to_owned()))
    }
}
