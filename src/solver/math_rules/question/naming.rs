//! Which trigonometric function is which ratio of a right triangle's sides, or of other functions.

use super::units::{Change, Unit};
use crate::solver::math_rules::expr::Function;
use crate::solver::math_rules::grammar::chart::Chart;

/// What a ratio is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Opposite,
    Adjacent,
    Hypotenuse,
    Sine,
    Cosine,
    Tangent,
    One,
}

impl Chart<'_> {
    /// The whole question from `at` on, where it asks for the name of a ratio.
    pub(crate) fn named_function(&mut self, at: usize, found: &mut Vec<Unit>) {
        let rest = || (at..self.tokens.len()).map(|at| self.text(at));
        let asks = rest().any(|word| {
            matches!(
                word,
                "what" | "which" | "name" | "give" | "identify" | "type" | "enter"
            )
        });
        let kind = rest().any(|word| {
            matches!(
                word,
                "function"
                    | "ratio"
                    | "called"
                    | "trigonometric"
                    | "trig"
                    | "known"
                    | "name"
                    | "term"
            )
        });
        if at > 0 && !self.starts_sentence(at) || !asks || !kind {
            return;
        }
        if let Some(name) = self.one_over(at) {
            let id = self.call(Function::Name(name), &[]);
            return found.push(Unit::new(Change::Goal(id), self.tokens.len(), 0));
        }
        let Some(name) = self.ratio(at) else { return };
        let id = self.call(Function::Name(name), &[]);
        found.push(Unit::new(Change::Goal(id), self.tokens.len(), 0));
    }

    /// "one over the cosine", which must be all that is said of sides.
    fn one_over(&self, at: usize) -> Option<&'static str> {
        let mut sides = (at..self.tokens.len()).filter(|at| self.ratio_side(*at).is_some());
        let side = sides.next().filter(|_| sides.next().is_none())?;
        let before = |back: usize| side.checked_sub(back).map_or("", |at| self.text(at));
        let (over, one) = match before(1) {
            "the" => (before(2), before(3)),
            over => (over, before(2)),
        };
        let fits = matches!(over, "over" | "/") && matches!(one, "one" | "1");
        fits.then(|| name(Side::One, self.ratio_side(side)?))
            .flatten()
    }

    fn starts_sentence(&self, at: usize) -> bool {
        at.checked_sub(1)
            .is_none_or(|before| matches!(self.text(before), "." | "," | ":" | "!" | "?"))
    }

    /// The name of the one ratio that the question speaks of.
    fn ratio(&self, at: usize) -> Option<&'static str> {
        let sides: Vec<(usize, Side)> = (at..self.tokens.len())
            .filter_map(|at| Some((at, self.ratio_side(at)?)))
            .collect();
        let &[(first_at, first), (second_at, second)] = sides.as_slice() else {
            return None;
        };
        let strange = |at: usize| {
            self.digits(at).is_some()
                || matches!(
                    self.text(at),
                    "not" | "times" | "plus" | "minus" | "square" | "squared" | "inverse"
                )
        };
        if (at..self.tokens.len()).any(strange) {
            return None;
        }
        let between: Vec<&str> = (first_at + 1..second_at).map(|at| self.text(at)).collect();
        let before: Vec<&str> = (at..first_at).map(|at| self.text(at)).collect();
        self.oriented(first, second, &before, &between)
    }

    fn ratio_side(&self, at: usize) -> Option<Side> {
        match self.text(at) {
            "opposite" => Some(Side::Opposite),
            "adjacent" => Some(Side::Adjacent),
            "hypotenuse" => Some(Side::Hypotenuse),
            "sine" | "sin" => Some(Side::Sine),
            "cosine" | "cos" => Some(Side::Cosine),
            "tangent" | "tan" => Some(Side::Tangent),
            "reciprocal" => Some(Side::One),
            _ => None,
        }
    }

    fn oriented(
        &self,
        first: Side,
        second: Side,
        before: &[&str],
        between: &[&str],
    ) -> Option<&'static str> {
        if first == Side::One {
            return between
                .contains(&"of")
                .then(|| name(Side::One, second))
                .flatten();
        }
        let says = |words: &[&str], word: &str| words.contains(&word);
        let ratio = says(before, "ratio") || says(before, "quotient");
        let dividing = says(before, "dividing") || says(before, "divide");
        let over = says(between, "over")
            || says(between, "/")
            || says(between, "per")
            || says(between, "divided");
        let by = dividing && (says(between, "by") || says(between, "with"));
        let joined = ratio && (says(between, "to") || says(between, "and"));
        let into = says(between, "into");
        let to = says(between, "to") && !ratio && !dividing;
        match (over || by || joined || to, into) {
            (true, false) => name(first, second),
            _ => None,
        }
    }
}

fn name(above: Side, below: Side) -> Option<&'static str> {
    Some(match (above, below) {
        (Side::Opposite, Side::Hypotenuse) => "sine",
        (Side::Adjacent, Side::Hypotenuse) => "cosine",
        (Side::Opposite, Side::Adjacent) | (Side::Sine, Side::Cosine) => "tangent",
        (Side::Hypotenuse, Side::Opposite) | (Side::One, Side::Sine) => "cosecant",
        (Side::Hypotenuse, Side::Adjacent) | (Side::One, Side::Cosine) => "secant",
        (Side::Adjacent, Side::Opposite)
        | (Side::Cosine, Side::Sine)
        | (Side::One, Side::Tangent) => "cotangent",
        _ => return None,
    })
}
