//! Matrices by their entries: corners, rows and columns, how many entries there are.

use super::among;
use crate::solver::math_rules::expr::{Function, Id, Node, Operator};
use crate::solver::math_rules::grammar::chart::{Chart, Rule};
use crate::solver::math_rules::numerals;
use crate::solver::math_rules::values::exact::integer;

const FILLERS: &str = "what is the 's of a an in entry entries element elements number matrix value at which position stands stand \
    ? . , : ; and by give find does do have has how many product result it to it's corner hand cell with are there if then \
    multiply multiplied times sum add added plus this following two matrices answer's x top bottom left right upper lower \
    row rows column columns its determinant trace square identity contain consists";

/// What has been read of a question about a matrix.
#[derive(Default)]
struct Table {
    matrices: Vec<Id>,
    row: Option<i128>,
    column: Option<i128>,
    sizes: Vec<i128>,
}

impl Chart<'_> {
    /// One entry of a matrix or product, or a matrix's determinant.
    pub(super) fn table_frame(&mut self, at: usize) -> Option<(Id, u16)> {
        let mut table = Table::default();
        let mut place = at;
        while place < self.tokens.len() {
            place = self.table_step(place, &mut table)?;
        }
        let says = |word: &str| self.says(at, &[word]);
        let corner = (
            says("top") || says("upper"),
            says("bottom") || says("lower"),
            says("left"),
            says("right"),
        );
        match (table.matrices.as_slice(), table.sizes.as_slice()) {
            ([], &[rows, columns]) if says("many") && self.says(at, &["entries", "elements"]) => {
                let (rows, columns) = (self.number(rows), self.number(columns));
                Some((self.two(Operator::Multiply, rows, columns), 0))
            }
            ([], &[size, other]) if size == other && (1..6).contains(&size) && says("identity") => {
                self.of_identity(at, size)
            }
            (&[matrix], _) if table.row.is_none() && corner == (false, false, false, false) => {
                let function = match (says("determinant"), says("trace")) {
                    (true, false) => Function::Determinant,
                    (false, true) => Function::Trace,
                    _ => return None,
                };
                Some((self.call(function, &[matrix]), 0))
            }
            (&[matrix], _) => self.entry(matrix, &table, corner),
            (&[a, b], _) if self.says(at, &["multiply", "multiplied", "times", "product"]) => {
                let product = self.two(Operator::Multiply, a, b);
                self.entry(product, &table, corner)
            }
            (&[a, b], _) if self.says(at, &["sum", "add", "added", "plus"]) => {
                let sum = self.two(Operator::Add, a, b);
                self.entry(sum, &table, corner)
            }
            _ => None,
        }
    }

    fn table_step(&mut self, at: usize, table: &mut Table) -> Option<usize> {
        for (word, slot) in [("row", &mut table.row), ("column", &mut table.column)] {
            if self.is(at, word)
                && let Some((value, end)) = self.amount(at + 1)
                && value.is_integer()
                && slot.is_none()
            {
                *slot = integer(&value);
                return Some(end);
            }
            if let Some(ordinal) = numerals::ordinals(self.tokens, at)
                && self.is(ordinal.end, word)
                && slot.is_none()
            {
                *slot = integer(&ordinal.value);
                return Some(ordinal.end + 1);
            }
        }
        // "2x3", "2 by 3"
        if let (Some((rows, middle)), true) = (self.amount(at), !self.is(at, "a"))
            && matches!(self.text(middle), "x" | "by" | "×")
            && let Some((columns, end)) = self.amount(middle + 1)
        {
            table.sizes = vec![integer(&rows)?, integer(&columns)?];
            return Some(end);
        }
        if matches!(self.text(at), "[" | "(" | "|") || self.digits(at).is_some() {
            let (id, end) = self.matrix_at(at)?;
            table.matrices.push(id);
            return Some(end);
        }
        among(FILLERS, self.text(at)).then_some(at + 1)
    }

    /// A matrix in brackets, or its rows one after the other.
    fn matrix_at(&mut self, at: usize) -> Option<(Id, usize)> {
        let rows = |chart: &Self, id: Id| {
            let parts = chart.elements(id);
            let row = |id: &Id| matches!(chart.arena.get(*id), Node::Vector(_));
            parts.len() > 1 && parts.iter().all(row)
        };
        let mut items = self.items(Rule::Matrix, at).to_vec();
        items.extend(self.items(Rule::Atom, at).iter());
        items.extend(self.items(Rule::List, at).iter());
        let best = items
            .iter()
            .filter(|item| rows(self, item.id))
            .max_by_key(|item| (item.end, std::cmp::Reverse(item.cost)))?;
        Some((best.id, best.end))
    }

    fn of_identity(&mut self, at: usize, size: i128) -> Option<(Id, u16)> {
        let value = match (self.says(at, &["determinant"]), self.says(at, &["trace"])) {
            (true, false) => 1,
            (false, true) => size,
            _ => return None,
        };
        Some((self.number(value), 0))
    }

    fn entry(
        &mut self,
        matrix: Id,
        table: &Table,
        corner: (bool, bool, bool, bool),
    ) -> Option<(Id, u16)> {
        let height = self.elements(matrix).len().max(2);
        let last = self.number(i128::try_from(height).ok()?);
        let first = self.number(1);
        let square = self.corner_size(matrix)?;
        let (row, column) = match (table.row, table.column, corner) {
            (Some(row), Some(column), (false, false, false, false)) => {
                (self.number(row), self.number(column))
            }
            (None, None, (top, bottom, left, right))
                if top != bottom && left != right && square =>
            {
                (
                    if top { first } else { last },
                    if left { first } else { last },
                )
            }
            _ => return None,
        };
        let line = self.call(Function::Component, &[matrix, row]);
        Some((self.call(Function::Component, &[line, column]), 0))
    }

    /// Whether the corners are known: two rows of two, and products of such.
    fn corner_size(&self, matrix: Id) -> Option<bool> {
        match *self.arena.get(matrix) {
            Node::Binary(_, [a, b]) => Some(self.corner_size(a)? && self.corner_size(b)?),
            _ => {
                let rows = self.elements(matrix);
                let width = self.elements(*rows.first()?).len();
                Some(rows.len() == 2 && width == 2)
            }
        }
    }
}
