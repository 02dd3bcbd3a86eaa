//! The kind at work: small models with hand-made weights that read striped pictures.

use std::path::Path;

use image::{Rgb, RgbImage};

use super::kind::BUILTIN;
use crate::config::{OptionError, Options};
use crate::model::{Answer, Challenge, Response};
use crate::onnx::{
    DataType, GraphProto, ModelProto, NodeProto, StringStringEntryProto, attribute_int,
    attribute_ints, model, node, tensor_f32, tensor_i64, value_info, value_info_f32,
};
use crate::solver::{BuildError, Defect, Example, Severity, Solver};

/// Pixels of a stripe, across and down.
const STRIPE: usize = 4;
const HEIGHT: usize = 8;

/// A model that tells `classes` grey levels apart, one a stripe: class c is the level c / (classes - 1).
#[derive(Clone)]
struct Toy {
    classes: usize,
    steps: usize,
    channels: usize,
    /// Width open, steps with it.
    open: bool,
    tail: Tail,
    metadata: Vec<(String, String)>,
}

/// What comes after the scores.
#[derive(Clone, Copy, PartialEq)]
enum Tail {
    /// `1 x steps x classes`.
    Ntc,
    /// `steps x 1 x classes`.
    Tnc,
    Softmax,
    LogSoftmax,
    /// One output a step: `step0`, `step1`, ...
    Split,
    /// `1 x classes`, the first stripe alone.
    First,
}

impl Default for Toy {
    fn default() -> Self {
        Self {
            classes: 4,
            steps: 6,
            channels: 1,
            open: false,
            tail: Tail::Ntc,
            metadata: Vec::new(),
        }
    }
}

/// How sharply the scores tell levels apart.
const SHARP: f32 = 300.0;

impl Toy {
    /// Score of class c at mean level x, less what all classes share: `SHARP (2 x t - t^2)` for its level t.
    fn model(&self) -> ModelProto {
        let level = |c: usize| c as f32 / (self.classes - 1) as f32;
        let area = (HEIGHT * STRIPE * self.channels) as f32;
        let kernel = HEIGHT * STRIPE * self.channels;
        let weights: Vec<f32> = (0..self.classes)
            .flat_map(|c| vec![SHARP * 2.0 * level(c) / area; kernel])
            .collect();
        let bias: Vec<f32> = (0..self.classes)
            .map(|c| -SHARP * level(c) * level(c))
            .collect();
        let dims = [self.classes, self.channels, HEIGHT, STRIPE];
        let (classes, steps) = (
            self.classes as i64,
            if self.open { -1 } else { self.steps as i64 },
        );
        let shape = match self.tail {
            Tail::Tnc => [steps, 1, classes],
            _ => [1, steps, classes],
        };
        let stride = attribute_ints("strides", &[HEIGHT as i64, STRIPE as i64]);
        // The standard has defaults for these; the embedded engine has none.
        let dilation = attribute_ints("dilations", &[1, 1]);
        let pads = attribute_ints("pads", &[0; 4]);
        let mut nodes = vec![
            node(
                "Conv",
                &["image", "w", "b"],
                &["maps"],
                vec![stride, dilation, pads],
            ),
            node(
                "Transpose",
                &["maps"],
                &["turned"],
                vec![attribute_ints("perm", &[0, 2, 3, 1])],
            ),
            node("Reshape", &["turned", "shape"], &["rows"], vec![]),
        ];
        let outputs = self.tail_nodes(&mut nodes);
        let width = (!self.open).then_some(self.steps * STRIPE);
        let graph = GraphProto {
            node: nodes,
            name: Some("toy".into()),
            initializer: vec![
                tensor_f32("w", &dims, &weights),
                tensor_f32("b", &[self.classes], &bias),
                tensor_i64("shape", &[3], &shape),
                tensor_i64("first", &[1], &[0]),
                tensor_i64("ones", &[self.steps], &vec![1; self.steps]),
                tensor_i64("flat", &[2], &[1, classes]),
            ],
            input: vec![value_info_f32(
                "image",
                &[Some(1), Some(self.channels), Some(HEIGHT), width],
            )],
            output: outputs
                .iter()
                .map(|name| value_info_f32(name, &[None; 3]))
                .collect(),
            ..GraphProto::default()
        };
        model(graph, 17, &self.metadata)
    }

