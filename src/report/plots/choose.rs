//! Which plots a summary gets.
//!
//! Two for the whole run: solve rates and times. Then, for each of the first [`CASES`] cases, whichever of these
//! have something to show: the confusions of its best reader alone (a heat map a solver would be a wall of
//! pictures), and risk and coverage, accuracy by position, reliability and solve rate by difficulty with its best solvers in one plot each,
//! where they can be compared. So a suite of forty cells makes some thirty files, not two hundred.

use super::scene::{PaintError, Scene};
use super::style::color;
use super::{confusion, curve, latency, position, reliability, risk, rules, solve_rate, strata};
use crate::learn;
use crate::stats::{Calibration, RiskCoverage};
use crate::summary::{CaseSummary, Cell, Summary};

/// Cases that get plots of their own.
const CASES: usize = 12;
/// Solvers in one plot of a case: as many as have a colour.
const SOLVERS: usize = 6;

/// One plot.
#[derive(Clone, Debug)]
pub struct Plot {
    /// Stem of its file: lower-case letters, digits and hyphens.
    pub name: String,
    /// Its title in plain words.
    pub title: String,
    /// What it shows, in a sentence, for those who do not see it.
    pub alt: String,
    /// The case it belongs to; `None` for the whole run.
    pub case: Option<String>,
    /// The picture as SVG.
    pub svg: String,
    scene: Scene,
}

/// A plot before it has a file name.
pub(super) struct Draft {
    pub title: String,
    pub alt: String,
    pub scene: Scene,
}

/// A solver on a case with its colour, the same in all plots of a run.
pub(super) struct Shown<'a> {
    pub cell: &'a Cell,
    pub color: plotters::style::RGBAColor,
}

impl<'a> Shown<'a> {
    pub(super) fn calibration(&self) -> Option<&'a Calibration> {
        self.cell.calibration.as_ref()
    }

    pub(super) fn curve(&self) -> Option<&'a RiskCoverage> {
        self.cell.selective.as_ref()
    }
}

impl Plot {
    /// The picture as a PNG file, at twice the size; painted when asked for.
    pub fn png(&self) -> Result<Vec<u8>, PaintError> {
        self.scene.png()
    }

    /// `None` where it cannot be painted, which no summary can bring about.
    fn new(stem: &str, case: Option<(usize, &CaseSummary)>, draft: Draft) -> Option<Self> {
        let name = case.map_or_else(
            || stem.to_owned(),
            |(i, case)| format!("{:02}-{}-{stem}", i + 1, safe(&case.name)),
        );
        let svg = draft.scene.svg().ok()?;
        let case = case.map(|(_, case)| case.name.clone());
        Some(Self {
            name,
            title: draft.title,
            alt: draft.alt,
            case,
            svg,
            scene: draft.scene,
        })
    }
}

/// The plots of a summary; see the head of this file for which.
pub fn all(summary: &Summary) -> Vec<Plot> {
    let solvers = solvers(summary);
    let mut plots: Vec<Option<Plot>> = vec![
        solve_rate::draw(summary, &solvers).and_then(|draft| Plot::new("solve-rate", None, draft)),
        latency::draw(summary, &solvers).and_then(|draft| Plot::new("latency", None, draft)),
    ];
    for (i, case) in summary.cases.iter().enumerate().take(CASES) {
        let shown = ranked(case, &solvers);
        let add = |stem: &str, draft: Option<Draft>| Plot::new(stem, Some((i, case)), draft?);
        plots.push(add("rules", rules::draw(case)));
        plots.push(add("confusion", confusion::draw(case, &shown)));
        plots.push(add("risk-coverage", risk::draw(case, &shown)));
        plots.push(add("positions", position::draw(case, &shown)));
        plots.push(add("reliability", reliability::draw(case, &shown)));
        plots.push(add("parts", strata::draw(case, &shown)));
    }
    plots.into_iter().flatten().collect()
}

/// The plots of labels-to-break curves: all curves in one, where they can be compared.
pub fn labels_to_break(summary: &learn::Summary) -> Vec<Plot> {
    let plot = curve::draw(summary).and_then(|draft| Plot::new("labels-to-break", None, draft));
    plot.into_iter().collect()
}

