//! Every way in which the forms can say a given question: the test that none of them has two values.
//!
//! A recogniser of the forms' own grammar, by brute force: every form, every alternative, every spelling. Blanks and
//! capitals count for nothing, so that what only they tell apart is found too.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use super::bank::{Answer, Bank, Body, SlotKind};
use super::template::Node;
use crate::answer::{self, Number};
use crate::numeral;

/// Whole numbers that the spellings of a question are looked up among.
const HIGHEST: u64 = 20_000;

/// Values of slots, as far as the text told them.
type Told = BTreeMap<usize, Number>;

/// What a matched stretch leaves: values of slots, and the bytes consumed.
type Ends = Vec<(usize, Told)>;

/// Without blanks, in lower case. A minus between blanks stays apart from a hyphen.
pub(super) fn squeeze(text: &str) -> String {
    let text = match text.trim() {
        "-" => "−".to_owned(),
        _ => text.replace(" - ", "−"),
    };
    let kept = text.chars().filter(|c| !c.is_whitespace());
    kept.flat_map(char::to_lowercase).collect()
}

/// The answers that some form gives to this question.
pub(super) fn answers(bank: &Bank, question: &str) -> BTreeSet<String> {
    let text = squeeze(question);
    let mut found = BTreeSet::new();
    for form in &bank.forms {
        for told in body(bank, &form.body, &text, 0)
            .into_iter()
            .filter(|(end, _)| *end == text.len())
            .map(|(_, told)| told)
        {
            let all = settle(&form.body, &told);
            found.extend(all.iter().filter_map(|n| value(&form.answer, n)));
        }
    }
    found
}

fn value(answer: &Answer, numbers: &[Number]) -> Option<String> {
    match answer {
        Answer::Number(expr) => expr.value(numbers).ok().map(answer::show),
        Answer::Vector(all) => {
            let numbers: Option<Vec<Number>> = all.iter().map(|e| e.value(numbers).ok()).collect();
            Some(answer::show_vector(&numbers?))
        }
        Answer::Word(words) => words.first().cloned(),
        Answer::Yes(condition) => Some(condition.holds(numbers).ok()?.to_string()),
    }
}

/// All values that agree with what was told: those that the text does not say are tried, one after the other.
fn settle(body: &Body, told: &Told) -> Vec<Vec<Number>> {
    let mut all = vec![vec![Number::from_integer(0); body.slots.len()]];
    for &place in &body.order {
        let said = told.get(&place).copied();
        let kind = &body.slots[place].kind;
        all = all
            .into_iter()
            .flat_map(|numbers| {
                let values = match (kind, said) {
                    (SlotKind::Let(expr), _) => {
                        let worked = expr.value(&numbers).ok();
                        let agrees = |n: &Number| said.is_none_or(|said| said == *n);
                        worked.into_iter().filter(agrees).collect()
                    }
                    (_, Some(said)) => vec![said],
                    (SlotKind::Int(low, high, skip), None) => (*low..=*high)
                        .filter(|n| !skip.contains(n))
                        .map(|n| Number::from_integer(i128::from(n)))
                        .collect(),
                    (SlotKind::Of(all), None) => all.clone(),
                    _ => vec![Number::from_integer(0)],
                };
                values.into_iter().map(move |value| {
                    let mut numbers = numbers.clone();
                    numbers[place] = value;
                    numbers
                })
            })
            .collect();
    }
    let holds = |numbers: &Vec<Number>| {
        let mut conditions = body.conditions.iter();
        conditions.all(|condition| condition.holds(numbers) == Ok(true))
    };
    all.retain(holds);
    all
}

fn body(bank: &Bank, body: &Body, text: &str, from: usize) -> Ends {
    let of = |template: &Vec<Node>| sequence(bank, body, template, text, (from, Told::new()));
    body.templates.iter().flat_map(of).collect()
}

fn sequence(bank: &Bank, body: &Body, nodes: &[Node], text: &str, start: (usize, Told)) -> Ends {
    let mut ends = vec![start];
    for node in nodes {
        ends = ends
            .into_iter()
            .flat_map(|(at, told)| one(bank, body, node, text, at, told))
            .collect();
    }
    ends
}

