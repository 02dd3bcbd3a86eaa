//! Forms of one's own, as docs/MATH.md tells it: written in a file, asked in the next run, mistakes told at their place.

mod common;

use common::{Bench, repository};
use serde_json::Value;

/// The TOML blocks of docs/MATH.md that have this line in them.
fn documented(line: &str) -> String {
    let text = std::fs::read_to_string(repository().join("docs/MATH.md")).expect("the page");
    let block = text
        .split("```toml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .find(|block| block.lines().any(|l| l.trim() == line));
    block
        .unwrap_or_else(|| panic!("no example with {line}"))
        .to_owned()
}

/// A suite around the documented case, with the parser on it.
fn suite() -> String {
    let case = documented("name = \"farm\"").replace("count = 1000", "count = 60");
    format!("schema = 1\nname = \"farm\"\n\n{case}\n[[solver]]\nkind = \"math-rules\"\n")
}

#[test]
fn a_family_of_ones_own_is_asked_in_the_next_run() {
    let bench = Bench::new();
    bench.write("farm.toml", &documented("family = \"farm\""));
    bench.write("suite.toml", &suite());
    bench.ok(&["run", "suite.toml", "--out", "run"]);
    let tags: Vec<String> = bench
        .read("run/challenges.jsonl")
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("a row"))
        .map(|row| row["tags"].to_string())
        .collect();
    assert_eq!(tags.len(), 60);
    assert!(
        tags.iter()
            .all(|tags| tags.contains(r#"["family","farm"]"#))
    );
    assert!(bench.read("run/report.md").contains("| farm |"));
    let asked = bench.ok(&["math", "--db", "desk.db", "--forms", "farm.toml"]);
    let words = ["dog", "car"];
    assert!(
        words.iter().any(|word| asked.out.contains(word)),
        "{}",
        asked.out
    );
}

#[test]
fn five_malformed_files_name_file_line_and_remedy() {
    let good = documented("family = \"farm\"");
    let bench = Bench::new();
    bench.write("suite.toml", &suite());
    for (from, to, says, remedy) in [
        (
            "times the number of {t}?",
            "times the number of {tt}?",
            "unknown slot `tt`",
            "`t`",
        ),
        (
            "answer = \"n * t\"",
            "answer = \"n / (t - t)\"",
            "divides by zero",
            "where",
        ),
        (
            "phrase = \"things\" }",
            "phrase = \"thing\" }",
            "unknown phrase `thing`",
            "`things`",
        ),
        (
            "int = [2, 12]",
            "int = [12, 2]",
            "12",
            "the first is at most the second",
        ),
        ("difficulty = 2", "dificulty = 2", "dificulty", "difficulty"),
    ] {
        let bad = good.replace(from, to);
        assert_ne!(bad, good, "{from}");
        bench.write("farm.toml", &bad);
        let done = bench.capbench(&["run", "suite.toml"]);
        assert_eq!(done.code, 2, "{}", done.err);
        let at = if says == "divides by zero" {
            "family = \"farm\""
        } else {
            to
        };
        let line = 1 + bad.lines().position(|l| l.contains(at)).expect("the line");
        let place = format!("farm.toml:{line}:");
        for part in [place.as_str(), says, remedy] {
            assert!(done.err.contains(part), "no `{part}` in\n{}", done.err);
        }
    }
}
