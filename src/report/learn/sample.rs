//! A learn record made up for tests: two curves that follow known laws, with all their answers.

use std::path::Path;

use crate::learn::{
    HeadScore, LearnFile, LearnSelection, Plan, PointRow, Record, SliceRow, Task, Training,
};
use crate::record::{Head, Sitting, Status};
use crate::suite::Suite;

const SUITE: &str = r#"
schema = 1
name = "sample"
[[case]]
name = "simplified"
scheme = "securimage"
preset = "simplified"
count = 5
[[case]]
name = "stock"
scheme = "securimage"
preset = "stock"
count = 5
[learn]
eval = 400
"#;

/// Solve rates at 50, 100, ... labels of the two cases.
const RATES: [[f64; 8]; 2] = [
    [0.18, 0.66, 0.83, 0.94, 0.965, 0.98, 0.99, 0.994],
    [0.0, 0.005, 0.06, 0.36, 0.52, 0.68, 0.82, 0.88],
];

/// What is on record when `models` of the planned 48 were measured.
pub(crate) fn record(models: usize) -> Record {
    let suite = Suite::parse(SUITE, Path::new("sample.toml")).unwrap();
    let plan = Plan::new(&suite, &LearnSelection::default())
        .unwrap()
        .record;
    let tasks = plan.tasks();
    let eval = plan.eval;
    let slice = |case: usize, repeat: u32| SliceRow {
        case: plan.cases[case].name.clone(),
        repeat,
        first: plan.eval_first(repeat),
        drawn: (0..eval).map(|i| format!("K{i}")).collect(),
        stored: (0..eval)
            .map(|i| {
                if case == 0 {
                    format!("K{i}")
                } else {
                    format!("k{i}")
                }
            })
            .collect(),
        px: (0..eval)
            .map(|i| format!("{case:04x}{repeat:04x}{i:08x}"))
            .collect(),
    };
    let slices = (0..2).flat_map(|case| (0..plan.repeats).map(move |repeat| (case, repeat)));
    Record {
        dir: ".".into(),
        slices: slices.map(|(case, repeat)| slice(case, repeat)).collect(),
        points: tasks
            .iter()
            .take(models)
            .map(|task| point(task, &plan, eval))
            .collect(),
        learn: LearnFile {
            schema: 1,
            head: Head {
                run_id: "20260101-000000-sample-learn-abcdef-1".into(),
                capbench: "0.1.0".into(),
                plan_id: plan.id(),
                status: Status::Interrupted,
                sittings: vec![Sitting {
                    command: vec!["capbench".into(), "learn".into(), "sample.toml".into()],
                    started: "2026-01-01T00:00:00Z".into(),
                    ended: Some("2026-01-01T00:40:00Z".into()),
                    ..Sitting::start(2)
                }],
                digest: None,
                suite_path: "sample.toml".into(),
                suite_hash: "0".repeat(64),
            },
            models: models as u64,
            selection: LearnSelection::default(),
            plan,
        },
    }
}

fn point(task: &Task, plan: &crate::learn::PlanRecord, eval: u64) -> PointRow {
    let place = plan.labels.iter().position(|&l| l == task.labels).unwrap() - 1;
    // Trainings differ, most in the middle of the curve.
    let rate = RATES[task.curve][place];
    let off = (f64::from(task.repeat) - 1.0) * 0.12 * rate * (1.0 - rate);
    let solved = ((rate + off) * eval as f64).round() as u64;
    let samples = plan.samples(task);
    let score = |head: &str, solved| HeadScore {
        head: head.into(),
        solved,
        n: 20,
    };
    PointRow {
        case: plan.cases[task.curve].name.clone(),
        labels: task.labels,
        repeat: task.repeat,
        solved,
        n: eval,
        model: format!("{:016x}", plan.model_seed(task)),
        training: Some(Training {
            head: "slots".into(),
            validation: vec![
                score("ctc", solved * 19 / eval),
                score("slots", solved * 20 / eval),
            ],
            samples,
            loss: 3.0 * (1.0 - rate),
            wall_s: samples as f64 / 450.0,
            cpu_s: samples as f64 / 480.0 + f64::from(task.repeat),
            data: format!("{:032x}-{}", 7, task.labels),
        }),
        answers: (0..eval)
            .map(|i| {
                (i % 97 != 96 || i < solved)
                    .then(|| format!("{}{i}", if i < solved { "K" } else { "X" }))
            })
            .collect(),
    }
}
