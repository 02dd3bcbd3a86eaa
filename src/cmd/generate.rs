//! `capbench generate`: challenges to a folder.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::Exit;
use super::target::Target;
use crate::draw::small_png;
use crate::model::{Challenge, Grid, Prompt};
use crate::scheme::Mark;
use crate::scheme::grid::sheet;

/// Write challenges to a folder: PNG pictures and labels.csv (file, label, stored, marks, question)
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    target: Target,
    /// How many
    #[arg(long, short = 'n', value_name = "N", default_value_t = 100)]
    count: u64,
    /// Index of the first
    #[arg(long, value_name = "I", default_value_t = 0)]
    start: u64,
    /// Folder to write to; made if missing
    #[arg(long, short, value_name = "DIR")]
    out: PathBuf,
}

struct Label {
    file: String,
    drawn: String,
    stored: String,
    marks: Vec<Mark>,
    question: String,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let design = args.target.design()?;
    std::fs::create_dir_all(&args.out)
        .with_context(|| format!("failed to create {}", args.out.display()))?;
    let made = (args.start..args.start + args.count)
        .into_par_iter()
        .map(|index| {
            let seed = design.seeds.seed(index);
            let issued = design
                .scheme
                .generate(&seed, index)
                .with_context(|| format!("challenge {index}"))?;
            let (ending, bytes) = file(&issued.challenge)?;
            let file = format!("{index:06}.{ending}");
            write(&args.out.join(&file), &bytes)?;
            let mut question = String::new();
            if let Some(grid) = issued.challenge.grid() {
                question.clone_from(&grid.wanted);
                write_grid(&args.out.join(format!("{index:06}")), grid)?;
            }
            Ok(Label {
                file,
                drawn: issued.key.drawn,
                stored: issued.key.stored,
                marks: issued.marks,
                question,
            })
        });
    let labels: Vec<Label> = made.collect::<anyhow::Result<_>>()?;
    let path = args.out.join("labels.csv");
    let mut table = csv::Writer::from_path(&path)
        .with_context(|| format!("failed to write {}", path.display()))?;
    let asks = labels.iter().any(|label| !label.question.is_empty());
    let columns = if asks { 5 } else { 4 };
    table.write_record(&["file", "label", "stored", "marks", "question"][..columns])?;
    for label in &labels {
        let marks: Vec<String> = label
            .marks
            .iter()
            .map(|mark| format!("{mark:?}").to_lowercase())
            .collect();
        let marks = marks.join(" ");
        let row = [
            &label.file,
            &label.drawn,
            &label.stored,
            &marks,
            &label.question,
        ];
        table.write_record(&row[..columns])?;
    }
    table.flush()?;
    eprintln!(
        "{} challenges of {} in {}",
        labels.len(),
        design.name,
        args.out.display()
    );
    Ok(Exit::Fine)
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    std::fs::write(path, bytes).with_context(|| format!("failed to write {}", path.display()))
}

/// The tiles as they are served, in a folder of their own.
fn write_grid(folder: &Path, grid: &Grid) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("failed to create {}", folder.display()))?;
    let mut tiles = grid.tiles.iter().enumerate();
    tiles.try_for_each(|(at, tile)| write(&folder.join(format!("{at}.jpg")), &tile.bytes))
}

/// What is shown, as a file's ending and bytes.
fn file(challenge: &Challenge) -> anyhow::Result<(&'static str, Vec<u8>)> {
    Ok(match &challenge.prompt {
        Prompt::Image(picture) => ("png", small_png(picture)?),
        Prompt::Tilt(maze) => ("png", small_png(&crate::report::maze::picture(maze, None))?),
        Prompt::Tiles(grid) => ("png", small_png(&sheet(grid))?),
        Prompt::Text(text) => ("txt", format!("{text}\n").into_bytes()),
    })
}
