//! Groups of symbols that are taken for each other, such as {0 O Q D}: what a smaller charset could drop.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Symbols linked by confusions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cluster {
    /// The symbols in code point order.
    pub symbols: String,
    /// Confusions among them.
    pub count: u64,
}

/// Union-find over symbols; the least symbol of a set stands for it.
pub(crate) struct Sets {
    parent: BTreeMap<char, char>,
}

impl Sets {
    /// Each symbol alone.
    pub(crate) fn new(symbols: impl Iterator<Item = char>) -> Self {
        Self {
            parent: symbols.map(|c| (c, c)).collect(),
        }
    }

    fn root(&self, mut symbol: char) -> char {
        while self.parent[&symbol] != symbol {
            symbol = self.parent[&symbol];
        }
        symbol
    }

    /// Makes one set of those of two known symbols.
    pub(crate) fn join(&mut self, a: char, b: char) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent.insert(a.max(b), a.min(b));
    }

    /// Sets of two or more with the confusions among them (`both`, by pair), most first, equals by first symbol.
    pub(crate) fn groups(&self, both: &BTreeMap<(char, char), u64>) -> Vec<Cluster> {
        let mut groups: BTreeMap<char, Cluster> = BTreeMap::new();
        for &symbol in self.parent.keys() {
            let empty = || Cluster {
                symbols: String::new(),
                count: 0,
            };
            groups
                .entry(self.root(symbol))
                .or_insert_with(empty)
                .symbols
                .push(symbol);
        }
        for (&(a, b), &count) in both {
            if let Some(cluster) = groups
                .get_mut(&self.root(a))
                .filter(|_| self.root(a) == self.root(b))
            {
                cluster.count += count;
            }
        }
        let mut groups: Vec<_> = groups
            .into_values()
            .filter(|g| g.symbols.chars().nth(1).is_some())
            .collect();
        groups.sort_by_key(|group| std::cmp::Reverse(group.count));
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_grow_by_joining() {
        let mut sets = Sets::new("0DOQx1l".chars());
        for (a, b) in [('O', '0'), ('Q', 'D'), ('O', 'Q'), ('1', 'l'), ('0', 'D')] {
            sets.join(a, b);
        }
        let both = BTreeMap::from([(('0', 'O'), 2), (('1', 'l'), 5), (('O', 'x'), 9)]);
        let groups = sets.groups(&both);
        let found: Vec<_> = groups
            .iter()
            .map(|g| (g.symbols.as_str(), g.count))
            .collect();
        assert_eq!(found, [("1l", 5), ("0DOQ", 2)]);
    }
}
