//! A trained model as an adapter folder: manifest, model, card, curve.

mod card;
mod csv;
mod import;
mod manifest;

use std::path::Path;

use super::task::{Task, TrainError};
use super::trained::Trained;
use crate::record::Sitting;

pub use import::{ImportError, import};

/// The model's file.
const MODEL: &str = "model.onnx";

/// Who an adapter is, and what made it.
#[derive(Clone, Debug)]
pub struct About {
    /// Its name, also the folder's.
    pub name: String,
    /// One line on what it is.
    pub summary: String,
    /// Command, date and machine.
    pub sitting: Sitting,
}

/// Writes `adapter.toml`, `model.onnx`, `CARD.md` and `train.csv` into a folder, the model before the manifest that
/// names it.
pub fn export(dir: &Path, task: &Task, trained: &Trained, about: &About) -> Result<(), TrainError> {
    let failed = |doing: String| move |why| TrainError::File { doing, why };
    let folder = format!("create {}", dir.display());
    std::fs::create_dir_all(dir).map_err(failed(folder))?;
    let model = trained.model.to_onnx(0, &metadata(trained, about));
    let card = card::card(task, trained, about, &model);
    let curve = csv::curve(&trained.facts);
    let manifest = manifest::manifest(trained, about);
    let files: [(&str, &[u8]); 4] = [
        (MODEL, &model),
        ("CARD.md", card.as_bytes()),
        ("train.csv", curve.as_bytes()),
        ("adapter.toml", manifest.as_bytes()),
    ];
    for (name, bytes) in files {
        let path = dir.join(name);
        let temporary = dir.join(format!("{name}.new"));
        std::fs::write(&temporary, bytes)
            .and_then(|()| std::fs::rename(&temporary, &path))
            .map_err(failed(format!("write {}", path.display())))?;
    }
    Ok(())
}

/// What the model file says of itself, wherever it is copied to. No times, so that equal models are equal files.
fn metadata(trained: &Trained, about: &About) -> Vec<(String, String)> {
    let names: Vec<&str> = trained
        .facts
        .origins
        .iter()
        .map(|origin| origin.name.as_str())
        .collect();
    let pairs = [
        ("charset", trained.alphabet.charset()),
        ("trained-on", names.join(", ")),
        ("data", trained.facts.data_hash.clone()),
        ("samples", trained.facts.samples.to_string()),
        ("command", about.sitting.command.join(" ")),
        ("capbench", env!("CARGO_PKG_VERSION").to_owned()),
    ];
    pairs.map(|(key, value)| (key.to_owned(), value)).into()
}
