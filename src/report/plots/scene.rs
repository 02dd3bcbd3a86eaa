//! A picture as a list of simple shapes, and the two ways to paint it.
//!
//! Every chart is a pure function from a summary to a [`Scene`]; SVG and PNG are painted from the same scene, so
//! they cannot differ. Coordinates are pixels of the SVG, y downwards.

use std::io::Cursor;
use std::sync::Once;

use image::{ImageFormat, RgbImage};
use plotters::backend::{BitMapBackend, DrawingBackend, SVGBackend};
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{
    Color, FontDesc, FontFamily, FontStyle, FontTransform, RGBAColor, ShapeStyle, TextStyle,
    register_font,
};

use super::style::{INK, PAPER};
use crate::report::text::visible;

/// The family under which the embedded font is registered; an SVG viewer takes its own sans-serif for it.
const FAMILY: &str = "sans-serif";
/// Pixels of a PNG for each pixel of the scene.
const PNG_SCALE: f64 = 2.0;

/// The bitmap backend draws a text this share of its height above the point that the SVG backend centres it on.
const SINK: f64 = 0.2;

/// A point of the scene.
pub type At = (f64, f64);

/// Why a plot could not be painted.
#[derive(Debug, thiserror::Error)]
#[error("failed to paint a plot: {0}")]
pub struct PaintError(String);

/// What is painted, in order.
#[derive(Clone, Debug)]
pub struct Scene {
    /// Width and height.
    pub size: (u32, u32),
    items: Vec<Item>,
}

#[derive(Clone, Debug)]
enum Item {
    Line {
        points: Vec<At>,
        color: RGBAColor,
        width: f64,
    },
    Area {
        points: Vec<At>,
        color: RGBAColor,
    },
    Rect {
        from: At,
        to: At,
        color: RGBAColor,
    },
    Dot {
        at: At,
        radius: f64,
        color: RGBAColor,
    },
    Ring {
        at: At,
        radius: f64,
        color: RGBAColor,
    },
    Text {
        at: At,
        text: String,
        font: Font,
        align: Align,
        color: RGBAColor,
    },
}

/// Size and weight of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Font {
    /// Height in pixels.
    pub size: f64,
    /// Bold or regular.
    pub bold: bool,
    /// Written upwards.
    pub upright: bool,
}

/// Which point of a text its position is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Left end, half height.
    Left,
    /// Middle, half height.
    Middle,
    /// Right end, half height.
    Right,
}

impl Scene {
    /// An empty sheet.
    pub fn new(width: f64, height: f64) -> Self {
        Self {
            size: (
                width.round().max(1.0) as u32,
                height.round().max(1.0) as u32,
            ),
            items: Vec::new(),
        }
    }

    /// A line through points.
    pub fn line(&mut self, points: Vec<At>, color: RGBAColor, width: f64) {
        self.items.push(Item::Line {
            points,
            color,
            width,
        });
    }

    /// A dashed straight line, horizontal or vertical or neither.
    pub fn dashed(&mut self, from: At, to: At, color: RGBAColor, width: f64) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy);
        let mut start = 0.0;
        while start < length {
            let end = (start + 5.0).min(length);
            let at = |s: f64| (from.0 + dx * s / length, from.1 + dy * s / length);
            self.line(vec![at(start), at(end)], color, width);
            start += 9.0;
        }
    }

    /// A filled polygon.
    pub fn area(&mut self, points: Vec<At>, color: RGBAColor) {
        self.items.push(Item::Area { points, color });
    }

    /// A filled rectangle.
    pub fn rect(&mut self, from: At, to: At, color: RGBAColor) {
        self.items.push(Item::Rect { from, to, color });
    }

    /// A filled circle.
    pub fn dot(&mut self, at: At, radius: f64, color: RGBAColor) {
        self.items.push(Item::Dot { at, radius, color });
    }

    /// A hollow circle.
    pub fn ring(&mut self, at: At, radius: f64, color: RGBAColor) {
        self.items.push(Item::Ring { at, radius, color });
    }

    /// A text; symbols that a picture cannot hold are shown as visible stand-ins.
    pub fn text(
        &mut self,
        at: At,
        text: impl Into<String>,
        font: Font,
        align: Align,
        color: RGBAColor,
    ) {
        let text = visible(&text.into());
        self.items.push(Item::Text {
            at,
            text,
            font,
            align,
            color,
        });
    }

    /// The scene as an SVG document.
    pub fn svg(&self) -> Result<String, PaintError> {
        let mut svg = String::new();
        self.paint(SVGBackend::with_string(&mut svg, self.size), 1.0, 0.0)?;
        Ok(svg)
    }

    /// The scene as a PNG file, at twice the size.
    pub fn png(&self) -> Result<Vec<u8>, PaintError> {
        let (width, height) = (
            self.size.0 * PNG_SCALE as u32,
            self.size.1 * PNG_SCALE as u32,
        );
        let mut pixels = vec![0; width as usize * height as usize * 3];
        self.paint(
            BitMapBackend::with_buffer(&mut pixels, (width, height)),
            PNG_SCALE,
            SINK,
        )?;
        let picture = RgbImage::from_raw(width, height, pixels)
            .ok_or_else(|| PaintError("buffer size".into()))?;
        let mut file = Cursor::new(Vec::new());
        picture
            .write_to(&mut file, ImageFormat::Png)
            .map_err(|e| PaintError(e.to_string()))?;
        Ok(file.into_inner())
    }

    fn paint<DB: DrawingBackend>(
        &self,
        backend: DB,
        scale: f64,
        sink: f64,
    ) -> Result<(), PaintError> {
        fonts();
        let area = backend.into_drawing_area();
        let failed =
            |e: plotters::drawing::DrawingAreaErrorKind<DB::ErrorType>| PaintError(e.to_string());
        area.fill(&PAPER).map_err(failed)?;
        for item in &self.items {
            item.paint(&area, scale, sink).map_err(failed)?;
        }
        area.present().map_err(failed)
    }
}

