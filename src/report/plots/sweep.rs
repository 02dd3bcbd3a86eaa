//! Plots of a sweep: solve rate over each knob, and legibility against solve rate with the Pareto front.

use plotters::style::RGBAColor;

use super::choose::Draft;
use super::frame::{Axis, Sheet, whisker};
use super::scene::{Align, At};
use super::style::{ALERT, INK, NARROW, SIDE, SMALL, WIDTH, color, faded, fit};
use crate::report::number;
use crate::stats::Estimate;
use crate::sweep::{Curve, Setting, Sweep, bare};

/// Subjects in one plot: as many as have a colour.
const MOST: usize = 7;

/// Solve rate over one knob, each subject a line with its band.
pub(super) fn curve(sweep: &Sweep, curve: &Curve) -> Draft {
    let knob = sweep
        .knobs
        .iter()
        .position(|name| *name == curve.knob)
        .unwrap_or(0);
    let settings: Vec<&Setting> = curve
        .settings
        .iter()
        .map(|&at| &sweep.settings[at])
        .collect();
    let xs: Vec<f64> = curve
        .at
        .clone()
        .unwrap_or_else(|| (0..settings.len()).map(|i| i as f64).collect());
    let ticks: Vec<(f64, String)> = xs
        .iter()
        .zip(&settings)
        .map(|(x, s)| (*x, bare(&s.values[knob])))
        .collect();
    let (first, last) = (xs[0], xs[xs.len() - 1]);
    let margin = (last - first) * 0.03;
    let names = names(sweep);
    let title = format!("Solve rate over {}", curve.knob);
    let home = bare(&sweep.settings[0].values[knob]);
    let below = format!(
        "{} ({} = {home}), {} challenges a point: the same texts and chances; bands: 95 % intervals",
        sweep.base,
        curve.knob,
        number::count(sweep.n)
    );
    let sheet = Sheet {
        title: &title,
        below: &below,
        names: &names,
        width: SIDE,
        height: 360.0,
        x: Axis {
            from: first - margin,
            to: last + margin,
            ticks,
            name: curve.knob.clone(),
        },
        y: Axis::percent(1.0, 0.1, "solve rate, %"),
    };
    let (mut scene, frame) = sheet.lay();
    for (subject, (_, color)) in names.iter().enumerate() {
        let point = |pick: fn(&Estimate) -> Option<f64>| -> Vec<At> {
            let pairs = xs.iter().zip(&settings);
            pairs
                .filter_map(|(x, s)| Some(frame.at(*x, pick(&s.rates[subject])?)))
                .collect()
        };
        let (low, mut band, middle) = (point(|e| e.low), point(|e| e.high), point(|e| e.value));
        // Between words there is nothing to draw a line through.
        if curve.at.is_some() {
            band.extend(low.into_iter().rev());
            scene.area(band, faded(*color, 0.14));
            scene.line(middle.clone(), *color, 2.0);
            for at in middle {
                scene.dot(at, 3.5, *color);
            }
        } else {
            let aside = 5.0 * (subject as f64 - (names.len() as f64 - 1.0) / 2.0);
            for ((low, high), at) in low.iter().zip(&band).zip(&middle) {
                whisker(&mut scene, at.0 + aside, (low.1, at.1, high.1), *color);
            }
        }
    }
    Draft {
        alt: format!("{title}. {}", sweep.says.join(". ")),
        title,
        scene,
    }
}

fn names(sweep: &Sweep) -> Vec<(String, RGBAColor)> {
    let all = sweep.subjects.iter().enumerate().take(MOST);
    all.map(|(i, name)| (name.clone(), color(i))).collect()
}

/// Every setting by legibility and by the solve rate of all together; the front is joined.
pub(super) fn pareto(sweep: &Sweep) -> Option<Draft> {
    let place = |s: &Setting| Some((s.legibility.value?, s.rates.last()?.value?));
    let places: Vec<(f64, f64)> = sweep.settings.iter().map(place).collect::<Option<_>>()?;
    let ends = |all: &mut dyn Iterator<Item = f64>| {
        all.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| {
            (a.min(x), b.max(x))
        })
    };
    let (least, most) = ends(&mut places.iter().map(|p| p.0));
    let step = if most - least > 30.0 { 10.0 } else { 5.0 };
    let (from, to) = (
        ((least - 1.0) / step).floor() * step,
        (((most + 1.0) / step).ceil() * step).min(100.0),
    );
    let count = ((to - from) / step).round() as usize;
    let title = "What resistance costs in legibility".to_owned();
    let below = "each dot a setting, with 95 % intervals; the line joins those that no other beats in both (Pareto front)";
    let names = [
        ("a setting".to_owned(), color(0)),
        ("on the front".to_owned(), ALERT),
        ("the design as it is".to_owned(), INK),
    ];
    let sheet = Sheet {
        title: &title,
        below,
        names: &names,
        width: (WIDTH, 24.0),
        height: 460.0,
        x: Axis {
            from,
            to,
            ticks: (0..=count)
                .map(|i| from + step * i as f64)
                .map(|x| (x, format!("{x:.0}")))
                .collect(),
            name: "legibility, points of 100 (proxy)".to_owned(),
        },
        y: Axis::percent(1.0, 0.1, "solved by any of them, %"),
    };
    let (mut scene, frame) = sheet.lay();
    let mut front: Vec<(f64, f64)> = sweep
        .settings
        .iter()
        .zip(&places)
        .filter(|(s, _)| s.pareto)
        .map(|(_, p)| *p)
        .collect();
    front.sort_by(|a, b| a.0.total_cmp(&b.0));
    scene.line(
        front.iter().map(|p| frame.at(p.0, p.1)).collect(),
        faded(ALERT, 0.6),
        1.5,
    );
    for (i, (setting, (x, y))) in sweep.settings.iter().zip(&places).enumerate().rev() {
        let tone = if i == 0 {
            INK
        } else if setting.pareto {
            ALERT
        } else {
            color(0)
        };
        let rate = setting.rates.last()?;
        let (low, high) = (rate.low?, rate.high?);
        whisker(
            &mut scene,
            frame.x(*x),
            (frame.y(low), frame.y(*y), frame.y(high)),
            tone,
        );
        if i == 0 || setting.pareto {
            let right = *x < (from + to) / 2.0;
            let (dx, align) = if right {
                (8.0, Align::Left)
            } else {
                (-8.0, Align::Right)
            };
            let at = frame.at(*x, *y);
            scene.text(
                (at.0 + dx, at.1 - 9.0),
                fit(&setting.case, SMALL, NARROW / 2.0),
                SMALL,
                align,
                tone,
            );
        }
    }
    Some(Draft {
        alt: format!("{title}. {}", sweep.says.join(". ")),
        title,
        scene,
    })
}
