//! The labelled pictures of one training: drawn, split, encoded, and proven apart from what is judged on.

use serde::Serialize;

use super::alphabet::Alphabet;
use super::draw::{Drawer, Example, Name, quotas};
use super::event::Event;
use super::guard::Guard;
use super::hash::DataHash;
use super::split::{shuffle, take, validation_size};
use super::task::{CaseRule, Labels, Source, Task, TrainError};

/// Validation challenges where labels cost nothing.
const FRESH_VALIDATION: u64 = 1000;
/// Fewer labels than this leave nothing to validate on.
const LEAST_LABELS: usize = 10;

/// A picture with the classes of its text.
pub(crate) struct Sample {
    pub ink: Vec<u8>,
    pub label: Vec<u16>,
}

/// Everything that is drawn before the first step.
pub(crate) struct Data<'a> {
    pub drawer: Drawer<'a>,
    pub alphabet: Alphabet,
    /// Empty where every step draws its own.
    pub train: Vec<Sample>,
    pub validation: Vec<Example>,
    pub test: Vec<Example>,
    /// Of the labels paid for so far.
    pub hash: DataHash,
    /// Where each source's fresh challenges begin.
    pub fresh_from: u64,
    pub guard: Guard,
    /// Symbols of the longest text there can be.
    pub longest: usize,
    pub origins: Vec<Origin>,
}

/// Where a source's pictures came from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Origin {
    /// Its name.
    pub name: String,
    /// Kind of scheme.
    pub scheme: String,
    /// Version of the generator.
    pub version: u32,
    /// Base of the seeds.
    pub base: u64,
    /// Labelled challenges that were drawn for training and validation; those of fresh training not counted.
    pub labels: u64,
    /// "train" indexes of them, the end excluded; `None` for a folder, whose pictures have no seeds.
    pub range: Option<(u64, u64)>,
    /// Challenges of the test part.
    pub test: u64,
    /// "train" indexes of the test part.
    pub test_range: Option<(u64, u64)>,
    /// "eval" challenges that were checked against the labels.
    pub guard: u64,
}

/// What is taken of a source.
struct Taken {
    pool: Vec<Name>,
    test: Vec<Name>,
    origin: Origin,
}

impl<'a> Data<'a> {
    /// Draws and checks it all.
    pub fn draw(task: &'a Task, tell: &mut dyn FnMut(Event<'_>)) -> Result<Self, TrainError> {
        check(task)?;
        let drawer = Drawer::new(&task.sources, task.shape.size)?;
        let taken = take_sources(task, &drawer, tell)?;
        let mut part = |part, names: Vec<Name>| {
            let count = names.len() as u64;
            tell(Event::Drawing { part, count });
            drawer.draw_all(&names)
        };
        let flat = |of: fn(&Taken) -> &Vec<Name>| taken.iter().flat_map(of).copied().collect();
        let mut pool = part("labelled", flat(|taken| &taken.pool))?;
        let test = part("test", flat(|taken| &taken.test))?;
        let hash = DataHash::of(&pool);
        let validation = take_validation(task, &mut pool)?;
        let alphabet = alphabet(task, &pool);
        let longest = longest(task, &alphabet, &pool);
        let guard = guard(task, &pool, &validation, &test, tell)?;
        let train = samples(&alphabet, pool);
        Ok(Self {
            alphabet,
            train,
            validation,
            test,
            hash,
            fresh_from: fresh_from(task),
            guard,
            longest,
            origins: taken.into_iter().map(|taken| taken.origin).collect(),
            drawer,
        })
    }
}

/// What no data is needed to see.
fn check(task: &Task) -> Result<(), TrainError> {
    let wrong = |why: &str| Err(TrainError::Task(why.to_owned()));
    let sources = &task.sources;
    let listed = |source: &&Source| source.listed().is_some();
    if sources.is_empty() {
        return wrong("there is nothing to learn: no source");
    }
    if sources
        .iter()
        .any(|source| source.weight.is_nan() || source.weight <= 0.0)
    {
        return wrong("a source's weight is a number above 0");
    }
    let sums = sources
        .iter()
        .filter(|source| source.scheme.keyspace().arithmetic);
    if ![0, sources.len()].contains(&sums.count()) {
        return wrong(
            "sums and texts cannot be learnt by one model: what is read of a sum is worked out",
        );
    }
    if task.recipe.batch == 0 || task.recipe.validations == 0 {
        return wrong("a step takes at least one picture, and a training at least one validation");
    }
    match task.labels {
        Labels::Fresh => match sources.iter().find(listed) {
            Some(source) => wrong(&format!(
                "`{}` is a fixed list of pictures; fresh ones come from a generator only",
                source.name
            )),
            None => Ok(()),
        },
        Labels::All if !sources.iter().all(|source| listed(&source)) => {
            wrong("a generator never runs out of labels: say how many, or `fresh`")
        }
        _ => Ok(()),
    }
}

