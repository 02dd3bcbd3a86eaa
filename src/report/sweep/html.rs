//! One page: the answer, the plots, the tables.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::text::{Grid, grids};
use crate::report::plots::Plot;
use crate::report::text::visible;
use crate::sweep::Sweep;

/// What the pages of sweeps and boards share.
pub(in crate::report) const STYLE: &str = "\
:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:76rem;margin:2rem auto;padding:0 1rem}\
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse;font-variant-numeric:tabular-nums}\
th,td{padding:.25rem .7rem;text-align:right;border-bottom:1px solid #8884;white-space:nowrap}th:first-child,td:first-child{text-align:left}\
.wide{overflow-x:auto}figure{margin:1rem 0;background:#fff;border-radius:6px;display:inline-block;max-width:100%}svg{max-width:100%;height:auto;display:block}\
footer{margin-top:2rem;opacity:.75;font-size:.85rem}.stamp{font-weight:700}.note{opacity:.75}";

pub(super) fn page(sweep: &Sweep, plots: &[Plot]) -> String {
    let title = format!("capbench sweep: {}", sweep.design);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { (title) }
                p.stamp { (sweep.validity.validity.word()) }
                @for reason in &sweep.validity.reasons { p { (visible(&reason.to_string())) } }
                ul { @for says in &sweep.says { li { (visible(says)) } } }
                @for plot in plots { figure role="img" aria-label=(plot.alt) { (PreEscaped(&plot.svg)) } }
                @for grid in grids(sweep) { (table(&grid)) }
                @for notice in &sweep.notices { p.note { (visible(notice)) } }
                footer {
                    code { (visible(&sweep.run.command)) } " · capbench " (sweep.run.capbench)
                    " · run " code { (sweep.run.id) } " · digest " code { (sweep.run.digest) }
                    p { "Legibility is a proxy measured while drawing, 0 to 100 points; no person was asked. See docs/SWEEP.md." }
                }
            }
        }
    }
    .into_string()
}

fn table(grid: &Grid) -> Markup {
    html! {
        h2 { (visible(&grid.title)) }
        div.wide { table {
            thead { tr { @for name in &grid.header { th { (visible(name)) } } } }
            tbody { @for row in &grid.rows { tr { @for part in row { td { (visible(part)) } } } } }
        } }
    }
}
