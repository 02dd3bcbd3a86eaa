//! Challenges of scheme `grid`, as a server hands them out.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use hyper::body::Bytes;
use serde_json::json;

use super::settings::Profile;
use crate::config::Options;
use crate::model::{Challenge, Grid, Key};
use crate::scheme::{self, GenerateError, Scheme};
use crate::seed::{Namespace, Seed, SeedSpace};

/// A challenge with its truth.
#[derive(Clone, Debug)]
pub struct Deal {
    /// The category that is asked for.
    pub question: String,
    /// The category of each tile.
    pub tiles: Vec<String>,
    /// One `0` or `1` a tile: the selection that is right.
    pub truth: String,
    /// The tiles as JPEG files.
    pub files: Vec<Bytes>,
}

/// Where challenges come from.
#[derive(Clone)]
pub struct Dealer {
    scheme: Arc<dyn Scheme>,
    tiles: usize,
}

impl Dealer {
    /// Challenges of the scheme's preset of that name: `tiles` tiles of `categories` categories, or as many as the
    /// scheme takes by itself; with the pictures of a folder in place of the built-in ones.
    pub fn new(
        profile: Profile,
        source: Option<&Path>,
        tiles: usize,
        categories: Option<usize>,
    ) -> anyhow::Result<Self> {
        let mut options = format!("tiles = {tiles}\n");
        if let Some(k) = categories {
            options += &format!("k = {k}\n");
        }
        if let Some(path) = source {
            let path = path.to_str().context("--source: a path that is no text")?;
            options += &format!("path = {}\n", toml::Value::String(path.to_owned()));
        }
        let options = Options::from_toml(&options)?;
        let build = scheme::grid::KIND.build;
        let scheme = build(Some(profile.word()), &options, &PathBuf::new()).map_err(|error| {
            let help = error.help.clone().unwrap_or_default();
            anyhow::anyhow!("{error}; {help}")
        })?;
        Ok(Self {
            scheme: Arc::from(scheme),
            tiles,
        })
    }

    /// The seeds of `capbench show grid:PROFILE` and of a run with this base seed.
    pub fn seeds(&self, base: u64) -> SeedSpace {
        let (version, params) = (self.scheme.version(), self.scheme.params());
        scheme::seeds(
            Namespace::Eval,
            scheme::grid::KIND.name,
            version,
            &params,
            base,
        )
    }

    /// The design.
    pub fn scheme(&self) -> &dyn Scheme {
        &*self.scheme
    }

    /// What a database is bound to: version and parameters, but for where pictures lie.
    pub(super) fn words(&self) -> String {
        let mut params = self.scheme.params();
        if let Some(params) = params.as_object_mut() {
            params.remove("path");
        }
        json!({ "version": self.scheme.version(), "params": params }).to_string()
    }

    /// Tiles of a challenge.
    pub fn tiles(&self) -> usize {
        self.tiles
    }

    /// The challenge of a seed.
    pub fn deal(&self, seed: &Seed, number: u64) -> Result<Deal, GenerateError> {
        let issued = self.scheme.generate(seed, number)?;
        let Key { drawn, stored, .. } = issued.key;
        let grid = grid_of(issued.challenge)?;
        let file = |tile: crate::model::Tile| Bytes::from_owner(tile.bytes);
        Ok(Deal {
            question: grid.wanted,
            tiles: drawn.split(',').map(str::to_owned).collect(),
            truth: stored,
            files: grid.tiles.into_iter().map(file).collect(),
        })
    }
}

fn grid_of(challenge: Challenge) -> Result<Grid, GenerateError> {
    match challenge.prompt {
        crate::model::Prompt::Tiles(grid) => Ok(grid),
        _ => Err(GenerateError::Impossible("no tiles are shown".into())),
    }
}
