//! Shapes: sums of angles, areas, perimeters, the sides of right triangles.

use super::chart::{Chart, Item, Rule};
use super::expr::{Function, Id, Node, Operator};
use super::facts;
use super::lexicon::Meaning;

impl Chart<'_> {
    /// Every measure of a shape that is spoken of at `at`.
    pub(super) fn shape(&mut self, at: usize) -> Vec<Item> {
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
    pub(super) fn third_angle_story(&mut self, at: usize, found: &mut Vec<Item>) {
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
            while matches!(
                self.text(end),
                "." | ","
                    | "what"
                    | "is"
                    | "how"
                    | "big"
                    | "large"
                    | "the"
                    | "third"
                    | "other"
                    | "remaining"
                    | "last"
                    | "missing"
                    | "angle"
                    | "one"
                    | "size"
                    | "of"
                    | "find"
                    | "measure"
                    | "calculate"
                    | "many"
                    | "degrees"
                    | "in"
                    | "does"
                    | "have"
                    | "has"
                    | "value"
                    | "then"
                    | "triangle"
                    | "'s"
                    | "angle's"
                    | "give"
                    | "must"
                    | "be"
            ) {
                third |= matches!(
                    self.text(end),
                    "third" | "other" | "remaining" | "last" | "missing"
                );
                end += 1;
            }
            if let (&[a, b], true) = (self.elements(list.id).as_slice(), third) {
                let whole = self.number(180);
                let rest = self.arena.binary(Operator::Subtract, whole, a);
                let id = self.arena.binary(Operator::Subtract, rest, b);
                found.push(Item::closed(id, end).costing(list.cost));
            }
        }
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
        if !matches!(
            self.text(start),
            "third" | "remaining" | "last" | "other" | "missing"
        ) || !self.is(start + 1, "angle")
        {
            return;
        }
        let mut end = start + 2;
        while matches!(
            self.text(end),
            "of" | "in"
                | "a"
                | "the"
                | "triangle"
                | "with"
                | "whose"
                | "two"
                | "other"
                | "angles"
                | "are"
                | "having"
                | "has"
                | "if"
                | "when"
                | "where"
                | "measure"
                | "measuring"
                | "first"
                | "its"
                | "that"
                | ","
                | "interior"
                | "equal"
                | "to"
                | "be"
                | "being"
                | "is"
                | "angle"
                | "given"
        ) {
            end += 1;
        }
        for list in self.items(Rule::List, end).iter() {
            let parts = self.elements(list.id);
            if let &[first, second] = parts.as_slice() {
                let whole = self.number(180);
                let rest = self.arena.binary(Operator::Subtract, whole, first);
                let id = self.arena.binary(Operator::Subtract, rest, second);
                found.push(Item::closed(id, list.end).costing(list.cost));
            }
        }
    }

    /// Behind "with sides", "whose width is": words between a shape and its measures.
    fn behind_measure_words(&self, at: usize) -> usize {
        let mut end = at;
        while matches!(
            self.text(end),
            "with"
                | "of"
                | "whose"
                | "side"
                | "sides"
                | "length"
                | "lengths"
                | "width"
                | "height"
                | "base"
                | "is"
                | "are"
                | "a"
                | "an"
                | "the"
                | "having"
                | "has"
                | "that"
                | "which"
                | "measuring"
                | "edge"
                | "edges"
                | "long"
                | ","
                | "legs"
                | "leg"
                | "if"
                | "its"
                | "and"
                | "being"
                | "have"
                | "measure"
                | "equal"
                | "to"
                | "wide"
                | "high"
                | "radius"
                | "catheti"
                | "shorter"
                | "two"
                | "other"
        ) {
            end += 1;
        }
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
        let shape = self.text(start);
        let measured = self.behind_measure_words(start + 1);
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
        while matches!(
            self.text(end),
            "of" | "in" | "a" | "the" | "right" | "angled" | "triangle" | "right-angled"
        ) {
            end += 1;
        }
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
