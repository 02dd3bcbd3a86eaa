//! Which symbols are taken for which: a confusion table over aligned texts, open to any alphabet.
//!
//! The table is sparse, keyed by (drawn, read): two symbols for a match or substitution, no read symbol for a
//! deletion, no drawn one for an insertion. Texts are counted as they are given: fold case first where the site
//! does.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::align::Alignment;
use super::clusters::{Cluster, Sets};
use super::estimate::Estimate;

/// Example ids kept for each kind of error.
const EXEMPLARS: usize = 5;

type Pair = (Option<char>, Option<char>);

/// Streams alignments into a confusion table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConfusionTally {
    cells: BTreeMap<Pair, Cell>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Cell {
    count: u64,
    /// The smallest distinct ids, rising: the same whatever the order of pushes.
    ids: Vec<u64>,
}

/// A confusion table, read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Confusion {
    /// Drawn symbols counted.
    pub symbols: u64,
    /// Insertions: symbols read where none was drawn.
    pub inserted: u64,
    /// Every symbol that was drawn or read, in code point order.
    pub classes: Vec<Class>,
    /// The most frequent errors, most frequent first; equals by drawn symbol, then read symbol.
    pub top: Vec<Confused>,
    /// Symbols drawn often enough and never once read right.
    pub dead: Vec<Dead>,
    /// Uncertainty of the read symbol when the drawn one is known, bits: `H(read | drawn)`, deletion being one
    /// more symbol, insertions left out. 0 for a reader that always makes the same of the same; `None` without
    /// symbols.
    pub entropy_bits: Option<f64>,
    /// Groups of symbols that are taken for each other.
    pub clusters: Vec<Cluster>,
}

/// One symbol's row and column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Class {
    /// The symbol.
    pub symbol: char,
    /// Times drawn.
    pub support: u64,
    /// Times read, rightly or not.
    pub emitted: u64,
    /// Times drawn and read.
    pub right: u64,
    /// Times drawn and left out.
    pub deleted: u64,
    /// right / support.
    pub recall: Estimate,
    /// right / emitted.
    pub precision: Estimate,
}

/// One kind of error.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Confused {
    /// What was drawn; `None` for an insertion.
    pub drawn: Option<char>,
    /// What was read; `None` for a deletion.
    pub read: Option<char>,
    /// How often.
    pub count: u64,
    /// Share of the drawn symbol's occurrences; `None` for an insertion.
    pub share: Option<f64>,
    /// The smallest ids of challenges that show it, at most five.
    pub examples: Vec<u64>,
}

/// A symbol that a reader never gets right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dead {
    /// The symbol.
    pub symbol: char,
    /// Times drawn.
    pub support: u64,
    /// Times read where something else, or nothing, was drawn. 0: the reader does not seem to know the symbol.
    pub emitted: u64,
}

/// What [`ConfusionTally::finish`] reports.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ConfusionLimits {
    /// Number of errors in [`Confusion::top`].
    pub top: usize,
    /// Least support of a dead symbol.
    pub dead_support: u64,
    /// Least symmetrised rate `(c(a,b) + c(b,a)) / (support(a) + support(b))` that links two symbols.
    pub cluster_rate: f64,
    /// Least `c(a,b) + c(b,a)` that links two symbols.
    pub cluster_count: u64,
}

impl Default for ConfusionLimits {
    /// Top 20; dead from 20 drawn; linked from 5 % and three confusions.
    fn default() -> Self {
        Self {
            top: 20,
            dead_support: 20,
            cluster_rate: 0.05,
            cluster_count: 3,
        }
    }
}

impl ConfusionTally {
    /// Counts one aligned answer to the challenge `id`.
    pub fn push(&mut self, alignment: &Alignment, id: u64) {
        for op in &alignment.ops {
            let cell = self.cells.entry((op.drawn(), op.read())).or_default();
            cell.count += 1;
            if op.is_edit() {
                cell.note(id);
            }
        }
    }

    /// Adds what another tally counted.
    pub fn merge(&mut self, other: Self) {
        for (pair, theirs) in other.cells {
            let cell = self.cells.entry(pair).or_default();
            cell.count += theirs.count;
            theirs.ids.into_iter().for_each(|id| cell.note(id));
        }
    }

    /// Times `drawn` was read as `read`.
    pub fn count(&self, drawn: Option<char>, read: Option<char>) -> u64 {
        self.cells.get(&(drawn, read)).map_or(0, |cell| cell.count)
    }

    /// The table so far.
    pub fn finish(&self, limits: &ConfusionLimits) -> Confusion {
        let classes = self.classes();
        Confusion {
            symbols: classes.values().map(|c| c.support).sum(),
            inserted: self
                .errors()
                .filter(|(pair, _)| pair.0.is_none())
                .map(|(_, c)| c.count)
                .sum(),
            top: self.top(&classes, limits.top),
            dead: dead(&classes, limits.dead_support),
            entropy_bits: self.entropy(&classes),
            clusters: self.clusters(&classes, limits),
            classes: classes.values().map(Marginal::class).collect(),
        }
    }

