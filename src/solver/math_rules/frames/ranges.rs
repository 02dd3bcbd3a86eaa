//! Whole numbers of a kind within bounds: how many there are, which one it is, what they add up to.

use super::among;
use crate::solver::math_rules::expr::{Function, Id};
use crate::solver::math_rules::grammar::chart::Chart;
use crate::solver::math_rules::tokens::Number;
use crate::solver::math_rules::values::exact::{integer, is_prime, nth_root, whole};

/// A kind of whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Even,
    Odd,
    Prime,
    Square,
    Cube,
    MultipleOf(i128),
    EndsIn(i128),
}

/// What is asked of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Count,
    Only,
    Sum,
    Product,
    Largest,
    Smallest,
}

/// What has been read.
#[derive(Default)]
struct Range {
    sorts: Vec<Sort>,
    low: Option<i128>,
    high: Option<i128>,
    /// Whether the bounds belong to it; `None` where that is not said.
    inclusive: Option<bool>,
    asked: Option<Asked>,
    /// Only so many, the first of all.
    first: Option<usize>,
}

/// Wider ranges are not counted out.
const WIDEST: i128 = 100_000;

const FILLERS: &str = "what which is are the there a an that lies lie of all ? . , number numbers integer integers whole natural \
    positive one you can find do 's exist it and by name give falls counting if count in range only tell me type \
    both ends end to have we list evenly perfect strictly enter exactly write please them included when add up each \
    digits digit be out";

impl Chart<'_> {
    /// A question about the whole numbers of a range.
    pub(super) fn range_frame(&mut self, at: usize) -> Option<(Id, u16)> {
        let mut range = Range::default();
        let mut place = at;
        while place < self.tokens.len() {
            place = self.range_step(place, &mut range)?;
        }
        let value = range.value()?;
        Some((self.number(value), 0))
    }

    fn range_step(&self, at: usize, range: &mut Range) -> Option<usize> {
        if let Some((asked, end)) = self.range_asked(at) {
            let again = range.asked.is_some_and(|before| before != Asked::Only);
            let weaker = asked == Asked::Only && range.asked.is_some();
            if !weaker {
                range.asked = (!again || range.asked == Some(asked)).then_some(Some(asked))?;
            }
            return Some(end);
        }
        if let Some((sort, end)) = self.sort_at(at) {
            if !range.sorts.contains(&sort) {
                range.sorts.push(sort);
            }
            return Some(end);
        }
        if let Some(end) = self.bound_at(at, range) {
            return Some(end);
        }
        if let Some((first, end)) = self.first_at(at) {
            range.first = range.first.xor(Some(first));
            return Some(end);
        }
        let closed = [
            ("inclusive", true),
            ("included", true),
            ("including", true),
            ("exclusive", false),
            ("strictly", false),
            ("excluded", false),
        ];
        if let Some((_, inclusive)) = closed.iter().find(|(word, _)| self.is(at, word)) {
            range.inclusive = Some(*inclusive);
            return Some(at + 1);
        }
        (among(FILLERS, self.text(at)) || self.idle(at)).then_some(at + 1)
    }

    /// "first ten": how many.
    fn first_at(&self, at: usize) -> Option<(usize, usize)> {
        let (value, end) = self.amount(self.is(at, "first").then_some(at + 1)?)?;
        Some((usize::try_from(integer(&value)?).ok()?, end))
    }

    fn range_asked(&self, at: usize) -> Option<(Asked, usize)> {
        let asked = match (self.text(at), self.text(at + 1)) {
            ("how", "many") => return Some((Asked::Count, at + 2)),
            ("sum", "of") => return Some((Asked::Sum, at + 2)),
            ("sum", "to") | ("add", "up" | "to") => return Some((Asked::Sum, at + 2)),
            ("product", "of") => return Some((Asked::Product, at + 2)),
            ("largest" | "biggest" | "greatest" | "highest", _) => Asked::Largest,
            ("smallest" | "least" | "lowest", _) => Asked::Smallest,
            ("which" | "what" | "only", _) => Asked::Only,
            _ => return None,
        };
        Some((asked, at + 1))
    }

    fn sort_at(&self, at: usize) -> Option<(Sort, usize)> {
        let sort = match self.text(at) {
            "even" => Sort::Even,
            "odd" => Sort::Odd,
            "prime" | "primes" => Sort::Prime,
            "square" | "squares" => Sort::Square,
            "cube" | "cubes" => Sort::Cube,
            "multiples" | "multiple" | "divisible" => {
                let start = self.skip(at + 1, &["of", "by"]);
                let (value, end) = self.amount(start).filter(|_| start > at + 1)?;
                return Some((Sort::MultipleOf(integer(&value).filter(|n| *n > 0)?), end));
            }
            "ends" | "ending" => {
                let start = self.skip(at + 1, &["in", "with"]);
                let (value, end) = self.amount(start).filter(|_| start > at + 1)?;
                return Some((
                    Sort::EndsIn(integer(&value).filter(|n| (0..10).contains(n))?),
                    end,
                ));
            }
            _ => return None,
        };
        Some((sort, at + 1))
    }

    /// "between 3 and 7", "from 3 to 7", "below 10": their end.
    fn bound_at(&self, at: usize, range: &mut Range) -> Option<usize> {
        let whole_at = |at: usize| {
            let (value, end) = self.amount(at)?;
            Some((integer(&value)?, end))
        };
        let start = self.skip(
            at,
            &[
                "less", "smaller", "greater", "more", "larger", "lower", "bigger", "higher", "is",
            ],
        );
        let start = self.skip(
            start,
            &[
                "less", "smaller", "greater", "more", "larger", "lower", "bigger", "higher",
            ],
        );
        let below = start > at && matches!(self.text(start - 1), "less" | "smaller" | "lower");
        match self.text(start) {
            "between" | "from" if start == at => {
                let (low, middle) = whole_at(start + 1)?;
                let inclusive = self.is(start, "from");
                let joint = if inclusive {
                    ["to", "through", "up"]
                } else {
                    ["and", "to", "&"]
                };
                let next = self.skip(self.skip(middle, &joint), &["to"]);
                let (high, end) = whole_at(next).filter(|_| next > middle)?;
                (range.low, range.high) = (range.low.xor(Some(low)), range.high.xor(Some(high)));
                if inclusive {
                    range.inclusive = Some(true);
                }
                Some(end)
            }
            "below" | "under" => self.upper(whole_at(start + 1)?, range, 1),
            "than" if below => self.upper(whole_at(start + 1)?, range, 1),
            "up" if self.is(start + 1, "to") => self.upper(whole_at(start + 2)?, range, 0),
            "above" | "over" => self.lower(whole_at(start + 1)?, range),
            "than" if start > at => self.lower(whole_at(start + 1)?, range),
            _ => None,
        }
    }

    fn upper(&self, (bound, end): (i128, usize), range: &mut Range, less: i128) -> Option<usize> {
        range.high = range.high.xor(Some(bound - less));
        range.inclusive = Some(true);
        range.high.map(|_| end)
    }

    fn lower(&self, (bound, end): (i128, usize), range: &mut Range) -> Option<usize> {
        range.low = range.low.xor(Some(bound + 1));
        range.inclusive = Some(true);
        range.low.map(|_| end)
    }

    /// "the largest prime factor of 84", behind "largest".
    pub(crate) fn prime_factor(&mut self, at: usize) -> Option<(Id, usize)> {
        let largest = match self.text(at) {
            "largest" | "greatest" | "biggest" | "highest" => true,
            "smallest" | "least" | "lowest" => false,
            _ => return None,
        };
        let end = self
            .reads(at + 1, "prime factor of")
            .or(self.reads(at + 1, "prime divisor of"))?;
        let (value, end) = self.amount(end)?;
        let value = self.arena.number(value);
        Some((self.call(Function::PrimeFactor(largest), &[value]), end))
    }
}

