//! Reliability: whether stated confidences mean what they say.

use plotters::style::RGBAColor;

use super::choose::{Draft, Shown};
use super::frame::{Axis, Frame, Sheet, whisker};
use super::scene::Scene;
use super::style::{MUTED, SIDE, faded};
use crate::report::number;
use crate::stats::{Bin, Calibration};
use crate::summary::CaseSummary;

/// `None` where no solver states a confidence.
pub(super) fn draw(case: &CaseSummary, shown: &[Shown<'_>]) -> Option<Draft> {
    let stated = |s| Some((s, Shown::calibration(s)?));
    let all: Vec<(&Shown<'_>, &Calibration)> = shown.iter().filter_map(stated).collect();
    if all.is_empty() {
        return None;
    }
    let title = format!("{}: whether confidence can be trusted", case.name);
    let names: Vec<_> = all.iter().map(|(s, c)| (name(s, c), s.color)).collect();
    let sheet = Sheet {
        title: &title,
        below: "answers in ten bins of stated confidence, with 95 % intervals; below the dashed line it is too sure",
        names: &names,
        width: SIDE,
        height: 330.0,
        x: Axis::percent(1.0, 0.2, "mean stated confidence of the bin, %"),
        y: Axis::percent(1.0, 0.2, "right, % of the bin's answers"),
    };
    let (mut scene, frame) = sheet.lay();
    scene.dashed(frame.at(0.0, 0.0), frame.at(1.0, 1.0), MUTED, 1.0);
    for (shown, calibration) in &all {
        bins(&mut scene, &frame, &calibration.bins, shown.color);
    }
    let error = |(s, c): &(&Shown<'_>, &Calibration)| {
        format!("{} {}", s.cell.solver, number::significant(c.ece))
    };
    let errors: Vec<String> = all.iter().map(error).collect();
    let alt = format!(
        "Reliability diagram on {}. Expected calibration error: {}.",
        case.name,
        errors.join("; ")
    );
    Some(Draft { title, alt, scene })
}

fn name(shown: &Shown<'_>, calibration: &Calibration) -> String {
    let (ece, n) = (
        number::significant(calibration.ece),
        number::count(calibration.n),
    );
    format!("{} (ECE {ece}, n = {n})", shown.cell.solver)
}

fn bins(scene: &mut Scene, frame: &Frame, bins: &[Bin], color: RGBAColor) {
    let place = |bin: &Bin| Some(frame.at(bin.confidence, bin.accuracy.value?));
    scene.line(
        bins.iter().filter_map(place).collect(),
        faded(color, 0.6),
        1.0,
    );
    for bin in bins {
        if let (Some(value), Some(ends)) = (bin.accuracy.value, bin.accuracy.interval()) {
            let ys = (frame.y(ends.low), frame.y(value), frame.y(ends.high));
            whisker(scene, frame.x(bin.confidence), ys, color);
        }
    }
}
