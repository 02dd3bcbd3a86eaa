//! Labels-to-break curves: solve rate over labelled challenges, all cases in one plot.

use plotters::style::RGBAColor;

use super::choose::Draft;
use super::frame::{Axis, Frame, Sheet};
use super::scene::{Align, At, Scene};
use super::style::{ALERT, SMALL, WIDTH, color, faded, fit};
use crate::learn::{CurveSummary, PointSummary, Summary};
use crate::report::number;
use crate::stats::{Fit, PowerLaw};

/// Curves in one plot: as many as have a colour of their own.
const MOST: usize = 7;
/// What stays free on the right, for the names of thresholds.
const FREE: f64 = 132.0;
/// Decades to the left of the fewest labels at which none stand.
const NONE: f64 = 0.45;
/// Points of a fitted law.
const STEPS: u32 = 80;

/// `None` where no model was measured.
pub(super) fn draw(summary: &Summary) -> Option<Draft> {
    let curves: Vec<&CurveSummary> = summary.cases.iter().take(MOST).collect();
    let scale = Scale::new(&curves)?;
    let title = "How many labels break the design".to_owned();
    let below = format!(
        "line: mean of {} a point, band: 95 % interval, dots: single trainings ({} eval challenges each), thin: \
         fitted power law, dashed: thresholds",
        crate::report::learn::words::trainings(summary.repeats),
        number::count(summary.eval)
    );
    let names: Vec<_> = curves
        .iter()
        .enumerate()
        .map(|(i, curve)| (name(curve), color(i)))
        .collect();
    let sheet = Sheet {
        title: &title,
        below: &below,
        names: &names,
        width: (WIDTH, FREE),
        height: 460.0,
        x: scale.axis(),
        y: Axis::percent(1.0, 0.1, "solve rate, %"),
    };
    let (mut scene, frame) = sheet.lay();
    thresholds(&mut scene, &frame, summary);
    for (i, curve) in curves.iter().enumerate() {
        one(&mut scene, &frame, &scale, curve, color(i));
    }
    let said: Vec<String> = curves
        .iter()
        .map(|curve| crate::report::learn::words::conclusion(curve))
        .collect();
    let alt = format!("Solve rate over labelled challenges. {}.", said.join(". "));
    Some(Draft { title, alt, scene })
}

fn name(curve: &CurveSummary) -> String {
    let last = curve
        .breaks
        .iter()
        .rev()
        .find_map(|row| Some((row, row.fewest?)));
    match last {
        Some((row, labels)) => format!(
            "{} ({} from {} labels)",
            curve.name,
            number::level(row.rate),
            number::count(labels)
        ),
        None => curve.name.clone(),
    }
}

/// The horizontal scale: a logarithm, with a place of its own for no labels.
struct Scale {
    /// Numbers of labels above 0, rising.
    labels: Vec<u64>,
    zero: bool,
}

impl Scale {
    fn new(curves: &[&CurveSummary]) -> Option<Self> {
        let all = curves.iter().flat_map(|curve| &curve.points);
        let mut labels: Vec<u64> = all.map(|point| point.labels).collect();
        labels.sort_unstable();
        labels.dedup();
        let zero = labels.first() == Some(&0);
        labels.retain(|&labels| labels > 0);
        (!labels.is_empty()).then_some(Self { labels, zero })
    }

    fn x(&self, labels: f64) -> f64 {
        if labels > 0.0 {
            labels.log10()
        } else {
            (self.labels[0] as f64).log10() - NONE
        }
    }

    fn axis(&self) -> Axis {
        let none = self.zero.then(|| (self.x(0.0), "0".to_owned()));
        let tick = |&labels: &u64| (self.x(labels as f64), number::count(labels));
        let ticks: Vec<(f64, String)> = none
            .into_iter()
            .chain(self.labels.iter().map(tick))
            .collect();
        let ends = (ticks[0].0, ticks[ticks.len() - 1].0);
        Axis {
            from: ends.0 - 0.08,
            to: ends.1 + 0.08,
            ticks,
            name: "labelled challenges, those for validation included (logarithmic)".into(),
        }
    }
}

