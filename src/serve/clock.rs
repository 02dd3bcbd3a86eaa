//! What time it is for a server.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Where a server takes the time from, in milliseconds since 1970.
#[derive(Debug)]
pub enum Clock {
    /// The machine's.
    System {
        /// What the wall clock said at the start.
        start: i64,
        /// What has passed since is measured from here.
        since: Instant,
    },
    /// Set by whoever holds the other end: the harness that plays its own server.
    Set(Arc<AtomicI64>),
    /// A file with a number, read anew at each request: for tests of the program from outside.
    File {
        /// The file.
        path: PathBuf,
        /// What it said last, for when it cannot be read.
        last: AtomicI64,
    },
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self::System {
            start: wall(),
            since: Instant::now(),
        }
    }

    /// A file with milliseconds since 1970.
    pub fn file(path: PathBuf) -> Self {
        Self::File {
            path,
            last: AtomicI64::new(0),
        }
    }

    /// The wall clock, which may be set forth and back while a server runs.
    pub fn wall(&self) -> i64 {
        match self {
            Self::System { .. } => wall(),
            Self::Set(_) | Self::File { .. } => self.steady(),
        }
    }

    /// The wall clock of the start and what has passed since: never goes back.
    pub fn steady(&self) -> i64 {
        match self {
            Self::System { start, since } => {
                start.saturating_add(i64::try_from(since.elapsed().as_millis()).unwrap_or(i64::MAX))
            }
            Self::Set(time) => time.load(Ordering::SeqCst),
            Self::File { path, last } => {
                let text = std::fs::read_to_string(path).unwrap_or_default();
                if let Ok(time) = text.trim().parse() {
                    last.store(time, Ordering::SeqCst);
                }
                last.load(Ordering::SeqCst)
            }
        }
    }
}

fn wall() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_says_the_time_and_what_it_said_last_holds() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clock");
        let clock = Clock::file(path.clone());
        assert_eq!(clock.wall(), 0);
        std::fs::write(&path, "1500\n").unwrap();
        assert_eq!((clock.wall(), clock.steady()), (1500, 1500));
        std::fs::write(&path, "").unwrap();
        assert_eq!(clock.steady(), 1500);
    }

    #[test]
    fn the_machines_clock_is_of_this_century() {
        let clock = Clock::system();
        assert!(clock.wall() > 1_600_000_000_000);
        assert!(clock.wall().abs_diff(clock.steady()) < 1000);
    }
}
