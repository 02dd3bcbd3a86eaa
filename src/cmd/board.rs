//! `capbench board`: one table over runs.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::Context as _;

use super::Exit;
use super::report::Splice;
use crate::board::board;
use crate::compare::Side;
use crate::report::board::{markdown, page};

/// One table over runs: designs by solvers, sorted by what all solvers together reach
#[derive(clap::Args)]
pub(super) struct Args {
    /// Folders of records
    #[arg(required = true)]
    runs: Vec<PathBuf>,
    /// Also write it as a page
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Also write it as Markdown
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
    /// Write the table between the markers `<!-- capbench:board:begin -->` and `<!-- capbench:board:end -->` of FILE
    #[arg(long, value_name = "FILE")]
    splice: Option<PathBuf>,
    /// With --splice: change nothing, and fail if FILE is out of date
    #[arg(long, requires = "splice")]
    check: bool,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let sides = args
        .runs
        .iter()
        .map(|dir| Side::open(dir))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let board = board(&sides)?;
    let files = [
        (&args.html, page(&board)),
        (&args.markdown, markdown(&board) + "\n"),
    ];
    for (path, text) in files {
        if let Some(path) = path {
            std::fs::write(path, text)
                .with_context(|| format!("failed to write {}", path.display()))?;
        }
    }
    if let Some(file) = &args.splice {
        let splice = Splice {
            topic: "capbench:board",
            text: &markdown(&board),
        };
        return Ok(splice.put_into(file, args.check)?.unwrap_or(Exit::Fine));
    }
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&board)?)?;
    } else {
        writeln!(out, "{}", markdown(&board))?;
    }
    Ok(Exit::Fine)
}
