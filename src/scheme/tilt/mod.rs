//! Tilt mazes (after ReCap): one picture shown four times, turned by quarters; a ball is rolled around bricks onto the
//! upright copy by tilting the phone.
//!
//! Layouts and rules are the scheme's; how a ball moves and how a path is judged stands in [`crate::tilt`].

use crate::model::Asks;
use crate::scheme::Kind;

mod build;
mod geometry;
mod options;
mod presets;
mod prior;
mod shown;
mod view;

pub use build::Tilt;
pub use geometry::{Axes, Geometry};
pub use options::Params;
pub use shown::Shown;

/// Registration.
pub const KIND: Kind = Kind {
    name: "tilt",
    summary: "one picture turned four ways, and a ball to tilt onto the upright copy (after ReCap)",
    asks: Asks::Tilt,
    presets: presets::NAMES,
    build: build::build,
    rebuild: build::rebuild,
    doctor: build::doctor,
    schema: || schemars::schema_for!(options::Wire),
};

/// Registration of single copies.
pub const VIEW: Kind = Kind {
    name: "tilt-view",
    summary: "one copy of a tilt maze by itself; the answer is by how many quarters it is turned clockwise",
    asks: Asks::Picture,
    presets: &[],
    build: view::build,
    rebuild: view::rebuild,
    doctor: build::doctor,
    schema: || schemars::schema_for!(view::Wire),
};
