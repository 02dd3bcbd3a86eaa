//! Shapes: sums of angles, areas, perimeters, the sides of right triangles.

use super::chart::{Chart, Item, Rule};
use crate::solver::math_rules::expr::{Function, Id, Node, Operator};
use crate::solver::math_rules::lexicon::Meaning;
use crate::solver::math_rules::lexicon::facts;

/// What an angle is called that is not given.
const THIRD: &[&str] = &["third", "other", "remaining", "last", "missing"];

/// Words of the question for it.
const BEHIND_ANGLES: &[&str] = &[
    ".",
    ",",
    "what",
    "is",
    "how",
    "big",
    "large",
    "the",
    "third",
    "other",
    "remaining",
    "last",
    "missing",
    "angle",
    "one",
    "size",
    "of",
    "find",
    "measure",
    "calculate",
    "many",
    "degrees",
    "in",
    "does",
    "have",
    "has",
    "value",
    "then",
    "triangle",
    "'s",
    "angle's",
    "give",
    "must",
    "be",
];

impl Chart<'_> {
    /// Every measure of a shape that is spoken of at `at`.
    pub(crate) fn shape(&mut self, at: usize) -> Vec<Item> {
        let mut found = Vec::new();
        self.angle_sum(at, &mut found);
        self.regular_angle(at, &mut found);
        self.third_angle(at, &mut found);
        self.area_or_perimeter(at, &mut found);
        self.right_triangle(at, &mut found);
        found
    }

    fn polygon(&self, at: usize) -> Option<(i128, usize)> {
        let start = self.skip(at, &["a", "an", "the", "any", "every", "each"]);
        let mut start = start;
        while let Some(&end) = self.ends(start, Meaning::Adjective).last() {
            start = end;
        }
        let here = self.here(start);
        here.into_iter()
            .rev()
            .find_map(|(meaning, end)| match meaning {
                Meaning::Thing(thing) => facts::sides(thing)
                    .filter(|sides| *sides > 2)
                    .map(|s| (s, end)),
                _ => None,
            })
    }

    /// "sum of the interior angles of a hexagon", "angles of a triangle add up to".
    fn angle_sum(&mut self, at: usize, found: &mut Vec<Item>) {
        if let Some(start) = self.reads(at, "angle sum of")
            && let Some((sides, end)) = self.polygon(start)
        {
            let id = self.number((sides - 2) * 180);
            found.push(Item::closed(id, end));
        }
        let sum = self.reads(at, "sum of").or(self.reads(at, "total of"));
        let start = sum.unwrap_or(at);
        let start = self.skip(self.skip(start, &["all"]), &["of"]);
        let start = self.skip(start, &["the", "its"]);
        let start = self.skip(start, &["three", "four", "five", "six"]);
        let start = self.skip(start, &["interior", "inner", "internal", "inside"]);
        if !matches!(self.text(start), "angles" | "angle") {
            return;
        }
        let start = self.skip(start + 1, &["of", "in", "inside"]);
        let Some((sides, end)) = self.polygon(start) else {
            return;
        };
        let words = [
            "add up to",
            "sum to",
            "sum up to",
            "in total",
            "altogether",
            "together",
            "total",
            "have together",
            "have in total",
            "add to",
        ];
        let said = words
            .iter()
            .filter_map(|words| self.reads(end, words))
            .max();
        let id = self.number((sides - 2) * 180);
        if sum.is_some() {
            found.push(Item::closed(id, end));
        } else if let Some(end) = said {
            found.push(Item::closed(id, end));
        }
    }

    /// "two angles of a triangle are 60 and 70 degrees, how big is the third one".
    pub(crate) fn third_angle_story(&mut self, at: usize, found: &mut Vec<Item>) {
        let (mut end, mut triangle, mut angles) = (at, false, false);
        loop {
            match self.text(end) {
                "triangle" => triangle = true,
                "angles" => angles = true,
                "in" | "if" | "a" | "the" | "two" | "has" | "have" | "with" | "of" | "are"
                | "measure" | "interior" | "right" | "its" | "," | "where" | "when"
                | "measuring" | "is" | "which" | "given" | "that" | "one" => {}
                _ => break,
            }
            end += 1;
        }
        if !triangle || !angles {
            return;
        }
        for list in self.items(Rule::List, end).iter() {
            let (mut end, mut third) = (self.skip(list.end, &["degrees"]), false);
            while BEHIND_ANGLES.contains(&self.text(end)) {
                third |= THIRD.contains(&self.text(end));
                end += 1;
            }
            if let (Some(id), true) = (self.angle_left(list.id), third) {
                found.push(Item::closed(id, end).costing(list.cost));
            }
        }
    }

    /// What two angles of a triangle leave to the third.
    fn angle_left(&mut self, list: Id) -> Option<Id> {
        let &[a, b] = self.elements(list).as_slice() else {
            return None;
        };
        let whole = self.number(180);
        let rest = self.arena.binary(Operator::Subtract, whole, a);
        Some(self.arena.binary(Operator::Subtract, rest, b))
    }

    /// "interior angle of a regular hexagon".
    fn regular_angle(&mut self, at: usize, found: &mut Vec<Item>) {
        let start = self.skip(at, &["each", "one", "every"]);
        let start = self.skip(start, &["interior", "inner", "internal", "inside"]);
        if !matches!(self.text(start), "angle") {
            return;
        }
        let start = self.skip(start + 1, &["of", "in"]);
        let article = self.skip(start, &["a", "an", "the"]);
        if !matches!(self.text(article), "regular" | "equilateral" | "square") {
            return;
        }
        if let Some((sides, end)) = self.polygon(start) {
            let whole = self.number((sides - 2) * 180);
            let count = self.number(sides);
            let id = self.arena.binary(Operator::Divide, whole, count);
            found.push(Item::closed(id, end));
        }
    }

    /// "third angle of a triangle with angles 60 and 70 degrees".
    fn third_angle(&mut self, at: usize, found: &mut Vec<Item>) {
        let start = self.skip(at, &["the"]);
        if !THIRD.contains(&self.text(start)) || !self.is(start + 1, "angle") {
            return;
        }
        let mut end = start + 2;
        end = self.past(
            end,
            &[
                "of",
                "in",
                "a",
                "the",
                "triangle",
                "with",
                "whose",
                "two",
                "other",
                "angles",
                "are",
                "having",
                "has",
                "if",
                "when",
                "where",
                "measure",
                "measuring",
                "first",
                "its",
                "that",
                ",",
                "interior",
                "equal",
                "to",
                "be",
                "being",
                "is",
                "angle",
                "given",
            ],
        );
        for list in self.items(Rule::List, end).iter() {
            if let Some(id) = self.angle_left(list.id) {
                found.push(Item::closed(id, list.end).costing(list.cost));
            }
        }
    }

    /// Behind "with sides", "whose width is": words between a shape and its measures.
    fn behind_measure_words(&self, at: usize) -> usize {
        let mut end = at;
        end = self.past(
            end,
            &[
                "with",
                "of",
                "whose",
                "side",
                "sides",
                "length",
                "lengths",
                "width",
                "height",
                "base",
                "is",
                "are",
                "a",
                "an",
                "the",
                "having",
                "has",
                "that",
                "which",
                "measuring",
                "edge",
                "edges",
                "long",
                ",",
                "legs",
                "leg",
                "if",
                "its",
                "and",
                "being",
                "have",
                "measure",
                "equal",
                "to",
                "wide",
                "high",
                "radius",
                "catheti",
                "shorter",
                "two",
                "other",
            ],
        );
        end
    }

    /// "area of a rectangle with sides 3 and 4", "perimeter of a square with side 5".
    fn area_or_perimeter(&mut self, at: usize, found: &mut Vec<Item>) {
        let what = self.text(at);
        if !matches!(what, "area" | "perimeter" | "volume") || !self.is(at + 1, "of") {
            return;
        }
        let start = self.skip(at + 2, &["a", "an", "the"]);
        let start = self.skip(start, &["right"]);
        self.measures_first(what, start, found);
        self.three_sides(what, start, found);
        let shape = self.text(start);
        let measured = self.behind_measure_words(start + 1);
        // Two sides do not give a triangle's area, unless they are its legs.
        let given = |word: &str| (at..measured).any(|at| self.is(at, word));
        if shape == "triangle" && !given("base") && !given("height") && !given("right") {
            return;
        }
        let known = matches!(
            shape,
            "square" | "rectangle" | "triangle" | "cube" | "rectangular" | "box"
        );
        if !known || measured == start + 1 {
            return;
        }
        let firsts = self.items(Rule::Factor, measured);
        for first in firsts.iter() {
            let end = self.units(first.end);
            if let Some(id) = self.of_one_side(what, shape, first.id) {
                found.push(Item::open(id, end, first.cost));
            }
            let second = self.behind_measure_words(self.skip(end, &["by", "x", "times", "×"]));
            for second in self.items(Rule::Factor, second).iter() {
                if let Some(id) = self.of_two_sides(what, shape, first.id, second.id) {
                    let end = self.units(second.end);
                    found.push(Item::open(id, end, first.cost + second.cost));
                }
            }
        }
    }

    /// "area of a 3 by 4 rectangle".
    fn measures_first(&mut self, what: &str, at: usize, found: &mut Vec<Item>) {
        for first in self.items(Rule::Atom, at).iter() {
            let middle = self.skip(first.end, &["by", "x", "×"]);
            if middle == first.end {
                continue;
            }
            for second in self.items(Rule::Atom, middle).iter() {
                if self.is(second.end, "rectangle")
                    && let Some(id) = self.of_two_sides(what, "rectangle", first.id, second.id)
                {
                    found.push(Item::closed(id, second.end + 1).costing(first.cost + second.cost));
                }
            }
        }
    }

    /// "perimeter of a triangle with sides 3, 4 and 5", "... of an equilateral triangle with side 4".
    fn three_sides(&mut self, what: &str, at: usize, found: &mut Vec<Item>) {
        let equilateral = self.is(at, "equilateral");
        let shape = self.skip(at, &["equilateral"]);
        if what != "perimeter" || !self.is(shape, "triangle") {
            return;
        }
        let measured = self.behind_measure_words(shape + 1);
        if equilateral {
            for side in self.items(Rule::Factor, measured).iter() {
                let id = self.times(side.id, 3, 1);
                found.push(Item::open(id, self.units(side.end), side.cost));
            }
            return;
        }
        for list in self.items(Rule::List, measured).iter() {
            if let &[a, b, c] = self.elements(list.id).as_slice() {
                let sum = self.arena.binary(Operator::Add, a, b);
                let id = self.arena.binary(Operator::Add, sum, c);
                found.push(Item::open(id, self.units(list.end), list.cost));
            }
        }
    }

    fn units(&self, at: usize) -> usize {
        let units = [
            "cm",
            "m",
            "meters",
            "metres",
            "inches",
            "feet",
            "units",
            "centimeters",
            "centimetres",
            "km",
            "miles",
            "degrees",
        ];
        let end = self.skip(at, &units);
        self.skip(end, &["long", "wide", "high", "each"])
    }

    fn of_one_side(&mut self, what: &str, shape: &str, side: Id) -> Option<Id> {
        match (what, shape) {
            ("area", "square") => Some(self.power_of(side, 2)),
            ("volume", "cube") => Some(self.power_of(side, 3)),
            ("perimeter", "square") => Some(self.times(side, 4, 1)),
            _ => None,
        }
    }

    fn of_two_sides(&mut self, what: &str, shape: &str, a: Id, b: Id) -> Option<Id> {
        match (what, shape) {
            ("area", "rectangle") => Some(self.arena.binary(Operator::Multiply, a, b)),
            ("area", "triangle") => {
                let product = self.arena.binary(Operator::Multiply, a, b);
                Some(self.times(product, 1, 2))
            }
            ("perimeter", "rectangle") => {
                let sum = self.arena.binary(Operator::Add, a, b);
                Some(self.times(sum, 2, 1))
            }
            _ => None,
        }
    }

    /// "hypotenuse of a right triangle with legs 3 and 4".
    fn right_triangle(&mut self, at: usize, found: &mut Vec<Item>) {
        let start = self
            .reads(at, "length of the hypotenuse")
            .or(self.reads(at, "hypotenuse"));
        let Some(start) = start else { return };
        let mut end = start;
        end = self.past(
            end,
            &[
                "of",
                "in",
                "a",
                "the",
                "right",
                "angled",
                "triangle",
                "right-angled",
            ],
        );
        let measured = self.behind_measure_words(end);
        if measured == end {
            return;
        }
        for list in self.items(Rule::List, measured).iter() {
            let parts = self.elements(list.id);
            if let &[a, b] = parts.as_slice() {
                let vector = self.arena.add(Node::Vector(vec![a, b]));
                let id = self.call(Function::Length, &[vector]);
                found.push(Item::open(id, self.units(list.end), list.cost));
            }
        }
    }
}
