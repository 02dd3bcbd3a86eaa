//! How questions of one operation were understood: both operands and the sign, each by itself.

use serde::{Deserialize, Serialize};

use super::Estimate;

/// Left operand, sign, right operand.
pub type Parts = (String, char, String);

/// Shares of the questions of one operation, with Wilson 95 % intervals. What was not read is read wrong.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parse {
    /// The left operand was read right.
    pub left: Estimate,
    /// The sign was.
    pub sign: Estimate,
    /// The right operand was.
    pub right: Estimate,
    /// All three were.
    pub whole: Estimate,
    /// Something was read wrong, and the answer was right all the same.
    pub lucky: Estimate,
}

/// Counts for a [`Parse`].
#[derive(Clone, Copy, Debug, Default)]
pub struct ParseTally {
    n: u64,
    left: u64,
    sign: u64,
    right: u64,
    whole: u64,
    lucky: u64,
}

impl ParseTally {
    /// A question of one operation: what it was, what was read of it, whether the answer was right.
    pub fn push(&mut self, asked: &Parts, read: Option<&Parts>, solved: bool) {
        self.n += 1;
        let fits = read.map_or([false; 3], |read| compare(asked, read));
        let whole = fits == [true; 3];
        self.left += u64::from(fits[0]);
        self.sign += u64::from(fits[1]);
        self.right += u64::from(fits[2]);
        self.whole += u64::from(whole);
        self.lucky += u64::from(solved && !whole && read.is_some());
    }

    /// `None` where no question was of one operation.
    pub fn finish(&self) -> Option<Parse> {
        let rate = |count| Estimate::rate(count, self.n);
        (self.n > 0).then(|| Parse {
            left: rate(self.left),
            sign: rate(self.sign),
            right: rate(self.right),
            whole: rate(self.whole),
            lucky: rate(self.lucky),
        })
    }
}

/// Operands of a sum or product may change places.
fn compare(asked: &Parts, read: &Parts) -> [bool; 3] {
    let sign = asked.1 == read.1;
    let straight = [asked.0 == read.0, sign, asked.2 == read.2];
    let crossed = [asked.0 == read.2, sign, asked.2 == read.0];
    let swaps = matches!(asked.1, '+' | '*');
    if swaps && crossed == [true; 3] {
        crossed
    } else {
        straight
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Unit;

    fn parts(left: &str, sign: char, right: &str) -> Parts {
        (left.into(), sign, right.into())
    }

    #[test]
    fn counts_each_part() {
        let mut tally = ParseTally::default();
        assert_eq!(tally.finish(), None);
        tally.push(&parts("7", '*', "3"), Some(&parts("3", '*', "7")), true);
        tally.push(&parts("7", '-', "3"), Some(&parts("3", '-', "7")), false);
        tally.push(&parts("2", '+', "2"), Some(&parts("2", '*', "2")), true);
        tally.push(&parts("2", '+', "2"), None, true);
        let parse = tally.finish().unwrap();
        let values = [
            parse.left,
            parse.sign,
            parse.right,
            parse.whole,
            parse.lucky,
        ];
        let values = values.map(|e| (e.value.unwrap() * 4.0) as u64);
        assert_eq!(values, [2, 2, 2, 1, 1]);
        assert_eq!((parse.left.n, parse.left.unit), (4, Unit::Share));
    }
}
