//! `capbench train` of designs that show tiles: a classifier of what a tile shows.

use std::path::Path;

use anyhow::bail;

use super::{Args, Named, source};
use crate::cmd::{Exit, interrupted};
use crate::model::Asks;
use crate::record::Sitting;
use crate::report::number::{count, percent, seconds};
use crate::scheme;
use crate::train::{About, Budget, TilesTask, TrainedTiles, export_tiles, fit_tiles, presets};

/// Side of the input unless told, pixels.
const SIZE: usize = 48;
/// Tiles that are seen unless told.
const SAMPLES: u64 = 60_000;

pub(super) fn suits(named: &Named) -> bool {
    scheme::find(named.kind).is_some_and(|kind| kind.asks == Asks::Tiles)
}

pub(super) fn run(
    args: &Args,
    named: Vec<(Named, f64)>,
    dir: &Path,
    name: String,
    sitting: Sitting,
    threads: usize,
) -> anyhow::Result<Exit> {
    let task = task(args, named)?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()?;
    let mut say = |samples: u64, share: f64, loss: f64| {
        eprintln!(
            "{:>4} of the budget, {} tiles, loss {loss:.3}",
            percent(share.min(1.0)),
            count(samples)
        );
    };
    let trained = pool.install(|| fit_tiles(&task, &mut say))?;
    let about = About {
        summary: summary(&task, &trained),
        name,
        sitting,
    };
    export_tiles(dir, &task, &trained, &about)?;
    let (right, n) = trained.test;
    println!(
        "{}: names {} of {} fresh tiles right, of concepts it was trained on; {} tiles in {}",
        dir.display(),
        count(right),
        count(n),
        count(trained.samples),
        seconds(trained.seconds.0)
    );
    Ok(Exit::Fine)
}

fn task(args: &Args, named: Vec<(Named, f64)>) -> anyhow::Result<TilesTask> {
    if args.from.is_some() || args.resume {
        bail!("a classifier of tiles starts afresh; leave out --from and --resume");
    }
    let size = args.shape.size.unwrap_or((SIZE, SIZE));
    anyhow::ensure!(
        size.0 == size.1,
        "tiles are square; give --size such as 48x48"
    );
    let body = match &args.shape.arch {
        None => Vec::new(),
        Some(name) => {
            let mut body = presets::body(name).unwrap_or_default();
            let line = body.iter().position(|conv| conv.collapse);
            body.truncate(line.unwrap_or(body.len()));
            body
        }
    };
    Ok(TilesTask {
        sources: named
            .into_iter()
            .map(|(named, weight)| source(args, named, weight))
            .collect(),
        body,
        size: size.0,
        batch: args.recipe.batch,
        rate: args.recipe.rate,
        budget: match args.recipe.minutes {
            Some(minutes) => Budget::Minutes(minutes),
            None => Budget::Samples(args.recipe.samples.unwrap_or(SAMPLES)),
        },
        seed: args.recipe.seed,
        test: args.test,
        stop: interrupted("the step under way")?,
    })
}

fn summary(task: &TilesTask, trained: &TrainedTiles) -> String {
    let names: Vec<&str> = task
        .sources
        .iter()
        .map(|source| source.name.as_str())
        .collect();
    format!(
        "convolutional classifier of {} categories, trained on fresh tiles of {}",
        trained.classes.len(),
        names.join(", ")
    )
}
