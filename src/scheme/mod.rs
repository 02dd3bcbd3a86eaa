//! What is asked: the trait, the list of kinds, one file or folder a scheme.
//!
//! A scheme is a pure function from a seed to a challenge with its key. It knows nothing of solvers, runs or
//! statistics.

pub mod external;
pub mod folder;
pub mod grid;
pub mod math;
pub mod tilt;

use std::path::Path;

use serde_json::Value;

use crate::config::{OptionError, Options};
use crate::model::{Asks, Challenge, Key};
use crate::seed::{Namespace, Seed, SeedSpace};

pub mod securimage;

/// A CAPTCHA design with its parameters fixed.
pub trait Scheme: Send + Sync {
    /// The version of the generator: goes up whenever one pixel or key may change.
    fn version(&self) -> u32;

    /// Every parameter, defaults included; what [`Kind::rebuild`] takes.
    fn params(&self) -> Value;

    /// The challenge that belongs to `seed`. `index` matters only to schemes with a fixed list of challenges.
    fn generate(&self, seed: &Seed, index: u64) -> Result<Issued, GenerateError>;

    /// What is public about the keys: alphabet, lengths, case rule.
    fn keyspace(&self) -> Keyspace;

    /// The best constant answer and how often it is right, by the scheme's own theory.
    fn prior(&self) -> Prior;

    /// The blind floors of parts of the case, where it has parts worth a row in a report.
    fn strata(&self) -> Vec<Stratum> {
        Vec::new()
    }

    /// A random answer that a blind attacker who knows the keyspace would give.
    fn random_answer(&self, seed: &Seed) -> String;

    /// What somebody who knows the key would submit.
    fn solution(&self, key: &Key) -> String {
        key.stored.clone()
    }

    /// The same design made of what models may learn from, where evaluation keeps something back from them. `None`
    /// where "train" seeds alone keep the two apart.
    fn training(&self) -> Option<Box<dyn Scheme>> {
        None
    }

    /// How many challenges there are, where that is fixed.
    fn available(&self) -> Option<u64> {
        None
    }

    /// What a user should know about this case before trusting it (duplicates, unreadable files ...).
    fn notices(&self) -> Vec<String> {
        Vec::new()
    }
}

/// A challenge with its key and what is known of its legibility.
#[derive(Clone, Debug)]
pub struct Issued {
    /// What a solver sees.
    pub challenge: Challenge,
    /// What it must not see.
    pub key: Key,
    /// Legibility proxies; `None` where the scheme did not draw the picture.
    pub legibility: Option<Legibility>,
    /// Marks that qualify the challenge, such as `clipped` (the label is not wholly in the picture).
    pub marks: Vec<Mark>,
    /// Parts of the case that it belongs to.
    pub tags: Vec<Tag>,
}

/// A part of a case that a challenge belongs to: reports have a table for each dimension, and a row for each value.
/// A challenge may have several values of one dimension.
#[derive(
    Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub struct Tag(pub String, pub String);

impl Tag {
    /// A value of a dimension, such as `difficulty` 3.
    pub fn new(dimension: &str, value: impl Into<String>) -> Self {
        Self(dimension.to_owned(), value.into())
    }
}

/// The blind floor of a part of a case.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Stratum {
    /// The dimension of its tag.
    pub dimension: String,
    /// The value of its tag.
    pub value: String,
    /// Its floor.
    pub prior: Prior,
}

/// A reason to look at a challenge apart from the others.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// Some ink of the label lies outside the picture.
    Clipped,
    /// The ink of at least one whole character is missing or hidden.
    Illegible,
}

/// How well a person could read a challenge, by proxies measured while drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Legibility {
    /// Weber contrast of text against background luminance, 0 to 1.
    pub contrast: f32,
    /// Mean stroke width of the glyphs, pixels of the final picture.
    pub stroke_px: f32,
    /// Share of glyph ink that something else was painted over, 0 to 1.
    pub covered: f32,
    /// Share of glyph ink that fell outside the picture, 0 to 1.
    pub clipped: f32,
    /// Share of all ink in the picture that is not the text's (lines, specks), 0 to 1.
    #[serde(default)]
    pub clutter: f32,
    /// How bent the text is: 1 - exp(-s), with s the mean local strain of the distortion over the text, 0 to 1.
    #[serde(default)]
    pub distorted: f32,
}

/// Weber contrast from which more contrast helps a reader little.
const PLAIN: f32 = 0.5;

impl Legibility {
    /// All of it as one number, 0 to 100 points: `100 min(1, contrast/0.5) (1 - covered) (1 - clipped) (1 - clutter)
    /// (1 - distorted)`. A proxy: no person was asked.
    pub fn points(&self) -> f64 {
        let kept = |lost: f32| f64::from((1.0 - lost).clamp(0.0, 1.0));
        let seen = f64::from((self.contrast / PLAIN).clamp(0.0, 1.0));
        let clear = kept(self.covered) * kept(self.clipped);
        100.0 * seen * clear * kept(self.clutter) * kept(self.distorted)
    }
}

