//! Filters that look through a k x k window: grey morphology and the median. What lies outside the picture does
//! not count.

use image::GrayImage;

/// Grey closing: the lightest, then the darkest of each window. Dark strokes thinner than `k` vanish; the others
/// keep their shape and place.
pub fn close(picture: &GrayImage, k: usize) -> GrayImage {
    darkest(&lightest(picture, k, (k - 1) / 2), k, k / 2)
}

/// Grey opening: the darkest, then the lightest of each window. Light details narrower than `k` vanish.
pub fn open(picture: &GrayImage, k: usize) -> GrayImage {
    lightest(&darkest(picture, k, (k - 1) / 2), k, k / 2)
}

fn lightest(picture: &GrayImage, k: usize, before: usize) -> GrayImage {
    extremum(picture, k, before, 0, u8::max)
}

fn darkest(picture: &GrayImage, k: usize, before: usize) -> GrayImage {
    extremum(picture, k, before, 255, u8::min)
}

/// The extremum of the window that starts `before` pixels left of and above each pixel. An even window has no
/// centre: the second pass of an opening or closing mirrors the first, so that nothing moves.
///
/// Separable, and by doubling: windows of 2, 4, 8 ... first, then two that overlap; log2(k) passes a direction.
fn extremum(
    picture: &GrayImage,
    k: usize,
    before: usize,
    neutral: u8,
    pick: impl Fn(u8, u8) -> u8 + Copy,
) -> GrayImage {
    let (w, h) = (picture.width() as usize, picture.height() as usize);
    let stride = w + k - 1;
    let mut field = vec![neutral; stride * (h + k - 1)];
    for (y, row) in picture.as_raw().chunks_exact(w.max(1)).enumerate() {
        let start = (y + before) * stride + before;
        field[start..start + w].copy_from_slice(row);
    }
    for unit in [1, stride] {
        let mut reach = 1;
        while reach < k {
            let shift = reach.min(k - reach);
            combine(&mut field, shift * unit, pick);
            reach += shift;
        }
    }
    let rows = field.chunks_exact(stride).take(h);
    let raw = rows.flat_map(|row| &row[..w]).copied().collect();
    GrayImage::from_raw(picture.width(), picture.height(), raw).expect("one byte a pixel")
}

/// Each element with the one `shift` ahead of it. Block by block, so that the two sides never overlap and the
/// compiler can use vectors.
fn combine(field: &mut [u8], shift: usize, pick: impl Fn(u8, u8) -> u8) {
    const BLOCK: usize = 256;
    let mut ahead = [0; BLOCK];
    let end = field.len() - shift;
    for start in (0..end).step_by(BLOCK) {
        let n = BLOCK.min(end - start);
        ahead[..n].copy_from_slice(&field[start + shift..start + shift + n]);
        for (here, &there) in field[start..start + n].iter_mut().zip(&ahead) {
            *here = pick(*here, there);
        }
    }
}

/// Median of a k x k window, `k` odd; where the window holds an even number of pixels, the lighter of the two
/// in the middle. Huang's running histogram (IEEE Trans. ASSP 27(1), 1979).
pub fn median(picture: &GrayImage, k: usize) -> GrayImage {
    let (w, h) = (picture.width() as usize, picture.height() as usize);
    let (raw, r) = (picture.as_raw(), k / 2);
    let mut out = Vec::with_capacity(raw.len());
    for y in 0..h {
        let rows = y.saturating_sub(r)..(y + r + 1).min(h);
        let mut counts = [0u16; 256];
        let mut held = 0;
        for x in 0..w + r {
            if x < w {
                rows.clone()
                    .for_each(|y| counts[usize::from(raw[y * w + x])] += 1);
                held += rows.len();
            }
            if x > k - 1 {
                rows.clone()
                    .for_each(|y| counts[usize::from(raw[y * w + x - k])] -= 1);
                held -= rows.len();
            }
            if x >= r {
                out.push(rank(&counts, held / 2));
            }
        }
    }
    GrayImage::from_raw(picture.width(), picture.height(), out).expect("one byte a pixel")
}

