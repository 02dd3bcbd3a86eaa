//! From bytes and back, and the questions that a reader asks.

use prost::Message as _;

use super::message::{DataType, DimensionValue, GraphProto, ModelProto, TensorProto};
use super::message::{StringStringEntryProto, ValueInfoProto};

/// Why bytes are no model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// Not this format, or cut short.
    #[error("not an ONNX model, or cut short: {0}")]
    Malformed(String),
    /// A file with no computation in it.
    #[error("the model has no graph")]
    NoGraph,
    /// Weights lie in another file.
    #[error("the values of `{tensor}` lie in another file, `{location}`")]
    External {
        /// Name of the tensor.
        tensor: String,
        /// Where it says they lie.
        location: String,
    },
    /// A tensor that holds fewer or more bytes than its shape says.
    #[error("`{tensor}` holds {found} bytes where its shape says {expected}")]
    Length {
        /// Name of the tensor.
        tensor: String,
        /// Bytes that its shape says.
        expected: u64,
        /// Bytes that are there.
        found: u64,
    },
}

impl ModelProto {
    /// Reads a model that holds all of its values.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FormatError> {
        let model = Self::decode(bytes).map_err(|e| FormatError::Malformed(e.to_string()))?;
        let graph = model.graph.as_ref().ok_or(FormatError::NoGraph)?;
        check_graph(graph)?;
        Ok(model)
    }

    /// The file's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.encode_to_vec()
    }

    /// The value of a metadata key.
    pub fn metadata(&self, key: &str) -> Option<&str> {
        lookup(&self.metadata_props, key)
    }
}

fn lookup<'a>(entries: &'a [StringStringEntryProto], key: &str) -> Option<&'a str> {
    let entry = entries.iter().find(|e| e.key.as_deref() == Some(key))?;
    Some(entry.value.as_deref().unwrap_or_default())
}

fn check_graph(graph: &GraphProto) -> Result<(), FormatError> {
    graph.initializer.iter().try_for_each(check_tensor)?;
    for attribute in graph.node.iter().flat_map(|node| &node.attribute) {
        let tensors = attribute.t.iter().chain(&attribute.tensors);
        tensors.into_iter().try_for_each(check_tensor)?;
        let graphs = attribute.g.iter().chain(&attribute.graphs);
        graphs.into_iter().try_for_each(check_graph)?;
    }
    Ok(())
}

/// Where values should be and are not, an engine would say something less clear, or read past the end.
fn check_tensor(tensor: &TensorProto) -> Result<(), FormatError> {
    let name = || tensor.name.clone().unwrap_or_default();
    if tensor.data_location == Some(1) || !tensor.external_data.is_empty() {
        let location = lookup(&tensor.external_data, "location").unwrap_or("?");
        return Err(FormatError::External {
            tensor: name(),
            location: location.to_owned(),
        });
    }
    let (Some(raw), Some(width)) = (&tensor.raw_data, width(tensor.data_type)) else {
        return Ok(());
    };
    let sizes = tensor.dims.iter().map(|&n| u64::try_from(n).unwrap_or(0));
    let expected = sizes.fold(width, u64::saturating_mul);
    let found = raw.len() as u64;
    if found == expected {
        return Ok(());
    }
    Err(FormatError::Length {
        tensor: name(),
        expected,
        found,
    })
}

/// Bytes a value, of the types whose width is known here.
fn width(kind: Option<i32>) -> Option<u64> {
    const TYPES: [(DataType, u64); 5] = [
        (DataType::Float, 4),
        (DataType::Uint8, 1),
        (DataType::Int32, 4),
        (DataType::Int64, 8),
        (DataType::Float16, 2),
    ];
    let found = TYPES.iter().find(|(t, _)| Some(*t as i32) == kind)?;
    Some(found.1)
}

impl GraphProto {
    /// What must be given: the inputs that no initializer stands for.
    pub fn free_inputs(&self) -> impl Iterator<Item = &ValueInfoProto> {
        let constant =
            |input: &ValueInfoProto| self.initializer.iter().any(|t| t.name == input.name);
        self.input.iter().filter(move |input| !constant(input))
    }

    /// The initializer of this name.
    pub fn initializer(&self, name: &str) -> Option<&TensorProto> {
        self.initializer
            .iter()
            .find(|tensor| tensor.name.as_deref() == Some(name))
    }
}

