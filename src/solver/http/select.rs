//! Finding things in a reply: JSON Pointer or JSONPath, and the probability of an answer among its tokens.

use serde_json::Value;
use serde_json_path::JsonPath;

/// A place in a reply: JSON Pointer where it is empty or begins with `/`, JSONPath (RFC 9535) where it begins with `$`.
#[derive(Debug)]
pub(super) enum Place {
    Pointer(String),
    Path(JsonPath),
}

impl Place {
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() || text.starts_with('/') {
            return Ok(Self::Pointer(text.to_owned()));
        }
        if text.starts_with('$') {
            let path = JsonPath::parse(text);
            return path
                .map(Self::Path)
                .map_err(|e| format!("{text:?} is no JSONPath: {e}"));
        }
        Err(format!(
            "{text:?} is neither a JSON Pointer (`/a/0`) nor a JSONPath (`$.a[0]`)"
        ))
    }

    /// All that it selects.
    pub fn all<'v>(&self, value: &'v Value) -> Vec<&'v Value> {
        match self {
            Self::Pointer(pointer) => value.pointer(pointer).into_iter().collect(),
            Self::Path(path) => path.query(value).all(),
        }
    }

    /// The first that it selects.
    pub fn one<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        self.all(value).into_iter().next()
    }
}

/// What the first place that selects anything selects.
pub(super) fn first<'v>(places: &[Place], value: &'v Value) -> Option<Vec<&'v Value>> {
    places
        .iter()
        .map(|place| place.all(value))
        .find(|all| !all.is_empty())
}

/// A number, also one in a string (`"cost":"0.0005"`).
pub(super) fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_f64(),
    };
    number.filter(|n: &f64| n.is_finite())
}

/// exp of the sum of the log-probabilities of the tokens that spell `answer`. The tokens need not make up the reply's text
/// (a fence may have been taken off), so the answer is looked for in them; `None` where it is not there exactly once.
pub(super) fn token_probability(tokens: &Value, answer: &str) -> Option<f64> {
    let tokens = tokens.as_array()?;
    let (mut text, mut spans) = (Vec::new(), Vec::new());
    for token in tokens {
        let start = text.len();
        match token.get("bytes").and_then(Value::as_array) {
            Some(bytes) => text.extend(
                bytes
                    .iter()
                    .filter_map(|b| b.as_u64().and_then(|b| u8::try_from(b).ok())),
            ),
            None => text.extend_from_slice(token.get("token")?.as_str()?.as_bytes()),
        }
        spans.push((start..text.len(), number(token.get("logprob")?)?));
    }
    let needle = answer.as_bytes();
    if needle.is_empty() || needle.len() > text.len() {
        return None;
    }
    let mut found = (0..=text.len() - needle.len()).filter(|&i| text[i..].starts_with(needle));
    let start = found.next()?;
    if found.next().is_some() {
        return None;
    }
    let end = start + needle.len();
    let among = spans
        .iter()
        .filter(|(span, _)| span.start < end && span.end > start);
    let probability = among.map(|(_, logprob)| logprob).sum::<f64>().exp();
    (0.0..=1.0 + 1e-9)
        .contains(&probability)
        .then(|| probability.min(1.0))
}

/// JSON that may hold bare `NaN` and `Infinity`, as some servers document: each becomes null.
pub(super) fn parse_json(text: &str) -> Result<Value, String> {
    match serde_json::from_str(text) {
        Ok(value) => Ok(value),
        Err(error) => serde_json::from_str(&without_nan(text)).map_err(|_| error.to_string()),
    }
}

fn without_nan(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    let (mut quoted, mut escaped) = (false, false);
    while let Some(c) = rest.chars().next() {
        if !quoted
            && let Some(word) = ["-Infinity", "Infinity", "NaN"]
                .into_iter()
                .find(|word| rest.starts_with(word))
        {
            out.push_str("null");
            rest = &rest[word.len()..];
            continue;
        }
        quoted ^= c == '"' && !escaped;
        escaped = quoted && c == '\\' && !escaped;
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn both_languages_select() {
        let reply = json!({ "0": { "rec_txt": "ab" }, "1": { "rec_txt": "cd" } });
        let place = |text| Place::parse(text).unwrap();
        assert_eq!(place("/1/rec_txt").one(&reply), Some(&json!("cd")));
        assert_eq!(
            place("$[*].rec_txt").all(&reply),
            [&json!("ab"), &json!("cd")]
        );
        let places = [place("/nothing"), place("/0/rec_txt")];
        assert_eq!(first(&places, &reply), Some(vec![&json!("ab")]));
        assert!(Place::parse("a.b").is_err() && Place::parse("$[").is_err());
    }

    #[test]
    fn nan_is_null_but_not_in_strings() {
        let text = r#"{"p": NaN, "q": [-Infinity, Infinity], "s": "NaN \" NaN"}"#;
        assert_eq!(
            parse_json(text).unwrap(),
            json!({ "p": null, "q": [null, null], "s": "NaN \" NaN" })
        );
        assert!(parse_json("<html>").is_err() && parse_json("{\"a\":").is_err());
    }

    #[test]
    fn the_answer_is_found_among_its_tokens() {
        let tokens = json!([
            { "token": "```", "logprob": -9.0 },
            { "token": "{\"answer\":\"", "logprob": -1.0 },
            { "token": "a", "bytes": [97], "logprob": -0.5 },
            { "token": "B7", "logprob": -0.25 },
            { "token": "\"}", "logprob": -3.0 },
        ]);
        let p = token_probability(&tokens, "aB7").unwrap();
        assert!((p - (-0.75f64).exp()).abs() < 1e-12);
        assert_eq!(token_probability(&tokens, "zz"), None, "it is not there");
        assert_eq!(token_probability(&tokens, "`"), None, "it is there thrice");
    }
}
