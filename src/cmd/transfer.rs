//! `capbench transfer`: solvers trained on one design, tested on the others.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::Context as _;

use super::Exit;
use crate::compare::Side;
use crate::report::transfer::{markdown, terminal};
use crate::stats::Validity;
use crate::transfer::transfer;

/// Solvers trained on one design, tested on the others: a matrix of a run whose suite says `trained_on`
#[derive(clap::Args)]
pub(super) struct Args {
    /// Folder of the record
    run: PathBuf,
    /// Also write it as Markdown
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let matrix = transfer(&Side::open(&args.run)?)?;
    if let Some(path) = &args.markdown {
        std::fs::write(path, markdown(&matrix))
            .with_context(|| format!("failed to write {}", path.display()))?;
    }
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&matrix)?)?;
    } else {
        write!(out, "{}", terminal(&matrix))?;
    }
    Ok(if matrix.validity.validity == Validity::Valid {
        Exit::Fine
    } else {
        Exit::Invalid
    })
}
