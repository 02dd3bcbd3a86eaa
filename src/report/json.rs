//! The summary as JSON: every number at full precision.

use std::path::{Path, PathBuf};

use super::{Format, Page};

pub(super) const FORMAT: Format = Format {
    name: "json",
    summary: "summary.json: the whole summary at full precision",
    write,
};

fn write(page: &Page<'_>, dir: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let path = dir.join("summary.json");
    let mut text = serde_json::to_vec_pretty(page.summary)?;
    text.push(b'\n');
    std::fs::write(&path, text)?;
    Ok(vec![path])
}
