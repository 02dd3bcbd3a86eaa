//! Curves in Markdown: for a CI job's page, a pull request, a README.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::{Format, words};
use crate::learn::{CurveSummary, PointSummary, RepeatSummary, Summary};
use crate::report::markdown::{cell, line, stamp};
use crate::report::number;

pub(super) const FORMAT: Format = Format {
    name: "markdown",
    write,
};

fn write(summary: &Summary, dir: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let path = dir.join("report.md");
    let suite = cell(&summary.run.suite);
    let mut text = format!("# Labels to break: {suite}\n\n{}\n\n", results(summary));
    text += "![Solve rate by labelled challenges](plots/labels-to-break.svg)\n\n";
    for curve in &summary.cases {
        let _ = writeln!(text, "## {}\n\n{}", cell(&curve.name), details(curve));
    }
    std::fs::write(&path, text)?;
    Ok(vec![path])
}

/// Curves, what breaks them, and provenance: what a README shows.
pub fn results(summary: &Summary) -> String {
    let mut text = stamp(&summary.validity);
    text += &curves(summary);
    text += "\n";
    text += &breaks(summary);
    let _ = write!(
        text,
        "\n{}; {}.\n",
        capital(&words::method(summary)),
        words::assumptions(summary)
    );
    let run = &summary.run;
    let _ = write!(
        text,
        "\n`{}` · capbench {} · run `{}` · digest `{}`",
        run.command, run.capbench, run.id, run.digest
    );
    text
}

/// Labels down, cases across.
fn curves(summary: &Summary) -> String {
    let mut header = vec!["labels".to_owned()];
    header.extend(summary.cases.iter().map(|curve| cell(&curve.name)));
    let mut text = line(&header) + &line(&vec!["---:".to_owned(); header.len()]);
    let all = summary.cases.iter().flat_map(|curve| &curve.points);
    let mut labels: Vec<u64> = all.map(|point| point.labels).collect();
    labels.sort_unstable();
    labels.dedup();
    for labels in labels {
        let mut row = vec![number::count(labels)];
        row.extend(summary.cases.iter().map(|curve| {
            let point = curve.points.iter().find(|point| point.labels == labels);
            point.map_or_else(String::new, both)
        }));
        text += &line(&row);
    }
    text
}

fn both(point: &PointSummary) -> String {
    let (rate, interval) = (words::rate(point), words::interval(point));
    if point.rate.repeats == 0 {
        format!("{rate} ({interval})")
    } else {
        format!("{rate} [{interval}]")
    }
}

fn breaks(summary: &Summary) -> String {
    let header = [
        "case",
        "threshold",
        "broken by labels",
        "crossed at (interpolated)",
        "cost of labels",
        "CPU time",
        "in all",
    ];
    let rules = ["---", "---", "---:", "---:", "---:", "---:", "---:"];
    let mut text = line(&header.map(str::to_owned)) + &line(&rules.map(str::to_owned));
    for curve in &summary.cases {
        for row in &curve.breaks {
            let part = |pick: fn(&crate::learn::Cost) -> String| {
                row.cost.as_ref().map_or_else(String::new, pick)
            };
            text += &line(&[
                cell(&curve.name),
                format!("{} ({})", number::level(row.rate), cell(&row.threshold)),
                words::fewest(row),
                words::crossing(row),
                part(|cost| number::money(cost.labels_usd)),
                part(|cost| number::seconds(cost.cpu_s)),
                words::cost(row),
            ]);
        }
    }
    text
}

/// Every model of a case.
fn details(curve: &CurveSummary) -> String {
    let mut text = format!(
        "{}.\n\n{}.\n\n",
        cell(&words::conclusion(curve)),
        cell(&capital(&words::law(&curve.fit)))
    );
    let header = [
        "labels",
        "repeat",
        "solved",
        "95 % interval",
        "head",
        "validation",
        "samples",
        "loss",
        "CPU",
        "wall",
        "model",
    ];
    let rules = [
        "---:", "---:", "---:", "---", "---", "---", "---:", "---:", "---:", "---:", "---",
    ];
    text += &(line(&header.map(str::to_owned)) + &line(&rules.map(str::to_owned)));
    for point in &curve.points {
        for repeat in &point.repeats {
            text += &model(point, repeat);
        }
    }
    text
}

fn model(point: &PointSummary, repeat: &RepeatSummary) -> String {
    let training = repeat.training.as_ref();
    let part =
        |pick: &dyn Fn(&crate::learn::Training) -> String| training.map_or_else(String::new, pick);
    line(&[
        number::count(point.labels),
        (repeat.repeat + 1).to_string(),
        number::value(&repeat.rate),
        number::interval(&repeat.rate),
        part(&|t| cell(&t.head)),
        part(&|t| {
            let score =
                |s: &crate::learn::HeadScore| format!("{} {}/{}", cell(&s.head), s.solved, s.n);
            t.validation
                .iter()
                .map(score)
                .collect::<Vec<_>>()
                .join(", ")
        }),
        part(&|t| number::count(t.samples)),
        part(&|t| number::significant(t.loss)),
        part(&|t| number::seconds(t.cpu_s)),
        part(&|t| number::seconds(t.wall_s)),
        format!("`{}`", repeat.model.get(..8).unwrap_or(&repeat.model)),
    ])
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}
