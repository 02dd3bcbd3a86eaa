//! The symbols of a model, in the order of its classes.

use std::path::Path;

use super::options::Wire;
use crate::config::OptionError;
use crate::onnx::ModelProto;

/// Reads the symbols from wherever the options say they are.
pub(super) fn load(
    wire: &Wire,
    base: &Path,
    model: &ModelProto,
) -> Result<Vec<String>, OptionError> {
    let given = [
        wire.charset.is_some(),
        wire.symbols.is_some(),
        wire.charset_file.is_some(),
        wire.charset_metadata.is_some(),
    ];
    const KEYS: &str = "`charset`, `symbols`, `charset_file` and `charset_metadata`";
    match given.iter().filter(|given| **given).count() {
        1 => {}
        0 => {
            let error = OptionError::at("charset", "the charset is missing");
            return Err(error.help(format!("give one of {KEYS}")));
        }
        _ => {
            let error = OptionError::at("charset", "the charset is given more than once");
            return Err(error.help(format!("keep one of {KEYS}")));
        }
    }
    let (key, mut symbols) = if let Some(text) = &wire.charset {
        ("charset", text.chars().map(String::from).collect())
    } else if let Some(list) = &wire.symbols {
        ("symbols", list.clone())
    } else if let Some(file) = &wire.charset_file {
        ("charset_file", from_file(&base.join(file))?)
    } else {
        let name = wire.charset_metadata.as_deref().unwrap_or_default();
        ("charset_metadata", from_metadata(name, model)?)
    };
    if let Some(at) = symbols.iter().position(String::is_empty) {
        let message = format!("symbol {} of {} is empty", at + 1, symbols.len());
        return Err(OptionError::at(key, message));
    }
    if symbols.is_empty() {
        return Err(OptionError::at(key, "there is no symbol in it"));
    }
    if wire.space {
        symbols.push(" ".to_owned());
    }
    Ok(symbols)
}

fn from_file(path: &Path) -> Result<Vec<String>, OptionError> {
    let text = std::fs::read_to_string(path).map_err(|e| {
        OptionError::at(
            "charset_file",
            format!("failed to read {}: {e}", path.display()),
        )
    })?;
    Ok(lines(&text))
}

fn from_metadata(key: &str, model: &ModelProto) -> Result<Vec<String>, OptionError> {
    if let Some(text) = model.metadata(key) {
        return Ok(lines(text));
    }
    let keys = model.metadata_props.iter().filter_map(|e| e.key.as_deref());
    let message = format!("the model has no metadata `{key}`");
    Err(OptionError::at("charset_metadata", message).help(crate::config::suggest(key, keys)))
}

/// One symbol a line; of a single line, one a character. Blanks count: a line may be one.
fn lines(text: &str) -> Vec<String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.strip_suffix('\n').unwrap_or(text);
    if text.contains('\n') {
        let line = |line: &str| line.strip_suffix('\r').unwrap_or(line).to_owned();
        text.split('\n').map(line).collect()
    } else {
        text.trim_end_matches('\r')
            .chars()
            .map(String::from)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_symbols_and_a_single_line_is_characters() {
        assert_eq!(lines("\u{feff}ab\r\nc\r\n \r\n"), ["ab", "c", " "]);
        assert_eq!(lines("ab c\n"), ["a", "b", " ", "c"]);
        assert_eq!(lines("a\n\nb"), ["a", "", "b"]);
        assert!(lines("").is_empty());
    }
}
