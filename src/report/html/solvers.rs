//! The table of solvers of a case, and what more knowledge would give each.

use maud::{Markup, html};

use super::cell::{Of, UNION, finding};
use super::data::drill_link;
use crate::report::{number, text::visible};
use crate::stats::{Estimate, Knowledge};
use crate::summary::{CaseSummary, Cell, Summary};

/// Who gets through.
pub(super) fn table(summary: &Summary, case: &CaseSummary) -> Markup {
    let thresholds = &summary.settings.thresholds;
    html! {
        div.scroll tabindex="0" role="region" aria-label={ "Solvers on " (visible(&case.name)) } {
            table.sortable {
                thead { tr {
                    (sort("solver", "", true)) (sort("solved", "share of planned attempts, Wilson 95 %", false))
                    @for t in thresholds { (sort(&format!("at {}", number::level(t.p)), &t.name, false)) }
                    (sort("answered", "share of planned attempts with an answer", false)) (sort("precision", "solved of answered", false))
                    (sort("CER", "edits over drawn symbols, all readings together", false)) (sort("tries", "expected attempts to the first success", false))
                } }
                tbody {
                    @for cell in case.cells.iter().filter(|cell| !cell.control) { (solver(case, cell)) }
                    (union_row(case, thresholds.len()))
                    @for cell in case.cells.iter().filter(|cell| cell.control) { (control(case, cell, thresholds.len())) }
                }
            }
        }
    }
}

/// What it takes.
pub(super) fn costs(case: &CaseSummary) -> Markup {
    let cells: Vec<&Cell> = case.cells.iter().filter(|cell| !cell.control).collect();
    html! {
        @if !cells.is_empty() {
            h3 { "Time and money" }
            div.scroll tabindex="0" role="region" aria-label={ "Time and money on " (visible(&case.name)) } {
                table.sortable {
                    thead { tr {
                        (sort("solver", "", true)) (sort("time to solve", "expected, delays after wrong answers included", false))
                        (sort("per 1000 solved", "US dollars", false)) (sort("median", "of times on an open session", false)) (sort("p90", "90 % are faster", false))
                        (sort("p99", "99 % are faster", false)) (sort("cold start", "median of first calls, loading included", false))
                    } }
                    tbody { @for cell in cells { (cost(case, cell)) } }
                }
            }
        }
    }
}

fn cost(case: &CaseSummary, cell: &Cell) -> Markup {
    let of = Of {
        case: &case.name,
        solver: &cell.solver,
    };
    html! {
        tr {
            th.stick scope="row" data-value=(cell.solver) { (visible(&cell.solver)) }
            (optional(of, "time_to_solve", cell.effort.time_to_solve.as_ref())) (optional(of, "cost_per_1000", cell.effort.cost_per_1000.as_ref()))
            (of.percentile("latency.p50", cell.latency.as_ref(), |t| &t.p50)) (of.percentile("latency.p90", cell.latency.as_ref(), |t| &t.p90))
            (of.percentile("latency.p99", cell.latency.as_ref(), |t| &t.p99)) (of.percentile("cold.p50", cell.cold.as_ref(), |t| &t.p50))
        }
    }
}

fn sort(name: &str, title: &str, stick: bool) -> Markup {
    html! {
        th class=(if stick { "stick" } else { "num" }) scope="col" aria-sort="none" {
            button type="button" title=[(!title.is_empty()).then_some(visible(title))] { (visible(name)) }
        }
    }
}

fn solver(case: &CaseSummary, cell: &Cell) -> Markup {
    let of = Of {
        case: &case.name,
        solver: &cell.solver,
    };
    html! {
        tr {
            th.stick scope="row" data-value=(cell.solver) { a href=(drill_link(&case.name, &cell.solver, None)) { (visible(&cell.solver)) } }
            (of.rate("solve_rate", &cell.solve_rate, cell.bounds.upper))
            @for row in &cell.findings { (finding(&row.finding, order(&row.finding))) }
            (of.cell("coverage", &cell.coverage)) (of.cell("precision", &cell.precision)) (of.cell("cer_micro", &cell.reading.micro))
            (of.cell("expected_attempts", &cell.effort.expected_attempts))
        }
    }
}

