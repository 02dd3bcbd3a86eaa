//! Numbers, letters, brackets, and what stands before its operand.

use super::chart::{Chart, Item, Level, Rule};
use crate::solver::math_rules::cost::{CUT, CUT_AT_COMMA, FAR, FILLER, LOOSE, UNUSUAL};
use crate::solver::math_rules::expr::{Node, Operator};
use crate::solver::math_rules::lexicon::{After, Infix, Meaning};
use crate::solver::math_rules::numerals;
use crate::solver::math_rules::tokens::{Kind, Number};
use crate::solver::math_rules::values::poly::PI;

impl<'t> Chart<'t> {
    /// Whatever can be an operand by itself.
    pub(crate) fn atom(&mut self, at: usize) -> Vec<Item> {
        let mut found = self.numbers(at);
        found.extend(self.named_number(at));
        found.extend(self.base_first(at));
        found.extend(self.letter(at));
        found.extend(self.letters_in_a_row(at));
        found.extend(self.named_call(at));
        found.extend(self.brackets(at));
        found.extend(self.neighbour(at));
        found.extend(self.items(Rule::Fact, at).iter().copied());
        found.extend(self.shape(at));
        match self.text(at) {
            "the" => found.extend(self.items(Rule::Atom, at + 1).iter().copied()),
            "a" | "an" if self.phrase_of_operands(at + 1) => {
                let items = self.items(Rule::Atom, at + 1);
                found.extend(items.iter().map(|item| item.costing(FILLER)));
            }
            "pi" => {
                let pi = self.arena.add(Node::Letter(PI));
                found.push(Item::closed(pi, at + 1));
            }
            _ => {}
        }
        for (meaning, end) in self.here(at) {
            self.phrase(at, meaning, end, &mut found);
        }
        found
    }

    fn phrase_of_operands(&self, at: usize) -> bool {
        !self
            .ends_where(at, |meaning| {
                matches!(
                    meaning,
                    Meaning::Apply(_) | Meaning::Far(_) | Meaning::Fold(_) | Meaning::Quantity
                )
            })
            .is_empty()
    }

    fn phrase(&mut self, at: usize, meaning: Meaning, end: usize, found: &mut Vec<Item>) {
        match meaning {
            Meaning::Apply(prefix) => self.apply(prefix, end, found),
            Meaning::Far(prefix) => self.calculus(prefix, end, found),
            Meaning::Fold(fold) => self.fold(fold, end, found),
            Meaning::Noun => {
                let items = self.items(Rule::Atom, end);
                // "point five" is a number, "the point (1, 2)" a vector.
                let point = matches!(self.text(at), "point" | "points");
                let fits =
                    |item: &&Item| !point || matches!(self.arena.get(item.id), Node::Vector(_));
                found.extend(items.iter().filter(fits).copied());
                found.extend(self.items(Rule::Vector, end).iter().copied());
            }
            Meaning::Quantity => found.extend(self.quantity(end)),
            Meaning::Unknown if self.is(at, "?") && !self.is_blank(at) => {}
            Meaning::Unknown => {
                let unknown = self.arena.add(Node::Unknown);
                found.push(Item::closed(unknown, end));
            }
            Meaning::Previous => {
                let previous = self.arena.add(Node::Previous);
                found.push(Item::closed(previous, end));
            }
            _ => {}
        }
    }

    /// Whether a question mark stands for a number, and does not end a sentence.
    fn is_blank(&self, at: usize) -> bool {
        let before = at.checked_sub(1).is_some_and(|before| self.is_sign(before));
        before || self.is_sign(at + 1) || self.means(at + 1, Meaning::Equals)
    }

    fn is_sign(&self, at: usize) -> bool {
        matches!(self.text(at), "=" | "+" | "-" | "*" | "/" | "^" | "×" | "x")
    }

    /// "the quantity 3 plus 4": as far as it goes, unless a shorter reading is forced.
    fn quantity(&mut self, end: usize) -> Vec<Item> {
        let mut items = self.far(end);
        let acts = |meaning| matches!(meaning, Meaning::Verb(_));
        if self.ends_where(end, acts).is_empty() {
            return items;
        }
        for chain in self.items(Rule::Chain, end).iter() {
            if !self.has(chain.id, &Node::Previous) {
                items.push(Item::open(chain.id, chain.end, chain.cost));
            }
        }
        items
    }

