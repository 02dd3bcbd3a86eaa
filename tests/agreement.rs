//! One run, four reports: HTML, Markdown, CSV and JSON say the same numbers.

mod common;

use std::collections::BTreeMap;

use capbench::report::{number, words};
use capbench::stats::Estimate;
use capbench::summary::{Cell, Summary};
use common::Bench;

const SUITE: &str = r#"
schema = 1
name = "agree"
[[case]]
name = "math"
scheme = "securimage"
preset = "math"
count = 90
[[case]]
name = "simplified"
scheme = "securimage"
preset = "simplified"
count = 70
[[solver]]
kind = "tesseract"
name = "reader | <b>"
options = { preprocess = ["despeckle(12)", "pad(10)"] }
"#;

/// (case, solver, metric) to the value as it stands in the file.
type Numbers = BTreeMap<(String, String, String), String>;

struct Reports {
    summary: Summary,
    csv: Numbers,
    html: Numbers,
    markdown: Vec<Vec<String>>,
}

fn reports() -> Reports {
    let bench = Bench::new();
    bench.write("s.toml", SUITE);
    bench.ok(&["run", "s.toml", "--out", "r"]);
    Reports {
        summary: serde_json::from_str(&bench.read("r/summary.json")).expect("a summary"),
        csv: csv_numbers(&bench.read("r/estimates.csv")),
        html: html_numbers(&bench.read("r/report.html")),
        markdown: markdown_rows(&bench.read("r/report.md")),
    }
}

fn csv_numbers(text: &str) -> Numbers {
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let row = |row: Result<csv::StringRecord, csv::Error>| {
        let row = row.expect("a row");
        (
            (row[0].to_owned(), row[1].to_owned(), row[2].to_owned()),
            row[3].to_owned(),
        )
    };
    table.records().map(row).collect()
}

/// Every element that carries `data-case`, `data-solver`, `data-metric` and `data-value`.
fn html_numbers(page: &str) -> Numbers {
    let attribute = |tag: &str, name: &str| {
        let start = tag.find(&format!("{name}=\""))? + name.len() + 2;
        let text = &tag[start..start + tag[start..].find('"')?];
        Some(
            text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&"),
        )
    };
    let number = |tag: &str| {
        let key = (
            attribute(tag, "data-case")?,
            attribute(tag, "data-solver")?,
            attribute(tag, "data-metric")?,
        );
        Some((key, attribute(tag, "data-value")?))
    };
    page.split('<')
        .filter_map(|tag| number(tag.split('>').next()?))
        .collect()
}

/// The cells of every table row.
fn markdown_rows(text: &str) -> Vec<Vec<String>> {
    let cells = |line: &str| {
        let bare = line.replace("\\|", "\u{1}");
        let cells = bare
            .trim_matches('|')
            .split('|')
            .map(|cell| cell.trim().replace('\u{1}', "|"));
        cells
            .map(|cell| cell.replace("&lt;", "<").replace("&gt;", ">"))
            .collect()
    };
    text.lines()
        .filter(|line| line.starts_with('|'))
        .map(cells)
        .collect()
}

/// Every number that a cell of the summary states, by the name that reports give it.
fn estimates(cell: &Cell) -> Vec<(&'static str, Estimate)> {
    vec![
        ("solve_rate", cell.solve_rate),
        ("coverage", cell.coverage),
        ("precision", cell.precision),
        ("cer_micro", cell.reading.micro),
        ("expected_attempts", cell.effort.expected_attempts),
    ]
}

fn text(value: Option<f64>) -> String {
    value.map_or_else(String::new, |x| x.to_string())
}

#[test]
fn four_reports_agree() {
    let reports = reports();
    let mut compared = 0;
    for case in &reports.summary.cases {
        for cell in &case.cells {
            let key = |metric: &str| (case.name.clone(), cell.solver.clone(), metric.to_owned());
            for (metric, estimate) in estimates(cell) {
                let value = text(estimate.value);
                assert_eq!(
                    reports.csv.get(&key(metric)),
                    Some(&value),
                    "CSV: {:?}",
                    key(metric)
                );
                // Of a control only its rate is shown where there is no room for more.
                if !cell.control || metric == "solve_rate" {
                    assert_eq!(
                        reports.html.get(&key(metric)),
                        Some(&value),
                        "HTML: {:?}",
                        key(metric)
                    );
                }
                compared += 1;
            }
            assert_markdown(&reports.markdown, &case.name, cell);
        }
    }
    assert_eq!(
        compared,
        reports
            .summary
            .cases
            .iter()
            .map(|case| 5 * case.cells.len())
            .sum::<usize>()
    );
}

/// The Markdown shows the rate, its interval, coverage, precision and median as every other format prints them.
fn assert_markdown(rows: &[Vec<String>], case: &str, cell: &Cell) {
    let shown = [
        number::value(&cell.solve_rate),
        number::interval(&cell.solve_rate),
        number::value(&cell.coverage),
        number::value(&cell.precision),
        number::value(&cell.reading.micro),
        words::timing(cell.latency.as_ref(), |t| &t.p50),
    ];
    let its = rows.iter().filter(|row| row.contains(&cell.solver));
    let found = its
        .filter(|row| shown.iter().all(|part| row.contains(part)))
        .count();
    assert!(
        found > 0,
        "Markdown: no row of {} on {case} holds {shown:?}",
        cell.solver
    );
}

/// No number stands in CSV or HTML that the summary does not know.
#[test]
fn reports_add_no_numbers() {
    let reports = reports();
    for (key, value) in &reports.html {
        if let Some(same) = reports.csv.get(key) {
            assert_eq!(same, value, "{key:?}");
        }
    }
    let shared = reports
        .html
        .keys()
        .filter(|key| reports.csv.contains_key(*key))
        .count();
    assert!(
        shared >= 20,
        "only {shared} numbers stand in both CSV and HTML"
    );
}
