//! What public knowledge is worth to an attacker: the same readings, submitted by ever better informed ones.
//!
//! Each rung is computed from the raw reading after the fact, and keeps the knowledge of the rungs below it:
//!
//! | rung | the attacker ... | is right when |
//! |---|---|---|
//! | `raw` | submits what was read | it equals the target exactly, case and all |
//! | `charset` | drops symbols that the site never uses | same |
//! | `length` | asks for another challenge when the length cannot be right | same |
//! | `case` | knows that the site folds case: keeps a symbol whose other case is in use | equal when folded |
//! | `parse` | submits the value of the expression, and asks anew when it is none | it equals the stored answer |
//!
//! The target is the drawn text; for arithmetic schemes it is the stored answer on every rung (the reading is
//! submitted as it is until the `parse` rung). White space around a text never counts, because sites trim. A rung
//! that cannot differ is left out: `charset` or `length` where it is unknown, `case` where the site tells cases
//! apart, `parse` unless arithmetic. Arithmetic schemes have no `length` rung either: the blanks of an expression
//! are not reliably read, and whether it parses says more. Asking for another challenge costs coverage and raises
//! precision: n stays the planned attempts. Where every key lies within what is public, no rung solves less than
//! the one below, but for `parse`, which forgoes readings that are no expression and right by luck.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::estimate::Estimate;
use crate::arithmetic;
use crate::model::fold;

/// What everybody may know of the keys.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Public {
    /// Symbols of drawn texts; empty if unknown.
    pub charset: String,
    /// Least and greatest number of symbols of a drawn text; `None` if unknown.
    pub length: Option<(usize, usize)>,
    /// Whether the site tells upper from lower case.
    pub case_sensitive: bool,
    /// Whether the answer is the value of the drawn expression.
    pub arithmetic: bool,
}

/// One attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading<'a> {
    /// What was read; `None` where there is no answer.
    pub raw: Option<&'a str>,
    /// The text as drawn.
    pub drawn: &'a str,
    /// The answer as stored.
    pub stored: &'a str,
}

/// A level of knowledge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Knowledge {
    /// None.
    Raw,
    /// The charset.
    Charset,
    /// And the length.
    Length,
    /// And that case does not matter.
    Case,
    /// And that an expression is to be evaluated.
    Parse,
}

/// Solve rates by knowledge, least first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ladder {
    /// The rungs that exist for the scheme.
    pub rungs: Vec<Rung>,
}

/// What one level of knowledge brings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rung {
    /// The level.
    pub knowledge: Knowledge,
    /// Answers that were right.
    pub solved: u64,
    /// Answers submitted.
    pub attempted: u64,
    /// Planned attempts.
    pub n: u64,
    /// solved / n.
    pub rate: Estimate,
    /// solved / attempted.
    pub precision: Estimate,
}

/// Streams readings into a ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LadderTally {
    public: Public,
    exact: BTreeSet<char>,
    folded: BTreeSet<String>,
    n: u64,
    rungs: Vec<(Knowledge, u64, u64)>,
}

impl LadderTally {
    /// An empty ladder with the rungs that `public` allows.
    pub fn new(public: Public) -> Self {
        let rungs = [
            (Knowledge::Raw, true),
            (Knowledge::Charset, !public.charset.is_empty()),
            (
                Knowledge::Length,
                public.length.is_some() && !public.arithmetic,
            ),
            (Knowledge::Case, !public.case_sensitive),
            (Knowledge::Parse, public.arithmetic),
        ];
        Self {
            exact: public.charset.chars().collect(),
            folded: public.charset.chars().map(fold_symbol).collect(),
            public,
            n: 0,
            rungs: rungs
                .into_iter()
                .filter(|r| r.1)
                .map(|r| (r.0, 0, 0))
                .collect(),
        }
    }

    /// Counts one attempt.
    pub fn push(&mut self, reading: &Reading<'_>) {
        self.n += 1;
        let Some(raw) = reading.raw else { return };
        for i in 0..self.rungs.len() {
            let knowledge = self.rungs[i].0;
            if let Some(text) = self.submitted(raw, knowledge) {
                let right = self.is_right(&text, reading, knowledge);
                self.rungs[i].1 += u64::from(right);
                self.rungs[i].2 += 1;
            }
        }
    }

    /// Adds what another ladder of the same scheme counted.
    pub fn merge(&mut self, other: &Self) {
        debug_assert_eq!(self.public, other.public, "ladders of different schemes");
        self.n += other.n;
        for (mine, theirs) in self.rungs.iter_mut().zip(&other.rungs) {
            mine.1 += theirs.1;
            mine.2 += theirs.2;
        }
    }

    /// The rungs so far.
    pub fn finish(&self) -> Ladder {
        let rung = |&(knowledge, solved, attempted): &(Knowledge, u64, u64)| Rung {
            knowledge,
            solved,
            attempted,
            n: self.n,
            rate: Estimate::rate(solved, self.n),
            precision: Estimate::rate(solved, attempted),
        };
        Ladder {
            rungs: self.rungs.iter().map(rung).collect(),
        }
    }

