//! Turning lines of text flat.

use image::{GrayImage, Luma};

use super::tone;

const STEP_DEGREES: f64 = 0.5;
const STEPS: i32 = 30; // to either side: 15 degrees

/// Turned by the angle of its rows of text.
pub fn deskew(picture: &GrayImage) -> GrayImage {
    match angle(picture) {
        0 => picture.clone(),
        i => turn(picture, radians(i)),
    }
}

/// The angle, at most 15 degrees to either side and in half degrees, at which rows of ink and gaps between them
/// stand out most (Postl's criterion: the sum of squared differences between neighbouring sums along slanted rows).
fn angle(picture: &GrayImage) -> i32 {
    let ink = ink(picture);
    let mut best = (0, 0);
    // From flat outwards: of angles that do equally well, the least.
    for i in (0..=STEPS).flat_map(|i| [i, -i]) {
        let score = contrast_of_rows(&ink, picture, radians(i));
        if score > best.0 {
            best = (score, i);
        }
    }
    best.1
}

fn radians(i: i32) -> f64 {
    (f64::from(i) * STEP_DEGREES).to_radians()
}

/// Places that Otsu's threshold calls dark.
fn ink(picture: &GrayImage) -> Vec<(f64, f64)> {
    let level = tone::otsu(picture);
    let dark = picture
        .enumerate_pixels()
        .filter(|(_, _, grey)| grey[0] < level);
    dark.map(|(x, y, _)| (f64::from(x), f64::from(y))).collect()
}

fn contrast_of_rows(ink: &[(f64, f64)], picture: &GrayImage, angle: f64) -> i64 {
    let (sin, cos) = (libm::sin(angle), libm::cos(angle));
    let offset = f64::from(picture.width()) * sin.max(0.0) + 1.0;
    let mut rows = vec![0i64; (picture.width() + picture.height()) as usize + 4];
    for (x, y) in ink {
        rows[(y * cos - x * sin + offset) as usize] += 1;
    }
    rows.windows(2).map(|pair| (pair[0] - pair[1]).pow(2)).sum()
}

/// Turned about its centre, bilinear; what comes in from outside is background.
fn turn(picture: &GrayImage, angle: f64) -> GrayImage {
    let (sin, cos) = (libm::sin(angle), libm::cos(angle));
    let background = tone::background(&tone::histogram(picture));
    let centre = (
        f64::from(picture.width() - 1) / 2.0,
        f64::from(picture.height() - 1) / 2.0,
    );
    let at = |x: i64, y: i64| {
        let inside = (0..i64::from(picture.width())).contains(&x)
            && (0..i64::from(picture.height())).contains(&y);
        f64::from(if inside {
            picture.get_pixel(x as u32, y as u32)[0]
        } else {
            background
        })
    };
    GrayImage::from_fn(picture.width(), picture.height(), |x, y| {
        let (dx, dy) = (f64::from(x) - centre.0, f64::from(y) - centre.1);
        let (u, v) = (
            centre.0 + dx * cos - dy * sin,
            centre.1 + dx * sin + dy * cos,
        );
        let (x, y) = (u.floor(), v.floor());
        let (fx, fy) = (u - x, v - y);
        let (x, y) = (x as i64, y as i64);
        let top = at(x, y) * (1.0 - fx) + at(x + 1, y) * fx;
        let bottom = at(x, y + 1) * (1.0 - fx) + at(x + 1, y + 1) * fx;
        Luma([(top * (1.0 - fy) + bottom * fy).round() as u8])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three dark bars under `degrees`.
    fn bars(degrees: f64) -> GrayImage {
        let (sin, cos) = degrees.to_radians().sin_cos();
        GrayImage::from_fn(120, 80, |x, y| {
            let v = (f64::from(y) - 40.0) * cos - (f64::from(x) - 60.0) * sin;
            Luma([if v.abs() < 20.0 && v.rem_euclid(12.0) < 5.0 {
                40
            } else {
                230
            }])
        })
    }

    #[test]
    fn slanted_bars_come_out_flat() {
        for i in [-18, -3, 8, 25] {
            let slanted = bars(f64::from(i) * STEP_DEGREES);
            assert!(angle(&slanted).abs_diff(i) <= 1, "{i}: {}", angle(&slanted));
            assert!(angle(&deskew(&slanted)).abs() <= 1, "{i}");
        }
    }

    #[test]
    fn flat_and_empty_pictures_stay() {
        assert_eq!(deskew(&bars(0.0)), bars(0.0));
        let empty = GrayImage::from_pixel(5, 5, Luma([9]));
        assert_eq!(deskew(&empty), empty);
    }
}
