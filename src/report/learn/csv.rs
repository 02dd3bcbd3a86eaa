//! Three tables for spreadsheets and data frames: `points.csv`, a row a number of labels; `models.csv`, a row a model;
//! `breaks.csv`, a row a threshold.

use std::path::{Path, PathBuf};

use super::Format;
use crate::learn::{Break, CurveSummary, PointSummary, RepeatSummary, Summary};
use crate::report::number::data;
use crate::stats::Crossing;

pub(super) const FORMAT: Format = Format { name: "csv", write };

fn write(summary: &Summary, dir: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let files = ["points.csv", "models.csv", "breaks.csv"].map(|name| dir.join(name));
    points(summary, &files[0])?;
    models(summary, &files[1])?;
    breaks(summary, &files[2])?;
    Ok(files.to_vec())
}

fn points(summary: &Summary, path: &Path) -> anyhow::Result<()> {
    let mut table = csv::Writer::from_path(path)?;
    table.write_record([
        "case", "labels", "repeats", "value", "low", "high", "n", "lower", "upper", "samples",
        "cpu_s", "wall_s",
    ])?;
    for (curve, point) in rows(summary) {
        let rate = &point.rate;
        let mean = |e: &Option<crate::stats::Estimate>| data(e.and_then(|e| e.value));
        table.write_record([
            curve.name.clone(),
            point.labels.to_string(),
            rate.repeats.to_string(),
            data(rate.rate.value),
            data(rate.rate.low),
            data(rate.rate.high),
            rate.rate.n.to_string(),
            rate.lower.to_string(),
            rate.upper.to_string(),
            point.samples.to_string(),
            mean(&point.cpu),
            mean(&point.wall),
        ])?;
    }
    Ok(table.flush()?)
}

fn rows(summary: &Summary) -> impl Iterator<Item = (&CurveSummary, &PointSummary)> {
    let points = |curve| move |point| (curve, point);
    summary
        .cases
        .iter()
        .flat_map(move |curve: &CurveSummary| curve.points.iter().map(points(curve)))
}

fn models(summary: &Summary, path: &Path) -> anyhow::Result<()> {
    let mut table = csv::Writer::from_path(path)?;
    table.write_record([
        "case",
        "labels",
        "repeat",
        "value",
        "low",
        "high",
        "n",
        "model",
        "head",
        "validation",
        "samples",
        "loss",
        "cpu_s",
        "wall_s",
        "data",
    ])?;
    for (curve, point) in rows(summary) {
        for repeat in &point.repeats {
            table.write_record(model(curve, point, repeat))?;
        }
    }
    Ok(table.flush()?)
}

fn model(curve: &CurveSummary, point: &PointSummary, repeat: &RepeatSummary) -> [String; 15] {
    let training = repeat.training.as_ref();
    let part =
        |pick: &dyn Fn(&crate::learn::Training) -> String| training.map_or_else(String::new, pick);
    let rate = &repeat.rate;
    [
        curve.name.clone(),
        point.labels.to_string(),
        repeat.repeat.to_string(),
        data(rate.value),
        data(rate.low),
        data(rate.high),
        rate.n.to_string(),
        repeat.model.clone(),
        part(&|t| t.head.clone()),
        part(&|t| {
            let score = |s: &crate::learn::HeadScore| format!("{} {}/{}", s.head, s.solved, s.n);
            t.validation
                .iter()
                .map(score)
                .collect::<Vec<_>>()
                .join("; ")
        }),
        part(&|t| t.samples.to_string()),
        part(&|t| t.loss.to_string()),
        part(&|t| t.cpu_s.to_string()),
        part(&|t| t.wall_s.to_string()),
        part(&|t| t.data.clone()),
    ]
}

fn breaks(summary: &Summary, path: &Path) -> anyhow::Result<()> {
    let mut table = csv::Writer::from_path(path)?;
    table.write_record([
        "case",
        "threshold",
        "rate",
        "fewest_labels",
        "most_measured",
        "crossing",
        "crossing_low",
        "crossing_high",
        "labels_usd",
        "cpu_s",
        "cpu_usd",
        "usd",
    ])?;
    for curve in &summary.cases {
        for row in &curve.breaks {
            table.write_record(broken(curve, row))?;
        }
    }
    Ok(table.flush()?)
}

fn broken(curve: &CurveSummary, row: &Break) -> [String; 12] {
    let crossing = match &row.crossing {
        Some(Crossing::Between { labels }) => {
            [data(labels.value), data(labels.low), data(labels.high)]
        }
        Some(Crossing::AtMost { labels }) => [String::new(), String::new(), labels.to_string()],
        Some(Crossing::NotReached { labels }) => [String::new(), labels.to_string(), String::new()],
        None => [String::new(), String::new(), String::new()],
    };
    let [value, low, high] = crossing;
    let cost = |pick: fn(&crate::learn::Cost) -> f64| data(row.cost.as_ref().map(pick));
    [
        curve.name.clone(),
        row.threshold.clone(),
        row.rate.to_string(),
        row.fewest.map_or_else(String::new, |n| n.to_string()),
        row.most.to_string(),
        value,
        low,
        high,
        cost(|c| c.labels_usd),
        cost(|c| c.cpu_s),
        cost(|c| c.cpu_usd),
        cost(|c| c.usd),
    ]
}