    fn tail_nodes(&self, nodes: &mut Vec<NodeProto>) -> Vec<String> {
        let last = |op: &str| node(op, &["rows"], &["scores"], vec![attribute_int("axis", -1)]);
        match self.tail {
            Tail::Ntc | Tail::Tnc => nodes.push(node("Identity", &["rows"], &["scores"], vec![])),
            Tail::Softmax => nodes.push(last("Softmax")),
            Tail::LogSoftmax => nodes.push(last("LogSoftmax")),
            Tail::First => {
                nodes.push(node(
                    "Gather",
                    &["rows", "first"],
                    &["one"],
                    vec![attribute_int("axis", 1)],
                ));
                nodes.push(node("Reshape", &["one", "flat"], &["scores"], vec![]));
            }
            Tail::Split => {
                let parts: Vec<String> = (0..self.steps).map(|i| format!("part{i}")).collect();
                let names: Vec<&str> = parts.iter().map(String::as_str).collect();
                nodes.push(node(
                    "Split",
                    &["rows", "ones"],
                    &names,
                    vec![attribute_int("axis", 1)],
                ));
                for (i, part) in parts.iter().enumerate() {
                    let step = format!("step{i}");
                    nodes.push(node("Reshape", &[part, "flat"], &[&step], vec![]));
                }
                return (0..self.steps).map(|i| format!("step{i}")).collect();
            }
        }
        vec!["scores".to_owned()]
    }

    fn picture(&self, stripes: &[usize]) -> RgbImage {
        striped(stripes, self.classes)
    }
}

fn striped(stripes: &[usize], classes: usize) -> RgbImage {
    let width = (stripes.len() * STRIPE) as u32;
    RgbImage::from_fn(width, HEIGHT as u32, |x, _| {
        let class = stripes[x as usize / STRIPE];
        Rgb([(class * 255 / (classes - 1)) as u8; 3])
    })
}

/// Options for a [`Toy`] of six stripes: a, b, c at levels 1 to 3, the blank at 0.
const TOY: &str = "charset = 'abc'\n[input]\nheight = 8\nwidth = 24\n[output]\nkind = 'ctc'\n";

fn build_bytes(bytes: &[u8], toml: &str) -> Result<Box<dyn Solver>, BuildError> {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("model.onnx"), bytes).unwrap();
    build_in(dir.path(), toml)
}

fn build_in(dir: &Path, toml: &str) -> Result<Box<dyn Solver>, BuildError> {
    (BUILTIN.build)(&Options::from_toml(toml).unwrap(), dir)
}

fn build(model: &ModelProto, toml: &str) -> Result<Box<dyn Solver>, BuildError> {
    build_bytes(&model.to_bytes(), &format!("engine = 'embedded'\n{toml}"))
}

fn solve(solver: &dyn Solver, picture: RgbImage) -> Result<Response, String> {
    let mut session = solver.open().unwrap();
    session.solve(&Challenge::image(picture)).map_err(|e| e.0)
}

fn read(model: &ModelProto, toml: &str, picture: RgbImage) -> Answer {
    let solver = build(model, toml).unwrap_or_else(|error| panic!("{error}: {toml}"));
    match solve(solver.as_ref(), picture).unwrap() {
        Response::Answer(answer) => answer,
        Response::Abstain => Answer::text("(abstains)"),
    }
}

fn refusal(result: Result<Box<dyn Solver>, BuildError>) -> OptionError {
    match result.err().expect("refused") {
        BuildError::Option(error) => error,
        BuildError::Unavailable { reason, .. } => panic!("unavailable: {reason}"),
    }
}

#[test]
fn a_manifest_and_a_model_read_a_picture() {
    let toy = Toy::default();
    let answer = read(&toy.model(), TOY, toy.picture(&[1, 1, 0, 1, 3, 2]));
    assert_eq!(answer.text, "aacb");
    assert_eq!(answer.symbols.len(), 4);
    assert!(answer.confidence.unwrap() > 0.99);
    let nothing = read(&toy.model(), TOY, toy.picture(&[0; 6]));
    assert_eq!(nothing.text, "(abstains)");
}

#[test]
fn every_shape_of_output_reads_the_same() {
    let stripes = [1, 3, 3, 0, 2, 2];
    for (tail, extra) in [
        (Tail::Tnc, "axes = 'TNC'"),
        (Tail::Softmax, "scores = 'probabilities'"),
        (Tail::LogSoftmax, "scores = 'log-probabilities'"),
        (Tail::Ntc, "names = ['scores']"),
    ] {
        let toy = Toy {
            tail,
            ..Toy::default()
        };
        let answer = read(
            &toy.model(),
            &format!("{TOY}{extra}"),
            toy.picture(&stripes),
        );
        assert_eq!(answer.text, "acb", "{extra}");
    }
    let positions = TOY.replace("'ctc'", "'positions'\nblank = 'first'");
    let toy = Toy::default();
    assert_eq!(
        read(&toy.model(), &positions, toy.picture(&stripes)).text,
        "accbb"
    );
    let heads = Toy {
        tail: Tail::Split,
        ..Toy::default()
    };
    let names: Vec<String> = (0..6).map(|i| format!("'step{i}'")).collect();
    let split = format!("{positions}names = [{}]", names.join(", "));
    assert_eq!(
        read(&heads.model(), &split, heads.picture(&stripes)).text,
        "accbb"
    );
    let one = Toy {
        tail: Tail::First,
        ..Toy::default()
    };
    let toml = "symbols = ['no', 'car', 'bus', 'bicycle']\n[input]\nheight = 8\nwidth = 24\n\
                [output]\nkind = 'classifier'";
    assert_eq!(
        read(&one.model(), toml, one.picture(&[2, 0, 0, 0, 0, 0])).text,
        "bus"
    );
}

