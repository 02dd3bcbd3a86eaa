//! How well a person could read a challenge, from the ink that was counted while drawing.

use super::layout::Place;
use crate::draw::{Face, Tally};
use crate::scheme::{Legibility, Mark};

/// What the drawing left behind.
pub(super) struct Ledger {
    /// Ink as drawn on the text's canvas: total, outside, painted over by other characters and frames.
    pub drawn: Tally,
    /// Source pixels for each pixel of the picture.
    pub density: f32,
    /// Ink that reached the picture, for each character.
    pub arrived: Vec<u32>,
    /// Ink of it that lines or a signature were painted over.
    pub covered: Vec<u32>,
    /// Pixels of the picture that lines and specks were painted on.
    pub clutter: u32,
    /// How far the distortion is from moving the text as a whole.
    pub strain: f32,
}

/// A character with less than this share of its ink in sight is lost.
const LOST: f32 = 0.1;

impl Ledger {
    /// The proxies and the marks of a challenge.
    pub fn read(&self, contrast: f32, places: &[Place], faces: &[Face]) -> (Legibility, Vec<Mark>) {
        let ink = sum(&self.drawn.ink);
        let outside = sum(&self.drawn.outside).min(ink);
        let legibility = Legibility {
            contrast,
            stroke_px: self.stroke(places, faces),
            covered: self.covered(),
            clipped: if ink > 0.0 { outside / ink } else { 0.0 },
            clutter: ratio(
                self.clutter as f32,
                self.clutter as f32 + sum(&self.arrived),
            ),
            distorted: 1.0 - (-self.strain).exp(),
        };
        let mut marks = Vec::new();
        if outside > 0.0 {
            marks.push(Mark::Clipped);
        }
        if (1..self.drawn.ink.len()).any(|owner| self.is_lost(owner)) {
            marks.push(Mark::Illegible);
        }
        (legibility, marks)
    }

    /// Ink painted over, on the text's canvas or later on the picture, over what was within the picture.
    fn covered(&self) -> f32 {
        let inside = sum(&self.drawn.ink) - sum(&self.drawn.outside);
        let first = ratio(sum(&self.drawn.hidden), inside).min(1.0);
        let later = ratio(sum(&self.covered), sum(&self.arrived)).min(1.0);
        1.0 - (1.0 - first) * (1.0 - later)
    }

    /// Mean stroke of the glyphs by their ink, magnified as the distortion magnified the text's area.
    fn stroke(&self, places: &[Place], faces: &[Face]) -> f32 {
        let (mut strokes, mut inks) = (0.0, 0.0);
        for place in places {
            let glyph = faces[place.face].glyph(place.c);
            let ink = glyph.coverage.ink as f32;
            strokes += glyph.stroke * ink;
            inks += ink;
        }
        let inside = sum(&self.drawn.ink) - sum(&self.drawn.outside) - sum(&self.drawn.hidden);
        let magnified = ratio(sum(&self.arrived) * self.density, inside.max(1.0));
        ratio(strokes, inks) / self.density.sqrt() * magnified.sqrt()
    }

    fn is_lost(&self, owner: usize) -> bool {
        let due = self.drawn.ink[owner] as f32 / self.density;
        let seen = self.arrived[owner].saturating_sub(self.covered[owner]) as f32;
        due > 0.0 && seen < LOST * due
    }
}

fn sum(counts: &[u32]) -> f32 {
    counts.iter().map(|&n| n as f32).sum()
}

fn ratio(part: f32, whole: f32) -> f32 {
    if whole > 0.0 { part / whole } else { 0.0 }
}
