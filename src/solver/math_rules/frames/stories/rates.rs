//! Stories in which so much of one thing goes with so much of another: prices, speeds, boxes of things, fair shares.

use super::super::among;
use super::quantities::singular;
use crate::solver::math_rules::expr::{Id, Operator};
use crate::solver::math_rules::grammar::chart::Chart;
use crate::solver::math_rules::tokens::Number;

/// A quantity of such a story.
#[derive(Clone, Copy, Debug)]
struct Amount<'t> {
    value: Number,
    unit: &'t str,
    /// One of them, by an article or "each".
    one: bool,
    /// "each" or "every" belongs to it.
    each: bool,
    at: usize,
    end: usize,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked<'t> {
    Unit(&'t str),
    Money,
    Distance,
    Time,
    Speed,
    /// The share of one.
    Share,
}

#[derive(Default)]
struct Tale<'t> {
    amounts: Vec<Amount<'t>>,
    asked: Option<Asked<'t>>,
    asked_at: usize,
    /// Something is shared out.
    shared: bool,
    each: bool,
}

/// Words that change nothing.
const FILLERS: &str = "if in at the of for is are there do does did will would how what it he she they you i we to have has had \
    and , . ? ; : with then go goes going get gets cost costs buy buys bought pay pays paid can on all altogether total \
    together hold holds contain contains costing needs need take takes taking drive drives driving travel travels \
    travelling run runs running walk walks read reads make makes made work works earn earns earning bake bakes sell sells \
    sold his her my your our their this that many much far long which be by price prices priced worth charge charges \
    average speed steady constant moves moving flies fly ride rides riding rate cover covers rent train car cyclist bus \
    sit sits seat seats number say use uses using give gives given away spend spends so eat eats drink drinks lay lays \
    produce produces type climbs climb swim swims pack packs packed same fit fits from up one's weigh weighs them amount \
    travelled traveled drove covered journey trip cars now only also during left over's when after fast does's needed \
    please as like whole him her them us me";

impl<'t> Chart<'t> {
    /// A story of prices, speeds or shares.
    pub(in crate::solver::math_rules::frames) fn rate_story(
        &mut self,
        at: usize,
    ) -> Option<(Id, u16)> {
        let mut tale = Tale::default();
        let mut place = at;
        while place < self.tokens.len() {
            place = self.rate_step(place, &mut tale)?;
        }
        let value = self.rate_answer(&tale)?;
        Some((self.arena.number(value), 0))
    }

    fn rate_step(&self, at: usize, tale: &mut Tale<'t>) -> Option<usize> {
        if let Some(end) = self.rate_asked(at, tale) {
            return Some(end);
        }
        let article = self.amount(at).is_none_or(|(_, end)| end == at + 1);
        match self.text(at) {
            "per" | "each" | "every" | "an" | "a" | "one" | "single" if article => {
                return self.each_one(at, tale);
            }
            "daily" => return self.push_one("day", at, tale),
            "weekly" => return self.push_one("week", at, tale),
            "mph" => {
                tale.amounts.last_mut()?.unit = "mile";
                return self.push_one("hour", at, tale);
            }
            "share" | "shares" | "shared" | "sharing" | "split" | "splits" | "divide"
            | "divides" | "divided" | "distribute" | "distributes" | "distributed" | "cut"
            | "deal" | "deals" | "dealt" | "equally" | "evenly" => {
                tale.shared = true;
                return Some(at + 1);
            }
            "among" | "between" | "amongst" | "into" | "equal" | "fairly" => {
                return tale.shared.then_some(at + 1);
            }
            "/" | "an hour" => {
                return self
                    .push_one(self.unit_of(at + 1), at, tale)
                    .map(|end| end + 1);
            }
            _ => {}
        }
        if self.amount(at).is_some() && !(article && self.is(at, "a")) {
            let found = self.quantity_at(at)?;
            // A share among seven names no things.
            (!found.unit.is_empty() || tale.shared).then_some(())?;
            let amount = Amount {
                value: found.value,
                unit: found.unit,
                one: false,
                each: false,
                at,
                end: found.end,
            };
            tale.amounts.push(amount);
            return Some(found.end);
        }
        let passes = among(FILLERS, self.text(at)) || !self.active(at) && self.idle(at);
        passes.then_some(at + 1)
    }

