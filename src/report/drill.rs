//! What the web page's drill-down shows: attempts and challenges, as plain data.
//!
//! A record may hold a million attempts and a page must not. Whoever fills a [`Drill`] keeps a capped choice and
//! says by [`Kept`] what it left out; the page repeats that to the reader.

use serde::Serialize;

use crate::record::MazeRow;

/// All that can be drilled into.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Drill {
    /// One for each case, in suite order.
    pub cases: Vec<DrillCase>,
}

/// The challenges of one case that the page holds, and the attempts at them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DrillCase {
    /// Name of the case.
    pub case: String,
    /// Whether upper and lower case differ to the site.
    pub case_sensitive: bool,
    /// Of tilt mazes: the checks that count.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<String>,
    /// Every challenge that an attempt below refers to, by rising index.
    pub challenges: Vec<DrillChallenge>,
    /// One for each contestant that answered.
    pub solvers: Vec<DrillSolver>,
}

/// One challenge.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DrillChallenge {
    /// Index in its case.
    pub i: u64,
    /// The text as drawn.
    pub drawn: String,
    /// The text that the site compares with, where it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stored: Option<String>,
    /// Words that qualify it (`clipped`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<String>,
    /// The picture as a `data:` URI; `None` where it was not drawn again for the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// Of tiles to choose from: how the picture is cut into them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grid: Option<DrillGrid>,
    /// The maze, for paths to be played on; its four copies stand side by side in the picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maze: Option<MazeRow>,
}

/// Tiles to choose from. Which are right stands in `stored`, a digit a tile.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DrillGrid {
    /// What is asked for.
    pub question: String,
    /// Tiles a row.
    pub columns: usize,
}

/// The attempts of one contestant on one case.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DrillSolver {
    /// Name of the contestant.
    pub solver: String,
    /// What was kept of each verdict.
    pub kept: Vec<Kept>,
    /// The attempts, by rising index.
    pub attempts: Vec<DrillAttempt>,
}

/// How many attempts of one verdict are on the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// Word of the verdict.
    pub verdict: String,
    /// How many are on the page.
    pub shown: u64,
    /// How many the record holds.
    pub total: u64,
}

/// One attempt.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DrillAttempt {
    /// Index of the challenge.
    pub i: u64,
    /// Word of the verdict.
    pub verdict: String,
    /// What was submitted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// What was read, where it differs from the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
    /// Confidence, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conf: Option<f32>,
    /// Time to answer, microseconds.
    pub us: u64,
    /// Why it faulted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// Checks of a maze's site that the path fails, whether they count or not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<String>,
}
