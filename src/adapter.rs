//! Adapters: a folder with `adapter.toml` that makes a model or an outside program a solver.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use schemars::{JsonSchema, Schema, schema_for};
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use crate::config::{OptionError, Options, suggest};
use crate::diagnose::FileError;
use crate::solver::{self, BuildError, Solver};

/// The version word that manifests carry.
pub const SCHEMA: &str = "capbench.adapter/1";

/// A solver that was built, or why it could not be on this machine.
#[derive(Clone)]
pub enum Made {
    /// Ready.
    Ready(Arc<dyn Solver>),
    /// Lacking something; the run goes on without it.
    Unavailable {
        /// What is missing.
        reason: String,
        /// The command that would bring it.
        install: String,
    },
}

/// A loaded adapter.
pub struct Adapter {
    /// Its name.
    pub name: String,
    /// One line for `capbench list`.
    pub summary: String,
    /// The word of its kind.
    pub kind: &'static str,
    /// The solver it makes.
    pub made: Made,
}

/// A manifest: what makes a solver of this folder.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Manifest {
    /// Version of this file format: "capbench.adapter/1".
    #[schemars(with = "String")]
    schema: Spanned<String>,
    /// Name of the adapter; the folder's.
    name: String,
    /// The kind of solver; see `capbench list solvers`.
    #[schemars(with = "String")]
    kind: Spanned<String>,
    /// One line that says what it is.
    summary: String,
    /// Options of the kind.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    #[expect(
        dead_code,
        reason = "read with its spans by `build`; here for strictness and the schema"
    )]
    options: BTreeMap<String, serde::de::IgnoredAny>,
}

/// Folders that hold adapters: beside the suite, in the working folder, and those of `$CAPBENCH_ADAPTERS`.
pub fn folders(suite: Option<&Path>) -> Vec<PathBuf> {
    let beside = suite.and_then(Path::parent);
    let beside = beside
        .into_iter()
        .flat_map(|dir| [dir.join("adapters"), dir.join("../adapters")]);
    let listed = std::env::var_os("CAPBENCH_ADAPTERS");
    let listed = listed.iter().flat_map(std::env::split_paths);
    let all = beside.chain([PathBuf::from("adapters")]).chain(listed);
    let mut found: Vec<PathBuf> = Vec::new();
    for folder in all.filter(|folder| folder.is_dir()) {
        let same = |seen: &PathBuf| seen.canonicalize().ok() == folder.canonicalize().ok();
        if !found.iter().any(same) {
            found.push(folder);
        }
    }
    found
}

/// Every adapter folder that [`folders`] leads to, by name.
pub fn all(suite: Option<&Path>) -> BTreeMap<String, PathBuf> {
    let entries = folders(suite)
        .into_iter()
        .filter_map(|dir| dir.read_dir().ok())
        .flatten();
    let mut found = BTreeMap::new();
    for dir in entries.flatten().map(|entry| entry.path()) {
        if dir.join("adapter.toml").is_file()
            && let Some(name) = dir.file_name().and_then(|n| n.to_str())
        {
            found.entry(name.to_owned()).or_insert(dir);
        }
    }
    found
}

/// The folder of the adapter called `name`, or why there is none.
pub fn find(name: &str, suite: Option<&Path>) -> Result<PathBuf, OptionError> {
    let direct = Path::new(name);
    // A bare name never means a folder that happens to lie here.
    if direct.components().count() > 1 && direct.join("adapter.toml").is_file() {
        return Ok(direct.to_owned());
    }
    let mut known = all(suite);
    if let Some(dir) = known.remove(name) {
        return Ok(dir);
    }
    let names = known.keys().map(String::as_str);
    let error = OptionError::at("adapter", format!("unknown adapter `{name}`"));
    Err(error.help(if known.is_empty() {
        "no adapters were found; they are looked for in `adapters` beside the suite, in its parent folder and here, \
         and in the folders of CAPBENCH_ADAPTERS"
            .to_owned()
    } else {
        suggest(name, names)
    }))
}

/// Reads a manifest and builds its solver.
pub fn load(dir: &Path) -> anyhow::Result<Adapter> {
    let path = dir.join("adapter.toml");
    let text = std::fs::read_to_string(&path)
        .map_err(|e| anyhow::anyhow!("failed to read {}: {e}", path.display()))?;
    build(&text, dir).map_err(|e| FileError::new(&path, &text, e).into())
}

fn build(text: &str, dir: &Path) -> Result<Adapter, OptionError> {
    let table = DeTable::parse(text).map_err(|e| OptionError::from_toml(&e))?;
    let options = take_options(table.get_ref());
    let value = Spanned::new(table.span(), DeValue::Table(table.into_inner()));
    let manifest = Manifest::deserialize(ValueDeserializer::from(value))
        .map_err(|e| OptionError::from_toml(&e))?;
    if manifest.schema.get_ref() != SCHEMA {
        let message = format!(
            "unknown manifest schema `{}`; this capbench reads `{SCHEMA}`",
            manifest.schema.get_ref()
        );
        return Err(OptionError {
            span: Some(manifest.schema.span()),
            ..OptionError::at("schema", message)
        });
    }
    let (kind, made) = make(&manifest.kind, &options, dir)?;
    Ok(Adapter {
        name: manifest.name,
        summary: manifest.summary,
        kind,
        made,
    })
}

/// Builds a solver of a built-in kind; what this machine lacks is not an error.
pub fn make(
    kind: &Spanned<String>,
    options: &Options<'_>,
    base: &Path,
) -> Result<(&'static str, Made), OptionError> {
    let Some(builtin) = solver::find(kind.get_ref()) else {
        let names = solver::BUILTIN.iter().map(|kind| kind.name);
        let error = OptionError::at("kind", format!("unknown solver kind `{}`", kind.get_ref()));
        return Err(OptionError {
            span: Some(kind.span()),
            ..error
        }
        .help(suggest(kind.get_ref(), names)));
    };
    let made = match (builtin.build)(options, base) {
        Ok(solver) => Made::Ready(Arc::from(solver)),
        Err(BuildError::Unavailable { reason, install }) => Made::Unavailable { reason, install },
        Err(BuildError::Option(error)) => return Err(options.locate(error)),
    };
    Ok((builtin.name, made))
}

/// The `options` table of a case, solver or manifest, with its spans.
pub(crate) fn take_options<'i>(table: &DeTable<'i>) -> Options<'i> {
    match table
        .get("options")
        .map(|value| (value.span(), value.get_ref()))
    {
        Some((span, DeValue::Table(options))) => Options::new(Spanned::new(span, options.clone())),
        _ => Options::empty(),
    }
}

/// The JSON Schema of manifests.
pub fn schema() -> Schema {
    let mut schema = schema_for!(Manifest);
    let kinds = solver::BUILTIN
        .iter()
        .map(|kind| (kind.name, (kind.schema)()));
    crate::schema::by_word(&mut schema, "Manifest", "kind", kinds);
    schema
}
