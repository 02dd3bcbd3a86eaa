//! Drawing, in the library's order: background, noise, text, its distorted copy, lines, signature.

use image::RgbImage;

use super::layout::{Place, places};
use super::legibility::Ledger;
use super::params::Params;
use crate::draw::{Face, Field, Layer, Pixel, Pole, Wave, dot};
use crate::seed::{Rng, Seed};

/// All that drawing needs beside the seed.
pub(super) struct Studio<'a> {
    pub params: &'a Params,
    pub faces: &'a [Face],
    pub signature: Option<&'a Face>,
    pub background: Option<&'a RgbImage>,
}

/// A picture, where its characters were put, and what became of their ink.
pub(super) struct Drawing {
    pub picture: RgbImage,
    pub places: Vec<Place>,
    pub ledger: Ledger,
}

/// Draws `text`, all in greys of one byte or in three bytes a pixel.
pub(super) fn draw<P: Pixel>(studio: &Studio<'_>, text: &str, seed: &Seed) -> Drawing {
    let params = studio.params;
    let places = places(params, studio.faces, text, seed);
    let (width, height) = (params.image_width as usize, params.image_height as usize);
    let mut canvas = Layer::new(width, height, P::of(params.image_bg_color), places.len());
    if let Some(picture) = studio.background {
        for (pixel, source) in canvas.pixels.iter_mut().zip(picture.pixels()) {
            *pixel = P::of(crate::draw::Color(source.0));
        }
    }
    let ground = canvas.pixels.clone();
    noise(params, &mut canvas, seed);
    let specks = changed(&ground, &canvas);
    let mut strain = 0.0;
    let drawn = if params.perturbation > 0.0 {
        let scale = params.scale();
        let fill = P::of(params.image_bg_color);
        let mut scratch = Layer::new(width * scale, height * scale, fill, places.len());
        write(studio, &mut scratch, &places);
        let field = Field::new(&poles(params, seed), scale, params.sampling);
        field.apply(&mut scratch, &mut canvas);
        strain = field.strain(&canvas);
        scratch.tally
    } else {
        write(studio, &mut canvas, &places);
        std::mem::replace(&mut canvas.tally, crate::draw::Tally::new(places.len()))
    };
    let arrived = canvas.owned(places.len());
    let before = canvas.pixels.clone();
    lines(params, &mut canvas, seed);
    let clutter = specks + changed(&before, &canvas);
    sign(studio, &mut canvas);
    let ledger = Ledger {
        drawn,
        density: (params.scale() * params.scale()) as f32,
        arrived,
        covered: std::mem::take(&mut canvas.tally.hidden),
        clutter,
        strain,
    };
    Drawing {
        picture: canvas.into_picture(),
        places,
        ledger,
    }
}

fn changed<P: Pixel>(before: &[P], after: &Layer<P>) -> u32 {
    let pairs = before.iter().zip(&after.pixels);
    pairs.filter(|(a, b)| a != b).count() as u32
}

/// A fraction of the library's: a multiple of .0001 below 1.
fn fraction(rng: &mut Rng) -> f64 {
    rng.int(0, 9999) as f64 / 10_000.0
}

/// A few stamps in every cell of 20 by 20 pixels, in the ink of the lines.
fn noise<P: Pixel>(params: &Params, canvas: &mut Layer<P>, seed: &Seed) {
    let dots = (params.noise_level * std::f64::consts::LOG2_E).ceil() as u32;
    let (ink, cover) = (P::of(params.line_color), params.cover());
    let mut rng = seed.stream("noise");
    for x in (1..i64::from(params.image_width)).step_by(20) {
        for y in (1..i64::from(params.image_height)).step_by(20) {
            for _ in 0..dots {
                let (cx, cy) = (rng.int(x, x + 20), rng.int(y, y + 20));
                let (diameter, end) = (rng.int(1, 3), rng.int(180, 360));
                if cx - diameter <= 0 && cy - diameter <= 0 {
                    continue;
                }
                for (dx, dy) in dot(diameter, end) {
                    canvas.paint(cx as i32 + dx, cy as i32 + dy, ink, cover);
                }
            }
        }
    }
}

