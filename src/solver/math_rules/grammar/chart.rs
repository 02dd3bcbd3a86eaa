//! The chart: every reading of every stretch of a question, each worked out once.
//!
//! A rule is asked at a place and answers with items: an expression, where it ends, and what it costs. Costs count
//! against a reading (see [`crate::solver::math_rules::cost`]). The rules themselves are in the modules named after what they read.

use std::rc::Rc;

use crate::solver::math_rules::cost::DEAREST;
use crate::solver::math_rules::expr::{Arena, Function, Id, Node, Operator};
use crate::solver::math_rules::frames;
use crate::solver::math_rules::lexicon::{Here, Lexicon, Meaning};
use crate::solver::math_rules::tokens::{Kind, Number, Token};

/// How tightly an item hangs together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Atom,
    Term,
    Sum,
}

/// One reading of the tokens from where a rule was asked to `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    pub id: Id,
    pub end: usize,
    pub cost: u16,
    pub level: Level,
    /// Ends in an operand that might have gone on: "the sum of 3 and 4".
    pub open: bool,
}

impl Item {
    /// A closed item without cost.
    pub fn closed(id: Id, end: usize) -> Self {
        Self {
            id,
            end,
            cost: 0,
            level: Level::Atom,
            open: false,
        }
    }

    /// An open item.
    pub fn open(id: Id, end: usize, cost: u16) -> Self {
        Self {
            id,
            end,
            cost,
            level: Level::Atom,
            open: true,
        }
    }

    pub fn costing(self, more: u16) -> Self {
        Self {
            cost: self.cost.saturating_add(more),
            ..self
        }
    }

    pub fn at_level(self, level: Level) -> Self {
        Self { level, ..self }
    }
}

/// The rules whose answers are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    Atom,
    Power,
    Implicit,
    Factor,
    Term,
    Sum,
    TermComma,
    SumComma,
    Clause,
    List,
    Action,
    Chain,
    Fact,
    Vector,
    Matrix,
}

const RULES: usize = 15;

/// As many readings of one stretch are kept.
const MOST_AT_ONE_END: usize = 6;

/// Rules within rules, at most; each costs stack.
const DEEPEST: usize = 90;

/// Items of a rule at a place, shared.
pub(crate) type Items = Rc<[Item]>;

/// The tokens of one question, with what was found of them so far.
pub(crate) struct Chart<'t> {
    pub tokens: &'t [Token<'t>],
    pub arena: Arena,
    /// Letters that the question uses as names, by what stands beside them.
    pub names: Vec<char>,
    /// The things that the question counts, in the singular, where they are of one sort.
    pub goods: Option<&'t str>,
    /// What the question shows of the frames that it may fit.
    pub signs: u32,
    /// The templates that it has the words for.
    pub templates: Rc<[usize]>,
    lattice: Rc<[Here]>,
    kept: Vec<Option<Items>>,
    depth: usize,
}

