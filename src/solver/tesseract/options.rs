//! The options table of `kind = "tesseract"`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::config::{OptionError, Options};
use crate::solver::postprocess::{Blanks, Confidence, Postprocess, Read};
use crate::solver::preprocess::Pipeline;

/// As written.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wire {
    /// Page segmentation mode, 1 or 3 to 13; 7 takes the picture as one line of text, 8 as one word.
    #[serde(default = "one_line")]
    psm: u8,
    /// Engine: 0 legacy, 1 LSTM, 2 both, 3 whatever the data holds.
    #[serde(default = "lstm")]
    oem: u8,
    /// Language data, such as `eng` or `eng+deu`.
    #[serde(default = "english")]
    lang: String,
    /// The only characters that may be read; all if absent.
    whitelist: Option<String>,
    /// Folder with the language data, from the suite's folder on; Tesseract's own if absent.
    tessdata: Option<PathBuf>,
    /// Tesseract's run-time variables (`tesseract --print-parameters`).
    #[serde(default)]
    variables: BTreeMap<String, String>,
    /// Steps before reading, such as `["close(4)", "despeckle(30)", "pad(10)"]`.
    #[serde(default)]
    preprocess: Vec<String>,
    /// What is submitted: what was read, or the value of what was read.
    #[serde(default)]
    read: Read,
    /// What becomes of white space; `drop` unless the whitelist holds a blank.
    blanks: Option<Blanks>,
    /// Abstain below this product of the symbols' confidences, 0 to 1.
    min_confidence: Option<f64>,
}

fn one_line() -> u8 {
    7
}

fn lstm() -> u8 {
    1
}

fn english() -> String {
    "eng".to_owned()
}

/// As checked.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub psm: u8,
    pub oem: u8,
    pub lang: String,
    pub whitelist: Option<String>,
    pub tessdata: Option<PathBuf>,
    pub variables: BTreeMap<String, String>,
    pub preprocess: Pipeline,
    pub postprocess: Postprocess,
}

impl Settings {
    pub fn parse(options: &Options<'_>, base: &Path) -> Result<Self, OptionError> {
        Self::check(options.parse()?, base).map_err(|error| options.locate(error))
    }

    fn check(wire: Wire, base: &Path) -> Result<Self, OptionError> {
        check_psm(wire.psm)?;
        if wire.oem > 3 {
            return Err(OptionError::at(
                "oem",
                format!("oem {} is not 0 to 3", wire.oem),
            ));
        }
        check_lang(&wire.lang)?;
        wire.variables
            .iter()
            .try_for_each(|(name, value)| check_variable(name, value))?;
        let whitelist = wire.whitelist.filter(|whitelist| !whitelist.is_empty());
        if whitelist
            .as_deref()
            .is_some_and(|whitelist| whitelist.contains('\0'))
        {
            return Err(OptionError::at("whitelist", "a NUL cannot be read"));
        }
        let has_blank = whitelist
            .as_deref()
            .is_some_and(|whitelist| whitelist.contains(' '));
        let blanks = if has_blank {
            Blanks::Keep
        } else {
            Blanks::Drop
        };
        Ok(Self {
            psm: wire.psm,
            oem: wire.oem,
            lang: wire.lang,
            tessdata: wire.tessdata.map(|folder| base.join(folder)),
            variables: wire.variables,
            preprocess: Pipeline::parse("preprocess", &wire.preprocess)?,
            postprocess: Postprocess {
                read: wire.read,
                blanks: wire.blanks.unwrap_or(blanks),
                confidence: Confidence::Product,
                min_confidence: check_confidence(wire.min_confidence)?,
            },
            whitelist,
        })
    }

    /// Every option, defaults included.
    pub fn to_json(&self) -> Value {
        json!({
            "psm": self.psm,
            "oem": self.oem,
            "lang": self.lang,
            "whitelist": self.whitelist,
            "tessdata": self.tessdata,
            "variables": self.variables,
            "preprocess": self.preprocess.steps(),
            "read": self.postprocess.read,
            "blanks": self.postprocess.blanks,
            "min_confidence": self.postprocess.min_confidence,
        })
    }
}

