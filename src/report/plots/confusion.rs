//! Which symbols the best reader of a case takes for which: a heat map of aligned symbols.

use std::collections::HashMap;

use super::choose::{Draft, Shown};
use super::scene::{Align, Font, Scene};
use super::style::{
    GRID, HEAT, INK, LABEL, MUTED, ON_HEAT, PALETTE, SMALL, WIDTH, faded, fit, heading,
};
use crate::report::number;
use crate::stats::{Class, Confusion};
use crate::summary::CaseSummary;

/// Most symbols on a side.
const MOST: usize = 62;
/// What stands for no symbol.
const EMPTY: &str = "ε";

/// The best solver's; `None` where it read nothing.
pub(super) fn draw(case: &CaseSummary, shown: &[Shown<'_>]) -> Option<Draft> {
    let cell = shown
        .iter()
        .map(|s| s.cell)
        .find(|cell| cell.confusion.as_ref().is_some_and(|c| c.symbols > 0))?;
    let table = cell.confusion.as_ref()?;
    let classes = classes(table);
    let drawn: Vec<&Class> = classes
        .iter()
        .copied()
        .filter(|class| class.support > 0)
        .collect();
    let (wide, tall) = (classes.len() as f64 + 1.0, drawn.len() as f64 + 1.0);
    let step = ((WIDTH - 130.0) / wide).min(26.0).floor();
    let (left, top) = (((WIDTH - step * wide) / 2.0).max(70.0), 124.0);
    let title = fit(
        &format!("{}: what {} takes for what", case.name, cell.solver),
        super::style::TITLE,
        WIDTH - 32.0,
    );
    let mut scene = Scene::new(WIDTH, top + step * tall + 56.0);
    let counted = format!(
        "{} drawn symbols, aligned; share of each drawn symbol (row)",
        number::count(table.symbols)
    );
    heading(&mut scene, &title, &counted);
    key(&mut scene, 62.0);
    let grid = Grid {
        left,
        top,
        step,
        rows: drawn,
        columns: classes,
        table,
    };
    grid.draw(&mut scene);
    let below = top + step * tall;
    let kinds = format!(
        "the {} most frequent errors; {EMPTY} column: left out; {EMPTY} row: read where nothing was drawn (share of insertions)",
        table.top.len()
    );
    scene.text((16.0, below + 38.0), kinds, SMALL, Align::Left, MUTED);
    Some(Draft {
        title,
        alt: alt(case, &cell.solver, table),
        scene,
    })
}

/// All symbols that were drawn, or the most mistaken ones of them.
fn classes(table: &Confusion) -> Vec<&Class> {
    let mut errors: HashMap<char, u64> = HashMap::new();
    for pair in &table.top {
        for symbol in [pair.drawn, pair.read].into_iter().flatten() {
            *errors.entry(symbol).or_default() += pair.count;
        }
    }
    let weight = |class: &Class| {
        (
            errors.get(&class.symbol).copied().unwrap_or(0),
            class.support + class.emitted,
        )
    };
    // Symbols that were never drawn have a place only where a frequent error needs them.
    let mut chosen: Vec<&Class> = table
        .classes
        .iter()
        .filter(|c| c.support > 0 || weight(c).0 > 0)
        .collect();
    chosen.sort_by_key(|class| std::cmp::Reverse(weight(class)));
    chosen.truncate(MOST);
    chosen.sort_by_key(|class| class.symbol);
    chosen
}

/// Rows are drawn symbols; columns are those and what they were taken for.
struct Grid<'a> {
    left: f64,
    top: f64,
    step: f64,
    rows: Vec<&'a Class>,
    columns: Vec<&'a Class>,
    table: &'a Confusion,
}

