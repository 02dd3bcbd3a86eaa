//! A transfer matrix as Markdown and for a terminal.

use std::fmt::Write as _;

use comfy_table::{ContentArrangement, Table};

use super::markdown::{cell, line, stamp};
use super::number;
use super::terminal::STYLE;
use super::text::visible;
use crate::transfer::{Cell, Transfer};

const BELOW: &str = "Down: solvers with what they were trained on; across: what they were tested on. The ratio is to the best solver trained there, on the same challenges; * is at home.";

fn grid(transfer: &Transfer) -> Vec<Vec<String>> {
    let mut header = vec!["solver".to_owned(), "trained on".to_owned()];
    header.extend(transfer.cases.iter().cloned());
    let mut grid = vec![header];
    for row in &transfer.rows {
        let mut cells = vec![row.solver.clone(), row.trained_on.clone()];
        cells.extend(
            row.cells
                .iter()
                .map(|cell| cell.as_ref().map_or_else(|| number::NONE.to_owned(), said)),
        );
        grid.push(cells);
    }
    grid
}

fn said(cell: &Cell) -> String {
    let home = if cell.home { " *" } else { "" };
    let ratio = cell
        .ratio
        .as_ref()
        .map_or_else(String::new, |ratio| format!(" = {} x", number::full(ratio)));
    format!("{}{home}{ratio}", number::full(&cell.rate))
}

/// For a terminal.
pub fn terminal(transfer: &Transfer) -> String {
    let grid = grid(transfer);
    let mut table = Table::new();
    table
        .load_style(STYLE)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(&grid[0]);
    for row in &grid[1..] {
        table.add_row(row.iter().map(|part| visible(part)));
    }
    format!(
        "{table}\n{BELOW}\n{}  run {}\n",
        transfer.validity.validity.word(),
        transfer.run
    )
}

/// As Markdown.
pub fn markdown(transfer: &Transfer) -> String {
    let grid = grid(transfer);
    let mut text = format!("# capbench transfer\n\n{}", stamp(&transfer.validity));
    for (i, row) in grid.iter().enumerate() {
        text += &line(&row.iter().map(|part| cell(part)).collect::<Vec<_>>());
        if i == 0 {
            text += &line(&row.iter().map(|_| "---".to_owned()).collect::<Vec<_>>());
        }
    }
    let _ = write!(text, "\n{BELOW}\n\nrun `{}`\n", transfer.run);
    text
}
