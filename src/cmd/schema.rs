//! `capbench schema`: the JSON Schemas that editors complete suites and adapters with.

use std::path::PathBuf;

use anyhow::Context as _;

use super::Exit;
use crate::{adapter, suite};

/// Print the JSON Schema of suites or adapters, or bring the committed copies up to date
#[derive(clap::Args)]
pub(super) struct Args {
    /// Which
    #[arg(value_parser = ["suite", "adapter"], required_unless_present = "out")]
    of: Option<String>,
    /// Write both, suite.schema.json and adapter.schema.json, to this folder
    #[arg(long, value_name = "DIR", conflicts_with = "of")]
    out: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let suite = crate::schema::pretty(&suite::schema());
    let adapter = crate::schema::pretty(&adapter::schema());
    match &args.out {
        Some(dir) => {
            std::fs::create_dir_all(dir)
                .with_context(|| format!("failed to create {}", dir.display()))?;
            for (name, text) in [
                ("suite.schema.json", suite),
                ("adapter.schema.json", adapter),
            ] {
                let path = dir.join(name);
                std::fs::write(&path, text)
                    .with_context(|| format!("failed to write {}", path.display()))?;
            }
        }
        None => print!(
            "{}",
            if args.of.as_deref() == Some("adapter") {
                adapter
            } else {
                suite
            }
        ),
    }
    Ok(Exit::Fine)
}
