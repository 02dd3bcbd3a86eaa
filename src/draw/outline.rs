//! Outlines in pixels, and the coverage they give.

use ab_glyph_rasterizer::{Point, Rasterizer, point};
use skrifa::PathSink;

use super::Coverage;

/// A piece of an outline, in pixels, y upwards.
#[derive(Clone, Copy, Debug)]
enum Piece {
    Line([Point; 2]),
    Quad([Point; 3]),
    Cubic([Point; 4]),
}

/// A closed outline in pixels, y upwards, pen at the origin.
#[derive(Clone, Debug, Default)]
pub(super) struct Outline {
    pieces: Vec<Piece>,
    start: Point,
    at: Point,
}

impl PathSink for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.close();
        (self.start, self.at) = (point(x, y), point(x, y));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.pieces.push(Piece::Line([self.at, point(x, y)]));
        self.at = point(x, y);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        let piece = [self.at, point(cx, cy), point(x, y)];
        self.pieces.push(Piece::Quad(piece));
        self.at = point(x, y);
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        let piece = [self.at, point(ax, ay), point(bx, by), point(x, y)];
        self.pieces.push(Piece::Cubic(piece));
        self.at = point(x, y);
    }

    fn close(&mut self) {
        if self.at != self.start {
            self.line_to(self.start.x, self.start.y);
        }
    }
}

impl Outline {
    pub(super) fn map(&self, f: impl Fn(Point) -> Point) -> Self {
        let pieces = self.pieces.iter().map(|piece| match *piece {
            Piece::Line(p) => Piece::Line(p.map(&f)),
            Piece::Quad(p) => Piece::Quad(p.map(&f)),
            Piece::Cubic(p) => Piece::Cubic(p.map(&f)),
        });
        Self {
            pieces: pieces.collect(),
            ..Self::default()
        }
    }

    /// The box of all points and control points (least x, least y, greatest x, greatest y), as FreeType's
    /// control box.
    pub(super) fn bounds(&self) -> [f32; 4] {
        let mut bounds: Option<[f32; 4]> = None;
        for piece in &self.pieces {
            let points: &[Point] = match piece {
                Piece::Line(p) => p,
                Piece::Quad(p) => p,
                Piece::Cubic(p) => p,
            };
            for p in points {
                let b = bounds.get_or_insert([p.x, p.y, p.x, p.y]);
                *b = [b[0].min(p.x), b[1].min(p.y), b[2].max(p.x), b[3].max(p.y)];
            }
        }
        bounds.unwrap_or_default()
    }

    /// Length of the outline, by the chords and control polygons.
    pub(super) fn length(&self) -> f32 {
        let length = |points: &[Point]| -> f32 {
            let chord = distance(points[0], points[points.len() - 1]);
            let polygon: f32 = points.windows(2).map(|p| distance(p[0], p[1])).sum();
            (chord + polygon) / 2.0
        };
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Line(p) => length(p),
            Piece::Quad(p) => length(p),
            Piece::Cubic(p) => length(p),
        });
        pieces.sum()
    }

    /// The coverage of the outline, made bolder by `spread` on both sides: the greater of what it covers when
    /// moved there and back.
    pub(super) fn coverage(&self, spread: Point) -> Coverage {
        let [x0, y0, x1, y1] = self.bounds();
        let (dx, dy) = (spread.x.abs(), spread.y.abs());
        let (left, top) = ((x0 - dx).floor() as i32, -((y1 + dy).ceil() as i32));
        let width = ((x1 + dx).ceil() as i32 - left) as usize;
        let height = (-((y0 - dy).floor() as i32) - top) as usize;
        let origin = point(-(left as f32), -(top as f32));
        let mut data = self.raster(
            width,
            height,
            point(origin.x - spread.x, origin.y - spread.y),
        );
        if spread != Point::default() {
            let back = point(origin.x + spread.x, origin.y + spread.y);
            for (a, b) in data.iter_mut().zip(self.raster(width, height, back)) {
                *a = b.max(*a);
            }
        }
        Coverage::new(left, top, width, height, data)
    }

    /// Fills the outline with its pen at `origin`.
    fn raster(&self, width: usize, height: usize, origin: Point) -> Vec<u8> {
        let mut raster = Rasterizer::new(width, height);
        let to = |p: Point| point(origin.x + p.x, origin.y - p.y);
        for piece in &self.pieces {
            match *piece {
                Piece::Line([a, b]) => raster.draw_line(to(a), to(b)),
                Piece::Quad([a, b, c]) => raster.draw_quad(to(a), to(b), to(c)),
                Piece::Cubic([a, b, c, d]) => raster.draw_cubic(to(a), to(b), to(c), to(d)),
            }
        }
        let mut data = Vec::with_capacity(width * height);
        raster.for_each_pixel(|_, area| data.push(seven_bits(area)));
        data
    }
}

fn distance(a: Point, b: Point) -> f32 {
    let (dx, dy) = (a.x - b.x, a.y - b.y);
    (dx * dx + dy * dy).sqrt()
}

/// FreeType's 8-bit coverage (a floor of 256 parts, at most 255), cut to 7 bits as GD does before it blends.
fn seven_bits(area: f32) -> u8 {
    let eight = ((area * 256.0) as u32).min(255);
    (eight * 127 / 255) as u8
}
