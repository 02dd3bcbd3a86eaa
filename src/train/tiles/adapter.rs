//! A trained tile classifier as an adapter folder: manifest, model, card.

use std::fmt::Write as _;
use std::path::Path;

use toml::Value;

use super::{TilesTask, TrainedTiles};
use crate::report::number::{count, full, seconds};
use crate::stats::Estimate;
use crate::train::About;
use crate::train::task::TrainError;

/// Name of the class that is never taught: class 0 of every network here is "nothing".
const NOTHING: &str = "(nothing)";

/// Writes `adapter.toml`, `model.onnx` and `CARD.md` into a folder, the model before the manifest that names it.
pub fn export_tiles(
    dir: &Path,
    task: &TilesTask,
    trained: &TrainedTiles,
    about: &About,
) -> Result<(), TrainError> {
    let failed = |doing: String| move |why| TrainError::File { doing, why };
    std::fs::create_dir_all(dir).map_err(failed(format!("create {}", dir.display())))?;
    let pairs = [
        ("classes", trained.classes.join(",")),
        ("samples", trained.samples.to_string()),
        ("command", about.sitting.command.join(" ")),
        ("capbench", env!("CARGO_PKG_VERSION").to_owned()),
    ];
    let metadata: Vec<(String, String)> = pairs.map(|(k, v)| (k.to_owned(), v)).into();
    let model = trained.model.to_onnx(0, &metadata);
    let files: [(&str, Vec<u8>); 3] = [
        ("CARD.md", card(task, trained, about, &model).into_bytes()),
        ("adapter.toml", manifest(task, trained, about).into_bytes()),
        ("model.onnx", model),
    ];
    for (name, bytes) in files.into_iter().rev() {
        let path = dir.join(name);
        let temporary = dir.join(format!("{name}.new"));
        std::fs::write(&temporary, bytes)
            .and_then(|()| std::fs::rename(&temporary, &path))
            .map_err(failed(format!("write {}", path.display())))?;
    }
    Ok(())
}

fn manifest(task: &TilesTask, trained: &TrainedTiles, about: &About) -> String {
    let string = |text: &str| Value::String(text.to_owned()).to_string();
    let names = std::iter::once(NOTHING).chain(trained.classes.iter().map(String::as_str));
    let classes: Vec<String> = names.map(string).collect();
    let taught: Vec<String> = trained.classes.iter().map(|name| string(name)).collect();
    format!(
        r#"#:schema ../../docs/schema/adapter.schema.json
# Made by `{command}`; see CARD.md.
schema = "capbench.adapter/1"
name = {name}
kind = "onnx-tiles"
summary = {summary}

[options]
model = "model.onnx"
classes = [{classes}]
mask = [{taught}]

[options.input]
layout = "NCHW"
channels = 3
height = {size}
width = {size}
fit = "stretch"
range = "0..1"

[options.output]
scores = "log-probabilities"
"#,
        command = about.sitting.command.join(" ").replace('\n', " "),
        name = string(&about.name),
        summary = string(&about.summary),
        classes = classes.join(", "),
        taught = taught.join(", "),
        size = task.size,
    )
}

fn card(task: &TilesTask, trained: &TrainedTiles, about: &About, model: &[u8]) -> String {
    let (right, n) = trained.test;
    let sources: Vec<String> = task
        .sources
        .iter()
        .map(|s| format!("`{}`", s.name))
        .collect();
    let mut card = format!(
        "# {}\n\n{}.\n\nMade by `{}` with capbench {} on {}.\n\n",
        about.name,
        about.summary,
        about.sitting.command.join(" "),
        env!("CARGO_PKG_VERSION"),
        about.sitting.started.get(..10).unwrap_or_default()
    );
    let rows = [
        ("classes", trained.classes.join(", ")),
        (
            "trained on",
            format!(
                "{} \"train\" seeds, {} concepts that no evaluation shows unless it asks for all",
                sources.join(", "),
                count(trained.concepts as u64)
            ),
        ),
        ("tiles seen", count(trained.samples)),
        (
            "fresh tiles of concepts it was trained on, named right (Wilson 95 %)",
            format!("{} of {}", full(&Estimate::rate(right, n)), count(n)),
        ),
        ("input", format!("{0} x {0} pixels, RGB, 0 to 1", task.size)),
        ("size", format!("{} bytes", count(model.len() as u64))),
        (
            "BLAKE3 of the model",
            blake3::hash(model).to_hex()[..16].to_owned(),
        ),
        (
            "training took",
            format!(
                "{}, {} of CPU time",
                seconds(trained.seconds.0),
                seconds(trained.seconds.1)
            ),
        ),
    ];
    card += "| | |\n| --- | --- |\n";
    for (name, value) in rows {
        let _infallible = writeln!(card, "| {name} | {value} |");
    }
    card += "\nWhat it makes of concepts that it has never seen is measured by `capbench run`; nothing was chosen by those.\n";
    card += "\n## Training\n\n| tiles | loss, nats |\n| ---: | ---: |\n";
    for (samples, loss) in trained
        .curve
        .iter()
        .step_by(trained.curve.len().div_ceil(12).max(1))
    {
        let _infallible = writeln!(card, "| {} | {loss:.3} |", count(*samples));
    }
    card
}
