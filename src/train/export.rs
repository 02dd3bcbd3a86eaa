//! Frozen networks as ONNX models, and back.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::arch::{Arch, Conv, Head};
use super::frozen::{Frozen, Layer};
use super::graph::Graph;
use super::head::Reader;
use super::layout::padding;
use crate::onnx::{
    AttributeProto, GraphProto, ModelProto, TensorProto, attribute_int, attribute_ints, model,
    node, tensor_f32, tensor_i64, value_info_f32,
};

/// The operator set that models are written in; every engine of the last years has it.
const OPSET: i64 = 13;
/// Metadata keys: the architecture as JSON, and what unfolds the normalisation.
const ARCH: &str = "capbench.arch";
const UNFOLD: &str = "capbench.normalisation";

/// A graph in the making: each part reads the output of the one before.
#[derive(Default)]
struct Writer {
    graph: GraphProto,
    last: String,
}

impl Writer {
    fn weight(&mut self, name: String, dims: &[usize], values: &[f32]) -> String {
        self.graph.initializer.push(tensor_f32(&name, dims, values));
        name
    }

    fn then(&mut self, op: &str, others: &[&str], to: &str, attributes: Vec<AttributeProto>) {
        let last = self.last.clone();
        let inputs: Vec<&str> = std::iter::once(last.as_str())
            .chain(others.iter().copied())
            .collect();
        self.graph.node.push(node(op, &inputs, &[to], attributes));
        to.clone_into(&mut self.last);
    }

    fn convolution(&mut self, i: usize, spec: &Conv, inputs: usize, layer: &Layer) {
        let name = |part: &str| format!("conv{i}.{part}");
        let dims = [spec.out, inputs, spec.kernel.0, spec.kernel.1];
        let kernel = self.weight(name("weight"), &dims, &to_oihw(&layer.kernel, dims));
        let bias = self.weight(name("bias"), &[spec.out], &layer.bias);
        let (above, left) = padding(spec);
        let numbers = |values: [usize; 2]| values.map(|n| n as i64);
        let pads = [above, left, above, left].map(|n| n as i64);
        let attributes = vec![
            attribute_ints("kernel_shape", &numbers([spec.kernel.0, spec.kernel.1])),
            attribute_ints("strides", &numbers([spec.stride.0, spec.stride.1])),
            attribute_ints("pads", &pads),
        ];
        let skip = self.last.clone();
        self.then("Conv", &[&kernel, &bias], &name("sum"), attributes);
        if spec.residual {
            self.then("Add", &[&skip], &name("skip"), Vec::new());
        }
        self.then("Relu", &[], &name("out"), Vec::new());
    }

    /// From features `[1, channels, 1, columns]` (`[1, channels, height, width]` for a classifier) to log-probabilities.
    fn head(&mut self, reader: &Reader, weights: &[f32]) {
        let (c, k, t) = (reader.features.c, reader.classes, reader.features.w);
        let cut = reader.cut(weights);
        match reader.head {
            Head::Classifier => {
                self.then("GlobalAveragePool", &[], "pooled", Vec::new());
                self.then("Flatten", &[], "flat", vec![attribute_int("axis", 1)]);
            }
            Head::Ctc { .. } | Head::Slots { .. } => {
                let axes = tensor_i64("row", &[1], &[2]);
                self.graph.initializer.push(axes);
                self.then("Squeeze", &["row"], "line", Vec::new());
                let turn = vec![attribute_ints("perm", &[0, 2, 1])];
                self.then("Transpose", &[], "columns", turn);
            }
        }
        if let Head::Slots { length } = reader.head {
            let query = self.weight("head.query".to_owned(), &[c, length], cut.query);
            let place = self.weight("head.place".to_owned(), &[length, t], cut.place);
            self.then("MatMul", &[&query], "content", Vec::new());
            let turn = vec![attribute_ints("perm", &[0, 2, 1])];
            self.then("Transpose", &[], "slots", turn);
            self.then("Add", &[&place], "looks", Vec::new());
            self.then("Softmax", &[], "attention", vec![attribute_int("axis", -1)]);
            self.then("MatMul", &["columns"], "seen", Vec::new());
        }
        let wide = k * reader.split();
        let weight = self.weight("head.weight".to_owned(), &[c, wide], cut.weight);
        let bias = self.weight("head.bias".to_owned(), &[wide], cut.bias);
        self.then("MatMul", &[&weight], "scores", Vec::new());
        self.then("Add", &[&bias], "logits", Vec::new());
        if reader.split() > 1 {
            let shape = [1, reader.rows() as i64, k as i64];
            self.graph
                .initializer
                .push(tensor_i64("rows", &[3], &shape));
            self.then("Reshape", &["rows"], "steps", Vec::new());
        }
        self.then(
            "LogSoftmax",
            &[],
            "log_probs",
            vec![attribute_int("axis", -1)],
        );
    }
}

