//! Image grids: "select all images of a leopard". Tiles are drawn from a collection of pictures; the answer is the set
//! of those that show the category asked for.
//!
//! Preset `gocaptcha` draws and serves as goCaptcha does: each tile a uniform category and a uniform picture of it, with
//! replacement; the question is the category of a tile drawn uniformly, so that frequent categories are asked for more
//! often; every showing of a picture is the same JPEG of quality 75. Preset `hardened` draws without replacement, with an
//! exact number of right tiles, and varies every showing.

mod build;
mod draw;
mod options;
mod prior;

use crate::draw::sheet as lay_out;
use crate::model::{Asks, Grid};
use crate::scheme::Kind;

pub use build::ImageGrid;
pub use options::{Params, Profile};

/// `scheme = "grid"`.
pub const KIND: Kind = Kind {
    name: "grid",
    summary: "image grids: select all tiles of a category (after goCaptcha)",
    asks: Asks::Tiles,
    presets: options::PRESETS,
    build: build::build,
    rebuild: build::rebuild,
    doctor: build::doctor,
    schema: || schemars::schema_for!(options::Wire),
};

/// The whole grid as one picture, its tiles side by side.
pub fn sheet(grid: &Grid) -> image::RgbImage {
    let pictures: Vec<_> = grid.tiles.iter().map(|tile| &*tile.picture).collect();
    lay_out(&pictures, grid.columns)
}
