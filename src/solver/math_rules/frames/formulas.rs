//! The measure of a figure that is asked for, by those that are given.

use super::figures::{Figure, Measure, Shape};
use crate::solver::math_rules::expr::{Id, Operator};
use crate::solver::math_rules::grammar::chart::Chart;

use Operator::{Add, Divide, Multiply, Subtract};

impl Figure {
    fn given(&self, wanted: &[Measure]) -> Vec<Id> {
        let fits = self
            .values
            .iter()
            .filter(|(measure, _)| wanted.contains(measure));
        fits.map(|(_, id)| *id).collect()
    }

    fn one(&self, wanted: &[Measure]) -> Option<Id> {
        match self.given(wanted).as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// The only thing that is given.
    fn only(&self) -> Option<(Measure, Id)> {
        match (self.values.as_slice(), self.sizes.as_slice()) {
            ([only], []) => Some(*only),
            _ => None,
        }
    }
}

/// The two sides of a rectangle, by any name.
const SIDES: &[Measure] = &[
    Measure::Side,
    Measure::Length,
    Measure::Width,
    Measure::Height,
    Measure::Base,
];

impl Chart<'_> {
    /// The expression of the measure `asked`.
    pub(super) fn formula(&mut self, figure: &Figure, asked: Measure) -> Option<Id> {
        // "6 pi" can be written in more than one way.
        if self.says(0, &["terms"]) && figure.multiple_of_pi {
            return None;
        }
        let shape = figure.shape.or_else(|| {
            let round = figure
                .values
                .iter()
                .any(|(m, _)| matches!(m, Measure::Radius | Measure::Diameter));
            round.then_some(Shape::Circle)
        })?;
        if figure.multiple_of_pi
            != matches!(
                (shape, asked),
                (Shape::Circle, Measure::Area | Measure::Circumference)
                    | (Shape::Cylinder, Measure::Volume)
            )
        {
            return None;
        }
        match shape {
            Shape::Square => self.regular(figure, asked, 4),
            Shape::Regular(sides) => self.regular(figure, asked, sides),
            Shape::Rectangle => self.rectangle(figure, asked),
            Shape::Circle => self.circle(figure, asked),
            Shape::Cube => self.cube(figure, asked),
            Shape::Box => self.cuboid(figure, asked),
            Shape::Cylinder => {
                let (radius, height) = (
                    figure.one(&[Measure::Radius])?,
                    figure.one(&[Measure::Height, Measure::Length])?,
                );
                let square = self.power_of(radius, 2);
                (asked == Measure::Volume).then(|| self.two(Multiply, square, height))
            }
            Shape::Triangle => self.triangle(figure, asked),
            Shape::RightTriangle => self.right(figure, asked),
            Shape::Parallelogram => {
                let (base, height) = (
                    figure.one(&[Measure::Base, Measure::Side])?,
                    figure.one(&[Measure::Height])?,
                );
                (asked == Measure::Area).then(|| self.two(Multiply, base, height))
            }
            Shape::Trapezoid => {
                let (sides, height) = (
                    figure.given(&[Measure::Base, Measure::Side]),
                    figure.one(&[Measure::Height])?,
                );
                let &[a, b] = sides.as_slice() else {
                    return None;
                };
                let sum = self.two(Add, a, b);
                let twice = self.two(Multiply, sum, height);
                (asked == Measure::Area).then(|| self.times(twice, 1, 2))
            }
        }
    }

    /// Squares, and polygons with equal sides.
    fn regular(&mut self, figure: &Figure, asked: Measure, sides: i128) -> Option<Id> {
        let square = figure.shape == Some(Shape::Square);
        let (known, value) = figure.only()?;
        let count = self.number(sides);
        let side = match known {
            Measure::Side | Measure::Length | Measure::Width | Measure::Height => value,
            Measure::Perimeter => self.two(Divide, value, count),
            Measure::Area if square => self.square_root(value),
            Measure::Diagonal if square && asked == Measure::Area => {
                let double = self.power_of(value, 2);
                return Some(self.times(double, 1, 2));
            }
            _ => return None,
        };
        match asked {
            Measure::Side | Measure::Length | Measure::Width | Measure::Height => Some(side),
            Measure::Perimeter => Some(self.two(Multiply, count, side)),
            Measure::Area if square => Some(self.power_of(side, 2)),
            _ => None,
        }
    }

    fn rectangle(&mut self, figure: &Figure, asked: Measure) -> Option<Id> {
        let mut sides = figure.given(SIDES);
        sides.extend(&figure.sizes);
        let (a, b) = match sides.as_slice() {
            [a, b] => (*a, *b),
            [a] => (*a, self.other_side(figure, *a)?),
            _ => return None,
        };
        match asked {
            Measure::Area => Some(self.two(Multiply, a, b)),
            Measure::Perimeter => {
                let sum = self.two(Add, a, b);
                Some(self.times(sum, 2, 1))
            }
            Measure::Diagonal => Some(self.hypotenuse(a, b)),
            _ if SIDES.contains(&asked) && sides.len() == 1 => Some(b),
            _ => None,
        }
    }

    fn other_side(&mut self, figure: &Figure, side: Id) -> Option<Id> {
        if let Some(area) = figure.one(&[Measure::Area]) {
            return Some(self.two(Divide, area, side));
        }
        if let Some(diagonal) = figure.one(&[Measure::Diagonal]) {
            return Some(self.leg(diagonal, side));
        }
        let perimeter = figure.one(&[Measure::Perimeter])?;
        let half = self.times(perimeter, 1, 2);
        Some(self.two(Subtract, half, side))
    }

