//! Whole expressions as they are spoken: commas, "and then" and "all of that" take what stands before as one operand.

use super::chart::{Chart, Item, Level, Rule};
use crate::solver::math_rules::cost::{AND, LOOSE};
use crate::solver::math_rules::expr::Operator;
use crate::solver::math_rules::lexicon::{After, Infix, Meaning};

/// What a comma or "and then" leads to: one operand so far.
#[derive(Clone, Copy)]
struct Grouped {
    item: Item,
    /// A product may go on without comma.
    product: bool,
}

impl Chart<'_> {
    /// A whole expression as spoken: commas and "and then" may take all before them as one operand.
    pub(crate) fn clause(&mut self, at: usize) -> Vec<Item> {
        let mut groups: Vec<Grouped> = self
            .items(Rule::SumComma, at)
            .iter()
            .map(|item| Grouped {
                item: *item,
                product: false,
            })
            .collect();
        groups.extend(self.joined_by_and(at).into_iter().map(|item| Grouped {
            item,
            product: false,
        }));
        let mut next = 0;
        while let Some(&group) = groups.get(next) {
            next += 1;
            if groups.len() < 96 {
                let more = self.grouped(group, next > 1 && group.item.level == Level::Atom);
                groups.extend(more);
            }
        }
        groups.into_iter().map(|group| group.item).collect()
    }

    /// "three and four", said for their sum.
    fn joined_by_and(&mut self, at: usize) -> Vec<Item> {
        let mut found = Vec::new();
        for left in self.items(Rule::Sum, at).iter() {
            if !matches!(self.text(left.end), "and" | "&" | "n") {
                continue;
            }
            for right in self.items(Rule::Sum, left.end + 1).iter() {
                let id = self.arena.binary(Operator::Add, left.id, right.id);
                let reach = if left.open { LOOSE } else { 0 };
                found.push(Item {
                    id,
                    cost: left.cost + right.cost + AND + reach,
                    level: Level::Sum,
                    ..*right
                });
            }
        }
        found
    }

    /// What may follow when everything so far is one operand. `again` where it was grouped before.
    fn grouped(&mut self, group: Grouped, again: bool) -> Vec<Grouped> {
        let mut found = Vec::new();
        let end = group.item.end;
        let closed = Item {
            open: false,
            level: Level::Atom,
            ..group.item
        };
        let comma = self.skip(end, &[",", ";"]);
        if comma > end && !self.is_command(comma) {
            self.resumed(closed, comma, &mut found);
        }
        // "seven plus three doubled" may double the seven too.
        for (after, behind) in self.afters(end) {
            if let (After::Times(above, below), true) =
                (after, group.item.level > Level::Atom || group.item.open)
            {
                let id = self.times(group.item.id, above, below);
                found.push(Grouped {
                    item: Item::closed(id, behind).costing(group.item.cost),
                    product: false,
                });
            }
        }
        for start in self.ends(comma, Meaning::Group) {
            let start = self.skip(start, &[","]);
            self.resumed(closed, start, &mut found);
        }
        if again {
            self.operate(closed, end, group.product, &mut found);
        }
        found
    }

    /// What goes on at `at` with `left` as a whole.
    fn resumed(&mut self, left: Item, at: usize, found: &mut Vec<Grouped>) {
        self.operate(left, at, true, found);
        let items = self.behind(Item { end: at, ..left });
        found.extend(items.into_iter().map(|item| Grouped {
            item,
            product: false,
        }));
    }

    /// Applies the operator at `at` to `left` as a whole.
    fn operate(&mut self, left: Item, at: usize, products: bool, found: &mut Vec<Grouped>) {
        let left = Item { end: at, ..left };
        for (infix, end) in self.infixes(at) {
            let product = self.multiplies(infix);
            if product && products {
                let items = self.multiplied(left, infix, end);
                found.extend(items.into_iter().map(|item| Grouped {
                    item: item.at_level(Level::Atom),
                    product: true,
                }));
            }
            if !product {
                for right in self.items(Rule::Term, end).iter() {
                    for id in self.sums(left.id, infix, right.id) {
                        let item = Item {
                            id,
                            cost: left.cost + right.cost,
                            level: Level::Atom,
                            ..*right
                        };
                        found.push(Grouped {
                            item,
                            product: false,
                        });
                    }
                }
            }
        }
    }

    fn multiplies(&self, infix: Infix) -> bool {
        matches!(
            infix,
            Infix::Multiply
                | Infix::Sign
                | Infix::Divide
                | Infix::Into
                | Infix::DividedInto
                | Infix::Remainder
                | Infix::Dot
                | Infix::Cross
        )
    }

    /// The items of a sum, without those that only a longer sentence makes sense of.
    pub(crate) fn side(&mut self, at: usize) -> Vec<Item> {
        let mut items = self.items(Rule::SumComma, at).to_vec();
        for item in self.items(Rule::Chain, at).iter() {
            if !items
                .iter()
                .any(|other| other.id == item.id && other.end == item.end)
            {
                items.push(*item);
            }
        }
        items
    }
}
