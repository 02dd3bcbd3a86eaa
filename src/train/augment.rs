//! Pictures as they might also have been drawn: one affine warp, contrast, stroke width, noise. Seeded by the sample's
//! number, so that order and threads change nothing.

use serde::{Deserialize, Serialize};

use super::picture::{Frame, to_unit};
use crate::seed::Rng;

/// How much pictures are varied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Augment {
    /// As drawn.
    None,
    /// A few pixels and degrees.
    Light,
    /// More of it, and a smooth warp.
    #[default]
    Strong,
}

/// The greatest change of each kind.
struct Ranges {
    /// Probability that a picture stays as drawn, so that crisp edges are known too.
    as_drawn: f64,
    /// Pixels across and down.
    shift: (f32, f32),
    /// Share of the size, each axis by itself.
    scale: f32,
    /// Slant, pixels a pixel, of columns and of rows.
    shear: (f32, f32),
    /// Pixels of the smooth warp.
    wave: f32,
    /// Share of the ink's level.
    gain: f32,
    /// Of full ink, added everywhere.
    bias: f32,
    /// Of full ink, a pixel.
    noise: f32,
    /// Probability that strokes are thickened, and that they are thinned.
    stroke: f64,
}

impl Augment {
    fn ranges(self) -> Option<Ranges> {
        match self {
            Self::None => None,
            Self::Light => Some(Ranges {
                as_drawn: 0.4,
                shift: (4.0, 3.0),
                scale: 0.05,
                shear: (0.06, 0.03),
                wave: 0.0,
                gain: 0.15,
                bias: 0.03,
                noise: 0.03,
                stroke: 0.05,
            }),
            Self::Strong => Some(Ranges {
                as_drawn: 0.2,
                shift: (8.0, 5.0),
                scale: 0.12,
                shear: (0.15, 0.06),
                wave: 2.0,
                gain: 0.3,
                bias: 0.06,
                noise: 0.06,
                stroke: 0.12,
            }),
        }
    }

    /// One variant of a picture, into `out`.
    pub(crate) fn apply(self, ink: &[u8], frame: Frame, rng: &mut Rng, out: &mut [f32]) {
        let ranges = self.ranges().filter(|ranges| !rng.chance(ranges.as_drawn));
        let Some(ranges) = ranges else {
            out.copy_from_slice(&to_unit(ink));
            return;
        };
        let canvas = Canvas::new(ink, frame, stroke(ranges.stroke, rng));
        let warp = Warp::draw(&ranges, frame, rng);
        let gain = 1.0 + spread(ranges.gain, rng);
        let bias = spread(ranges.bias, rng);
        canvas.warped(&warp, gain / 255.0, out);
        add_noise(bias, ranges.noise * rng.unit() as f32, rng, out);
    }
}

/// Uniform in `-most..most`.
fn spread(most: f32, rng: &mut Rng) -> f32 {
    most * (2.0 * rng.unit() as f32 - 1.0)
}

/// Which of two neighbours wins, if either does.
fn stroke(p: f64, rng: &mut Rng) -> Option<fn(u8, u8) -> u8> {
    match rng.unit() {
        u if u < p => Some(u8::max),
        u if u < 2.0 * p => Some(u8::min),
        _ => None,
    }
}

/// A picture with a border of two pixels without ink, so that reading beside it needs no test.
struct Canvas {
    pixels: Vec<u8>,
    frame: Frame,
}

const BORDER: usize = 2;

impl Canvas {
    fn new(ink: &[u8], frame: Frame, stroke: Option<fn(u8, u8) -> u8>) -> Self {
        let stride = frame.width + 2 * BORDER;
        let mut pixels = vec![0; stride * (frame.height + 2 * BORDER)];
        for (y, row) in ink.chunks_exact(frame.width).enumerate() {
            let start = (y + BORDER) * stride + BORDER;
            pixels[start..start + frame.width].copy_from_slice(row);
        }
        if let Some(pick) = stroke {
            for shift in [1, stride] {
                for at in 0..pixels.len() - shift {
                    pixels[at] = pick(pixels[at], pixels[at + shift]);
                }
            }
        }
        Self { pixels, frame }
    }

    /// Each pixel from where `warp` says, bilinear, times `gain`. In whole numbers, since casting floats to places costs
    /// more than all the rest.
    fn warped(&self, warp: &Warp, gain: f32, out: &mut [f32]) {
        let stride = self.frame.width + 2 * BORDER;
        let last = |size: usize| fixed((size + 2 * BORDER - 1) as f32) - 1;
        let (right, bottom) = (last(self.frame.width), last(self.frame.height));
        let columns: Vec<(i32, i32)> = (0..self.frame.width)
            .map(|x| warp.column(x as f32))
            .map(|(x, y)| (fixed(x), fixed(y)))
            .collect();
        let gain = gain / (ONE * ONE) as f32;
        for (y, row) in out.chunks_exact_mut(self.frame.width).enumerate() {
            let (over, down) = warp.row(y as f32);
            let (over, down) = (fixed(over), fixed(down));
            for (out, (x, y)) in row.iter_mut().zip(&columns) {
                let (x, y) = ((x + over).clamp(0, right), (y + down).clamp(0, bottom));
                let (fx, fy) = (x & (ONE - 1), y & (ONE - 1));
                let at = (y >> BITS) as usize * stride + (x >> BITS) as usize;
                let upper = across(&self.pixels[at..at + 2], fx);
                let lower = across(&self.pixels[at + stride..at + stride + 2], fx);
                *out = gain * (upper * (ONE - fy) + lower * fy) as f32;
            }
        }
    }
}

/// A pixel's width in the whole numbers that places are counted in.
const ONE: i32 = 1 << BITS;
const BITS: u32 = 10;

