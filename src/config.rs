//! Options tables of suites and adapters, with errors that can point at the place in the file.
//!
//! Schemes and solvers read their options through [`Options::parse`]; whoever loaded the file turns an
//! [`OptionError`] into a picture of the line.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

/// An options table as written, with the place of every key.
#[derive(Clone, Debug)]
pub struct Options<'i> {
    table: Spanned<DeTable<'i>>,
}

/// What is wrong with an options table.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct OptionError {
    /// Byte range in the file, where known.
    pub span: Option<Range<usize>>,
    /// The key it concerns, where it is one of the table's own.
    pub key: Option<String>,
    /// What is wrong: the value, and what would be accepted.
    pub message: String,
    /// The next step.
    pub help: Option<String>,
}

impl OptionError {
    /// An error about the value of `key`.
    pub fn at(key: &str, message: impl Into<String>) -> Self {
        Self {
            span: None,
            key: Some(key.to_owned()),
            message: message.into(),
            help: None,
        }
    }

    /// An error of the TOML reader, at its place; the reader's own list of what it expects becomes the help.
    pub fn from_toml(error: &toml::de::Error) -> Self {
        let (message, help) = reword(error.message());
        Self {
            span: error.span(),
            key: None,
            message,
            help,
        }
    }

    /// Adds the next step.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl<'i> Options<'i> {
    /// An empty table, for a case or solver without options.
    pub fn empty() -> Self {
        Self {
            table: Spanned::new(0..0, DeTable::new()),
        }
    }

    /// A table that was read from a file; spans count from that file's first byte.
    pub fn new(table: Spanned<DeTable<'i>>) -> Self {
        Self { table }
    }

    /// Parses a whole TOML text as one options table; for tests and for the command line.
    pub fn from_toml(text: &'i str) -> Result<Self, OptionError> {
        Ok(Self {
            table: DeTable::parse(text).map_err(|e| OptionError::from_toml(&e))?,
        })
    }

    /// Reads the table into a strict wire struct (`deny_unknown_fields`).
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, OptionError> {
        let value = Spanned::new(
            self.table.span(),
            DeValue::Table(self.table.get_ref().clone()),
        );
        T::deserialize(ValueDeserializer::from(value)).map_err(|e| OptionError::from_toml(&e))
    }

    /// Where `key`'s value stands in the file; `input.width` is the key `width` of the table `input`.
    pub fn span_of(&self, key: &str) -> Option<Range<usize>> {
        let (outer, inner) = key
            .split_once('.')
            .map_or((key, None), |(o, i)| (o, Some(i)));
        let value = self.table.get_ref().get(outer)?;
        let within = inner.and_then(|inner| value.get_ref().get(inner));
        Some(within.unwrap_or(value).span())
    }

    /// Fills in the place of an error that only names its key.
    #[must_use]
    pub fn locate(&self, mut error: OptionError) -> OptionError {
        if error.span.is_none() {
            error.span = error.key.as_deref().and_then(|key| self.span_of(key));
        }
        error
    }
}

/// "unknown field `x`, expected one of `a`, `b`" becomes a message and a suggestion.
fn reword(message: &str) -> (String, Option<String>) {
    let unknown = ["unknown field `", "unknown variant `"]
        .into_iter()
        .find_map(|start| {
            let (word, rest) = message.strip_prefix(start)?.split_once('`')?;
            let known: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
            Some((start, word, known))
        });
    match unknown {
        Some((start, word, known)) if !known.is_empty() => {
            let what = if start.contains("field") {
                "key"
            } else {
                "value"
            };
            (
                format!("unknown {what} `{word}`"),
                Some(suggest(word, known.into_iter())),
            )
        }
        _ => (message.to_owned(), None),
    }
}

/// Lists up to this length are shown beside a suggestion.
const SHORT: usize = 8;

/// "did you mean `x`?" where one of `known` is near, with the list of all.
pub fn suggest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.collect();
    let near = known
        .iter()
        .map(|k| (strsim::damerau_levenshtein(word, k), *k))
        .min();
    let list = known
        .iter()
        .map(|k| format!("`{k}`"))
        .collect::<Vec<_>>()
        .join(", ");
    match near {
        Some((distance, best)) if distance <= 1 + word.chars().count() / 3 => {
            let rest = if known.len() <= SHORT {
                format!(" known: {list}")
            } else {
                String::new()
            };
            format!("did you mean `{best}`?{rest}")
        }
        _ if known.is_empty() => "there are none".to_owned(),
        _ => format!("known: {list}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Wire {
        num_lines: Option<u8>,
    }

    #[test]
    fn errors_know_their_place() {
        let text = "num_lines = 3000";
        let error = Options::from_toml(text)
            .unwrap()
            .parse::<Wire>()
            .unwrap_err();
        assert_eq!(&text[error.span.clone().unwrap()], "3000", "{error:?}");
        let text = "num_line = 3";
        let error = Options::from_toml(text)
            .unwrap()
            .parse::<Wire>()
            .unwrap_err();
        assert_eq!(&text[error.span.clone().unwrap()], "num_line", "{error:?}");
        assert!(error.help.unwrap().contains("did you mean `num_lines`?"));
        assert_eq!(
            Options::from_toml("num_lines = 3")
                .unwrap()
                .parse::<Wire>()
                .unwrap()
                .num_lines,
            Some(3)
        );
    }

    #[test]
    fn a_named_key_is_located() {
        let options = Options::from_toml("a = 1\nb = 2").unwrap();
        let error = options.locate(OptionError::at("b", "too many"));
        assert_eq!(error.span, Some(10..11));
    }

    #[test]
    fn a_key_of_a_table_is_located() {
        let options = Options::from_toml("[input]\nwidth = 7").unwrap();
        assert_eq!(options.span_of("input.width"), Some(16..17));
        assert_eq!(options.span_of("input.height"), options.span_of("input"));
        assert_eq!(options.span_of("output.name"), None);
    }
}
