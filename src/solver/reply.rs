//! From what somebody else replies to an answer: text, tiles, points or a trace, with abstentions told apart.
//!
//! Only the form is made uniform here. Folding case, or forgiving a missing blank, is the scorer's.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::{Challenge, write_tiles};

/// What an answer is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Form {
    /// Words: strings and numbers, joined.
    #[default]
    Text,
    /// Numbers of tiles: `[0, 3]`, `"1/4"`, `"click:1/4"`.
    Tiles,
    /// Points in pixels of the picture: `[[x, y]]`, `[{"x":..,"y":..}]`, `"coordinates:x=1,y=2;x=3,y=4"`.
    Points,
    /// Points with times in milliseconds: `[[x, y, t]]`, `[{"x":..,"y":..,"t":..}]`.
    Trace,
}

/// How a selected value becomes an answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rule {
    pub form: Form,
    /// Put between several texts.
    pub join: String,
    pub trim: bool,
    /// The number of the first tile.
    pub index_base: u32,
    /// Texts that mean "I decline".
    pub abstain: Vec<String>,
    /// Texts that mean "none of them".
    pub none: Vec<String>,
}

/// An answer in uniform form.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Reading {
    Abstain,
    Text(String),
    /// Counted from 0, ascending, each once.
    Tiles(Vec<u32>),
    Points(Vec<[f64; 2]>),
    /// x, y, milliseconds.
    Trace(Vec<[f64; 3]>),
}

impl Reading {
    /// The answer as it is submitted; `None` where it declines. `Err` where the challenge has no such tile.
    pub fn submit(&self, challenge: &Challenge) -> Result<Option<String>, String> {
        if let Self::Tiles(tiles) = self {
            let count = challenge.grid().map_or(0, |grid| grid.tiles.len());
            if let Some(odd) = tiles.iter().find(|&&n| n as usize >= count) {
                return Err(format!(
                    "of {count} tiles there is no number {odd}, counted from 0"
                ));
            }
            let choice: Vec<bool> = (0..count)
                .map(|n| tiles.iter().any(|&on| on as usize == n))
                .collect();
            return Ok(Some(write_tiles(&choice)));
        }
        Ok(self.words())
    }

    fn words(&self) -> Option<String> {
        let joined = |rows: Vec<String>| Some(rows.join(" "));
        match self {
            Self::Abstain | Self::Tiles(_) => None,
            Self::Text(text) => Some(text.clone()),
            Self::Points(points) => {
                joined(points.iter().map(|[x, y]| format!("{x},{y}")).collect())
            }
            Self::Trace(points) => joined(
                points
                    .iter()
                    .map(|[x, y, t]| format!("{x},{y},{t}"))
                    .collect(),
            ),
        }
    }
}

impl Rule {
    /// Words, taken as they are but for white space around them.
    pub fn text() -> Self {
        Self {
            form: Form::Text,
            join: String::new(),
            trim: true,
            index_base: 0,
            abstain: Vec::new(),
            none: Vec::new(),
        }
    }

    /// The answer that these values are; `Err` says why they are none.
    pub fn read(&self, values: &[&Value]) -> Result<Reading, String> {
        let texts: Vec<&str> = values
            .iter()
            .filter_map(|v| v.as_str())
            .map(str::trim)
            .collect();
        let all_texts = texts.len() == values.len();
        let joined = texts.join(&self.join);
        let word = |list: &[String]| all_texts && list.contains(&joined);
        if values.iter().all(|v| v.is_null()) || word(&self.abstain) {
            return Ok(Reading::Abstain);
        }
        match self.form {
            Form::Text => self.words(values),
            Form::Tiles if word(&self.none) => Ok(Reading::Tiles(Vec::new())),
            Form::Tiles => self.tiles(values).map(Reading::Tiles),
            Form::Points if word(&self.none) => Ok(Reading::Points(Vec::new())),
            Form::Points => rows(values, &["x", "y"]).map(Reading::Points),
            Form::Trace => rows(values, &["x", "y", "t"]).map(Reading::Trace),
        }
    }

    fn words(&self, values: &[&Value]) -> Result<Reading, String> {
        let mut texts = Vec::new();
        for value in values {
            words_of(value, &mut texts)?;
        }
        let text = texts.join(&self.join);
        let text = if self.trim {
            text.trim().to_owned()
        } else {
            text
        };
        Ok(Reading::Text(text))
    }

    fn tiles(&self, values: &[&Value]) -> Result<Vec<u32>, String> {
        let mut tiles = Vec::new();
        for value in values {
            numbers(value, &mut tiles)?;
        }
        let shift = |n: f64| {
            let whole = n.fract() == 0.0 && (0.0..=1e6).contains(&n);
            let n = whole
                .then_some(n as u32)
                .and_then(|n| n.checked_sub(self.index_base));
            n.ok_or_else(|| {
                format!(
                    "no tile has such a number, counted from {}",
                    self.index_base
                )
            })
        };
        let mut tiles: Vec<u32> = tiles.into_iter().map(shift).collect::<Result<_, _>>()?;
        tiles.sort_unstable();
        tiles.dedup();
        Ok(tiles)
    }
}

fn words_of(value: &Value, out: &mut Vec<String>) -> Result<(), String> {
    match value {
        Value::String(text) => out.push(text.clone()),
        Value::Number(number) => out.push(number.to_string()),
        Value::Array(list) => list.iter().try_for_each(|one| words_of(one, out))?,
        Value::Null => {}
        Value::Bool(_) => return Err("a truth value where an answer should stand".to_owned()),
        Value::Object(_) => return Err("a table where an answer should stand".to_owned()),
    }
    Ok(())
}