    /// "how many eggs", "how much", "how far", "what speed".
    fn rate_asked(&self, at: usize, tale: &mut Tale<'t>) -> Option<usize> {
        let (asked, end) = match (self.text(at), self.text(at + 1)) {
            ("how", "many") if self.is_thing(at + 2) => {
                let noun = if among("of more", self.text(at + 2)) {
                    return None;
                } else {
                    at + 2
                };
                let share = among("does do will would can is are did", self.text(noun));
                if share {
                    (Asked::Share, noun)
                } else {
                    (Asked::Unit(self.unit_of(noun)), noun + 1)
                }
            }
            ("how", "much") => (Asked::Money, at + 2),
            ("how", "far") => (Asked::Distance, at + 2),
            ("how", "fast") => (Asked::Speed, at + 2),
            ("what", "speed") | ("average", "speed") if tale.amounts.len() == 2 => {
                (Asked::Speed, at + 2)
            }
            ("how", "long") => (Asked::Time, at + 2),
            ("what", "do" | "does" | "will" | "would" | "is")
                if self.says(at, &["cost", "price", "pay"]) =>
            {
                (Asked::Money, at + 2)
            }
            _ => return None,
        };
        if tale.asked.is_some() {
            return None;
        }
        tale.asked = Some(asked);
        tale.asked_at = at;
        Some(end)
    }

    /// "each box", "per hour", "a book", "each" behind a price.
    fn each_one(&self, at: usize, tale: &mut Tale<'t>) -> Option<usize> {
        let each = matches!(self.text(at), "each" | "every" | "per");
        tale.each |= each;
        let noun = self.skip(self.skip(at + 1, &["one", "single"]), &["of"]);
        if each && (!self.is_thing(noun) || among(FILLERS, self.text(noun))) {
            if let Some(last) = tale.amounts.last_mut() {
                last.each = true;
            }
            return Some(self.skip(at + 1, &["one"]));
        }
        if !self.is_thing(noun) {
            return (self.text(at) != "one").then_some(at + 1);
        }
        let unit = self.unit_of(noun);
        // "each box" after "five boxes" is said of these.
        let known = each
            && tale
                .amounts
                .iter()
                .any(|amount| amount.unit == unit && !amount.one);
        if known {
            tale.amounts.last_mut()?.each = true;
            return Some(noun + 1);
        }
        // "ten pages a day"
        let behind = tale.amounts.last().is_some_and(|last| last.end == at) && !self.is(at, "one");
        let amount = Amount {
            value: Number::from(1),
            unit,
            one: true,
            each: each || behind,
            at,
            end: noun + 1,
        };
        tale.amounts.push(amount);
        Some(noun + 1)
    }

    fn push_one(&self, unit: &'t str, at: usize, tale: &mut Tale<'t>) -> Option<usize> {
        let amount = Amount {
            value: Number::from(1),
            unit,
            one: true,
            each: true,
            at,
            end: at + 1,
        };
        tale.amounts.push(amount);
        Some(at + 1)
    }

    fn rate_answer(&self, tale: &Tale<'t>) -> Option<Number> {
        let asked = tale.asked?;
        // Articles whose things stand with no other number say who acts: "a train".
        let counts = |unit: &str| {
            tale.amounts
                .iter()
                .filter(|amount| self.same(amount.unit, unit))
                .count()
        };
        let mut amounts: Vec<Amount<'t>> = tale.amounts.clone();
        amounts.retain(|amount| !amount.one || amount.each || counts(amount.unit) > 1);
        let zero = Number::from(0);
        if amounts.iter().any(|amount| amount.value <= zero) {
            return None;
        }
        match (amounts.as_slice(), asked) {
            ([first, second], _)
                if tale.shared
                    && (asked == Asked::Share
                        || tale.each
                        || matches!(asked, Asked::Time | Asked::Unit(_))) =>
            {
                self.share(first, second, asked)
            }
            _ if tale.shared => None,
            ([a, b], Asked::Speed) => {
                let (distance, time) = if is_time(b.unit) { (a, b) } else { (b, a) };
                (is_time(time.unit) && is_distance(distance.unit))
                    .then(|| distance.value / time.value)
            }
            ([a, b], _) if a.each != b.each && !a.one && !b.one => {
                let each = if a.each { a } else { b };
                asked.fits(each.unit).then(|| a.value * b.value)
            }
            ([a, b, c], _) => self.by_three([a, b, c], asked, tale.asked_at),
            _ => None,
        }
    }

