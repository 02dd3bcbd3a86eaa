//! The solvers of a case together: what each adds, and how they overlap.

use maud::{Markup, html};

use super::cell::{Of, UNION};
use super::matrix::shade;
use crate::report::{number, text::visible};
use crate::stats::{Gain, Unit};
use crate::summary::CaseSummary;

pub(super) fn tables(case: &CaseSummary) -> Markup {
    let Some(union) = case
        .union
        .as_ref()
        .filter(|union| union.parts.solvers.len() > 1)
    else {
        return html! {};
    };
    let parts = &union.parts;
    let of = Of {
        case: &case.name,
        solver: UNION,
    };
    html! {
        h3 { "Together" }
        p.lead {
            "At least one solver solves " (number::count(parts.solved)) " of " (number::count(parts.n)) " challenges: "
            (of.told("solve_rate", &union.solve_rate, union.bounds.upper)) ". " (order(&parts.greedy))
        }
        div.scroll tabindex="0" role="region" aria-label="What each solver adds, and how they overlap" {
            table {
                thead {
                    tr.over { td colspan="4" {} th.num scope="colgroup" colspan=(parts.solvers.len()) { "overlap with" } }
                    tr {
                        th.stick scope="col" { "solver" } th.num scope="col" { "solved" } th.num scope="col" { "alone" } th.num scope="col" { "lost without it" }
                        @for member in &parts.solvers { th.num scope="col" { (visible(&member.name)) } }
                    }
                }
                tbody { @for (i, member) in parts.solvers.iter().enumerate() { tr {
                    th.stick scope="row" { (visible(&member.name)) }
                    td.num data-value=(member.solved) { (number::count(member.solved)) }
                    td.num data-value=(member.alone) { (number::count(member.alone)) }
                    (Of { case: &case.name, solver: &member.name }.cell("union.gain", &member.gain))
                    @for (j, overlap) in parts.overlap.get(i).into_iter().flatten().enumerate() {
                        @if i == j { td.num.faint { (number::NONE) } }
                        @else { td class={ "num heat h" (shade(*overlap)) } data-value=(number::data(*overlap)) { (jaccard(*overlap, case)) } }
                    }
                } } }
            }
        }
    }
}

fn jaccard(overlap: Option<f64>, case: &CaseSummary) -> String {
    let n = case.n;
    number::share(&crate::stats::Estimate {
        value: overlap,
        low: None,
        high: None,
        n,
        unit: Unit::Share,
    })
}

fn order(greedy: &[Gain]) -> String {
    let step = |(i, gain): (usize, &Gain)| {
        let (name, added) = (visible(&gain.name), number::count(gain.added));
        if i == 0 {
            format!("{name} alone {added}")
        } else {
            format!("{name} adds {added}")
        }
    };
    let steps: Vec<String> = greedy.iter().enumerate().map(step).collect();
    format!("In the order that adds most: {}.", steps.join(", "))
}
