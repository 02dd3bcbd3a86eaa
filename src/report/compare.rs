//! A comparison as a terminal table and as Markdown.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, ContentArrangement, Table};

use super::markdown::line;
use super::number;
use super::terminal::STYLE;
use super::text::visible;
use crate::compare::{CellPair, Comparison};
use crate::stats::Estimate;

const HEADER: [&str; 8] = [
    "first",
    "second",
    "n",
    "rates",
    "difference",
    "bootstrap",
    "McNemar, Holm",
    "time ratio",
];

/// A table, then a sentence for each row.
pub fn terminal(comparison: &Comparison) -> String {
    let mut table = Table::new();
    table
        .load_style(STYLE)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(HEADER);
    for cell in &comparison.cells {
        table.add_row(row(cell).map(|text| visible(&text)));
    }
    for column in table.column_iter_mut().skip(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let mut text = format!(
        "first: {}\nsecond: {}\n\n{table}\n",
        comparison.first, comparison.second
    );
    for cell in &comparison.cells {
        let _ = writeln!(text, "{}", visible(&cell.says));
    }
    for note in comparison.notices.iter().chain(&comparison.refused) {
        let _ = writeln!(text, "note: {}", visible(note));
    }
    text
}

/// The same for a pull request.
pub fn markdown(comparison: &Comparison) -> String {
    let mut text = format!(
        "# capbench compare\n\nfirst `{}`, second `{}`\n\n",
        comparison.first, comparison.second
    );
    text += &line(&HEADER.map(str::to_owned));
    text += &line(&HEADER.map(|_| "---".to_owned()));
    for cell in &comparison.cells {
        text += &line(&row(cell).map(|part| super::markdown::cell(&part)));
    }
    text.push('\n');
    for cell in &comparison.cells {
        let _ = writeln!(text, "- {}", cell.says);
    }
    for note in comparison.notices.iter().chain(&comparison.refused) {
        let _ = writeln!(text, "\n> {}", super::markdown::cell(note));
    }
    text
}

fn row(cell: &CellPair) -> [String; 8] {
    let name = |named: &crate::compare::Named| format!("{}/{}", named.case, named.solver);
    [
        name(&cell.first),
        name(&cell.second),
        number::count(cell.pairs.n()),
        format!(
            "{} → {}",
            number::value(&cell.first_rate),
            number::value(&cell.second_rate)
        ),
        points(&cell.difference.newcombe),
        points(&cell.difference.bootstrap),
        p_value(cell.p_holm),
        cell.time_ratio
            .as_ref()
            .map_or_else(String::new, number::full),
    ]
}

/// A p-value; small ones are only small.
pub fn p_value(p: f64) -> String {
    if p < 0.001 {
        "< 0.001".to_owned()
    } else {
        number::significant(p)
    }
}

/// A difference of rates in points with its sign: `+4.0 [2.1 to 6.0]`.
pub fn points(difference: &Estimate) -> String {
    let Some(value) = difference.value else {
        return number::NONE.to_owned();
    };
    let mut text = format!("{:+.1}", 100.0 * value);
    if let (Some(low), Some(high)) = (difference.low, difference.high) {
        let _ = write!(text, " [{:.1} to {:.1}]", 100.0 * low, 100.0 * high);
    }
    text
}
