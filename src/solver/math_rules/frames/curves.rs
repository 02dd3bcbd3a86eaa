//! Polynomials and what is asked of them: roots, turning points, slopes, limits.

use super::among;
use crate::solver::math_rules::expr::{Function, Id, Node, Operator};
use crate::solver::math_rules::grammar::chart::{Chart, Rule};
use crate::solver::math_rules::tokens::Number;
use crate::solver::math_rules::values::curves::Feature;

/// What may stand around.
const FILLERS: &str = "what is the of 's are a an equation polynomial function quadratic expression parabola curve graph line \
    in its it for at which where does do when if given by find calculate give compute tell me ? . , : ; value values x y \
    coordinate has have take takes reach reaches attain attains and to that this how many as term number point be can \
    will would then lies with let from real distinct different vertex takes its answer please evaluate determine \
    whose after seconds second metres meters per in s is't position particle object car ball body moves moving moved \
    distance travelled time t m along straight so steep there on minus there expression first moment after seconds, \
    formula described defined every all through here turning smallest greatest f g h state name largest tangent axis cut \
    cuts cross crosses crossing meet meets intersect intersects intercept divided divide dividing when left over you get \
    under goes tends go approaches approach going approaching infinity cubic linear integer units tend";

/// What is asked, by words of the question; the first that fits.
struct Asked<'a> {
    chart: &'a Chart<'a>,
    at: usize,
}

/// A polynomial question while it is read.
#[derive(Default)]
struct Curve {
    curves: Vec<Id>,
    point: Option<(char, Number)>,
    power: Option<u8>,
    infinity: bool,
}

const ASKING: &str = "discriminant roots root solutions solution zeros zeroes coefficient constant degree minimum maximum minimal \
    maximal lowest highest limit slope gradient speed velocity acceleration remainder sum product larger greater bigger \
    smaller lesser positive least only fast rate change";

impl Chart<'_> {
    /// A feature of a polynomial.
    pub(super) fn curve_frame(&mut self, at: usize) -> Option<(Id, u16)> {
        let mut curve = Curve::default();
        let mut place = at;
        while place < self.tokens.len() {
            place = self.curve_step(place, &mut curve)?;
        }
        let id = self.curve_asked(at, &curve)?;
        Some((id, 0))
    }

    fn curve_step(&mut self, at: usize, curve: &mut Curve) -> Option<usize> {
        let letter = self.tokens.get(at).and_then(|token| token.letter());
        let before = at.checked_sub(1).map_or("", |before| self.text(before));
        let coefficient = self.says(0, &["coefficient"])
            && matches!(before, "of" | "the")
            && curve.curves.is_empty();
        if let (Some(_), true) = (letter, coefficient) {
            let (power, end) = match (self.text(at + 1), self.digits(at + 2)) {
                ("^", Some(power)) => (u8::try_from(power.to_integer()).ok()?, at + 3),
                ("squared", _) => (2, at + 2),
                ("cubed", _) => (3, at + 2),
                _ => (1, at + 1),
            };
            let alone = !matches!(self.text(end), "+" | "-" | "plus" | "minus");
            if alone {
                curve.power = curve.power.xor(Some(power));
                return curve.power.map(|_| end);
            }
        }
        if let Some(end) = self.point_at(at, curve) {
            return Some(end);
        }
        // "y =", "f(x) ="
        if letter.is_some() && self.is(at + 1, "=") {
            return Some(at + 2);
        }
        if letter.is_some() && self.is(at + 1, "(") && self.is(at + 3, ")") && self.is(at + 4, "=")
        {
            return Some(at + 5);
        }
        if self.is(at, "=") && self.digits(at + 1) == Some(Number::from(0)) {
            return Some(at + 2);
        }
        if let Some((id, end)) = self.curve_at(at) {
            curve.curves.push(id);
            return Some(end);
        }
        curve.infinity |= matches!(self.text(at), "infinity" | "∞");
        let known = among(FILLERS, self.text(at))
            || among(ASKING, self.text(at))
            || self.is(at, "∞")
            || self.idle(at);
        known.then_some(at + 1)
    }

    /// "x = 3", "x approaches 3", "at 3".
    fn point_at(&self, at: usize, curve: &mut Curve) -> Option<usize> {
        let letter = self
            .tokens
            .get(at)
            .and_then(|token| token.letter())
            .filter(char::is_ascii_lowercase)?;
        let joint = self.past(
            at + 1,
            &[
                "=",
                "is",
                "equals",
                "approaches",
                "tends",
                "goes",
                "to",
                "going",
                "approaching",
                "->",
                "approach",
                "go",
                "tend",
            ],
        );
        let (value, end) = self.amount(joint).filter(|_| joint > at + 1)?;
        // "y = 3x" is a curve.
        let ends = matches!(
            self.text(end),
            "" | "?" | "." | "," | "in" | "and" | "seconds" | "what" | "if" | "second" | "for"
        );
        let fresh = curve.point.is_none_or(|(known, _)| known == letter);
        (ends && fresh).then(|| {
            curve.point = Some((letter, value));
            end
        })
    }

    /// The longest expression with a letter and an operator.
    fn curve_at(&mut self, at: usize) -> Option<(Id, usize)> {
        let begins = self.digits(at).is_some()
            || self.tokens.get(at)?.letter().is_some()
            || matches!(self.text(at), "(" | "-");
        if !begins {
            return None;
        }
        let items = self.items(Rule::Sum, at);
        let fits = |id: Id| {
            let letter = self.arena.any(id, &|node| matches!(node, Node::Letter(_)));
            letter && !matches!(self.arena.get(id), Node::Letter(_) | Node::Negate(_))
        };
        let longest = items
            .iter()
            .filter(|item| fits(item.id))
            .max_by_key(|item| (item.end, std::cmp::Reverse(item.cost)))?;
        (longest.cost < crate::solver::math_rules::cost::CLEAR).then_some((longest.id, longest.end))
    }

    fn curve_asked(&mut self, at: usize, curve: &Curve) -> Option<Id> {
        let says = |words: &[&str]| self.says(at, words);
        if let &[above, below] = curve.curves.as_slice() {
            return says(&["remainder", "left"])
                .then(|| self.rest_at_root(above, below))
                .flatten();
        }
        let &[inner] = curve.curves.as_slice() else {
            return None;
        };
        if says(&["limit", "approaches", "tends", "approach"]) {
            return self.limit_of(inner, curve);
        }
        let moving = says(&[
            "speed",
            "velocity",
            "fast",
            "slope",
            "gradient",
            "steep",
            "rate",
            "acceleration",
        ]);
        if let (Some((letter, point)), true) = (curve.point, moving) {
            let twice = says(&["acceleration"]);
            let point = self.arena.number(point);
            let inner = if twice {
                self.call(Function::Derivative(Some(letter)), &[inner])
            } else {
                inner
            };
            return self
                .has(inner, &Node::Letter(letter))
                .then(|| self.call(Function::DerivativeAt(letter), &[inner, point]));
        }
        if curve.point.is_some() {
            return None;
        }
        let feature = Asked { chart: self, at }.feature(curve)?;
        Some(self.call(Function::Curve(feature), &[inner]))
    }

    fn limit_of(&mut self, inner: Id, curve: &Curve) -> Option<Id> {
        if curve.infinity {
            return Some(self.call(Function::LimitAtInfinity, &[inner]));
        }
        let (letter, point) = curve.point?;
        let point = self.arena.number(point);
        Some(self.call(Function::Limit(letter), &[inner, point]))
    }

    /// What is left of a division by `x - a`: the value at a.
    pub(super) fn rest_at_root(&mut self, above: Id, below: Id) -> Option<Id> {
        let &[letter] =
            crate::solver::math_rules::values::eval::letters(&self.arena, above).as_slice()
        else {
            return None;
        };
        let name = Node::Letter(letter);
        let root = match *self.arena.get(below) {
            Node::Binary(Operator::Subtract, [left, root]) if *self.arena.get(left) == name => root,
            Node::Binary(Operator::Add, [left, root]) if *self.arena.get(left) == name => {
                self.negate(root)
            }
            _ => return None,
        };
        self.plain_number(root)?;
        Some(self.arena.replace(above, &name, root))
    }
}

