//! Request bodies as trees whose leaves may be templates. A leaf that is one `{{ expression }}` keeps its type; a
//! variable that does not exist is an error.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use minijinja::value::Serde;
use minijinja::{Environment, Expression, UndefinedBehavior, Value as Given};
use serde_json::{Map, Value};

static ENGINE: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut engine = Environment::new();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine
});

/// A tree of JSON with compiled leaves.
#[derive(Debug)]
pub(super) enum Node {
    Fixed(Value),
    Leaf(Leaf),
    List(Vec<Node>),
    Table(Vec<(String, Node)>),
}

/// A string, perhaps with expressions in it.
#[derive(Debug)]
pub(super) struct Leaf {
    pieces: Vec<Piece>,
}

#[derive(Debug)]
enum Piece {
    Words(String),
    Expression(String, Expression<'static, 'static>),
}

impl Leaf {
    /// Compiles `text`; `Err` says what is wrong with an expression.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (mut pieces, mut rest) = (Vec::new(), text);
        while let Some(start) = rest.find("{{") {
            let (before, inside) = (&rest[..start], &rest[start + 2..]);
            let end = inside
                .find("}}")
                .ok_or_else(|| format!("`{{{{` without `}}}}` in {text:?}"))?;
            if !before.is_empty() {
                pieces.push(Piece::Words(before.to_owned()));
            }
            let source = inside[..end].trim();
            let compiled = ENGINE.compile_expression_owned(source.to_owned());
            let compiled = compiled.map_err(|e| format!("`{source}` is no expression: {e}"))?;
            pieces.push(Piece::Expression(source.to_owned(), compiled));
            rest = &inside[end + 2..];
        }
        if !rest.is_empty() || pieces.is_empty() {
            pieces.push(Piece::Words(rest.to_owned()));
        }
        Ok(Self { pieces })
    }

    /// The value: of one expression alone, as it is; else a string.
    pub fn value(&self, scene: &Given) -> Result<Value, String> {
        if let [Piece::Expression(source, expression)] = self.pieces.as_slice() {
            let value = eval(source, expression, scene)?;
            return match value.as_str() {
                Some(text) => Ok(Value::String(text.to_owned())),
                None => serde_json::to_value(&value).map_err(|e| format!("`{source}`: {e}")),
            };
        }
        self.text(scene).map(Value::String)
    }

    /// The value as a string.
    pub fn text(&self, scene: &Given) -> Result<String, String> {
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Words(words) => out.push_str(words),
                Piece::Expression(source, expression) => {
                    let value = eval(source, expression, scene)?;
                    match value.as_str() {
                        Some(text) => out.push_str(text),
                        None => out.push_str(&value.to_string()),
                    }
                }
            }
        }
        Ok(out)
    }
}

fn eval(
    source: &str,
    expression: &Expression<'static, 'static>,
    scene: &Given,
) -> Result<Given, String> {
    let value = expression
        .eval(scene.clone())
        .map_err(|e| format!("`{source}`: {e}"))?;
    if value.is_undefined() {
        return Err(format!("`{source}` is not defined"));
    }
    Ok(value)
}

impl Node {
    /// Compiles a tree; `Err` gives the place in the tree and what is wrong there.
    pub fn parse(tree: &Value) -> Result<Self, String> {
        let within = |key: &str, e: String| format!("{key}: {e}");
        Ok(match tree {
            Value::String(text) if text.contains("{{") => Self::Leaf(Leaf::parse(text)?),
            Value::Array(list) => Self::List(
                list.iter()
                    .enumerate()
                    .map(|(i, one)| Self::parse(one).map_err(|e| within(&i.to_string(), e)))
                    .collect::<Result<_, _>>()?,
            ),
            Value::Object(table) => Self::Table(
                table
                    .iter()
                    .map(|(key, one)| {
                        Ok((key.clone(), Self::parse(one).map_err(|e| within(key, e))?))
                    })
                    .collect::<Result<_, String>>()?,
            ),
            fixed => Self::Fixed(fixed.clone()),
        })
    }

    /// The tree with its leaves filled in.
    pub fn render(&self, scene: &Given) -> Result<Value, String> {
        Ok(match self {
            Self::Fixed(value) => value.clone(),
            Self::Leaf(leaf) => leaf.value(scene)?,
            Self::List(list) => {
                let all: Result<Vec<Value>, String> =
                    list.iter().map(|one| one.render(scene)).collect();
                Value::Array(all?)
            }
            Self::Table(table) => {
                let mut map = Map::new();
                for (key, one) in table {
                    map.insert(key.clone(), one.render(scene)?);
                }
                Value::Object(map)
            }
        })
    }
}

/// What templates can name, from parts by name.
pub(super) fn scene(parts: Vec<(&'static str, Given)>) -> Given {
    Given::from(parts.into_iter().collect::<BTreeMap<_, _>>())
}

/// JSON as a template's value.
pub(super) fn given(value: &Value) -> Given {
    Given::from(Serde(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn render(tree: Value) -> Result<Value, String> {
        let vars = given(&json!({ "n": 7, "name": "a \"b\"" }));
        Node::parse(&tree)?.render(&scene(vec![("vars", vars)]))
    }

    #[test]
    fn one_expression_keeps_its_type_and_quotes_cannot_break_out() {
        let tree = json!({ "id": "{{ vars.n }}", "sum": "{{ vars.n + 4 }}", "s": ["x{{ vars.name }}y", true, 1.5] });
        assert_eq!(
            render(tree).unwrap(),
            json!({ "id": 7, "sum": 11, "s": ["xa \"b\"y", true, 1.5] })
        );
    }

    #[test]
    fn what_is_not_there_is_an_error_with_its_place() {
        for (leaf, word) in [
            ("{{ vars.nmae }}", "not defined"),
            ("{{ wars.n }}", "wars"),
            ("{{ vars.n", "without"),
            ("{{ 1 + }}", "no expression"),
        ] {
            let error = render(json!({ "a": [leaf] })).unwrap_err();
            assert!(error.contains(word), "{leaf}: {error}");
        }
    }
}
