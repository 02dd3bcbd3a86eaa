//! Grids of a collection of pictures: the scheme.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use image::{Rgb, RgbImage, RgbaImage};
use serde_json::Value;

use super::draw::layout;
use super::options::{Params, Profile, Wire, source};
use super::prior::{of_sizes, prior, sizes};
use crate::config::{OptionError, Options};
use crate::draw::{jpeg, reload};
use crate::model::{Challenge, Form, Grid, Key, Tile, write_tiles};
use crate::pictures::{Category, Collection, Look, Part, embedded, render};
use crate::scheme::{GenerateError, Issued, Keyspace, Prior, Scheme, Stratum, Tag};
use crate::seed::Seed;

/// A design with its pictures.
pub struct ImageGrid {
    params: Params,
    pictures: Collection,
    /// What is shown of each picture where every showing is the same; embedded pictures only, which are few.
    shown: Vec<Vec<OnceLock<Tile>>>,
}

/// From a suite.
pub(super) fn build(
    preset: Option<&str>,
    options: &Options<'_>,
    base: &Path,
) -> Result<Box<dyn Scheme>, OptionError> {
    let profile = Profile::find(preset)?;
    let wire: Wire = options.parse()?;
    let (params, pictures) = wire
        .settle(profile, base)
        .map_err(|error| options.locate(error))?;
    Ok(Box::new(ImageGrid::new(params, pictures)))
}

/// From a record. A folder must hold the very pictures that it held then.
pub(super) fn rebuild(params: &Value) -> Result<Box<dyn Scheme>, String> {
    let params: Params =
        serde_json::from_value(params.clone()).map_err(|error| error.to_string())?;
    let pictures = pictures(&params)?;
    let found = pictures.digest();
    if found != params.digest {
        let place = params
            .path
            .as_ref()
            .map_or("the embedded table".to_owned(), |p| p.display().to_string());
        return Err(format!(
            "{place} has other pictures: their digest is {found}, in the record {}",
            params.digest
        ));
    }
    Ok(Box::new(ImageGrid::new(params, pictures)))
}

fn pictures(params: &Params) -> Result<Collection, String> {
    let all = source(params.path.as_deref()).map_err(|error| error.to_string())?;
    let part = all.part(params.concepts);
    part.named(&params.categories)
        .map_err(|error| error.to_string())
}

/// What `capbench doctor` says.
pub(super) fn doctor() -> String {
    let all = embedded();
    format!(
        "{} drawings in {} categories (Twemoji, CC-BY 4.0); folders of PNG and JPEG",
        all.pictures(),
        all.categories.len()
    )
}

impl ImageGrid {
    fn new(params: Params, pictures: Collection) -> Self {
        let empty =
            |category: &Category| category.pictures.iter().map(|_| OnceLock::new()).collect();
        Self {
            shown: pictures.categories.iter().map(empty).collect(),
            params,
            pictures,
        }
    }

    /// Everything that it depends on.
    pub fn parameters(&self) -> &Params {
        &self.params
    }

    /// The pictures it draws from.
    pub fn pictures(&self) -> &Collection {
        &self.pictures
    }

    /// Whether every showing of a picture is the same.
    fn is_fixed(&self) -> bool {
        self.params.look == Look::PLAIN && self.params.quality[0] == self.params.quality[1]
    }

    fn tile(
        &self,
        seed: &Seed,
        at: usize,
        (category, picture): (usize, usize),
    ) -> Result<Tile, GenerateError> {
        let keep = self.is_fixed() && self.params.path.is_none();
        let place = &self.shown[category][picture];
        if let Some(tile) = place.get().filter(|_| keep) {
            return Ok(tile.clone());
        }
        let tile = self.show(seed, at, (category, picture))?;
        if keep {
            return Ok(place.get_or_init(|| tile).clone());
        }
        Ok(tile)
    }

