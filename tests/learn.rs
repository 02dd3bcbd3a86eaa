//! `capbench learn` on tiny trainings: the models know nothing yet, and everything around them must hold.

mod common;

use common::Bench;
use serde_json::Value;

const SUITE: &str = r#"
schema = 1
name = "tiny"
[[case]]
name = "plain"
scheme = "securimage"
preset = "simplified"
count = 10
[[case]]
name = "sums"
scheme = "securimage"
preset = "math"
count = 10
[learn]
labels = [0, 20, 40]
repeats = 2
eval = 12
samples = { per_label = 1, least = 32, most = 64 }
batch = 16
"#;

fn points(bench: &Bench, dir: &str) -> Vec<Value> {
    let text = bench.read(&format!("{dir}/points.jsonl"));
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a row"))
        .collect()
}

fn digest(bench: &Bench, dir: &str) -> String {
    let learn = bench.json(&format!("{dir}/learn.json"));
    assert_eq!(learn["status"], "complete");
    learn["digest"].as_str().expect("a digest").to_owned()
}

#[test]
fn a_curve_from_suite_to_readme() {
    let bench = Bench::new();
    bench.write("s.toml", SUITE);
    let done = bench.ok(&["learn", "s.toml", "--out", "r", "--jobs", "2"]);
    assert!(
        done.out.contains("plain (securimage:simplified v1)"),
        "{}",
        done.out
    );
    assert!(
        done.out.contains("samples = clamp(1 × labels, 32, 64)"),
        "{}",
        done.out
    );
    assert!(done.err.contains("plain 20 #1: "), "{}", done.err);

    let rows = points(&bench, "r");
    assert_eq!(rows.len(), 2 * 2 * 2);
    for row in &rows {
        assert_eq!(row["answers"].as_array().expect("answers").len(), 12);
        let labels = row["labels"].as_u64().expect("labels");
        let validation = &row["training"]["validation"];
        assert_eq!(validation.as_array().expect("both heads").len(), 2);
        // Of 20 labels half validate, of 40 twenty.
        assert_eq!(validation[0]["n"], labels / 2);
        assert_eq!(
            row["training"]["samples"],
            if labels == 20 { 32 } else { 48 }
        );
    }

    let summary = bench.json("r/summary.json");
    assert_eq!(summary["validity"]["validity"], "valid");
    let sums = &summary["cases"][1];
    // "6" answers 12 of 135 sums: broken at 1 % without a label.
    assert_eq!(sums["breaks"][0]["fewest"], 0);
    assert_eq!(sums["points"].as_array().expect("points").len(), 3);
    for file in [
        "report.html",
        "report.md",
        "points.csv",
        "models.csv",
        "breaks.csv",
    ] {
        assert!(bench.read(&format!("r/{file}")).contains("plain"), "{file}");
    }
    assert!(bench.path("r/plots/labels-to-break.png").exists());

    bench.write(
        "README.md",
        "a\n<!-- capbench:learn:begin -->\n<!-- capbench:learn:end -->\nb\n",
    );
    bench.ok(&["report", "r", "--splice", "README.md"]);
    assert!(bench.read("README.md").contains("| 40 | "));
    bench.ok(&["report", "r", "--splice", "README.md", "--check"]);
    let stale = bench.read("README.md").replace("| 40 | ", "| 41 | ");
    bench.write("README.md", &stale);
    assert_eq!(
        bench
            .capbench(&["report", "r", "--splice", "README.md", "--check"])
            .code,
        1
    );
}

#[test]
fn jobs_and_kills_do_not_matter() {
    let bench = Bench::new();
    bench.write("s.toml", SUITE);
    bench.ok(&[
        "learn",
        "s.toml",
        "--no-report",
        "--jobs",
        "1",
        "--out",
        "calm",
    ]);
    let mut child = bench
        .command(&[
            "learn",
            "s.toml",
            "--no-report",
            "--jobs",
            "2",
            "--out",
            "rough",
        ])
        .spawn()
        .expect("the binary runs");
    let measured = || {
        std::fs::read_to_string(bench.path("rough/points.jsonl"))
            .unwrap_or_default()
            .lines()
            .count()
    };
    while measured() < 2 && child.try_wait().expect("a child").is_none() {
        std::thread::yield_now();
    }
    child.kill().expect("a kill");
    child.wait().expect("a child");
    let before = measured();
    assert!((2..8).contains(&before), "{before} models before the kill");
    let report = bench.capbench(&["report", "rough", "--format", "json"]);
    assert_eq!(report.code, 3, "{}", report.err);
    assert!(report.out.contains("INCOMPLETE"), "{}", report.out);
    bench.ok(&["learn", "--resume", "rough", "--no-report"]);
    assert_eq!(points(&bench, "rough").len(), 8);
    assert_eq!(digest(&bench, "calm"), digest(&bench, "rough"));
}

