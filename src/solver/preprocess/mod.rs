//! Preparing a picture before it is read: a declared list of named steps that any image solver can use.
//!
//! `preprocess = ["close(4)", "despeckle(30)", "pad(10)"]`. Every pipeline starts from the picture's luma, and
//! takes text to be darker than its background (`invert` first where it is not). Nothing here knows what reads
//! the result. Own code throughout: `imageproc` has some of these, but brings a linear algebra package with it.

mod blobs;
mod deskew;
mod frame;
mod pipeline;
mod step;
mod tone;
mod window;

pub use pipeline::Pipeline;
pub use step::{Form, Level, STEPS, Step};
pub(crate) use tone::{level, luma};