    fn show(
        &self,
        seed: &Seed,
        at: usize,
        (category, picture): (usize, usize),
    ) -> Result<Tile, GenerateError> {
        let picture = &self.pictures.categories[category].pictures[picture];
        let impossible =
            |error: &dyn std::fmt::Display| GenerateError::Impossible(error.to_string());
        let pixels = picture.decode().map_err(|error| impossible(&error))?;
        let mut rng = seed.stream(&format!("tile {at}"));
        let [low, high] = self.params.quality;
        let quality = rng.int(low.into(), high.into()) as u8;
        let drawn = if self.is_fixed() && self.params.path.is_some() {
            flat(&pixels)
        } else {
            let pose = self.params.look.pose(&mut rng);
            render(&pixels, self.params.size, &pose, &mut rng)
        };
        let bytes = jpeg(&drawn, quality).map_err(|error| impossible(&error))?;
        let picture = reload(&bytes).map_err(|error| impossible(&error))?;
        Ok(Tile {
            picture: Arc::new(picture),
            bytes: bytes.into(),
        })
    }
}

/// The picture as it is, on white.
fn flat(picture: &RgbaImage) -> RgbImage {
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [r, g, b, a] = picture.get_pixel(x, y).0.map(u32::from);
        Rgb([r, g, b].map(|c| ((c * a + 255 * (255 - a) + 127) / 255) as u8))
    })
}

impl Scheme for ImageGrid {
    fn version(&self) -> u32 {
        1
    }

    fn params(&self) -> Value {
        serde_json::to_value(&self.params).unwrap_or_default()
    }

    fn generate(&self, seed: &Seed, _index: u64) -> Result<Issued, GenerateError> {
        let sizes: Vec<usize> = self
            .pictures
            .categories
            .iter()
            .map(|c| c.pictures.len())
            .collect();
        let layout = layout(&self.params, &sizes, seed);
        let tiles = layout
            .tiles
            .iter()
            .enumerate()
            .map(|(at, &tile)| self.tile(seed, at, tile));
        let name = |category: usize| self.pictures.categories[category].name.as_str();
        let right: Vec<bool> = layout
            .tiles
            .iter()
            .map(|tile| tile.0 == layout.wanted)
            .collect();
        let drawn: Vec<&str> = layout.tiles.iter().map(|tile| name(tile.0)).collect();
        let wanted = name(layout.wanted).to_owned();
        let positives = right.iter().filter(|&&on| on).count();
        Ok(Issued {
            key: Key {
                form: Form::Tiles {
                    max_wrong: self.params.max_wrong,
                },
                ..Key::text(drawn.join(","), write_tiles(&right), true)
            },
            tags: vec![
                Tag::new("question", &wanted),
                Tag::new("right tiles", positives.to_string()),
            ],
            challenge: Challenge::tiles(Grid {
                wanted,
                columns: self.params.columns,
                tiles: tiles.collect::<Result<_, _>>()?,
            }),
            legibility: None,
            marks: Vec::new(),
        })
    }

    fn keyspace(&self) -> Keyspace {
        Keyspace {
            charset: "01".to_owned(),
            length: Some((self.params.tiles, self.params.tiles)),
            case_sensitive: true,
            pool: self.params.pictures.iter().map(|&n| n as u64).collect(),
            ..Keyspace::default()
        }
    }

    fn prior(&self) -> Prior {
        prior(&self.params)
    }

    /// Every question has the floor of the whole; a number of right tiles has one of its own.
    fn strata(&self) -> Vec<Stratum> {
        let stratum = |dimension: &str, value: String, prior: Prior| Stratum {
            dimension: dimension.to_owned(),
            value,
            prior,
        };
        let (n, slack) = (self.params.tiles, self.params.max_wrong as usize);
        let whole = prior(&self.params);
        let questions = self.params.categories.iter();
        let questions = questions.map(|name| stratum("question", name.clone(), whole.clone()));
        let possible = sizes(&self.params)
            .into_iter()
            .enumerate()
            .filter(|(_, p)| *p > 0.0);
        let numbers = possible.map(|(m, _)| {
            let alone: Vec<f64> = (0..=n).map(|at| f64::from(u8::from(at == m))).collect();
            stratum("right tiles", m.to_string(), of_sizes(n, &alone, slack))
        });
        questions.chain(numbers).collect()
    }

