//! Best paths of connectionist temporal classification (Graves et al., ICML 2006): a path names a class at every step;
//! its text is the path without repeats and then without blanks.

use super::super::scores::Rows;
use super::{Found, Length};

/// The text of the best path; a symbol's confidence is its greatest probability among the steps it lasts.
pub(super) fn greedy(rows: &Rows, blank: usize) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut before = blank;
    for step in 0..rows.steps {
        let (class, log) = best(rows.row(step));
        let p = log.exp();
        match found.last_mut() {
            Some((_, confidence)) if class == before && class != blank => {
                *confidence = confidence.max(p);
            }
            _ if class != blank => found.push((class, p)),
            _ => {}
        }
        before = class;
    }
    found
}

/// The first of the greatest.
pub(in super::super) fn best(row: &[f32]) -> (usize, f32) {
    let mut best = (0, f32::NEG_INFINITY);
    for (class, log) in row.iter().enumerate() {
        if *log > best.1 {
            best = (class, *log);
        }
    }
    best
}

/// Where a state of the search came from.
#[derive(Clone, Copy, Debug, PartialEq)]
enum From {
    /// Nowhere: it cannot be reached.
    Nowhere,
    /// The same state.
    Stay,
    /// The blank after so many symbols.
    Blank(u16),
    /// This class, the last of so many symbols.
    Class(u32, u16),
}

/// A frontier of the search: best scores of paths that end in a class or a blank after k symbols.
struct Frontier {
    /// `levels * classes`.
    on: Vec<f32>,
    off: Vec<f32>,
}

/// The labels of the best path whose text has a length in the range, by dynamic programming over (symbols so far, last
/// class or blank); exact. `None` where the steps do not suffice.
pub(super) fn best_path_of_length(rows: &Rows, blank: usize, length: Length) -> Option<Vec<usize>> {
    let top = length.most.unwrap_or(length.least).min(rows.steps);
    if top < length.least {
        return None;
    }
    let grid = Grid {
        levels: top + 1,
        classes: rows.classes,
        open: length.most.is_none(),
        blank,
    };
    let mut now = Frontier::unreached(grid);
    now.off[0] = 0.0;
    let mut back_on = vec![From::Nowhere; rows.steps * grid.levels * grid.classes];
    let mut back_off = vec![From::Nowhere; rows.steps * grid.levels];
    let on = back_on.chunks_exact_mut(grid.levels * grid.classes);
    let off = back_off.chunks_exact_mut(grid.levels);
    for (step, (on, off)) in on.zip(off).enumerate() {
        now = grid.advance(&now, rows.row(step), on, off);
    }
    trace(
        &now,
        &back_on,
        &back_off,
        (length.least, grid.levels, grid.classes),
        blank,
    )
}

/// The states of the search.
#[derive(Clone, Copy)]
struct Grid {
    levels: usize,
    classes: usize,
    /// Without a greatest length the top level stands for all lengths from there on.
    open: bool,
    blank: usize,
}

impl Frontier {
    fn unreached(grid: Grid) -> Self {
        Self {
            on: vec![f32::NEG_INFINITY; grid.levels * grid.classes],
            off: vec![f32::NEG_INFINITY; grid.levels],
        }
    }
}

impl Grid {
    /// One step on; `on` and `off` take down where each state came from.
    fn advance(self, now: &Frontier, row: &[f32], on: &mut [From], off: &mut [From]) -> Frontier {
        let classes = self.classes;
        let level = |k: usize| two_best(&now.on[k * classes..][..classes], self.blank);
        let leaders: Vec<[Found; 2]> = (0..self.levels).map(level).collect();
        let mut next = Frontier::unreached(self);
        for k in 0..self.levels {
            let (class, score) = leaders[k][0];
            let ended = (score, From::Class(class as u32, k as u16));
            let (score, from) = greater((now.off[k], From::Stay), ended);
            next.off[k] = score + row[self.blank];
            off[k] = from;
            let again = (self.open && k + 1 == self.levels).then_some(k);
            for class in (0..classes).filter(|class| *class != self.blank) {
                let mut reached = (now.on[k * classes + class], From::Stay);
                for level in k.checked_sub(1).into_iter().chain(again) {
                    // The same symbol again counts as another only after a blank.
                    let leader = leaders[level][usize::from(leaders[level][0].0 == class)];
                    let blank = (now.off[level], From::Blank(level as u16));
                    let other = (leader.1, From::Class(leader.0 as u32, level as u16));
                    reached = greater(reached, greater(blank, other));
                }
                next.on[k * classes + class] = reached.0 + row[class];
                on[k * classes + class] = reached.1;
            }
        }
        next
    }
}

