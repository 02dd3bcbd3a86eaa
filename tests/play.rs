//! `capbench play`: solvers play a real server over HTTP, and what passes in an hour agrees with the closed form.

mod common;

use common::Bench;
use serde_json::Value;

fn play(words: &[&str]) -> Vec<Value> {
    let bench = Bench::new();
    let mut all = vec!["play", "--json"];
    all.extend(words);
    let out = bench.ok(&all).out;
    let row = |line: &str| serde_json::from_str(line).expect("JSON");
    out.lines().map(row).collect()
}

fn number(row: &Value, pointer: &str) -> f64 {
    let value = row.pointer(pointer).and_then(Value::as_f64);
    value.unwrap_or_else(|| panic!("{pointer} of {row}"))
}

#[test]
fn the_oracle_passes_once_a_pace_and_is_never_banned() {
    for row in play(&["-s", "oracle", "--hours", "0.05", "--pace", "2s"]) {
        assert_eq!(number(&row, "/played/tries"), 90.0, "{row}");
        assert_eq!(number(&row, "/passes_an_hour"), 1800.0);
        assert_eq!(number(&row, "/closed_form/value"), 1800.0);
        assert_eq!(number(&row, "/played/bans"), 0.0);
        assert_eq!(
            number(&row, "/played/requests"),
            180.0,
            "a challenge and an answer"
        );
    }
}

/// A coin for each of four tiles is right with 1/16: some passes, some bans, and both forms are checked.
#[test]
fn passes_an_hour_agree_with_the_closed_form() {
    for row in play(&["-s", "random", "-n", "4", "--hours", "1"]) {
        let passes = number(&row, "/passes_an_hour");
        let [low, high] = ["/closed_form/low", "/closed_form/high"].map(|end| number(&row, end));
        assert!(
            low <= passes && passes <= high,
            "{low} <= {passes} <= {high}: {row}"
        );
        assert!(number(&row, "/played/bans") > 20.0);
        let rate = number(&row, "/right/value");
        assert!((rate - 0.0625).abs() < 0.05, "{rate}");
    }
}

#[test]
fn pictures_leak_from_gocaptcha_and_not_from_the_hardened_server() {
    let words = ["-s", "pool", "--hours", "0.03"];
    let rows = play(&words);
    let leaked = |row: &Value| number(row, "/known_files/value");
    assert!(leaked(&rows[0]) > 0.3, "{}", rows[0]);
    assert_eq!(leaked(&rows[1]), 0.0);
    let played = |rows: &[Value]| {
        rows.iter()
            .map(|row| row["played"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(played(&play(&words)), played(&rows), "the same every time");
}

#[test]
fn what_cannot_play_is_said() {
    let bench = Bench::new();
    for (words, what) in [
        (&["play", "-s", "nobody"][..], "nobody"),
        (&["play", "-s", "crash"], "drill"),
        (&["play", "--hours", "0"], "--hours 0"),
        (&["play", "-s", "http://127.0.0.1:1"], "http://127.0.0.1:1"),
    ] {
        let done = bench.capbench(words);
        assert!(
            done.code == 2 && done.err.contains(what),
            "{words:?}: {}",
            done.err
        );
    }
    let table = bench.ok(&["play", "-s", "blind", "--hours", "0.01"]).out;
    assert!(
        table.contains("passes/h") && table.contains("requests over HTTP"),
        "{table}"
    );
    let table = bench
        .ok(&["play", "-s", "blind", "--hours", "0.01", "--markdown"])
        .out;
    assert!(table.starts_with("| server | solver |"), "{table}");
}
