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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::adapter::{Made, load};
    use crate::model::Response;
    use crate::seed::Namespace;
    use crate::train::{Budget, Labels, Recipe, fit, testing};

    /// The manifest says the same as the trainer does, resizing included: the solver answers as the trained network.
    #[test]
    fn the_solver_reads_what_the_trainer_reads() {
        let mut task = testing::task(&[], Labels::Fixed(100));
        let options = "image_width = 64\nimage_height = 32\ncode_length = 2\ncharset = 'ABC'";
        task.sources = vec![testing::source_with("simplified", options)];
        task.shape.size = Some((24, 56));
        task.recipe = Recipe {
            batch: 32,
            budget: Budget::Samples(1600),
            validations: 2,
            ..Recipe::default()
        };
        let trained = fit(&task, &mut |_| {}).expect("a model");
        let folder = tempfile::tempdir().expect("a folder");
        let about = About {
            name: "small".to_owned(),
            summary: "a \"small\" model".to_owned(),
            sitting: Sitting::start(1),
        };
        export(folder.path(), &task, &trained, &about).expect("written");
        let adapter = load(folder.path()).expect("an adapter");
        let Made::Ready(solver) = adapter.made else {
            panic!("the embedded engine is always there");
        };
        let mut session = solver.open().expect("a session");
        let seeds = task.sources[0].seeds(Namespace::Train);
        let mut answers = BTreeSet::new();
        for index in 5000..5100 {
            let issued = task.sources[0].scheme.generate(&seeds.seed(index), index);
            let challenge = issued.expect("drawn").challenge;
            let answer = match session.solve(&challenge).expect("an answer") {
                Response::Answer(answer) => answer.text,
                Response::Abstain => String::new(),
            };
            assert_eq!(
                Some(&answer),
                trained.answer(&challenge).as_ref(),
                "{index}"
            );
            answers.insert(answer);
        }
        assert!(
            answers.len() > 3,
            "it must have learnt something: {answers:?}"
        );
    }
}
