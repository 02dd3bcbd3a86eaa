//! The kind `onnx-tiles`: a classifier in ONNX format that is asked which tiles of a grid show a category.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use image::RgbImage;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::decode::tiles::{confidence, per_tile};
use super::engine::{self, Engine, Loaded, Output, Ports, Tensor, Values};
use super::file::ModelFile;
use super::input::{Input, Prepared};
use super::options::{Dtype, EngineName, InputWire};
use super::{kind, places};
use crate::config::{OptionError, Options};
use crate::model::{Answer, Asks, Challenge, Response, write_tiles};
use crate::solver::preprocess::Pipeline;
use crate::solver::{BuildError, Builtin, Session, SolveError, Solver};

/// `kind = "onnx-tiles"`.
pub const TILES: Builtin = Builtin {
    name: "onnx-tiles",
    summary: "an image classifier in ONNX format that chooses tiles, described by its manifest",
    answers: &[Asks::Tiles],
    build,
    probe: || (kind::BUILTIN.probe)(),
    schema: || schemars::schema_for!(Wire),
};

/// As written, defaults filled in.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Wire {
    /// The model file: from the adapter's folder on, or where Python packages are installed.
    #[serde(default = "model")]
    model: PathBuf,
    /// The command that brings the model, where it comes with a package and may be missing.
    install: Option<String>,
    /// What computes.
    #[serde(default)]
    engine: EngineName,
    /// How a tile becomes the model's input.
    input: InputWire,
    /// What the model's output means.
    output: TilesOutput,
    /// The classes in the model's order. Classes that no question names are called as they please.
    classes: Vec<String>,
    /// For a category of the site, the classes that show it; a category of a class's own name needs no entry.
    #[serde(default)]
    words: BTreeMap<String, Vec<String>>,
    /// The only classes that can occur, where the attacker knows the site's categories.
    mask: Option<Vec<String>>,
    /// Least probability at which a tile is chosen.
    #[serde(default = "threshold")]
    threshold: f32,
    /// Whether the likeliest tile is chosen where none reaches the threshold: some tile is right.
    #[serde(default = "yes")]
    at_least_one: bool,
}

/// `[options.output]`.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TilesOutput {
    /// Name of the output; the model's first unless set.
    name: Option<String>,
    /// What the numbers of a tile are.
    scores: Scores,
    /// Whether the model takes one tile at a time or the whole round as one batch.
    #[serde(default)]
    batch: BatchOf,
    /// A file with the linear probe that makes logits of `features`: JSON, `{"weights": [[...], ...], "bias": [...]}`, a
    /// row of weights a class.
    probe: Option<PathBuf>,
}

/// What the numbers of a tile are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Scores {
    /// One number a class; their softmax is probabilities.
    Logits,
    /// Natural logarithms of probabilities.
    LogProbabilities,
    /// 0 to 1, summing to 1.
    Probabilities,
    /// 0 to 1, each class by itself: a tile may show several, or none.
    Independent,
    /// A feature vector; the probe makes logits of it.
    Features,
}

/// What one call of the model takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum BatchOf {
    /// A tile.
    #[default]
    Tile,
    /// All tiles of a grid.
    Round,
}

fn model() -> PathBuf {
    "model.onnx".into()
}

fn threshold() -> f32 {
    0.5
}

fn yes() -> bool {
    true
}

/// A linear map from features to logits.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Probe {
    weights: Vec<Vec<f32>>,
    bias: Vec<f32>,
}

/// Everything that workers share.
struct Chooser {
    wire: Wire,
    input: Input,
    probe: Option<Probe>,
    /// Whether each class can occur.
    kept: Vec<bool>,
    loaded: Loaded,
    hash: String,
}

fn build(options: &Options<'_>, base: &Path) -> Result<Box<dyn Solver>, BuildError> {
    let made = Chooser::new(options.parse()?, base).map_err(|error| match error {
        BuildError::Option(error) => BuildError::Option(options.locate(error)),
        lacking => lacking,
    })?;
    Ok(Box::new(TilesSolver(Arc::new(made))))
}

impl Chooser {
    fn new(wire: Wire, base: &Path) -> Result<Self, BuildError> {
        check(&wire)?;
        let Some(path) = places::find(&wire.model, base) else {
            let reason = format!("there is no {}", base.join(&wire.model).display());
            return Err(match &wire.install {
                Some(install) => BuildError::Unavailable {
                    reason,
                    install: install.clone(),
                },
                None => OptionError::at("model", reason).into(),
            });
        };
        let steps = Pipeline::parse("preprocess", &[])?;
        let input = Input::new(wire.input.clone(), steps)?;
        let file = ModelFile::read(&path)?;
        let mut shape = input.shape();
        if wire.output.batch == BatchOf::Round {
            shape[0] = None;
        }
        let names: Vec<String> = wire.output.name.iter().cloned().collect();
        let ports = Ports {
            input: file.input(input.name(), input.dtype(), &shape)?,
            outputs: file.outputs(&names)?,
        };
        let probe = wire
            .output
            .probe
            .as_ref()
            .map(|path| probe(&base.join(path)))
            .transpose()?;
        let loaded = engine::load(wire.engine, &file, &ports)?;
        let kept = |class: &String| wire.mask.as_ref().is_none_or(|mask| mask.contains(class));
        let made = Self {
            kept: wire.classes.iter().map(kept).collect(),
            wire,
            input,
            probe,
            loaded,
            hash: file.hash,
        };
        made.rehearse()?;
        Ok(made)
    }

