//! Batches by their number: which pictures, in which variant, depends on the step's number and on nothing before it.

use rayon::prelude::*;

use super::data::Data;
use super::hash::DataHash;
use super::task::{Labels, Task, TrainError};
use crate::seed::{Namespace, Rng, SeedSpace};

/// Hands out batches.
pub(crate) struct Feed<'a> {
    task: &'a Task,
    data: &'a Data<'a>,
    randomness: SeedSpace,
    /// An epoch with its order.
    order: Option<(u64, Vec<u32>)>,
    /// Sums of the sources' weights, up to each.
    weights: Vec<f64>,
}

/// What a step learns from.
pub(crate) struct Prepared {
    pub pictures: Vec<f32>,
    pub labels: Vec<Vec<u16>>,
    /// Of labels that are new with this batch.
    pub fresh: DataHash,
}

impl<'a> Feed<'a> {
    pub fn new(task: &'a Task, data: &'a Data<'a>) -> Self {
        let mut sum = 0.0;
        let weights = task.sources.iter().map(|source| {
            sum += source.weight;
            sum
        });
        Self {
            weights: weights.collect(),
            randomness: SeedSpace::new(Namespace::Train, "trainer", 1, "{}", task.recipe.seed),
            order: None,
            task,
            data,
        }
    }

    /// The batch of the step with this number, counted from 0.
    pub fn batch(&mut self, step: u64) -> Result<Prepared, TrainError> {
        let batch = self.task.recipe.batch;
        let numbers = step * batch as u64..(step + 1) * batch as u64;
        let pixels = self.data.drawer.frame.height * self.data.drawer.frame.width;
        let mut pictures = vec![0.0; batch * pixels];
        let fresh = self.task.labels == Labels::Fresh;
        let places: Vec<usize> = numbers
            .clone()
            .map(|number| if fresh { 0 } else { self.place(number) })
            .collect();
        let this = &*self;
        let one = |((number, place), out): ((u64, usize), &mut [f32])| {
            if fresh {
                this.fresh(number, out)
            } else {
                let sample = &this.data.train[place];
                this.vary(&sample.ink, number, out);
                Ok((sample.label.clone(), DataHash::default()))
            }
        };
        let inputs: Vec<(u64, usize)> = numbers.zip(places).collect();
        let drawn: Result<Vec<_>, TrainError> = inputs
            .into_par_iter()
            .zip(pictures.par_chunks_mut(pixels))
            .map(one)
            .collect();
        let mut fresh = DataHash::default();
        let label = |(label, hash): (Vec<u16>, DataHash)| {
            fresh.merge(hash);
            label
        };
        let labels = drawn?.into_iter().map(label).collect();
        Ok(Prepared {
            pictures,
            labels,
            fresh,
        })
    }

    /// Which of the pool a sample is: each epoch in an order of its own.
    fn place(&mut self, number: u64) -> usize {
        let n = self.data.train.len() as u64;
        let epoch = number / n;
        if self.order.as_ref().is_none_or(|(of, _)| *of != epoch) {
            let mut rng = self.randomness.seed(epoch).stream("order");
            self.order = Some((epoch, shuffled(n as usize, &mut rng)));
        }
        let order = self.order.as_ref().map(|(_, order)| order);
        order.map_or(0, |order| order[(number % n) as usize] as usize)
    }

    fn fresh(&self, number: u64, out: &mut [f32]) -> Result<(Vec<u16>, DataHash), TrainError> {
        let drawer = &self.data.drawer;
        let name = (self.source(number), self.data.fresh_from + number);
        let example = drawer.draw(name).map_err(|why| drawer.failed(name, why))?;
        if self.data.guard.refuses(example.digest) {
            let trained = std::iter::once(example.digest);
            self.data.guard.check(&self.task.sources, trained)?;
        }
        let drawn = &example.key.drawn;
        let label = self.data.alphabet.encode(drawn);
        let label = label.filter(|label| label.len() <= self.data.longest);
        let Some(label) = label else {
            return Err(TrainError::Task(format!(
                "`{}` drew `{drawn}`, which is outside what it says it draws",
                self.task.sources[name.0].name
            )));
        };
        self.vary(&example.ink, number, out);
        Ok((label, DataHash::of([&example])))
    }

    /// The source of a fresh sample, by weight.
    fn source(&self, number: u64) -> usize {
        let all = self.weights.last().copied().unwrap_or(0.0);
        let at = self.randomness.seed(number).stream("source").unit() * all;
        let place = self.weights.iter().position(|&upto| at < upto);
        place.unwrap_or(self.weights.len() - 1)
    }

    fn vary(&self, ink: &[u8], number: u64, out: &mut [f32]) {
        let mut rng = self.randomness.seed(number).stream("augment");
        let frame = self.data.drawer.frame;
        self.task.recipe.augment.apply(ink, frame, &mut rng, out);
    }
}

/// Fisher and Yates.
fn shuffled(n: usize, rng: &mut Rng) -> Vec<u32> {
    let mut order: Vec<u32> = (0..n as u32).collect();
    for last in (1..n).rev() {
        order.swap(last, rng.below(last as u64 + 1) as usize);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::augment::Augment;
    use crate::train::testing::task;

    #[test]
    fn every_epoch_shows_each_picture_once_in_another_order() {
        let task = task(&["simplified"], Labels::Fixed(40));
        let data = Data::draw(&task, &mut |_| {}).expect("data");
        let n = data.train.len() as u64;
        let mut feed = Feed::new(&task, &data);
        let mut epoch = |epoch: u64| -> Vec<usize> {
            (epoch * n..(epoch + 1) * n)
                .map(|s| feed.place(s))
                .collect()
        };
        let (first, second) = (epoch(0), epoch(1));
        assert_ne!(first, second);
        for mut order in [first, second] {
            order.sort_unstable();
            assert_eq!(order, (0..n as usize).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_batch_depends_on_its_number_alone() {
        for labels in [Labels::Fixed(40), Labels::Fresh] {
            let mut task = task(&["simplified", "stock"], labels);
            task.recipe.augment = Augment::Light;
            let data = Data::draw(&task, &mut |_| {}).expect("data");
            let mut feed = Feed::new(&task, &data);
            let straight: Vec<Prepared> = (0..4)
                .map(|step| feed.batch(step).expect("a batch"))
                .collect();
            let alone = Feed::new(&task, &data).batch(3).expect("a batch");
            assert_eq!(straight[3].pictures, alone.pictures);
            assert_eq!(straight[3].labels, alone.labels);
            assert_ne!(straight[2].pictures, alone.pictures);
            let paid = u64::from(labels == Labels::Fresh) * 8;
            assert!(alone.fresh.to_string().ends_with(&format!("-{paid}")));
        }
    }
}
