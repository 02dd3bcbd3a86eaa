//! Tilt mazes: a ball that rolls as a phone is tilted, boxes to reach, bricks in the way.
//!
//! What both sides of a challenge share: the layout as it is shown, the physics, the traces that are posted, the rules
//! that judge them, and how a maze is planned and driven. Pure: it knows nothing of schemes, solvers, pictures or runs.

mod drive;
mod layout;
mod physics;
mod play;
mod reach;
mod route;
mod rules;
mod trace;
mod verify;

pub use drive::{Driven, Driver, drive};
pub use layout::{At, Layout, Physics, Span};
pub use physics::{Ended, Sim, Tilt, moved};
pub use play::{Played, Splits, plan, play, reference, rolled, still};
pub use reach::{Access, Reach, shortest};
pub use route::{Grid, Route, route, smooth};
pub use rules::{Obstacle, Rules, Target};
pub use trace::{Sample, Trace, TraceError};
pub use verify::{Check, Checks, Court, examine};