impl Range {
    fn value(&self) -> Option<i128> {
        let asked = self.asked?;
        if let Some(first) = self.first {
            return self.of_first(first, asked);
        }
        if asked != Asked::Count && asked != Asked::Sum && self.sorts.is_empty() {
            return None;
        }
        let open = self.found(asked, 1);
        let closed = self.found(asked, 0);
        match self.inclusive {
            Some(true) => closed,
            Some(false) => open,
            None if asked == Asked::Count && self.sorts.is_empty() => None,
            // Whether the bounds count is not said, and must not matter.
            None => open.filter(|value| closed == Some(*value)),
        }
    }

    /// Of the first so many positive ones.
    fn of_first(&self, count: usize, asked: Asked) -> Option<i128> {
        let bounded = self.low.is_some() || self.high.is_some();
        let fitting = (1..WIDEST).filter(|n| self.sorts.iter().all(|sort| sort.has(*n)));
        let mut fitting = fitting.take(count.min(1000));
        match asked {
            _ if bounded || count > 1000 || self.sorts.is_empty() => None,
            Asked::Sum => Some(fitting.sum()),
            Asked::Product => fitting
                .try_fold(1i128, |product, n| product.checked_mul(n))
                .filter(|p| *p < 1 << 80),
            _ => None,
        }
    }

    /// The answer, the bounds moved inwards by `by`.
    fn found(&self, asked: Asked, by: i128) -> Option<i128> {
        let high = self.high.map(|high| high - by);
        let low = self.low.map_or(1, |low| low + by);
        let high = match (high, asked) {
            (Some(high), _) => high,
            (None, Asked::Smallest) => low.checked_add(1000)?,
            _ => return None,
        };
        if high.checked_sub(low)? > WIDEST || low < 0 {
            return None;
        }
        let mut fitting = (low..=high).filter(|n| self.sorts.iter().all(|sort| sort.has(*n)));
        match asked {
            Asked::Count => i128::try_from(fitting.count()).ok(),
            Asked::Sum => Some(fitting.sum()),
            Asked::Product => fitting
                .try_fold(1i128, |product, n| product.checked_mul(n))
                .filter(|p| *p < 1 << 80),
            Asked::Largest => fitting.last(),
            Asked::Smallest => fitting.next(),
            Asked::Only => fitting.next().filter(|_| fitting.next().is_none()),
        }
    }
}

impl Sort {
    fn has(self, n: i128) -> bool {
        let root = |root: u32| {
            nth_root(&Number::from(n), root).is_some_and(|root| root == whole(root.to_integer()))
        };
        match self {
            Self::Even => n % 2 == 0,
            Self::Odd => n % 2 != 0,
            Self::Prime => is_prime(n) == Some(true),
            Self::Square => root(2),
            Self::Cube => root(3),
            Self::MultipleOf(k) => n % k == 0,
            Self::EndsIn(digit) => n % 10 == digit,
        }
    }
}
