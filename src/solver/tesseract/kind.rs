//! The kind `tesseract`: built from options, opened by each worker.

use std::path::Path;
use std::sync::Arc;

use image::GrayImage;

use super::engine::{self, Engine};
use super::options::{Settings, Wire};
use crate::config::{OptionError, Options};
use crate::model::{Asks, Challenge, Response};
use crate::solver::{BuildError, Builtin, Session, SolveError, Solver, picture_of};

/// `kind = "tesseract"`.
pub const BUILTIN: Builtin = Builtin {
    name: "tesseract",
    summary: "Tesseract OCR in this process, with declared preprocessing",
    answers: &[Asks::Picture],
    build,
    probe,
    schema: || schemars::schema_for!(Wire),
};

struct Tesseract {
    settings: Arc<Settings>,
    version: String,
}

fn build(options: &Options<'_>, base: &Path) -> Result<Box<dyn Solver>, BuildError> {
    let settings = Settings::parse(options, base)?;
    let version = version(&settings)?;
    if !settings.variables.is_empty() {
        let tried = Engine::start(&settings).map(drop);
        let refused = |why| {
            options.locate(
                OptionError::at("variables", why).help("see `tesseract --print-parameters`"),
            )
        };
        tried.map_err(refused)?;
    }
    Ok(Box::new(Tesseract {
        settings: Arc::new(settings),
        version,
    }))
}

/// Library version, languages, and the hash of each language's data: what the results depend on.
fn version(settings: &Settings) -> Result<String, BuildError> {
    let (_, version) = engine::library().map_err(|reason| missing(reason, "tesseract-ocr"))?;
    let folder = engine::datapath(settings).ok_or_else(|| {
        let lang = &settings.lang;
        let place = settings
            .tessdata
            .as_ref()
            .map(|folder| format!(" in {}", folder.display()));
        let place = place.unwrap_or_default();
        let reason = format!(
            "tesseract {version} does not start with language data `{lang}`{place} (oem {})",
            settings.oem
        );
        let package = lang
            .split('+')
            .next()
            .unwrap_or(lang)
            .replace('_', "-")
            .to_lowercase();
        missing(reason, &format!("tesseract-ocr-{package}"))
    })?;
    let data = settings
        .lang
        .split('+')
        .map(|lang| language_hash(Path::new(&folder), lang));
    Ok(format!(
        "tesseract {version} {}",
        data.collect::<Vec<_>>().join("+")
    ))
}

fn missing(reason: String, package: &str) -> BuildError {
    let install = if cfg!(target_os = "macos") {
        "brew install tesseract tesseract-lang".to_owned()
    } else if cfg!(windows) {
        "python -m pip install tesserocr, then set TESSERACT_LIB to its libtesseract".to_owned()
    } else {
        format!("apt-get install {package}")
    };
    BuildError::Unavailable { reason, install }
}

/// `eng:7d4322bd`, by the first 8 hex digits of the data's BLAKE3; the bare name where the file is elsewhere.
fn language_hash(folder: &Path, lang: &str) -> String {
    let file = folder.join(format!("{}.traineddata", lang.trim_start_matches('~')));
    match std::fs::read(file) {
        Ok(data) => format!("{lang}:{}", &blake3::hash(&data).to_hex()[..8]),
        Err(_) => lang.to_owned(),
    }
}

fn probe() -> Result<String, String> {
    let words = |error: BuildError| match error {
        BuildError::Unavailable { reason, install } => format!("{reason}; {install}"),
        BuildError::Option(error) => error.to_string(),
    };
    let settings =
        Settings::parse(&Options::empty(), Path::new("")).map_err(|error| error.to_string())?;
    let version = version(&settings).map_err(words)?;
    let (place, _) = engine::library()?;
    let data = engine::datapath(&settings).unwrap_or_default();
    Ok(format!("{version} ({place}, data in {data})"))
}

impl Solver for Tesseract {
    fn version(&self) -> String {
        self.version.clone()
    }

    fn options(&self) -> serde_json::Value {
        self.settings.to_json()
    }

    fn open(&self) -> Result<Box<dyn Session>, SolveError> {
        let engine = Engine::start(&self.settings).map_err(SolveError)?;
        Ok(Box::new(Reader {
            engine,
            settings: Arc::clone(&self.settings),
        }))
    }
}

struct Reader {
    engine: Engine,
    settings: Arc<Settings>,
}

impl Session for Reader {
    fn solve(&mut self, challenge: &Challenge) -> Result<Response, SolveError> {
        let picture = picture_of(challenge)?;
        let picture = self.settings.preprocess.apply(picture);
        let reading = self.engine.read(&picture)?;
        Ok(self.settings.postprocess.respond(reading))
    }

    fn processed(&mut self, challenge: &Challenge) -> Option<GrayImage> {
        let picture = challenge.picture()?;
        Some(self.settings.preprocess.apply(picture))
    }
}
