//! The leak guard: what is judged on is never trained on, pixel for pixel.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::draw::{Example, Name, digest};
use super::task::{Source, TrainError};
use crate::seed::Namespace;

/// Pixel hashes of everything that must not be trained on, with what it is for.
#[derive(Default)]
pub(crate) struct Guard {
    held: HashMap<u64, (&'static str, Name)>,
    /// "eval" challenges that were drawn, over all sources.
    pub eval: u64,
}

impl Guard {
    /// Holds examples that are judged on.
    pub fn hold(&mut self, part: &'static str, examples: &[Example]) {
        for example in examples {
            self.held.insert(example.digest, (part, example.name));
        }
    }

    /// Draws each source's first "eval" challenges, and holds their hashes. One that cannot be drawn shows nothing.
    pub fn hold_eval(&mut self, sources: &[Source]) {
        for (place, source) in sources.iter().enumerate() {
            if source.listed().is_some() {
                continue;
            }
            let seeds = source.seeds(Namespace::Eval);
            let draw = |index: u64| {
                let issued = source.scheme.generate(&seeds.seed(index), index).ok()?;
                Some((digest(&issued.challenge), ("eval", (place, index))))
            };
            let drawn: Vec<_> = (0..source.guard).into_par_iter().filter_map(draw).collect();
            self.eval += drawn.len() as u64;
            self.held.extend(drawn);
        }
    }

    /// Whether a picture that is about to be trained on is held.
    pub fn refuses(&self, digest: u64) -> bool {
        self.held.contains_key(&digest)
    }

    /// Checks all pictures that are trained on; an error counts those that are held, part by part.
    pub fn check(
        &self,
        sources: &[Source],
        trained: impl Iterator<Item = u64>,
    ) -> Result<(), TrainError> {
        let trained: HashSet<u64> = trained.collect();
        for part in ["eval", "test", "validation"] {
            let held = || self.held.iter().filter(|(_, (of, _))| *of == part);
            let shared = || held().filter(|(digest, _)| trained.contains(digest));
            if let Some((place, index)) = shared().map(|(_, (_, name))| *name).min() {
                return Err(TrainError::Leak {
                    part,
                    shared: shared().count() as u64,
                    checked: held().count() as u64,
                    case: sources[place].name.clone(),
                    index,
                });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Key;
    use crate::train::testing;

    fn example(index: u64, digest: u64) -> Example {
        Example {
            name: (0, index),
            digest,
            ink: Vec::new(),
            key: Key::text("", "", false),
        }
    }

    #[test]
    fn counts_what_is_shared() {
        let sources = [testing::source("simplified")];
        let mut guard = Guard::default();
        guard.hold("test", &[example(7, 1), example(5, 2), example(6, 3)]);
        assert!(guard.check(&sources, [4, 5].into_iter()).is_ok());
        let error = guard.check(&sources, [2, 1, 9].into_iter());
        let message = error.expect_err("a leak").to_string();
        assert!(
            message.starts_with("2 of 3 test pictures are also trained on"),
            "{message}"
        );
        assert!(message.contains("simplified, challenge 5"), "{message}");
    }

    #[test]
    fn eval_pictures_are_other_pictures() {
        let mut source = testing::source("simplified");
        source.guard = 50;
        let sources = [source];
        let mut guard = Guard::default();
        guard.hold_eval(&sources);
        assert_eq!(guard.eval, 50);
        let eval = sources[0].seeds(Namespace::Eval);
        let challenge = sources[0].scheme.generate(&eval.seed(3), 3).expect("drawn");
        assert!(guard.refuses(digest(&challenge.challenge)));
        let train = sources[0].seeds(Namespace::Train);
        let challenge = sources[0]
            .scheme
            .generate(&train.seed(3), 3)
            .expect("drawn");
        assert!(!guard.refuses(digest(&challenge.challenge)));
    }
}
