//! Plots of a summary: one file a plot, one scene a plot, SVG and PNG from the same scene.

mod choose;
mod confusion;
mod files;
mod frame;
mod latency;
mod position;
mod reliability;
mod risk;
mod scene;
mod solve_rate;
mod style;

pub use choose::{Plot, all};
pub(super) use files::FORMAT;
pub use scene::PaintError;
