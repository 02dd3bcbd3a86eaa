//! Options of grids as written, and the parameters that they settle to.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::{OptionError, suggest};
use crate::pictures::{Background, Collection, Look, Part, PictureError, embedded, read_folder};

/// Named sets of options.
pub(super) const PRESETS: &[(&str, &str)] = &[
    (
        "gocaptcha",
        "as goCaptcha draws and serves them: with replacement, the same bytes every time",
    ),
    (
        "hardened",
        "without replacement, an exact number of right tiles, every showing varied",
    ),
];

/// Tiles of a grid at most.
const MOST_TILES: usize = 64;
/// Categories where nobody says how many.
const USUAL_CATEGORIES: usize = 10;

/// As written.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Wire {
    /// Tiles of a grid, 2 to 64; 9 unless set.
    pub tiles: Option<usize>,
    /// Tiles a row; 3 unless set.
    pub columns: Option<usize>,
    /// How many categories there are: the first of an order that is drawn once. 10 unless set, or all where there are
    /// fewer.
    pub k: Option<usize>,
    /// The categories by name, in place of `k`.
    pub categories: Option<Vec<String>>,
    /// A folder of category folders (leopard/1.jpg), from the suite's own folder on; the embedded drawings unless set.
    pub path: Option<PathBuf>,
    /// Which concepts are shown: `held-out` (the default for embedded drawings), those that no model may train on; `all`
    /// (the default for a folder); or `train`.
    pub concepts: Option<Part>,
    /// Side of a tile, pixels, 16 to 512; 96 unless set. With the preset `gocaptcha` a folder's pictures keep their own
    /// size.
    pub size: Option<u32>,
    /// Least and greatest number of right tiles, of the preset `hardened`; [2, tiles - 2] unless set.
    pub positives: Option<[usize; 2]>,
    /// Tiles that may be wrong in an answer that is accepted; 0 unless set: the exact set.
    pub max_wrong: Option<u32>,
    /// What may vary from one showing of a picture to the next.
    pub look: Option<Look>,
    /// Least and greatest JPEG quality, 1 to 100, drawn for each tile.
    pub quality: Option<[u8; 2]>,
}

/// How tiles and question are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// As goCaptcha does.
    Gocaptcha,
    /// As it should have.
    Hardened,
}

/// Everything that a grid depends on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// How tiles and question are drawn.
    pub profile: Profile,
    /// Tiles of a grid.
    pub tiles: usize,
    /// Tiles a row.
    pub columns: usize,
    /// Names of the categories.
    pub categories: Vec<String>,
    /// Which concepts are shown.
    pub concepts: Part,
    /// Side of a tile, pixels.
    pub size: u32,
    /// Least and greatest number of right tiles; of the profile `hardened` only.
    pub positives: [usize; 2],
    /// Tiles that may be wrong in an answer that is accepted.
    pub max_wrong: u32,
    /// What may vary.
    pub look: Look,
    /// Least and greatest JPEG quality.
    pub quality: [u8; 2],
    /// The folder of the pictures; `None` for the embedded drawings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<PathBuf>,
    /// Hash of the pictures that are drawn from.
    pub digest: String,
}

impl Profile {
    pub(super) fn find(preset: Option<&str>) -> Result<Self, OptionError> {
        match preset {
            None | Some("gocaptcha") => Ok(Self::Gocaptcha),
            Some("hardened") => Ok(Self::Hardened),
            Some(other) => {
                let help = suggest(other, PRESETS.iter().map(|preset| preset.0));
                let message = format!("scheme `grid` has no preset `{other}`");
                Err(OptionError::at("preset", message).help(help))
            }
        }
    }

    fn look(self) -> Look {
        match self {
            Self::Gocaptcha => Look::PLAIN,
            Self::Hardened => Look {
                crop: 0.1,
                scale: 0.75,
                rotation: 20.0,
                hue: 20.0,
                background: Background::Gradient,
                noise: 6.0,
            },
        }
    }

    fn quality(self) -> [u8; 2] {
        match self {
            Self::Gocaptcha => [75, 75],
            Self::Hardened => [55, 90],
        }
    }
}

/// All that a source holds.
pub(super) fn source(path: Option<&Path>) -> Result<Collection, PictureError> {
    path.map_or_else(|| Ok(embedded().clone()), read_folder)
}

