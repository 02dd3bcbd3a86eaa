//! The page of labels-to-break curves.

use std::path::{Path, PathBuf};

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::cell::{bounded, chip, chip_at};
use super::header::{provenance, stamp};
use super::page::{THEME, figure, head};
use crate::learn::{Break, CurveSummary, PointSummary, RepeatSummary, Summary};
use crate::report::learn::{Format, words};
use crate::report::plots::{Plot, labels_to_break};
use crate::report::{number, text::visible};

pub(in crate::report) const FORMAT: Format = Format {
    name: "html",
    write,
};

fn write(summary: &Summary, dir: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let path = dir.join("report.html");
    std::fs::write(&path, page(summary, &labels_to_break(summary)))?;
    Ok(vec![path])
}

/// The page as one self-contained file.
fn page(summary: &Summary, plots: &[Plot]) -> String {
    let run = &summary.run;
    let nonce = blake3::hash(format!("{}{}", run.id, run.digest).as_bytes()).to_hex();
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(&format!("{} · labels to break", run.suite), &run.capbench, &nonce[..32]))
            body {
                a.skip href="#says" { "Skip to the results" }
                (bar(summary))
                main {
                    (masthead(summary))
                    section #says aria-labelledby="says-title" {
                        h2 #says-title { "What this says" }
                        div.cards { @for (i, curve) in summary.cases.iter().enumerate() { (card(curve, i)) } }
                    }
                    @if !plots.is_empty() {
                        section.panel aria-label="Curves" { @for plot in plots { (figure(plot)) } }
                    }
                    @for (i, curve) in summary.cases.iter().enumerate() { (case(summary, curve, i)) }
                    (method(summary))
                }
                script nonce=(&nonce[..32]) { (PreEscaped(THEME)) }
            }
        }
    }
    .into_string()
}

fn bar(summary: &Summary) -> Markup {
    html! {
        header.bar {
            a.brand href="#top" { "capbench" }
            nav aria-label="Cases" {
                @for (i, curve) in summary.cases.iter().enumerate() { a href={ "#case-" (i + 1) } { (visible(&curve.name)) } }
                a href="#method" { "Method" }
            }
            button.tool #theme type="button" aria-label="Switch between light and dark" { span aria-hidden="true" { "◐" } }
        }
    }
}

fn masthead(summary: &Summary) -> Markup {
    let run = &summary.run;
    html! {
        section.masthead #top {
            div.title {
                div {
                    p.kicker { "How many labels break the design" }
                    h1 { (visible(&run.suite)) }
                }
                (stamp(summary.validity.validity))
            }
            @if !summary.validity.reasons.is_empty() {
                ul.reasons { @for reason in &summary.validity.reasons { li { (visible(&reason.to_string())) } } }
            }
            p.command { span.prompt aria-hidden="true" { "$" } code { (visible(&run.command)) } }
            (provenance(run, "models at a time", "models"))
        }
    }
}

fn card(curve: &CurveSummary, i: usize) -> Markup {
    // The weakest threshold that is shown passed tells most: who reaches it reaches the others.
    let hardest = curve.breaks.iter().rev().find(|row| row.fewest.is_some());
    html! {
        article.card {
            h3 { a href={ "#case-" (i + 1) } { (visible(&curve.name)) } }
            @match hardest {
                Some(row) => {
                    p.big { (words::fewest(row)) " labels" }
                    p { "are the fewest measured that break it at " (number::level(row.rate)) ". Labels and computing cost " strong { (words::cost(row)) } "." }
                }
                None => p { "Not shown broken at any threshold by the labels measured." },
            }
            @if let Some(last) = curve.points.last() {
                p.faint { "With the most measured, " (number::count(last.labels)) " labels:" }
                p.chips { @for row in &last.findings { (chip_at(row)) " " } }
            }
            p.faint { "Without any label: " (number::percent(curve.floor.blind)) " by always answering “" bdi { (visible(&curve.floor.answer)) } "”." }
        }
    }
}

