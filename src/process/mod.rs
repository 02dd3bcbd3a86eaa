//! Outside programs that answer lines with lines: one request, one reply, each a JSON value, under a deadline.
//!
//! A program that is late, crashes or writes what is no JSON is killed, and the reason says which, with the last it
//! wrote to its standard error. Knows nothing of schemes and solvers.

mod pool;
mod worker;

pub use pool::Pool;
pub use worker::{Launch, Worker, WorkerError};
