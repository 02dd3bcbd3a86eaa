//! Compare, gate, sweep, transfer, board and external schemes, as a user drives them.

mod common;

use common::Bench;
use serde_json::Value;

/// Two solvers that read folder pictures by nothing but their index would be no solvers; the shipped networks are.
const SOLVERS: &str = "[[solver]]\nadapter = 'securimage-crnn'\n";

fn suite(count: u64, options: &str, more: &str) -> String {
    format!(
        "schema = 1\nname = 's'\n[[case]]\nname = 'stock'\nscheme = 'securimage'\ncount = {count}\noptions = {{ {options} }}\n{SOLVERS}{more}"
    )
}

fn json(done: &common::Done) -> Value {
    serde_json::from_str(&done.out).unwrap_or_else(|e| panic!("{e}: {}\n{}", done.out, done.err))
}

/// Writes a record's attempts anew: solver `name` solves just those indexes that `solves` says.
fn rewrite(bench: &Bench, run: &str, name: &str, solves: impl Fn(u64) -> bool) {
    let rows: Vec<String> = bench
        .attempts(run)
        .into_iter()
        .map(|mut row| {
            if row["solver"] == name {
                let i = row["i"].as_u64().unwrap();
                row["verdict"] = if solves(i) { "solved" } else { "wrong" }.into();
            }
            row.to_string() + "\n"
        })
        .collect();
    bench.write(&format!("{run}/attempts.jsonl"), &rows.concat());
}

fn run(bench: &Bench, text: &str, out: &str) {
    let name = format!("{out}.toml");
    bench.write(&name, text);
    bench.ok(&["run", &name, "--out", out, "--no-report"]);
}

#[test]
fn compare_finds_what_separate_intervals_miss() {
    let bench = Bench::new();
    run(&bench, &suite(200, "", ""), "a");
    // The same challenges, and a solver of another name.
    run(&bench, &suite(200, "", "name = 'other'\n"), "b");
    // 160 of 200 against 172 of 200, the second right wherever the first is.
    rewrite(&bench, "a", "securimage-crnn", |i| i < 160);
    rewrite(&bench, "b", "other", |i| i < 172);
    let done = bench.ok(&["compare", "a", "b", "--json"]);
    let cell = &json(&done)["cells"][0];
    assert_eq!(cell["intervals_overlap"], true);
    assert_eq!(
        (
            cell["pairs"]["first"].as_u64(),
            cell["pairs"]["second"].as_u64()
        ),
        (Some(0), Some(12))
    );
    assert!((cell["p_holm"].as_f64().unwrap() - 2.0 * 0.5_f64.powi(12)).abs() < 1e-12);
    assert!(cell["difference"]["newcombe"]["low"].as_f64().unwrap() > 0.0);
    assert!(cell["difference"]["bootstrap"]["low"].as_f64().unwrap() > 0.0);
    let said = bench.ok(&["compare", "a", "b", "--markdown", "c.md"]).out;
    assert!(
        said.contains("`other` solves 6.00 points more than `securimage-crnn`"),
        "{said}"
    );
    assert!(said.contains("would have missed it"), "{said}");
    assert!(
        bench
            .read("c.md")
            .contains("| stock/securimage-crnn | stock/other | 200 |")
    );
}

#[test]
fn compare_refuses_what_cannot_be_paired() {
    let bench = Bench::new();
    run(&bench, &suite(20, "", ""), "a");
    run(&bench, &suite(20, "num_lines = 9", ""), "lines");
    bench.ok(&[
        "run",
        "a.toml",
        "--out",
        "seed",
        "--no-report",
        "--seed",
        "7",
    ]);
    let refused = |words: &[&str]| {
        let done = bench.capbench(words);
        assert_eq!(done.code, 2, "{}\n{}", done.out, done.err);
        done.err
    };
    let why = refused(&["compare", "a", "lines"]);
    assert!(
        why.contains("they differ in `num_lines`")
            && why.contains("seed_without = [\"num_lines\"]"),
        "{why}"
    );
    assert!(refused(&["compare", "a", "seed"]).contains("seed 0 and 7"));
    assert!(refused(&["compare", "a"]).contains("--solvers A,B"));
    // The same plan, and pictures that are not those of the plan.
    bench.ok(&["run", "a.toml", "--out", "forged", "--no-report"]);
    let rows = bench.read("forged/challenges.jsonl");
    let row: Value = serde_json::from_str(rows.lines().next().unwrap()).unwrap();
    let px = row["px"].as_str().unwrap();
    bench.write(
        "forged/challenges.jsonl",
        &rows.replace(px, "0123456789abcdef"),
    );
    assert!(refused(&["compare", "a", "forged"]).contains("has digest"));
}

