//! Several pictures as one.

use image::{Rgb, RgbImage, imageops};

/// Pixels between two cells.
const GAP: u32 = 4;

/// The pictures row by row, in cells as large as the largest of them, on white. Each cell lies at
/// `(width + 4) * column, (height + 4) * row`.
pub fn sheet(pictures: &[&RgbImage], columns: usize) -> RgbImage {
    let columns = columns.clamp(1, pictures.len().max(1));
    let side = |of: fn(&RgbImage) -> u32| pictures.iter().map(|p| of(p)).max().unwrap_or(1);
    let (wide, high) = (side(RgbImage::width), side(RgbImage::height));
    let length = |cells: usize, side: u32| cells as u32 * (side + GAP) - GAP;
    let rows = pictures.len().max(1).div_ceil(columns);
    let size = (length(columns, wide), length(rows, high));
    let mut sheet = RgbImage::from_pixel(size.0, size.1, Rgb([255; 3]));
    for (at, picture) in pictures.iter().enumerate() {
        let (column, row) = (at % columns, at / columns);
        let corner = (column as u32 * (wide + GAP), row as u32 * (high + GAP));
        imageops::replace(
            &mut sheet,
            *picture,
            i64::from(corner.0),
            i64::from(corner.1),
        );
    }
    sheet
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_in_rows() {
        let tiles: Vec<RgbImage> = (0..3)
            .map(|n| RgbImage::from_pixel(5, 6, Rgb([n; 3])))
            .collect();
        let sheet = sheet(&tiles.iter().collect::<Vec<_>>(), 2);
        assert_eq!(sheet.dimensions(), (14, 16));
        assert_eq!(
            (sheet.get_pixel(9, 0).0, sheet.get_pixel(4, 10).0),
            ([1; 3], [2; 3])
        );
        assert_eq!(sheet.get_pixel(13, 15).0, [255; 3]);
    }
}
