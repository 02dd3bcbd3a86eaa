//! The options table of `kind = "onnx"`, as written.
//!
//! Names and defaults only; what the values mean together is checked where they are used.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::place::Place;
use crate::solver::postprocess::{Blanks, Confidence, Read};

/// As written, defaults filled in.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wire {
    /// The model file: from the adapter's folder on, or in `native/` of the working folder, or in the site-packages of
    /// the active virtual environment or `.venv`.
    #[serde(default = "model")]
    pub model: PathBuf,
    /// The command that brings the model, where it comes with a package and may be missing.
    pub install: Option<String>,
    /// What computes: `auto` is ONNX Runtime where its library is found, else the embedded engine.
    #[serde(default)]
    pub engine: EngineName,
    /// How a picture becomes the model's input.
    pub input: InputWire,
    /// What the model's output means.
    pub output: OutputWire,
    /// The symbols in the order of their classes, each one character.
    pub charset: Option<String>,
    /// The symbols as a list, where some have several characters.
    pub symbols: Option<Vec<String>>,
    /// A file with the symbols, one a line; a single line is one symbol a character.
    pub charset_file: Option<PathBuf>,
    /// The key of the model's metadata that holds the symbols, in the form of `charset_file`.
    pub charset_metadata: Option<String>,
    /// Adds the blank as a last symbol, as PaddleOCR's models have it.
    #[serde(default)]
    pub space: bool,
    /// The only characters that can come out; the probabilities of what remains are scaled to sum to 1.
    pub mask: Option<String>,
    /// The answer's length in symbols, where the attacker knows it.
    pub length: Option<usize>,
    /// The least length, where only a range is known.
    pub min_length: Option<usize>,
    /// The greatest length, where only a range is known.
    pub max_length: Option<usize>,
    /// How CTC scores become a text.
    #[serde(default)]
    pub decoder: Decoder,
    /// Texts that `decoder = "beam"` keeps at each step, 1 to 1000.
    #[serde(default = "beam_width")]
    pub beam_width: usize,
    /// How the confidence of the answer is formed from those of its symbols.
    #[serde(default)]
    pub confidence: Confidence,
    /// Steps before the model, such as `["close(4)", "despeckle(30)"]`; with any, the picture becomes grey.
    #[serde(default)]
    pub preprocess: Vec<String>,
    /// What is submitted: what was read, or the value of what was read.
    #[serde(default)]
    pub read: Read,
    /// What becomes of white space; `keep` where a blank can come out.
    pub blanks: Option<Blanks>,
    /// Abstain below this confidence, 0 to 1.
    pub min_confidence: Option<f64>,
}

/// `[options.input]`.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InputWire {
    /// Name of the input; needed where the model has several.
    pub name: Option<String>,
    /// Order of the axes: N batch (always 1), C channels, H height, W width.
    #[serde(default)]
    pub layout: Layout,
    /// 1 (luma) or 3.
    #[serde(default = "one")]
    pub channels: usize,
    /// Order of three channels.
    #[serde(default)]
    pub order: Order,
    /// Type of the values.
    #[serde(default)]
    pub dtype: Dtype,
    /// Pixels down.
    pub height: usize,
    /// Pixels across; left out with `fit = "height"` it follows from the picture.
    pub width: Option<usize>,
    /// Narrower pictures are padded to this; with `fit = "height"` and no `width`.
    pub min_width: Option<usize>,
    /// Wider pictures are squeezed to this; with `fit = "height"` and no `width`.
    pub max_width: Option<usize>,
    /// The width is padded up to a multiple of this; with `fit = "height"` and no `width`.
    pub width_multiple: Option<usize>,
    /// How a picture of another size is brought to the input's.
    #[serde(default)]
    pub fit: Fit,
    /// Where the picture lies in what is padded.
    #[serde(default)]
    pub align: Align,
    /// Level of the padding, 0 to 255, before `invert`, `range`, `mean` and `std`.
    #[serde(default = "white")]
    pub background: f64,
    /// How pixels are resampled.
    #[serde(default)]
    pub filter: Filter,
    /// Whether a smaller picture averages over what it drops, as Pillow does; `false` as OpenCV does.
    #[serde(default = "yes")]
    pub antialias: bool,
    /// What 0 and 255 become.
    #[serde(default)]
    pub range: Range,
    /// Subtracted after `range`, one number or one a channel (in the order that the model sees).
    #[serde(default)]
    pub mean: Vec<f64>,
    /// Divides after `mean`, one number or one a channel.
    #[serde(default)]
    pub std: Vec<f64>,
    /// Whether the picture is turned to its negative first, for models that take ink as high.
    #[serde(default)]
    pub invert: bool,
}

