//! Nothing that can be typed makes the parser panic, or work for long.

use super::read;
use crate::solver::math_rules::numerals;

/// Words that rules look at, in the hope that odd neighbours trip one of them.
const WORDS: &str = "what is the a of and , . ? ! ( ) [ ] { } < > | ; : - + * / ^ = % _ x y a i 3 17 0 1/2 2.5 5th two three \
    hundred thousand million and half third quarter dozen point minus negative plus times less than more than twice \
    square root cube squared cubed to the power of fifth sum difference between product quotient divided by over into \
    subtracted from added sine cosine pi degrees if when where with at for number next after before legs spider a dog 's \
    how many does have in on week days derivative integral from 0 respect vector vectors dot cross product matrix \
    determinant rows first row second add subtract multiply divide double it result then result start take which larger \
    largest even odd prime or equal greater solve f ' percent remainder left average rounded nearest nth hundredth oh";

/// A small generator; its numbers need only be spread.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

#[test]
fn words_in_any_order() {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut dice = Dice(7);
    for _ in 0..4000 {
        let length = 1 + dice.below(24);
        let picked: Vec<&str> = (0..length)
            .map(|_| words[dice.below(words.len())])
            .collect();
        let glue = if dice.below(8) == 0 { "" } else { " " };
        let text = picked.join(glue);
        let _ = (read(&text), numerals::read(&text));
    }
}

#[test]
fn cut_and_doubled_questions() {
    let question = "What is the sum of 'a' and twice the number of legs on two spiders, squared, if a is -3/4 or 1,523?";
    for (at, _) in question.char_indices() {
        let (head, tail) = question.split_at(at);
        let _ = (read(head), read(tail), read(&format!("{tail}{head}")));
    }
}

#[test]
fn deep_and_long() {
    for text in [
        "(".repeat(100),
        "(".repeat(59) + "1" + &")".repeat(59),
        "[".repeat(50) + "1 2" + &"]".repeat(50),
        "the square of ".repeat(39) + "2",
        "half of ".repeat(59) + "2",
        "1 + ".repeat(59) + "1",
        "1 - (".repeat(20) + "1" + &")".repeat(20),
        "the sum of 1 and ".repeat(23) + "1",
        "- ".repeat(100) + "1",
        "2 ^ ".repeat(50) + "2",
        "one ".repeat(110),
        "x ".repeat(100) + "= 3",
        "add 1 and ".repeat(30) + "2",
        "word ".repeat(10_000),
    ] {
        let _ = read(&text);
    }
}

#[test]
fn odd_characters() {
    for text in [
        "",
        " ",
        "\0",
        "💩",
        "¿2+2?",
        "２ + ２",
        "'''",
        "\"",
        "-",
        "--",
        "'s",
        "3'",
        "é",
        "ﬁve",
        "\u{202e}2+2",
    ] {
        let _ = (read(text), numerals::read(text));
    }
}
