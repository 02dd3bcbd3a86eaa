//! `capbench schema`: the JSON Schemas that editors complete suites, adapters and question forms with.

use std::path::PathBuf;

use anyhow::Context as _;

use super::Exit;
use crate::scheme::math;
use crate::{adapter, suite};

/// Print the JSON Schema of suites, adapters or question forms, or bring the committed copies up to date
#[derive(clap::Args)]
pub(super) struct Args {
    /// Which
    #[arg(value_parser = ["suite", "adapter", "forms"], required_unless_present = "out")]
    of: Option<String>,
    /// Write all to this folder, as suite.schema.json, adapter.schema.json and forms.schema.json
    #[arg(long, value_name = "DIR", conflicts_with = "of")]
    out: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let all = [
        ("suite", suite::schema()),
        ("adapter", adapter::schema()),
        ("forms", math::forms_schema()),
    ];
    let all = all.map(|(name, schema)| (name, crate::schema::pretty(&schema)));
    match &args.out {
        Some(dir) => {
            std::fs::create_dir_all(dir)
                .with_context(|| format!("failed to create {}", dir.display()))?;
            for (name, text) in all {
                let path = dir.join(format!("{name}.schema.json"));
                std::fs::write(&path, text)
                    .with_context(|| format!("failed to write {}", path.display()))?;
            }
        }
        None => {
            let wanted = args.of.as_deref().unwrap_or("suite");
            let found = all.iter().find(|(name, _)| *name == wanted);
            print!("{}", found.map_or("", |(_, text)| text));
        }
    }
    Ok(Exit::Fine)
}
