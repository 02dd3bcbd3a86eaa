//! Renderings of a summary: the list of formats, one file a format. They add no numbers.

use std::path::{Path, PathBuf};

pub mod board;
pub mod compare;
mod csv;
pub mod drill;
pub mod gate;
pub mod html;
mod json;
pub mod learn;
pub mod markdown;
pub mod maze;
pub mod number;
mod page;
pub mod plots;
#[cfg(test)]
mod sample;
mod strata;
pub mod sweep;
pub mod terminal;
mod text;
mod tiles;
mod tilt;
pub mod transfer;
pub mod words;

pub use page::Page;

/// One format that a report can be written in.
pub struct Format {
    /// The word on the command line.
    pub name: &'static str,
    /// One line for `capbench list`.
    pub summary: &'static str,
    /// Writes it below a folder, and says which files it wrote.
    pub write: fn(page: &Page<'_>, dir: &Path) -> anyhow::Result<Vec<PathBuf>>,
}

/// Every format, in the order `capbench list` shows.
pub const FORMATS: &[Format] = &[
    html::FORMAT,
    markdown::FORMAT,
    csv::FORMAT,
    json::FORMAT,
    plots::FORMAT,
];
