//! One class at each position, and one for the whole picture.

use super::super::scores::Rows;
use super::ctc::best;
use super::{Found, Length};

/// The best class of each position, up to the end class; blanks are left out. The first `length.least` positions are
/// symbols and nothing else, their probabilities scaled to sum to 1, and none is read beyond `length.most`.
///
/// A symbol's confidence is its probability; that of the end and of blanks does not count. `Err` where there are fewer
/// positions than symbols asked for.
pub(in super::super) fn positions(
    rows: &Rows,
    blank: Option<usize>,
    end: Option<usize>,
    length: Length,
) -> Result<Vec<Found>, String> {
    if rows.steps < length.least {
        let (steps, least) = (rows.steps, length.least);
        return Err(format!("{steps} positions hold no text of {least} symbols"));
    }
    let mut found = Vec::new();
    let last = length.most.unwrap_or(rows.steps).min(rows.steps);
    for step in 0..rows.steps {
        if found.len() >= last {
            break;
        }
        let row = rows.row(step);
        if step < length.least {
            found.push(best_symbol(row, blank, end));
            continue;
        }
        let (class, log) = best(row);
        if Some(class) == end {
            break;
        }
        if Some(class) != blank {
            found.push((class, log.exp()));
        }
    }
    Ok(found)
}

/// The best of the symbols, its probability among symbols.
fn best_symbol(row: &[f32], blank: Option<usize>, end: Option<usize>) -> Found {
    let mut symbols = row.to_vec();
    for special in [blank, end].into_iter().flatten() {
        symbols[special] = f32::NEG_INFINITY;
    }
    let (class, log) = best(&symbols);
    let sum: f32 = symbols.iter().map(|other| (other - log).exp()).sum();
    (class, 1.0 / sum)
}

/// The best class of the only row.
pub(in super::super) fn classifier(rows: &Rows, blank: Option<usize>) -> Vec<Found> {
    let (class, log) = best(rows.row(0));
    if Some(class) == blank {
        Vec::new()
    } else {
        vec![(class, log.exp())]
    }
}

#[cfg(test)]
mod tests {
    use super::super::ctc::tests::rows;
    use super::*;

    /// Classes: end, a, b, blank.
    const STEPS: [[f32; 4]; 4] = [
        [0.1, 0.6, 0.2, 0.1],
        [0.1, 0.1, 0.3, 0.5],
        [0.6, 0.1, 0.2, 0.1],
        [0.1, 0.7, 0.1, 0.1],
    ];

    fn read(least: usize, most: Option<usize>) -> Vec<(usize, f32)> {
        let length = Length { least, most };
        let found = positions(&rows(&STEPS), Some(3), Some(0), length).unwrap();
        found
            .iter()
            .map(|(class, p)| (*class, (p * 100.0).round()))
            .collect()
    }

    #[test]
    fn it_stops_at_the_end_and_skips_blanks() {
        assert_eq!(read(0, None), [(1, 60.0)]);
        let found = positions(&rows(&STEPS), Some(3), None, Length::ANY).unwrap();
        assert_eq!(
            found.len(),
            3,
            "the end is a class like others where it is not declared"
        );
    }

    #[test]
    fn a_known_length_is_filled_and_not_passed() {
        assert_eq!(read(3, Some(3)), [(1, 75.0), (2, 75.0), (2, 67.0)]);
        assert_eq!(read(2, None), [(1, 75.0), (2, 75.0)]);
        assert_eq!(read(0, Some(0)), []);
        let length = Length {
            least: 5,
            most: Some(5),
        };
        let error = positions(&rows(&STEPS), Some(3), Some(0), length).unwrap_err();
        assert_eq!(error, "4 positions hold no text of 5 symbols");
    }

    #[test]
    fn one_class_for_the_whole() {
        let row = rows(&[[0.2, 0.5, 0.3]]);
        let found = classifier(&row, None);
        assert_eq!(found[0].0, 1);
        assert!((found[0].1 - 0.5).abs() < 1e-6);
        assert!(classifier(&row, Some(1)).is_empty());
    }
}
