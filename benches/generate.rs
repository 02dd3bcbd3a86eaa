//! How fast challenges are made: the picture alone, with its PNG, and the PNG alone.

use std::hint::black_box;
use std::path::Path;

use capbench::config::Options;
use capbench::draw;
use capbench::scheme::{self, Scheme};
use capbench::seed::Seed;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};

const PRESETS: &[&str] = &["stock", "simplified", "hard", "math"];

fn build(preset: &str) -> Box<dyn Scheme> {
    let kind = scheme::find("securimage").expect("the scheme is registered");
    (kind.build)(Some(preset), &Options::empty(), Path::new("")).expect("a preset builds")
}

fn generate(scheme: &dyn Scheme, n: u64) -> image::RgbImage {
    let issued = scheme
        .generate(&Seed::from_u64(n), n)
        .expect("a preset generates");
    let picture = issued.challenge.into_picture();
    picture.expect("securimage draws pictures")
}

fn benches(criterion: &mut Criterion) {
    for preset in PRESETS {
        let scheme = build(preset);
        let mut group = criterion.benchmark_group(*preset);
        let mut n = 0;
        let mut next = move || {
            n += 1;
            n
        };
        group.bench_function("generate", |b| b.iter(|| generate(&*scheme, next())));
        let mut n = 0;
        group.bench_function("generate+png", |b| {
            b.iter(|| {
                n += 1;
                draw::png(&generate(&*scheme, n)).expect("it encodes").len()
            });
        });
        let mut n = 0;
        group.bench_function("png", |b| {
            let picture = || {
                n += 1;
                generate(&*scheme, n)
            };
            b.iter_batched(picture, |p| black_box(draw::png(&p)), BatchSize::SmallInput);
        });
        group.finish();
    }
}

criterion_group!(all, benches);
criterion_main!(all);