/// Why a challenge could not be had.
#[derive(Debug, Clone, thiserror::Error)]
pub enum GenerateError {
    /// A file of a labelled folder cannot be used.
    #[error("{file}: {why}")]
    Unreadable {
        /// Path as listed.
        file: String,
        /// Why, in words.
        why: String,
    },
    /// The generator could not make a challenge from these parameters.
    #[error("{0}")]
    Impossible(String),
}

/// What an attacker who reads the site's help page knows of the keys.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Keyspace {
    /// Symbols that drawn texts are made of, in code point order; empty if unknown.
    pub charset: String,
    /// Least and greatest length of a drawn text in characters; `None` if unknown.
    pub length: Option<(usize, usize)>,
    /// Whether case matters to the site.
    pub case_sensitive: bool,
    /// Whether the answer is the value of a drawn expression rather than the text itself.
    pub arithmetic: bool,
    /// Whether two challenges may be the same by right, as short questions are; elsewhere it is a fault.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub repeats: bool,
    /// Of tiles: how many pictures each category has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pool: Vec<u64>,
}

/// The blind floor.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Prior {
    /// The best constant answer.
    pub answer: String,
    /// Probability that it is right.
    pub p: f64,
    /// Shannon entropy of the stored answers, bits.
    pub entropy_bits: f64,
}

/// Builds a scheme from a preset's name and an options table; relative paths start from `base`.
pub type Build = fn(
    preset: Option<&str>,
    options: &Options<'_>,
    base: &Path,
) -> Result<Box<dyn Scheme>, OptionError>;

/// One kind of scheme that a suite can name.
pub struct Kind {
    /// The word in `scheme = "..."`.
    pub name: &'static str,
    /// One line for `capbench list`.
    pub summary: &'static str,
    /// What its challenges put before a solver.
    pub asks: Asks,
    /// Named sets of options: (name, one line).
    pub presets: &'static [(&'static str, &'static str)],
    /// Builds from a suite's preset and options; relative paths start from `base`.
    pub build: Build,
    /// Builds from [`Scheme::params`] as a record holds them.
    pub rebuild: fn(params: &Value) -> Result<Box<dyn Scheme>, String>,
    /// What `capbench doctor` says of it: fonts and the like.
    pub doctor: fn() -> String,
    /// JSON Schema of the options table.
    pub schema: fn() -> schemars::Schema,
}

/// Every kind, in the order `capbench list` shows.
pub const KINDS: &[Kind] = &[
    securimage::KIND,
    math::KIND,
    math::IMAGE,
    grid::KIND,
    tilt::KIND,
    tilt::VIEW,
    folder::KIND,
    external::KIND,
    external::TEXT,
];

/// The kind with this name.
pub fn find(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// The seeds of a scheme with these parameters. Where a file lies (any key `path`) changes no challenge; what is in
/// it does, by the hash that stands beside. Nor does a program's text (any key `source`): its version does.
pub fn seeds(
    namespace: Namespace,
    kind: &str,
    version: u32,
    params: &Value,
    base: u64,
) -> SeedSpace {
    seeds_without(namespace, kind, version, params, &[], base)
}

/// As [`seeds`], with parameters left out of what names a challenge: designs that differ in nothing else draw from the
/// same seeds. A name with dots reaches into tables.
pub fn seeds_without(
    namespace: Namespace,
    kind: &str,
    version: u32,
    params: &Value,
    without: &[String],
    base: u64,
) -> SeedSpace {
    let mut named = without_paths(params);
    for name in without {
        take_param(&mut named, name);
    }
    SeedSpace::new(namespace, kind, version, &named.to_string(), base)
}

/// The parameter of this name; dots reach into tables.
pub fn param<'v>(params: &'v Value, name: &str) -> Option<&'v Value> {
    name.split('.').try_fold(params, |at, key| at.get(key))
}

fn take_param(params: &mut Value, name: &str) {
    let (table, key) = name.rsplit_once('.').unwrap_or(("", name));
    let keys = table.split('.').filter(|key| !key.is_empty());
    let table = keys.into_iter().try_fold(params, |at, key| at.get_mut(key));
    if let Some(Value::Object(table)) = table {
        table.remove(key);
    }
}

fn without_paths(value: &Value) -> Value {
    match value {
        Value::Object(map) => map
            .iter()
            .filter(|(key, _)| *key != "path" && *key != "source")
            .map(|(k, v)| (k.clone(), without_paths(v)))
            .collect(),
        Value::Array(list) => list.iter().map(without_paths).collect(),
        other => other.clone(),
    }
}
