//! What a call to somebody else cost: times, tries, money, and how it ended.

use serde::{Deserialize, Serialize};

/// How a call to somebody else ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// An answer.
    #[default]
    Ok,
    /// It declined.
    Abstain,
    /// It refused the request: too large, of a wrong kind.
    Reject,
    /// Its reply made no sense.
    Malformed,
    /// No answer in time.
    Timeout,
    /// It asked to be asked less, until the tries were used up.
    RateLimited,
    /// It could not be reached, or broke off.
    Transport,
    /// It will not answer whatever is asked: a wrong key, a wrong place, an empty purse.
    Fatal,
}

impl End {
    /// The word in records and messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Abstain => "abstain",
            Self::Reject => "reject",
            Self::Malformed => "malformed",
            Self::Timeout => "timeout",
            Self::RateLimited => "rate-limited",
            Self::Transport => "transport",
            Self::Fatal => "fatal",
        }
    }
}

/// What one call cost. Times in microseconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// How it ended.
    pub end: End,
    /// Waiting for its turn: for a free place among the calls at once, and for the rate limit.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub queue_us: u64,
    /// On the wire: the last request that brought the answer, from its first byte sent to the last one received.
    pub wire_us: u64,
    /// From the first byte sent to the answer: all tries, polls and the waits between. The attempt's time.
    pub solve_us: u64,
    /// What the server says that it worked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_us: Option<u64>,
    /// Where an answer was polled for: it was there between these two times after the first byte sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub between_us: Option<(u64, u64)>,
    /// Requests that asked for an answer.
    pub tries: u32,
    /// Requests that asked whether it is there.
    #[serde(default, skip_serializing_if = "is_none")]
    pub polls: u32,
    /// Tries after one whose fate is not known: each may have been paid for.
    #[serde(default, skip_serializing_if = "is_none")]
    pub resubmits: u32,
    /// Times that a worker process was started again.
    #[serde(default, skip_serializing_if = "is_none")]
    pub restarts: u32,
    /// What it cost, US dollars, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usd: Option<f64>,
    /// Whether it was the first call of a session; as recorded, where it is replayed.
    #[serde(skip)]
    pub cold: Option<bool>,
    /// Why nobody should ask it again in this run. The attempt does not count as made.
    #[serde(skip)]
    pub stop: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_zero(n: &u64) -> bool {
    *n == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_none(n: &u32) -> bool {
    *n == 0
}
