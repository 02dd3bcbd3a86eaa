//! Pictures of named things, by category: embedded drawings, or a folder of category folders.
//!
//! Pure but for reading a folder. A [`Collection`] is a list of categories with their pictures; [`Collection::part`]
//! keeps the concepts that models may train on apart from those they are judged by; a [`Look`] draws a picture as one
//! challenge shows it, the same on every platform. Knows nothing of schemes, questions, keys or solvers.

mod collection;
mod draw;
mod embedded;
mod folder;
mod look;
mod part;

pub use collection::{Category, Collection, Picture, PictureError};
pub use draw::render;
pub use embedded::embedded;
pub use folder::read_folder;
pub use look::{Background, Look, Pose};
pub use part::Part;
