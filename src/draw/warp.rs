//! A radial distortion around poles: each pixel of the target samples the source nearer to (or farther from)
//! every pole whose radius it lies in.

use schemars::JsonSchema;

use super::{Layer, Pixel};

/// A centre of distortion, in pixels of the target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pole {
    /// Across.
    pub x: i32,
    /// Down.
    pub y: i32,
    /// No pixel farther away is touched.
    pub radius: i32,
    /// Strength at the sine's crest; negative magnifies.
    pub amplitude: f64,
}

/// How a place between pixels picks its pixel.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Sampling {
    /// The nearest pixel.
    #[default]
    Round,
    /// The pixel to the upper left.
    Trunc,
}

/// A distortion, ready to be applied row by row.
pub struct Field {
    poles: Vec<Pole>,
    scale: usize,
    /// Added to a place before its nearest pixel is taken.
    shift: f32,
}

impl Field {
    /// `scale` is the source's size over the target's.
    pub fn new(poles: &[Pole], scale: usize, sampling: Sampling) -> Self {
        Self {
            poles: poles.to_vec(),
            scale,
            shift: match sampling {
                Sampling::Round => 0.0,
                // A hair above -.5, so that whole numbers stay what they are.
                Sampling::Trunc => -0.4999,
            },
        }
    }

    /// Copies what the source shows onto the target. Pixels equal to the source's first one are background
    /// and not copied. Ink of the source that no pixel of the target's rim reaches is counted as outside, in
    /// the source's tally.
    pub fn apply<P: Pixel>(&self, source: &mut Layer<P>, target: &mut Layer<P>) {
        let background = source.pixels[0];
        let mut places = Places::new(target.width);
        for v in 0..target.height {
            self.row(v, &mut places, source.width, source.height);
            let row = v * target.width..(v + 1) * target.width;
            let pixels = &mut target.pixels[row.clone()];
            let owners = &mut target.owners[row];
            for ((&at, pixel), owner) in places.at.iter().zip(pixels).zip(owners) {
                let sample = source
                    .pixels
                    .get(at as usize)
                    .copied()
                    .unwrap_or(background);
                if sample != background {
                    *pixel = sample;
                    *owner = source.owners[at as usize];
                }
            }
            self.crop(source, &places, v == 0, v + 1 == target.height);
        }
    }

    /// How far the field is from moving the owned pixels of `layer` as a whole: the mean of the root mean square of what
    /// its four slopes differ from those of a shift, on every eighth row. 0 for no field at all.
    pub fn strain<P: Pixel>(&self, layer: &Layer<P>) -> f32 {
        let (mut sum, mut count) = (0.0, 0u32);
        let (mut here, mut below) = (Places::new(layer.width), Places::new(layer.width));
        for v in (0..layer.height.saturating_sub(1)).step_by(8) {
            let owners = &layer.owners[v * layer.width..(v + 1) * layer.width];
            if owners.iter().all(|owner| *owner == 0) {
                continue;
            }
            self.moved(v, &mut here);
            self.moved(v + 1, &mut below);
            for u in (0..layer.width - 1).filter(|&u| owners[u] > 0) {
                let slopes = [
                    here.x[u + 1] - here.x[u] - 1.0,
                    here.y[u + 1] - here.y[u],
                    below.x[u] - here.x[u],
                    below.y[u] - here.y[u] - 1.0,
                ];
                sum += (slopes.iter().map(|s| s * s).sum::<f32>() / 2.0).sqrt();
                count += 1;
            }
        }
        if count > 0 { sum / count as f32 } else { 0.0 }
    }

    /// Where row `v` would sample, in pixels of the target.
    fn moved(&self, v: usize, places: &mut Places) {
        let Places { ramp, x, y, .. } = places;
        x.copy_from_slice(ramp);
        y.fill(v as f32);
        for pole in &self.poles {
            shift(pole, v as i32, ramp, x, y);
        }
    }

    /// Where row `v` samples: indexes into the source, `OUTSIDE` where there is none.
    fn row(&self, v: usize, places: &mut Places, width: usize, height: usize) {
        self.moved(v, places);
        let Places { x, y, at, .. } = places;
        let (scale, shift) = (self.scale as f32, self.shift);
        let (right, bottom) = (width as f32 - 0.5 - shift, height as f32 - 0.5 - shift);
        for ((x, y), at) in x.iter().zip(y).zip(at) {
            let (x, y) = (x * scale, *y * scale);
            let inside = (x >= 0.0) & (y >= 0.0) & (x < right) & (y < bottom);
            let index = nearest(y + shift) * width as i32 + nearest(x + shift);
            *at = if inside { index } else { OUTSIDE };
        }
    }

    /// Counts the ink beyond the target's rim. A rim pixel stands for `scale` source pixels along the rim.
    fn crop<P: Pixel>(&self, source: &mut Layer<P>, places: &Places, first: bool, last: bool) {
        let (width, weight) = (source.width, self.scale as u32);
        let gap = self.scale - 1;
        let mut lost = |owners: &mut dyn Iterator<Item = usize>| {
            for at in owners {
                let owner = usize::from(source.owners[at]);
                source.tally.outside[owner] += weight * u32::from(owner > 0);
            }
        };
        let inside = |at: Option<&i32>| {
            at.copied()
                .filter(|&at| at != OUTSIDE)
                .map(|at| at as usize)
        };
        if let Some(at) = inside(places.at.first()) {
            lost(&mut (at - at % width..at));
        }
        if let Some(at) = inside(places.at.last()) {
            lost(&mut (at + 1 + gap..(at - at % width) + width));
        }
        let end = width * source.height;
        for &at in places.at.iter().filter(|_| first || last) {
            if at == OUTSIDE {
                continue;
            }
            let at = at as usize;
            if first {
                lost(&mut (at % width..at).step_by(width));
            }
            if last {
                lost(&mut (at + (1 + gap) * width..end).step_by(width));
            }
        }
    }
}

