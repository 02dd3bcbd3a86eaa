//! What phrases mean to the grammar.

use crate::solver::math_rules::expr::Function;

/// What a phrase can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
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
pub(crate) enum Infix {
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
pub(crate) enum After {
    Power(i8),
    Times(i8, i8),
    Call(Function),
    Percent,
    /// "to the": an ordinal or a number, and perhaps "power", follow.
    ToThe,
}

/// Operators before their operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prefix {
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
pub(crate) enum Fold {
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
pub(crate) enum Verb {
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