/// `[kernel rows][kernel columns * inputs][outputs]` to `[outputs][inputs][rows][columns]`.
fn to_oihw(kernel: &[f32], [out, inputs, kh, kw]: [usize; 4]) -> Vec<f32> {
    let mut turned = Vec::with_capacity(kernel.len());
    for o in 0..out {
        for i in 0..inputs {
            turned.extend((0..kh * kw).map(|k| kernel[(k * inputs + i) * out + o]));
        }
    }
    turned
}

/// The way back.
fn from_oihw(turned: &[f32], [out, inputs, kh, kw]: [usize; 4]) -> Vec<f32> {
    let mut kernel = Vec::with_capacity(turned.len());
    for k in 0..kh * kw {
        for i in 0..inputs {
            kernel.extend((0..out).map(|o| turned[(o * inputs + i) * kh * kw + k]));
        }
    }
    kernel
}

impl Frozen {
    /// An ONNX model with one of the heads: input `image` `[1, channels, height, width]`, output `log_probs`
    /// `[1, rows, classes]` (`[1, classes]` for a classifier). `about` goes into its metadata.
    ///
    /// # Panics
    /// If there is no such head.
    pub fn to_onnx(&self, head: usize, about: &[(String, String)]) -> Vec<u8> {
        let arch = self.arch();
        let (reader, _) = &self.graph.heads[head];
        let mut writer = Writer {
            last: "image".to_owned(),
            ..Writer::default()
        };
        let mut inputs = arch.channels;
        for (i, (spec, layer)) in arch.body.iter().zip(&self.layers).enumerate() {
            writer.convolution(i, spec, inputs, layer);
            inputs = spec.out;
        }
        writer.head(reader, &self.heads[head]);
        let sizes = |dims: &[usize]| dims.iter().map(|&n| Some(n)).collect::<Vec<_>>();
        let shape = [1, arch.channels, arch.height, arch.width];
        let input = value_info_f32("image", &sizes(&shape));
        let shape = match reader.head {
            Head::Classifier => sizes(&[1, reader.classes]),
            Head::Ctc { .. } | Head::Slots { .. } => sizes(&[1, reader.rows(), reader.classes]),
        };
        writer.graph.name = Some("recogniser".to_owned());
        writer.graph.input = vec![input];
        writer.graph.output = vec![value_info_f32("log_probs", &shape)];
        let alone = Arch {
            heads: vec![reader.head],
            ..arch.clone()
        };
        let mut metadata = about.to_vec();
        metadata.push((ARCH.to_owned(), serde_json::json!(alone).to_string()));
        metadata.push((UNFOLD.to_owned(), self.normalisation()));
        model(writer.graph, OPSET, &metadata).to_bytes()
    }

    fn normalisation(&self) -> String {
        let values = self
            .layers
            .iter()
            .flat_map(|l| [&l.scale, &l.mean, &l.variance]);
        let bytes: Vec<u8> = values.flatten().flat_map(|x| x.to_le_bytes()).collect();
        BASE64_STANDARD.encode(bytes)
    }

