//! The tables of a case of tilt mazes, and what its paths are animated on.

use maud::{Markup, html};

use crate::report::text::visible;
use crate::report::tilt::{Table, tables};
use crate::summary::CaseSummary;

pub(super) fn section(case: &CaseSummary) -> Markup {
    html! { @for one in tables(case) { (table(case, &one)) } }
}

fn table(case: &CaseSummary, table: &Table) -> Markup {
    html! {
        h3 { (table.title) }
        p.lead { (visible(&table.lead)) }
        div.scroll tabindex="0" role="region" aria-label={ (table.title) " on " (visible(&case.name)) } {
            table {
                thead { tr { @for (at, name) in table.header.iter().enumerate() {
                    @if at == 0 { th scope="col" { (visible(name)) } } @else { th.num scope="col" { (visible(name)) } }
                } } }
                tbody { @for row in &table.rows { tr { @for (at, cell) in row.iter().enumerate() {
                    @if at == 0 { th scope="row" { (visible(&cell.text)) } }
                    @else {
                        td.num title=(cell.interval) { (cell.text) @if !cell.interval.is_empty() { div.faint { (cell.interval) } } }
                    }
                } } } }
            }
        }
    }
}