#[test]
fn blank_and_end_stand_where_they_are_said_to() {
    let toy = Toy::default();
    let last = format!("{TOY}blank = 'last'");
    // Levels 0 to 2 are a, b, c now, and level 3 is the blank.
    assert_eq!(
        read(&toy.model(), &last, toy.picture(&[0, 3, 0, 1, 2, 3])).text,
        "aabc"
    );
    let second = format!("{TOY}blank = 1");
    assert_eq!(
        read(&toy.model(), &second, toy.picture(&[0, 1, 0, 2, 3, 1])).text,
        "aabc"
    );
    let end = TOY.replace("'ctc'", "'positions'\nend = 'first'");
    assert_eq!(
        read(&toy.model(), &end, toy.picture(&[1, 3, 0, 2, 2, 2])).text,
        "ac"
    );
    let unused = TOY
        .replace("'ctc'", "'positions'\nend = 'first'\nunused = [3]")
        .replace("abc", "ab");
    let answer = read(&toy.model(), &unused, toy.picture(&[3, 1, 3, 0, 0, 0]));
    assert_eq!(answer.text, "bab", "the nearest class that can come out");
}

#[test]
fn pictures_of_any_width_are_read_where_the_model_takes_them() {
    let toy = Toy {
        open: true,
        ..Toy::default()
    };
    let toml = "charset = 'abc'\n[input]\nheight = 8\nfit = 'height'\nwidth_multiple = 4\nbackground = 0.0\n\
                [output]\nkind = 'ctc'";
    for stripes in [&[1, 2][..], &[1, 2, 3, 0, 3, 2, 1, 2, 3]] {
        let text: String = read(&toy.model(), toml, toy.picture(stripes)).text;
        let expected: String = stripes
            .iter()
            .filter(|c| **c > 0)
            .map(|c| [' ', 'a', 'b', 'c'][*c])
            .collect();
        assert_eq!(text, expected);
    }
    let twice = image::imageops::resize(
        &toy.picture(&[3, 1]),
        16,
        16,
        image::imageops::FilterType::Nearest,
    );
    assert_eq!(read(&toy.model(), toml, twice).text, "ca");
}

#[test]
fn the_input_is_made_as_the_manifest_says() {
    let toy = Toy::default();
    let negative = toy.picture(&[2, 1, 0, 3, 3, 3]);
    let inverted = TOY.replace("[output]", "invert = true\n[output]");
    assert_eq!(read(&toy.model(), &inverted, negative).text, "abc");
    // mean and std undo what the range did.
    let same = TOY.replace(
        "[output]",
        "range = '-1..1'\nmean = [-1.0]\nstd = [2.0]\n[output]",
    );
    assert_eq!(
        read(&toy.model(), &same, toy.picture(&[1, 2, 3, 0, 0, 0])).text,
        "abc"
    );
    let colour = Toy {
        channels: 3,
        ..Toy::default()
    };
    let three = TOY.replace("[output]", "channels = 3\norder = 'BGR'\n[output]");
    assert_eq!(
        read(&colour.model(), &three, colour.picture(&[1, 2, 3, 0, 0, 0])).text,
        "abc"
    );
    let steps = format!("preprocess = ['invert']\n{TOY}");
    assert_eq!(
        read(&toy.model(), &steps, toy.picture(&[2, 1, 0, 3, 3, 3])).text,
        "abc"
    );
    let padded = TOY.replace(
        "[output]",
        "fit = 'pad'\nbackground = 0.0\nalign = 'end'\n[output]",
    );
    assert_eq!(
        read(&toy.model(), &padded, toy.picture(&[1, 2, 3])).text,
        "abc"
    );
}

