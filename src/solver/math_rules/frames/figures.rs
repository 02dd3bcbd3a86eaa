//! Figures by their measures: "A square has an area of 49. What is its perimeter?"

use super::among;
use crate::solver::math_rules::expr::Id;
use crate::solver::math_rules::grammar::chart::Chart;
use crate::solver::math_rules::lexicon::Meaning;
use crate::solver::math_rules::lexicon::facts;

/// What can be measured of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    Side,
    Length,
    Width,
    Height,
    Base,
    Radius,
    Diameter,
    Circumference,
    Hypotenuse,
    Leg,
    Diagonal,
    Area,
    Perimeter,
    Volume,
    Surface,
}

/// The figures that have formulas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Square,
    Rectangle,
    Triangle,
    RightTriangle,
    Circle,
    Cube,
    Box,
    Cylinder,
    Parallelogram,
    Trapezoid,
    /// All sides of equal length.
    Regular(i128),
}

/// What a question says of a figure.
#[derive(Default)]
pub(super) struct Figure {
    pub shape: Option<Shape>,
    pub values: Vec<(Measure, Id)>,
    /// Measures without a value.
    pub open: Vec<Measure>,
    /// "3 by 4".
    pub sizes: Vec<Id>,
    /// The answer is a multiple of pi.
    pub multiple_of_pi: bool,
    /// A measure whose value is awaited, and where it was named.
    awaiting: Option<(Measure, usize)>,
}

/// What may stand between measures and changes nothing.
const FILLERS: &str = "of in a an the is are be with has have having that which whose and , . ? : ; what 's find calculate compute give \
    determine how much big large many does do it its they this all each every one other given measuring measures \
    measure equal equals to size as number please then if when where hold holds will would for from two three four \
    together enclose total dimensions know tell me say work out i you your so only just must there value cover \
    contain both shape figure missing units at on around";