#[test]
fn two_designs_are_compared_on_the_same_texts() {
    let bench = Bench::new();
    let case = |name: &str, lines: u32| {
        format!(
            "[[case]]\nname = '{name}'\nscheme = 'securimage'\ncount = 40\nseed_without = ['num_lines']\noptions = {{ num_lines = {lines} }}\n"
        )
    };
    let text = format!(
        "schema = 1\nname = 's'\n{}{}{SOLVERS}",
        case("few", 0),
        case("many", 40)
    );
    run(&bench, &text, "r");
    let cell = &json(&bench.ok(&["compare", "r", "--cases", "few,many", "--json"]))["cells"][0];
    assert!(
        cell["difference"]["newcombe"]["high"].as_f64().unwrap() < 0.0,
        "{cell}"
    );
    assert!(
        cell["says"].as_str().unwrap().contains("on `few`"),
        "{cell}"
    );
    // A report draws such pictures again too.
    bench.ok(&["report", "r"]);
    assert!(bench.read("r/report.html").contains("data:image/png"));
    let wrong = text.replace("['num_lines']", "['num_line']");
    bench.write("w.toml", &wrong);
    let done = bench.capbench(&["run", "w.toml"]);
    assert_eq!(done.code, 2);
    assert!(
        done.err.contains("did you mean `num_lines`?"),
        "{}",
        done.err
    );
}

