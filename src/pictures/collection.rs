//! Categories of pictures, whatever they come from.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use image::{ImageReader, Limits, RgbaImage};

use super::Part;

/// Pictures larger than this are not decoded.
const MOST_PIXELS: u64 = 64_000_000;

/// Categories of pictures, ready to be drawn from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Collection {
    /// In the order of the source: as listed, or by name.
    pub categories: Vec<Category>,
    /// What a user should know of it: files that are no pictures, duplicates, empty folders.
    pub notices: Vec<String>,
}

/// Pictures that show one kind of thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Category {
    /// What they show, in the plural: the word of a question ("mammals").
    pub name: String,
    /// The pictures, one a concept.
    pub pictures: Vec<Picture>,
}

/// One picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// What it shows ("leopard"), or its file's name.
    pub name: String,
    /// Whether its upright orientation, as it is drawn, is beyond doubt; `None` where nobody said.
    pub upright: Option<bool>,
    /// BLAKE3 of its file's bytes, the first 16 hex digits.
    pub digest: String,
    pub(super) origin: Origin,
}

/// Where a picture's bytes are.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Origin {
    Embedded(&'static [u8]),
    File(Arc<Path>),
}

/// Why a picture or a folder of pictures cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// A file that is no picture, or has gone.
    #[error("{}: {why}", path.display())]
    File {
        /// Its path.
        path: PathBuf,
        /// Why, in words.
        why: String,
    },
    /// A folder without a single category of pictures.
    #[error("{} holds no folder with pictures: make one folder a category, such as leopard/1.jpg", .0.display())]
    Empty(PathBuf),
    /// A name that no category has.
    #[error("there is no category `{0}`")]
    Unknown(String),
}

impl Collection {
    /// The pictures of this part alone; a category that keeps none is left out.
    #[must_use]
    pub fn part(&self, part: Part) -> Self {
        let kept = self.categories.iter().map(|category| part.of(category));
        Self {
            categories: kept
                .filter(|category| !category.pictures.is_empty())
                .collect(),
            notices: self.notices.clone(),
        }
    }

    /// The categories of these names, in this order.
    pub fn named<S: AsRef<str>>(&self, names: &[S]) -> Result<Self, PictureError> {
        let find = |name: &S| {
            let name = name.as_ref();
            let found = self
                .categories
                .iter()
                .find(|category| category.name == name);
            found
                .cloned()
                .ok_or_else(|| PictureError::Unknown(name.to_owned()))
        };
        Ok(Self {
            categories: names.iter().map(find).collect::<Result<_, _>>()?,
            notices: self.notices.clone(),
        })
    }

    /// The pictures of all categories.
    pub fn pictures(&self) -> usize {
        self.categories
            .iter()
            .map(|category| category.pictures.len())
            .sum()
    }

    /// A hash over names and bytes: equal digests mean equal pictures. The first 16 hex digits of BLAKE3.
    pub fn digest(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for category in &self.categories {
            for picture in &category.pictures {
                for part in [&category.name, &picture.name, &picture.digest] {
                    hasher
                        .update(&(part.len() as u64).to_le_bytes())
                        .update(part.as_bytes());
                }
            }
        }
        hasher.finalize().to_hex()[..16].to_owned()
    }
}

impl Picture {
    pub(super) fn new(name: String, upright: Option<bool>, bytes: &[u8], origin: Origin) -> Self {
        let digest = blake3::hash(bytes).to_hex()[..16].to_owned();
        Self {
            name,
            upright,
            digest,
            origin,
        }
    }

    /// Its pixels, decoded anew.
    pub fn decode(&self) -> Result<RgbaImage, PictureError> {
        match &self.origin {
            Origin::Embedded(bytes) => decode(bytes).map_err(|why| PictureError::File {
                path: PathBuf::from(&self.name),
                why,
            }),
            Origin::File(path) => {
                let wrong = |why: String| PictureError::File {
                    path: path.to_path_buf(),
                    why,
                };
                let bytes = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
                let changed = blake3::hash(&bytes).to_hex()[..16] != *self.digest;
                if changed {
                    return Err(wrong("has changed since the folder was read".to_owned()));
                }
                decode(&bytes).map_err(wrong)
            }
        }
    }
}

/// The picture in these bytes, told by content, within bounds.
pub(super) fn decode(bytes: &[u8]) -> Result<RgbaImage, String> {
    let reader = || ImageReader::new(std::io::Cursor::new(bytes)).with_guessed_format();
    let words =
        |error: &dyn std::fmt::Display| error.to_string().lines().collect::<Vec<_>>().join(" ");
    let size = reader().map_err(|e| words(&e))?.into_dimensions();
    let (width, height) = size.map_err(|e| words(&e))?;
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(format!(
            "{width} x {height} pixels are more than 64 megapixels"
        ));
    }
    let mut reader = reader().map_err(|e| words(&e))?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_PIXELS * 8);
    reader.limits(limits);
    let picture = reader.decode().map_err(|e| words(&e))?.into_rgba8();
    if picture.width() == 0 || picture.height() == 0 {
        return Err("has no pixels".to_owned());
    }
    Ok(picture)
}
