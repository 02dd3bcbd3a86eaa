//! The state of an unfinished training on disk: enough to go on as if nothing had happened.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::curve::Row;
use super::task::TrainError;

/// First bytes of the file.
const MAGIC: &[u8] = b"capbench.train-state/1\n";

/// What must be the same for a training to be the same: names and values.
pub(crate) type Identity = BTreeMap<String, Value>;

/// Counters; with the weights, all that a step depends on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Progress {
    pub steps: u64,
    /// Seconds of earlier sittings.
    pub seconds: f64,
    /// CPU seconds of earlier sittings.
    pub cpu_seconds: f64,
    /// Validations that were due so far.
    pub validations: u32,
    /// Validations since rate or loss last improved.
    pub stale: u32,
    /// Sum of each head's losses since the last row.
    pub losses: Vec<f64>,
    /// Steps in those sums.
    pub summed: u64,
    pub curve: Vec<Row>,
    /// Row and head of the model that is kept.
    pub best: Option<(usize, usize)>,
    /// Least validation loss so far.
    pub least_nats: Option<f64>,
    /// Of labels that steps drew for themselves.
    pub fresh: String,
}

/// The file's content.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct State {
    pub identity: Identity,
    pub progress: Progress,
    /// The network with its optimiser.
    pub net: Vec<u8>,
    /// The best model so far, as ONNX; empty if none.
    pub best: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    identity: Identity,
    progress: Progress,
}

impl State {
    /// Writes it beside the old one, then over it.
    pub fn write(&self, path: &Path) -> Result<(), TrainError> {
        let failed = |why| TrainError::File {
            doing: format!("write {}", path.display()),
            why,
        };
        let temporary = path.with_extension("state-new");
        let write = || {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            let mut file = File::create(&temporary)?;
            file.write_all(&self.to_bytes())?;
            file.sync_all()?;
            std::fs::rename(&temporary, path)
        };
        write().map_err(failed)
    }

    /// Reads it, and insists that it belongs to this training.
    pub fn read(path: &Path, identity: &Identity) -> Result<Self, TrainError> {
        let refused = |why: String| TrainError::State {
            path: path.display().to_string(),
            why,
        };
        let bytes = std::fs::read(path).map_err(|why| refused(why.to_string()))?;
        let state = Self::from_bytes(&bytes).map_err(refused)?;
        match difference(&state.identity, identity) {
            Some(why) => Err(refused(why)),
            None => Ok(state),
        }
    }

    fn to_bytes(&self) -> Vec<u8> {
        let header = Header {
            identity: self.identity.clone(),
            progress: self.progress.clone(),
        };
        let header = serde_json::to_vec(&header).unwrap_or_default();
        let mut bytes = MAGIC.to_vec();
        for part in [&header, &self.net, &self.best] {
            bytes.extend((part.len() as u64).to_le_bytes());
            bytes.extend(part);
        }
        let hash = blake3::hash(&bytes);
        bytes.extend(hash.as_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        let torn = || "it is no training state of this version, or incomplete".to_owned();
        let (body, hash) = bytes.split_last_chunk::<32>().ok_or_else(torn)?;
        if blake3::hash(body) != *hash {
            return Err(torn());
        }
        let mut rest = body.strip_prefix(MAGIC).ok_or_else(torn)?;
        let mut part = || {
            let (length, after) = rest.split_first_chunk::<8>()?;
            let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
            let (part, after) = after.split_at_checked(length)?;
            rest = after;
            Some(part.to_vec())
        };
        let (header, net, best) = (part(), part(), part());
        let header = header.ok_or_else(torn)?;
        let header: Header = serde_json::from_slice(&header).map_err(|why| why.to_string())?;
        Ok(Self {
            identity: header.identity,
            progress: header.progress,
            net: net.ok_or_else(torn)?,
            best: best.ok_or_else(torn)?,
        })
    }
}

/// The first value that is not the same.
fn difference(then: &Identity, now: &Identity) -> Option<String> {
    let names = then.keys().chain(now.keys());
    let differs = |name: &&String| then.get(*name) != now.get(*name);
    let name = names.filter(differs).min()?;
    let say = |value: Option<&Value>| value.map_or("absent".to_owned(), short);
    Some(format!(
        "{name} was {} and is now {}",
        say(then.get(name)),
        say(now.get(name))
    ))
}

/// A value in at most a line.
fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(100) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> State {
        let identity = [("batch", 64), ("seed", 1)];
        State {
            identity: identity
                .map(|(name, value)| (name.to_owned(), value.into()))
                .into(),
            progress: Progress {
                steps: 7,
                seconds: 0.1 + 0.2,
                ..Progress::default()
            },
            net: vec![1, 2, 3],
            best: Vec::new(),
        }
    }

    #[test]
    fn comes_back_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("deep/train.state");
        state().write(&path).expect("written");
        assert_eq!(
            State::read(&path, &state().identity).expect("read"),
            state()
        );
    }

    #[test]
    fn another_training_is_refused_by_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("train.state");
        state().write(&path).expect("written");
        let mut other = state().identity;
        other.insert("batch".to_owned(), 32.into());
        let error = State::read(&path, &other).expect_err("refused").to_string();
        assert!(error.ends_with("batch was 64 and is now 32"), "{error}");
    }

    #[test]
    fn every_torn_file_is_refused() {
        let bytes = state().to_bytes();
        for end in 0..bytes.len() {
            assert!(State::from_bytes(&bytes[..end]).is_err(), "{end}");
        }
        let mut flipped = bytes;
        flipped[40] ^= 1;
        assert!(State::from_bytes(&flipped).is_err());
    }
}
