//! Challenges with their keys, drawn from the sources as training sees them.

use image::RgbImage;
use rayon::prelude::*;

use super::picture::Frame;
use super::task::{Source, TrainError};
use crate::model::{Challenge, Key};
use crate::scheme::GenerateError;
use crate::seed::{Namespace, SeedSpace};

/// One of a source's challenges: (place of the source, index).
pub(crate) type Name = (usize, u64);

/// A labelled picture.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    /// Which it is.
    pub name: Name,
    /// Hash of its pixels as shown, before anything is done to them.
    pub digest: u64,
    /// What a network sees.
    pub ink: Vec<u8>,
    /// What it says.
    pub key: Key,
}

/// Draws from the "train" side of the sources.
pub(crate) struct Drawer<'a> {
    sources: &'a [Source],
    seeds: Vec<SeedSpace>,
    pub frame: Frame,
}

impl<'a> Drawer<'a> {
    pub fn new(sources: &'a [Source], size: Option<(usize, usize)>) -> Result<Self, TrainError> {
        let seeds = sources.iter().map(|source| source.seeds(Namespace::Train));
        let frame = Frame {
            height: 0,
            width: 0,
        };
        let mut drawer = Self {
            seeds: seeds.collect(),
            sources,
            frame,
        };
        let (height, width) = match size {
            Some(size) => size,
            None => drawer.common_size()?,
        };
        drawer.frame = Frame { height, width };
        Ok(drawer)
    }

    /// The largest of the sources' first pictures, up to a multiple of 8, which is as far as networks shrink them.
    fn common_size(&self) -> Result<(usize, usize), TrainError> {
        let (mut height, mut width) = (8, 8);
        for (place, source) in self.sources.iter().enumerate() {
            let issued = self.issue((place, 0));
            let (challenge, _) = issued.map_err(|why| failed(source, 0, why))?;
            let picture = picture(&challenge).map_err(|why| failed(source, 0, why))?;
            height = height.max(picture.height() as usize);
            width = width.max(picture.width() as usize);
        }
        Ok((height.next_multiple_of(8), width.next_multiple_of(8)))
    }

    fn issue(&self, (place, index): Name) -> Result<(Challenge, Key), GenerateError> {
        let seed = self.seeds[place].seed(index);
        let issued = self.sources[place].scheme.generate(&seed, index)?;
        Ok((issued.challenge, issued.key))
    }

    /// One example, or why there is none.
    pub fn draw(&self, name: Name) -> Result<Example, GenerateError> {
        let (challenge, key) = self.issue(name)?;
        Ok(Example {
            name,
            digest: digest(&challenge),
            ink: self.frame.ink(picture(&challenge)?),
            key,
        })
    }

    /// All of them, in order.
    pub fn draw_all(&self, names: &[Name]) -> Result<Vec<Example>, TrainError> {
        let one = |&name: &Name| self.draw(name).map_err(|why| self.failed(name, why));
        names.par_iter().map(one).collect()
    }

    /// The pixel hashes of a list's pictures, those that cannot be decoded left out.
    pub fn digests_of_list(&self, place: usize, count: u64) -> Vec<(u64, u64)> {
        let one = |index| {
            let (challenge, _) = self.issue((place, index)).ok()?;
            Some((digest(&challenge), index))
        };
        (0..count).into_par_iter().filter_map(one).collect()
    }

    /// A failure with its place.
    pub fn failed(&self, (place, index): Name, why: GenerateError) -> TrainError {
        failed(&self.sources[place], index, why)
    }
}

fn failed(source: &Source, index: u64, why: GenerateError) -> TrainError {
    TrainError::Draw {
        case: source.name.clone(),
        index,
        why,
    }
}

/// Networks learn to read pictures, and nothing else.
fn picture(challenge: &Challenge) -> Result<&RgbImage, GenerateError> {
    challenge.picture().ok_or_else(|| {
        GenerateError::Impossible(format!(
            "it asks {}, not a picture",
            challenge.asks().word()
        ))
    })
}

/// [`Challenge::digest`] as a number: the same 64 bits.
pub(crate) fn digest(challenge: &Challenge) -> u64 {
    u64::from_str_radix(&challenge.digest(), 16).unwrap_or_default()
}

/// `total` shared out by weight; the shares add up to it, and equal weights differ by one at most.
pub(crate) fn quotas(total: u64, weights: &[f64]) -> Vec<u64> {
    let sum: f64 = weights.iter().sum();
    let mut passed = 0.0;
    let mut given = 0;
    let share = |weight: &f64| {
        passed += weight;
        let upto = (total as f64 * passed / sum).round() as u64;
        let share = upto.min(total) - given;
        given += share;
        share
    };
    weights.iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotas_add_up() {
        assert_eq!(quotas(100, &[1.0, 1.0, 1.0]), [33, 34, 33]);
        assert_eq!(quotas(10, &[3.0, 1.0]), [8, 2]);
        assert_eq!(quotas(0, &[1.0, 2.0]), [0, 0]);
        for total in 0..200 {
            let shares = quotas(total, &[0.3, 1.0, 0.7, 2.0]);
            assert_eq!(shares.iter().sum::<u64>(), total);
        }
    }
}
