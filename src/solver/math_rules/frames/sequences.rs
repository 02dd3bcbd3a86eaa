//! Sequences of numbers: what comes next, what is missing, the tenth term.

use super::among;
use crate::solver::math_rules::cost::CLEAR;
use crate::solver::math_rules::expr::{Function, Id, Operator};
use crate::solver::math_rules::grammar::chart::Chart;
use crate::solver::math_rules::numerals;
use crate::solver::math_rules::tokens::{Kind, Number};
use crate::solver::math_rules::values::exact::integer;

/// What may stand around the terms.
const FILLERS: &str = "what which number numbers comes come next in the sequence series pattern list is are this these 's ? . : , find \
    missing continue complete fill blank gap with should would replace question mark term terms follows following \
    follow after last element continues goes go on then and given here of a an value rule logical progression if \
    count counting by be place row like starting starts begins as so it up down logically type enter give write put \
    belongs belong does do you now have could can tell me please space empty position to name run runs keep going \
    that out will for one must start begin has common difference ratio between successive consecutive constant \
    arithmetic geometric fibonacci prime primes square squares cube cubes even odd word ... _ - say see guess same \
    way who work its state supply finish your answer solve puzzle integer figure digit item member where stands \
    there stand gets there's ones i need know how sequences letter behind add extend comma dots just when";

/// What asks for the next term.
const CONTINUES: &str =
    "next continue continues complete follows follow finish extend common after then comes";

/// What asks for the next term, in a story.
const GOES_ON: &str = "next continue continues follow follows after then comes";

/// Words that ask for something else about a row of numbers.
const OTHERWISE: &str = "sum total product many much difference ratio average mean median mode range largest smallest biggest \
    greatest least divisible not doesn breaks wrong belong between missing before first middle odd even larger smaller nth term fourth fifth sixth seventh eighth ninth tenth twentieth hundredth \
    previous place places if when second third last count _ determinant trace matrix vector vectors sort order hours minutes";

/// Words that do something with a row of numbers, unless they tell its rule.
const RECKONING: &str =
    "add added multiply multiplied subtract double triple halve divide plus minus times";

/// Terms of a sequence; `None` is a gap.
struct Row {
    terms: Vec<Option<Number>>,
    end: usize,
    /// A gap stands at its end.
    trails: bool,
}

