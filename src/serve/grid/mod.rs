//! goCaptcha's server of image grids: its HTTP API, as the original decides and as it should.
//!
//! [`Site`] answers requests; the profiles' decisions are pure functions of a database, a time, an address and a seed.
//! It knows challenges as [`Deal`]s and not how they are drawn.

mod deal;
mod gocaptcha;
mod hardened;
mod routes;
mod settings;
mod site;
mod wire;

pub use deal::{Deal, Dealer};
pub use settings::{Profile, Settings};
pub use site::Site;
