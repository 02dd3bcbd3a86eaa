//! Operators between and behind operands, with the precedence of mathematics, and commas that group.

use super::chart::{Chart, Item, Level, Rule};
use crate::solver::math_rules::cost::{FILLER, LOOSE, UNUSUAL};
use crate::solver::math_rules::expr::{Function, Id, Node, Operator};
use crate::solver::math_rules::lexicon::{After, Infix};
use crate::solver::math_rules::numerals;

impl Chart<'_> {
    /// An atom with whatever stands behind it: squared, to the fifth power, percent of.
    pub(crate) fn power(&mut self, at: usize) -> Vec<Item> {
        let mut found: Vec<Item> = self.items(Rule::Atom, at).to_vec();
        let mut next = 0;
        while let Some(&base) = found.get(next) {
            next += 1;
            if found.len() < 64 {
                let more = self.behind(base);
                found.extend(more);
            }
        }
        found
    }

    /// Everything that one operator behind `base` makes of it.
    pub(crate) fn behind(&mut self, base: Item) -> Vec<Item> {
        let mut found = Vec::new();
        let reach = if base.open { LOOSE } else { 0 };
        for (after, end) in self.afters(base.end) {
            for item in self.after(base, after, end) {
                found.push(item.costing(reach));
            }
        }
        for (infix, end) in self.infixes(base.end) {
            if infix == Infix::Power {
                // `2^3^2` is read from the right.
                let power = matches!(self.arena.get(base.id), Node::Binary(Operator::Power, _));
                let again = power && self.is(base.end, "^") && !self.is(base.end - 1, ")");
                let reach = if again { LOOSE } else { reach };
                for item in self.raised(base, end) {
                    found.push(item.costing(reach));
                }
            }
        }
        found
    }

    fn after(&mut self, base: Item, after: After, end: usize) -> Vec<Item> {
        let made = |id: Id, end: usize| Item {
            end,
            cost: base.cost,
            ..Item::closed(id, end)
        };
        match after {
            After::Power(power) => vec![made(self.power_of(base.id, power.into()), end)],
            After::Times(above, below) => vec![made(self.times(base.id, above, below), end)],
            After::Call(Function::Factorial) if self.is(base.end, "!") => {
                let cost = self.exclamation(base.end);
                let id = self.call(Function::Factorial, &[base.id]);
                vec![made(id, end).costing(cost)]
            }
            After::Call(function) => vec![made(self.call(function, &[base.id]), end)],
            After::Percent => {
                let id = self.call(Function::Percent, &[base.id]);
                let mut found = vec![made(id, end)];
                if self.is(end, "of") {
                    for whole in self.tight(end + 1) {
                        let part = self.arena.binary(Operator::Multiply, id, whole.id);
                        found.push(Item::open(part, whole.end, base.cost + whole.cost));
                    }
                }
                found
            }
            After::ToThe => self.raised_to_the(base, end),
        }
    }

    /// The sign ! at the end of a question may be a factorial or enthusiasm.
    fn exclamation(&self, at: usize) -> u16 {
        let word = at
            .checked_sub(1)
            .is_some_and(|before| !self.is_figure(before));
        match (at + 1 == self.tokens.len(), word) {
            (_, true) => LOOSE,
            (true, false) => UNUSUAL,
            (false, false) => 0,
        }
    }

    /// "to the fifth", "to the fifth power", "to the 5".
    fn raised_to_the(&mut self, base: Item, at: usize) -> Vec<Item> {
        let mut found = Vec::new();
        if let Some(ordinal) = numerals::ordinals(self.tokens, at) {
            let exponent = self.arena.number(ordinal.value);
            let id = self.arena.binary(Operator::Power, base.id, exponent);
            let end = self.skip(ordinal.end, &["power"]);
            found.push(Item::closed(id, end).costing(base.cost));
            return found;
        }
        let (negative, start) = self.sign(at).unwrap_or((false, at));
        for span in numerals::spans(self.tokens, start) {
            let value = if negative { -span.value } else { span.value };
            let exponent = self.arena.number(value);
            let id = self.arena.binary(Operator::Power, base.id, exponent);
            let end = self.skip(span.end, &["power"]);
            let cost = if end > span.end { FILLER } else { UNUSUAL };
            found.push(Item::closed(id, end).costing(base.cost + cost));
        }
        found
    }

    fn raised(&mut self, base: Item, at: usize) -> Vec<Item> {
        let symbol = self.is(at.saturating_sub(1), "^");
        let (sign, start) = self.sign(at).unwrap_or((false, at));
        let exponents = self.items(Rule::Power, start);
        let mut found = Vec::new();
        for exponent in exponents.iter() {
            let raised = if sign {
                self.negate(exponent.id)
            } else {
                exponent.id
            };
            let id = self.arena.binary(Operator::Power, base.id, raised);
            found.push(Item {
                open: exponent.open || !symbol,
                level: Level::Atom,
                id,
                end: exponent.end,
                cost: base.cost + exponent.cost,
            });
        }
        found
    }

    /// Products without a sign: `3x`, `2(4 + 5)`.
    pub(crate) fn implicit(&mut self, at: usize) -> Vec<Item> {
        let heads = self.items(Rule::Power, at);
        let mut found = heads.to_vec();
        for head in heads.iter() {
            if !self.takes_factor(head) {
                continue;
            }
            // `6/2(3)` and `1/2x` have two readings; the other one is the product's.
            for tail in self.items(Rule::Implicit, head.end).iter() {
                let id = self.arena.binary(Operator::Multiply, head.id, tail.id);
                found.push(Item {
                    id,
                    cost: head.cost + tail.cost,
                    ..*tail
                });
            }
        }
        found
    }

    fn takes_factor(&self, head: &Item) -> bool {
        let factor = match self.arena.get(head.id) {
            Node::Number(_) | Node::Letter(_) => true,
            Node::Binary(..) | Node::Call(Function::Root, _) => !head.open,
            _ => false,
        };
        let next = head.end;
        let letter = self.tokens.get(next).and_then(|token| token.letter());
        let named = match letter {
            // "three a day" has no letter
            Some('a' | 'i' | 's' | 'o') => letter.is_some_and(|name| self.names.contains(&name)),
            Some('d') => false,
            Some(_) => true,
            None => false,
        };
        let signs = matches!(self.text(next), "(" | "pi" | "sqrt");
        !head.open && factor && (named || signs)
    }

    /// A product without sign, with its sign before.
    pub(crate) fn factor(&mut self, at: usize) -> Vec<Item> {
        let mut found = self.items(Rule::Implicit, at).to_vec();
        if let Some((negative, start)) = self.sign(at) {
            for inner in self.items(Rule::Factor, start).iter() {
                let id = if negative {
                    self.negate(inner.id)
                } else {
                    inner.id
                };
                found.push(Item { id, ..*inner });
            }
            if self.is(at, "negative") {
                found.extend(self.negative_base(start));
            }
        }
        found
    }

    /// "negative two squared" may be the square of a negative number.
    fn negative_base(&mut self, start: usize) -> Vec<Item> {
        let mut found = Vec::new();
        for span in numerals::spans(self.tokens, start) {
            let id = self.arena.number(-span.value);
            found.extend(self.behind(Item::closed(id, span.end)));
        }
        found
    }

    /// Products and quotients, from left to right.
    pub(crate) fn term(&mut self, at: usize, commas: bool) -> Vec<Item> {
        let mut found = self.items(Rule::Factor, at).to_vec();
        let mut next = 0;
        while let Some(&left) = found.get(next) {
            next += 1;
            if found.len() > 64 {
                break;
            }
            for (infix, end) in self.joined(left.end, commas) {
                let part = end >= 2 && end - 2 > at && self.splits_fraction(end - 1);
                let cost = if part { LOOSE } else { 0 };
                let more = self.multiplied(left, infix, end);
                found.extend(more.into_iter().map(|item| item.costing(cost)));
            }
            if !left.open && left.level == Level::Term {
                let more = self.division_split(left);
                found.extend(more);
            }
        }
        found
    }

    /// Whether the sign at `at` is within `1/4`, written as one.
    fn splits_fraction(&self, at: usize) -> bool {
        let before = at.checked_sub(2).map_or("", |before| self.text(before));
        self.is(at, "/") && self.digit_fraction(at - 1).is_some() && !matches!(before, "/" | "^")
    }

    /// The operators at `at`, and behind a comma where that is asked for.
    fn joined(&self, at: usize, commas: bool) -> Vec<(Infix, usize)> {
        let mut infixes = self.infixes(at);
        if commas && self.is(at, ",") && !self.is_command(at + 1) {
            infixes.extend(self.infixes(at + 1));
        }
        infixes
    }

    /// Behind a comma "add" is a step, not an operator.
    pub(crate) fn is_command(&self, at: usize) -> bool {
        matches!(
            self.text(at),
            "add"
                | "subtract"
                | "multiply"
                | "divide"
                | "take"
                | "from"
                | "into"
                | "by"
                | "and"
                | "below"
                | "above"
        )
    }

    pub(crate) fn multiplied(&mut self, left: Item, infix: Infix, end: usize) -> Vec<Item> {
        let mut found = Vec::new();
        let at = end - 1;
        let mut base = left.cost;
        let operator = match infix {
            Infix::Multiply if self.is(at, "by") && end - left.end == 1 => {
                base += UNUSUAL + FILLER;
                Operator::Multiply
            }
            Infix::Multiply => Operator::Multiply,
            Infix::Sign if self.sign_is_letter(at) => return found,
            Infix::Sign => Operator::Sign,
            Infix::Divide if self.is(at, ":") => {
                if !self.is_figure(left.end.saturating_sub(1)) || self.digits(end).is_none() {
                    return found;
                }
                base += UNUSUAL;
                Operator::Divide
            }
            Infix::Divide | Infix::Into | Infix::DividedInto => Operator::Divide,
            Infix::Remainder => Operator::Remainder,
            Infix::Dot => Operator::Dot,
            Infix::Cross => Operator::Cross,
            _ => return found,
        };
        for right in self.items(Rule::Factor, end).iter() {
            let mut push = |id: Id, end: usize| {
                found.push(Item {
                    id,
                    end,
                    cost: base + right.cost,
                    level: Level::Term,
                    open: right.open,
                });
            };
            if infix != Infix::Into {
                push(self.arena.binary(operator, left.id, right.id), right.end);
            }
            if matches!(infix, Infix::Into | Infix::DividedInto) {
                push(self.arena.binary(operator, right.id, left.id), right.end);
            }
            if matches!(infix, Infix::Divide | Infix::DividedInto)
                && let Some(end) = self.shares(right.end)
            {
                push(self.arena.binary(operator, left.id, right.id), end);
            }
        }
        found
    }

    /// "into four equal parts", "among three people".
    pub(crate) fn shares(&self, at: usize) -> Option<usize> {
        let end = self.skip(at, &["equal", "equally", "equal-sized"]);
        let noun = matches!(
            self.text(end),
            "parts"
                | "groups"
                | "pieces"
                | "shares"
                | "people"
                | "friends"
                | "children"
                | "kids"
                | "portions"
                | "sets"
                | "persons"
                | "students"
                | "equally"
                | "ways"
                | "piles"
                | "rows"
                | "boxes"
                | "bags"
                | "teams"
        );
        if noun {
            return Some(self.skip(end + 1, &["equally", "evenly"]));
        }
        matches!(self.text(at), "equally" | "evenly").then_some(end)
    }

    /// `6 / 2(3)`: the product without sign taken from left to right.
    fn division_split(&mut self, left: Item) -> Vec<Item> {
        let quotient = matches!(self.arena.get(left.id), Node::Binary(Operator::Divide, _));
        let plain = Item {
            level: Level::Atom,
            ..left
        };
        if !quotient || !self.takes_factor(&plain) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for tail in self.items(Rule::Implicit, left.end).iter() {
            let id = self.arena.binary(Operator::Multiply, left.id, tail.id);
            found.push(Item {
                id,
                cost: left.cost + tail.cost,
                level: Level::Term,
                ..*tail
            });
        }
        found
    }

    /// Sums and differences, from left to right.
    pub(crate) fn sum(&mut self, at: usize, commas: bool) -> Vec<Item> {
        let term = if commas { Rule::TermComma } else { Rule::Term };
        let mut found = self.items(term, at).to_vec();
        let mut next = 0;
        while let Some(&left) = found.get(next) {
            next += 1;
            if found.len() > 64 {
                break;
            }
            for (infix, end) in self.joined(left.end, commas) {
                for right in self.items(term, end).iter() {
                    let more = self.added(left, infix, *right, end);
                    found.extend(more);
                }
            }
        }
        found
    }

    fn added(&mut self, left: Item, infix: Infix, right: Item, at: usize) -> Vec<Item> {
        let mut ids = self.sums(left.id, infix, right.id);
        let mut end = right.end;
        if matches!(infix, Infix::Add | Infix::Subtract) && !ids.is_empty() {
            // "ten minus three less than five": the second operator may go first.
            for (second, start) in self.infixes(right.end) {
                if matches!(second, Infix::LessThan) {
                    return self.reversed_right(left, infix, right, start, &ids);
                }
            }
        }
        end = self.skip(end, &["more"]);
        let word = self.text(at.saturating_sub(1));
        let odd = matches!(
            word,
            "from" | "take" | "without" | "below" | "under" | "above" | "off"
        ) && at - left.end == 1;
        let extra = if odd { UNUSUAL } else { 0 };
        let cost = left.cost + right.cost + extra;
        ids.dedup();
        ids.into_iter()
            .flat_map(|id| {
                let item = Item {
                    id,
                    end: right.end,
                    cost,
                    level: Level::Sum,
                    open: right.open,
                };
                let longer = (end > right.end).then_some(Item { end, ..item });
                [Some(item), longer].into_iter().flatten()
            })
            .collect()
    }

    fn reversed_right(
        &mut self,
        left: Item,
        infix: Infix,
        right: Item,
        start: usize,
        ids: &[Id],
    ) -> Vec<Item> {
        let cost = left.cost + right.cost;
        let make = |id: Id, end: usize, cost: u16, open: bool| Item {
            id,
            end,
            cost,
            level: Level::Sum,
            open,
        };
        let mut found: Vec<Item> = ids
            .iter()
            .map(|id| make(*id, right.end, cost, right.open))
            .collect();
        for third in self.items(Rule::Term, start).iter() {
            let inner = self.arena.binary(Operator::Subtract, third.id, right.id);
            for id in self.sums(left.id, infix, inner) {
                found.push(make(id, third.end, cost + third.cost, third.open));
            }
        }
        found
    }

    /// Every meaning of a sum-like operator; a percentage may be of the other operand.
    pub(crate) fn sums(&mut self, left: Id, infix: Infix, right: Id) -> Vec<Id> {
        let (left_part, right_part) = (self.is_percent(left), self.is_percent(right));
        let (add, subtract) = (Operator::Add, Operator::Subtract);
        match infix {
            Infix::Add if right_part => vec![
                self.arena.binary(add, left, right),
                self.percent_change(left, right, add),
            ],
            Infix::Subtract if right_part => vec![
                self.arena.binary(subtract, left, right),
                self.percent_change(left, right, subtract),
            ],
            Infix::Increase if right_part => vec![self.percent_change(left, right, add)],
            Infix::Decrease if right_part => vec![self.percent_change(left, right, subtract)],
            Infix::MoreThan if left_part => vec![self.percent_change(right, left, add)],
            Infix::LessThan | Infix::Off if left_part => {
                vec![self.percent_change(right, left, subtract)]
            }
            Infix::Add | Infix::Increase => vec![self.arena.binary(add, left, right)],
            Infix::MoreThan => vec![self.arena.binary(add, right, left)],
            Infix::Subtract | Infix::Decrease => vec![self.arena.binary(subtract, left, right)],
            Infix::LessThan => vec![self.arena.binary(subtract, right, left)],
            _ => Vec::new(),
        }
    }
}
