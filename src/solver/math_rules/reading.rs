//! From a question to its answer: the whole pipeline.

use super::cost::{self, AND};
use super::expr::{Arena, Function, Id, Node};
use super::grammar::chart::Chart;
use super::question::given::POINT;
use super::question::units::{self, State};
use super::tokens;
use super::values::eval;
use super::values::poly::PI;
use super::values::solve::{self, UNKNOWN};
use super::values::value::Value;

/// What a question was read as.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// What is submitted: "6", "3/4", "[1, 2, 3]", "cosine".
    pub answer: String,
    /// The question as a formula, with facts and letters replaced by their values: "1523 - 4".
    pub expression: String,
    /// Above 0 and at most 1; 1 where every word was used by a rule and no other reading has another answer. How it
    /// comes about is said in the module's documentation.
    pub confidence: f32,
}

/// Reads a question. `None` where it is not understood as a whole, where its answer is not exact, and where two
/// readings that are about as good have different answers.
pub fn read(text: &str) -> Option<Reading> {
    let answers = answers(text)?;
    let costs: Vec<u16> = answers.iter().map(|(_, _, cost)| *cost).collect();
    let confidence = cost::confidence(&costs)?;
    let (answer, expression, _) = answers.into_iter().next()?;
    Some(Reading {
        answer,
        expression,
        confidence,
    })
}

/// Every answer that some reading of the question has, with the formula and cost of the cheapest, cheapest first.
pub fn answers(text: &str) -> Option<Vec<(String, String, u16)>> {
    let clean = tokens::clean(text.trim());
    let tokens = tokens::split(&clean)?;
    let mut chart = Chart::new(&tokens);
    let states = units::readings(&mut chart);
    let mut answers: Vec<(String, String, u16)> = Vec::new();
    for (state, cost) in states {
        let Some((answer, expression, extra)) = answer(&mut chart, &state) else {
            continue;
        };
        let cost = cost + extra;
        match answers.iter_mut().find(|(known, ..)| *known == answer) {
            Some((_, _, known)) if *known <= cost => {}
            Some(place) => *place = (answer, expression, cost),
            None => answers.push((answer, expression, cost)),
        }
    }
    answers.sort_by_key(|(_, _, cost)| *cost);
    Some(answers)
}

/// The answer of one way to read the question, its formula, and what it costs besides.
fn answer(chart: &mut Chart<'_>, state: &State) -> Option<(String, String, u16)> {
    let unknown = chart.arena.add(Node::Unknown);
    let goal = match (state.goal, state.previous) {
        (Some(goal), _) => goal,
        _ if units::asks_unknown(chart, &state.given) => unknown,
        (None, Some(previous)) => previous,
        (None, None) => return None,
    };
    // What is unknown must be what is asked for.
    if units::asks_unknown(chart, &state.given) && !chart.has(goal, &Node::Unknown) {
        return None;
    }
    let arena = &mut chart.arena;
    let letter = arena.add(Node::Letter(UNKNOWN));
    let goal = arena.replace(goal, &Node::Unknown, letter);
    let (goal, given) = with_definitions(arena, goal, &state.given);
    let given = at_point(arena, goal, &given)?;
    let mut solution = solve::solve(arena, &given)?;
    let value = eval::value(arena, &solution.values, goal)?;
    // A polynomial is an answer to nothing but a derivative.
    let derivative = matches!(arena.get(goal), Node::Call(Function::Derivative(_), _));
    if matches!(value, Value::Poly(_)) && !derivative {
        return None;
    }
    let answer = value.write()?;
    let expression = expression(arena, goal, &given, &mut solution.values);
    let extra = if solution.positive { AND } else { 0 };
    Some((answer, expression, extra))
}

/// Puts the bodies of functions that are given, `f(x) = x + 1`, in place of their calls.
fn with_definitions(arena: &mut Arena, goal: Id, given: &[(Id, Id)]) -> (Id, Vec<(Id, Id)>) {
    let mut goal = goal;
    let mut rest = given.to_vec();
    for &(left, body) in given {
        let Node::Call(Function::Named(name), arguments) = arena.get(left).clone() else {
            continue;
        };
        let Some(&Node::Letter(letter)) = arguments.first().map(|argument| arena.get(*argument))
        else {
            continue;
        };
        rest.retain(|equation| *equation != (left, body));
        goal = arena.define(goal, name, letter, body);
        for equation in &mut rest {
            equation.0 = arena.define(equation.0, name, letter, body);
            equation.1 = arena.define(equation.1, name, letter, body);
        }
    }
    (goal, rest)
}

/// Gives a value without a letter to the only letter of the goal.
fn at_point(arena: &mut Arena, goal: Id, given: &[(Id, Id)]) -> Option<Vec<(Id, Id)>> {
    let point = arena.add(Node::Letter(POINT));
    if !given.iter().any(|(left, _)| *left == point) {
        return Some(given.to_vec());
    }
    let &[only] = eval::letters(arena, goal).as_slice() else {
        return None;
    };
    let letter = arena.add(Node::Letter(only));
    let named = |(left, right): &(Id, Id)| (if *left == point { letter } else { *left }, *right);
    Some(given.iter().map(named).collect())
}

/// The formula of a goal; for a letter or the unknown, the equations that determine it.
fn expression(arena: &Arena, goal: Id, given: &[(Id, Id)], values: &mut eval::Values) -> String {
    let equation = |(left, right): &(Id, Id)| {
        format!("{} = {}", arena.write(*left, &[]), arena.write(*right, &[]))
    };
    let equations = || {
        let lines: Vec<String> = given.iter().map(equation).collect();
        lines.join(", ")
    };
    if let Node::Letter(name) = arena.get(goal)
        && *name != PI
        && !given.is_empty()
    {
        return equations();
    }
    let written: Vec<(char, String)> = values
        .iter()
        .filter_map(|(name, value)| Some((*name, value.write()?)))
        .collect();
    let formula = arena.write(goal, &written);
    let derivative = matches!(arena.get(goal), Node::Call(Function::Derivative(_), _));
    match formula.strip_suffix(')') {
        Some(open) if derivative && !given.is_empty() => format!("{open}, {})", equations()),
        _ => formula,
    }
}
