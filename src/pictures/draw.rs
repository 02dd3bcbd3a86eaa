//! A picture into a tile, by inverse mapping: the same pixels on every platform.

use image::{Rgb, RgbImage, RgbaImage};

use super::look::Pose;
use crate::seed::Rng;

/// Samples across and down a pixel at most, where the picture is larger than its tile.
const MOST_SAMPLES: usize = 8;

/// Draws a picture into a square tile. The middle square of the picture is taken, so that nothing is stretched; `noise`
/// is what the noise is drawn from, and is left alone where there is none.
pub fn render(picture: &RgbaImage, size: u32, pose: &Pose, noise: &mut Rng) -> RgbImage {
    let map = Map::new(picture, size, pose);
    let tint = Tint::new(pose.hue);
    let mut tile = RgbImage::new(size, size);
    for (x, y, pixel) in tile.enumerate_pixels_mut() {
        let [r, g, b, a] = map.sample(picture, f64::from(x), f64::from(y));
        let ink = tint.apply([r, g, b]);
        let ground = ground(pose, size, x, y);
        let mut level = |c: usize| {
            let mut value = ink[c] + ground[c] * (1.0 - a);
            if pose.noise > 0.0 {
                value += pose.noise * bell(noise);
            }
            libm::round(value).clamp(0.0, 255.0) as u8
        };
        *pixel = Rgb([level(0), level(1), level(2)]);
    }
    tile
}

/// From a tile's pixels to the picture's.
struct Map {
    /// Middle of the picture in the tile.
    middle: (f64, f64),
    /// Middle of what is kept of the picture.
    kept: (f64, f64),
    /// Half the side of what is kept.
    half: f64,
    /// Picture pixels a tile pixel, with the turn in it: cosine and sine parts.
    step: (f64, f64),
    samples: usize,
}

impl Map {
    fn new(picture: &RgbaImage, size: u32, pose: &Pose) -> Self {
        let (width, height) = (f64::from(picture.width()), f64::from(picture.height()));
        let (short, tile) = (width.min(height), f64::from(size));
        let side = short * pose.crop;
        let room = short - side;
        let corner = |long: f64, at: f64| (long - short) / 2.0 + room * at;
        let shown = tile * pose.scale;
        let place = |at: f64| (tile - shown) * at + shown / 2.0;
        let ratio = side / shown;
        let angle = pose.turn.to_radians();
        Self {
            middle: (place(pose.at.0), place(pose.at.1)),
            kept: (
                corner(width, pose.crop_at.0) + side / 2.0,
                corner(height, pose.crop_at.1) + side / 2.0,
            ),
            half: side / 2.0,
            step: (ratio * libm::cos(angle), ratio * libm::sin(angle)),
            samples: (libm::ceil(ratio) as usize).clamp(1, MOST_SAMPLES),
        }
    }

    /// The mean over a tile pixel, red, green and blue times alpha, alpha 0 to 1.
    fn sample(&self, picture: &RgbaImage, x: f64, y: f64) -> [f64; 4] {
        let n = self.samples;
        let mut sum = [0.0; 4];
        for i in 0..n * n {
            let part = |k: usize| (k as f64 + 0.5) / n as f64;
            let (dx, dy) = (
                x + part(i % n) - self.middle.0,
                y + part(i / n) - self.middle.1,
            );
            let (cos, sin) = self.step;
            let (u, v) = (cos * dx + sin * dy, cos * dy - sin * dx);
            if u.abs() <= self.half && v.abs() <= self.half {
                let found = bilinear(picture, self.kept.0 + u - 0.5, self.kept.1 + v - 0.5);
                (0..4).for_each(|c| sum[c] += found[c]);
            }
        }
        sum.map(|s| s / (n * n) as f64)
    }
}

/// Between the four nearest pixels; beyond the rim the rim's.
fn bilinear(picture: &RgbaImage, x: f64, y: f64) -> [f64; 4] {
    let (left, top) = (libm::floor(x), libm::floor(y));
    let (right, down) = (x - left, y - top);
    let mut sum = [0.0; 4];
    for (dx, dy, weight) in [
        (0.0, 0.0, (1.0 - right) * (1.0 - down)),
        (1.0, 0.0, right * (1.0 - down)),
        (0.0, 1.0, (1.0 - right) * down),
        (1.0, 1.0, right * down),
    ] {
        let within = |at: f64, size: u32| at.clamp(0.0, f64::from(size - 1)) as u32;
        let (x, y) = (
            within(left + dx, picture.width()),
            within(top + dy, picture.height()),
        );
        let [r, g, b, a] = picture.get_pixel(x, y).0.map(f64::from);
        let alpha = weight * a / 255.0;
        [r * alpha, g * alpha, b * alpha, alpha]
            .into_iter()
            .zip(&mut sum)
            .for_each(|(part, sum)| *sum += part);
    }
    sum
}

