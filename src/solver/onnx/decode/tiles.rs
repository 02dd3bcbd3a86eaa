//! Answers in tiles: which of a grid's pictures are asked for. Pure functions over a model's numbers, for schemes that
//! show tiles.

/// The tiles that hold the class asked for, each tile classified alone: `scores` are tiles x classes of probabilities
/// that need not sum to 1 (a tile may hold several classes, or none).
pub fn per_tile(scores: &[f32], classes: usize, class: usize, threshold: f32) -> Vec<usize> {
    let rows = scores.chunks_exact(classes).enumerate();
    rows.filter(|(_, row)| row[class] >= threshold)
        .map(|(tile, _)| tile)
        .collect()
}

/// The tiles of one picture that was looked at as a whole: one probability a tile.
pub fn whole_round(scores: &[f32], threshold: f32) -> Vec<usize> {
    per_tile(scores, 1, 0, threshold)
}

/// Cosine similarity of each tile's feature vector with the one asked for; `features` are tiles x its length. 0 where a
/// vector has no direction.
pub fn similarities(features: &[f32], wanted: &[f32]) -> Vec<f32> {
    let norm = |v: &[f32]| v.iter().map(|x| x * x).sum::<f32>().sqrt();
    let cosine = |v: &[f32]| {
        let dot: f32 = v.iter().zip(wanted).map(|(a, b)| a * b).sum();
        let norms = norm(v) * norm(wanted);
        if norms > 0.0 { dot / norms } else { 0.0 }
    };
    features
        .chunks_exact(wanted.len().max(1))
        .map(cosine)
        .collect()
}

/// The confidence of a choice of tiles: that each is right, were they independent.
pub fn confidence(scores: &[f32], chosen: &[usize]) -> f32 {
    let right = |(tile, p): (usize, &f32)| if chosen.contains(&tile) { *p } else { 1.0 - p };
    scores.iter().enumerate().map(right).product()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_are_chosen_by_their_probability() {
        let scores = [0.9, 0.2, 0.4, 0.7, 0.1, 0.6];
        assert_eq!(per_tile(&scores, 2, 0, 0.5), [0]);
        assert_eq!(per_tile(&scores, 2, 1, 0.5), [1, 2]);
        assert_eq!(whole_round(&scores, 0.65), [0, 3]);
        let sure = confidence(&[0.9, 0.2], &[0]);
        assert!((sure - 0.72).abs() < 1e-6);
    }

    #[test]
    fn similar_features_point_the_same_way() {
        let found = similarities(&[2.0, 0.0, 0.0, 3.0, -1.0, 0.0, 0.0, 0.0], &[1.0, 0.0]);
        assert_eq!(found, [1.0, 0.0, -1.0, 0.0]);
    }
}