/// The text, and frames around some of its characters.
fn write<P: Pixel>(studio: &Studio<'_>, layer: &mut Layer<P>, places: &[Place]) {
    let (ink, cover) = (P::of(studio.params.text_color), studio.params.cover());
    for (i, place) in places.iter().enumerate() {
        let glyph = studio.faces[place.face].glyph(place.c);
        let owner = i as u8 + 1;
        if place.angle == 0.0 {
            layer.glyph(&glyph.coverage, place.at, ink, cover, owner);
        } else {
            layer.glyph(&glyph.turned(place.angle), place.at, ink, cover, owner);
        }
        if let Some((from, to)) = place.frame {
            layer.frame(from, to, 3, ink, cover);
        }
    }
}

/// Three poles on an arithmetic progression, which wraps around.
fn poles(params: &Params, seed: &Seed) -> [Pole; 3] {
    let (w, h) = (
        f64::from(params.image_width),
        f64::from(params.image_height),
    );
    let mut rng = seed.stream("poles");
    let quarter = w / 4.0;
    let dx = rng.int((quarter / 10.0) as i64, quarter as i64) as f64;
    let y0 = rng.int(20, h as i64 - 20);
    let dy = rng.int(20, (0.7 * h).round() as i64);
    std::array::from_fn(|i| Pole {
        x: ((quarter + dx * i as f64) as i64 % (w - quarter) as i64) as i32,
        y: ((y0 + dy * i as i64) % (h as i64 - 20) + 20) as i32,
        radius: rng.int((0.4 * h) as i64, (0.8 * h) as i64) as i32,
        amplitude: params.perturbation * (-0.15 * fraction(&mut rng) - 0.15),
    })
}

/// What the library takes for a full turn.
#[expect(clippy::approx_constant, reason = "the library writes 6.28")]
const NEARLY_TAU: f64 = 6.28;

/// Wavy lines over everything, spread evenly over the width.
fn lines<P: Pixel>(params: &Params, canvas: &mut Layer<P>, seed: &Seed) {
    let (w, h) = (
        f64::from(params.image_width),
        f64::from(params.image_height),
    );
    let (ink, cover) = (P::of(params.line_color), params.cover());
    let count = f64::from(params.num_lines);
    let mut rng = seed.stream("lines");
    for k in 0..params.num_lines {
        let x = w * f64::from(1 + k) / (count + 1.0) + (0.5 - fraction(&mut rng)) * w / count;
        let y = rng.int((0.1 * h) as i64, (0.9 * h) as i64) as f64;
        let theta = (fraction(&mut rng) - 0.5) * std::f64::consts::PI * params.line_slant;
        let length = rng.int((0.4 * w) as i64, (0.7 * w) as i64) as f64;
        let thickness = rng.int(0, 2);
        let wiggle = 0.6 * fraction(&mut rng) + 0.2;
        let kappa = 0.5 * wiggle * wiggle;
        let phase = NEARLY_TAU * fraction(&mut rng);
        let swing = 1.5 * fraction(&mut rng) / (kappa + 5.0 / length);
        let wave = Wave {
            centre: (x, y),
            theta,
            length,
            thickness,
            kappa,
            phase,
            swing,
        };
        wave.draw(canvas, ink, cover);
    }
}

/// The signature: 10 points, right-aligned 5 pixels from the edge, baseline 3 above the bottom.
fn sign<P: Pixel>(studio: &Studio<'_>, canvas: &mut Layer<P>) {
    let Some(face) = studio.signature else {
        return;
    };
    let params = studio.params;
    let text = &params.image_signature;
    let width: f32 = text.chars().map(|c| face.glyph(c).advance).sum();
    let mut x = params.image_width as f32 - 5.0 - width;
    let y = params.image_height as i32 - 3;
    let ink = P::of(params.signature_color);
    for c in text.chars() {
        let glyph = &face.glyph(c).coverage;
        for (i, &cover) in glyph.data.iter().enumerate().filter(|(_, c)| **c > 0) {
            let (dx, dy) = ((i % glyph.width) as i32, (i / glyph.width) as i32);
            canvas.paint(x as i32 + glyph.left + dx, y + glyph.top + dy, ink, cover);
        }
        x += face.glyph(c).advance;
    }
}
