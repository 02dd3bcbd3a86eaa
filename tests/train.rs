//! Training from the command line: an adapter with its card, the same again, interrupted, resumed, fine-tuned, refused.

mod common;

use common::{Bench, Done};
use serde_json::Value;

/// Two letters of three in a small picture: learnt in a second or two.
const EASY: [&str; 9] = [
    "securimage:simplified",
    "-O",
    "image_width=64",
    "-O",
    "image_height=32",
    "-O",
    "code_length=2",
    "-O",
    "charset=ABC",
];

fn train(bench: &Bench, out: &str, more: &[&str]) -> Done {
    let usual = [
        "--labels",
        "120",
        "--samples",
        "3200",
        "--validations",
        "4",
        "--test",
        "100",
        "--guard",
        "200",
        "--out",
        out,
    ];
    bench.capbench(&[&["train"], &EASY[..], &usual, more].concat())
}

/// The curve without its times.
fn curve(bench: &Bench, out: &str) -> Vec<String> {
    let text = bench.read(&format!("{out}/train.csv"));
    let timeless = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        [&cells[..1], &cells[2..]].concat().join(",")
    };
    text.lines().map(timeless).collect()
}

fn json(done: &Done) -> Value {
    serde_json::from_str(&done.out).unwrap_or_else(|e| panic!("{e}: {}{}", done.out, done.err))
}

