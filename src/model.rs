//! The nouns of an attempt: what is shown, what is hidden, what comes back.
//!
//! A [`Challenge`] never holds its [`Key`]; solvers are handed the first alone. Nothing here knows of files,
//! clocks or statistics.

use std::sync::Arc;

use image::RgbImage;
use serde::{Deserialize, Serialize};

pub use crate::answer::{Form, read_tiles, write_tiles};
use crate::tilt::{Checks, Layout, Rules, Splits};

/// One generated instance as a solver meets it.
#[derive(Clone, Debug)]
pub struct Challenge {
    /// What is asked.
    pub prompt: Prompt,
    /// The right copy of a maze, lent to solvers whose options ask for the oracle's eye, and to nobody else.
    pub lent: Option<u8>,
}

/// What is asked. Schemes of other kinds add a variant here; every solver then says how it meets it.
#[derive(Clone, Debug)]
pub enum Prompt {
    /// "Type the characters in the picture."
    Image(RgbImage),
    /// A question in words.
    Text(String),
    /// "Select all images of a leopard." The answer is [`write_tiles`].
    Tiles(Grid),
    /// "Tilt the ball onto the upright copy." The answer is a [`crate::tilt::Trace`].
    Tilt(Box<Maze>),
}

/// A tilt maze as it is shown.
#[derive(Clone, Debug)]
pub struct Maze {
    /// Where everything lies.
    pub layout: Layout,
    /// What the site checks: published, as its page's code is.
    pub rules: Rules,
    /// The four copies of the picture, in the order of the layout's boxes.
    pub copies: [RgbImage; 4],
}

impl Maze {
    /// The copies side by side, the first at the left.
    pub fn copies_in_a_row(&self) -> RgbImage {
        let width = self.copies.iter().map(RgbImage::width).sum();
        let height = self.copies.iter().map(RgbImage::height).max().unwrap_or(0);
        let mut row = RgbImage::new(width, height);
        let mut x = 0;
        for copy in &self.copies {
            image::imageops::replace(&mut row, copy, x, 0);
            x += i64::from(copy.width());
        }
        row
    }
}

/// Pictures to choose from, row by row.
#[derive(Clone, Debug)]
pub struct Grid {
    /// What is to be selected, as the question names it: a category.
    pub wanted: String,
    /// Tiles a row.
    pub columns: usize,
    /// The tiles, from the top left.
    pub tiles: Vec<Tile>,
}

/// One tile as a site serves it.
#[derive(Clone, Debug)]
pub struct Tile {
    /// Its pixels, decoded from the bytes.
    pub picture: Arc<RgbImage>,
    /// The file that is served.
    pub bytes: Arc<[u8]>,
}

impl Grid {
    /// The question in words.
    pub fn question(&self) -> String {
        format!("Select all images of {}", self.wanted)
    }
}

impl Challenge {
    /// A text-image challenge.
    pub fn image(picture: RgbImage) -> Self {
        Self {
            prompt: Prompt::Image(picture),
            lent: None,
        }
    }

    /// A question in words.
    pub fn text(question: impl Into<String>) -> Self {
        Self {
            prompt: Prompt::Text(question.into()),
            lent: None,
        }
    }

    /// A tilt maze.
    pub fn tilt(maze: Maze) -> Self {
        Self {
            prompt: Prompt::Tilt(Box::new(maze)),
            lent: None,
        }
    }

    /// The maze, where one is shown.
    pub fn maze(&self) -> Option<&Maze> {
        match &self.prompt {
            Prompt::Tilt(maze) => Some(maze),
            _ => None,
        }
    }

    /// Tiles to choose from.
    pub fn tiles(grid: Grid) -> Self {
        Self {
            prompt: Prompt::Tiles(grid),
            lent: None,
        }
    }

    /// The grid, where one is shown.
    pub fn grid(&self) -> Option<&Grid> {
        match &self.prompt {
            Prompt::Tiles(grid) => Some(grid),
            Prompt::Image(_) | Prompt::Text(_) | Prompt::Tilt(_) => None,
        }
    }

    /// The picture, where a single one is shown.
    pub fn picture(&self) -> Option<&RgbImage> {
        match &self.prompt {
            Prompt::Image(picture) => Some(picture),
            Prompt::Text(_) | Prompt::Tiles(_) | Prompt::Tilt(_) => None,
        }
    }

    /// As [`picture`](Self::picture), by value.
    pub fn into_picture(self) -> Option<RgbImage> {
        match self.prompt {
            Prompt::Image(picture) => Some(picture),
            Prompt::Text(_) | Prompt::Tiles(_) | Prompt::Tilt(_) => None,
        }
    }

    /// What is asked for.
    pub fn asks(&self) -> Asks {
        match self.prompt {
            Prompt::Image(_) => Asks::Picture,
            Prompt::Text(_) => Asks::Text,
            Prompt::Tilt(_) => Asks::Tilt,
            Prompt::Tiles(_) => Asks::Tiles,
        }
    }

