//! Stories of gains and losses: who has how many in the end.

use super::super::among;
use crate::solver::math_rules::expr::{Id, Operator};
use crate::solver::math_rules::grammar::chart::Chart;
use crate::solver::math_rules::tokens::Number;

/// What a verb does to its subject's things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Have,
    Gain,
    Lose,
}

/// Somebody's things of one sort.
#[derive(Clone, Copy, Debug)]
struct Pile<'t> {
    owner: &'t str,
    unit: &'t str,
    count: Id,
}

/// A story while it is read.
#[derive(Default)]
struct Tale<'t> {
    piles: Vec<Pile<'t>>,
    /// Who acts.
    subject: &'t str,
    deed: Option<Deed>,
    /// "than Tom": how the subject's things compare.
    compared: Vec<(&'t str, &'t str, Comparison, &'t str)>,
    asked: bool,
    asked_owner: &'t str,
    asked_unit: &'t str,
    total: bool,
    difference: bool,
    events: usize,
}

#[derive(Clone, Copy, Debug)]
enum Comparison {
    More(Number),
    Times(Number),
}

const HAVE: &str = "has have had owns own there contains contain holds was were is are starts start holds carries carry counts \
    sees saw with includes";
const GAIN: &str = "buys buy bought gets got receives received receive finds found gains gained wins won earns earned collects \
    collected adds added join joins joined arrive arrives arrived come comes came bakes baked picks picked catches caught \
    rise rises rose rises climbed warmer hatched hatch born borrows borrowed grew enter enters entered land lands landed \
    increases increased adds warms plants planted makes made saves saved";
const LOSE: &str = "eats eat ate loses lose lost gives gave give sells sold sell spends spent spend uses used breaks broke break \
    drops dropped drop leave leaves left fly flies flew flown run ran runs burst bursts died die dies throws threw falls fell \
    fall colder sinks sank donates donated drinks drank drink goes went go walk walked melts melted pop popped removes \
    removed takes took sinks cools sank disappear disappeared swim swam hide hid crack cracked wilt wilted";
const FILLERS: &str = "a an the of to on in at and but then , . ; ? : them these those his her its my your our their he she it they \
    we i you him me us more away off up down out some also later now still do does did will would be by from for how many \
    what all altogether total together left remain remains remaining over there that who which when if after so with \
    today yesterday tomorrow first next stop then only just another one's are is was were has have had much both old \
    years year degrees degree temperature below above zero further again not-yet both new combined in show \
    shows end stay stayed stays safe whole uneaten unbroken number o's during once later than by whom let's say suppose";

impl<'t> Chart<'t> {
    /// A story of gains and losses, its end asked for.
    pub(in crate::solver::math_rules::frames) fn change_story(
        &mut self,
        at: usize,
    ) -> Option<(Id, u16)> {
        // How far it is between two values is another story.
        let by_how = (at..self.tokens.len()).any(|at| self.reads(at, "by how").is_some());
        (!by_how).then_some(())?;
        let mut tale = Tale::default();
        let mut place = at;
        while place < self.tokens.len() {
            place = self.change_step(place, &mut tale)?;
        }
        self.resolve(&mut tale)?;
        let id = self.change_answer(&tale)?;
        Some((id, 0))
    }

    fn change_step(&mut self, at: usize, tale: &mut Tale<'t>) -> Option<usize> {
        let word = self.text(at);
        if let Some(end) = self.change_asked(at, tale) {
            return Some(end);
        }
        if matches!(word, "altogether" | "together" | "total" | "combined")
            || self.reads(at, "in all").is_some()
        {
            tale.total = true;
            return Some(at + 1);
        }
        if matches!(word, "." | "?" | ";") || (word == "," && self.amount(at + 1).is_none()) {
            tale.deed = None;
        }
        if let Some(end) = self.comparison(at, tale) {
            return Some(end);
        }
        if let Some(end) = self.part_lost(at, tale) {
            return Some(end);
        }
        if self
            .amount(at)
            .is_some_and(|(_, end)| end > at + 1 || !among("a an", word))
        {
            return self.counted_things(at, tale);
        }
        if let Some(end) = self.acting(at, tale) {
            return Some(end);
        }
        if matches!(word, "i" | "you" | "we") && !tale.asked {
            tale.subject = "i";
        }
        let passes = among(FILLERS, word) || !self.active(at) && self.idle(at);
        passes.then_some(at + 1)
    }

