//! The lines of a record.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::model::{Form, Key, Response, Verdict};
use crate::scheme::{Legibility, Mark, Tag};
use crate::solver::Account;
use crate::tilt::{Check, Layout, Splits, shortest};

/// One attempt: one solver, one challenge, once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttemptRow<'a> {
    /// Name of the case.
    #[serde(borrow)]
    pub case: Cow<'a, str>,
    /// Index of the challenge in its case.
    pub i: u64,
    /// Name of the solver.
    #[serde(borrow)]
    pub solver: Cow<'a, str>,
    /// How it ended.
    pub verdict: Outcome,
    /// What was submitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Cow<'a, str>>,
    /// What was read, where it differs from what was submitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<Cow<'a, str>>,
    /// Confidence in the answer, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conf: Option<f32>,
    /// Confidence of each symbol read, 0 to 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sym: Vec<f32>,
    /// Why it faulted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Cow<'a, str>>,
    /// The text as drawn.
    #[serde(borrow)]
    pub drawn: Cow<'a, str>,
    /// The text as stored, where it differs from the text as drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stored: Option<Cow<'a, str>>,
    /// Time to answer, microseconds; for a cold call the opening of the session is in it.
    pub us: u64,
    /// Whether it was a session's first call.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cold: bool,
    /// Hash of the picture's pixels.
    #[serde(borrow)]
    pub px: Cow<'a, str>,
    /// What it cost outside of this process, where the solver asked somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outside: Option<Box<Account>>,
    /// Checks of a maze's site that the path fails, whether they count or not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<Check>,
    /// Of a path: how it was come by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub splits: Option<Splits>,
}

/// How an attempt ended, as a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The site would accept the answer.
    Solved,
    /// The site would refuse it.
    Wrong,
    /// The solver declined.
    Abstained,
    /// No answer in time.
    TimedOut,
    /// Something broke.
    Faulted,
}

impl Outcome {
    /// Every outcome, in the order of reports.
    pub const ALL: [Self; 5] = [
        Self::Solved,
        Self::Wrong,
        Self::Abstained,
        Self::TimedOut,
        Self::Faulted,
    ];

    /// The word in records and reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Solved => Verdict::Solved.word(),
            Self::Wrong => Verdict::Wrong.word(),
            Self::Abstained => Verdict::Abstained.word(),
            Self::TimedOut => Verdict::TimedOut.word(),
            Self::Faulted => Verdict::Faulted(String::new()).word(),
        }
    }
}

impl<'a> AttemptRow<'a> {
    /// Puts a row together. `response` is `None` where there was none.
    #[expect(
        clippy::too_many_arguments,
        reason = "a row has these many parts and no smaller grouping has a name"
    )]
    pub fn new(
        case: &'a str,
        i: u64,
        solver: &'a str,
        verdict: Verdict,
        response: Option<Response>,
        key: &'a Key,
        timing: (u64, bool),
        px: &'a str,
    ) -> Self {
        let (outcome, why) = match verdict {
            Verdict::Solved => (Outcome::Solved, None),
            Verdict::Wrong => (Outcome::Wrong, None),
            Verdict::Abstained => (Outcome::Abstained, None),
            Verdict::TimedOut => (Outcome::TimedOut, None),
            Verdict::Faulted(why) => (Outcome::Faulted, Some(Cow::Owned(why))),
        };
        let answer = match response {
            Some(Response::Answer(answer)) => Some(answer),
            Some(Response::Abstain) | None => None,
        };
        let (us, cold) = timing;
        let mut row = Self {
            case: Cow::Borrowed(case),
            i,
            solver: Cow::Borrowed(solver),
            verdict: outcome,
            answer: None,
            raw: None,
            conf: None,
            sym: Vec::new(),
            why,
            drawn: Cow::Borrowed(&key.drawn),
            stored: (key.stored != key.drawn).then_some(Cow::Borrowed(key.stored.as_str())),
            us,
            cold,
            px: Cow::Borrowed(px),
            outside: None,
            failed: Vec::new(),
            splits: None,
        };
        if let Some(answer) = answer {
            row.answer = Some(Cow::Owned(answer.text));
            row.raw = answer.raw.map(Cow::Owned);
            row.conf = answer.confidence;
            row.sym = answer.symbols;
            row.splits = answer.splits;
        }
        row
    }

    /// What was read: `raw` where it was kept, else the answer.
    pub fn read(&self) -> Option<&str> {
        self.raw.as_deref().or(self.answer.as_deref())
    }

    /// The text the site compares with.
    pub fn stored(&self) -> &str {
        self.stored.as_deref().unwrap_or(&self.drawn)
    }
}

/// One challenge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChallengeRow<'a> {
    /// Name of the case.
    #[serde(borrow)]
    pub case: Cow<'a, str>,
    /// Index in its case.
    pub i: u64,
    /// The text as drawn; empty where there is no challenge.
    #[serde(borrow)]
    pub drawn: Cow<'a, str>,
    /// Hash of the picture's pixels; empty where there is no challenge.
    #[serde(borrow)]
    pub px: Cow<'a, str>,
    /// Time to make it, microseconds.
    pub gen_us: u64,
    /// Legibility proxies, where the scheme measures them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legibility: Option<Legibility>,
    /// What qualifies it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
    /// Parts of the case that it belongs to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
    /// What a reader should make of it, where that is something else than the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<String>,
    /// The maze, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maze: Option<MazeRow>,
    /// Why there is no challenge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// A maze as a record holds it: enough to draw it, to replay a path on it, and to say how long a path had to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MazeRow {
    /// Where everything lies.
    pub layout: Layout,
    /// The box of the upright copy.
    pub upright: u8,
    /// Pixels of the shortest way of a ball to it; `None` where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shortest: Option<f64>,
}

impl MazeRow {
    /// The maze of a key, if it is of one.
    pub fn of(key: &Key) -> Option<Self> {
        let Form::Trace(court) = &key.form else {
            return None;
        };
        // Tenths of a pixel: the last digits of a sum of roots are nobody's business.
        let tenths = |px: f64| (10.0 * px).round() / 10.0;
        Some(Self {
            layout: court.layout.clone(),
            upright: court.upright,
            shortest: shortest(&court.layout, usize::from(court.upright)).map(tenths),
        })
    }
}
