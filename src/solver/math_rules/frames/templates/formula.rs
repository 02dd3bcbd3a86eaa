//! Formulas of templates: `($1 + $2) / 2`, with functions of vectors and lists.

use crate::solver::math_rules::expr::{Function, Id, Node, Operator};
use crate::solver::math_rules::grammar::chart::Chart;
use crate::solver::math_rules::tokens::Number;
use crate::solver::math_rules::values::curves::Feature;

/// The tree of a formula, slots filled in.
pub(super) fn build(chart: &mut Chart<'_>, text: &str, slots: &[Id]) -> Option<Id> {
    let mut formula = Formula {
        chart,
        rest: text,
        slots,
    };
    let id = formula.sum()?;
    formula.rest.trim().is_empty().then_some(id)
}

/// The equations of `x = 2 * y, y = 3`.
pub(super) fn equations(chart: &mut Chart<'_>, text: &str, slots: &[Id]) -> Option<Vec<(Id, Id)>> {
    text.split(';')
        .map(|equation| {
            let (left, right) = equation.split_once('=')?;
            Some((build(chart, left, slots)?, build(chart, right, slots)?))
        })
        .collect()
}

struct Formula<'c, 't, 'f> {
    chart: &'c mut Chart<'t>,
    rest: &'f str,
    slots: &'f [Id],
}

impl Formula<'_, '_, '_> {
    fn sum(&mut self) -> Option<Id> {
        self.row(&[('+', Operator::Add), ('-', Operator::Subtract)], |own| {
            own.row(
                &[
                    ('*', Operator::Multiply),
                    ('/', Operator::Divide),
                    ('.', Operator::Dot),
                    ('x', Operator::Cross),
                    ('%', Operator::Remainder),
                ],
                |own| own.row(&[('^', Operator::Power)], Self::atom),
            )
        })
    }

    fn row(
        &mut self,
        signs: &[(char, Operator)],
        mut next: impl FnMut(&mut Self) -> Option<Id>,
    ) -> Option<Id> {
        let mut left = next(self)?;
        while let Some((sign, operator)) = signs
            .iter()
            .find(|(sign, _)| self.rest.trim_start().starts_with(*sign))
        {
            self.eat(*sign);
            let right = next(self)?;
            left = self.chart.arena.binary(*operator, left, right);
        }
        Some(left)
    }

    fn eat(&mut self, sign: char) -> bool {
        let after = self.rest.trim_start().strip_prefix(sign);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    fn digits(&mut self) -> Option<i128> {
        let length = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.rest.split_at(length);
        self.rest = rest;
        digits.parse().ok()
    }

    fn atom(&mut self) -> Option<Id> {
        self.rest = self.rest.trim_start();
        if self.eat('(') {
            let inner = self.sum()?;
            return self.eat(')').then_some(inner);
        }
        if self.eat('$') {
            let at = usize::try_from(self.digits()?).ok()?;
            return self.slots.get(at.checked_sub(1)?).copied();
        }
        if self.rest.starts_with(|c: char| c.is_ascii_digit()) {
            let value = self.digits()?;
            return Some(self.chart.number(value));
        }
        let length = self
            .rest
            .bytes()
            .take_while(u8::is_ascii_alphabetic)
            .count();
        let (name, rest) = self.rest.split_at(length);
        self.rest = rest;
        if length == 1 {
            return name
                .chars()
                .next()
                .map(|name| self.chart.arena.add(Node::Letter(name)));
        }
        let mut operands = Vec::new();
        self.eat('(').then_some(())?;
        while !self.eat(')') {
            operands.push(self.sum()?);
            self.eat(',');
        }
        match (name, operands.as_slice()) {
            ("span", [from, to]) => self.span(*from, *to),
            ("rest", [above, below]) => self.chart.rest_at_root(*above, *below),
            ("vector", parts) => Some(self.chart.arena.add(Node::Vector(parts.to_vec()))),
            ("sine", []) => Some(self.chart.call(Function::Name("sine"), &[])),
            ("cosine", []) => Some(self.chart.call(Function::Name("cosine"), &[])),
            ("tangent", []) => Some(self.chart.call(Function::Name("tangent"), &[])),
            _ => Some(self.chart.call(function(name)?, &operands)),
        }
    }

    /// Minutes from one time of day to the next other; over noon or midnight where the first is later.
    fn span(&mut self, from: Id, to: Id) -> Option<Id> {
        let minutes = self.chart.plain_number(to)? - self.chart.plain_number(from)?;
        let half_day = Number::from(720);
        let over = match minutes {
            m if m > Number::from(0) => Number::from(0),
            m if m > -half_day => half_day,
            _ => half_day + half_day,
        };
        Some(self.chart.arena.number(minutes + over))
    }
}

fn function(name: &str) -> Option<Function> {
    Some(match name {
        "abs" => Function::Absolute,
        "det" => Function::Determinant,
        "trace" => Function::Trace,
        "transpose" => Function::Transpose,
        "entry" => Function::Component,
        "length" => Function::Length,
        "distance" => Function::Distance,
        "slope" => Function::Slope,
        "root" => Function::Root,
        "factorial" => Function::Factorial,
        "greatest" => Function::Largest,
        "least" => Function::Smallest,
        "middle" => Function::Median,
        "fraction" => Function::Quotient,
        "up" => Function::RoundUp,
        "digits" => Function::DigitSum,
        "binary" => Function::InBase(2),
        "octal" => Function::InBase(8),
        "hex" => Function::InBase(16),
        "lcm" => Function::Lcm,
        "gcd" => Function::Gcd,
        "next" => Function::NextTerm,
        "equal" => Function::Equal,
        "unequal" => Function::NotEqual,
        "choice" => Function::Choice,
        "even" => Function::IsEven,
        "midpoint" => Function::Midpoint,
        "integral" => Function::Integral(None),
        "limit" => Function::LimitAtInfinity,
        "negativeroot" => Function::Curve(Feature::SmallRoot),
        "percent" => Function::Percent,
        "divisors" => Function::DivisorCount,
        "largeroot" => Function::Curve(Feature::LargeRoot),
        "positiveroot" => Function::Curve(Feature::PositiveRoot),
        "lowest" => Function::Curve(Feature::Extreme(false)),
        "highest" => Function::Curve(Feature::Extreme(true)),
        "turn" => Function::Curve(Feature::Turn),
        "derivative" => Function::Derivative(None),
        "parallel" => Function::Parallel,
        "perpendicular" => Function::Perpendicular,
        "angle" => Function::VectorAngle,
        "sin" => Function::Sine,
        "cos" => Function::Cosine,
        _ => return None,
    })
}
