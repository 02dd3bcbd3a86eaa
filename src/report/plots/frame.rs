//! A rectangle with two axes, and the legend above it.

use plotters::style::RGBAColor;

use super::scene::{Align, At, Scene};
use super::style::{GRID, INK, LABEL, MUTED, NARROW, SMALL, fit, heading, heading_height};
use crate::report::number::count;

/// What an axis spans and where its ticks stand.
#[derive(Clone, Debug)]
pub struct Axis {
    /// Value at the low end.
    pub from: f64,
    /// Value at the high end.
    pub to: f64,
    /// Ticks with their texts.
    pub ticks: Vec<(f64, String)>,
    /// Its name with the unit.
    pub name: String,
}

/// A plotting area.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Left edge.
    pub left: f64,
    /// Right edge.
    pub right: f64,
    /// Upper edge.
    pub top: f64,
    /// Lower edge.
    pub bottom: f64,
    /// Horizontal axis.
    pub x: Axis,
    /// Vertical axis.
    pub y: Axis,
}

impl Axis {
    /// For a frame that is used in the other direction only.
    pub fn none() -> Self {
        let (ticks, name) = (Vec::new(), String::new());
        Self {
            from: 0.0,
            to: 1.0,
            ticks,
            name,
        }
    }

    /// From 0 to `to` in percent of one, a tick each `step`.
    pub fn percent(to: f64, step: f64, name: &str) -> Self {
        let places = (-(step * 100.0).log10().floor()).max(0.0) as usize;
        let text = |i: usize| {
            (
                i as f64 * step,
                format!("{:.places$}", i as f64 * step * 100.0),
            )
        };
        let ticks = (0..=(to / step + 0.5) as usize).map(text).collect();
        Self {
            from: 0.0,
            to,
            ticks,
            name: name.into(),
        }
    }

    /// Powers of ten in logarithms: `from` and `to` are exponents. Up to two decades have ticks between.
    pub fn decades(from: i32, to: i32, name: &str) -> Self {
        let steps: &[u8] = if to - from <= 2 { &[1, 2, 5] } else { &[1] };
        let tick = |(e, step): (i32, u8)| {
            let value = f64::from(step) * 10f64.powi(e);
            let places = usize::try_from(-e).unwrap_or(0);
            let text = if e < 0 {
                format!("{value:.places$}")
            } else {
                count(value as u64)
            };
            (value.log10(), text)
        };
        let all = (from..to).flat_map(|e| steps.iter().map(move |step| (e, *step)));
        let ticks = all.chain([(to, 1)]).map(tick).collect();
        let (from, to, name) = (f64::from(from), f64::from(to), name.into());
        Self {
            from,
            to,
            ticks,
            name,
        }
    }

    fn share(&self, value: f64) -> f64 {
        ((value - self.from) / (self.to - self.from)).clamp(0.0, 1.0)
    }
}

impl Frame {
    /// Where a value stands horizontally; cut to the frame.
    pub fn x(&self, value: f64) -> f64 {
        self.left + self.x.share(value) * (self.right - self.left)
    }

    /// Where a value stands vertically; cut to the frame.
    pub fn y(&self, value: f64) -> f64 {
        self.bottom - self.y.share(value) * (self.bottom - self.top)
    }

    /// Where a pair of values stands.
    pub fn at(&self, x: f64, y: f64) -> At {
        (self.x(x), self.y(y))
    }

    /// Vertical grid lines, ticks and name of the horizontal axis.
    pub fn draw_x(&self, scene: &mut Scene) {
        for (value, text) in &self.x.ticks {
            let x = self.x(*value);
            scene.line(vec![(x, self.top), (x, self.bottom)], GRID, 1.0);
            scene.text((x, self.bottom + 14.0), text, SMALL, Align::Middle, MUTED);
        }
        scene.line(
            vec![(self.left, self.bottom), (self.right, self.bottom)],
            MUTED,
            1.0,
        );
        scene.text(
            ((self.left + self.right) / 2.0, self.bottom + 36.0),
            &self.x.name,
            LABEL,
            Align::Middle,
            INK,
        );
    }