    /// A verb, or who acts.
    fn acting(&self, at: usize, tale: &mut Tale<'t>) -> Option<usize> {
        let word = self.text(at);
        if let Some(deed) = self.boarding(at).filter(|_| !tale.asked) {
            tale.deed = Some(deed);
            return Some(at + 2);
        }
        let auxiliary = tale.asked && among("left are is have has had do does was were", word);
        if let Some(deed) = deed(word).filter(|_| !auxiliary) {
            if tale.asked {
                return (deed == Deed::Have || among("go stay", word)).then_some(at + 1);
            }
            tale.deed = Some(deed);
            return Some(at + 1);
        }
        if !self.is_name(at) || !self.idle(at) || among(FILLERS, word) {
            return None;
        }
        if tale.asked {
            tale.asked_owner = word;
        } else if deed(self.text(at + 1)).is_some() {
            tale.subject = word;
        }
        Some(at + 1)
    }

    fn change_asked(&self, at: usize, tale: &mut Tale<'t>) -> Option<usize> {
        let old = self.reads(at, "how old");
        let many = self
            .reads(at, "how many")
            .or(self.reads(at, "how much"))
            .or(old);
        let what = self
            .reads(at, "what is the temperature")
            .or(self.reads(at, "what is it now"))
            .or(self.reads(at, "what 's the temperature"))
            .or(self.reads(at, "what does the thermometer show"));
        if let Some(end) = what {
            tale.asked = true;
            return Some(end);
        }
        let mut end = many?;
        if tale.asked {
            return None;
        }
        tale.asked = true;
        tale.difference = matches!(self.text(end), "more" | "fewer");
        end = self.skip(end, &["more", "fewer"]);
        if old.is_some() {
            tale.asked_unit = "year";
        } else if self.is_thing(end)
            && !among(
                "does do did will would is are remain left stayed stay now",
                self.text(end),
            )
        {
            tale.asked_unit = self.unit_of(end);
            end += 1;
        }
        Some(end)
    }

    /// "three more than Tom", "twice as many as Tom", "3 years older than Kate".
    fn comparison(&mut self, at: usize, tale: &mut Tale<'t>) -> Option<usize> {
        let (how, end) = match self.text(at) {
            "twice" | "double" => (Comparison::Times(Number::from(2)), at + 1),
            "half" if self.is(at + 1, "as") => (Comparison::Times(Number::new(1, 2)), at + 1),
            _ => {
                let (value, end) = self.amount(at).filter(|_| !self.is(at, "a"))?;
                if self.is(end, "times") {
                    (Comparison::Times(value), end + 1)
                } else {
                    let end = self.skip(end, &["years"]);
                    match self.text(end) {
                        "more" | "older" => (Comparison::More(value), end + 1),
                        "fewer" | "less" | "younger" => (Comparison::More(-value), end + 1),
                        _ => return None,
                    }
                }
            }
        };
        let mut place = end;
        let mut unit = "";
        while !matches!(self.text(place), "than" | "as")
            || matches!(self.text(place + 1), "many" | "much" | "old")
        {
            if !among("as many much old", self.text(place)) {
                (self.is_thing(place) && unit.is_empty()).then_some(())?;
                unit = self.unit_of(place);
            }
            place += 1;
            if place > end + 5 {
                return None;
            }
        }
        let other = self.text(place + 1);
        (self.is_name(place + 1) && !tale.asked).then_some(())?;
        tale.compared.push((tale.subject, unit, how, other));
        Some(self.skip(place + 2, &["does", "has", "is"]))
    }

