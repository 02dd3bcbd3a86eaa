//! The scheme itself, behind the common trait.

use std::path::Path;
use std::sync::OnceLock;

use serde_json::{Value, json};

use super::options::{self, Params};
use super::prior;
use super::shown::{Shown, copies};
use crate::config::{OptionError, Options};
use crate::model::{Challenge, Form, Key, Maze};
use crate::pictures::Part;
use crate::scheme::{GenerateError, Issued, Keyspace, Prior, Scheme, Stratum, Tag};
use crate::seed::Seed;
use crate::tilt::{Access, At, Check, Court, reference, still};

/// Goes up whenever one pixel, place or key may change.
const VERSION: u32 = 1;

/// Tilt mazes with their parameters fixed.
pub struct Tilt {
    params: Params,
    shown: Shown,
    prior: OnceLock<Prior>,
}

pub(super) fn build(
    preset: Option<&str>,
    options: &Options<'_>,
    _base: &Path,
) -> Result<Box<dyn Scheme>, OptionError> {
    let params = options::read(preset, options)?;
    let scheme = Tilt::new(params)
        .map_err(|(key, message)| options.locate(OptionError::at(key, message)))?;
    Ok(Box::new(scheme))
}

pub(super) fn rebuild(params: &Value) -> Result<Box<dyn Scheme>, String> {
    let mut params = params.clone();
    if let Some(table) = params.as_object_mut() {
        table.remove("collection");
    }
    let params = serde_json::from_value(params).map_err(|error| error.to_string())?;
    Ok(Box::new(Tilt::new(params).map_err(|(_, message)| message)?))
}

pub(super) fn doctor() -> String {
    let settings = super::presets::find("recap-readme").map(|params| params.pictures);
    let shown = settings.and_then(|settings| Shown::new(&settings).ok());
    shown.map_or_else(
        || "no pictures".to_owned(),
        |shown| format!("{} embedded pictures that stand upright", shown.len()),
    )
}

impl Tilt {
    /// The error names the key it concerns.
    pub fn new(params: Params) -> Result<Self, (&'static str, String)> {
        let shown = Shown::new(&params.pictures)?;
        Ok(Self {
            params,
            shown,
            prior: OnceLock::new(),
        })
    }
}

impl Scheme for Tilt {
    fn version(&self) -> u32 {
        VERSION
    }

    fn params(&self) -> Value {
        let mut value = serde_json::to_value(&self.params).unwrap_or_default();
        value["collection"] = json!(self.shown.digest());
        value
    }

    fn generate(&self, seed: &Seed, _index: u64) -> Result<Issued, GenerateError> {
        let Params {
            geometry,
            physics,
            rules,
            ..
        } = &self.params;
        let layout = geometry
            .draw(*physics, &mut seed.stream("layout"))
            .ok_or_else(|| {
                GenerateError::Impossible(
                    "no quadrant keeps its box and its brick `min_gap` apart".to_owned(),
                )
            })?;
        // The site turns the picture by k quarters, and copy i by i more: the copy numbered 4 - k stands.
        let upright = seed.stream("turn").below(4) as u8;
        let (category, name, picture) = self.shown.draw(seed);
        let access = Access::of(&layout, usize::from(upright));
        let tags = vec![
            Tag::new("target", access.word()),
            Tag::new("picture", category),
        ];
        let maze = Maze {
            layout: layout.clone(),
            rules: rules.clone(),
            copies: copies(&picture, upright),
        };
        let court = Court {
            layout,
            rules: rules.clone(),
            upright,
        };
        Ok(Issued {
            challenge: Challenge::tilt(maze),
            key: Key {
                drawn: name.to_owned(),
                stored: upright.to_string(),
                reading: None,
                case_sensitive: false,
                form: Form::Trace(Box::new(court)),
            },
            legibility: None,
            marks: Vec::new(),
            tags,
        })
    }

    fn keyspace(&self) -> Keyspace {
        Keyspace {
            charset: "0123".to_owned(),
            length: None,
            ..Keyspace::default()
        }
    }

    fn prior(&self) -> Prior {
        self.prior
            .get_or_init(|| prior::blind(&self.params))
            .clone()
    }

    fn strata(&self) -> Vec<Stratum> {
        Vec::new()
    }

    /// Three samples on a place of the field, claimed as a box.
    fn random_answer(&self, seed: &Seed) -> String {
        let mut rng = seed.stream("random answer");
        let Some(layout) = self.params.geometry.draw(self.params.physics, &mut rng) else {
            return String::new();
        };
        let guess = rng.below(4) as u8;
        let at = At(
            rng.int(0, i64::from(layout.size.0)) as i32,
            rng.int(0, i64::from(layout.size.1)) as i32,
        );
        still(&layout, Some(guess), at, 3).to_string()
    }

    /// The way of a careful player who knows the copy.
    fn solution(&self, key: &Key) -> String {
        match &key.form {
            Form::Trace(court) => reference(&court.layout, &court.rules, court.upright).to_string(),
            _ => key.stored.clone(),
        }
    }

    fn training(&self) -> Option<Box<dyn Scheme>> {
        let mut params = self.params.clone();
        params.pictures.part = Part::Train;
        Tilt::new(params)
            .ok()
            .map(|scheme| Box::new(scheme) as Box<dyn Scheme>)
    }

    fn notices(&self) -> Vec<String> {
        let free = |check: &Check| !self.params.rules.counts(*check);
        let off: Vec<&str> = Check::ALL
            .iter()
            .filter(|check| free(check))
            .map(|check| check.name())
            .collect();
        if off.is_empty() {
            Vec::new()
        } else {
            vec![format!("not checked: {}", off.join(", "))]
        }
    }
}