impl Chart<'_> {
    /// A figure with one measure asked for.
    pub(super) fn figure(&mut self, at: usize) -> Option<(Id, u16)> {
        let mut figure = Figure::default();
        let mut place = at;
        while place < self.tokens.len() {
            place = self.figure_step(place, &mut figure)?;
        }
        figure.settle();
        let &[asked] = figure.open.as_slice() else {
            return None;
        };
        self.formula(&figure, asked).map(|id| (id, 0))
    }

    fn figure_step(&mut self, at: usize, figure: &mut Figure) -> Option<usize> {
        if self.is(at, "how")
            && self.reads(at + 1, "many").is_some()
            && self.says(at, &["hold", "contain"])
        {
            let end = self.unit_behind(at + 2);
            if end > at + 2 && self.is(at + 2, "cubic") {
                figure.open.push(Measure::Volume);
                return Some(end);
            }
        }
        let unit = self.unit_behind(at);
        if unit > at + 1 {
            return Some(unit);
        }
        if let Some((shape, end)) = self.shape_at(at) {
            return figure.is_a(shape).then_some(end);
        }
        if let Some((measure, end)) = self.measure_at(at) {
            figure.names(measure, at, self);
            return Some(end);
        }
        if self.counts_parts(at) {
            return Some(at + 1);
        }
        if self.is(at, "one") {
            return self
                .is(at + 1, "of")
                .then_some(at + 1)
                .or(self.valued(at, figure));
        }
        if self.amount(at).is_some() {
            return self.valued(at, figure);
        }
        if matches!(self.text(at), "pi" | "π") {
            figure.multiple_of_pi = true;
            return Some(at + 1);
        }
        let pi = self.says(0, &["pi"])
            && matches!(
                self.text(at),
                "times" | "multiple" | "divided" | "by" | "k" | "n" | "x"
            );
        (pi || unit > at || among(FILLERS, self.text(at)) || self.idle(at)).then_some(at + 1)
    }

    /// "two" of "two sides", "one" of "one leg".
    fn counts_parts(&self, at: usize) -> bool {
        let count = matches!(self.text(at), "one" | "two" | "three" | "four" | "both");
        let next = self.skip(at + 1, &["equal", "other", "of"]);
        let next = self.skip(next, &["its", "the"]);
        count
            && matches!(
                self.measure_at(next),
                Some((
                    Measure::Side | Measure::Leg | Measure::Base | Measure::Diagonal,
                    _
                ))
            )
    }

    /// A number, and the measure that it is the value of.
    fn valued(&mut self, at: usize, figure: &mut Figure) -> Option<usize> {
        let (value, end) = self.amount(at)?;
        let id = self.arena.number(value);
        let mut behind = self.unit_behind(end);
        let mut sizes = vec![id];
        while matches!(self.text(behind), "by" | "x" | "×") {
            let (value, end) = self.amount(behind + 1)?;
            sizes.push(self.arena.number(value));
            behind = self.unit_behind(end);
        }
        if sizes.len() > 1 {
            figure.sizes = sizes;
            return Some(behind);
        }
        let adjective = match self.text(behind) {
            "long" => Some(Measure::Length),
            "wide" | "broad" => Some(Measure::Width),
            "high" | "tall" | "deep" => Some(Measure::Height),
            _ => None,
        };
        if let Some(measure) = adjective {
            let awaited = figure.awaiting.take().map(|(measure, _)| measure);
            match awaited {
                // "with sides 3 cm long"
                Some(
                    part @ (Measure::Side | Measure::Leg | Measure::Hypotenuse | Measure::Diagonal),
                ) => figure.values.push((part, id)),
                Some(other) => {
                    figure.open.push(other);
                    figure.values.push((measure, id));
                }
                None => figure.values.push((measure, id)),
            }
            return Some(behind + 1);
        }
        let listed = matches!(
            at.checked_sub(1).map_or("", |before| self.text(before)),
            "," | "and"
        );
        match (figure.awaiting.take(), figure.values.last()) {
            (Some((measure, place)), _) if self.attaches(place, at) => {
                figure.values.push((measure, id))
            }
            (Some((measure, _)), _) => {
                figure.open.push(measure);
                self.is_shape(behind)
                    .then(|| figure.values.push((Measure::Side, id)))?;
            }
            (None, Some(&(measure, _))) if listed => figure.values.push((measure, id)),
            _ if self.is_shape(behind) => figure.values.push((Measure::Side, id)),
            _ => return None,
        }
        Some(behind)
    }

    fn is_shape(&self, at: usize) -> bool {
        matches!(self.text(at), "square" | "cube")
    }

    /// Whether a number at `at` is the value of the measure named before it: no shape's measure list lies between.
    fn attaches(&self, named: usize, at: usize) -> bool {
        let before = self.text(at - 1);
        let joint = matches!(
            before,
            "is" | "are"
                | "of"
                | "="
                | ":"
                | "equals"
                | "be"
                | "measures"
                | "to"
                | "measuring"
                | "being"
                | "exactly"
                | "has"
                | "as"
        );
        let next = self.measure_at(named).is_some_and(|(_, end)| end == at);
        // "the area of a square of 5" says nothing of its side.
        let far = before == "of"
            && (named..at).any(|at| self.shape_at(at).is_some())
            && !(named..at).any(|at| self.is(at, "is"));
        next || (joint && !far)
    }

    fn shape_at(&self, at: usize) -> Option<(Shape, usize)> {
        let start = self.skip(at, &["rectangular", "regular", "right", "equilateral"]);
        let first = self.text(at);
        let right = self.skip(start, &["angled"]);
        let shape = match (first, self.text(right)) {
            ("right", "triangle") => Shape::RightTriangle,
            ("equilateral", "triangle") => Shape::Regular(3),
            (_, "triangle") => Shape::Triangle,
            ("square", "root" | "of") | ("square", "number" | "tiles" | "tile") => return None,
            (_, "square" | "squares") => Shape::Square,
            ("rectangular", "box" | "prism" | "tank" | "block") => Shape::Box,
            ("rectangular", _) => return Some((Shape::Rectangle, start + 1)),
            (_, "rectangle" | "room" | "garden" | "field" | "floor" | "lawn" | "plot") => {
                Shape::Rectangle
            }
            (_, "circle" | "disc" | "disk") => Shape::Circle,
            (_, "cube") => Shape::Cube,
            (_, "box" | "cuboid" | "tank") => Shape::Box,
            (_, "cylinder") => Shape::Cylinder,
            (_, "parallelogram") => Shape::Parallelogram,
            (_, "trapezoid" | "trapezium") => Shape::Trapezoid,
            (_, "rhombus") => Shape::Regular(4),
            ("regular", _) => {
                let here = self.here(start).into_iter();
                let sides = here.filter_map(|(meaning, end)| match meaning {
                    Meaning::Thing(thing) => facts::sides(thing).map(|sides| (sides, end)),
                    _ => None,
                });
                let (sides, end) = sides.last().filter(|(sides, _)| *sides > 2)?;
                return Some((Shape::Regular(sides), end));
            }
            _ => return None,
        };
        Some((shape, right + 1))
    }

    fn measure_at(&self, at: usize) -> Option<(Measure, usize)> {
        let how = at
            .checked_sub(1)
            .is_some_and(|before| self.is(before, "how"));
        let measure = match (self.text(at), self.text(at + 1)) {
            ("surface", "area") => return Some((Measure::Surface, at + 2)),
            ("side" | "edge", "length" | "lengths") => return Some((Measure::Side, at + 2)),
            ("side" | "sides" | "edge" | "edges", _) => Measure::Side,
            ("length" | "lengths", _) => Measure::Length,
            ("width" | "breadth", _) => Measure::Width,
            ("height" | "depth", _) => Measure::Height,
            ("long", _) if how => Measure::Length,
            ("wide" | "broad", _) if how => Measure::Width,
            ("high" | "tall" | "deep", _) if how => Measure::Height,
            ("base" | "bases", _) => Measure::Base,
            ("radius", _) => Measure::Radius,
            ("diameter", _) => Measure::Diameter,
            ("circumference", _) => Measure::Circumference,
            ("hypotenuse", _) => Measure::Hypotenuse,
            ("leg" | "legs" | "catheti" | "cathetus", _) => Measure::Leg,
            ("diagonal" | "diagonals", _) => Measure::Diagonal,
            ("area", _) => Measure::Area,
            ("perimeter", _) => Measure::Perimeter,
            ("volume", _) => Measure::Volume,
            _ => return None,
        };
        Some((measure, at + 1))
    }
}

