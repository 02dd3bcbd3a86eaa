//! The plots as files.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::{Plot, all, labels_to_break};
use crate::report::{Format, Page, learn};

pub(in crate::report) const FORMAT: Format = Format {
    name: "plots",
    summary: "plots/*.svg and plots/*.png: rates, times, confusions, risk and coverage",
    write,
};

pub(in crate::report) const LEARN: learn::Format = learn::Format {
    name: "plots",
    write: |summary, dir| files(&labels_to_break(summary), dir),
};

fn write(page: &Page<'_>, dir: &Path) -> anyhow::Result<Vec<PathBuf>> {
    files(&all(page.summary), dir)
}

/// Each plot as SVG and as PNG.
pub(in crate::report) fn files(plots: &[Plot], dir: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let dir = dir.join("plots");
    std::fs::create_dir_all(&dir).with_context(|| format!("failed to create {}", dir.display()))?;
    let mut written = Vec::new();
    for plot in plots {
        let (svg, png) = (
            dir.join(format!("{}.svg", plot.name)),
            dir.join(format!("{}.png", plot.name)),
        );
        std::fs::write(&svg, &plot.svg)
            .with_context(|| format!("failed to write {}", svg.display()))?;
        std::fs::write(&png, plot.png()?)
            .with_context(|| format!("failed to write {}", png.display()))?;
        written.extend([svg, png]);
    }
    Ok(written)
}
