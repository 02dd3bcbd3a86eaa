//! From a file of forms to a [`Bank`]: every name resolved, every form tried, every mistake told at its place.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use toml::Spanned;

use super::bank::{Answer, Bank, Body, Form, Phrase, Slot, SlotKind, Undrawable};
use super::expr::{Expr, NoValue};
use super::spelling::Style;
use super::template::{self, Named, Node};
use super::wire::{FormWire, PhraseWire, SCHEMA, SlotWire, Wire};
use crate::answer::{self, Number};
use crate::config::{OptionError, Options, suggest};
use crate::seed::Seed;

/// Draws of each form and phrase before it is believed.
const TRIALS: u64 = 200;
/// Highest difficulty.
const HARDEST: u8 = 99;

type Compiled<T> = Result<T, OptionError>;

/// Reads and checks a file of forms.
pub(super) fn compile(text: &str) -> Compiled<Bank> {
    let wire: Wire = Options::from_toml(text)?.parse()?;
    if *wire.schema.get_ref() != SCHEMA {
        let message = format!("schema {}", wire.schema.get_ref());
        let error = wrong(wire.schema.span(), message);
        return Err(error.help(format!("this capbench reads forms of schema {SCHEMA}")));
    }
    let mut words = HashMap::new();
    for (name, entries) in &wire.words {
        words.insert(name.as_str(), word_list(entries)?);
    }
    let mut phrases: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, phrase) in wire.phrase.iter().enumerate() {
        phrases
            .entry(phrase.name.get_ref())
            .or_default()
            .push(place);
    }
    let context = Context { words, phrases };
    let mut bank = Bank::default();
    for phrase in &wire.phrase {
        bank.phrases.push(context.phrase(phrase)?);
    }
    no_circles(&wire, &bank)?;
    for form in &wire.form {
        bank.forms.push(context.form(form)?);
    }
    try_out(&wire, &bank)?;
    Ok(bank)
}

/// What names outside a form mean.
struct Context<'w> {
    words: HashMap<&'w str, Vec<Vec<Node>>>,
    phrases: HashMap<&'w str, Vec<usize>>,
}

/// The parts of a form or phrase that make its [`Body`].
struct Parts<'w> {
    text: &'w Spanned<Vec<Spanned<String>>>,
    slots: &'w BTreeMap<String, Spanned<SlotWire>>,
    conditions: &'w [Spanned<String>],
}

fn wrong(span: Range<usize>, message: impl Into<String>) -> OptionError {
    OptionError {
        span: Some(span),
        key: None,
        message: message.into(),
        help: None,
    }
}

fn word_list(entries: &[Spanned<String>]) -> Compiled<Vec<Vec<Node>>> {
    let entry = |entry: &Spanned<String>| {
        template::parse(entry.get_ref(), &|_| None)
            .map_err(|why| wrong(entry.span(), why).help("an entry of a list has no slots"))
    };
    entries.iter().map(entry).collect()
}

