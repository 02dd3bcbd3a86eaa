//! How well tiles were chosen, tile by tile.
//!
//! Tiles of one grid share its question, so a grid is what is sampled: intervals of tile rates are those of a ratio over
//! grids (Cochran 1977, 6.4). Precision, recall and F1 are over all tiles together (micro averages).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Estimate, RatioSums, Unit};

/// Thresholds of the sweep.
const SWEEP: usize = 19;
/// Ends of the windows of a memory's course, in grids.
const WINDOWS: [u64; 12] = [
    10,
    20,
    50,
    100,
    200,
    500,
    1000,
    2000,
    5000,
    10_000,
    100_000,
    u64::MAX,
];

/// One answered grid.
#[derive(Clone, Debug)]
pub struct TilesSeen<'a> {
    /// Index of the grid in its case.
    pub i: u64,
    /// Category of each tile.
    pub shown: &'a [&'a str],
    /// Whether each tile should be chosen.
    pub right: &'a [bool],
    /// Whether each tile was chosen.
    pub chosen: &'a [bool],
    /// Confidence of each decision, 0 to 1; empty where there are none.
    pub confidence: &'a [f32],
    /// Words a solver with a memory wrote for each tile, `-` for one never met; empty for other solvers.
    pub memory: &'a [&'a str],
    /// Whether the site accepted the answer.
    pub solved: bool,
}

/// How well tiles were chosen. Shares are of answered grids and their tiles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tiles {
    /// Answered grids.
    pub grids: u64,
    /// Exactly the right set, whatever the site tolerates; Wilson 95 %.
    pub exact: Estimate,
    /// At most one tile wrong.
    pub one_wrong: Estimate,
    /// At most two.
    pub two_wrong: Estimate,
    /// Tiles decided right.
    pub accuracy: Estimate,
    /// Right of those chosen.
    pub precision: Estimate,
    /// Chosen of those right.
    pub recall: Estimate,
    /// Harmonic mean of precision and recall.
    pub f1: Option<f64>,
    /// Wrong tiles a grid (Hamming distance).
    pub hamming: Estimate,
    /// How often tiles of a category were chosen when one was asked for.
    pub confusion: Vec<Chosen>,
    /// What other thresholds would give; empty without confidences.
    pub sweep: Vec<AtThreshold>,
    /// How a memory filled; empty for solvers without one.
    pub memory: Vec<Window>,
}

/// Tiles of one category under one question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chosen {
    /// The category asked for.
    pub asked: String,
    /// The category shown.
    pub shown: String,
    /// Such tiles.
    pub tiles: u64,
    /// Those that were chosen.
    pub chosen: u64,
}

/// Tiles chosen at a threshold of their probability.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AtThreshold {
    /// Least probability.
    pub threshold: f64,
    /// Exactly the right set, of answered grids.
    pub exact: Estimate,
    /// Right of those chosen.
    pub precision: Option<f64>,
    /// Chosen of those right.
    pub recall: Option<f64>,
}

/// A stretch of grids in the order they were asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Window {
    /// The first grid, from 1.
    pub from: u64,
    /// The last.
    pub to: u64,
    /// Solved of answered.
    pub solved: Estimate,
    /// Tiles whose picture had been met before.
    pub met: Estimate,
    /// Tiles that had a label.
    pub labelled: Estimate,
    /// Share of tiles met before, if every picture were served as the same file for ever and drawn as goCaptcha does.
    pub theory: Option<f64>,
}

