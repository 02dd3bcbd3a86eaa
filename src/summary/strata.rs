//! What is counted for the parts of a case: the challenges that share a tag.

use std::collections::HashMap;

use super::cell::CellTally;
use super::{StratumCell, StratumSummary};
use crate::plan::CaseRecord;
use crate::record::Outcome;
use crate::scheme::Tag;
use crate::stats::Estimate;

/// Counts of one contestant on one part.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    solved: u64,
    answered: u64,
}

/// The parts of a case.
pub(super) struct StrataTally {
    contestants: usize,
    /// In the order first met.
    tags: Vec<Tag>,
    place: HashMap<Tag, usize>,
    n: Vec<u64>,
    counts: Vec<Vec<Counts>>,
    /// Parts of each challenge.
    of: Vec<Vec<u16>>,
}

impl StrataTally {
    pub(super) fn new(challenges: u64, contestants: usize) -> Self {
        Self {
            contestants,
            tags: Vec::new(),
            place: HashMap::new(),
            n: Vec::new(),
            counts: Vec::new(),
            of: vec![Vec::new(); challenges as usize],
        }
    }

    pub(super) fn challenge(&mut self, i: u64, tags: &[Tag]) {
        for tag in tags {
            let place = match self.place.get(tag) {
                Some(place) => *place,
                None => {
                    let place = self.tags.len();
                    self.place.insert(tag.clone(), place);
                    self.tags.push(tag.clone());
                    self.n.push(0);
                    self.counts.push(vec![Counts::default(); self.contestants]);
                    place
                }
            };
            self.n[place] += 1;
            if let (Some(of), Ok(place)) = (self.of.get_mut(i as usize), u16::try_from(place)) {
                of.push(place);
            }
        }
    }

    pub(super) fn attempt(&mut self, i: u64, contestant: usize, verdict: Outcome) {
        for &place in self.of.get(i as usize).into_iter().flatten() {
            let counts = &mut self.counts[usize::from(place)][contestant];
            counts.solved += u64::from(verdict == Outcome::Solved);
            counts.answered += u64::from(matches!(verdict, Outcome::Solved | Outcome::Wrong));
        }
    }

    /// Dimensions in the order first met, their values by size where they are numbers and else by name.
    pub(super) fn finish(&self, case: &CaseRecord, cells: &[CellTally<'_>]) -> Vec<StratumSummary> {
        let mut dimensions: Vec<&str> = Vec::new();
        for Tag(dimension, _) in &self.tags {
            if !dimensions.contains(&dimension.as_str()) {
                dimensions.push(dimension);
            }
        }
        let rank = |place: &usize| {
            let Tag(dimension, value) = &self.tags[*place];
            let at = dimensions.iter().position(|d| d == dimension);
            (at, value.parse::<u64>().ok(), value.clone())
        };
        let mut order: Vec<usize> = (0..self.tags.len()).collect();
        order.sort_by_cached_key(rank);
        order
            .into_iter()
            .map(|place| self.stratum(place, case, cells))
            .collect()
    }

    fn stratum(&self, place: usize, case: &CaseRecord, cells: &[CellTally<'_>]) -> StratumSummary {
        let Tag(dimension, value) = &self.tags[place];
        let n = self.n[place];
        let floor = case
            .strata
            .iter()
            .find(|s| s.dimension == *dimension && s.value == *value)
            .map(|s| s.prior.clone());
        let cell = |(cell, counts): (&CellTally<'_>, &Counts)| StratumCell {
            solver: cell.name().to_owned(),
            control: cell.is_control(),
            solve_rate: Estimate::rate(counts.solved, n),
            coverage: Estimate::rate(counts.answered, n),
            precision: Estimate::rate(counts.solved, counts.answered),
        };
        StratumSummary {
            dimension: dimension.clone(),
            value: value.clone(),
            n,
            floor,
            cells: cells.iter().zip(&self.counts[place]).map(cell).collect(),
        }
    }
}
