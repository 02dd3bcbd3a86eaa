//! The kind `process`: a program that answers on its standard output what it is asked on its standard input, a JSON object a
//! line. It is started once a worker and ended with all that it started.

mod kind;
mod options;
mod protocol;
mod templates;
mod worker;

pub use kind::BUILTIN;
pub(crate) use templates::{WORKERS, find as find_worker};
pub use worker::end_all;
