//! `capbench report`: renderings of a record, and of nothing else.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::{Exit, styled_stdout};
use crate::config::suggest;
use crate::record::{Record, Status};
use crate::report::{FORMATS, Page, terminal};
use crate::stats::Validity;
use crate::summary::{Summary, summarise};

/// Make reports of a finished or interrupted run
#[derive(clap::Args)]
pub(super) struct Args {
    /// Folder of the record
    run: PathBuf,
    /// Formats, by name; see `capbench list formats` [default: all]
    #[arg(long, short, value_name = "NAME", value_delimiter = ',')]
    format: Vec<String>,
    /// Folder to write to [default: the record's]
    #[arg(long, short, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print the summary as JSON instead of tables
    #[arg(long)]
    json: bool,
    /// Write the result table between the markers `<!-- capbench:begin -->` and `<!-- capbench:end -->` of FILE
    #[arg(long, value_name = "FILE")]
    splice: Option<PathBuf>,
    /// With --splice: change nothing, and fail if FILE is out of date
    #[arg(long, requires = "splice")]
    check: bool,
}

pub(super) fn run(args: Args) -> anyhow::Result<Exit> {
    let record = Record::open(&args.run)?;
    if let Some(file) = &args.splice {
        return splice(&summarise(&record)?, file, args.check);
    }
    let formats = if args.format.is_empty() {
        default_formats()
    } else {
        args.format
    };
    make(
        &record,
        args.out.as_deref().unwrap_or(&args.run),
        &formats,
        args.json,
    )
}

/// Names of all formats.
pub(super) fn default_formats() -> Vec<String> {
    FORMATS
        .iter()
        .map(|format| format.name.to_owned())
        .collect()
}

/// Writes the formats to `dir`, prints the tables, and says whether the run can be believed.
pub(super) fn make(
    record: &Record,
    dir: &Path,
    formats: &[String],
    json: bool,
) -> anyhow::Result<Exit> {
    let chosen = formats.iter().map(|name| {
        FORMATS
            .iter()
            .find(|format| format.name == name)
            .with_context(|| {
                format!(
                    "unknown format `{name}`; {}",
                    suggest(name, FORMATS.iter().map(|f| f.name))
                )
            })
    });
    let chosen = chosen.collect::<anyhow::Result<Vec<_>>>()?;
    let summary = summarise(record)?;
    std::fs::create_dir_all(dir).with_context(|| format!("failed to create {}", dir.display()))?;
    let page = Page::new(record, &summary)?;
    let mut written = Vec::new();
    for format in chosen {
        written.extend(
            (format.write)(&page, dir)
                .with_context(|| format!("failed to write the {} report", format.name))?,
        );
    }
    let mut out = std::io::stdout().lock();
    if json {
        writeln!(out, "{}", serde_json::to_string_pretty(&summary)?)?;
    } else {
        write!(out, "{}", terminal::tables(&summary, styled_stdout()))?;
    }
    for path in written
        .iter()
        .filter(|path| !path.starts_with(dir.join("plots")))
    {
        eprintln!("wrote {}", path.display());
    }
    if written
        .iter()
        .any(|path| path.starts_with(dir.join("plots")))
    {
        eprintln!("wrote {}", dir.join("plots").display());
    }
    Ok(exit(&summary))
}

/// Whether the run can be believed.
pub(super) fn exit(summary: &Summary) -> Exit {
    let complete = summary.run.status == Status::Complete;
    if complete && summary.validity.validity == Validity::Valid {
        Exit::Fine
    } else {
        Exit::Invalid
    }
}

const BEGIN: &str = "<!-- capbench:begin -->";
const END: &str = "<!-- capbench:end -->";

fn splice(summary: &Summary, file: &Path, check: bool) -> anyhow::Result<Exit> {
    let old = std::fs::read_to_string(file)
        .with_context(|| format!("failed to read {}", file.display()))?;
    let place = |begin: usize| Some((begin, begin + old[begin..].find(END)?));
    let Some((begin, end)) = old.find(BEGIN).and_then(place) else {
        bail!("{} has no lines `{BEGIN}` and `{END}`", file.display());
    };
    let table = crate::report::markdown::results(summary);
    let new = format!("{}{BEGIN}\n{table}\n{}", &old[..begin], &old[end..]);
    if new == old {
        return Ok(exit(summary));
    }
    if check {
        eprintln!(
            "{} is out of date; bring it up with: capbench report RUN-DIR --splice {}",
            file.display(),
            file.display()
        );
        return Ok(Exit::Failed);
    }
    std::fs::write(file, new).with_context(|| format!("failed to write {}", file.display()))?;
    Ok(exit(summary))
}