fn check_psm(psm: u8) -> Result<(), OptionError> {
    match psm {
        // They never read, so every challenge would seem to withstand them.
        0 | 2 => {
            let message = format!("psm {psm} looks at the layout and reads nothing");
            Err(OptionError::at("psm", message).help("accepted: 1, 3 to 13"))
        }
        1..=13 => Ok(()),
        _ => Err(OptionError::at(
            "psm",
            format!("psm {psm} is not 1 or 3 to 13"),
        )),
    }
}

fn check_lang(lang: &str) -> Result<(), OptionError> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "_-+~/".contains(c);
    if !lang.is_empty() && lang.chars().all(fits) {
        return Ok(());
    }
    let message = format!("`{lang}` is not a language name");
    Err(OptionError::at("lang", message).help("accepted: names such as eng, or several as eng+deu"))
}

/// Variables that have an option of their own, and those that Tesseract reads only while it starts: it would
/// take the value and not heed it.
fn check_variable(name: &str, value: &str) -> Result<(), OptionError> {
    let refuse = |why: &str| Err(OptionError::at("variables", format!("`{name}` {why}")));
    if name.contains('\0') || value.contains('\0') {
        return refuse("holds a NUL");
    }
    match name {
        "tessedit_char_whitelist" => refuse("is the option `whitelist`"),
        "tessedit_pageseg_mode" => refuse("is the option `psm`"),
        "tessedit_ocr_engine_mode" => refuse("is the option `oem`"),
        "hocr_char_boxes" | "debug_file" => refuse("is set by capbench"),
        _ if ["load_", "user_words_", "user_patterns_", "tessedit_init_"]
            .iter()
            .any(|start| name.starts_with(start)) =>
        {
            refuse("counts only while Tesseract starts, and its interface cannot set it then")
        }
        _ => Ok(()),
    }
}

fn check_confidence(least: Option<f64>) -> Result<Option<f64>, OptionError> {
    match least {
        Some(least) if !(0.0..=1.0).contains(&least) => {
            let message = format!("min_confidence {least} is not 0 to 1");
            Err(OptionError::at("min_confidence", message))
        }
        least => Ok(least),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(toml: &str) -> Result<Settings, OptionError> {
        Settings::parse(&Options::from_toml(toml).unwrap(), Path::new("suites"))
    }

    #[test]
    fn defaults_read_one_line_as_it_is() {
        let settings = parse("").unwrap();
        assert_eq!(
            (settings.psm, settings.oem, settings.lang.as_str()),
            (7, 1, "eng")
        );
        assert_eq!(settings.postprocess.blanks, Blanks::Drop);
        assert_eq!(
            parse("whitelist = 'ab '").unwrap().postprocess.blanks,
            Blanks::Keep
        );
        let kept = parse("tessdata = 'data'").unwrap().tessdata;
        assert_eq!(kept, Some(Path::new("suites").join("data")));
    }

    #[test]
    fn what_is_recorded_can_be_read_again() {
        let settings = parse(
            "psm = 8\nread = 'arithmetic'\npreprocess = [' close( 4 )']\nvariables = {a = 'b'}",
        )
        .unwrap();
        let mut table = settings.to_json();
        table
            .as_object_mut()
            .unwrap()
            .retain(|_, value| !value.is_null());
        let toml = toml::to_string(&table).unwrap();
        assert_eq!(parse(&toml).unwrap().to_json(), settings.to_json());
        assert_eq!(table["preprocess"][0], "close(4)");
    }

    #[test]
    fn errors_name_key_and_place() {
        for (toml, key) in [
            ("psm = 14", "psm"),
            ("psm = 0", "psm"),
            ("oem = 4", "oem"),
            ("lang = ''", "lang"),
            ("lang = '../x y'", "lang"),
            ("preprocess = ['shrink']", "preprocess"),
            ("min_confidence = 2.0", "min_confidence"),
            ("variables = {tessedit_char_whitelist = 'a'}", "variables"),
            ("variables = {load_system_dawg = '0'}", "variables"),
        ] {
            let error = parse(toml).unwrap_err();
            assert_eq!(error.key.as_deref(), Some(key), "{toml}");
            assert!(error.span.is_some(), "{toml}");
        }
        let error = parse("read = 'maths'").unwrap_err();
        let help = error.help.unwrap_or_default();
        assert!(
            help.contains("as-is") && help.contains("arithmetic"),
            "{help}"
        );
        assert!(parse("pms = 7").unwrap_err().message.contains("pms"));
    }
}
