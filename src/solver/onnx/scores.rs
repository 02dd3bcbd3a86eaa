//! From the numbers of an output to log-probabilities, step by step; what cannot be such is refused.

use super::classes::Classes;
use super::options::{Axes, Kind, ScoreKind};

/// Log-probabilities of the kept classes, row by row; every row's probabilities sum to 1.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    /// Time steps or positions.
    pub steps: usize,
    /// Kept classes.
    pub classes: usize,
    /// Natural logarithms, `steps * classes`.
    pub logs: Vec<f32>,
}

/// What the sum of a row's probabilities may be off, for half-precision models and rounding.
const SLACK: f32 = 0.02;
/// Probabilities below e to this, of the greatest, count as this: a masked row must not be all nought.
const FLOOR: f32 = -69.0;

impl Rows {
    pub fn row(&self, step: usize) -> &[f32] {
        &self.logs[step * self.classes..][..self.classes]
    }

    pub fn clear(&mut self, classes: usize) {
        self.steps = 0;
        self.classes = classes;
        self.logs.clear();
    }

    /// Adds the rows of `values`, each of `classes.total` numbers of this kind.
    pub fn extend(
        &mut self,
        values: &[f32],
        classes: &Classes,
        kind: ScoreKind,
    ) -> Result<(), String> {
        for row in values.chunks_exact(classes.total) {
            let log_sum = check(row, kind).map_err(|why| format!("row {}: {why}", self.steps))?;
            let greatest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let start = self.logs.len();
            let log = |class: &usize| match kind {
                ScoreKind::Probabilities => (row[*class] / greatest).max(FLOOR.exp()).ln(),
                _ => (row[*class] - greatest).max(FLOOR),
            };
            self.logs.extend(classes.kept.iter().map(log));
            let kept = &mut self.logs[start..];
            // With every class kept the sum is known already.
            let sum = match kind {
                ScoreKind::Logits if classes.kept.len() == classes.total => log_sum - greatest,
                _ => kept.iter().map(|log| log.exp()).sum::<f32>().ln(),
            };
            kept.iter_mut().for_each(|log| *log = (*log - sum).min(0.0));
            self.steps += 1;
        }
        Ok(())
    }
}

/// Logarithm of the sum of the row's exponentials (of its values, for probabilities), if it is what it is said to be.
fn check(row: &[f32], kind: ScoreKind) -> Result<f32, String> {
    if let Some((class, value)) = row
        .iter()
        .enumerate()
        .find(|(_, v)| v.is_nan() || **v == f32::INFINITY)
    {
        return Err(format!("the score of class {class} is {value}"));
    }
    let greatest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    if greatest == f32::NEG_INFINITY {
        return Err("no class has a finite score".to_owned());
    }
    if kind == ScoreKind::Probabilities {
        let outside = row.iter().find(|p| !(-SLACK..=1.0 + SLACK).contains(*p));
        let sum: f32 = row.iter().sum();
        return match outside {
            Some(p) => Err(format!("{p} is no probability; are the scores logits?")),
            None if (sum - 1.0).abs() > SLACK => Err(format!(
                "the probabilities sum to {sum}; are the scores logits?"
            )),
            None => Ok(sum.ln()),
        };
    }
    let sum = row.iter().map(|v| (v - greatest).exp()).sum::<f32>().ln() + greatest;
    if kind == ScoreKind::LogProbabilities && sum.abs() > SLACK {
        let total = sum.exp();
        return Err(format!(
            "the exponentials of log-probabilities sum to {total}; are the scores logits?"
        ));
    }
    Ok(sum)
}

/// Steps and classes of an output of this shape, whose values then stand row by row.
pub(super) fn layout(shape: &[usize], kind: Kind, axes: Axes) -> Result<(usize, usize), String> {
    let fits = match (kind, shape) {
        (Kind::Classifier, [classes] | [1, classes] | [1, classes, 1, 1] | [1, 1, classes]) => {
            Some((1, *classes))
        }
        (Kind::Classifier, _) => None,
        (_, [steps, classes]) => Some((*steps, *classes)),
        (_, [1, steps, classes]) if axes == Axes::Ntc => Some((*steps, *classes)),
        (_, [steps, 1, classes]) if axes == Axes::Tnc => Some((*steps, *classes)),
        _ => None,
    };
    let wanted = match (kind, axes) {
        (Kind::Classifier, _) => "1 x classes",
        (_, Axes::Ntc) => "1 x steps x classes (axes NTC)",
        (_, Axes::Tnc) => "steps x 1 x classes (axes TNC)",
    };
    match fits.filter(|(steps, classes)| *steps > 0 && *classes > 0) {
        Some(found) => Ok(found),
        None => Err(format!("the output is {}, not {wanted}", written(shape))),
    }
}

