//! What is remembered of each picture, and what a question and a reply teach about it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::hash::Print;

/// Beyond this log-odds a label counts as known.
const SURE: f64 = 12.0;

/// The pictures met so far, by their prints.
#[derive(Clone, Debug)]
pub(super) struct Memory {
    pictures: Vec<Known>,
    exact: HashMap<Print, usize>,
    /// Differing bits up to which two prints are the same picture; 0 asks for the same print.
    radius: u32,
    /// Categories that questions have named.
    words: BTreeSet<String>,
    /// Categories that the attacker expects there to be.
    expected: usize,
}

/// One picture.
#[derive(Clone, Debug)]
struct Known {
    print: Print,
    /// Log-evidence for each category that a question named beside it; the rest have 0.
    evidence: BTreeMap<String, f64>,
    label: Option<String>,
    not: BTreeSet<String>,
}

impl Memory {
    pub fn new(radius: u32, expected: usize) -> Self {
        Self {
            pictures: Vec::new(),
            exact: HashMap::new(),
            radius,
            words: BTreeSet::new(),
            expected,
        }
    }

    /// Pictures met so far.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.pictures.len()
    }

    /// The picture with this print, or the nearest within the radius.
    pub fn find(&self, print: Print) -> Option<usize> {
        if let Some(&at) = self.exact.get(&print) {
            return Some(at);
        }
        if self.radius == 0 {
            return None;
        }
        let apart = |known: &Known| known.print.apart(print);
        let near = self.pictures.iter().enumerate();
        let near = near.filter_map(|(at, known)| Some((apart(known)?, at)));
        near.min()
            .filter(|(bits, _)| *bits <= self.radius)
            .map(|(_, at)| at)
    }

    /// The place of this print, made if it is new.
    pub fn meet(&mut self, print: Print) -> usize {
        if let Some(at) = self.find(print) {
            return at;
        }
        let known = Known {
            print,
            evidence: BTreeMap::new(),
            label: None,
            not: BTreeSet::new(),
        };
        self.pictures.push(known);
        self.exact.insert(print, self.pictures.len() - 1);
        self.pictures.len() - 1
    }

    /// A question named `word` over these pictures, of a grid of so many tiles. A tile that shows the word is asked for
    /// with probability 1/n + (n-1)/(n K) and any other with (n-1)/(n K): the ratio is 1 + K/(n-1).
    pub fn asked(&mut self, word: &str, pictures: &[usize], tiles: usize) {
        self.words.insert(word.to_owned());
        let k = self.categories() as f64;
        let ratio = libm::log(1.0 + k / (tiles.max(2) - 1) as f64);
        let unique: BTreeSet<usize> = pictures.iter().copied().collect();
        for at in unique {
            *self.pictures[at]
                .evidence
                .entry(word.to_owned())
                .or_default() += ratio;
        }
    }

    fn categories(&self) -> usize {
        self.expected.max(self.words.len())
    }

    /// Probability that the picture shows `word`.
    pub fn shows(&self, at: usize, word: &str) -> f64 {
        let known = &self.pictures[at];
        match &known.label {
            Some(label) => f64::from(u8::from(label == word)),
            None if known.not.contains(word) => 0.0,
            None => {
                let weight = |word: &str| {
                    if known.not.contains(word) {
                        return 0.0;
                    }
                    libm::exp(known.evidence.get(word).copied().unwrap_or(0.0))
                };
                let named: f64 = self.words.iter().map(|word| weight(word)).sum();
                let unnamed = (self.categories() - self.words.len()) as f64;
                weight(word) / (named + unnamed).max(f64::MIN_POSITIVE)
            }
        }
    }

    /// What the picture most probably shows, where that is more likely than not.
    pub fn label(&self, at: usize) -> Option<&str> {
        let known = &self.pictures[at];
        if known.label.is_some() {
            return known.label.as_deref();
        }
        let mut words = self.words.iter().map(String::as_str);
        words.find(|word| self.shows(at, word) > 0.5)
    }

    /// A reply: these pictures were chosen, or not, as showing `word`, and the whole was right, or not.
    pub fn told(&mut self, word: &str, choice: &[(usize, bool)], right: bool) {
        if right {
            for &(at, chosen) in choice {
                self.settle(at, word, chosen);
            }
            return;
        }
        // Were tiles independent, the posterior of tile k being right, given that not all are: (r - R) / (1 - R).
        let right: Vec<f64> = choice
            .iter()
            .map(|&(at, chosen)| {
                let p = self.shows(at, word);
                if chosen { p } else { 1.0 - p }
            })
            .collect();
        let all: f64 = right.iter().product();
        if all >= 1.0 {
            return;
        }
        for (&(at, chosen), r) in choice.iter().zip(right) {
            let odds = |p: f64| libm::log(p / (1.0 - p)).clamp(-2.0 * SURE, 2.0 * SURE);
            let now = ((r - all) / (1.0 - all)).clamp(0.0, 1.0);
            let shift = odds(now) - odds(r);
            let known = &mut self.pictures[at];
            if known.label.is_some() || known.not.contains(word) || !shift.is_finite() {
                continue;
            }
            *known.evidence.entry(word.to_owned()).or_default() +=
                if chosen { shift } else { -shift };
            let p = self.shows(at, word);
            if odds(p).abs() >= SURE {
                self.settle(at, word, p > 0.5);
            }
        }
    }

    fn settle(&mut self, at: usize, word: &str, shows: bool) {
        let known = &mut self.pictures[at];
        if shows {
            known.label = Some(word.to_owned());
        } else {
            known.not.insert(word.to_owned());
            if known.label.as_deref() == Some(word) {
                known.label = None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(n: u64) -> Print {
        Print::Near(n)
    }

    #[test]
    fn replies_settle_and_questions_hint() {
        let mut memory = Memory::new(0, 4);
        let (a, b) = (memory.meet(print(1)), memory.meet(print(2)));
        assert_eq!(memory.meet(print(1)), a);
        assert!((memory.shows(a, "cat") - 0.25).abs() < 1e-9);
        for _ in 0..5 {
            memory.asked("cat", &[a], 9);
        }
        assert!(memory.shows(a, "cat") > 0.6 && memory.label(a) == Some("cat"));
        memory.told("cat", &[(a, true), (b, false)], true);
        assert_eq!((memory.shows(a, "cat"), memory.shows(b, "cat")), (1.0, 0.0));
        assert_eq!(memory.shows(a, "dog"), 0.0);
    }

    #[test]
    fn the_only_unsure_tile_of_a_wrong_grid_is_settled() {
        let mut memory = Memory::new(0, 4);
        let (a, b) = (memory.meet(print(1)), memory.meet(print(2)));
        memory.told("cat", &[(a, true)], true);
        memory.asked("cat", &[b], 2);
        memory.told("cat", &[(a, true), (b, false)], false);
        assert_eq!(memory.label(b), Some("cat"));
    }

    #[test]
    fn a_radius_joins_near_prints() {
        let mut memory = Memory::new(2, 4);
        let a = memory.meet(print(0b1111));
        assert_eq!(memory.find(print(0b0011)), Some(a));
        assert_eq!(memory.find(print(0b0001)), None);
    }
}
