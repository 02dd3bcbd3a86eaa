//! From log-probabilities to symbols. Pure functions; nothing here knows of pictures, engines or texts.

mod beam;
mod ctc;
mod positions;
pub mod tiles;

use super::options::Decoder;
use super::scores::Rows;
pub(super) use ctc::best;
pub(super) use positions::{classifier, positions};

/// A kept column with its confidence, 0 to 1.
pub(super) type Found = (usize, f32);

/// How many symbols an answer may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Length {
    pub least: usize,
    /// `None`: any number.
    pub most: Option<usize>,
}

impl Length {
    pub const ANY: Self = Self {
        least: 0,
        most: None,
    };

    fn allows(self, n: usize) -> bool {
        n >= self.least && self.most.is_none_or(|most| n <= most)
    }
}

/// The text of CTC scores. `Err` where the steps do not suffice for any text of that length.
pub(super) fn ctc(
    rows: &Rows,
    blank: usize,
    decoder: Decoder,
    beam_width: usize,
    length: Length,
) -> Result<Vec<Found>, String> {
    let greedy = ctc::greedy(rows, blank);
    if decoder == Decoder::Greedy && length.allows(greedy.len()) {
        return Ok(greedy);
    }
    let labels = match decoder {
        // The best path of all is the best of those with its length.
        Decoder::Greedy => ctc::best_path_of_length(rows, blank, length),
        Decoder::Beam => beam::search(rows, blank, beam_width, length),
    };
    let labels = labels.ok_or_else(|| {
        let steps = rows.steps;
        format!(
            "{steps} time steps hold no text of {} symbols",
            length.least
        )
    })?;
    let confidences = ctc::align(rows, blank, &labels);
    Ok(labels.into_iter().zip(confidences).collect())
}