/// Number of validation and test challenges that fresh training puts before the first sample.
fn fresh_from(task: &Task) -> u64 {
    task.first + FRESH_VALIDATION + task.test
}

fn take_sources(
    task: &Task,
    drawer: &Drawer<'_>,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<Vec<Taken>, TrainError> {
    let weights: Vec<f64> = task.sources.iter().map(|source| source.weight).collect();
    let labels = match task.labels {
        Labels::Fixed(count) => quotas(count, &weights),
        Labels::Fresh => quotas(FRESH_VALIDATION, &weights),
        Labels::All => vec![u64::MAX; weights.len()],
    };
    let tests = quotas(task.test, &weights);
    let mut all = Vec::new();
    for (place, (labels, test)) in labels.into_iter().zip(tests).enumerate() {
        all.push(match task.sources[place].listed() {
            Some(count) => take_listed(task, drawer, place, (count, labels), tell)?,
            None => take_generated(task, place, labels, test),
        });
    }
    Ok(all)
}

/// Labels first, then the test part, by index.
fn take_generated(task: &Task, place: usize, labels: u64, test: u64) -> Taken {
    let (first, between) = (task.first, task.first + labels);
    let end = between + test;
    let names = |from: u64, to: u64| (from..to).map(|index| (place, index)).collect();
    let source = &task.sources[place];
    Taken {
        pool: names(first, between),
        test: names(between, end),
        origin: Origin {
            range: Some((first, between)),
            test_range: Some((between, end)).filter(|_| test > 0),
            guard: source.guard,
            ..origin(source, labels, test)
        },
    }
}

