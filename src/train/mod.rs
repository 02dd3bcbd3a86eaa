//! Recognisers trained on a scheme, on the CPU, with no Python.
//!
//! A [`Task`] names designs, a budget of labels, a shape and a recipe. [`fit`] draws the labelled pictures from
//! "train" seeds (or takes a folder's), splits them by content, feeds them to a [`net::Net`] in shuffled, varied
//! batches, watches it on the validation part, and gives the best model as [`Trained`]; [`export()`] writes that as an
//! ONNX adapter with its card. "eval" challenges are drawn for one thing only: to prove that none is trained on.

mod adamw;
mod adapter;
mod alphabet;
pub mod arch;
mod augment;
mod clock;
mod conv;
mod ctc;
mod curve;
mod data;
mod decode;
mod draw;
mod event;
mod examine;
mod export;
mod feed;
mod fit;
pub mod frozen;
mod gemm;
mod graph;
mod guard;
mod hash;
mod head;
mod layout;
pub mod net;
mod norm;
mod picture;
pub mod presets;
mod progress;
mod schedule;
mod shape;
mod split;
mod state;
mod tape;
mod task;
#[cfg(test)]
mod testing;
mod tiles;
mod trained;

pub use adapter::{About, ImportError, export, import};
pub use alphabet::Alphabet;
pub use augment::Augment;
pub use curve::{Row, Score};
pub use data::Origin;
pub use event::Event;
pub use examine::Examined;
pub use fit::fit;
pub use hash::DataHash;
pub use picture::Frame;
pub use progress::Progress;
pub use task::{Budget, CaseRule, Heads, Labels, Recipe, Shape, Source, Start, Task, TrainError};
pub use tiles::{TilesTask, TrainedTiles, export_tiles, fit_tiles};
pub use trained::{Ended, Facts, Trained};