impl Item {
    /// Long only because every shape names its parts.
    fn paint<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        scale: f64,
        sink: f64,
    ) -> Result<(), plotters::drawing::DrawingAreaErrorKind<DB::ErrorType>> {
        let at = |p: &At| ((p.0 * scale).round() as i32, (p.1 * scale).round() as i32);
        let all = |points: &[At]| points.iter().map(at).collect::<Vec<_>>();
        match self {
            Self::Line {
                points,
                color,
                width,
            } => area.draw(&PathElement::new(
                all(points),
                color.stroke_width((width * scale).round().max(1.0) as u32),
            )),
            Self::Area { points, color } => area.draw(&Polygon::new(all(points), color.filled())),
            Self::Rect { from, to, color } => {
                area.draw(&Rectangle::new([at(from), at(to)], color.filled()))
            }
            Self::Dot {
                at: place,
                radius,
                color,
            } => area.draw(&Circle::new(
                at(place),
                (radius * scale) as u32,
                color.filled(),
            )),
            Self::Ring {
                at: place,
                radius,
                color,
            } => {
                let stroke: ShapeStyle = color.stroke_width((1.5 * scale) as u32);
                area.draw(&Circle::new(at(place), (radius * scale) as u32, stroke))
            }
            Self::Text {
                at: place,
                text,
                font,
                align,
                color,
            } => {
                let sunk = sink * font.size;
                let place = if font.upright {
                    (place.0 + sunk, place.1)
                } else {
                    (place.0, place.1 + sunk)
                };
                area.draw(&Text::new(
                    text.clone(),
                    at(&place),
                    font.style(*align, *color, scale),
                ))
            }
        }
    }
}

impl Font {
    /// Regular.
    pub const fn plain(size: f64) -> Self {
        Self {
            size,
            bold: false,
            upright: false,
        }
    }

    /// Bold.
    pub const fn bold(size: f64) -> Self {
        Self {
            size,
            bold: true,
            upright: false,
        }
    }

    /// Written upwards.
    pub const fn upwards(self) -> Self {
        Self {
            upright: true,
            ..self
        }
    }

    /// Width of a text in pixels, as the embedded font lays it out; most viewers' fonts are narrower.
    pub fn width(self, text: &str) -> f64 {
        fonts();
        let style = self.style(Align::Left, INK, 1.0);
        style
            .font
            .box_size(text)
            .map_or(self.size * 0.6 * text.chars().count() as f64, |(w, _)| {
                f64::from(w)
            })
    }

    fn style(self, align: Align, color: RGBAColor, scale: f64) -> TextStyle<'static> {
        let weight = if self.bold {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        };
        let turn = if self.upright {
            FontTransform::Rotate270
        } else {
            FontTransform::None
        };
        let side = match align {
            Align::Left => HPos::Left,
            Align::Middle => HPos::Center,
            Align::Right => HPos::Right,
        };
        // plotters divides an SVG's font size by 1.24, and the bitmap's by its line height.
        // Not `into_font().style(..)`, which keeps the outlines of the regular weight.
        let font =
            FontDesc::new(FontFamily::SansSerif, self.size * 1.24 * scale, weight).transform(turn);
        TextStyle {
            font,
            color: color.to_backend_color(),
            pos: Pos::new(side, VPos::Center),
        }
    }
}

/// Registers the embedded fonts, once.
fn fonts() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // A failure shows as a PaintError at the first text.
        let _ = register_font(FAMILY, FontStyle::Normal, dejavu::sans::regular());
        let _ = register_font(FAMILY, FontStyle::Bold, dejavu::sans::bold());
    });
}