    /// Operands that reach as far as they can; shorter ones are dearer.
    pub(crate) fn far(&mut self, at: usize) -> Vec<Item> {
        let items = self.items(Rule::Sum, at);
        let farthest = items.iter().map(|item| item.end).max();
        let cost = |item: &Item| if Some(item.end) == farthest { 0 } else { LOOSE };
        items
            .iter()
            .map(|item| item.costing(cost(item)).at_level(Level::Atom))
            .collect()
    }

    /// Operands that take no more than they must; longer ones are dearer. In parentheses they end with them.
    pub(crate) fn tight(&mut self, at: usize) -> Vec<Item> {
        if self.is(at, "(")
            && at
                .checked_sub(1)
                .is_some_and(|before| self.is_function(before))
        {
            return self.items(Rule::Atom, at).to_vec();
        }
        let mut items: Vec<Item> = self.items(Rule::Factor, at).to_vec();
        items.iter_mut().for_each(|item| item.open = true);
        if self.is(at, "(") {
            return items;
        }
        let wide = self.items(Rule::Sum, at);
        let wide = wide.iter().filter(|item| item.level > Level::Atom);
        items.extend(wide.map(|item| {
            // "the square of two times three" is anyone's guess.
            let product = item.level == Level::Term;
            Item {
                open: true,
                ..item.costing(if product { FAR } else { LOOSE })
            }
        }));
        items
    }

    /// Names that are written with their operand in parentheses, which then is all of it.
    fn is_function(&self, at: usize) -> bool {
        matches!(
            self.text(at),
            "sqrt"
                | "cbrt"
                | "sin"
                | "cos"
                | "tan"
                | "sec"
                | "csc"
                | "cot"
                | "log"
                | "abs"
                | "floor"
                | "ceil"
                | "det"
                | "sine"
                | "cosine"
                | "tangent"
                | "arcsin"
                | "arccos"
                | "arctan"
                | "factorial"
                | "asin"
                | "acos"
                | "atan"
        )
    }

    fn numbers(&mut self, at: usize) -> Vec<Item> {
        let mut found = Vec::new();
        for span in numerals::spans(self.tokens, at) {
            let cost = self.spelling_cost(&span);
            let id = self.arena.number(span.value);
            found.push(Item::closed(id, span.end).costing(cost));
            if self.is_goods(span.end) && span.end > at {
                found.push(Item::closed(id, span.end + 1).costing(cost + FILLER));
            }
            if span.unusual || !span.value.is_integer() {
                continue;
            }
            if let Some((unit, end)) = self.fraction_unit(span.end) {
                self.push_fraction(span.value * unit, end, &mut found);
            }
            if let Some((value, end)) = self.scaled_half(&span) {
                let id = self.arena.number(value);
                found.push(Item::closed(id, end));
            }
            if matches!(self.text(span.end), "and" | "&")
                && let Some((part, end)) = self.proper_fraction(span.end + 1)
            {
                let id = self.arena.number(span.value + part);
                // "three and half of eight"
                let cost = if self.is(span.end + 1, "half") {
                    LOOSE
                } else {
                    0
                };
                if !self.is(end, "of") {
                    found.push(Item::closed(id, end).costing(cost));
                }
            }
        }
        if let Some((value, end)) = self.article_fraction(at) {
            self.push_fraction(value, end, &mut found);
        }
        found.extend(self.digit_fractions(at));
        found
    }

    /// "two and a half thousand".
    fn scaled_half(&self, span: &numerals::Span) -> Option<(Number, usize)> {
        let end = self.reads(span.end, "and a half")?;
        let scale = numerals::spans(self.tokens, end);
        let scale = scale
            .iter()
            .find(|scale| scale.end == end + 1 && scale.value >= Number::from(1000))?;
        Some(((span.value + Number::new(1, 2)) * scale.value, end + 1))
    }

    fn spelling_cost(&self, span: &numerals::Span) -> u16 {
        match (span.unusual, span.cut) {
            (true, _) => UNUSUAL,
            (false, true) if self.is(span.end, ",") => CUT_AT_COMMA,
            (false, true) => CUT,
            (false, false) => 0,
        }
    }

    /// A fraction by itself, and "of" something.
    fn push_fraction(&mut self, value: Number, end: usize, found: &mut Vec<Item>) {
        let id = self.arena.number(value);
        found.push(Item::closed(id, end));
        if self.is(end, "of") {
            for operand in self.tight(end + 1) {
                let product = self.arena.binary(Operator::Multiply, id, operand.id);
                found.push(Item::open(product, operand.end, operand.cost));
            }
        }
    }

