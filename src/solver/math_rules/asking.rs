//! What is asked for: values, the one of a list, what is missing, what comes next.

use super::chart::{Chart, Item, Rule};
use super::cost::{FILLER, UNUSUAL};
use super::expr::{Function, Id, Node, Operator};
use super::lexicon::{Infix, Meaning, Verb};
use super::question::{Change, Unit};
use super::tokens::Kind;

impl Chart<'_> {
    /// Units that say what is asked for.
    pub(super) fn asked(&mut self, at: usize, found: &mut Vec<Unit>) {
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
    pub(super) fn is_name(&self, at: usize) -> bool {
        let word = self
            .tokens
            .get(at)
            .is_some_and(|token| token.kind == Kind::Word && token.text.len() > 1);
        word && !self.is_known(self.text(at)) && !self.is_goods(at)
    }

    /// Every place behind one or more asking phrases, with politeness between.
    fn behind_asking(&self, at: usize) -> Vec<usize> {
        let mut starts = self.ends(at, Meaning::Ask);
        let mut next = 0;
        while let Some(&start) = starts.get(next) {
            next += 1;
            let mut more = self.ends(start, Meaning::Ask);
            more.extend(self.ends(start, Meaning::Prelude));
            if matches!(self.text(start), ":" | ",") {
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

    /// "larger, 7 or 12", "the largest: 3, 5 or 9", behind "which is".
    fn picked(&mut self, at: usize, found: &mut Vec<Unit>) {
        let at = self.skip(self.skip(at, &["is", "has", "are"]), &["the"]);
        for (meaning, end) in self.here(at) {
            let Meaning::Pick(function) = meaning else {
                continue;
            };
            let starts = self.list_starts(end);
            for start in starts {
                let list = self.listed(start);
                for item in list {
                    let parts = self.elements(item.id);
                    let id = self.call(function, &parts);
                    found.push(Unit::goal(Item { id, ..item }));
                }
            }
        }
    }

    /// Where a list may begin: behind a colon, and behind "of the numbers".
    fn list_starts(&self, at: usize) -> Vec<usize> {
        let mut starts = vec![at];
        let mut next = 0;
        while let Some(&start) = starts.get(next) {
            next += 1;
            let mut more = self.ends(start, Meaning::WhichOf);
            more.extend(self.ends(start, Meaning::Noun));
            let dash = self.is(start, "-") && self.spaced(start + 1);
            if dash || matches!(self.text(start), ":" | "," | "?" | "(" | "the" | "these") {
                more.push(start + 1);
            }
            for end in more {
                if !starts.contains(&end) && starts.len() < 12 {
                    starts.push(end);
                }
            }
        }
        starts
    }

    fn listed(&mut self, at: usize) -> Vec<Item> {
        let mut lists = self.items(Rule::List, at).to_vec();
        let vectors = self.items(Rule::Atom, at);
        let vector = |item: &&Item| matches!(self.arena.get(item.id), Node::Vector(_));
        lists.extend(vectors.iter().filter(vector).copied());
        lists.extend(self.items(Rule::Vector, at).iter().copied());
        lists
    }

    /// "which is larger, ..." and "which of 3, 5 and 9 is the largest".
    fn which(&mut self, at: usize, found: &mut Vec<Unit>) {
        for end in self.ends(at, Meaning::WhichOf) {
            self.picked(end, found);
            for start in self.list_starts(end) {
                self.list_then_pick(start, found);
            }
        }
    }

    /// "3, 5 and 9: which is the largest".
    fn picked_first(&mut self, at: usize, found: &mut Vec<Unit>) {
        self.list_then_pick(at, found);
    }

    fn list_then_pick(&mut self, at: usize, found: &mut Vec<Unit>) {
        for list in self.listed(at) {
            let end = self.skip(list.end, &[",", ":", "-", "?", "."]);
            let asked = self.ends_where(end, |meaning| {
                matches!(meaning, Meaning::Ask | Meaning::WhichOf | Meaning::IsIt)
            });
            for start in asked {
                let start = self.skip(self.skip(start, &["is", "are", "has"]), &["the"]);
                for (meaning, end) in self.here(start) {
                    if let Meaning::Pick(function) = meaning {
                        let parts = self.elements(list.id);
                        let id = self.call(function, &parts);
                        found.push(Unit::goal(Item { id, end, ..list }));
                    }
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
            .flat_map(|id| super::eval::letters(&self.arena, id))
            .collect();
        letters.dedup();
        match letters.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// "how many times does 5 go into 35", "how many fives are in 35".
    fn how_often(&mut self, at: usize, found: &mut Vec<Unit>) {
        let Some(start) = self.reads(at, "how many") else {
            return;
        };
        let times = self.is(start, "times") || self.is(start, "times,");
        let first = if times {
            self.skip(start + 1, &["does", "do", "will", "can", "would", "is"])
        } else {
            start
        };
        for item in self
            .items(Rule::Sum, first)
            .iter()
            .copied()
            .chain(self.plural_number(first))
        {
            let mut end = item.end;
            let words: &[&str] = if times {
                &[
                    "go",
                    "goes",
                    "fit",
                    "fits",
                    "divide",
                    "divides",
                    "into",
                    "in",
                    "contained",
                    "evenly",
                ]
            } else {
                &[
                    "s", "'s", "are", "there", "go", "fit", "can", "you", "into", "in", "make",
                    "up",
                ]
            };
            while words.contains(&self.text(end)) {
                end += 1;
            }
            if end == item.end || !matches!(self.text(end - 1), "in" | "into" | "up" | "make") {
                continue;
            }
            for whole in self.items(Rule::Sum, end).iter() {
                let id = self.arena.binary(Operator::Divide, whole.id, item.id);
                found.push(Unit::new(
                    Change::Goal(id),
                    whole.end,
                    item.cost + whole.cost,
                ));
            }
        }
    }

    /// "fives", "tens", "twenties".
    fn plural_number(&mut self, at: usize) -> Option<Item> {
        let word = self.text(at);
        let stem = word.strip_suffix("ies").map(|stem| format!("{stem}y"));
        let stem = stem.or_else(|| word.strip_suffix("xes").map(|stem| format!("{stem}x")));
        let stem = stem.or_else(|| word.strip_suffix('s').map(str::to_owned))?;
        let value = super::numerals::read(&stem)?;
        let id = self.number(value);
        Some(Item::closed(id, at + 1))
    }

    /// "how much more is 10 than 7", "by how much does 10 exceed 7".
    fn how_much_more(&mut self, at: usize, found: &mut Vec<Unit>) {
        let at = self.skip(at, &["by"]);
        let start = match (self.text(at), self.text(at + 1)) {
            ("how", "much" | "many" | "far") => at + 2,
            _ => return,
        };
        let more = match self.text(start) {
            "more" | "larger" | "greater" | "bigger" | "higher" => true,
            "less" | "smaller" | "fewer" | "lower" => false,
            "does" | "do" => return self.exceeds(start + 1, found),
            "is" | "are" => return self.exceeds(start + 1, found),
            _ => return,
        };
        let start = self.skip(start + 1, &["is", "are", "than"]);
        let asks_second = self.is(start - 1, "than");
        for first in self.items(Rule::Sum, start).iter() {
            let joins = self.is(first.end, "than")
                || (asks_second && matches!(self.text(first.end), "is" | "are"));
            if !joins {
                continue;
            }
            for second in self.items(Rule::Sum, first.end + 1).iter() {
                let (a, b) = if more == asks_second {
                    (second.id, first.id)
                } else {
                    (first.id, second.id)
                };
                let id = self.arena.binary(Operator::Subtract, a, b);
                let end = self.skip(second.end, &["is"]);
                found.push(Unit::new(Change::Goal(id), end, first.cost + second.cost));
            }
        }
    }

    fn exceeds(&mut self, at: usize, found: &mut Vec<Unit>) {
        for first in self.items(Rule::Sum, at).iter() {
            let differ = self.reads(first.end, "differ from");
            let end = match self.text(first.end) {
                "exceed" => first.end + 1,
                "bigger" | "larger" | "greater" | "more" | "higher"
                    if self.is(first.end + 1, "than") =>
                {
                    first.end + 2
                }
                _ => match differ {
                    Some(end) => end,
                    None => continue,
                },
            };
            for second in self.items(Rule::Sum, end).iter() {
                let id = self.arena.binary(Operator::Subtract, first.id, second.id);
                let id = if differ.is_some() {
                    self.call(Function::Absolute, &[id])
                } else {
                    id
                };
                found.push(Unit::new(
                    Change::Goal(id),
                    second.end,
                    first.cost + second.cost,
                ));
            }
        }
    }

    /// "what must be added to 5 to get 12", "what do you multiply 5 by to get 20".
    fn missing(&mut self, at: usize, found: &mut Vec<Unit>) {
        let at = self.skip(at, &["by", "to", "from"]);
        let preposition = at.checked_sub(1).map(|before| self.text(before));
        let unknown = self.arena.add(Node::Unknown);
        for start in self.ends(at, Meaning::Unknown) {
            let mut sides = Vec::new();
            self.missing_agent(start, unknown, preposition, &mut sides);
            let Some((passive, end)) = self.auxiliary(start) else {
                self.missing_equations(sides, found);
                continue;
            };
            if passive {
                for (infix, end) in self.infixes(end) {
                    self.missing_left(infix, end, unknown, &mut sides);
                }
            } else {
                self.missing_object(end, unknown, preposition, &mut sides);
            }
            self.missing_equations(sides, found);
        }
    }

    /// "to get 12", behind what is done.
    fn missing_equations(&mut self, sides: Vec<(Id, usize, u16)>, found: &mut Vec<Unit>) {
        for (id, end, cost) in sides {
            for end in self.ends(end, Meaning::Equals) {
                for right in self.items(Rule::Sum, end).iter() {
                    let change = Change::Given(vec![(id, right.id)]);
                    found.push(Unit::new(change, right.end, cost + right.cost));
                }
            }
        }
    }

    /// "must 5 be multiplied by": the unknown is the agent, its preposition before or behind.
    fn missing_agent(
        &mut self,
        at: usize,
        unknown: Id,
        before: Option<&str>,
        sides: &mut Vec<(Id, usize, u16)>,
    ) {
        let start = match self.text(at) {
            "must" | "should" | "can" | "does" | "do" | "would" | "needs" | "has" => at + 1,
            _ => return,
        };
        for operand in self.items(Rule::Sum, start).iter() {
            let end = self.skip(operand.end, &["have", "need", "has", "needs"]);
            let end = self.skip(end, &["to"]);
            let Some(done) = self.reads(end, "be") else {
                continue;
            };
            let (preposition, infix) = match self.text(done) {
                "multiplied" => ("by", Infix::Multiply),
                "divided" => ("by", Infix::Divide),
                "increased" => ("by", Infix::Increase),
                "decreased" | "reduced" => ("by", Infix::Decrease),
                "added" => ("to", Infix::Add),
                "subtracted" | "taken" => ("from", Infix::LessThan),
                _ => continue,
            };
            let mut end = self.skip(done + 1, &[preposition]);
            if end == done + 1 && before != Some(preposition) {
                continue;
            }
            end = self.skip(end, &["in"]);
            end -= usize::from(self.is(end - 1, "in") && self.is(end, "order"));
            for id in self.combined(operand.id, infix, unknown, false) {
                sides.push((id, end, operand.cost));
            }
        }
    }

    /// "must be" (passive), "do you have to" (active).
    fn auxiliary(&self, at: usize) -> Option<(bool, usize)> {
        let passive = [
            "must be",
            "should be",
            "has to be",
            "needs to be",
            "can be",
            "would have to be",
            "when",
            "is",
            "do you get if",
            "may be",
            "could be",
            "will be",
            "shall be",
            "have to be",
            "need to be",
        ];
        let active = [
            "must you",
            "must i",
            "must we",
            "do you have to",
            "do i have to",
            "do we have to",
            "do you need to",
            "do i need to",
            "do we need to",
            "should you",
            "should i",
            "should we",
            "can you",
            "can i",
            "can we",
            "do you",
            "do i",
            "do we",
            "would you have to",
            "would you need to",
            "would i need to",
            "must one",
            "should one",
            "would you",
            "would i have to",
            "could you",
            "does one have to",
            "you have to",
            "you must",
            "you need to",
            "is it necessary to",
            "does one",
        ];
        let reads = |list: &[&str]| list.iter().filter_map(|words| self.reads(at, words)).max();
        reads(&passive)
            .map(|end| (true, end))
            .into_iter()
            .chain(reads(&active).map(|end| (false, end)))
            .max_by_key(|(_, end)| *end)
    }

    /// "added to 5": the unknown stands before.
    fn missing_left(
        &mut self,
        infix: Infix,
        end: usize,
        unknown: Id,
        sides: &mut Vec<(Id, usize, u16)>,
    ) {
        for right in self.items(Rule::Sum, end).iter() {
            let ids = match infix {
                Infix::Multiply => vec![self.arena.binary(Operator::Multiply, unknown, right.id)],
                Infix::Divide => vec![self.arena.binary(Operator::Divide, unknown, right.id)],
                Infix::Into => vec![self.arena.binary(Operator::Divide, right.id, unknown)],
                _ => self.sums(unknown, infix, right.id),
            };
            sides.extend(ids.into_iter().map(|id| (id, right.end, right.cost)));
        }
    }

    /// "add to 5", "multiply 5 by": the unknown is what the action is done with.
    fn missing_object(
        &mut self,
        at: usize,
        unknown: Id,
        before: Option<&str>,
        sides: &mut Vec<(Id, usize, u16)>,
    ) {
        for (meaning, end) in self.here(at) {
            let Meaning::Verb(verb) = meaning else {
                continue;
            };
            let (word, infix, unknown_first) = match verb {
                Verb::Add => ("to", Infix::Add, true),
                Verb::Subtract | Verb::Take => ("from", Infix::LessThan, true),
                Verb::Multiply => ("by", Infix::Multiply, false),
                Verb::Divide => ("by", Infix::Divide, false),
                Verb::Increase => ("by", Infix::Increase, false),
                Verb::Decrease => ("by", Infix::Decrease, false),
                _ => continue,
            };
            let end = self.skip(end, &["away"]);
            let start = if unknown_first {
                self.skip(end, &[word])
            } else {
                end
            };
            if unknown_first && start == end {
                continue;
            }
            for operand in self.items(Rule::Sum, start).iter() {
                let end = if unknown_first {
                    operand.end
                } else {
                    let behind = self.skip(operand.end, &[word, "with"]);
                    // "by what must you multiply 5"
                    if behind == operand.end && before != Some("by") {
                        continue;
                    }
                    behind
                };
                let ids = match infix {
                    Infix::Multiply => {
                        vec![self.arena.binary(Operator::Multiply, operand.id, unknown)]
                    }
                    Infix::Divide => vec![self.arena.binary(Operator::Divide, operand.id, unknown)],
                    _ if unknown_first => self.sums(unknown, infix, operand.id),
                    _ => self.sums(operand.id, infix, unknown),
                };
                sides.extend(ids.into_iter().map(|id| (id, end, operand.cost)));
            }
        }
    }

    /// "what comes next: 2, 4, 6".
    fn sequence_question(&mut self, at: usize, found: &mut Vec<Unit>) {
        for end in self.ends(at, Meaning::Sequence) {
            for start in self.list_starts(end) {
                for list in self.listed(start) {
                    found.extend(self.next_term(list, list.end));
                }
            }
        }
    }

    fn next_term(&mut self, list: Item, end: usize) -> Option<Unit> {
        let parts = self.elements(list.id);
        if parts.len() < 3 || parts.iter().any(|part| self.plain_number(*part).is_none()) {
            return None;
        }
        let id = self.call(Function::NextTerm, &parts);
        let mut end = end;
        while matches!(self.text(end), "," | "_" | "?") {
            end += 1;
        }
        Some(Unit::new(Change::Goal(id), end, list.cost + FILLER))
    }

    /// "2, 4, 6, 8, what comes next", "2, 4, 6, 8, _".
    fn sequence_first(&mut self, at: usize, found: &mut Vec<Unit>) {
        for list in self.listed(at) {
            let mut end = list.end;
            while matches!(self.text(end), "," | "_" | "." | "?" | ":" | ";" | "-") {
                end += 1;
            }
            for asked in self.behind_asking(end) {
                let next = self.ends(asked, Meaning::Sequence);
                let next = next.into_iter().chain(self.reads(asked, "next"));
                for end in next.chain(self.reads(asked, "the next number")) {
                    found.extend(self.next_term(list, end));
                }
            }
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
