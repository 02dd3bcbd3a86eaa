//! The kind `http`: a server as its manifest describes it, asked over HTTP.
//!
//! Everything that differs between protocols is data: presets, templated bodies, places in replies, rules for outcomes. It
//! reads pictures and answers questions; it knows nothing of sites, and reaches this machine alone unless told otherwise.

mod client;
mod drill;
mod guard;
mod hub;
mod kind;
mod picture;
mod preset;
mod request;
mod rules;
mod scene;
mod select;
mod spec;
mod step;
mod tape;
mod template;
mod trip;
mod wire;

pub(crate) use client::{LEAST, Secrets};
pub use kind::BUILTIN;
pub(crate) use picture::{Format, Sent};
pub(crate) use preset::{PRESETS, Preset};
pub(crate) use spec::{expand, parse_duration, usual_form};
pub(crate) use wire::ImageWire;
