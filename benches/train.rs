//! How fast networks learn: pictures a second of whole steps (forward, losses, backward, optimiser), by network and
//! number of threads. One JSON line each, with the architecture, so that another trainer can be timed on the same.
//!
//!     cargo bench --bench train                      every preset, 1 and 2 threads
//!     cargo bench --bench train -- small 1           one
//!     python benches/train_pytorch.py                the same networks in PyTorch, turn by turn

use std::time::Instant;

use capbench::train::arch::{Arch, Head};
use capbench::train::net::{Batch, Net};
use capbench::train::presets::{PRESETS, body};

const BATCH: usize = 64;
const CLASSES: usize = 59;
/// Steps that are timed, after two that are not.
const STEPS: usize = 10;

fn main() {
    // `cargo bench` adds a flag of its own.
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"))
        .collect();
    let threads: Vec<usize> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let named = |name: &&&str| {
        words
            .iter()
            .all(|w| w.parse::<usize>().is_ok() || w == **name)
    };
    for name in PRESETS.iter().filter(named) {
        for &threads in if threads.is_empty() {
            &[1, 2][..]
        } else {
            &threads
        } {
            let arch = arch(name);
            let rate = pictures_a_second(&arch, threads);
            let line = serde_json::json!({
                "name": name, "threads": threads, "batch": BATCH, "classes": CLASSES, "arch": arch,
                "pictures_per_s": rate.round(),
            });
            println!("{line}");
        }
    }
}

fn arch(name: &str) -> Arch {
    Arch {
        height: 80,
        width: 216,
        channels: 1,
        body: body(name).expect("a preset"),
        heads: vec![Head::Ctc { rows: 1 }],
    }
}

fn pictures_a_second(arch: &Arch, threads: usize) -> f64 {
    let size = arch.height * arch.width;
    let pictures: Vec<f32> = (0..BATCH * size)
        .map(|i| (i * 7919 % 251) as f32 / 251.0)
        .collect();
    let symbol = |i: usize| (i % CLASSES + 1) as u16;
    let labels: Vec<Vec<u16>> = (0..BATCH)
        .map(|i| (0..6).map(|j| symbol(i * 5 + j * 11)).collect())
        .collect();
    let mut net = Net::new(arch, CLASSES, 1).expect("a preset fits its input");
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .expect("threads start");
    pool.install(|| {
        let mut step = || {
            let batch = Batch {
                pictures: &pictures,
                labels: &labels,
            };
            net.step(batch, 1e-3)
        };
        for _ in 0..2 {
            step();
        }
        let start = Instant::now();
        for _ in 0..STEPS {
            step();
        }
        (STEPS * BATCH) as f64 / start.elapsed().as_secs_f64()
    })
}
