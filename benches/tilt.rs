//! How fast a maze is simulated, planned and judged; the target is a million ticks a second on a core.

use std::hint::black_box;
use std::path::Path;

use capbench::config::Options;
use capbench::model::Form;
use capbench::scheme;
use capbench::seed::Seed;
use capbench::tilt::{Court, Driver, Sim, Tilt, examine, plan, play};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn court() -> Court {
    let kind = scheme::find("tilt").expect("the scheme is registered");
    let scheme = (kind.build)(Some("recap-hardened"), &Options::empty(), Path::new(""))
        .expect("a preset builds");
    let issued = scheme.generate(&Seed::from_u64(1), 0).expect("a maze");
    match issued.key.form {
        Form::Trace(court) => *court,
        _ => unreachable!("mazes are judged by a court"),
    }
}

fn benches(criterion: &mut Criterion) {
    let court = court();
    let layout = &court.layout;
    let mut group = criterion.benchmark_group("tilt");
    group.throughput(Throughput::Elements(500));
    group.bench_function("500 ticks", |b| {
        b.iter(|| {
            let mut sim = Sim::new(layout);
            for tick in 0..500i32 {
                let tilt = Tilt {
                    x: 37 * (tick % 90 - 45),
                    y: 53 * (tick % 70 - 35),
                };
                black_box(sim.tick(black_box(tilt)));
            }
            sim.at()
        });
    });
    group.throughput(Throughput::Elements(1));
    group.bench_function("plan", |b| {
        b.iter(|| plan(black_box(layout), court.upright, 4))
    });
    let mut rng = Seed::from_u64(2).stream("bench");
    let played = play(layout, court.upright, 4, &Driver::default(), &mut rng);
    group.bench_function("judge", |b| {
        b.iter(|| {
            examine(
                layout,
                &court.rules,
                court.upright,
                black_box(&played.trace),
            )
        });
    });
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
