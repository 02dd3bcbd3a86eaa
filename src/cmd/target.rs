//! One design named on the command line: a case of a suite, or a scheme with a preset.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};

use crate::config::{Options, suggest};
use crate::scheme::{self, Scheme};
use crate::seed::{Namespace, SeedSpace};
use crate::suite::{Suite, SuiteError};

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

impl Target {
    pub(super) fn design(&self) -> anyhow::Result<Design> {
        let (name, kind, scheme, seed) = if Path::new(&self.target)
            .extension()
            .is_some_and(|e| e == "toml")
        {
            self.of_suite()?
        } else {
            self.of_scheme()?
        };
        let namespace = if self.namespace == "train" {
            Namespace::Train
        } else {
            Namespace::Eval
        };
        let seeds = scheme::seeds(
            namespace,
            kind,
            scheme.version(),
            &scheme.params(),
            self.seed.unwrap_or(seed),
        );
        Ok(Design {
            name,
            scheme,
            seeds,
        })
    }

    fn of_suite(&self) -> anyhow::Result<(String, &'static str, Arc<dyn Scheme>, u64)> {
        if !self.options.is_empty() {
            bail!("options of a suite's case stand in the suite; --option goes with SCHEME");
        }
        let suite = Suite::load(Path::new(&self.target))?;
        let wanted = self.case.as_deref().unwrap_or(&suite.cases[0].name);
        let case = suite.cases.iter().find(|case| case.name == wanted);
        let case = case.with_context(|| {
            format!(
                "{} has no case `{wanted}`; {}",
                self.target,
                suggest(wanted, suite.cases.iter().map(|c| c.name.as_str()))
            )
        })?;
        Ok((
            case.name.clone(),
            case.kind.name,
            Arc::clone(&case.scheme),
            suite.seed,
        ))
    }

    fn of_scheme(&self) -> anyhow::Result<(String, &'static str, Arc<dyn Scheme>, u64)> {
        let (word, preset) = self
            .target
            .split_once(':')
            .map_or((self.target.as_str(), None), |(w, p)| (w, Some(p)));
        let kind = scheme::find(word).with_context(|| {
            format!(
                "unknown scheme `{word}`; {}",
                suggest(word, scheme::KINDS.iter().map(|kind| kind.name))
            )
        })?;
        let text = self
            .options
            .iter()
            .map(|option| toml_line(option) + "\n")
            .collect::<String>();
        let wrong = |e| SuiteError::new(&PathBuf::from("--option"), &text, e);
        let options = Options::from_toml(&text).map_err(wrong)?;
        let scheme =
            (kind.build)(preset, &options, Path::new("")).map_err(|e| wrong(options.locate(e)))?;
        Ok((
            preset.unwrap_or(word).to_owned(),
            kind.name,
            Arc::from(scheme),
            0,
        ))
    }
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