fn one(bank: &Bank, body: &Body, node: &Node, text: &str, at: usize, told: Told) -> Ends {
    match node {
        Node::Text(words) => match text[at..].starts_with(&squeeze(words)) {
            true => vec![(at + squeeze(words).len(), told)],
            false => Vec::new(),
        },
        Node::OneOf(choices) => choices
            .iter()
            .flat_map(|choice| sequence(bank, body, choice, text, (at, told.clone())))
            .collect(),
        Node::Slot(place, _) => slot(bank, body, *place, text, at)
            .into_iter()
            .filter_map(|(end, values)| {
                let mut told = told.clone();
                for (place, value) in values {
                    // A name or number that is said twice must be the same twice.
                    if told
                        .insert(place, value)
                        .is_some_and(|before| before != value)
                    {
                        return None;
                    }
                }
                Some((end, told))
            })
            .collect(),
    }
}

fn slot(bank: &Bank, body: &Body, place: usize, text: &str, at: usize) -> Ends {
    let single = |(end, number): (usize, Number)| (end, Told::from([(place, number)]));
    match &body.slots[place].kind {
        SlotKind::Int(low, high, skip) => numbers(text, at)
            .into_iter()
            .filter(|(_, n)| {
                let n = n.is_integer().then(|| n.to_integer());
                n.is_some_and(|n| {
                    (i128::from(*low)..=i128::from(*high)).contains(&n)
                        && !skip.iter().any(|s| i128::from(*s) == n)
                })
            })
            .map(single)
            .collect(),
        SlotKind::Of(all) => {
            let known = |(_, n): &(usize, Number)| all.contains(n);
            numbers(text, at)
                .into_iter()
                .filter(known)
                .map(single)
                .collect()
        }
        SlotKind::Let(_) => numbers(text, at).into_iter().map(single).collect(),
        SlotKind::Word(words) | SlotKind::Name(words) => words
            .iter()
            .enumerate()
            .filter(|(_, word)| text[at..].starts_with(&squeeze(word)))
            .map(|(i, word)| single((at + squeeze(word).len(), Number::from_integer(i as i128))))
            .collect(),
        SlotKind::Phrase(all) => all
            .iter()
            .flat_map(|&phrase| {
                let phrase = &bank.phrases[phrase];
                self::body(bank, &phrase.body, text, at)
                    .into_iter()
                    .flat_map(|(end, told)| {
                        let values = settle(&phrase.body, &told);
                        let values = values.into_iter();
                        let value = move |n: Vec<Number>| phrase.value.value(&n).ok();
                        values.filter_map(value).map(move |n| single((end, n)))
                    })
                    .collect::<Ends>()
            })
            .collect(),
        SlotKind::Vector(_) | SlotKind::Matrix(_) | SlotKind::Poly(..) => {
            laid_out(body, place, text, at)
        }
    }
}

/// Numbers in digits or words, with fractions and signs, that begin here: where they end, and their values.
fn numbers(text: &str, at: usize) -> Vec<(usize, Number)> {
    let rest = &text[at..];
    let mut found = plain(rest);
    for sign in ["-", "minus", "negative"] {
        if let Some(rest) = rest.strip_prefix(sign) {
            found.extend(
                plain(rest)
                    .into_iter()
                    .map(|(end, n)| (sign.len() + end, -n)),
            );
        }
    }
    found.into_iter().map(|(end, n)| (at + end, n)).collect()
}

fn plain(rest: &str) -> Vec<(usize, Number)> {
    let words = words();
    let known = |end: &usize| rest.is_char_boundary(*end);
    let mut found: Vec<(usize, Number)> = (1..=rest.len().min(64))
        .filter(known)
        .flat_map(|end| {
            let all = words.get(&rest[..end]).into_iter().flatten();
            all.map(move |n| (end, *n))
        })
        .collect();
    let digits = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    if digits > 0
        && let Some(below) = rest[digits..].strip_prefix('/')
    {
        let more = below
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(below.len());
        let end = digits + 1 + more;
        found.extend(answer::parse(&rest[..end]).map(|n| (end, n)));
    }
    found
}

/// What the spellings of numbers and small fractions say, squeezed.
fn words() -> &'static HashMap<String, Vec<Number>> {
    static WORDS: OnceLock<HashMap<String, Vec<Number>>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words: HashMap<String, Vec<Number>> = HashMap::new();
        let mut add = |text: String, n: Number| {
            let all = words.entry(squeeze(&text)).or_default();
            if !all.contains(&n) {
                all.push(n);
            }
        };
        for n in 0..=HIGHEST {
            let number = Number::from_integer(i128::from(n));
            numeral::spellings(n).for_each(|text| add(text, number));
            if n < 40 {
                add(
                    numeral::ordinal(n.max(1)),
                    Number::from_integer(i128::from(n.max(1))),
                );
            }
        }
        for below in 2..=12u64 {
            for above in 1..below {
                if let Some(text) = numeral::fraction(above, below) {
                    add(text, Number::new(i128::from(above), i128::from(below)));
                }
            }
        }
        words
    })
}

