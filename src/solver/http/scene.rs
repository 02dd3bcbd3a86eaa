//! What templates can name: the challenge as shown, the manifest's variables, what earlier replies said. Nothing of a key.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use minijinja::Value as Given;
use serde_json::{Map, Value, json};

use super::hub::marks;
use super::picture::{Sent, list};
use super::spec::Spec;
use super::template::{given, scene};
use crate::model::{Asks, Challenge, Prompt};

/// What templates can name in one attempt.
pub(super) struct Scene {
    vars: Given,
    secrets: Given,
    image: Given,
    question: Given,
    captured: Map<String, Value>,
    /// The picture's file.
    pub sent: Option<Sent>,
}

impl Scene {
    /// Of requests about the server.
    pub fn about(spec: &Spec) -> Self {
        Self {
            vars: given(&spec.vars),
            secrets: given(&marks(spec)),
            image: Given::UNDEFINED,
            question: Given::UNDEFINED,
            captured: Map::new(),
            sent: None,
        }
    }

    /// Of a challenge; `Err` where its picture cannot be encoded.
    pub fn new(base: &Self, spec: &Spec, challenge: &Challenge) -> Result<Self, String> {
        let mut scene = Self {
            vars: base.vars.clone(),
            secrets: base.secrets.clone(),
            image: Given::UNDEFINED,
            question: Given::UNDEFINED,
            captured: Map::new(),
            sent: None,
        };
        match &challenge.prompt {
            Prompt::Text(question) => scene.question = Given::from(question.as_str()),
            Prompt::Image(picture) => {
                let sent = spec.image.encode(picture)?;
                let b64 = BASE64_STANDARD.encode(&sent.bytes);
                let mut image = vec![
                    ("data_uri", Given::from(format!("data:{};base64,{b64}", sent.mime))),
                    ("b64", Given::from(b64)),
                    ("mime", Given::from(sent.mime)),
                    ("bytes", Given::from(sent.bytes.len())),
                    ("width", Given::from(picture.width())),
                    ("height", Given::from(picture.height())),
                ];
                if let Some(values) = &sent.values {
                    image.push(("values", given(&list(values))));
                }
                scene.image = super::template::scene(image);
                scene.sent = Some(sent);
            }
        }
        Ok(scene)
    }

    /// A challenge of this kind that says nothing, to try templates on.
    pub fn trial(spec: &Spec, asks: Asks) -> Result<Self, String> {
        let challenge = match asks {
            Asks::Picture => Challenge::image(image::RgbImage::new(2, 2)),
            Asks::Text => Challenge::text("one plus one?"),
        };
        Self::new(&Self::about(spec), spec, &challenge)
    }

    /// Keeps a value for later steps.
    pub fn capture(&mut self, name: &str, value: Value) {
        self.captured.insert(name.to_owned(), value);
    }

    pub fn value(&self) -> Given {
        scene(vec![
            ("vars", self.vars.clone()),
            ("secrets", self.secrets.clone()),
            ("image", self.image.clone()),
            ("question", self.question.clone()),
            ("captured", given(&Value::Object(self.captured.clone()))),
        ])
    }

    /// Stands in for what a reply would say.
    pub fn capture_trial(&mut self, names: impl Iterator<Item = String>) {
        for name in names {
            self.captured.insert(name, json!("1"));
        }
    }
}