    /// Looks at two white tiles: what the model really gives decides.
    fn rehearse(&self) -> Result<(), OptionError> {
        let white = RgbImage::from_pixel(64, 64, image::Rgb([255; 3]));
        let tried = self
            .loaded
            .open()
            .and_then(|engine| Reader::new(engine).look(self, &[&white, &white]));
        tried
            .map(drop)
            .map_err(|SolveError(why)| OptionError::at("output", why))
    }

    /// The classes that show this category; `None` where the model knows none.
    fn classes_of(&self, word: &str) -> Option<Vec<usize>> {
        let own = [word.to_owned()];
        let names = self.wire.words.get(word).map_or(&own[..], Vec::as_slice);
        let place = |name: &String| self.wire.classes.iter().position(|class| class == name);
        let places: Vec<usize> = names.iter().filter_map(place).collect();
        (!places.is_empty()).then_some(places)
    }

    /// Probabilities of the classes from the numbers of one tile.
    fn probabilities(&self, values: &[f32]) -> Result<Vec<f32>, SolveError> {
        let logits;
        let (values, scores) = match &self.probe {
            Some(probe) => {
                logits = probe.logits(values)?;
                (&logits[..], Scores::Logits)
            }
            None => (values, self.wire.output.scores),
        };
        let classes = self.wire.classes.len();
        if values.len() != classes {
            let found = values.len();
            return Err(SolveError(format!(
                "the output has {found} numbers a tile, and `classes` names {classes}"
            )));
        }
        if let Some(odd) = values.iter().position(|x| x.is_nan()) {
            return Err(SolveError(format!(
                "the score of `{}` is NaN",
                self.wire.classes[odd]
            )));
        }
        let most = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let weight = |(x, &kept): (&f32, &bool)| match scores {
            _ if !kept => 0.0,
            Scores::Probabilities | Scores::Independent => x.clamp(0.0, 1.0),
            _ => (x - most).exp(),
        };
        let weights: Vec<f32> = values.iter().zip(&self.kept).map(weight).collect();
        if scores == Scores::Independent {
            return Ok(weights);
        }
        let total: f32 = weights.iter().sum();
        Ok(weights
            .iter()
            .map(|w| if total > 0.0 { w / total } else { 0.0 })
            .collect())
    }
}

impl Probe {
    fn logits(&self, features: &[f32]) -> Result<Vec<f32>, SolveError> {
        let row = |(weights, bias): (&Vec<f32>, &f32)| {
            if weights.len() != features.len() {
                let (ours, theirs) = (weights.len(), features.len());
                return Err(SolveError(format!(
                    "the probe takes {ours} features, and the model gives {theirs}"
                )));
            }
            Ok(weights
                .iter()
                .zip(features)
                .map(|(w, x)| w * x)
                .sum::<f32>()
                + bias)
        };
        self.weights.iter().zip(&self.bias).map(row).collect()
    }
}

fn probe(path: &Path) -> Result<Probe, OptionError> {
    let wrong = |why: String| OptionError::at("output.probe", format!("{}: {why}", path.display()));
    let text = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
    let probe: Probe = serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))?;
    if probe.weights.len() != probe.bias.len() {
        return Err(wrong(format!(
            "{} rows of weights and {} biases",
            probe.weights.len(),
            probe.bias.len()
        )));
    }
    Ok(probe)
}

fn check(wire: &Wire) -> Result<(), OptionError> {
    if wire.classes.is_empty() {
        return Err(OptionError::at("classes", "the model tells no class apart"));
    }
    if !(0.0..=1.0).contains(&wire.threshold) {
        return Err(OptionError::at("threshold", "a probability is 0 to 1"));
    }
    if (wire.output.scores == Scores::Features) != wire.output.probe.is_some() {
        let error = OptionError::at(
            "output.probe",
            "features need a probe, and nothing else takes one",
        );
        return Err(error.help("set scores = \"features\" and probe = \"probe.json\", or neither"));
    }
    let listed = wire
        .mask
        .iter()
        .flatten()
        .chain(wire.words.values().flatten());
    for name in listed {
        if !wire.classes.contains(name) {
            let help = crate::config::suggest(name, wire.classes.iter().map(String::as_str));
            let key = if wire.mask.as_ref().is_some_and(|mask| mask.contains(name)) {
                "mask"
            } else {
                "words"
            };
            return Err(
                OptionError::at(key, format!("the model has no class `{name}`")).help(help),
            );
        }
    }
    Ok(())
}

struct TilesSolver(Arc<Chooser>);

