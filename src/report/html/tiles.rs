//! How one solver chose tiles.

use maud::{Markup, html};

use super::cell::Of;
use crate::report::tiles::{categories, chosen};
use crate::report::{number, text::visible};
use crate::stats::Tiles;

/// Categories that the table of confusions is drawn for at most; the CSV has all.
const MOST: usize = 12;

pub(super) fn block(of: Of<'_>, tiles: &Tiles) -> Markup {
    html! {
        div {
            h4 { "Tiles" }
            dl.numbers {
                div { dt { "exactly the right set" } dd { (of.full("tiles.exact", &tiles.exact)) } }
                div { dt { "one tile wrong at most" } dd { (of.full("tiles.one_wrong", &tiles.one_wrong)) } }
                div { dt { "two wrong at most" } dd { (of.full("tiles.two_wrong", &tiles.two_wrong)) } }
                div { dt { "tiles decided right" } dd { (of.full("tiles.accuracy", &tiles.accuracy)) } }
                div { dt { "right of those chosen" } dd { (of.full("tiles.precision", &tiles.precision)) } }
                div { dt { "chosen of those right" } dd { (of.full("tiles.recall", &tiles.recall)) } }
                div { dt { "F1" } dd { (tiles.f1.map_or_else(|| number::NONE.to_owned(), number::percent)) } }
                div { dt { "wrong tiles a grid" } dd { (of.full("tiles.hamming", &tiles.hamming)) } }
            }
        }
        (confusion(tiles))
        (sweep(of, tiles))
        (memory(of, tiles))
    }
}

fn confusion(tiles: &Tiles) -> Markup {
    let names = categories(tiles);
    html! {
        @if names.len() <= MOST {
            div {
                h4 { "Chosen, by what was asked for and shown" }
                div.scroll tabindex="0" role="region" aria-label="Tiles chosen by category" {
                    table.small.chosen {
                        thead { tr { th scope="col" { "asked ↓ shown →" } @for name in &names { th.num scope="col" { (visible(name)) } } } }
                        tbody { @for asked in &names { tr {
                            th scope="row" { (visible(asked)) }
                            @for shown in &names { (share(chosen(tiles, asked, shown), asked == shown)) }
                        } } }
                    }
                }
            }
        }
    }
}

/// A share, the deeper the more was chosen: on the diagonal that is right, elsewhere wrong.
fn share(p: Option<f64>, right: bool) -> Markup {
    let class = if right { "num right" } else { "num wrong" };
    html! {
        td class=(class) data-value=(number::data(p)) style=(format!("--p:{:.2}", p.unwrap_or(0.0))) {
            (p.map_or_else(|| number::NONE.to_owned(), number::percent))
        }
    }
}

fn sweep(of: Of<'_>, tiles: &Tiles) -> Markup {
    html! {
        @if !tiles.sweep.is_empty() {
            div {
                h4 { "At other thresholds" }
                table.small {
                    thead { tr { th.num scope="col" { "threshold" } th.num scope="col" { "exact set" } th.num scope="col" { "precision" } th.num scope="col" { "recall" } } }
                    tbody { @for point in tiles.sweep.iter().skip(1).step_by(2) { tr {
                        td.num { (format!("{:.2}", point.threshold)) }
                        (of.cell(&format!("tiles.exact[threshold={:.2}]", point.threshold), &point.exact))
                        @for x in [point.precision, point.recall] { td.num { (x.map_or_else(|| number::NONE.to_owned(), number::percent)) } }
                    } } }
                }
            }
        }
    }
}

fn memory(of: Of<'_>, tiles: &Tiles) -> Markup {
    html! {
        @if !tiles.memory.is_empty() {
            div {
                h4 { "What it knew" }
                table.small {
                    thead { tr { th scope="col" { "grids" } th.num scope="col" { "solved" } th.num scope="col" { "tiles met before" } th.num scope="col" { "by the closed form" } th.num scope="col" { "labelled" } } }
                    tbody { @for w in &tiles.memory { tr {
                        th scope="row" { (number::count(w.from)) " to " (number::count(w.to)) }
                        (of.cell(&format!("memory.solved[grids={}-{}]", w.from, w.to), &w.solved))
                        (of.cell(&format!("memory.met[grids={}-{}]", w.from, w.to), &w.met))
                        td.num { (w.theory.map_or_else(|| number::NONE.to_owned(), number::percent)) }
                        (of.cell(&format!("memory.labelled[grids={}-{}]", w.from, w.to), &w.labelled))
                    } } }
                }
                p.faint { "The closed form is that of a site that serves each picture as the same file for ever." }
            }
        }
    }
}