    /// Reads a model that [`Frozen::to_onnx`] wrote.
    ///
    /// # Errors
    /// Says what is not as that would have written it.
    pub fn from_onnx(bytes: &[u8]) -> Result<Self, String> {
        let model = ModelProto::from_bytes(bytes).map_err(|e| e.to_string())?;
        let arch = model
            .metadata(ARCH)
            .ok_or("it was not trained by capbench: its metadata lack the architecture")?;
        let arch: Arch =
            serde_json::from_str(arch).map_err(|e| format!("its architecture: {e}"))?;
        let weights = Stored(model.graph.as_ref().ok_or("it has no graph")?);
        let [head] = arch.heads[..] else {
            return Err("it should have one head".to_owned());
        };
        let split = match head {
            Head::Ctc { rows } => rows.max(1),
            Head::Slots { .. } | Head::Classifier => 1,
        };
        let bias = weights.take("head.bias")?;
        let classes = (bias.len() / split).checked_sub(1);
        let classes = classes.ok_or("its head has no classes")?;
        let graph = Graph::new(&arch, classes)?;
        let mut values = match head {
            Head::Slots { .. } => {
                [weights.take("head.query")?, weights.take("head.place")?].concat()
            }
            Head::Ctc { .. } | Head::Classifier => Vec::new(),
        };
        values.extend(weights.take("head.weight")?);
        values.extend(bias);
        expect("head", values.len(), graph.heads[0].1.len())?;
        let unfold = model.metadata(UNFOLD).unwrap_or_default();
        let unfold = BASE64_STANDARD
            .decode(unfold)
            .map_err(|e| format!("its normalisation: {e}"))?;
        let layers = weights.layers(&arch, &floats(&unfold))?;
        Ok(Self::new(graph, classes, layers, vec![values]))
    }
}

/// The initializers of a graph.
struct Stored<'a>(&'a GraphProto);

impl Stored<'_> {
    fn take(&self, name: &str) -> Result<Vec<f32>, String> {
        let named = |tensor: &&TensorProto| tensor.name.as_deref() == Some(name);
        let tensor = self.0.initializer.iter().find(named);
        let raw = tensor.and_then(|tensor| tensor.raw_data.as_ref());
        raw.map(|raw| floats(raw))
            .ok_or_else(|| format!("it lacks the weights `{name}`"))
    }

    /// The convolutions; `unfold` holds scale, mean and variance of each in turn.
    fn layers(&self, arch: &Arch, unfold: &[f32]) -> Result<Vec<Layer>, String> {
        let mut unfold = unfold.iter().copied();
        let mut layers = Vec::new();
        let mut inputs = arch.channels;
        for (i, spec) in arch.body.iter().enumerate() {
            let dims = [spec.out, inputs, spec.kernel.0, spec.kernel.1];
            let kernel = self.take(&format!("conv{i}.weight"))?;
            expect(&format!("conv{i}"), kernel.len(), dims.iter().product())?;
            let bias = self.take(&format!("conv{i}.bias"))?;
            expect(&format!("the bias of conv{i}"), bias.len(), spec.out)?;
            let mut part = || -> Result<Vec<f32>, String> {
                let part: Vec<f32> = unfold.by_ref().take(spec.out).collect();
                expect("the normalisation", part.len(), spec.out).map(|()| part)
            };
            layers.push(Layer {
                kernel: from_oihw(&kernel, dims),
                bias,
                scale: part()?,
                mean: part()?,
                variance: part()?,
            });
            inputs = spec.out;
        }
        Ok(layers)
    }
}

/// Little-endian bytes as numbers.
pub(super) fn floats(bytes: &[u8]) -> Vec<f32> {
    let parts = bytes.chunks_exact(4);
    parts
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        .collect()
}

fn expect(what: &str, found: usize, expected: usize) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    Err(format!(
        "{what} has {found} values where the architecture says {expected}"
    ))
}

#[cfg(test)]
mod tests {
    use rten_tensor::NdTensor;
    use rten_tensor::prelude::*;

    use super::super::net::{Batch, Net};
    use super::*;

    fn arch(heads: Vec<Head>, channels: usize) -> Arch {
        let kept = Conv {
            residual: true,
            ..Conv::plain((3, 3), (1, 1), 8)
        };
        let collapsed = Conv {
            collapse: true,
            ..Conv::plain((3, 1), (1, 1), 9)
        };
        Arch {
            height: 12,
            width: 21,
            channels,
            body: vec![
                Conv::plain((5, 5), (2, 2), 8),
                kept,
                Conv::plain((3, 3), (2, 1), 7),
                collapsed,
            ],
            heads,
        }
    }

    /// A network after some steps, so that no gain, bias or mean is what it was at first.
    fn trained(arch: &Arch) -> (Frozen, Vec<f32>) {
        let size = arch.height * arch.width * arch.channels;
        let pictures: Vec<f32> = (0..4 * size)
            .map(|i| (i * 37 % 101) as f32 / 101.0)
            .collect();
        let labels = [vec![1, 2], vec![3], vec![2], vec![1, 1, 3]];
        let labels = if arch.heads == [Head::Classifier] {
            labels.map(|label: Vec<u16>| label[..1].to_vec())
        } else {
            labels
        };
        let mut net = Net::new(arch, 3, 5).expect("the layers fit");
        for _ in 0..20 {
            let batch = Batch {
                pictures: &pictures,
                labels: &labels,
            };
            net.step(batch, 3e-3);
        }
        (net.freeze(), pictures[..size].to_vec())
    }

