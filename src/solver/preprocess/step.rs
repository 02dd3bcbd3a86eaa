//! One step: its name, its arguments, and the way from text and back.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use crate::config::suggest;

/// One step of a [`Pipeline`](super::Pipeline).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Luma; every pipeline starts so, named or not.
    Grayscale,
    /// Black below the level, white from it on.
    Threshold(Level),
    /// Paint blobs (8-connected) of fewer than this many ink pixels with the background.
    Despeckle(u32),
    /// Grey opening by a k x k square: light details narrower than k vanish.
    Open(u32),
    /// Grey closing by a k x k square: dark strokes thinner than k vanish.
    Close(u32),
    /// Median of a k x k window, k odd.
    Median(u32),
    /// Resize by a factor.
    Scale(f32),
    /// Turn by at most 15 degrees so that lines of text lie flat.
    Deskew,
    /// White border on all sides, pixels.
    Pad(u32),
    /// Negative.
    Invert,
    /// What lies outside this range of grey levels becomes white.
    KeepGrey(u8, u8),
}

/// Where [`Step::Threshold`] cuts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// A grey level.
    Fixed(u8),
    /// Otsu's: the cut with the greatest variance between the two classes.
    Otsu,
}

/// How a step is written, for errors, help and documentation.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// Its name.
    pub name: &'static str,
    /// Its arguments with their ranges, empty where it takes none.
    pub arguments: &'static str,
    /// One line on what it does.
    pub summary: &'static str,
}

/// Every step that can be named.
pub const STEPS: &[Form] = &[
    form(
        "grayscale",
        "",
        "luma; every pipeline starts so, named or not",
    ),
    form(
        "threshold",
        "level 0 to 255, or otsu",
        "black below the level, white from it on",
    ),
    form(
        "despeckle",
        "n 1 to 100000",
        "drop 8-connected dark blobs of fewer than n pixels",
    ),
    form(
        "open",
        "k 2 to 64",
        "grey opening k x k: drops light details narrower than k",
    ),
    form(
        "close",
        "k 2 to 64",
        "grey closing k x k: drops dark strokes thinner than k",
    ),
    form("median", "k odd, 3 to 15", "median of a k x k window"),
    form("scale", "factor 0.1 to 8", "resize (Catmull-Rom)"),
    form(
        "deskew",
        "",
        "turn by at most 15 degrees so that lines of text lie flat",
    ),
    form("pad", "n 0 to 1000", "white border of n pixels"),
    form("invert", "", "negative, for light text on dark"),
    form(
        "keep-grey",
        "low, high 0 to 255",
        "what lies outside low..high becomes white",
    ),
];

const fn form(name: &'static str, arguments: &'static str, summary: &'static str) -> Form {
    Form {
        name,
        arguments,
        summary,
    }
}

impl Form {
    /// As it is written: `close(k 2 to 64)`.
    pub fn usage(&self) -> String {
        match self.arguments {
            "" => self.name.to_owned(),
            arguments => format!("{}({arguments})", self.name),
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Grayscale => write!(f, "grayscale"),
            Self::Threshold(Level::Fixed(level)) => write!(f, "threshold({level})"),
            Self::Threshold(Level::Otsu) => write!(f, "threshold(otsu)"),
            Self::Despeckle(n) => write!(f, "despeckle({n})"),
            Self::Open(k) => write!(f, "open({k})"),
            Self::Close(k) => write!(f, "close({k})"),
            Self::Median(k) => write!(f, "median({k})"),
            Self::Scale(factor) => write!(f, "scale({factor})"),
            Self::Deskew => write!(f, "deskew"),
            Self::Pad(n) => write!(f, "pad({n})"),
            Self::Invert => write!(f, "invert"),
            Self::KeepGrey(low, high) => write!(f, "keep-grey({low}, {high})"),
        }
    }
}

impl FromStr for Step {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, arguments) = split(text)?;
        let form = STEPS.iter().find(|form| form.name == name);
        let form = form.ok_or_else(|| unknown(name))?;
        build(name, &arguments).ok_or_else(|| format!("`{text}` does not fit `{}`", form.usage()))
    }
}

