//! Questions that are put in a known form of words: each form is a pattern with slots and the formula of its answer.
//!
//! A form is written for all the ways to say it; what is said otherwise is left to the grammar.

mod formula;
mod higher;
mod numbers;
mod pattern;
mod slots;
mod stories;

use std::sync::OnceLock;

use self::pattern::{Part, needed, parse};
use crate::solver::math_rules::expr::Id;
use crate::solver::math_rules::grammar::chart::Chart;
use crate::solver::math_rules::question::units::{Change, Unit};
use crate::solver::math_rules::tokens::{Number, Token};
use crate::solver::math_rules::values::eval;
use crate::solver::math_rules::values::value::Value;

/// Patterns and the formulas of their answers; `n:` before a formula where the answer must be a whole number that is
/// not negative.
type Table = &'static [(&'static str, &'static str)];

/// As many ways to fill a pattern are followed.
const MOST: usize = 24;

/// As many words without meaning stand together.
const MOST_IDLE: usize = 7;

struct Template {
    parts: Vec<Part>,
    needed: Vec<Vec<&'static str>>,
    formula: &'static str,
}

fn templates() -> &'static [Template] {
    static TEMPLATES: OnceLock<Vec<Template>> = OnceLock::new();
    TEMPLATES.get_or_init(|| {
        let tables = [numbers::FORMS, higher::FORMS, stories::FORMS];
        let rows = tables.into_iter().flatten();
        rows.flat_map(|(pattern, formula)| {
            parse(pattern).into_iter().map(|parts| Template {
                needed: needed(&parts),
                parts,
                formula,
            })
        })
        .collect()
    })
}

/// The numbers of the templates that a question has the words for.
pub(crate) fn candidates(tokens: &[Token<'_>]) -> Vec<usize> {
    let says = |words: &Vec<&str>| tokens.iter().any(|token| words.contains(&token.text));
    let fits = |template: &Template| template.needed.iter().all(says);
    let all = templates().iter().enumerate();
    all.filter(|(_, template)| fits(template))
        .map(|(at, _)| at)
        .collect()
}

/// How far a pattern is filled.
#[derive(Clone, Debug)]
struct Filled {
    end: usize,
    slots: Vec<Id>,
    cost: u16,
}

impl Chart<'_> {
    /// The goals of all templates that fit from `at` on.
    pub(crate) fn templated(&mut self, at: usize, found: &mut Vec<Unit>) {
        for number in self.templates.clone().iter() {
            let Some(template) = templates().get(*number) else {
                continue;
            };
            let start = Filled {
                end: at,
                slots: Vec::new(),
                cost: 0,
            };
            for filled in self.filled(&template.parts, vec![start]) {
                // Words that go on may change everything.
                let behind = self.text(filled.end);
                if !matches!(
                    behind,
                    "" | "?"
                        | "."
                        | ","
                        | "!"
                        | ":"
                        | ";"
                        | "("
                        | "in"
                        | "as"
                        | "exactly"
                        | "please"
                ) {
                    continue;
                }
                if let Some(change) = self.concluded(template.formula, &filled.slots) {
                    found.push(Unit::new(change, filled.end, filled.cost));
                }
            }
        }
    }

    fn concluded(&mut self, text: &str, slots: &[Id]) -> Option<Change> {
        if let Some((goal, given)) = text.split_once(" where ") {
            let goal = formula::build(self, goal, slots)?;
            return Some(Change::Solve(formula::equations(self, given, slots)?, goal));
        }
        if let Some(search) = text.strip_prefix("find ") {
            return self.only_one(search, slots);
        }
        let counts = text.strip_prefix("n:");
        let id = formula::build(self, counts.unwrap_or(text), slots)?;
        if counts.is_some() {
            let value = eval::value(&self.arena, &Vec::new(), id)?;
            let counted =
                matches!(value, Value::Number(n) if n.is_integer() && n >= Number::from(0));
            counted.then_some(())?;
        }
        Some(Change::Goal(id))
    }

    /// `from; to; a = b; c = d`: the only whole number n between the bounds for which the equations hold.
    fn only_one(&mut self, text: &str, slots: &[Id]) -> Option<Change> {
        let (from, rest) = text.split_once(';')?;
        let (to, rest) = rest.split_once(';')?;
        let bound = |chart: &mut Self, text: &str| {
            let id = formula::build(chart, text, slots)?;
            let value = eval::value(&chart.arena, &Vec::new(), id)?.as_number()?;
            value.is_integer().then(|| value.to_integer())
        };
        let (from, to) = (bound(self, from)?, bound(self, to)?);
        let equations = formula::equations(self, rest, slots)?;
        let holds = |n: &i128| {
            let values = vec![('n', Value::Number(Number::from(*n)))];
            equations.iter().all(|(left, right)| {
                let left = eval::value(&self.arena, &values, *left);
                left.is_some() && left == eval::value(&self.arena, &values, *right)
            })
        };
        let mut found = (from..=to.min(from + 1000)).filter(holds);
        let only = found.next().filter(|_| found.next().is_none())?;
        Some(Change::Goal(self.number(only)))
    }

    fn filled(&mut self, parts: &[Part], mut states: Vec<Filled>) -> Vec<Filled> {
        for part in parts {
            let mut next: Vec<Filled> = Vec::new();
            for state in states {
                self.fill(part, state, &mut next);
                next.truncate(MOST);
            }
            states = next;
            if states.is_empty() {
                break;
            }
        }
        states
    }

    fn fill(&mut self, part: &Part, state: Filled, next: &mut Vec<Filled>) {
        match part {
            Part::Word(word) if self.is(state.end, word) => next.push(Filled {
                end: state.end + 1,
                ..state
            }),
            Part::Word(_) => {}
            Part::Any(rows) => {
                for row in rows {
                    next.extend(self.filled(row, vec![state.clone()]));
                }
            }
            Part::Maybe(rows) => {
                for row in rows {
                    next.extend(self.filled(row, vec![state.clone()]));
                }
                next.push(state);
            }
            Part::Idle => {
                let mut end = state.end;
                loop {
                    next.push(Filled {
                        end,
                        ..state.clone()
                    });
                    if end >= state.end + MOST_IDLE || !self.passable(end) {
                        break;
                    }
                    end += 1;
                }
            }
            Part::Slot(slot) => {
                for (id, end, cost) in self.slot(*slot, state.end) {
                    let mut slots = state.slots.clone();
                    slots.push(id);
                    next.push(Filled {
                        end,
                        slots,
                        cost: state.cost + cost,
                    });
                }
            }
        }
    }

    /// A word that an idle stretch may hold.
    fn passable(&self, at: usize) -> bool {
        let common = super::among(
            "a an the my his her our their its this that these those i you we he she it they me him them us of 's s to with has have had is are \
             was were on in at for by into over there be been do does did can will would could who which whose number many out up \
             so far now then still just also all some first get gets takes take does need needs needed able",
            self.text(at),
        );
        common || self.idle(at)
    }
}
