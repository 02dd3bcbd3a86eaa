//! From options to a program that has said who it is.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use super::generate::External;
use super::wire::Wire;
use crate::config::{OptionError, Options};
use crate::model::Asks;
use crate::scheme::Scheme;

pub(super) fn build(
    asks: Asks,
    preset: Option<&str>,
    options: &Options<'_>,
    base: &Path,
) -> Result<Box<dyn Scheme>, OptionError> {
    if let Some(preset) = preset {
        let message = format!("scheme `external` has no presets, so no `{preset}`");
        return Err(
            OptionError::at("preset", message).help("leave `preset` out and give `command`")
        );
    }
    let mut wire: Wire = options.parse()?;
    for ours in ["path", "source"] {
        if options.span_of(ours).is_some() {
            let message = format!("`{ours}` is set by capbench");
            return Err(options.locate(OptionError::at(ours, message).help("remove it")));
        }
    }
    base.clone_into(&mut wire.path);
    wire.source = source(&wire);
    let scheme = open(asks, wire).map_err(|error| options.locate(error))?;
    Ok(Box::new(scheme))
}

/// A record's program may have changed since: its pictures are compared by their digests, and not by its text.
pub(super) fn rebuild(asks: Asks, params: &Value) -> Result<Box<dyn Scheme>, String> {
    let wire: Wire = serde_json::from_value(params.clone()).map_err(|e| e.to_string())?;
    let scheme = open(asks, wire).map_err(|error| error.message)?;
    Ok(Box::new(scheme))
}

fn open(asks: Asks, wire: Wire) -> Result<External, OptionError> {
    if wire.command.first().is_none_or(String::is_empty) {
        let error = OptionError::at("command", "the command is empty");
        return Err(error.help("write command = [\"python3\", \"captcha.py\"]"));
    }
    if !(0.0..=1.0).contains(&wire.check) {
        let message = format!("check {} is not a share from 0 to 1", wire.check);
        return Err(OptionError::at("check", message));
    }
    if !(1..=600_000).contains(&wire.deadline_ms) {
        let message = format!("deadline_ms {} is not within 1 to 600000", wire.deadline_ms);
        return Err(OptionError::at("deadline_ms", message));
    }
    let deadline = Duration::from_millis(wire.deadline_ms);
    External::new(asks, wire, deadline).map_err(|why| {
        OptionError::at(
            "command",
            format!("the program does not introduce itself: {why}"),
        )
        .help("docs/EXTERNAL.md describes the greeting")
    })
}

/// A hash of the files among the command's words, so that a record says which program it was.
fn source(wire: &Wire) -> String {
    let mut hasher = blake3::Hasher::new();
    for word in &wire.command {
        if let Ok(bytes) = std::fs::read(wire.path.join(word)) {
            hasher
                .update(&(bytes.len() as u64).to_le_bytes())
                .update(&bytes);
        }
    }
    hasher.finalize().to_hex()[..16].to_owned()
}
