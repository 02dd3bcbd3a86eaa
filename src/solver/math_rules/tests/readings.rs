//! The formulas that are reported, and how sure the parser says it is.

use super::read;

#[test]
fn formulas() {
    for (question, formula) in [
        (
            "How much is fifteen-hundred twenty-three, less the amount of non-thumbs on one human hand?",
            "1523 - 4",
        ),
        ("What is fifty times 'a', if 'a' is three?", "50 * 3"),
        (
            "six x minus three i, if i is two and x three",
            "6 * 3 - 3 * 2",
        ),
        ("two squared, cubed", "(2^2)^3"),
        ("What is three less than ten?", "10 - 3"),
        (
            "What is ten minus the sum of two and three?",
            "10 - (2 + 3)",
        ),
        ("What is minus two times -3?", "(-2) * (-3)"),
        ("What is half of nine plus one?", "(1/2) * 9 + 1"),
        ("What is 25% of 80?", "25% * 80"),
        ("Solve 3x + 4 = 19 for x", "3 * x + 4 = 19"),
        (
            "What is the derivative of 2x^2, when x is 3?",
            "derivative(2 * x^2, x = 3)",
        ),
        ("Which is larger, 7 or 12?", "largest(7, 12)"),
        ("What is the cosine of zero?", "cosine(0)"),
        ("What number plus 5 is 12?", "? + 5 = 12"),
        (
            "Take 5, add 3, then double it. What do you get?",
            "2 * (5 + 3)",
        ),
        (
            "What is the dot product of [4 7] and [3 4]?",
            "[4, 7] dot [3, 4]",
        ),
    ] {
        let reading = read(question);
        assert_eq!(
            reading.map(|found| found.expression).as_deref(),
            Some(formula),
            "{question}"
        );
    }
}

fn confidence(question: &str) -> f32 {
    read(question).map_or(0.0, |reading| reading.confidence)
}

#[test]
fn plain_questions_are_certain() {
    for question in [
        "What is two plus three?",
        "What is twice the sum of three and four, minus one?",
        "What is the square root of the sum of nine and sixteen?",
        "If x is 5, what is 3x + 2?",
        "How many legs do three spiders have?",
    ] {
        assert!(confidence(question) > 0.99, "{question}");
    }
}

#[test]
fn assumptions_cost_confidence() {
    for question in [
        "What is the square root of nine plus sixteen?",
        "Hello visitor. What is two plus three?",
        "What is three and four?",
        "What is the sum of one two three and seven?",
        "What number squared is 49?",
    ] {
        let confidence = confidence(question);
        assert!(
            (0.2..0.95).contains(&confidence),
            "{question}: {confidence}"
        );
    }
}