    fn errors(&self) -> impl Iterator<Item = (Pair, &Cell)> {
        self.cells
            .iter()
            .map(|(&pair, cell)| (pair, cell))
            .filter(|(pair, _)| pair.0 != pair.1)
    }

    fn classes(&self) -> BTreeMap<char, Marginal> {
        let mut classes = BTreeMap::new();
        for (&(drawn, read), cell) in &self.cells {
            for (symbol, is_drawn) in [(drawn, true), (read, false)] {
                let Some(symbol) = symbol else { continue };
                let class = classes
                    .entry(symbol)
                    .or_insert_with(|| Marginal::new(symbol));
                if is_drawn {
                    class.support += cell.count;
                    class.right += if read == drawn { cell.count } else { 0 };
                    class.deleted += if read.is_none() { cell.count } else { 0 };
                } else {
                    class.emitted += cell.count;
                }
            }
        }
        classes
    }

    fn top(&self, classes: &BTreeMap<char, Marginal>, k: usize) -> Vec<Confused> {
        let mut top: Vec<_> = self.errors().collect();
        // Stable, so equals stay in the order of the table.
        top.sort_by_key(|(_, cell)| std::cmp::Reverse(cell.count));
        top.truncate(k);
        top.into_iter()
            .map(|((drawn, read), cell)| Confused {
                drawn,
                read,
                count: cell.count,
                share: drawn.map(|d| cell.count as f64 / classes[&d].support as f64),
                examples: cell.ids.clone(),
            })
            .collect()
    }

    fn entropy(&self, classes: &BTreeMap<char, Marginal>) -> Option<f64> {
        let symbols: u64 = classes.values().map(|c| c.support).sum();
        let terms = self.cells.iter().filter_map(|(&(drawn, _), cell)| {
            let share = cell.count as f64 / classes[&drawn?].support as f64;
            Some(cell.count as f64 * -share.log2())
        });
        // An empty sum, or one of -0 terms alone, is -0.
        (symbols > 0).then(|| (terms.sum::<f64>() / symbols as f64).max(0.0) + 0.0)
    }

    fn clusters(
        &self,
        classes: &BTreeMap<char, Marginal>,
        limits: &ConfusionLimits,
    ) -> Vec<Cluster> {
        let mut both: BTreeMap<(char, char), u64> = BTreeMap::new();
        for (pair, cell) in self.errors() {
            if let (Some(a), Some(b)) = pair {
                *both.entry((a.min(b), a.max(b))).or_default() += cell.count;
            }
        }
        let mut sets = Sets::new(classes.keys().copied());
        for (&(a, b), &count) in &both {
            let support = classes[&a].support + classes[&b].support;
            if count >= limits.cluster_count && count as f64 >= limits.cluster_rate * support as f64
            {
                sets.join(a, b);
            }
        }
        sets.groups(&both)
    }
}

