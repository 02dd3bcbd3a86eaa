//! Where each character goes: spaces, angles, gaps, start, baseline, in the library's own arithmetic.

use super::params::{Gd, Params, Start};
use super::values::Gap;
use crate::draw::{Corners, Face};
use crate::seed::Seed;

/// One character with its place on the canvas that the text is drawn on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Place {
    pub c: char,
    /// Index of its font.
    pub face: usize,
    /// Degrees counter-clockwise.
    pub angle: f64,
    /// Pen.
    pub at: (i32, i32),
    /// Corners of a frame around it.
    pub frame: Option<((i32, i32), (i32, i32))>,
}

/// A glyph's box at its angle: width, height, drop below the baseline.
#[derive(Clone, Copy, Debug)]
struct Extent {
    width: f64,
    height: f64,
    drop: f64,
}

/// Places the characters of `text`, those of an inserted run of blanks included.
pub(super) fn places(params: &Params, faces: &[Face], text: &str, seed: &Seed) -> Vec<Place> {
    let text = with_spaces(params, text, seed);
    let angles = angles(params, text.len(), seed);
    let mut fonts = seed.stream("fonts");
    let mut places = Vec::with_capacity(text.len());
    let mut extents = Vec::with_capacity(text.len());
    for (&c, angle) in text.iter().zip(angles) {
        let face = if faces.len() > 1 {
            fonts.below(faces.len() as u64) as usize
        } else {
            0
        };
        extents.push(extent(params.gd, &faces[face], c, angle));
        places.push(Place {
            c,
            face,
            angle,
            at: (0, 0),
            frame: None,
        });
    }
    arrange(params, &mut places, &extents, seed);
    places
}

fn arrange(params: &Params, places: &mut [Place], extents: &[Extent], seed: &Seed) {
    let gaps = gaps(params, places.len(), seed);
    let total: f64 = extents
        .iter()
        .zip(&gaps)
        .map(|(e, gap)| e.width + gap)
        .sum();
    let mut x = start(params, total, seed);
    let lines = baselines(params, extents, seed);
    let mut boxes = seed.stream("boxes");
    for (((place, extent), gap), y) in places.iter_mut().zip(extents).zip(&gaps).zip(lines) {
        place.at = (x as i32, y as i32);
        if params.use_random_boxes && place.c != ' ' && boxes.chance(0.2) {
            let from = (x as i32, (y - extent.height + extent.drop) as i32);
            let to = ((x + extent.width + gap) as i32, (y + extent.drop) as i32);
            place.frame = Some((from, to));
        }
        // Twice: the library counts the gap in the box and again in the step.
        x += extent.width + 2.0 * gap;
    }
}

/// With 80 % chance, one to three blanks inside a text that has none.
fn with_spaces(params: &Params, text: &str, seed: &Seed) -> Vec<char> {
    let mut text: Vec<char> = text.chars().collect();
    if params.use_random_spaces && !text.contains(&' ') && text.len() > 1 {
        let mut rng = seed.stream("spaces");
        if rng.chance(0.8) {
            let at = rng.int(1, text.len() as i64 - 1) as usize;
            let blanks = rng.int(1, 3) as usize;
            text.splice(at..at, std::iter::repeat_n(' ', blanks));
        }
    }
    text
}

/// A slant that goes evenly from the first character's to the last's.
fn angles(params: &Params, count: usize, seed: &Seed) -> Vec<f64> {
    if !params.use_text_angles {
        return vec![0.0; count];
    }
    let mut rng = seed.stream("angles");
    let mut draw = |low, high| {
        let angle = rng.int(low, high) as f64;
        if rng.chance(0.5) { -angle } else { angle }
    };
    let (first, last) = (draw(10, 20), draw(-20, 10));
    let step = (last - first) / (count.max(2) - 1) as f64;
    (0..count).map(|i| first + step * i as f64).collect()
}

fn extent(gd: Gd, face: &Face, c: char, angle: f64) -> Extent {
    let glyph = face.glyph(c);
    let corners = match gd {
        Gd::System => glyph.advance_box(angle),
        Gd::Bundled => glyph.ink_box(angle),
    };
    let Corners {
        lower_left,
        lower_right,
        upper_left,
    } = corners;
    Extent {
        width: f64::from(lower_right.0 - lower_left.0),
        height: f64::from(lower_left.1 - upper_left.1),
        drop: f64::from(lower_left.1),
    }
}

fn gaps(params: &Params, count: usize, seed: &Seed) -> Vec<f64> {
    let scale = params.scale() as f64;
    let mut rng = seed.stream("gaps");
    let gap = |_| match params.gap {
        Gap::Random => rng.int(-2, 0) as f64 * scale,
        Gap::Fixed(px) => px * scale,
    };
    (0..count).map(gap).collect()
}

fn start(params: &Params, total: f64, seed: &Seed) -> f64 {
    let scale = params.scale() as f64;
    let width = f64::from(params.image_width) * scale;
    let centred = (width / 2.0 - total / 2.0).floor();
    match params.start {
        Start::Centre => centred,
        Start::Uniform => {
            let least = 5.0 * scale;
            let most = (2.0 * centred - 5.0 * scale).max(least);
            seed.stream("start").int(least as i64, most as i64) as f64
        }
    }
}

/// The baseline of each character: that which centres the first, or a zigzag.
fn baselines(params: &Params, extents: &[Extent], seed: &Seed) -> Vec<f64> {
    let scale = params.scale() as f64;
    let height = f64::from(params.image_height) * scale;
    let Some(first) = extents.first() else {
        return Vec::new();
    };
    if !params.use_random_baseline {
        let y = height / 2.0 + first.height / 2.0 - first.drop;
        return vec![y; extents.len()];
    }
    let mut rng = seed.stream("baseline");
    let mut y = rng.int(first.height as i64, height as i64 - 10) as f64;
    let step = scale * rng.int(5, 10) as f64;
    let mut down = true;
    let next = extents.iter().map(|e| {
        if y + step + e.drop + 10.0 * scale > height {
            down = false;
        } else if y - step - e.drop < e.height + e.drop + 5.0 * scale {
            down = true;
        }
        y += if down { step } else { -step };
        y
    });
    next.collect()
}
