//! Solve rate over a dimension whose values are numbers, such as difficulty.

use super::choose::{Draft, Shown};
use super::frame::{Axis, Frame, Sheet};
use super::scene::{At, Scene};
use super::style::{MUTED, SIDE, faded};
use crate::report::number;
use crate::summary::{CaseSummary, StratumSummary};

/// `None` where no dimension has numbers for values.
pub(super) fn draw(case: &CaseSummary, shown: &[Shown<'_>]) -> Option<Draft> {
    let (dimension, points) = numeric(case)?;
    let title = format!("{}: solve rate by {dimension}", case.name);
    let mut names: Vec<_> = shown
        .iter()
        .map(|s| (s.cell.solver.clone(), s.color))
        .collect();
    let floors: Vec<(f64, f64)> = points
        .iter()
        .filter_map(|(x, s)| Some((*x, s.floor.as_ref()?.p)))
        .collect();
    if !floors.is_empty() {
        names.push(("blind floor".to_owned(), MUTED));
    }
    let (first, last) = (points.first()?.0, points.last()?.0);
    let tick = |(x, stratum): &(f64, &StratumSummary)| (*x, stratum.value.clone());
    let sheet = Sheet {
        title: &title,
        below: "share of planned attempts, with 95 % intervals",
        names: &names,
        width: SIDE,
        height: 270.0,
        x: Axis {
            from: first - 0.3,
            to: last + 0.3,
            ticks: points.iter().map(tick).collect(),
            name: dimension.to_owned(),
        },
        y: Axis::percent(1.0, 0.2, "solved, %"),
    };
    let (mut scene, frame) = sheet.lay();
    let floor: Vec<At> = floors.iter().map(|&(x, p)| frame.at(x, p)).collect();
    scene.line(floor, MUTED, 1.5);
    for one in shown.iter().rev() {
        line(&mut scene, &frame, one, &points);
    }
    let alt = told(case, &points, shown);
    Some(Draft { title, alt, scene })
}

/// One solver's rates with their band.
fn line(scene: &mut Scene, frame: &Frame, one: &Shown<'_>, points: &[(f64, &StratumSummary)]) {
    let of = |(x, stratum): &(f64, &StratumSummary)| {
        let mut cells = stratum.cells.iter();
        let cell = cells.find(|c| c.solver == one.cell.solver)?;
        Some((*x, cell.solve_rate))
    };
    let rates: Vec<_> = points.iter().filter_map(of).collect();
    let at = |(x, y): (f64, Option<f64>)| Some(frame.at(x, y?));
    let upper = rates.iter().filter_map(|(x, e)| at((*x, e.high)));
    let lower = rates.iter().rev().filter_map(|(x, e)| at((*x, e.low)));
    scene.area(upper.chain(lower).collect(), faded(one.color, 0.16));
    let middle: Vec<At> = rates
        .iter()
        .filter_map(|(x, e)| at((*x, e.value)))
        .collect();
    for point in &middle {
        scene.dot(*point, 3.0, one.color);
    }
    scene.line(middle, one.color, 2.0);
}

/// The first dimension that has two values or more, all of them numbers.
fn numeric(case: &CaseSummary) -> Option<(&str, Vec<(f64, &StratumSummary)>)> {
    let mut names: Vec<&str> = case.strata.iter().map(|s| s.dimension.as_str()).collect();
    names.dedup();
    names.into_iter().find_map(|name| {
        let of = case.strata.iter().filter(|s| s.dimension == name);
        let points: Option<Vec<(f64, &StratumSummary)>> =
            of.map(|s| Some((s.value.parse().ok()?, s))).collect();
        points
            .filter(|points| points.len() > 1)
            .map(|points| (name, points))
    })
}

fn told(case: &CaseSummary, points: &[(f64, &StratumSummary)], shown: &[Shown<'_>]) -> String {
    let Some(best) = shown.first() else {
        return format!("Blind floors on {}.", case.name);
    };
    let rate = |(_, stratum): &(f64, &StratumSummary)| {
        let cell = stratum.cells.iter().find(|c| c.solver == best.cell.solver);
        let rate = cell.map_or_else(String::new, |cell| number::value(&cell.solve_rate));
        format!("{} at {}", rate, stratum.value)
    };
    let rates: Vec<String> = points.iter().map(rate).collect();
    format!(
        "{} on {}: {}.",
        best.cell.solver,
        case.name,
        rates.join(", ")
    )
}
