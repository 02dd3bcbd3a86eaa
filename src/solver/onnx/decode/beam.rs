//! Prefix beam search over CTC scores (Graves 2012, Hannun et al. 2014): all paths of a text count together.

use std::collections::HashMap;

use super::super::scores::Rows;
use super::Length;

/// Classes tried at a step, at most: those below it among thousands change no text.
const BRANCHES: usize = 40;

/// A prefix with the probability of its paths, as logarithms: of those that end in a blank, and of the others.
#[derive(Clone, Copy, Debug)]
struct Beam {
    node: usize,
    blank: f32,
    symbol: f32,
}

impl Beam {
    fn total(&self) -> f32 {
        log_add(self.blank, self.symbol)
    }
}

/// Prefixes as a tree: each node is its parent's text and one class more. Node 0 is the empty text.
struct Tree {
    nodes: Vec<(usize, usize, usize)>,
    children: HashMap<(usize, usize), usize>,
}

impl Tree {
    fn new() -> Self {
        Self {
            nodes: vec![(0, usize::MAX, 0)],
            children: HashMap::new(),
        }
    }

    fn child(&mut self, node: usize, class: usize) -> usize {
        let nodes = &mut self.nodes;
        *self.children.entry((node, class)).or_insert_with(|| {
            nodes.push((node, class, nodes[node].2 + 1));
            nodes.len() - 1
        })
    }

    fn class(&self, node: usize) -> usize {
        self.nodes[node].1
    }

    fn length(&self, node: usize) -> usize {
        self.nodes[node].2
    }

    fn labels(&self, mut node: usize) -> Vec<usize> {
        let mut labels = Vec::with_capacity(self.length(node));
        while node != 0 {
            labels.push(self.class(node));
            node = self.nodes[node].0;
        }
        labels.reverse();
        labels
    }
}

/// The most probable text whose length lies in the range, as far as a beam of this width sees. With a range, the beam
/// keeps so many texts of every length, so that none of the length asked for is lost on the way.
pub(super) fn search(
    rows: &Rows,
    blank: usize,
    width: usize,
    length: Length,
) -> Option<Vec<usize>> {
    let mut tree = Tree::new();
    let mut beams = vec![Beam {
        node: 0,
        blank: 0.0,
        symbol: f32::NEG_INFINITY,
    }];
    let mut order: Vec<usize> = Vec::new();
    for step in 0..rows.steps {
        let row = rows.row(step);
        branches(row, blank, &mut order);
        let next = advance(&beams, row, blank, &order, &mut tree, length.most);
        beams = prune(next, width, &tree, length);
    }
    let fits = |beam: &&Beam| length.allows(tree.length(beam.node));
    let best = beams
        .iter()
        .filter(fits)
        .max_by(|a, b| a.total().total_cmp(&b.total()))?;
    (best.total() > f32::NEG_INFINITY).then(|| tree.labels(best.node))
}

/// The most probable classes of a step, without the blank, in class order.
fn branches(row: &[f32], blank: usize, order: &mut Vec<usize>) {
    order.clear();
    order.extend((0..row.len()).filter(|class| *class != blank));
    if order.len() > BRANCHES {
        order.select_nth_unstable_by(BRANCHES, |a, b| row[*b].total_cmp(&row[*a]));
        order.truncate(BRANCHES);
        order.sort_unstable();
    }
}

fn advance(
    beams: &[Beam],
    row: &[f32],
    blank: usize,
    order: &[usize],
    tree: &mut Tree,
    most: Option<usize>,
) -> Vec<Beam> {
    let mut next: Vec<Beam> = Vec::with_capacity(beams.len() * (order.len() + 1));
    let mut places: HashMap<usize, usize> = HashMap::new();
    let mut at = |node: usize, next: &mut Vec<Beam>| {
        *places.entry(node).or_insert_with(|| {
            next.push(Beam {
                node,
                blank: f32::NEG_INFINITY,
                symbol: f32::NEG_INFINITY,
            });
            next.len() - 1
        })
    };
    for beam in beams {
        let total = beam.total();
        let last = tree.class(beam.node);
        let place = at(beam.node, &mut next);
        next[place].blank = log_add(next[place].blank, total + row[blank]);
        if beam.node != 0 {
            next[place].symbol = log_add(next[place].symbol, beam.symbol + row[last]);
        }
        if most.is_some_and(|most| tree.length(beam.node) >= most) {
            continue;
        }
        for &class in order {
            // The same symbol again counts as another only after a blank.
            let from = if class == last { beam.blank } else { total };
            if from == f32::NEG_INFINITY {
                continue;
            }
            let node = tree.child(beam.node, class);
            let place = at(node, &mut next);
            next[place].symbol = log_add(next[place].symbol, from + row[class]);
        }
    }
    next
}

/// The best so many, of every length where a length is asked for; equal ones in the order they were found.
fn prune(mut beams: Vec<Beam>, width: usize, tree: &Tree, length: Length) -> Vec<Beam> {
    beams.sort_by(|a, b| b.total().total_cmp(&a.total()));
    if length == Length::ANY {
        beams.truncate(width);
        return beams;
    }
    let mut kept: HashMap<usize, usize> = HashMap::new();
    beams.retain(|beam| {
        let count = kept.entry(tree.length(beam.node)).or_default();
        *count += 1;
        *count <= width
    });
    beams
}

fn log_add(a: f32, b: f32) -> f32 {
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    if low == f32::NEG_INFINITY {
        high
    } else {
        high + (low - high).exp().ln_1p()
    }
}

#[cfg(test)]
mod tests {
    use super::super::ctc::tests::{STEPS, paths, rows};
    use super::*;

    #[test]
    fn a_wide_beam_finds_the_most_probable_text_of_each_length() {
        let rows = rows(&STEPS);
        for blank in 0..3 {
            let mut texts: HashMap<Vec<usize>, f32> = HashMap::new();
            for (text, p) in paths(&rows, blank) {
                *texts.entry(text).or_default() += p;
            }
            for (least, most) in [
                (0, None),
                (1, Some(1)),
                (2, Some(2)),
                (4, Some(4)),
                (3, Some(4)),
                (4, None),
            ] {
                let length = Length { least, most };
                let fitting = texts.iter().filter(|(text, _)| length.allows(text.len()));
                let best = fitting.max_by(|a, b| a.1.total_cmp(b.1));
                let ours = search(&rows, blank, 500, length);
                match (ours, best) {
                    (Some(ours), Some((_, p))) => {
                        assert!((texts[&ours] - p).abs() < 1e-6, "{length:?} {ours:?}");
                    }
                    (ours, best) => assert_eq!(ours.is_some(), best.is_some(), "{length:?}"),
                }
            }
        }
    }

    #[test]
    fn all_paths_of_a_text_count_together() {
        // The best path is all blanks (0.36), but "a" has 0.24 + 0.24 + 0.16.
        let rows = rows(&[[0.6, 0.4], [0.6, 0.4]]);
        assert_eq!(search(&rows, 0, 4, Length::ANY), Some(vec![1]));
        assert!(super::super::ctc::greedy(&rows, 0).is_empty());
    }

    #[test]
    fn a_narrow_beam_keeps_texts_of_the_length_asked_for() {
        let rows = rows(&[[0.98, 0.01, 0.01]; 8]);
        for n in 0..=4 {
            let length = Length {
                least: n,
                most: Some(n),
            };
            assert_eq!(search(&rows, 0, 1, length).map(|text| text.len()), Some(n));
        }
    }
}