impl TensorProto {
    /// The values of a tensor of floats, wherever they are stored; `None` for other types.
    pub fn floats(&self) -> Option<Vec<f32>> {
        if self.data_type != Some(DataType::Float as i32) {
            return None;
        }
        let Some(raw) = &self.raw_data else {
            return Some(self.float_data.clone());
        };
        let (words, _) = raw.as_chunks();
        Some(words.iter().map(|word| f32::from_le_bytes(*word)).collect())
    }

    /// Its shape.
    pub fn shape(&self) -> Vec<usize> {
        let size = |&n: &i64| usize::try_from(n).unwrap_or(0);
        self.dims.iter().map(size).collect()
    }
}

impl ValueInfoProto {
    /// Number of its type of values, a [`DataType`], where declared.
    pub fn elem_type(&self) -> Option<i32> {
        self.r#type.as_ref()?.tensor_type.as_ref()?.elem_type
    }

    /// Its declared shape, `None` for sizes that are open. Exporters get this wrong at times.
    pub fn shape(&self) -> Option<Vec<Option<usize>>> {
        let shape = self.r#type.as_ref()?.tensor_type.as_ref()?.shape.as_ref()?;
        let size = |value: &DimensionValue| match value {
            DimensionValue::DimValue(n) => usize::try_from(*n).ok().filter(|&n| n > 0),
            DimensionValue::DimParam(_) => None,
        };
        let sizes = shape.dim.iter();
        Some(sizes.map(|dim| dim.value.as_ref().and_then(size)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::build::*;
    use super::*;

    fn tiny() -> ModelProto {
        let graph = GraphProto {
            node: vec![node(
                "Conv",
                &["image", "w"],
                &["scores"],
                vec![
                    attribute_ints("strides", &[1, 2]),
                    attribute_int("group", 0),
                ],
            )],
            name: Some("tiny".into()),
            initializer: vec![tensor_f32("w", &[1, 1, 1, 2], &[0.5, -1.0])],
            input: vec![value_info_f32("image", &[Some(1), Some(1), Some(4), None])],
            output: vec![value_info_f32("scores", &[None; 4])],
            ..GraphProto::default()
        };
        model(graph, 17, &[("character".into(), "a\nb".into())])
    }

    #[test]
    fn a_model_goes_to_bytes_and_back() {
        let model = tiny();
        let read = ModelProto::from_bytes(&model.to_bytes()).unwrap();
        assert_eq!(read, model);
        assert_eq!(read.metadata("character"), Some("a\nb"));
        let graph = read.graph.unwrap();
        assert_eq!(
            graph.initializer("w").unwrap().floats().unwrap(),
            [0.5, -1.0]
        );
        let input = graph.free_inputs().next().unwrap();
        assert_eq!(input.shape().unwrap(), [Some(1), Some(1), Some(4), None]);
        // A nought must be written, or a reader cannot tell it from an attribute without value.
        assert_eq!(graph.node[0].attribute[1].i, Some(0));
    }

    #[test]
    fn no_prefix_of_a_model_is_taken_for_a_whole_one() {
        let bytes = tiny().to_bytes();
        let graph_ends = bytes.len() - tiny().metadata_props[0].encoded_len() - 20;
        for length in 0..graph_ends {
            let read = ModelProto::from_bytes(&bytes[..length]);
            assert!(read.is_err(), "{length} of {} bytes", bytes.len());
        }
    }

    #[test]
    fn values_elsewhere_are_refused_by_name() {
        let mut model = tiny();
        let weights = &mut model.graph.as_mut().unwrap().initializer[0];
        weights.data_location = Some(1);
        weights.raw_data = None;
        weights.external_data = vec![StringStringEntryProto {
            key: Some("location".into()),
            value: Some("model.onnx.data".into()),
        }];
        let error = ModelProto::from_bytes(&model.to_bytes()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the values of `w` lie in another file, `model.onnx.data`"
        );
    }

    #[test]
    fn a_tensor_of_another_length_than_its_shape_is_refused() {
        let mut model = tiny();
        model.graph.as_mut().unwrap().initializer[0].dims = vec![1, 1, 2, 2];
        let error = ModelProto::from_bytes(&model.to_bytes()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`w` holds 8 bytes where its shape says 16"
        );
    }
}
