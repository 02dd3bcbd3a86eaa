//! One number for a set of labelled pictures: equal hashes mean equal data, whatever the order.

use std::fmt;
use std::str::FromStr;

use super::draw::Example;

/// A sum of hashes of (pixels, text), with the number of examples.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DataHash {
    sum: u128,
    count: u64,
}

impl DataHash {
    /// Of these examples.
    pub(crate) fn of<'a>(examples: impl IntoIterator<Item = &'a Example>) -> Self {
        let mut hash = Self::default();
        for example in examples {
            hash.push(example.digest, &example.key.drawn);
        }
        hash
    }

    /// Adds an example.
    pub(crate) fn push(&mut self, digest: u64, drawn: &str) {
        let mut hasher = blake3::Hasher::new();
        hasher
            .update(&digest.to_le_bytes())
            .update(drawn.as_bytes());
        let mut half = [0; 16];
        half.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        self.sum = self.sum.wrapping_add(u128::from_le_bytes(half));
        self.count += 1;
    }

    /// Adds another set's examples.
    pub(crate) fn merge(&mut self, other: Self) {
        self.sum = self.sum.wrapping_add(other.sum);
        self.count += other.count;
    }
}

impl fmt::Display for DataHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}-{}", self.sum, self.count)
    }
}

impl FromStr for DataHash {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let read = || {
            let (sum, count) = text.split_once('-')?;
            Some(Self {
                sum: u128::from_str_radix(sum, 16).ok()?,
                count: count.parse().ok()?,
            })
        };
        read().ok_or_else(|| format!("`{text}` is no data hash"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_does_not_count_but_labels_do() {
        let of = |list: &[(u64, &str)]| {
            let mut hash = DataHash::default();
            list.iter()
                .for_each(|(digest, text)| hash.push(*digest, text));
            hash
        };
        let hash = of(&[(1, "a"), (2, "b")]);
        assert_eq!(hash, of(&[(2, "b"), (1, "a")]));
        assert_ne!(hash, of(&[(1, "b"), (2, "a")]));
        assert_eq!(hash.to_string().parse(), Ok(hash));
        let mut merged = of(&[(1, "a")]);
        merged.merge(of(&[(2, "b")]));
        assert_eq!(merged, hash);
    }
}
