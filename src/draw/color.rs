//! Colours as CAPTCHA options write them: `#rrggbb` or `#rgb`.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An opaque sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Color(pub [u8; 3]);

impl Color {
    /// The shade of grey with this level.
    pub const fn grey(level: u8) -> Self {
        Self([level; 3])
    }

    /// Whether all channels are equal.
    pub fn is_grey(self) -> bool {
        self.0[0] == self.0[1] && self.0[1] == self.0[2]
    }

    /// Relative luminance, 0 to 1 (WCAG 2.2: linearised sRGB, Rec. 709 weights).
    pub fn luminance(self) -> f64 {
        let [r, g, b] = self.0.map(|level| {
            let c = f64::from(level) / 255.0;
            if c <= 0.04045 {
                c / 12.92
            } else {
                libm::pow((c + 0.055) / 1.055, 2.4)
            }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b] = self.0;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

impl FromStr for Color {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a colour; write it as #rrggbb or #rgb");
        let digits = text.strip_prefix('#').unwrap_or(text);
        let values: Vec<u8> = digits
            .chars()
            .map(|c| c.to_digit(16).map(|d| d as u8).ok_or_else(wrong))
            .collect::<Result<_, _>>()?;
        match values[..] {
            [r, g, b] => Ok(Self([r * 17, g * 17, b * 17])),
            [a, b, c, d, e, f] => Ok(Self([a * 16 + b, c * 16 + d, e * 16 + f])),
            _ => Err(wrong()),
        }
    }
}

impl Serialize for Color {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Color {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Color {
    fn schema_name() -> Cow<'static, str> {
        "Color".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^#?([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$",
            "description": "#rrggbb or #rgb"
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_forms_and_refuses_others() {
        assert_eq!("#707070".parse(), Ok(Color::grey(0x70)));
        assert_eq!("#0fC".parse(), Ok(Color([0, 255, 204])));
        assert_eq!("707070".parse(), Ok(Color::grey(0x70)));
        for bad in ["", "#", "#12", "#1234", "#ggg", "red", "#ééé"] {
            assert!(bad.parse::<Color>().is_err(), "{bad}");
        }
        assert_eq!(Color([1, 2, 255]).to_string(), "#0102ff");
    }

    #[test]
    fn luminance_spans_black_to_white() {
        assert_eq!(Color::grey(0).luminance(), 0.0);
        assert!((Color::grey(255).luminance() - 1.0).abs() < 1e-12);
    }
}