fn ground(pose: &Pose, size: u32, x: u32, y: u32) -> [f64; 3] {
    let (from, to) = pose.ground;
    if from == to {
        return from;
    }
    let angle = pose.slope.to_radians();
    let across = |at: u32| (f64::from(at) + 0.5) / f64::from(size) - 0.5;
    let along = across(x) * libm::cos(angle) + across(y) * libm::sin(angle);
    let share = (along / std::f64::consts::SQRT_2 + 0.5).clamp(0.0, 1.0);
    std::array::from_fn(|c| from[c] + (to[c] - from[c]) * share)
}

/// A turn of hues about the grey axis (the rotation matrix about (1, 1, 1), Rodrigues).
struct Tint(Option<[[f64; 3]; 3]>);

impl Tint {
    fn new(degrees: f64) -> Self {
        if degrees == 0.0 {
            return Self(None);
        }
        let (cos, sin) = (
            libm::cos(degrees.to_radians()),
            libm::sin(degrees.to_radians()),
        );
        let (same, side) = ((1.0 - cos) / 3.0, sin / libm::sqrt(3.0));
        let cell = |row: usize, column: usize| match (3 + column - row) % 3 {
            0 => cos + same,
            1 => same - side,
            _ => same + side,
        };
        Self(Some(std::array::from_fn(|r| {
            std::array::from_fn(|c| cell(r, c))
        })))
    }

    fn apply(&self, rgb: [f64; 3]) -> [f64; 3] {
        let Some(matrix) = &self.0 else { return rgb };
        std::array::from_fn(|r| {
            let sum: f64 = matrix[r].iter().zip(&rgb).map(|(m, x)| m * x).sum();
            sum.clamp(0.0, 255.0)
        })
    }
}

/// A draw of mean 0 and deviation 1, nearly normal (Irwin-Hall of four).
fn bell(rng: &mut Rng) -> f64 {
    let sum: f64 = (0..4).map(|_| rng.unit()).sum();
    (sum - 2.0) * libm::sqrt(3.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pictures::{Background, Look, embedded};
    use crate::seed::Seed;

    /// Left half red, right half clear.
    fn halves() -> RgbaImage {
        RgbaImage::from_fn(64, 64, |x, _| {
            image::Rgba([255, 0, 0, if x < 32 { 255 } else { 0 }])
        })
    }

    fn drawn(look: &Look, change: impl Fn(&mut Pose)) -> RgbImage {
        let mut rng = Seed::from_u64(3).stream("look");
        let mut pose = look.pose(&mut rng);
        change(&mut pose);
        render(&halves(), 32, &pose, &mut rng)
    }

    #[test]
    fn the_plain_look_is_the_picture_on_white() {
        let tile = drawn(&Look::PLAIN, |_| {});
        assert_eq!(
            (tile.get_pixel(4, 9).0, tile.get_pixel(28, 9).0),
            ([255, 0, 0], [255; 3])
        );
    }

    #[test]
    fn a_quarter_turn_is_clockwise_and_hues_turn() {
        let tile = drawn(&Look::PLAIN, |pose| pose.turn = 90.0);
        assert_eq!(
            (tile.get_pixel(9, 4).0, tile.get_pixel(9, 28).0),
            ([255, 0, 0], [255; 3])
        );
        let green = drawn(&Look::PLAIN, |pose| pose.hue = 120.0);
        assert_eq!(green.get_pixel(4, 9).0, [0, 255, 0]);
    }

    #[test]
    fn looks_are_pinned() {
        let look = Look {
            crop: 0.2,
            scale: 0.7,
            rotation: 25.0,
            hue: 30.0,
            background: Background::Gradient,
            noise: 6.0,
        };
        let picture = embedded().categories[1].pictures[17].decode().unwrap();
        let mut rng = Seed::from_u64(11).stream("look");
        let pose = look.pose(&mut rng);
        let tile = render(&picture, 48, &pose, &mut rng);
        let digest = blake3::hash(tile.as_raw()).to_hex()[..16].to_owned();
        assert_eq!(
            digest, PINNED,
            "every scheme that draws pictures must get a new version"
        );
    }
    const PINNED: &str = "db32b2205078e6e8";

    #[test]
    fn knobs_beyond_their_range_are_named() {
        let look = Look {
            crop: 0.9,
            ..Look::PLAIN
        };
        assert_eq!(look.check(), Err(("crop", "accepted: 0 to 0.5")));
        assert_eq!(Look::PLAIN.check(), Ok(()));
    }
}