/// The first, unless the second is greater.
fn greater(a: (f32, From), b: (f32, From)) -> (f32, From) {
    if b.0 > a.0 { b } else { a }
}

/// The best state of at least `least` symbols, followed back to the start.
fn trace(
    last: &Frontier,
    back_on: &[From],
    back_off: &[From],
    (least, levels, classes): (usize, usize, usize),
    blank: usize,
) -> Option<Vec<usize>> {
    let ends = (least..levels).flat_map(|k| {
        let (class, score) = best(&last.on[k * classes..][..classes]);
        [(score, k, class), (last.off[k], k, blank)]
    });
    let (score, mut k, mut class) = ends.max_by(|a, b| a.0.total_cmp(&b.0))?;
    if score == f32::NEG_INFINITY {
        return None;
    }
    let mut labels = Vec::new();
    for step in (0..back_off.len() / levels).rev() {
        let from = if class == blank {
            back_off[step * levels + k]
        } else {
            back_on[(step * levels + k) * classes + class]
        };
        let here = class;
        match from {
            From::Nowhere => return None,
            From::Stay => continue,
            From::Blank(level) => (class, k) = (blank, usize::from(level)),
            From::Class(last, level) => (class, k) = (last as usize, usize::from(level)),
        }
        if here != blank {
            labels.push(here);
        }
    }
    labels.reverse();
    Some(labels)
}

/// The two best classes other than the blank, with their scores.
fn two_best(scores: &[f32], blank: usize) -> [Found; 2] {
    let mut two = [(blank, f32::NEG_INFINITY); 2];
    for (class, score) in scores
        .iter()
        .enumerate()
        .filter(|(class, _)| *class != blank)
    {
        if *score > two[0].1 {
            two = [(class, *score), two[0]];
        } else if *score > two[1].1 {
            two[1] = (class, *score);
        }
    }
    two
}

