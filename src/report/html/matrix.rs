//! Cases against solvers: the whole run in one table.

use maud::{Markup, html};

use super::cell::{Of, UNION, bounded};
use super::data::drill_link;
use crate::report::{number, text::visible};
use crate::stats::Estimate;
use crate::summary::{CaseSummary, Cell, Summary};

pub(super) fn section(summary: &Summary) -> Markup {
    let solvers = solvers(summary);
    let real = |case: &CaseSummary| case.cells.iter().filter(|cell| !cell.control).count();
    let several = summary.cases.iter().any(|case| real(case) > 1);
    html! {
        section #matrix aria-labelledby="matrix-title" {
            h2 #matrix-title { "Solve rates" }
            p.lead { "Share of all planned attempts, with 95 % intervals; at zero, the one-sided 95 % upper bound. Choose a cell to see its attempts." }
            div.scroll tabindex="0" role="region" aria-labelledby="matrix-title" {
                table.matrix {
                    thead { tr {
                        th.stick scope="col" { "case" }
                        @for solver in &solvers { th.num scope="col" { (visible(solver)) } }
                        @if several { th.num scope="col" { "any of them" } }
                        th.num scope="col" { "blind floor" }
                    } }
                    tbody { @for (i, case) in summary.cases.iter().enumerate() { (row(case, i, &solvers, several)) } }
                }
            }
        }
    }
}

fn row(case: &CaseSummary, i: usize, solvers: &[&str], several: bool) -> Markup {
    let floor = Estimate {
        value: Some(case.floor.blind),
        low: None,
        high: None,
        n: case.n,
        unit: crate::stats::Unit::Share,
    };
    html! {
        tr {
            th.stick scope="row" { a href={ "#case-" (i + 1) } { (visible(&case.name)) } " " small.ci { "n = " (number::count(case.n)) } }
            @for solver in solvers {
                @match case.cells.iter().find(|cell| cell.solver == *solver) {
                    Some(cell) => (heat(case, &cell.solver, &cell.solve_rate, cell.bounds.upper, Some(&drill_link(&case.name, &cell.solver, None)))),
                    None => td.num.faint { span title="not asked" { (number::NONE) } },
                }
            }
            @if several {
                @match &case.union {
                    Some(union) => (heat(case, UNION, &union.solve_rate, union.bounds.upper, None)),
                    None => td.num.faint { (number::NONE) },
                }
            }
            (Of { case: &case.name, solver: "" }.cell("floor.blind", &floor))
        }
    }
}

fn heat(
    case: &CaseSummary,
    solver: &str,
    rate: &Estimate,
    upper: f64,
    link: Option<&str>,
) -> Markup {
    let class = format!("num heat h{}", shade(rate.value));
    html! {
        td class=(class) data-case=(case.name) data-solver=(solver) data-metric="solve_rate" data-value=(number::data(rate.value))
            data-low=(number::data(rate.low)) data-high=(number::data(rate.high)) data-n=(rate.n) {
            @if let Some(link) = link { a href=(link) { (bounded(rate, upper)) } } @else { (bounded(rate, upper)) }
        }
    }
}

/// 0 to 10 by the root of the rate, so that 1 % differs from nothing at a glance.
pub(super) fn shade(rate: Option<f64>) -> u8 {
    rate.map_or(0, |p| {
        if p > 0.0 {
            (p.sqrt() * 10.0).round().clamp(1.0, 10.0) as u8
        } else {
            0
        }
    })
}

/// Solvers without controls, in order of appearance.
fn solvers(summary: &Summary) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    let real = |cell: &&Cell| !cell.control;
    for cell in summary
        .cases
        .iter()
        .flat_map(|case| case.cells.iter().filter(real))
    {
        if !names.contains(&cell.solver.as_str()) {
            names.push(&cell.solver);
        }
    }
    names
}