impl<'t> Chart<'t> {
    pub fn new(tokens: &'t [Token<'t>]) -> Self {
        let lattice: Rc<[Here]> = Lexicon::get().lattice(tokens).into();
        let mut chart = Self {
            tokens,
            arena: Arena::default(),
            names: Vec::new(),
            goods: None,
            signs: frames::signs(tokens),
            templates: frames::candidates(tokens).into(),
            lattice,
            kept: vec![None; RULES * (tokens.len() + 1)],
            depth: 0,
        };
        chart.names = chart.find_names();
        chart.goods = chart.find_goods();
        chart
    }

    /// The items of `rule` at token `at`. A rule that is asked again while it works finds nothing.
    pub fn items(&mut self, rule: Rule, at: usize) -> Items {
        let place = rule as usize + RULES * at;
        match self.kept.get(place) {
            None => return Rc::from([]),
            Some(Some(items)) => return Rc::clone(items),
            Some(None) => {}
        }
        if self.depth >= DEEPEST || at >= self.tokens.len() {
            return Rc::from([]);
        }
        self.keep(place, Rc::from([]));
        self.depth += 1;
        let mut found = self.find(rule, at);
        self.depth -= 1;
        prune(&mut found);
        let items: Items = found.into();
        self.keep(place, Rc::clone(&items));
        items
    }

    fn keep(&mut self, place: usize, items: Items) {
        if let Some(slot) = self.kept.get_mut(place) {
            *slot = Some(items);
        }
    }

    fn find(&mut self, rule: Rule, at: usize) -> Vec<Item> {
        match rule {
            Rule::Atom => self.atom(at),
            Rule::Power => self.power(at),
            Rule::Implicit => self.implicit(at),
            Rule::Factor => self.factor(at),
            Rule::Term => self.term(at, false),
            Rule::Sum => self.sum(at, false),
            Rule::TermComma => self.term(at, true),
            Rule::SumComma => self.sum(at, true),
            Rule::Clause => self.clause(at),
            Rule::List => self.list(at),
            Rule::Action => self.action(at),
            Rule::Chain => self.chain(at),
            Rule::Fact => self.fact(at),
            Rule::Vector => self.bare_vector(at),
            Rule::Matrix => self.bare_matrix(at),
        }
    }

    /// Everything the lexicon says of the phrases that begin at `at`.
    pub fn here(&self, at: usize) -> Vec<(Meaning, usize)> {
        self.lattice.get(at).cloned().unwrap_or_default()
    }

    /// The ends of the phrases at `at` with this meaning.
    pub fn ends(&self, at: usize, wanted: Meaning) -> Vec<usize> {
        self.ends_where(at, |meaning| meaning == wanted)
    }

    pub fn ends_where(&self, at: usize, wanted: impl Fn(Meaning) -> bool) -> Vec<usize> {
        let here = self.lattice.get(at).into_iter().flatten();
        here.filter(|(meaning, _)| wanted(*meaning))
            .map(|(_, end)| *end)
            .collect()
    }

    pub fn means(&self, at: usize, wanted: Meaning) -> bool {
        let here = self.lattice.get(at).into_iter().flatten();
        here.into_iter().any(|(meaning, _)| *meaning == wanted)
    }

    /// The token's text; nothing behind the last.
    pub fn text(&self, at: usize) -> &'t str {
        self.tokens.get(at).map_or("", |token| token.text)
    }

    pub fn is(&self, at: usize, text: &str) -> bool {
        self.text(at) == text
    }

    /// Whether the tokens from `at` on are these words, divided by blanks.
    pub fn reads(&self, at: usize, words: &str) -> Option<usize> {
        let mut end = at;
        for word in words.split(' ') {
            if !self.is(end, word) {
                return None;
            }
            end += 1;
        }
        Some(end)
    }

    /// `at`, or behind the word there if it is one of these.
    pub fn skip(&self, at: usize, words: &[&str]) -> usize {
        at + usize::from(at < self.tokens.len() && words.contains(&self.text(at)))
    }

    /// Behind all the words at `at` that are among these.
    pub fn past(&self, at: usize, words: &[&str]) -> usize {
        let mut end = at;
        while end < self.tokens.len() && words.contains(&self.text(end)) {
            end += 1;
        }
        end
    }

    pub fn spaced(&self, at: usize) -> bool {
        self.tokens.get(at).is_none_or(|token| token.spaced)
    }

    pub fn digits(&self, at: usize) -> Option<Number> {
        match self.tokens.get(at)?.kind {
            Kind::Number(value) => Some(value),
            _ => None,
        }
    }

    pub fn number(&mut self, value: i128) -> Id {
        self.arena.number(Number::from(value))
    }

    /// `-inner`, a negative number where it is one.
    pub fn negate(&mut self, inner: Id) -> Id {
        match self.arena.get(inner) {
            Node::Number(value) => {
                let value = -*value;
                self.arena.number(value)
            }
            _ => self.arena.add(Node::Negate(inner)),
        }
    }

    pub fn power_of(&mut self, base: Id, exponent: i128) -> Id {
        let exponent = self.number(exponent);
        self.arena.binary(Operator::Power, base, exponent)
    }

    pub fn call(&mut self, function: Function, operands: &[Id]) -> Id {
        self.arena.call(function, operands)
    }

    /// `amount / 100` of `whole`, added to it or taken from it.
    pub fn percent_change(&mut self, whole: Id, percent: Id, operator: Operator) -> Id {
        let part = self.arena.binary(Operator::Multiply, percent, whole);
        self.arena.binary(operator, whole, part)
    }

    pub fn is_percent(&self, id: Id) -> bool {
        matches!(self.arena.get(id), Node::Call(Function::Percent, _))
    }

    pub fn has(&self, id: Id, node: &Node) -> bool {
        self.arena.any(id, &|other| other == node)
    }

    /// Whether an item is a plain number; for rules that must not multiply facts.
    pub(crate) fn plain_number(&self, id: Id) -> Option<Number> {
        match self.arena.get(id) {
            Node::Number(value) => Some(*value),
            _ => None,
        }
    }

    /// The elements of a list.
    pub fn elements(&self, list: Id) -> Vec<Id> {
        match self.arena.get(list) {
            Node::Vector(parts) => parts.clone(),
            _ => vec![list],
        }
    }
}

fn prune(items: &mut Vec<Item>) {
    items.retain(|item| item.cost <= DEAREST);
    items.sort_by_key(|item| (item.end, item.cost, item.id, item.level, item.open));
    let mut kept: Vec<Item> = Vec::with_capacity(items.len());
    for item in items.iter() {
        let same_end = kept.iter().rev().take_while(|other| other.end == item.end);
        let same = |other: &&Item| other.id == item.id && other.open == item.open;
        let count = same_end.clone().count();
        if count < MOST_AT_ONE_END && !same_end.into_iter().any(|other| same(&other)) {
            kept.push(*item);
        }
    }
    *items = kept;
}
