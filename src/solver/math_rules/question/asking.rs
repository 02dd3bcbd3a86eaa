//! What is asked for: values, the one of a list, what is missing, what comes next.

use super::units::{Change, Unit};
use crate::solver::math_rules::cost::UNUSUAL;
use crate::solver::math_rules::expr::{Function, Id, Node, Operator};
use crate::solver::math_rules::grammar::chart::{Chart, Item, Rule};
use crate::solver::math_rules::lexicon::Meaning;
use crate::solver::math_rules::tokens::Kind;

impl Chart<'_> {
    /// Units that say what is asked for.
    pub(crate) fn asked(&mut self, at: usize, found: &mut Vec<Unit>) {
        for end in self.ends(at, Meaning::AskResult) {
            found.push(Unit::new(Change::GoalPrevious, end, 0));
        }
        for end in self.ends(at, Meaning::AskRemainder) {
            found.push(Unit::new(Change::GoalRemainder, end, 0));
        }
        if self.reads(at, "how many").is_some() && self.is_goods(at + 2) {
            let end = self.behind_possession(at + 3);
            found.push(Unit::new(Change::GoalPrevious, end, 0));
        }
        let starts = self.behind_asking(at);
        for &start in &starts {
            self.value_of(start, found);
            self.picked(start, found);
            self.sequence_question(start, found);
        }
        self.which(at, found);
        self.picked_first(at, found);
        self.solved(at, found);
        self.how_much_more(at, found);
        self.how_often(at, found);
        self.missing(at, found);
        self.sequence_question(at, found);
        self.sequence_first(at, found);
        self.neighbour_first(at, found);
        self.rounded(at, found);
        if matches!(self.text(at), "convert" | "change" | "express" | "turn") {
            let converted = self.converted(at + 1);
            found.extend(converted.into_iter().map(Unit::goal));
        }
        let mut angles = Vec::new();
        self.third_angle_story(at, &mut angles);
        found.extend(angles.into_iter().map(Unit::goal));
    }

    /// Behind "do I have left", "are there now".
    fn behind_possession(&self, at: usize) -> usize {
        let mut end = at;
        while matches!(
            self.text(end),
            "are"
                | "is"
                | "left"
                | "remaining"
                | "do"
                | "does"
                | "i"
                | "you"
                | "we"
                | "have"
                | "now"
                | "there"
                | "in"
                | "total"
                | "altogether"
                | "will"
                | "would"
                | "be"
                | "remain"
                | "over"
                | "then"
                | "he"
                | "she"
                | "they"
                | "got"
                | "has"
                | "all"
        ) || self.is_name(end)
        {
            end += 1;
        }
        end
    }

    /// A word that nothing is known of, such as a person's name.
    pub(crate) fn is_name(&self, at: usize) -> bool {
        let word = self
            .tokens
            .get(at)
            .is_some_and(|token| token.kind == Kind::Word && token.text.len() > 1);
        word && !self.is_known(self.text(at)) && !self.is_goods(at)
    }

    /// Every place behind one or more asking phrases, with politeness between.
    pub(crate) fn behind_asking(&self, at: usize) -> Vec<usize> {
        let mut starts = self.ends(at, Meaning::Ask);
        let mut next = 0;
        while let Some(&start) = starts.get(next) {
            next += 1;
            let mut more = self.ends(start, Meaning::Ask);
            more.extend(self.ends(start, Meaning::Prelude));
            if matches!(self.text(start), ":" | "," | "...") {
                more.push(start + 1);
            }
            for end in more {
                if !starts.contains(&end) && starts.len() < 24 {
                    starts.push(end);
                }
            }
        }
        starts
    }

    /// "what is E", "what does E equal", "tell me what E is".
    fn value_of(&mut self, start: usize, found: &mut Vec<Unit>) {
        for item in self.items(Rule::Chain, start).iter() {
            if matches!(self.arena.get(item.id), Node::Unknown | Node::Previous)
                && item.end <= start + 1
            {
                continue;
            }
            // What is left over of a division is no quotient.
            let left = (start.saturating_sub(3)..start)
                .any(|at| matches!(self.text(at), "left" | "over" | "remaining" | "remains"));
            if left && matches!(self.arena.get(item.id), Node::Binary(Operator::Divide, _)) {
                continue;
            }
            // "What is 5!" can only mean the factorial.
            if self.is(item.end, "!") && self.says_number(start, item.end) {
                continue;
            }
            found.push(Unit::goal(*item));
            for end in self.ends(item.end, Meaning::Equals) {
                found.push(Unit::goal(Item { end, ..*item }));
                for end in self.ends(end, Meaning::Unknown) {
                    found.push(Unit::goal(Item { end, ..*item }));
                }
            }
        }
    }

    /// "solve 3x + 4 = 19 for x", "solve for x: 3x = 9", "what is x in 3x = 9".
    fn solved(&mut self, at: usize, found: &mut Vec<Unit>) {
        for start in self.ends(at, Meaning::WhichLetter) {
            if let Some(name) = self.tokens.get(start).and_then(|token| token.letter()) {
                self.made_true(start + 1, name, found);
            }
        }
        for start in self.ends(at, Meaning::Solve) {
            let mut starts = vec![(self.skip(start, &[":", ","]), None)];
            let token = self.tokens.get(start).and_then(|token| token.letter());
            if let Some(name) = token {
                let end = self.skip(start + 1, &[":", ",", "in", "if", "given", "when", "where"]);
                starts.push((self.skip(end, &[":", "that", "the"]), Some(name)));
            }
            for (start, name) in starts {
                let start = self
                    .ends(start, Meaning::Noun)
                    .last()
                    .copied()
                    .unwrap_or(start);
                for (equations, end, cost) in self.equations(start) {
                    self.push_solved(&equations, name, end, cost, found);
                }
            }
        }
    }

    /// "what value of x makes 2x = 6 true", "for which x is 2x equal to 6", "what x satisfies 2x = 6".
    fn made_true(&mut self, at: usize, name: char, found: &mut Vec<Unit>) {
        let start = match self.text(at) {
            "makes" | "make" | "satisfies" | "solves" | "is" | "does" | "will" | "fulfills"
            | "would" => at + 1,
            _ => return,
        };
        let start = self.skip(self.skip(start, &["satisfy", "solve", "make"]), &["the"]);
        let start = self.skip(start, &["equation", "statement"]);
        let goal = self.arena.add(Node::Letter(name));
        for (equations, end, cost) in self.equations(start) {
            let end = self.skip(self.skip(end, &["is", "be"]), &["true", "hold", "correct"]);
            let change = Change::Solve(equations, goal);
            found.push(Unit::new(change, end, cost));
        }
    }

    fn push_solved(
        &mut self,
        equations: &[(Id, Id)],
        name: Option<char>,
        end: usize,
        cost: u16,
        found: &mut Vec<Unit>,
    ) {
        let mut ends = vec![(name, end)];
        let behind = self.skip(end, &[","]);
        if let Some(end) = self.reads(behind, "for") {
            let end = self.skip(end, &["the"]);
            let end = self.skip(end, &["variable", "unknown"]);
            let token = self.tokens.get(end).and_then(|token| token.letter());
            ends.extend(token.map(|name| (Some(name), end + 1)));
        }
        for (name, end) in ends {
            let name = name.or_else(|| self.only_letter(equations));
            if let Some(name) = name {
                let goal = self.arena.add(Node::Letter(name));
                let change = Change::Solve(equations.to_vec(), goal);
                found.push(Unit::new(change, end, cost));
            }
        }
    }

    fn only_letter(&self, equations: &[(Id, Id)]) -> Option<char> {
        let mut letters: Vec<char> = equations
            .iter()
            .flat_map(|(left, right)| [*left, *right])
            .flat_map(|id| crate::solver::math_rules::values::eval::letters(&self.arena, id))
            .collect();
        letters.dedup();
        match letters.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// "after 7 comes which number".
    fn neighbour_first(&mut self, at: usize, found: &mut Vec<Unit>) {
        let at = self.skip(at, &["right", "directly", "immediately", "just"]);
        let operator = match self.text(at) {
            "after" | "following" => Operator::Add,
            "before" | "preceding" => Operator::Subtract,
            _ => return,
        };
        for item in self.items(Rule::Sum, at + 1).iter() {
            let mut end = self.skip(item.end, &[",", "comes", "is"]);
            let mut asked = false;
            while matches!(
                self.text(end),
                "what"
                    | "which"
                    | "number"
                    | "comes"
                    | "is"
                    | "next"
                    | "the"
                    | "integer"
                    | "directly"
                    | "immediately"
                    | "right"
                    | "follows"
                    | "whole"
            ) {
                asked |= matches!(self.text(end), "what" | "which");
                end += 1;
            }
            if asked {
                let one = self.number(1);
                let id = self.arena.binary(operator, item.id, one);
                found.push(Unit::new(Change::Goal(id), end, item.cost));
            }
        }
    }

    /// "round 3.7 to the nearest whole number".
    fn rounded(&mut self, at: usize, found: &mut Vec<Unit>) {
        let (function, start) = match (self.text(at), self.text(at + 1)) {
            ("round", "down") => (Some(Function::RoundDown), at + 2),
            ("round", "up") => (Some(Function::RoundUp), at + 2),
            ("round", "off") => (None, at + 2),
            ("round", _) => (None, at + 1),
            _ => return,
        };
        for item in self.items(Rule::Sum, start).iter() {
            let end = self.skip(self.skip(item.end, &["up", "down", "off"]), &["to"]);
            for (meaning, end) in self.here(end) {
                if let Meaning::Places(places) = meaning {
                    let function = function.unwrap_or(Function::Round(places));
                    let id = self.call(function, &[item.id]);
                    found.push(Unit::new(Change::Goal(id), end, item.cost));
                }
            }
            if let Some(function) = function {
                let id = self.call(function, &[item.id]);
                found.push(Unit::new(Change::Goal(id), item.end, item.cost + UNUSUAL));
            }
        }
    }
}
