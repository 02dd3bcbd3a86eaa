//! The Tesseract solver on pictures that the real Securimage drew, against the rates of
//! `reference/securimage.md` section 5: each must lie in the Wilson 95 % interval around the reference at this n.
//!
//! The pictures lie outside the repository; where they or libtesseract are absent the tests say "skipped" and pass.

use std::path::{Path, PathBuf};

use capbench::config::Options;
use capbench::model::Response;
use capbench::scheme::{self, Scheme};
use capbench::seed::Seed;
use capbench::solver::{self, BuildError, Solver};

const SECURIMAGE: &str = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// What became of a folder.
#[derive(Debug, Default)]
struct Counts {
    planned: u64,
    solved: u64,
    as_drawn: u64,
    abstained: u64,
}

fn pictures(set: &str) -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = ["../shared/real-securimage", "../../shared/real-securimage"];
    places
        .iter()
        .map(|place| here.join(place).join(set))
        .find(|folder| folder.is_dir())
}

fn tesseract(options: &str) -> Option<Box<dyn Solver>> {
    let kind = solver::find("tesseract").unwrap();
    match (kind.build)(&Options::from_toml(options).unwrap(), Path::new("")) {
        Ok(solver) => Some(solver),
        Err(BuildError::Unavailable { reason, .. }) => {
            println!("skipped: {reason}");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

/// Case does not count, as in the reference.
fn run(set: &str, options: &str) -> Option<Counts> {
    let Some(folder) = pictures(set) else {
        println!("skipped: no pictures of {set}");
        return None;
    };
    let mut session = tesseract(options)?.open().unwrap();
    let kind = scheme::find("folder").unwrap();
    let path = Options::from_toml("path = '.'").unwrap();
    let scheme: Box<dyn Scheme> = (kind.build)(None, &path, &folder).unwrap();
    let mut counts = Counts::default();
    for index in 0..scheme.available().unwrap() {
        let issued = scheme.generate(&Seed::from_u64(index), index).unwrap();
        counts.planned += 1;
        match session.solve(&issued.challenge).unwrap() {
            Response::Abstain => counts.abstained += 1,
            Response::Answer(answer) => {
                counts.solved += u64::from(issued.key.accepts(&answer.text));
                counts.as_drawn += u64::from(answer.text == issued.key.drawn);
            }
        }
    }
    println!("{set}: {counts:?}");
    Some(counts)
}

fn options(preprocess: &str, whitelist: &str, more: &str) -> String {
    format!("preprocess = [{preprocess}]\nwhitelist = '{whitelist}'\n{more}")
}

/// Both ends in percent: Wilson's interval around the reference rate at this n.
fn assert_within(counts: &Counts, n: u64, low: f64, high: f64) {
    assert_eq!(counts.planned, n);
    let rate = 100.0 * counts.solved as f64 / n as f64;
    assert!(
        (low..=high).contains(&rate),
        "{rate:.1} % is not {low} to {high} %: {counts:?}"
    );
}

const CLOSE: &str = "'pad(10)', 'close(4)', 'despeckle(30)'";

#[test]
fn simplified_72_9_percent() {
    if let Some(counts) = run(
        "simplified",
        &options("'despeckle(12)', 'pad(10)'", SECURIMAGE, ""),
    ) {
        assert_within(&counts, 300, 67.6, 77.6);
    }
}

#[test]
fn stock_8_4_percent() {
    if let Some(counts) = run("stock-4.0.2", &options(CLOSE, SECURIMAGE, "")) {
        assert_within(&counts, 300, 5.7, 12.1);
    }
}

#[test]
fn stock_3_6_8_8_6_percent() {
    if let Some(counts) = run("stock-3.6.8", &options(CLOSE, SECURIMAGE, "")) {
        assert_within(&counts, 100, 4.5, 15.8);
    }
}

#[test]
fn math_30_percent() {
    if let Some(counts) = run(
        "math",
        &options(CLOSE, "0123456789+-x", "read = 'arithmetic'"),
    ) {
        assert_within(&counts, 100, 21.8, 39.6);
    }
}

/// Nothing without preprocessing: 0 % of 2000 in the reference.
#[test]
fn stock_unprepared_withstands() {
    if let Some(counts) = run("stock-4.0.2", &options("", SECURIMAGE, "")) {
        assert_within(&counts, 300, 0.0, 1.3);
    }
}