fn case(summary: &Summary, curve: &CurveSummary, i: usize) -> Markup {
    let preset = curve
        .preset
        .as_deref()
        .map_or_else(String::new, |preset| format!(":{preset}"));
    html! {
        section.case id={ "case-" (i + 1) } {
            div.case-head {
                h2 { (visible(&curve.name)) }
                p.faint { (visible(&format!("{}{preset}", curve.scheme))) " version " (curve.version) }
            }
            (points(summary, curve))
            h3 { "What breaks it" }
            (breaks(curve))
            p.lead { (visible(&words::law(&curve.fit))) "." }
            details.params {
                summary { "Every model" }
                (models(curve))
            }
        }
    }
}

fn points(summary: &Summary, curve: &CurveSummary) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label={ "Solve rates of " (visible(&curve.name)) } {
            table {
                thead { tr {
                    th.num scope="col" { "labels" } th.num scope="col" { "solved" }
                    @for t in &summary.thresholds { th.num scope="col" title=(visible(&t.name)) { "at " (number::level(t.p)) } }
                    th.num scope="col" { "models" } th.num scope="col" { "samples" } th.num scope="col" { "CPU time each" }
                } }
                tbody { @for point in &curve.points { (row(curve, point)) } }
            }
        }
    }
}

fn row(curve: &CurveSummary, point: &PointSummary) -> Markup {
    let rate = &point.rate.rate;
    html! {
        tr {
            th.num scope="row" { (number::count(point.labels)) }
            td.num data-case=(curve.name) data-metric="solve_rate" data-labels=(point.labels) data-value=(number::data(rate.value))
                data-low=(number::data(rate.low)) data-high=(number::data(rate.high)) data-n=(rate.n) {
                @if point.rate.repeats == 0 { (words::rate(point)) " " small.ci { (words::interval(point)) } } @else { (bounded(rate, point.rate.upper)) }
            }
            @for row in &point.findings { td.num { (chip(&row.finding)) } }
            td.num { (point.rate.repeats) }
            td.num { @if point.samples > 0 { (number::count(point.samples)) } }
            td.num { (words::cpu(point)) }
        }
    }
}

fn breaks(curve: &CurveSummary) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label={ "Thresholds of " (visible(&curve.name)) } {
            table {
                thead { tr {
                    th scope="col" { "threshold" } th.num scope="col" { "fewest labels measured" } th.num scope="col" { "crossed at (interpolated)" }
                    th.num scope="col" { "labels" } th.num scope="col" { "CPU time" } th.num scope="col" { "computing" } th.num scope="col" { "in all" }
                } }
                tbody { @for row in &curve.breaks { (broken(curve, row)) } }
            }
        }
    }
}

fn broken(curve: &CurveSummary, row: &Break) -> Markup {
    let part =
        |pick: fn(&crate::learn::Cost) -> String| row.cost.as_ref().map_or_else(String::new, pick);
    html! {
        tr {
            th scope="row" { (number::level(row.rate)) " " span.faint { (visible(&row.threshold)) } }
            td.num data-case=(curve.name) data-metric="fewest_labels" data-threshold=(row.threshold) data-value=(row.fewest.map_or_else(String::new, |n| n.to_string())) { (words::fewest(row)) }
            td.num { (words::crossing(row)) }
            td.num { (part(|cost| number::money(cost.labels_usd))) }
            td.num { (part(|cost| number::seconds(cost.cpu_s))) }
            td.num { (part(|cost| number::money(cost.cpu_usd))) }
            td.num { (words::cost(row)) }
        }
    }
}

fn models(curve: &CurveSummary) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label={ "Models of " (visible(&curve.name)) } {
            table.small {
                thead { tr {
                    @for name in ["labels", "repeat", "solved"] { th.num scope="col" { (name) } }
                    th scope="col" { "head" } th scope="col" { "validation" }
                    @for name in ["loss", "CPU time", "wall time"] { th.num scope="col" { (name) } }
                    th scope="col" { "model" }
                } }
                tbody { @for point in &curve.points { @for repeat in &point.repeats { (model(point, repeat)) } } }
            }
        }
    }
}

