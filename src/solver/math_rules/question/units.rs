//! A question as a row of units: preludes, conditions, statements, what is asked, and what may stand behind.
//!
//! Every way to cover all tokens with units is a reading; what each unit may be is in [`super::asking`],
//! [`super::judging`] and [`super::given`].

use std::collections::HashMap;

use crate::solver::math_rules::cost::{DEAREST, FILLER, LOOSE, SENTENCE, UNUSUAL};
use crate::solver::math_rules::expr::{Function, Id, Node, Operator};
use crate::solver::math_rules::grammar::chart::{Chart, Item, Rule};
use crate::solver::math_rules::lexicon::Meaning;
use crate::solver::math_rules::numerals;

/// As many half-read questions are followed.
const MOST_STATES: usize = 600;

/// What is known when the tokens before `at` have been read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct State {
    pub at: usize,
    /// What is asked for.
    pub goal: Option<Id>,
    /// Equations.
    pub given: Vec<(Id, Id)>,
    /// The result of the last statement.
    pub previous: Option<Id>,
    /// A sentence may begin here.
    pub fresh: bool,
}

/// A unit: what it changes, where it ends, what it costs.
pub(crate) struct Unit {
    pub change: Change,
    pub end: usize,
    pub cost: u16,
}

/// What a unit does to the state.
pub(crate) enum Change {
    Nothing,
    Goal(Id),
    /// Asks for the result of the last statement.
    GoalPrevious,
    /// Asks for the remainder of the division stated last.
    GoalRemainder,
    Given(Vec<(Id, Id)>),
    Previous(Id),
    /// Wraps the goal.
    Form(Function),
    /// Equations, and what is asked for.
    Solve(Vec<(Id, Id)>, Id),
}

impl Unit {
    pub fn new(change: Change, end: usize, cost: u16) -> Self {
        Self { change, end, cost }
    }

    pub fn goal(item: Item) -> Self {
        Self::new(Change::Goal(item.id), item.end, item.cost)
    }
}

/// Every way to read the whole question, with its cost.
pub(crate) fn readings(chart: &mut Chart<'_>) -> Vec<(State, u16)> {
    let start = State {
        at: 0,
        goal: None,
        given: Vec::new(),
        previous: None,
        fresh: true,
    };
    let mut costs: HashMap<State, u16> = HashMap::from([(start.clone(), 0)]);
    let mut open = vec![start];
    let mut done = Vec::new();
    let mut next = 0;
    while let Some(state) = open.get(next).cloned() {
        next += 1;
        let cost = costs.get(&state).copied().unwrap_or(DEAREST);
        if state.at >= chart.tokens.len() {
            done.push((state, cost));
            continue;
        }
        if next > MOST_STATES {
            // Not every reading was seen, so that none can be trusted.
            return Vec::new();
        }
        for unit in units(chart, &state) {
            let Some(after) = changed(chart, &state, &unit) else {
                continue;
            };
            let cost = cost.saturating_add(unit.cost);
            if cost > DEAREST {
                continue;
            }
            match costs.get_mut(&after) {
                Some(known) if *known <= cost => {}
                Some(known) => {
                    *known = cost;
                    open.push(after);
                }
                None => {
                    costs.insert(after.clone(), cost);
                    open.push(after);
                }
            }
        }
    }
    done
}

/// The state behind a unit; `None` where the unit does not fit.
fn changed(chart: &mut Chart<'_>, state: &State, unit: &Unit) -> Option<State> {
    let mut after = State {
        at: unit.end,
        fresh: matches!(unit.change, Change::Nothing),
        ..state.clone()
    };
    let previous = state.previous;
    match &unit.change {
        Change::Nothing => {}
        Change::Goal(id) => after.goal = Some(resolved(chart, *id, previous)?),
        Change::GoalPrevious if asks_unknown(chart, &state.given) => {
            after.goal = Some(chart.arena.add(Node::Unknown));
        }
        Change::GoalPrevious => after.goal = Some(state.previous?),
        Change::GoalRemainder => {
            let Node::Binary(Operator::Divide, [left, right]) = *chart.arena.get(state.previous?)
            else {
                return None;
            };
            after.goal = Some(chart.arena.binary(Operator::Remainder, left, right));
        }
        Change::Previous(id) => after.previous = Some(resolved(chart, *id, previous)?),
        Change::Form(function) => {
            let inner = state.goal.or(state.previous)?;
            after.goal = Some(chart.call(*function, &[inner]));
        }
        Change::Given(equations) => {
            for (left, right) in equations {
                let left = resolved(chart, *left, previous)?;
                after.given.push((left, resolved(chart, *right, previous)?));
            }
        }
        Change::Solve(equations, goal) => {
            after.given.extend(equations);
            after.goal = Some(*goal);
        }
    }
    Some(after)
}

/// With the result of the last statement in its place; `None` where there is none.
fn resolved(chart: &mut Chart<'_>, id: Id, previous: Option<Id>) -> Option<Id> {
    match previous {
        Some(previous) => Some(chart.arena.replace(id, &Node::Previous, previous)),
        None => (!chart.has(id, &Node::Previous)).then_some(id),
    }
}

/// Whether an equation holds what is asked for.
pub(crate) fn asks_unknown(chart: &Chart<'_>, given: &[(Id, Id)]) -> bool {
    let unknown = |id: Id| chart.has(id, &Node::Unknown);
    given
        .iter()
        .any(|(left, right)| unknown(*left) || unknown(*right))
}