/// No pixel of the source; as an index, larger than any.
const OUTSIDE: i32 = -1;

/// Buffers for one row: 0, 1, 2 ..., where its pixels sample, and the indexes of those places.
struct Places {
    ramp: Vec<f32>,
    x: Vec<f32>,
    y: Vec<f32>,
    at: Vec<i32>,
}

impl Places {
    fn new(width: usize) -> Self {
        Self {
            ramp: (0..width).map(|u| u as f32).collect(),
            x: vec![0.0; width],
            y: vec![0.0; width],
            at: vec![OUTSIDE; width],
        }
    }
}

/// Adds what one pole does to row `v`: (dx, dy) * A * sin(3.14 r / R). No branches and no tables in the loop,
/// so that it vectorises.
fn shift(pole: &Pole, v: i32, ramp: &[f32], x: &mut [f32], y: &mut [f32]) {
    let dy = v - pole.y;
    let reach = pole.radius * pole.radius - dy * dy;
    if reach < 0 {
        return;
    }
    let half = reach.isqrt();
    let from = (pole.x - half).max(0);
    let to = (pole.x + half + 1).min(x.len() as i32);
    if from >= to {
        return;
    }
    let span = from as usize..to as usize;
    let (amplitude, dy, middle) = (pole.amplitude as f32, dy as f32, pole.x as f32);
    let angle = NEARLY_PI / pole.radius as f32;
    let places = x[span.clone()].iter_mut().zip(&mut y[span.clone()]);
    for ((x, y), u) in places.zip(&ramp[span]) {
        let dx = u - middle;
        let factor = amplitude * crest((dx * dx + dy * dy).sqrt() * angle);
        *x += dx * factor;
        *y += dy * factor;
    }
}

/// The nearest whole number of -.5 < x < 2^22, read off the bits of a sum whose last bit is worth 1; a plain
/// cast does not vectorise on baseline x86-64.
fn nearest(x: f32) -> i32 {
    const LAST_BIT_IS_ONE: f32 = 12_582_912.0;
    (x + LAST_BIT_IS_ONE).to_bits() as i32 & 0x3f_ffff
}

/// What the library takes for pi.
#[expect(clippy::approx_constant, reason = "the library writes 3.14")]
const NEARLY_PI: f32 = 3.14;

/// sin(x) for x in [0, pi], as the Taylor series of the cosine around the crest; off by at most 5e-7. Plain
/// products and sums in single precision: the same bits on every platform.
fn crest(x: f32) -> f32 {
    let y = x - std::f32::consts::FRAC_PI_2;
    let s = y * y;
    let tail = 1.0 / 40_320.0 - s / 3_628_800.0;
    1.0 - s * (0.5 - s * (1.0 / 24.0 - s * (1.0 / 720.0 - s * tail)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dotted() -> Layer<u8> {
        let mut layer = Layer::new(40, 40, 255, 1);
        for at in [(10, 10), (30, 10), (20, 20)] {
            layer.paint(at.0, at.1, 0, 127);
        }
        layer
    }

    #[test]
    fn no_poles_copy_every_second_pixel() {
        let mut target = Layer::<u8>::new(20, 20, 200, 1);
        Field::new(&[], 2, Sampling::Round).apply(&mut dotted(), &mut target);
        let dark: Vec<usize> = (0..400).filter(|&i| target.pixels[i] == 0).collect();
        assert_eq!(dark, [5 * 20 + 5, 5 * 20 + 15, 10 * 20 + 10]);
        assert_eq!(target.pixels[0], 200, "background is left as it was");
    }

    #[test]
    fn a_pole_moves_only_its_radius() {
        let pole = Pole {
            x: 5,
            y: 5,
            radius: 6,
            amplitude: -0.5,
        };
        let field = Field::new(&[pole], 1, Sampling::Round);
        let mut places = Places::new(40);
        field.row(5, &mut places, 40, 40);
        let moved: Vec<usize> = (0..40)
            .filter(|&u| (places.x[u] - u as f32).abs() > 0.01)
            .collect();
        assert_eq!(moved, [0, 1, 2, 3, 4, 6, 7, 8, 9, 10]);
        assert!(places.x[8] < 8.0, "samples come from nearer the pole");
    }

    #[test]
    fn samples_round_or_truncate() {
        let at = |sampling| {
            let shift = Field::new(&[], 1, sampling).shift;
            [0.0, 1.0, 2.0, 2.4, 2.6, 427.9].map(|x| nearest(x + shift))
        };
        assert_eq!(at(Sampling::Round), [0, 1, 2, 2, 3, 428]);
        assert_eq!(at(Sampling::Trunc), [0, 1, 2, 2, 2, 427]);
    }

    #[test]
    fn the_crest_is_a_sine() {
        for i in 0..=314 {
            let x = f64::from(i) / 100.0;
            assert!(
                (f64::from(crest(x as f32)) - libm::sin(x)).abs() < 1e-6,
                "{x}"
            );
        }
    }

    #[test]
    fn ink_pushed_over_the_rim_is_counted() {
        let mut source = Layer::<u8>::new(20, 20, 255, 1);
        source.owners.fill(1);
        let pole = Pole {
            x: 3,
            y: 10,
            radius: 9,
            amplitude: -0.9,
        };
        let mut target = Layer::<u8>::new(20, 20, 255, 1);
        Field::new(&[pole], 1, Sampling::Round).apply(&mut source, &mut target);
        assert!(source.tally.outside[1] > 5);
    }
}