/// Lines with their names to the right of the frame, where no curve runs.
fn thresholds(scene: &mut Scene, frame: &Frame, summary: &Summary) {
    for threshold in &summary.thresholds {
        let y = frame.y(threshold.p);
        scene.dashed((frame.left, y), (frame.right, y), ALERT, 1.0);
        let text = fit(
            &format!("{} {}", number::level(threshold.p), threshold.name),
            SMALL,
            FREE - 12.0,
        );
        scene.text((frame.right + 8.0, y), text, SMALL, Align::Left, ALERT);
    }
}

fn one(scene: &mut Scene, frame: &Frame, scale: &Scale, curve: &CurveSummary, color: RGBAColor) {
    let at = |point: &PointSummary, rate: Option<f64>| -> Option<At> {
        Some(frame.at(scale.x(point.labels as f64), rate?))
    };
    // A theory is a point beside the curve and not of it.
    let (theory, measured): (Vec<_>, Vec<_>) = curve
        .points
        .iter()
        .partition(|point| point.rate.repeats == 0);
    let upper = measured.iter().filter_map(|p| at(p, p.rate.rate.high));
    let lower = measured.iter().rev().filter_map(|p| at(p, p.rate.rate.low));
    scene.area(upper.chain(lower).collect(), faded(color, 0.14));
    if let Fit::Fitted(law) = &curve.fit {
        scene.line(law_line(law, frame, scale), faded(color, 0.75), 1.0);
    }
    let middle: Vec<At> = measured
        .iter()
        .filter_map(|p| at(p, p.rate.rate.value))
        .collect();
    scene.line(middle.clone(), color, 2.0);
    for point in &measured {
        for repeat in &point.repeats {
            if let Some(place) = at(point, repeat.rate.value) {
                scene.dot(place, 2.5, faded(color, 0.55));
            }
        }
    }
    for place in middle {
        scene.dot(place, 4.0, color);
    }
    for place in theory.iter().filter_map(|p| at(p, p.rate.rate.value)) {
        scene.ring(place, 4.0, color);
    }
}

fn law_line(law: &PowerLaw, frame: &Frame, scale: &Scale) -> Vec<At> {
    let (from, to) = (scale.x(law.from as f64), scale.x(law.to as f64));
    let point = |i: u32| {
        let x = from + (to - from) * f64::from(i) / f64::from(STEPS);
        frame.at(x, 1.0 - law.error(10f64.powf(x)))
    };
    (0..=STEPS).map(point).collect()
}

#[cfg(test)]
mod tests {
    use crate::learn::summarise;
    use crate::report::learn::sample;
    use crate::report::plots::labels_to_break;

    #[test]
    fn curves_are_well_formed_and_have_pixels() {
        let plots = labels_to_break(&summarise(&sample::record(48)).unwrap());
        assert_eq!(plots.len(), 1);
        let tree = roxmltree::Document::parse(&plots[0].svg).unwrap();
        let texts: Vec<&str> = tree.descendants().filter_map(|node| node.text()).collect();
        for word in [
            "labelled challenges, those for validation included (logarithmic)",
            "0",
            "10\u{202f}000",
        ] {
            assert!(texts.iter().any(|text| text.trim() == word), "{word}");
        }
        // One dot a model, and one for each of the eight means of two curves.
        let filled = tree
            .descendants()
            .filter(|node| node.has_tag_name("circle"));
        let small = filled.filter(|node| matches!(node.attribute("r"), Some("2" | "3")));
        assert_eq!(small.count(), 48);
        let png = plots[0].png().unwrap();
        let picture = image::load_from_memory(&png).unwrap().to_rgb8();
        assert!(picture.pixels().any(|p| p.0 != picture.get_pixel(0, 0).0));
        if let Ok(out) = std::env::var("CAPBENCH_LOOK") {
            std::fs::write(format!("{out}/{}.png", plots[0].name), png).unwrap();
        }
    }

    #[test]
    fn nothing_measured_is_no_plot() {
        assert!(labels_to_break(&summarise(&sample::record(0)).unwrap()).is_empty());
    }
}