impl Context<'_> {
    fn phrase(&self, wire: &PhraseWire) -> Compiled<Phrase> {
        let parts = Parts {
            text: &wire.text,
            slots: &wire.slots,
            conditions: &wire.r#where,
        };
        let body = self.body(&parts)?;
        let value = expr(&wire.value, &body.names)?;
        if let Some(place) = body.slots.iter().position(is_name) {
            let span = slot_span(wire.slots.values(), place);
            return Err(wrong(span, "a phrase cannot name an unknown")
                .help("give the unknown to the form that uses the phrase"));
        }
        all_used(&parts, &body, &[&value])?;
        Ok(Phrase { body, value })
    }

    fn form(&self, wire: &FormWire) -> Compiled<Form> {
        let parts = Parts {
            text: &wire.text,
            slots: &wire.slots,
            conditions: &wire.r#where,
        };
        if *wire.difficulty.get_ref() > HARDEST {
            let message = format!("difficulty {}", wire.difficulty.get_ref());
            let error = wrong(wire.difficulty.span(), message);
            return Err(error.help(format!("0 to {HARDEST}")));
        }
        let body = self.body(&parts)?;
        let answer = answer(wire, &body.names)?;
        let used: Vec<&Expr> = match &answer {
            Answer::Number(expr) | Answer::Yes(expr) => vec![expr],
            Answer::Vector(entries) => entries.iter().collect(),
            Answer::Word(_) => Vec::new(),
        };
        all_used(&parts, &body, &used)?;
        Ok(Form {
            family: wire.family.get_ref().clone(),
            difficulty: *wire.difficulty.get_ref(),
            body,
            answer,
        })
    }

    fn body(&self, parts: &Parts<'_>) -> Compiled<Body> {
        let names: Vec<String> = parts.slots.keys().cloned().collect();
        let mut slots = Vec::new();
        for wire in parts.slots.values() {
            slots.push(self.slot(wire, &names)?);
        }
        let place = |name: &str| match names.iter().position(|known| known == name) {
            Some(place) => Some(Named::Slot(place)),
            None => self.words.get(name).map(|words| Named::Words(words)),
        };
        let mut templates = Vec::new();
        for text in parts.text.get_ref() {
            let template = template::parse(text.get_ref(), &place);
            templates.push(template.map_err(|why| {
                let known = names.iter().map(String::as_str);
                let known = known.chain(self.words.keys().copied());
                missing(text.span(), why, known)
            })?);
        }
        if templates.is_empty() {
            let error = wrong(parts.text.span(), "no text");
            return Err(error.help("give at least one template"));
        }
        let conditions: Compiled<Vec<Expr>> = parts
            .conditions
            .iter()
            .map(|text| expr(text, &names))
            .collect();
        let body = Body {
            order: order(parts, &slots)?,
            templates,
            names,
            slots,
            conditions: conditions?,
        };
        check_names(parts, &body)?;
        Ok(body)
    }

    fn slot(&self, wire: &Spanned<SlotWire>, names: &[String]) -> Compiled<Slot> {
        let slot = wire.get_ref();
        let style = match &slot.spell {
            Some(word) => Style::find(word.get_ref()).map_err(|why| wrong(word.span(), why))?,
            None => Style::Any,
        };
        let kinds = [
            slot.int.is_some(),
            slot.of.is_some(),
            slot.r#let.is_some(),
            slot.word.is_some(),
            slot.name.is_some(),
            slot.phrase.is_some(),
            slot.poly.is_some(),
            slot.vector.is_some(),
            slot.matrix.is_some(),
        ];
        if kinds.iter().filter(|given| **given).count() != 1 {
            let error = wrong(wire.span(), "a slot is one thing");
            return Err(
                error.help("give one of int, of, let, word, name, phrase, poly, vector and matrix")
            );
        }
        let kind = self.slot_kind(wire, names)?;
        Ok(Slot { kind, style })
    }

    /// The one kind that is given.
    fn slot_kind(&self, wire: &Spanned<SlotWire>, names: &[String]) -> Compiled<SlotKind> {
        let slot = wire.get_ref();
        let exprs = |all: &[Spanned<String>]| -> Compiled<Vec<Expr>> {
            all.iter().map(|text| expr(text, names)).collect()
        };
        if let Some([low, high]) = slot.int {
            return int(wire.span(), low, high, &slot.skip);
        }
        if let Some(all) = &slot.of {
            return numbers(wire.span(), all).map(SlotKind::Of);
        }
        if let Some(text) = &slot.r#let {
            return expr(text, names).map(SlotKind::Let);
        }
        if let Some(words) = slot.word.as_ref().or(slot.name.as_ref()) {
            if words.is_empty() {
                return Err(wrong(wire.span(), "an empty list").help("give at least one word"));
            }
            return Ok(match slot.name {
                Some(_) => SlotKind::Name(words.clone()),
                None => SlotKind::Word(words.clone()),
            });
        }
        if let Some(name) = &slot.phrase {
            let found = self.phrases.get(name.get_ref().as_str());
            return found
                .map(|all| SlotKind::Phrase(all.clone()))
                .ok_or_else(|| {
                    let message = format!("unknown phrase `{}`", name.get_ref());
                    let known = self.phrases.keys().copied();
                    wrong(name.span(), message).help(suggest(name.get_ref(), known))
                });
        }
        if let Some(entries) = &slot.vector {
            return exprs(entries).map(SlotKind::Vector);
        }
        if let Some(rows) = &slot.matrix {
            let rows: Compiled<Vec<Vec<Expr>>> = rows.iter().map(|row| exprs(row)).collect();
            return rows.map(SlotKind::Matrix);
        }
        let unknown = slot.unknown.as_ref().and_then(|name| {
            let named = |known: &String| known == name.get_ref();
            names.iter().position(named)
        });
        let unknown = unknown.ok_or_else(|| {
            wrong(wire.span(), "a polynomial needs its unknown")
                .help("add `unknown = \"SLOT\"`, a slot of the kind `name`")
        })?;
        let coefficients = slot.poly.as_deref().unwrap_or_default();
        Ok(SlotKind::Poly(exprs(coefficients)?, unknown))
    }
}

