//! What templates can name: the challenge as shown, the manifest's variables, what earlier replies said. Nothing of a key.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use image::RgbImage;
use minijinja::Value as Given;
use serde_json::{Map, Value, json};

use super::hub::marks;
use super::picture::{Sent, list};
use super::spec::Spec;
use super::template::{given, scene};
use crate::model::{Asks, Challenge, Grid, Prompt, Tile};

/// What templates can name in one attempt.
pub(super) struct Scene {
    vars: Given,
    secrets: Given,
    image: Given,
    question: Given,
    grid: Given,
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
            grid: Given::UNDEFINED,
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
            grid: Given::UNDEFINED,
            captured: Map::new(),
            sent: None,
        };
        match &challenge.prompt {
            Prompt::Text(question) => scene.question = Given::from(question.as_str()),
            Prompt::Tiles(tiles) => {
                scene.question = Given::from(tiles.question());
                scene.grid = grid(tiles);
                scene.show(&sheet(tiles), spec)?;
            }
            Prompt::Tilt(_) => return Err("mazes are for programs (kind `process`)".to_owned()),
            Prompt::Image(picture) => scene.show(picture, spec)?,
        }
        Ok(scene)
    }

    fn show(&mut self, picture: &RgbImage, spec: &Spec) -> Result<(), String> {
        let sent = spec.image.encode(picture)?;
        let b64 = BASE64_STANDARD.encode(&sent.bytes);
        let mut image = vec![
            (
                "data_uri",
                Given::from(format!("data:{};base64,{b64}", sent.mime)),
            ),
            ("b64", Given::from(b64)),
            ("mime", Given::from(sent.mime)),
            ("bytes", Given::from(sent.bytes.len())),
            ("width", Given::from(picture.width())),
            ("height", Given::from(picture.height())),
        ];
        if let Some(values) = &sent.values {
            image.push(("values", given(&list(values))));
        }
        self.image = super::template::scene(image);
        self.sent = Some(sent);
        Ok(())
    }

    /// A challenge of this kind that says nothing, to try templates on.
    pub fn trial(spec: &Spec, asks: Asks) -> Result<Self, String> {
        Self::new(&Self::about(spec), spec, &trial(asks))
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
            ("grid", self.grid.clone()),
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

/// A challenge of this kind that says nothing.
pub(super) fn trial(asks: Asks) -> Challenge {
    match asks {
        Asks::Picture | Asks::Tilt => Challenge::image(RgbImage::new(2, 2)),
        Asks::Text => Challenge::text("one plus one?"),
        Asks::Tiles => Challenge::tiles(Grid {
            wanted: "cats".to_owned(),
            columns: 1,
            tiles: vec![Tile {
                picture: Arc::new(RgbImage::new(2, 2)),
                bytes: Arc::from([0u8].as_slice()),
            }],
        }),
    }
}

fn rows(grid: &Grid) -> usize {
    grid.tiles.len().div_ceil(grid.columns.max(1))
}

/// What templates can name of a grid; its tiles are the files that the site serves.
fn grid(grid: &Grid) -> Given {
    let tiles = grid
        .tiles
        .iter()
        .map(|tile| BASE64_STANDARD.encode(&tile.bytes));
    given(&json!({
        "wanted": grid.wanted,
        "columns": grid.columns,
        "rows": rows(grid),
        "count": grid.tiles.len(),
        "tiles": tiles.collect::<Vec<String>>(),
    }))
}

/// The tiles side by side as one picture, as services take grids.
fn sheet(grid: &Grid) -> RgbImage {
    let most = |side: fn(&RgbImage) -> u32| {
        grid.tiles
            .iter()
            .map(|t| side(&t.picture))
            .max()
            .unwrap_or(1)
    };
    let (width, height) = (most(RgbImage::width), most(RgbImage::height));
    let columns = grid.columns.max(1);
    let mut sheet = RgbImage::new(width * columns as u32, height * rows(grid) as u32);
    for (n, tile) in grid.tiles.iter().enumerate() {
        let (x, y) = ((n % columns) as u32 * width, (n / columns) as u32 * height);
        image::imageops::replace(
            &mut sheet,
            tile.picture.as_ref(),
            i64::from(x),
            i64::from(y),
        );
    }
    sheet
}
