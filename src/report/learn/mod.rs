//! Renderings of labels-to-break curves: the same formats by the same names. They add no numbers.

use std::path::{Path, PathBuf};

use crate::learn::Summary;

mod csv;
pub mod markdown;
#[cfg(test)]
pub(super) mod sample;
pub mod terminal;
pub mod words;

/// One format that curves can be written in.
pub struct Format {
    /// The word on the command line: one of [`crate::report::FORMATS`].
    pub name: &'static str,
    /// Writes it below a folder, and says which files it wrote.
    pub write: fn(summary: &Summary, dir: &Path) -> anyhow::Result<Vec<PathBuf>>,
}

/// Every format, in the order in which they are written.
pub const FORMATS: &[Format] = &[
    super::html::LEARN,
    markdown::FORMAT,
    csv::FORMAT,
    Format {
        name: "json",
        write: json,
    },
    super::plots::LEARN,
];

/// The summary at full precision.
fn json(summary: &Summary, dir: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let path = dir.join("summary.json");
    let mut text = serde_json::to_vec_pretty(summary)?;
    text.push(b'\n');
    std::fs::write(&path, text)?;
    Ok(vec![path])
}
