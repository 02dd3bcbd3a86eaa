//! What computes: ONNX Runtime where its library is found, or the engine in this program.
//!
//! Engines take and give plain arrays; they know of no picture and no text.

mod embedded;
mod library;
mod native;

use std::sync::Arc;

use super::file::ModelFile;
use super::options::EngineName;
use crate::config::OptionError;
use crate::solver::{BuildError, SolveError};
pub(super) use library::{INSTALL, Library, library};

/// One worker's engine with the model loaded.
pub(super) trait Engine: Send {
    /// Computes the outputs asked for, in their order.
    fn run(&mut self, tensor: Tensor<'_>, outputs: &mut Vec<Output>) -> Result<(), SolveError>;
}

/// What a model is given.
#[derive(Clone, Copy)]
pub(super) struct Tensor<'a> {
    pub shape: [usize; 4],
    pub values: Values<'a>,
}

/// Values of either type that models take.
#[derive(Clone, Copy)]
pub(super) enum Values<'a> {
    Floats(&'a [f32]),
    Bytes(&'a [u8]),
}

/// What a model gives; the buffers are used again.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Output {
    pub shape: Vec<usize>,
    pub values: Vec<f32>,
}

/// Names of what goes in and what comes out.
#[derive(Clone, Debug)]
pub(super) struct Ports {
    pub input: String,
    pub outputs: Vec<String>,
}

/// A model that an engine has accepted; each worker opens its own engine from it.
#[derive(Clone)]
pub(super) enum Loaded {
    Native(Arc<native::Model>),
    Embedded(Arc<embedded::Model>),
}

impl Loaded {
    pub fn open(&self) -> Result<Box<dyn Engine>, SolveError> {
        match self {
            Self::Native(model) => Ok(Box::new(model.open().map_err(SolveError)?)),
            Self::Embedded(model) => Ok(Box::new(embedded::Session::new(Arc::clone(model)))),
        }
    }

    /// Name and version of the engine.
    pub fn name(&self) -> String {
        match self {
            Self::Native(_) => library().map_or_else(|_| "ONNX Runtime".to_owned(), Library::name),
            Self::Embedded(_) => EMBEDDED.to_owned(),
        }
    }
}

/// Name and version of the engine in this program.
pub(super) const EMBEDDED: &str = "rten 0.27.0";

/// Loads the model into the engine of this name.
pub(super) fn load(
    name: EngineName,
    file: &ModelFile,
    ports: &Ports,
) -> Result<Loaded, BuildError> {
    let found = match name {
        EngineName::Embedded => None,
        EngineName::Auto => library().ok(),
        EngineName::Onnxruntime => Some(library().map_err(|reason| BuildError::Unavailable {
            reason: reason.to_owned(),
            install: INSTALL.to_owned(),
        })?),
    };
    let refused =
        |engine: &str, why: String| OptionError::at("model", format!("{engine} refuses it: {why}"));
    if let Some(library) = found {
        let model = native::Model::load(library, file, ports);
        let model = model.map_err(|why| refused(&library.name(), why))?;
        return Ok(Loaded::Native(Arc::new(model)));
    }
    match embedded::Model::load(file, ports) {
        Ok(model) => Ok(Loaded::Embedded(Arc::new(model))),
        // Only the other engine has it: the machine lacks something, the manifest is right.
        Err(why) if name == EngineName::Auto && why.contains(embedded::LACKS) => {
            Err(BuildError::Unavailable {
                reason: format!("{EMBEDDED}, the embedded engine, {why}"),
                install: INSTALL.to_owned(),
            })
        }
        Err(why) => {
            let error = refused(EMBEDDED, why);
            let help = format!("ONNX Runtime may take it: engine = \"onnxruntime\", and {INSTALL}");
            Err(error.help(help).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_engines_version_is_the_locked_one() {
        let lock = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock");
        let lock = std::fs::read_to_string(lock).unwrap();
        let (name, version) = EMBEDDED.split_once(' ').unwrap();
        assert!(lock.contains(&format!("name = \"{name}\"\nversion = \"{version}\"\n")));
    }
}
