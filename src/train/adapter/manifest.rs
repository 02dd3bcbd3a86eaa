//! The manifest: the mapping of pictures and the reading of scores, in the words of the solver kind `onnx`.

use toml::Value;

use super::{About, MODEL};
use crate::train::arch::Head;
use crate::train::trained::Trained;

/// `adapter.toml`.
pub(super) fn manifest(trained: &Trained, about: &About) -> String {
    let string = |text: &str| Value::String(text.to_owned()).to_string();
    let kind = match trained.facts.head() {
        Head::Ctc { .. } => "ctc",
        Head::Slots { .. } => "positions",
        Head::Classifier => "classifier",
    };
    let charset = trained.alphabet.charset();
    let read = if trained.alphabet.arithmetic() {
        "read = \"arithmetic\"\n"
    } else {
        ""
    };
    let (height, width) = (trained.frame.height, trained.frame.width);
    format!(
        r#"#:schema ../../docs/schema/adapter.schema.json
# Made by `{command}`; see CARD.md.
schema = "capbench.adapter/1"
name = {name}
kind = "onnx"
summary = {summary}

[options]
model = "{MODEL}"
charset = {charset}
{read}
# Luma, ink high: 0 is white paper, 1 is black.
[options.input]
layout = "NCHW"
channels = 1
height = {height}
width = {width}
fit = "pad"
range = "0..1"
invert = true

[options.output]
kind = "{kind}"
axes = "NTC"
scores = "log-probabilities"
blank = "first"
"#,
        command = about.sitting.command.join(" ").replace('\n', " "),
        name = string(&about.name),
        summary = string(&about.summary),
        charset = string(&charset),
    )
}
