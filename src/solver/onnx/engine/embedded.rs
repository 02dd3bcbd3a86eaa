//! The engine in this program: `rten`, pure Rust.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rten::{ModelOptions, NodeId, RunOptions, ThreadPool, Value, ValueOrView, ValueView};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensorView, TensorView};

use super::super::file::ModelFile;
use super::{Engine, Output, Ports, Tensor, Values};
use crate::solver::SolveError;

/// How an error begins that another engine may not give.
pub(super) const LACKS: &str = "lacks the operator";

/// A loaded model, shared by all workers.
pub(in super::super) struct Model {
    model: rten::Model,
    input: NodeId,
    outputs: Vec<NodeId>,
    names: Vec<String>,
}

impl Model {
    /// `Err` says what of the model the engine does not take.
    pub fn load(file: &ModelFile, ports: &Ports) -> Result<Self, String> {
        let mut options = ModelOptions::with_all_ops();
        options.prepack_weights(true);
        let bytes = file.bytes.as_ref().clone();
        // Of a file that only looks like a model, the engine may panic.
        let loaded = catch_unwind(AssertUnwindSafe(move || options.load(bytes)));
        let loaded = loaded.map_err(|_| "it panics on this file".to_owned())?;
        let model = loaded.map_err(|error| reword(&error, file))?;
        let id = |name: &str| model.node_id(name).map_err(|e| e.to_string());
        Ok(Self {
            input: id(&ports.input)?,
            outputs: ports
                .outputs
                .iter()
                .map(|name| id(name))
                .collect::<Result<_, _>>()?,
            names: ports.outputs.clone(),
            model,
        })
    }
}

/// Names the operator that is missing, which the engine's own words do for some only.
fn reword(error: &rten::LoadError, file: &ModelFile) -> String {
    let text = error.to_string();
    let nodes = file.proto.graph.iter().flat_map(|graph| &graph.node);
    let at_fault = nodes.into_iter().find(|node| {
        error
            .node()
            .is_some_and(|name| !name.is_empty() && node.name() == name)
            || text.contains(&format!("\"{}\"", node.op_type()))
            || text.contains(&format!("`{}`", node.op_type()))
    });
    match at_fault {
        Some(node) if error.kind() == rten::LoadErrorKind::OperatorInvalid => {
            format!(
                "{LACKS} `{}` of node `{}`, or this form of it: {text}",
                node.op_type(),
                node.name()
            )
        }
        _ => text,
    }
}

/// One worker's handle. Its pool has one thread: workers are the parallel part.
pub(super) struct Session {
    model: Arc<Model>,
    options: RunOptions,
}

impl Session {
    pub fn new(model: Arc<Model>) -> Self {
        let pool = ThreadPool::with_num_threads(1);
        let options = RunOptions::default().with_thread_pool(Some(Arc::new(pool)));
        Self { model, options }
    }

    fn compute(&self, tensor: Tensor<'_>) -> Result<Vec<Value>, SolveError> {
        let view: ValueView<'_> = match tensor.values {
            Values::Floats(values) => NdTensorView::from_data(tensor.shape, values).into(),
            Values::Bytes(values) => NdTensorView::from_data(tensor.shape, values).into(),
        };
        let given = vec![(self.model.input, ValueOrView::View(view))];
        let model = &self.model;
        let run = model
            .model
            .run(given, &model.outputs, Some(self.options.clone()));
        run.map_err(|error| SolveError(format!("the model fails: {error}")))
    }
}

impl Engine for Session {
    fn run(&mut self, tensor: Tensor<'_>, outputs: &mut Vec<Output>) -> Result<(), SolveError> {
        // A worker of a rayon pool that waits for another pool does other work meanwhile, and the time of that would
        // count as this picture's. A plain thread waits.
        let values = if rayon::current_thread_index().is_some() {
            std::thread::scope(|scope| scope.spawn(|| self.compute(tensor)).join())
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))?
        } else {
            self.compute(tensor)?
        };
        outputs.resize_with(values.len(), Output::default);
        for ((value, output), name) in values.iter().zip(outputs).zip(&self.model.names) {
            let view: TensorView<'_, f32> = value.as_tensor_view().ok_or_else(|| {
                let kind = value.dtype();
                SolveError(format!("output `{name}` holds {kind}, not float32"))
            })?;
            output.shape.clear();
            output.shape.extend_from_slice(view.shape());
            output.values.clear();
            match view.data() {
                Some(values) => output.values.extend_from_slice(values),
                None => output.values.extend(view.iter()),
            }
        }
        Ok(())
    }
}