/// A model that takes bytes, pixel by pixel: it casts and turns them itself.
#[test]
fn bytes_pixel_by_pixel() {
    let mut model = Toy::default().model();
    let graph = model.graph.as_mut().unwrap();
    graph.input = vec![value_info(
        "bytes",
        DataType::Uint8,
        &[Some(1), Some(8), Some(24), Some(1)],
    )];
    let perm = attribute_ints("perm", &[0, 3, 1, 2]);
    let own = [
        node("Transpose", &["bytes"], &["planes"], vec![perm]),
        node(
            "Cast",
            &["planes"],
            &["floats"],
            vec![attribute_int("to", 1)],
        ),
        node("Div", &["floats", "most"], &["image"], vec![]),
    ];
    graph.initializer.push(tensor_f32("most", &[], &[255.0]));
    graph.node.splice(0..0, own);
    let toml = TOY.replace(
        "[output]",
        "layout = 'NHWC'\ndtype = 'uint8'\nrange = '0..255'\n[output]",
    );
    let toy = Toy::default();
    assert_eq!(
        read(&model, &toml, toy.picture(&[1, 2, 3, 0, 0, 1])).text,
        "abca"
    );
    let error = refusal(build(&model, TOY));
    assert_eq!(error.key.as_deref(), Some("input.dtype"));
}

#[test]
fn the_charset_comes_from_where_it_is_said_to() {
    let toy = Toy {
        metadata: vec![("character".into(), "a\nsch\n".into())],
        ..Toy::default()
    };
    let metadata = TOY.replace(
        "charset = 'abc'",
        "charset_metadata = 'character'\nspace = true",
    );
    let picture = || toy.picture(&[1, 2, 3, 1, 0, 0]);
    assert_eq!(read(&toy.model(), &metadata, picture()).text, "asch a");
    let dropped = metadata.replace("space = true", "space = true\nblanks = 'drop'");
    assert_eq!(read(&toy.model(), &dropped, picture()).text, "ascha");
    let symbols = TOY.replace("charset = 'abc'", "symbols = ['x', 'yy', 'z']");
    assert_eq!(read(&toy.model(), &symbols, picture()).text, "xyyzx");
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("model.onnx"), toy.model().to_bytes()).unwrap();
    std::fs::write(dir.path().join("symbols.txt"), "p\nq\nr\n").unwrap();
    let file = TOY.replace(
        "charset = 'abc'",
        "engine = 'embedded'\ncharset_file = 'symbols.txt'",
    );
    let solver = build_in(dir.path(), &file).unwrap();
    assert_eq!(
        solve(solver.as_ref(), picture()),
        Ok(Response::Answer(read(
            &toy.model(),
            &TOY.replace("abc", "pqr"),
            picture()
        )))
    );
    for (toml, key) in [
        (TOY.replace("charset = 'abc'", ""), "charset"),
        (
            TOY.replace("charset = 'abc'", "charset = 'abc'\nsymbols = ['a']"),
            "charset",
        ),
        (
            TOY.replace("charset = 'abc'", "charset_metadata = 'characters'"),
            "charset_metadata",
        ),
        (
            TOY.replace("charset = 'abc'", "charset_file = 'nowhere.txt'"),
            "charset_file",
        ),
        (
            TOY.replace("charset = 'abc'", "symbols = ['a', '', 'c']"),
            "symbols",
        ),
    ] {
        let error = refusal(build(&toy.model(), &toml));
        assert_eq!(error.key.as_deref(), Some(key), "{toml}");
    }
    let error = refusal(build(
        &toy.model(),
        &metadata.replace("'character'", "'characters'"),
    ));
    assert!(error.help.unwrap().contains("did you mean `character`?"));
}

#[test]
fn what_the_attacker_knows_narrows_the_answer() {
    let toy = Toy::default();
    let picture = || toy.picture(&[1, 1, 2, 2, 3, 3]);
    let mask = format!("mask = 'ac'\n{TOY}");
    let masked = read(&toy.model(), &mask, picture());
    assert!(
        !masked.text.contains('b') && masked.text.starts_with('a'),
        "{masked:?}"
    );
    for decoder in ["greedy", "beam"] {
        let with = |extra: &str| {
            let toml = format!("decoder = '{decoder}'\n{extra}\n{TOY}");
            read(&toy.model(), &toml, picture()).text
        };
        assert_eq!(with(""), "abc");
        assert_eq!(with("length = 2").chars().count(), 2);
        assert_eq!(with("length = 4").chars().count(), 4);
        assert_eq!(with("max_length = 1").chars().count(), 1);
        assert_eq!(with("min_length = 2\nmax_length = 5"), "abc");
    }
    let positions = format!(
        "length = 4\n{}",
        TOY.replace("'ctc'", "'positions'\nblank = 'first'")
    );
    assert_eq!(read(&toy.model(), &positions, picture()).text, "aabb");
    for (extra, key) in [
        ("mask = 'ax'", "mask"),
        ("length = 0", "length"),
        ("length = 4\nmin_length = 3", "length"),
        ("min_length = 4\nmax_length = 3", "max_length"),
        ("beam_width = 0", "beam_width"),
        ("min_confidence = 2.0", "min_confidence"),
        (
            "min_confidence = 0.5\nconfidence = 'none'",
            "min_confidence",
        ),
    ] {
        let error = refusal(build(&toy.model(), &format!("{extra}\n{TOY}")));
        assert_eq!(error.key.as_deref(), Some(key), "{extra}");
    }
    let error = refusal(build(
        &toy.model(),
        &format!("decoder = 'beam'\n{}", positions.replace("length = 4", "")),
    ));
    assert_eq!(error.key.as_deref(), Some("decoder"));
    let long = build(&toy.model(), &format!("length = 7\n{TOY}")).unwrap();
    let why = solve(long.as_ref(), picture()).unwrap_err();
    assert_eq!(why, "6 time steps hold no text of 7 symbols");
}

