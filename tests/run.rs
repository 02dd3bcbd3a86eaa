//! What a user meets: verdicts, validity, exit codes, selection, mistakes.

mod common;

use common::Bench;
use serde_json::Value;

const DRILL: &str = r#"
schema = 1
name = "drill"
[run]
deadline = "30ms"
controls = ["mute", "stall", "crash"]
[[case]]
name = "math"
scheme = "securimage"
preset = "math"
count = 20
"#;

fn cell<'a>(summary: &'a Value, case: &str, solver: &str) -> &'a Value {
    let cases = summary["cases"].as_array().expect("cases");
    let case = cases.iter().find(|c| c["name"] == case).expect("the case");
    case["cells"]
        .as_array()
        .expect("cells")
        .iter()
        .find(|c| c["solver"] == solver)
        .expect("the solver")
}

#[test]
fn drills_become_verdicts_and_the_run_is_invalid() {
    let bench = Bench::new();
    bench.write("s.toml", DRILL);
    let done = bench.capbench(&["run", "s.toml", "--out", "r"]);
    assert_eq!(done.code, 3, "{}{}", done.out, done.err);
    assert!(done.out.contains("INVALID"), "{}", done.out);
    assert!(
        !done.err.contains("panicked"),
        "a caught panic prints nothing: {}",
        done.err
    );
    let summary = bench.json("r/summary.json");
    assert_eq!(summary["validity"]["validity"], "invalid");
    for (solver, counted) in [
        ("oracle", "solved"),
        ("mute", "abstained"),
        ("stall", "timed_out"),
        ("crash", "faulted"),
    ] {
        assert_eq!(
            cell(&summary, "math", solver)["counts"][counted],
            20,
            "{solver}"
        );
        assert_eq!(cell(&summary, "math", solver)["n"], 20);
    }
    let why = &cell(&summary, "math", "crash")["faults"][0]["why"];
    assert!(
        why.as_str()
            .expect("a reason")
            .contains("crashes on purpose"),
        "{why}"
    );
    let words: Vec<String> = bench
        .attempts("r")
        .iter()
        .map(|row| row["verdict"].as_str().expect("a word").to_owned())
        .collect();
    for word in ["solved", "abstained", "timed-out", "faulted"] {
        assert!(words.iter().any(|w| w == word), "no {word} row");
    }
}

#[test]
fn a_run_without_reports_is_judged_too() {
    let bench = Bench::new();
    bench.write("s.toml", DRILL);
    assert_eq!(
        bench
            .capbench(&["run", "s.toml", "--out", "r", "--no-report"])
            .code,
        3
    );
}

#[test]
fn a_budget_can_allow_faults() {
    let bench = Bench::new();
    bench.write(
        "s.toml",
        &DRILL.replace("deadline =", "error_budget = 1.0\ndeadline ="),
    );
    assert_eq!(bench.ok(&["run", "s.toml", "--out", "r"]).code, 0);
}

#[test]
fn blind_on_math_lies_at_its_theory_and_the_oracle_at_one() {
    let bench = Bench::new();
    bench.write(
        "s.toml",
        "schema = 1\nname = \"floor\"\n[[case]]\nname = \"math\"\nscheme = \"securimage\"\npreset = \"math\"\ncount = 3000\n",
    );
    bench.ok(&["run", "s.toml", "--out", "r"]);
    let summary = bench.json("r/summary.json");
    assert_eq!(summary["validity"]["validity"], "valid");
    assert_eq!(cell(&summary, "math", "oracle")["solve_rate"]["value"], 1.0);
    let blind = &cell(&summary, "math", "blind")["solve_rate"];
    let (low, high) = (
        blind["low"].as_f64().expect("low"),
        blind["high"].as_f64().expect("high"),
    );
    assert!(
        low < 12.0 / 135.0 && 12.0 / 135.0 < high,
        "8.9 % is not in {low}..{high}"
    );
    assert_eq!(summary["cases"][0]["floor"]["answer"], "6");
}

#[test]
fn limits_and_filters_change_no_challenge() {
    let bench = Bench::new();
    let case = |name: &str| {
        format!(
            "[[case]]\nname = \"{name}\"\nscheme = \"securimage\"\npreset = \"{name}\"\ncount = 8\n"
        )
    };
    bench.write(
        "s.toml",
        &format!(
            "schema = 1\nname = \"s\"\n{}{}",
            case("stock"),
            case("math")
        ),
    );
    bench.ok(&["run", "s.toml", "--out", "all", "--no-report"]);
    bench.ok(&[
        "run",
        "s.toml",
        "--out",
        "few",
        "--no-report",
        "--limit",
        "3",
        "--filter",
        "math",
    ]);
    let all = bench.attempts("all");
    let few = bench.attempts("few");
    assert_eq!(few.len(), 9);
    for row in &few {
        assert_eq!(row["case"], "math");
        let same = all
            .iter()
            .find(|r| {
                r["case"] == row["case"] && r["i"] == row["i"] && r["solver"] == row["solver"]
            })
            .expect("its twin");
        assert_eq!(
            (&same["px"], &same["answer"], &same["verdict"]),
            (&row["px"], &row["answer"], &row["verdict"])
        );
    }
    bench.ok(&[
        "run",
        "s.toml",
        "--out",
        "other",
        "--no-report",
        "--seed",
        "9",
    ]);
    assert_ne!(bench.attempts("other")[0]["px"], all[0]["px"]);
}