impl Cell {
    fn note(&mut self, id: u64) {
        if let Err(place) = self.ids.binary_search(&id) {
            self.ids.insert(place, id);
            self.ids.truncate(EXEMPLARS);
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Marginal {
    symbol: char,
    support: u64,
    emitted: u64,
    right: u64,
    deleted: u64,
}

impl Marginal {
    fn new(symbol: char) -> Self {
        Self {
            symbol,
            support: 0,
            emitted: 0,
            right: 0,
            deleted: 0,
        }
    }

    fn class(&self) -> Class {
        Class {
            symbol: self.symbol,
            support: self.support,
            emitted: self.emitted,
            right: self.right,
            deleted: self.deleted,
            recall: Estimate::rate(self.right, self.support),
            precision: Estimate::rate(self.right, self.emitted),
        }
    }
}

fn dead(classes: &BTreeMap<char, Marginal>, least_support: u64) -> Vec<Dead> {
    let never_right = |c: &&Marginal| c.right == 0 && c.support >= least_support.max(1);
    let row = |c: &Marginal| Dead {
        symbol: c.symbol,
        support: c.support,
        emitted: c.emitted,
    };
    classes.values().filter(never_right).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    use super::super::align::align;
    use proptest::prelude::*;

    fn tally(pairs: &[(&str, &str)]) -> ConfusionTally {
        let mut tally = ConfusionTally::default();
        for (id, (drawn, read)) in pairs.iter().enumerate() {
            tally.push(&align(drawn, read), id as u64);
        }
        tally
    }

    fn finish(pairs: &[(&str, &str)]) -> Confusion {
        tally(pairs).finish(&ConfusionLimits {
            dead_support: 2,
            cluster_count: 1,
            ..Default::default()
        })
    }

    #[test]
    fn counts_by_hand() {
        let table = finish(&[("0O", "00"), ("0O", "0"), ("ab", "abc")]);
        assert_eq!((table.symbols, table.inserted), (6, 1));
        let zero = table.classes.iter().find(|c| c.symbol == '0').unwrap();
        assert_eq!((zero.support, zero.emitted, zero.right), (2, 3, 2));
        let o = table.classes.iter().find(|c| c.symbol == 'O').unwrap();
        assert_eq!(
            (o.support, o.deleted, o.recall.value, o.precision.value),
            (2, 1, Some(0.0), None)
        );
        let c = table.classes.iter().find(|c| c.symbol == 'c').unwrap();
        assert_eq!(
            (c.support, c.recall.value, c.precision.value),
            (0, None, Some(0.0))
        );
        let kinds: Vec<_> = table
            .top
            .iter()
            .map(|t| (t.drawn, t.read, t.share))
            .collect();
        assert_eq!(
            kinds,
            [
                (None, Some('c'), None),
                (Some('O'), None, Some(0.5)),
                (Some('O'), Some('0'), Some(0.5))
            ]
        );
    }

    #[test]
    fn a_dead_class_is_found() {
        // captcha-whisperer: an argmax over classes 1..36 never emits class 0.
        let table = finish(&[("0123", "O123"), ("3210", "321O"), ("5", "5")]);
        assert_eq!(
            table.dead,
            [Dead {
                symbol: '0',
                support: 2,
                emitted: 0
            }]
        );
        // Too rare to tell.
        assert!(finish(&[("0", "O")]).dead.is_empty());
    }

    #[test]
    fn exemplars_are_the_smallest_ids() {
        let mut tally = ConfusionTally::default();
        for id in [9, 3, 8, 3, 1, 7, 5, 6] {
            tally.push(&align("aa", "bb"), id);
        }
        let top = tally.finish(&ConfusionLimits::default()).top;
        assert_eq!(
            (top[0].count, top[0].examples.as_slice()),
            (16, [1, 3, 5, 6, 7].as_slice())
        );
    }

    #[test]
    fn clusters_join_through_common_members() {
        let table = finish(&[("0OQx", "OQQx"), ("1lx", "l1x")]);
        let symbols: Vec<&str> = table.clusters.iter().map(|c| c.symbols.as_str()).collect();
        assert_eq!(symbols, ["0OQ", "1l"]);
        assert_eq!(
            table.clusters.iter().map(|c| c.count).collect::<Vec<_>>(),
            [2, 2]
        );
    }

    #[test]
    fn rare_confusions_join_nothing() {
        let mut pairs = vec![("a", "a"); 200];
        pairs.push(("a", "b"));
        pairs.push(("b", "b"));
        assert!(finish(&pairs).clusters.is_empty());
    }

    #[test]
    fn entropy_is_that_of_the_reading() {
        assert_eq!(finish(&[]).entropy_bits, None);
        assert_eq!(finish(&[("", "x")]).entropy_bits, None);
        assert_eq!(finish(&[("ab", "ab")]).entropy_bits, Some(0.0));
        // Always wrong in the same way is no uncertainty.
        assert_eq!(finish(&[("a", "b"), ("a", "b")]).entropy_bits, Some(0.0));
        assert_eq!(finish(&[("a", "b"), ("a", "a")]).entropy_bits, Some(1.0));
        assert_eq!(finish(&[("a", "a"), ("a", "")]).entropy_bits, Some(1.0));
    }

    #[test]
    fn any_alphabet() {
        let table = finish(&[("漢字é😀", "漢宇e😀")]);
        assert_eq!(table.symbols, 4);
        assert_eq!(table.top[0].drawn, Some('é'));
        let json = serde_json::to_string(&table).unwrap();
        assert_eq!(serde_json::from_str::<Confusion>(&json).unwrap(), table);
    }

    proptest! {
        #[test]
        fn merging_is_counting_on(
            pairs in proptest::collection::vec(("[abc]{0,5}", "[abc]{0,5}"), 0..30),
            cut in 0_usize..30,
        ) {
            let whole: Vec<(&str, &str)> = pairs.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            let cut = cut.min(whole.len());
            let mut merged = ConfusionTally::default();
            for (id, (drawn, read)) in whole.iter().enumerate().skip(cut) {
                merged.push(&align(drawn, read), id as u64);
            }
            merged.merge(tally(&whole[..cut]));
            prop_assert_eq!(&merged, &tally(&whole));
            let table = finish(&whole);
            let drawn: usize = whole.iter().map(|(a, _)| a.len()).sum();
            let read: usize = whole.iter().map(|(_, b)| b.len()).sum();
            prop_assert_eq!(table.symbols, drawn as u64);
            prop_assert_eq!(table.classes.iter().map(|c| c.emitted).sum::<u64>(), read as u64);
        }
    }
}