#[test]
fn confidences_are_those_of_the_scores() {
    // Level between a and b, nearer to a: not sure.
    let toy = Toy::default();
    let mut picture = toy.picture(&[1, 3, 0, 0, 0, 0]);
    for x in 0..4 {
        for y in 0..8 {
            picture.put_pixel(x, y, Rgb([126; 3]));
        }
    }
    let with = |kind: &str| {
        let toml = format!("confidence = '{kind}'\n{TOY}");
        read(&toy.model(), &toml, picture.clone())
    };
    let answer = with("product");
    let (a, c) = (answer.symbols[0], answer.symbols[1]);
    assert!((0.5..0.9).contains(&a) && c > 0.99, "{answer:?}");
    assert_eq!(answer.confidence, Some(a * c));
    assert_eq!(with("mean").confidence, Some((a + c) / 2.0));
    assert!((with("geometric-mean").confidence.unwrap() - (a * c).sqrt()).abs() < 1e-5);
    assert_eq!(with("none").confidence, None);
    assert_eq!(with("none").symbols, answer.symbols);
    let unsure = format!("min_confidence = 0.95\n{TOY}");
    assert_eq!(
        read(&toy.model(), &unsure, picture.clone()).text,
        "(abstains)"
    );
}

#[test]
fn sums_are_worked_out() {
    let toy = Toy::default();
    let toml = format!("read = 'arithmetic'\n{}", TOY.replace("abc", "7x3"));
    let answer = read(&toy.model(), &toml, toy.picture(&[1, 0, 2, 0, 3, 0]));
    assert_eq!(
        (answer.text.as_str(), answer.raw.as_deref()),
        ("21", Some("7x3"))
    );
}

#[test]
fn the_record_names_engine_model_and_every_option() {
    let solver = build(&Toy::default().model(), TOY).unwrap();
    let version = solver.version();
    assert!(
        version.starts_with("model ") && version.ends_with(" on rten 0.27.0"),
        "{version}"
    );
    let mut options = solver.options();
    assert_eq!(options["output"]["blank"], "first");
    assert_eq!(options["blanks"], "drop");
    fn strip(value: &mut serde_json::Value) {
        if let Some(table) = value.as_object_mut() {
            table.retain(|_, value| !value.is_null());
            table.values_mut().for_each(strip);
        }
    }
    strip(&mut options);
    let toml = toml::to_string(&options).unwrap();
    let again = build_bytes(&Toy::default().model().to_bytes(), &toml).unwrap();
    assert_eq!(again.options(), solver.options());
}

mod broken {
    use super::*;

    #[test]
    fn a_missing_file_says_how_to_get_it() {
        let dir = tempfile::tempdir().unwrap();
        let error = refusal(build_in(dir.path(), TOY));
        assert_eq!(error.key.as_deref(), Some("model"));
        match build_in(dir.path(), &format!("install = 'get it'\n{TOY}")) {
            Err(BuildError::Unavailable { reason, install }) => {
                assert!(reason.contains("model.onnx"));
                assert_eq!(install, "get it");
            }
            _ => panic!("not unavailable"),
        }
    }

    #[test]
    fn no_part_of_a_file_passes_for_the_whole() {
        let bytes = Toy::default().model().to_bytes();
        let toml = format!("engine = 'embedded'\n{TOY}");
        for length in (0..bytes.len() - 8).step_by(7) {
            let error = refusal(build_bytes(&bytes[..length], &toml));
            assert_eq!(error.key.as_deref(), Some("model"), "{length}: {error}");
        }
        let error = refusal(build_bytes(b"# a readme, not a model", &toml));
        assert!(error.message.contains("not an ONNX model"), "{error}");
    }

