//! Plots of a summary: one file a plot, one scene a plot, SVG and PNG from the same scene.

mod choose;
mod confusion;
mod curve;
mod files;
mod frame;
mod latency;
mod position;
mod reliability;
mod risk;
mod rules;
mod scene;
mod solve_rate;
mod strata;
mod style;
mod sweep;

pub use choose::{Plot, all, labels_to_break, sweep};
pub(super) use files::files;
pub(super) use files::{FORMAT, LEARN};
pub use scene::PaintError;
