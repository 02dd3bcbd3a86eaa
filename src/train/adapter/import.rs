//! An adapter that [`export`](super::export()) wrote, as a start for another training.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::MODEL;
use crate::train::alphabet::Alphabet;
use crate::train::frozen::Frozen;
use crate::train::task::Start;

/// Why an adapter is nothing to start from.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file cannot be read.
    #[error("failed to read {path}: {why}")]
    File {
        /// The file.
        path: String,
        /// What the system says.
        why: std::io::Error,
    },
    /// It is not an adapter of this trainer.
    #[error("{path}: {why}; only a model that `capbench train` made can be trained on")]
    Foreign {
        /// The file.
        path: String,
        /// What is missing or other.
        why: String,
    },
}

/// The few keys that matter here; the rest is the solver's.
#[derive(Deserialize)]
struct Manifest {
    name: String,
    kind: String,
    #[serde(default)]
    options: Options,
}

#[derive(Default, Deserialize)]
struct Options {
    model: Option<PathBuf>,
    charset: Option<String>,
}

/// Reads the adapter of a folder.
pub fn import(dir: &Path) -> Result<Start, ImportError> {
    let path = dir.join("adapter.toml");
    let failed = |path: &Path| {
        let path = path.display().to_string();
        move |why| ImportError::File { path, why }
    };
    let text = std::fs::read_to_string(&path).map_err(failed(&path))?;
    let manifest = parse(&text).map_err(|why| foreign(&path, why))?;
    let model = dir.join(manifest.options.model.unwrap_or_else(|| MODEL.into()));
    let bytes = std::fs::read(&model).map_err(failed(&model))?;
    let frozen = Frozen::from_onnx(&bytes).map_err(|why| foreign(&model, why))?;
    let charset = manifest.options.charset.unwrap_or_default();
    if charset.chars().count() != frozen.classes() {
        let why = format!(
            "the charset has {} symbols and the model {}",
            charset.chars().count(),
            frozen.classes()
        );
        return Err(foreign(&path, why));
    }
    Ok(Start {
        name: manifest.name,
        model: frozen,
        alphabet: Alphabet::of_model(&charset, false, false),
    })
}

fn parse(text: &str) -> Result<Manifest, String> {
    let manifest: Manifest = toml::from_str(text).map_err(|why| why.message().to_owned())?;
    if manifest.kind == "onnx" {
        Ok(manifest)
    } else {
        Err(format!("its kind is `{}`", manifest.kind))
    }
}

fn foreign(path: &Path, why: String) -> ImportError {
    ImportError::Foreign {
        path: path.display().to_string(),
        why,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_kinds_are_no_start() {
        let folder = tempfile::tempdir().expect("a folder");
        let manifest =
            "schema = \"capbench.adapter/1\"\nname = \"t\"\nkind = \"tesseract\"\nsummary = \"\"\n";
        std::fs::write(folder.path().join("adapter.toml"), manifest).expect("written");
        let error = import(folder.path()).err().expect("refused").to_string();
        assert!(error.contains("its kind is `tesseract`"), "{error}");
        let none = import(&folder.path().join("none")).err().expect("refused");
        assert!(none.to_string().starts_with("failed to read"), "{none}");
    }
}
