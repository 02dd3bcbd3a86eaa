//! Presets: protocols as data, and how a user's options lie over them.

use serde_json::{Map, Value};

/// A protocol to start from.
pub(crate) struct Preset {
    /// The word in `preset = "..."`.
    pub name: &'static str,
    text: &'static str,
}

macro_rules! presets {
    ($($name:literal),* $(,)?) => {
        &[$(Preset { name: $name, text: include_str!(concat!("presets/", $name, ".toml")) }),*]
    };
}

/// Every preset, in the order that `capbench adapter presets` shows.
pub(crate) const PRESETS: &[Preset] = presets![
    "plain",
    "tf-serving",
    "tf-serving-rows",
    "kserve-v1",
    "oip-v2",
    "oip-v2-binary",
    "openai-chat",
    "ollama",
    "createtask",
    "in-php",
    "ddddocr",
    "rapidocr",
];

impl Preset {
    /// The preset with this name.
    pub fn find(name: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.name == name)
    }

    /// One line that says what it is for.
    pub fn summary(&self) -> String {
        let summary = self.table().remove("summary");
        summary
            .and_then(|s| s.as_str().map(str::to_owned))
            .unwrap_or_default()
    }

    /// Its options.
    pub fn options(&self) -> Value {
        self.table().remove("options").unwrap_or_default()
    }

    /// The comment at its head.
    pub fn comment(&self) -> String {
        let lines = self.text.lines().take_while(|line| line.starts_with('#'));
        lines.map(|line| format!("{line}\n")).collect()
    }

    fn table(&self) -> Map<String, Value> {
        // A test reads each of them.
        toml::from_str(self.text).unwrap_or_default()
    }
}

/// The user's table over the preset's: tables are merged, `rules` put before, everything else replaced.
pub(super) fn merge(under: &mut Value, over: Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (key, value) in over {
                match (key.as_str(), under.get_mut(&key)) {
                    ("rules", Some(Value::Array(old))) => {
                        let mut rules = value.as_array().cloned().unwrap_or_default();
                        rules.append(old);
                        *old = rules;
                    }
                    (_, Some(slot)) => merge(slot, value),
                    (_, None) => {
                        under.insert(key, value);
                    }
                }
            }
        }
        (slot, value) => *slot = value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_preset_is_a_table_with_a_summary_and_a_comment() {
        for preset in PRESETS {
            toml::from_str::<Map<String, Value>>(preset.text)
                .unwrap_or_else(|e| panic!("{}: {e}", preset.name));
            assert!(!preset.summary().is_empty(), "{}", preset.name);
            assert!(preset.comment().starts_with("# "), "{}", preset.name);
            assert!(preset.options()["endpoint"].is_string(), "{}", preset.name);
        }
    }

    #[test]
    fn tables_merge_and_rules_go_first() {
        let mut under = json!({ "a": { "b": 1, "c": [1] }, "rules": [2] });
        merge(
            &mut under,
            json!({ "a": { "c": [9], "d": 3 }, "rules": [1] }),
        );
        assert_eq!(
            under,
            json!({ "a": { "b": 1, "c": [9], "d": 3 }, "rules": [1, 2] })
        );
    }
}
