//! Short ways to make messages.

use super::message::{
    AttributeProto, DataType, Dimension, DimensionValue, GraphProto, ModelProto, NodeProto,
    OperatorSetIdProto, StringStringEntryProto, TensorProto, TensorShapeProto, TensorTypeProto,
    TypeProto, ValueInfoProto,
};

/// IR version that is written: that of ONNX 1.11, which every engine of the last years reads.
const IR_VERSION: i64 = 8;

/// A tensor of floats, stored as little-endian bytes.
///
/// # Panics
/// Where `values` does not have the number that `dims` say.
pub fn tensor_f32(name: &str, dims: &[usize], values: &[f32]) -> TensorProto {
    let bytes = values.iter().flat_map(|v| v.to_le_bytes()).collect();
    tensor(name, dims, values.len(), DataType::Float, bytes)
}

/// A tensor of 64-bit whole numbers, such as the shape that `Reshape` takes.
///
/// # Panics
/// Where `values` does not have the number that `dims` say.
pub fn tensor_i64(name: &str, dims: &[usize], values: &[i64]) -> TensorProto {
    let bytes = values.iter().flat_map(|v| v.to_le_bytes()).collect();
    tensor(name, dims, values.len(), DataType::Int64, bytes)
}

fn tensor(name: &str, dims: &[usize], n: usize, kind: DataType, bytes: Vec<u8>) -> TensorProto {
    assert_eq!(dims.iter().product::<usize>(), n, "values of {name}");
    TensorProto {
        dims: dims.iter().map(|&d| d as i64).collect(),
        data_type: Some(kind as i32),
        name: Some(name.to_owned()),
        raw_data: Some(bytes),
        ..TensorProto::default()
    }
}

/// A node of ONNX's own operator set, named after its first output.
///
/// Write attributes out even where the standard has a default: not every engine knows all of them (rten asks for the
/// `dilations` and `pads` of a `Conv`).
pub fn node(
    op: &str,
    inputs: &[&str],
    outputs: &[&str],
    attributes: Vec<AttributeProto>,
) -> NodeProto {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    NodeProto {
        input: owned(inputs),
        output: owned(outputs),
        name: outputs.first().map(|name| (*name).to_owned()),
        op_type: Some(op.to_owned()),
        attribute: attributes,
        ..NodeProto::default()
    }
}

/// An attribute that is a whole number.
pub fn attribute_int(name: &str, value: i64) -> AttributeProto {
    AttributeProto {
        i: Some(value),
        ..attribute(name, 2)
    }
}

/// An attribute that is a list of whole numbers.
pub fn attribute_ints(name: &str, values: &[i64]) -> AttributeProto {
    AttributeProto {
        ints: values.to_vec(),
        ..attribute(name, 7)
    }
}

/// An attribute that is a number.
pub fn attribute_float(name: &str, value: f32) -> AttributeProto {
    AttributeProto {
        f: Some(value),
        ..attribute(name, 1)
    }
}

/// An attribute that is a list of numbers.
pub fn attribute_floats(name: &str, values: &[f32]) -> AttributeProto {
    AttributeProto {
        floats: values.to_vec(),
        ..attribute(name, 6)
    }
}

/// An attribute that is text.
pub fn attribute_string(name: &str, value: &str) -> AttributeProto {
    AttributeProto {
        s: Some(value.as_bytes().to_vec()),
        ..attribute(name, 3)
    }
}

/// An attribute that is a tensor.
pub fn attribute_tensor(name: &str, value: TensorProto) -> AttributeProto {
    AttributeProto {
        t: Some(value),
        ..attribute(name, 4)
    }
}

fn attribute(name: &str, kind: i32) -> AttributeProto {
    AttributeProto {
        name: Some(name.to_owned()),
        r#type: Some(kind),
        ..AttributeProto::default()
    }
}

/// An input or output of floats; `None` for a size that is open.
pub fn value_info_f32(name: &str, dims: &[Option<usize>]) -> ValueInfoProto {
    value_info(name, DataType::Float, dims)
}

/// An input or output; `None` for a size that is open.
pub fn value_info(name: &str, kind: DataType, dims: &[Option<usize>]) -> ValueInfoProto {
    let open = |axis| DimensionValue::DimParam(format!("{name}_{axis}"));
    let value = |(axis, size): (usize, &Option<usize>)| {
        Some(size.map_or_else(|| open(axis), |n| DimensionValue::DimValue(n as i64)))
    };
    let dims = dims.iter().enumerate();
    let shape = TensorShapeProto {
        dim: dims
            .map(|dim| Dimension { value: value(dim) })
            .collect::<Vec<_>>(),
    };
    let tensor = TensorTypeProto {
        elem_type: Some(kind as i32),
        shape: Some(shape),
    };
    ValueInfoProto {
        name: Some(name.to_owned()),
        r#type: Some(TypeProto {
            tensor_type: Some(tensor),
        }),
        doc_string: None,
    }
}

/// A model of this graph in ONNX's own operator set of this version, with metadata.
pub fn model(graph: GraphProto, opset: i64, metadata: &[(String, String)]) -> ModelProto {
    let entry = |(key, value): &(String, String)| StringStringEntryProto {
        key: Some(key.clone()),
        value: Some(value.clone()),
    };
    ModelProto {
        ir_version: Some(IR_VERSION),
        producer_name: Some("capbench".to_owned()),
        producer_version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        graph: Some(graph),
        opset_import: vec![OperatorSetIdProto {
            domain: Some(String::new()),
            version: Some(opset),
        }],
        metadata_props: metadata.iter().map(entry).collect(),
        ..ModelProto::default()
    }
}
