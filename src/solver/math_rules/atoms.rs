//! Numbers, letters, brackets, and what stands before its operand.

use super::chart::{Chart, Item, Level, Rule};
use super::cost::{CUT, CUT_AT_COMMA, FAR, FILLER, LOOSE, UNUSUAL};
use super::expr::{Function, Id, Node, Operator};
use super::lexicon::{After, Infix, Lexicon, Meaning, Prefix};
use super::numerals;
use super::poly::PI;
use super::tokens::{Kind, Number};

impl<'t> Chart<'t> {
    /// Whatever can be an operand by itself.
    pub(super) fn atom(&mut self, at: usize) -> Vec<Item> {
        let mut found = self.numbers(at);
        found.extend(self.ordinal_phrases(at));
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
                found.extend(items.iter().copied());
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
    pub(super) fn far(&mut self, at: usize) -> Vec<Item> {
        let items = self.items(Rule::Sum, at);
        let farthest = items.iter().map(|item| item.end).max();
        let cost = |item: &Item| if Some(item.end) == farthest { 0 } else { LOOSE };
        items
            .iter()
            .map(|item| item.costing(cost(item)).at_level(Level::Atom))
            .collect()
    }

    /// Operands that take no more than they must; longer ones are dearer. In parentheses they end with them.
    pub(super) fn tight(&mut self, at: usize) -> Vec<Item> {
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
                found.push(Item::closed(id, span.end + 1).costing(cost));
            }
            if span.unusual || !span.value.is_integer() {
                continue;
            }
            if let Some((unit, end)) = self.fraction_unit(span.end) {
                self.push_fraction(span.value * unit, end, &mut found);
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

    /// Whether the word at `at` is the one sort of things that this question counts.
    pub(super) fn is_goods(&self, at: usize) -> bool {
        self.goods.is_some_and(|goods| stem(self.text(at)) == goods)
    }

    /// The one noun that stands behind numerals and that nothing else is known of: the apples of a small story.
    pub(super) fn find_goods(&self) -> Option<&'t str> {
        let mut found = None;
        for (at, token) in self.tokens.iter().enumerate().skip(1) {
            let share = matches!(stem(token.text), "quarter" | "half" | "halve" | "dozen");
            let word = token.kind == Kind::Word && token.text.len() > 2 && !share;
            let numeral = numerals::is_numeral_word(token.text);
            if !word || numeral || (self.is_known(token.text) && !self.only_counted(at)) {
                continue;
            }
            let counted = numerals::spans(self.tokens, at - 1);
            if counted
                .iter()
                .any(|span| span.end == at && at - 1 < span.end)
            {
                let noun = stem(token.text);
                if found.is_some_and(|other| other != noun) {
                    return None;
                }
                found = Some(noun);
            }
        }
        found
    }

    /// Whether a noun has a place in the facts alone, and the question names nothing that has it.
    fn only_counted(&self, at: usize) -> bool {
        let noun =
            |meaning: &(Meaning, usize)| matches!(meaning.0, Meaning::Part(_) | Meaning::Thing(_));
        let thing = |meaning: Meaning| matches!(meaning, Meaning::Thing(_));
        let here = self.here(at);
        let others =
            (0..self.tokens.len()).filter(|other| stem(self.text(*other)) != stem(self.text(at)));
        let mut things = others.filter(|other| !self.ends_where(*other, thing).is_empty());
        !here.is_empty() && here.iter().all(noun) && things.next().is_none()
    }

    /// Whether the grammar has any use for a word.
    pub(super) fn is_known(&self, word: &str) -> bool {
        numerals::is_numeral_word(word) || Lexicon::get().knows(word)
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
    fn article_fraction(&self, at: usize) -> Option<(Number, usize)> {
        match self.text(at) {
            "half" => Some((Number::new(1, 2), at + 1)),
            "a" | "an" => self.fraction_unit(at + 1),
            _ => None,
        }
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

    pub(super) fn digit_fraction(&self, at: usize) -> Option<(Number, usize)> {
        let (above, below) = (self.digits(at)?, self.digits(at + 2)?);
        let glued = self.is(at + 1, "/") && !self.spaced(at + 1) && !self.spaced(at + 2);
        let goes_on = matches!(self.text(at + 3), "/" | "^");
        (glued && !goes_on && below != Number::from(0) && below.is_integer() && above.is_integer())
            .then(|| (above / below, at + 3))
    }

    /// "fifth power of", "fourth root of", "third prime number".
    fn ordinal_phrases(&mut self, at: usize) -> Vec<Item> {
        let mut found = Vec::new();
        let Some(ordinal) = numerals::ordinals(self.tokens, at) else {
            return found;
        };
        let id = self.arena.number(ordinal.value);
        let end = ordinal.end;
        if let Some(end) = self.reads(end, "power of") {
            for base in self.tight(end) {
                let power = self.arena.binary(Operator::Power, base.id, id);
                found.push(Item::open(power, base.end, base.cost));
            }
        }
        if let Some(end) = self.reads(end, "root of") {
            for base in self.tight(end) {
                let root = self.call(Function::Root, &[base.id, id]);
                found.push(Item::open(root, base.end, base.cost));
            }
        }
        if self.is(end, "prime") {
            let end = self.skip(end + 1, &["number"]);
            let prime = self.call(Function::NthPrime, &[id]);
            found.push(Item::closed(prime, end));
        }
        if let Some(end) = self
            .reads(end, "component of")
            .or(self.reads(end, "element of"))
        {
            for vector in self.items(Rule::Atom, end).iter() {
                let component = self.call(Function::Component, &[vector.id, id]);
                found.push(Item::open(component, vector.end, vector.cost));
            }
        }
        found
    }

    /// A letter that is a name here. The article, the pronoun and the sign are told apart by their neighbours.
    fn letter(&mut self, at: usize) -> Option<Item> {
        let token = self.tokens.get(at)?;
        let name = token.letter().filter(char::is_ascii_lowercase)?;
        let named = token.quoted || self.names.contains(&name);
        let fits = match name {
            'a' => token.quoted || (named && !self.is_article(at)),
            'i' | 's' | 'o' => named,
            _ => true,
        };
        fits.then(|| {
            let id = self.arena.add(Node::Letter(name));
            Item::closed(id, at + 1)
        })
    }

    /// `f(3)`, `f'(3)`, "f of 3".
    fn named_call(&mut self, at: usize) -> Vec<Item> {
        let name = self.tokens.get(at).and_then(|token| token.letter());
        let Some(name) = name.filter(|name| matches!(name, 'f' | 'g' | 'h' | 'p')) else {
            return Vec::new();
        };
        let (function, start) = match (self.text(at + 1), self.text(at + 2)) {
            ("(", _) => (Function::Named(name), at + 1),
            ("of", _) => (Function::Named(name), at + 2),
            ("'", _) => (Function::NamedDerivative(name), at + 2),
            ("prime", "of") => (Function::NamedDerivative(name), at + 3),
            _ => return Vec::new(),
        };
        let arguments = self.items(Rule::Atom, start);
        let mut found = Vec::new();
        for argument in arguments.iter() {
            let id = self.call(function, &[argument.id]);
            found.push(Item::closed(id, argument.end).costing(argument.cost));
        }
        found
    }

    /// `xy`, where both letters are given.
    fn letters_in_a_row(&mut self, at: usize) -> Option<Item> {
        let word = self.text(at);
        let names = (2..=3).contains(&word.len()) && word.chars().all(|c| self.names.contains(&c));
        if !names || self.operator_at(at) {
            return None;
        }
        let letters: Vec<Id> = word
            .chars()
            .map(|c| self.arena.add(Node::Letter(c)))
            .collect();
        let (first, rest) = letters.split_first()?;
        let product = rest.iter().fold(*first, |left, right| {
            self.arena.binary(Operator::Multiply, left, *right)
        });
        Some(Item::closed(product, at + 1))
    }

    /// Whether "a" here goes with a noun or numeral behind it.
    fn is_article(&self, at: usize) -> bool {
        let numeral = |span: &numerals::Span| span.end > at + 1;
        if numerals::spans(self.tokens, at).iter().any(numeral) {
            return true;
        }
        self.article_fraction(at).is_some()
            || !self
                .ends_where(at + 1, |meaning| {
                    matches!(
                        meaning,
                        Meaning::Fold(_) | Meaning::Thing(_) | Meaning::Adjective | Meaning::Noun
                    )
                })
                .is_empty()
    }

    /// Letters that are given a value, quoted, or used as no word could be.
    pub(super) fn find_names(&self) -> Vec<char> {
        let mut names = Vec::new();
        for (at, token) in self.tokens.iter().enumerate() {
            let Some(letter) = token.letter().filter(char::is_ascii_lowercase) else {
                continue;
            };
            let used = match letter {
                'a' => self.a_is_name(at),
                'x' => self.x_is_name(at),
                _ => self.means(at + 1, Meaning::Equals) || self.operator_at(at + 1),
            };
            let used = used || token.quoted || self.is_coefficient(at);
            if used && !names.contains(&letter) {
                names.push(letter);
            }
        }
        names
    }

    /// `3x`, but not `3x4`.
    fn is_coefficient(&self, at: usize) -> bool {
        let glued = self.tokens.get(at).is_some_and(|token| !token.spaced);
        let before = at.checked_sub(1).and_then(|before| self.digits(before));
        glued && before.is_some() && self.digits(at + 1).is_none()
    }

    fn a_is_name(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map_or("", |before| self.text(before));
        let given = [
            "is",
            "=",
            "equals",
            "be",
            "being",
            "stands",
            "equal",
            "represents",
            "+",
            "-",
            "*",
            "/",
            "^",
            "squared",
            "cubed",
            "plus",
            "minus",
            "times",
            "divided",
            "multiplied",
            "over",
        ];
        given.contains(&self.text(at + 1))
            || matches!(before, "=" | "equals" | "variable" | "letter")
    }

    /// The letter x stands where no sign between two operands could.
    fn x_is_name(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map_or("", |before| self.text(before));
        let after = self.text(at + 1);
        let begins = matches!(
            before,
            "" | "for"
                | "find"
                | "of"
                | "to"
                | "if"
                | "when"
                | "where"
                | "let"
                | "and"
                | "with"
                | "given"
                | "respect"
                | "variable"
                | "("
                | "="
                | "is"
                | "by"
                | "at"
                | ","
                | "from"
                | "what"
                | "twice"
                | "half"
                | "plus"
                | "minus"
                | "times"
                | "that"
                | "letter"
                | "in"
                | "as"
                | "called"
                | "suppose"
                | "say"
                | "d"
        );
        let ends = after.is_empty()
            || matches!(
                after,
                "+" | "^"
                    | "="
                    | ")"
                    | ","
                    | "?"
                    | "."
                    | "is"
                    | "if"
                    | "when"
                    | "where"
                    | "squared"
                    | "cubed"
                    | "equals"
                    | "plus"
                    | "minus"
                    | "times"
                    | "*"
                    | "/"
                    | "be"
                    | "being"
                    | "at"
                    | "for"
                    | "from"
                    | "and"
                    | "with"
            )
            || (after == "-" && self.spaced(at + 2));
        begins || ends
    }

    fn apply(&mut self, prefix: Prefix, end: usize, found: &mut Vec<Item>) {
        if let Prefix::LogBase = prefix {
            return self.logarithm(end, found);
        }
        let trigonometric = matches!(
            prefix,
            Prefix::Call(
                Function::Sine
                    | Function::Cosine
                    | Function::Tangent
                    | Function::Cosecant
                    | Function::Secant
                    | Function::Cotangent
            )
        );
        let (end, exponent) = if trigonometric {
            self.exponent_of_function(end)
        } else {
            (end, None)
        };
        let operands = match prefix {
            _ if trigonometric => self.angles(end),
            Prefix::Call(Function::Determinant | Function::Trace) => self.matrix_operands(end),
            Prefix::Call(Function::Length) => self.vector_operands(end),
            Prefix::Root(2) => self.rooted(end),
            _ => self.tight(end),
        };
        for operand in operands {
            if let Some(id) = self.applied(prefix, operand.id) {
                let id = exponent.map_or(id, |exponent| self.power_of(id, exponent));
                found.push(Item {
                    id,
                    level: Level::Atom,
                    ..operand
                });
            }
        }
    }

    /// `sin^2(30)`, "sine squared of 30": the exponent, and where the angle begins.
    fn exponent_of_function(&self, at: usize) -> (usize, Option<i128>) {
        let (end, exponent) = match (self.text(at), self.digits(at + 1)) {
            ("^", Some(value)) if value.is_integer() => (at + 2, value.to_integer()),
            ("squared", _) => (at + 1, 2),
            ("cubed", _) => (at + 1, 3),
            _ => return (at, None),
        };
        (self.skip(end, &["of"]), Some(exponent))
    }

    /// Operands of a square root: of "a squared plus b squared" it takes all.
    fn rooted(&mut self, at: usize) -> Vec<Item> {
        let mut items = self.tight(at);
        let squares = |id: Id| matches!(self.arena.get(id), Node::Binary(Operator::Power, _));
        let sums: Vec<bool> = items
            .iter()
            .map(|item| match self.arena.get(item.id) {
                Node::Binary(Operator::Add | Operator::Subtract, [left, right]) => {
                    squares(*left) && squares(*right)
                }
                _ => false,
            })
            .collect();
        if !sums.contains(&true) || self.is(at, "(") {
            return items;
        }
        let lone: Vec<bool> = items.iter().map(|item| squares(item.id)).collect();
        for ((item, sum), lone) in items.iter_mut().zip(sums).zip(lone) {
            if sum {
                item.cost = item.cost.saturating_sub(LOOSE);
            } else if lone {
                item.cost += LOOSE;
            }
        }
        items
    }

    fn applied(&mut self, prefix: Prefix, operand: Id) -> Option<Id> {
        Some(match prefix {
            Prefix::Power(power) => self.power_of(operand, power.into()),
            Prefix::Root(root) => {
                let root = self.number(root.into());
                self.call(Function::Root, &[operand, root])
            }
            Prefix::Times(above, below) => self.times(operand, above, below),
            Prefix::Plus(step) => {
                let one = self.number(1);
                let operator = if step > 0 {
                    Operator::Add
                } else {
                    Operator::Subtract
                };
                self.arena.binary(operator, operand, one)
            }
            Prefix::Negate => self.negate(operand),
            Prefix::Reciprocal => {
                let one = self.number(1);
                self.arena.binary(Operator::Divide, one, operand)
            }
            Prefix::Call(function) => self.call(function, &[operand]),
            Prefix::Log(base) => {
                let base = self.number(base.into());
                self.call(Function::Logarithm, &[base, operand])
            }
            Prefix::Derivative(_) | Prefix::Integral | Prefix::LogBase => return None,
        })
    }

    /// `operand` times a small fraction: doubled, halved.
    pub(super) fn times(&mut self, operand: Id, above: i8, below: i8) -> Id {
        if below == 1 {
            let factor = self.number(above.into());
            return self.arena.binary(Operator::Multiply, factor, operand);
        }
        let divisor = self.number(below.into());
        self.arena.binary(Operator::Divide, operand, divisor)
    }

    /// "log base 2 of 8".
    fn logarithm(&mut self, at: usize, found: &mut Vec<Item>) {
        for base in self.items(Rule::Atom, at).iter() {
            let Some(end) = self.reads(base.end, "of") else {
                continue;
            };
            for operand in self.tight(end) {
                let id = self.call(Function::Logarithm, &[base.id, operand.id]);
                found.push(Item::open(id, operand.end, base.cost + operand.cost));
            }
        }
    }

    /// Angles: multiples of pi go as far as the product does, bare numbers are taken as degrees.
    fn angles(&mut self, at: usize) -> Vec<Item> {
        let at = self.skip(at, &["a", "an", "the"]);
        for (name, degrees) in [
            ("right angle", 90),
            ("straight angle", 180),
            ("full turn", 360),
        ] {
            if let Some(end) = self.reads(at, name) {
                let id = self.number(degrees);
                return vec![Item::closed(id, end)];
            }
        }
        let mut found = self.angle_operands(at);
        let named: Vec<Item> = found
            .iter()
            .filter(|item| self.is(item.end, "angle"))
            .map(|item| Item {
                end: item.end + 1,
                ..*item
            })
            .collect();
        found.extend(named);
        found
    }

    fn angle_operands(&mut self, at: usize) -> Vec<Item> {
        let pi = Node::Letter(PI);
        let terms = self.items(Rule::Term, at);
        let farthest = terms
            .iter()
            .filter(|item| self.has(item.id, &pi))
            .map(|item| item.end)
            .max();
        let mut found: Vec<Item> = Vec::new();
        for item in self.tight(at) {
            let bare = match self.arena.get(item.id) {
                Node::Call(Function::Degrees | Function::Radians, _) => 0,
                Node::Number(value) if *value == Number::from(0) => 0,
                _ => FILLER,
            };
            if farthest.is_none() || self.is(at, "(") {
                let cost = if self.has(item.id, &pi) { 0 } else { bare };
                found.push(item.costing(cost));
            }
        }
        for item in terms.iter().filter(|item| Some(item.end) == farthest) {
            found.push(Item::open(item.id, item.end, item.cost));
        }
        found
    }

    /// "the number that comes right before": words in any order, one of which gives the direction.
    fn neighbour(&mut self, at: usize) -> Vec<Item> {
        let mut found = Vec::new();
        let Some((step, end)) = self.direction(at) else {
            return found;
        };
        for operand in self.tight(end) {
            if let Some(id) = self.applied(Prefix::Plus(step), operand.id) {
                found.push(Item::open(id, operand.end, operand.cost));
            }
        }
        found
    }

    fn direction(&self, at: usize) -> Option<(i8, usize)> {
        let mut end = at;
        let mut toward = None;
        let mut spoken = false;
        loop {
            let word = self.text(end);
            match word {
                "next" | "following" if self.is(end + 1, "after") => {
                    return Some((1, end + 2));
                }
                "after" | "follows" | "succeeds" | "succeeding" | "past" => {
                    return Some((1, end + 1));
                }
                "before" | "precedes" | "preceding" => return Some((-1, end + 1)),
                "prior" | "previous" if self.is(end + 1, "to") => return Some((-1, end + 2)),
                "following" if spoken => return Some((1, end + 1)),
                "above" if spoken && self.is(end.saturating_sub(1), "number") => {
                    return Some((1, end + 1));
                }
                "below" if spoken && self.is(end.saturating_sub(1), "number") => {
                    return Some((-1, end + 1));
                }
                "ahead" if self.is(end + 1, "of") => return Some((-1, end + 2)),
                "to" | "from" if spoken => return toward.map(|step| (step, end + 1)),
                "next" | "following" => toward = Some(1),
                "previous" | "prior" => toward = Some(-1),
                "number" | "integer" | "numeral" | "one" | "neighbor" | "neighbour" => {
                    spoken = true
                }
                "very" | "whole" | "natural" | "counting" | "consecutive" | "that" | "which"
                | "right" | "just" | "directly" | "immediately" | "exactly" | "comes" | "is"
                | "goes" | "coming" | "lies" | "stands" | "falls" | "you" | "say" | "count"
                | "sits" | "appears" | "occurs" | "'s" | "come" | "higher" | "larger"
                | "smaller" | "lower" | "found" | "would" | "will" | "be" | "positive"
                | "straight" => {}
                _ => return None,
            }
            end += 1;
            if end > at + 9 {
                return None;
            }
        }
    }

    /// Whether an operator stands at `at`.
    pub(super) fn operator_at(&self, at: usize) -> bool {
        !self
            .ends_where(at, |meaning| {
                matches!(meaning, Meaning::Infix(_) | Meaning::After(_))
            })
            .is_empty()
    }

    /// The sign at `at`: whether it negates, and where its operand begins.
    pub(super) fn sign(&self, at: usize) -> Option<(bool, usize)> {
        match self.text(at) {
            "-" | "minus" | "negative" => Some((true, at + 1)),
            "+" | "positive" => Some((false, at + 1)),
            _ => None,
        }
    }

    /// Whether the sign × or letter x at `at` is a letter in this question.
    pub(super) fn sign_is_letter(&self, at: usize) -> bool {
        self.is(at, "x")
            && (self.names.contains(&'x') || self.tokens.get(at).is_some_and(|t| t.quoted))
    }

    /// Whether a token is digits or a sign, not a word.
    pub(super) fn is_figure(&self, at: usize) -> bool {
        let kind = self.tokens.get(at).map(|token| token.kind);
        matches!(kind, Some(Kind::Number(_) | Kind::Symbol))
    }

    /// Powers and the like behind an operand, at `at`.
    pub(super) fn afters(&self, at: usize) -> Vec<(After, usize)> {
        let here = self.here(at);
        here.into_iter()
            .filter_map(|(meaning, end)| match meaning {
                Meaning::After(after) => Some((after, end)),
                _ => None,
            })
            .collect()
    }

    /// Operators between operands, at `at`.
    pub(super) fn infixes(&self, at: usize) -> Vec<(Infix, usize)> {
        let here = self.here(at);
        here.into_iter()
            .filter_map(|(meaning, end)| match meaning {
                Meaning::Infix(infix) => Some((infix, end)),
                _ => None,
            })
            .collect()
    }
}

/// A noun without the ending of its plural.
fn stem(noun: &str) -> &str {
    noun.strip_suffix('s').unwrap_or(noun)
}
