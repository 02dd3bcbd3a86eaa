//! What the harness itself costs: oracle, verdict, row, record and flush, with no picture to draw.
//!
//! `cargo bench --bench harness`. The scheme hands out one picture of stock size made beforehand, so that the
//! time is the harness's: seeds, hashing of the pixels, asking, judging, serialising, writing.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use capbench::model::{Challenge, Key};
use capbench::plan::{Plan, PlannedCase, Selection};
use capbench::record::{Done, Status, Writer};
use capbench::runner::{Recorder, run};
use capbench::scheme::{GenerateError, Issued, Keyspace, Prior, Scheme};
use capbench::seed::{Namespace, Seed, SeedSpace};
use capbench::solver::control::Control;
use capbench::suite::{Contestant, Settings, Suite, Who};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use image::RgbImage;

/// Hands out the same challenge for ever.
struct Still(RgbImage);

impl Scheme for Still {
    fn version(&self) -> u32 {
        1
    }
    fn params(&self) -> serde_json::Value {
        serde_json::json!({})
    }
    fn generate(&self, _: &Seed, _: u64) -> Result<Issued, GenerateError> {
        let key = Key::text("AqPhjw", "aqphjw", false);
        Ok(Issued {
            challenge: Challenge::image(self.0.clone()),
            key,
            legibility: None,
            marks: Vec::new(),
            tags: Vec::new(),
        })
    }
    fn keyspace(&self) -> Keyspace {
        Keyspace::default()
    }
    fn prior(&self) -> Prior {
        Prior {
            answer: "aaaaaa".into(),
            p: 0.0,
            entropy_bits: 30.0,
        }
    }
    fn random_answer(&self, _: &Seed) -> String {
        "bbbbbb".into()
    }
}

fn plan(count: u64, controls: &[Control]) -> Plan {
    let contestant = |&control: &Control| Contestant {
        name: control.name().into(),
        who: Who::Control(control),
        cases: Vec::new(),
        deadline: Duration::from_secs(10),
        trained_on: None,
    };
    let scheme = Still(RgbImage::from_pixel(215, 80, image::Rgb([112; 3])));
    let case = PlannedCase {
        name: "still".into(),
        kind: "still",
        preset: None,
        count,
        prior: scheme.prior(),
        scheme: Arc::new(scheme),
        seeds: SeedSpace::new(Namespace::Eval, "still", 1, "{}", 0),
        asks: (0..controls.len()).collect(),
        seed_without: Vec::new(),
        feedback: false,
    };
    Plan {
        suite: "bench".into(),
        seed: 0,
        settings: Settings::default(),
        cases: vec![case],
        contestants: controls.iter().map(contestant).collect(),
        unavailable: Vec::new(),
    }
}

/// One whole run into a fresh record.
fn record(plan: &Plan, suite: &Suite, threads: usize) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let rows = plan.record();
    let writer = Writer::create(
        dir.path(),
        "bench".into(),
        suite,
        &Selection::default(),
        &rows,
        threads,
    )
    .expect("a record");
    let recorder = Recorder(writer);
    run(
        plan,
        &Done::none(&rows),
        threads,
        &AtomicBool::new(false),
        &[&recorder],
    )
    .expect("a run");
    recorder
        .0
        .finish(Status::Complete)
        .expect("a finished record");
}

fn harness(criterion: &mut Criterion) {
    let text = "schema = 1\nname = \"bench\"\n[[case]]\nname = \"math\"\nscheme = \"securimage\"\npreset = \"math\"\ncount = 1\n";
    let suite = Suite::parse(text, Path::new("bench.toml")).expect("a suite");
    let mut group = criterion.benchmark_group("harness");
    group.sample_size(10);
    for (name, controls) in [
        ("oracle", &[Control::Oracle][..]),
        (
            "three controls",
            &[Control::Oracle, Control::Blind, Control::Random],
        ),
    ] {
        let plan = plan(20_000, controls);
        group.throughput(Throughput::Elements(plan.attempts()));
        group.bench_function(format!("{name}, attempts on one core"), |b| {
            b.iter(|| record(&plan, &suite, 1))
        });
    }
    group.finish();
}

criterion_group!(benches, harness);
criterion_main!(benches);
