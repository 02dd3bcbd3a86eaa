//! One solver on one case, for those who want to know why.

use maud::{Markup, html};

use super::cell::Of;
use super::data::drill_link;
use super::tiles;
use crate::report::{number, text::visible};
use crate::stats::{Calibration, Confused, Confusion, Positions, RiskCoverage, Unit};
use crate::summary::{CaseSummary, Cell};

/// Kinds of confusions that are listed.
const CONFUSIONS: usize = 12;

pub(super) fn solver(case: &CaseSummary, cell: &Cell) -> Markup {
    let of = Of {
        case: &case.name,
        solver: &cell.solver,
    };
    html! {
        details.solver {
            summary { span.name { (visible(&cell.solver)) } (bar(cell)) span.faint { (number::share(&cell.solve_rate)) } }
            div.inner {
                p.faint { (visible(&cell.kind)) " · " code { (visible(&cell.version)) } " · " a href=(drill_link(&case.name, &cell.solver, None)) { "see its attempts" } }
                (verdicts(cell))
                div.columns {
                    @match &cell.tiles {
                        Some(seen) => { (tiles::block(of, seen)) }
                        None => { (reading(cell, of)) }
                    }
                    (effort(cell, of))
                    @if let Some(calibration) = &cell.calibration { (calibrated(of, calibration)) }
                    @if let Some(curve) = &cell.selective { (selective(of, curve)) }
                    @if let Some(confusion) = &cell.confusion { (confusions(case, cell, confusion)) }
                    @if let Some(positions) = &cell.positions { (places(of, positions)) }
                }
            }
        }
    }
}

/// Verdicts as words, classes and counts.
fn counts(cell: &Cell) -> [(&'static str, &'static str, u64); 6] {
    let c = &cell.counts;
    [
        ("solved", "✓", c.solved),
        ("wrong", "✗", c.wrong),
        ("abstained", "○", c.abstained),
        ("timed-out", "…", c.timed_out),
        ("faulted", "!", c.faulted),
        ("missing", "–", c.missing),
    ]
}

fn bar(cell: &Cell) -> Markup {
    let mut x = 0;
    let parts = counts(cell).map(|(word, _, count)| {
        x += count;
        (word, x - count, count)
    });
    let view = format!("0 0 {} 1", cell.n.max(1));
    html! {
        svg.verdicts viewBox=(view) preserveAspectRatio="none" aria-hidden="true" {
            @for (word, from, count) in parts { @if count > 0 { rect class={ "v-" (word) } x=(from) y="0" width=(count) height="1" {} } }
        }
    }
}

fn verdicts(cell: &Cell) -> Markup {
    html! {
        p.legend { @for (word, sign, count) in counts(cell) { @if count > 0 {
            span class={ "verdict v-" (word) } { span aria-hidden="true" { (sign) } " " (word) " " b { (number::count(count)) } } " "
        } } }
    }
}

fn reading(cell: &Cell, of: Of<'_>) -> Markup {
    let read = &cell.reading;
    let d = &read.distances;
    html! {
        div {
            h4 { "Reading" }
            dl.numbers {
                div { dt { "edits per drawn symbol" } dd { (of.full("cer_micro", &read.micro)) } }
                div { dt { "mean over answers" } dd { (of.full("cer_macro", &read.macro_average)) } }
                div { dt { "bounded" } dd { (of.full("cer_bounded", &read.bounded)) } }
                div { dt { "one edit away" } dd { (of.full("almost", &read.almost)) } }
                div { dt { "0 · 1 · 2 · 3+ edits" } dd { (number::count(d.zero)) " · " (number::count(d.one)) " · " (number::count(d.two)) " · " (number::count(d.more)) } }
            }
        }
    }
}

fn symbol(c: Option<char>) -> String {
    c.map_or_else(|| "ε".into(), |c| visible(&c.to_string()))
}

