//! From phrases to meanings: a trie over words, built once from the tables of [`super::phrases`] and [`super::facts`].
//!
//! A phrase may have several meanings ("less than" compares and subtracts), and phrases may overlap; the grammar chooses.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::expr::Function;
use super::facts;
use super::phrases::PHRASES;
use super::tokens::Token;

/// What a phrase can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Stands between two operands.
    Infix(Infix),
    /// Stands behind its operand.
    After(After),
    /// Stands before one operand, and takes no more than it must.
    Apply(Prefix),
    /// Stands before one operand, and reaches as far as it can.
    Far(Prefix),
    /// Stands before a list of operands.
    Fold(Fold),
    /// An action on operands that follow with prepositions.
    Verb(Verb),
    /// `power of`, behind an ordinal.
    PowerOf,
    /// `root of`, behind an ordinal.
    RootOf,
    /// A noun that says what sort of thing follows, and changes nothing: "the number", "the vector".
    Noun,
    /// Goes before a whole expression and groups it: "the quantity", "the result of".
    Quantity,
    /// What is asked for.
    Unknown,
    /// The result so far.
    Previous,
    /// Takes all that stands before as one operand: "the whole thing", "and then".
    Group,
    /// Begins a chain of steps: "start with".
    Start,
    /// Joins a step to the one before.
    Then,
    /// Says who acts, and changes nothing: "you".
    Subject,
    /// Between the sides of an equation.
    Equals,
    /// Compares two sides.
    Compare(Function),
    /// Says something of the operand before it: "even".
    Property(Function),
    /// With an operand behind: "divisible by".
    PropertyOf(Function, bool),
    /// A choice between two properties: "even or odd".
    EitherOr(Function),
    /// The one of a list: "largest".
    Pick(Function),
    /// Asks for the value of what follows.
    Ask,
    /// Asks for the value of what went before.
    AskResult,
    /// Asks for what is left of the division that went before.
    AskRemainder,
    /// Begins a question that is answered with yes or no, or with one of its options.
    IsIt,
    /// Begins a statement to be judged as true or false.
    TrueOrFalse,
    /// As before, to be answered with yes or no.
    YesOrNo,
    /// Asks which of a list.
    WhichOf,
    /// Begins a condition.
    If,
    /// Asks for the solution of an equation.
    Solve,
    /// Asks for the letter with which something holds.
    WhichLetter,
    /// Politeness and preludes.
    Prelude,
    /// What may stand behind a question without changing it.
    Tail,
    /// Asks for the answer in another form.
    Form(Function),
    /// Asks for rounding; places follow in words or are fixed.
    RoundTo,
    /// The unit of rounding.
    Places(i8),
    /// A thing that is counted, such as legs.
    Part(u16),
    /// A thing that has parts, such as a spider.
    Thing(u16),
    /// An adjective that changes no count.
    Adjective,
    /// `number of`.
    CountOf,
    /// `how many`.
    HowMany,
    /// Joins a part to its whole: "on a", "in".
    PartOf,
    /// Behind a whole whose parts went before: "has".
    Has,
    /// Between part and whole in a question: "does", "are there in".
    DoThey,
    /// Joins a whole to its parts: "has how many".
    HasHowMany,
    /// "more ... than".
    Than,
    /// Rows of a matrix follow.
    Rows,
    /// One row of a matrix follows.
    Row,
    /// With respect to the letter behind it.
    ByLetter,
    /// What a sequence is called.
    Sequence,
    /// From one bound to another.
    Bounds(&'static str),
    /// "what remainder does 17 leave when divided by 5".
    RemainderOf,
}

/// Operators between operands. Those named after a preposition read their operands in the other order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Infix {
    Add,
    /// "increased by": a percentage is of the left side.
    Increase,
    /// "more than": a percentage is of the right side.
    MoreThan,
    Subtract,
    Decrease,
    LessThan,
    Multiply,
    /// The signs × and x.
    Sign,
    Divide,
    /// "goes into"
    Into,
    /// "divided into": said of both orders.
    DividedInto,
    Remainder,
    Power,
    Dot,
    Cross,
    /// "percent off"
    Off,
}

/// Operators behind their operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum After {
    Power(i8),
    Times(i8, i8),
    Call(Function),
    Percent,
    /// "to the": an ordinal or a number, and perhaps "power", follow.
    ToThe,
}

/// Operators before their operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prefix {
    Power(i8),
    Root(i8),
    Times(i8, i8),
    Plus(i8),
    Negate,
    Reciprocal,
    Call(Function),
    Derivative(u8),
    Integral,
    /// "log base": the base follows, then `of` and the operand.
    LogBase,
    Log(i8),
}

/// Operators before a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fold {
    Sum,
    Product,
    /// From the first the others: sign as it comes.
    Difference,
    /// Of two numbers, with the smaller taken from the larger.
    Distance,
    Quotient,
    Remainder,
    Dot,
    Cross,
    Call(Function),
}

/// Actions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Add,
    Subtract,
    Take,
    Multiply,
    Divide,
    Increase,
    Decrease,
    Raise,
    Square,
    Cube,
    Scale(i8, i8),
    Negate,
}

