//! Tesseract, in this process: one engine a session, kept loaded.
//!
//! libtesseract is found when a suite asks for it (`vendor/README.md`); without it the solver is unavailable and the
//! run goes on. Nothing here knows of challenges other than their picture.

mod engine;
mod hocr;
mod kind;
mod options;

pub use kind::BUILTIN;