/// Every unit that may begin where the state stands.
fn units(chart: &mut Chart<'_>, state: &State) -> Vec<Unit> {
    let at = state.at;
    let mut found = Vec::new();
    found.extend(separator(chart, at));
    for end in chart.ends(at, Meaning::Prelude) {
        found.push(Unit::new(Change::Nothing, end, 0));
    }
    let answered = state.goal.is_some() || state.previous.is_some() || !state.given.is_empty();
    if answered {
        for end in chart.ends(at, Meaning::Tail) {
            found.push(Unit::new(Change::Nothing, end, 0));
        }
        forms(chart, at, &mut found);
    }
    chart.conditions(at, &mut found);
    if state.fresh {
        chart.equation_units(at, &mut found);
    }
    if state.goal.is_none() {
        chart.asked(at, &mut found);
        chart.judged(at, &mut found);
        chart.named_function(at, &mut found);
        if state.previous.is_none() && state.fresh {
            chart.framed(at, &mut found);
            chart.templated(at, &mut found);
            statements(chart, at, &mut found);
        }
    }
    if !answered {
        found.extend(skipped_sentence(chart, at));
    }
    found
}

fn separator(chart: &Chart<'_>, at: usize) -> Option<Unit> {
    let cost = match chart.text(at) {
        "," | "." | "?" | ":" | ";" | ")" | "(" | "..." => 0,
        // A minus that is passed over would make half a formula a remark.
        "-" if chart.digits(at + 1).is_some() => LOOSE,
        "-" if chart.spaced(at + 1) => FILLER,
        "!" => {
            let number = at.checked_sub(1).and_then(|before| chart.digits(before));
            if number.is_some() { UNUSUAL } else { 0 }
        }
        _ => return None,
    };
    // A remark in parentheses must be a unit of its own, not half of an operand.
    let cost = if matches!(chart.text(at), "(" | ")") {
        FILLER
    } else {
        cost
    };
    Some(Unit::new(Change::Nothing, at + 1, cost))
}

/// "as a decimal", "rounded to two decimal places".
fn forms(chart: &Chart<'_>, at: usize, found: &mut Vec<Unit>) {
    for (meaning, end) in chart.here(at) {
        match meaning {
            Meaning::Form(function) => found.push(Unit::new(Change::Form(function), end, 0)),
            Meaning::RoundTo => {
                for (places, end) in chart.here(end) {
                    if let Meaning::Places(places) = places {
                        let change = Change::Form(Function::Round(places));
                        found.push(Unit::new(change, end, 0));
                    }
                }
            }
            _ => {}
        }
    }
}

/// Expressions and actions without a question around them, which may be all there is.
fn statements(chart: &mut Chart<'_>, at: usize, found: &mut Vec<Unit>) {
    let mut starts = vec![(at, false)];
    starts.extend(
        chart
            .ends(at, Meaning::If)
            .into_iter()
            .map(|end| (end, true)),
    );
    for (start, conditional) in starts {
        for item in chart.items(Rule::Chain, start).iter() {
            let cost = match chart.arena.get(item.id) {
                Node::Previous | Node::Letter(_) => continue,
                Node::Unknown if chart.ends(start, Meaning::Unknown).contains(&item.end) => {
                    continue;
                }
                // A number alone asks nothing.
                Node::Number(_) if chart.says_number(start, item.end) => LOOSE,
                _ => 0,
            };
            if conditional && cost > 0 {
                continue;
            }
            let change = Change::Previous(item.id);
            found.push(Unit::new(change, item.end, item.cost + cost));
            for end in chart.ends(item.end, Meaning::Equals) {
                let ends =
                    (end..chart.tokens.len()).all(|at| matches!(chart.text(at), "?" | "." | "!"));
                if !conditional && ends {
                    let change = Change::Previous(item.id);
                    found.push(Unit::new(change, end, item.cost + cost));
                }
            }
        }
    }
}

/// A sentence without anything to be reckoned, up to its end.
fn skipped_sentence(chart: &Chart<'_>, at: usize) -> Option<Unit> {
    let mut end = at;
    loop {
        let word = chart.tokens.get(end)?.text;
        if matches!(word, "." | "!" | ":" | "?" | ",") {
            break;
        }
        let reckons = |meaning: Meaning| {
            matches!(
                meaning,
                Meaning::Fold(_)
                    | Meaning::Far(_)
                    | Meaning::Apply(_)
                    | Meaning::Part(_)
                    | Meaning::Ask
                    | Meaning::Compare(_)
                    | Meaning::HowMany
            )
        };
        let said = !chart.ends_where(end, reckons).is_empty() && !harmless(word);
        let number = numerals::spans(chart.tokens, end)
            .iter()
            .any(|_| word != "a");
        if said || number || chart.is_figure(end) || matches!(word, "not" | "x") {
            return None;
        }
        end += 1;
    }
    (end > at).then(|| {
        let cost = if chart.is(end, ",") {
            SENTENCE + 1
        } else {
            SENTENCE
        };
        Unit::new(Change::Nothing, end + 1, cost)
    })
}

/// Words of the lexicon that a greeting may use.
fn harmless(word: &str) -> bool {
    matches!(
        word,
        "is" | "are"
            | "be"
            | "answer"
            | "show"
            | "do"
            | "state"
            | "know"
            | "submit"
            | "enter"
            | "solve"
            | "post"
            | "type"
            | "human"
            | "write"
            | "work"
            | "identify"
            | "name"
            | "complete"
            | "really"
            | "letters"
            | "put"
            | "get"
            | "from"
            | "people"
            | "person"
            | "man"
            | "select"
            | "choose"
            | "head"
            | "brain"
            | "what"
    )
}

impl Chart<'_> {
    /// Whether the tokens spell a number and do nothing else.
    pub(crate) fn says_number(&self, start: usize, end: usize) -> bool {
        let spans = numerals::spans(self.tokens, start);
        spans.iter().any(|span| span.end == end)
    }
}