impl Figure {
    /// Whether the figure can be this too.
    fn is_a(&mut self, shape: Shape) -> bool {
        let same = self.shape.is_none_or(|known| {
            known == shape || (known == Shape::RightTriangle && shape == Shape::Triangle)
        });
        self.shape = self.shape.or(Some(shape));
        same
    }

    /// A measure is named at `at`.
    fn names(&mut self, measure: Measure, at: usize, chart: &Chart<'_>) {
        let Some((before, place)) = self.awaiting else {
            self.awaiting = Some((measure, at));
            return;
        };
        let near = (place + 1..at).all(|at| {
            matches!(
                chart.text(at),
                "of" | "a"
                    | "the"
                    | "is"
                    | "one"
                    | "an"
                    | "its"
                    | "each"
                    | "other"
                    | "'s"
                    | "length"
            )
        });
        match (before, measure) {
            // "sides of length 6"
            (
                Measure::Side | Measure::Leg | Measure::Radius | Measure::Diagonal,
                Measure::Length,
            ) if near => {}
            // "how long is one side", "the length of the hypotenuse"
            (Measure::Length, _) if near => self.awaiting = Some((measure, at)),
            _ => {
                self.open.push(before);
                self.awaiting = Some((measure, at));
            }
        }
    }

    /// What still awaits its value is asked for.
    fn settle(&mut self) {
        if let Some((measure, _)) = self.awaiting.take() {
            self.open.push(measure);
        }
        self.open.dedup();
    }
}
