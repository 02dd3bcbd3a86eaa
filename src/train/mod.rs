//! Recognisers trained on a scheme, on the CPU, with no Python.
//!
//! A labelled set is split, fed to a [`Net`](net::Net) in shuffled, augmented batches, watched on its validation part,
//! and written as an ONNX adapter. Nothing here sees an "eval" seed: what is evaluated belongs to the runner.

pub mod arch;
pub mod frozen;
pub mod net;

mod adamw;
mod conv;
mod ctc;
mod export;
mod gemm;
mod graph;
mod head;
mod layout;
mod norm;
mod tape;
