//! Colours, sizes and axes that all plots share.

use plotters::style::RGBAColor;

use super::scene::{Align, Font, Scene};

/// Width of the plots of a whole run, and of heat maps.
pub const WIDTH: f64 = 820.0;
/// Width of a plot that stands beside another.
pub const NARROW: f64 = 560.0;
/// Its width with what stays free on the right.
pub const SIDE: (f64, f64) = (NARROW, 24.0);

/// Text and marks.
pub const INK: RGBAColor = RGBAColor(0x1b, 0x22, 0x2b, 1.0);
/// Secondary text.
pub const MUTED: RGBAColor = RGBAColor(0x5b, 0x67, 0x75, 1.0);
/// Grid lines and frames.
pub const GRID: RGBAColor = RGBAColor(0xdf, 0xe3, 0xe8, 1.0);
/// Thresholds.
pub const ALERT: RGBAColor = RGBAColor(0xb4, 0x23, 0x18, 1.0);
/// The sheet.
pub const PAPER: RGBAColor = RGBAColor(0xff, 0xff, 0xff, 1.0);
/// What a heat map's full cell is filled with.
pub const HEAT: RGBAColor = RGBAColor(0x1d, 0x5f, 0xa8, 1.0);
/// Text on a full cell.
pub const ON_HEAT: RGBAColor = RGBAColor(0xfe, 0xff, 0xff, 1.0);

/// Colours of solvers, told apart by people with any colour vision, on light and on dark (after Okabe and Ito
/// 2008, the yellow left out, the others a little darkened).
pub const PALETTE: [RGBAColor; 7] = [
    RGBAColor(0x00, 0x72, 0xb2, 1.0),
    RGBAColor(0xd5, 0x5e, 0x00, 1.0),
    RGBAColor(0x00, 0x9e, 0x73, 1.0),
    RGBAColor(0xc2, 0x66, 0x99, 1.0),
    RGBAColor(0x3d, 0xa5, 0xdc, 1.0),
    RGBAColor(0xc9, 0x8a, 0x00, 1.0),
    RGBAColor(0x7a, 0x7f, 0x87, 1.0),
];

/// A plot's title.
pub const TITLE: Font = Font::bold(17.0);
/// Second line, axis names.
pub const LABEL: Font = Font::plain(13.0);
/// Numbers at ticks, notes.
pub const SMALL: Font = Font::plain(12.0);
/// Names of rows.
pub const NAME: Font = Font::plain(13.0);
/// Names of groups.
pub const GROUP: Font = Font::bold(13.0);

/// The colour of the solver with this index.
pub fn color(index: usize) -> RGBAColor {
    PALETTE[index % PALETTE.len()]
}

/// The same colour, thinner.
pub fn faded(color: RGBAColor, alpha: f64) -> RGBAColor {
    RGBAColor(color.0, color.1, color.2, alpha)
}

/// Title and what is below it at the top left, in as many lines as they need; returns the y below them.
pub fn heading(scene: &mut Scene, title: &str, below: &str) -> f64 {
    let room = f64::from(scene.size.0) - 32.0;
    let mut y = 20.0;
    for line in wrap(title, TITLE, room) {
        scene.text((16.0, y), line, TITLE, Align::Left, INK);
        y += 22.0;
    }
    for line in wrap(below, SMALL, room) {
        scene.text((16.0, y), line, SMALL, Align::Left, MUTED);
        y += 17.0;
    }
    y - 1.0
}

/// Height of a heading, to make room for it.
pub fn heading_height(title: &str, below: &str, width: f64) -> f64 {
    let lines = |text, font| wrap(text, font, width - 32.0).len() as f64;
    19.0 + 22.0 * lines(title, TITLE) + 17.0 * lines(below, SMALL)
}

/// Lines that are no wider than `width`, broken at blanks; a longer word is cut.
fn wrap(text: &str, font: Font, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        let longer = lines
            .last()
            .map(|line| format!("{line} {word}"))
            .filter(|line| font.width(line) <= width);
        match (longer, lines.last_mut()) {
            (Some(longer), Some(line)) => *line = longer,
            _ => lines.push(fit(word, font, width)),
        }
    }
    lines
}

/// A text cut to a width, with an ellipsis where something went.
pub fn fit(text: &str, font: Font, width: f64) -> String {
    if font.width(text) <= width {
        return text.into();
    }
    let mut kept: Vec<char> = text.chars().collect();
    while !kept.is_empty() {
        kept.pop();
        let shorter: String = kept.iter().chain(&['…']).collect();
        if font.width(&shorter) <= width {
            return shorter;
        }
    }
    String::new()
}

/// A linear axis from 0 to a round number at or above `most`, in steps of 1, 2 or 5 times a power of ten: the
/// end and the step. At most 6 steps.
pub fn round_axis(most: f64) -> (f64, f64) {
    let most = if most > 0.0 { most } else { 1.0 };
    let raw = most / 5.0;
    let power = 10f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|s| s * power)
        .find(|s| most / s <= 5.0 + 1e-9)
        .unwrap_or(raw);
    ((most / step - 1e-9).ceil() * step, step)
}
