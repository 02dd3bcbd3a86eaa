//! `capbench report`: renderings of a record, and of nothing else.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::{Exit, learn, styled_stdout};
use crate::config::suggest;
use crate::learn::is_learn;
use crate::record::{Record, Status};
use crate::report::{FORMATS, Page, terminal};
use crate::stats::Validity;
use crate::summary::{Summary, summarise};

/// Make reports of a finished or interrupted run or learn record
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
    /// Write the result table between the markers `<!-- capbench:begin -->` and `<!-- capbench:end -->` of FILE; that of
    /// a learn record between `<!-- capbench:learn:begin -->` and `<!-- capbench:learn:end -->`
    #[arg(long, value_name = "FILE")]
    splice: Option<PathBuf>,
    /// With --splice: change nothing, and fail if FILE is out of date
    #[arg(long, requires = "splice")]
    check: bool,
}

pub(super) fn run(args: Args) -> anyhow::Result<Exit> {
    let formats = if args.format.is_empty() {
        default_formats()
    } else {
        args.format
    };
    let out = args.out.as_deref().unwrap_or(&args.run);
    if is_learn(&args.run) {
        return match &args.splice {
            Some(file) => learn::splice(&args.run, file, args.check),
            None => learn::make(&args.run, out, &formats, args.json),
        };
    }
    let record = Record::open(&args.run)?;
    match &args.splice {
        Some(file) => splice(&summarise(&record)?, file, args.check),
        None => make(&record, out, &formats, args.json),
    }
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
    announce(&written, dir);
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

/// Says what was written below `dir`; the plots in one line.
pub(super) fn announce(written: &[PathBuf], dir: &Path) {
    let plots = dir.join("plots");
    let (drawn, others): (Vec<_>, Vec<_>) =
        written.iter().partition(|path| path.starts_with(&plots));
    for path in others {
        eprintln!("wrote {}", path.display());
    }
    if !drawn.is_empty() {
        eprintln!("wrote {}", plots.display());
    }
}

fn splice(summary: &Summary, file: &Path, check: bool) -> anyhow::Result<Exit> {
    let splice = Splice {
        topic: "capbench",
        text: &crate::report::markdown::results(summary),
    };
    Ok(splice.put_into(file, check)?.unwrap_or(exit(summary)))
}

/// A text that stands between two markers of a file.
pub(super) struct Splice<'a> {
    /// Of the markers `<!-- TOPIC:begin -->` and `<!-- TOPIC:end -->`.
    pub topic: &'a str,
    /// What stands between them.
    pub text: &'a str,
}

impl Splice<'_> {
    /// Writes the text, or with `check` only looks: `Some` says that the file is out of date.
    pub(super) fn put_into(&self, file: &Path, check: bool) -> anyhow::Result<Option<Exit>> {
        let shown = file.display();
        let old =
            std::fs::read_to_string(file).with_context(|| format!("failed to read {shown}"))?;
        let [first, last] = ["begin", "end"].map(|end| format!("<!-- {}:{end} -->", self.topic));
        let place = |begin: usize| Some((begin, begin + old[begin..].find(&last)?));
        let Some((begin, end)) = old.find(&first).and_then(place) else {
            bail!("{shown} has no lines `{first}` and `{last}`");
        };
        let new = format!("{}{first}\n{}\n{}", &old[..begin], self.text, &old[end..]);
        if new == old {
            return Ok(None);
        }
        if check {
            eprintln!(
                "{shown} is out of date; bring it up with: capbench report RUN-DIR --splice {shown}"
            );
            return Ok(Some(Exit::Failed));
        }
        std::fs::write(file, new).with_context(|| format!("failed to write {shown}"))?;
        Ok(None)
    }
}
