//! A board as Markdown, for a README, and as a page.

use std::fmt::Write as _;

use maud::{DOCTYPE, PreEscaped, html};

use super::markdown::{cell, line};
use super::number;
use super::sweep::STYLE;
use super::text::visible;
use crate::board::{Board, Row};
use crate::stats::Estimate;

/// How the rows are ordered, and what a gap is.
const BELOW: &str = "Sorted by the upper bound (one-sided 95 %) of any of them, the strongest design first; – was not measured.";

fn header(board: &Board) -> Vec<String> {
    let start = ["design", "n", "any of them", "at most"].map(str::to_owned);
    let end = ["blind floor".to_owned()];
    start
        .into_iter()
        .chain(board.solvers.iter().cloned())
        .chain(end)
        .collect()
}

fn cells(row: &Row) -> Vec<String> {
    let gap = |rate: &Option<Estimate>| {
        rate.as_ref()
            .map_or_else(|| number::NONE.to_owned(), number::full)
    };
    let mut cells = vec![
        format!("{} v{} ({})", row.design, row.version, row.case),
        number::count(row.union.n),
        number::full(&row.union),
        number::percent(row.bounds.upper),
    ];
    cells.extend(row.cells.iter().map(gap));
    cells.push(number::percent(row.floor));
    cells
}

/// The table as Markdown.
pub fn markdown(board: &Board) -> String {
    let header = header(board);
    let mut text = line(&header.iter().map(|name| cell(name)).collect::<Vec<_>>());
    text += &line(&header.iter().map(|_| "---".to_owned()).collect::<Vec<_>>());
    for row in &board.rows {
        text += &line(&cells(row).iter().map(|part| cell(part)).collect::<Vec<_>>());
    }
    let runs: Vec<String> = board.runs.iter().map(|run| format!("`{run}`")).collect();
    let _ = write!(text, "\n{BELOW} Runs: {}.", runs.join(", "));
    text
}

/// The table as a page.
pub fn page(board: &Board) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                title { "capbench board" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { "capbench board" }
                div.wide { table {
                    thead { tr { @for name in header(board) { th { (visible(&name)) } } } }
                    tbody { @for row in &board.rows {
                        tr { @for part in cells(row) { td { (visible(&part)) } } }
                    } }
                } }
                footer { p { (BELOW) } @for run in &board.runs { code { (run) } " " } }
            }
        }
    }
    .into_string()
}
