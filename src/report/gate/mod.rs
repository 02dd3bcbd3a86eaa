//! A gate for people and for CI: terminal, Markdown, JUnit XML, SARIF.

mod junit;
mod sarif;
mod text;

pub use junit::junit;
pub use sarif::sarif;
pub use text::{markdown, terminal};
