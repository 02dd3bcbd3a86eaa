//! capbench measures how robust a CAPTCHA design is against automation.
//!
//! The pipeline is a straight line, one type an arrow:
//!
//! ```text
//! Suite ──► Plan ──► Attempts ──► Record ──► Summary ──► Report
//! ```
//!
//! - A [`suite`] is read from TOML and checked: cases (what is asked) and contestants (who answers).
//! - A [`plan`] fixes what will be run, and so what n is, before anything runs.
//! - The [`runner`] makes each challenge from its seed, asks everybody, and turns whatever comes back into a
//!   verdict. It is the only stage that knows threads and clocks.
//! - A [`record`] is what a run leaves on disk; it can be interrupted and resumed at any line.
//! - A [`summary`] is computed from a record alone: estimates with their intervals, findings, validity.
//! - A [`report`] renders a summary and adds no number to it.
//!
//! A [`learn`] curve goes down a line of its own, of the same stages, with trainings in place of attempts.
//!
//! Off the line stand what is asked ([`scheme`], [`draw`]), who answers ([`solver`], [`adapter`]), and the pure
//! functions ([`stats`]). They know nothing of each other. So does the [`desk`], which hands out questions and checks
//! answers for sites, and [`serve`], which puts designs before people and solvers over HTTP. [`cmd`] puts the stages
//! together, a verb a file.

pub mod adapter;
pub mod answer;
mod arithmetic;
pub mod cmd;
pub mod config;
pub mod desk;
pub mod diagnose;
pub mod draw;
pub mod learn;
pub mod model;
pub mod numeral;
pub mod onnx;
pub mod pictures;
pub mod plan;
pub mod record;
pub mod report;
pub mod runner;
mod schema;
pub mod scheme;
pub mod seed;
pub mod serve;
pub mod solver;
pub mod stats;
pub mod suite;
pub mod summary;
pub mod train;
