//! JSON Schemas of suites and adapters, for editors: put together from what schemes and solvers say.

use schemars::Schema;
use serde_json::{Value, json};

/// Adds to the table `def`: where `word` is NAME, `options` has NAME's schema.
pub(crate) fn by_word(
    schema: &mut Schema,
    def: &str,
    word: &str,
    kinds: impl Iterator<Item = (&'static str, Schema)>,
) {
    let mut rules = Vec::new();
    let mut names = Vec::new();
    let mut extra = Vec::new();
    for (name, options) in kinds {
        let mut options = options.to_value();
        if let Some(Value::Object(defs)) = options.as_object_mut().and_then(|o| o.remove("$defs")) {
            extra.extend(defs);
        }
        if let Some(table) = options.as_object_mut() {
            table.remove("$schema");
        }
        names.push(json!(name));
        rules.push(json!({
            "if": { "properties": { word: { "const": name } }, "required": [word] },
            "then": { "properties": { "options": options } },
        }));
    }
    let object = schema.ensure_object();
    let root = object.entry("$defs").or_insert_with(|| json!({}));
    if let Some(defs) = root.as_object_mut() {
        for (name, def) in extra {
            let before = defs.insert(name.clone(), def);
            let same = before.is_none_or(|before| Some(&before) == defs.get(&name));
            assert!(same, "two kinds describe different things as `{name}`");
        }
    }
    // A schema without `$defs` is its own only table.
    let table = match schema.pointer_mut(&format!("/$defs/{def}")) {
        Some(Value::Object(table)) => table,
        _ => schema.ensure_object(),
    };
    table.insert("allOf".to_owned(), Value::Array(rules));
    if let Some(Value::Object(field)) = table.get_mut("properties").and_then(|p| p.get_mut(word)) {
        field.insert("examples".to_owned(), Value::Array(names));
    }
}

/// The schema as committed: pretty JSON with a final newline.
pub fn pretty(schema: &Schema) -> String {
    let mut text = serde_json::to_string_pretty(schema).unwrap_or_default();
    text.push('\n');
    text
}
