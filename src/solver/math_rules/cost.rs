//! What a reading costs, and the confidence that comes of it.
//!
//! Every rule that had to make an assumption adds its cost; a reading's weight is 0.9 to the power of its cost. Among
//! the readings of a question, the cheapest of each different answer counts. The answer of the cheapest is given, with
//! its weight times its share of all those weights as confidence, unless another answer is nearly as cheap
//! ([`CLEAR`]): then the question is ambiguous, and there is no answer.

/// A word was passed over that changes nothing.
pub(crate) const FILLER: u16 = 1;
/// A numeral was spelled digit by digit or in pairs, or a preposition was taken for an operator.
pub(crate) const UNUSUAL: u16 = 2;
/// A numeral was cut short at its "and": "four and eight hundred and three" as three numbers.
pub(crate) const CUT: u16 = 3;
/// A list has a second "and", although nested phrases may share them out otherwise.
pub(crate) const AGAIN: u16 = CLEAR;
/// A numeral was cut short at a comma: "two thousand, five hundred" as two numbers.
pub(crate) const CUT_AT_COMMA: u16 = CLEAR;
/// A whole sentence was passed over.
pub(crate) const SENTENCE: u16 = 3;
/// "and" was taken for plus.
pub(crate) const AND: u16 = 7;
/// An operand was taken to reach over a product, which is no more unusual than that it does not.
pub(crate) const FAR: u16 = 5;
/// An operand was taken to reach further, or less far, than is usual: "the square root of nine plus sixteen" as 5.
pub(crate) const LOOSE: u16 = 8;
/// Dearer readings are dropped.
pub(crate) const DEAREST: u16 = 26;
/// By so much must the best reading be cheaper than one with another answer.
pub(crate) const CLEAR: u16 = 7;

/// A reading's weight.
pub(crate) fn weight(cost: u16) -> f32 {
    0.9f32.powi(i32::from(cost))
}

/// The confidence in the first of some answers, by the cheapest cost of each; `None` where it is not clear.
pub(crate) fn confidence(costs: &[u16]) -> Option<f32> {
    let (best, others) = costs.split_first()?;
    if others.iter().any(|other| *other < best + CLEAR) {
        return None;
    }
    let own = weight(*best);
    let all: f32 = costs.iter().map(|cost| weight(*cost)).sum();
    Some(own * own / all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidence_is_weight_times_share() {
        assert_eq!(confidence(&[0]), Some(1.0));
        assert!((confidence(&[1]).unwrap() - 0.9).abs() < 1e-6);
        let shared = confidence(&[0, LOOSE]).unwrap();
        assert!((0.6..0.8).contains(&shared), "{shared}");
        assert_eq!(confidence(&[0, 3]), None);
        assert_eq!(confidence(&[]), None);
    }
}