impl Wire {
    /// The parameters, with the pictures they are about.
    pub fn settle(
        self,
        profile: Profile,
        base: &Path,
    ) -> Result<(Params, Collection), OptionError> {
        let path = self.path.as_ref().map(|path| base.join(path));
        let all = source(path.as_deref());
        let all = all.map_err(|error| OptionError::at("path", error.to_string()))?;
        let usual = if path.is_some() {
            Part::All
        } else {
            Part::HeldOut
        };
        let concepts = self.concepts.unwrap_or(usual);
        let tiles = self.tiles.unwrap_or(9);
        if !(2..=MOST_TILES).contains(&tiles) {
            return Err(OptionError::at("tiles", format!("a grid of {tiles} tiles"))
                .help("accepted: 2 to 64"));
        }
        let columns = self.columns.unwrap_or(3);
        if !(1..=tiles).contains(&columns) {
            return Err(OptionError::at(
                "columns",
                format!("{columns} columns for {tiles} tiles"),
            ));
        }
        let positives = self
            .positives
            .unwrap_or([2.min(tiles - 1), (tiles - 2).max(1)]);
        if !(1 <= positives[0] && positives[0] <= positives[1] && positives[1] <= tiles) {
            let message = format!(
                "{} to {} right tiles of {tiles}",
                positives[0], positives[1]
            );
            return Err(OptionError::at("positives", message)
                .help("accepted: [least, greatest], from 1 to the number of tiles"));
        }
        let shown = self.shown(&all, concepts, profile, positives[1])?;
        let params = Params {
            profile,
            tiles,
            columns,
            categories: shown.categories.iter().map(|c| c.name.clone()).collect(),
            concepts,
            size: self.size()?,
            positives,
            max_wrong: self.max_wrong.unwrap_or(0),
            look: self.look(profile)?,
            quality: self.quality(profile)?,
            digest: shown.digest(),
            path,
        };
        if params.max_wrong as usize >= tiles {
            return Err(OptionError::at(
                "max_wrong",
                "every answer would be accepted",
            ));
        }
        Ok((params, shown))
    }

    fn size(&self) -> Result<u32, OptionError> {
        let size = self.size.unwrap_or(96);
        if (16..=512).contains(&size) {
            Ok(size)
        } else {
            Err(OptionError::at("size", format!("tiles of {size} pixels"))
                .help("accepted: 16 to 512"))
        }
    }

    fn look(&self, profile: Profile) -> Result<Look, OptionError> {
        let look = self.look.unwrap_or_else(|| profile.look());
        let wrong = |(key, help): (&str, &str)| {
            OptionError::at(&format!("look.{key}"), format!("{key} is out of range")).help(help)
        };
        look.check().map_err(wrong)?;
        Ok(look)
    }

    fn quality(&self, profile: Profile) -> Result<[u8; 2], OptionError> {
        let quality = self.quality.unwrap_or_else(|| profile.quality());
        if 1 <= quality[0] && quality[0] <= quality[1] && quality[1] <= 100 {
            Ok(quality)
        } else {
            Err(OptionError::at("quality", "not a range of JPEG qualities")
                .help("accepted: [least, greatest], from 1 to 100"))
        }
    }

    /// The categories that are drawn from, of this part. `enough` pictures are needed where none stands twice.
    fn shown(
        &self,
        all: &Collection,
        concepts: Part,
        profile: Profile,
        enough: usize,
    ) -> Result<Collection, OptionError> {
        let part = all.part(concepts);
        let least = if profile == Profile::Hardened {
            enough
        } else {
            1
        };
        let key = if self.categories.is_some() {
            "categories"
        } else {
            "k"
        };
        let shown = match &self.categories {
            Some(names) => part.named(names).map_err(|error| {
                let known = part.categories.iter().map(|c| c.name.as_str());
                let unknown = names
                    .iter()
                    .find(|name| !part.categories.iter().any(|c| c.name == **name));
                let help = suggest(unknown.map_or("", String::as_str), known);
                OptionError::at("categories", error.to_string()).help(help)
            })?,
            None => self.chosen(&part, least)?,
        };
        let names: Vec<&str> = shown.categories.iter().map(|c| c.name.as_str()).collect();
        if names.len() < 2 || (1..names.len()).any(|at| names[..at].contains(&names[at])) {
            return Err(OptionError::at(
                key,
                "a grid needs two categories or more, each once",
            ));
        }
        if let Some(odd) = names.iter().find(|name| name.contains(',')) {
            return Err(OptionError::at(
                "path",
                format!("the category `{odd}` holds a comma; rename its folder"),
            ));
        }
        if let Some(small) = shown.categories.iter().find(|c| c.pictures.len() < least) {
            let message = format!(
                "`{}` has {} pictures ({}), and a grid may show {least} of them, none twice",
                small.name,
                small.pictures.len(),
                concepts.word()
            );
            return Err(
                OptionError::at(key, message).help("name other categories, or set `positives`")
            );
        }
        Ok(shown)
    }

    /// The first `k` of an order that the names' hashes give, among those that hold enough pictures.
    fn chosen(&self, part: &Collection, least: usize) -> Result<Collection, OptionError> {
        let mut able: Vec<&str> = part
            .categories
            .iter()
            .filter(|c| c.pictures.len() >= least)
            .map(|c| c.name.as_str())
            .collect();
        able.sort_by_cached_key(|name| *blake3::hash(name.as_bytes()).as_bytes());
        let k = self.k.unwrap_or(USUAL_CATEGORIES.min(able.len()));
        if !(2..=able.len()).contains(&k) {
            let message = format!("{k} categories; {} hold enough pictures", able.len());
            return Err(
                OptionError::at("k", message).help(format!("accepted: 2 to {}", able.len()))
            );
        }
        able.truncate(k);
        part.named(&able)
            .map_err(|error| OptionError::at("k", error.to_string()))
    }
}