/// The level with `rank` pixels before it in order.
fn rank(counts: &[u16; 256], rank: usize) -> u8 {
    let mut passed = 0;
    for (level, &n) in counts.iter().enumerate() {
        passed += usize::from(n);
        if passed > rank {
            return level as u8;
        }
    }
    255
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `#` is black, `.` white.
    fn picture(rows: &[&str]) -> GrayImage {
        let raw = rows.iter().flat_map(|row| row.bytes());
        let raw = raw.map(|c| if c == b'#' { 0 } else { 255 }).collect();
        GrayImage::from_raw(rows[0].len() as u32, rows.len() as u32, raw).unwrap()
    }

    #[test]
    fn closing_drops_thin_strokes_and_keeps_thick_ones_in_place() {
        let before = [
            "..........",
            "..####..#.",
            "..####..#.",
            "..####..#.",
            "..####..#.",
            "..........",
            ".#########",
            "..........",
        ];
        let after = [
            "..........",
            "..####....",
            "..####....",
            "..####....",
            "..####....",
            "..........",
            "..........",
            "..........",
        ];
        for k in 2..=4 {
            assert_eq!(close(&picture(&before), k), picture(&after), "k = {k}");
        }
    }

    #[test]
    fn opening_is_closing_of_the_negative() {
        let mut rng = crate::seed::Seed::from_u64(3).stream("noise");
        let raw: Vec<u8> = (0..31 * 17).map(|_| rng.below(256) as u8).collect();
        let noise = GrayImage::from_raw(31, 17, raw).unwrap();
        let negative =
            GrayImage::from_raw(31, 17, noise.iter().map(|v| 255 - v).collect()).unwrap();
        for k in 2..=9 {
            let by_negative: Vec<u8> = close(&negative, k).iter().map(|v| 255 - v).collect();
            assert_eq!(open(&noise, k).into_raw(), by_negative);
            assert_eq!(
                close(&close(&noise, k), k),
                close(&noise, k),
                "closing twice changes nothing"
            );
        }
    }

    #[test]
    fn extremum_is_that_of_the_window() {
        let mut rng = crate::seed::Seed::from_u64(4).stream("noise");
        let raw: Vec<u8> = (0..13 * 7).map(|_| rng.below(256) as u8).collect();
        let noise = GrayImage::from_raw(13, 7, raw).unwrap();
        for k in 2..=8u32 {
            let found = lightest(&noise, k as usize, 1);
            for (x, y, pixel) in found.enumerate_pixels() {
                let columns = x.saturating_sub(1)..(x + k - 1).min(13);
                let window = columns
                    .flat_map(|x| (y.saturating_sub(1)..(y + k - 1).min(7)).map(move |y| (x, y)));
                let direct = window.map(|(x, y)| noise.get_pixel(x, y)[0]).max();
                assert_eq!(Some(pixel[0]), direct, "k = {k} at {x}, {y}");
            }
        }
    }

    #[test]
    fn median_is_that_of_the_window() {
        let mut rng = crate::seed::Seed::from_u64(5).stream("noise");
        let raw: Vec<u8> = (0..12 * 9).map(|_| rng.below(256) as u8).collect();
        let noise = GrayImage::from_raw(12, 9, raw).unwrap();
        for k in [3u32, 5] {
            let (r, found) = (k / 2, median(&noise, k as usize));
            for (x, y, pixel) in found.enumerate_pixels() {
                let columns = x.saturating_sub(r)..(x + r + 1).min(12);
                let window = columns
                    .flat_map(|x| (y.saturating_sub(r)..(y + r + 1).min(9)).map(move |y| (x, y)));
                let mut window: Vec<u8> = window.map(|(x, y)| noise.get_pixel(x, y)[0]).collect();
                window.sort_unstable();
                assert_eq!(pixel[0], window[window.len() / 2], "k = {k} at {x}, {y}");
            }
        }
    }
}