fn is_name(slot: &Slot) -> bool {
    matches!(slot.kind, SlotKind::Name(_))
}

fn slot_span<'w>(slots: impl Iterator<Item = &'w Spanned<SlotWire>>, place: usize) -> Range<usize> {
    let mut slots = slots;
    slots.nth(place).map_or(0..0, Spanned::span)
}

fn int(span: Range<usize>, low: i64, high: i64, skip: &[i64]) -> Compiled<SlotKind> {
    const FAR: i64 = 1_000_000_000_000_000_000;
    let skipped = skip.iter().filter(|n| (low..=high).contains(n)).count() as i128;
    let left = i128::from(high) - i128::from(low) + 1 - skipped;
    if left < 1 || low < -FAR || high > FAR {
        let error = wrong(span, format!("no number from {low} to {high} is left"));
        return Err(error.help("the first is at most the second, both within ±10^18"));
    }
    Ok(SlotKind::Int(low, high, skip.to_vec()))
}

fn numbers(span: Range<usize>, all: &[Spanned<String>]) -> Compiled<Vec<Number>> {
    if all.is_empty() {
        return Err(wrong(span, "an empty list").help("give at least one number"));
    }
    let number = |text: &Spanned<String>| {
        answer::parse(text.get_ref()).ok_or_else(|| {
            let message = format!("`{}` is no number", text.get_ref());
            wrong(text.span(), message).help("such as \"7\", \"-2\" or \"3/4\"")
        })
    };
    all.iter().map(number).collect()
}

fn expr(text: &Spanned<String>, names: &[String]) -> Compiled<Expr> {
    let place = |name: &str| names.iter().position(|known| known == name);
    Expr::compile(text.get_ref(), &place)
        .map_err(|why| missing(text.span(), why, names.iter().map(String::as_str)))
}

/// An error that names an unknown slot gets a suggestion.
fn missing<'a>(
    span: Range<usize>,
    why: String,
    known: impl Iterator<Item = &'a str>,
) -> OptionError {
    let named = why.strip_prefix("unknown slot `");
    let named = named.map(|rest| rest.trim_end_matches('`').to_owned());
    let error = wrong(span, why);
    match named {
        Some(name) => error.help(suggest(&name, known)),
        None => error,
    }
}

fn answer(wire: &FormWire, names: &[String]) -> Compiled<Answer> {
    let given = [
        wire.answer.is_some(),
        wire.vector.is_some(),
        wire.word.is_some(),
        wire.yes.is_some(),
    ];
    let one = given.iter().filter(|given| **given).count() == 1;
    let answer = match (&wire.answer, &wire.vector, &wire.word, &wire.yes) {
        (Some(text), ..) if one => Answer::Number(expr(text, names)?),
        (_, Some(entries), ..) if one && !entries.get_ref().is_empty() => {
            let entries: Compiled<Vec<Expr>> = entries
                .get_ref()
                .iter()
                .map(|text| expr(text, names))
                .collect();
            Answer::Vector(entries?)
        }
        (_, _, Some(words), _) if one && !words.get_ref().is_empty() => {
            Answer::Word(words.get_ref().clone())
        }
        (.., Some(text)) if one => Answer::Yes(expr(text, names)?),
        _ => {
            let error = wrong(wire.family.span(), "a form has one answer");
            return Err(error.help("give one of answer, vector, word and yes"));
        }
    };
    Ok(answer)
}

/// Each computed slot after those it needs.
fn order(parts: &Parts<'_>, slots: &[Slot]) -> Compiled<Vec<usize>> {
    let mut order: Vec<usize> = Vec::new();
    let ready = |place: usize, order: &[usize]| match &slots[place].kind {
        SlotKind::Let(expr) => {
            let mut all = true;
            expr.slots(&mut |needed| all = all && order.contains(&needed));
            all
        }
        _ => true,
    };
    while order.len() < slots.len() {
        let next = (0..slots.len()).find(|place| !order.contains(place) && ready(*place, &order));
        let Some(next) = next else {
            let stuck = (0..slots.len()).find(|place| !order.contains(place));
            let span = slot_span(parts.slots.values(), stuck.unwrap_or(0));
            return Err(wrong(span, "slots that need one another")
                .help("a `let` may use only slots that can be worked out before it"));
        };
        order.push(next);
    }
    Ok(order)
}

