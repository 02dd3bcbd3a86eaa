//! Finds libtesseract when a run asks for it.

use std::ffi::{CStr, c_void};
use std::ptr::NonNull;
use std::sync::OnceLock;

use libloading::Library;

const NAMES: &[&str] = &[
    "libtesseract.so.5",
    "libtesseract.so.4",
    "libtesseract.so",
    "libtesseract.5.dylib",
    "libtesseract.dylib",
    "/opt/homebrew/lib/libtesseract.dylib",
    "/usr/local/lib/libtesseract.dylib",
    "libtesseract-5.dll",
    "tesseract55.dll",
    "tesseract53.dll",
];

/// Loads libtesseract once a process and says what was loaded: the file, where the system tells it.
///
/// `$TESSERACT_LIB` names the one library to try; without it the usual names are tried in turn. `Err` says in one
/// line what is missing, and says the same on every later call.
pub fn load() -> Result<&'static str, String> {
    static LOADED: OnceLock<Result<String, String>> = OnceLock::new();
    match LOADED.get_or_init(find) {
        Ok(name) => Ok(name),
        Err(why) => Err(why.clone()),
    }
}

fn find() -> Result<String, String> {
    one_thread_an_engine();
    if let Some(path) = std::env::var_os("TESSERACT_LIB").filter(|path| !path.is_empty()) {
        let name = path.to_string_lossy();
        return open(&name).map_err(|why| format!("TESSERACT_LIB: {why}"));
    }
    let mut reason = None;
    for name in NAMES {
        match open(name) {
            Ok(found) => return Ok(found),
            // A library that is there but unusable says more than one that is not there at all.
            Err(why) if why.contains("lacks") => reason = Some(why),
            Err(_) => {}
        }
    }
    Err(reason.unwrap_or_else(|| "libtesseract was not found".to_owned()))
}

/// libtesseract's OpenMP teams busy-wait: a third of the speed with one engine, less with one a worker. libgomp
/// reads the limit when it is loaded, so it has to be there before. A value the user has set stands.
fn one_thread_an_engine() {
    if std::env::var_os("OMP_THREAD_LIMIT").is_none() {
        // SAFETY: Rust code takes the standard library's lock around the environment. Foreign code that reads it
        // at this moment would race: `load` runs when solvers are built, before workers and before any engine.
        unsafe { std::env::set_var("OMP_THREAD_LIMIT", "1") };
    }
}

fn open(name: &str) -> Result<String, String> {
    // SAFETY: the file is the user's own choice or the system's libtesseract; its initialisers are those that
    // any program linked to it would run.
    let library = unsafe { Library::new(name) }.map_err(|_| format!("{name} cannot be loaded"))?;
    let library: &'static Library = Box::leak(Box::new(library)); // stays mapped, as `resolve` demands
    let lookup = |symbol: &str| {
        // SAFETY: only the address is taken here.
        unsafe { library.get::<*mut c_void>(symbol) }
            .ok()
            .and_then(|address| NonNull::new(*address))
    };
    // SAFETY: the names are looked up in a libtesseract and in the leptonica it depends on, whose signatures for
    // them are unchanged since 4.1; the library is never unloaded.
    unsafe { leptonica_sys::resolve(&lookup).and_then(|()| crate::resolve(&lookup)) }
        .map_err(|symbol| format!("{name} lacks {symbol}: 4.1 or later is needed"))?;
    Ok(mapped_file().unwrap_or_else(|| name.to_owned()))
}

/// The file behind the loaded library, where /proc tells (Linux).
fn mapped_file() -> Option<String> {
    let maps = std::fs::read_to_string("/proc/self/maps").ok()?;
    let line = maps.lines().find(|line| line.contains("/libtesseract"))?;
    Some(line[line.find('/')?..].to_owned())
}

/// Starts an engine once and asks it where `language`'s data lies; `None` if it does not start with that data.
pub fn datapath(
    directory: Option<&CStr>,
    language: &CStr,
    oem: crate::TessOcrEngineMode,
) -> Option<String> {
    load().ok()?;
    let directory = directory.map_or(std::ptr::null(), CStr::as_ptr);
    // SAFETY: loaded above; the strings outlive the calls; the handle is ours until deleted, and the path is
    // copied before that.
    unsafe {
        let handle = crate::TessBaseAPICreate();
        crate::TessBaseAPISetVariable(handle, c"debug_file".as_ptr(), SILENCE.as_ptr());
        let started = crate::TessBaseAPIInit2(handle, directory, language.as_ptr(), oem) == 0;
        let path = crate::TessBaseAPIGetDatapath(handle);
        let path = (started && !path.is_null())
            .then(|| CStr::from_ptr(path).to_string_lossy().into_owned());
        crate::TessBaseAPIDelete(handle);
        path
    }
}

/// The value of `debug_file` that keeps Tesseract's warnings off stderr.
pub const SILENCE: &CStr = if cfg!(windows) { c"NUL" } else { c"/dev/null" };
