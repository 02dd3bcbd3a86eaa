//! How tiles were chosen, as tables of text: for the terminal and for Markdown.

use std::fmt::Write as _;

use super::markdown::{cell, line};
use super::number;
use super::text::visible;
use crate::stats::{Tiles, Window};
use crate::summary::{CaseSummary, Cell};

/// Categories that a table of confusions is drawn for at most; the CSV has all.
const MOST: usize = 12;

/// The solvers that chose tiles.
fn choosers(case: &CaseSummary) -> impl Iterator<Item = (&Cell, &Tiles)> {
    let real = case.cells.iter().filter(|cell| !cell.control);
    real.filter_map(|cell| Some((cell, cell.tiles.as_ref()?)))
}

/// One line for each memory: how it filled.
pub(super) fn terminal(case: &CaseSummary) -> String {
    let mut text = String::new();
    for (solver, tiles) in choosers(case).filter(|(_, tiles)| !tiles.memory.is_empty()) {
        let part =
            |w: &Window| format!("{} by grid {}", number::value(&w.met), number::count(w.to));
        let parts: Vec<String> = tiles.memory.iter().map(part).collect();
        let _infallible = writeln!(
            text,
            "  {} had met {} of the tiles",
            visible(&solver.solver),
            parts.join(", ")
        );
    }
    text
}

/// Tile rates, confusions by category, and how memories filled.
pub(super) fn markdown(case: &CaseSummary) -> String {
    let mut text = String::new();
    if choosers(case).next().is_none() {
        return text;
    }
    text += "\n| solver | exact set | one wrong at most | two wrong at most | tiles right | 95 % | precision | recall | F1 | wrong tiles a grid |\n";
    text += "| --- | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: |\n";
    for (solver, tiles) in choosers(case) {
        let cells = [
            cell(&solver.solver),
            number::value(&tiles.exact),
            number::value(&tiles.one_wrong),
            number::value(&tiles.two_wrong),
            number::value(&tiles.accuracy),
            number::interval(&tiles.accuracy),
            number::value(&tiles.precision),
            number::value(&tiles.recall),
            tiles
                .f1
                .map_or_else(|| number::NONE.to_owned(), number::percent),
            number::value(&tiles.hamming),
        ];
        text += &line(&cells);
    }
    for (solver, tiles) in choosers(case) {
        text += &confusion(&solver.solver, tiles);
        text += &memory(&solver.solver, tiles);
    }
    text
}

/// Categories asked for by categories shown.
pub(super) fn categories(tiles: &Tiles) -> Vec<&str> {
    let mut names: Vec<&str> = tiles.confusion.iter().map(|c| c.shown.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Share of tiles of `shown` that were chosen under the question `asked`.
pub(super) fn chosen(tiles: &Tiles, asked: &str, shown: &str) -> Option<f64> {
    let pair = tiles
        .confusion
        .iter()
        .find(|c| c.asked == asked && c.shown == shown)?;
    (pair.tiles > 0).then(|| pair.chosen as f64 / pair.tiles as f64)
}

fn confusion(solver: &str, tiles: &Tiles) -> String {
    let names = categories(tiles);
    if names.len() > MOST {
        return String::new();
    }
    let mut text = format!(
        "\nTiles that {} chose, by what was asked for (rows) and shown (columns):\n\n",
        cell(solver)
    );
    let header: Vec<String> = ["asked"]
        .iter()
        .chain(&names)
        .map(|name| cell(name))
        .collect();
    let rules: Vec<String> = (0..header.len())
        .map(|at| if at == 0 { "---" } else { "---:" }.to_owned())
        .collect();
    text += &(line(&header) + &line(&rules));
    for asked in &names {
        let share = |shown: &&str| {
            chosen(tiles, asked, shown).map_or_else(|| number::NONE.to_owned(), number::percent)
        };
        let row: Vec<String> = std::iter::once(cell(asked))
            .chain(names.iter().map(share))
            .collect();
        text += &line(&row);
    }
    text
}

fn memory(solver: &str, tiles: &Tiles) -> String {
    if tiles.memory.is_empty() {
        return String::new();
    }
    let mut text = format!(
        "\nWhat {} knew of the tiles it was shown:\n\n",
        cell(solver)
    );
    text += "| grids | solved | met before | 95 % | by the closed form | labelled |\n| --- | ---: | ---: | --- | ---: | ---: |\n";
    for window in &tiles.memory {
        let cells = [
            format!(
                "{} to {}",
                number::count(window.from),
                number::count(window.to)
            ),
            number::value(&window.solved),
            number::value(&window.met),
            number::interval(&window.met),
            window
                .theory
                .map_or_else(|| number::NONE.to_owned(), number::percent),
            number::value(&window.labelled),
        ];
        text += &line(&cells);
    }
    text + "\nThe closed form is that of a site that serves each picture as the same file for ever.\n"
}
