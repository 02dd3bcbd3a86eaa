//! Which pictures a grid shows and what it asks for: two ways to draw them.

use super::options::{Params, Profile};
use crate::seed::{Rng, Seed};

/// A grid before any pixel: indexes of categories and of pictures in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// The category asked for.
    pub wanted: usize,
    /// Category and picture of each tile.
    pub tiles: Vec<(usize, usize)>,
}

/// Draws a grid from categories that hold so many pictures each.
pub(super) fn layout(params: &Params, pictures: &[usize], seed: &Seed) -> Layout {
    let mut rng = seed.stream("grid");
    match params.profile {
        Profile::Gocaptcha => with_replacement(params.tiles, pictures, &mut rng),
        Profile::Hardened => exact(params, pictures, &mut rng),
    }
}

fn with_replacement(tiles: usize, pictures: &[usize], rng: &mut Rng) -> Layout {
    let mut tile = || {
        let category = rng.below(pictures.len() as u64) as usize;
        (category, rng.below(pictures[category] as u64) as usize)
    };
    let tiles: Vec<(usize, usize)> = (0..tiles).map(|_| tile()).collect();
    let wanted = tiles[rng.below(tiles.len() as u64) as usize].0;
    Layout { wanted, tiles }
}

fn exact(params: &Params, pictures: &[usize], rng: &mut Rng) -> Layout {
    let wanted = rng.below(pictures.len() as u64) as usize;
    let [low, high] = params.positives;
    let right = rng.int(low as i64, high as i64) as usize;
    let mut left: Vec<Vec<usize>> = pictures.iter().map(|&n| (0..n).collect()).collect();
    let mut take = |category: usize, rng: &mut Rng| {
        let of = &mut left[category];
        let picture = of.swap_remove(rng.below(of.len() as u64) as usize);
        (picture, of.is_empty())
    };
    let mut others: Vec<usize> = (0..pictures.len()).filter(|&c| c != wanted).collect();
    let mut tiles = Vec::with_capacity(params.tiles);
    for at in 0..params.tiles {
        let place = rng.below(others.len() as u64) as usize;
        let category = if at < right { wanted } else { others[place] };
        let (picture, empty) = take(category, rng);
        if empty && category != wanted {
            others.swap_remove(place);
        }
        tiles.push((category, picture));
    }
    for at in (1..tiles.len()).rev() {
        tiles.swap(at, rng.below(at as u64 + 1) as usize);
    }
    Layout { wanted, tiles }
}
