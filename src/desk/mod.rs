//! The question desk: hands out questions and checks answers, by the rules a CAPTCHA on a real site needs.
//!
//! It is for sites and for the command line. It knows a challenge as a text with a [`Key`](crate::model::Key) and
//! nothing of schemes, solvers or runs. Time is handed in, never read here.
//!
//! ```
//! use std::time::SystemTime;
//! use capbench::desk::{Desk, Rules};
//!
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("desk.db");
//! # let key: capbench::model::Key = serde_json::from_str(r#"{"drawn":"7","stored":"7","case_sensitive":false}"#)?;
//! let desk = Desk::open(&path, &Rules::default())?;
//! let id = desk.create_question("What is 3 plus 4?", &key, SystemTime::now())?;
//! assert!(desk.check_answer(id.as_str(), "7", Some("192.0.2.1"), SystemTime::now())?);
//! assert!(!desk.check_answer(id.as_str(), "7", Some("192.0.2.1"), SystemTime::now())?); // single use
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod failures;
mod id;
mod open;
mod questions;
mod rules;
mod turn;

#[cfg(test)]
mod plain;
#[cfg(test)]
mod testing;

pub use error::DeskError;
pub use id::Id;
pub use open::Desk;
pub(crate) use open::{connect, use_log};
pub use rules::{Counting, Rules};
