//! From a challenge's picture to what a network sees. A manifest says the same mapping in words: `fit = "pad"`, grey,
//! `0..1`, inverted.

use image::imageops::{FilterType, resize};
use image::{GrayImage, RgbImage};

use crate::solver::preprocess::luma;

/// The picture of a network's input: ink is high, background 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Pixels down.
    pub height: usize,
    /// Pixels across.
    pub width: usize,
}

impl Frame {
    /// The luma as ink (255 - luma), resized with its aspect kept to touch the frame, at the top left of it, on white.
    pub fn ink(&self, picture: &RgbImage) -> Vec<u8> {
        let grey = self.fitted(luma(picture));
        let mut ink = vec![0; self.height * self.width];
        let wide = grey.width() as usize;
        for (to, from) in ink
            .chunks_exact_mut(self.width)
            .zip(grey.as_raw().chunks_exact(wide))
        {
            for (to, from) in to.iter_mut().zip(from) {
                *to = 255 - from;
            }
        }
        ink
    }

    fn fitted(&self, grey: GrayImage) -> GrayImage {
        let (width, height) = (f64::from(grey.width()), f64::from(grey.height()));
        let scale = (self.width as f64 / width).min(self.height as f64 / height);
        let side =
            |length: f64, most: usize| (length * scale).round().clamp(1.0, most as f64) as u32;
        let (width, height) = (side(width, self.width), side(height, self.height));
        if (width, height) == grey.dimensions() {
            grey
        } else {
            resize(&grey, width, height, FilterType::Triangle)
        }
    }
}

/// Ink as a network takes it, 0 to 1.
pub(crate) fn to_unit(ink: &[u8]) -> Vec<f32> {
    ink.iter().map(|&ink| f32::from(ink) / 255.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn a_picture_that_nearly_fits_is_only_padded() {
        let mut picture = RgbImage::from_pixel(215, 80, Rgb([255; 3]));
        picture.put_pixel(214, 79, Rgb([0; 3]));
        let frame = Frame {
            height: 80,
            width: 216,
        };
        let ink = frame.ink(&picture);
        assert_eq!(ink.len(), 80 * 216);
        assert_eq!(ink[79 * 216 + 214], 255);
        assert_eq!(ink.iter().filter(|&&ink| ink > 0).count(), 1);
    }

    #[test]
    fn a_larger_picture_keeps_its_aspect() {
        let picture = RgbImage::from_pixel(100, 100, Rgb([0; 3]));
        let frame = Frame {
            height: 10,
            width: 30,
        };
        let ink = frame.ink(&picture);
        let row = [vec![255; 10], vec![0; 20]].concat();
        assert_eq!(ink, row.repeat(10));
    }
}
