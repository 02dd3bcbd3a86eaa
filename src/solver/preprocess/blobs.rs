//! Dropping specks.

use image::GrayImage;

use super::tone;

/// Paints every 8-connected blob of fewer than `n` ink pixels with the background.
///
/// Background is the most frequent grey level; ink is what is nearer to the darkest level than to it. So a blob is
/// as large as a person would say, with half of its pale rim.
pub fn despeckle(mut picture: GrayImage, n: usize) -> GrayImage {
    let histogram = tone::histogram(&picture);
    let background = tone::background(&histogram);
    let darkest = histogram.iter().position(|&count| count > 0).unwrap_or(0) as u8;
    let limit = background - background.saturating_sub(darkest) / 2;
    let width = picture.width() as usize;
    let mut ink: Vec<bool> = picture.iter().map(|&grey| grey < limit).collect();
    let mut blob = Vec::new();
    for start in 0..ink.len() {
        if ink[start] {
            take_blob(&mut ink, width, start, &mut blob);
            if blob.len() < n {
                let pixels: &mut [u8] = &mut picture;
                blob.iter().for_each(|&at| pixels[at] = background);
            }
        }
    }
    picture
}

/// Moves the blob that `start` belongs to out of `ink` and into `blob`.
fn take_blob(ink: &mut [bool], width: usize, start: usize, blob: &mut Vec<usize>) {
    blob.clear();
    blob.push(start);
    ink[start] = false;
    let mut next = 0;
    while let Some(&at) = blob.get(next) {
        next += 1;
        let x = at % width;
        let (left, right) = (x.min(1), usize::from(x + 1 < width));
        for centre in [at.checked_sub(width), Some(at), Some(at + width)] {
            let Some(centre) = centre.filter(|&centre| centre < ink.len()) else {
                continue;
            };
            let first = centre - left;
            for (i, ink) in ink[first..=centre + right].iter_mut().enumerate() {
                if std::mem::take(ink) {
                    blob.push(first + i);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(rows: &[&str]) -> GrayImage {
        let raw = rows.iter().flat_map(|row| row.bytes());
        let raw = raw.map(|c| match c {
            b'#' => 100,
            b'+' => 160,
            b'-' => 210,
            _ => 240,
        });
        GrayImage::from_raw(rows[0].len() as u32, rows.len() as u32, raw.collect()).unwrap()
    }

    #[test]
    fn blobs_join_at_corners_and_never_across_the_edge() {
        let before = ["#.....##", ".#......", "..#....#", "#......."];
        let after = ["#.......", ".#......", "..#.....", "........"];
        assert_eq!(despeckle(picture(&before), 3), picture(&after));
    }

    #[test]
    fn grey_rims_belong_to_the_blob_but_not_the_palest() {
        let before = [".......", ".+#+...", ".-.....", "...###."];
        let after = [".......", ".+#+...", ".-.....", "...###."];
        assert_eq!(
            despeckle(picture(&before), 4),
            picture(&[".......", ".......", ".-.....", "......."])
        );
        assert_eq!(despeckle(picture(&before), 3), picture(&after));
    }

    #[test]
    fn a_picture_of_one_tone_stays() {
        let flat = GrayImage::from_pixel(3, 3, image::Luma([0]));
        assert_eq!(despeckle(flat.clone(), 100), flat);
    }
}
