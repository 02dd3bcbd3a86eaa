//! Forms of questions with all names resolved, and how one is drawn.
//!
//! A question is drawn in two steps, each with a stream of its own: which form with which values, and how it is
//! said. So the distribution of answers can be studied without writing a word.

use std::collections::BTreeMap;

use super::expr::{Expr, NoValue};
use super::spelling::{self, Style};
use super::template::{self, Node};
use crate::answer::{Form as AnswerForm, Number, show, show_vector};
use crate::seed::Rng;

/// Draws of values until the conditions hold; more than this is a mistake in the form.
const PATIENCE: u32 = 2000;

/// Levels, each with its families, each with the places of its forms.
pub(super) type Levels = Vec<(u8, Vec<Vec<usize>>)>;

/// All forms and phrases.
#[derive(Clone, Debug, Default)]
pub(super) struct Bank {
    pub forms: Vec<Form>,
    pub phrases: Vec<Phrase>,
}

/// A form of a question.
#[derive(Clone, Debug)]
pub(super) struct Form {
    pub family: String,
    pub difficulty: u8,
    pub body: Body,
    pub answer: Answer,
}

/// A part of a question with a value.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    pub body: Body,
    pub value: Expr,
}

/// What forms and phrases have in common.
#[derive(Clone, Debug)]
pub(super) struct Body {
    pub templates: Vec<Vec<Node>>,
    pub names: Vec<String>,
    pub slots: Vec<Slot>,
    /// Places of the slots, each after those it needs.
    pub order: Vec<usize>,
    pub conditions: Vec<Expr>,
}

/// What stands in braces, with the spelling of its numbers.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub kind: SlotKind,
    pub style: Style,
}

#[derive(Clone, Debug)]
pub(super) enum SlotKind {
    /// From, to, without.
    Int(i64, i64, Vec<i64>),
    Of(Vec<Number>),
    Let(Expr),
    Word(Vec<String>),
    Name(Vec<String>),
    /// Places of the phrases of that name.
    Phrase(Vec<usize>),
    /// Coefficients, and the place of the unknown.
    Poly(Vec<Expr>, usize),
    Vector(Vec<Expr>),
    Matrix(Vec<Vec<Expr>>),
}

#[derive(Clone, Debug)]
pub(super) enum Answer {
    Number(Expr),
    Vector(Vec<Expr>),
    Word(Vec<String>),
    Yes(Expr),
}

/// Values that were drawn for a body.
#[derive(Clone, Debug)]
pub(super) struct Drawn {
    /// One for each slot; 0 where a slot is no number.
    pub numbers: Vec<Number>,
    /// Slots that are phrases: which one, with its own values.
    phrases: Vec<(usize, usize, Drawn)>,
}

/// A form with its values: a question that is not said yet.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub form: usize,
    pub drawn: Drawn,
    pub stored: String,
    pub accepts: AnswerForm,
}

/// Why no values could be drawn.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(super) enum Undrawable {
    #[error("`{expression}` {why}")]
    NoValue { expression: String, why: NoValue },
    #[error("no values were found in {PATIENCE} draws that meet its conditions")]
    Conditions,
}

impl Bank {
    /// Takes in the forms of another, whose phrases keep to themselves.
    pub(super) fn add(&mut self, other: Self) {
        let phrases = self.phrases.len();
        let moved = |mut body: Body| {
            for slot in &mut body.slots {
                if let SlotKind::Phrase(all) = &mut slot.kind {
                    all.iter_mut().for_each(|place| *place += phrases);
                }
            }
            body
        };
        self.phrases
            .extend(other.phrases.into_iter().map(|phrase| Phrase {
                body: moved(phrase.body),
                ..phrase
            }));
        self.forms.extend(other.forms.into_iter().map(|form| Form {
            body: moved(form.body),
            ..form
        }));
    }

    /// Values and answer for the form at this place.
    pub(super) fn draw(&self, form: usize, rng: &mut Rng) -> Result<Question, Undrawable> {
        let drawn = self.values(&self.forms[form].body, rng)?;
        let (stored, accepts) = self.forms[form].answer.of(&drawn.numbers)?;
        Ok(Question {
            form,
            drawn,
            stored,
            accepts,
        })
    }

