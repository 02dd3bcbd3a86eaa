//! The parts of a case, and how questions of one operation were understood.

use maud::{Markup, html};

use crate::report::strata::{Dimension, dimensions};
use crate::report::{number, text::visible};
use crate::stats::Parse;
use crate::summary::CaseSummary;

pub(super) fn tables(case: &CaseSummary) -> Markup {
    html! {
        @for dimension in dimensions(case) { (table(case, &dimension)) }
        (parses(case))
    }
}

fn table(case: &CaseSummary, dimension: &Dimension<'_>) -> Markup {
    let floors = dimension.rows.iter().any(|row| row.floor.is_some());
    html! {
        h3 { "By " (visible(dimension.name)) }
        div.scroll tabindex="0" role="region" aria-label={ (visible(&case.name)) " by " (visible(dimension.name)) } {
            table {
                thead { tr {
                    th scope="col" { (visible(dimension.name)) }
                    th.num scope="col" { "challenges" }
                    @if floors {
                        th.num scope="col" title="the best constant answer, by theory" { "blind floor" }
                        th.num scope="col" title="entropy of the answers" { "bits" }
                    }
                    @for solver in &dimension.solvers {
                        th.num scope="col" { (visible(solver)) " solved" }
                        th.num scope="col" { "95 %" }
                        th.num scope="col" title="solved of answered" { "precision" }
                    }
                } }
                tbody { @for row in &dimension.rows { tr {
                    th scope="row" { (visible(row.value)) }
                    td.num { (number::count(row.n)) }
                    @if floors {
                        @let answer = row.floor.map_or_else(String::new, |(_, answer, _)| format!("always {answer}"));
                        @let [floor, bits] = row.told_floor();
                        td.num title=(visible(&answer)) { (floor) }
                        td.num { (bits) }
                    }
                    @for (solved, precision) in &row.rates {
                        td.num { (number::value(solved)) }
                        td.num { (number::interval(solved)) }
                        td.num { (number::value(precision)) }
                    }
                } } }
            }
        }
    }
}

fn parses(case: &CaseSummary) -> Markup {
    let parsed = || {
        let real = case.cells.iter().filter(|cell| !cell.control);
        real.filter_map(|cell| Some((cell.solver.as_str(), cell.parse?)))
    };
    html! {
        @if parsed().next().is_some() {
            h3 { "Questions of one operation" }
            p.lead { "How often each part was understood. Lucky: something was read wrong, and the answer was right all the same." }
            div.scroll tabindex="0" role="region" aria-label={ "Parts understood on " (visible(&case.name)) } {
                table {
                    thead { tr {
                        th scope="col" { "solver" } th.num scope="col" { "questions" } th.num scope="col" { "left" } th.num scope="col" { "sign" }
                        th.num scope="col" { "right" } th.num scope="col" { "all three" } th.num scope="col" { "lucky" }
                    } }
                    tbody { @for (solver, parse) in parsed() { (parsed_row(solver, &parse)) } }
                }
            }
        }
    }
}

fn parsed_row(solver: &str, parse: &Parse) -> Markup {
    let Parse {
        left,
        sign,
        right,
        whole,
        lucky,
    } = parse;
    html! {
        tr {
            th scope="row" { (visible(solver)) }
            td.num { (number::count(whole.n)) }
            @for estimate in [left, sign, right, whole, lucky] {
                td.num title=(number::interval(estimate)) { (number::value(estimate)) }
            }
        }
    }
}
