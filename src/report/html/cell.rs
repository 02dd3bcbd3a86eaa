//! Numbers on the page. Each carries its case, solver, metric and full-precision value as data, so that a reader's
//! script, or a test, can take it from the page as exactly as from the other formats.

use maud::{Markup, html};

use crate::report::{number, text::visible, words};
use crate::stats::{Estimate, Finding, Percentile, Timing, Unit};
use crate::summary::FindingRow;

/// What a number is about. `solver` is `(union)` for all solvers together and empty for the case itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Of<'a> {
    pub case: &'a str,
    pub solver: &'a str,
}

/// The name under which the solvers together appear.
pub(super) const UNION: &str = "(union)";

impl Of<'_> {
    /// A table cell with the value and, below it, the interval.
    pub(super) fn cell(self, metric: &str, estimate: &Estimate) -> Markup {
        html! {
            td.num data-case=(self.case) data-solver=(self.solver) data-metric=(metric) data-value=(number::data(estimate.value))
                data-low=(number::data(estimate.low)) data-high=(number::data(estimate.high)) data-n=(estimate.n) {
                (both(estimate))
            }
        }
    }

    /// A table cell for a rate: at zero the one-sided upper bound stands in place of the interval.
    pub(super) fn rate(self, metric: &str, rate: &Estimate, upper: f64) -> Markup {
        html! {
            td.num data-case=(self.case) data-solver=(self.solver) data-metric=(metric) data-value=(number::data(rate.value))
                data-low=(number::data(rate.low)) data-high=(number::data(rate.high)) data-n=(rate.n) {
                (bounded(rate, upper))
            }
        }
    }

    /// The value alone, within a sentence or a list.
    pub(super) fn inline(self, metric: &str, estimate: &Estimate) -> Markup {
        self.said(metric, estimate, &number::value(estimate))
    }

    /// Value and interval, within a sentence or a list.
    pub(super) fn full(self, metric: &str, estimate: &Estimate) -> Markup {
        self.said(metric, estimate, &number::full(estimate))
    }

    /// A rate in a sentence, with its interval or, at zero, its upper bound.
    pub(super) fn told(self, metric: &str, rate: &Estimate, upper: f64) -> Markup {
        self.said(metric, rate, &number::rate(rate, upper))
    }

    /// A number without interval, within a sentence or a list.
    pub(super) fn plain(self, metric: &str, value: f64, unit: Unit, n: u64) -> Markup {
        self.inline(
            metric,
            &Estimate {
                value: Some(value),
                low: None,
                high: None,
                n,
                unit,
            },
        )
    }

    /// A table cell with a percentile, or the n that it would need.
    pub(super) fn percentile(
        self,
        metric: &str,
        timing: Option<&Timing>,
        pick: fn(&Timing) -> &Percentile,
    ) -> Markup {
        let seconds = timing
            .and_then(|t| pick(t).us)
            .map(|us| f64::from(us) / 1e6);
        let n = timing.map_or(0, |t| t.n);
        html! {
            td.num data-case=(self.case) data-solver=(self.solver) data-metric=(metric) data-value=(number::data(seconds)) data-n=(n) {
                @if seconds.is_none() { span.faint { (words::timing(timing, pick)) } } @else { (words::timing(timing, pick)) }
            }
        }
    }

    fn said(self, metric: &str, estimate: &Estimate, text: &str) -> Markup {
        html! {
            data.num value=(number::data(estimate.value)) data-case=(self.case) data-solver=(self.solver) data-metric=(metric)
                data-value=(number::data(estimate.value)) data-low=(number::data(estimate.low)) data-high=(number::data(estimate.high))
                data-n=(estimate.n) { (text) }
        }
    }
}

/// Value above interval.
fn both(estimate: &Estimate) -> Markup {
    let interval = number::interval(estimate);
    html! {
        (number::value(estimate))
        @if estimate.value.is_some() && !interval.is_empty() { " " small.ci { (interval) } }
    }
}

/// Value above interval, or above the upper bound if the value is zero.
pub(super) fn bounded(rate: &Estimate, upper: f64) -> Markup {
    if rate.value == Some(0.0) {
        html! { (number::value(rate)) " " small.ci { (number::at_most(upper)) } }
    } else {
        both(rate)
    }
}

/// A finding as a mark with a word: never by colour alone.
pub(super) fn chip(finding: &Finding) -> Markup {
    let (class, sign) = match finding {
        Finding::Broken => ("chip broken", "✗"),
        Finding::Resists => ("chip resists", "✓"),
        Finding::Inconclusive { .. } => ("chip open", "?"),
    };
    html! { span class=(class) { span.sign aria-hidden="true" { (sign) } " " (number::finding(finding)) } }
}

/// A finding as a table cell: the samples still needed below the word.
pub(super) fn finding(finding: &Finding, order: u8) -> Markup {
    html! {
        td.num data-value=(order) {
            @match finding {
                Finding::Inconclusive { more: Some(more) } => { (chip(&Finding::Inconclusive { more: None })) " " small.ci { "+" (number::count(*more)) " needed" } }
                decided => (chip(decided)),
            }
        }
    }
}

/// A finding with its threshold.
pub(super) fn chip_at(row: &FindingRow) -> Markup {
    html! { span.at title=(visible(&row.threshold)) { (chip(&row.finding)) span.threshold { "at " (number::level(row.rate)) } } }
}
