//! A sweep for people: terminal, Markdown, one HTML page with its plots.

mod html;
mod text;

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::plots;
use crate::sweep::Sweep;

pub(super) use html::STYLE;
pub use text::{markdown, terminal};

/// Writes sweep.md, sweep.json, sweep.html and the plots below `dir`, and says which files.
pub fn write(sweep: &Sweep, dir: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let drawn = plots::sweep(sweep);
    let mut json = serde_json::to_vec_pretty(sweep)?;
    json.push(b'\n');
    let files = [
        ("sweep.html", html::page(sweep, &drawn).into_bytes()),
        ("sweep.md", markdown(sweep).into_bytes()),
        ("sweep.json", json),
    ];
    let mut written = Vec::new();
    for (name, bytes) in files {
        let path = dir.join(name);
        std::fs::write(&path, bytes)
            .with_context(|| format!("failed to write {}", path.display()))?;
        written.push(path);
    }
    written.extend(plots::files(&drawn, dir)?);
    Ok(written)
}
