//! What the run says, in sentences: one card a case.

use maud::{Markup, html};

use super::cell::{Of, UNION, chip_at};
use crate::report::{number, text::visible};
use crate::summary::{CaseSummary, Cell, Summary};

pub(super) fn section(summary: &Summary) -> Markup {
    html! {
        section #says aria-labelledby="says-title" {
            h2 #says-title { "What this says" }
            div.cards {
                @for (i, case) in summary.cases.iter().enumerate() { (card(case, i)) }
            }
        }
    }
}

/// The solver that solved most; among equals the first.
pub(super) fn best(case: &CaseSummary) -> Option<&Cell> {
    let solvers = case.cells.iter().filter(|cell| !cell.control);
    solvers.reduce(|best, next| {
        if next.counts.solved > best.counts.solved {
            next
        } else {
            best
        }
    })
}

fn card(case: &CaseSummary, i: usize) -> Markup {
    let solvers = case.cells.iter().filter(|cell| !cell.control).count();
    html! {
        article.card {
            h3 { a href={ "#case-" (i + 1) } { (visible(&case.name)) } }
            @if let Some(cell) = best(case) {
                (strongest(case, cell, solvers))
            } @else {
                p { "No solver ran on this case; only the controls did." }
            }
            (floor(case))
        }
    }
}

fn strongest(case: &CaseSummary, cell: &Cell, solvers: usize) -> Markup {
    let of = Of {
        case: &case.name,
        solver: &cell.solver,
    };
    let all = Of {
        case: &case.name,
        solver: UNION,
    };
    let union = case.union.as_ref().filter(|_| solvers > 1);
    html! {
        p.big { (of.inline("solve_rate", &cell.solve_rate)) }
        @if cell.counts.missing > 0 {
            p { "Only " (number::count(cell.n - cell.counts.missing)) " of " (number::count(cell.n)) " attempts are on record; what is missing counts as not solved." }
        }
        p {
            @if solvers > 1 { "The best of " (solvers) " solvers, " } @else { "The only solver, " }
            strong { (visible(&cell.solver)) } ", solves " (of.told("solve_rate", &cell.solve_rate, cell.bounds.upper))
            @if cell.effort.expected_attempts.value.is_some() {
                ", so it gets in every " (of.inline("expected_attempts", &cell.effort.expected_attempts)) " tries on average."
            } @else {
                ": none of " (number::count(cell.n - cell.counts.missing)) " attempts."
            }
            @if let Some(union) = union {
                " Any of them: " (all.told("solve_rate", &union.solve_rate, union.bounds.upper)) "."
            }
        }
        p.chips { @for row in &cell.findings { (chip_at(row)) " " } }
        @if let Some(union) = union.filter(|union| union.findings.iter().zip(&cell.findings).any(|(u, c)| u.finding.word() != c.finding.word())) {
            p.chips { span.faint { "any of them: " } @for row in &union.findings { (chip_at(row)) " " } }
        }
    }
}

/// Said where looking at no picture at all is worth something.
fn floor(case: &CaseSummary) -> Markup {
    let rate = Of {
        case: &case.name,
        solver: "",
    }
    .plain(
        "floor.blind",
        case.floor.blind,
        crate::stats::Unit::Share,
        case.n,
    );
    html! { p.faint { "Without looking, always “" bdi { (visible(&case.floor.answer)) } "”: " (rate) "." } }
}
