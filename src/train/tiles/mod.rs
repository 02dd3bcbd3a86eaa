//! Classifiers of tiles, trained on grids: what a tile shows, out of the categories that the site asks for.
//!
//! Every step draws fresh grids from "train" seeds and from the concepts that a design keeps for training, so that
//! nothing that judges a model is ever shown to it. The last weights (averaged over the steps) are the model: nothing is
//! chosen by a validation part.

mod adapter;
mod feed;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::arch::{Arch, Conv, Head};
use super::clock::Clock;
use super::frozen::Frozen;
use super::net::{Batch, Net};
use super::schedule::share;
use super::task::{Budget, Source, TrainError};
pub use adapter::export_tiles;
use feed::Feed;

/// One training of a tile classifier. Equal tasks give equal models, on any number of threads, unless the budget is a
/// time.
pub struct TilesTask {
    /// The designs that are learnt; all must ask for tiles, and keep concepts back for training.
    pub sources: Vec<Source>,
    /// The layers of the network; its usual ones where there are none.
    pub body: Vec<Conv>,
    /// Side of the input, pixels.
    pub size: usize,
    /// Tiles a step.
    pub batch: usize,
    /// The highest learning rate.
    pub rate: f64,
    /// When it ends.
    pub budget: Budget,
    /// Seed of the weights.
    pub seed: u64,
    /// Grids of the test part: of "train" seeds and concepts, at indexes that training never reaches.
    pub test: u64,
    /// Raised from outside, ends the training after the step under way.
    pub stop: Arc<AtomicBool>,
}

/// A trained classifier.
pub struct TrainedTiles {
    /// The network.
    pub model: Frozen,
    /// Names of its classes, without the first, which is never taught.
    pub classes: Vec<String>,
    /// Tiles it has seen.
    pub samples: u64,
    /// Pictures that those tiles showed.
    pub concepts: usize,
    /// Wall and CPU seconds.
    pub seconds: (f64, f64),
    /// (samples, mean loss in nats) along the way.
    pub curve: Vec<(u64, f64)>,
    /// Tiles of the test part that it names right, and how many there are.
    pub test: (u64, u64),
}

/// Points of the curve.
const POINTS: u64 = 50;

/// The usual layers: three halvings, with residual layers between.
fn usual_body() -> Vec<Conv> {
    let wide = |out| Conv::plain((3, 3), (2, 2), out);
    let kept = |out| Conv {
        residual: true,
        ..Conv::plain((3, 3), (1, 1), out)
    };
    vec![
        Conv::plain((5, 5), (2, 2), 24),
        kept(24),
        wide(48),
        kept(48),
        wide(96),
        kept(96),
        kept(96),
    ]
}

/// Trains. `tell` hears of (samples so far, share of the budget, loss).
pub fn fit_tiles(
    task: &TilesTask,
    tell: &mut dyn FnMut(u64, f64, f64),
) -> Result<TrainedTiles, TrainError> {
    let feed = Feed::new(task)?;
    let arch = Arch {
        height: task.size,
        width: task.size,
        channels: 3,
        body: if task.body.is_empty() {
            usual_body()
        } else {
            task.body.clone()
        },
        heads: vec![Head::Classifier],
    };
    let mut net = Net::new(&arch, feed.classes.len(), task.seed).map_err(TrainError::Task)?;
    let clock = Clock::start();
    let (mut samples, mut curve, mut sum, mut steps) = (0u64, Vec::new(), 0.0, 0u32);
    let mut step = 0;
    loop {
        let done = match task.budget {
            Budget::Samples(all) => samples as f64 / all as f64,
            Budget::Minutes(minutes) => clock.seconds() / (60.0 * minutes),
        };
        if curve.len() as f64 <= done * POINTS as f64 && steps > 0 {
            curve.push((samples, sum / f64::from(steps)));
            tell(samples, done, sum / f64::from(steps));
            (sum, steps) = (0.0, 0);
        }
        if done >= 1.0 || task.stop.load(Ordering::Relaxed) {
            break;
        }
        let (pictures, labels) = feed.batch(step, task.batch)?;
        let batch = Batch {
            pictures: &pictures,
            labels: &labels,
        };
        let losses = net.step(batch, (task.rate * share(done)) as f32);
        (sum, steps) = (sum + f64::from(losses[0]), steps + 1);
        samples += labels.len() as u64;
        step += 1;
    }
    let model = net.freeze();
    let test = feed.test(&model, task.test)?;
    Ok(TrainedTiles {
        seconds: (clock.seconds(), clock.cpu_seconds()),
        concepts: feed.concepts(),
        classes: feed.classes,
        model,
        samples,
        curve,
        test,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Options;
    use crate::scheme;

    fn source(options: &str) -> Source {
        let kind = scheme::find("grid").expect("grid");
        let options = Options::from_toml(options).expect("toml");
        let built = (kind.build)(Some("gocaptcha"), &options, std::path::Path::new(""));
        Source {
            name: "faces".to_owned(),
            kind: kind.name,
            scheme: Arc::from(built.expect("a grid")),
            base: 0,
            weight: 1.0,
            guard: 0,
        }
    }

    #[test]
    fn a_small_net_learns_two_categories_and_becomes_an_adapter() {
        let task = TilesTask {
            sources: vec![source("categories = ['faces', 'buildings']\nsize = 24")],
            body: vec![
                Conv::plain((3, 3), (2, 2), 8),
                Conv::plain((3, 3), (2, 2), 16),
            ],
            size: 24,
            batch: 32,
            rate: 0.01,
            budget: Budget::Samples(1600),
            seed: 0,
            test: 40,
            stop: Arc::default(),
        };
        let trained = fit_tiles(&task, &mut |_, _, _| {}).expect("a model");
        let (right, n) = trained.test;
        assert!(n == 360 && right > 320, "{right} of {n}");
        let again = fit_tiles(&task, &mut |_, _, _| {}).expect("a model");
        assert_eq!(trained.model.to_onnx(0, &[]), again.model.to_onnx(0, &[]));
        let folder = tempfile::tempdir().expect("a folder");
        let about = crate::train::About {
            name: "two".to_owned(),
            summary: "two categories".to_owned(),
            sitting: crate::record::Sitting::start(1),
        };
        export_tiles(folder.path(), &task, &trained, &about).expect("written");
        let adapter = crate::adapter::load(folder.path()).expect("an adapter");
        let crate::adapter::Made::Ready(solver) = adapter.made else {
            panic!("not there")
        };
        let mut session = solver.open().expect("a session");
        let scheme = &task.sources[0].scheme;
        let solved = (0..40).filter(|&i| {
            let issued = scheme
                .generate(&crate::seed::Seed::from_u64(i), i)
                .expect("drawn");
            let response = session.solve(&issued.challenge).expect("an answer");
            matches!(response, crate::model::Response::Answer(a) if issued.key.accepts(&a.text))
        });
        assert!(solved.count() > 15, "unseen faces and buildings");
    }
}