/// `[options.output]`.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OutputWire {
    /// What it is.
    pub kind: Kind,
    /// Name of the output, or of one output a position; the model's first if left out.
    #[serde(default)]
    pub names: Vec<String>,
    /// Order of the axes: N batch (always 1), T time steps or positions, C classes.
    #[serde(default)]
    pub axes: Axes,
    /// What the numbers are.
    #[serde(default)]
    pub scores: ScoreKind,
    /// The class that stands for nothing: `first`, `last` or its index. CTC has one, the first unless said; positions
    /// may have one.
    pub blank: Option<Place>,
    /// The class that ends the text, of positions: `first`, `last` or its index.
    pub end: Option<Place>,
    /// Indices of classes that never come out, such as a start or padding token.
    #[serde(default)]
    pub unused: Vec<usize>,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        pub(super) enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),+ }
    };
}

words!(
    /// What computes.
    EngineName {
        /// ONNX Runtime where found, else embedded.
        #[default]
        Auto = "auto",
        /// ONNX Runtime, or the solver is unavailable.
        Onnxruntime = "onnxruntime",
        /// The engine in this program.
        Embedded = "embedded",
    }
);
words!(
    /// Order of the input's axes.
    Layout {
        /// Channel by channel.
        #[default]
        Nchw = "NCHW",
        /// Pixel by pixel.
        Nhwc = "NHWC",
    }
);
words!(
    /// Order of three channels.
    Order {
        /// Red first.
        #[default]
        Rgb = "RGB",
        /// Blue first, as OpenCV has it.
        Bgr = "BGR",
    }
);
words!(
    /// Type of the input's values.
    Dtype {
        /// 32-bit floating point.
        #[default]
        Float32 = "float32",
        /// Bytes: the pixels as they are.
        Uint8 = "uint8",
    }
);
words!(
    /// How a picture is brought to the input's size.
    Fit {
        /// To the input's height and width, whatever its aspect.
        #[default]
        Stretch = "stretch",
        /// To the input's height with its aspect kept; padded, or squeezed, to the width.
        Height = "height",
        /// With its aspect kept until it touches the input's sides; the rest is padding.
        Pad = "pad",
    }
);
words!(
    /// Where a picture lies in what is padded.
    Align {
        /// Left, and top.
        #[default]
        Start = "start",
        /// In the middle.
        Center = "center",
        /// Right, and bottom.
        End = "end",
    }
);
words!(
    /// How pixels are resampled.
    Filter {
        /// The nearest pixel.
        Nearest = "nearest",
        /// The mean of those covered.
        Box = "box",
        /// Linear.
        #[default]
        Bilinear = "bilinear",
        /// Cubic (Catmull-Rom).
        Bicubic = "bicubic",
        /// Lanczos with three lobes.
        Lanczos = "lanczos",
    }
);
words!(
    /// What 0 and 255 become.
    Range {
        /// Themselves.
        Bytes = "0..255",
        /// 0 and 1.
        #[default]
        Unit = "0..1",
        /// -1 and 1.
        Signed = "-1..1",
    }
);
/// What an output is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    /// Classes at each time step, with repeats and a class for nothing (connectionist temporal classification).
    Ctc,
    /// One class at each position of the text.
    Positions,
    /// One class for the whole picture.
    Classifier,
}

words!(
    /// Order of the output's axes.
    Axes {
        /// Batch, time, class.
        #[default]
        Ntc = "NTC",
        /// Time, batch, class.
        Tnc = "TNC",
    }
);
words!(
    /// What an output's numbers are.
    ScoreKind {
        /// Of any size; the softmax of a row is its probabilities.
        #[default]
        Logits = "logits",
        /// 0 to 1, each row summing to 1.
        Probabilities = "probabilities",
        /// Natural logarithms of probabilities.
        LogProbabilities = "log-probabilities",
    }
);
words!(
    /// How CTC scores become a text.
    Decoder {
        /// The text of the most probable path. With a length, of the most probable path that has it.
        #[default]
        Greedy = "greedy",
        /// The most probable text, all its paths counted together, by prefix beam search.
        Beam = "beam",
    }
);

fn model() -> PathBuf {
    "model.onnx".into()
}

fn beam_width() -> usize {
    16
}

fn one() -> usize {
    1
}

fn white() -> f64 {
    255.0
}

fn yes() -> bool {
    true
}
