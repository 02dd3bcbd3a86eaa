//! The tables that `capbench learn` ends with.

use std::fmt::Write as _;

use comfy_table::{Cell, CellAlignment, ContentArrangement, Table};

use super::words;
use crate::learn::{CurveSummary, PointSummary, Summary};
use crate::report::terminal::{STYLE, finding_cell, stamp};
use crate::report::{number, text::visible};

/// Two tables a case, its points and its thresholds, then what the curves say as a whole. Coloured only if `styled`.
pub fn tables(summary: &Summary, styled: bool) -> String {
    let mut text = String::new();
    for curve in &summary.cases {
        let _ = writeln!(text, "\n{}", title(curve));
        let _ = writeln!(text, "{}\n", points(summary, curve, styled));
        let _ = writeln!(text, "{}", breaks(curve));
        let _ = writeln!(text, "  {}", words::law(&curve.fit));
    }
    let _ = writeln!(text, "\n{}", words::method(summary));
    let _ = writeln!(text, "{}", words::assumptions(summary));
    for curve in &summary.cases {
        let _ = writeln!(text, "{}", visible(&words::conclusion(curve)));
    }
    let (run, validity) = (&summary.run, &summary.validity);
    let mark = stamp(validity.validity, styled);
    let _ = writeln!(text, "{mark}  run {}  digest {}", run.id, run.digest);
    for reason in &validity.reasons {
        let _ = writeln!(text, "  {}", reason);
    }
    text
}

fn title(curve: &CurveSummary) -> String {
    let preset = curve
        .preset
        .as_ref()
        .map_or_else(String::new, |preset| format!(":{preset}"));
    format!(
        "{} ({}{preset} v{}): solve rate by labelled challenges",
        visible(&curve.name),
        curve.scheme,
        curve.version
    )
}

fn table(header: Vec<String>) -> Table {
    let mut table = Table::new();
    table
        .load_style(STYLE)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(header);
    table
}

fn right(mut table: Table) -> Table {
    for column in table.column_iter_mut() {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn points(summary: &Summary, curve: &CurveSummary, styled: bool) -> Table {
    let mut header = ["labels", "solved", "95 %"].map(str::to_owned).to_vec();
    let level = |t: &crate::stats::Threshold| format!("at {}", number::level(t.p));
    header.extend(summary.thresholds.iter().map(level));
    header.extend(["models", "samples", "CPU"].map(str::to_owned));
    let mut table = table(header);
    for point in &curve.points {
        table.add_row(row(point, styled));
    }
    right(table)
}

fn row(point: &PointSummary, styled: bool) -> Vec<Cell> {
    let mut cells = vec![
        Cell::new(number::count(point.labels)),
        Cell::new(words::rate(point)),
        Cell::new(words::interval(point)),
    ];
    cells.extend(point.findings.iter().map(|row| finding_cell(row, styled)));
    let models = point.rate.repeats;
    let unless_none = |n: u64| {
        if n == 0 {
            String::new()
        } else {
            number::count(n)
        }
    };
    cells.extend([
        Cell::new(unless_none(models)),
        Cell::new(unless_none(point.samples)),
        Cell::new(words::cpu(point)),
    ]);
    cells
}

fn breaks(curve: &CurveSummary) -> Table {
    let header = [
        "threshold",
        "broken by labels",
        "crossed at (interpolated)",
        "labels cost",
        "CPU",
        "in all",
    ];
    let mut table = table(header.map(str::to_owned).to_vec());
    for row in &curve.breaks {
        let part = |pick: fn(&crate::learn::Cost) -> String| {
            row.cost.as_ref().map_or_else(String::new, pick)
        };
        table.add_row([
            format!("{} {}", row.threshold, number::level(row.rate)),
            words::fewest(row),
            words::crossing(row),
            part(|cost| number::money(cost.labels_usd)),
            part(|cost| number::seconds(cost.cpu_s)),
            words::cost(row),
        ]);
    }
    right(table)
}
