//! The tables a run ends with.

use comfy_table::{
    Attribute, Cell as TableCell, CellAlignment, Color, ContentArrangement, LineStyle, Table,
    TableStyle,
};
use std::fmt::Write as _;

use super::strata::{Dimension, dimensions};
use super::text::visible;
use super::{number, words};
use crate::model::Asks;
use crate::plan::Unavailable;
use crate::stats::{Finding, Validity};
use crate::summary::{CaseSummary, Cell, FindingRow, Summary};

/// A line under the header and one under the table: the numbers need no cage.
pub(crate) const STYLE: TableStyle = TableStyle::new()
    .header_separator(LineStyle::none().fill('─').junction('─'))
    .bottom_border(LineStyle::none().fill('─').junction('─'));

/// One table a case, then what the run says as a whole. Coloured only if `styled`.
pub fn tables(summary: &Summary, styled: bool) -> String {
    let mut text = String::new();
    for case in &summary.cases {
        let _ = writeln!(text, "\n{}\n{}", title(case), table(summary, case, styled));
        for dimension in dimensions(case) {
            text += &parts(&dimension);
        }
        text += &super::tiles::terminal(case);
        for notice in &case.notices {
            let _ = writeln!(text, "  note: {}", visible(notice));
        }
    }
    text.push('\n');
    for (names, lack) in Unavailable::grouped(&summary.unavailable) {
        let _ = writeln!(
            text,
            "not run: {names}: {}; to have it: {}",
            lack.reason, lack.install
        );
    }
    for line in conclusions(summary) {
        let _ = writeln!(text, "{line}");
    }
    let mark = stamp(summary.validity.validity, styled);
    let _ = writeln!(
        text,
        "{mark}  run {}  digest {}",
        summary.run.id, summary.run.digest
    );
    for reason in &summary.validity.reasons {
        let _ = writeln!(text, "  {reason}");
    }
    text
}

/// The validity's word, in its colour.
pub(super) fn stamp(validity: Validity, styled: bool) -> String {
    let word = validity.word();
    match (styled, validity == Validity::Valid) {
        (true, true) => format!("\x1b[32m{word}\x1b[0m"),
        (true, false) => format!("\x1b[1;31m{word}\x1b[0m"),
        (false, _) => word.to_owned(),
    }
}

fn title(case: &CaseSummary) -> String {
    let preset = case
        .preset
        .as_ref()
        .map_or_else(String::new, |preset| format!(":{preset}"));
    format!(
        "{} ({}{preset} v{}): {} challenges; blind floor {} (always \"{}\")",
        case.name,
        case.scheme,
        case.version,
        number::count(case.n),
        number::percent(case.floor.blind),
        visible(&case.floor.answer)
    )
}

