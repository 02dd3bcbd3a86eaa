//! Pictures to bytes and back. PNG keeps every pixel; JPEG and GIF may not, so schemes that serve them show
//! what comes out of [`reload`].

use image::codecs::gif::GifEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder, RgbImage, RgbaImage};

/// Why a picture could not be encoded or decoded.
#[derive(Debug, thiserror::Error)]
#[error("failed to encode the picture: {0}")]
pub struct EncodeError(#[from] image::ImageError);

/// A PNG of the same pixels: 8-bit grey where all are grey (a third of the size and time), else 24-bit.
pub fn png(picture: &RgbImage) -> Result<Vec<u8>, EncodeError> {
    encode_png(picture, CompressionType::Fast)
}

/// The same in fewer bytes and more time, for pictures that are kept.
pub fn small_png(picture: &RgbImage) -> Result<Vec<u8>, EncodeError> {
    encode_png(picture, CompressionType::Best)
}

fn encode_png(picture: &RgbImage, compression: CompressionType) -> Result<Vec<u8>, EncodeError> {
    let (width, height) = picture.dimensions();
    let mut out = Vec::with_capacity(8192);
    let encoder = PngEncoder::new_with_quality(&mut out, compression, FilterType::NoFilter);
    match grey(picture) {
        Some(grey) => encoder.write_image(&grey, width, height, ExtendedColorType::L8)?,
        None => encoder.write_image(picture, width, height, ExtendedColorType::Rgb8)?,
    }
    Ok(out)
}

/// One byte a pixel, or `None` where some pixel is coloured.
fn grey(picture: &RgbImage) -> Option<Vec<u8>> {
    let pixels = || picture.as_raw().chunks_exact(3);
    let differs = pixels().fold(0, |any, p| any | (p[0] ^ p[1]) | (p[1] ^ p[2]));
    (differs == 0).then(|| pixels().map(|p| p[0]).collect())
}

/// A JPEG of this quality (1 to 100).
pub fn jpeg(picture: &RgbImage, quality: u8) -> Result<Vec<u8>, EncodeError> {
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, quality).encode_image(picture)?;
    Ok(out)
}

/// A GIF of one frame, with a palette of its own; exact up to 256 colours.
pub fn gif(picture: &RgbImage) -> Result<Vec<u8>, EncodeError> {
    let mut out = Vec::new();
    let mut encoder = GifEncoder::new(&mut out);
    let (width, height) = picture.dimensions();
    let opaque = RgbaImage::from_fn(width, height, |x, y| {
        let [r, g, b] = picture.get_pixel(x, y).0;
        image::Rgba([r, g, b, 255])
    });
    encoder.encode(&opaque, width, height, ExtendedColorType::Rgba8)?;
    drop(encoder);
    Ok(out)
}

/// The pixels of an encoded picture.
pub fn reload(bytes: &[u8]) -> Result<RgbImage, EncodeError> {
    Ok(image::load_from_memory(bytes)?.into_rgb8())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(color: bool) -> RgbImage {
        RgbImage::from_fn(21, 9, |x, y| {
            let level = (x * 12) as u8;
            image::Rgb([level, level, if color { y as u8 * 20 } else { level }])
        })
    }

    #[test]
    fn png_keeps_every_pixel() {
        for color in [false, true] {
            let picture = picture(color);
            assert_eq!(reload(&png(&picture).unwrap()).unwrap(), picture);
            assert_eq!(reload(&small_png(&picture).unwrap()).unwrap(), picture);
        }
        assert!(png(&picture(false)).unwrap().len() < png(&picture(true)).unwrap().len());
    }

    #[test]
    fn gif_keeps_greys_and_jpeg_comes_near() {
        let picture = picture(false);
        assert_eq!(reload(&gif(&picture).unwrap()).unwrap(), picture);
        let near = reload(&jpeg(&picture, 90).unwrap()).unwrap();
        let worst = near
            .as_raw()
            .iter()
            .zip(picture.as_raw())
            .map(|(a, b)| a.abs_diff(*b))
            .max();
        assert!(worst.unwrap() < 40, "{worst:?}");
    }
}