impl Chart<'_> {
    /// A sequence with one term asked for.
    pub(super) fn sequence_frame(&mut self, at: usize) -> Option<(Id, u16)> {
        self.progression(at)
            .or_else(|| self.terms_given(at))
            .or_else(|| self.row_told(at))
    }

    /// A row of terms in any story that asks how it goes on; numbers beside it are in words about the rule.
    fn row_told(&mut self, at: usize) -> Option<(Id, u16)> {
        if self.says_any(at, OTHERWISE) || !self.says_any(at, GOES_ON) {
            return None;
        }
        let (start, row) = (at..self.tokens.len())
            .find_map(|place| self.terms_at(place).map(|row| (place, row)))?;
        // Before a colon it is the rule that is told.
        let ruled = start > at && self.is(start - 1, ":");
        if !ruled && self.says_any(at, RECKONING) {
            return None;
        }
        let last = row.terms.last().copied().flatten()?;
        let whole = row.terms.iter().all(Option::is_some);
        let mut rest = (row.end..self.tokens.len()).filter_map(|place| self.digits(place));
        (whole && rest.all(|number| number == last)).then_some(())?;
        let known: Vec<Number> = row.terms.iter().flatten().copied().collect();
        let ids: Vec<Id> = known.iter().map(|term| self.arena.number(*term)).collect();
        let next = Function::Term(None, u16::try_from(known.len()).ok()?);
        Some((self.call(next, &ids), CLEAR))
    }

    fn terms_given(&mut self, at: usize) -> Option<(Id, u16)> {
        let (mut row, mut nth, mut place) = (None, None, at);
        while place < self.tokens.len() {
            if row.is_none()
                && let Some(found) = self.terms_at(place)
            {
                place = found.end;
                row = Some(found);
            } else if let Some((n, end)) = self.ordinal_term(place) {
                nth = Some(n);
                place = end;
            } else if among(FILLERS, self.text(place)) || self.idle(place) || self.counts_by(place)
            {
                place += 1;
            } else {
                return None;
            }
        }
        let row = row?;
        let gap = row.terms.iter().position(Option::is_none);
        let goes_on = row.trails
            || matches!(self.text(row.end), "..." | "_" | "?" | "and")
            || self.is(row.end + 1, "...");
        if gap.is_none() && nth.is_none() && !goes_on && !self.says_any(at, CONTINUES) {
            return None;
        }
        let known: Vec<Number> = row.terms.iter().flatten().copied().collect();
        let ids: Vec<Id> = known.iter().map(|term| self.arena.number(*term)).collect();
        let says = |word: &str| self.says(at, &[word]);
        let function = match (gap, nth) {
            (None, None) if says("common") && says("difference") => Function::Step(false),
            (None, None) if says("common") && says("ratio") => Function::Step(true),
            _ if says("difference") || says("ratio") => return None,
            (Some(gap), None) => {
                Function::Term(Some(u8::try_from(gap).ok()?), u16::try_from(gap).ok()?)
            }
            (None, Some(nth)) => Function::Term(None, u16::try_from(nth - 1).ok()?),
            (None, None) => Function::Term(None, u16::try_from(known.len()).ok()?),
            _ => return None,
        };
        let id = self.call(function, &ids);
        Some((id, 0))
    }

    /// "fives" of "count by fives".
    fn counts_by(&mut self, at: usize) -> bool {
        let before = at.checked_sub(1).map_or("", |before| self.text(before));
        matches!(before, "by" | "in") && self.plural_number(at).is_some()
    }

    /// "tenth term": which one.
    fn ordinal_term(&self, at: usize) -> Option<(i128, usize)> {
        let ordinal = numerals::ordinals(self.tokens, at)?;
        let end = self.skip(
            ordinal.end,
            &["term", "number", "element", "member", "value"],
        );
        let n = integer(&ordinal.value).filter(|n| (1..=1000).contains(n))?;
        (end > ordinal.end).then_some((n, end))
    }

    /// Three or more terms with commas between them, one of them perhaps a gap.
    fn terms_at(&self, at: usize) -> Option<Row> {
        let (mut terms, mut end) = (Vec::new(), at);
        loop {
            let gap = self.is(end, "_")
                || (self.is(end, "?") && !terms.is_empty())
                || (self.is(end, "...") && self.goes_on(end + 1));
            if gap {
                terms.push(None);
                end += 1;
            } else if let Some((value, next)) = self.amount(end).filter(|_| !self.is(end, "a")) {
                terms.push(Some(value));
                end = next;
            } else {
                break;
            }
            let comma = self.skip(self.skip(end, &[",", ";"]), &["and"]);
            let digits = matches!(
                self.tokens.get(end).map(|token| token.kind),
                Some(Kind::Number(_))
            );
            if comma == end && !digits {
                break;
            }
            end = comma;
        }
        // A question mark at the end only asks.
        let trails = terms.last() == Some(&None);
        while let Some(None) = terms.last() {
            terms.pop();
        }
        let gaps = terms.iter().filter(|term| term.is_none()).count();
        (terms.len() - gaps >= 3 && gaps <= 1).then_some(Row { terms, end, trails })
    }

    /// Whether more terms follow behind an ellipsis.
    fn goes_on(&self, at: usize) -> bool {
        let start = self.skip(at, &[","]);
        start > at && self.amount(start).is_some()
    }

    /// "An arithmetic sequence starts with 4 and has a common difference of 3. What is its fifth term?"
    fn progression(&mut self, at: usize) -> Option<(Id, u16)> {
        let geometric = self.says(at, &["geometric"]);
        if !geometric && !self.says(at, &["arithmetic"]) {
            return None;
        }
        let (mut first, mut step, mut nth, mut role, mut place) = (None, None, None, "", at);
        while place < self.tokens.len() {
            let word = self.text(place);
            if let Some((n, end)) = self.ordinal_term(place) {
                if n == 1 {
                    role = "first";
                } else {
                    nth = Some(n);
                }
                place = end;
            } else if let Some((value, end)) =
                self.amount(place).filter(|_| !matches!(word, "a" | "one"))
            {
                match role {
                    "first" if first.is_none() => first = Some(value),
                    "step" if step.is_none() => step = Some(value),
                    _ => return None,
                }
                place = end;
            } else if among(FILLERS, word) || self.idle(place) {
                match word {
                    "starts" | "starting" | "begins" | "start" => role = "first",
                    "difference" | "ratio" => role = "step",
                    _ => {}
                }
                place += 1;
            } else {
                return None;
            }
        }
        let (first, step, nth) = (self.arena.number(first?), self.arena.number(step?), nth?);
        let steps = self.number(nth - 1);
        let id = if geometric {
            let factor = self.two(Operator::Power, step, steps);
            self.two(Operator::Multiply, first, factor)
        } else {
            let sum = self.two(Operator::Multiply, steps, step);
            self.two(Operator::Add, first, sum)
        };
        Some((id, 0))
    }
}
