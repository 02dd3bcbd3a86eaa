//! What a reading says, as a tree: nodes in an arena, equal nodes once, so that equal readings are equal numbers.
//!
//! Knows how a tree is written in infix form; its value is the evaluator's matter.

use std::collections::HashMap;

use super::tokens::Number;
use super::values::curves::Feature;
use super::values::poly::PI;

/// A node of the arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Id(u32);

/// Operators written between their operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
    Dot,
    Cross,
    /// Of two numbers their product, of two vectors in space their cross product: the sign × alone.
    Sign,
}

/// Everything written as a function of its operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Function {
    Percent,
    Degrees,
    Radians,
    Root,
    Absolute,
    Factorial,
    Gcd,
    Lcm,
    Largest,
    Smallest,
    Mean,
    Median,
    Mode,
    Spread,
    Sine,
    Cosine,
    Tangent,
    Cosecant,
    Secant,
    Cotangent,
    ArcSine,
    ArcCosine,
    ArcTangent,
    Logarithm,
    /// A function that the question defines, and its derivative.
    Named(char),
    NamedDerivative(char),
    /// Of a polynomial, by this letter; `None` for its only one.
    Derivative(Option<char>),
    /// Of a polynomial, at a point.
    DerivativeAt(char),
    /// Of a polynomial, from, to.
    Integral(Option<char>),
    Determinant,
    Trace,
    Length,
    Distance,
    Midpoint,
    Slope,
    Component,
    Perpendicular,
    Parallel,
    /// Rounded to so many decimal places (negative: to tens, hundreds).
    Round(i8),
    RoundDown,
    RoundUp,
    Quotient,
    /// Written with a decimal point.
    Decimal,
    DigitSum,
    DigitCount,
    LastDigit,
    FirstDigit,
    Reverse,
    DivisorCount,
    NextPrime,
    PreviousPrime,
    NthPrime,
    PrimesBelow,
    NextEven,
    NextOdd,
    PreviousEven,
    PreviousOdd,
    /// Sum of the whole numbers from, to.
    SumOfRange,
    /// What comes next in a sequence.
    NextTerm,
    /// Of a sequence, one of whose places may be a gap, the term at a place, both counted from zero.
    Term(Option<u8>, u16),
    /// The constant difference of a sequence, or its ratio.
    Step(bool),
    /// The largest prime factor, or the smallest.
    PrimeFactor(bool),
    /// Written in another base.
    InBase(u8),
    /// In Roman numerals.
    Roman,
    /// Of a polynomial in one letter.
    Curve(Feature),
    /// Of an expression where this letter goes to a point.
    Limit(char),
    LimitAtInfinity,
    /// The angle between two vectors, in degrees.
    VectorAngle,
    Transpose,
    /// The angle in degrees of one in radians.
    ToDegrees,
    Fibonacci,
    /// The next square number.
    NextSquare,
    /// Written as a percentage, without its sign.
    ToPercent,
    /// Of a power of the letter e.
    NaturalLog,
    Numerator,
    Denominator,
    /// The whole number between two others.
    Between,
    IsPrime,
    IsEven,
    IsOdd,
    IsSquare,
    Parity,
    Divides,
    Equal,
    NotEqual,
    Less,
    Greater,
    AtMost,
    AtLeast,
    Not,
    TrueOrFalse,
    /// The one of the others that equals the first.
    Choice,
    /// One of these two words, or "equal", of the first compared with the second.
    Relation(&'static str, &'static str),
    OnlyEven,
    OnlyOdd,
    OnlyPrime,
    Name(&'static str),
}

/// One node.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Node {
    Number(Number),
    /// A named variable, or [`PI`].
    Letter(char),
    /// What is asked for.
    Unknown,
    /// The result of the step before.
    Previous,
    Negate(Id),
    Binary(Operator, [Id; 2]),
    Call(Function, Vec<Id>),
    /// Also a matrix: a vector of its rows.
    Vector(Vec<Id>),
}

/// Owns the nodes.
#[derive(Default)]
pub(crate) struct Arena {
    nodes: Vec<Node>,
    known: HashMap<Node, Id>,
}

