//! Angles: complements, the hands of a clock, the angles of polygons.

use super::among;
use crate::solver::math_rules::expr::{Id, Operator};
use crate::solver::math_rules::grammar::chart::Chart;
use crate::solver::math_rules::lexicon::Meaning;
use crate::solver::math_rules::lexicon::facts;
use crate::solver::math_rules::tokens::Number;
use crate::solver::math_rules::values::exact::integer;

/// What may stand around.
const FILLERS: &str = "what is 's the of a an angle angles degree degrees in how many large big its ? . , measures measure measuring \
    find has have between smaller smallest hands hand clock at o minute hour minutes hours does do move moves turn \
    turns make form through each every one regular interior exterior inner outer inside outside when if with and it \
    to are size equal polygon give must be which per that for on by whose right two sum sides side clock's tell me \
    this value calculate rotate sweep travel exactly analog analogue complementary supplementary other us so please \
    express as";

impl Chart<'_> {
    /// An angle that is asked for.
    pub(super) fn angle_frame(&mut self, at: usize) -> Option<(Id, u16)> {
        let (mut place, mut values, mut sides) = (at, Vec::new(), None);
        while place < self.tokens.len() {
            let word = self.text(place);
            let named = matches!(
                word,
                "complement" | "supplement" | "equilateral" | "triangle"
            );
            let thing = self.sides_at(place);
            if let Some((value, end)) = self.amount(place).filter(|_| !matches!(word, "a" | "one"))
            {
                values.push(value);
                place = end;
            } else if let Some((count, end)) = thing {
                sides = Some(count);
                place = end;
            } else if named || among(FILLERS, word) || self.idle(place) {
                place += 1;
            } else {
                return None;
            }
        }
        let says = |words: &[&str]| self.says(at, words);
        let clock = says(&["clock"]) && says(&["hands"]) && says(&["between", "form", "make"]);
        let minute = says(&["minute"]) && says(&["hand"]);
        let hour = says(&["hour"]) && says(&["hand"]);
        let polygon = says(&["regular", "equilateral"]) && says(&["angle"]) && !says(&["sum"]);
        let outside = says(&["exterior", "outer"]);
        match (values.as_slice(), sides) {
            (&[angle], None) if says(&["complement", "complementary"]) => self.rest_of(90, angle),
            (&[angle], None) if says(&["supplement", "supplementary"]) => self.rest_of(180, angle),
            (&[oclock], None) if clock && !minute => self.clock_angle(oclock),
            (&[minutes], None) if minute && !hour && says(&["minutes"]) => self.turned(minutes, 6),
            (&[hours], None) if hour && !minute && says(&["hours"]) => self.turned(hours, 30),
            ([], Some(sides)) if polygon => self.polygon_angle(sides, outside),
            (&[sum], None) if says(&["polygon"]) && says(&["sum"]) && says(&["sides"]) => {
                let sides = integer(&(sum / Number::from(180)))? + 2;
                Some((self.number(sides), 0))
            }
            _ => None,
        }
    }

    fn sides_at(&self, at: usize) -> Option<(i128, usize)> {
        let here = self.here(at).into_iter();
        let sides = here.filter_map(|(meaning, end)| match meaning {
            Meaning::Thing(thing) => facts::sides(thing).map(|sides| (sides, end)),
            _ => None,
        });
        sides.last().filter(|(sides, _)| *sides > 2)
    }

    fn rest_of(&mut self, whole: i128, angle: Number) -> Option<(Id, u16)> {
        let fits = angle > Number::from(0) && angle < Number::from(whole);
        let (whole, angle) = (self.number(whole), self.arena.number(angle));
        fits.then(|| (self.two(Operator::Subtract, whole, angle), 0))
    }

    /// The smaller angle between the hands at a full hour.
    fn clock_angle(&mut self, oclock: Number) -> Option<(Id, u16)> {
        let hour = integer(&oclock).filter(|hour| (1..=12).contains(hour))? % 12;
        Some((self.number(30 * hour.min(12 - hour)), 0))
    }

    fn turned(&mut self, time: Number, speed: i128) -> Option<(Id, u16)> {
        let (time, speed) = (self.arena.number(time), self.number(speed));
        Some((self.two(Operator::Multiply, time, speed), 0))
    }

    fn polygon_angle(&mut self, sides: i128, outside: bool) -> Option<(Id, u16)> {
        let whole = self.number(if outside { 360 } else { (sides - 2) * 180 });
        let count = self.number(sides);
        Some((self.two(Operator::Divide, whole, count), 0))
    }
}