/// The confidence of each label: its greatest probability among the steps it lasts, on the best path of this text.
/// Empty where the steps do not suffice.
pub(super) fn align(rows: &Rows, blank: usize, labels: &[usize]) -> Vec<f32> {
    let states = 2 * labels.len() + 1;
    let class = |state: usize| {
        if state.is_multiple_of(2) {
            blank
        } else {
            labels[state / 2]
        }
    };
    let mut now = vec![f32::NEG_INFINITY; states];
    let mut steps_back = vec![0u8; rows.steps * states];
    for step in 0..rows.steps {
        let row = rows.row(step);
        let before = std::mem::replace(&mut now, vec![f32::NEG_INFINITY; states]);
        for state in 0..states {
            let skips = state % 2 == 1 && state > 1 && class(state) != class(state - 2);
            let mut reached = match step {
                0 => (if state < 2 { 0.0 } else { f32::NEG_INFINITY }, 0),
                _ => (before[state], 0),
            };
            for back in 1..=(1 + usize::from(skips)).min(state) {
                if step > 0 && before[state - back] > reached.0 {
                    reached = (before[state - back], back as u8);
                }
            }
            now[state] = reached.0 + row[class(state)];
            steps_back[step * states + state] = reached.1;
        }
    }
    let mut state = states - 1;
    if states > 1 && now[states - 2] > now[states - 1] {
        state = states - 2;
    }
    if rows.steps == 0 || now[state] == f32::NEG_INFINITY {
        return Vec::new();
    }
    let mut confidences = vec![0.0f32; labels.len()];
    for step in (0..rows.steps).rev() {
        if state % 2 == 1 {
            let p = rows.row(step)[class(state)].exp();
            confidences[state / 2] = confidences[state / 2].max(p);
        }
        state -= usize::from(steps_back[step * states + state]);
    }
    confidences
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Rows of probabilities.
    pub fn rows<const N: usize>(list: &[[f32; N]]) -> Rows {
        Rows {
            steps: list.len(),
            classes: N,
            logs: list.concat().iter().map(|p| p.ln()).collect(),
        }
    }

    /// Every path with its text and its probability.
    pub fn paths(rows: &Rows, blank: usize) -> Vec<(Vec<usize>, f32)> {
        let total = rows.classes.pow(rows.steps as u32);
        let path = |number: usize| {
            let class = |t: usize| number / rows.classes.pow(t as u32) % rows.classes;
            let path: Vec<usize> = (0..rows.steps).map(class).collect();
            let log: f32 = path.iter().enumerate().map(|(t, c)| rows.row(t)[*c]).sum();
            let mut text = path;
            text.dedup();
            text.retain(|c| *c != blank);
            (text, log.exp())
        };
        (0..total).map(path).collect()
    }

    pub const STEPS: [[f32; 3]; 5] = [
        [0.1, 0.7, 0.2],
        [0.2, 0.6, 0.2],
        [0.5, 0.3, 0.2],
        [0.3, 0.3, 0.4],
        [0.25, 0.5, 0.25],
    ];

    #[test]
    fn greedy_merges_repeats_and_keeps_the_greatest_probability() {
        let found = greedy(&rows(&STEPS), 0);
        let classes: Vec<usize> = found.iter().map(|f| f.0).collect();
        assert_eq!(classes, [1, 2, 1]);
        let confidences: Vec<f32> = found.iter().map(|f| f.1).collect();
        assert!((confidences[0] - 0.7).abs() < 1e-6 && (confidences[2] - 0.5).abs() < 1e-6);
        // With the blank last, class 0 is a symbol like others.
        assert_eq!(greedy(&rows(&STEPS), 2)[0].0, 1);
    }

    #[test]
    fn the_best_path_of_each_length_is_that_of_the_search_over_all_paths() {
        for blank in 0..3 {
            let rows = rows(&STEPS);
            let all = paths(&rows, blank);
            for (least, most) in [
                (0, Some(0)),
                (1, Some(1)),
                (2, Some(2)),
                (3, Some(3)),
                (5, Some(5)),
                (2, Some(3)),
                (0, Some(1)),
                (4, None),
                (2, None),
                (0, None),
                (5, None),
            ] {
                let length = Length { least, most };
                let fitting = all.iter().filter(|(text, _)| length.allows(text.len()));
                let best = fitting.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(_, p)| *p);
                let ours = best_path_of_length(&rows, blank, length);
                let Some(ours) = ours else {
                    assert_eq!(best, None, "{length:?}");
                    continue;
                };
                assert!(length.allows(ours.len()), "{length:?}: {ours:?}");
                let its = all
                    .iter()
                    .filter(|(text, _)| *text == ours)
                    .map(|(_, p)| *p);
                let its = its.fold(0.0, f32::max);
                let best = best.expect("some path");
                assert!(
                    (its - best).abs() < 1e-6,
                    "blank {blank} {length:?}: {its} {best}"
                );
            }
        }
        let length = Length {
            least: 6,
            most: Some(6),
        };
        assert_eq!(best_path_of_length(&rows(&STEPS), 0, length), None);
    }

    #[test]
    fn alignment_of_the_greedy_text_gives_its_confidences() {
        let rows = rows(&STEPS);
        let found = greedy(&rows, 0);
        let labels: Vec<usize> = found.iter().map(|f| f.0).collect();
        let confidences: Vec<f32> = found.iter().map(|f| f.1).collect();
        assert_eq!(align(&rows, 0, &labels), confidences);
        assert_eq!(align(&rows, 0, &[]), Vec::<f32>::new());
        // Two equal symbols need a blank between.
        let twice = align(&rows, 0, &[1, 1]);
        assert!(
            (twice[0] - 0.7).abs() < 1e-6 && (twice[1] - 0.5).abs() < 1e-6,
            "{twice:?}"
        );
        assert!(align(&rows, 0, &[1, 1, 1, 1]).is_empty());
    }
}