fn confusions(case: &CaseSummary, cell: &Cell, table: &Confusion) -> Markup {
    let dead: Vec<String> = table
        .dead
        .iter()
        .map(|d| {
            format!(
                "{} ({} drawn)",
                visible(&d.symbol.to_string()),
                number::count(d.support)
            )
        })
        .collect();
    let row = |pair: &Confused| {
        html! {
            tr {
                td.sym { bdi { (symbol(pair.drawn)) } " → " bdi { (symbol(pair.read)) } }
                td.num data-value=(pair.count) { (number::count(pair.count)) }
                td.num data-value=(number::data(pair.share)) { (pair.share.map_or_else(|| number::NONE.to_owned(), number::percent)) }
                td { @for i in &pair.examples { a href=(drill_link(&case.name, &cell.solver, Some(*i))) { "#" (i) } " " } }
            }
        }
    };
    html! {
        div {
            h4 { "Confusions" }
            @if table.top.is_empty() { p.faint { "None: every symbol was read right." } } @else {
                table.small {
                    thead { tr { th scope="col" { "drawn → read" } th.num scope="col" { "times" } th.num scope="col" { "of drawn" } th scope="col" { "examples" } } }
                    tbody { @for pair in table.top.iter().take(CONFUSIONS) { (row(pair)) } }
                }
            }
            @if !dead.is_empty() { p { strong { "Never read right: " } bdi { (dead.join(", ")) } } }
            @if !table.clusters.is_empty() {
                p.faint { "Taken for each other: " @for cluster in &table.clusters { code { (visible(&cluster.symbols)) } " (" (number::count(cluster.count)) ") " } }
            }
            @if let Some(bits) = table.entropy_bits { p.faint { "Uncertainty left per drawn symbol: " (number::significant(bits)) " bits" } }
        }
    }
}

fn places(of: Of<'_>, positions: &Positions) -> Markup {
    html! {
        div {
            h4 { "Positions" }
            table.small {
                thead { tr { th.num scope="col" { "position" } th.num scope="col" { "read right" } th.num scope="col" { "first error here" } } }
                tbody { @for (i, estimate) in positions.aligned.iter().enumerate() { tr {
                    td.num { (i + 1) } (of.cell(&format!("positions.aligned.{i}"), estimate))
                    td.num { (positions.first_error.get(i).map_or_else(|| number::NONE.to_owned(), |n| number::count(*n))) }
                } } }
            }
            p.faint {
                "Wrong length: " (of.full("positions.wrong_length", &positions.wrong_length)) " (too short "
                (of.inline("positions.too_short", &positions.too_short)) ", too long " (of.inline("positions.too_long", &positions.too_long)) ")"
            }
        }
    }
}

fn calibrated(of: Of<'_>, calibration: &Calibration) -> Markup {
    let n = calibration.n;
    html! {
        div {
            h4 { "Confidence" }
            dl.numbers {
                div { dt { "calibration error (ECE)" } dd { (of.plain("calibration.ece", calibration.ece, Unit::EditsPerSymbol, n)) } }
                div { dt { "with equal-mass bins" } dd { (of.plain("calibration.ece_equal_mass", calibration.ece_equal_mass, Unit::EditsPerSymbol, n)) } }
                div { dt { "Brier score" } dd { (of.plain("calibration.brier", calibration.brier, Unit::EditsPerSymbol, n)) } }
                div { dt { "answers with one" } dd { (number::count(n)) } }
            }
        }
    }
}

fn selective(of: Of<'_>, curve: &RiskCoverage) -> Markup {
    html! {
        div {
            h4 { "Answering only when sure" }
            dl.numbers {
                @for at in &curve.at {
                    div { dt { "precision at " (number::level(at.asked)) " coverage" } dd { (of.full(&format!("selective.at_{}", at.asked * 100.0), &at.point.precision)) } }
                }
                @if let Some(best) = &curve.best {
                    div { dt { "best precision" } dd { (of.full("selective.best", &best.precision)) " at " (number::percent(best.coverage)) " coverage" } }
                }
                div { dt { "AURC" } dd { (number::significant(curve.aurc)) } }
            }
        }
    }
}

fn effort(cell: &Cell, of: Of<'_>) -> Markup {
    html! {
        div {
            h4 { "Effort" }
            dl.numbers {
                div { dt { "lift over the blind floor" } dd { (of.full("lift", &cell.lift)) } }
                div { dt { "expected tries" } dd { (of.full("expected_attempts", &cell.effort.expected_attempts)) } }
                div { dt { "in within three tries" } dd { (of.full("within_3", &cell.effort.within_3)) } }
                div { dt { "tries for a 95 % chance" } dd { (of.full("attempts_for_95", &cell.effort.attempts_for_95)) } }
                @if let Some(time) = &cell.effort.time_to_solve { div { dt { "expected time" } dd { (of.full("time_to_solve", time)) } } }
                @if let Some(cost) = &cell.effort.cost_per_1000 { div { dt { "cost of 1000 solved" } dd { (of.full("cost_per_1000", cost)) } } }
            }
        }
    }
}