/// Counts for [`Tiles`].
#[derive(Clone, Debug)]
pub struct TilesTally {
    pool: Vec<u64>,
    grids: u64,
    wrong: [u64; 3],
    accuracy: RatioSums,
    precision: RatioSums,
    recall: RatioSums,
    hamming: RatioSums,
    confusion: BTreeMap<(String, String), (u64, u64)>,
    sweep: Vec<Swept>,
    unsure: bool,
    memory: BTreeMap<usize, Course>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Swept {
    exact: u64,
    both: u64,
    chosen: u64,
    right: u64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Course {
    grids: u64,
    solved: u64,
    tiles: u64,
    met: u64,
    labelled: u64,
    last: u64,
}

impl TilesTally {
    /// `pool`: pictures of each category, where known.
    pub fn new(pool: &[u64]) -> Self {
        Self {
            pool: pool.to_vec(),
            grids: 0,
            wrong: [0; 3],
            accuracy: RatioSums::default(),
            precision: RatioSums::default(),
            recall: RatioSums::default(),
            hamming: RatioSums::default(),
            confusion: BTreeMap::new(),
            sweep: vec![Swept::default(); SWEEP],
            unsure: false,
            memory: BTreeMap::new(),
        }
    }

    /// Counts a grid. Lists of other lengths than the grid's are passed over.
    pub fn push(&mut self, seen: &TilesSeen<'_>) {
        let n = seen.right.len();
        if seen.chosen.len() != n || seen.shown.len() != n {
            return;
        }
        let pairs = || seen.right.iter().zip(seen.chosen);
        let count =
            |of: fn((&bool, &bool)) -> bool| pairs().filter(|&pair| of(pair)).count() as u64;
        let (both, chosen) = (count(|(r, c)| *r && *c), count(|(_, c)| *c));
        let (right, wrong) = (count(|(r, _)| *r), count(|(r, c)| r != c));
        self.grids += 1;
        (0..3).for_each(|most| self.wrong[most] += u64::from(wrong <= most as u64));
        self.accuracy.push(n as u64 - wrong, n as u64, 1);
        self.precision.push(both, chosen, 1);
        self.recall.push(both, right, 1);
        self.hamming.push(wrong, 1, 1);
        let asked = seen
            .right
            .iter()
            .position(|&r| r)
            .map_or("", |at| seen.shown[at]);
        for (shown, &chosen) in seen.shown.iter().zip(seen.chosen) {
            let pair = (asked.to_owned(), (*shown).to_owned());
            let cell = self.confusion.entry(pair).or_default();
            *cell = (cell.0 + 1, cell.1 + u64::from(chosen));
        }
        self.sweep(seen);
        self.remember(seen);
    }

    fn sweep(&mut self, seen: &TilesSeen<'_>) {
        if seen.confidence.len() != seen.right.len() {
            self.unsure = true;
            return;
        }
        let decided = seen.chosen.iter().zip(seen.confidence);
        let shows: Vec<f64> = decided
            .map(|(&on, &c)| f64::from(if on { c } else { 1.0 - c }))
            .collect();
        for (at, swept) in self.sweep.iter_mut().enumerate() {
            let choice: Vec<bool> = shows.iter().map(|&p| p >= threshold(at)).collect();
            let both = choice
                .iter()
                .zip(seen.right)
                .filter(|(c, r)| **c && **r)
                .count();
            swept.exact += u64::from(choice == seen.right);
            swept.both += both as u64;
            swept.chosen += choice.iter().filter(|c| **c).count() as u64;
            swept.right += seen.right.iter().filter(|r| **r).count() as u64;
        }
    }

    fn remember(&mut self, seen: &TilesSeen<'_>) {
        if seen.memory.len() != seen.right.len() {
            return;
        }
        let window = WINDOWS.iter().position(|&end| seen.i < end).unwrap_or(0);
        let course = self.memory.entry(window).or_default();
        let count =
            |of: fn(&str) -> bool| seen.memory.iter().filter(|word| of(word)).count() as u64;
        course.grids += 1;
        course.solved += u64::from(seen.solved);
        course.tiles += seen.memory.len() as u64;
        course.met += count(|word| word != "-");
        course.labelled += count(|word| !["-", "?"].contains(&word));
        course.last = course.last.max(seen.i + 1);
    }

    /// `None` where no grid was answered.
    pub fn finish(&self) -> Option<Tiles> {
        let ratio =
            |sums: &RatioSums, unit| Estimate::new(sums.ratio(), sums.interval(), sums.n, unit);
        let share = |sums: &RatioSums| {
            let mut share = ratio(sums, Unit::Share);
            share.high = share.high.map(|high| high.min(1.0));
            share
        };
        let within = |most: usize| Estimate::rate(self.wrong[most], self.grids);
        let (precision, recall) = (share(&self.precision), share(&self.recall));
        let sure = !self.unsure;
        (self.grids > 0).then(|| Tiles {
            grids: self.grids,
            exact: within(0),
            one_wrong: within(1),
            two_wrong: within(2),
            accuracy: share(&self.accuracy),
            f1: precision
                .value
                .zip(recall.value)
                .and_then(|(p, r)| (p + r > 0.0).then(|| 2.0 * p * r / (p + r))),
            precision,
            recall,
            hamming: ratio(&self.hamming, Unit::Number),
            confusion: self.confused(),
            sweep: if sure { self.swept() } else { Vec::new() },
            memory: self
                .memory
                .iter()
                .map(|(&at, course)| self.window(at, course))
                .collect(),
        })
    }

    fn confused(&self) -> Vec<Chosen> {
        let cell = |((asked, shown), &(tiles, chosen)): (&(String, String), &(u64, u64))| Chosen {
            asked: asked.clone(),
            shown: shown.clone(),
            tiles,
            chosen,
        };
        self.confusion.iter().map(cell).collect()
    }

    fn swept(&self) -> Vec<AtThreshold> {
        let share = |top: u64, bottom: u64| (bottom > 0).then(|| top as f64 / bottom as f64);
        let point = |(at, swept): (usize, &Swept)| AtThreshold {
            threshold: threshold(at),
            exact: Estimate::rate(swept.exact, self.grids),
            precision: share(swept.both, swept.chosen),
            recall: share(swept.both, swept.right),
        };
        self.sweep.iter().enumerate().map(point).collect()
    }

    fn window(&self, at: usize, course: &Course) -> Window {
        let from = at.checked_sub(1).map_or(0, |before| WINDOWS[before]);
        let tiles = course.tiles.checked_div(course.grids).unwrap_or(0);
        let points = from..course.last;
        let mean = points
            .clone()
            .filter_map(|grid| met_before(&self.pool, grid * tiles))
            .sum::<f64>();
        Window {
            from: from + 1,
            to: course.last,
            solved: Estimate::rate(course.solved, course.grids),
            met: Estimate::rate(course.met, course.tiles),
            labelled: Estimate::rate(course.labelled, course.tiles),
            theory: (!self.pool.is_empty() && !points.is_empty())
                .then(|| mean / (course.last - from) as f64),
        }
    }
}

/// Of the sweep: 0.05 to 0.95.
fn threshold(at: usize) -> f64 {
    (at + 1) as f64 / (SWEEP + 1) as f64
}

/// Share of the next tiles whose picture was among the first `draws`, each of a uniform category and a uniform picture of
/// it: the mean over categories of 1 - (1 - 1/(K N))^draws, N its pictures. `None` without categories.
pub fn met_before(pool: &[u64], draws: u64) -> Option<f64> {
    let k = pool.len() as f64;
    let one = |&n: &u64| 1.0 - libm::pow(1.0 - 1.0 / (k * n.max(1) as f64), draws as f64);
    (!pool.is_empty()).then(|| pool.iter().map(one).sum::<f64>() / k)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen<'a>(
        i: u64,
        right: &'a [bool],
        chosen: &'a [bool],
        sure: &'a [f32],
        memory: &'a [&'a str],
    ) -> TilesSeen<'a> {
        TilesSeen {
            i,
            shown: &["a", "b", "a"],
            right,
            chosen,
            confidence: sure,
            memory,
            solved: right == chosen,
        }
    }

    #[test]
    fn tiles_are_counted() {
        let mut tally = TilesTally::new(&[]);
        let right = [true, false, true];
        tally.push(&seen(
            0,
            &right,
            &[true, false, true],
            &[0.9, 0.8, 0.6],
            &[],
        ));
        tally.push(&seen(
            1,
            &right,
            &[true, true, false],
            &[0.9, 0.6, 0.7],
            &[],
        ));
        let tiles = tally.finish().unwrap();
        assert_eq!(
            (tiles.grids, tiles.exact.value, tiles.hamming.value),
            (2, Some(0.5), Some(1.0))
        );
        assert_eq!(
            (tiles.precision.value, tiles.recall.value, tiles.f1),
            (Some(0.75), Some(0.75), Some(0.75))
        );
        assert_eq!(
            (tiles.one_wrong.value, tiles.two_wrong.value),
            (Some(0.5), Some(1.0))
        );
        let taken = &tiles.confusion[1];
        assert_eq!(
            (
                taken.asked.as_str(),
                taken.shown.as_str(),
                taken.tiles,
                taken.chosen
            ),
            ("a", "b", 2, 1)
        );
        let at = |t: f64| {
            tiles
                .sweep
                .iter()
                .find(|p| (p.threshold - t).abs() < 1e-9)
                .unwrap()
        };
        // At 0.3 the third tile of the second grid (p = 0.3) is chosen too.
        assert_eq!(at(0.3).recall, Some(1.0));
        assert_eq!(at(0.7).exact.value, Some(0.0));
        assert_eq!(TilesTally::new(&[]).finish(), None);
    }

    #[test]
    fn a_memory_fills_as_theory_says() {
        assert_eq!(met_before(&[], 5), None);
        assert!((met_before(&[53; 9], 450).unwrap() - 0.6110).abs() < 1e-3);
        let mut tally = TilesTally::new(&[4, 4]);
        let right = [true, false, true];
        tally.push(&seen(0, &right, &right, &[], &["-", "-", "-"]));
        tally.push(&seen(12, &right, &right, &[], &["a", "?", "-"]));
        let windows = tally.finish().unwrap().memory;
        assert_eq!(
            (
                windows[0].from,
                windows[0].to,
                windows[1].from,
                windows[1].to
            ),
            (1, 1, 11, 13)
        );
        assert_eq!(
            (windows[1].met.value, windows[1].labelled.value),
            (Some(2.0 / 3.0), Some(1.0 / 3.0))
        );
        assert_eq!(windows[0].theory, Some(0.0));
    }
}