    /// What "fourths" counts: a quarter. Not "second", which is a time or a place.
    fn fraction_unit(&self, at: usize) -> Option<(Number, usize)> {
        match self.text(at) {
            "half" | "halves" => return Some((Number::new(1, 2), at + 1)),
            "quarter" | "quarters" => return Some((Number::new(1, 4), at + 1)),
            _ => {}
        }
        let ordinal = numerals::ordinals(self.tokens, at)?;
        let whole = ordinal.value > Number::from(2);
        // "the third power", "the fourth root"
        let noun = self.means(ordinal.end, Meaning::PowerOf) || self.is(ordinal.end, "root");
        (whole && !noun).then(|| (ordinal.value.recip(), ordinal.end))
    }

    /// "a third", "half".
    pub(crate) fn article_fraction(&self, at: usize) -> Option<(Number, usize)> {
        match self.text(at) {
            "half" => Some((Number::new(1, 2), at + 1)),
            "a" | "an" => self.fraction_unit(at + 1),
            _ => None,
        }
    }

    /// "one third", "three quarters", less than one.
    pub(crate) fn unit_fraction(&self, at: usize) -> Option<(Number, usize)> {
        let (value, end) = self.proper_fraction(at)?;
        Some((value, end))
    }

    /// Less than one, behind "and": "a half", "three quarters".
    fn proper_fraction(&self, at: usize) -> Option<(Number, usize)> {
        if let Some(found) = self.article_fraction(at) {
            return Some(found);
        }
        numerals::spans(self.tokens, at)
            .into_iter()
            .find_map(|span| {
                let (unit, end) = self.fraction_unit(span.end)?;
                let value = span.value * unit;
                (value < Number::from(1)).then_some((value, end))
            })
    }

    /// `3/4` written as one, and `2 1/2`.
    fn digit_fractions(&mut self, at: usize) -> Vec<Item> {
        let mut found = Vec::new();
        let behind = at.checked_sub(1).map_or("", |before| self.text(before));
        if let Some((value, end)) = self.digit_fraction(at)
            && !matches!(behind, "/" | "^")
        {
            self.push_fraction(value, end, &mut found);
        }
        if let (Some(whole), Some((part, end))) = (self.digits(at), self.digit_fraction(at + 1))
            && whole.is_integer()
            && self.spaced(at + 1)
            && part < Number::from(1)
        {
            self.push_fraction(whole + part, end, &mut found);
        }
        found
    }

    pub(crate) fn digit_fraction(&self, at: usize) -> Option<(Number, usize)> {
        let (above, below) = (self.digits(at)?, self.digits(at + 2)?);
        let glued = self.is(at + 1, "/") && !self.spaced(at + 1) && !self.spaced(at + 2);
        let goes_on = matches!(self.text(at + 3), "/" | "^");
        (glued && !goes_on && below != Number::from(0) && below.is_integer() && above.is_integer())
            .then(|| (above / below, at + 3))
    }

    /// Whether an operator stands at `at`.
    pub(crate) fn operator_at(&self, at: usize) -> bool {
        !self
            .ends_where(at, |meaning| {
                matches!(meaning, Meaning::Infix(_) | Meaning::After(_))
            })
            .is_empty()
    }

    /// The sign at `at`: whether it negates, and where its operand begins.
    pub(crate) fn sign(&self, at: usize) -> Option<(bool, usize)> {
        match self.text(at) {
            "-" | "minus" | "negative" => Some((true, at + 1)),
            "+" | "positive" => Some((false, at + 1)),
            _ => None,
        }
    }

    /// Whether the sign × or letter x at `at` is a letter in this question.
    pub(crate) fn sign_is_letter(&self, at: usize) -> bool {
        self.is(at, "x")
            && (self.names.contains(&'x') || self.tokens.get(at).is_some_and(|t| t.quoted))
    }

    /// Whether a token is digits or a sign, not a word.
    pub(crate) fn is_figure(&self, at: usize) -> bool {
        let kind = self.tokens.get(at).map(|token| token.kind);
        matches!(kind, Some(Kind::Number(_) | Kind::Symbol))
    }

    /// Powers and the like behind an operand, at `at`.
    pub(crate) fn afters(&self, at: usize) -> Vec<(After, usize)> {
        let here = self.here(at);
        here.into_iter()
            .filter_map(|(meaning, end)| match meaning {
                Meaning::After(after) => Some((after, end)),
                _ => None,
            })
            .collect()
    }

    /// Operators between operands, at `at`.
    pub(crate) fn infixes(&self, at: usize) -> Vec<(Infix, usize)> {
        let here = self.here(at);
        here.into_iter()
            .filter_map(|(meaning, end)| match meaning {
                Meaning::Infix(infix) => Some((infix, end)),
                _ => None,
            })
            .collect()
    }
}
