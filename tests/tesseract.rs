//! The Tesseract solver on pictures drawn here, and without its library.
//!
//! Without libtesseract the tests that need it say "skipped" and pass.

use std::process::{Command, Output};
use std::sync::Once;

use capbench::config::Options;
use capbench::model::{Answer, Challenge, Response};
use capbench::solver::tesseract::BUILTIN;
use capbench::solver::{BuildError, Session, Solver};
use image::{GrayImage, RgbImage};
use plotters::prelude::*;
use plotters::style::register_font;

fn build(options: &str) -> Result<Box<dyn Solver>, BuildError> {
    (BUILTIN.build)(&Options::from_toml(options).unwrap(), ".".as_ref())
}

/// A session, or `None` and a word on stdout where this machine lacks the library.
fn open(options: &str) -> Option<Box<dyn Session>> {
    match build(options) {
        Ok(solver) => Some(solver.open().unwrap()),
        Err(BuildError::Unavailable { reason, install }) => {
            println!("skipped: {reason}; {install}");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

/// `text` in black DejaVu Sans on white.
fn draw(text: &str) -> Challenge {
    static FONT: Once = Once::new();
    FONT.call_once(|| {
        register_font("sans-serif", FontStyle::Normal, dejavu::sans::regular())
            .ok()
            .unwrap();
    });
    let (width, height) = (40 + 30 * text.len() as u32, 80);
    let mut raw = vec![255; (width * height * 3) as usize];
    let area = BitMapBackend::with_buffer(&mut raw, (width, height)).into_drawing_area();
    let style = ("sans-serif", 40).into_font().color(&BLACK);
    area.draw(&Text::new(text.to_owned(), (20, 20), style))
        .unwrap();
    area.present().unwrap();
    drop(area);
    Challenge::image(RgbImage::from_raw(width, height, raw).unwrap())
}

fn answer(session: &mut Box<dyn Session>, text: &str) -> Answer {
    match session.solve(&draw(text)).unwrap() {
        Response::Answer(answer) => answer,
        Response::Abstain => panic!("nothing was read from a picture of {text:?}"),
    }
}

#[test]
fn reads_plain_text_and_says_how_sure_it_is() {
    let Some(mut session) = open("") else { return };
    let answer = answer(&mut session, "kitten 42");
    assert_eq!(answer.text, "kitten42", "blanks are dropped");
    assert_eq!(answer.symbols.len(), 8, "one confidence a symbol");
    assert!(
        answer.symbols.iter().all(|c| (0.5..=1.0).contains(c)),
        "{:?}",
        answer.symbols
    );
    assert_eq!(answer.confidence, Some(answer.symbols.iter().product()));
}

#[test]
fn a_whitelist_with_a_blank_keeps_blanks() {
    let Some(mut session) = open("whitelist = 'abcdefghijklmnopqrstuvwxyz '") else {
        return;
    };
    assert_eq!(answer(&mut session, "gentle rain").text, "gentle rain");
}

#[test]
fn sums_are_answered_by_value() {
    let Some(mut session) = open("read = 'arithmetic'\nwhitelist = '0123456789+-x'") else {
        return;
    };
    let answer = answer(&mut session, "7 + 3");
    assert_eq!(
        (answer.text.as_str(), answer.raw.as_deref()),
        ("10", Some("7+3"))
    );
}

#[test]
fn what_one_picture_holds_does_not_change_the_next() {
    let Some(mut session) = open("") else { return };
    let texts = ["Quartz", "qu4rtz", "Ouartz", "0uart2"];
    let forth: Vec<Answer> = texts
        .iter()
        .map(|text| answer(&mut session, text))
        .collect();
    let back: Vec<Answer> = texts
        .iter()
        .rev()
        .map(|text| answer(&mut session, text))
        .collect();
    assert!(forth.iter().eq(back.iter().rev()));
}

#[test]
fn doubtful_answers_are_withheld() {
    let Some(mut session) = open("min_confidence = 1.0") else {
        return;
    };
    assert_eq!(
        session.solve(&draw("kitten 42")).unwrap(),
        Response::Abstain
    );
}

#[test]
fn processed_shows_what_the_engine_saw() {
    let Some(mut session) = open("preprocess = ['invert', 'pad(2)']") else {
        return;
    };
    let seen: GrayImage = session.processed(&draw("a")).unwrap();
    assert_eq!(seen.dimensions(), (74, 84));
    assert_eq!((seen.get_pixel(0, 0)[0], seen.get_pixel(2, 2)[0]), (255, 0));
}

#[test]
fn an_empty_page_is_not_answered() {
    // psm 7 takes for granted that there is a line, and Tesseract 5.3.0 reads "Oo" in an empty one.
    let Some(mut session) = open("psm = 6") else {
        return;
    };
    for (w, h) in [(215, 80), (3, 3), (1, 1)] {
        let blank = Challenge::image(RgbImage::from_pixel(w, h, image::Rgb([255; 3])));
        assert_eq!(
            session.solve(&blank).unwrap(),
            Response::Abstain,
            "{w} x {h}"
        );
    }
    let nothing = Challenge::image(RgbImage::new(0, 0));
    assert!(session.solve(&nothing).is_err());
}

#[test]
fn an_empty_line_is_survived() {
    let Some(mut session) = open("") else { return };
    let blank = Challenge::image(RgbImage::from_pixel(215, 80, image::Rgb([255; 3])));
    session.solve(&blank).unwrap();
}

#[test]
fn the_version_names_library_and_data() {
    let Ok(solver) = build("") else {
        return println!("skipped: no libtesseract with eng data");
    };
    let version = solver.version();
    let mut words = version.split(' ');
    assert_eq!(words.next(), Some("tesseract"));
    assert!(
        words.next().is_some_and(|v| v.starts_with(['4', '5'])),
        "{version}"
    );
    assert!(
        words.next().is_some_and(|data| data.starts_with("eng:")),
        "{version}"
    );
    assert_eq!(
        (BUILTIN.probe)().unwrap().split(" (").next(),
        Some(version.as_str())
    );
}

#[test]
fn missing_language_data_is_said_with_the_way_to_get_it() {
    if open("").is_none() {
        return;
    }
    for (options, lacks) in [
        ("lang = 'xyz'", "`xyz`"),
        ("tessdata = 'no/such/folder'", "no/such/folder"),
    ] {
        let Err(BuildError::Unavailable { reason, install }) = build(options) else {
            panic!("{options} was built");
        };
        assert!(reason.contains(lacks) && !reason.contains('\n'), "{reason}");
        assert!(!install.is_empty());
    }
}

#[test]
fn unknown_variables_are_errors() {
    if open("").is_none() {
        return;
    }
    assert!(build("variables = {classify_bln_numeric_mode = '1'}").is_ok());
    let Err(BuildError::Option(error)) = build("variables = {no_such_thing = '1'}") else {
        panic!("an unknown variable was taken");
    };
    assert!(
        error.message.contains("no_such_thing") && error.span.is_some(),
        "{error:?}"
    );
}

/// This test program again, with one test and one more variable.
fn again(test: &str, name: &str, value: &str) -> Output {
    let program = std::env::current_exe().unwrap();
    let arguments = ["--exact", test, "--include-ignored", "--nocapture"];
    Command::new(program)
        .args(arguments)
        .env(name, value)
        .output()
        .unwrap()
}

#[test]
#[ignore = "started by without_the_library_the_solver_is_unavailable"]
fn inner_without_library() {
    let Err(BuildError::Unavailable { reason, install }) = build("") else {
        panic!("built without a library");
    };
    assert_eq!(reason, "TESSERACT_LIB: /nonexistent cannot be loaded");
    assert!(install.contains("tesseract"), "{install}");
    assert!((BUILTIN.probe)().unwrap_err().starts_with(&reason));
}

#[test]
fn without_the_library_the_solver_is_unavailable() {
    let output = again("inner_without_library", "TESSERACT_LIB", "/nonexistent");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));
}

#[test]
#[ignore = "started by a_library_without_the_functions_is_unavailable"]
fn inner_wrong_library() {
    let Err(BuildError::Unavailable { reason, .. }) = build("") else {
        panic!("built on a library that is not Tesseract");
    };
    assert!(
        reason.contains("lacks") && !reason.contains('\n'),
        "{reason}"
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_library_without_the_functions_is_unavailable() {
    let output = again("inner_wrong_library", "TESSERACT_LIB", "libc.so.6");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
}

#[test]
fn the_engine_keeps_off_stderr() {
    for test in [
        "an_empty_page_is_not_answered",
        "an_empty_line_is_survived",
        "missing_language_data_is_said_with_the_way_to_get_it",
    ] {
        let output = again(test, "RUST_BACKTRACE", "0");
        assert!(output.status.success());
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{test}");
    }
}
