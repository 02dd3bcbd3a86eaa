//! A tilt maze to be played on a page: by device tilt where the browser gives it, by arrow keys or by dragging.
//!
//! The page simulates the ball and posts the path, as the original's does; the same verifier that judges bots judges it
//! here, with the server's own clock and its own memory of what was posted. What people did can be kept as a file of
//! attempts.

mod kept;
mod site;

pub use site::{Settings, Site};
