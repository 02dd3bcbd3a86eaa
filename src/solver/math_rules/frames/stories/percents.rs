//! Prices that rise or fall by so many percent.

use super::super::among;
use crate::solver::math_rules::expr::{Id, Operator};
use crate::solver::math_rules::grammar::chart::Chart;
use crate::solver::math_rules::tokens::Number;

const UP: &str = "up rises rise rose increase increases increased raised raise raises more tax markup grows grew dearer tip";
const DOWN: &str = "off discount discounted reduced reduction reduces down falls fell fall drops dropped drop decrease decreases \
    decreased cheaper sale reduce lowered lower cut";
const FILLERS: &str = "a an the is are was were costs cost price prices its it 's by what how much does do did will would now new \
    after with and of in on at for i you we he she they pay pays paid to be have has had goes go went get gets during \
    ? . , : ; then sold sell original originally before normal normally full dollars euros pounds dollar euro pound $ € £ \
    cents worth usually value salary if final amount tag per selling sale";

impl Chart<'_> {
    /// A price, a change of it in percent, and one of the prices asked for.
    pub(in crate::solver::math_rules::frames) fn percent_story(
        &mut self,
        at: usize,
    ) -> Option<(Id, u16)> {
        let (mut percent, mut price, mut place) = (None, None, at);
        let (mut up, mut down) = (false, false);
        while place < self.tokens.len() {
            let word = self.text(place);
            if let Some((value, end)) = self.amount(place).filter(|_| word != "a") {
                let behind = self.percent_sign(end);
                let slot = if behind > end {
                    &mut percent
                } else {
                    &mut price
                };
                if slot.is_some() {
                    return None;
                }
                *slot = Some(value);
                place = behind;
                continue;
            }
            up |= among(UP, word);
            down |= among(DOWN, word) && !(word == "sale" && !self.says(at, &["off", "reduced"]));
            let passes =
                among(UP, word) || among(DOWN, word) || among(FILLERS, word) || self.idle(place);
            passes.then(|| place += 1)?;
        }
        let (percent, price) = (percent?, price?);
        if up == down
            || !self.says(
                at,
                &[
                    "price", "cost", "costs", "pay", "paid", "salary", "worth", "much",
                ],
            )
        {
            return None;
        }
        let part = percent / Number::from(100);
        let factor = Number::from(1) + if up { part } else { -part };
        let factor = self.arena.number(factor);
        let price = self.arena.number(price);
        let before = self.says(at, &["original", "originally", "before"]);
        let amount = self.reads_any(
            at,
            &[
                "how much is the discount",
                "how much do you save",
                "how much tax",
            ],
        );
        let operator = if before {
            Operator::Divide
        } else {
            Operator::Multiply
        };
        let clear = !amount && (!before || self.says(at, &["paid", "now", "sold", "after"]));
        clear.then(|| (self.two(operator, price, factor), 0))
    }

    fn percent_sign(&self, at: usize) -> usize {
        match (self.text(at), self.text(at + 1)) {
            ("per", "cent") => at + 2,
            ("percent" | "%", _) => at + 1,
            _ => at,
        }
    }

    fn reads_any(&self, at: usize, phrases: &[&str]) -> bool {
        (at..self.tokens.len())
            .any(|at| phrases.iter().any(|words| self.reads(at, words).is_some()))
    }
}
