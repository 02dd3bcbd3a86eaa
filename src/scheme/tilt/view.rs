//! One copy of a maze by itself, to be told how far it is turned: what models that look learn from.

use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::options::Pictures;
use super::shown::{Shown, quarter};
use crate::config::{OptionError, Options};
use crate::model::{Challenge, Key};
use crate::pictures::{Look, Part};
use crate::scheme::{GenerateError, Issued, Keyspace, Prior, Scheme, Tag};
use crate::seed::Seed;

const VERSION: u32 = 1;

/// Options of `tilt-view`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wire {
    /// Which concepts are shown: "held-out" (unless set), "train" or "all".
    part: Option<Part>,
    /// Only pictures of these categories.
    categories: Option<Vec<String>>,
    /// Side of the picture (16 to 512); 48 unless set.
    picture_size: Option<u32>,
    /// What varies from one showing of a picture to the next.
    look: Option<Look>,
    /// Whether half of the pictures are mirrored, which leaves them upright; true unless set.
    mirror: Option<bool>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    pictures: Pictures,
    mirror: bool,
}

/// Turned pictures with their parameters fixed.
pub struct View {
    params: Params,
    shown: Shown,
}

pub(super) fn build(
    preset: Option<&str>,
    options: &Options<'_>,
    _base: &Path,
) -> Result<Box<dyn Scheme>, OptionError> {
    if let Some(name) = preset {
        return Err(OptionError::at(
            "preset",
            format!("`tilt-view` has no preset `{name}`"),
        ));
    }
    let wire: Wire = options.parse()?;
    let usual = Look {
        crop: 0.1,
        scale: 0.8,
        rotation: 8.0,
        hue: 40.0,
        noise: 4.0,
        ..Look::PLAIN
    };
    let pictures = Pictures {
        part: wire.part.unwrap_or(Part::HeldOut),
        categories: wire.categories,
        size: wire.picture_size.unwrap_or(48),
        look: wire.look.unwrap_or(usual),
    };
    if !(16..=512).contains(&pictures.size) {
        let error = OptionError::at(
            "picture_size",
            format!("picture_size {} is not 16 to 512", pictures.size),
        );
        return Err(options.locate(error));
    }
    let wrong = |(key, message): (&str, String)| options.locate(OptionError::at(key, message));
    let sound = pictures
        .look
        .check()
        .map_err(|(key, accepted)| ("look", format!("look: {key}: {accepted}")));
    sound.map_err(wrong)?;
    let view = View::new(Params {
        pictures,
        mirror: wire.mirror.unwrap_or(true),
    });
    Ok(Box::new(view.map_err(wrong)?))
}

pub(super) fn rebuild(params: &Value) -> Result<Box<dyn Scheme>, String> {
    let mut params = params.clone();
    if let Some(table) = params.as_object_mut() {
        table.remove("collection");
    }
    let params = serde_json::from_value(params).map_err(|error| error.to_string())?;
    Ok(Box::new(View::new(params).map_err(|(_, message)| message)?))
}

impl View {
    fn new(params: Params) -> Result<Self, (&'static str, String)> {
        Ok(Self {
            shown: Shown::new(&params.pictures)?,
            params,
        })
    }
}

impl Scheme for View {
    fn version(&self) -> u32 {
        VERSION
    }

    fn params(&self) -> Value {
        let mut value = serde_json::to_value(&self.params).unwrap_or_default();
        value["collection"] = json!(self.shown.digest());
        value
    }

    fn generate(&self, seed: &Seed, _index: u64) -> Result<Issued, GenerateError> {
        let (category, _, mut picture) = self.shown.draw(seed);
        let mut rng = seed.stream("turn");
        let turned = rng.below(4) as usize;
        if self.params.mirror && rng.chance(0.5) {
            image::imageops::flip_horizontal_in_place(&mut picture);
        }
        let text = turned.to_string();
        Ok(Issued {
            challenge: Challenge::image(quarter(&picture, turned)),
            key: Key::text(text.clone(), text, true),
            legibility: None,
            marks: Vec::new(),
            tags: vec![Tag::new("picture", category)],
        })
    }

    fn keyspace(&self) -> Keyspace {
        Keyspace {
            charset: "0123".to_owned(),
            length: Some((1, 1)),
            case_sensitive: true,
            repeats: true,
            ..Keyspace::default()
        }
    }

    fn prior(&self) -> Prior {
        Prior {
            answer: "0".to_owned(),
            p: 0.25,
            entropy_bits: 2.0,
        }
    }

    fn random_answer(&self, seed: &Seed) -> String {
        seed.stream("random answer").below(4).to_string()
    }

    fn training(&self) -> Option<Box<dyn Scheme>> {
        let mut params = self.params.clone();
        params.pictures.part = Part::Train;
        View::new(params)
            .ok()
            .map(|view| Box::new(view) as Box<dyn Scheme>)
    }
}