    fn values(&self, body: &Body, rng: &mut Rng) -> Result<Drawn, Undrawable> {
        for _ in 0..PATIENCE {
            let drawn = self.try_values(body, rng)?;
            let mut holds = true;
            for condition in &body.conditions {
                holds = holds && condition.holds(&drawn.numbers).map_err(no_value("where"))?;
            }
            if holds {
                return Ok(drawn);
            }
        }
        Err(Undrawable::Conditions)
    }

    fn try_values(&self, body: &Body, rng: &mut Rng) -> Result<Drawn, Undrawable> {
        let zero = Number::from_integer(0);
        let mut drawn = Drawn {
            numbers: vec![zero; body.slots.len()],
            phrases: Vec::new(),
        };
        let mut names: Vec<&str> = Vec::new();
        for &place in &body.order {
            let number = match &body.slots[place].kind {
                SlotKind::Int(low, high, skip) => int(rng, *low, *high, skip),
                SlotKind::Of(numbers) => *rng.pick(numbers),
                SlotKind::Let(expr) => {
                    let value = expr.value(&drawn.numbers);
                    value.map_err(no_value(&body.names[place]))?
                }
                SlotKind::Word(words) => choice(rng.below(words.len() as u64)),
                SlotKind::Name(all) => {
                    let free = |&(_, name): &(usize, &String)| !names.contains(&name.as_str());
                    let left: Vec<(usize, &String)> = all.iter().enumerate().filter(free).collect();
                    // Compiling saw to it that one is left.
                    let &(at, name) = rng.pick(&left);
                    names.push(name);
                    choice(at as u64)
                }
                SlotKind::Phrase(all) => {
                    let phrase = *rng.pick(all);
                    let inner = self.values(&self.phrases[phrase].body, rng)?;
                    let value = self.phrases[phrase].value.value(&inner.numbers);
                    let value = value.map_err(no_value(&body.names[place]))?;
                    drawn.phrases.push((place, phrase, inner));
                    value
                }
                SlotKind::Poly(..) | SlotKind::Vector(_) | SlotKind::Matrix(_) => zero,
            };
            drawn.numbers[place] = number;
        }
        Ok(drawn)
    }

    /// The question in words.
    pub(super) fn say(&self, question: &Question, rng: &mut Rng) -> Result<String, Undrawable> {
        let mut text = String::with_capacity(96);
        self.say_body(
            &self.forms[question.form].body,
            &question.drawn,
            rng,
            &mut text,
        )?;
        Ok(template::sentence(&text))
    }

    fn say_body(
        &self,
        body: &Body,
        drawn: &Drawn,
        rng: &mut Rng,
        text: &mut String,
    ) -> Result<(), Undrawable> {
        let mut failed = Ok(());
        let template = rng.pick(&body.templates);
        let mut say = |rng: &mut Rng, place: usize, style: Option<Style>, text: &mut String| {
            let said = self.say_slot(body, drawn, place, style, rng, text);
            if failed.is_ok() {
                failed = said;
            }
        };
        template::render(template, rng, &mut say, text);
        failed
    }

    fn say_slot(
        &self,
        body: &Body,
        drawn: &Drawn,
        place: usize,
        style: Option<Style>,
        rng: &mut Rng,
        text: &mut String,
    ) -> Result<(), Undrawable> {
        let slot = &body.slots[place];
        let number = drawn.numbers[place];
        let values = |exprs: &[Expr]| values(exprs, &drawn.numbers, &body.names[place]);
        match &slot.kind {
            SlotKind::Int(..) | SlotKind::Of(_) | SlotKind::Let(_) => {
                spelling::number(rng, number, style.unwrap_or(slot.style), text);
            }
            SlotKind::Word(words) | SlotKind::Name(words) => text.push_str(at(words, number)),
            SlotKind::Phrase(_) => {
                let inner = drawn.phrases.iter().find(|(p, _, _)| *p == place);
                if let Some((_, phrase, inner)) = inner {
                    self.say_body(&self.phrases[*phrase].body, inner, rng, text)?;
                }
            }
            SlotKind::Poly(coefficients, unknown) => {
                let name = match &body.slots[*unknown].kind {
                    SlotKind::Name(names) => at(names, drawn.numbers[*unknown]),
                    _ => "",
                };
                spelling::polynomial(rng, &values(coefficients)?, name, text);
            }
            SlotKind::Vector(entries) => spelling::vector(rng, &values(entries)?, text),
            SlotKind::Matrix(rows) => {
                let rows: Result<Vec<Vec<Number>>, Undrawable> =
                    rows.iter().map(|row| values(row)).collect();
                spelling::matrix(rng, &rows?, text);
            }
        }
        Ok(())
    }

