//! Where files and libraries that packages bring are looked for.

use std::path::{Path, PathBuf};

/// Folders that Python packages may have been installed to: `native` of the working folder (`pip install --target
/// native`), and the site-packages of the active virtual environment and of `.venv`.
pub(super) fn packages() -> Vec<PathBuf> {
    let active = std::env::var_os("VIRTUAL_ENV").map(PathBuf::from);
    let environments = active.into_iter().chain([PathBuf::from(".venv")]);
    let sites = environments.flat_map(|root| {
        let windows = root.join("Lib").join("site-packages");
        let versions = entries(&root.join("lib"), |name| name.starts_with("python"));
        let unix = versions.into_iter().map(|dir| dir.join("site-packages"));
        unix.chain([windows]).collect::<Vec<_>>()
    });
    let all = [PathBuf::from("native")].into_iter().chain(sites);
    all.filter(|dir| dir.is_dir()).collect()
}

/// Entries of a folder whose name passes, in order of name; none where there is no such folder.
pub(super) fn entries(dir: &Path, passes: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let found = dir.read_dir().into_iter().flatten().flatten();
    let passing = found.filter(|entry| entry.file_name().to_str().is_some_and(&passes));
    let mut paths: Vec<PathBuf> = passing.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// The file of this name, from `base` on or in one of the [`packages`] folders.
pub(super) fn find(name: &Path, base: &Path) -> Option<PathBuf> {
    let beside = base.join(name);
    let packaged = packages().into_iter().map(|dir| dir.join(name));
    [beside]
        .into_iter()
        .chain(packaged)
        .find(|path| path.is_file())
}