    /// What an attacker of this knowledge makes of a reading; `None`: asks for another challenge.
    fn submitted(&self, raw: &str, knowledge: Knowledge) -> Option<String> {
        let mut text = raw.trim().to_owned();
        if knowledge >= Knowledge::Charset && !self.exact.is_empty() {
            text.retain(|c| self.in_use(c, knowledge));
        }
        if knowledge >= Knowledge::Length
            && !self.public.arithmetic
            && let Some((least, greatest)) = self.public.length
            && !(least..=greatest).contains(&text.trim().chars().count())
        {
            return None;
        }
        if knowledge >= Knowledge::Parse {
            text = arithmetic::value(&text)?.to_string();
        }
        Some(text.trim().to_owned())
    }

    fn in_use(&self, symbol: char, knowledge: Knowledge) -> bool {
        let either_case = knowledge >= Knowledge::Case && !self.public.case_sensitive;
        self.exact.contains(&symbol) || either_case && self.folded.contains(&fold_symbol(symbol))
    }

    fn is_right(&self, text: &str, reading: &Reading<'_>, knowledge: Knowledge) -> bool {
        let target = if self.public.arithmetic {
            reading.stored
        } else {
            reading.drawn
        }
        .trim();
        if knowledge >= Knowledge::Case && !self.public.case_sensitive {
            fold(text) == fold(target)
        } else {
            text == target
        }
    }
}

fn fold_symbol(symbol: char) -> String {
    fold(symbol.encode_utf8(&mut [0; 4]))
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;

    fn ladder(
        public: &Public,
        readings: &[(Option<&str>, &str, &str)],
    ) -> Vec<(Knowledge, u64, u64)> {
        let mut tally = LadderTally::new(public.clone());
        for &(raw, drawn, stored) in readings {
            tally.push(&Reading { raw, drawn, stored });
        }
        tally
            .finish()
            .rungs
            .iter()
            .map(|r| (r.knowledge, r.solved, r.attempted))
            .collect()
    }

    fn text() -> Public {
        Public {
            charset: "abcABC".into(),
            length: Some((3, 4)),
            ..Public::default()
        }
    }

    #[test]
    fn each_rung_adds_its_knowledge() {
        use Knowledge::{Case, Charset, Length, Raw};
        let readings = [
            (Some(" abC "), "abC", "abc"),
            (Some("a.b-C"), "abC", "abc"),
            (Some("ab"), "abC", "abc"),
            (Some("ABC"), "abC", "abc"),
            (None, "abC", "abc"),
        ];
        let expected = [(Raw, 1, 4), (Charset, 2, 4), (Length, 2, 3), (Case, 3, 3)];
        assert_eq!(ladder(&text(), &readings), expected);
    }

    #[test]
    fn the_other_case_is_kept_once_it_is_known_to_be_folded() {
        let public = Public {
            charset: "abc".into(),
            length: Some((3, 3)),
            ..Public::default()
        };
        let solved: Vec<u64> = ladder(&public, &[(Some("aBc"), "abc", "abc")])
            .iter()
            .map(|r| r.1)
            .collect();
        assert_eq!(solved, [0, 0, 0, 1]);
    }

    #[test]
    fn rungs_that_cannot_differ_are_left_out() {
        let rungs = |public: Public| ladder(&public, &[]).iter().map(|r| r.0).collect::<Vec<_>>();
        let unknown = Public {
            case_sensitive: true,
            ..Public::default()
        };
        assert_eq!(rungs(unknown), [Knowledge::Raw]);
        let sums = Public {
            arithmetic: true,
            length: Some((3, 5)),
            case_sensitive: true,
            ..Public::default()
        };
        assert_eq!(rungs(sums), [Knowledge::Raw, Knowledge::Parse]);
    }

    #[test]
    fn arithmetic_is_broken_by_parsing() {
        let public = Public {
            charset: "0123456789+-x ".into(),
            arithmetic: true,
            ..Public::default()
        };
        let readings = [
            (Some("7 x 3 ="), "7 x 3", "21"),
            (Some("7X3"), "7 x 3", "21"),
            (Some("21"), "7 x 3", "21"),
            (Some("garbage"), "7 x 3", "21"),
        ];
        use Knowledge::{Case, Charset, Parse, Raw};
        let expected = [(Raw, 1, 4), (Charset, 1, 4), (Case, 1, 4), (Parse, 2, 2)];
        assert_eq!(ladder(&public, &readings), expected);
    }

    #[test]
    fn nothing_pushed_has_no_rate() {
        let rungs = LadderTally::new(text()).finish().rungs;
        assert!(
            rungs
                .iter()
                .all(|r| r.rate.value.is_none() && r.precision.value.is_none())
        );
    }

    proptest! {
        #[test]
        fn knowledge_never_hurts(
            pairs in proptest::collection::vec(("[abAB.]{0,5}", "[abcABC]{3,4}"), 0..40),
            cut in 0_usize..40,
        ) {
            let reading = |(raw, drawn)| (Some(raw), drawn, drawn);
            let pairs = pairs.iter().map(|(raw, drawn)| (raw.as_str(), drawn.as_str()));
            let readings: Vec<(Option<&str>, &str, &str)> = pairs.map(reading).collect();
            let rungs = ladder(&text(), &readings);
            prop_assert!(rungs.is_sorted_by(|a, b| a.1 <= b.1));
            let tally = |part: &[(Option<&str>, &str, &str)]| {
                let mut tally = LadderTally::new(text());
                part.iter().for_each(|&(raw, drawn, stored)| tally.push(&Reading { raw, drawn, stored }));
                tally
            };
            let (left, right) = readings.split_at(cut.min(readings.len()));
            let mut merged = tally(left);
            merged.merge(&tally(right));
            prop_assert_eq!(merged, tally(&readings));
        }
    }
}