    /// Signs of all operations of a question, phrases included, each once.
    pub(super) fn signs(&self, question: &Question) -> Vec<&'static str> {
        let mut signs = Vec::new();
        let mut see = |sign| {
            if !signs.contains(&sign) {
                signs.push(sign);
            }
        };
        match &self.forms[question.form].answer {
            Answer::Number(expr) => expr.signs(&mut see),
            Answer::Vector(entries) => entries.iter().for_each(|entry| entry.signs(&mut see)),
            Answer::Word(_) | Answer::Yes(_) => {}
        }
        self.phrase_signs(&question.drawn, &mut see);
        signs
    }

    fn phrase_signs(&self, drawn: &Drawn, see: &mut dyn FnMut(&'static str)) {
        for (_, phrase, inner) in &drawn.phrases {
            self.phrases[*phrase].value.signs(see);
            self.phrase_signs(inner, see);
        }
    }

    /// `50 * 3`, where the answer is one operation on two numbers.
    pub(super) fn reading(&self, question: &Question) -> Option<String> {
        let Answer::Number(expr) = &self.forms[question.form].answer else {
            return None;
        };
        let (left, sign, right) = expr.parts(&question.drawn.numbers)?;
        Some(format!("{left} {sign} {right}"))
    }

    /// Places of forms by level and family.
    pub(super) fn levels(&self) -> BTreeMap<u8, BTreeMap<&str, Vec<usize>>> {
        let mut levels: BTreeMap<u8, BTreeMap<&str, Vec<usize>>> = BTreeMap::new();
        for (place, form) in self.forms.iter().enumerate() {
            let families = levels.entry(form.difficulty).or_default();
            families.entry(&form.family).or_default().push(place);
        }
        levels
    }
}

impl Answer {
    fn of(&self, numbers: &[Number]) -> Result<(String, AnswerForm), Undrawable> {
        let words = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            (words[0].clone(), AnswerForm::Words(words))
        };
        Ok(match self {
            Self::Number(expr) => {
                let number = expr.value(numbers).map_err(no_value("answer"))?;
                (show(number), AnswerForm::Number)
            }
            Self::Vector(entries) => {
                let numbers = values(entries, numbers, "vector")?;
                (show_vector(&numbers), AnswerForm::Vector)
            }
            Self::Word(all) => (
                all.first().cloned().unwrap_or_default(),
                AnswerForm::Words(all.clone()),
            ),
            Self::Yes(condition) => match condition.holds(numbers).map_err(no_value("yes"))? {
                true => words(&["yes", "y", "true"]),
                false => words(&["no", "n", "false"]),
            },
        })
    }
}

fn no_value(expression: &str) -> impl Fn(NoValue) -> Undrawable {
    move |why| Undrawable::NoValue {
        expression: expression.to_owned(),
        why,
    }
}

fn values(exprs: &[Expr], numbers: &[Number], name: &str) -> Result<Vec<Number>, Undrawable> {
    let value = |expr: &Expr| expr.value(numbers).map_err(no_value(name));
    exprs.iter().map(value).collect()
}

fn choice(at: u64) -> Number {
    Number::from_integer(i128::from(at))
}

fn at(words: &[String], number: Number) -> &str {
    let place = usize::try_from(number.to_integer()).unwrap_or(0);
    words.get(place).map_or("", String::as_str)
}

/// Uniform over those that are left.
fn int(rng: &mut Rng, low: i64, high: i64, skip: &[i64]) -> Number {
    loop {
        let n = rng.int(low, high);
        if !skip.contains(&n) {
            return Number::from_integer(i128::from(n));
        }
    }
}
