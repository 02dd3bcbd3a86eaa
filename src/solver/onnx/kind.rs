//! The kind `onnx`: its entry in the list of kinds.

use super::engine::{EMBEDDED, INSTALL, library};
use super::options::Wire;
use super::recogniser;
use crate::model::Asks;
use crate::solver::Builtin;

/// `kind = "onnx"`.
pub const BUILTIN: Builtin = Builtin {
    name: "onnx",
    summary: "a recogniser in ONNX format, described by its manifest",
    answers: &[Asks::Picture],
    build: recogniser::build,
    probe,
    schema: || schemars::schema_for!(Wire),
};

fn probe() -> Result<String, String> {
    Ok(match library() {
        Ok(library) => format!(
            "{} ({}); {EMBEDDED} embedded",
            library.name(),
            library.path.display()
        ),
        Err(why) => format!("{EMBEDDED} embedded; {why}; to have it: {INSTALL}"),
    })
}
