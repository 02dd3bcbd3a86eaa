//! Train, validation, test: by content, so that no picture stands on two sides, whatever the order of files.

/// Least and greatest size of a validation part.
const VALIDATION: (usize, usize) = (20, 1000);

/// Sorts by a keyed hash of the content: equal pictures stand together, and nothing else decides.
pub(crate) fn shuffle<T>(items: &mut [T], seed: u64, digest: impl Fn(&T) -> u64) {
    items.sort_by_cached_key(|item| (rank(seed, digest(item)), digest(item)));
}

fn rank(seed: u64, digest: u64) -> u64 {
    let mut hasher = blake3::Hasher::new_derive_key("capbench 1 split");
    hasher
        .update(&seed.to_le_bytes())
        .update(&digest.to_le_bytes());
    let mut half = [0; 8];
    half.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    u64::from_le_bytes(half)
}

/// Takes the first `count` off shuffled items, and as many more as equal the last of them.
pub(crate) fn take<T>(items: &mut Vec<T>, count: usize, digest: impl Fn(&T) -> u64) -> Vec<T> {
    let mut end = count.min(items.len());
    while end > 0 && end < items.len() && digest(&items[end]) == digest(&items[end - 1]) {
        end += 1;
    }
    let rest = items.split_off(end);
    std::mem::replace(items, rest)
}

/// The part of `labels` that validates: a tenth, within bounds, and never more than half.
pub(crate) fn validation_size(labels: usize) -> usize {
    (labels / 10)
        .clamp(VALIDATION.0, VALIDATION.1)
        .min(labels / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_of_arrival_does_not_matter() {
        let mut forward: Vec<u64> = (0..500).collect();
        let mut backward: Vec<u64> = (0..500).rev().collect();
        shuffle(&mut forward, 3, |&d| d);
        shuffle(&mut backward, 3, |&d| d);
        assert_eq!(forward, backward);
        let mut other = forward.clone();
        shuffle(&mut other, 4, |&d| d);
        assert_ne!(forward, other);
    }

    #[test]
    fn equal_pictures_stay_together() {
        // Each content three times.
        let mut items: Vec<u64> = (0..300).map(|i| i % 100).collect();
        shuffle(&mut items, 1, |&d| d);
        for count in 0..40 {
            let mut rest = items.clone();
            let part = take(&mut rest, count, |&d| d);
            assert!(part.len() >= count && part.len() < count + 3);
            assert_eq!(part.len() + rest.len(), 300);
            assert!(part.iter().all(|d| !rest.contains(d)), "{count}");
        }
    }

    #[test]
    fn validation_keeps_its_bounds() {
        let sizes = [10, 50, 200, 500, 5000, 20_000].map(validation_size);
        assert_eq!(sizes, [5, 20, 20, 50, 500, 1000]);
    }
}
