//! Questions that are told rather than said: figures, sequences, small stories. A reader takes all the words to the
//! end, each of which must be one that its frame has a place for; what fits no frame is left to the grammar.

mod angles;
mod curves;
mod digits;
mod figures;
mod formulas;
mod known;
mod ranges;
mod sequences;
mod signs;
mod stories;
mod tables;
mod templates;
mod triangles;

pub(crate) use signs::signs;
pub(crate) use templates::candidates;

use self::signs::{
    ANGLE, ASKED, BOUND, CHANCE, CURVE, KIND, KNOWN, MEASURE, PERCENT, PLACE, RATIO, SEQUENCE,
    SHAPE, TABLE, TURN,
};
use super::expr::{Function, Id, Operator};
use super::grammar::chart::Chart;
use super::lexicon::Meaning;
use super::numerals;
use super::question::units::{Change, Unit};
use super::tokens::{Kind, Number};

/// Reads the question from `at` to its end; the goal and its cost.
type Reader = fn(&mut Chart<'_>, usize) -> Option<(Id, u16)>;

/// Every frame, and the signs that the question must show for it to be tried.
const READERS: &[(u32, Reader)] = &[
    (SHAPE | MEASURE, |chart, at| chart.figure(at)),
    (TURN | ANGLE, |chart, at| chart.angle_frame(at)),
    (SEQUENCE, |chart, at| chart.sequence_frame(at)),
    (BOUND | KIND, |chart, at| chart.range_frame(at)),
    (PLACE, |chart, at| chart.digit_frame(at)),
    (CURVE, |chart, at| chart.curve_frame(at)),
    (KNOWN, |chart, at| chart.known_frame(at)),
    (RATIO, |chart, at| chart.trigonometry_frame(at)),
    (TABLE, |chart, at| chart.table_frame(at)),
    (ASKED, |chart, at| chart.change_story(at)),
    (PERCENT, |chart, at| chart.percent_story(at)),
    (ASKED, |chart, at| chart.rate_story(at)),
    (ASKED, |chart, at| chart.change_given(at)),
    (CHANCE, |chart, at| chart.chance(at)),
];

/// Units behind measures.
const UNITS: &str = "cm mm m km in ft meter meters metre metres inch inches feet foot unit units centimeter centimeters centimetre \
    centimetres mile miles yard yards kilometer kilometers kilometre kilometres millimeters millimetres";

impl Chart<'_> {
    /// The goals of all frames that fit from `at` on.
    pub(crate) fn framed(&mut self, at: usize, found: &mut Vec<Unit>) {
        let end = self.tokens.len();
        for (signs, reader) in READERS {
            if self.signs & signs == *signs
                && let Some((id, cost)) = reader(self, at)
            {
                found.push(Unit::new(Change::Goal(id), end, cost));
            }
        }
    }

    /// Whether one of the words of a list stands at `at` or behind.
    pub(super) fn says_any(&self, at: usize, words: &str) -> bool {
        (at..self.tokens.len()).any(|at| among(words, self.text(at)))
    }

    /// Whether one of these words stands at `at` or behind.
    pub(super) fn says(&self, at: usize, words: &[&str]) -> bool {
        (at..self.tokens.len()).any(|at| words.contains(&self.text(at)))
    }

    /// Whether a word reckons nothing: one that no rule knows, a thing, politeness.
    pub(super) fn idle(&self, at: usize) -> bool {
        let word = self.text(at);
        let worded = self
            .tokens
            .get(at)
            .is_some_and(|token| token.kind == Kind::Word && token.text.len() > 1);
        worded
            && !numerals::is_numeral_word(word)
            && !among(CHANGING, word)
            && self.ends_where(at, reckons).is_empty()
    }

    /// The longest usual numeral at `at`, with its sign; fractions in digits too.
    pub(super) fn amount(&self, at: usize) -> Option<(Number, usize)> {
        let start = self.skip(at, &["$", "€", "£", "+"]);
        if let Some(found) = self.digit_fraction(start) {
            return Some(found);
        }
        if matches!(self.text(start), "-" | "minus" | "negative") {
            let (value, end) = self.amount(start + 1)?;
            return Some((-value, end));
        }
        let spans = numerals::spans(self.tokens, start);
        let usual = spans.iter().filter(|span| !span.unusual);
        let longest = usual.max_by_key(|span| span.end)?;
        Some((longest.value, longest.end))
    }

    /// Behind a unit of length, "square" and "cubic" included.
    pub(super) fn unit_behind(&self, at: usize) -> usize {
        let start = self.skip(at, &["square", "cubic"]);
        let end = start + usize::from(among(UNITS, self.text(start)));
        if end > start { end } else { at }
    }

    pub(super) fn two(&mut self, operator: Operator, left: Id, right: Id) -> Id {
        self.arena.binary(operator, left, right)
    }

    pub(super) fn square_root(&mut self, of: Id) -> Id {
        let two = self.number(2);
        self.call(Function::Root, &[of, two])
    }
}

/// Words that no frame may pass over.
const CHANGING: &str = "not no never except without only half twice double triple both or neither if but unless more less \
    fewer older younger cheaper dearer faster slower heavier lighter taller shorter longer until minus plus times percent each every per than squared cubed inverse ratio";

/// Whether a phrase does something to numbers.
fn reckons(meaning: Meaning) -> bool {
    !matches!(
        meaning,
        Meaning::Part(_)
            | Meaning::Thing(_)
            | Meaning::Adjective
            | Meaning::Prelude
            | Meaning::Tail
            | Meaning::Ask
            | Meaning::AskResult
            | Meaning::Noun
            | Meaning::Subject
            | Meaning::Has
            | Meaning::PartOf
            | Meaning::DoThey
            | Meaning::Previous
            | Meaning::Unknown
            | Meaning::Sequence
            | Meaning::Quantity
            | Meaning::Equals
            | Meaning::Start
            | Meaning::If
            | Meaning::IsIt
            | Meaning::WhichOf
            | Meaning::CountOf
            | Meaning::HowMany
            | Meaning::Then
            | Meaning::Group
    )
}

/// Whether a word is in a list of words with blanks between them.
fn among(words: &str, word: &str) -> bool {
    !word.is_empty() && words.split(' ').any(|other| other == word)
}