/// A tenth for the test, then labels, in an order that content alone decides.
fn take_listed(
    task: &Task,
    drawer: &Drawer<'_>,
    place: usize,
    (count, labels): (u64, u64),
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<Taken, TrainError> {
    let source = &task.sources[place];
    let part = "listed";
    tell(Event::Drawing { part, count });
    let mut listed = drawer.digests_of_list(place, count);
    let readable = listed.len();
    if (readable as u64) < count {
        let lost = count - readable as u64;
        tell(Event::Notice(format!(
            "{}: {lost} of {count} pictures cannot be decoded and are left out",
            source.name
        )));
    }
    tell(Event::Notice(format!(
        "{}: a fixed list has no \"eval\" challenges of its own; judge the model on pictures that are not in it",
        source.name
    )));
    shuffle(&mut listed, task.recipe.seed, |(digest, _)| *digest);
    let tenth = if task.test == 0 { 0 } else { readable / 10 };
    let test = take(&mut listed, tenth, |(digest, _)| *digest);
    let wanted = usize::try_from(labels).unwrap_or(usize::MAX);
    if labels != u64::MAX && wanted > listed.len() {
        return Err(TrainError::Task(format!(
            "`{}` holds {} labelled pictures beside its test part of {}; {labels} were asked for",
            source.name,
            listed.len(),
            test.len()
        )));
    }
    listed.truncate(wanted);
    let names = |list: &[(u64, u64)]| list.iter().map(|(_, index)| (place, *index)).collect();
    Ok(Taken {
        pool: names(&listed),
        test: names(&test),
        origin: origin(source, listed.len() as u64, test.len() as u64),
    })
}

fn origin(source: &Source, labels: u64, test: u64) -> Origin {
    Origin {
        name: source.name.clone(),
        scheme: source.kind.to_owned(),
        version: source.scheme.version(),
        base: source.base,
        labels,
        range: None,
        test,
        test_range: None,
        guard: 0,
    }
}

/// All of a fresh training's labels so far; a share of a fixed number.
fn take_validation(task: &Task, pool: &mut Vec<Example>) -> Result<Vec<Example>, TrainError> {
    if task.labels == Labels::Fresh {
        return Ok(std::mem::take(pool));
    }
    if pool.len() < LEAST_LABELS {
        return Err(TrainError::Task(format!(
            "{} labels are too few to train and validate on; {LEAST_LABELS} are the least",
            pool.len()
        )));
    }
    shuffle(pool, task.recipe.seed, |example| example.digest);
    let size = validation_size(pool.len());
    let validation = take(pool, size, |example| example.digest);
    if pool.is_empty() {
        let why = "all pictures are the same: none is left to train on".to_owned();
        return Err(TrainError::Task(why));
    }
    Ok(validation)
}

/// The symbols that a generator says it draws; those of the training part where a list says nothing in advance.
fn alphabet(task: &Task, train: &[Example]) -> Alphabet {
    let keyspaces: Vec<_> = task
        .sources
        .iter()
        .map(|source| (source.listed().is_none(), source.scheme.keyspace()))
        .collect();
    let told = keyspaces.iter().filter(|(known, _)| *known);
    let told = told.map(|(_, keyspace)| keyspace.charset.as_str());
    let seen = train.iter().map(|example| example.key.drawn.as_str());
    let sensitive = keyspaces
        .iter()
        .any(|(_, keyspace)| keyspace.case_sensitive);
    let arithmetic = keyspaces.iter().all(|(_, keyspace)| keyspace.arithmetic);
    let folded = task.case == CaseRule::AsJudged && !sensitive;
    Alphabet::new(told.chain(seen), folded, arithmetic)
}

/// By the same rule as the alphabet.
fn longest(task: &Task, alphabet: &Alphabet, train: &[Example]) -> usize {
    let generated = task
        .sources
        .iter()
        .filter(|source| source.listed().is_none());
    let told = generated.filter_map(|source| Some(source.scheme.keyspace().length?.1));
    let length = |example: &Example| alphabet.learnt(&example.key.drawn).chars().count();
    told.chain(train.iter().map(length))
        .max()
        .unwrap_or(1)
        .max(1)
}

fn guard(
    task: &Task,
    train: &[Example],
    validation: &[Example],
    test: &[Example],
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<Guard, TrainError> {
    let generated = task
        .sources
        .iter()
        .filter(|source| source.listed().is_none());
    let count = generated.map(|source| source.guard).sum();
    let part = "eval (hashes only)";
    tell(Event::Drawing { part, count });
    let mut guard = Guard::default();
    guard.hold_eval(&task.sources);
    guard.hold("test", test);
    // The validation part chooses the model, so nothing that judges it may be there either.
    let learnt = || train.iter().chain(validation).map(|example| example.digest);
    guard.check(&task.sources, learnt())?;
    guard.hold("validation", validation);
    guard.check(&task.sources, train.iter().map(|example| example.digest))?;
    Ok(guard)
}

fn samples(alphabet: &Alphabet, train: Vec<Example>) -> Vec<Sample> {
    let sample = |example: Example| Sample {
        label: alphabet.encode(&example.key.drawn).unwrap_or_default(),
        ink: example.ink,
    };
    train.into_iter().map(sample).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::testing::{source, task};
    use std::collections::HashSet;

    fn quiet(_: Event<'_>) {}

    fn digests(examples: &[Example]) -> HashSet<u64> {
        examples.iter().map(|example| example.digest).collect()
    }

    #[test]
    fn a_pool_is_split_within_its_budget() {
        let task = task(&["simplified"], Labels::Fixed(100));
        let data = Data::draw(&task, &mut quiet).expect("data");
        assert_eq!(data.train.len() + data.validation.len(), 100);
        assert_eq!((data.validation.len(), data.test.len()), (20, 30));
        assert_eq!(
            (data.drawer.frame.height, data.drawer.frame.width),
            (80, 216)
        );
        assert_eq!(data.origins[0].range, Some((0, 100)));
        assert_eq!(data.origins[0].test_range, Some((100, 130)));
        assert!(digests(&data.validation).is_disjoint(&digests(&data.test)));
        assert!(!data.alphabet.folded(), "simplified tells case apart");
        let again = Data::draw(&task, &mut quiet).expect("data");
        assert_eq!(data.hash, again.hash);
        assert_eq!(data.train[3].ink, again.train[3].ink);
    }

    #[test]
    fn tasks_that_start_apart_share_nothing() {
        let near = task(&["stock"], Labels::Fixed(40));
        let mut far = near.clone();
        far.first = 1000;
        let (near, far) = (Data::draw(&near, &mut quiet), Data::draw(&far, &mut quiet));
        let (near, far) = (near.expect("data"), far.expect("data"));
        assert_ne!(near.hash, far.hash);
        assert!(digests(&near.validation).is_disjoint(&digests(&far.validation)));
    }

    #[test]
    fn cases_mix_by_weight_and_keep_case_where_one_needs_it() {
        let mut task = task(&["stock", "simplified"], Labels::Fixed(80));
        task.sources[0].weight = 3.0;
        let data = Data::draw(&task, &mut quiet).expect("data");
        let labels: Vec<u64> = data.origins.iter().map(|origin| origin.labels).collect();
        assert_eq!(labels, [60, 20]);
        assert!(data.alphabet.charset().contains('A'));
    }

    #[test]
    fn fresh_training_pays_for_validation_first() {
        let mut task = task(&["math"], Labels::Fresh);
        task.test = 10;
        let data = Data::draw(&task, &mut quiet).expect("data");
        assert!(data.train.is_empty());
        assert_eq!((data.validation.len(), data.test.len()), (1000, 10));
        assert_eq!(data.fresh_from, 1010);
        assert_eq!(data.alphabet.charset(), "+-0123456789x");
        assert!(data.longest >= 4);
    }

    #[test]
    fn contradictions_are_refused() {
        let says = |task: &Task| {
            Data::draw(task, &mut quiet)
                .err()
                .expect("refused")
                .to_string()
        };
        let mut task = task(&["simplified"], Labels::All);
        assert!(says(&task).contains("never runs out"));
        task.labels = Labels::Fixed(4);
        assert!(says(&task).contains("too few"));
        task.labels = Labels::Fixed(40);
        task.sources.push(source("math"));
        assert!(says(&task).contains("sums and texts"));
    }
}
