//! Finding ONNX Runtime's shared library.
//!
//! Candidates are opened here, one by one, and asked for their version: only one that fits is handed to the binding,
//! which takes a single one in the life of a process.

use std::ffi::CStr;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use ort::environment::Environment;
use ort::sys::OrtApiBase;

use super::super::places;

/// The command that brings the library.
pub(in super::super) const INSTALL: &str =
    "python3 -m pip install --no-deps --target native onnxruntime==1.31.1";

/// The library in use.
pub(in super::super) struct Library {
    pub environment: Environment,
    /// Its version: `1.31.1`.
    pub version: String,
    /// Where it lies.
    pub path: PathBuf,
}

impl Library {
    /// Name and version.
    pub fn name(&self) -> String {
        format!("ONNX Runtime {}", self.version)
    }
}

/// The library, looked for at the first call; `Err` says what was found instead.
pub(in super::super) fn library() -> Result<&'static Library, &'static str> {
    static FOUND: OnceLock<Result<Library, String>> = OnceLock::new();
    FOUND.get_or_init(search).as_ref().map_err(String::as_str)
}

fn search() -> Result<Library, String> {
    let mut unfit = Vec::new();
    for path in candidates() {
        match version(&path) {
            Ok(version) if fits(&version) => return start(path, version),
            Ok(version) => unfit.push(format!("{} is version {version}", path.display())),
            // Bare names of the loader's path are guesses; a file that is there and does not load is news.
            Err(why) if path.is_absolute() => unfit.push(format!("{}: {why}", path.display())),
            Err(_) => {}
        }
    }
    let least = ort::MINOR_VERSION;
    let unfit: String = unfit.iter().map(|what| format!("; {what}")).collect();
    Err(format!(
        "no shared library of ONNX Runtime 1.{least} or later is found{unfit}"
    ))
}

fn start(path: PathBuf, version: String) -> Result<Library, String> {
    let failed = |e: &dyn std::fmt::Display| format!("{}: {e}", path.display());
    let builder = ort::init_from(&path).map_err(|e| failed(&e))?;
    let environment = builder.with_name("capbench").with_telemetry(false).build();
    let environment = environment.map_err(|e| failed(&e))?;
    // Its warnings about models go to stderr; what matters comes back as an error.
    environment.set_log_level(ort::logging::LogLevel::Fatal);
    Ok(Library {
        environment,
        version,
        path,
    })
}

fn fits(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse::<u32>().ok());
    let (major, minor) = (parts.next().flatten(), parts.next().flatten());
    major == Some(1) && minor.is_some_and(|minor| minor >= ort::MINOR_VERSION)
}

/// `$ORT_DYLIB_PATH` alone where it is set; else packages' folders, then the loader's own path.
fn candidates() -> Vec<PathBuf> {
    if let Some(path) = std::env::var_os("ORT_DYLIB_PATH").filter(|path| !path.is_empty()) {
        let path = PathBuf::from(path);
        return vec![path.canonicalize().unwrap_or(path)];
    }
    let python = places::packages()
        .into_iter()
        .map(|dir| dir.join("onnxruntime").join("capi"));
    let mut found: Vec<PathBuf> = python.flat_map(|dir| libraries(&dir)).collect();
    let node = Path::new("node_modules")
        .join("onnxruntime-node")
        .join("bin");
    for version in places::entries(&node, |name| name.starts_with("napi")) {
        let system = if cfg!(target_os = "macos") {
            "darwin"
        } else {
            std::env::consts::OS
        };
        let system = if cfg!(windows) { "win32" } else { system };
        let machine = if cfg!(target_arch = "aarch64") {
            "arm64"
        } else {
            "x64"
        };
        found.extend(libraries(&version.join(system).join(machine)));
    }
    let absolute = |path: PathBuf| path.canonicalize().unwrap_or(path);
    let names: &[&str] = if cfg!(windows) {
        &["onnxruntime.dll"]
    } else if cfg!(target_os = "macos") {
        &["libonnxruntime.dylib"]
    } else {
        &["libonnxruntime.so.1", "libonnxruntime.so"]
    };
    found
        .into_iter()
        .map(absolute)
        .chain(names.iter().map(PathBuf::from))
        .collect()
}

/// The libraries in a folder; those of its extensions are called otherwise.
fn libraries(dir: &Path) -> Vec<PathBuf> {
    places::entries(dir, |name| {
        name.starts_with("libonnxruntime.") || name == "onnxruntime.dll"
    })
}

/// What the library at this place says its version is.
#[expect(
    unsafe_code,
    reason = "a shared library's function has to be called to know its version"
)]
fn version(path: &Path) -> Result<String, String> {
    // SAFETY: opening runs the library's initialisers. It is a file that somebody installed as ONNX Runtime, or named
    // in ORT_DYLIB_PATH; that it is one is the trust that using it takes anyway.
    let library = unsafe { libloading::Library::new(path) }.map_err(|e| e.to_string())?;
    type GetApiBase = unsafe extern "system" fn() -> *const OrtApiBase;
    // SAFETY: the symbol has this signature in every release of ONNX Runtime 1.
    let base: libloading::Symbol<'_, GetApiBase> =
        unsafe { library.get(b"OrtGetApiBase") }.map_err(|e| e.to_string())?;
    // SAFETY: it takes nothing, and gives a pointer to a constant of the library, which is open until the end of this
    // function; the version is a constant text with a NUL.
    let version = unsafe {
        let base = base().as_ref().ok_or("OrtGetApiBase gives nothing")?;
        CStr::from_ptr((base.GetVersionString)())
    };
    let version = version.to_str().map_err(|e| e.to_string())?.to_owned();
    // Left open: unloading and loading it again is what its threads do not take well.
    std::mem::forget(library);
    Ok(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_from_the_bindings_on_fit() {
        assert!(fits("1.24.0") && fits("1.31.1"));
        assert!(!fits("1.23.2") && !fits("2.30.0") && !fits("") && !fits("1"));
    }

    #[test]
    fn what_is_no_library_says_so() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert!(version(file.path()).is_err());
    }
}
