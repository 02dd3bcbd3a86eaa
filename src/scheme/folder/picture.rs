//! Decoding one picture file within bounds.

use std::path::Path;

use image::{DynamicImage, ImageReader, Limits, RgbImage, Rgba};

const MOST_PIXELS: u64 = 64_000_000;

/// File name endings that are taken for pictures.
const ENDINGS: [&str; 4] = ["png", "jpg", "jpeg", "gif"];

/// Whether the name ends like a picture's.
pub(super) fn has_ending(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| {
        ENDINGS
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    })
}

/// The picture, transparent parts on white. `Err` says in a few words why not. The header's size is looked at
/// before any pixel is decoded; the format is told by content, not by name.
pub(crate) fn load(path: &Path) -> Result<RgbImage, String> {
    let (width, height) = reader(path)?
        .into_dimensions()
        .map_err(|error| words(&error))?;
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(format!(
            "{width} x {height} pixels are more than 64 megapixels"
        ));
    }
    let mut reader = reader(path)?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_PIXELS * 8);
    reader.limits(limits);
    let picture = reader.decode().map_err(|error| words(&error))?;
    Ok(on_white(picture))
}

fn reader(path: &Path) -> Result<ImageReader<std::io::BufReader<std::fs::File>>, String> {
    let reader = ImageReader::open(path).and_then(ImageReader::with_guessed_format);
    reader.map_err(|error| error.to_string())
}

fn words(error: &image::ImageError) -> String {
    error.to_string().lines().collect::<Vec<_>>().join(" ")
}

fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    let pixel = |&Rgba([r, g, b, a]): &Rgba<u8>| {
        let over =
            |c: u8| ((u32::from(c) * u32::from(a) + 255 * u32::from(255 - a) + 127) / 255) as u8;
        [over(r), over(g), over(b)]
    };
    let raw = picture.pixels().flat_map(pixel).collect();
    RgbImage::from_raw(picture.width(), picture.height(), raw).expect("three bytes a pixel")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transparency_lies_on_white() {
        let half =
            image::RgbaImage::from_vec(3, 1, vec![0, 0, 0, 0, 0, 0, 0, 255, 0, 100, 255, 128])
                .unwrap();
        let flat = on_white(half.into());
        assert_eq!(flat.into_raw(), [255, 255, 255, 0, 0, 0, 127, 177, 255]);
    }

    #[test]
    fn names_of_pictures() {
        assert!(has_ending(Path::new("a/b.PNG")) && has_ending(Path::new("x.jpeg")));
        assert!(!has_ending(Path::new("png")) && !has_ending(Path::new("labels.csv")));
    }
}
