//! Chances: of coins, dice and what is drawn from a bag.

use super::super::among;
use crate::solver::math_rules::expr::{Id, Operator};
use crate::solver::math_rules::grammar::chart::Chart;
use crate::solver::math_rules::values::exact::{integer, is_prime};

const FILLERS: &str = "what is the of 's a an probability chance that you i we get gets getting roll rolls rolling flip flips \
    flipping toss tossing throw throwing tossed flipped rolled with one fair single standard six sided normal regular die \
    dice coin when if in on at ? . , : to will would come comes up lands landing land show shows as fraction give your \
    answer number it be once side ordinary and are there contains has have bag box urn jar balls marbles ball marble draw \
    drawing drawn pick picking picked taken take random randomly out from at chosen choose choosing likely how your unbiased \
    or does do exactly time cube";

impl Chart<'_> {
    /// "What is the probability of rolling a six with a fair die?"
    pub(in crate::solver::math_rules::frames) fn chance(&mut self, at: usize) -> Option<(Id, u16)> {
        if !self.says(at, &["probability", "chance", "likely"])
            || self.says(at, &["two", "twice", "2", "three", "both", "sum"])
                && self.says(at, &["dice", "coins"])
        {
            return None;
        }
        let coin = self.says(at, &["coin"]);
        let die = self.says(at, &["die", "dice"]);
        match (coin, die) {
            (true, false) => self.of_coin(at),
            (false, true) => self.of_die(at),
            (false, false) => self.of_bag(at),
            _ => None,
        }
    }

    fn chance_of(&mut self, above: i128, below: i128) -> Option<(Id, u16)> {
        let (above, below) = (self.number(above), self.number(below));
        Some((self.two(Operator::Divide, above, below), 0))
    }

    fn of_coin(&mut self, at: usize) -> Option<(Id, u16)> {
        let passes = |at: usize| {
            among(FILLERS, self.text(at)) || among("heads tails head tail", self.text(at))
        };
        let sides = (at..self.tokens.len())
            .filter(|at| among("heads tails head tail", self.text(*at)))
            .count();
        ((at..self.tokens.len()).all(passes) && sides == 1)
            .then(|| self.chance_of(1, 2))
            .flatten()
    }

    fn of_die(&mut self, at: usize) -> Option<(Id, u16)> {
        let mut wanted: Option<fn(i128, i128) -> bool> = None;
        let (mut number, mut place) = (0, at);
        let mut found = 0;
        while place < self.tokens.len() {
            let word = self.text(place);
            let sided = matches!(
                self.text(place + 1),
                "sided" | "fair" | "die" | "standard" | "normal" | "six"
            );
            let kind: Option<fn(i128, i128) -> bool> = match word {
                "even" => Some(|side, _| side % 2 == 0),
                "odd" => Some(|side, _| side % 2 != 0),
                "prime" => Some(|side, _| is_prime(side) == Some(true)),
                "greater" | "more" | "higher" | "larger" | "above" => {
                    Some(|side, than| side > than)
                }
                "less" | "lower" | "smaller" | "below" => Some(|side, than| side < than),
                _ => None,
            };
            if kind.is_some() {
                wanted = wanted.xor(kind);
                wanted?;
                place = self.skip(place + 1, &["than"]);
            } else if let Some((value, end)) = self.amount(place).filter(|_| !sided && word != "a")
            {
                number = integer(&value)?;
                found += 1;
                place = end;
            } else if among(FILLERS, word) {
                place += 1;
            } else {
                return None;
            }
        }
        let is: fn(i128, i128) -> bool = wanted.unwrap_or(|side, exact| side == exact);
        let count = (1..=6).filter(|side| is(*side, number)).count();
        let clear = found <= 1 && (found == 1 || wanted.is_some());
        clear
            .then(|| self.chance_of(i128::try_from(count).ok()?, 6))
            .flatten()
    }

    /// "A bag has 3 red and 2 blue marbles": one of a colour.
    fn of_bag(&mut self, at: usize) -> Option<(Id, u16)> {
        let (mut colours, mut asked, mut place) = (Vec::new(), None, at);
        const COLOURS: &str = "red blue green black white yellow orange purple brown pink";
        while place < self.tokens.len() {
            let word = self.text(place);
            if let Some((value, end)) = self
                .amount(place)
                .filter(|_| among(COLOURS, self.text(place + 1)))
            {
                colours.push((self.text(end), integer(&value)?));
                place = end + 1;
            } else if among(COLOURS, word) {
                asked = asked.xor(Some(word));
                asked?;
                place += 1;
            } else if among(FILLERS, word) {
                place += 1;
            } else {
                return None;
            }
        }
        let of = colours.iter().find(|(colour, _)| Some(*colour) == asked)?.1;
        let all: i128 = colours.iter().map(|(_, count)| count).sum();
        (colours.len() > 1)
            .then(|| self.chance_of(of, all))
            .flatten()
    }
}
