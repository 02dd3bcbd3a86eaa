//! What a head's scores say: the greedy reading, and how likely the truth was.

use super::arch::Head;
use super::frozen::Scores;

/// The classes of the best path (CTC: repeats merged), without "nothing".
pub(crate) fn greedy(head: Head, scores: &Scores) -> Vec<u16> {
    let mut best: Vec<u16> = scores
        .log_probs
        .chunks_exact(scores.classes)
        .map(argmax)
        .collect();
    if matches!(head, Head::Ctc { .. }) {
        best.dedup();
    }
    best.retain(|&class| class > 0);
    best
}

/// The first of the greatest.
fn argmax(row: &[f32]) -> u16 {
    let mut best = 0;
    for (class, score) in row.iter().enumerate() {
        if *score > row[best] {
            best = class;
        }
    }
    best as u16
}

/// The natural logarithm of the label's probability; `None` for a label that this head cannot give at all.
pub(crate) fn log_likelihood(head: Head, scores: &Scores, label: &[u16]) -> Option<f64> {
    match head {
        Head::Ctc { .. } => ctc(scores, label),
        Head::Slots { .. } => slots(scores, label),
        Head::Classifier => (label.len() == 1).then(|| slots(scores, label)).flatten(),
    }
}

fn slots(scores: &Scores, label: &[u16]) -> Option<f64> {
    if label.len() > scores.rows {
        return None;
    }
    let rows = scores.log_probs.chunks_exact(scores.classes).enumerate();
    let class = |position: usize| usize::from(label.get(position).copied().unwrap_or(0));
    Some(
        rows.map(|(position, row)| f64::from(row[class(position)]))
            .sum(),
    )
}

/// What training minimises.
fn ctc(scores: &Scores, label: &[u16]) -> Option<f64> {
    let mut probabilities: Vec<f32> = scores.log_probs.iter().map(|p| p.exp()).collect();
    super::ctc::loss(&mut probabilities, scores.classes, label).map(|nats| -f64::from(nats))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of probabilities over three classes.
    fn scores(rows: &[[f32; 3]]) -> Scores {
        Scores {
            rows: rows.len(),
            classes: 3,
            log_probs: rows.concat().iter().map(|p| p.ln()).collect(),
        }
    }

    const ROWS: [[f32; 3]; 4] = [
        [0.1, 0.7, 0.2],
        [0.2, 0.6, 0.2],
        [0.5, 0.3, 0.2],
        [0.3, 0.3, 0.4],
    ];

    #[test]
    fn greedy_merges_repeats_for_ctc_only() {
        let scores = scores(&ROWS);
        assert_eq!(greedy(Head::Ctc { rows: 1 }, &scores), [1, 2]);
        assert_eq!(greedy(Head::Slots { length: 4 }, &scores), [1, 1, 2]);
    }

    /// Every path of four rows over three classes, added up by what it collapses to.
    #[test]
    fn ctc_is_the_sum_over_all_paths() {
        let scores = scores(&ROWS);
        for label in [vec![], vec![1], vec![1, 2], vec![1, 1], vec![2, 1, 2]] {
            let mut sum = 0.0;
            for path in 0..81usize {
                let classes: Vec<u16> = (0..4).map(|t| (path / 3usize.pow(t) % 3) as u16).collect();
                let p: f32 = classes
                    .iter()
                    .zip(ROWS)
                    .map(|(&c, row)| row[usize::from(c)])
                    .product();
                let mut read = classes;
                read.dedup();
                read.retain(|&c| c > 0);
                sum += if read == label { f64::from(p) } else { 0.0 };
            }
            let ours = log_likelihood(Head::Ctc { rows: 1 }, &scores, &label).expect("possible");
            assert!(
                (ours.exp() - sum).abs() < 1e-6,
                "{label:?}: {} {sum}",
                ours.exp()
            );
        }
        assert_eq!(
            log_likelihood(Head::Ctc { rows: 1 }, &scores, &[1, 1, 1]),
            None
        );
    }

    #[test]
    fn slots_multiply_and_end_empty() {
        let scores = scores(&ROWS);
        let head = Head::Slots { length: 4 };
        let likely = log_likelihood(head, &scores, &[1, 2])
            .expect("possible")
            .exp();
        assert!((likely - 0.7 * 0.2 * 0.5 * 0.3).abs() < 1e-6, "{likely}");
        assert_eq!(log_likelihood(head, &scores, &[1; 5]), None);
    }
}
