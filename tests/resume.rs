//! A run that is killed, resumed, or spread over threads gives what an undisturbed one gives.

mod common;

use std::collections::BTreeSet;

use common::Bench;

const SUITE: &str = r#"
schema = 1
name = "resume"
[[case]]
name = "simplified"
scheme = "securimage"
preset = "simplified"
count = 3000
[[case]]
name = "math"
scheme = "securimage"
preset = "math"
count = 3000
"#;

fn digest(bench: &Bench, run: &str) -> String {
    let run = bench.json(&format!("{run}/run.json"));
    assert_eq!(run["status"], "complete");
    run["digest"].as_str().expect("a digest").to_owned()
}

/// Each attempt of the plan stands in the record once.
fn assert_whole(bench: &Bench, run: &str) {
    let rows = bench.attempts(run);
    let keys: BTreeSet<String> = rows
        .iter()
        .map(|row| format!("{}/{}/{}", row["case"], row["i"], row["solver"]))
        .collect();
    assert_eq!(rows.len(), 6000 * 3, "rows lost or doubled");
    assert_eq!(keys.len(), rows.len(), "rows doubled");
    let challenges = bench.read(&format!("{run}/challenges.jsonl"));
    assert_eq!(challenges.lines().count(), 6000);
}

#[test]
fn threads_do_not_matter() {
    let bench = Bench::new();
    bench.write("s.toml", SUITE);
    for threads in ["1", "2"] {
        bench.ok(&[
            "run",
            "s.toml",
            "--no-report",
            "--threads",
            threads,
            "--out",
            threads,
        ]);
        assert_whole(&bench, threads);
    }
    assert_eq!(digest(&bench, "1"), digest(&bench, "2"));
}

/// `kill -9` at ten random moments of a run, each time going on from what is on disk. A moment is a size that the
/// attempts file has reached, half of the whole at most, so that a slow machine still hits the run.
#[cfg(unix)]
#[test]
fn kill_and_resume() {
    let bench = Bench::new();
    bench.write("s.toml", SUITE);
    bench.ok(&["run", "s.toml", "--no-report", "--out", "calm"]);
    let whole = bench.read("calm/attempts.jsonl").len() as f64;
    let mut random = std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), 0u64);
    let mut kills = 0;
    for part in 0..10 {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let moment =
            whole * (f64::from(part) + (random >> 33) as f64 / f64::from(1u32 << 31)) / 20.0;
        let words = if part == 0 {
            vec!["run", "s.toml", "--out", "rough"]
        } else {
            vec!["run", "--resume", "rough"]
        };
        let mut child = bench
            .command(&words)
            .arg("--no-report")
            .spawn()
            .expect("the binary runs");
        let size =
            || std::fs::metadata(bench.path("rough/attempts.jsonl")).map_or(0, |file| file.len());
        while (size() as f64) < moment && child.try_wait().expect("a child").is_none() {
            std::thread::yield_now();
        }
        kills += u32::from(child.try_wait().expect("a child").is_none());
        child.kill().expect("a kill");
        child.wait().expect("a child");
    }
    assert_eq!(kills, 10, "some kills came after the end");
    bench.ok(&["run", "--resume", "rough", "--no-report"]);
    assert_whole(&bench, "rough");
    assert_eq!(digest(&bench, "calm"), digest(&bench, "rough"));
    assert_eq!(
        bench.json("rough/run.json")["sittings"]
            .as_array()
            .expect("sittings")
            .len(),
        11
    );
}

#[test]
fn a_torn_line_is_cut_off_and_done_again() {
    let bench = Bench::new();
    bench.write("s.toml", SUITE);
    bench.ok(&["run", "s.toml", "--no-report", "--out", "r"]);
    let before = digest(&bench, "r");
    let text = bench.read("r/attempts.jsonl");
    bench.write("r/attempts.jsonl", &text[..text.len() / 2 + 7]);
    bench.ok(&["run", "--resume", "r", "--no-report"]);
    assert_whole(&bench, "r");
    assert_eq!(before, digest(&bench, "r"));
}

#[test]
fn another_plan_is_refused() {
    let bench = Bench::new();
    bench.write("s.toml", &SUITE.replace("3000", "5"));
    bench.ok(&["run", "s.toml", "--no-report", "--out", "r"]);
    let suite = bench.read("r/suite.toml").replace("count = 5", "count = 6");
    bench.write("r/suite.toml", &suite);
    let done = bench.capbench(&["run", "--resume", "r"]);
    assert_eq!(done.code, 2, "{}", done.err);
    assert!(done.err.contains("its plan is"), "{}", done.err);
    let done = bench.capbench(&["run", "s.toml", "--out", "r"]);
    assert_eq!(done.code, 2, "{}", done.err);
    assert!(done.err.contains("holds a run already"), "{}", done.err);
}

/// Ctrl-C ends the run in good order: exit code 130, a record marked interrupted, and nothing lost on resuming.
#[cfg(unix)]
#[test]
fn interrupt_and_resume() {
    let bench = Bench::new();
    bench.write("s.toml", SUITE);
    let mut child = bench
        .command(&["run", "s.toml", "--no-report", "--out", "r"])
        .spawn()
        .expect("the binary runs");
    while std::fs::metadata(bench.path("r/attempts.jsonl")).map_or(0, |file| file.len()) < 20_000 {
        std::thread::yield_now();
    }
    let interrupt = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(interrupt.expect("kill runs").success());
    assert_eq!(child.wait().expect("a child").code(), Some(130));
    assert_eq!(bench.json("r/run.json")["status"], "interrupted");
    let report = bench.capbench(&["report", "r", "--format", "json"]);
    assert_eq!(report.code, 3, "{}", report.err);
    assert!(report.out.contains("INCOMPLETE"), "{}", report.out);
    bench.ok(&["run", "--resume", "r", "--no-report"]);
    assert_whole(&bench, "r");
    bench.ok(&["run", "s.toml", "--no-report", "--out", "calm"]);
    assert_eq!(digest(&bench, "calm"), digest(&bench, "r"));
}
