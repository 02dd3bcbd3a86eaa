//! Why the desk could not do what was asked. Every one of these means "not let through".

use std::path::PathBuf;

use rusqlite::ErrorCode;

/// Why the desk could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The folder of the database cannot be made.
    #[error("failed to create the folder {}", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is something else.
    #[error("this file is {0}, not a question desk; it is left as it was")]
    NotADesk(&'static str),
    /// The file was made by a later version.
    #[error(
        "this question desk has format {found}, and this capbench knows {known} at most; use a newer one"
    )]
    Newer {
        /// Format of the file.
        found: i64,
        /// The newest format known here.
        known: i64,
    },
    /// The file's rules are not those that were asked for.
    #[error("this question desk has other rules: {0}")]
    OtherRules(String),
    /// Rules that make no sense.
    #[error("{0}")]
    Rules(String),
    /// Others kept the database busy for too long.
    #[error("this question desk was busy for {} s; is a program holding it open?", super::open::PATIENCE.as_secs())]
    Busy,
    /// The place cannot hold a write-ahead log, which several processes need.
    #[error(
        "no write-ahead log can be had here (journal mode is `{0}`); put the file on a local disk"
    )]
    NoLog(String),
    /// A key or the rules cannot be read back.
    #[error("what this question desk holds cannot be read")]
    Unreadable(#[from] serde_json::Error),
    /// The operating system gave no random bits.
    #[error("the operating system gives no random bits")]
    Random(#[from] getrandom::Error),
    /// Anything else that SQLite says.
    #[error("the database of this question desk failed")]
    Database(#[source] rusqlite::Error),
}

impl From<rusqlite::Error> for DeskError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Self::NotADesk("no SQLite database"),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            _ => Self::Database(error),
        }
    }
}
