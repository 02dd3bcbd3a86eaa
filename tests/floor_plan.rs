//! What lies in a folder stands in its list: nothing is written and then forgotten.

mod common;

use std::collections::BTreeSet;

use capbench::report::FORMATS;
use capbench::{scheme, solver};

/// Stems of the files and folders below `src/NAME`, less `mod.rs` and what `shared` names.
fn stems(name: &str, shared: &[&str]) -> BTreeSet<String> {
    let folder = common::repository().join("src").join(name);
    let entries =
        std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let stem = |entry: std::io::Result<std::fs::DirEntry>| {
        entry.ok()?.path().file_stem()?.to_str().map(str::to_owned)
    };
    entries
        .filter_map(stem)
        .filter(|stem| stem != "mod" && !shared.contains(&stem.as_str()))
        .collect()
}

fn names<'a>(list: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    list.map(str::to_owned).collect()
}

#[test]
fn every_scheme_is_registered() {
    // The same questions as pictures: a kind of its own in the same folder.
    let mut kinds = names(scheme::KINDS.iter().map(|kind| kind.name));
    assert!(kinds.remove("math-image") && kinds.remove("external-text"));
    // A maze's copies by themselves, likewise.
    assert!(kinds.remove("tilt-view"));
    assert_eq!(stems("scheme", &[]), kinds);
}

#[test]
fn every_solver_is_registered() {
    let shared = [
        "account",
        "control",
        "outside",
        "postprocess",
        "preprocess",
        "reply",
    ];
    let kinds = stems("solver", &shared).into_iter();
    assert_eq!(
        kinds
            .map(|stem| stem.replace('_', "-"))
            .collect::<BTreeSet<_>>(),
        // The same engines and inputs, asked for tiles: a kind of its own in the folder of `onnx`.
        names(
            solver::BUILTIN
                .iter()
                .map(|kind| kind.name)
                .filter(|name| *name != "onnx-tiles")
        )
    );
}

#[test]
fn every_format_is_registered() {
    let shared = [
        "board", "compare", "drill", "gate", "learn", "maze", "number", "page", "sample", "strata",
        "sweep", "terminal", "text", "tiles", "tilt", "transfer", "words",
    ];
    assert_eq!(
        stems("report", &shared),
        names(FORMATS.iter().map(|format| format.name))
    );
}

#[test]
fn every_adapter_folder_has_its_own_name() {
    for entry in std::fs::read_dir(common::repository().join("adapters")).expect("adapters") {
        let dir = entry.expect("an entry").path();
        let adapter =
            capbench::adapter::load(&dir).unwrap_or_else(|e| panic!("{}: {e:#}", dir.display()));
        assert_eq!(
            dir.file_name().and_then(|n| n.to_str()),
            Some(adapter.name.as_str())
        );
    }
}