    /// A coin for each tile.
    fn random_answer(&self, seed: &Seed) -> String {
        let mut rng = seed.stream("answer");
        let coins: Vec<bool> = (0..self.params.tiles).map(|_| rng.below(2) == 1).collect();
        write_tiles(&coins)
    }

    /// The same design with the concepts that models may train on.
    fn training(&self) -> Option<Box<dyn Scheme>> {
        let mut params = self.params.clone();
        params.concepts = Part::Train;
        let pictures = pictures(&params).ok()?;
        params.digest = pictures.digest();
        params.pictures = pictures
            .categories
            .iter()
            .map(|c| c.pictures.len())
            .collect();
        Some(Box::new(Self::new(params, pictures)))
    }

    fn notices(&self) -> Vec<String> {
        let mut notices = self.pictures.notices.clone();
        notices.push(format!(
            "{} pictures of {} categories ({})",
            self.pictures.pictures(),
            self.pictures.categories.len(),
            self.params.concepts.word()
        ));
        notices
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::seed::Namespace;

    fn grid(preset: &str, options: &str) -> Box<dyn Scheme> {
        build(
            Some(preset),
            &Options::from_toml(options).unwrap(),
            Path::new(""),
        )
        .unwrap()
    }

    fn error(preset: &str, options: &str) -> String {
        let options = Options::from_toml(options).unwrap();
        let error = build(Some(preset), &options, Path::new("")).err().unwrap();
        let help = error.help.clone().unwrap_or_default();
        format!("{error} {help}")
    }

    fn issue(scheme: &dyn Scheme, index: u64) -> Issued {
        scheme.generate(&Seed::from_u64(index), index).unwrap()
    }

    #[test]
    fn keys_are_what_is_shown() {
        for preset in ["gocaptcha", "hardened"] {
            let scheme = grid(preset, "k = 4\nsize = 32");
            for index in 0..40 {
                let issued = issue(&*scheme, index);
                let wanted = &issued.challenge.grid().unwrap().wanted;
                let right = issued
                    .key
                    .drawn
                    .split(',')
                    .map(|c| c == wanted)
                    .collect::<Vec<_>>();
                assert_eq!(write_tiles(&right), issued.key.stored);
                let n = right.iter().filter(|&&on| on).count();
                let least = if preset == "hardened" { 2..=7 } else { 1..=9 };
                assert!(least.contains(&n), "{preset}: {n}");
                assert!(issued.key.accepts(&issued.key.stored));
            }
        }
    }

    #[test]
    fn gocaptcha_serves_the_same_bytes_and_hardened_never() {
        let bytes = |preset: &str| -> (usize, usize) {
            let scheme = grid(preset, "k = 3\nsize = 32");
            let all: Vec<Vec<u8>> = (0..40)
                .flat_map(|i| issue(&*scheme, i).challenge.grid().unwrap().tiles.clone())
                .map(|tile| tile.bytes.to_vec())
                .collect();
            let different: HashSet<&Vec<u8>> = all.iter().collect();
            (all.len(), different.len())
        };
        let (shown, different) = bytes("gocaptcha");
        assert!(different < shown / 4, "{different}");
        let (shown, different) = bytes("hardened");
        assert_eq!(different, shown);
    }

    #[test]
    fn hardened_grids_show_no_picture_twice() {
        let scheme = grid("hardened", "k = 4\nsize = 16");
        let any = scheme.params();
        let params: Params = serde_json::from_value(any).unwrap();
        let sizes = [9, 8, 8, 7];
        for n in 0..200 {
            let layout = layout(&params, &sizes, &Seed::from_u64(n));
            let unique: HashSet<_> = layout.tiles.iter().collect();
            assert_eq!(unique.len(), 9);
        }
    }

    #[test]
    fn the_floor_is_what_a_constant_answer_gets() {
        for (preset, options) in [
            ("gocaptcha", "k = 4\nsize = 16"),
            ("gocaptcha", "k = 10\nsize = 16"),
            ("gocaptcha", "k = 4\ntiles = 6\nsize = 16"),
            ("hardened", "k = 4\nsize = 16\nmax_wrong = 2"),
        ] {
            let scheme = grid(preset, options);
            let params: Params = serde_json::from_value(scheme.params()).unwrap();
            let prior = scheme.prior();
            let key = |layout: &super::super::draw::Layout| {
                let right: Vec<bool> = layout.tiles.iter().map(|t| t.0 == layout.wanted).collect();
                Key {
                    form: Form::Tiles {
                        max_wrong: params.max_wrong,
                    },
                    ..Key::text("", write_tiles(&right), true)
                }
            };
            let n = 40_000u64;
            let sizes = vec![12; params.categories.len()];
            let right = (0..n).filter(|&i| {
                key(&layout(&params, &sizes, &Seed::from_u64(i))).accepts(&prior.answer)
            });
            let rate = right.count() as f64 / n as f64;
            let away = 4.0 * (prior.p * (1.0 - prior.p) / n as f64).sqrt();
            assert!(
                (rate - prior.p).abs() < away,
                "{preset} {options}: {rate} {}",
                prior.p
            );
        }
    }

    #[test]
    fn models_train_on_other_concepts() {
        let scheme = grid("gocaptcha", "categories = ['faces', 'clocks', 'hearts']");
        let train = scheme.training().unwrap();
        let of = |scheme: &dyn Scheme| -> HashSet<String> {
            let params: Params = serde_json::from_value(scheme.params()).unwrap();
            let all = pictures(&params).unwrap();
            all.categories
                .into_iter()
                .flat_map(|c| c.pictures)
                .map(|p| p.name)
                .collect()
        };
        assert!(of(&*scheme).is_disjoint(&of(&*train)));
        assert!(rebuild(&train.params()).is_ok());
        let mut other = scheme.params();
        other["digest"] = "0".into();
        assert!(rebuild(&other).err().unwrap().contains("other pictures"));
    }

    #[test]
    fn mistakes_are_told() {
        assert!(
            error("gocaptcha", "categories = ['face', 'birds']").contains("did you mean `faces`?")
        );
        assert!(error("hardened", "categories = ['reptiles', 'birds']").contains("`reptiles` has"));
        assert!(error("gocaptcha", "tiles = 1").contains("2 to 64"));
        assert!(error("gocaptcha", "look = { crop = 0.9 }").contains("crop"));
        assert!(error("gocaptcha", "k = 1000").contains("hold enough"));
        assert!(error("bare", "").contains("no preset `bare`"));
    }

    /// The pixels and keys of version 1.
    #[test]
    fn golden() {
        let digest = |preset: &str, options: &str| {
            let scheme = grid(preset, options);
            let params = scheme.params();
            let seeds = crate::scheme::seeds(Namespace::Eval, "grid", 1, &params, 0);
            let mut hasher = blake3::Hasher::new();
            for index in 0..5 {
                let issued = scheme.generate(&seeds.seed(index), index).unwrap();
                hasher.update(issued.challenge.digest().as_bytes());
                hasher
                    .update(issued.key.drawn.as_bytes())
                    .update(issued.key.stored.as_bytes());
            }
            hasher.finalize().to_hex()[..16].to_owned()
        };
        let found = [
            digest("gocaptcha", "k = 4"),
            digest("hardened", "tiles = 6\nk = 10\npositives = [2, 3]"),
        ];
        assert_eq!(
            found, GOLDEN,
            "raise the version, and say so under Numbers in CHANGELOG.md"
        );
    }
    const GOLDEN: [&str; 2] = ["7fe38cdad21490df", "ef9946b4e67c660e"];
}
