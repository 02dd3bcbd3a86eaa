//! How a training went, row by row.

use serde::{Deserialize, Serialize};

/// One reading of the validation part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Samples seen.
    pub samples: u64,
    /// Seconds of training, all sittings.
    pub seconds: f64,
    /// Learning rate.
    pub rate: f64,
    /// Mean training loss of each head since the row before, nats a picture.
    pub losses: Vec<f64>,
    /// What each head made of the validation part.
    pub heads: Vec<Score>,
}

/// What one head made of a part.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Pictures that the site would have accepted the answer to.
    pub solved: u64,
    /// Pictures.
    pub n: u64,
    /// Mean loss, nats a picture, of those whose text this head can give; `None` where it can give none.
    pub nats: Option<f64>,
}

impl Score {
    /// Share solved.
    pub fn rate(&self) -> f64 {
        self.solved as f64 / self.n.max(1) as f64
    }

    /// Whether it is better than another: by rate, then by loss.
    pub(crate) fn beats(&self, other: &Self) -> bool {
        let loss = |score: &Self| score.nats.unwrap_or(f64::INFINITY);
        match self.solved.cmp(&other.solved) {
            std::cmp::Ordering::Equal => loss(self) < loss(other),
            order => order.is_gt(),
        }
    }
}

impl Row {
    /// The better head, the first of equals.
    pub fn best_head(&self) -> usize {
        (1..self.heads.len()).fold(0, |best, head| {
            if self.heads[head].beats(&self.heads[best]) {
                head
            } else {
                best
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rate_decides_before_loss() {
        let score = |solved, nats| Score {
            solved,
            n: 10,
            nats,
        };
        let row = |heads| Row {
            samples: 0,
            seconds: 0.0,
            rate: 0.0,
            losses: Vec::new(),
            heads,
        };
        assert_eq!(
            row(vec![score(3, Some(0.1)), score(4, Some(9.0))]).best_head(),
            1
        );
        assert_eq!(
            row(vec![score(3, Some(0.5)), score(3, Some(0.2))]).best_head(),
            1
        );
        assert_eq!(
            row(vec![score(3, Some(0.2)), score(3, Some(0.2))]).best_head(),
            0
        );
        assert_eq!(
            row(vec![score(0, None), score(0, Some(3.0))]).best_head(),
            1
        );
    }
}
