//! `capbench show`: one challenge, in the terminal or as a file.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use image::RgbImage;

use super::target::Target;
use super::{Exit, styled_stdout};
use crate::draw::png;
use crate::model::{Form, Key, Prompt};
use crate::report::maze::{self, Shown};
use crate::scheme::grid::sheet;
use crate::scheme::{Issued, Tag};
use crate::tilt::{Checks, Trace, reference};

/// Show one challenge with its key: in the terminal, or as a file with --out (PNG; mazes also SVG)
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    target: Target,
    /// Index of the challenge
    #[arg(long, short, value_name = "I", default_value_t = 0)]
    index: u64,
    /// Write the picture here instead of drawing it in the terminal
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Of a tilt maze: play it as one who knows the key would, and draw the path
    #[arg(long, conflicts_with = "trace")]
    play: bool,
    /// Of a tilt maze: draw and judge this path, as it stands in a record
    #[arg(long, value_name = "PATH")]
    trace: Option<String>,
    /// Width of the drawing, columns
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(10..=400))]
    width: u32,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let design = args.target.design()?;
    let issued = design
        .scheme
        .generate(&design.seeds.seed(args.index), args.index)?;
    let mut out = std::io::stdout().lock();
    let write_file = |path: &Path, bytes: Vec<u8>| {
        std::fs::write(path, bytes).with_context(|| format!("failed to write {}", path.display()))
    };
    let trace = played(args, &issued)?;
    let shown = trace.as_ref().map(|trace| Shown {
        trace,
        failed: counting(&issued.key, trace),
    });
    let whole = issued.challenge.grid().map(sheet);
    if let Some(grid) = issued.challenge.grid() {
        writeln!(out, "asked   {}", grid.question())?;
    }
    match (&issued.challenge.prompt, &args.out) {
        (Prompt::Tiles(_), Some(path)) => {
            write_file(path, png(whole.as_ref().unwrap_or(&RgbImage::new(1, 1)))?)?;
        }
        (Prompt::Tiles(_), None) => {
            let picture = whole.unwrap_or_else(|| RgbImage::new(1, 1));
            let width = args.width.min(picture.width());
            write!(out, "{}", blocks(&picture, width, styled_stdout()))?;
        }
        (Prompt::Image(picture), Some(path)) => write_file(path, png(picture)?)?,
        (Prompt::Image(picture), None) => write!(
            out,
            "{}",
            blocks(picture, args.width.min(picture.width()), styled_stdout())
        )?,
        (Prompt::Tilt(maze), Some(path)) => {
            let bytes = if path.extension().is_some_and(|ending| ending == "svg") {
                maze::svg(maze, shown).into_bytes()
            } else {
                png(&maze::picture(maze, shown))?
            };
            write_file(path, bytes)?;
        }
        (Prompt::Tilt(maze), None) => {
            let picture = maze::picture(maze, shown);
            let width = args.width.min(picture.width());
            write!(out, "{}", blocks(&picture, width, styled_stdout()))?;
        }
        (Prompt::Text(text), Some(path)) => write_file(path, format!("{text}\n").into_bytes())?,
        (Prompt::Text(_), None) => {}
    }
    writeln!(
        out,
        "drawn   {}\nstored  {}",
        issued.key.drawn, issued.key.stored
    )?;
    writeln!(out, "pixels  {}", issued.challenge.digest())?;
    if let Some(legibility) = issued.legibility {
        writeln!(
            out,
            "legible contrast {:.2}, stroke {:.1} px, covered {:.1} %, clipped {:.1} %",
            legibility.contrast,
            legibility.stroke_px,
            100.0 * legibility.covered,
            100.0 * legibility.clipped
        )?;
    }
    for Tag(dimension, value) in &issued.tags {
        writeln!(out, "{dimension:<11} {value}")?;
    }
    if let Some(shown) = shown {
        let words: Vec<&str> = shown.failed.iter().map(|check| check.name()).collect();
        let said = if words.is_empty() {
            "accepted".to_owned()
        } else {
            format!("refused by {}", words.join(", "))
        };
        writeln!(out, "path    {}\n        {said}", shown.trace)?;
    }
    for mark in &issued.marks {
        writeln!(out, "mark    {mark:?}")?;
    }
    Ok(Exit::Fine)
}

/// The path to draw: the one given, or one that is played here.
fn played(args: &Args, issued: &Issued) -> anyhow::Result<Option<Trace>> {
    let wanted = args.play || args.trace.is_some();
    anyhow::ensure!(
        !wanted || issued.challenge.maze().is_some(),
        "--play and --trace are for tilt mazes"
    );
    let (Some(maze), Form::Trace(court)) = (issued.challenge.maze(), &issued.key.form) else {
        return Ok(None);
    };
    if let Some(text) = &args.trace {
        return Ok(Some(text.parse()?));
    }
    Ok(args
        .play
        .then(|| reference(&maze.layout, &maze.rules, court.upright)))
}

/// The checks that count and that a path fails.
fn counting(key: &Key, trace: &Trace) -> Checks {
    match &key.form {
        Form::Trace(court) => court.failed(&trace.to_string()).and(court.counting()),
        _ => Checks::default(),
    }
}

/// The picture in half blocks, two pixels a character: in colour, or as shades of ink.
fn blocks(picture: &RgbImage, width: u32, colour: bool) -> String {
    let height = (picture.height() * width / picture.width()).max(2) & !1;
    let small = image::imageops::resize(
        picture,
        width,
        height,
        image::imageops::FilterType::Triangle,
    );
    let mut text = String::new();
    for y in (0..height).step_by(2) {
        for x in 0..width {
            let (top, bottom) = (small.get_pixel(x, y).0, small.get_pixel(x, y + 1).0);
            if colour {
                let [r, g, b] = top;
                let [s, h, c] = bottom;
                text += &format!("\x1b[38;2;{r};{g};{b};48;2;{s};{h};{c}m\u{2580}");
            } else {
                let level = (u32::from(top[1]) + u32::from(bottom[1])) / 2;
                text.push([' ', '.', ':', '+', '#', '@'][(5 * (255 - level) / 255) as usize]);
            }
        }
        text += if colour { "\x1b[0m\n" } else { "\n" };
    }
    text
}
