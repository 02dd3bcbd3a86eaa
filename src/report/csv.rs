//! Two tables for spreadsheets and data frames: `estimates.csv`, a row a number, and `attempts.csv`, a row an
//! attempt.

use std::path::{Path, PathBuf};

use super::{Format, Page};
use crate::stats::{Estimate, Percentile, Tiles, Timing, Unit};
use crate::summary::{CaseSummary, Cell, TiltSummary, Union};

pub(super) const FORMAT: Format = Format {
    name: "csv",
    summary: "estimates.csv, a row a number; attempts.csv, a row an attempt",
    write,
};

fn write(page: &Page<'_>, dir: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let (numbers, rows) = (dir.join("estimates.csv"), dir.join("attempts.csv"));
    estimates(page, &numbers)?;
    attempts(page, &rows)?;
    Ok(vec![numbers, rows])
}

fn estimates(page: &Page<'_>, path: &Path) -> anyhow::Result<()> {
    let mut table = csv::Writer::from_path(path)?;
    table.write_record([
        "case", "solver", "metric", "value", "low", "high", "n", "unit",
    ])?;
    for case in &page.summary.cases {
        let mut put = |solver: &str, metric: &str, estimate: &Estimate| {
            let number = |x: Option<f64>| x.map_or_else(String::new, |x| x.to_string());
            let (value, low, high) = (
                number(estimate.value),
                number(estimate.low),
                number(estimate.high),
            );
            let (n, unit) = (estimate.n.to_string(), word(estimate.unit));
            table.write_record([
                case.name.as_str(),
                solver,
                metric,
                &value,
                &low,
                &high,
                &n,
                &unit,
            ])
        };
        for cell in &case.cells {
            for (metric, estimate) in cell_estimates(cell) {
                put(&cell.solver, &metric, &estimate)?;
            }
        }
        for (solver, metric, estimate) in case.tilt.iter().flat_map(tilt_estimates) {
            put(&solver, &metric, &estimate)?;
        }
        for stratum in &case.strata {
            let part = format!("{}={}", stratum.dimension, stratum.value);
            for cell in &stratum.cells {
                for (metric, estimate) in [
                    ("solve_rate", cell.solve_rate),
                    ("coverage", cell.coverage),
                    ("precision", cell.precision),
                ] {
                    put(&cell.solver, &format!("{metric}[{part}]"), &estimate)?;
                }
            }
        }
        for (metric, estimate) in case.union.iter().flat_map(union_estimates) {
            put("(union)", &metric, &estimate)?;
        }
        for (metric, estimate) in case_estimates(case) {
            put("", &metric, &estimate)?;
        }
    }
    table.flush()?;
    Ok(())
}

/// Every number of a case of tilt mazes: solver, name in the summary, number.
fn tilt_estimates(tilt: &TiltSummary) -> Vec<(String, String, Estimate)> {
    let mut all = vec![
        (String::new(), "tilt.enterable".to_owned(), tilt.enterable),
        (String::new(), "tilt.shortest".to_owned(), tilt.shortest),
    ];
    for (at, cell) in tilt.cells.iter().enumerate() {
        let parts = [
            ("looked", cell.looked),
            ("valid", cell.valid),
            ("spl", cell.spl),
            ("path_ratio", cell.path_ratio),
            ("expanded", cell.expanded),
            ("refused_honest", cell.refused_honest),
            ("look_s", cell.look_s),
            ("plan_s", cell.plan_s),
            ("drive_s", cell.drive_s),
        ];
        let named = |(name, estimate)| (cell.solver.clone(), format!("tilt.{name}"), estimate);
        all.extend(parts.map(named));
        let rules = tilt.matrix.iter().map(|row| {
            (
                cell.solver.clone(),
                format!("pass[{}]", row.rule),
                row.pass[at],
            )
        });
        all.extend(rules);
    }
    all
}

fn word(unit: Unit) -> String {
    serde_json::to_value(unit)
        .ok()
        .and_then(|v| v.as_str().map(str::to_owned))
        .unwrap_or_default()
}

fn plain(value: f64, n: u64, unit: Unit) -> Estimate {
    Estimate {
        value: Some(value),
        low: None,
        high: None,
        n,
        unit,
    }
}

/// Every number of a cell by its name in the summary.
pub(super) fn cell_estimates(cell: &Cell) -> Vec<(String, Estimate)> {
    let mut all = vec![
        ("solve_rate", cell.solve_rate),
        ("lift", cell.lift),
        ("coverage", cell.coverage),
        ("precision", cell.precision),
        ("cer_micro", cell.reading.micro),
        ("cer_macro", cell.reading.macro_average),
        ("cer_bounded", cell.reading.bounded),
        ("expected_attempts", cell.effort.expected_attempts),
        ("within_3", cell.effort.within_3),
        ("attempts_for_95", cell.effort.attempts_for_95),
    ];
    all.extend(cell.parse.iter().flat_map(|parse| {
        [
            ("parse_left", parse.left),
            ("parse_sign", parse.sign),
            ("parse_right", parse.right),
            ("parse_whole", parse.whole),
            ("parse_lucky", parse.lucky),
        ]
    }));
    all.extend(cell.tiles.iter().flat_map(|tiles| {
        [
            ("tiles.exact", tiles.exact),
            ("tiles.one_wrong", tiles.one_wrong),
            ("tiles.two_wrong", tiles.two_wrong),
            ("tiles.accuracy", tiles.accuracy),
            ("tiles.precision", tiles.precision),
            ("tiles.recall", tiles.recall),
            ("tiles.hamming", tiles.hamming),
        ]
    }));
    all.extend(cell.effort.time_to_solve.map(|e| ("time_to_solve", e)));
    all.extend(cell.effort.cost_per_1000.map(|e| ("cost_per_1000", e)));
    let mut all: Vec<(String, Estimate)> = all
        .into_iter()
        .map(|(name, e)| (name.to_owned(), e))
        .collect();
    all.extend(cell.tiles.iter().flat_map(tiles_estimates));
    all.push((
        "bounds.lower".to_owned(),
        plain(cell.bounds.lower, cell.n, Unit::Share),
    ));
    all.push((
        "bounds.upper".to_owned(),
        plain(cell.bounds.upper, cell.n, Unit::Share),
    ));
    for (prefix, latency) in [("latency", &cell.latency), ("cold", &cell.cold)] {
        all.extend(
            latency
                .iter()
                .flat_map(|timing| timing_estimates(prefix, timing)),
        );
    }
    all
}

