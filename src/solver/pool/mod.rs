//! The pool attack: remembers the pictures of a site, and labels them by what its questions and replies give away.
//!
//! Looks at no picture. A served file that was served before is the same picture (exactly, or nearly so); a question
//! names a category that one of the tiles shows, and a reply says whether a whole choice was right. It is told what a
//! site tells: nothing here can reach a key.

mod hash;
mod kind;
mod memory;

pub use kind::BUILTIN;