    #[test]
    fn the_embedded_engine_reads_what_the_trainer_reads() {
        for (head, channels) in [
            (Head::Ctc { rows: 1 }, 1),
            (Head::Ctc { rows: 3 }, 1),
            (Head::Slots { length: 4 }, 1),
            (Head::Classifier, 3),
        ] {
            let arch = arch(vec![head], channels);
            let (frozen, picture) = trained(&arch);
            let bytes = frozen.to_onnx(0, &[("charset".to_owned(), "abc".to_owned())]);
            let engine = rten::Model::load(bytes.clone()).expect("the model loads");
            let (h, w, c) = (arch.height, arch.width, arch.channels);
            let planes = (0..c).flat_map(|c0| picture.iter().skip(c0).step_by(c).copied());
            let input = NdTensor::from_data([1, c, h, w], planes.collect::<Vec<f32>>());
            let output = engine.run_one(input.view().into(), None).expect("it runs");
            let output: rten_tensor::Tensor<f32> = output.try_into().expect("it gives floats");
            let scores = &frozen.read(&picture)[0];
            assert_eq!(output.len(), scores.log_probs.len());
            for (a, b) in output.iter().zip(&scores.log_probs) {
                assert!((a - b).abs() < 1e-4, "{head:?}: {a} {b}");
            }
            let back = Frozen::from_onnx(&bytes).expect("it was written here");
            assert_eq!(back.read(&picture)[0], *scores);
        }
    }

    /// Greatest difference of a probability between trainer and embedded engine; ONNX Runtime is held against the
    /// latter in `docs/TRAINING.md`.
    #[test]
    fn the_shipped_models_give_the_same_outputs_in_the_trainer() {
        for (name, preset) in [("securimage-crnn", "stock"), ("securimage-math", "math")] {
            let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("adapters");
            let dir = dir.join(name);
            let start = super::super::import(&dir).expect("it ships");
            let bytes = std::fs::read(dir.join("model.onnx")).expect("it ships");
            let engine = rten::Model::load(bytes).expect("the model loads");
            let (height, width) = (start.model.arch().height, start.model.arch().width);
            let frame = super::super::Frame { height, width };
            let source = super::super::testing::source(preset);
            let mut worst = 0f32;
            for n in 0..20 {
                let seed = crate::seed::Seed::from_u64(n);
                let issued = source.scheme.generate(&seed, n).expect("a challenge");
                let picture = issued.challenge.into_picture().expect("a picture");
                let ink = super::super::picture::to_unit(&frame.ink(&picture));
                let input = NdTensor::from_data([1, 1, height, width], ink.clone());
                let output = engine.run_one(input.view().into(), None).expect("it runs");
                let output: rten_tensor::Tensor<f32> = output.try_into().expect("it gives floats");
                let scores = &start.model.read(&ink)[0];
                assert_eq!(output.len(), scores.log_probs.len());
                for (a, b) in output.iter().zip(&scores.log_probs) {
                    worst = worst.max((a.exp() - b.exp()).abs());
                }
            }
            println!("{name}: {worst:.1e}");
            assert!(worst < 1e-4, "{name}: {worst}");
        }
    }

    #[test]
    fn what_is_no_such_model_is_refused_with_a_reason() {
        let (frozen, _) = trained(&arch(vec![Head::Ctc { rows: 1 }], 1));
        let bytes = frozen.to_onnx(0, &[]);
        let refused = |bytes: &[u8]| Frozen::from_onnx(bytes).expect_err("it must not load");
        assert!(refused(&bytes[..bytes.len() / 2]).contains("cut short"));
        let mut model = ModelProto::from_bytes(&bytes).expect("it was written here");
        if let Some(graph) = &mut model.graph {
            graph
                .initializer
                .retain(|t| t.name.as_deref() != Some("conv1.bias"));
        }
        assert!(refused(&model.to_bytes()).contains("conv1.bias"));
        model.metadata_props.clear();
        assert!(refused(&model.to_bytes()).contains("not trained by capbench"));
    }
}
