//! Challenges of scheme `grid` as a server hands them out.

use std::path::Path;

use hyper::body::Bytes;
use image::codecs::jpeg::JpegEncoder;

use super::settings::Profile;
use crate::scheme::GenerateError;
use crate::seed::{Namespace, Seed, SeedSpace};

/// What one challenge is, before it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deal {
    /// The category that is asked for.
    pub question: String,
    /// The category of each tile.
    pub tiles: Vec<String>,
}

impl Deal {
    /// One `0` or `1` a tile: the selection that is right.
    pub fn truth(&self) -> String {
        let digit = |tile: &String| if *tile == self.question { '1' } else { '0' };
        self.tiles.iter().map(digit).collect()
    }
}

/// Where challenges come from. Until scheme `grid` is there: tiles of plain colours.
pub struct Dealer {
    n: usize,
    k: usize,
    profile: Profile,
}

impl Dealer {
    /// The scheme's challenges in this profile, with pictures of a folder in place of the built-in ones.
    pub fn new(
        profile: Profile,
        source: Option<&Path>,
        n: usize,
        k: usize,
    ) -> anyhow::Result<Self> {
        anyhow::ensure!(
            source.is_none_or(Path::exists),
            "{}: no such folder",
            source.unwrap_or(Path::new("")).display()
        );
        Ok(Self { n, k, profile })
    }

    /// The seeds whose challenges `capbench show` and a run with this base seed have too.
    pub fn seeds(&self, base: u64) -> SeedSpace {
        SeedSpace::new(Namespace::Eval, "grid", 1, self.profile.word(), base)
    }

    /// What is dealt, in words.
    pub fn words(&self) -> String {
        format!("{} {}", self.n, self.k)
    }

    /// Tiles of a challenge.
    pub fn tiles(&self) -> usize {
        self.n
    }

    /// The challenge of a seed.
    pub fn deal(&self, seed: &Seed, _number: u64) -> Result<Deal, GenerateError> {
        let mut rng = seed.stream("x");
        let names: Vec<String> = (0..self.k).map(|k| format!("kind {k}")).collect();
        let tiles: Vec<String> = (0..self.n).map(|_| rng.pick(&names).clone()).collect();
        let question = rng.pick(&tiles).clone();
        Ok(Deal { question, tiles })
    }

    /// Its pictures, as JPEG files of quality 75.
    pub fn pictures(&self, seed: &Seed, number: u64) -> Result<Vec<Bytes>, GenerateError> {
        let deal = self.deal(seed, number)?;
        let file = |tile: &String| {
            let hue = tile.as_bytes()[5].wrapping_mul(57);
            let picture = image::RgbImage::from_pixel(96, 96, image::Rgb([hue, 100, 90]));
            let mut file = Vec::new();
            let encoder = JpegEncoder::new_with_quality(&mut file, 75);
            picture
                .write_with_encoder(encoder)
                .map_err(|e| GenerateError::Impossible(e.to_string()))?;
            Ok(Bytes::from(file))
        };
        deal.tiles.iter().map(file).collect()
    }
}
