//! One number for all that a run decided: equal digests mean equal results, whatever the order.

use super::AttemptRow;

/// A sum of row hashes over the deterministic columns (not times, not fault texts): any order, any number of
/// threads, any interruptions give the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Digest {
    sum: u128,
    rows: u64,
}

impl Digest {
    /// Adds a row.
    pub fn push(&mut self, row: &AttemptRow<'_>) {
        let mut hasher = blake3::Hasher::new();
        let empty = "";
        let texts = [
            row.case.as_ref(),
            row.solver.as_ref(),
            row.verdict.word(),
            row.answer.as_deref().unwrap_or(empty),
            row.raw.as_deref().unwrap_or(empty),
            row.drawn.as_ref(),
            row.stored(),
            row.px.as_ref(),
        ];
        for text in texts {
            hasher
                .update(&(text.len() as u64).to_le_bytes())
                .update(text.as_bytes());
        }
        hasher
            .update(&row.i.to_le_bytes())
            .update(&row.conf.unwrap_or(-1.0).to_bits().to_le_bytes());
        let mut half = [0u8; 16];
        half.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        self.sum = self.sum.wrapping_add(u128::from_le_bytes(half));
        self.rows += 1;
    }

    /// Adds another digest's rows.
    pub fn merge(&mut self, other: Self) {
        self.sum = self.sum.wrapping_add(other.sum);
        self.rows += other.rows;
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:032x}-{}", self.sum, self.rows)
    }
}