/// `1 x 26 x 63`.
pub(super) fn written(shape: &[usize]) -> String {
    let sizes: Vec<String> = shape.iter().map(usize::to_string).collect();
    sizes.join(" x ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(total: usize, kept: &[usize]) -> Classes {
        Classes {
            total,
            kept: kept.to_vec(),
            meaning: vec![super::super::classes::Meaning::Blank; kept.len()],
        }
    }

    fn probabilities(values: &[f32], kept: &[usize], kind: ScoreKind) -> Result<Vec<f32>, String> {
        let mut rows = Rows::default();
        rows.clear(kept.len());
        rows.extend(values, &classes(3, kept), kind)?;
        Ok(rows
            .logs
            .iter()
            .map(|log| (log.exp() * 1e4).round() / 1e4)
            .collect())
    }

    #[test]
    fn the_three_kinds_of_scores_mean_the_same() {
        let p = [0.2f32, 0.3, 0.5];
        let logs = p.map(f32::ln);
        let logits = logs.map(|log| log + 7.0);
        for (values, kind) in [
            (p, ScoreKind::Probabilities),
            (logs, ScoreKind::LogProbabilities),
            (logits, ScoreKind::Logits),
            (logs, ScoreKind::Logits),
        ] {
            assert_eq!(
                probabilities(&values, &[0, 1, 2], kind).unwrap(),
                p,
                "{kind:?}"
            );
            let masked = probabilities(&values, &[0, 1], kind).unwrap();
            assert_eq!(masked, [0.4, 0.6], "{kind:?}");
        }
    }

    #[test]
    fn a_mask_over_noughts_leaves_probabilities() {
        let masked = probabilities(&[1.0, 0.0, 0.0], &[1, 2], ScoreKind::Probabilities);
        assert_eq!(masked.unwrap(), [0.5, 0.5]);
        let hard = [f32::NEG_INFINITY, f32::NEG_INFINITY, 0.0];
        for kind in [ScoreKind::Logits, ScoreKind::LogProbabilities] {
            assert_eq!(probabilities(&hard, &[0, 1], kind).unwrap(), [0.5, 0.5]);
        }
    }

    #[test]
    fn what_is_no_score_is_refused() {
        let why = |values: [f32; 3], kind| probabilities(&values, &[0, 1, 2], kind).unwrap_err();
        assert_eq!(
            why([0.0, f32::NAN, 0.0], ScoreKind::Logits),
            "row 0: the score of class 1 is NaN"
        );
        assert!(why([0.0, f32::INFINITY, 0.0], ScoreKind::Logits).contains("is inf"));
        assert!(why([f32::NEG_INFINITY; 3], ScoreKind::Logits).contains("finite"));
        assert!(why([0.5, 0.2, 0.1], ScoreKind::Probabilities).contains("sum to 0.8"));
        assert!(why([-3.0, 2.0, 2.0], ScoreKind::Probabilities).contains("no probability"));
        assert!(why([-1.0, -1.0, 2.0], ScoreKind::LogProbabilities).contains("logits?"));
    }

    #[test]
    fn shapes() {
        let ctc = |shape: &[usize], axes| layout(shape, Kind::Ctc, axes);
        assert_eq!(ctc(&[1, 26, 63], Axes::Ntc), Ok((26, 63)));
        assert_eq!(ctc(&[26, 1, 63], Axes::Tnc), Ok((26, 63)));
        assert_eq!(ctc(&[26, 63], Axes::Ntc), Ok((26, 63)));
        assert_eq!(
            ctc(&[26, 1, 63], Axes::Ntc).unwrap_err(),
            "the output is 26 x 1 x 63, not 1 x steps x classes (axes NTC)"
        );
        assert!(ctc(&[1, 0, 63], Axes::Ntc).is_err());
        assert_eq!(layout(&[1, 10], Kind::Classifier, Axes::Ntc), Ok((1, 10)));
        assert!(layout(&[2, 10], Kind::Classifier, Axes::Ntc).is_err());
    }
}