/// The plots of a sweep: the Pareto front, and a curve for each knob.
pub fn sweep(sweep: &crate::sweep::Sweep) -> Vec<Plot> {
    let front = super::sweep::pareto(sweep).and_then(|draft| Plot::new("pareto", None, draft));
    let curve = |curve: &crate::sweep::Curve| {
        let stem = format!("knob-{}", safe(&curve.knob));
        Plot::new(&stem, None, super::sweep::curve(sweep, curve))
    };
    front
        .into_iter()
        .chain(sweep.curves.iter().filter_map(curve))
        .collect()
}

/// Names of all solvers without the controls, in order of appearance.
fn solvers(summary: &Summary) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for cell in summary
        .cases
        .iter()
        .flat_map(|case| &case.cells)
        .filter(|cell| !cell.control)
    {
        if !names.contains(&cell.solver.as_str()) {
            names.push(&cell.solver);
        }
    }
    names
}

/// The colour of a solver in every plot.
pub(super) fn color_of(solver: &str, solvers: &[&str]) -> plotters::style::RGBAColor {
    color(solvers.iter().position(|name| *name == solver).unwrap_or(0))
}

/// The best solvers of a case: most solved first, among equals the least misread.
fn ranked<'a>(case: &'a CaseSummary, solvers: &[&str]) -> Vec<Shown<'a>> {
    let mut cells: Vec<&Cell> = case.cells.iter().filter(|cell| !cell.control).collect();
    let misread = |cell: &Cell| cell.reading.bounded.value.unwrap_or(2.0);
    cells.sort_by(|a, b| {
        b.counts
            .solved
            .cmp(&a.counts.solved)
            .then(misread(a).total_cmp(&misread(b)))
    });
    cells.truncate(SOLVERS);
    cells
        .into_iter()
        .map(|cell| Shown {
            cell,
            color: color_of(&cell.solver, solvers),
        })
        .collect()
}

/// Letters, digits and single hyphens, nothing else; at most 40 of them.
fn safe(name: &str) -> String {
    let mut stem = String::new();
    for c in name.to_lowercase().chars() {
        if c.is_ascii_alphanumeric() {
            stem.push(c);
        } else if !stem.is_empty() && !stem.ends_with('-') {
            stem.push('-');
        }
        if stem.len() >= 40 {
            break;
        }
    }
    stem.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use crate::summary::summarise;

    #[test]
    fn every_plot_is_well_formed_and_has_pixels() {
        let dir = tempfile::tempdir().unwrap();
        let count = std::env::var("CAPBENCH_SAMPLE").map_or(40, |n| n.parse().unwrap());
        let summary = summarise(&sample::record(dir.path(), count)).unwrap();
        let plots = all(&summary);
        assert_eq!(plots.iter().filter(|p| p.case.is_none()).count(), 2);
        assert_eq!(plots.iter().filter(|p| p.case.is_some()).count(), 6 * 4);
        let mut names = std::collections::HashSet::new();
        for plot in &plots {
            assert!(names.insert(plot.name.clone()), "{}", plot.name);
            assert!(
                plot.name
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{}",
                plot.name
            );
            let tree = roxmltree::Document::parse(&plot.svg).unwrap();
            assert!(tree.descendants().any(|node| node.has_tag_name("text")));
            let png = image::load_from_memory(&plot.png().unwrap())
                .unwrap()
                .to_rgb8();
            assert!(
                png.pixels().any(|p| p.0 != png.get_pixel(0, 0).0),
                "{} is blank",
                plot.name
            );
            if let Ok(out) = std::env::var("CAPBENCH_LOOK") {
                std::fs::write(format!("{out}/{}.png", plot.name), plot.png().unwrap()).unwrap();
                std::fs::write(format!("{out}/{}.svg", plot.name), &plot.svg).unwrap();
            }
        }
    }

    #[test]
    fn file_stems_are_safe() {
        assert_eq!(safe("Stock 3.6 / ../<b>"), "stock-3-6-b");
        assert_eq!(safe("日本"), "");
    }
}
