//! The page as a whole.

use std::path::{Path, PathBuf};

use maud::{DOCTYPE, Markup, PreEscaped, html as markup};

use super::{case, data, header, matrix, method, says};
use crate::report::drill::Drill;
use crate::report::plots::{self, Plot};
use crate::report::{Format, text::visible};
use crate::summary::Summary;

const STYLE: &str = include_str!("page.css");
pub(super) const THEME: &str = include_str!("theme.js");
const SCRIPT: &str = include_str!("page.js");

/// What a page shows.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// The numbers.
    pub summary: &'a Summary,
    /// The plots, in order.
    pub plots: &'a [Plot],
    /// What can be drilled into.
    pub drill: &'a Drill,
}

pub(in crate::report) const FORMAT: Format = Format {
    name: "html",
    summary: "report.html: everything on one page that needs no network",
    write,
};

fn write(page: &crate::report::Page<'_>, dir: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let path = dir.join("report.html");
    let plots = plots::all(page.summary);
    std::fs::write(
        &path,
        html(&Page {
            summary: page.summary,
            plots: &plots,
            drill: &page.drill,
        }),
    )?;
    Ok(vec![path])
}

/// The page as one self-contained file. The same page gives the same bytes.
pub fn html(page: &Page<'_>) -> String {
    let summary = page.summary;
    let island = data::island(page.drill);
    // What is on the page cannot name the nonce, which is a hash of it: injected markup would have no right to run.
    let nonce =
        blake3::hash(format!("{}{}{island}", summary.run.id, summary.run.digest).as_bytes())
            .to_hex();
    markup! {
        (DOCTYPE)
        html lang="en" {
            (head(&summary.run.suite, &summary.run.capbench, &nonce[..32]))
            body {
                a.skip href="#says" { "Skip to the results" }
                (header::bar(summary))
                main {
                    (header::masthead(summary))
                    (says::section(summary))
                    (matrix::section(summary))
                    @if page.plots.iter().any(|plot| plot.case.is_none()) {
                        section.panel aria-label="Plots of the whole run" {
                            @for plot in page.plots.iter().filter(|plot| plot.case.is_none()) { (figure(plot)) }
                        }
                    }
                    @for (i, one) in summary.cases.iter().enumerate() {
                        (case::section(summary, one, i, page))
                    }
                    (method::section(summary))
                }
                (data::dialog())
                script type="application/json" id="data" { (PreEscaped(&island)) }
                script nonce=(&nonce[..32]) { (PreEscaped(THEME)) (PreEscaped(SCRIPT)) }
            }
        }
    }
    .into_string()
}

/// The head of a page: nothing but what the page carries itself may run or load.
pub(super) fn head(title: &str, capbench: &str, nonce: &str) -> Markup {
    let policy = format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; img-src data:; base-uri 'none'; form-action 'none'"
    );
    markup! {
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(policy);
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="generator" content={ "capbench " (capbench) };
            meta name="color-scheme" content="light dark";
            title { (visible(title)) " · capbench" }
            link rel="icon" href="data:,";
            style nonce=(nonce) { (PreEscaped(STYLE)) }
        }
    }
}

/// A plot as part of the page, so that the page's colours reach it.
pub(super) fn figure(plot: &Plot) -> Markup {
    // The drawing's own first tag fixes a size in pixels; here the page decides.
    let drawing = plot.svg.split_once('>').map_or("", |(_, rest)| rest);
    let view = plot
        .svg
        .split_once("viewBox=\"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .map_or("0 0 820 600", |(view, _)| view);
    markup! {
        figure class=(if view.starts_with("0 0 820 ") { "plot wide" } else { "plot" }) tabindex="0" aria-label=(visible(&plot.title)) {
            svg viewBox=(view) role="img" aria-label=(visible(&plot.alt)) { (PreEscaped(drawing.trim_end().trim_end_matches("</svg>"))) }
        }
    }
}
