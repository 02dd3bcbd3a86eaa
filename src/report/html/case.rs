//! One case: what was asked, who got through, and where readings fail.

use maud::{Markup, html};

use super::page::{Page, figure};
use super::{detail, facts, solvers, strata, tilt, union};
use crate::report::{number, text::visible};
use crate::summary::{CaseSummary, Summary};

pub(super) fn section(summary: &Summary, case: &CaseSummary, i: usize, page: &Page<'_>) -> Markup {
    let preset = case
        .preset
        .as_deref()
        .map_or_else(String::new, |preset| format!(":{preset}"));
    html! {
        section.case id={ "case-" (i + 1) } {
            div.case-head {
                h2 { (visible(&case.name)) }
                p.faint { (visible(&format!("{}{preset}", case.scheme))) " version " (case.version) " · " (number::count(case.n)) " challenges" }
            }
            @for notice in &case.notices { p.notice { (visible(notice)) } }
            (facts::list(case))
            (solvers::table(summary, case))
            (tilt::section(case))
            (strata::tables(case))
            (solvers::costs(case))
            (union::tables(case))
            (solvers::ladder(case))
            (faults(case))
            h3 { "Solvers in detail" }
            @for cell in case.cells.iter().filter(|cell| !cell.control) { (detail::solver(case, cell)) }
            @let plots: Vec<_> = page.plots.iter().filter(|plot| plot.case.as_deref() == Some(case.name.as_str())).collect();
            @if !plots.is_empty() {
                h3 { "Plots" }
                div.plots { @for plot in plots { (figure(plot)) } }
            }
        }
    }
}

fn faults(case: &CaseSummary) -> Markup {
    let any = case.cells.iter().any(|cell| !cell.faults.is_empty());
    html! {
        @if any {
            h3 { "Faults" }
            p.lead { "Attempts that broke. They count in n, and are not evidence for the design." }
            div.scroll tabindex="0" role="region" aria-label="Faults" {
                table {
                    thead { tr { th scope="col" { "solver" } th.num scope="col" { "attempts" } th scope="col" { "reason" } th.num scope="col" { "first at" } } }
                    tbody {
                        @for cell in &case.cells { @for fault in &cell.faults {
                            tr {
                                th scope="row" { (visible(&cell.solver)) }
                                td.num data-value=(fault.count) { (number::count(fault.count)) }
                                td.wrap { bdi { (visible(&fault.why)) } }
                                td.num { a href=(super::data::drill_link(&case.name, &cell.solver, Some(fault.first))) { "#" (fault.first) } }
                            }
                        } }
                    }
                }
            }
        }
    }
}
