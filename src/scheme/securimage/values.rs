//! Option values that TOML writes in more than one way: "5-6" or 6, "random" or 1.8, one path or several.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserializer, Error, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

/// Least and greatest number of characters of a code, each length equally likely.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeLength {
    /// Fewest.
    pub min: u32,
    /// Most.
    pub max: u32,
}

impl CodeLength {
    /// Always this many.
    pub const fn exactly(n: u32) -> Self {
        Self { min: n, max: n }
    }

    /// The lengths.
    pub fn range(self) -> std::ops::RangeInclusive<u32> {
        self.min..=self.max
    }
}

impl fmt::Display for CodeLength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.min == self.max {
            write!(f, "{}", self.min)
        } else {
            write!(f, "{}-{}", self.min, self.max)
        }
    }
}

impl Serialize for CodeLength {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.min == self.max {
            serializer.serialize_u32(self.min)
        } else {
            serializer.collect_str(self)
        }
    }
}

impl<'de> Deserialize<'de> for CodeLength {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LengthVisitor)
    }
}

struct LengthVisitor;

impl<'de> Visitor<'de> for LengthVisitor {
    type Value = CodeLength;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number of characters, or a range such as \"5-6\"")
    }

    fn visit_i64<E: Error>(self, n: i64) -> Result<CodeLength, E> {
        let n = u32::try_from(n).map_err(|_| E::custom(format!("{n} is not a length")))?;
        Ok(CodeLength::exactly(n))
    }

    fn visit_u64<E: Error>(self, n: u64) -> Result<CodeLength, E> {
        let n = u32::try_from(n).map_err(|_| E::custom(format!("{n} is not a length")))?;
        Ok(CodeLength::exactly(n))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<CodeLength, E> {
        let (min, max) = text.split_once('-').unwrap_or((text, text));
        match (min.trim().parse(), max.trim().parse()) {
            (Ok(min), Ok(max)) if min <= max => Ok(CodeLength { min, max }),
            _ => Err(E::custom(format!(
                "`{text}` is not a length; write 6, or a range such as \"5-6\""
            ))),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<CodeLength, A::Error> {
        let both = (
            seq.next_element()?,
            seq.next_element()?,
            seq.next_element::<u32>()?,
        );
        match both {
            (Some(min), Some(max), None) if min <= max => Ok(CodeLength { min, max }),
            _ => Err(A::Error::custom("a range of lengths is [least, greatest]")),
        }
    }
}

impl JsonSchema for CodeLength {
    fn schema_name() -> Cow<'static, str> {
        "CodeLength".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A number of characters, or a range: 6, \"5-6\", [5, 6]",
            "anyOf": [
                { "type": "integer", "minimum": 1, "maximum": 64 },
                { "type": "string", "pattern": "^[0-9]+(-[0-9]+)?$" },
                { "type": "array", "items": { "type": "integer" }, "minItems": 2, "maxItems": 2 }
            ]
        })
    }
}

/// Space after each character beyond its box, in pixels of the picture. The library adds it twice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Gap {
    /// -2, -1 or 0, drawn anew for each character.
    Random,
    /// Always this.
    Fixed(f64),
}

impl Serialize for Gap {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Random => serializer.serialize_str("random"),
            Self::Fixed(px) => serializer.serialize_f64(*px),
        }
    }
}

impl<'de> Deserialize<'de> for Gap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(GapVisitor)
    }
}

struct GapVisitor;

impl Visitor<'_> for GapVisitor {
    type Value = Gap;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"random\" or a number of pixels")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Gap, E> {
        match text {
            "random" => Ok(Gap::Random),
            _ => Err(E::custom(format!(
                "`{text}` is not a gap; write \"random\" or a number of pixels such as 1.8"
            ))),
        }
    }

    fn visit_f64<E: Error>(self, px: f64) -> Result<Gap, E> {
        Ok(Gap::Fixed(px))
    }

    fn visit_i64<E: Error>(self, px: i64) -> Result<Gap, E> {
        Ok(Gap::Fixed(px as f64))
    }

    fn visit_u64<E: Error>(self, px: u64) -> Result<Gap, E> {
        Ok(Gap::Fixed(px as f64))
    }
}

impl JsonSchema for Gap {
    fn schema_name() -> Cow<'static, str> {
        "Gap".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "\"random\" (-2 to 0 pixels) or a fixed number of pixels",
            "anyOf": [{ "const": "random" }, { "type": "number" }]
        })
    }
}

/// One path or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths(pub Vec<String>);

impl<'de> Deserialize<'de> for Paths {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PathsVisitor)
    }
}

struct PathsVisitor;

impl<'de> Visitor<'de> for PathsVisitor {
    type Value = Paths;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a path or a list of paths")
    }

    fn visit_str<E: Error>(self, path: &str) -> Result<Paths, E> {
        Ok(Paths(vec![path.to_owned()]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Paths, A::Error> {
        let mut paths = Vec::new();
        while let Some(path) = seq.next_element()? {
            paths.push(path);
        }
        Ok(Paths(paths))
    }
}

impl JsonSchema for Paths {
    fn schema_name() -> Cow<'static, str> {
        "Paths".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A path or a list of paths",
            "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn length(json: &str) -> Option<CodeLength> {
        serde_json::from_str(json).ok()
    }

    #[test]
    fn lengths_read_in_all_their_forms() {
        let range = CodeLength { min: 5, max: 6 };
        assert_eq!(length("6"), Some(CodeLength::exactly(6)));
        assert_eq!(
            (length("\"5-6\""), length("[5, 6]")),
            (Some(range), Some(range))
        );
        for bad in ["-1", "\"6-5\"", "\"six\"", "[1]", "[1,2,3]", "true"] {
            assert_eq!(length(bad), None, "{bad}");
        }
        let text = serde_json::to_string(&range).unwrap();
        assert_eq!(length(&text), Some(range));
    }

    #[test]
    fn gaps_and_paths() {
        let gap = |json| serde_json::from_str::<Gap>(json).ok();
        assert_eq!(gap("\"random\""), Some(Gap::Random));
        assert_eq!(gap("1.8"), Some(Gap::Fixed(1.8)));
        assert_eq!(gap("2"), Some(Gap::Fixed(2.0)));
        assert_eq!(gap("\"wide\""), None);
        let paths: Paths = serde_json::from_str("[\"a\", \"b\"]").unwrap();
        assert_eq!(paths.0, ["a", "b"]);
    }
}