    fn hypotenuse(&mut self, a: Id, b: Id) -> Id {
        let (a, b) = (self.power_of(a, 2), self.power_of(b, 2));
        let sum = self.two(Add, a, b);
        self.square_root(sum)
    }

    fn leg(&mut self, hypotenuse: Id, other: Id) -> Id {
        let (a, b) = (self.power_of(hypotenuse, 2), self.power_of(other, 2));
        let rest = self.two(Subtract, a, b);
        self.square_root(rest)
    }

    /// Areas and circumferences as multiples of pi.
    fn circle(&mut self, figure: &Figure, asked: Measure) -> Option<Id> {
        let (known, value) = figure.only()?;
        let radius = match known {
            Measure::Radius => value,
            Measure::Diameter => self.times(value, 1, 2),
            _ => return None,
        };
        match asked {
            Measure::Radius => Some(radius),
            Measure::Diameter | Measure::Circumference => Some(self.times(radius, 2, 1)),
            Measure::Area => Some(self.power_of(radius, 2)),
            _ => None,
        }
    }

    fn cube(&mut self, figure: &Figure, asked: Measure) -> Option<Id> {
        let (known, value) = figure.only()?;
        let (three, six) = (self.number(3), self.number(6));
        let edge = match known {
            Measure::Side | Measure::Length | Measure::Height | Measure::Width => value,
            Measure::Volume => self.call(
                crate::solver::math_rules::expr::Function::Root,
                &[value, three],
            ),
            Measure::Surface => {
                let face = self.two(Divide, value, six);
                self.square_root(face)
            }
            _ => return None,
        };
        match asked {
            Measure::Side | Measure::Length | Measure::Height | Measure::Width => Some(edge),
            Measure::Volume => Some(self.power_of(edge, 3)),
            Measure::Surface => {
                let face = self.power_of(edge, 2);
                Some(self.two(Multiply, six, face))
            }
            _ => None,
        }
    }

    fn cuboid(&mut self, figure: &Figure, asked: Measure) -> Option<Id> {
        let mut sides = figure.given(SIDES);
        sides.extend(&figure.sizes);
        match (asked, sides.as_slice()) {
            (Measure::Volume, &[a, b, c]) => {
                let base = self.two(Multiply, a, b);
                Some(self.two(Multiply, base, c))
            }
            (Measure::Surface, &[a, b, c]) => {
                let faces = [
                    self.two(Multiply, a, b),
                    self.two(Multiply, b, c),
                    self.two(Multiply, a, c),
                ];
                let sum = self.two(Add, faces[0], faces[1]);
                let sum = self.two(Add, sum, faces[2]);
                Some(self.times(sum, 2, 1))
            }
            (side, &[a, b]) if SIDES.contains(&side) => {
                let volume = figure.one(&[Measure::Volume])?;
                let base = self.two(Multiply, a, b);
                Some(self.two(Divide, volume, base))
            }
            _ => None,
        }
    }

    fn triangle(&mut self, figure: &Figure, asked: Measure) -> Option<Id> {
        let sides = figure.given(&[Measure::Side]);
        if let (Measure::Perimeter, &[a, b, c]) = (asked, sides.as_slice()) {
            let sum = self.two(Add, a, b);
            return Some(self.two(Add, sum, c));
        }
        if let (Measure::Side, &[a, b], Some(perimeter)) =
            (asked, sides.as_slice(), figure.one(&[Measure::Perimeter]))
        {
            let sum = self.two(Add, a, b);
            return Some(self.two(Subtract, perimeter, sum));
        }
        if figure.one(&[Measure::Hypotenuse]).is_some() || asked == Measure::Hypotenuse {
            return self.right(figure, asked);
        }
        let base = figure.one(&[Measure::Base, Measure::Side]);
        let (height, area) = (figure.one(&[Measure::Height]), figure.one(&[Measure::Area]));
        match (asked, base, height, area) {
            (Measure::Area, Some(base), Some(height), _) => {
                let product = self.two(Multiply, base, height);
                Some(self.times(product, 1, 2))
            }
            (Measure::Height, Some(known), None, Some(area))
            | (Measure::Base | Measure::Side, None, Some(known), Some(area)) => {
                let double = self.times(area, 2, 1);
                Some(self.two(Divide, double, known))
            }
            _ => None,
        }
    }

    fn right(&mut self, figure: &Figure, asked: Measure) -> Option<Id> {
        let legs = figure.given(&[Measure::Leg, Measure::Side, Measure::Base, Measure::Height]);
        let long = figure.one(&[Measure::Hypotenuse]);
        match (asked, legs.as_slice(), long) {
            (Measure::Hypotenuse, &[a, b], None) => Some(self.hypotenuse(a, b)),
            (Measure::Area, &[a, b], None) => {
                let product = self.two(Multiply, a, b);
                Some(self.times(product, 1, 2))
            }
            (Measure::Perimeter, &[a, b], None) => {
                let (long, sum) = (self.hypotenuse(a, b), self.two(Add, a, b));
                Some(self.two(Add, sum, long))
            }
            (Measure::Leg | Measure::Side | Measure::Base | Measure::Height, &[a], Some(long)) => {
                Some(self.leg(long, a))
            }
            _ => None,
        }
    }
}
