//! The little marks that GD leaves for filled pies of diameter 1 to 3: one of seven fixed stamps.

/// Offsets (x right, y down) that GD paints for a filled pie of `diameter` 1 to 3 from 0 to `end` degrees
/// (180 to 360), found by looking at what GD paints. Each is painted once.
pub fn dot(diameter: i64, end: i64) -> &'static [(i32, i32)] {
    const BAR: &[(i32, i32)] = &[(-1, 0), (0, 0), (1, 0), (0, 1)];
    const PLUS: &[(i32, i32)] = &[(-1, 0), (0, 0), (1, 0), (0, 1), (0, -1)];
    const LOW: &[(i32, i32)] = &[(-1, 0), (0, 0), (1, 0), (-1, 1)];
    const SIDE: &[(i32, i32)] = &[(-1, 0), (0, 0), (1, 0), (-1, 1), (-1, -1)];
    const MOST: &[(i32, i32)] = &[(-1, 0), (0, 0), (1, 0), (-1, 1), (-1, -1), (0, -1)];
    const SLANT: &[(i32, i32)] = &[(-1, 0), (0, 0), (1, 0), (-1, 1), (1, -1)];
    match (diameter, end) {
        (1, _) => &[(0, 0)],
        (2, ..270) => BAR,
        (2, _) => PLUS,
        (_, ..222) => LOW,
        (_, 222..229) => SIDE,
        (_, 229..312) => MOST,
        _ => SLANT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_come_as_often_as_their_angles() {
        let sizes = |d| {
            let mut count = [0; 7];
            (180..=360).for_each(|end| count[dot(d, end).len()] += 1);
            count
        };
        assert_eq!(sizes(1), [0, 181, 0, 0, 0, 0, 0]);
        assert_eq!(sizes(2), [0, 0, 0, 0, 90, 91, 0]);
        assert_eq!(sizes(3), [0, 0, 0, 0, 42, 7 + 49, 83]);
    }
}
