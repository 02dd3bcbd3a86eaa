//! A tilt maze and a path through it as a picture: vector for people, pixels for files and terminals.

use std::fmt::Write as _;

use base64::Engine as _;
use image::{Rgb, RgbImage, imageops};

use crate::draw::small_png;
use crate::model::Maze;
use crate::tilt::{At, Checks, Layout, Trace};

const FLOOR: &str = "#f4f1ea";
const BRICK: &str = "#9c5b42";
const PATH: &str = "#1f6feb";
const FAILED: &str = "#c62828";

/// What is drawn of a path: itself, the checks that it fails, and whether the site takes it.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// The path.
    pub trace: &'a Trace,
    /// The checks that count and that it fails.
    pub failed: Checks,
}

/// The maze as an SVG document, with the way of the ball's middle where a path is given.
pub fn svg(maze: &Maze, path: Option<Shown<'_>>) -> String {
    let Layout {
        size,
        ball,
        brick,
        offset,
        ..
    } = maze.layout;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" font-family=\"sans-serif\">\n\
         <rect width=\"{0}\" height=\"{1}\" fill=\"{FLOOR}\" stroke=\"#444\"/>\n",
        size.0, size.1
    );
    for (number, copy) in maze.copies.iter().enumerate() {
        let (corner, side) = tile(&maze.layout, number);
        let zone = maze.layout.zone(number);
        let (x, y) = (zone.from.0, zone.from.1);
        let (width, height) = (zone.to.0 - x + ball, zone.to.1 - y + ball);
        let _ = writeln!(
            text,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"none\" stroke=\"#8a8a8a\" stroke-dasharray=\"3 3\"/>"
        );
        // A picture that cannot be encoded leaves its frame.
        let data = small_png(copy)
            .map(|png| base64::engine::general_purpose::STANDARD.encode(png))
            .unwrap_or_default();
        let _ = writeln!(
            text,
            "<image x=\"{}\" y=\"{}\" width=\"{side}\" height=\"{side}\" href=\"data:image/png;base64,{data}\"/>",
            corner.0, corner.1
        );
    }
    for at in maze.layout.bricks {
        let _ = writeln!(
            text,
            "<rect x=\"{}\" y=\"{}\" width=\"{brick}\" height=\"{brick}\" rx=\"4\" fill=\"{BRICK}\"/>",
            at.0 - offset,
            at.1 - offset
        );
    }
    let mut at = maze.layout.start();
    if let Some(Shown { trace, failed }) = path {
        let colour = if failed.is_empty() { PATH } else { FAILED };
        let middle = |at: At| format!("{},{}", at.0 + ball / 2, at.1 + ball / 2);
        let points: Vec<String> = trace.samples.iter().map(|s| middle(s.at)).collect();
        let _ = writeln!(
            text,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
            points.join(" ")
        );
        for point in &points {
            if let Some((x, y)) = point.split_once(',') {
                let _ = writeln!(
                    text,
                    "<circle cx=\"{x}\" cy=\"{y}\" r=\"3\" fill=\"{colour}\"/>"
                );
            }
        }
        at = trace.samples.last().map_or(at, |last| last.at);
        let words: Vec<&str> = failed.iter().map(|check| check.name()).collect();
        let said = if words.is_empty() {
            "accepted".to_owned()
        } else {
            format!("refused: {}", words.join(", "))
        };
        let _ = writeln!(
            text,
            "<text x=\"8\" y=\"{}\" font-size=\"12\" fill=\"{colour}\">{said}</text>",
            size.1 - 8
        );
    }
    let _ = writeln!(
        text,
        "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"#2e7d32\"/>\n</svg>",
        at.0 + ball / 2,
        at.1 + ball / 2,
        ball / 2
    );
    text
}

/// Where a picture is drawn: the area that counts as its box is at least as wide as it.
fn tile(layout: &Layout, number: usize) -> (At, i32) {
    let At(x, y) = layout.boxes[number];
    (At(x - layout.offset, y - layout.offset), layout.tile)
}

/// The same as pixels, without words.
pub fn picture(maze: &Maze, path: Option<Shown<'_>>) -> RgbImage {
    let Layout {
        size,
        ball,
        brick,
        offset,
        ..
    } = maze.layout;
    let mut sheet = RgbImage::from_pixel(
        size.0.max(1) as u32,
        size.1.max(1) as u32,
        Rgb([244, 241, 234]),
    );
    for (number, copy) in maze.copies.iter().enumerate() {
        let (corner, side) = tile(&maze.layout, number);
        let side = side.max(1) as u32;
        let small = imageops::resize(copy, side, side, imageops::FilterType::Triangle);
        imageops::overlay(&mut sheet, &small, i64::from(corner.0), i64::from(corner.1));
    }
    for at in maze.layout.bricks {
        square(
            &mut sheet,
            At(at.0 - offset, at.1 - offset),
            brick,
            [156, 91, 66],
        );
    }
    let mut at = maze.layout.start();
    if let Some(Shown { trace, failed }) = path {
        let colour = if failed.is_empty() {
            [31, 111, 235]
        } else {
            [198, 40, 40]
        };
        let middle = |at: At| At(at.0 + ball / 2, at.1 + ball / 2);
        for pair in trace.samples.windows(2) {
            line(&mut sheet, middle(pair[0].at), middle(pair[1].at), colour);
        }
        for sample in &trace.samples {
            let At(x, y) = middle(sample.at);
            square(&mut sheet, At(x - 2, y - 2), 5, colour);
        }
        at = trace.samples.last().map_or(at, |last| last.at);
    }
    disc(&mut sheet, at, ball);
    sheet
}

fn put(sheet: &mut RgbImage, x: i32, y: i32, colour: [u8; 3]) {
    if let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y))
        && x < sheet.width()
        && y < sheet.height()
    {
        sheet.put_pixel(x, y, Rgb(colour));
    }
}

fn square(sheet: &mut RgbImage, corner: At, side: i32, colour: [u8; 3]) {
    for y in corner.1..corner.1 + side {
        (corner.0..corner.0 + side).for_each(|x| put(sheet, x, y, colour));
    }
}

fn disc(sheet: &mut RgbImage, corner: At, side: i32) {
    for y in 0..side {
        for x in 0..side {
            let (dx, dy) = (2 * x + 1 - side, 2 * y + 1 - side);
            if dx * dx + dy * dy <= side * side {
                put(sheet, corner.0 + x, corner.1 + y, [46, 125, 50]);
            }
        }
    }
}

fn line(sheet: &mut RgbImage, a: At, b: At, colour: [u8; 3]) {
    let steps = (b.0 - a.0).abs().max((b.1 - a.1).abs()).max(1);
    for k in 0..=steps {
        put(
            sheet,
            a.0 + (b.0 - a.0) * k / steps,
            a.1 + (b.1 - a.1) * k / steps,
            colour,
        );
    }
}
