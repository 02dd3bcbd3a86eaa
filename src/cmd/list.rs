//! `capbench list`: schemes, solvers, adapters and formats, with their options.

use std::io::Write as _;

use clap::ValueEnum;
use serde_json::{Value, json};

use super::Exit;
use crate::report::FORMATS;
use crate::solver::control::Control;
use crate::stats::PRESETS;
use crate::{adapter, scheme, solver};

/// List schemes, solvers, controls, adapters, report formats and thresholds
#[derive(clap::Args)]
pub(super) struct Args {
    /// Only these
    #[arg(value_enum)]
    what: Option<What>,
    /// Also every option of each, with its meaning
    #[arg(long)]
    options: bool,
    /// As JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    Schemes,
    Solvers,
    Controls,
    Adapters,
    Formats,
    Thresholds,
}

/// One line of the list.
struct Entry {
    name: String,
    summary: String,
    /// Named sets of options.
    presets: Vec<(String, String)>,
    /// JSON Schema of the options.
    schema: Option<Value>,
}

pub(super) fn run(args: Args) -> anyhow::Result<Exit> {
    let all = What::value_variants()
        .iter()
        .filter(|what| args.what.is_none_or(|only| only == **what));
    let lists: Vec<(&str, Vec<Entry>)> = all.map(|&what| (title(what), entries(what))).collect();
    let mut out = std::io::stdout().lock();
    if args.json {
        let value: serde_json::Map<String, Value> = lists
            .into_iter()
            .map(|(title, list)| (title.to_owned(), list.into_iter().map(to_json).collect()))
            .collect();
        writeln!(out, "{}", serde_json::to_string_pretty(&value)?)?;
        return Ok(Exit::Fine);
    }
    for (number, (title, list)) in lists.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{title}")?;
        for entry in list {
            print(&mut out, entry, args.options)?;
        }
    }
    Ok(Exit::Fine)
}

fn title(what: What) -> &'static str {
    match what {
        What::Schemes => "schemes",
        What::Solvers => "solvers",
        What::Controls => "controls",
        What::Adapters => "adapters",
        What::Formats => "formats",
        What::Thresholds => "thresholds",
    }
}

fn entries(what: What) -> Vec<Entry> {
    let plain = |name: &str, summary: String| Entry {
        name: name.to_owned(),
        summary,
        presets: Vec::new(),
        schema: None,
    };
    match what {
        What::Schemes => scheme::KINDS.iter().map(scheme_entry).collect(),
        What::Solvers => {
            let entry = |kind: &solver::Builtin| Entry {
                schema: Some((kind.schema)().to_value()),
                ..plain(kind.name, kind.summary.to_owned())
            };
            solver::BUILTIN.iter().map(entry).collect()
        }
        What::Controls => Control::ALL
            .iter()
            .map(|c| plain(c.name(), c.summary().to_owned()))
            .collect(),
        What::Adapters => {
            let entry = |(name, dir): (String, std::path::PathBuf)| {
                let summary = adapter::load(&dir).map_or_else(
                    |e| format!("broken: {e}"),
                    |a| format!("{} [{}]", a.summary, a.kind),
                );
                plain(&name, summary)
            };
            adapter::all(None).into_iter().map(entry).collect()
        }
        What::Formats => FORMATS
            .iter()
            .map(|f| plain(f.name, f.summary.to_owned()))
            .collect(),
        What::Thresholds => {
            let entry = |(name, p, source): &(&str, f64, &str)| {
                plain(name, format!("{:.3} %: {source}", 100.0 * p))
            };
            PRESETS.iter().map(entry).collect()
        }
    }
}

fn scheme_entry(kind: &scheme::Kind) -> Entry {
    Entry {
        name: kind.name.to_owned(),
        summary: kind.summary.to_owned(),
        presets: kind
            .presets
            .iter()
            .map(|(name, about)| ((*name).to_owned(), (*about).to_owned()))
            .collect(),
        schema: Some((kind.schema)().to_value()),
    }
}

fn to_json(entry: Entry) -> Value {
    let presets: serde_json::Map<String, Value> = entry
        .presets
        .into_iter()
        .map(|(k, v)| (k, json!(v)))
        .collect();
    json!({ "name": entry.name, "summary": entry.summary, "presets": presets, "options": entry.schema })
}

fn print(out: &mut impl std::io::Write, entry: &Entry, options: bool) -> std::io::Result<()> {
    writeln!(out, "  {:<20} {}", entry.name, entry.summary)?;
    for (name, about) in &entry.presets {
        writeln!(out, "    preset {:<14} {about}", name)?;
    }
    let Some(fields) = entry
        .schema
        .as_ref()
        .filter(|_| options)
        .and_then(|s| s["properties"].as_object())
    else {
        return Ok(());
    };
    for (name, field) in fields {
        let about = field["description"]
            .as_str()
            .unwrap_or_default()
            .replace('\n', " ");
        writeln!(out, "    {name:<28} {:<10} {about}", kind_of(field))?;
    }
    Ok(())
}

/// The type of an option in a word, from its JSON Schema.
fn kind_of(field: &Value) -> String {
    let types = match &field["type"] {
        Value::String(one) => vec![one.as_str()],
        Value::Array(many) => many
            .iter()
            .filter_map(Value::as_str)
            .filter(|t| *t != "null")
            .collect(),
        _ => Vec::new(),
    };
    if types.is_empty() {
        "value".to_owned()
    } else {
        types.join("|")
    }
}