/// Ctrl-C ends it in good order, in the middle of a training that would take minutes.
#[cfg(unix)]
#[test]
fn interrupt_and_resume() {
    let bench = Bench::new();
    bench.write(
        "s.toml",
        &SUITE.replace("least = 32, most = 64", "least = 4000000, most = 4000000"),
    );
    let mut child = bench
        .command(&[
            "learn",
            "s.toml",
            "--case",
            "plain",
            "--no-report",
            "--out",
            "r",
        ])
        .spawn()
        .expect("the binary runs");
    while !bench.path("r/points.jsonl").exists() && child.try_wait().expect("a child").is_none() {
        std::thread::yield_now();
    }
    let interrupt = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(interrupt.expect("kill runs").success());
    assert_eq!(child.wait().expect("a child").code(), Some(130));
    assert_eq!(bench.json("r/learn.json")["status"], "interrupted");
    assert_eq!(
        bench.json("r/learn.json")["sittings"][0]["ended"]
            .as_str()
            .map(str::len),
        Some(20)
    );
    let report = bench.capbench(&["report", "r"]);
    assert_eq!(report.code, 3, "{}", report.err);
    assert!(
        report.out.contains("no model was measured yet"),
        "{}",
        report.out
    );
    // Another plan is not gone on with.
    let suite = bench
        .read("r/suite.toml")
        .replace("repeats = 2", "repeats = 1");
    bench.write("r/suite.toml", &suite);
    let refused = bench.capbench(&["learn", "--resume", "r"]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(refused.err.contains("its plan is"), "{}", refused.err);
}

/// Warm start: 0 labels are the adapter as it is, and every training starts from its weights.
#[test]
fn from_an_adapter() {
    let bench = Bench::new();
    bench.write("s.toml", SUITE);
    bench.ok(&[
        "train",
        "securimage:simplified",
        "--labels",
        "40",
        "--samples",
        "64",
        "--batch",
        "16",
        "--test",
        "0",
        "--guard",
        "10",
        "--head",
        "ctc",
        "--out",
        "adapters/start",
    ]);
    let words = [
        "learn",
        "s.toml",
        "--case",
        "plain",
        "--from",
        "start",
        "--repeats",
        "1",
        "--out",
        "r",
    ];
    let done = bench.ok(&words);
    let rows = points(&bench, "r");
    assert_eq!(
        rows.iter()
            .map(|row| row["labels"].as_u64())
            .collect::<Vec<_>>(),
        [Some(0), Some(20), Some(40)]
    );
    assert!(
        rows[0]["training"].is_null() && rows[0]["model"].as_str().is_some_and(|m| !m.is_empty())
    );
    assert!(done.out.contains("started from `start`"), "{}", done.out);
    assert_eq!(bench.json("r/learn.json")["plan"]["from"]["name"], "start");
}

#[test]
fn what_cannot_be_measured_is_refused() {
    let bench = Bench::new();
    bench.write("s.toml", SUITE);
    let refused = |words: &[&str], why: &str| {
        let done = bench.capbench(words);
        assert_eq!(done.code, 2, "{}", done.err);
        assert!(done.err.contains(why), "{}", done.err);
    };
    refused(
        &["learn", "s.toml", "--case", "none"],
        "no case of tiny is called none",
    );
    refused(&["learn", "s.toml", "--labels", "3"], "3 labels");
    refused(&["learn", "s.toml", "--from", "nobody"], "nobody");
    bench.ok(&[
        "generate",
        "securimage:simplified",
        "-n",
        "3",
        "-o",
        "pictures",
    ]);
    let folder =
        "[[case]]\nname = \"pictures\"\nscheme = \"folder\"\noptions = { path = \"pictures\" }\n";
    bench.write("f.toml", &format!("schema = 1\nname = \"f\"\n{folder}"));
    refused(&["learn", "f.toml"], "a fixed list of challenges");
    let dry = bench.ok(&["learn", "s.toml", "--dry-run"]);
    assert!(
        dry.out
            .contains("8 models (0, 20, 40 labels, 2 times each) on 288 samples in all"),
        "{}",
        dry.out
    );
}