/// `name(a, b)` into name and arguments; an empty pair of brackets counts as none.
fn split(text: &str) -> Result<(&str, Vec<&str>), String> {
    let text = text.trim();
    let Some((name, rest)) = text.split_once('(') else {
        return Ok((text, Vec::new()));
    };
    let inside = rest.strip_suffix(')');
    let inside = inside.ok_or_else(|| format!("`{text}` lacks its closing bracket"))?;
    let arguments = match inside.trim() {
        "" => Vec::new(),
        list => list.split(',').map(str::trim).collect(),
    };
    Ok((name.trim_end(), arguments))
}

/// `None` where number, kind or range of the arguments does not fit; the form's usage then says what would.
fn build(name: &str, arguments: &[&str]) -> Option<Step> {
    Some(match (name, arguments) {
        ("grayscale", []) => Step::Grayscale,
        ("threshold", ["otsu"]) => Step::Threshold(Level::Otsu),
        ("threshold", [level]) => Step::Threshold(Level::Fixed(level.parse().ok()?)),
        ("despeckle", [n]) => Step::Despeckle(whole(n, 1..=100_000)?),
        ("open", [k]) => Step::Open(whole(k, 2..=64)?),
        ("close", [k]) => Step::Close(whole(k, 2..=64)?),
        ("median", [k]) => Step::Median(whole(k, 3..=15).filter(|k| k % 2 == 1)?),
        ("scale", [factor]) => {
            let factor: f32 = factor.parse().ok()?;
            Step::Scale(Some(factor).filter(|factor| (0.1..=8.0).contains(factor))?)
        }
        ("deskew", []) => Step::Deskew,
        ("pad", [n]) => Step::Pad(whole(n, 0..=1000)?),
        ("invert", []) => Step::Invert,
        ("keep-grey", [low, high]) => {
            let (low, high) = (low.parse().ok()?, high.parse().ok()?);
            (low <= high).then_some(Step::KeepGrey(low, high))?
        }
        _ => return None,
    })
}

fn whole(text: &str, range: RangeInclusive<u32>) -> Option<u32> {
    text.parse().ok().filter(|n| range.contains(n))
}

fn unknown(name: &str) -> String {
    let names = STEPS.iter().map(|form| form.name);
    format!("unknown step `{name}`; {}", suggest(name, names))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_goes_to_text_and_back() {
        let texts = [
            "grayscale",
            "threshold(128)",
            "threshold(otsu)",
            "despeckle(12)",
            "open(2)",
            "close(4)",
            "median(3)",
            "scale(1.5)",
            "deskew",
            "pad(10)",
            "invert",
            "keep-grey(0, 120)",
        ];
        for text in texts {
            let step: Step = text.parse().unwrap();
            assert_eq!(step.to_string(), text);
        }
        for form in STEPS {
            assert!(
                texts.iter().any(|text| text.starts_with(form.name)),
                "{form:?} is not tested"
            );
        }
    }

    #[test]
    fn blanks_and_empty_brackets_are_forgiven() {
        assert_eq!(" keep-grey( 1 ,2 ) ".parse(), Ok(Step::KeepGrey(1, 2)));
        assert_eq!("invert()".parse(), Ok(Step::Invert));
    }

    #[test]
    fn errors_say_what_would_do() {
        let error = |text: &str| text.parse::<Step>().unwrap_err();
        let near = error("despekle(3)");
        assert!(
            near.starts_with("unknown step `despekle`; did you mean `despeckle`?"),
            "{near}"
        );
        assert!(error("zzz").ends_with("`invert`, `keep-grey`"));
        assert_eq!(error("close"), "`close` does not fit `close(k 2 to 64)`");
        assert_eq!(
            error("close(4, 5)"),
            "`close(4, 5)` does not fit `close(k 2 to 64)`"
        );
        assert_eq!(error("close(4"), "`close(4` lacks its closing bracket");
        for wrong in [
            "close(65)",
            "close(x)",
            "median(4)",
            "scale(nan)",
            "scale(99)",
            "keep-grey(9, 1)",
        ] {
            assert!(error(wrong).contains("does not fit"), "{wrong}");
        }
        for wrong in [
            "threshold(256)",
            "threshold(-1)",
            "invert(1)",
            "despeckle(0)",
            "pad(1.5)",
        ] {
            assert!(error(wrong).contains("does not fit"), "{wrong}");
        }
    }
}