/// Unknowns can be told apart, from one another and from the sign of multiplication.
fn check_names(parts: &Parts<'_>, body: &Body) -> Compiled<()> {
    let all: Vec<(usize, &Vec<String>)> = body
        .slots
        .iter()
        .enumerate()
        .filter_map(|(place, slot)| match &slot.kind {
            SlotKind::Name(names) => Some((place, names)),
            _ => None,
        })
        .collect();
    for &(place, names) in &all {
        if names.len() < all.len() {
            let message = format!("{} unknowns, and only {} names", all.len(), names.len());
            let error = wrong(slot_span(parts.slots.values(), place), message);
            return Err(error.help("give at least as many names as there are unknowns"));
        }
        for (template, text) in body.templates.iter().zip(parts.text.get_ref()) {
            if let Some(name) = names.iter().find(|name| template::says(template, name)) {
                let message = format!("`{name}` may be a word of the question or an unknown");
                let error = wrong(text.span(), message);
                return Err(error.help(format!(
                    "take `{name}` out of the names, or use words that are told apart, such as `times`"
                )));
            }
        }
    }
    for slot in &body.slots {
        if let SlotKind::Poly(_, unknown) = slot.kind
            && !is_name(&body.slots[unknown])
        {
            let span = slot_span(parts.slots.values(), unknown);
            return Err(wrong(span, "a polynomial's unknown is a `name`"));
        }
    }
    Ok(())
}

/// A slot that is neither said nor counted with is a slip.
fn all_used(parts: &Parts<'_>, body: &Body, exprs: &[&Expr]) -> Compiled<()> {
    let mut used = vec![false; body.slots.len()];
    let mut see = |place: usize| used[place] = true;
    for template in &body.templates {
        template::slots(template, &mut see);
    }
    for expr in exprs.iter().copied().chain(&body.conditions) {
        expr.slots(&mut see);
    }
    for slot in &body.slots {
        match &slot.kind {
            SlotKind::Let(expr) => expr.slots(&mut see),
            SlotKind::Poly(all, unknown) => {
                see(*unknown);
                all.iter().for_each(|expr| expr.slots(&mut see));
            }
            SlotKind::Vector(all) => all.iter().for_each(|expr| expr.slots(&mut see)),
            SlotKind::Matrix(rows) => rows.iter().flatten().for_each(|e| e.slots(&mut see)),
            _ => {}
        }
    }
    match used.iter().position(|used| !used) {
        None => Ok(()),
        Some(place) => {
            let message = format!("the slot `{}` is never used", body.names[place]);
            let error = wrong(slot_span(parts.slots.values(), place), message);
            Err(error.help("say it in the text, or take it out"))
        }
    }
}

/// Phrases must not hold themselves.
fn no_circles(wire: &Wire, bank: &Bank) -> Compiled<()> {
    let inner = |phrase: &Phrase| -> Vec<usize> {
        let of = |slot: &Slot| match &slot.kind {
            SlotKind::Phrase(all) => all.clone(),
            _ => Vec::new(),
        };
        phrase.body.slots.iter().flat_map(of).collect()
    };
    let mut safe = vec![false; bank.phrases.len()];
    loop {
        let next = (0..safe.len()).find(|&place| {
            !safe[place] && inner(&bank.phrases[place]).iter().all(|&held| safe[held])
        });
        match next {
            Some(place) => safe[place] = true,
            None => break,
        }
    }
    match safe.iter().position(|safe| !safe) {
        None => Ok(()),
        Some(place) => {
            let name = &wire.phrase[place].name;
            let message = format!("the phrase `{}` may hold itself", name.get_ref());
            Err(wrong(name.span(), message).help("give the inner one another name"))
        }
    }
}

/// Draws every form and phrase: what can go wrong should go wrong now.
fn try_out(wire: &Wire, bank: &Bank) -> Compiled<()> {
    for (place, form) in wire.form.iter().enumerate() {
        for trial in 0..TRIALS {
            let mut rng = Seed::from_u64(trial).stream("trial");
            let question = bank.draw(place, &mut rng);
            let said = question.and_then(|question| bank.say(&question, &mut rng));
            said.map_err(|why| undrawable(form, &why))?;
        }
    }
    Ok(())
}

