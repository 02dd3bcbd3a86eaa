//! Brackets of every kind: groups, vectors, matrices; and rows of numbers written without them.

use super::chart::{Chart, Item, Rule};
use crate::solver::math_rules::cost::{CLEAR, CUT, FILLER};
use crate::solver::math_rules::expr::{Function, Id, Node};
use crate::solver::math_rules::lexicon::Meaning;
use crate::solver::math_rules::numerals;
use crate::solver::math_rules::tokens::Number;

/// What parts two numbers of a matrix, from weak to strong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    Blank,
    Comma,
    And,
    Row,
}

impl Chart<'_> {
    /// A group, vector or matrix in brackets, or an absolute value between bars.
    pub(crate) fn brackets(&mut self, at: usize) -> Vec<Item> {
        let spoken = self
            .reads(at, "open parenthesis")
            .or(self.reads(at, "left parenthesis"))
            .or(self.reads(at, "open bracket"))
            .or(self.reads(at, "open paren"));
        if let Some(start) = spoken {
            return self.spoken_group(start);
        }
        let close = match self.text(at) {
            "(" => ")",
            "[" => "]",
            "{" => "}",
            "<" => ">",
            "|" => "|",
            _ => return Vec::new(),
        };
        let mut found = Vec::new();
        if matches!(close, ")" | "]" | "}" | "|") {
            for inner in self.items(Rule::Clause, at + 1).iter() {
                if !self.is(inner.end, close) {
                    continue;
                }
                let id = match close {
                    "|" => self.call(Function::Absolute, &[inner.id]),
                    _ => inner.id,
                };
                // `(2, -4)` is rather a pair than a difference.
                let pair = (at + 1..inner.end).any(|at| self.is(at, ",") && self.is(at + 1, "-"));
                let cost = inner.cost + if pair { CLEAR } else { 0 };
                found.push(Item::closed(id, inner.end + 1).costing(cost));
            }
        }
        if let Some((id, end, cost)) = self.sequence(at + 1, close) {
            // `(two thousand, five)` is rather a number than a pair.
            let cost = if cost > 0 { cost + CUT } else { 0 };
            found.push(Item::closed(id, end).costing(cost));
        }
        if let Some(item) = self.rows_in_brackets(at + 1, close) {
            let id = match close {
                "|" => self.call(Function::Determinant, &[item.id]),
                _ => item.id,
            };
            found.push(Item { id, ..item });
        }
        found
    }

    fn spoken_group(&mut self, start: usize) -> Vec<Item> {
        let inner = self.items(Rule::Sum, start);
        let mut found = Vec::new();
        for item in inner.iter() {
            let first = matches!(self.text(item.end), "close" | "closed" | "right");
            let second = matches!(
                self.text(item.end + 1),
                "parenthesis" | "bracket" | "paren" | "parentheses"
            );
            if first && second {
                found.push(Item::closed(item.id, item.end + 2).costing(item.cost));
            }
        }
        found
    }

    /// `4, 7`, `4 7`, `[1 2] [3 4]` and the closing bracket.
    fn sequence(&mut self, at: usize, close: &str) -> Option<(Id, usize, u16)> {
        let commas = self.elements_with_commas(at, close);
        let commas = commas.filter(|(parts, ..)| parts.len() >= 2);
        // Words in parentheses are a remark or a group: `(three fifty)`.
        let words = close == ")" && self.digits(at).is_none() && !self.is_figure(at);
        let (parts, end, cost) = match commas {
            Some(found) => found,
            None if words => return None,
            None => self.elements_with_blanks(at, close)?,
        };
        let enough = parts.len() >= 2;
        enough.then(|| (self.arena.add(Node::Vector(parts)), end, cost))
    }

    fn elements_with_commas(&mut self, at: usize, close: &str) -> Option<(Vec<Id>, usize, u16)> {
        let mut parts = Vec::new();
        let (mut end, mut cost) = (at, 0);
        loop {
            let items = self.items(Rule::Sum, end);
            // The readings of one element that reach its separator; two would be one too many.
            let fits = |item: &&Item| self.is(item.end, ",") || self.is(item.end, close);
            let best = items.iter().filter(fits).min_by_key(|item| item.cost)?;
            parts.push(best.id);
            end = best.end + 1;
            cost += best.cost;
            if self.is(best.end, close) {
                return Some((parts, end, cost));
            }
        }
    }

    fn elements_with_blanks(&mut self, at: usize, close: &str) -> Option<(Vec<Id>, usize, u16)> {
        let mut parts = Vec::new();
        let mut end = at;
        while !self.is(end, close) {
            let (id, next) = self.element(end)?;
            parts.push(id);
            end = next;
        }
        Some((parts, end + 1, 0))
    }

    /// One element where blanks part them: a signed number, or a bracket.
    fn element(&mut self, at: usize) -> Option<(Id, usize)> {
        if matches!(self.text(at), "[" | "(" | "{" | "<") {
            let items = self.items(Rule::Atom, at);
            return items.first().map(|item| (item.id, item.end));
        }
        let (value, end) = self.literal(at)?;
        Some((self.arena.number(value), end))
    }

    /// A number that stands for itself: signed, in digits or words, in the usual spelling.
    fn literal(&self, at: usize) -> Option<(Number, usize)> {
        let sign = match self.text(at) {
            // `[1 -2]` has two elements, `(4-1)` is a difference.
            "-" if !self.spaced(at + 1) && (self.spaced(at) || self.opens(at)) => -1,
            "negative" => -1,
            _ => 1,
        };
        let start = at + usize::from(sign < 0);
        let spans = numerals::spans(self.tokens, start);
        let plain = spans.iter().filter(|span| !span.unusual);
        // The longest: in "one hundred and five" it takes more than the blank of a vector would.
        let span = plain.max_by_key(|span| span.end)?;
        let joined = (start..span.end).any(|at| matches!(self.text(at), "and" | ","));
        let span = if joined {
            spans
                .iter()
                .filter(|span| !span.unusual)
                .min_by_key(|span| span.end)?
        } else {
            span
        };
        let mut value = (span.value * Number::from(sign), span.end);
        if let (true, Some(below)) = (self.is(span.end, "/"), self.digits(span.end + 1))
            && below > Number::from(0)
        {
            value = (value.0 / below, span.end + 2);
        }
        Some(value)
    }

    /// Whether an element may begin right at `at`, without blank.
    fn opens(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map_or("", |before| self.text(before));
        matches!(before, "[" | "(" | "{" | "<" | "|" | "," | ";")
    }

    /// `1 2; 3 4` before the closing bracket.
    fn rows_in_brackets(&mut self, at: usize, close: &str) -> Option<Item> {
        let (id, end) = self.flat_matrix(at)?;
        self.is(end, close).then(|| Item::closed(id, end + 1))
    }

    /// Numbers in a row, without brackets: behind "the vector".
    pub(crate) fn bare_vector(&mut self, at: usize) -> Vec<Item> {
        let mut found = Vec::new();
        let (mut parts, mut end) = (Vec::new(), at);
        while let Some((value, next)) = self.literal(end) {
            parts.push(self.arena.number(value));
            end = next;
            if parts.len() >= 2 {
                let id = self.arena.add(Node::Vector(parts.clone()));
                found.push(Item::closed(id, end).costing(FILLER));
            }
            if parts.len() > 6 {
                break;
            }
            end = self.skip(end, &[","]);
        }
        found
    }

    /// A matrix without brackets, or in words.
    pub(crate) fn bare_matrix(&mut self, at: usize) -> Vec<Item> {
        let mut found = Vec::new();
        if let Some((id, end)) = self.flat_matrix(at) {
            found.push(Item::closed(id, end));
        }
        if self.is(at, "[") || self.is(at, "(") {
            found.extend(self.list_of_rows(at));
        }
        if self.is(at, "|") {
            found.extend(self.rows_in_brackets(at + 1, "|"));
        }
        for start in self.ends(at, Meaning::Rows) {
            if let Some((id, end)) = self.flat_matrix(start) {
                found.push(Item::closed(id, end));
            }
            found.extend(self.list_of_rows(start));
        }
        found.extend(self.named_rows(at));
        found
    }

    /// "rows [1 2] and [3 4]".
    fn list_of_rows(&mut self, at: usize) -> Vec<Item> {
        let mut rows = Vec::new();
        let mut end = at;
        while let Some((row, next)) = self.row(end) {
            rows.push(row);
            end = next;
            end = self.skip(self.skip(end, &[",", ";"]), &["and"]);
            if !matches!(self.text(end), "[" | "(" | "{" | "<") {
                end = next;
                break;
            }
        }
        self.matrix(rows, end).into_iter().collect()
    }

    fn row(&mut self, at: usize) -> Option<(Id, usize)> {
        let vectors = self.items(Rule::Atom, at);
        let vector = |item: &&Item| matches!(self.arena.get(item.id), Node::Vector(_));
        let found = vectors.iter().find(vector);
        found.map(|item| (item.id, item.end))
    }

    /// "first row 1 2 and second row 3 4".
    fn named_rows(&mut self, at: usize) -> Vec<Item> {
        let mut rows = Vec::new();
        let mut end = at;
        while let Some(&start) = self.ends(end, Meaning::Row).last() {
            let start = self.skip(start, &[":", "is"]);
            let row = self.row(start).or_else(|| self.short_row(start));
            let Some((row, next)) = row else { break };
            rows.push(row);
            end = next;
            let behind = self.skip(self.skip(end, &[",", ";"]), &["and"]);
            let behind = self.skip(behind, &["the", "whose"]);
            if self.ends(behind, Meaning::Row).is_empty() {
                break;
            }
            end = behind;
        }
        self.matrix(rows, end).into_iter().collect()
    }

    /// Numbers up to the next "row" or the end: `1, 2`, "one and two".
    fn short_row(&mut self, at: usize) -> Option<(Id, usize)> {
        let (mut parts, mut end) = (Vec::new(), at);
        let mut next = at;
        while let Some((value, behind)) = self.literal(next) {
            parts.push(self.arena.number(value));
            end = behind;
            next = self.skip(self.skip(end, &[","]), &["and"]);
        }
        (parts.len() >= 2).then(|| (self.arena.add(Node::Vector(parts)), end))
    }

    fn matrix(&mut self, rows: Vec<Id>, end: usize) -> Option<Item> {
        (rows.len() >= 2).then(|| Item::closed(self.arena.add(Node::Vector(rows)), end))
    }

    /// Four or nine numbers whose rows are parted more strongly than the numbers within: `1 2; 3 4`, "1, 2 and 3, 4".
    fn flat_matrix(&mut self, at: usize) -> Option<(Id, usize)> {
        let mut numbers = Vec::new();
        let mut gaps = Vec::new();
        let (mut end, mut next) = (at, at);
        while let Some((value, behind)) = self.literal(next) {
            numbers.push(value);
            end = behind;
            let (gap, start) = self.gap(end);
            gaps.push(gap);
            next = start;
            if numbers.len() > 9 {
                return None;
            }
        }
        let size = match numbers.len() {
            4 => 2,
            9 => 3,
            _ => return None,
        };
        let inner = gaps
            .iter()
            .enumerate()
            .filter(|(at, _)| (at + 1) % size != 0);
        let inner: Vec<Gap> = inner.map(|(_, gap)| *gap).collect();
        let between = gaps.iter().enumerate().take(numbers.len() - 1);
        let between = between.filter(|(at, _)| (at + 1) % size == 0);
        let weakest = between.map(|(_, gap)| *gap).min()?;
        if inner.iter().max()? >= &weakest {
            return None;
        }
        let mut rows = Vec::new();
        for row in numbers.chunks(size) {
            let parts: Vec<Id> = row.iter().map(|value| self.arena.number(*value)).collect();
            rows.push(self.arena.add(Node::Vector(parts)));
        }
        Some((self.arena.add(Node::Vector(rows)), end))
    }

    fn gap(&self, at: usize) -> (Gap, usize) {
        match (self.text(at), self.text(at + 1)) {
            (";" | "/" | "|", _) => (Gap::Row, self.skip(at + 1, &["and"])),
            (",", "and") => (Gap::Row, at + 2),
            (",", _) => (Gap::Comma, at + 1),
            ("and", _) => (Gap::And, at + 1),
            _ => (Gap::Blank, at),
        }
    }

    /// What a determinant may be of.
    pub(crate) fn matrix_operands(&mut self, at: usize) -> Vec<Item> {
        let mut found = Vec::new();
        let mut starts = vec![at];
        let mut next = 0;
        while let Some(&start) = starts.get(next) {
            next += 1;
            found.extend(self.items(Rule::Matrix, start).iter());
            let atoms = self.items(Rule::Atom, start);
            let matrix = |item: &&Item| matches!(self.arena.get(item.id), Node::Vector(_));
            found.extend(atoms.iter().filter(matrix));
            let after = self.skip(start, &["the", "a", "this", "following", ":", ","]);
            if after > start && starts.len() < 8 {
                starts.push(after);
            }
            for end in self.ends(start, Meaning::Noun) {
                starts.push(self.skip(end, &[":", ","]));
            }
        }
        found
    }

    /// What a length may be of.
    pub(crate) fn vector_operands(&mut self, at: usize) -> Vec<Item> {
        let mut found = self.tight(at);
        found.extend(self.items(Rule::Vector, at).iter());
        found
    }
}
