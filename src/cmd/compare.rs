//! `capbench compare`: two runs, two solvers or two designs on the same challenges.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::Context as _;

use super::Exit;
use crate::compare::{Choice, Side, Sides, compare};
use crate::report::compare::{markdown, terminal};

/// Compare two runs, two solvers of a run or two designs, paired on the same challenges
#[derive(clap::Args)]
pub(super) struct Args {
    /// Folder of the first record
    first: PathBuf,
    /// Folder of the second record [default: the first]
    second: Option<PathBuf>,
    /// Set solver A (of the first) against solver B (of the second)
    #[arg(long, value_name = "A,B", value_parser = two)]
    solvers: Option<(String, String)>,
    /// Set case A (of the first) against case B (of the second); their texts must be the same: see `seed_without`
    #[arg(long, value_name = "A,B", value_parser = two)]
    cases: Option<(String, String)>,
    /// Also write the comparison as Markdown
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let first = Side::open(&args.first)?;
    let second = args.second.as_deref().map(Side::open).transpose()?;
    let sides = Sides {
        first: &first,
        second: second.as_ref().unwrap_or(&first),
    };
    let choice = Choice {
        cases: args.cases.clone(),
        solvers: args.solvers.clone(),
    };
    let comparison = compare(&sides, &choice)?;
    if let Some(path) = &args.markdown {
        std::fs::write(path, markdown(&comparison))
            .with_context(|| format!("failed to write {}", path.display()))?;
    }
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&comparison)?)?;
    } else {
        write!(out, "{}", terminal(&comparison))?;
    }
    Ok(Exit::Fine)
}

fn two(text: &str) -> Result<(String, String), String> {
    text.split_once(',')
        .map(|(a, b)| (a.trim().to_owned(), b.trim().to_owned()))
        .filter(|(a, b)| !a.is_empty() && !b.is_empty())
        .ok_or_else(|| format!("`{text}` is not two names; write A,B"))
}