    /// Horizontal grid lines, ticks and name of the vertical axis.
    pub fn draw_y(&self, scene: &mut Scene) {
        for (value, text) in &self.y.ticks {
            let y = self.y(*value);
            scene.line(vec![(self.left, y), (self.right, y)], GRID, 1.0);
            scene.text((self.left - 8.0, y), text, SMALL, Align::Right, MUTED);
        }
        let middle = (self.top + self.bottom) / 2.0;
        scene.text(
            (self.left - 48.0, middle),
            &self.y.name,
            LABEL.upwards(),
            Align::Middle,
            INK,
        );
    }
}

/// Coloured names in as many lines as they need; returns the y below them.
fn legend(scene: &mut Scene, top: f64, entries: &[(String, RGBAColor)]) -> f64 {
    let mut bottom = top;
    for ((name, color), (x, y)) in entries.iter().zip(places(entries, top)) {
        scene.dot((x + 5.0, y), 5.0, *color);
        scene.text(
            (x + 16.0, y),
            fit(name, SMALL, ENTRY),
            SMALL,
            Align::Left,
            INK,
        );
        bottom = y + 20.0;
    }
    bottom
}

/// Height of a legend, to make room for it.
fn legend_height(entries: &[(String, RGBAColor)]) -> f64 {
    places(entries, 0.0).last().map_or(0.0, |(_, y)| y + 20.0)
}

/// Widest text of a legend's entry.
const ENTRY: f64 = NARROW - 60.0;

fn places(entries: &[(String, RGBAColor)], top: f64) -> Vec<At> {
    let (mut x, mut y) = (16.0, top + 8.0);
    let place = |(name, _): &(String, RGBAColor)| {
        let width = 18.0 + SMALL.width(&fit(name, SMALL, ENTRY)) + 16.0;
        if x > 16.0 && x + width > NARROW - 8.0 {
            (x, y) = (16.0, y + 20.0);
        }
        x += width;
        (x - width, y)
    };
    entries.iter().map(place).collect()
}

/// A plot with a legend: its words and axes, before there are points in it.
pub struct Sheet<'a> {
    /// Title.
    pub title: &'a str,
    /// What is below the title.
    pub below: &'a str,
    /// Names with their colours.
    pub names: &'a [(String, RGBAColor)],
    /// Width of the sheet, and what of it stays free to the right of the frame.
    pub width: (f64, f64),
    /// Height of what is below the legend.
    pub height: f64,
    /// Horizontal axis.
    pub x: Axis,
    /// Vertical axis.
    pub y: Axis,
}

impl Sheet<'_> {
    /// Heading, legend, axes and grid.
    pub fn lay(self) -> (Scene, Frame) {
        let (width, free) = self.width;
        let words = heading_height(self.title, self.below, width) + legend_height(self.names);
        let mut scene = Scene::new(width, words + self.height);
        let top = heading(&mut scene, self.title, self.below);
        let frame = Frame {
            left: 84.0,
            right: width - free,
            top: legend(&mut scene, top, self.names) + 6.0,
            bottom: f64::from(scene.size.1) - 56.0,
            x: self.x,
            y: self.y,
        };
        frame.draw_x(&mut scene);
        frame.draw_y(&mut scene);
        (scene, frame)
    }
}

/// A vertical whisker with short caps, and a dot.
pub fn whisker(scene: &mut Scene, x: f64, (low, mid, high): (f64, f64, f64), color: RGBAColor) {
    scene.line(vec![(x, low), (x, high)], color, 2.0);
    for end in [low, high] {
        scene.line(vec![(x - 3.0, end), (x + 3.0, end)], color, 2.0);
    }
    scene.dot((x, mid), 4.0, color);
}

/// Levels for labels to the right of lines that hang down from them, so that no line crosses a label. Each is the
/// x of its line and the width of its label; lines from left to right.
pub fn levels(labels: &[(f64, f64)]) -> Vec<usize> {
    let mut levels: Vec<usize> = Vec::new();
    for (i, (x, _)) in labels.iter().enumerate() {
        let above = labels[..i]
            .iter()
            .zip(&levels)
            .filter(|((from, width), _)| from + width >= *x);
        levels.push(above.map(|(_, level)| level + 1).max().unwrap_or(0));
    }
    levels
}