    /// Hash of what is shown: pixels and size, not file bytes, or the words. The first 16 hex digits of BLAKE3.
    pub fn digest(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        let mut pixels = |picture: &RgbImage| {
            hasher
                .update(&picture.width().to_le_bytes())
                .update(&picture.height().to_le_bytes())
                .update(picture.as_raw());
        };
        match &self.prompt {
            Prompt::Image(picture) => pixels(picture),
            Prompt::Text(text) => {
                hasher.update(text.as_bytes());
            }
            Prompt::Tiles(grid) => {
                grid.tiles.iter().for_each(|tile| pixels(&tile.picture));
                hasher.update(grid.wanted.as_bytes());
            }
            Prompt::Tilt(maze) => {
                maze.copies.iter().for_each(pixels);
                let layout = serde_json::to_string(&maze.layout).unwrap_or_default();
                hasher.update(layout.as_bytes());
            }
        }
        hasher.finalize().to_hex()[..16].to_owned()
    }
}

/// What a challenge puts before a solver.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asks {
    /// A picture with characters.
    #[default]
    Picture,
    /// A question in words.
    Text,
    /// A ball to tilt onto the upright copy of a picture.
    Tilt,
    /// Tiles to choose from.
    Tiles,
}

impl Asks {
    pub(crate) fn is_picture(&self) -> bool {
        *self == Self::Picture
    }

    /// In words, for messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Picture => "a picture",
            Self::Text => "a question in words",
            Self::Tilt => "a tilt maze",
            Self::Tiles => "tiles to choose from",
        }
    }
}

/// The hidden truth of a challenge, and the rule that decides an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// The text as drawn, in its drawn case ("7 x 3", "AqPhjw"). Reading errors are counted against it.
    pub drawn: String,
    /// What the site stores and compares with ("21", "aqphjw").
    pub stored: String,
    /// What a reader should make of it, where that is something else than the text: `50 * 3` of "fifty times three".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<String>,
    /// Whether upper and lower case differ when an answer is checked.
    pub case_sensitive: bool,
    /// What else counts as the stored answer.
    #[serde(default, skip_serializing_if = "Form::is_text")]
    pub form: Form,
}

impl Key {
    /// The key of a text that is compared as such.
    pub fn text(drawn: impl Into<String>, stored: impl Into<String>, case_sensitive: bool) -> Self {
        Self {
            drawn: drawn.into(),
            stored: stored.into(),
            reading: None,
            case_sensitive,
            form: Form::Text,
        }
    }

    /// The site's rule. Of a number, a vector or a word see [`Form`]. Of a text (Securimage `check()`): trim; fold case
    /// unless case-sensitive; where the stored text holds a blank, a run of white space in the answer counts as one.
    pub fn accepts(&self, answer: &str) -> bool {
        match &self.form {
            Form::Text => self.accepts_text(answer),
            form => form.accepts(&self.stored, answer),
        }
    }

    /// The checks of a maze's site that an answer fails, whether they count or not; none where nothing is checked so.
    pub fn failed(&self, answer: &str) -> Checks {
        match &self.form {
            Form::Trace(court) => court.failed(answer),
            _ => Checks::default(),
        }
    }

    fn accepts_text(&self, answer: &str) -> bool {
        let mut answer = answer.trim().to_owned();
        if self.stored.contains(' ') {
            answer = answer.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        if self.case_sensitive {
            answer == self.stored
        } else {
            fold(&answer) == fold(&self.stored)
        }
    }
}

/// The one case folding used everywhere, on both sides of every comparison.
pub fn fold(text: &str) -> String {
    text.to_lowercase()
}

/// What a solver says.
#[derive(Clone, Debug, PartialEq)]
pub enum Response {
    /// An answer, right or wrong.
    Answer(Answer),
    /// The solver declines to answer this challenge.
    Abstain,
}

/// An answer, with whatever the solver can say about how sure it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// What is submitted.
    pub text: String,
    /// What was read, where post-processing (arithmetic, say) made another `text` of it.
    pub raw: Option<String>,
    /// Confidence in the whole answer, 0 to 1. `None` where the solver has none: never invented.
    pub confidence: Option<f32>,
    /// Confidence of each symbol of what was read, 0 to 1; empty where unknown.
    pub symbols: Vec<f32>,
    /// Of a path through a maze: how it was come by.
    pub splits: Option<Splits>,
}

impl Answer {
    /// An answer without confidence.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }
}

/// How one attempt ended. Every verdict counts in n.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// The site would accept the answer.
    Solved,
    /// The site would refuse the answer.
    Wrong,
    /// The solver declined.
    Abstained,
    /// No answer within the deadline.
    TimedOut,
    /// The solver, or the challenge, broke; the reason in words.
    Faulted(String),
}

impl Verdict {
    /// The word used in records, reports and filters.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Solved => "solved",
            Self::Wrong => "wrong",
            Self::Abstained => "abstained",
            Self::TimedOut => "timed-out",
            Self::Faulted(_) => "faulted",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(stored: &str, case_sensitive: bool) -> Key {
        Key::text(stored, stored, case_sensitive)
    }

    #[test]
    fn accepts_as_the_site_does() {
        assert!(key("abc", false).accepts(" ABC "));
        assert!(!key("aBc", true).accepts("abc"));
        assert!(key("two words", false).accepts("Two \t words"));
        assert!(!key("abc", false).accepts("a bc"));
    }

    #[test]
    fn digest_sees_size_and_pixels() {
        let tall = Challenge::image(RgbImage::new(1, 2));
        let wide = Challenge::image(RgbImage::new(2, 1));
        assert_ne!(tall.digest(), wide.digest());
        assert_eq!(
            tall.digest(),
            Challenge::image(RgbImage::new(1, 2)).digest()
        );
    }
}