fn model(point: &PointSummary, repeat: &RepeatSummary) -> Markup {
    html! {
        tr {
            td.num { (number::count(point.labels)) }
            td.num { (repeat.repeat + 1) }
            td.num { (number::full(&repeat.rate)) }
            @match &repeat.training {
                Some(training) => {
                    td { (visible(&training.head)) }
                    td { @for (i, score) in training.validation.iter().enumerate() { @if i > 0 { ", " } (visible(&score.head)) " " (score.solved) "/" (score.n) } }
                    td.num { (number::significant(training.loss)) }
                    td.num { (number::seconds(training.cpu_s)) }
                    td.num { (number::seconds(training.wall_s)) }
                }
                None => td colspan="5" { "as it is" },
            }
            td { code { (visible(&repeat.model)) } }
        }
    }
}

fn method(summary: &Summary) -> Markup {
    html! {
        section.method #method {
            h2 { "Method" }
            dl {
                dt { "Training" } dd { (visible(&words::method(summary))) "." }
                dt { "Labels" } dd { "All labelled challenges that a model has, those for validation included. Models of one repeat share their first labels; repeats share none. No eval challenge is among them, pixel for pixel." }
                dt { "Head" } dd { "Chosen on the validation part alone, as an attacker would; the eval challenges choose nothing." }
                dt { "Solve rate" } dd { "On eval challenges, a set of its own for each repeat, the same for every number of labels. Band: Student's t interval over the trainings, never narrower than Wilson's of the pooled counts; so it covers both the spread between trainings and the sample." }
                dt { "Fewest labels" } dd { "The fewest labels measured whose one-sided 95 % lower bound lies above the threshold. Findings are not corrected for the number of points." }
                dt { "Crossed at" } dd { "Interpolated between measured points, linear in the logarithm of the labels; its interval is where the band's edges cross." }
                dt { "Power law" } dd { "error = a · labels^−b + c by weighted least squares over points that solve at least a tenth; profile intervals at 95 %." }
                dt { "Cost" } dd { (visible(&words::assumptions(summary))) ". One training at the measured CPU time, labels at their price; drawing and labelling time are not in it." }
                dt { "Thresholds" } dd { ul { @for t in &summary.thresholds { li { strong { (visible(&t.name)) } ", " (number::level(t.p)) ": " (visible(&t.source)) } } } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::summarise;
    use crate::report::learn::sample;

    #[test]
    fn the_page_shows_every_point_and_threshold() {
        let summary = summarise(&sample::record(48)).unwrap();
        let text = page(&summary, &labels_to_break(&summary));
        for curve in &summary.cases {
            for point in &curve.points {
                let value = number::data(point.rate.rate.value);
                let cell = format!("data-labels=\"{}\" data-value=\"{value}\"", point.labels);
                assert!(text.contains(&cell), "{cell}");
            }
            for row in &curve.breaks {
                let shown = words::crossing(row).replace('>', "&gt;");
                assert!(text.contains(&words::fewest(row)), "{row:?}");
                assert!(text.contains(&shown), "{shown}");
            }
        }
        assert!(text.contains("class=\"stamp valid\"") && text.contains("<svg"));
        assert_eq!(text.matches("<script").count(), 1);
    }

    #[test]
    fn half_a_record_has_half_a_page() {
        let summary = summarise(&sample::record(10)).unwrap();
        let text = page(&summary, &labels_to_break(&summary));
        assert!(
            text.contains("stamp incomplete") && text.contains("of 19"),
            "{}",
            text.len()
        );
        let nothing = summarise(&sample::record(0)).unwrap();
        assert!(labels_to_break(&nothing).is_empty());
        assert!(page(&nothing, &[]).contains("Not shown broken"));
    }
}
