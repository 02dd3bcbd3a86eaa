//! `tilt-bot`: plays a tilt maze as a person would. It looks which copy stands upright, plans a way around the bricks,
//! and tilts the ball along it through the page's own simulation.
//!
//! Each half can be done for it, so that looking, planning and driving are measured apart.

mod eye;
mod kind;

pub(super) use eye::{Eye, Opened, seed_of};
pub use kind::BUILTIN;