    #[test]
    fn weights_in_another_file_are_refused_with_the_next_step() {
        let mut model = Toy::default().model();
        let weights = &mut model.graph.as_mut().unwrap().initializer[0];
        let entry = |key: &str, value: &str| StringStringEntryProto {
            key: Some(key.into()),
            value: Some(value.into()),
        };
        weights.raw_data = None;
        weights.data_location = Some(1);
        weights.external_data = vec![
            entry("location", "model.onnx.data"),
            entry("length", "2147483648"),
        ];
        let error = refusal(build(&model, TOY));
        assert!(
            error
                .message
                .contains("`w` lie in another file, `model.onnx.data`"),
            "{error}"
        );
        assert!(error.help.unwrap().contains("external_data=False"));
    }

    #[test]
    fn an_operator_that_the_engine_lacks_is_named() {
        let mut model = Toy::default().model();
        model.graph.as_mut().unwrap().node[3].op_type = Some("Frobnicate".into());
        let error = refusal(build(&model, TOY));
        assert!(
            error.message.contains("lacks the operator `Frobnicate`"),
            "{error}"
        );
        assert!(error.help.unwrap().contains("onnxruntime"));
    }

    #[test]
    fn inputs_of_another_shape_are_refused() {
        let toy = Toy::default();
        let error = refusal(build(
            &toy.model(),
            &TOY.replace("width = 24", "width = 28"),
        ));
        assert_eq!(
            error.message,
            "the model takes 1 x 1 x 8 x 24, and the manifest gives 1 x 1 x 8 x 28"
        );
        let three = TOY.replace("[output]", "channels = 3\n[output]");
        assert_eq!(
            refusal(build(&toy.model(), &three)).key.as_deref(),
            Some("input")
        );
        // Undeclared, it shows when the model is tried.
        let mut model = toy.model();
        model.graph.as_mut().unwrap().input = vec![value_info_f32("image", &[None; 4])];
        let error = refusal(build(&model, &three));
        assert_eq!(error.key.as_deref(), Some("model"));
        let names = TOY.replace("[output]", "[output]\nnames = ['score']");
        let error = refusal(build(&toy.model(), &names));
        assert!(error.help.unwrap().contains("did you mean `scores`?"));
    }

    #[test]
    fn classes_that_do_not_fit_the_charset_are_counted_out() {
        let toy = Toy::default();
        let error = refusal(build(&toy.model(), &TOY.replace("'abc'", "'abcd'")));
        assert_eq!(error.key.as_deref(), Some("output"));
        assert_eq!(
            error.message,
            "the model gives 4 classes, and the manifest has 5: 4 symbols, the blank"
        );
    }

    #[test]
    fn a_declared_output_shape_that_lies_is_survived() {
        let toy = Toy::default();
        let mut model = toy.model();
        let lie = [Some(1), Some(99), Some(7)];
        model.graph.as_mut().unwrap().output = vec![value_info_f32("scores", &lie)];
        assert_eq!(
            read(&model, TOY, toy.picture(&[1, 2, 3, 0, 0, 0])).text,
            "abc"
        );
    }

    /// The scores of a [`Toy`], put through more nodes.
    fn with_tail(nodes: Vec<NodeProto>, constants: &[f32]) -> ModelProto {
        let mut model = Toy::default().model();
        let graph = model.graph.as_mut().unwrap();
        graph.node.extend(nodes);
        graph
            .initializer
            .push(tensor_f32("constant", &[constants.len()], constants));
        graph.output = vec![value_info_f32("end", &[None; 3])];
        model
    }

    #[test]
    fn what_is_no_number_is_a_fault_and_no_answer() {
        for (op, constant, word) in [("Mul", f32::NAN, "NaN"), ("Add", f32::INFINITY, "inf")] {
            let model = with_tail(
                vec![node(op, &["scores", "constant"], &["end"], vec![])],
                &[constant],
            );
            let solver = build(&model, TOY).unwrap();
            let why = solve(solver.as_ref(), Toy::default().picture(&[1; 6])).unwrap_err();
            assert!(why.contains(word), "{why}");
        }
    }

    #[test]
    fn logits_declared_as_probabilities_are_a_fault() {
        let solver = build(
            &Toy::default().model(),
            &format!("{TOY}scores = 'probabilities'"),
        )
        .unwrap();
        let why = solve(solver.as_ref(), Toy::default().picture(&[1; 6])).unwrap_err();
        assert!(why.contains("are the scores logits?"), "{why}");
    }

