//! By what a picture is known again.

use image::RgbImage;

use crate::model::Tile;
use crate::solver::preprocess::luma;

/// What identifies a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Print {
    /// The first 16 bytes of the BLAKE3 of the file.
    Exact([u8; 16]),
    /// Signs of differences between neighbours in a 9 x 8 shrunken grey picture (dHash).
    Near(u64),
}

/// The print of a tile's file, or of what is seen in it.
pub(super) fn print(tile: &Tile, exact: bool) -> Print {
    if exact {
        let mut first = [0; 16];
        first.copy_from_slice(&blake3::hash(&tile.bytes).as_bytes()[..16]);
        Print::Exact(first)
    } else {
        Print::Near(difference_hash(&tile.picture))
    }
}

/// Krawetz 2013: each of 8 rows of 9 means, 1 where the right one is brighter.
fn difference_hash(picture: &RgbImage) -> u64 {
    let grey = luma(picture);
    let (width, height) = (u64::from(grey.width()), u64::from(grey.height()));
    let mean = |column: u64, row: u64| -> u64 {
        let span = |at: u64, cells: u64, side: u64| {
            let from = at * side / cells;
            from..((at + 1) * side / cells).max(from + 1)
        };
        let (xs, ys) = (span(column, 9, width), span(row, 8, height));
        let count = (xs.end - xs.start) * (ys.end - ys.start);
        let pixels = ys.flat_map(|y| xs.clone().map(move |x| (x as u32, y as u32)));
        let sum: u64 = pixels
            .map(|(x, y)| {
                u64::from(
                    grey.get_pixel(x.min(grey.width() - 1), y.min(grey.height() - 1))
                        .0[0],
                )
            })
            .sum();
        256 * sum / count
    };
    let bits = (0..64).map(|at| u64::from(mean(at % 8 + 1, at / 8) > mean(at % 8, at / 8)) << at);
    bits.sum()
}

impl Print {
    /// Bits in which two prints differ; `None` where they cannot be the same picture.
    pub fn apart(self, other: Self) -> Option<u32> {
        match (self, other) {
            (Self::Exact(a), Self::Exact(b)) => (a == b).then_some(0),
            (Self::Near(a), Self::Near(b)) => Some((a ^ b).count_ones()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn near_pictures_have_near_prints() {
        let picture = |shift: u32| {
            RgbImage::from_fn(40, 40, |x, y| {
                Rgb([((x + shift) * 5 % 200) as u8, (y * 3) as u8, 9])
            })
        };
        let prints = [0, 1, 17].map(|shift| Print::Near(difference_hash(&picture(shift))));
        let near = prints[0].apart(prints[1]).unwrap();
        let far = prints[0].apart(prints[2]).unwrap();
        assert!(near < far, "{near} {far}");
        let flat = RgbImage::from_pixel(3, 2, Rgb([7; 3]));
        assert_eq!(difference_hash(&flat), 0);
    }
}
