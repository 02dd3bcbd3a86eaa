//! `capbench adapter`: adapters of servers and programs from presets, and what a preset comes to.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde_json::{Value, json};

use super::Exit;
use crate::adapter;
use crate::config::suggest;
use crate::solver::http::{PRESETS, Preset, expand};
use crate::solver::process::{WORKERS, find_worker};

/// Make an adapter of a server or program from a preset, or show one
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Write a manifest that starts from a preset
    New {
        /// Its name and folder
        name: String,
        /// Where it starts from; see `capbench adapter presets`
        #[arg(long, short, value_name = "PRESET")]
        preset: String,
        /// Folder of adapters
        #[arg(long, value_name = "DIR", default_value = "adapters")]
        dir: PathBuf,
    },
    /// Print a manifest
    Show {
        /// Name or folder of the adapter
        name: String,
        /// With all that its preset says
        #[arg(long)]
        expanded: bool,
    },
    /// List presets
    Presets {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    match &args.what {
        What::New { name, preset, dir } => new(name, preset, dir),
        What::Show { name, expanded } => show(name, *expanded),
        What::Presets { json } => presets(*json),
    }
}

fn new(name: &str, preset: &str, dir: &Path) -> anyhow::Result<Exit> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    anyhow::ensure!(
        !name.is_empty() && name.chars().all(plain) && !name.starts_with('.'),
        "an adapter's name is made of letters, digits, `-`, `_` and `.`"
    );
    let files = match (Preset::find(preset), find_worker(preset)) {
        (Some(preset), _) => vec![("adapter.toml", of_preset(name, preset))],
        (None, Some(worker)) => {
            let manifest = head(name, "process", worker.summary)
                + &format!("\n[options]\ncommand = {}\n", worker.command);
            vec![
                ("adapter.toml", manifest),
                (worker.file, worker.text.to_owned()),
            ]
        }
        (None, None) => {
            let known = PRESETS
                .iter()
                .map(|p| p.name)
                .chain(WORKERS.iter().map(|w| w.name));
            anyhow::bail!("unknown preset `{preset}`; {}", suggest(preset, known));
        }
    };
    let folder = dir.join(name);
    anyhow::ensure!(!folder.exists(), "{} is there already", folder.display());
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("failed to create {}", folder.display()))?;
    for (file, text) in files {
        let path = folder.join(file);
        std::fs::write(&path, text)
            .with_context(|| format!("failed to write {}", path.display()))?;
        println!("{}", path.display());
    }
    eprintln!(
        "next: fit it to your server, then `capbench check {}`",
        folder.display()
    );
    Ok(Exit::Fine)
}

fn head(name: &str, kind: &str, summary: &str) -> String {
    let quoted = toml::Value::String(summary.to_owned());
    format!(
        "schema = \"capbench.adapter/1\"\nname = \"{name}\"\nkind = \"{kind}\"\nsummary = {quoted}\n"
    )
}

/// What a user is most likely to change, as the preset has it; the rest stays in the preset.
fn of_preset(name: &str, preset: &Preset) -> String {
    let options = preset.options();
    let mut text = preset.comment() + &head(name, "http", &preset.summary());
    let _ = write!(text, "\n[options]\npreset = \"{}\"\n", preset.name);
    let _ = writeln!(text, "endpoint = {}", options["endpoint"]);
    for key in ["vars", "secrets"] {
        let Some(table) = options[key].as_object() else {
            continue;
        };
        let _ = write!(text, "\n[options.{key}]\n");
        for (name, value) in table {
            let value =
                toml::Value::try_from(value).map_or_else(|_| value.to_string(), |v| v.to_string());
            let _ = writeln!(text, "{name} = {value}");
        }
    }
    text += "\n# [options.limits]\n# concurrency = 1\n# max_requests = 1000\n";
    text
}

fn show(name: &str, expanded: bool) -> anyhow::Result<Exit> {
    let dir = adapter::find(name, None)
        .map_err(|e| anyhow::anyhow!("{e}; {}", e.help.clone().unwrap_or_default()))?;
    let path = dir.join("adapter.toml");
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("failed to read {}", path.display()))?;
    if !expanded {
        print!("{text}");
        return Ok(Exit::Fine);
    }
    // Mistakes first, at their place.
    adapter::load(&dir)?;
    let mut manifest: Value = toml::from_str(&text)?;
    if manifest["kind"] == json!("http") {
        let options = expand(&manifest["options"]).map_err(|e| anyhow::anyhow!("{e}"))?;
        manifest["options"] = options;
    }
    println!("{}", toml::to_string_pretty(&manifest)?);
    Ok(Exit::Fine)
}

fn presets(as_json: bool) -> anyhow::Result<Exit> {
    let http = PRESETS
        .iter()
        .map(|preset| (preset.name, "http", preset.summary()));
    let process = WORKERS
        .iter()
        .map(|worker| (worker.name, "process", worker.summary.to_owned()));
    if as_json {
        let list: Vec<Value> = http
            .chain(process)
            .map(|(name, kind, summary)| json!({ "name": name, "kind": kind, "summary": summary }))
            .collect();
        println!("{}", serde_json::to_string_pretty(&list)?);
        return Ok(Exit::Fine);
    }
    for (name, kind, summary) in http.chain(process) {
        println!("{name:<16} {kind:<8} {summary}");
    }
    Ok(Exit::Fine)
}
