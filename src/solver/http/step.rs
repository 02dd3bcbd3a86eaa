//! One request and where its reply says what: from its table to compiled templates and places.

use std::collections::BTreeMap;

use minijinja::Value as Given;
use serde_json::{Map, Value};

use super::select::Place;
use super::template::{Leaf, Node, given, scene};
use super::wire::{ConfidenceWire, ServerTimeWire, StepWire};

/// A request and where its reply says what.
#[derive(Debug)]
pub(super) struct Step {
    pub method: String,
    pub path: Leaf,
    pub query: Vec<(String, Leaf)>,
    pub headers: Vec<(String, Leaf)>,
    pub body: Body,
    /// Whether the reply is words and not JSON.
    pub words: bool,
    pub unwrap: Option<Place>,
    pub answer: Vec<Place>,
    pub confidence: Option<Confidence>,
    pub capture: Vec<(String, Vec<Place>)>,
    pub server_time: Option<ServerTime>,
    pub cost: Option<Place>,
    pub repeatable: bool,
}

/// What a request carries.
#[derive(Debug)]
pub(super) enum Body {
    None,
    Json(Node),
    Form(Vec<(String, Leaf)>),
    Multipart(Vec<(String, Part)>),
    Raw(Part),
    Frame {
        json: Option<Node>,
        length_header: String,
        prefix_u32: bool,
    },
}

/// A part of a body.
#[derive(Debug)]
pub(super) enum Part {
    /// The picture's file.
    Image,
    Words(Leaf),
}

/// How sure the server is.
#[derive(Debug)]
pub(super) struct Confidence {
    pub at: Option<Place>,
    pub scale: f64,
    pub logprobs: Option<Place>,
}

/// How long the server says that it worked; `micros` a unit.
#[derive(Debug)]
pub(super) struct ServerTime {
    pub at: Vec<Place>,
    pub between: Option<(Place, Place)>,
    pub micros: f64,
}

/// Fills in the variables that are known when a manifest is read: in names of fields and in places.
pub(super) struct Fill(Given);

impl Fill {
    pub fn new(vars: &BTreeMap<String, Value>) -> Self {
        let vars: Map<String, Value> = vars.clone().into_iter().collect();
        Self(scene(vec![("vars", given(&Value::Object(vars)))]))
    }

    fn text(&self, text: &str) -> Result<String, String> {
        if text.contains("{{") {
            Leaf::parse(text)?.text(&self.0)
        } else {
            Ok(text.to_owned())
        }
    }

    pub fn place(&self, text: &str) -> Result<Place, String> {
        Place::parse(&self.text(text)?)
    }

    pub fn places(&self, texts: &[String]) -> Result<Vec<Place>, String> {
        texts.iter().map(|text| self.place(text)).collect()
    }

    fn tree(&self, tree: &Value) -> Result<Value, String> {
        Ok(match tree {
            Value::Object(table) => {
                let filled = table
                    .iter()
                    .map(|(key, value)| Ok((self.text(key)?, self.tree(value)?)));
                Value::Object(filled.collect::<Result<_, String>>()?)
            }
            Value::Array(list) => {
                let all: Result<Vec<Value>, String> =
                    list.iter().map(|one| self.tree(one)).collect();
                Value::Array(all?)
            }
            other => other.clone(),
        })
    }

    fn leaves(&self, table: &BTreeMap<String, Value>) -> Result<Vec<(String, Leaf)>, String> {
        table
            .iter()
            .map(|(key, value)| Ok((self.text(key)?, leaf(value)?)))
            .collect()
    }
}

/// A string, number or truth value as words.
fn leaf(value: &Value) -> Result<Leaf, String> {
    match value {
        Value::String(text) => Leaf::parse(text),
        Value::Number(_) | Value::Bool(_) => Leaf::parse(&value.to_string()),
        _ => Err(format!("{value} is no single value")),
    }
}

impl Step {
    /// A plain GET.
    pub fn get(path: &str, fill: &Fill) -> Result<Self, String> {
        let wire = StepWire {
            method: Some("GET".to_owned()),
            path: Some(path.to_owned()),
            ..StepWire::default()
        };
        Self::parse(&wire, fill)
    }

