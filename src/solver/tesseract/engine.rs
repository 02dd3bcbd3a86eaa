//! The library: finding it, starting engines, reading one picture.

use std::ffi::CString;

use image::GrayImage;
use tesseract::plumbing::tesseract_sys::loader;
use tesseract::plumbing::{self, TessBaseApi};

use super::hocr;
use super::options::Settings;
use crate::solver::SolveError;
use crate::solver::postprocess::Reading;

/// Pixels per inch that Tesseract is told. Only sizes in points depend on it; left out, Tesseract guesses and warns.
const RESOLUTION: i32 = 70;

/// Set on every engine. The second and third keep an engine from learning from one picture what it uses on the
/// next: results must not depend on the order of challenges.
const FIXED: [(&str, &str); 3] = [
    ("hocr_char_boxes", "1"),
    ("classify_enable_learning", "0"),
    ("tessedit_enable_doc_dict", "0"),
];

/// Where the library lies and its version; `Err` says what is missing.
pub(super) fn library() -> Result<(&'static str, String), String> {
    let place = loader::load()?;
    Ok((place, plumbing::version().to_string_lossy().into_owned()))
}

/// Folder that an engine with these settings reads its language data from; `None` if it does not start.
pub(super) fn datapath(settings: &Settings) -> Option<String> {
    let folder = tessdata(settings)?;
    let lang = CString::new(settings.lang.as_str()).ok()?;
    loader::datapath(folder.as_deref(), &lang, settings.oem.into())
}

/// The outer `None` is a path that no C string can hold.
fn tessdata(settings: &Settings) -> Option<Option<CString>> {
    match &settings.tessdata {
        None => Some(None),
        Some(folder) => Some(Some(CString::new(folder.to_str()?).ok()?)),
    }
}

/// One loaded engine. It may move between threads, but serves one at a time.
pub(super) struct Engine(TessBaseApi);

impl Engine {
    /// `Err` says which setting the engine refused. The library must have been found.
    pub fn start(settings: &Settings) -> Result<Self, String> {
        let folder = tessdata(settings).ok_or("the tessdata path is not plain text")?;
        let lang = c_string(&settings.lang)?;
        let mut api = TessBaseApi::create();
        // Before the start, so that complaints about data do not reach stderr either.
        let silenced = api.set_variable(c"debug_file", loader::SILENCE);
        silenced.map_err(|_| "debug_file cannot be set")?;
        let started = api.init_4(folder.as_deref(), Some(&lang), settings.oem.into());
        started.map_err(|_| format!("Tesseract does not start with `{}`", settings.lang))?;
        api.set_page_seg_mode(settings.psm.into());
        let whitelist = settings
            .whitelist
            .as_deref()
            .map(|list| ("tessedit_char_whitelist", list));
        let user = settings
            .variables
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in FIXED.into_iter().chain(whitelist).chain(user) {
            let set = api.set_variable(&c_string(name)?, &c_string(value)?);
            set.map_err(|_| format!("Tesseract has no variable `{name}`"))?;
        }
        Ok(Self(api))
    }

    /// What is on the picture; nothing is an empty reading.
    pub fn read(&mut self, picture: &GrayImage) -> Result<Reading, SolveError> {
        let size = (
            i32::try_from(picture.width()),
            i32::try_from(picture.height()),
        );
        let (Ok(width @ 1..), Ok(height @ 1..)) = size else {
            return Err(SolveError("the picture is empty or too large".to_owned()));
        };
        let failed = |what: &dyn std::fmt::Display| SolveError(format!("tesseract: {what}"));
        let set = self.0.set_image(picture.as_raw(), width, height, 1, width);
        set.map_err(|error| failed(&error))?;
        self.0.set_source_resolution(RESOLUTION);
        let hocr = self.0.get_hocr_text(0).map_err(|error| failed(&error))?;
        Ok(hocr::reading(&hocr.as_ref().to_string_lossy()))
    }
}

fn c_string(text: &str) -> Result<CString, String> {
    CString::new(text).map_err(|_| format!("{text:?} holds a NUL"))
}
