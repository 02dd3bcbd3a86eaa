//! A model with its manifest's rules: what the kind `onnx` builds, and what each worker opens of it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use image::{GrayImage, Rgb, RgbImage};

use super::decoding::{Decoding, Misread, Scratch};
use super::engine::{self, Engine, Loaded, Output, Ports, Tensor, Values};
use super::file::ModelFile;
use super::input::{Input, Prepared};
use super::options::{Dtype, Wire};
use super::{charset, places, self_test};
use crate::config::{OptionError, Options};
use crate::model::{Challenge, Response};
use crate::solver::postprocess::{Blanks, Postprocess, Reading};
use crate::solver::preprocess::Pipeline;
use crate::solver::{BuildError, Defect, Example, Session, SolveError, Solver, picture_of};

/// Everything that workers share.
#[derive(Clone)]
pub(super) struct Recogniser {
    pub wire: Wire,
    pub input: Input,
    pub decoding: Decoding,
    pub postprocess: Postprocess,
    pub loaded: Loaded,
    hash: String,
}

/// Builds from an options table.
pub(super) fn build(options: &Options<'_>, base: &Path) -> Result<Box<dyn Solver>, BuildError> {
    let made = Recogniser::new(options.parse()?, base).map_err(|error| match error {
        BuildError::Option(error) => BuildError::Option(options.locate(error)),
        lacking => lacking,
    })?;
    Ok(Box::new(OnnxSolver(Arc::new(made))))
}

impl Recogniser {
    fn new(mut wire: Wire, base: &Path) -> Result<Self, BuildError> {
        let steps = Pipeline::parse("preprocess", &wire.preprocess)?;
        wire.preprocess = steps.steps();
        let input = Input::new(wire.input.clone(), steps)?;
        let file = ModelFile::read(&find(&wire, base)?)?;
        let ports = Ports {
            input: file.input(input.name(), input.dtype(), &input.shape())?,
            outputs: file.outputs(&wire.output.names)?,
        };
        let decoding = Decoding::new(&wire, charset::load(&wire, base, &file.proto)?)?;
        let postprocess = postprocess(&wire, &decoding)?;
        let loaded = engine::load(wire.engine, &file, &ports)?;
        wire.output.blank = decoding.output.blank;
        wire.blanks = Some(postprocess.blanks);
        let made = Self {
            wire,
            input,
            decoding,
            postprocess,
            loaded,
            hash: file.hash,
        };
        made.rehearse()?;
        Ok(made)
    }

    /// Reads a white picture: what the model really gives decides, whatever shapes it declares. Scores that are none
    /// are each picture's own fault, and left to the run.
    fn rehearse(&self) -> Result<(), OptionError> {
        let white = RgbImage::from_pixel(200, 70, Rgb([255; 3]));
        let tried = catch_unwind(AssertUnwindSafe(|| {
            let mut reader = self.reader()?;
            reader.run(&white)?;
            Ok(reader.decode())
        }));
        let unable = |why: String| OptionError::at("model", why);
        match tried {
            Err(_) => Err(unable("the engine panics on it".to_owned())),
            Ok(Err(SolveError(why))) => Err(unable(why)),
            Ok(Ok(Err(Misread::Misfit(why)))) => Err(OptionError::at("output", why)),
            Ok(Ok(_)) => Ok(()),
        }
    }

    pub fn reader(&self) -> Result<Reader, SolveError> {
        Ok(Reader {
            engine: self.loaded.open()?,
            parts: self.clone(),
            prepared: Prepared::default(),
            outputs: Vec::new(),
            scratch: Scratch::default(),
        })
    }
}

fn find(wire: &Wire, base: &Path) -> Result<std::path::PathBuf, BuildError> {
    if let Some(path) = places::find(&wire.model, base) {
        return Ok(path);
    }
    let reason = format!("there is no {}", base.join(&wire.model).display());
    match &wire.install {
        Some(install) => Err(BuildError::Unavailable {
            reason,
            install: install.clone(),
        }),
        None => Err(OptionError::at("model", reason).into()),
    }
}

fn postprocess(wire: &Wire, decoding: &Decoding) -> Result<Postprocess, OptionError> {
    use crate::solver::postprocess::Confidence;
    let least = wire.min_confidence;
    if least.is_some_and(|least| !(0.0..=1.0).contains(&least)) {
        return Err(OptionError::at("min_confidence", "a confidence is 0 to 1"));
    }
    if least.is_some() && wire.confidence == Confidence::None {
        let message = "answers without confidence cannot have a least one";
        return Err(OptionError::at("min_confidence", message));
    }
    let usual = if decoding.has_space() {
        Blanks::Keep
    } else {
        Blanks::Drop
    };
    Ok(Postprocess {
        read: wire.read,
        blanks: wire.blanks.unwrap_or(usual),
        confidence: wire.confidence,
        min_confidence: least,
    })
}

struct OnnxSolver(Arc<Recogniser>);

impl Solver for OnnxSolver {
    fn version(&self) -> String {
        format!("model {} on {}", self.0.hash, self.0.loaded.name())
    }

    fn options(&self) -> serde_json::Value {
        serde_json::to_value(&self.0.wire).unwrap_or_default()
    }

    fn open(&self) -> Result<Box<dyn Session>, SolveError> {
        Ok(Box::new(self.0.reader()?))
    }

    fn self_test(&self, examples: &[Example<'_>]) -> Vec<Defect> {
        self_test::run(&self.0, examples)
    }
}

/// One worker's reader: an engine, and buffers that are used again.
pub(super) struct Reader {
    parts: Recogniser,
    engine: Box<dyn Engine>,
    prepared: Prepared,
    pub outputs: Vec<Output>,
    scratch: Scratch,
}

impl Reader {
    /// Puts the picture through the model.
    pub fn run(&mut self, picture: &RgbImage) -> Result<(), SolveError> {
        self.parts.input.prepare(picture, &mut self.prepared)?;
        let values = match self.parts.input.dtype() {
            Dtype::Float32 => Values::Floats(&self.prepared.floats),
            Dtype::Uint8 => Values::Bytes(&self.prepared.bytes),
        };
        let shape = self.prepared.shape;
        self.engine.run(Tensor { shape, values }, &mut self.outputs)
    }

    /// Reads what the last run gave.
    pub fn decode(&mut self) -> Result<Reading, Misread> {
        self.parts.decoding.read(&self.outputs, &mut self.scratch)
    }
}

impl Session for Reader {
    fn solve(&mut self, challenge: &Challenge) -> Result<Response, SolveError> {
        let picture = picture_of(challenge)?;
        self.run(picture)?;
        let reading = self.decode().map_err(|e| SolveError(e.to_string()))?;
        Ok(self.parts.postprocess.respond(reading))
    }

    fn processed(&mut self, challenge: &Challenge) -> Option<GrayImage> {
        let picture = challenge.picture()?;
        (!self.parts.wire.preprocess.is_empty()).then(|| self.parts.input.processed(picture))
    }
}
