//! What the page must hold and must not let through.

use std::collections::HashSet;

use super::*;
use crate::report::drill::Drill;
use crate::report::{plots, sample};
use crate::stats::Estimate;
use crate::summary::{Cell, Summary, summarise};

/// The sample's summary, attempts and page.
fn sampled() -> (Summary, Drill, String) {
    let dir = tempfile::tempdir().unwrap();
    let count = std::env::var("CAPBENCH_SAMPLE").map_or(30, |n| n.parse().unwrap());
    let record = sample::record(dir.path(), count);
    let summary = summarise(&record).unwrap();
    let drill = crate::report::Page::new(&record, &summary).unwrap().drill;
    let text = html(&Page {
        summary: &summary,
        plots: &plots::all(&summary),
        drill: &drill,
    });
    if let Ok(out) = std::env::var("CAPBENCH_LOOK") {
        std::fs::write(format!("{out}/page.html"), &text).unwrap();
    }
    (summary, drill, text)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[test]
fn nothing_from_outside_becomes_markup() {
    let (_, drill, text) = sampled();
    for nasty in sample::NASTY {
        assert!(
            !text.contains(nasty),
            "{nasty:?} stands in the page as it is"
        );
        let in_drill = |d: &Drill| {
            d.cases
                .iter()
                .flat_map(|c| &c.solvers)
                .flat_map(|s| &s.attempts)
                .any(|a| a.answer.as_deref() == Some(nasty))
        };
        assert!(in_drill(&drill), "{nasty:?} is not in the sample");
    }
    assert_eq!(text.matches("</script").count(), 2);
    assert!(
        !text.contains("<img")
            && !text.contains("<svg onload")
            && !text.contains("<b>\"")
            && !text.contains("<upstream>")
    );
    assert!(text.contains("HTTP 500: &lt;upstream&gt; broke"));
    assert!(
        text.chars()
            .all(|c| c == '\n' || crate::report::text::is_plain(c))
    );
}

fn island_of(text: &str) -> &str {
    text.split_once("id=\"data\">")
        .unwrap()
        .1
        .split_once("</script>")
        .unwrap()
        .0
}

#[test]
fn the_island_reads_back_as_the_drill() {
    let (_, drill, text) = sampled();
    let island = island_of(&text);
    assert!(!island.contains(['<', '>', '&', '\u{2028}', '\u{2029}']));
    let back: serde_json::Value = serde_json::from_str(island).unwrap();
    // By way of text: a confidence is an f32, and its shortest form is another number in f64.
    let wanted: serde_json::Value =
        serde_json::from_str(&serde_json::to_string(&drill).unwrap()).unwrap();
    assert!(back == wanted);
}

#[test]
fn every_estimate_stands_in_the_page_with_its_data() {
    let (summary, _, text) = sampled();
    let find = |case: &str, solver: &str, metric: &str, value: &Estimate| {
        let value = crate::report::number::data(value.value);
        let tag = format!(
            "data-case=\"{}\" data-solver=\"{}\" data-metric=\"{metric}\" data-value=\"{value}\"",
            escaped(case),
            escaped(solver)
        );
        assert!(text.contains(&tag), "{tag}");
    };
    for case in &summary.cases {
        let union = case.union.as_ref().unwrap();
        find(&case.name, "(union)", "solve_rate", &union.solve_rate);
        for cell in &case.cells {
            for (metric, estimate) in rates(cell) {
                find(&case.name, &cell.solver, metric, &estimate);
            }
        }
        for cell in case.cells.iter().filter(|cell| !cell.control) {
            for (metric, estimate) in others(cell) {
                find(&case.name, &cell.solver, metric, &estimate);
            }
        }
    }
}

fn rates(cell: &Cell) -> [(&'static str, Estimate); 3] {
    [
        ("solve_rate", cell.solve_rate),
        ("coverage", cell.coverage),
        ("precision", cell.precision),
    ]
}

fn others(cell: &Cell) -> [(&'static str, Estimate); 10] {
    let p50 = cell.latency.as_ref().unwrap().p50.us;
    let p50 = p50.map(|us| f64::from(us) / 1e6);
    [
        ("lift", cell.lift),
        ("cer_micro", cell.reading.micro),
        ("cer_macro", cell.reading.macro_average),
        ("cer_bounded", cell.reading.bounded),
        ("expected_attempts", cell.effort.expected_attempts),
        ("within_3", cell.effort.within_3),
        ("attempts_for_95", cell.effort.attempts_for_95),
        ("time_to_solve", cell.effort.time_to_solve.unwrap()),
        ("cost_per_1000", cell.effort.cost_per_1000.unwrap()),
        (
            "latency.p50",
            Estimate {
                value: p50,
                ..cell.solve_rate
            },
        ),
    ]
}

#[test]
fn the_page_needs_nothing_else() {
    let (_, _, text) = sampled();
    // The name of a namespace, which nobody fetches.
    let text = text.replace("http://www.w3.org/2000/svg", "");
    for outside in [
        "http://",
        "https://",
        "@import",
        "url(",
        "srcset",
        " style=\"",
        " onclick",
        "javascript:",
    ] {
        assert!(!text.contains(outside), "{outside}");
    }
    let policy = text
        .split_once("Content-Security-Policy\" content=\"")
        .unwrap()
        .1
        .split_once('"')
        .unwrap()
        .0;
    let nonce = policy
        .split_once("'nonce-")
        .unwrap()
        .1
        .split_once('\'')
        .unwrap()
        .0;
    assert_eq!(text.matches(&format!(" nonce=\"{nonce}\"")).count(), 2);
    assert!(!policy.contains("unsafe"));
}

#[test]
fn every_link_has_a_target_and_every_id_is_one() {
    let (_, _, text) = sampled();
    let values = |attribute: &str| {
        let pieces: Vec<String> = text
            .split(attribute)
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect();
        pieces
    };
    let ids = values(" id=\"");
    let unique: HashSet<&String> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len());
    for target in values(" href=\"#")
        .iter()
        .filter(|target| !target.starts_with("drill"))
    {
        assert!(unique.contains(target), "#{target}");
    }
}

#[test]
fn the_same_run_gives_the_same_page() {
    let dir = tempfile::tempdir().unwrap();
    let summary = summarise(&sample::record(dir.path(), 5)).unwrap();
    let drill = Drill::default();
    let page = || {
        html(&Page {
            summary: &summary,
            plots: &plots::all(&summary),
            drill: &drill,
        })
    };
    assert_eq!(page(), page());
}