    /// "half of them", "all but three".
    fn part_lost(&mut self, at: usize, tale: &mut Tale<'t>) -> Option<usize> {
        if let Some(start) = self.reads(at, "all but") {
            let (value, end) = self.amount(start)?;
            let pile = tale.piles.last_mut().filter(|_| tale.events <= 1)?;
            pile.count = self.arena.number(value);
            tale.events += 1;
            // What they did is no matter.
            let verb = self.skip(end, &["of"]);
            let verb = self.skip(verb, &["them"]);
            return deed(self.text(verb))
                .filter(|deed| *deed == Deed::Lose)
                .map(|_| verb + 1);
        }
        let (part, end) = self.fraction_of(at)?;
        let end = self
            .reads(end, "of them")
            .or(self.reads(end, "of it"))
            .or(self.reads(end, "of his"))
            .or(self.reads(end, "of her"))
            .or(self.reads(end, "of my"))
            .or(self.reads(end, "of the"))?;
        let end = if among("his her my the", self.text(end - 1)) && self.is_thing(end) {
            end + 1
        } else {
            end
        };
        let deed = tale.deed.or_else(|| deed(self.text(end)))?;
        let pile = tale.piles.last_mut().filter(|_| deed == Deed::Lose)?;
        let rest = self.arena.number(Number::from(1) - part);
        pile.count = self.two(Operator::Multiply, rest, pile.count);
        tale.events += 1;
        Some(end)
    }

    fn fraction_of(&self, at: usize) -> Option<(Number, usize)> {
        if let Some(found) = self.article_fraction(at) {
            return Some(found);
        }
        self.unit_fraction(at)
    }

    /// A number of things, and what is done with them.
    fn counted_things(&mut self, at: usize, tale: &mut Tale<'t>) -> Option<usize> {
        let found = self.quantity_at(at)?;
        let mut end = self.skip(found.end, &["old"]);
        if tale.asked && found.unit == "year" && tale.asked_unit == "year" {
            return self.years_on(found.value, at, end, tale);
        }
        if tale.asked && tale.total {
            return None;
        }
        let mut value = found.value;
        // "five degrees below zero"
        if let Some(behind) = self.reads(end, "below zero") {
            (value, end) = (-value, behind);
        } else if let Some(behind) = self.reads(end, "above zero") {
            end = behind;
        }
        let (deed, behind) = self.deed_done(end, tale)?;
        let more = self.is(behind, "more") || (at..behind).any(|at| self.is(at, "more"));
        let end = self.skip(behind, &["more"]);
        let count = self.arena.number(value);
        let vague = among("of them more", found.unit);
        let unit = if vague { "" } else { found.unit };
        tale.events += 1;
        let listed = at
            .checked_sub(1)
            .is_some_and(|before| among("and ,", self.text(before)));
        match deed {
            Deed::Have if more && tale.piles.is_empty() => None,
            Deed::Have => tale.new_pile(unit, count, listed).then_some(end),
            Deed::Gain | Deed::Lose => {
                let Some(index) = self.pile_of(tale, unit) else {
                    // "buys 3 red and 4 blue pens"
                    let first = deed == Deed::Gain && !more && !tale.asked;
                    return (first && tale.new_pile(unit, count, listed)).then_some(end);
                };
                let operator = match deed {
                    Deed::Gain => Operator::Add,
                    _ => Operator::Subtract,
                };
                let before = tale.piles.get(index)?.count;
                let after = self.two(operator, before, count);
                tale.piles.get_mut(index)?.count = after;
                Some(self.recipient(end, count, deed, tale))
            }
        }
    }

    /// What is done with the things before `at`, by the verb behind them or else the one before; where it ends.
    fn deed_done(&self, at: usize, tale: &Tale<'t>) -> Option<(Deed, usize)> {
        let mut verb = at;
        while among(
            "of them more these those others other have had",
            self.text(verb),
        ) {
            verb += 1;
        }
        let boards = self.boarding(verb);
        let left = self.is(verb, "left") && (tale.piles.len() != 1 || tale.asked);
        let ahead = boards.or(deed(self.text(verb))).filter(|_| !left);
        let active = matches!(ahead, Some(Deed::Gain | Deed::Lose));
        let adjective = among("colder warmer", self.text(verb));
        let idle = match tale.deed {
            None => true,
            Some(Deed::Have) => !tale.piles.is_empty(),
            _ => adjective,
        };
        match (ahead, active && (idle || adjective)) {
            (Some(ahead), true) => Some((ahead, verb + 1 + usize::from(boards.is_some()))),
            _ => Some((tale.deed?, at)),
        }
    }

