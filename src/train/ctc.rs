//! Connectionist temporal classification: the loss and its gradient.
//!
//! A. Graves et al., "Connectionist temporal classification", ICML 2006; forward and backward variables scaled at each
//! time step as in section 4.1 of the paper, in double precision.

/// The negative log-likelihood of `label` (classes from 1; 0 is blank) under rows of probabilities, and its gradient with
/// respect to the logits, written over `probabilities`.
///
/// `None`, and a zero gradient, if no path of this many rows spells the label.
pub(crate) fn loss(probabilities: &mut [f32], classes: usize, label: &[u16]) -> Option<f32> {
    let states = with_blanks(label);
    let forward = forward(probabilities, classes, &states);
    let Some((alpha, scale)) = forward else {
        probabilities.fill(0.0);
        return None;
    };
    let beta = backward(probabilities, classes, &states, &scale);
    let n = states.len();
    for (t, row) in probabilities.chunks_exact_mut(classes).enumerate() {
        let (alpha, beta) = (&alpha[t * n..][..n], &beta[t * n..][..n]);
        let total: f64 = alpha.iter().zip(beta).map(|(a, b)| a * b).sum();
        for (state, (a, b)) in states.iter().zip(alpha.iter().zip(beta)) {
            row[*state] -= (a * b / total) as f32;
        }
    }
    Some(-scale.iter().map(|s| s.ln()).sum::<f64>() as f32)
}

/// Blank, first symbol, blank, second symbol ... blank.
fn with_blanks(label: &[u16]) -> Vec<usize> {
    let spelt = label.iter().flat_map(|&c| [usize::from(c), 0]);
    std::iter::once(0).chain(spelt).collect()
}

/// Whether a path may go from state `s - 2` to `s`: over a blank, between different symbols.
fn skips(states: &[usize], s: usize) -> bool {
    s >= 2 && states[s] != 0 && states[s] != states[s - 2]
}

type Scaled = (Vec<f64>, Vec<f64>);

/// Forward variables `[rows][states]`, each row scaled to sum to 1, and the scales.
fn forward(probabilities: &[f32], classes: usize, states: &[usize]) -> Option<Scaled> {
    let n = states.len();
    let rows = probabilities.len() / classes;
    let mut alpha = vec![0.0; rows * n];
    let mut scale = Vec::with_capacity(rows);
    for (t, row) in probabilities.chunks_exact(classes).enumerate() {
        let (past, now) = alpha.split_at_mut(t * n);
        for s in 0..n.min(2 * t + 2) {
            let reach = match t {
                0 => 1.0,
                _ => {
                    let past = &past[(t - 1) * n..];
                    let step = if s > 0 { past[s - 1] } else { 0.0 };
                    let skip = if skips(states, s) { past[s - 2] } else { 0.0 };
                    past[s] + step + skip
                }
            };
            now[s] = reach * floor(row[states[s]]);
        }
        // States from which the end is out of reach carry nothing.
        let left = 2 * (rows - 1 - t) + 2;
        now[..n.saturating_sub(left)].fill(0.0);
        let total: f64 = now[..n].iter().sum();
        if total <= 0.0 {
            return None;
        }
        now[..n].iter_mut().for_each(|a| *a /= total);
        scale.push(total);
    }
    Some((alpha, scale))
}

fn backward(probabilities: &[f32], classes: usize, states: &[usize], scale: &[f64]) -> Vec<f64> {
    let n = states.len();
    let rows = scale.len();
    let mut beta = vec![0.0; rows * n];
    beta[rows * n - 1] = 1.0;
    beta[rows * n - 2.min(n)] = 1.0;
    for t in (0..rows - 1).rev() {
        let (now, next) = beta.split_at_mut((t + 1) * n);
        let row = &probabilities[(t + 1) * classes..][..classes];
        let reach = |s: usize| next[s] * floor(row[states[s]]);
        for s in 0..n {
            let step = if s + 1 < n { reach(s + 1) } else { 0.0 };
            let skip = if s + 2 < n && skips(states, s + 2) {
                reach(s + 2)
            } else {
                0.0
            };
            now[t * n + s] = (reach(s) + step + skip) / scale[t + 1];
        }
    }
    beta
}

/// Keeps a path alive whose probability has run out of the range of single precision.
fn floor(p: f32) -> f64 {
    f64::from(p).max(1e-30)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sums over every path of `rows` classes that collapses to the label.
    fn by_enumeration(p: &[f32], classes: usize, label: &[u16]) -> f64 {
        let rows = p.len() / classes;
        let mut total = 0.0;
        for code in 0..classes.pow(rows as u32) {
            let path: Vec<usize> = (0..rows)
                .map(|t| code / classes.pow(t as u32) % classes)
                .collect();
            let mut spelt: Vec<usize> = path.clone();
            spelt.dedup();
            spelt.retain(|&c| c != 0);
            if spelt.iter().map(|&c| c as u16).eq(label.iter().copied()) {
                let each = path
                    .iter()
                    .enumerate()
                    .map(|(t, &c)| f64::from(p[t * classes + c]));
                total += each.product::<f64>();
            }
        }
        total
    }

    fn softmax(logits: &[f32], classes: usize) -> Vec<f32> {
        let rows = logits.chunks_exact(classes).flat_map(|row| {
            let total: f32 = row.iter().map(|x| x.exp()).sum();
            row.iter().map(move |x| x.exp() / total)
        });
        rows.collect()
    }

    #[test]
    fn it_is_the_sum_over_all_paths_and_its_gradient_is_the_slope() {
        let logits: Vec<f32> = (0..15).map(|i| ((i * 7 % 11) as f32 - 5.0) / 3.0).collect();
        for label in [&[1, 2][..], &[1, 1], &[2], &[], &[1, 2, 1], &[2, 2, 2]] {
            let p = softmax(&logits, 3);
            let mut gradient = p.clone();
            let loss = super::loss(&mut gradient, 3, label).expect("5 rows spell it");
            let truth = -by_enumeration(&p, 3, label).ln();
            assert!(
                (f64::from(loss) - truth).abs() < 1e-5,
                "{label:?}: {loss} {truth}"
            );
            for i in 0..logits.len() {
                let moved = |by: f32| {
                    let mut logits = logits.clone();
                    logits[i] += by;
                    -by_enumeration(&softmax(&logits, 3), 3, label).ln()
                };
                let slope = (moved(1e-2) - moved(-1e-2)) / 2e-2;
                assert!(
                    (slope - f64::from(gradient[i])).abs() < 1e-3,
                    "{label:?} {i}"
                );
            }
        }
    }

    #[test]
    fn a_label_that_does_not_fit_has_no_loss() {
        let mut p = vec![1.0 / 3.0; 6];
        assert_eq!(loss(&mut p, 3, &[1, 1]), None);
        assert_eq!(p, [0.0; 6]);
    }
}