fn table(summary: &Summary, case: &CaseSummary, styled: bool) -> Table {
    let mut table = Table::new();
    table
        .load_style(STYLE)
        .set_content_arrangement(ContentArrangement::Disabled);
    let mut header = vec!["solver".to_owned(), "solved".to_owned(), "95 %".to_owned()];
    header.extend(
        summary
            .settings
            .thresholds
            .iter()
            .map(|t| format!("at {}", number::level(t.p))),
    );
    header.extend(
        [
            "answered",
            "precision",
            reading_word(case),
            "tries",
            "p50",
            "p90",
            "faults",
        ]
        .map(str::to_owned),
    );
    let columns = header.len();
    table.set_header(header);
    for row in &case.cells {
        table.add_row(solver_row(row, styled));
    }
    if let Some(union) = case
        .union
        .as_ref()
        .filter(|_| case.cells.iter().filter(|c| !c.control).count() > 1)
    {
        let mut row = vec![
            TableCell::new("any of them"),
            TableCell::new(number::value(&union.solve_rate)),
            TableCell::new(number::interval(&union.solve_rate)),
        ];
        row.extend(union.findings.iter().map(|f| finding_cell(f, styled)));
        row.resize_with(columns, || TableCell::new(""));
        table.add_row(row);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// How near an answer was: edits of a text, tiles of a grid.
fn reading_word(case: &CaseSummary) -> &'static str {
    if case.asks == Asks::Tiles {
        "tiles right"
    } else {
        "CER"
    }
}

/// Values of a dimension that a terminal shows; the reports have them all.
const MOST_PARTS: usize = 12;

fn parts(dimension: &Dimension<'_>) -> String {
    if dimension.rows.len() > MOST_PARTS || dimension.solvers.is_empty() {
        let (name, count) = (visible(dimension.name), dimension.rows.len());
        return format!("  by {name}: {count} rows in the reports\n");
    }
    let mut table = Table::new();
    table
        .load_style(STYLE)
        .set_content_arrangement(ContentArrangement::Disabled);
    let start = [dimension.name, "n", "blind floor"];
    table.set_header(start.iter().chain(&dimension.solvers));
    for row in &dimension.rows {
        let [floor, _] = row.told_floor();
        let mut cells = vec![row.value.to_owned(), number::count(row.n), floor];
        cells.extend(row.rates.iter().map(|(solved, _)| number::value(solved)));
        table.add_row(cells);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!("{table}\n")
}

fn solver_row(row: &Cell, styled: bool) -> Vec<TableCell> {
    let name = TableCell::new(&row.solver);
    let name = if styled && row.control {
        name.add_attribute(Attribute::Dim)
    } else {
        name
    };
    let mut cells = vec![
        name,
        TableCell::new(number::value(&row.solve_rate)),
        TableCell::new(number::interval(&row.solve_rate)),
    ];
    let faults = row.counts.faulted + row.counts.timed_out + row.counts.missing;
    let faults = if faults == 0 {
        String::new()
    } else {
        number::count(faults)
    };
    if row.control {
        // Of a control only its rate means something: it is there to be looked at, not to be ranked.
        cells.extend(row.findings.iter().map(|_| TableCell::new("control")));
        cells.push(TableCell::new(number::value(&row.coverage)));
        cells.extend((0..5).map(|_| TableCell::new("")));
        cells.push(TableCell::new(faults));
        return cells;
    }
    cells.extend(row.findings.iter().map(|f| finding_cell(f, styled)));
    cells.extend([
        TableCell::new(number::value(&row.coverage)),
        TableCell::new(number::value(&row.precision)),
        TableCell::new(number::value(match &row.tiles {
            Some(tiles) => &tiles.accuracy,
            None => &row.reading.micro,
        })),
        TableCell::new(number::value(&row.effort.expected_attempts)),
        TableCell::new(words::timing(row.latency.as_ref(), |t| &t.p50)),
        TableCell::new(words::timing(row.latency.as_ref(), |t| &t.p90)),
        TableCell::new(faults),
    ]);
    cells
}

pub(super) fn finding_cell(row: &FindingRow, styled: bool) -> TableCell {
    let cell = TableCell::new(number::finding(&row.finding));
    match (styled, &row.finding) {
        (false, _) => cell,
        (true, Finding::Broken) => cell.fg(Color::Red),
        (true, Finding::Resists) => cell.fg(Color::Green),
        (true, Finding::Inconclusive { .. }) => cell.fg(Color::Yellow),
    }
}

/// A sentence a case: who gets through, how often, what that means against each threshold.
pub fn conclusions(summary: &Summary) -> Vec<String> {
    let lines: Vec<String> = summary.cases.iter().filter_map(conclusion).collect();
    if lines.is_empty() {
        vec!["no solver ran; only the controls did".to_owned()]
    } else {
        lines
    }
}

fn conclusion(case: &CaseSummary) -> Option<String> {
    let solvers = case.cells.iter().filter(|cell| !cell.control);
    let best = solvers.max_by(|a, b| {
        a.counts
            .solved
            .cmp(&b.counts.solved)
            .then(b.solver.cmp(&a.solver))
    })?;
    if best.counts.missing > 0 {
        let (done, n) = (best.n - best.counts.missing, best.n);
        return Some(format!(
            "{}: {} of {} attempts of {} are on record, {} of them solved: no finding yet",
            case.name,
            number::count(done),
            number::count(n),
            best.solver,
            number::count(best.counts.solved)
        ));
    }
    let findings: Vec<String> = best
        .findings
        .iter()
        .map(|f| {
            format!(
                "{} at {}",
                number::finding(&f.finding),
                number::level(f.rate)
            )
        })
        .collect();
    let tries = best.effort.expected_attempts.value.map_or_else(
        || format!("it solved none of {}", number::count(best.n)),
        |_| {
            format!(
                "a success every {} tries",
                number::value(&best.effort.expected_attempts)
            )
        },
    );
    Some(format!(
        "{}: the best solver, {}, solves {} [{}], {tries}: {}{}",
        case.name,
        best.solver,
        number::value(&best.solve_rate),
        number::interval(&best.solve_rate),
        findings.join(", "),
        floored(case)
    ))
}

/// What the best constant answer does to the design, where that alone passes a threshold.
fn floored(case: &CaseSummary) -> String {
    let passed = case.cells.first().and_then(|cell| {
        cell.findings
            .iter()
            .rev()
            .find(|row| case.floor.blind > row.rate)
    });
    passed.map_or_else(String::new, |row| {
        let (answer, share) = (
            visible(&case.floor.answer),
            number::percent(case.floor.blind),
        );
        let level = number::level(row.rate);
        format!("; always answering \"{answer}\" alone solves {share}: BROKEN at {level}")
    })
}
