//! The bar at the top, and who made this run, when and how.

use maud::{Markup, html};

use crate::plan::Unavailable;
use crate::report::{number, text::visible};
use crate::stats::Validity;
use crate::summary::{RunInfo, Summary};

/// The bar that stays in view.
pub(super) fn bar(summary: &Summary) -> Markup {
    html! {
        header.bar {
            a.brand href="#top" { "capbench" }
            nav aria-label="Cases" {
                @for (i, case) in summary.cases.iter().enumerate() { a href={ "#case-" (i + 1) } { (visible(&case.name)) } }
                a href="#method" { "Method" }
            }
            a.tool href="#drill" { "Attempts" }
            button.tool #theme type="button" aria-label="Switch between light and dark" { span aria-hidden="true" { "◐" } }
        }
    }
}

/// Name, stamp and provenance.
pub(super) fn masthead(summary: &Summary) -> Markup {
    let run = &summary.run;
    html! {
        section.masthead #top {
            div.title {
                div {
                    p.kicker { "CAPTCHA robustness report" }
                    h1 { (visible(&run.suite)) }
                }
                (stamp(summary.validity.validity))
            }
            @if !summary.validity.reasons.is_empty() {
                ul.reasons { @for reason in &summary.validity.reasons { li { (visible(&reason.to_string())) } } }
            }
            p.command { span.prompt aria-hidden="true" { "$" } code { (visible(&run.command)) } }
            (provenance(run, "threads", "attempts"))
            @if !summary.unavailable.is_empty() {
                div.notice {
                    strong { "Not run. " }
                    @for (names, lack) in Unavailable::grouped(&summary.unavailable) {
                        span { code { (visible(&names)) } ": " (visible(&lack.reason)) "; to have it: " code { (visible(&lack.install)) } ". " }
                    }
                }
            }
            noscript { p.notice { "Without scripts the numbers and plots are all here; sorting and single attempts are not." } }
        }
    }
}

/// The validity as a stamp.
pub(super) fn stamp(validity: Validity) -> Markup {
    let (class, says) = match validity {
        Validity::Valid => ("stamp valid", "complete; the controls did as they should"),
        Validity::Incomplete => ("stamp incomplete", "attempts are missing"),
        Validity::Invalid => ("stamp invalid", "do not rely on these numbers"),
    };
    html! { p class=(class) { strong { (validity.word()) } span { (says) } } }
}

/// Where a run came from; `jobs` says what ran on so many threads at a time, `rows` what was counted.
pub(super) fn provenance(run: &RunInfo, jobs: &str, rows: &'static str) -> Markup {
    html! {
        dl.facts.run {
            @for (name, value, code) in facts(run, jobs, rows) {
                div { dt { (name) } dd title=(visible(&value)) { @if code { code { (visible(&value)) } } @else { (visible(&value)) } } }
            }
        }
    }
}

/// Name, value, and whether the value is for machines.
fn facts(run: &RunInfo, jobs: &str, rows: &'static str) -> Vec<(&'static str, String, bool)> {
    let mut facts = vec![("run", run.id.clone(), true)];
    if let (Some(first), Some(last)) = (run.sittings.first(), run.sittings.last()) {
        let (host, sittings) = (&first.host, run.sittings.len());
        let several = if sittings > 1 {
            format!(" in {sittings} sittings")
        } else {
            String::new()
        };
        let machine = format!(
            "{}, {} ({} cores, {} {jobs})",
            host.cpu, host.os, host.cores, first.threads
        );
        let when = span(&first.started, last.ended.as_deref());
        facts.push(("date", when + &several, false));
        facts.push(("host", machine, false));
    }
    let counted = format!(
        "{} of {} planned",
        number::count(run.done),
        number::count(run.planned)
    );
    facts.extend([
        (rows, counted, false),
        ("suite file", run.suite_path.clone(), true),
        ("suite hash", run.suite_hash.clone(), true),
        ("seed", run.seed.to_string(), true),
        ("digest", run.digest.clone(), true),
        ("capbench", run.capbench.clone(), false),
    ]);
    facts
}

/// From and to in UTC to the minute, the day once: `2026-11-21 13:08–13:12 UTC`.
fn span(start: &str, end: Option<&str>) -> String {
    let parts = |when: &str| {
        when.get(..16)
            .and_then(|w| w.split_once('T'))
            .map(|(day, time)| (day.to_owned(), time.to_owned()))
    };
    match (parts(start), end.and_then(parts)) {
        (Some((day, from)), Some((last, to))) if day == last => format!("{day} {from}–{to} UTC"),
        (Some((day, from)), Some((last, to))) => format!("{day} {from} to {last} {to} UTC"),
        (Some((day, from)), None) => format!("{day} {from} UTC, not ended"),
        (None, _) => start.to_owned(),
    }
}
