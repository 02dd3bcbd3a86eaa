//! Steps that change the picture's size.

use image::imageops::{self, FilterType};
use image::{GrayImage, Luma};

/// White border of `n` pixels on all sides.
pub fn pad(picture: &GrayImage, n: u32) -> GrayImage {
    let size = (picture.width() + 2 * n, picture.height() + 2 * n);
    let mut padded = GrayImage::from_pixel(size.0, size.1, Luma([255]));
    imageops::replace(&mut padded, picture, i64::from(n), i64::from(n));
    padded
}

/// Resized by `factor`, Catmull-Rom; never below one pixel.
pub fn scale(picture: &GrayImage, factor: f32) -> GrayImage {
    let to = |length: u32| ((length as f32 * factor).round() as u32).max(1);
    let size = (to(picture.width()), to(picture.height()));
    imageops::resize(picture, size.0, size.1, FilterType::CatmullRom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        let picture = GrayImage::new(4, 2);
        assert_eq!(pad(&picture, 3).dimensions(), (10, 8));
        assert_eq!(scale(&picture, 2.5).dimensions(), (10, 5));
        assert_eq!(scale(&picture, 0.1).dimensions(), (1, 1));
        assert_eq!(scale(&picture, 3.0).as_raw(), &[0; 72]);
    }
}
