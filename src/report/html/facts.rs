//! What is known of a case before anybody answers.

use maud::{Markup, html};
use serde_json::Value;

use super::cell::Of;
use crate::report::{number, text::visible, words};
use crate::stats::Unit;
use crate::summary::CaseSummary;

pub(super) fn list(case: &CaseSummary) -> Markup {
    let of = Of {
        case: &case.name,
        solver: "",
    };
    let floor = &case.floor;
    html! {
        dl.facts {
            div { dt { "blind floor" } dd {
                (of.plain("floor.blind", floor.blind, Unit::Share, case.n)) " by always answering “" bdi { (visible(&floor.answer)) } "”"
                @if let Some(uniform) = floor.uniform { "; a random guess " (of.plain("floor.uniform", uniform, Unit::Share, case.n)) }
                "; " (number::significant(floor.entropy_bits)) " bits"
            } }
            (keyspace(case))
            (legibility(case, of))
            @if !case.marks.is_empty() {
                div { dt { "marks" } dd { @for mark in &case.marks { (visible(&format!("{:?}", mark.mark).to_lowercase())) " " (number::count(mark.count)) " " } } }
            }
            @if case.duplicates > 0 { div { dt { "duplicates" } dd { (number::count(case.duplicates)) " challenges repeat an earlier one" } } }
            @if case.unmade > 0 { div { dt { "not made" } dd { (number::count(case.unmade)) " challenges" } } }
            @if let Some(timing) = &case.generation { div { dt { "to make one" } dd { (words::percentile(&timing.p50)) " (median)" } } }
        }
        details.params {
            summary { "Parameters" }
            dl.params { @for (name, value) in entries(&case.params) { div { dt { (visible(&name)) } dd { code { (visible(&value)) } } } } }
        }
    }
}

fn keyspace(case: &CaseSummary) -> Markup {
    let keys = &case.keyspace;
    let length = keys.length.map(|(least, most)| {
        if least == most {
            least.to_string()
        } else {
            format!("{least}–{most}")
        }
    });
    html! {
        div { dt { "public keyspace" } dd {
            @if keys.charset.is_empty() && length.is_none() {
                "free answers: no set of symbols is given away"
            } @else {
                @if keys.arithmetic { "the value of a sum; " }
                @if let Some(length) = length { (length) " symbols " } @else { "any length " }
                @if keys.charset.is_empty() { "of unknown kinds" } @else { "of " code.charset { (visible(&keys.charset)) } }
            }
            @if keys.case_sensitive { ", upper and lower case differ" }
        } }
    }
}

fn legibility(case: &CaseSummary, of: Of<'_>) -> Markup {
    html! {
        @if let Some(legible) = &case.legibility {
            div { dt { "legibility" } dd {
                "contrast " (of.full("legibility.contrast", &legible.contrast)) ", stroke " (of.full("legibility.stroke_px", &legible.stroke_px))
                ", covered " (of.full("legibility.covered", &legible.covered)) ", clipped " (of.full("legibility.clipped", &legible.clipped))
            } }
        }
    }
}

/// Names and values of an object, one level deep; anything else as one entry.
fn entries(params: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    match params {
        Value::Object(map) => map
            .iter()
            .map(|(name, value)| (name.clone(), text(value)))
            .collect(),
        Value::Null => Vec::new(),
        other => vec![("value".into(), text(other))],
    }
}
