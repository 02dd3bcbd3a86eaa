//! `[sweep]`: knobs and the values that they are tried at.

use super::Case;
use super::load::{Loaded, at, check_case_pattern};
use super::wire::SweepTable;
use crate::config::OptionError;

/// Values that one knob may be tried at.
const MOST: usize = 101;

/// Which knobs are moved, and from which design.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sweep {
    /// Name of the case to start from; the first unless set.
    pub case: Option<String>,
    /// Challenges of every setting; the case's unless set.
    pub count: Option<u64>,
    /// Every combination of values in place of one knob at a time.
    pub factorial: bool,
    /// The knobs, by name.
    pub knobs: Vec<Knob>,
}

/// An option of a scheme and the values to try.
#[derive(Clone, Debug, PartialEq)]
pub struct Knob {
    /// The option; dots reach into tables.
    pub name: String,
    /// Its values, each once, in the order given.
    pub values: Vec<toml::Value>,
}

impl Knob {
    /// Reads `num_lines=0,2,5` or `perturbation=0..1:0.25`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (name, values) = text
            .split_once('=')
            .filter(|(name, values)| !name.trim().is_empty() && !values.trim().is_empty())
            .ok_or_else(|| {
                format!("`{text}` is not a knob; write num_lines=0,5,10 or perturbation=0..1:0.25")
            })?;
        let values = match range(values) {
            Some(values) => values?,
            None => values.split(',').map(word).collect(),
        };
        Self::new(name.trim(), values)
    }

    fn new(name: &str, values: Vec<toml::Value>) -> Result<Self, String> {
        let mut once: Vec<toml::Value> = Vec::new();
        for value in values {
            if !once.contains(&value) {
                once.push(value);
            }
        }
        if once.is_empty() || once.len() > MOST {
            return Err(format!("knob `{name}` needs 1 to {MOST} values"));
        }
        let name = name.to_owned();
        Ok(Self { name, values: once })
    }
}

/// A value as TOML has it; a bare word is a string.
fn word(text: &str) -> toml::Value {
    let line = format!("x = {}", text.trim());
    let parsed = line.parse::<toml::Table>().ok();
    parsed
        .and_then(|mut table| table.remove("x"))
        .unwrap_or_else(|| toml::Value::String(text.trim().to_owned()))
}

/// `from..to:step`, both ends included; `None` where the text is no range. Whole numbers stay whole.
fn range(text: &str) -> Option<Result<Vec<toml::Value>, String>> {
    let (from, rest) = text.split_once("..")?;
    let (to, step) = rest.split_once(':').unwrap_or((rest, "1"));
    let wrong = || format!("`{text}` is not a range; write FROM..TO:STEP such as 0..1:0.25");
    let parse = |text: &str| text.trim().parse::<f64>().map_err(|_| wrong());
    let (from, to, step) = match (parse(from), parse(to), parse(step)) {
        (Ok(from), Ok(to), Ok(step)) => (from, to, step),
        _ => return Some(Err(wrong())),
    };
    if !(step > 0.0 && to >= from && (to - from) / step < MOST as f64) {
        return Some(Err(wrong()));
    }
    let whole = [from, to, step].iter().all(|x| x.fract() == 0.0);
    let value = |i: usize| {
        // Rounded so that 0.1 + 0.2 reads 0.3.
        let x = ((from + step * i as f64) * 1e9).round() / 1e9;
        if whole {
            toml::Value::Integer(x as i64)
        } else {
            toml::Value::Float(x)
        }
    };
    let steps = ((to - from) / step + 1e-9).floor() as usize;
    Some(Ok((0..=steps).map(value).collect()))
}

pub(super) fn sweep(table: &SweepTable, cases: &[Case]) -> Loaded<Sweep> {
    if let Some(case) = &table.case {
        check_case_pattern(case, cases)?;
    }
    if let Some(count) = table.count.as_ref().filter(|count| *count.get_ref() == 0) {
        return Err(at(
            count,
            "count is 0; a setting needs at least one challenge",
        ));
    }
    let knob = |(name, value): (&String, &toml::Value)| {
        let values = match value {
            toml::Value::Array(values) => Ok(values.clone()),
            toml::Value::String(text) => range(text).unwrap_or_else(|| Ok(vec![value.clone()])),
            one => Ok(vec![one.clone()]),
        };
        let knob = values.and_then(|values| Knob::new(name, values));
        knob.map_err(|why| OptionError::at("sweep", why))
    };
    Ok(Sweep {
        case: table.case.as_ref().map(|case| case.get_ref().clone()),
        count: table.count.as_ref().map(|count| *count.get_ref()),
        factorial: table.factorial,
        knobs: table.knobs.iter().map(knob).collect::<Loaded<_>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        let knob = Knob::parse(text).unwrap();
        knob.values.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn ranges_and_lists() {
        assert_eq!(texts("a=0..1:0.25"), ["0.0", "0.25", "0.5", "0.75", "1.0"]);
        assert_eq!(texts("a=0..0.3:0.1")[3], "0.3");
        assert_eq!(texts("a=0..10:5"), ["0", "5", "10"]);
        assert_eq!(texts("a=2..4"), ["2", "3", "4"]);
        assert_eq!(texts("gap=random,-2,1.5"), ["\"random\"", "-2", "1.5"]);
        assert_eq!(texts("a=1,1,2"), ["1", "2"]);
        for wrong in [
            "a",
            "a=",
            "=1",
            "a=1..0",
            "a=0..1:0",
            "a=x..2",
            "a=0..1:1e-9",
        ] {
            assert!(Knob::parse(wrong).is_err(), "{wrong}");
        }
    }
}