/// From resists over inconclusive to broken.
fn order(finding: &crate::stats::Finding) -> u8 {
    match finding {
        crate::stats::Finding::Resists => 0,
        crate::stats::Finding::Inconclusive { .. } => 1,
        crate::stats::Finding::Broken => 2,
    }
}

fn optional(of: Of<'_>, metric: &str, estimate: Option<&Estimate>) -> Markup {
    html! { @match estimate { Some(estimate) => (of.cell(metric, estimate)), None => td.num.faint { (number::NONE) } } }
}

fn union_row(case: &CaseSummary, thresholds: usize) -> Markup {
    let of = Of {
        case: &case.name,
        solver: UNION,
    };
    let several = case.cells.iter().filter(|cell| !cell.control).count() > 1;
    html! {
        @if let Some(union) = case.union.as_ref().filter(|_| several) {
            tr.fixed.union {
                th.stick scope="row" { "any of them" }
                (of.rate("solve_rate", &union.solve_rate, union.bounds.upper))
                @for row in union.findings.iter().take(thresholds) { (finding(&row.finding, order(&row.finding))) }
                td.faint colspan="4" { "whoever tries every solver on each challenge" }
            }
        }
    }
}

/// Of a control only its rates mean something: it is there to be looked at, not to be ranked.
fn control(case: &CaseSummary, cell: &Cell, thresholds: usize) -> Markup {
    let of = Of {
        case: &case.name,
        solver: &cell.solver,
    };
    html! {
        tr.fixed.control {
            th.stick scope="row" { a href=(drill_link(&case.name, &cell.solver, None)) { (visible(&cell.solver)) } }
            (of.rate("solve_rate", &cell.solve_rate, cell.bounds.upper))
            @if thresholds > 0 { td.faint colspan=(thresholds) { "control" } }
            (of.cell("coverage", &cell.coverage)) (of.cell("precision", &cell.precision))
            td colspan="2" {}
        }
    }
}

/// Solve rates by what the attacker knows of the site.
pub(super) fn ladder(case: &CaseSummary) -> Markup {
    let cells: Vec<&Cell> = case
        .cells
        .iter()
        .filter(|cell| !cell.control && !cell.ladder.is_empty())
        .collect();
    let Some(widest) = cells.iter().max_by_key(|cell| cell.ladder.len()) else {
        return html! {};
    };
    html! {
        h3 { "What knowing the site is worth" }
        p.lead { "Solve rates recomputed from the raw readings. Each column adds to what the attacker before it knows; asking for another challenge costs an attempt." }
        div.scroll tabindex="0" role="region" aria-label="Knowledge ladder" {
            table {
                thead { tr {
                    th.stick scope="col" { "solver" }
                    @for rung in &widest.ladder { th.num scope="col" title=(meaning(rung.knowledge)) { (name(rung.knowledge)) } }
                } }
                tbody { @for cell in &cells { tr {
                    th.stick scope="row" { (visible(&cell.solver)) }
                    @for rung in &cell.ladder { (Of { case: &case.name, solver: &cell.solver }.cell(&format!("ladder.{}", name(rung.knowledge)), &rung.rate)) }
                } } }
            }
        }
    }
}

fn name(knowledge: Knowledge) -> &'static str {
    match knowledge {
        Knowledge::Raw => "raw",
        Knowledge::Charset => "charset",
        Knowledge::Length => "length",
        Knowledge::Case => "case",
        Knowledge::Parse => "parse",
    }
}

fn meaning(knowledge: Knowledge) -> &'static str {
    match knowledge {
        Knowledge::Raw => "submits what was read",
        Knowledge::Charset => "drops symbols that the site never uses",
        Knowledge::Length => "asks for another challenge when the length cannot be right",
        Knowledge::Case => "knows that the site folds case",
        Knowledge::Parse => "submits the value of the expression",
    }
}
