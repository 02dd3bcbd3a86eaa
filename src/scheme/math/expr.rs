//! The arithmetic of answers: `a + b * 2`, `sqrt(n)`, `a >= b and b != 0`, over exact numbers.
//!
//! Compiled once, with names replaced by places, then evaluated per question. A condition is a number: 1 or 0.

use num_rational::Ratio;

use crate::answer::Number;

/// Largest numerator or denominator that may come up: products of two still fit.
const LARGEST: i128 = 1 << 62;
/// Largest exponent.
const STEEPEST: i128 = 64;

/// A compiled expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expr {
    Const(Number),
    /// The value at this place.
    Slot(usize),
    Unary(Unary, Box<Self>),
    Binary(Binary, Box<Self>, Box<Self>),
    Call(Function, Vec<Self>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unary {
    Minus,
    Not,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Binary {
    Or,
    And,
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
    Plus,
    Minus,
    Times,
    Over,
    Power,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Abs,
    Min,
    Max,
    Mod,
    Gcd,
    Lcm,
    Root,
    Sqrt,
    Factorial,
}

impl Function {
    const ALL: [(&'static str, Self, usize); 9] = [
        ("abs", Self::Abs, 1),
        ("min", Self::Min, 0),
        ("max", Self::Max, 0),
        ("mod", Self::Mod, 2),
        ("gcd", Self::Gcd, 2),
        ("lcm", Self::Lcm, 2),
        ("root", Self::Root, 2),
        ("sqrt", Self::Sqrt, 1),
        ("factorial", Self::Factorial, 1),
    ];
}

/// Why an expression has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoValue {
    #[error("divides by zero")]
    ZeroDivision,
    #[error("takes a root that is no whole number or fraction")]
    Irrational,
    #[error("becomes too large")]
    TooLarge,
    #[error("needs a whole number there")]
    NotWhole,
}

impl Expr {
    /// Compiles `text`; `place` knows the names. `Err` says what is wrong, in words.
    pub(super) fn compile(
        text: &str,
        place: &dyn Fn(&str) -> Option<usize>,
    ) -> Result<Self, String> {
        let mut parser = Parser {
            tokens: tokens(text)?,
            at: 0,
            place,
        };
        let expr = parser.binary(0)?;
        match parser.peek() {
            None => Ok(expr),
            Some(token) => Err(format!("`{token}` is not expected there")),
        }
    }

    /// Its value, with the values of slots in the order of their places.
    pub(super) fn value(&self, slots: &[Number]) -> Result<Number, NoValue> {
        match self {
            Self::Const(number) => Ok(*number),
            Self::Slot(place) => Ok(slots[*place]),
            Self::Unary(Unary::Minus, a) => Ok(-a.value(slots)?),
            Self::Unary(Unary::Not, a) => Ok(truth(!holds(a.value(slots)?))),
            Self::Binary(op, a, b) => binary(*op, a, b, slots),
            Self::Call(function, arguments) => {
                let values: Result<Vec<Number>, NoValue> =
                    arguments.iter().map(|a| a.value(slots)).collect();
                call(*function, &values?)
            }
        }
    }

    /// Whether a condition holds.
    pub(super) fn holds(&self, slots: &[Number]) -> Result<bool, NoValue> {
        self.value(slots).map(holds)
    }

    /// Calls `see` with the place of every slot in it.
    pub(super) fn slots(&self, see: &mut dyn FnMut(usize)) {
        match self {
            Self::Const(_) => {}
            Self::Slot(place) => see(*place),
            Self::Unary(_, a) => a.slots(see),
            Self::Binary(_, a, b) => {
                a.slots(see);
                b.slots(see);
            }
            Self::Call(_, arguments) => arguments.iter().for_each(|a| a.slots(see)),
        }
    }

    /// Calls `see` with the signs of its operations.
    pub(super) fn signs(&self, see: &mut dyn FnMut(&'static str)) {
        match self {
            Self::Const(_) | Self::Slot(_) => {}
            Self::Unary(_, a) => a.signs(see),
            Self::Binary(op, a, b) => {
                if let Some(sign) = op.sign() {
                    see(sign);
                }
                a.signs(see);
                b.signs(see);
            }
            Self::Call(function, arguments) => {
                let known = Function::ALL.iter().find(|(_, f, _)| f == function);
                if let Some((name, _, _)) = known {
                    see(name);
                }
                arguments.iter().for_each(|a| a.signs(see));
            }
        }
    }

    /// Left, sign and right, where it is one operation on two slots or constants.
    pub(super) fn parts(&self, slots: &[Number]) -> Option<(Number, &'static str, Number)> {
        let Self::Binary(op, a, b) = self else {
            return None;
        };
        let leaf = |e: &Self| matches!(e, Self::Const(_) | Self::Slot(_));
        (leaf(a) && leaf(b)).then_some(())?;
        Some((a.value(slots).ok()?, op.sign()?, b.value(slots).ok()?))
    }
}

impl Binary {
    /// Of arithmetic; comparisons have none.
    fn sign(self) -> Option<&'static str> {
        match self {
            Self::Plus => Some("+"),
            Self::Minus => Some("-"),
            Self::Times => Some("*"),
            Self::Over => Some("/"),
            Self::Power => Some("^"),
            _ => None,
        }
    }
}

fn truth(holds: bool) -> Number {
    Number::from_integer(i128::from(holds))
}

fn holds(number: Number) -> bool {
    *number.numer() != 0
}

fn bounded(number: Number) -> Result<Number, NoValue> {
    let fits = number.numer().abs() <= LARGEST && *number.denom() <= LARGEST;
    fits.then_some(number).ok_or(NoValue::TooLarge)
}

fn binary(op: Binary, a: &Expr, b: &Expr, slots: &[Number]) -> Result<Number, NoValue> {
    let a = a.value(slots)?;
    // The right side of `and`, `or` may have no value where the left side decides.
    match op {
        Binary::And if !holds(a) => return Ok(truth(false)),
        Binary::Or if holds(a) => return Ok(truth(true)),
        _ => {}
    }
    let b = b.value(slots)?;
    match op {
        Binary::And | Binary::Or => Ok(truth(holds(b))),
        Binary::Equal => Ok(truth(a == b)),
        Binary::Unequal => Ok(truth(a != b)),
        Binary::Less => Ok(truth(a < b)),
        Binary::AtMost => Ok(truth(a <= b)),
        Binary::Greater => Ok(truth(a > b)),
        Binary::AtLeast => Ok(truth(a >= b)),
        Binary::Plus => bounded(a + b),
        Binary::Minus => bounded(a - b),
        Binary::Times => product(a, b),
        Binary::Over if !holds(b) => Err(NoValue::ZeroDivision),
        Binary::Over => product(a, b.recip()),
        Binary::Power => power(a, b),
    }
}

/// Checked: two fractions of 62 bits may overflow before they are reduced.
fn product(a: Number, b: Number) -> Result<Number, NoValue> {
    let numer = a.numer().checked_mul(*b.numer());
    let denom = a.denom().checked_mul(*b.denom());
    match (numer, denom) {
        (Some(numer), Some(denom)) => bounded(Ratio::new(numer, denom)),
        _ => Err(NoValue::TooLarge),
    }
}

fn power(a: Number, b: Number) -> Result<Number, NoValue> {
    let exponent = whole(b)?;
    if exponent.abs() > STEEPEST {
        return Err(NoValue::TooLarge);
    }
    if exponent < 0 && !holds(a) {
        return Err(NoValue::ZeroDivision);
    }
    let base = if exponent < 0 { a.recip() } else { a };
    (0..exponent.abs()).try_fold(Number::from_integer(1), |all, _| product(all, base))
}

fn whole(number: Number) -> Result<i128, NoValue> {
    number
        .is_integer()
        .then(|| number.to_integer())
        .ok_or(NoValue::NotWhole)
}

fn call(function: Function, values: &[Number]) -> Result<Number, NoValue> {
    let at = |i: usize| values[i];
    match function {
        Function::Abs => Ok(if at(0) < Number::from_integer(0) {
            -at(0)
        } else {
            at(0)
        }),
        Function::Min => Ok(values.iter().copied().fold(at(0), Number::min)),
        Function::Max => Ok(values.iter().copied().fold(at(0), Number::max)),
        Function::Mod => {
            let (a, b) = (whole(at(0))?, whole(at(1))?);
            let rest = a.checked_rem_euclid(b).ok_or(NoValue::ZeroDivision)?;
            Ok(Number::from_integer(rest))
        }
        Function::Gcd => Ok(Number::from_integer(gcd(whole(at(0))?, whole(at(1))?))),
        Function::Lcm => {
            let (a, b) = (whole(at(0))?, whole(at(1))?);
            let divisor = gcd(a, b).max(1);
            product(
                Number::from_integer((a / divisor).abs()),
                Number::from_integer(b.abs()),
            )
        }
        Function::Sqrt => root(at(0), 2),
        Function::Root => root(at(0), whole(at(1))?),
        Function::Factorial => {
            let n = whole(at(0))?;
            if !(0..=20).contains(&n) {
                return Err(NoValue::TooLarge);
            }
            Ok(Number::from_integer((1..=n).product()))
        }
    }
}

fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

fn root(number: Number, degree: i128) -> Result<Number, NoValue> {
    let degree = u32::try_from(degree).map_err(|_| NoValue::NotWhole)?;
    let negative = *number.numer() < 0;
    if !(1..=64).contains(&degree) || negative && degree % 2 == 0 {
        return Err(NoValue::Irrational);
    }
    let above = whole_root(number.numer().abs(), degree).ok_or(NoValue::Irrational)?;
    let below = whole_root(*number.denom(), degree).ok_or(NoValue::Irrational)?;
    Ok(Ratio::new(if negative { -above } else { above }, below))
}

/// The root of `n`, where it is whole.
fn whole_root(n: i128, degree: u32) -> Option<i128> {
    let near = (n as f64).powf(1.0 / f64::from(degree)).round() as i128;
    (near - 1..=near + 1).find(|root| root.checked_pow(degree) == Some(n))
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Number(Number),
    Name(String),
    Sign(&'static str),
}

impl std::fmt::Display for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Name(name) => name.fmt(f),
            Self::Sign(sign) => sign.fmt(f),
        }
    }
}

