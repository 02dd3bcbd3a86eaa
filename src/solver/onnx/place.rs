//! Where a special class stands among the classes: `"first"`, `"last"` or its index.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A place among classes, read by hand: serde's untagged enums point no error at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    First,
    Last,
    Index(usize),
}

impl Place {
    /// The class, of so many.
    pub fn of(self, classes: usize) -> usize {
        match self {
            Self::First => 0,
            Self::Last => classes.saturating_sub(1),
            Self::Index(index) => index,
        }
    }
}

struct Words;

impl Visitor<'_> for Words {
    type Value = Place;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`first`, `last` or the index of a class")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<Place, E> {
        match word {
            "first" => Ok(Place::First),
            "last" => Ok(Place::Last),
            _ => Err(E::unknown_variant(word, &["first", "last"])),
        }
    }

    fn visit_i64<E: Error>(self, index: i64) -> Result<Place, E> {
        let index = usize::try_from(index);
        let index = index.map_err(|_| E::custom("a class has an index of 0 or more"));
        index.map(Place::Index)
    }

    fn visit_u64<E: Error>(self, index: u64) -> Result<Place, E> {
        Ok(Place::Index(usize::try_from(index).map_err(E::custom)?))
    }
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        source.deserialize_any(Words)
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, sink: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::First => sink.serialize_str("first"),
            Self::Last => sink.serialize_str("last"),
            Self::Index(index) => sink.serialize_u64(*index as u64),
        }
    }
}

impl JsonSchema for Place {
    fn schema_name() -> Cow<'static, str> {
        "Place".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A class: the first, the last, or by its index.",
            "anyOf": [{ "enum": ["first", "last"] }, { "type": "integer", "minimum": 0 }],
        })
    }
}
