//! Tilt mazes from outside: what each profile lets pass, what is refused where, and that the same seed is the same maze.

mod common;

use std::collections::BTreeMap;

use common::Bench;

const SUITE: &str = r#"
schema = 1
name = "mazes"
[[case]]
name = "readme"
scheme = "tilt"
preset = "recap-readme"
count = 150
[[case]]
name = "hardened"
scheme = "tilt"
preset = "recap-hardened"
count = 150
[[solver]]
name = "drive"
kind = "tilt-bot"
options = { eye = "oracle", noise = 0.15 }
[[solver]]
name = "guess"
kind = "tilt-bot"
options = { eye = "random", path = "oracle" }
[[solver]]
name = "three-equal"
kind = "forger"
options.method = "three-equal"
[[solver]]
name = "hop"
kind = "forger"
options.method = "hop"
[[solver]]
name = "straight"
kind = "forger"
options.method = "straight"
[[solver]]
name = "replay"
kind = "forger"
options.method = "replay"
[[solver]]
name = "teleport"
kind = "forger"
options.method = "teleport"
[[solver]]
name = "jitter"
kind = "forger"
options.method = "jitter"
"#;

/// Shares solved by (case, solver).
fn solved(bench: &Bench, run: &str) -> BTreeMap<(String, String), f64> {
    let mut counts: BTreeMap<(String, String), (u32, u32)> = BTreeMap::new();
    for row in bench.attempts(run) {
        let word = |key: &str| row[key].as_str().expect("a word").to_owned();
        let count = counts.entry((word("case"), word("solver"))).or_default();
        count.0 += u32::from(word("verdict") == "solved");
        count.1 += 1;
    }
    let share = |(key, (solved, n)): ((String, String), (u32, u32))| {
        (key, f64::from(solved) / f64::from(n))
    };
    counts.into_iter().map(share).collect()
}

#[test]
fn each_profile_lets_pass_what_it_should_and_reports_say_so() {
    let bench = Bench::new();
    bench.write("mazes.toml", SUITE);
    let done = bench.ok(&["run", "mazes.toml", "--out", "run"]);
    assert!(done.out.contains("What each check buys"), "{}", done.out);
    let rates = solved(&bench, "run");
    let rate = |case: &str, solver: &str| rates[&(case.to_owned(), solver.to_owned())];
    for case in ["readme", "hardened"] {
        assert_eq!(rate(case, "oracle"), 1.0);
        let guessed = rate(case, "guess");
        assert!((0.12..0.40).contains(&guessed), "{case}: {guessed}");
    }
    assert_eq!(
        (rate("readme", "three-equal"), rate("readme", "hop")),
        (1.0, 1.0)
    );
    assert!(rate("readme", "drive") > 0.8 && rate("readme", "drive") < 1.0);
    for forger in [
        "three-equal",
        "hop",
        "straight",
        "replay",
        "teleport",
        "jitter",
    ] {
        assert_eq!(rate("hardened", forger), 0.0, "{forger}");
    }
    assert!(rate("hardened", "drive") >= 0.98);

    let summary = bench.json("run/summary.json");
    let tilt = &summary["cases"][1]["tilt"];
    let names: Vec<&str> = tilt["cells"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cell| cell["solver"].as_str().unwrap())
        .collect();
    let pass = |rule: &str, solver: &str| {
        let rows = tilt["matrix"].as_array().unwrap();
        let row = rows.iter().find(|row| row["rule"] == rule).unwrap();
        row["pass"][names.iter().position(|name| *name == solver).unwrap()]["value"]
            .as_f64()
            .unwrap()
    };
    assert_eq!(pass("single-use", "replay"), 0.0);
    assert_eq!(pass("clock", "replay"), 1.0);
    assert_eq!(pass("straightness", "straight"), 0.0);
    assert_eq!(pass("dwell", "three-equal"), 0.0);
    assert_eq!(pass("as set", "drive"), rate("hardened", "drive"));
    for part in [
        "report.html",
        "report.md",
        "estimates.csv",
        "plots/01-readme-rules.svg",
    ] {
        assert!(bench.path(&format!("run/{part}")).is_file(), "{part}");
    }
    assert!(bench.read("run/estimates.csv").contains("tilt.spl"));
    assert!(bench.read("run/report.md").contains("| single-use ✓ |"));
}

#[test]
fn the_same_seed_is_the_same_record_whatever_the_threads() {
    let bench = Bench::new();
    bench.write("mazes.toml", SUITE);
    let digest = |out: &str, threads: &str| {
        bench.ok(&[
            "run",
            "mazes.toml",
            "--limit",
            "20",
            "--threads",
            threads,
            "--out",
            out,
        ]);
        bench.json(&format!("{out}/run.json"))["digest"]
            .as_str()
            .expect("a digest")
            .to_owned()
    };
    assert_eq!(digest("one", "1"), digest("four", "4"));
}

/// A change of one of these is a new version of the scheme.
#[test]
fn golden_digests() {
    let bench = Bench::new();
    for (target, index, golden) in GOLDEN {
        let shown = bench
            .ok(&["show", target, "--index", index, "--out", "maze.png"])
            .out;
        let pixels = shown
            .lines()
            .find_map(|line| line.strip_prefix("pixels"))
            .expect("a digest")
            .trim();
        assert_eq!(pixels, *golden, "{target} {index}");
    }
}

const GOLDEN: &[(&str, &str, &str)] = &[
    ("tilt:recap-readme", "0", "e06c24a4f075ad3d"),
    ("tilt:recap-readme", "1", "1aa53ebd3528b583"),
    ("tilt:recap-hardened", "0", "8fc6bb5f2b6fa449"),
    ("tilt:recap-hardened", "1", "cd48bc97a09c655d"),
    ("tilt-view", "0", "d4896d6947b4becd"),
];

#[test]
fn a_maze_is_drawn_and_a_path_judged_on_the_command_line() {
    let bench = Bench::new();
    let shown = bench.ok(&["show", "tilt:recap-hardened", "--play", "--out", "maze.svg"]);
    assert!(shown.out.contains("accepted"), "{}", shown.out);
    let svg = bench.read("maze.svg");
    let document = roxmltree::Document::parse(&svg).expect("SVG");
    let count = |tag: &str| {
        document
            .descendants()
            .filter(|node| node.has_tag_name(tag))
            .count()
    };
    assert_eq!((count("image"), count("polyline")), (4, 1));
    let shown = bench.ok(&[
        "show",
        "tilt:recap-hardened",
        "--trace",
        "0 100 0 5,5 5,5 5,5",
        "--out",
        "maze.png",
    ]);
    assert!(shown.out.contains("refused by start"), "{}", shown.out);
    let words = bench.capbench(&["show", "math", "--play"]);
    assert_eq!(words.code, 2, "{}", words.err);
    assert!(words.err.contains("for tilt mazes"), "{}", words.err);
}

#[test]
fn mistakes_are_shown_at_their_place() {
    let bench = Bench::new();
    let suite = SUITE.replace(
        "count = 150\n[[case]]",
        "count = 150\noptions.offset2 = 500\n[[case]]",
    );
    bench.write("bad.toml", &suite);
    let done = bench.capbench(&["run", "bad.toml", "--out", "run"]);
    assert_eq!(done.code, 2);
    assert!(
        done.err.contains("offset2 500") && done.err.contains("bad.toml:9"),
        "{}",
        done.err
    );
}
