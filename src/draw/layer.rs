//! A canvas that remembers which character owns each pixel, so that what is lost of a text can be counted.

use image::RgbImage;

use super::{Coverage, Pixel};

/// Coverage (of 127) from which a pixel counts as a glyph's ink.
const INK: u8 = 64;

/// What became of each character's ink, in pixels of the layer it was counted on. Index 0 is unused.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Ink that was to be drawn.
    pub ink: Vec<u32>,
    /// Ink that fell outside.
    pub outside: Vec<u32>,
    /// Ink that something else was painted over.
    pub hidden: Vec<u32>,
}

impl Tally {
    /// A tally for this many characters.
    pub fn new(characters: usize) -> Self {
        let none = vec![0; characters + 1];
        Self {
            ink: none.clone(),
            outside: none.clone(),
            hidden: none,
        }
    }
}

/// A canvas with owners: 0 for nobody, otherwise a character's number counted from 1.
#[derive(Clone, Debug)]
pub struct Layer<P> {
    /// Pixels across.
    pub width: usize,
    /// Pixels down.
    pub height: usize,
    /// Row by row from the top left.
    pub pixels: Vec<P>,
    /// Who owns each pixel.
    pub owners: Vec<u8>,
    /// What became of the ink drawn here.
    pub tally: Tally,
}

impl<P: Pixel> Layer<P> {
    /// A layer filled with one pixel, for texts of up to `characters` (at most 255).
    pub fn new(width: usize, height: usize, fill: P, characters: usize) -> Self {
        Self {
            width,
            height,
            pixels: vec![fill; width * height],
            owners: vec![0; width * height],
            tally: Tally::new(characters),
        }
    }

    /// Paints one pixel with `cover` of 127 parts; nothing happens outside.
    #[inline]
    pub fn paint(&mut self, x: i32, y: i32, ink: P, cover: u8) {
        if x < 0 || y < 0 || x as usize >= self.width || y as usize >= self.height {
            return;
        }
        let at = y as usize * self.width + x as usize;
        self.pixels[at] = self.pixels[at].blend(ink, cover);
        let owner = std::mem::take(&mut self.owners[at]);
        self.tally.hidden[usize::from(owner)] += u32::from(owner > 0);
    }

    /// Paints a rectangle, both corners included.
    pub fn fill(&mut self, from: (i32, i32), to: (i32, i32), ink: P, cover: u8) {
        for y in from.1.max(0)..=to.1.min(self.height as i32 - 1) {
            for x in from.0.max(0)..=to.0.min(self.width as i32 - 1) {
                self.paint(x, y, ink, cover);
            }
        }
    }

    /// The outline of a rectangle, `thick` pixels astride its edges, as GD draws it.
    pub fn frame(&mut self, from: (i32, i32), to: (i32, i32), thick: i32, ink: P, cover: u8) {
        let half = thick / 2;
        let (left, top, right, bottom) = (from.0 - half, from.1 - half, to.0 + half, to.1 + half);
        self.fill((left, top), (right, top + thick - 1), ink, cover);
        self.fill((left, bottom - thick + 1), (right, bottom), ink, cover);
        let (upper, lower) = (top + thick, bottom - thick);
        self.fill((left, upper), (left + thick - 1, lower), ink, cover);
        self.fill((right - thick + 1, upper), (right, lower), ink, cover);
    }

    /// Draws a glyph with its pen at (x, y) for character `owner`, its coverage scaled by `cover` of 127.
    pub fn glyph(&mut self, glyph: &Coverage, (x, y): (i32, i32), ink: P, cover: u8, owner: u8) {
        let (left, top) = (x + glyph.left, y + glyph.top);
        let from = (-left).clamp(0, glyph.width as i32);
        let to = (self.width as i32 - left).clamp(from, glyph.width as i32);
        let mut inside = 0;
        for row in 0..glyph.height as i32 {
            let line = top + row;
            if line < 0 || line >= self.height as i32 || from == to {
                continue;
            }
            let source = row as usize * glyph.width;
            let source = &glyph.data[source + from as usize..source + to as usize];
            let target = line as usize * self.width + (left + from) as usize;
            inside += self.glyph_row(source, target, ink, cover, owner);
        }
        let owner = usize::from(owner);
        self.tally.ink[owner] += glyph.ink;
        self.tally.outside[owner] += glyph.ink - inside;
    }