    /// Stripes in a fixed order that looks like none, with blanks between.
    fn examples(classes: usize, symbols: &str, blank: usize) -> Vec<(Challenge, String)> {
        let symbols: Vec<char> = symbols.chars().collect();
        let class = |symbol: usize| if symbol < blank { symbol } else { symbol + 1 };
        (0..24usize)
            .map(|i| {
                let drawn = [i % 3, (i / 3 + i) % 3, (i * i + 1) % 3];
                let mut stripes = Vec::new();
                for symbol in drawn {
                    stripes.extend([class(symbol), blank]);
                }
                let text = drawn.iter().map(|s| symbols[*s]).collect();
                (Challenge::image(striped(&stripes, classes)), text)
            })
            .collect()
    }

    fn defects(model: &ModelProto, toml: &str, blank: usize) -> Vec<Defect> {
        let known = examples(4, "abc", blank);
        let known: Vec<Example<'_>> = known
            .iter()
            .map(|(challenge, text)| Example {
                group: "stripes",
                challenge,
                text,
            })
            .collect();
        build(model, toml).unwrap().self_test(&known)
    }

    fn error(model: &ModelProto, toml: &str, blank: usize, part: &str) -> String {
        let all = defects(model, toml, blank);
        let found = all
            .iter()
            .find(|d| d.severity == Severity::Error && d.what.contains(part));
        let found = found.unwrap_or_else(|| panic!("no error with {part:?} in {all:?}"));
        found.next.clone()
    }

    #[test]
    fn the_self_test_is_silent_where_all_is_well() {
        let toy = Toy::default();
        assert_eq!(defects(&toy.model(), TOY, 0), []);
        assert_eq!(
            defects(&toy.model(), &format!("{TOY}blank = 'last'"), 3),
            []
        );
    }

    #[test]
    fn the_self_test_finds_a_blank_on_the_wrong_side() {
        let toy = Toy::default();
        let next = error(&toy.model(), TOY, 3, "with blank = \"last\"");
        assert!(next.contains("blank = \"last\""));
        let next = error(
            &toy.model(),
            &format!("{TOY}blank = 'last'"),
            0,
            "with blank = \"first\"",
        );
        assert!(next.contains("blank = \"first\""));
        // A blank that never wins is found without any text that could be read.
        let model = with_tail(
            vec![node("Add", &["scores", "constant"], &["end"], vec![])],
            &[-1e4, 0.0, 0.0, 0.0],
        );
        error(&model, TOY, 0, "declared as the blank, is the best at none");
    }

    #[test]
    fn the_self_test_finds_a_charset_off_by_one() {
        let next = error(
            &Toy::default().model(),
            &TOY.replace("'abc'", "'bca'"),
            0,
            "one class later",
        );
        assert!(next.contains("charset"));
        error(
            &Toy::default().model(),
            &TOY.replace("'abc'", "'cab'"),
            0,
            "one class earlier",
        );
    }

    #[test]
    fn the_self_test_finds_a_negative() {
        let inverted = TOY.replace("[output]", "invert = true\n[output]");
        let next = error(&Toy::default().model(), &inverted, 0, "negatives");
        assert!(next.contains("invert = false"));
    }

    #[test]
    fn the_self_test_finds_values_out_of_range() {
        let model = Toy::default().model();
        let flat = TOY.replace("[output]", "mean = [127.5]\nstd = [58.0]\n[output]");
        error(&model, &flat, 0, "hardly a difference");
        let wild = TOY.replace(
            "[output]",
            "range = '0..255'\nmean = [0.5]\nstd = [0.25]\n[output]",
        );
        error(&model, &wild, 0, "out of the range");
    }

    #[test]
    fn the_self_test_finds_scores_of_another_kind() {
        let softmax = Toy {
            tail: Tail::Softmax,
            ..Toy::default()
        };
        let found = defects(&softmax.model(), TOY, 0);
        assert!(
            found
                .iter()
                .any(|d| d.severity == Severity::Warning && d.what.contains("are probabilities"))
        );
        let declared = format!("{TOY}scores = 'log-probabilities'");
        error(&Toy::default().model(), &declared, 0, "refused: row 0");
        let next = error(
            &Toy::default().model(),
            &declared,
            0,
            "with scores = \"logits\"",
        );
        assert!(next.contains("logits"));
    }

    #[test]
    fn the_self_test_finds_what_never_changes() {
        let still = with_tail(
            vec![
                node("Mul", &["scores", "constant"], &["none"], vec![]),
                node("Identity", &["none"], &["end"], vec![]),
            ],
            &[0.0],
        );
        error(&still, TOY, 0, "the same for all of 24 pictures");
        let same = with_tail(
            vec![node("Add", &["scores", "constant"], &["end"], vec![])],
            &[0.0, 1e4, 0.0, 0.0],
        );
        error(&same, TOY, 0, "read as \"a\"");
        let dead = with_tail(
            vec![node("Mul", &["scores", "constant"], &["end"], vec![])],
            &[1.0, 1.0, 0.0, 1.0],
        );
        let found = defects(&dead, TOY, 0);
        let named = |d: &Defect| d.what.contains("1 of 4 classes never changes: \"b\"");
        assert!(found.iter().any(named), "{found:?}");
    }
}