#[test]
fn a_gate_passes_fails_and_says_when_it_cannot_tell() {
    let bench = Bench::new();
    let expect = "[[expect]]\nsolver = 'securimage-crnn'\nat_least = 0.3\n[[expect]]\nsolver = 'securimage-crnn'\nmeasure = 'latency-p90'\nat_most = '9s'\n";
    run(&bench, &suite(100, "", expect), "r");
    rewrite(&bench, "r", "securimage-crnn", |i| i < 90);
    let gate = |words: &[&str]| bench.capbench(&[&["gate", "r", "--json"], words].concat());
    let passed = gate(&[
        "--junit",
        "j.xml",
        "--sarif",
        "s.json",
        "--markdown",
        "m.md",
    ]);
    assert_eq!(passed.code, 0, "{}", passed.err);
    assert_eq!(json(&passed)["verdict"], "pass");
    junit(&bench.read("j.xml"), (2, 0, 0, 0));
    assert_eq!(
        bench.json("s.json")["runs"][0]["results"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
    assert!(bench.read("m.md").contains("**PASS**"));

    bench.write(
        "strict.toml",
        &suite(100, "", "[[expect]]\nat_most = 0.01\n"),
    );
    let failed = gate(&[
        "--expect",
        "strict.toml",
        "--junit",
        "j.xml",
        "--sarif",
        "s.json",
    ]);
    assert_eq!(failed.code, 1);
    junit(&bench.read("j.xml"), (1, 1, 0, 0));
    let result = &bench.json("s.json")["runs"][0]["results"][0];
    assert_eq!(
        result["locations"][0]["physicalLocation"]["region"]["startLine"], 10,
        "{result}"
    );

    bench.write("open.toml", &suite(100, "", "[[expect]]\nat_most = 0.92\n"));
    let open = gate(&["--expect", "open.toml", "--junit", "j.xml"]);
    assert_eq!(
        (open.code, &json(&open)["verdict"]),
        (0, &"inconclusive".into())
    );
    assert!(json(&open)["checks"][0]["more"].as_u64().unwrap() > 50);
    junit(&bench.read("j.xml"), (1, 0, 0, 1));
    assert_eq!(
        gate(&["--expect", "open.toml", "--strict", "--junit", "j.xml"]).code,
        3
    );
    junit(&bench.read("j.xml"), (1, 1, 0, 0));
}

#[test]
fn an_invalid_run_passes_no_gate() {
    let bench = Bench::new();
    run(&bench, &suite(30, "", "[[expect]]\nat_least = 0.01\n"), "r");
    rewrite(&bench, "r", "oracle", |i| i > 0);
    let done = bench.capbench(&["gate", "r", "--junit", "j.xml"]);
    assert_eq!(done.code, 3, "{}", done.out);
    assert!(done.out.contains("INVALID"), "{}", done.out);
    junit(&bench.read("j.xml"), (1, 0, 1, 0));
}

#[test]
fn a_gate_draws_until_it_is_decided() {
    let bench = Bench::new();
    bench.write("g.toml", &suite(4, "", "[[expect]]\nat_least = 0.5\n"));
    let done = bench.ok(&[
        "gate",
        "g.toml",
        "--out",
        "r",
        "--until-decided",
        "--max-n",
        "60",
        "--json",
    ]);
    let gate = json(&done);
    assert_eq!(
        (&gate["verdict"], &gate["looks"]),
        (&"pass".into(), &"repeated".into()),
        "{gate}"
    );
    let n = gate["checks"][0]["measured"]["n"].as_u64().unwrap();
    assert!(n > 4 && n <= 60, "{n}");
    assert_eq!(bench.json("r/run.json")["plan"]["cases"][0]["count"], n);
    // The grown record is one like any other.
    bench.ok(&["report", "r", "--format", "json"]);
    bench.ok(&["run", "--resume", "r", "--no-report"]);
    let done = bench.capbench(&["gate", "g.toml", "--until-decided"]);
    assert_eq!(done.code, 2);
}

#[test]
fn a_gate_against_a_baseline() {
    let bench = Bench::new();
    let expect = "[[expect]]\nsolver = 'securimage-crnn'\nfall_at_most = 0.05\n";
    run(&bench, &suite(200, "", expect), "base");
    bench.ok(&["run", "base.toml", "--out", "now", "--no-report"]);
    rewrite(&bench, "base", "securimage-crnn", |i| i < 180);
    let gate = |solves: fn(u64) -> bool| {
        rewrite(&bench, "now", "securimage-crnn", solves);
        bench.capbench(&["gate", "now", "--baseline", "base", "--json"])
    };
    assert_eq!(gate(|i| i < 180).code, 0);
    let worse = gate(|i| i < 140);
    assert_eq!(worse.code, 1, "{}", worse.out);
    assert_eq!(json(&gate(|i| i < 174))["verdict"], "inconclusive");
    let missing = bench.capbench(&["gate", "now"]);
    assert_eq!(missing.code, 2);
    assert!(missing.err.contains("needs a baseline"), "{}", missing.err);
}

#[test]
fn mistakes_in_expectations_point_at_their_line() {
    let bench = Bench::new();
    for (expect, part) in [
        ("[[expect]]\n", "needs just one of"),
        ("[[expect]]\nat_most = 1\n", "not a share between 0 and 1"),
        (
            "[[expect]]\nat_most = 0.1\nsolver = 'securimage-crn'\n",
            "did you mean `securimage-crnn`?",
        ),
        (
            "[[expect]]\nat_most = '1s'\nmeasure = 'latency-p90'\n",
            "a latency is one solver's",
        ),
        (
            "[[expect]]\nat_most = 0.1\nmeasure = 'rate'\n",
            "unknown measure `rate`",
        ),
        ("[sweep.knobs]\nnum_lines = '0..'\n", "not a range"),
    ] {
        bench.write("w.toml", &suite(4, "", expect));
        let done = bench.capbench(&["gate", "w.toml"]);
        assert_eq!(done.code, 2, "{expect}");
        assert!(done.err.contains(part), "{expect}: {}", done.err);
    }
}

#[test]
fn a_sweep_keeps_the_texts_and_finds_the_knob() {
    let bench = Bench::new();
    bench.write("s.toml", &suite(30, "", ""));
    let words = [
        "sweep",
        "s.toml",
        "--knob",
        "num_lines=0,5,60",
        "--knob",
        "noise_level=0,2",
        "--out",
        "r",
        "--json",
    ];
    let sweep = json(&bench.ok(&words));
    let cases: Vec<&str> = sweep["settings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["case"].as_str().unwrap())
        .collect();
    assert_eq!(
        cases,
        ["stock", "num_lines=0", "num_lines=60", "noise_level=0"]
    );
    let rows = bench.read("r/challenges.jsonl");
    let drawn = |case: &str| -> Vec<(u64, String)> {
        let all = rows
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap());
        let mut own: Vec<_> = all
            .filter(|row| row["case"] == case)
            .map(|row| {
                (
                    row["i"].as_u64().unwrap(),
                    row["drawn"].as_str().unwrap().to_owned(),
                )
            })
            .collect();
        own.sort();
        own
    };
    assert_eq!(drawn("stock").len(), 30);
    assert!(cases.iter().all(|case| drawn(case) == drawn("stock")));
    let lost = &sweep["moves"][1]["legibility_lost"];
    assert!(lost["low"].as_f64().unwrap() > 10.0, "{lost}");
    assert!(
        sweep["says"][1]
            .as_str()
            .unwrap()
            .starts_with("`num_lines` buys most"),
        "{}",
        sweep["says"]
    );
    for file in [
        "sweep.html",
        "sweep.md",
        "plots/pareto.svg",
        "plots/knob-num-lines.png",
    ] {
        assert!(bench.path("r").join(file).exists(), "{file}");
    }
    // The record alone says it again.
    assert_eq!(
        json(&bench.ok(&["sweep", "r", "--json"]))["settings"],
        sweep["settings"]
    );
    let done = bench.capbench(&["sweep", "s.toml", "--knob", "num_line=1"]);
    assert_eq!(done.code, 2);
    assert!(
        done.err.contains("did you mean `num_lines`?"),
        "{}",
        done.err
    );
    assert_eq!(
        bench
            .capbench(&["sweep", "s.toml", "--knob", "num_lines=5000"])
            .code,
        2
    );
}

#[test]
fn a_factorial_sweep_has_effects() {
    let bench = Bench::new();
    bench.write("s.toml", &suite(12, "num_lines = 0, noise_level = 0", ""));
    let words = [
        "sweep",
        "s.toml",
        "--factorial",
        "--knob",
        "num_lines=0,40",
        "--knob",
        "noise_level=0,10",
        "--out",
        "r",
        "--json",
    ];
    let sweep = json(&bench.ok(&words));
    assert_eq!(sweep["settings"].as_array().unwrap().len(), 4);
    let effects: Vec<usize> = sweep["effects"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["knobs"].as_array().unwrap().len())
        .collect();
    assert_eq!(effects, [1, 1, 2]);
}

#[test]
fn transfer_and_board() {
    let bench = Bench::new();
    let case = |name: &str, preset: &str| {
        format!(
            "[[case]]\nname = '{name}'\nscheme = 'securimage'\npreset = '{preset}'\ncount = 40\n"
        )
    };
    let text = format!(
        "schema = 1\nname = 's'\n{}{}{SOLVERS}trained_on = 'stock'\n",
        case("stock", "stock"),
        case("hard", "hard")
    );
    run(&bench, &text, "r");
    let matrix = json(&bench.ok(&["transfer", "r", "--json"]));
    assert_eq!(matrix["rows"][0]["cells"][0]["home"], true);
    assert!(
        bench
            .ok(&["transfer", "r", "--markdown", "t.md"])
            .out
            .contains("trained on")
    );
    run(
        &bench,
        &suite(40, "num_lines = 40", "name = 'other'\n"),
        "q",
    );
    let board = json(&bench.ok(&["board", "r", "q", "--json", "--html", "b.html"]));
    let uppers: Vec<f64> = board["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["bounds"]["upper"].as_f64().unwrap())
        .collect();
    assert_eq!(uppers.len(), 3);
    assert!(uppers.is_sorted(), "{uppers:?}");
    assert!(
        board["rows"][0]["cells"]
            .as_array()
            .unwrap()
            .iter()
            .any(Value::is_null),
        "a gap"
    );
    assert!(bench.read("b.html").contains("–"));
    let older = bench
        .read("q/run.json")
        .replacen("\"version\": 1", "\"version\": 0", 1);
    bench.write("q/run.json", &older);
    let done = bench.capbench(&["board", "r", "q"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("is version"), "{}", done.err);
}

/// What the JUnit schema of docs/schema/junit.xsd asks, and the counts of tests, failures, errors and skipped.
fn junit(text: &str, counts: (usize, usize, usize, usize)) {
    let tree = roxmltree::Document::parse(text).expect("XML");
    let root = tree.root_element();
    assert_eq!(root.tag_name().name(), "testsuites");
    let mut seen = (0, 0, 0, 0);
    for suite in root.children().filter(roxmltree::Node::is_element) {
        assert_eq!(suite.tag_name().name(), "testsuite");
        let said = |name: &str| suite.attribute(name).and_then(|n| n.parse::<usize>().ok());
        assert!(suite.attribute("name").is_some() && said("tests").is_some());
        for test in suite.children().filter(roxmltree::Node::is_element) {
            assert_eq!(test.tag_name().name(), "testcase");
            assert!(test.attribute("name").is_some() && test.attribute("classname").is_some());
            seen.0 += 1;
            for child in test.children().filter(roxmltree::Node::is_element) {
                match child.tag_name().name() {
                    "failure" => seen.1 += 1,
                    "error" => seen.2 += 1,
                    "skipped" => seen.3 += 1,
                    "system-out" => continue,
                    other => panic!("<{other}> in a test case"),
                }
                assert!(child.attribute("message").is_some());
            }
        }
        assert_eq!(
            said("failures"),
            Some(
                suite
                    .descendants()
                    .filter(|n| n.has_tag_name("failure"))
                    .count()
            )
        );
        assert_eq!(
            said("errors"),
            Some(
                suite
                    .descendants()
                    .filter(|n| n.has_tag_name("error"))
                    .count()
            )
        );
    }
    assert_eq!(seen, counts);
}
