//! What whoever runs the server may set.

use std::path::PathBuf;
use std::time::Duration;

use super::{gocaptcha, hardened};

/// How the server decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// As goCaptcha's code does, its mistakes included.
    Gocaptcha,
    /// As it should.
    Hardened,
}

impl Profile {
    /// The word of the command line, and of the scheme's preset.
    pub fn word(self) -> &'static str {
        match self {
            Self::Gocaptcha => "gocaptcha",
            Self::Hardened => "hardened",
        }
    }
}

/// How a server behaves.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// How it decides.
    pub profile: Profile,
    /// Answers younger than this are wrong. 1 s.
    pub min_solve: Duration,
    /// And older ones. 60 s.
    pub max_solve: Duration,
    /// How long a ban lasts. 30 s.
    pub ban: Duration,
    /// `suspiciousIPCountLimit` of the original, which bans at two failures more. 2.
    pub failures: u32,
    /// The database; in memory without one.
    pub db: Option<PathBuf>,
}

impl Settings {
    /// As the original is shipped.
    pub fn new(profile: Profile) -> Self {
        Self {
            profile,
            min_solve: Duration::from_secs(1),
            max_solve: Duration::from_secs(60),
            ban: Duration::from_secs(30),
            failures: 2,
            db: None,
        }
    }

    pub(super) fn as_original(&self) -> gocaptcha::Limits {
        gocaptcha::Limits {
            min_solve: self.min_solve.as_secs_f64(),
            max_solve: self.max_solve.as_secs_f64(),
            ban: self.ban.as_secs_f64(),
            failures: i64::from(self.failures),
        }
    }

    pub(super) fn as_it_should(&self) -> hardened::Limits {
        hardened::Limits {
            min_solve: millis(self.min_solve),
            max_solve: millis(self.max_solve),
            ban: millis(self.ban),
            failures: self.banning_failure(),
        }
    }

    /// The failure that bans, counted from 1: the same in both profiles.
    pub fn banning_failure(&self) -> i64 {
        i64::from(self.failures) + 2
    }
}

/// Times beyond a century are a century, so that sums of them stay numbers.
fn millis(time: Duration) -> i64 {
    const CENTURY: i64 = 100 * 366 * 24 * 60 * 60 * 1000;
    i64::try_from(time.as_millis()).map_or(CENTURY, |millis| millis.min(CENTURY))
}