/// Vectors, matrices and polynomials: read as what they are, and their entries told to the slots that they come from.
fn laid_out(body: &Body, place: usize, text: &str, at: usize) -> Ends {
    let mut ends = Vec::new();
    for end in (at + 1..=text.len()).filter(|end| text.is_char_boundary(*end)) {
        let piece = &text[at..end];
        let read: Option<(Vec<&super::expr::Expr>, Vec<Number>, Told)> = match &body.slots[place]
            .kind
        {
            SlotKind::Vector(all) => listed(piece).map(|n| (all.iter().collect(), n, Told::new())),
            SlotKind::Matrix(rows) => {
                listed(piece).map(|n| (rows.iter().flatten().collect(), n, Told::new()))
            }
            SlotKind::Poly(all, unknown) => polynomial(body, *unknown, piece, all.len())
                .map(|(n, told)| (all.iter().collect(), n, told)),
            _ => None,
        };
        let Some((exprs, numbers, mut told)) = read else {
            continue;
        };
        if exprs.len() != numbers.len() {
            continue;
        }
        let fits = exprs.iter().zip(numbers).all(|(expr, number)| match expr {
            super::expr::Expr::Slot(place) => {
                told.insert(*place, number).is_none_or(|n| n == number)
            }
            super::expr::Expr::Const(fixed) => *fixed == number,
            _ => true,
        });
        if fits {
            ends.push((end, told));
        }
    }
    ends
}

/// Blanks between numbers are gone here, so entries must be parted by commas, semicolons, brackets or signs; the test
/// writes vectors so.
fn listed(piece: &str) -> Option<Vec<Number>> {
    let closed = piece.ends_with([']', ')', '>']) && piece.starts_with(['[', '(', '<']);
    let balanced = |open, close| piece.matches(open).count() == piece.matches(close).count();
    if !closed || !balanced('[', ']') || !balanced('(', ')') || !balanced('<', '>') {
        return None;
    }
    let entries = piece.split(|c: char| !(c == '-' || c == '/' || c.is_ascii_digit()));
    entries
        .filter(|e| !e.is_empty())
        .map(answer::parse)
        .collect()
}

fn polynomial(
    body: &Body,
    unknown: usize,
    piece: &str,
    length: usize,
) -> Option<(Vec<Number>, Told)> {
    let SlotKind::Name(names) = &body.slots[unknown].kind else {
        return None;
    };
    names.iter().enumerate().find_map(|(at, name)| {
        let told = Told::from([(unknown, Number::from_integer(at as i128))]);
        terms(piece, name, length).map(|coefficients| (coefficients, told))
    })
}

/// Coefficients, highest power first.
fn terms(piece: &str, name: &str, length: usize) -> Option<Vec<Number>> {
    let mut coefficients = vec![Number::from_integer(0); length];
    let signed = piece
        .replace("−", "-")
        .replace("minus", "-")
        .replace("plus", "+");
    let mut rest = signed.as_str();
    while !rest.is_empty() {
        let negative = rest.starts_with('-');
        rest = rest.strip_prefix(['-', '+']).unwrap_or(rest);
        // Hyphens of "twenty-one" are no signs.
        let ends = |&end: &usize| end == rest.len() || rest[end..].starts_with(['-', '+']);
        let mut ends = (1..=rest.len())
            .filter(|end| rest.is_char_boundary(*end))
            .filter(ends);
        let (end, (number, power)) = ends.find_map(|end| Some((end, term(&rest[..end], name)?)))?;
        let place = length.checked_sub(power + 1)?;
        coefficients[place] += if negative { -number } else { number };
        rest = &rest[end..];
    }
    Some(coefficients)
}

fn term(text: &str, name: &str) -> Option<(Number, usize)> {
    let powers = [("^2", 2), ("squared", 2), ("^3", 3), ("cubed", 3), ("", 1)];
    let raised = |&(end, power): &(&str, usize)| {
        let number = text.strip_suffix(end)?.strip_suffix(name)?;
        Some((number, power))
    };
    // The last letter of "eight" may be a name too.
    let readings = powers.iter().filter_map(raised).chain([(text, 0)]);
    let read = |(number, power): (&str, usize)| {
        if number.is_empty() {
            return (power > 0).then(|| (Number::from_integer(1), power));
        }
        let whole = plain(number)
            .into_iter()
            .find(|(end, _)| *end == number.len());
        whole.map(|(_, number)| (number, power))
    };
    readings.into_iter().find_map(read)
}