    pub fn parse(wire: &StepWire, fill: &Fill) -> Result<Self, String> {
        let method = wire
            .method
            .as_deref()
            .unwrap_or("POST")
            .to_ascii_uppercase();
        if !["GET", "POST", "PUT"].contains(&method.as_str()) {
            return Err(format!("method {method} is none of GET, POST, PUT"));
        }
        let words = match wire.reply.as_deref() {
            None | Some("json") => false,
            Some("text") => true,
            Some(other) => return Err(format!("reply `{other}` is neither \"json\" nor \"text\"")),
        };
        let headers = wire.headers.iter();
        let capture = wire.capture.iter();
        Ok(Self {
            method,
            path: Leaf::parse(wire.path.as_deref().unwrap_or("/"))?,
            query: fill.leaves(&wire.query)?,
            headers: headers
                .map(|(name, text)| Ok((name.to_ascii_lowercase(), Leaf::parse(text)?)))
                .collect::<Result<_, String>>()?,
            body: body(wire, fill)?,
            words,
            unwrap: wire.unwrap.as_ref().map(|at| fill.place(at)).transpose()?,
            answer: fill.places(wire.answer.as_deref().unwrap_or_default())?,
            confidence: wire
                .confidence
                .as_ref()
                .map(|c| confidence(c, fill))
                .transpose()?,
            capture: capture
                .map(|(name, places)| Ok((name.clone(), fill.places(places)?)))
                .collect::<Result<_, String>>()?,
            server_time: wire
                .server_time
                .as_ref()
                .map(|t| server_time(t, fill))
                .transpose()?,
            cost: wire.cost.as_ref().map(|at| fill.place(at)).transpose()?,
            repeatable: wire.repeatable.unwrap_or(true),
        })
    }
}

fn body(wire: &StepWire, fill: &Fill) -> Result<Body, String> {
    let mut bodies = Vec::new();
    if let Some(json) = &wire.json {
        bodies.push(Body::Json(
            Node::parse(&fill.tree(json)?).map_err(|e| format!("json: {e}"))?,
        ));
    }
    if let Some(form) = &wire.form {
        bodies.push(Body::Form(fill.leaves(form)?));
    }
    if let Some(parts) = &wire.multipart {
        let part = |(name, value): (&String, &Value)| Ok((fill.text(name)?, part(value)?));
        bodies.push(Body::Multipart(
            parts.iter().map(part).collect::<Result<_, String>>()?,
        ));
    }
    if let Some(raw) = &wire.raw {
        bodies.push(Body::Raw(part(&Value::String(raw.clone()))?));
    }
    if let Some(frame) = &wire.frame {
        let json = frame
            .json
            .as_ref()
            .map(|json| Node::parse(&fill.tree(json)?));
        bodies.push(Body::Frame {
            json: json.transpose().map_err(|e| format!("frame.json: {e}"))?,
            length_header: frame.length_header.to_ascii_lowercase(),
            prefix_u32: frame.prefix_u32,
        });
    }
    if bodies.len() > 1 {
        return Err("a request has one body: one of json, form, multipart, raw, frame".to_owned());
    }
    Ok(bodies.pop().unwrap_or(Body::None))
}

fn part(value: &Value) -> Result<Part, String> {
    match value {
        Value::String(text) if text == "@image" => Ok(Part::Image),
        other => leaf(other).map(Part::Words),
    }
}

fn confidence(wire: &ConfidenceWire, fill: &Fill) -> Result<Confidence, String> {
    let place = |at: &Option<String>| at.as_ref().map(|at| fill.place(at)).transpose();
    let confidence = Confidence {
        at: place(&wire.at)?,
        scale: wire.scale.unwrap_or(1.0),
        logprobs: place(&wire.logprobs)?,
    };
    if wire.source.trim().is_empty() {
        return Err("a confidence needs its `source` in words".to_owned());
    }
    match (&confidence.at, &confidence.logprobs) {
        (Some(_), None) | (None, Some(_)) => Ok(confidence),
        _ => Err("a confidence stands either `at` a place or in `logprobs`".to_owned()),
    }
}

fn server_time(wire: &ServerTimeWire, fill: &Fill) -> Result<ServerTime, String> {
    let micros = match wire.unit.as_str() {
        "s" => 1e6,
        "ms" => 1e3,
        "us" => 1.0,
        "ns" => 1e-3,
        other => return Err(format!("unit `{other}` is none of s, ms, us, ns")),
    };
    let between = match (&wire.from, &wire.to) {
        (Some(from), Some(to)) => Some((fill.place(from)?, fill.place(to)?)),
        (None, None) => None,
        _ => return Err("server_time needs both `from` and `to`".to_owned()),
    };
    Ok(ServerTime {
        at: fill.places(wire.at.as_deref().unwrap_or_default())?,
        between,
        micros,
    })
}