/// Both engines on every form of output; says so where there is only one.
#[test]
fn both_engines_agree() {
    let toy = Toy::default();
    let native = |toml: &str, model: &ModelProto| {
        build_bytes(
            &model.to_bytes(),
            &format!("engine = 'onnxruntime'\n{toml}"),
        )
    };
    match native(TOY, &toy.model()) {
        Err(BuildError::Unavailable { reason, install }) => {
            assert!(install.contains("pip install"));
            eprintln!("skipped: {reason}");
            return;
        }
        Err(error) => panic!("{error}"),
        Ok(solver) => assert!(solver.version().contains(" on ONNX Runtime 1.")),
    }
    for (tail, extra) in [
        (Tail::Ntc, ""),
        (Tail::Tnc, "axes = 'TNC'"),
        (Tail::Softmax, "scores = 'probabilities'"),
        (Tail::LogSoftmax, "scores = 'log-probabilities'"),
    ] {
        let toy = Toy {
            tail,
            ..Toy::default()
        };
        let toml = format!("{TOY}{extra}");
        let picture = toy.picture(&[1, 3, 3, 0, 2, 2]);
        let ours = read(&toy.model(), &toml, picture.clone());
        let theirs = solve(native(&toml, &toy.model()).unwrap().as_ref(), picture).unwrap();
        let Response::Answer(theirs) = theirs else {
            panic!("{extra}: no answer")
        };
        assert_eq!(ours.text, theirs.text);
        let close = |(a, b): (&f32, &f32)| (a - b).abs() < 1e-4;
        assert!(
            ours.symbols.iter().zip(&theirs.symbols).all(close),
            "{ours:?} {theirs:?}"
        );
    }
    let mut lacking = toy.model();
    lacking.graph.as_mut().unwrap().node[3].op_type = Some("Frobnicate".into());
    let error = refusal(native(TOY, &lacking));
    assert!(error.message.contains("Frobnicate"), "{error}");
    let mut lying = toy.model();
    let lie = [Some(1), Some(99), Some(7)];
    lying.graph.as_mut().unwrap().output = vec![value_info_f32("scores", &lie)];
    let solver = native(TOY, &lying).unwrap();
    let response = solve(solver.as_ref(), toy.picture(&[1, 2, 3, 0, 0, 0])).unwrap();
    assert!(matches!(response, Response::Answer(answer) if answer.text == "abc"));
}

/// What `docs/ONNX.md` shows can be written.
#[test]
fn the_manifests_of_the_documentation_are_sound() {
    let page = include_str!("../../../docs/ONNX.md");
    let blocks: Vec<&str> = page.split("```toml\n").skip(1).collect();
    assert_eq!(blocks.len(), 2);
    for block in blocks {
        let toml = block.split("```").next().unwrap_or_default();
        let table = toml::de::DeTable::parse(toml).unwrap();
        let options = crate::adapter::take_options(table.get_ref());
        let wire: super::options::Wire = options.parse().unwrap();
        let model = crate::onnx::ModelProto::default();
        let symbols = super::charset::load(&wire, Path::new(""), &model).unwrap();
        assert!([36, 94].contains(&symbols.len()), "{}", symbols.len());
        super::input::Input::new(
            wire.input.clone(),
            crate::solver::preprocess::Pipeline::default(),
        )
        .unwrap();
        super::decoding::Decoding::new(&wire, symbols).unwrap();
    }
}

/// Per-image time must not depend on who else computes: called from a rayon worker, the engine takes no other work.
#[test]
fn a_call_from_a_rayon_worker_answers_as_any_other() {
    use rayon::prelude::*;
    let toy = Toy::default();
    let solver = build(&toy.model(), TOY).unwrap();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(2)
        .build()
        .unwrap();
    let texts: Vec<String> = pool.install(|| {
        (0..16usize)
            .into_par_iter()
            .map(|i| {
                let picture = toy.picture(&[1 + i % 3, 0, 1 + i / 3 % 3, 0, 0, 0]);
                match solve(solver.as_ref(), picture).unwrap() {
                    Response::Answer(answer) => answer.text,
                    Response::Abstain => String::new(),
                }
            })
            .collect()
    });
    for (i, text) in texts.iter().enumerate() {
        let expected: String = [i % 3, i / 3 % 3]
            .map(|c| ['a', 'b', 'c'][c])
            .iter()
            .collect();
        assert_eq!(*text, expected);
    }
}
