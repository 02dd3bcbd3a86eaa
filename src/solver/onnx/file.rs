//! A model file, read and looked into before any engine sees it.

use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use super::options::Dtype;
use super::scores::written;
use crate::config::OptionError;
use crate::onnx::{DataType, FormatError, ModelProto, ValueInfoProto};

/// The longest file that is read: four times the largest recogniser known to us.
const MOST_BYTES: u64 = 512 << 20;

/// What to do about weights in another file.
const ONE_FILE: &str = "export it as one file, such as torch.onnx.export(..., external_data=False)";

/// A model as read: its bytes for the engine, and what it says about itself.
pub(super) struct ModelFile {
    pub bytes: Arc<Vec<u8>>,
    /// First 8 hex digits of the file's BLAKE3.
    pub hash: String,
    /// The messages, without the weights.
    pub proto: ModelProto,
}

impl ModelFile {
    pub fn read(path: &Path) -> Result<Self, OptionError> {
        let shown = path.display();
        let wrong =
            |what: &dyn std::fmt::Display| OptionError::at("model", format!("{shown}: {what}"));
        let file = std::fs::File::open(path).map_err(|e| wrong(&e))?;
        let mut bytes = Vec::new();
        let read = file.take(MOST_BYTES + 1).read_to_end(&mut bytes);
        read.map_err(|e| wrong(&e))?;
        if bytes.len() as u64 > MOST_BYTES {
            let most = MOST_BYTES >> 20;
            return Err(wrong(&format!(
                "a model of more than {most} MiB is not read"
            )));
        }
        let proto = ModelProto::from_bytes(&bytes);
        let mut proto = proto.map_err(|error| {
            let help = match error {
                FormatError::External { .. } => ONE_FILE,
                _ => "compare its size with that of the file where it came from",
            };
            wrong(&error).help(help)
        })?;
        let hash = blake3::hash(&bytes).to_hex()[..8].to_owned();
        if let Some(graph) = &mut proto.graph {
            // Names tell inputs from weights; the values are the engine's matter.
            graph.initializer.iter_mut().for_each(|tensor| {
                *tensor = crate::onnx::TensorProto {
                    name: tensor.name.take(),
                    ..Default::default()
                };
            });
        }
        Ok(Self {
            bytes: Arc::new(bytes),
            hash,
            proto,
        })
    }

    /// The input that takes the picture; its declared type and shape must allow what it will be given.
    pub fn input(
        &self,
        name: Option<&str>,
        dtype: Dtype,
        given: &[Option<usize>; 4],
    ) -> Result<String, OptionError> {
        let inputs: Vec<&ValueInfoProto> = self
            .proto
            .graph
            .iter()
            .flat_map(|graph| graph.free_inputs())
            .collect();
        let names = || inputs.iter().map(|input| input.name());
        let found = match name {
            Some(name) => inputs.iter().find(|input| input.name() == name).copied(),
            None if inputs.len() == 1 => Some(inputs[0]),
            None => {
                let message = format!("the model has {} inputs", inputs.len());
                return Err(OptionError::at("input", message)
                    .help(format!("name the picture's: {}", list(names()))));
            }
        };
        let input = found
            .ok_or_else(|| missing("input.name", "input", name.unwrap_or_default(), names()))?;
        if inputs.len() > 1 {
            let others = names().filter(|other| *other != input.name());
            let message = format!("the model takes more than a picture: {}", list(others));
            return Err(OptionError::at("input", message)
                .help("export it with the picture as its only input"));
        }
        check_type(input, dtype)?;
        check_shape(input, given)?;
        Ok(input.name().to_owned())
    }

    /// The outputs of these names, or the model's first.
    pub fn outputs(&self, names: &[String]) -> Result<Vec<String>, OptionError> {
        let outputs: Vec<&str> = self
            .proto
            .graph
            .iter()
            .flat_map(|graph| &graph.output)
            .map(|o| o.name())
            .collect();
        if names.is_empty() {
            let first = outputs.first().map(|name| vec![(*name).to_owned()]);
            return first.ok_or_else(|| OptionError::at("model", "the model has no output"));
        }
        for name in names {
            if !outputs.contains(&name.as_str()) {
                return Err(missing(
                    "output.names",
                    "output",
                    name,
                    outputs.iter().copied(),
                ));
            }
        }
        Ok(names.to_vec())
    }
}

fn missing<'a>(
    key: &str,
    what: &str,
    name: &str,
    known: impl Iterator<Item = &'a str>,
) -> OptionError {
    let message = format!("the model has no {what} `{name}`");
    OptionError::at(key, message).help(crate::config::suggest(name, known))
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn check_type(input: &ValueInfoProto, dtype: Dtype) -> Result<(), OptionError> {
    let wanted = match dtype {
        Dtype::Float32 => DataType::Float,
        Dtype::Uint8 => DataType::Uint8,
    };
    let declared = match input.elem_type() {
        None => return Ok(()),
        Some(declared) if declared == wanted as i32 => return Ok(()),
        Some(declared) => declared,
    };
    let message = format!("the model's input `{}` is of another type", input.name());
    let help = match declared {
        _ if declared == DataType::Float as i32 => "set dtype = \"float32\"",
        _ if declared == DataType::Uint8 as i32 => "set dtype = \"uint8\" and range = \"0..255\"",
        _ => "export the model with an input of type float32 or uint8",
    };
    Err(OptionError::at("input.dtype", message).help(help))
}

fn check_shape(input: &ValueInfoProto, given: &[Option<usize>; 4]) -> Result<(), OptionError> {
    let Some(declared) = input.shape() else {
        return Ok(());
    };
    let open = |sizes: &[Option<usize>]| {
        let word = |size: &Option<usize>| size.map_or_else(|| "any".to_owned(), |n| n.to_string());
        sizes.iter().map(word).collect::<Vec<_>>().join(" x ")
    };
    let clashes = |(model, ours): (&Option<usize>, &Option<usize>)| match (model, ours) {
        (Some(model), Some(ours)) => model != ours,
        // The model takes one width only, and pictures would have several.
        (Some(_), None) => true,
        (None, _) => false,
    };
    if declared.len() == 4 && !declared.iter().zip(given).any(clashes) {
        return Ok(());
    }
    let message = format!(
        "the model takes {}, and the manifest gives {}",
        open(&declared),
        open(given)
    );
    let sizes: Vec<usize> = declared.iter().flatten().copied().collect();
    let help = match declared.len() {
        4 => format!(
            "set layout, channels, height and width to fit {}",
            open(&declared)
        ),
        _ => format!(
            "pictures have four axes, not {} ({})",
            declared.len(),
            written(&sizes)
        ),
    };
    Err(OptionError::at("input", message).help(help))
}
