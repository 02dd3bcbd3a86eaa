//! What is written: the options of a suite, and the lines that a program replies.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::scheme::Legibility;

/// What a suite may write under `options`, and what a record holds.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wire {
    /// The program and its arguments: `["python3", "captcha.py"]`. It runs in the suite's folder.
    pub command: Vec<String>,
    /// Parameters that the program gets with every request; part of every seed.
    #[serde(default)]
    pub params: BTreeMap<String, Value>,
    /// Milliseconds that a challenge may take; 10 000 unless set.
    #[serde(default = "deadline_ms")]
    pub deadline_ms: u64,
    /// Share of the challenges that are made twice, in two processes, and compared; 0.1 unless set.
    #[serde(default = "check")]
    pub check: f64,
    /// Set by capbench: the folder it ran in.
    #[serde(default)]
    #[schemars(skip)]
    pub path: PathBuf,
    /// Set by capbench: a hash of the files that the command names.
    #[serde(default)]
    #[schemars(skip)]
    pub source: String,
}

fn deadline_ms() -> u64 {
    10_000
}

fn check() -> f64 {
    0.1
}

/// The reply to the greeting.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Hello {
    /// Version of the generator: up whenever one pixel or key may change.
    pub version: u32,
    /// Symbols that texts are made of.
    #[serde(default)]
    pub charset: String,
    /// Least and greatest length of a text.
    pub length: Option<(usize, usize)>,
    /// Whether case matters.
    #[serde(default)]
    pub case_sensitive: bool,
    /// Whether texts are sums and the answer is their value.
    #[serde(default)]
    pub arithmetic: bool,
    /// Whether two challenges may be the same by right.
    #[serde(default)]
    pub repeats: bool,
    /// The best constant answer; worked out of charset and length unless given.
    pub prior: Option<Guess>,
}

/// What never looking achieves.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Guess {
    /// The answer.
    pub answer: String,
    /// How often it is right.
    pub p: f64,
}

/// The reply to a request: a challenge with its key.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reply {
    /// A PNG, JPEG or GIF in base64.
    pub image: Option<String>,
    /// A question in words.
    pub question: Option<String>,
    /// What the site stores and compares with.
    pub key: Option<String>,
    /// The text as drawn, where it differs from the key ("7 x 3").
    pub drawn: Option<String>,
    /// Legibility proxies.
    pub legibility: Option<Readable>,
}

/// Legibility proxies as a program gives them.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Readable {
    contrast: f32,
    stroke_px: f32,
    covered: f32,
    clipped: f32,
    clutter: f32,
    distorted: f32,
}

impl Default for Readable {
    fn default() -> Self {
        Self {
            contrast: 1.0,
            stroke_px: 0.0,
            covered: 0.0,
            clipped: 0.0,
            clutter: 0.0,
            distorted: 0.0,
        }
    }
}

impl From<Readable> for Legibility {
    fn from(r: Readable) -> Self {
        Self {
            contrast: r.contrast,
            stroke_px: r.stroke_px,
            covered: r.covered,
            clipped: r.clipped,
            clutter: r.clutter,
            distorted: r.distorted,
        }
    }
}
