//! Image grids, as their user meets them: a run, its report, files, threads and interruptions.

mod common;

use std::collections::BTreeMap;

use common::Bench;
use serde_json::Value;

const SUITE: &str = r#"
schema = 1
name = "grids"
[[case]]
name = "plain"
scheme = "grid"
preset = "gocaptcha"
count = 150
feedback = true
options.size = 24
options.categories = ["faces", "mammals", "buildings", "clocks"]
[[case]]
name = "hard"
scheme = "grid"
preset = "hardened"
count = 150
feedback = true
options.size = 24
options.categories = ["faces", "mammals", "buildings", "clocks"]
[[solver]]
kind = "pool"
"#;

fn cell<'a>(summary: &'a Value, case: &str, solver: &str) -> &'a Value {
    let cases = summary["cases"].as_array().expect("cases");
    let case = cases.iter().find(|c| c["name"] == case).expect("the case");
    let cells = case["cells"].as_array().expect("cells");
    cells
        .iter()
        .find(|c| c["solver"] == solver)
        .expect("the solver")
}

#[test]
fn a_run_tells_controls_and_pool_apart() {
    let bench = Bench::new();
    bench.write("s.toml", SUITE);
    let done = bench.ok(&["run", "s.toml", "--out", "r"]);
    assert!(
        done.out.contains("VALID") && done.out.contains("tiles right"),
        "{}",
        done.out
    );
    let summary = bench.json("r/summary.json");
    assert_eq!(cell(&summary, "plain", "oracle")["counts"]["solved"], 150);
    let rate = |case: &str| {
        cell(&summary, case, "pool")["solve_rate"]["value"]
            .as_f64()
            .expect("a rate")
    };
    assert!(
        rate("plain") > 0.1,
        "the same files come again: {}",
        rate("plain")
    );
    assert!(rate("hard") < 0.05, "no file comes twice: {}", rate("hard"));
    let tiles = &cell(&summary, "plain", "pool")["tiles"];
    assert_eq!(tiles["grids"], 150);
    assert_eq!(tiles["confusion"].as_array().map(Vec::len), Some(16));
    assert_eq!(tiles["sweep"].as_array().map(Vec::len), Some(19));
    let memory = tiles["memory"].as_array().expect("windows");
    for window in memory {
        let (met, theory) = (window["met"]["value"].as_f64(), window["theory"].as_f64());
        let (met, theory) = (met.expect("a share"), theory.expect("a share"));
        assert!((met - theory).abs() < 0.15, "{window}");
    }
    let page = bench.read("r/report.html");
    assert!(page.contains("Select all images of") && page.contains("tiles met before"));
    assert!(bench.read("r/report.md").contains("wrong tiles a grid"));
    assert!(
        bench
            .read("r/estimates.csv")
            .contains("\"tiles.chosen[asked=clocks,shown=clocks]\"")
    );
}

/// What a solver that learns says must not hang on threads, nor on where a run was cut short.
#[test]
fn learners_answer_alike_on_any_threads_and_after_a_break() {
    let bench = Bench::new();
    bench.write("s.toml", SUITE);
    bench.ok(&["run", "s.toml", "--out", "one", "--threads", "1"]);
    bench.ok(&["run", "s.toml", "--out", "two", "--threads", "2"]);
    let digest = |run: &str| bench.json(&format!("{run}/summary.json"))["run"]["digest"].clone();
    assert_eq!(digest("one"), digest("two"));
    // Half of the attempts are lost; resuming makes the very same ones again.
    let file = bench.path("two/attempts.jsonl");
    let text = std::fs::read_to_string(&file).expect("attempts");
    let half: Vec<&str> = text.lines().step_by(2).collect();
    std::fs::write(&file, half.join("\n") + "\n").expect("written");
    let run = bench.path("two/run.json");
    let open = std::fs::read_to_string(&run)
        .expect("a run")
        .replace("\"complete\"", "\"interrupted\"");
    std::fs::write(&run, open).expect("written");
    bench.ok(&["run", "--resume", "two"]);
    assert_eq!(digest("one"), digest("two"));
    let answers = |run: &str| -> BTreeMap<String, Value> {
        let rows = bench
            .attempts(run)
            .into_iter()
            .filter(|row| row["solver"] == "pool");
        rows.map(|row| {
            (
                format!("{}/{}", row["case"], row["i"]),
                row["answer"].clone(),
            )
        })
        .collect()
    };
    assert_eq!(answers("one"), answers("two"));
}

#[test]
fn grids_are_written_as_files() {
    let bench = Bench::new();
    bench.ok(&[
        "generate",
        "grid:hardened",
        "-n",
        "3",
        "-O",
        "k=3",
        "-O",
        "size=32",
        "--out",
        "g",
    ]);
    let labels = bench.read("g/labels.csv");
    let mut lines = labels.lines();
    assert_eq!(lines.next(), Some("file,label,stored,marks,question"));
    assert_eq!(lines.count(), 3);
    let tile = image::open(bench.path("g/000002/8.jpg")).expect("a tile");
    assert_eq!((tile.width(), tile.height()), (32, 32));
    let sheet = image::open(bench.path("g/000002.png")).expect("a sheet");
    assert_eq!((sheet.width(), sheet.height()), (104, 104));
    let shown = bench.ok(&["show", "grid:gocaptcha", "--index", "4"]);
    assert!(
        shown.out.contains("asked   Select all images of"),
        "{}",
        shown.out
    );
}

/// A folder in goCaptcha's layout, with what is wrong in it.
#[test]
fn a_folder_of_categories_is_a_source() {
    let bench = Bench::new();
    for (name, shade) in [
        ("cat/1.png", 10u8),
        ("cat/2.png", 60),
        ("dog/1.png", 110),
        ("dog/2.png", 160),
        ("dog/same.png", 160),
    ] {
        let path = bench.write(name, "");
        image::RgbImage::from_pixel(20, 10, image::Rgb([shade; 3]))
            .save(path)
            .expect("a picture");
    }
    bench.write("dog/bad.jpg", "no picture");
    bench.write("s.toml", "schema = 1\nname = \"own\"\n[[case]]\nname = \"own\"\nscheme = \"grid\"\ncount = 30\noptions.path = \".\"\noptions.tiles = 4\noptions.columns = 2\n");
    let done = bench.ok(&["run", "s.toml", "--out", "r"]);
    assert!(
        done.out.contains("dog/bad.jpg") && done.out.contains("dog/same.png"),
        "{}",
        done.out
    );
    let wrong = bench.capbench(&["generate", "grid", "-O", "path=nowhere", "--out", "g"]);
    assert!(
        wrong.code != 0 && wrong.err.contains("nowhere"),
        "{}",
        wrong.err
    );
}