/// F1, confusions, the sweep and the memory of a chooser of tiles.
fn tiles_estimates(tiles: &Tiles) -> Vec<(String, Estimate)> {
    let mut all = Vec::new();
    all.extend(
        tiles
            .f1
            .map(|f1| ("tiles.f1".to_owned(), plain(f1, tiles.grids, Unit::Share))),
    );
    for cell in &tiles.confusion {
        let name = format!("tiles.chosen[asked={},shown={}]", cell.asked, cell.shown);
        all.push((name, Estimate::rate(cell.chosen, cell.tiles)));
    }
    for point in &tiles.sweep {
        all.push((
            format!("tiles.exact[threshold={:.2}]", point.threshold),
            point.exact,
        ));
    }
    for window in &tiles.memory {
        let part = format!("grids={}-{}", window.from, window.to);
        all.push((format!("memory.solved[{part}]"), window.solved));
        all.push((format!("memory.met[{part}]"), window.met));
        all.push((format!("memory.labelled[{part}]"), window.labelled));
        let theory = window.theory.map(|p| plain(p, window.met.n, Unit::Share));
        all.extend(theory.map(|p| (format!("memory.theory[{part}]"), p)));
    }
    all
}

/// Percentiles in seconds; the median with its interval.
fn timing_estimates(prefix: &str, timing: &Timing) -> Vec<(String, Estimate)> {
    let seconds = |us: f64| us / 1e6;
    let parts = [
        ("p5", &timing.p5),
        ("p50", &timing.p50),
        ("p90", &timing.p90),
        ("p95", &timing.p95),
        ("p99", &timing.p99),
    ];
    let row = |(name, percentile): (&str, &Percentile)| {
        let ends = timing.median_interval_us.filter(|_| name == "p50");
        let estimate = Estimate {
            value: percentile.us.map(|us| seconds(f64::from(us))),
            low: ends.map(|i| seconds(i.low)),
            high: ends.map(|i| seconds(i.high)),
            n: timing.n,
            unit: Unit::Seconds,
        };
        (format!("{prefix}.{name}"), estimate)
    };
    parts.into_iter().map(row).collect()
}

/// Every number of a union by its name in the summary.
pub(super) fn union_estimates(union: &Union) -> Vec<(String, Estimate)> {
    let n = union.solve_rate.n;
    vec![
        ("solve_rate".to_owned(), union.solve_rate),
        (
            "bounds.lower".to_owned(),
            plain(union.bounds.lower, n, Unit::Share),
        ),
        (
            "bounds.upper".to_owned(),
            plain(union.bounds.upper, n, Unit::Share),
        ),
    ]
}

fn case_estimates(case: &CaseSummary) -> Vec<(String, Estimate)> {
    let mut all = vec![(
        "floor.blind".to_owned(),
        plain(case.floor.blind, case.n, Unit::Share),
    )];
    all.extend(
        case.floor
            .uniform
            .map(|p| ("floor.uniform".to_owned(), plain(p, case.n, Unit::Share))),
    );
    if let Some(legibility) = &case.legibility {
        let parts = [
            ("contrast", legibility.contrast),
            ("stroke_px", legibility.stroke_px),
            ("covered", legibility.covered),
            ("clipped", legibility.clipped),
        ];
        all.extend(parts.map(|(name, e)| (format!("legibility.{name}"), e)));
    }
    all
}

fn attempts(page: &Page<'_>, path: &Path) -> anyhow::Result<()> {
    let mut table = csv::Writer::from_path(path)?;
    table.write_record([
        "case",
        "i",
        "solver",
        "verdict",
        "drawn",
        "stored",
        "answer",
        "raw",
        "confidence",
        "us",
        "cold",
        "why",
        "px",
        "failed",
    ])?;
    page.record.attempts(|row| {
        let failed: Vec<&str> = row.failed.iter().map(|check| check.name()).collect();
        let confidence = row.conf.map_or_else(String::new, |c| c.to_string());
        let text = |part: &Option<std::borrow::Cow<'_, str>>| {
            part.as_deref().unwrap_or_default().to_owned()
        };
        table.write_record([
            row.case.as_ref(),
            &row.i.to_string(),
            row.solver.as_ref(),
            row.verdict.word(),
            row.drawn.as_ref(),
            row.stored(),
            &text(&row.answer),
            &text(&row.raw),
            &confidence,
            &row.us.to_string(),
            if row.cold { "true" } else { "false" },
            &text(&row.why),
            row.px.as_ref(),
            &failed.join(" "),
        ])?;
        Ok(())
    })?;
    table.flush()?;
    Ok(())
}
