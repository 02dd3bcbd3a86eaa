//! What is said to a worker and by it, a JSON object a line. No key is ever in it.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::model::{Challenge, Prompt};
use crate::solver::http::{Format, Sent};

/// The number of this protocol.
pub(super) const VERSION: u32 = 1;

/// The first line to a worker.
pub(super) fn hello() -> Vec<u8> {
    line(&json!({ "capbench": VERSION, "op": "hello" }))
}

/// The last line to a worker.
pub(super) fn bye() -> Vec<u8> {
    line(&json!({ "op": "bye" }))
}

/// A line that no worker knows.
pub(super) fn unknown(id: &str) -> Vec<u8> {
    line(&json!({ "op": "capbench-check", "id": id }))
}

/// What a worker says of itself.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Ready {
    capbench: u32,
    pub name: String,
    pub version: String,
    /// What it answers: "picture", "text" ...
    pub kinds: Vec<String>,
}

impl Ready {
    /// Before it said anything.
    pub fn none() -> Self {
        Self {
            capbench: VERSION,
            name: String::new(),
            version: String::new(),
            kinds: Vec::new(),
        }
    }

    pub fn parse(text: &str) -> Result<Self, String> {
        let ready: Self = serde_json::from_str(text).map_err(|e| {
            format!("its first line is not {{\"capbench\":{VERSION},\"name\":..,\"version\":..,\"kinds\":[..]}}: {e}")
        })?;
        if ready.capbench != VERSION {
            return Err(format!(
                "it speaks protocol {}, and this capbench {VERSION}",
                ready.capbench
            ));
        }
        if ready.version.trim().is_empty() {
            return Err("it says no version, and what has none is not measured".to_owned());
        }
        Ok(ready)
    }
}

/// A challenge as a line.
pub(super) fn solve(
    id: &str,
    challenge: &Challenge,
    image: Format,
    deadline_ms: u64,
) -> Result<Vec<u8>, String> {
    let mut ask =
        json!({ "op": "solve", "id": id, "kind": challenge.asks(), "deadline_ms": deadline_ms });
    match &challenge.prompt {
        Prompt::Text(question) => ask["question"] = json!(question),
        Prompt::Tiles(grid) => {
            let tiles = grid
                .tiles
                .iter()
                .map(|tile| BASE64_STANDARD.encode(&tile.bytes));
            let tiles: Vec<String> = tiles.collect();
            ask["question"] = json!(grid.question());
            ask["grid"] = json!({ "wanted": grid.wanted, "columns": grid.columns, "tiles": tiles });
        }
        Prompt::Tilt(maze) => {
            let copies = maze.copies.iter().map(|copy| image.encode(copy));
            let copies = copies.map(|sent| Ok(BASE64_STANDARD.encode(sent?.bytes)));
            let copies: Vec<String> = copies.collect::<Result<_, String>>()?;
            ask["maze"] = json!({ "layout": maze.layout, "rules": maze.rules, "copies": copies });
        }
        Prompt::Image(picture) => {
            let Sent { bytes, mime, .. } = image.encode(picture)?;
            ask["image"] = json!({
                "mime": mime,
                "width": picture.width(),
                "height": picture.height(),
                "b64": BASE64_STANDARD.encode(bytes),
            });
        }
    }
    Ok(line(&ask))
}

/// A worker's reply. Fields that it adds for itself are passed over.
#[derive(Debug, Deserialize)]
pub(super) struct Reply {
    pub id: String,
    #[serde(default)]
    pub answer: Value,
    #[serde(default)]
    pub confidence: Option<f64>,
    #[serde(default)]
    pub elapsed_ms: Option<f64>,
    #[serde(default)]
    pub error: Option<String>,
}

fn line(value: &Value) -> Vec<u8> {
    let mut line = value.to_string().into_bytes();
    line.push(b'\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_must_say_what_it_is() {
        let good = r#"{"capbench":1,"name":"x","version":"2","kinds":["picture"],"more":1}"#;
        assert_eq!(Ready::parse(good).unwrap().name, "x");
        for odd in [
            "loading ...",
            r#"{"capbench":2,"name":"x","version":"2","kinds":[]}"#,
            r#"{"capbench":1,"name":"x","version":" ","kinds":[]}"#,
            r#"{"capbench":1,"name":"x","kinds":[]}"#,
        ] {
            assert!(Ready::parse(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn a_line_is_one_line() {
        let ask = solve("1", &Challenge::text("a\nb"), Format::Png, 5).unwrap();
        assert_eq!(ask.iter().filter(|b| **b == b'\n').count(), 1);
        assert!(
            String::from_utf8(ask)
                .unwrap()
                .contains(r#""question":"a\nb""#)
        );
    }
}
