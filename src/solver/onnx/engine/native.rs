//! ONNX Runtime, through `ort`.

use std::sync::{Arc, Mutex, PoisonError};

use ort::session::Session as OrtSession;
use ort::session::builder::GraphOptimizationLevel;
use ort::value::TensorRef;

use super::super::file::ModelFile;
use super::{Engine, Library, Output, Ports, Tensor, Values};
use crate::solver::SolveError;

/// A model that ONNX Runtime has accepted. Sessions are not shared: each worker has its own.
pub(in super::super) struct Model {
    library: &'static Library,
    bytes: Arc<Vec<u8>>,
    ports: Ports,
    /// The session that was made to see that the model is accepted, for whoever opens first.
    first: Mutex<Option<OrtSession>>,
}

impl Model {
    /// `Err` says what of the model the engine does not take.
    pub fn load(
        library: &'static Library,
        file: &ModelFile,
        ports: &Ports,
    ) -> Result<Self, String> {
        let bytes = Arc::clone(&file.bytes);
        let first = Mutex::new(Some(session(library, &bytes)?));
        Ok(Self {
            library,
            bytes,
            ports: ports.clone(),
            first,
        })
    }

    pub fn open(&self) -> Result<Session, String> {
        let first = self
            .first
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let session = first.map_or_else(|| session(self.library, &self.bytes), Ok)?;
        Ok(Session {
            session,
            ports: self.ports.clone(),
        })
    }
}

/// One thread, the caller's; workers are the parallel part.
fn session(library: &Library, bytes: &[u8]) -> Result<OrtSession, String> {
    let builder = OrtSession::builder(&library.environment).map_err(|e| e.to_string())?;
    let builder = builder.with_intra_threads(1).map_err(|e| e.to_string())?;
    let builder = builder
        .with_intra_op_spinning(false)
        .map_err(|e| e.to_string())?;
    let builder = builder
        .with_log_level(ort::logging::LogLevel::Fatal)
        .map_err(|e| e.to_string())?;
    let level = GraphOptimizationLevel::All;
    let mut builder = builder
        .with_optimization_level(level)
        .map_err(|e| e.to_string())?;
    builder.commit_from_memory(bytes).map_err(|e| one_line(&e))
}

/// ONNX Runtime's messages, which may have several lines.
fn one_line(error: &dyn std::fmt::Display) -> String {
    let text = error.to_string();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One worker's session.
pub(in super::super) struct Session {
    session: OrtSession,
    ports: Ports,
}

impl Engine for Session {
    fn run(&mut self, tensor: Tensor<'_>, outputs: &mut Vec<Output>) -> Result<(), SolveError> {
        let failed = |e: ort::Error| SolveError(format!("the model fails: {}", one_line(&e)));
        let input = self.ports.input.as_str();
        let given = match tensor.values {
            Values::Floats(values) => {
                let view = TensorRef::from_array_view((tensor.shape, values)).map_err(failed)?;
                ort::inputs![input => view]
            }
            Values::Bytes(values) => {
                let view = TensorRef::from_array_view((tensor.shape, values)).map_err(failed)?;
                ort::inputs![input => view]
            }
        };
        let values = self.session.run(given).map_err(failed)?;
        outputs.resize_with(self.ports.outputs.len(), Output::default);
        for (name, output) in self.ports.outputs.iter().zip(outputs) {
            let value = values.get(name.as_str());
            let value = value.ok_or_else(|| SolveError(format!("the model gives no `{name}`")))?;
            let (shape, numbers) = value.try_extract_tensor::<f32>().map_err(|_| {
                let kind = value.dtype();
                SolveError(format!("output `{name}` holds {kind}, not float32"))
            })?;
            output.shape.clear();
            output
                .shape
                .extend(shape.iter().map(|n| usize::try_from(*n).unwrap_or(0)));
            output.values.clear();
            output.values.extend_from_slice(numbers);
        }
        Ok(())
    }
}
