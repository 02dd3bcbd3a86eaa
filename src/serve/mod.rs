//! The web side: CAPTCHA designs as servers that people and solvers meet over HTTP.
//!
//! [`http`] carries requests to a function and knows no CAPTCHA; [`grid`] is goCaptcha's server, as the original decides
//! and as it should; [`play`] lets a solver play a server of its own making. No stage of the pipeline imports this.
//! Time, addresses and randomness are inputs of everything that decides.

mod clock;
pub mod grid;
pub mod http;
mod message;
pub mod play;
mod store;

pub use clock::Clock;
pub use message::{Ask, Reply};