/// Numbers of a value: its own, those of a list, or those in a string such as `click:1/4`.
fn numbers(value: &Value, out: &mut Vec<f64>) -> Result<(), String> {
    match value {
        Value::Number(number) => out.push(number.as_f64().unwrap_or(f64::NAN)),
        Value::Array(list) => list.iter().try_for_each(|one| numbers(one, out))?,
        Value::String(text) => {
            let text = text
                .split_once(':')
                .map_or(text.as_str(), |(_, after)| after);
            for word in text.split(['/', ',', ' ', ';']).filter(|w| !w.is_empty()) {
                let number = word
                    .parse()
                    .map_err(|_| "words where numbers of tiles should stand")?;
                out.push(number);
            }
        }
        _ => return Err("no numbers where numbers of tiles should stand".to_owned()),
    }
    Ok(())
}

/// Rows of N numbers: lists, tables with these names, or `x=1,y=2;x=3,y=4`.
fn rows<const N: usize>(values: &[&Value], names: &[&str; N]) -> Result<Vec<[f64; N]>, String> {
    let odd = || format!("no list of points ({})", names.join(", "));
    let mut out = Vec::new();
    for value in values {
        match value {
            Value::String(text) => {
                let text = text
                    .split_once(':')
                    .map_or(text.as_str(), |(_, after)| after);
                for part in text.split(';').filter(|part| !part.trim().is_empty()) {
                    let fields = part.split(',').filter_map(|field| field.split_once('='));
                    let fields: Vec<(&str, f64)> = fields
                        .filter_map(|(name, n)| Some((name.trim(), n.trim().parse().ok()?)))
                        .collect();
                    out.push(
                        named(names, |name| {
                            fields.iter().find(|(n, _)| *n == name).map(|(_, n)| *n)
                        })
                        .ok_or_else(odd)?,
                    );
                }
            }
            Value::Array(list) => {
                for one in list {
                    let row = match one {
                        Value::Array(row) if row.len() == N => {
                            let mut numbers = row.iter().map(Value::as_f64);
                            named(names, |_| numbers.next().flatten())
                        }
                        Value::Object(_) => named(names, |name| one.get(name)?.as_f64()),
                        _ => None,
                    };
                    out.push(row.ok_or_else(odd)?);
                }
            }
            _ => return Err(odd()),
        }
    }
    Ok(out)
}

fn named<const N: usize>(
    names: &[&str; N],
    mut get: impl FnMut(&str) -> Option<f64>,
) -> Option<[f64; N]> {
    let mut row = [0.0; N];
    for (slot, name) in row.iter_mut().zip(names) {
        *slot = get(name)?;
    }
    row.iter().all(|n| n.is_finite()).then_some(row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(form: Form, value: Value) -> Result<Reading, String> {
        let rule = Rule {
            form,
            index_base: 1,
            abstain: vec!["Not solved".into()],
            none: vec!["No_matching_images".into()],
            ..Rule::text()
        };
        rule.read(&[&value])
    }

    #[test]
    fn words_in_every_shape() {
        let text = |value| read(Form::Text, value);
        assert_eq!(text(json!(" aB7 ")), Ok(Reading::Text("aB7".into())));
        assert_eq!(text(json!(["a", "b", 7])), Ok(Reading::Text("ab7".into())));
        assert_eq!(text(json!(3.5)), Ok(Reading::Text("3.5".into())));
        assert_eq!(text(json!(null)), Ok(Reading::Abstain));
        assert_eq!(text(json!("Not solved")), Ok(Reading::Abstain));
        assert!(text(json!({ "a": 1 })).is_err() && text(json!(true)).is_err());
    }

    #[test]
    fn tiles_count_from_where_the_rule_says() {
        let tiles = |value| read(Form::Tiles, value);
        for value in [
            json!([4, 1, 4]),
            json!("1/4"),
            json!("click:1/4"),
            json!("1, 4"),
        ] {
            assert_eq!(
                tiles(value.clone()),
                Ok(Reading::Tiles(vec![0, 3])),
                "{value}"
            );
        }
        assert_eq!(
            tiles(json!("No_matching_images")),
            Ok(Reading::Tiles(vec![]))
        );
        assert_eq!(tiles(json!([])), Ok(Reading::Tiles(vec![])));
        for odd in [
            json!([0]),
            json!([1.5]),
            json!("one"),
            json!({}),
            json!([true]),
        ] {
            assert!(tiles(odd.clone()).is_err(), "{odd}");
        }
    }

    #[test]
    fn points_and_traces_in_every_shape() {
        let two = Ok(Reading::Points(vec![[39.0, 59.0], [252.0, 72.0]]));
        for value in [
            json!([[39, 59], [252, 72]]),
            json!([{ "x": 39, "y": 59 }, { "x": 252, "y": 72 }]),
            json!("coordinates:x=39,y=59;x=252,y=72"),
        ] {
            assert_eq!(read(Form::Points, value.clone()), two, "{value}");
        }
        assert!(read(Form::Points, json!([[1]])).is_err());
        assert_eq!(
            read(Form::Trace, json!([[1, 2, 0], [3, 4, 16.5]])),
            Ok(Reading::Trace(vec![[1.0, 2.0, 0.0], [3.0, 4.0, 16.5]]))
        );
    }
}
