//! `forger`: posts paths without playing. Each method is one way to tell a site what it wants to hear.

mod kind;
mod methods;

pub use kind::BUILTIN;