#[test]
fn an_adapter_is_learnt_and_says_how() {
    let bench = Bench::new();
    let done = train(&bench, "easy", &["--json"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let facts = json(&done);
    assert_eq!(facts["labels"], 120);
    assert_eq!(facts["facts"]["train"], 100);
    assert_eq!(facts["facts"]["validation"], 20);
    assert_eq!(facts["facts"]["samples"], 3200);
    assert_eq!(facts["facts"]["ended"], "complete");
    assert_eq!(facts["test"]["solved"]["n"], 100);
    let rate = facts["test"]["solved"]["value"].as_f64().expect("a rate");
    // Guessing two letters of three is right once in nine.
    assert!(rate > 0.6, "{rate}");
    let nats = facts["test"]["nats"].as_f64().expect("a loss");
    assert!(nats > 0.0 && nats < 9f64.ln(), "{nats}");
    assert_eq!(
        curve(&bench, "easy").len(),
        5,
        "a head and four validations"
    );
    let card = bench.read("easy/CARD.md");
    for said in [
        "120 |",
        "100 / 20",
        "(0..120)",
        "(120..220)",
        "none is among 200 \"eval\" challenges",
        "`capbench train securimage:simplified",
        "perplexity",
        "Licence: MIT OR Apache-2.0",
    ] {
        assert!(card.contains(said), "{said} is missing:\n{card}");
    }
    let manifest: toml::Table = bench.read("easy/adapter.toml").parse().expect("TOML");
    assert_eq!(manifest["name"].as_str(), Some("easy"));
    assert_eq!(manifest["options"]["charset"].as_str(), Some("ABC"));
    assert_eq!(manifest["options"]["input"]["width"].as_integer(), Some(64));
    assert!(bench.path("easy/model.onnx").is_file());
    assert!(!bench.path("easy/train.state").exists());
}

#[test]
fn threads_change_nothing_and_seeds_do() {
    let bench = Bench::new();
    for (out, more) in [
        ("one", &["--threads", "1"][..]),
        ("two", &["--threads", "2"]),
        ("other", &["--seed", "1"]),
    ] {
        let done = short(&bench, out, more);
        assert_eq!(done.code, 0, "{}", done.err);
    }
    assert_eq!(curve(&bench, "one"), curve(&bench, "two"));
    assert_ne!(curve(&bench, "one"), curve(&bench, "other"));
}

/// Ten steps, with labels of every kind.
fn short(bench: &Bench, out: &str, more: &[&str]) -> Done {
    let few = [
        "--samples",
        "640",
        "--validations",
        "2",
        "--test",
        "20",
        "--guard",
        "20",
        "--out",
        out,
    ];
    let labels: &[&str] = if more.contains(&"--labels") {
        &[]
    } else {
        &["--labels", "60"]
    };
    bench.capbench(&[&["train"], &EASY[..], &few, labels, more].concat())
}

#[test]
fn fresh_labels_are_said_to_be_unlimited() {
    let bench = Bench::new();
    let done = short(&bench, "fresh", &["--labels", "fresh", "--json"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let facts = json(&done);
    assert_eq!(facts["labels"], 1640, "validation and ten steps");
    assert_eq!(facts["facts"]["epochs"], Value::Null);
    let hash = facts["facts"]["data_hash"].as_str().expect("a hash");
    assert!(hash.ends_with("-1640"), "{hash}");
    let card = bench.read("fresh/CARD.md");
    assert!(
        card.contains("unlimited labels: the attacker owns the generator"),
        "{card}"
    );
}

/// Ctrl-C leaves an adapter and a state; going on gives what an undisturbed training gives.
#[cfg(unix)]
#[test]
fn interrupted_and_resumed_is_as_if_undisturbed() {
    use std::io::{BufRead as _, BufReader};
    use std::process::Stdio;

    let bench = Bench::new();
    let usual = [
        "--labels",
        "120",
        "--samples",
        "9600",
        "--validations",
        "6",
        "--test",
        "50",
        "--guard",
        "20",
        "--patience",
        "0",
    ];
    let words = |out, more: &[&'static str]| {
        [&["train"], &EASY[..], &usual, &["--out", out], more].concat()
    };
    let mut child = bench
        .command(&words("cut", &[]))
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut lines = BufReader::new(child.stderr.take().expect("stderr")).lines();
    let mut seen = lines.by_ref().map_while(Result::ok);
    let told = seen.any(|line| line.contains("samples,"));
    assert!(told, "no validation was told of");
    let interrupt = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(interrupt.expect("kill runs").success());
    assert_eq!(child.wait().expect("a child").code(), Some(130));
    assert!(
        bench
            .read("cut/CARD.md")
            .contains("not used up: interrupted")
    );
    assert!(bench.path("cut/model.onnx").is_file());

    let again = bench.capbench(&words("cut", &[]));
    assert_eq!(again.code, 2);
    assert!(
        again.err.contains("holds an unfinished training"),
        "{}",
        again.err
    );
    let other = bench.capbench(&words("cut", &["--resume", "--batch", "32"]));
    assert_eq!(other.code, 2);
    assert!(
        other.err.contains("batch was 16 and is now 32"),
        "{}",
        other.err
    );

    bench.ok(&words("cut", &["--resume"]));
    bench.ok(&words("calm", &[]));
    assert_eq!(curve(&bench, "cut"), curve(&bench, "calm"));
    assert!(!bench.path("cut/train.state").exists());
}

#[test]
fn a_folder_is_learnt_and_another_model_goes_on() {
    let bench = Bench::new();
    let draw = [
        "generate",
        EASY[0],
        "--namespace",
        "train",
        "-n",
        "150",
        "--out",
        "pictures",
    ];
    bench.ok(&[&draw, &EASY[1..]].concat());
    let folder = [
        "train",
        "folder",
        "-O",
        "path=pictures",
        "-O",
        "case_sensitive=true",
        "--validations",
        "2",
    ];
    let first = bench.ok(&[
        &folder,
        &["--samples", "3200", "--out", "first", "--json"][..],
    ]
    .concat());
    let facts = json(&first);
    assert_eq!(facts["facts"]["train"], 115);
    assert_eq!(facts["facts"]["validation"], 20);
    assert_eq!(facts["test"]["solved"]["n"], 15);
    assert!(
        first.err.contains("no \"eval\" challenges"),
        "{}",
        first.err
    );

    let more = [
        "--samples",
        "320",
        "--rate",
        "1e-5",
        "--from",
        "./first",
        "--out",
        "second",
        "--json",
    ];
    let second = bench.ok(&[&folder, &more[..]].concat());
    let kept = json(&second)["facts"]["kept_layers"].as_u64();
    assert!(kept.is_some_and(|kept| kept > 5), "{kept:?}");
    let loss = |done: &Done| {
        json(done)["facts"]["curve"][0]["losses"][0]
            .as_f64()
            .expect("a loss")
    };
    assert!(
        loss(&second) < loss(&first),
        "it starts where the other ended"
    );
}

#[test]
fn a_picture_that_is_trained_on_is_not_tested_on() {
    let bench = Bench::new();
    // Two letters, hardly placed: the same few pictures again and again.
    let done = bench.capbench(&[
        "train",
        "securimage:simplified",
        "-O",
        "image_width=64",
        "-O",
        "image_height=32",
        "-O",
        "code_length=1",
        "-O",
        "charset=ABCDEFGH",
        "-O",
        "perturbation=0",
        "-O",
        "noise_level=0",
        "--labels",
        "60",
        "--test",
        "30",
        "--guard",
        "0",
        "--samples",
        "64",
        "--out",
        "leak",
    ]);
    assert_eq!(done.code, 2, "{}{}", done.out, done.err);
    assert!(
        done.err
            .contains("test pictures are also trained on, pixel for pixel"),
        "{}",
        done.err
    );
    assert!(!bench.path("leak/adapter.toml").exists());
}

#[test]
fn what_cannot_be_is_refused_with_the_next_step() {
    let bench = Bench::new();
    let refused = |words: &[&str], says: &str| {
        let done = bench.capbench(&[&["train"], words].concat());
        assert_eq!(done.code, 2, "{words:?}: {}", done.err);
        assert!(done.err.contains(says), "{words:?}: {}", done.err);
    };
    let easy = EASY[0];
    refused(&[easy], "--labels is missing");
    refused(&[easy, "--labels", "many"], "a number, `all` or `fresh`");
    refused(&[easy, "--labels", "all"], "never runs out of labels");
    refused(&[easy, "--labels", "4", "--guard", "0"], "too few");
    refused(
        &[easy, "--labels", "40", "--case", "stock"],
        "--case goes with a suite",
    );
    refused(
        &[easy, "--labels", "40", "--resume"],
        "no unfinished training",
    );
    refused(
        &[easy, "--labels", "40", "--from", "tesseract"],
        "its kind is `tesseract`",
    );
    let classifier = ["--head", "classifier", "--guard", "0", "--test", "0"];
    refused(
        &[&[easy, "--labels", "40"], &classifier[..]].concat(),
        "a classifier gives one symbol",
    );
}