fn undrawable(form: &FormWire, why: &Undrawable) -> OptionError {
    let family = form.family.get_ref();
    let error = wrong(form.family.span(), format!("a form of `{family}`: {why}"));
    error.help(match why {
        Undrawable::NoValue {
            why: NoValue::ZeroDivision,
            ..
        } => "keep 0 out with `skip = [0]` or a condition in `where`",
        Undrawable::NoValue { .. } => "narrow the slots, or add a condition to `where`",
        Undrawable::Conditions => "widen the slots, or work a slot out with `let`",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(forms: &str) -> (String, String) {
        let text = format!("schema = 1\n{forms}");
        let error = compile(&text).unwrap_err();
        let line = error
            .span
            .as_ref()
            .map_or(0, |span| text[..span.start].matches('\n').count() + 1);
        (
            format!("{line}: {}", error.message),
            error.help.unwrap_or_default(),
        )
    }

    const HEAD: &str = "[[form]]\nfamily = 'f'\ndifficulty = 0\n";

    #[test]
    fn mistakes_are_told_at_their_line_with_a_remedy() {
        for (rest, says, help) in [
            (
                "text = ['{b}']\nslots.a = { int = [0, 9] }\nanswer = 'a'",
                "5: unknown slot `b`",
                "`a`",
            ),
            (
                "text = ['{a}']\nslots.a = { int = [0, 9] }\nanswer = 'a / (a - a)'",
                "3: a form of `f`: `answer` divides by zero",
                "skip",
            ),
            (
                "text = ['{a} (or']\nslots.a = { int = [0, 9] }\nanswer = 'a'",
                "5: the `(` at character 5 is not closed",
                "",
            ),
            (
                "text = ['{a}']\nslots.a = { int = [9, 0] }\nanswer = 'a'",
                "6: no number from 9 to 0",
                "at most",
            ),
            (
                "text = ['{a}']\nslots.a = { int = [0, 9], of = ['1'] }\nanswer = 'a'",
                "6: a slot is one thing",
                "int, of",
            ),
            (
                "text = ['{a}']\nslots.a = { int = [0, 9] }\nanswer = 'a'\nword = ['b']",
                "3: a form has one answer",
                "answer, vector",
            ),
            (
                "text = ['{a}']\nslots.a = { int = [0, 9] }\nwhere = ['a > 10']\nanswer = 'a'",
                "3: a form of `f`: no values",
                "widen",
            ),
            (
                "text = ['{a}']\nslots.a = { let = 'b' }\nslots.b = { let = 'a' }\nanswer = 'a'",
                "6: slots that need one another",
                "let",
            ),
            (
                "text = ['{a} x {v}']\nslots.a = { int = [0, 9] }\nslots.v = { name = ['x'] }\nanswer = 'a'",
                "5: `x` may be a word",
                "times",
            ),
            (
                "text = ['{a}']\nslots.a = { phrase = 'fect' }\nanswer = 'a'",
                "6: unknown phrase `fect`",
                "",
            ),
            (
                "text = ['a']\nslots.a = { int = [0, 9] }\nword = ['b']",
                "6: the slot `a` is never used",
                "take it out",
            ),
            (
                "text = ['{a}']\nslots.a = { int = [0, 9], spell = 'loud' }\nanswer = 'a'",
                "6: unknown spelling `loud`",
                "",
            ),
            (
                "text = ['{a}']\nslots.a = { int = [0, 9] }\nanswer = 'a +'",
                "7: it ends too early",
                "",
            ),
            (
                "txt = ['{a}']\nanswer = '1'",
                "5: unknown key `txt`",
                "`text`",
            ),
        ] {
            let (message, found) = error(&format!("{HEAD}{rest}"));
            assert!(message.starts_with(says), "{rest}: {message}");
            assert!(found.contains(help), "{rest}: {found}");
        }
        let phrase = |name: &str, inner: &str| {
            format!(
                "[[phrase]]\nname = '{name}'\ntext = ['{{p}}']\nslots.p = {{ phrase = '{inner}' }}\nvalue = 'p'\n"
            )
        };
        let (message, _) = error(&(phrase("a", "b") + &phrase("b", "a")));
        assert!(message.contains("`a` may hold itself"), "{message}");
    }
}