#[test]
fn a_dry_run_says_what_and_writes_nothing() {
    let bench = Bench::new();
    bench.write("s.toml", DRILL);
    let done = bench.ok(&["run", "s.toml", "--dry-run"]);
    assert!(
        done.out.contains("math: 20 challenges x 6 solvers"),
        "{}",
        done.out
    );
    assert!(
        done.out.contains("120 attempts in all; about "),
        "{}",
        done.out
    );
    assert!(!bench.path("reports").exists());
}

#[test]
fn mistakes_point_at_their_place() {
    let bench = Bench::new();
    let cases = [
        ("num_lines = 5000", "7:24", "num_lines"),
        ("num_line = 5", "7:12", "did you mean `num_lines`?"),
        ("perturbation = \"much\"", "7:27", "perturbation"),
        ("ttf_file = \"no.ttf\"", "7:23", "no.ttf"),
    ];
    for (option, place, says) in cases {
        let text = format!(
            "schema = 1\nname = \"s\"\n[[case]]\nname = \"a\"\nscheme = \"securimage\"\ncount = 5\noptions = {{{option}}}\n"
        );
        bench.write("s.toml", &text);
        let done = bench.capbench(&["run", "s.toml"]);
        assert_eq!(done.code, 2, "{option}: {}", done.err);
        assert!(done.err.contains(says), "{option}: {}", done.err);
        assert!(
            done.err.contains(&format!("s.toml:{place}")),
            "{option}: {}",
            done.err
        );
    }
    bench.write(
        "s.toml",
        "schema = 1\nname = \"s\"\n[[case]]\nname = \"a\"\nscheme = \"securimag\"\ncount = 5\n",
    );
    let done = bench.capbench(&["check", "s.toml"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("s.toml:5:10"), "{}", done.err);
    assert!(
        done.err.contains("did you mean `securimage`?"),
        "{}",
        done.err
    );
}

#[test]
fn a_missing_library_is_said_and_the_run_goes_on() {
    let bench = Bench::new();
    let suite = "schema = 1\nname = \"s\"\n[[case]]\nname = \"math\"\nscheme = \"securimage\"\npreset = \"math\"\ncount = 4\n\
                 [[solver]]\nkind = \"tesseract\"\n";
    bench.write("s.toml", suite);
    let output = bench
        .command(&["run", "s.toml", "--out", "r"])
        .env("TESSERACT_LIB", "/nonexistent")
        .output()
        .expect("the binary runs");
    let done = common::done(output);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(
        done.err.contains("unavailable: tesseract: "),
        "{}",
        done.err
    );
    assert!(
        done.err.contains("apt-get install tesseract-ocr"),
        "{}",
        done.err
    );
    assert_eq!(
        bench.json("r/summary.json")["unavailable"][0]["name"],
        "tesseract"
    );
}

#[test]
fn lists_docs_and_completions_come_out() {
    let bench = Bench::new();
    let listed: Value = serde_json::from_str(&bench.ok(&["list", "--json"]).out).expect("JSON");
    assert_eq!(listed["schemes"][0]["name"], "securimage");
    assert!(
        bench
            .ok(&["list", "schemes", "--options"])
            .out
            .contains("num_lines")
    );
    assert!(bench.ok(&["completions", "bash"]).out.contains("capbench"));
    assert!(bench.ok(&["man"]).out.contains(".TH"));
    assert!(bench.ok(&["doctor"]).out.contains("scheme     securimage"));
}

#[test]
fn schemas_are_in_sync() {
    let bench = Bench::new();
    for of in ["suite", "adapter"] {
        let path = common::repository().join(format!("docs/schema/{of}.schema.json"));
        let committed = std::fs::read_to_string(path).expect("the schema");
        let now = bench.ok(&["schema", of]).out;
        assert!(
            now == committed,
            "out of date; bring it up with: capbench schema --out docs/schema"
        );
    }
}

#[test]
fn shipped_suites_and_adapters_load() {
    let bench = Bench::new();
    for suite in ["smoke", "securimage"] {
        let path = common::repository().join(format!("suites/{suite}.toml"));
        let done = bench.capbench(&[
            "run",
            path.to_str().expect("UTF-8"),
            "--dry-run",
            "--limit",
            "2",
        ]);
        assert_eq!(done.code, 0, "{suite}: {}", done.err);
    }
    let listed: Value =
        serde_json::from_str(&bench.ok(&["list", "adapters", "--json"]).out).expect("JSON");
    let adapters = listed["adapters"].as_array().expect("adapters");
    assert!(adapters.len() >= 4);
    for adapter in adapters {
        assert!(
            !adapter["summary"]
                .as_str()
                .expect("a summary")
                .starts_with("broken"),
            "{adapter}"
        );
    }
}

#[test]
fn generated_challenges_come_back_as_a_folder() {
    let bench = Bench::new();
    bench.ok(&["generate", "securimage:simplified", "-n", "6", "-o", "f"]);
    assert_eq!(bench.read("f/labels.csv").lines().count(), 7);
    bench.write(
        "s.toml",
        "schema = 1\nname = \"back\"\n[[case]]\nname = \"f\"\nscheme = \"folder\"\noptions = { path = \"f\", case_sensitive = true }\n",
    );
    bench.ok(&["run", "s.toml", "--out", "r"]);
    let summary = bench.json("r/summary.json");
    assert_eq!(cell(&summary, "f", "oracle")["counts"]["solved"], 6);
    let show = bench.ok(&[
        "show",
        "securimage:stock",
        "-i",
        "2",
        "-O",
        "num_lines=0",
        "-o",
        "x.png",
    ]);
    assert!(show.out.contains("drawn"), "{}", show.out);
    assert!(bench.path("x.png").exists());
}
