//! Pixels that schemes share: glyphs, noise stamps, wavy lines, distortions, encoders.
//!
//! Everything here is a pure function of its arguments and gives the same pixels on every platform. It knows
//! nothing of schemes, keys or solvers. The arithmetic is GD's, because that is what PHP CAPTCHAs are drawn with.

mod color;
mod encode;
mod font;
mod glyph;
mod layer;
mod line;
mod outline;
mod pixel;
mod sheet;
mod sine;
mod stamp;
mod warp;

pub use color::Color;
pub use encode::{EncodeError, gif, jpeg, png, reload, small_png};
pub use font::{Face, Font, FontError, gd_ppem};
pub use glyph::{Corners, Coverage, Glyph};
pub use layer::{Layer, Tally};
pub use line::Wave;
pub use pixel::Pixel;
pub use sheet::sheet;
pub use stamp::dot;
pub use warp::{Field, Pole, Sampling};