    /// "in four years", "two years ago".
    fn years_on(
        &mut self,
        years: Number,
        at: usize,
        end: usize,
        tale: &mut Tale<'t>,
    ) -> Option<usize> {
        let ago = self.is(end, "ago");
        let ahead = at
            .checked_sub(1)
            .is_some_and(|before| self.is(before, "in"));
        (ago || ahead).then_some(())?;
        let years = self.arena.number(if ago { -years } else { years });
        for pile in &mut tale.piles {
            pile.count = self.two(Operator::Add, pile.count, years);
        }
        tale.events += 1;
        Some(end + usize::from(ago))
    }

    /// "get on", "step off".
    fn boarding(&self, at: usize) -> Option<Deed> {
        if !among("get gets got getting step steps", self.text(at)) {
            return None;
        }
        match self.text(at + 1) {
            "on" | "in" => Some(Deed::Gain),
            "off" | "out" => Some(Deed::Lose),
            _ => None,
        }
    }

    /// The subject's things of this sort.
    fn pile_of(&self, tale: &Tale<'t>, unit: &str) -> Option<usize> {
        let fits = |pile: &Pile<'t>| {
            (unit.is_empty() || pile.unit == unit || pile.unit.is_empty())
                && (tale.subject.is_empty() || pile.owner == tale.subject || pile.owner.is_empty())
        };
        tale.piles
            .iter()
            .position(fits)
            .or((tale.piles.len() == 1 && unit.is_empty()).then_some(0))
    }

    /// "to Ben", who then has more.
    fn recipient(&mut self, at: usize, count: Id, deed: Deed, tale: &mut Tale<'t>) -> usize {
        let name = at + 1;
        if deed != Deed::Lose || !matches!(self.text(at), "to") || !self.is_name(name) {
            return at;
        }
        let owner = self.text(name);
        let own = tale.piles.iter_mut().find(|pile| pile.owner == owner);
        if let Some(pile) = own {
            pile.count = self.two(Operator::Add, pile.count, count);
        }
        name + 1
    }

    /// What was compared, as piles of its own.
    fn resolve(&mut self, tale: &mut Tale<'t>) -> Option<()> {
        for (owner, unit, how, other) in tale.compared.clone() {
            let known = tale.piles.iter().find(|pile| pile.owner == other)?.count;
            let count = match how {
                Comparison::More(value) => {
                    let value = self.arena.number(value);
                    self.two(Operator::Add, known, value)
                }
                Comparison::Times(value) => {
                    let value = self.arena.number(value);
                    self.two(Operator::Multiply, value, known)
                }
            };
            tale.piles.push(Pile { owner, unit, count });
        }
        Some(())
    }

    fn change_answer(&mut self, tale: &Tale<'t>) -> Option<Id> {
        if !tale.asked || tale.events + tale.compared.len() < 2 {
            return None;
        }
        let owner = tale.asked_owner;
        let own: Vec<Id> = tale
            .piles
            .iter()
            .filter(|pile| owner.is_empty() || pile.owner == owner)
            .filter(|pile| {
                tale.asked_unit.is_empty()
                    || tale.total
                    || pile.unit == tale.asked_unit
                    || pile.unit.is_empty()
                    || tale.piles.len() == 1
            })
            .map(|pile| pile.count)
            .collect();
        if tale.difference {
            return None;
        }
        match (own.as_slice(), tale.total) {
            (&[only], false) => Some(only),
            ([first, rest @ ..], true) if !rest.is_empty() && owner.is_empty() => Some(
                rest.iter()
                    .fold(*first, |sum, count| self.two(Operator::Add, sum, *count)),
            ),
            _ => None,
        }
    }
}

impl<'t> Tale<'t> {
    /// Things of the subject's; more of the same sort only in one list. Whether they fit.
    fn new_pile(&mut self, unit: &'t str, count: Id, listed: bool) -> bool {
        let owner = self.subject;
        let again = |pile: &Pile<'t>| pile.owner == owner && pile.unit == unit;
        let fits = listed || !self.piles.iter().any(again);
        self.piles.push(Pile { owner, unit, count });
        fits
    }
}

fn deed(word: &str) -> Option<Deed> {
    match word {
        _ if among(HAVE, word) => Some(Deed::Have),
        _ if among(GAIN, word) => Some(Deed::Gain),
        _ if among(LOSE, word) => Some(Deed::Lose),
        _ => None,
    }
}
