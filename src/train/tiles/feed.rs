//! Tiles with their categories, drawn as training needs them.

use std::collections::HashSet;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::RgbImage;
use rayon::prelude::*;

use super::TilesTask;
use crate::model::{Asks, Challenge};
use crate::scheme::Scheme;
use crate::scheme::grid::Params;
use crate::seed::{Namespace, Seed, SeedSpace};
use crate::train::frozen::Frozen;
use crate::train::task::{Source, TrainError};

/// Where the test part begins: training never gets there.
const TEST_FROM: u64 = 1 << 40;

/// Draws tiles from the training side of the sources.
pub(super) struct Feed {
    designs: Vec<(Box<dyn Scheme>, SeedSpace)>,
    weights: Vec<f64>,
    size: usize,
    /// Tiles of the smallest grid.
    tiles: u64,
    pub classes: Vec<String>,
}

/// Values of tiles one after the other, and the class of each.
pub(super) type Batch = (Vec<f32>, Vec<Vec<u16>>);

impl Feed {
    pub fn new(task: &TilesTask) -> Result<Self, TrainError> {
        let designs: Vec<_> = task.sources.iter().map(design).collect::<Result<_, _>>()?;
        let mut classes: Vec<String> = Vec::new();
        for (scheme, _) in &designs {
            for name in categories(scheme.as_ref()) {
                if !classes.contains(&name) {
                    classes.push(name);
                }
            }
        }
        if classes.is_empty() {
            return Err(TrainError::Task(
                "there is nothing to learn: no source".to_owned(),
            ));
        }
        let tiles = designs
            .iter()
            .filter_map(|(scheme, _)| params(scheme.as_ref()));
        let tiles = tiles.map(|params| params.tiles as u64).min().unwrap_or(1);
        Ok(Self {
            tiles,
            designs,
            weights: task.sources.iter().map(|source| source.weight).collect(),
            size: task.size,
            classes,
        })
    }

    /// Pictures that training can show.
    pub fn concepts(&self) -> usize {
        let params = self
            .designs
            .iter()
            .filter_map(|(scheme, _)| params(scheme.as_ref()));
        let digests: HashSet<(String, usize)> = params
            .map(|p| (p.digest, p.pictures.iter().sum()))
            .collect();
        digests.into_iter().map(|(_, n)| n).max().unwrap_or(0)
    }

    /// `n` tiles, of as few grids as hold them.
    pub fn batch(&self, step: u64, n: usize) -> Result<Batch, TrainError> {
        let of_grid = |at: u64| -> Result<Vec<(Vec<f32>, u16)>, TrainError> {
            let number = step * n as u64 + at;
            let tiles = self.grid(self.place(number), number)?;
            let tile =
                |(picture, class): &(RgbImage, u16)| Ok((values(picture, self.size)?, *class));
            tiles.iter().map(tile).collect()
        };
        let (mut pictures, mut labels) = (Vec::new(), Vec::new());
        let mut next = 0;
        while labels.len() < n {
            let grids = ((n - labels.len()) as u64).div_ceil(self.tiles);
            let drawn: Vec<Vec<(Vec<f32>, u16)>> = (next..next + grids)
                .into_par_iter()
                .map(of_grid)
                .collect::<Result<_, _>>()?;
            next += grids;
            for (values, class) in drawn.into_iter().flatten().take(n - labels.len()) {
                pictures.extend(values);
                labels.push(vec![class]);
            }
        }
        Ok((pictures, labels))
    }

    /// Which design the grid of this number is of, by the designs' weights.
    fn place(&self, number: u64) -> usize {
        let mut rest = Seed::from_u64(number)
            .stream("designs of a training")
            .unit();
        rest *= self.weights.iter().sum::<f64>();
        let place = self.weights.iter().position(|weight| {
            rest -= weight;
            rest < 0.0
        });
        place.unwrap_or(0)
    }

    /// The tiles of a grid with their classes, 1-based.
    fn grid(&self, place: usize, index: u64) -> Result<Vec<(RgbImage, u16)>, TrainError> {
        let (scheme, seeds) = &self.designs[place];
        let issued = scheme.generate(&seeds.seed(index), index);
        let issued = issued.map_err(|error| TrainError::Task(error.to_string()))?;
        let class = |name: &str| {
            self.classes
                .iter()
                .position(|c| c == name)
                .map_or(0, |at| at as u16 + 1)
        };
        Ok(pictures(&issued.challenge)
            .zip(issued.key.drawn.split(',').map(class))
            .collect())
    }

    /// Tiles of so many grids that are named right, and how many tiles there are.
    pub fn test(&self, model: &Frozen, grids: u64) -> Result<(u64, u64), TrainError> {
        let one = |index: u64| -> Result<(u64, u64), TrainError> {
            let place = (index % self.designs.len() as u64) as usize;
            let tiles = self.grid(place, TEST_FROM + index)?;
            let mut right = 0;
            for (picture, class) in &tiles {
                let scores = model
                    .read(&values(picture, self.size)?)
                    .swap_remove(0)
                    .log_probs;
                let best = (0..scores.len()).max_by(|&a, &b| scores[a].total_cmp(&scores[b]));
                right += u64::from(best == Some(usize::from(*class)));
            }
            Ok((right, tiles.len() as u64))
        };
        let all: Vec<(u64, u64)> = (0..grids)
            .into_par_iter()
            .map(one)
            .collect::<Result<_, _>>()?;
        Ok(all
            .into_iter()
            .fold((0, 0), |(a, b), (c, d)| (a + c, b + d)))
    }
}

fn design(source: &Source) -> Result<(Box<dyn Scheme>, SeedSpace), TrainError> {
    let training = source
        .scheme
        .training()
        .filter(|scheme| params(scheme.as_ref()).is_some());
    let training = training.ok_or_else(|| {
        TrainError::Task(format!(
            "`{}` has too few pictures to keep some for training",
            source.name
        ))
    })?;
    let (version, params) = (training.version(), training.params());
    let seeds = crate::scheme::seeds(Namespace::Train, source.kind, version, &params, source.base);
    Ok((training, seeds))
}

fn params(scheme: &dyn Scheme) -> Option<Params> {
    serde_json::from_value(scheme.params()).ok()
}

fn categories(scheme: &dyn Scheme) -> Vec<String> {
    params(scheme).map_or_else(Vec::new, |params| params.categories)
}

fn pictures(challenge: &Challenge) -> impl Iterator<Item = RgbImage> + '_ {
    debug_assert_eq!(challenge.asks(), Asks::Tiles);
    let tiles = challenge.grid().into_iter().flat_map(|grid| &grid.tiles);
    tiles.map(|tile| tile.picture.as_ref().clone())
}

/// Red, green and blue, 0 to 1, pixel by pixel, of the tile stretched to the input: the solver's `fit = "stretch"`,
/// `filter = "bilinear"`.
fn values(picture: &RgbImage, size: usize) -> Result<Vec<f32>, TrainError> {
    let failed =
        |error: &dyn std::fmt::Display| TrainError::Task(format!("cannot resize a tile: {error}"));
    let (width, height) = picture.dimensions();
    let side = u32::try_from(size).map_err(|error| failed(&error))?;
    let source = ImageRef::new(width, height, picture.as_raw(), PixelType::U8x3);
    let source = source.map_err(|error| failed(&error))?;
    let mut target = Image::new(side, side, PixelType::U8x3);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
    let done = Resizer::new().resize(&source, &mut target, &options);
    done.map_err(|error| failed(&error))?;
    Ok(target
        .into_vec()
        .into_iter()
        .map(|level| f32::from(level) / 255.0)
        .collect())
}
