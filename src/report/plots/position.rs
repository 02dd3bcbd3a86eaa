//! Accuracy by position in the text.

use super::choose::{Draft, Shown};
use super::frame::{Axis, Frame, Sheet, whisker};
use super::scene::Scene;
use super::style::SIDE;
use crate::report::number;
use crate::stats::Positions;
use crate::summary::CaseSummary;

/// `None` where nothing was read.
pub(super) fn draw(case: &CaseSummary, shown: &[Shown<'_>]) -> Option<Draft> {
    let some = |s| Line::new(s).filter(|line| !line.positions.aligned.is_empty());
    let lines: Vec<Line<'_>> = shown.iter().filter_map(some).collect();
    let longest = lines.iter().map(|l| l.positions.aligned.len()).max()?;
    let title = format!("{}: where in the text symbols are read right", case.name);
    let names: Vec<_> = lines.iter().map(|l| (l.name(), l.shown.color)).collect();
    let ticks = (1..=longest).map(|i| (i as f64, i.to_string())).collect();
    let sheet = Sheet {
        title: &title,
        below: "share of drawn symbols that the alignment matches, with 95 % intervals; n: answers",
        names: &names,
        width: SIDE,
        height: 270.0,
        x: Axis {
            from: 0.5,
            to: longest as f64 + 0.5,
            ticks,
            name: "position in the drawn text".into(),
        },
        y: Axis::percent(1.0, 0.2, "read right, %"),
    };
    let (mut scene, frame) = sheet.lay();
    for (k, line) in lines.iter().enumerate() {
        // Side by side within a position, so that whiskers do not hide each other.
        let from_middle = k as f64 - (lines.len() - 1) as f64 / 2.0;
        line.draw(&mut scene, &frame, from_middle * 0.5 / lines.len() as f64);
    }
    let best = lines.first().map(Line::told).unwrap_or_default();
    let alt = format!("Accuracy by position on {}. {best}.", case.name);
    Some(Draft { title, alt, scene })
}

struct Line<'a> {
    shown: &'a Shown<'a>,
    positions: &'a Positions,
}

impl<'a> Line<'a> {
    fn new(shown: &'a Shown<'a>) -> Option<Self> {
        let positions = shown.cell.positions.as_ref()?;
        Some(Self { shown, positions })
    }

    fn name(&self) -> String {
        let n = number::count(self.positions.n);
        format!("{} (n = {n})", self.shown.cell.solver)
    }

    fn told(&self) -> String {
        let values: Vec<String> = self.positions.aligned.iter().map(number::share).collect();
        format!("{}: {}", self.shown.cell.solver, values.join(", "))
    }

    fn draw(&self, scene: &mut Scene, frame: &Frame, shift: f64) {
        for (i, estimate) in self.positions.aligned.iter().enumerate() {
            if let (Some(value), Some(ends)) = (estimate.value, estimate.interval()) {
                let ys = (frame.y(ends.low), frame.y(value), frame.y(ends.high));
                whisker(scene, frame.x((i + 1) as f64 + shift), ys, self.shown.color);
            }
        }
    }
}