impl Solver for TilesSolver {
    fn version(&self) -> String {
        format!("model {} on {}", self.0.hash, self.0.loaded.name())
    }

    fn options(&self) -> serde_json::Value {
        serde_json::to_value(&self.0.wire).unwrap_or_default()
    }

    fn open(&self) -> Result<Box<dyn Session>, SolveError> {
        let reader = Reader::new(self.0.loaded.open()?);
        Ok(Box::new(Watcher {
            chooser: Arc::clone(&self.0),
            reader,
        }))
    }
}

/// An engine with its buffers.
struct Reader {
    engine: Box<dyn Engine>,
    prepared: Prepared,
    outputs: Vec<Output>,
}

struct Watcher {
    chooser: Arc<Chooser>,
    reader: Reader,
}

impl Reader {
    fn new(engine: Box<dyn Engine>) -> Self {
        Self {
            engine,
            prepared: Prepared::default(),
            outputs: Vec::new(),
        }
    }

    /// Probabilities of the classes, tile by tile.
    fn look(
        &mut self,
        chooser: &Chooser,
        tiles: &[&RgbImage],
    ) -> Result<Vec<Vec<f32>>, SolveError> {
        let at_once = match chooser.wire.output.batch {
            BatchOf::Tile => 1,
            BatchOf::Round => tiles.len().max(1),
        };
        let mut all = Vec::with_capacity(tiles.len());
        for part in tiles.chunks(at_once) {
            self.run(chooser, part)?;
            let output = self.outputs.first();
            let values = output.map_or(&[][..], |output| &output.values);
            if values.is_empty() || !values.len().is_multiple_of(part.len()) {
                return Err(SolveError(format!(
                    "the output has {} numbers for {} tiles",
                    values.len(),
                    part.len()
                )));
            }
            for tile in values.chunks_exact(values.len() / part.len()) {
                all.push(chooser.probabilities(tile)?);
            }
        }
        Ok(all)
    }

    fn run(&mut self, chooser: &Chooser, tiles: &[&RgbImage]) -> Result<(), SolveError> {
        let (mut floats, mut bytes) = (Vec::new(), Vec::new());
        for tile in tiles {
            chooser.input.prepare(tile, &mut self.prepared)?;
            floats.extend_from_slice(&self.prepared.floats);
            bytes.extend_from_slice(&self.prepared.bytes);
        }
        let mut shape = self.prepared.shape;
        shape[0] = tiles.len();
        let values = match chooser.input.dtype() {
            Dtype::Float32 => Values::Floats(&floats),
            Dtype::Uint8 => Values::Bytes(&bytes),
        };
        self.engine.run(Tensor { shape, values }, &mut self.outputs)
    }
}

impl Session for Watcher {
    /// Abstains where the model knows no class of the category.
    fn solve(&mut self, challenge: &Challenge) -> Result<Response, SolveError> {
        let asked = challenge.asks().word();
        let grid = challenge.grid();
        let grid =
            grid.ok_or_else(|| SolveError(format!("was asked {asked}; it chooses tiles")))?;
        let Some(wanted) = self.chooser.classes_of(&grid.wanted) else {
            return Ok(Response::Abstain);
        };
        let tiles: Vec<&RgbImage> = grid.tiles.iter().map(|tile| &*tile.picture).collect();
        let seen = self.reader.look(&self.chooser, &tiles)?;
        let wire = &self.chooser.wire;
        let shows = |p: &Vec<f32>| match wire.output.scores {
            Scores::Independent => wanted.iter().map(|&c| p[c]).fold(0.0, f32::max),
            _ => wanted.iter().map(|&c| p[c]).sum::<f32>().min(1.0),
        };
        let scores: Vec<f32> = seen.iter().map(shows).collect();
        let mut chosen = per_tile(&scores, 1, 0, wire.threshold);
        if chosen.is_empty() && wire.at_least_one {
            let best = (0..scores.len())
                .reduce(|best, at| if scores[at] > scores[best] { at } else { best });
            chosen.extend(best);
        }
        let choice: Vec<bool> = (0..scores.len())
            .map(|tile| chosen.contains(&tile))
            .collect();
        let symbols = choice
            .iter()
            .zip(&scores)
            .map(|(&on, &p)| if on { p } else { 1.0 - p })
            .collect();
        Ok(Response::Answer(Answer {
            splits: None,
            text: write_tiles(&choice),
            raw: Some(self.chooser.names(&seen)),
            confidence: Some(confidence(&scores, &chosen).clamp(0.0, 1.0)),
            symbols,
        }))
    }
}

impl Chooser {
    /// The likeliest class of each tile.
    fn names(&self, seen: &[Vec<f32>]) -> String {
        let best =
            |p: &Vec<f32>| (0..p.len()).reduce(|best, at| if p[at] > p[best] { at } else { best });
        let name = |p: &Vec<f32>| best(p).map_or("?", |at| self.wire.classes[at].as_str());
        seen.iter().map(name).collect::<Vec<_>>().join(",")
    }
}