    /// One row of a glyph from pixel `at` on; gives the ink pixels drawn. Branch-free, so that it vectorises.
    fn glyph_row(&mut self, source: &[u8], at: usize, ink: P, cover: u8, owner: u8) -> u32 {
        let pixels = &mut self.pixels[at..at + source.len()];
        for (pixel, &c) in pixels.iter_mut().zip(source) {
            *pixel = pixel.blend(ink, (u16::from(c) * u16::from(cover) / 127) as u8);
        }
        let owners = &mut self.owners[at..at + source.len()];
        let overlap = owners.iter().zip(source).any(|(&o, &c)| o > 0 && c >= INK);
        if overlap {
            for (&o, _) in owners
                .iter()
                .zip(source)
                .filter(|(o, c)| **o > 0 && **c >= INK)
            {
                self.tally.hidden[usize::from(o)] += 1;
            }
        }
        let mut inside = 0;
        for (pixel, &c) in owners.iter_mut().zip(source) {
            let hit = c >= INK;
            *pixel = if hit { owner } else { *pixel };
            inside += u32::from(hit);
        }
        inside
    }

    /// Pixels that each character still owns. Index 0 is nobody.
    pub fn owned(&self, characters: usize) -> Vec<u32> {
        let mut owned = vec![0; characters + 1];
        // Most pixels are nobody's: whole runs are passed over at once.
        for run in self.owners.chunks(32) {
            if run.iter().fold(0, |any, &owner| any | owner) > 0 {
                run.iter().for_each(|&owner| owned[usize::from(owner)] += 1);
            }
        }
        owned[0] = 0;
        owned
    }

    /// The finished picture.
    pub fn into_picture(self) -> RgbImage {
        let mut raw = vec![0; self.pixels.len() * 3];
        for (target, pixel) in raw.chunks_exact_mut(3).zip(&self.pixels) {
            target.copy_from_slice(&pixel.rgb());
        }
        RgbImage::from_raw(self.width as u32, self.height as u32, raw)
            .expect("three bytes a pixel were just made")
    }
}

/// Whether a pixel of coverage `c` of 127 counts as ink.
pub(super) fn is_ink(c: u8) -> bool {
    c >= INK
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block() -> Coverage {
        Coverage::new(0, -2, 2, 2, vec![127; 4])
    }

    #[test]
    fn ink_outside_and_hidden_is_counted() {
        let mut layer = Layer::<u8>::new(4, 4, 255, 2);
        layer.glyph(&block(), (3, 2), 0, 127, 1);
        assert_eq!((layer.tally.ink[1], layer.tally.outside[1]), (4, 2));
        layer.glyph(&block(), (2, 2), 0, 127, 2);
        assert_eq!(layer.tally.hidden[1], 2);
        layer.paint(2, 0, 9, 127);
        assert_eq!(layer.tally.hidden[2], 1);
        assert_eq!(layer.owned(2), [0, 0, 3]);
    }

    #[test]
    fn glyphs_far_outside_do_nothing() {
        let mut layer = Layer::<u8>::new(4, 4, 255, 1);
        for at in [(-90, 0), (90, 0), (0, -90), (0, 90)] {
            layer.glyph(&block(), at, 0, 127, 1);
        }
        assert!(layer.pixels.iter().all(|&p| p == 255));
        assert_eq!(layer.tally.outside[1], 16);
    }

    #[test]
    fn a_frame_is_hollow() {
        let mut layer = Layer::<u8>::new(12, 12, 255, 0);
        layer.frame((2, 2), (9, 9), 3, 0, 127);
        let dark = layer.pixels.iter().filter(|&&p| p == 0).count();
        assert_eq!(dark, 10 * 10 - 4 * 4);
    }
}
