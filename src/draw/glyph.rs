//! Glyphs: an outline at a size, its coverage, and the box that GD says it has.

use ab_glyph_rasterizer::{Point, point};
use skrifa::PathSink;

use super::layer::is_ink;
use super::outline::Outline;

/// How much of each pixel a glyph covers, 0 to 127.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// First column, relative to the pen.
    pub left: i32,
    /// First row, relative to the baseline; downwards.
    pub top: i32,
    /// Pixels across.
    pub width: usize,
    /// Pixels down.
    pub height: usize,
    /// Row by row.
    pub data: Vec<u8>,
    /// Pixels that count as ink.
    pub ink: u32,
}

impl Coverage {
    /// From its parts; counts the ink.
    pub fn new(left: i32, top: i32, width: usize, height: usize, data: Vec<u8>) -> Self {
        let ink = data.iter().filter(|&&c| is_ink(c)).count() as u32;
        Self {
            left,
            top,
            width,
            height,
            data,
            ink,
        }
    }
}

/// Three corners of a glyph's box relative to the pen, y downwards, each cut to whole pixels towards zero as
/// GD does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Corners {
    /// Lower left.
    pub lower_left: (i32, i32),
    /// Lower right.
    pub lower_right: (i32, i32),
    /// Upper left.
    pub upper_left: (i32, i32),
}

/// One glyph of a font at a size.
#[derive(Clone, Debug)]
pub struct Glyph {
    outline: Outline,
    /// The coverage of the upright glyph.
    pub coverage: Coverage,
    /// Step to the next glyph, pixels.
    pub advance: f32,
    /// Mean width of its strokes, pixels: twice the area over the length of the outline.
    pub stroke: f32,
    bounds: [f32; 4],
    spread: f32,
}

impl Glyph {
    /// `spread` pixels of ink are added left and right of every stem; the box stays.
    pub(super) fn new(mut outline: Outline, advance: f32, spread: f32) -> Self {
        outline.close();
        let coverage = outline.coverage(point(spread, 0.0));
        let area: u32 = coverage.data.iter().map(|&c| u32::from(c)).sum();
        let length = outline.length().max(1.0);
        Self {
            stroke: 2.0 * area as f32 / 127.0 / length,
            bounds: outline.bounds(),
            coverage,
            advance,
            outline,
            spread,
        }
    }

    /// Whether it leaves no ink, as a blank.
    pub fn is_blank(&self) -> bool {
        self.coverage.ink == 0
    }

    /// The coverage when the outline (not the picture of it) is turned counter-clockwise by `degrees`.
    pub fn turned(&self, degrees: f64) -> Coverage {
        let (sin, cos) = turn(degrees);
        let turned = |p: Point| point(p.x * cos - p.y * sin, p.x * sin + p.y * cos);
        let spread = turned(point(self.spread, 0.0));
        self.outline
            .map(turned)
            .coverage(point(spread.x, -spread.y))
    }

    /// The box of libgd at this angle: from the left bearing to the advance, over the height of the ink. A
    /// blank runs over its advance and has no height.
    pub fn advance_box(&self, degrees: f64) -> Corners {
        let [left, low, _, high] = self.bounds;
        corners([left, low, self.advance, high], degrees)
    }

    /// The box of PHP's bundled GD at this angle: the ink, fitted outwards to whole pixels.
    pub fn ink_box(&self, degrees: f64) -> Corners {
        if self.is_blank() {
            return self.advance_box(degrees);
        }
        let [left, low, right, high] = self.bounds;
        let fitted = [left.floor(), low.floor(), right.ceil(), high.ceil()];
        corners(fitted, degrees)
    }
}

fn turn(degrees: f64) -> (f32, f32) {
    let angle = degrees.to_radians();
    (libm::sin(angle) as f32, libm::cos(angle) as f32)
}

fn corners([left, low, right, high]: [f32; 4], degrees: f64) -> Corners {
    let (sin, cos) = turn(degrees);
    let corner = |x: f32, y: f32| ((x * cos - y * sin) as i32, -((x * sin + y * cos) as i32));
    Corners {
        lower_left: corner(left, low),
        lower_right: corner(right, low),
        upper_left: corner(left, high),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(spread: f32) -> Glyph {
        let mut outline = Outline::default();
        outline.move_to(1.0, -2.0);
        outline.line_to(5.5, -2.0);
        outline.line_to(5.5, 4.0);
        outline.line_to(1.0, 4.0);
        Glyph::new(outline, 7.9, spread)
    }

    #[test]
    fn coverage_is_exact_area_in_seven_bits() {
        let glyph = square(0.0);
        let c = &glyph.coverage;
        assert_eq!((c.left, c.top, c.width, c.height), (1, -4, 5, 6));
        assert_eq!(c.data[..5], [127, 127, 127, 127, 63]);
        assert_eq!(c.ink, 24);
    }

    #[test]
    fn spreading_widens_stems_only() {
        let (plain, bold) = (square(0.0).coverage, square(0.25).coverage);
        assert_eq!((bold.left, bold.width, bold.height), (0, 6, 6));
        assert_eq!(bold.data[..6], [31, 127, 127, 127, 127, 95]);
        assert_eq!(plain.height, bold.height);
    }

    #[test]
    fn boxes_follow_both_gds() {
        let glyph = square(0.0);
        let system = glyph.advance_box(0.0);
        assert_eq!((system.lower_left, system.lower_right), ((1, 2), (7, 2)));
        assert_eq!(system.upper_left, (1, -4));
        assert_eq!(glyph.ink_box(0.0).lower_right, (6, 2));
    }

    #[test]
    fn turning_keeps_the_ink() {
        let glyph = square(0.0);
        let turned = glyph.turned(90.0);
        assert_eq!((turned.width, turned.height), (6, 5));
        assert!(glyph.turned(30.0).ink.abs_diff(glyph.coverage.ink) < 6);
    }
}