fn fixed(x: f32) -> i32 {
    (x * ONE as f32) as i32
}

/// Between two neighbours.
fn across(pair: &[u8], at: i32) -> i32 {
    i32::from(pair[0]) * (ONE - at) + i32::from(pair[1]) * at
}

/// Where a pixel comes from: an affine map, and a wave along each axis.
struct Warp {
    /// Source x = a x + b y + c.
    across: (f32, f32, f32),
    /// Source y = a x + b y + c.
    down: (f32, f32, f32),
    /// Pixels that rows swing sideways, by row.
    sway: Swing,
    /// Pixels that columns swing up and down, by column.
    heave: Swing,
}

/// A wave of parabolas: as smooth as strokes need, and free of sines.
#[derive(Clone, Copy)]
struct Swing {
    height: f32,
    per_pixel: f32,
    phase: f32,
}

impl Swing {
    /// A wave of one to three periods over `length`; none for height 0.
    fn draw(height: f32, length: usize, rng: &mut Rng) -> Self {
        if height == 0.0 {
            return Self {
                height,
                per_pixel: 0.0,
                phase: 0.0,
            };
        }
        Self {
            height: spread(height, rng),
            per_pixel: (1.0 + 2.0 * rng.unit() as f32) / length as f32,
            phase: rng.unit() as f32,
        }
    }

    /// A parabola each half period, so that neither value nor slope jumps.
    fn at(self, x: f32) -> f32 {
        let turn = x * self.per_pixel + self.phase;
        let half = (turn - turn as u32 as f32) * 2.0 - 1.0;
        self.height * 4.0 * half * (1.0 - half.abs())
    }
}

impl Warp {
    /// Around the middle of the frame.
    fn draw(ranges: &Ranges, frame: Frame, rng: &mut Rng) -> Self {
        let (wide, high) = (frame.width as f32 / 2.0, frame.height as f32 / 2.0);
        let (zoom_x, zoom_y) = (
            1.0 + spread(ranges.scale, rng),
            1.0 + spread(ranges.scale, rng),
        );
        let (lean, tilt) = (spread(ranges.shear.0, rng), spread(ranges.shear.1, rng));
        let (dx, dy) = (spread(ranges.shift.0, rng), spread(ranges.shift.1, rng));
        Self {
            across: (zoom_x, lean, wide - zoom_x * wide - lean * high + dx),
            down: (tilt, zoom_y, high - tilt * wide - zoom_y * high + dy),
            sway: Swing::draw(ranges.wave, frame.height, rng),
            heave: Swing::draw(ranges.wave, frame.width, rng),
        }
    }

    /// What column `x` adds to the source's x and y.
    fn column(&self, x: f32) -> (f32, f32) {
        (self.across.0 * x, self.down.0 * x + self.heave.at(x))
    }

    /// What row `y` adds, the border included.
    fn row(&self, y: f32) -> (f32, f32) {
        let border = BORDER as f32;
        (
            self.across.1 * y + self.across.2 + self.sway.at(y) + border,
            self.down.1 * y + self.down.2 + border,
        )
    }
}

/// Adds `bias` and uniform noise of +-`noise`, and keeps the sum in 0 to 1.
fn add_noise(bias: f32, noise: f32, rng: &mut Rng, out: &mut [f32]) {
    let step = noise / 127.5;
    for eight in out.chunks_mut(8) {
        let bytes = rng.bits().to_le_bytes();
        for (value, byte) in eight.iter_mut().zip(bytes) {
            *value = (*value + bias + step * (f32::from(byte) - 127.5)).clamp(0.0, 1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;

    const FRAME: Frame = Frame {
        height: 80,
        width: 216,
    };

    /// A block of ink in the middle.
    fn block() -> Vec<u8> {
        let inside = |i: usize| (60..160).contains(&(i % 216)) && (25..55).contains(&(i / 216));
        (0..80 * 216).map(|i| u8::from(inside(i)) * 200).collect()
    }

    fn varied(level: Augment, seed: u64) -> Vec<f32> {
        let mut out = vec![0.0; 80 * 216];
        let mut rng = Seed::from_u64(seed).stream("augment");
        level.apply(&block(), FRAME, &mut rng, &mut out);
        out
    }

    #[test]
    fn none_is_the_picture_itself() {
        assert_eq!(varied(Augment::None, 1), to_unit(&block()));
    }

    #[test]
    fn the_seed_alone_decides() {
        for level in [Augment::Light, Augment::Strong] {
            assert_eq!(varied(level, 1), varied(level, 1));
            assert_ne!(varied(level, 1), varied(level, 2));
        }
    }

    #[test]
    fn what_is_drawn_stays_in_place_and_in_range() {
        let inked = |picture: &[f32]| picture.iter().filter(|&&v| v > 0.4).count() as f32;
        let plain = inked(&to_unit(&block()));
        for (level, most) in [(Augment::Light, 0.15), (Augment::Strong, 0.35)] {
            for seed in 0..200 {
                let picture = varied(level, seed);
                assert!(picture.iter().all(|v| (0.0..=1.0).contains(v)));
                let change = (inked(&picture) / plain - 1.0).abs();
                assert!(change < most, "{level:?} {seed}: {change}");
                assert!(
                    picture[40 * 216 + 110] > 0.4,
                    "{level:?} {seed}: the middle is lost"
                );
            }
        }
    }

    #[test]
    fn the_wave_is_smooth() {
        let swing = Swing {
            height: 2.0,
            per_pixel: 0.01,
            phase: 0.3,
        };
        for x in 0..400 {
            let step = swing.at(x as f32 + 1.0) - swing.at(x as f32);
            assert!(step.abs() < 0.2, "{x}: {step}");
        }
    }
}