    /// What one gets of what is shared out.
    fn share(&self, first: &Amount<'t>, second: &Amount<'t>, asked: Asked<'t>) -> Option<Number> {
        let preposition = |amount: &Amount<'t>| {
            let before = amount.at.checked_sub(1).map_or("", |at| self.text(at));
            among("among between amongst into by to", before)
        };
        let people = |amount: &Amount<'t>| {
            amount.unit.is_empty()
                || among(
                    "person friend boy girl man woman people piece part group team",
                    amount.unit,
                )
        };
        let (whole, parts) = match (preposition(first), preposition(second)) {
            (false, true) => (first, second),
            (true, false) => (second, first),
            _ if people(first) && !people(second) => (second, first),
            _ if people(second) && !people(first) => (first, second),
            _ => return None,
        };
        let fits = match asked {
            Asked::Unit(unit) => unit == whole.unit,
            _ => true,
        };
        fits.then(|| whole.value / parts.value)
    }

    fn same(&self, a: &str, b: &str) -> bool {
        self.conversion(a, b).is_some() || self.conversion(b, a).is_some()
    }

    /// Two amounts of one unit and one of another, which is asked for at the other one's rate.
    fn by_three(
        &self,
        amounts: [&Amount<'t>; 3],
        asked: Asked<'t>,
        asked_at: usize,
    ) -> Option<Number> {
        let mut answers = Vec::new();
        for (third, others) in [(0, [1, 2]), (1, [0, 2]), (2, [0, 1])] {
            let (third, first, second) = (amounts[third], amounts[others[0]], amounts[others[1]]);
            let apart = !self.same(third.unit, first.unit) && !self.same(third.unit, second.unit);
            if !self.same(first.unit, second.unit) || !apart || !asked.fits(third.unit) {
                continue;
            }
            // More hands need less time, and things that dry together none.
            if is_time(third.unit) && !is_distance(first.unit) {
                continue;
            }
            let Some((partner, wanted)) = partners(third, first, second, asked_at) else {
                continue;
            };
            let scale = match (
                self.conversion(partner.unit, wanted.unit),
                self.conversion(wanted.unit, partner.unit),
            ) {
                (Some(count), _) => Number::from(count),
                (_, Some(count)) => Number::from(1) / Number::from(count),
                _ => continue,
            };
            answers.push(third.value * wanted.value * scale / partner.value);
        }
        match answers.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// What is given back of a bill.
    pub(in crate::solver::math_rules::frames) fn change_given(
        &mut self,
        at: usize,
    ) -> Option<(Id, u16)> {
        self.says(at, &["change"]).then_some(())?;
        // Of mixed units the forms know more.
        let small = self.says_any(at, "pence cents pennies p") && self.says_any(at, "$ € £");
        (!small).then_some(())?;
        let mut amounts = Vec::new();
        let mut place = at;
        while place < self.tokens.len() {
            if self.amount(place).is_some() && !self.is(place, "a") {
                let found = self.quantity_at(place)?;
                amounts.push((found.value, found.unit));
                place = found.end;
            } else {
                let passes = among(FILLERS, self.text(place))
                    || !self.active(place) && self.idle(place)
                    || among("a an from back", self.text(place));
                passes.then(|| place += 1)?;
            }
        }
        let &[(a, one), (b, other)] = amounts.as_slice() else {
            return None;
        };
        let one_unit = one == other || one.is_empty() || other.is_empty();
        let money = one_unit && (one == "dollar" || other == "dollar") && a != b;
        let (large, small) = if a > b { (a, b) } else { (b, a) };
        let (large, small) = (self.arena.number(large), self.arena.number(small));
        (money && !self.says(at, &["each", "per"]))
            .then(|| (self.two(Operator::Subtract, large, small), 0))
    }
}

/// Which of two amounts of one unit goes with the third, and which one is asked about.
fn partners<'a, 't>(
    third: &Amount<'t>,
    first: &'a Amount<'t>,
    second: &'a Amount<'t>,
    asked_at: usize,
) -> Option<(&'a Amount<'t>, &'a Amount<'t>)> {
    if third.each {
        // "80 miles an hour": the miles before it.
        return match (first.at < third.at, second.at < third.at) {
            (_, true) => Some((second, first)),
            (true, false) => Some((first, second)),
            (false, false) => Some((first, second)),
        };
    }
    match (first.each, second.each) {
        (true, false) => return Some((first, second)),
        (false, true) => return Some((second, first)),
        (true, true) => return None,
        (false, false) => {}
    }
    match (first.at > asked_at, second.at > asked_at) {
        (false, true) => Some((first, second)),
        (true, false) => Some((second, first)),
        _ => None,
    }
}

impl Asked<'_> {
    fn fits(self, unit: &str) -> bool {
        match self {
            Self::Unit(asked) => singular(asked) == unit,
            Self::Money => unit == "dollar" || unit == "cent",
            Self::Distance => is_distance(unit),
            Self::Time => is_time(unit),
            Self::Share => true,
            Self::Speed => false,
        }
    }
}

fn is_time(unit: &str) -> bool {
    among("second minute hour day week month year", unit)
}

fn is_distance(unit: &str) -> bool {
    among("mile kilometre metre foot yard block lap", unit)
}
