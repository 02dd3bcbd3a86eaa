//! What is posted as an answer, read as the original reads it and as it should be read.

use serde::Deserialize;
use serde_json::Value;

/// An answer as posted.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Posted {
    /// The challenge.
    pub(super) captchaid: String,
    /// One entry a tile.
    pub(super) selection: Vec<i64>,
}

/// Exactly this, and nothing beside it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Strict {
    captchaid: String,
    selection: Vec<u8>,
}

impl Posted {
    /// As Go's decoder fills a struct: the first JSON value of the body, keys in any case, unknown ones ignored, what
    /// is of another type left at zero, and all of it zero where the body is no JSON.
    pub(super) fn leniently(body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body);
        let mut values = serde_json::Deserializer::from_str(&text).into_iter::<Value>();
        let Some(Ok(Value::Object(object))) = values.next() else {
            return Self::default();
        };
        let mut posted = Self::default();
        for (key, value) in &object {
            match (key.to_lowercase().as_str(), value) {
                ("captchaid", Value::String(id)) => posted.captchaid.clone_from(id),
                ("selection", Value::Array(list)) => {
                    let number = |entry: &Value| entry.as_i64().unwrap_or_default();
                    posted.selection = list.iter().map(number).collect();
                }
                _ => {}
            }
        }
        posted
    }

    /// One entry of 0 or 1 for each of `n` tiles, and an id that may be one; else why not.
    pub(super) fn strictly(body: &[u8], n: usize) -> Result<Self, String> {
        let strict: Strict = serde_json::from_slice(body)
            .map_err(|_| "expected {\"captchaid\": ID, \"selection\": [0 or 1, ...]}".to_owned())?;
        if strict.selection.len() != n || strict.selection.iter().any(|&entry| entry > 1) {
            return Err(format!("`selection` must have {n} entries, each 0 or 1"));
        }
        if !is_uuid(&strict.captchaid) {
            return Err("`captchaid` is no id of a captcha".to_owned());
        }
        Ok(Self {
            captchaid: strict.captchaid,
            selection: strict.selection.into_iter().map(i64::from).collect(),
        })
    }
}

/// Whether this is a UUID as this server writes them.
pub(super) fn is_uuid(text: &str) -> bool {
    let dashes = [8, 13, 18, 23];
    text.len() == 36
        && text.bytes().enumerate().all(|(place, byte)| {
            if dashes.contains(&place) {
                byte == b'-'
            } else {
                byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
            }
        })
}

/// A UUID of version 4 from 128 random bits.
pub(super) fn uuid(bits: u128) -> String {
    let bits = bits & !(0xf << 76) & !(0x3 << 62) | (0x4 << 76) | (0x2 << 62);
    let hex = format!("{bits:032x}");
    let parts = [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ];
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_are_of_version_4() {
        assert_eq!(uuid(0), "00000000-0000-4000-8000-000000000000");
        assert_eq!(uuid(u128::MAX), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert!(is_uuid(&uuid(0x1234_5678_9abc_def0 << 60)));
        assert!(!is_uuid("../../../../../../etc/passwd/////////"));
        assert!(!is_uuid(&uuid(u128::MAX).to_uppercase()));
    }

    #[test]
    fn lenient_as_the_original() {
        let read = |text: &str| {
            let Posted {
                captchaid,
                selection,
            } = Posted::leniently(text.as_bytes());
            (captchaid, selection)
        };
        assert_eq!(
            read(r#"{"captchaid":"x","selection":[0,1]}"#),
            ("x".into(), vec![0, 1])
        );
        assert_eq!(
            read(r#"{"CaptchaID":"x","Selection":[0,"1",null,2.5,-1],"more":{}} and so on"#),
            ("x".into(), vec![0, 0, 0, 0, -1])
        );
        for nothing in ["", "[]", "null", "{", r#"{"captchaid":7,"selection":"01"}"#] {
            assert_eq!(read(nothing), Default::default(), "{nothing}");
        }
    }

    #[test]
    fn strict_as_it_should_be() {
        let id = uuid(7);
        let body = |selection: &str| format!(r#"{{"captchaid":"{id}","selection":{selection}}}"#);
        assert!(Posted::strictly(body("[0,1,1]").as_bytes(), 3).is_ok());
        for wrong in [
            "[0,1]",
            "[]",
            "[0,1,1,0]",
            "[0,1,2]",
            "[0,1,-1]",
            "[0,1,0.5]",
            "\"011\"",
            "null",
        ] {
            assert!(
                Posted::strictly(body(wrong).as_bytes(), 3).is_err(),
                "{wrong}"
            );
        }
        assert!(Posted::strictly(br#"{"captchaid":"x","selection":[0,1,1]}"#, 3).is_err());
    }
}
