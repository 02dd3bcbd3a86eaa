//! Trigonometry told in words: the angle with a sine, the sine by two sides, radians.

use super::among;
use crate::solver::math_rules::expr::{Function, Id, Node, Operator};
use crate::solver::math_rules::grammar::chart::{Chart, Rule};

const FILLERS: &str = "what which is the of 's a an in angle angles acute degrees degree has have whose with between 0 90 and its it \
    that for to if ? . , : how many large big find give measure measured at value equal equals between where right triangle \
    side length long theta does must be are name smallest positive first quadrant convert into turn change express as \
    radian radians ratio then given opposite adjacent hypotenuse leg when lies trigonometric zero ninety answer type";

impl Chart<'_> {
    /// "Which acute angle has a sine of 1/2?", "Convert pi/2 radians to degrees."
    pub(super) fn trigonometry_frame(&mut self, at: usize) -> Option<(Id, u16)> {
        self.angle_with(at)
            .or_else(|| self.in_degrees(at))
            .or_else(|| self.by_sides(at))
    }

    /// The function that a word names, and its inverse.
    fn function_at(&self, at: usize) -> Option<(Function, Function)> {
        Some(match self.text(at) {
            "sine" | "sin" => (Function::Sine, Function::ArcSine),
            "cosine" | "cos" => (Function::Cosine, Function::ArcCosine),
            "tangent" | "tan" => (Function::Tangent, Function::ArcTangent),
            _ => return None,
        })
    }

    /// The angle whose sine is given.
    fn angle_with(&mut self, at: usize) -> Option<(Id, u16)> {
        self.says(at, &["angle"]).then_some(())?;
        let (mut inverse, mut value, mut place) = (None, None, at);
        while place < self.tokens.len() {
            let bounds = self.is(place, "between");
            if bounds {
                let (_, end) = self.amount(place + 1)?;
                let end = self.past(end, &["degrees", "degree", "and", "to"]);
                let (_, end) = self.amount(end)?;
                place = end;
            } else if let Some((_, other)) = self.function_at(place) {
                inverse = inverse.xor(Some(other));
                inverse?;
                place += 1;
            } else if inverse.is_some() && value.is_none() && !among(FILLERS, self.text(place)) {
                let items = self.items(Rule::Sum, place);
                let best = items
                    .iter()
                    .max_by_key(|item| (item.end, std::cmp::Reverse(item.cost)))?;
                value = Some(best.id);
                place = best.end;
            } else if among(FILLERS, self.text(place)) {
                place += 1;
            } else {
                return None;
            }
        }
        let id = self.call(inverse?, &[value?]);
        // "the sine of an angle of 30 degrees" asks for something else.
        let asks_angle = self.says(
            at,
            &["has", "whose", "with", "which", "equal", "equals", "is"],
        ) && !self.reads_anywhere(at, "what is the sine");
        let named = (at..self.tokens.len()).find(|at| self.is(*at, "angle"))?;
        let function = (at..self.tokens.len()).find(|at| self.function_at(*at).is_some())?;
        (asks_angle && named < function).then_some((id, 0))
    }

    fn reads_anywhere(&self, at: usize, words: &str) -> bool {
        (at..self.tokens.len()).any(|at| self.reads(at, words).is_some())
    }

    /// An angle in radians, in degrees.
    fn in_degrees(&mut self, at: usize) -> Option<(Id, u16)> {
        let radians = (at..self.tokens.len())
            .find(|at| matches!(self.text(*at), "radians" | "radian" | "rad"))?;
        self.says(at, &["degrees"]).then_some(())?;
        let (mut angle, mut place) = (None, at);
        while place < self.tokens.len() {
            if among(FILLERS, self.text(place))
                && !self.digits(place).is_some_and(|_| angle.is_none())
            {
                place += 1;
                continue;
            }
            let items = self.items(Rule::Term, place);
            let pi = Node::Letter(crate::solver::math_rules::values::poly::PI);
            let best = items
                .iter()
                .filter(|item| self.has(item.id, &pi) && item.end <= radians)
                .max_by_key(|item| item.end)?;
            angle = angle.xor(Some((best.id, best.end)));
            place = best.end;
        }
        let (mut id, end) = angle?;
        if let Node::Call(Function::Radians, inner) = self.arena.get(id) {
            id = *inner.first()?;
        }
        let degrees = (at..self.tokens.len()).find(|at| self.is(*at, "degrees"))?;
        let to_degrees = end <= radians + 1 && (degrees > end || degrees < radians);
        to_degrees.then(|| (self.call(Function::ToDegrees, &[id]), 0))
    }

    /// The sine of an angle by two sides of a right triangle.
    fn by_sides(&mut self, at: usize) -> Option<(Id, u16)> {
        (self.says(at, &["right"]) && self.says(at, &["triangle"])).then_some(())?;
        let (mut sides, mut role, mut asked, mut place) = (Vec::new(), "", None, at);
        while place < self.tokens.len() {
            let word = self.text(place);
            if let Some((function, _)) = self.function_at(place) {
                asked = asked.xor(Some(function));
                asked?;
                place += 1;
            } else if among("opposite adjacent hypotenuse", word) {
                role = word;
                place += 1;
            } else if let Some((value, end)) = self.amount(place).filter(|_| word != "a") {
                (!role.is_empty()).then_some(())?;
                sides.push((role, self.arena.number(value)));
                role = "";
                place = self.unit_behind(end);
            } else if among(FILLERS, word) || self.idle(place) {
                place += 1;
            } else {
                return None;
            }
        }
        let side = |name: &str| {
            sides
                .iter()
                .find(|(role, _)| *role == name)
                .map(|(_, id)| *id)
        };
        let (above, below) = match asked? {
            Function::Sine => (side("opposite")?, side("hypotenuse")?),
            Function::Cosine => (side("adjacent")?, side("hypotenuse")?),
            _ => (side("opposite")?, side("adjacent")?),
        };
        (sides.len() == 2).then(|| (self.two(Operator::Divide, above, below), 0))
    }
}
