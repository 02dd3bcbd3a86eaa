//! Lists of operands, and what is made of them: sums, products, means, the largest.

use super::chart::{Chart, Item, Level, Rule};
use crate::solver::math_rules::cost::{AGAIN, CUT, FILLER, LOOSE, UNUSUAL};
use crate::solver::math_rules::expr::{Function, Id, Node, Operator};
use crate::solver::math_rules::lexicon::{Fold, Meaning};

/// Longer lists are not read.
const LONGEST: usize = 12;

/// A list while it is read.
#[derive(Clone)]
struct Partial {
    parts: Vec<Id>,
    end: usize,
    cost: u16,
    /// "and" or "or" has come: at most once without cost, before the last element.
    closed: bool,
}

impl Chart<'_> {
    /// Two or more operands with commas, "and", "or" between them, as a vector.
    pub(crate) fn list(&mut self, at: usize) -> Vec<Item> {
        let mut found = Vec::new();
        let mut partials = vec![Partial {
            parts: Vec::new(),
            end: at,
            cost: 0,
            closed: false,
        }];
        let mut next = 0;
        while let Some(partial) = partials.get(next).filter(|_| next < 128).cloned() {
            next += 1;
            for element in self.items(Rule::Sum, partial.end).iter() {
                let mut parts = partial.parts.clone();
                parts.push(element.id);
                if parts.len() >= 2 {
                    let sum = element.level == Level::Sum;
                    let cost = partial.cost + element.cost + u16::from(sum) * LOOSE;
                    let list = self.arena.add(Node::Vector(parts.clone()));
                    found.push(Item::open(list, element.end, cost));
                }
                partials.extend(self.continued_list(&partial, parts, element));
            }
        }
        found
    }

    /// The list so far and the separator behind its last element.
    fn continued_list(&self, before: &Partial, parts: Vec<Id>, element: &Item) -> Option<Partial> {
        let (start, last) = self.separator(element.end)?;
        // "the sum of three and four, minus one" has two elements.
        let operator = before.closed && !last && self.sign(start).is_some();
        if parts.len() >= LONGEST || operator {
            return None;
        }
        // "A, and B" is an odd way to write two.
        let early = parts.len() == 1 && last && self.is(element.end, ",");
        let again = match (before.closed, last) {
            (true, true) => AGAIN,
            (true, false) => LOOSE,
            (false, _) => u16::from(early) * CUT,
        };
        Some(Partial {
            parts,
            end: start,
            cost: before.cost + element.cost + again,
            closed: before.closed || last,
        })
    }

    /// Behind the separator at `at`, and whether it announces the last element.
    fn separator(&self, at: usize) -> Option<(usize, bool)> {
        match (self.text(at), self.text(at + 1)) {
            ("," | ";", "and" | "or" | "&") => Some((at + 2, true)),
            ("," | ";", _) => Some((at + 1, false)),
            ("with", "<" | "[" | "(") => Some((at + 1, true)),
            ("and" | "or" | "&", _) => Some((at + 1, true)),
            _ => None,
        }
    }

    /// A list written without any separator: `3 5 9`.
    fn run(&mut self, at: usize) -> Option<Item> {
        let mut parts = Vec::new();
        let mut end = at;
        while let Some(value) = self.digits(end) {
            parts.push(self.arena.number(value));
            end += 1;
        }
        (parts.len() >= 3).then(|| {
            let list = self.arena.add(Node::Vector(parts));
            Item::closed(list, end).costing(FILLER)
        })
    }

    /// "the sum of", with whatever operands follow.
    pub(crate) fn fold(&mut self, fold: Fold, at: usize, found: &mut Vec<Item>) {
        let (at, map) = self.mapped(at);
        for list in self.operands(at) {
            let parts = self.elements(list.id);
            let parts: Vec<Id> = parts
                .into_iter()
                .map(|part| map.map_or(part, |map| self.map(map, part)))
                .collect();
            for (id, extra) in self.folded(fold, &parts) {
                found.push(Item {
                    id,
                    level: Level::Atom,
                    ..list.costing(extra)
                });
            }
        }
        self.fold_of_operation(fold, at, found);
        self.fold_in_pairs(fold, at, found);
        if let Fold::Sum = fold {
            self.ranges(at, found);
        }
        if let Fold::Dot | Fold::Cross = fold {
            self.fold_of_bare_vectors(fold, at, found);
        }
        if let Fold::Call(_) = fold {
            self.fold_of_vector(fold, at, found);
        }
    }

    /// "the squares of": every element is taken to this power, `1/2` for roots.
    fn mapped(&self, at: usize) -> (usize, Option<(i8, i8)>) {
        let start = self.skip(at, &["the"]);
        let start = self.skip(start, &["two"]);
        if !self.is(start + 1, "of") && !self.is(start + 2, "of") {
            return (at, None);
        }
        match (self.text(start), self.text(start + 1)) {
            ("squares", "of") => (start + 2, Some((2, 1))),
            ("cubes", "of") => (start + 2, Some((3, 1))),
            ("square", "roots") => (start + 3, Some((1, 2))),
            ("cube", "roots") => (start + 3, Some((1, 3))),
            _ => (at, None),
        }
    }

    fn map(&mut self, (power, root): (i8, i8), part: Id) -> Id {
        if root == 1 {
            return self.power_of(part, power.into());
        }
        let root = self.number(root.into());
        self.call(Function::Root, &[part, root])
    }

    /// The lists at `at`: plain, in parentheses, or without separators; behind "these two numbers:".
    fn operands(&mut self, at: usize) -> Vec<Item> {
        let mut lists = Vec::new();
        for start in self.behind_list_nouns(at) {
            lists.extend(self.items(Rule::List, start).iter());
            if self.is(start, "(") {
                let tuples = self.items(Rule::Atom, start);
                let tuple = |item: &&Item| matches!(self.arena.get(item.id), Node::Vector(_));
                lists.extend(tuples.iter().filter(tuple));
            }
            lists.extend(self.run(start));
        }
        lists
    }

    fn behind_list_nouns(&self, at: usize) -> Vec<usize> {
        let mut starts = vec![at];
        let mut next = 0;
        while let Some(&start) = starts.get(next) {
            next += 1;
            let mut more = self.ends(start, Meaning::Noun);
            let skipped = self.skip(
                start,
                &[
                    "the",
                    "these",
                    "this",
                    "those",
                    "following",
                    ":",
                    "all",
                    "list",
                    "set",
                    "of",
                    "following:",
                ],
            );
            more.push(skipped);
            for end in more {
                if !starts.contains(&end) && starts.len() < 8 {
                    starts.push(end);
                }
            }
        }
        starts
    }

    /// Each expression that a fold of these operands can mean, with its cost.
    fn folded(&mut self, fold: Fold, parts: &[Id]) -> Vec<(Id, u16)> {
        let two = parts.len() == 2;
        match fold {
            Fold::Sum => self.chain_of(Operator::Add, parts),
            Fold::Product => self.chain_of(Operator::Multiply, parts),
            Fold::Difference if two => {
                let signed = self.chain_of(Operator::Subtract, parts);
                signed.into_iter().chain(self.absolute(parts, 0)).collect()
            }
            Fold::Distance if two => {
                let signed = self.chain_of(Operator::Subtract, parts);
                let signed = signed
                    .into_iter()
                    .map(|(id, _)| (id, crate::solver::math_rules::cost::CLEAR));
                signed.chain(self.absolute(parts, 0)).collect()
            }
            Fold::Quotient if two => self.chain_of(Operator::Divide, parts),
            Fold::Remainder if two => self.chain_of(Operator::Remainder, parts),
            Fold::Dot if two => self.chain_of(Operator::Dot, parts),
            Fold::Cross if two => self.chain_of(Operator::Cross, parts),
            Fold::Call(Function::Distance | Function::Midpoint | Function::Slope) if !two => {
                Vec::new()
            }
            Fold::Call(function) => vec![(self.call(function, parts), 0)],
            _ => Vec::new(),
        }
    }

    fn chain_of(&mut self, operator: Operator, parts: &[Id]) -> Vec<(Id, u16)> {
        let mut parts = parts.iter();
        let Some(&first) = parts.next() else {
            return Vec::new();
        };
        let chain = parts.fold(first, |left, right| {
            self.arena.binary(operator, left, *right)
        });
        vec![(chain, 0)]
    }

    /// The difference without its sign; numbers alone have one.
    fn absolute(&mut self, parts: &[Id], cost: u16) -> Option<(Id, u16)> {
        let &[left, right] = parts else { return None };
        let vector = |id: Id| self.arena.any(id, &|node| matches!(node, Node::Vector(_)));
        if vector(left) || vector(right) {
            return None;
        }
        let (larger, smaller) = (
            self.call(Function::Largest, &[left, right]),
            self.call(Function::Smallest, &[left, right]),
        );
        let known = |id: Id| match self.arena.get(id) {
            Node::Number(value) => Some(*value),
            _ => None,
        };
        // Written as it would be subtracted, where that can be seen.
        let pair = match (known(left), known(right)) {
            (Some(a), Some(b)) if a >= b => [left, right],
            (Some(_), Some(_)) => [right, left],
            _ => [larger, smaller],
        };
        let id = self.arena.binary(Operator::Subtract, pair[0], pair[1]);
        Some((id, cost))
    }

    /// "the sum of 3 plus 4", "the remainder when 17 is divided by 5": the operation is named twice.
    fn fold_of_operation(&mut self, fold: Fold, at: usize, found: &mut Vec<Item>) {
        let wanted = match fold {
            Fold::Sum => Operator::Add,
            Fold::Product => Operator::Multiply,
            Fold::Difference | Fold::Distance => Operator::Subtract,
            Fold::Quotient | Fold::Remainder | Fold::Call(Function::Quotient) => Operator::Divide,
            Fold::Dot => Operator::Dot,
            Fold::Cross => Operator::Cross,
            _ => return,
        };
        let infix = self.items(Rule::Sum, at);
        let infix = infix.iter().filter(|item| item.level > Level::Atom);
        let mut items: Vec<Item> = infix.copied().collect();
        items.extend(self.items(Rule::Action, at).iter());
        for item in items {
            let Node::Binary(operator, [left, right]) = *self.arena.get(item.id) else {
                continue;
            };
            if operator != wanted || self.has(item.id, &Node::Previous) {
                continue;
            }
            let id = match fold {
                Fold::Remainder => self.arena.binary(Operator::Remainder, left, right),
                Fold::Call(Function::Quotient) => self.call(Function::Quotient, &[left, right]),
                _ => item.id,
            };
            found.push(Item {
                id,
                open: true,
                level: Level::Atom,
                ..item
            });
        }
    }

    /// "the ratio of A to B", "the product of A with B".
    fn fold_in_pairs(&mut self, fold: Fold, at: usize, found: &mut Vec<Item>) {
        let between: &[&str] = match fold {
            Fold::Quotient => &["to", "by", "over", "with"],
            Fold::Remainder => &["by"],
            Fold::Product | Fold::Dot | Fold::Cross | Fold::Sum => &["with", "by", "to"],
            Fold::Distance
            | Fold::Difference
            | Fold::Call(Function::Distance | Function::Slope) => &["to", "from"],
            _ => return,
        };
        for left in self.items(Rule::Sum, at).iter() {
            if !between.contains(&self.text(left.end)) {
                continue;
            }
            let start = self.skip(left.end + 1, &["the"]);
            let rights = self.items(Rule::Sum, start);
            for right in rights.iter() {
                let reach = if right.level == Level::Sum { LOOSE } else { 0 };
                let cost = left.cost + right.cost + reach;
                for (id, extra) in self.folded(fold, &[left.id, right.id]) {
                    found.push(Item::open(id, right.end, cost + extra));
                }
            }
        }
    }

    /// "the vectors four seven and three four".
    fn fold_of_bare_vectors(&mut self, fold: Fold, at: usize, found: &mut Vec<Item>) {
        for start in self.behind_list_nouns(at) {
            for left in self.items(Rule::Vector, start).iter() {
                let Some((middle, _)) = self.separator(left.end) else {
                    continue;
                };
                for right in self.items(Rule::Vector, middle).iter() {
                    for (id, _) in self.folded(fold, &[left.id, right.id]) {
                        found.push(Item::open(id, right.end, left.cost + right.cost));
                    }
                }
            }
        }
    }

    /// The largest of `[3, 5, 9]`.
    fn fold_of_vector(&mut self, fold: Fold, at: usize, found: &mut Vec<Item>) {
        for vector in self.items(Rule::Atom, at).iter() {
            let parts = match self.arena.get(vector.id) {
                Node::Vector(parts) if parts.len() > 2 => parts.clone(),
                _ => continue,
            };
            for (id, extra) in self.folded(fold, &parts) {
                found.push(Item {
                    id,
                    ..vector.costing(extra)
                });
            }
        }
    }

    /// "the numbers from 1 to 10", "the first ten natural numbers".
    fn ranges(&mut self, at: usize, found: &mut Vec<Item>) {
        let start = self.skip(self.skip(at, &["all"]), &["of"]);
        let start = self.skip(start, &["the"]);
        if self.is(start, "first") {
            for count in self.items(Rule::Atom, start + 1).iter() {
                if let Some((id, end)) = self.first_numbers(count) {
                    found.push(Item::closed(id, end).costing(count.cost));
                }
            }
        }
        let Some(start) = self.counting_numbers(start) else {
            return;
        };
        let start = self.skip(start, &["from", "between"]);
        for from in self.items(Rule::Atom, start).iter() {
            let join = match (self.text(from.end), self.text(from.end + 1)) {
                ("up", "to") => from.end + 2,
                ("to" | "through" | "till" | "until", _) => from.end + 1,
                ("and", _) => from.end + 1,
                _ => continue,
            };
            // Whether the bounds count is unsaid with "between".
            let cost = if self.is(from.end, "and") { UNUSUAL } else { 0 };
            for to in self.items(Rule::Atom, join).iter() {
                let id = self.call(Function::SumOfRange, &[from.id, to.id]);
                let end = self.skip(to.end, &["inclusive", "inclusively"]);
                found.push(Item::closed(id, end).costing(from.cost + to.cost + cost));
            }
        }
    }

    /// "ten natural numbers", "five odd numbers", "three primes", added up.
    fn first_numbers(&mut self, count: &Item) -> Option<(Id, usize)> {
        if let Some(end) = self.counting_numbers(count.end) {
            let one = self.number(1);
            return Some((self.call(Function::SumOfRange, &[one, count.id]), end));
        }
        let start = self.skip(count.end, &["positive", "natural"]);
        let noun = self.skip(start + 1, &["positive", "natural", "whole"]);
        let end = self.skip(noun, &["numbers", "integers"]);
        let count = crate::solver::math_rules::values::exact::count(&self.plain_number(count.id)?)?;
        let count = i128::from(count);
        if !(2..=20).contains(&count) || (end == noun && !self.is(start, "primes")) {
            return None;
        }
        let terms: Vec<i128> = match self.text(start) {
            "odd" => (0..count).map(|n| 2 * n + 1).collect(),
            "even" => (1..=count).map(|n| 2 * n).collect(),
            "prime" | "primes" => (1..=count)
                .map(|n| crate::solver::math_rules::values::series::of_one(Function::NthPrime, n))
                .collect::<Option<_>>()?,
            "square" => (1..=count).map(|n| n * n).collect(),
            _ => return None,
        };
        let parts: Vec<Id> = terms.into_iter().map(|term| self.number(term)).collect();
        let (sum, _) = *self.chain_of(Operator::Add, &parts).first()?;
        Some((sum, end))
    }

    fn counting_numbers(&self, at: usize) -> Option<usize> {
        let end = self.skip(
            at,
            &["positive", "natural", "whole", "counting", "consecutive"],
        );
        let end = self.skip(end, &["whole"]);
        matches!(self.text(end), "numbers" | "integers").then_some(end + 1)
    }

    /// "3, 4 and 5 added together".
    pub(crate) fn together(&mut self, at: usize) -> Vec<Item> {
        let mut found = Vec::new();
        for list in self.items(Rule::List, at).iter() {
            let Some((operator, end)) = self.participle(list.end) else {
                continue;
            };
            let parts = self.elements(list.id);
            for (id, _) in self.chain_of(operator, &parts) {
                found.push(Item::closed(id, end).costing(list.cost));
            }
        }
        found
    }

    fn participle(&self, at: usize) -> Option<(Operator, usize)> {
        let start = self.skip(at, &["when", "are", "is", "being", "all"]);
        let start = self.skip(start, &["are", "both"]);
        let operator = match self.text(start) {
            "added" | "summed" | "combined" | "together" | "totaled" | "totalled" => Operator::Add,
            "multiplied" => Operator::Multiply,
            _ => return None,
        };
        let end = self.skip(start + 1, &["together", "up"]);
        let end = self.skip(end, &["together"]);
        // "added to" wants another operand
        (!matches!(self.text(end), "to" | "by" | "with")).then_some((operator, end))
    }
}