impl Asked<'_> {
    fn says(&self, words: &[&str]) -> bool {
        self.chart.says(self.at, words)
    }

    fn feature(&self, curve: &Curve) -> Option<Feature> {
        let roots = self.says(&["roots", "root", "solutions", "solution", "zeros", "zeroes"]);
        let axis = |letter: &str| self.says(&["axis", "intercept"]) && self.says(&[letter]);
        let least = self.says(&["minimum", "minimal", "lowest", "least", "smallest"]);
        let most = self.says(&["maximum", "maximal", "highest", "greatest", "largest"]);
        let place =
            self.says(&["where", "at"]) || self.says(&["coordinate"]) && self.intercepts("x");
        match () {
            () if self.says(&["discriminant"]) => Some(Feature::Discriminant),
            () if self.says(&["degree"]) => Some(Feature::Degree),
            () if self.says(&["coefficient"]) => curve.power.map(Feature::Coefficient),
            () if self.says(&["constant"]) => Some(Feature::Coefficient(0)),
            () if roots && self.says(&["sum"]) => Some(Feature::RootSum),
            () if roots && self.says(&["product"]) => Some(Feature::RootProduct),
            () if roots && self.says(&["larger", "greater", "bigger", "largest", "greatest"]) => {
                Some(Feature::LargeRoot)
            }
            () if roots && self.says(&["smaller", "lesser", "smallest", "least"]) => {
                Some(Feature::SmallRoot)
            }
            () if roots && self.says(&["positive"]) => Some(Feature::PositiveRoot),
            () if roots && self.says(&["many"]) => Some(Feature::RootCount),
            () if least && most => None,
            () if (least || most || self.says(&["vertex"])) && place => Some(Feature::Turn),
            () if least || most => Some(Feature::Extreme(most)),
            () if self.says(&["vertex"]) && self.intercepts("x") => Some(Feature::Turn),
            () if axis("y") && self.intercepts("y") => Some(Feature::Coefficient(0)),
            () if axis("x") && self.intercepts("x") => Some(Feature::Root),
            () if self.says(&["slope", "gradient"]) => {
                Some(Feature::Coefficient(1)).filter(|_| self.says(&["line"]))
            }
            () => None,
        }
    }

    /// "y-intercept", "x axis", "x coordinate".
    fn intercepts(&self, letter: &str) -> bool {
        let chart = self.chart;
        (self.at..chart.tokens.len()).any(|at| {
            let next = if chart.is(at + 1, "-") {
                at + 2
            } else {
                at + 1
            };
            chart.is(at, letter)
                && matches!(
                    chart.text(next),
                    "intercept" | "axis" | "coordinate" | "value"
                )
        })
    }
}