/// The meanings of the phrases that begin at one token, each with the first token behind it.
pub(super) type Here = Vec<(Meaning, usize)>;

/// The tables, compiled.
pub(super) struct Lexicon {
    words: HashMap<String, u32>,
    steps: HashMap<(u32, u32), u32>,
    meanings: Vec<Vec<Meaning>>,
}

impl Lexicon {
    /// The lexicon, built at the first call.
    pub fn get() -> &'static Self {
        static LEXICON: OnceLock<Lexicon> = OnceLock::new();
        LEXICON.get_or_init(|| {
            let mut lexicon = Self {
                words: HashMap::new(),
                steps: HashMap::new(),
                meanings: vec![Vec::new()],
            };
            for (patterns, meaning) in PHRASES {
                for phrase in expand(patterns) {
                    lexicon.insert(&phrase, *meaning);
                }
            }
            for (phrase, meaning) in facts::phrases() {
                let words: Vec<&str> = phrase.split(' ').collect();
                lexicon.insert(&words, meaning);
            }
            lexicon
        })
    }

    #[allow(dead_code)]
    pub fn size(&self) -> usize {
        self.meanings.len()
    }

    fn insert(&mut self, phrase: &[&str], meaning: Meaning) {
        let mut node = 0;
        for word in phrase {
            let next = self.words.len() as u32;
            let word = *self.words.entry((*word).to_owned()).or_insert(next);
            let fresh = self.meanings.len() as u32;
            node = *self.steps.entry((node, word)).or_insert(fresh);
            if node == fresh {
                self.meanings.push(Vec::new());
            }
        }
        if let Some(meanings) = self.meanings.get_mut(node as usize)
            && node != 0
            && !meanings.contains(&meaning)
        {
            meanings.push(meaning);
        }
    }

    /// Every phrase of a question, by the token at which it begins.
    pub fn lattice(&self, tokens: &[Token<'_>]) -> Vec<Here> {
        let words: Vec<Option<u32>> = tokens
            .iter()
            .map(|token| self.words.get(token.text).copied())
            .collect();
        (0..tokens.len()).map(|at| self.at(&words, at)).collect()
    }

    fn at(&self, words: &[Option<u32>], at: usize) -> Here {
        let mut here = Here::new();
        let mut node = 0;
        for (end, word) in words.iter().enumerate().skip(at) {
            let Some(next) = word.and_then(|word| self.steps.get(&(node, word))) else {
                break;
            };
            node = *next;
            let meanings = self.meanings.get(node as usize).into_iter().flatten();
            here.extend(meanings.map(|meaning| (*meaning, end + 1)));
        }
        here
    }

    /// Whether any phrase has this word.
    pub fn knows(&self, word: &str) -> bool {
        self.words.contains_key(word)
    }
}

/// The phrases of a pattern: `a|b` are alternatives, `[a]` may be left out, `(a|b)` groups.
pub(super) fn expand(pattern: &'static str) -> Vec<Vec<&'static str>> {
    let mut rest = pattern;
    let phrases = alternatives(&mut rest);
    debug_assert!(rest.is_empty(), "unbalanced pattern {pattern}");
    phrases
}

fn alternatives(rest: &mut &'static str) -> Vec<Vec<&'static str>> {
    let mut all = Vec::new();
    let mut current: Vec<Vec<&'static str>> = vec![Vec::new()];
    loop {
        *rest = rest.trim_start();
        let Some(c) = rest.chars().next() else {
            break;
        };
        match c {
            '(' | '[' if rest.len() > 1 => {
                *rest = rest.get(1..).unwrap_or_default();
                let mut inner = alternatives(rest);
                *rest = rest.get(1..).unwrap_or_default();
                if c == '[' {
                    inner.push(Vec::new());
                }
                current = current
                    .iter()
                    .flat_map(|head| inner.iter().map(|tail| [head.as_slice(), tail].concat()))
                    .collect();
            }
            ')' | ']' => break,
            '|' => {
                *rest = rest.get(1..).unwrap_or_default();
                all.append(&mut current);
                current.push(Vec::new());
            }
            _ => {
                let end = rest
                    .find([' ', '|', ')', ']', '(', '['])
                    .unwrap_or(rest.len());
                let (word, tail) = rest.split_at(end);
                *rest = tail;
                for phrase in &mut current {
                    phrase.push(word);
                }
            }
        }
    }
    all.append(&mut current);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_expand() {
        let phrases: Vec<String> = expand("a [b] (c|d e)|f")
            .iter()
            .map(|phrase| phrase.join(" "))
            .collect();
        assert_eq!(phrases, ["a b c", "a b d e", "a c", "a d e", "f"]);
    }

    #[test]
    fn phrases_overlap() {
        let clean = super::super::tokens::clean("three less than ten");
        let tokens = super::super::tokens::split(&clean).unwrap();
        let lattice = Lexicon::get().lattice(&tokens);
        assert!(lattice[1].contains(&(Meaning::Infix(Infix::Subtract), 2)));
        assert!(lattice[1].contains(&(Meaning::Infix(Infix::LessThan), 3)));
        assert!(lattice[1].contains(&(Meaning::Compare(Function::Less), 3)));
    }
}