/// Longer signs first.
const SIGNS: [&str; 14] = [
    "<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "/", "^", "(", ")", ",",
];

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let split = |keep: fn(char) -> bool| rest.find(|c| !keep(c)).unwrap_or(rest.len());
        let taken = if first.is_ascii_digit() {
            let end = split(|c| c.is_ascii_digit() || c == '.');
            let number = crate::answer::parse(&rest[..end]);
            let number = number.ok_or_else(|| format!("`{}` is no number", &rest[..end]))?;
            tokens.push(Token::Number(number));
            end
        } else if first.is_ascii_alphabetic() {
            let end = split(|c| c.is_ascii_alphanumeric() || c == '_');
            tokens.push(Token::Name(rest[..end].to_owned()));
            end
        } else {
            let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
            let sign = sign.ok_or_else(|| format!("`{first}` means nothing there"))?;
            tokens.push(Token::Sign(sign));
            sign.len()
        };
        rest = rest[taken..].trim_start();
    }
    Ok(tokens)
}

/// Precedence climbing.
struct Parser<'a> {
    tokens: Vec<Token>,
    at: usize,
    place: &'a dyn Fn(&str) -> Option<usize>,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn take(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Sign(s)) if *s == sign);
        self.at += usize::from(found);
        found
    }

    /// The operation that comes next, with its strength.
    fn operation(&self) -> Option<(Binary, u8)> {
        let word = match self.peek()? {
            Token::Sign(sign) => sign,
            Token::Name(name) => name.as_str(),
            Token::Number(_) => return None,
        };
        Some(match word {
            "or" => (Binary::Or, 1),
            "and" => (Binary::And, 2),
            "==" => (Binary::Equal, 3),
            "!=" => (Binary::Unequal, 3),
            "<" => (Binary::Less, 3),
            "<=" => (Binary::AtMost, 3),
            ">" => (Binary::Greater, 3),
            ">=" => (Binary::AtLeast, 3),
            "+" => (Binary::Plus, 4),
            "-" => (Binary::Minus, 4),
            "*" => (Binary::Times, 5),
            "/" => (Binary::Over, 5),
            "^" => (Binary::Power, 7),
            _ => return None,
        })
    }

    fn binary(&mut self, least: u8) -> Result<Expr, String> {
        let mut left = self.unary()?;
        while let Some((op, strength)) = self.operation().filter(|(_, s)| *s > least) {
            self.at += 1;
            // Powers group to the right, all else to the left.
            let right = self.binary(if op == Binary::Power {
                strength - 1
            } else {
                strength
            })?;
            left = Expr::Binary(op, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Expr, String> {
        if self.take("-") {
            // Weaker than a power, as in -x^2.
            return Ok(Expr::Unary(Unary::Minus, Box::new(self.binary(6)?)));
        }
        if self.peek() == Some(&Token::Name("not".into())) {
            self.at += 1;
            return Ok(Expr::Unary(Unary::Not, Box::new(self.binary(2)?)));
        }
        self.atom()
    }

    fn atom(&mut self) -> Result<Expr, String> {
        if self.take("(") {
            let inner = self.binary(0)?;
            return self.closed(inner);
        }
        let token = self.peek().cloned().ok_or("it ends too early")?;
        self.at += 1;
        match token {
            Token::Number(number) => Ok(Expr::Const(number)),
            Token::Name(name) if self.take("(") => self.call(&name),
            Token::Name(name) => (self.place)(&name)
                .map(Expr::Slot)
                .ok_or_else(|| format!("unknown slot `{name}`")),
            Token::Sign(sign) => Err(format!("`{sign}` is not expected there")),
        }
    }

    fn closed<T>(&mut self, inner: T) -> Result<T, String> {
        if self.take(")") {
            Ok(inner)
        } else {
            Err("a `)` is missing".to_owned())
        }
    }

    fn call(&mut self, name: &str) -> Result<Expr, String> {
        let known = Function::ALL.iter().find(|(known, _, _)| *known == name);
        let Some(&(_, function, wanted)) = known else {
            let names: Vec<&str> = Function::ALL.iter().map(|(name, _, _)| *name).collect();
            return Err(format!(
                "unknown function `{name}`; there are {}",
                names.join(", ")
            ));
        };
        let mut arguments = vec![self.binary(0)?];
        while self.take(",") {
            arguments.push(self.binary(0)?);
        }
        self.closed(())?;
        if wanted > 0 && arguments.len() != wanted {
            return Err(format!(
                "`{name}` takes {wanted} arguments, not {}",
                arguments.len()
            ));
        }
        Ok(Expr::Call(function, arguments))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str, slots: &[(&str, i128)]) -> Result<Number, String> {
        let place = |name: &str| slots.iter().position(|(known, _)| *known == name);
        let values: Vec<Number> = slots
            .iter()
            .map(|(_, v)| Number::from_integer(*v))
            .collect();
        let expr = Expr::compile(text, &place)?;
        expr.value(&values).map_err(|e| e.to_string())
    }

    #[test]
    fn evaluates_as_mathematics_does() {
        for (text, expected) in [
            ("1 + 2 * 3", "7"),
            ("(1 + 2) * 3", "9"),
            ("10 - 2 - 3", "5"),
            ("2 ^ 3 ^ 2", "512"),
            ("-2 ^ 2", "-4"),
            ("7 / 2", "7/2"),
            ("2 ^ -2", "1/4"),
            ("sqrt(9/4)", "3/2"),
            ("root(-27, 3)", "-3"),
            ("mod(-7, 3)", "2"),
            ("gcd(12, 18) + lcm(4, 6)", "18"),
            ("max(1, 5, 3) - min(4, 2)", "3"),
            ("factorial(5)", "120"),
            ("abs(2 - 5)", "3"),
            ("0.5 + 1", "3/2"),
            ("a * a - b", "13"),
            ("a >= b and b != 0", "1"),
            ("not a == b", "1"),
            ("b == 0 or a / b > 1", "1"),
        ] {
            let found = value(text, &[("a", 4), ("b", 3)]);
            assert_eq!(found.unwrap().to_string(), expected, "{text}");
        }
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, says) in [
            ("a +", "ends too early"),
            ("c + 1", "unknown slot `c`"),
            ("(a", "`)` is missing"),
            ("a $ b", "`$` means nothing"),
            ("sin(a)", "unknown function `sin`"),
            ("mod(a)", "takes 2 arguments"),
            ("a b", "`b` is not expected"),
            ("a / (b - 3)", "divides by zero"),
            ("sqrt(a + 1)", "no whole number or fraction"),
            ("2 ^ (1/2)", "needs a whole number"),
            ("10 ^ 50", "too large"),
            ("factorial(21)", "too large"),
        ] {
            let error = value(text, &[("a", 4), ("b", 3)]).unwrap_err();
            assert!(error.contains(says), "{text}: {error}");
        }
    }

    #[test]
    fn knows_its_parts_and_signs() {
        let place = |name: &str| ["a", "b"].iter().position(|known| *known == name);
        let sum = Expr::compile("a * b", &place).unwrap();
        let slots = [Number::from_integer(50), Number::from_integer(3)];
        let (left, sign, right) = sum.parts(&slots).unwrap();
        assert_eq!((left, sign, right), (slots[0], "*", slots[1]));
        let long = Expr::compile("a * b + sqrt(4)", &place).unwrap();
        assert!(long.parts(&slots).is_none());
        let mut signs = Vec::new();
        long.signs(&mut |sign| signs.push(sign));
        assert_eq!(signs, ["+", "*", "sqrt"]);
    }
}
