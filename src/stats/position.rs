//! Where in the text errors fall, and how often the length is wrong.

use serde::{Deserialize, Serialize};

use super::align::{Alignment, Op};
use super::estimate::Estimate;

/// Streams alignments into counts by position. As long as the longest reference.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PositionTally {
    n: u64,
    too_short: u64,
    too_long: u64,
    same_length: Vec<Hits>,
    aligned: Vec<Hits>,
    first_error: Vec<u64>,
    no_error: u64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Hits {
    n: u64,
    right: u64,
}

/// Accuracy by position. Positions count from 0 in the reference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Positions {
    /// Answers counted.
    pub n: u64,
    /// Share of answers of another length than the reference.
    pub wrong_length: Estimate,
    /// Share of answers with fewer symbols.
    pub too_short: Estimate,
    /// Share of answers with more symbols.
    pub too_long: Estimate,
    /// Accuracy of the symbol at each position, over answers of the right length, compared in place.
    pub same_length: Vec<Estimate>,
    /// Share of the reference symbols at each position that the alignment matches, over all answers.
    pub aligned: Vec<Estimate>,
    /// Answers whose first error stands at each position: the number of reference symbols before it, so that
    /// an insertion after a text of length L counts at L.
    pub first_error: Vec<u64>,
    /// Answers without an error.
    pub no_error: u64,
}

impl PositionTally {
    /// Counts one aligned answer.
    pub fn push(&mut self, alignment: &Alignment) {
        self.n += 1;
        self.push_length(alignment);
        let mut position = 0;
        let mut first = None;
        for op in &alignment.ops {
            if op.is_edit() {
                first = first.or(Some(position));
            }
            if op.drawn().is_some() {
                at(&mut self.aligned, position).add(matches!(op, Op::Match(_)));
                position += 1;
            }
        }
        match first {
            Some(position) => *at(&mut self.first_error, position) += 1,
            None => self.no_error += 1,
        }
    }

    fn push_length(&mut self, alignment: &Alignment) {
        let (drawn, read) = (alignment.drawn().count(), alignment.read().count());
        self.too_short += u64::from(read < drawn);
        self.too_long += u64::from(read > drawn);
        if read == drawn {
            for (i, (d, r)) in alignment.drawn().zip(alignment.read()).enumerate() {
                at(&mut self.same_length, i).add(d == r);
            }
        }
    }

    /// Adds what another tally counted.
    pub fn merge(&mut self, other: Self) {
        self.n += other.n;
        self.too_short += other.too_short;
        self.too_long += other.too_long;
        self.no_error += other.no_error;
        for (mine, theirs) in [
            (&mut self.same_length, other.same_length),
            (&mut self.aligned, other.aligned),
        ] {
            for (i, hits) in theirs.into_iter().enumerate() {
                let cell = at(mine, i);
                cell.n += hits.n;
                cell.right += hits.right;
            }
        }
        for (i, count) in other.first_error.into_iter().enumerate() {
            *at(&mut self.first_error, i) += count;
        }
    }

    /// The accuracies so far.
    pub fn finish(&self) -> Positions {
        let rates = |hits: &[Hits]| hits.iter().map(|h| Estimate::rate(h.right, h.n)).collect();
        Positions {
            n: self.n,
            wrong_length: Estimate::rate(self.too_short + self.too_long, self.n),
            too_short: Estimate::rate(self.too_short, self.n),
            too_long: Estimate::rate(self.too_long, self.n),
            same_length: rates(&self.same_length),
            aligned: rates(&self.aligned),
            first_error: self.first_error.clone(),
            no_error: self.no_error,
        }
    }
}

impl Hits {
    fn add(&mut self, right: bool) {
        self.n += 1;
        self.right += u64::from(right);
    }
}

/// The cell at `index`, grown as needed.
fn at<T: Clone + Default>(cells: &mut Vec<T>, index: usize) -> &mut T {
    if cells.len() <= index {
        cells.resize(index + 1, T::default());
    }
    &mut cells[index]
}

#[cfg(test)]
mod tests {
    use super::*;

    use super::super::align::align;
    use proptest::prelude::*;

    fn tally(pairs: &[(&str, &str)]) -> PositionTally {
        let mut tally = PositionTally::default();
        pairs
            .iter()
            .for_each(|(drawn, read)| tally.push(&align(drawn, read)));
        tally
    }

    #[test]
    fn by_hand() {
        let p = tally(&[
            ("abc", "abx"),
            ("abc", "bc"),
            ("abc", "abcd"),
            ("abc", "abc"),
        ])
        .finish();
        assert_eq!((p.n, p.no_error), (4, 1));
        assert_eq!(
            (p.wrong_length.value, p.too_short.value, p.too_long.value),
            (Some(0.5), Some(0.25), Some(0.25))
        );
        let values = |e: &[Estimate]| e.iter().map(|e| e.value.unwrap()).collect::<Vec<_>>();
        assert_eq!(values(&p.same_length), [1.0, 1.0, 0.5]);
        assert_eq!(values(&p.aligned), [0.75, 1.0, 0.75]);
        assert_eq!(p.first_error, [1, 0, 1, 1]);
    }

    #[test]
    fn a_shift_spoils_places_but_not_the_alignment() {
        let p = tally(&[("abcd", "bcdx")]).finish();
        assert_eq!(
            p.same_length.iter().filter_map(|e| e.value).sum::<f64>(),
            0.0
        );
        assert_eq!(p.aligned.iter().filter_map(|e| e.value).sum::<f64>(), 3.0);
    }

    #[test]
    fn empty_texts() {
        assert_eq!(tally(&[]).finish().wrong_length.value, None);
        let p = tally(&[("", "a"), ("", "")]).finish();
        assert_eq!(
            (p.too_long.value, p.no_error, p.first_error.as_slice()),
            (Some(0.5), 1, [1].as_slice())
        );
    }

    proptest! {
        #[test]
        fn merging_is_counting_on(
            pairs in proptest::collection::vec(("[ab]{0,5}", "[ab]{0,5}"), 0..30),
            cut in 0_usize..30,
        ) {
            let pairs: Vec<(&str, &str)> = pairs.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            let (left, right) = pairs.split_at(cut.min(pairs.len()));
            let mut merged = tally(right);
            merged.merge(tally(left));
            prop_assert_eq!(&merged, &tally(&pairs));
            let p = merged.finish();
            prop_assert_eq!(p.first_error.iter().sum::<u64>() + p.no_error, p.n);
        }
    }
}
