//! The ONNX file format: the part of its messages that recognisers need, read and written.
//!
//! The solver kind `onnx` reads models with it before an engine sees them; training writes models with it. Nothing
//! here knows of challenges, and nothing here computes: that is the engines' part. Field numbers are those of
//! `onnx.proto` (ONNX 1.20, IR version 13); fields that are not declared are skipped when read.

mod build;
mod message;
mod read;

pub use build::{
    attribute_float, attribute_floats, attribute_int, attribute_ints, attribute_string,
    attribute_tensor, model, node, tensor_f32, tensor_i64, value_info, value_info_f32,
};
pub use message::{
    AttributeProto, DataType, Dimension, DimensionValue, GraphProto, ModelProto, NodeProto,
    OperatorSetIdProto, StringStringEntryProto, TensorProto, TensorShapeProto, TensorTypeProto,
    TypeProto, ValueInfoProto,
};
pub use read::FormatError;