impl Arena {
    /// The node's number; equal nodes get equal numbers.
    pub fn add(&mut self, node: Node) -> Id {
        if let Some(&id) = self.known.get(&node) {
            return id;
        }
        let id = Id(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(node.clone());
        self.known.insert(node, id);
        id
    }

    pub fn number(&mut self, value: Number) -> Id {
        self.add(Node::Number(value))
    }

    pub fn binary(&mut self, operator: Operator, left: Id, right: Id) -> Id {
        self.add(Node::Binary(operator, [left, right]))
    }

    pub fn call(&mut self, function: Function, operands: &[Id]) -> Id {
        self.add(Node::Call(function, operands.to_vec()))
    }

    /// The node; only numbers that this arena handed out are asked for.
    pub fn get(&self, id: Id) -> &Node {
        self.nodes.get(id.0 as usize).unwrap_or(&Node::Unknown)
    }

    /// Whether `wanted` holds for the node or one below it.
    pub fn any(&self, id: Id, wanted: &dyn Fn(&Node) -> bool) -> bool {
        let node = self.get(id);
        wanted(node) || children(node).iter().any(|&child| self.any(child, wanted))
    }

    /// How often `wanted` holds in the tree.
    pub fn count(&self, id: Id, wanted: &dyn Fn(&Node) -> bool) -> usize {
        let node = self.get(id);
        let below: usize = children(node)
            .iter()
            .map(|&child| self.count(child, wanted))
            .sum();
        below + usize::from(wanted(node))
    }

    /// The tree with every `old` node replaced.
    pub fn replace(&mut self, id: Id, old: &Node, new: Id) -> Id {
        let node = self.get(id).clone();
        if node == *old {
            return new;
        }
        let changed = match node {
            Node::Negate(inner) => Node::Negate(self.replace(inner, old, new)),
            Node::Binary(operator, sides) => {
                Node::Binary(operator, sides.map(|side| self.replace(side, old, new)))
            }
            Node::Call(function, operands) => {
                let operands = operands.iter().map(|&o| self.replace(o, old, new));
                Node::Call(function, operands.collect())
            }
            Node::Vector(parts) => {
                Node::Vector(parts.iter().map(|&p| self.replace(p, old, new)).collect())
            }
            leaf => leaf,
        };
        self.add(changed)
    }

    /// The tree with `f(argument)` replaced by what `body`, an expression in `letter`, is of that argument.
    pub fn define(&mut self, id: Id, name: char, letter: char, body: Id) -> Id {
        let node = self.get(id).clone();
        let changed = match node {
            Node::Negate(inner) => Node::Negate(self.define(inner, name, letter, body)),
            Node::Binary(operator, sides) => Node::Binary(
                operator,
                sides.map(|side| self.define(side, name, letter, body)),
            ),
            Node::Vector(parts) => {
                let parts = parts.iter().map(|&p| self.define(p, name, letter, body));
                Node::Vector(parts.collect())
            }
            Node::Call(function, operands) => {
                let operands: Vec<Id> = operands
                    .iter()
                    .map(|&o| self.define(o, name, letter, body))
                    .collect();
                match (function, operands.as_slice()) {
                    (Function::Named(named), [argument]) if named == name => {
                        return self.replace(body, &Node::Letter(letter), *argument);
                    }
                    (Function::NamedDerivative(named), [argument]) if named == name => {
                        Node::Call(Function::DerivativeAt(letter), vec![body, *argument])
                    }
                    _ => Node::Call(function, operands),
                }
            }
            leaf => leaf,
        };
        self.add(changed)
    }

    /// The infix form, letters replaced by their written values.
    pub fn write(&self, id: Id, values: &[(char, String)]) -> String {
        let mut text = String::new();
        self.write_node(id, values, 0, &mut text);
        text
    }

    /// `strength` is that of the operator around: weaker trees get parentheses.
    fn write_node(&self, id: Id, values: &[(char, String)], strength: u8, text: &mut String) {
        match self.get(id) {
            Node::Number(value) => write_number(value, strength, text),
            Node::Letter(PI) => text.push_str("pi"),
            Node::Letter(name) => match values.iter().find(|(letter, _)| letter == name) {
                Some((_, value)) if value.starts_with('-') && strength > 0 => {
                    text.push_str(&format!("({value})"));
                }
                Some((_, value)) => text.push_str(value),
                None => text.push(*name),
            },
            Node::Unknown => text.push('?'),
            Node::Previous => text.push_str("result"),
            Node::Negate(inner) => {
                let open = strength > 0;
                text.push_str(if open { "(-" } else { "-" });
                self.write_node(*inner, values, 3, text);
                text.push_str(if open { ")" } else { "" });
            }
            Node::Binary(operator, sides) => {
                self.write_binary(*operator, *sides, values, strength, text);
            }
            Node::Call(function, operands) => self.write_call(*function, operands, values, text),
            Node::Vector(parts) => {
                text.push('[');
                self.write_list(parts, values, text);
                text.push(']');
            }
        }
    }

    fn write_binary(
        &self,
        operator: Operator,
        [left, right]: [Id; 2],
        values: &[(char, String)],
        strength: u8,
        text: &mut String,
    ) {
        let (sign, own, right_side) = match operator {
            Operator::Add => (" + ", 1, 1),
            Operator::Subtract => (" - ", 1, 2),
            Operator::Multiply | Operator::Sign => (" * ", 2, 2),
            Operator::Divide => (" / ", 2, 3),
            Operator::Remainder => (" mod ", 2, 3),
            Operator::Dot => (" dot ", 2, 3),
            Operator::Cross => (" cross ", 2, 3),
            Operator::Power => ("^", 4, 4),
        };
        let open = own < strength;
        text.push_str(if open { "(" } else { "" });
        let left_side = if operator == Operator::Power { 5 } else { own };
        self.write_node(left, values, left_side, text);
        text.push_str(sign);
        self.write_node(right, values, right_side, text);
        text.push_str(if open { ")" } else { "" });
    }

    fn write_call(
        &self,
        function: Function,
        operands: &[Id],
        values: &[(char, String)],
        text: &mut String,
    ) {
        match (function, operands) {
            (Function::Percent, [value]) => {
                self.write_node(*value, values, 5, text);
                text.push('%');
            }
            (Function::Degrees | Function::Radians, [value]) => {
                self.write_node(*value, values, 0, text);
            }
            (Function::Factorial, [value]) => {
                self.write_node(*value, values, 5, text);
                text.push('!');
            }
            (Function::DerivativeAt(letter), [inner, point]) => {
                text.push_str("derivative(");
                self.write_node(*inner, &[], 0, text);
                text.push_str(&format!(", {letter} = "));
                self.write_node(*point, values, 0, text);
                text.push(')');
            }
            _ => {
                // The letter of a derivative is not what it stands for at the point.
                let inner: &[(char, String)] = match function {
                    Function::Derivative(_) | Function::DerivativeAt(_) | Function::Integral(_) => {
                        &[]
                    }
                    _ => values,
                };
                text.push_str(&name(function));
                text.push('(');
                self.write_list(operands, inner, text);
                text.push(')');
            }
        }
    }

    fn write_list(&self, parts: &[Id], values: &[(char, String)], text: &mut String) {
        for (at, part) in parts.iter().enumerate() {
            text.push_str(if at > 0 { ", " } else { "" });
            self.write_node(*part, values, 0, text);
        }
    }
}

fn write_number(value: &Number, strength: u8, text: &mut String) {
    let negative = *value < Number::from(0);
    let open = strength > 0 && (negative || (strength > 1 && !value.is_integer()));
    text.push_str(if open { "(" } else { "" });
    text.push_str(&value.to_string());
    text.push_str(if open { ")" } else { "" });
}

fn children(node: &Node) -> &[Id] {
    match node {
        Node::Negate(inner) => std::slice::from_ref(inner),
        Node::Binary(_, sides) => sides,
        Node::Call(_, operands) | Node::Vector(operands) => operands,
        _ => &[],
    }
}

fn name(function: Function) -> String {
    match function {
        Function::Name(word) => word.to_owned(),
        Function::Derivative(_) | Function::DerivativeAt(_) => "derivative".to_owned(),
        Function::Integral(_) => "integral".to_owned(),
        Function::Relation(..) => "compare".to_owned(),
        Function::Named(letter) => letter.to_string(),
        Function::NamedDerivative(letter) => format!("{letter}'"),
        Function::Round(_) => "round".to_owned(),
        Function::Curve(feature) => format!("{feature:?}").to_lowercase(),
        Function::Limit(_) | Function::LimitAtInfinity => "limit".to_owned(),
        Function::Term(..) => "term".to_owned(),
        Function::Step(ratio) => if ratio { "ratio" } else { "difference" }.to_owned(),
        Function::PrimeFactor(_) => "prime_factor".to_owned(),
        Function::InBase(base) => format!("in_base_{base}"),
        other => {
            let mut words = String::new();
            for c in format!("{other:?}").chars() {
                if c.is_uppercase() && !words.is_empty() {
                    words.push('_');
                }
                words.extend(c.to_lowercase());
            }
            words
        }
    }
}
