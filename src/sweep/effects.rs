//! Curves with the area under them, and the effects of a factorial design: contrasts of the same challenges.

use serde_json::Value;

use super::summary::{Rows, bare};
use super::{Curve, Effect};
use crate::stats::{Estimate, Unit, mean_of};

/// A curve for each knob that was moved alone.
pub(super) fn curves(rows: &[Rows], knobs: &[String]) -> Vec<Curve> {
    let one = |(k, knob): (usize, &String)| {
        let base = &rows[0].values;
        let others =
            |row: &&(usize, &Rows)| (0..knobs.len()).all(|j| j == k || row.1.values[j] == base[j]);
        let all: Vec<(usize, &Rows)> = rows.iter().enumerate().collect();
        let mut along: Vec<(usize, &Rows)> = all.iter().filter(others).copied().collect();
        if along.len() < 2 {
            return None;
        }
        let numbers: Option<Vec<f64>> = along
            .iter()
            .map(|(_, row)| row.values[k].as_f64())
            .collect();
        if numbers.is_some() {
            along.sort_by(|a, b| {
                let x = |row: &Rows| row.values[k].as_f64().unwrap_or(0.0);
                x(a.1).total_cmp(&x(b.1))
            });
        } else {
            along.sort_by_key(|(at, row)| (row.values[k].is_number(), *at));
            along.sort_by(|a, b| {
                let x = |row: &Rows| row.values[k].as_f64().unwrap_or(f64::NEG_INFINITY);
                x(a.1).total_cmp(&x(b.1))
            });
        }
        let at = numbers.map(|mut numbers| {
            numbers.sort_by(f64::total_cmp);
            numbers
        });
        let area = at.as_ref().map_or_else(Vec::new, |at| {
            (0..rows[0].solved.len())
                .map(|subject| area(&along, at, subject))
                .collect()
        });
        Some(Curve {
            knob: knob.clone(),
            settings: along.iter().map(|(at, _)| *at).collect(),
            at,
            area,
        })
    };
    knobs.iter().enumerate().filter_map(one).collect()
}

/// Mean of each challenge's own trapezoids, so that the interval knows that the points are paired.
fn area(along: &[(usize, &Rows)], at: &[f64], subject: usize) -> Estimate {
    let width = at[at.len() - 1] - at[0];
    let mut weights = vec![0.0; at.len()];
    for j in 1..at.len() {
        let half = (at[j] - at[j - 1]) / 2.0 / width;
        weights[j - 1] += half;
        weights[j] += half;
    }
    let parts: Vec<(&Rows, f64)> = along.iter().map(|(_, row)| *row).zip(weights).collect();
    let area = contrast(&parts, subject);
    Estimate {
        low: area.low.map(|low| low.max(0.0)),
        high: area.high.map(|high| high.min(1.0)),
        ..area
    }
}

/// The mean over challenges of a weighed sum of solved or not.
fn contrast(parts: &[(&Rows, f64)], subject: usize) -> Estimate {
    let n = parts
        .iter()
        .map(|(row, _)| row.solved[subject].len())
        .min()
        .unwrap_or(0);
    let sum = |i: usize| -> f64 {
        parts
            .iter()
            .map(|(row, weight)| weight * f64::from(row.solved[subject][i]))
            .sum()
    };
    let values: Vec<f64> = (0..n).map(sum).collect();
    Estimate {
        unit: Unit::Share,
        ..mean_of(&values)
    }
}

/// Main effects and pairwise interactions between each knob's two ends, means over the other knobs' settings. Empty
/// unless every combination was run. Box, Hunter and Hunter, Statistics for Experimenters, 2005, chapter 5.
pub(super) fn effects(rows: &[Rows], knobs: &[String]) -> Vec<Effect> {
    let levels: Vec<Vec<Value>> = (0..knobs.len()).map(|k| levels(rows, k)).collect();
    let moved: Vec<usize> = (0..knobs.len()).filter(|&k| levels[k].len() > 1).collect();
    let cells: usize = levels.iter().map(Vec::len).product();
    // The base may lie off the grid.
    let grid: Vec<&Rows> = rows.iter().collect();
    if moved.len() < 2 || grid.len() != cells {
        return Vec::new();
    }
    let subjects = rows[0].solved.len();
    let ends = |k: usize| (&levels[k][0], &levels[k][levels[k].len() - 1]);
    let sign = |row: &Rows, k: usize| {
        let (low, high) = ends(k);
        f64::from(row.values[k] == *high) - f64::from(row.values[k] == *low)
    };
    let effect = |which: &[usize]| {
        let rest: usize = cells / which.iter().map(|&k| levels[k].len()).product::<usize>();
        let weigh =
            |row: &&Rows| which.iter().map(|&k| sign(row, k)).product::<f64>() / rest as f64;
        let parts: Vec<(&Rows, f64)> = grid.iter().map(|row| (*row, weigh(row))).collect();
        Effect {
            knobs: which.iter().map(|&k| knobs[k].clone()).collect(),
            from_to: which
                .iter()
                .map(|&k| (ends(k).0.clone(), ends(k).1.clone()))
                .collect(),
            change: (0..subjects)
                .map(|subject| contrast(&parts, subject))
                .collect(),
        }
    };
    let mains = moved.iter().map(|&k| effect(&[k]));
    let pairs = moved
        .iter()
        .enumerate()
        .flat_map(|(i, &a)| moved[i + 1..].iter().map(move |&b| [a, b]));
    mains.chain(pairs.map(|pair| effect(&pair))).collect()
}

/// The values that a knob takes, numbers rising, words before them.
fn levels(rows: &[Rows], k: usize) -> Vec<Value> {
    let mut levels: Vec<Value> = Vec::new();
    for row in rows {
        if !levels.contains(&row.values[k]) {
            levels.push(row.values[k].clone());
        }
    }
    let key = |value: &Value| (value.as_f64().unwrap_or(f64::NEG_INFINITY), bare(value));
    levels.sort_by(|a, b| {
        let (a, b) = (key(a), key(b));
        a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))
    });
    levels
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Four settings of two knobs, where only both together stop the solver.
    fn rows() -> Vec<Rows> {
        let row = |a: u32, b: u32, solved: u32| Rows {
            values: vec![json!(a), json!(b)],
            solved: vec![(0..100).map(|i| i < solved).collect()],
            points: Vec::new(),
        };
        vec![row(0, 0, 90), row(0, 1, 90), row(1, 0, 90), row(1, 1, 30)]
    }

    #[test]
    fn main_effects_and_interactions_of_two_by_two() {
        let knobs = ["a".to_owned(), "b".to_owned()];
        let effects = effects(&rows(), &knobs);
        let change = |i: usize| effects[i].change[0].value.unwrap();
        assert_eq!(effects.len(), 3);
        assert!((change(0) + 0.3).abs() < 1e-12 && (change(1) + 0.3).abs() < 1e-12);
        assert_eq!(effects[2].knobs, knobs);
        assert!((change(2) + 0.6).abs() < 1e-12, "{}", change(2));
        assert!(effects.iter().all(|e| e.change[0].high.unwrap() < 0.0));
        assert!(super::effects(&rows()[..3], &knobs).is_empty());
    }

    #[test]
    fn the_area_is_the_mean_height() {
        let knobs = ["a".to_owned(), "b".to_owned()];
        let curves = curves(&rows()[2..], &knobs);
        assert_eq!(curves.len(), 1);
        assert!((curves[0].area[0].value.unwrap() - 0.6).abs() < 1e-12);
        assert!(curves[0].area[0].low.unwrap() < 0.6);
    }
}