impl Grid<'_> {
    fn draw(&self, scene: &mut Scene) {
        let (tall, wide) = (self.rows.len(), self.columns.len());
        let places = |classes: &[&Class]| {
            classes
                .iter()
                .enumerate()
                .map(|(i, c)| (c.symbol, i))
                .collect::<HashMap<_, _>>()
        };
        let (row_of, column_of) = (places(&self.rows), places(&self.columns));
        self.names(scene);
        for (i, class) in self.rows.iter().enumerate() {
            let of = |count: u64| count as f64 / class.support as f64;
            if let Some(&column) = column_of.get(&class.symbol) {
                self.cell(scene, i, column, of(class.right), HEAT);
            }
            self.cell(scene, i, wide, of(class.deleted), PALETTE[1]);
        }
        for pair in &self.table.top {
            let (Some(read), share) = (pair.read, pair.share) else {
                continue;
            };
            let row = pair
                .drawn
                .map_or(Some(tall), |drawn| row_of.get(&drawn).copied());
            let share = share.unwrap_or(pair.count as f64 / self.table.inserted.max(1) as f64);
            if let (Some(row), Some(&column)) = (row, column_of.get(&read)) {
                self.cell(scene, row, column, share, PALETTE[1]);
            }
        }
        self.rules(scene);
    }

    fn names(&self, scene: &mut Scene) {
        let font = Font::plain((self.step * 0.62).clamp(8.0, 13.0));
        let text = |classes: &[&Class]| {
            classes
                .iter()
                .map(|c| c.symbol.to_string())
                .chain([EMPTY.to_owned()])
                .collect::<Vec<_>>()
        };
        for (i, name) in text(&self.rows).into_iter().enumerate() {
            scene.text(
                (self.left - 9.0, self.top + (i as f64 + 0.5) * self.step),
                name,
                font,
                Align::Middle,
                INK,
            );
        }
        for (i, name) in text(&self.columns).into_iter().enumerate() {
            scene.text(
                (self.left + (i as f64 + 0.5) * self.step, self.top - 9.0),
                name,
                font,
                Align::Middle,
                INK,
            );
        }
    }

    fn cell(
        &self,
        scene: &mut Scene,
        row: usize,
        column: usize,
        share: f64,
        color: plotters::style::RGBAColor,
    ) {
        if share <= 0.0 {
            return;
        }
        let (x, y) = (
            self.left + column as f64 * self.step,
            self.top + row as f64 * self.step,
        );
        // The root shows what is rare; the key is drawn by the same rule.
        let depth = share.sqrt().clamp(0.08, 1.0);
        scene.rect(
            (x + 1.0, y + 1.0),
            (x + self.step - 1.0, y + self.step - 1.0),
            faded(color, depth),
        );
        if self.step >= 22.0 && share >= 0.005 {
            let ink = if depth > 0.6 && color == HEAT {
                ON_HEAT
            } else {
                INK
            };
            let text = format!("{:.0}", share * 100.0);
            scene.text(
                (x + self.step / 2.0, y + self.step / 2.0),
                text,
                Font::plain(9.5),
                Align::Middle,
                ink,
            );
        }
    }

    fn rules(&self, scene: &mut Scene) {
        let (wide, tall) = (
            self.columns.len() as f64 + 1.0,
            self.rows.len() as f64 + 1.0,
        );
        let (right, bottom) = (self.left + wide * self.step, self.top + tall * self.step);
        for edge in [0.0, tall - 1.0, tall] {
            let y = self.top + edge * self.step;
            scene.line(vec![(self.left, y), (right, y)], GRID, 1.0);
        }
        for edge in [0.0, wide - 1.0, wide] {
            let x = self.left + edge * self.step;
            scene.line(vec![(x, self.top), (x, bottom)], GRID, 1.0);
        }
        scene.text(
            ((self.left + right) / 2.0, self.top - 28.0),
            "read as",
            LABEL,
            Align::Middle,
            INK,
        );
        scene.text(
            (self.left - 32.0, (self.top + bottom) / 2.0),
            "drawn",
            LABEL.upwards(),
            Align::Middle,
            INK,
        );
    }
}

fn key(scene: &mut Scene, y: f64) {
    let mut x = 16.0;
    for (name, color) in [("read right", HEAT), ("misread or left out", PALETTE[1])] {
        scene.text((x, y + 7.0), name, SMALL, Align::Left, INK);
        x += SMALL.width(name) + 10.0;
        for share in [0.01f64, 0.05, 0.2, 0.5, 1.0] {
            scene.rect(
                (x, y),
                (x + 14.0, y + 14.0),
                faded(color, share.sqrt().clamp(0.08, 1.0)),
            );
            x += 15.0;
        }
        scene.text((x + 6.0, y + 7.0), "1–100 %", SMALL, Align::Left, MUTED);
        x += 90.0;
    }
}

fn alt(case: &CaseSummary, solver: &str, table: &Confusion) -> String {
    let name = |c: Option<char>| c.map_or_else(|| "nothing".to_owned(), |c| format!("“{c}”"));
    let top = table.top.iter().take(5).map(|p| {
        format!(
            "{} as {} ({})",
            name(p.drawn),
            name(p.read),
            number::count(p.count)
        )
    });
    let top: Vec<String> = top.collect();
    let errors = if top.is_empty() {
        "no error".to_owned()
    } else {
        top.join(", ")
    };
    format!(
        "Confusion matrix of {solver} on {}. Most frequent errors: {errors}.",
        case.name
    )
}
