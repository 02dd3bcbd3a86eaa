//! Risk and coverage: how right a solver is if it answers only when sure.

use super::choose::{Draft, Shown};
use super::frame::{Axis, Frame, Sheet};
use super::scene::Scene;
use super::style::{SIDE, faded, round_axis};
use crate::report::number;
use crate::stats::{Point, RiskCoverage};
use crate::summary::CaseSummary;

/// Answers from which on a precision is drawn: before, it is noise.
const LEAST: u64 = 10;

/// `None` where no solver states a confidence.
pub(super) fn draw(case: &CaseSummary, shown: &[Shown<'_>]) -> Option<Draft> {
    let stated = |s| Some((s, Shown::curve(s)?));
    let curves: Vec<(&Shown<'_>, &RiskCoverage)> = shown.iter().filter_map(stated).collect();
    let most = curves
        .iter()
        .flat_map(|(_, c)| points(c))
        .filter_map(|p| p.precision.value);
    let most = most.fold(None, |a: Option<f64>, p| Some(a.map_or(p, |a| a.max(p))))?;
    let (to, step) = round_axis((most * 1.15).min(1.0));
    let title = format!("{}: what answering only when sure buys", case.name);
    let names: Vec<_> = curves.iter().map(|(s, _)| (name(s), s.color)).collect();
    let n = number::count(case.n);
    let below = format!(
        "n = {n} planned attempts; from ten answers on; bands: 95 % intervals of the precision"
    );
    let sheet = Sheet {
        title: &title,
        below: &below,
        names: &names,
        width: SIDE,
        height: 300.0,
        x: Axis::percent(
            1.0,
            0.2,
            "coverage: answered, % of planned (most confident first)",
        ),
        y: Axis::percent(to.min(1.0), step, "precision: right, % of answered"),
    };
    let (mut scene, frame) = sheet.lay();
    for (shown, curve) in &curves {
        one(&mut scene, &frame, shown, curve);
    }
    let area = |(s, c): &(&Shown<'_>, &RiskCoverage)| {
        format!("{} has AURC {}", s.cell.solver, number::significant(c.aurc))
    };
    let areas: Vec<String> = curves.iter().map(area).collect();
    let alt = format!(
        "Precision over coverage on {}. {}.",
        case.name,
        areas.join("; ")
    );
    Some(Draft { title, alt, scene })
}

fn name(shown: &Shown<'_>) -> String {
    format!(
        "{} ({} answered)",
        shown.cell.solver,
        number::share(&shown.cell.coverage)
    )
}

fn points(curve: &RiskCoverage) -> impl DoubleEndedIterator<Item = &Point> {
    curve.points.iter().filter(|p| p.precision.n >= LEAST)
}

fn one(scene: &mut Scene, frame: &Frame, shown: &Shown<'_>, curve: &RiskCoverage) {
    let upper = points(curve).filter_map(|p| Some(frame.at(p.coverage, p.precision.high?)));
    let lower = points(curve)
        .rev()
        .filter_map(|p| Some(frame.at(p.coverage, p.precision.low?)));
    let middle = points(curve).filter_map(|p| Some(frame.at(p.coverage, p.precision.value?)));
    let (band, line): (Vec<_>, Vec<_>) = (upper.chain(lower).collect(), middle.collect());
    let Some(&end) = line.last() else { return };
    if line.len() > 1 {
        scene.area(band, faded(shown.color, 0.13));
        scene.line(line, shown.color, 2.0);
    }
    scene.dot(end, 5.0, shown.color);
}
