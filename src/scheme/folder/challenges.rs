//! The folder as a scheme: pictures by index, keys, and what is known of the answers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::kind::Wire;
use super::picture;
use super::scan::{Entry, Scan};
use crate::model::{Challenge, Key, fold};
use crate::scheme::{GenerateError, Issued, Keyspace, Prior, Scheme};
use crate::seed::Seed;

/// A folder that was read. Pictures are decoded again when they are asked for.
pub(super) struct Folder {
    /// Options, with `path` and `labels` settled.
    wire: Wire,
    entries: Vec<Entry>,
    /// One an entry.
    keys: Vec<Key>,
    keyspace: Keyspace,
    /// Stored answers of the pictures that can be read, as compared, with how often each occurs.
    answers: BTreeMap<String, usize>,
    notices: Vec<String>,
    /// Of all that results depend on.
    pub digest: String,
}

impl Folder {
    pub fn new(wire: Wire, scan: Scan, keys: Vec<Key>) -> Self {
        let mut answers = BTreeMap::new();
        for (entry, key) in scan.entries.iter().zip(&keys) {
            if entry.digest.is_ok() {
                *answers.entry(folded(&wire, &key.stored)).or_default() += 1;
            }
        }
        let mut notices = scan.notices;
        notices.extend(beyond_charset(&wire, &keys));
        Self {
            keyspace: keyspace(&wire, &keys),
            digest: digest(&scan.entries),
            entries: scan.entries,
            answers,
            notices,
            keys,
            wire,
        }
    }
}

/// A text as the site compares it.
fn folded(wire: &Wire, text: &str) -> String {
    if wire.case_sensitive {
        text.to_owned()
    } else {
        fold(text)
    }
}

fn beyond_charset(wire: &Wire, keys: &[Key]) -> Option<String> {
    let charset = wire.charset.as_ref()?;
    let beyond = |label: &&str| label.chars().any(|c| !charset.contains(c));
    let beyond: BTreeSet<&str> = keys
        .iter()
        .map(|key| key.drawn.as_str())
        .filter(beyond)
        .collect();
    let first = beyond.first()?;
    Some(format!(
        "{} labels hold symbols outside the charset, `{first}` first",
        beyond.len()
    ))
}

fn keyspace(wire: &Wire, keys: &[Key]) -> Keyspace {
    let charset: BTreeSet<char> = match &wire.charset {
        Some(charset) => charset.chars().collect(),
        None => keys.iter().flat_map(|key| key.drawn.chars()).collect(),
    };
    let lengths: BTreeSet<usize> = keys.iter().map(|key| key.drawn.chars().count()).collect();
    Keyspace {
        pool: Vec::new(),
        charset: charset.into_iter().collect(),
        length: lengths.first().copied().zip(lengths.last().copied()),
        case_sensitive: wire.case_sensitive,
        arithmetic: wire.arithmetic,
        repeats: false,
    }
}

/// Of files, labels and pixels: the first 16 hex digits of BLAKE3.
fn digest(entries: &[Entry]) -> String {
    let mut hasher = blake3::Hasher::new();
    for Entry { row, digest } in entries {
        let pixels = digest.as_deref().unwrap_or("unreadable");
        let stored = row.stored.as_deref().unwrap_or_default();
        for part in [row.file.as_str(), &row.label, stored, pixels] {
            hasher
                .update(&(part.len() as u64).to_le_bytes())
                .update(part.as_bytes());
        }
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

impl Scheme for Folder {
    fn version(&self) -> u32 {
        1
    }

    fn params(&self) -> Value {
        let mut params = serde_json::to_value(&self.wire).unwrap_or_default();
        params["digest"] = self.digest.as_str().into();
        params
    }

    fn generate(&self, _seed: &Seed, index: u64) -> Result<Issued, GenerateError> {
        let at = usize::try_from(index)
            .ok()
            .filter(|&at| at < self.entries.len());
        let at = at.ok_or_else(|| {
            let n = self.entries.len();
            GenerateError::Impossible(format!("there is no picture {index}: the folder has {n}"))
        })?;
        let Entry { row, digest } = &self.entries[at];
        let unreadable = |why: String| GenerateError::Unreadable {
            file: row.file.clone(),
            why,
        };
        let digest = digest.as_ref().map_err(|why| unreadable(why.clone()))?;
        let picture = picture::load(&self.wire.path.join(&row.file)).map_err(unreadable)?;
        let challenge = Challenge::image(picture);
        if challenge.digest() != *digest {
            return Err(unreadable(
                "has changed since the folder was read".to_owned(),
            ));
        }
        Ok(Issued {
            challenge,
            key: self.keys[at].clone(),
            legibility: None,
            tags: Vec::new(),
            marks: Vec::new(),
        })
    }

    fn keyspace(&self) -> Keyspace {
        self.keyspace.clone()
    }

    /// The most frequent stored answer of the whole folder (of equals the first in order). Pictures that cannot be
    /// read count in n and solve nothing.
    fn prior(&self) -> Prior {
        let best = self
            .answers
            .iter()
            .max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
        let (answer, count) = best.map_or((String::new(), 0), |(answer, n)| (answer.clone(), *n));
        let readable = self.answers.values().sum::<usize>() as f64;
        let shares = self.answers.values().map(|&n| n as f64 / readable);
        Prior {
            answer,
            p: count as f64 / self.entries.len() as f64,
            entropy_bits: shares.fold(0.0, |bits, p| bits - p * libm::log2(p)),
        }
    }

    /// Sums: any of the values that occur. Else a text of a length and of symbols that occur.
    fn random_answer(&self, seed: &Seed) -> String {
        let mut rng = seed.stream("answer");
        if self.wire.arithmetic {
            let values: Vec<&String> = self.answers.keys().collect();
            return if values.is_empty() {
                String::new()
            } else {
                rng.pick(&values).to_string()
            };
        }
        let symbols: BTreeSet<char> = folded(&self.wire, &self.keyspace.charset).chars().collect();
        let symbols: Vec<char> = symbols.into_iter().collect();
        let (least, most) = self.keyspace.length.unwrap_or((0, 0));
        let length = rng.int(least as i64, most as i64);
        (0..length).map(|_| *rng.pick(&symbols)).collect()
    }

    fn available(&self) -> Option<u64> {
        Some(self.entries.len() as u64)
    }

    fn notices(&self) -> Vec<String> {
        self.notices.clone()
    }
}
