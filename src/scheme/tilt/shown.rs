//! The picture of a challenge and its four copies.

use image::{RgbImage, RgbaImage, imageops};

use super::options::Pictures;
use crate::pictures::{Collection, embedded, render};
use crate::seed::Seed;

/// Pictures with an upright that nobody doubts, decoded.
pub struct Shown {
    /// Category, concept and pixels.
    pictures: Vec<(String, String, RgbaImage)>,
    settings: Pictures,
    digest: String,
}

impl Shown {
    /// The embedded pictures that the settings leave; the error names the key.
    pub fn new(settings: &Pictures) -> Result<Self, (&'static str, String)> {
        let part: Collection = embedded().part(settings.part);
        let kept = match &settings.categories {
            Some(names) => part
                .named(names)
                .map_err(|error| ("categories", error.to_string()))?,
            None => part,
        };
        let digest = kept.digest();
        let mut pictures = Vec::new();
        for category in &kept.categories {
            for picture in category
                .pictures
                .iter()
                .filter(|picture| picture.upright == Some(true))
            {
                let pixels = picture
                    .decode()
                    .map_err(|error| ("part", error.to_string()))?;
                pictures.push((category.name.clone(), picture.name.clone(), pixels));
            }
        }
        if pictures.is_empty() {
            return Err((
                "categories",
                "no picture of these has an upright that nobody doubts".to_owned(),
            ));
        }
        Ok(Self {
            pictures,
            settings: settings.clone(),
            digest,
        })
    }

    /// How many pictures there are.
    pub fn len(&self) -> usize {
        self.pictures.len()
    }

    /// Whether there are none; never so.
    pub fn is_empty(&self) -> bool {
        self.pictures.is_empty()
    }

    /// A hash over names and bytes of the collection.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// One picture for this seed: its category, its name, and its pixels upright.
    pub fn draw(&self, seed: &Seed) -> (&str, &str, RgbImage) {
        let mut rng = seed.stream("picture");
        let (category, name, pixels) = rng.pick(&self.pictures);
        let pose = self.settings.look.pose(&mut rng);
        let tile = render(
            pixels,
            self.settings.size,
            &pose,
            &mut seed.stream("picture noise"),
        );
        (category, name, tile)
    }
}

/// Four copies, each a quarter further clockwise than the one before, such that the one numbered `upright` stands.
pub(super) fn copies(picture: &RgbImage, upright: u8) -> [RgbImage; 4] {
    std::array::from_fn(|copy| quarter(picture, (copy + 4 - usize::from(upright)) % 4))
}

/// The picture turned clockwise by so many quarters.
pub(super) fn quarter(picture: &RgbImage, quarters: usize) -> RgbImage {
    match quarters % 4 {
        0 => picture.clone(),
        1 => imageops::rotate90(picture),
        2 => imageops::rotate180(picture),
        _ => imageops::rotate270(picture),
    }
}
