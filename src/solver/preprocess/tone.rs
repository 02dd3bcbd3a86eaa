//! Steps that look at one pixel's grey level and at the histogram.

use image::{GrayImage, Luma, Rgb, RgbImage};

/// Rec. 601 luma with the weights that PIL's `convert("L")` uses, so that models trained with it see the same.
pub fn level(pixel: &Rgb<u8>) -> u8 {
    let [r, g, b] = pixel.0.map(u32::from);
    ((r * 19595 + g * 38470 + b * 7471 + 0x8000) >> 16) as u8
}

/// The [`level`] of every pixel.
pub fn luma(picture: &RgbImage) -> GrayImage {
    let grey = picture.pixels().map(level).collect();
    GrayImage::from_raw(picture.width(), picture.height(), grey).expect("one byte a pixel")
}

/// Number of pixels of each grey level.
pub fn histogram(picture: &GrayImage) -> [usize; 256] {
    let mut counts = [0; 256];
    for &level in picture.as_raw() {
        counts[usize::from(level)] += 1;
    }
    counts
}

/// The most frequent grey level; of several the lightest.
pub fn background(histogram: &[usize; 256]) -> u8 {
    let fullest = (0..=255u8).max_by_key(|&level| histogram[usize::from(level)]);
    fullest.unwrap_or(255)
}

/// Black below `level`, white from it on.
pub fn threshold(picture: GrayImage, level: u8) -> GrayImage {
    map(picture, |grey| if grey < level { 0 } else { 255 })
}

/// Otsu's level (IEEE Trans. SMC 9(1), 1979): of all cuts into darker than `t` and the rest, the one that
/// maximises the variance between the classes, w0 w1 (m0 - m1)^2; the middle where several do. 0 (all white)
/// for a picture of one tone.
pub fn otsu(picture: &GrayImage) -> u8 {
    let counts = histogram(picture);
    let total: usize = counts.iter().sum();
    let sum: usize = counts.iter().enumerate().map(|(level, n)| level * n).sum();
    let (mut below, mut sum_below) = (0, 0);
    let (mut best, mut first, mut last) = (0.0, 0, 0);
    for t in 1..256 {
        below += counts[t - 1];
        sum_below += (t - 1) * counts[t - 1];
        let above = total - below;
        if below == 0 || above == 0 {
            continue;
        }
        let distance = sum_below as f64 / below as f64 - (sum - sum_below) as f64 / above as f64;
        let between = below as f64 * above as f64 * distance * distance;
        if between > best {
            (best, first, last) = (between, t, t);
        } else if between == best {
            last = t;
        }
    }
    ((first + last) / 2) as u8
}

/// Negative.
pub fn invert(picture: GrayImage) -> GrayImage {
    map(picture, |grey| 255 - grey)
}

/// What lies outside `low..=high` becomes white.
pub fn keep_grey(picture: GrayImage, low: u8, high: u8) -> GrayImage {
    map(picture, |grey| {
        if (low..=high).contains(&grey) {
            grey
        } else {
            255
        }
    })
}

fn map(mut picture: GrayImage, of: impl Fn(u8) -> u8) -> GrayImage {
    for Luma([grey]) in picture.pixels_mut() {
        *grey = of(*grey);
    }
    picture
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(levels: &[u8]) -> GrayImage {
        GrayImage::from_raw(levels.len() as u32, 1, levels.to_vec()).unwrap()
    }

    #[test]
    fn luma_keeps_greys_and_weighs_colours() {
        let pixel = |rgb| luma(&RgbImage::from_pixel(1, 1, image::Rgb(rgb))).into_raw()[0];
        assert!((0..=255).all(|v| pixel([v, v, v]) == v));
        assert_eq!(
            [pixel([255, 0, 0]), pixel([0, 255, 0]), pixel([0, 0, 255])],
            [76, 150, 29]
        );
    }

    #[test]
    fn otsu_cuts_between_two_heaps() {
        let cut = otsu(&row(&[10, 12, 11, 200, 201, 202, 203]));
        assert_eq!(cut, 106, "middle of 13..=200");
        assert_eq!(otsu(&row(&[7, 7, 7])), 0);
        assert_eq!(
            threshold(row(&[105, 106, 107]), cut).into_raw(),
            [0, 255, 255]
        );
    }

    #[test]
    fn grey_levels_outside_the_range_become_white() {
        assert_eq!(
            keep_grey(row(&[9, 10, 20, 21]), 10, 20).into_raw(),
            [255, 10, 20, 255]
        );
    }

    #[test]
    fn background_is_the_mode() {
        assert_eq!(background(&histogram(&row(&[3, 3, 9, 250]))), 3);
        assert_eq!(background(&histogram(&row(&[0, 255]))), 255);
    }
}
