//! An adapter with a small hand-made model, from its folder to the report.

mod common;

use capbench::onnx::{
    GraphProto, attribute_ints, model, node, tensor_f32, tensor_i64, value_info_f32,
};
use common::Bench;
use image::{Rgb, RgbImage};

/// Tells four grey levels apart in six stripes, 4 x 8 pixels each: 0 is the blank, then a, b, c.
fn reads_stripes() -> Vec<u8> {
    let level = |c: usize| c as f32 / 3.0;
    let weights: Vec<f32> = (0..4)
        .flat_map(|c| vec![600.0 * level(c) / 32.0; 32])
        .collect();
    let bias: Vec<f32> = (0..4).map(|c| -300.0 * level(c) * level(c)).collect();
    let conv = vec![
        attribute_ints("strides", &[8, 4]),
        attribute_ints("dilations", &[1, 1]),
        attribute_ints("pads", &[0; 4]),
    ];
    let graph = GraphProto {
        node: vec![
            node("Conv", &["image", "w", "b"], &["maps"], conv),
            node(
                "Transpose",
                &["maps"],
                &["turned"],
                vec![attribute_ints("perm", &[0, 2, 3, 1])],
            ),
            node("Reshape", &["turned", "shape"], &["scores"], vec![]),
        ],
        name: Some("stripes".into()),
        initializer: vec![
            tensor_f32("w", &[4, 1, 8, 4], &weights),
            tensor_f32("b", &[4], &bias),
            tensor_i64("shape", &[3], &[1, 6, 4]),
        ],
        input: vec![value_info_f32(
            "image",
            &[Some(1), Some(1), Some(8), Some(24)],
        )],
        output: vec![value_info_f32("scores", &[Some(1), Some(6), Some(4)])],
        ..GraphProto::default()
    };
    model(graph, 17, &[]).to_bytes()
}

const SUITE: &str = r#"
schema = 1
name = "stripes"
[[case]]
name = "stripes"
scheme = "folder"
options = { path = "pictures" }
[[solver]]
adapter = "adapters/stripes"
"#;

const MANIFEST: &str = r#"
schema = "capbench.adapter/1"
name = "stripes"
kind = "onnx"
summary = "reads stripes"
[options]
engine = "embedded"
charset = "abc"
[options.input]
height = 8
width = 24
[options.output]
kind = "ctc"
"#;

/// A folder with pictures, suite and adapter.
fn bench(manifest: &str) -> Bench {
    let bench = Bench::new();
    bench.write("adapters/stripes/adapter.toml", manifest);
    std::fs::write(bench.path("adapters/stripes/model.onnx"), reads_stripes()).unwrap();
    bench.write("suite.toml", SUITE);
    std::fs::create_dir(bench.path("pictures")).unwrap();
    for number in 0..27usize {
        let symbols = [number % 3, number / 3 % 3, number / 9];
        let picture = RgbImage::from_fn(24, 8, |x, _| {
            let stripe = x as usize / 4;
            let class = if stripe.is_multiple_of(2) {
                symbols[stripe / 2] + 1
            } else {
                0
            };
            Rgb([(class * 85) as u8; 3])
        });
        let text: String = symbols.iter().map(|s| ['a', 'b', 'c'][*s]).collect();
        picture
            .save(bench.path(&format!("pictures/{text}.png")))
            .unwrap();
    }
    bench
}

#[test]
fn a_model_and_its_manifest_are_a_solver() {
    let bench = bench(MANIFEST);
    bench.ok(&["run", "suite.toml", "--out", "run"]);
    let ours: Vec<_> = bench
        .attempts("run")
        .into_iter()
        .filter(|row| row["solver"] == "stripes")
        .collect();
    assert_eq!(ours.len(), 27);
    assert!(
        ours.iter().all(|row| row["verdict"] == "solved"),
        "{ours:?}"
    );
    let record = bench.read("run/run.json");
    assert!(record.contains("on rten 0.27.0"), "{record}");
    bench.ok(&["check", "adapters/stripes", "--suite", "suite.toml"]);
}

#[test]
fn check_finds_a_blank_on_the_wrong_side() {
    let wrong = bench(&format!("{MANIFEST}blank = \"last\"\n"));
    let found = wrong.capbench(&[
        "check",
        "adapters/stripes",
        "--suite",
        "suite.toml",
        "--case",
        "stripes",
    ]);
    assert_eq!(found.code, 1, "{}", found.out);
    assert!(found.out.contains("set blank = \"first\""), "{}", found.out);
    let unknown = wrong.capbench(&[
        "check",
        "adapters/stripes",
        "--suite",
        "suite.toml",
        "--case",
        "stripe",
    ]);
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.err.contains("did you mean `stripes`?"),
        "{}",
        unknown.err
    );
}

#[test]
fn a_broken_model_is_an_error_at_its_line() {
    let bench = bench(MANIFEST);
    let whole = reads_stripes();
    std::fs::write(
        bench.path("adapters/stripes/model.onnx"),
        &whole[..whole.len() / 2],
    )
    .unwrap();
    let done = bench.capbench(&["run", "suite.toml", "--out", "run"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("cut short"), "{}", done.err);
    let bench = self::bench(&MANIFEST.replace("\"abc\"", "\"abcd\""));
    let done = bench.capbench(&["check", "adapters/stripes"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("adapter.toml:"), "{}", done.err);
    assert!(
        done.err.contains("4 classes, and the manifest has 5"),
        "{}",
        done.err
    );
}

#[test]
fn without_onnx_runtime_the_run_goes_on() {
    let bench = bench(&MANIFEST.replace("embedded", "onnxruntime"));
    let mut command = bench.command(&["run", "suite.toml", "--out", "run"]);
    command.env("ORT_DYLIB_PATH", bench.path("nowhere.so"));
    let done = common::done(command.output().unwrap());
    assert_eq!(done.code, 0, "{}", done.err);
    let said = done.out + &done.err;
    assert!(
        said.contains("pip install --no-deps --target native onnxruntime"),
        "{said}"
    );
}
