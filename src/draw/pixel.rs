//! The two kinds of pixel that pictures are drawn in: one grey byte where every colour is grey (three times
//! faster), three bytes otherwise. GD's blending, in integers.

use super::Color;

/// A pixel of a canvas.
pub trait Pixel: Copy + PartialEq + Send + Sync {
    /// The pixel of this colour.
    fn of(color: Color) -> Self;

    /// Red, green and blue.
    fn rgb(self) -> [u8; 3];

    /// `ink` laid over `self` with `cover` of 127 parts: `(ink*cover + old*(127-cover)) div 127`, as GD does.
    #[must_use]
    fn blend(self, ink: Self, cover: u8) -> Self;
}

/// GD's channel blend. `cover` is 0 to 127.
fn mix(old: u8, ink: u8, cover: u8) -> u8 {
    let cover = u16::from(cover);
    ((u16::from(ink) * cover + u16::from(old) * (127 - cover)) / 127) as u8
}

impl Pixel for u8 {
    fn of(color: Color) -> Self {
        color.0[0]
    }

    fn rgb(self) -> [u8; 3] {
        [self; 3]
    }

    fn blend(self, ink: Self, cover: u8) -> Self {
        mix(self, ink, cover)
    }
}

impl Pixel for [u8; 3] {
    fn of(color: Color) -> Self {
        color.0
    }

    fn rgb(self) -> [u8; 3] {
        self
    }

    fn blend(self, ink: Self, cover: u8) -> Self {
        std::array::from_fn(|i| mix(self[i], ink[i], cover))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blending_is_gds() {
        // 20 % transparent ink of level 112 on white: one, two and three layers.
        let one = 255u8.blend(112, 102);
        let two = one.blend(112, 102);
        assert_eq!((one, two, two.blend(112, 102)), (140, 117, 112));
        assert_eq!(200u8.blend(7, 127), 7);
        assert_eq!(200u8.blend(7, 0), 200);
        assert_eq!([200u8, 0, 9].blend([7, 8, 9], 127), [7, 8, 9]);
    }
}
