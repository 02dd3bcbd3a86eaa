//! Resampling as the libraries do it that models were trained with.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

use super::options::Filter;
use crate::solver::SolveError;

/// How pixels are resampled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Resize {
    pub filter: Filter,
    pub antialias: bool,
}

impl Resize {
    /// Resizes rows of `depth` bytes a pixel from the first size to the second, (width, height) both.
    pub fn apply(
        self,
        resizer: &mut Resizer,
        pixels: &[u8],
        (from, size): ((usize, usize), (usize, usize)),
        depth: usize,
        to: &mut Vec<u8>,
    ) -> Result<(), SolveError> {
        let kind = if depth == 1 {
            PixelType::U8
        } else {
            PixelType::U8x3
        };
        let failed = |what: &dyn std::fmt::Display| SolveError(format!("cannot resize: {what}"));
        let side = |length: usize| u32::try_from(length).map_err(|e| failed(&e));
        let source = ImageRef::new(side(from.0)?, side(from.1)?, pixels, kind);
        let source = source.map_err(|e| failed(&e))?;
        to.clear();
        to.resize(size.0 * size.1 * depth, 0);
        let target = Image::from_slice_u8(side(size.0)?, side(size.1)?, to, kind);
        let mut target = target.map_err(|e| failed(&e))?;
        let options = ResizeOptions::new().resize_alg(self.algorithm());
        let done = resizer.resize(&source, &mut target, &options);
        done.map_err(|e| failed(&e))
    }

    fn algorithm(self) -> ResizeAlg {
        let filter = match self.filter {
            Filter::Nearest => return ResizeAlg::Nearest,
            Filter::Box => FilterType::Box,
            Filter::Bilinear => FilterType::Bilinear,
            Filter::Bicubic => FilterType::CatmullRom,
            Filter::Lanczos => FilterType::Lanczos3,
        };
        if self.antialias {
            ResizeAlg::Convolution(filter)
        } else {
            ResizeAlg::Interpolation(filter)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn halved(filter: Filter, antialias: bool) -> Vec<u8> {
        let row = [0, 0, 0, 200, 0, 0, 0, 200];
        let mut to = Vec::new();
        let resize = Resize { filter, antialias };
        let sizes = ((8, 1), (2, 1));
        resize
            .apply(&mut Resizer::new(), &row, sizes, 1, &mut to)
            .unwrap();
        to
    }

    #[test]
    fn antialiasing_counts_every_pixel_and_interpolation_the_nearest_two() {
        assert_eq!(halved(Filter::Box, true), [50, 50]);
        assert_eq!(halved(Filter::Bilinear, false), [0, 0]);
        assert!(halved(Filter::Bilinear, true).iter().all(|v| *v > 20));
    }

    /// What `Image.resize` of Pillow 13.0 gives for the same row.
    #[test]
    fn filters_are_those_of_pillow() {
        assert_eq!(halved(Filter::Bilinear, true), [36, 57]);
        assert_eq!(halved(Filter::Bicubic, true), [35, 60]);
        assert_eq!(halved(Filter::Lanczos, true), [32, 63]);
    }

    /// What `cv2.resize` of OpenCV 5.0 gives for the same row.
    #[test]
    fn without_antialiasing_they_are_those_of_opencv() {
        let row = [0, 10, 0, 200, 0, 0, 60, 200, 7];
        let resize = Resize {
            filter: Filter::Bilinear,
            antialias: false,
        };
        for (width, expected) in [
            (4, &[6, 175, 8, 128][..]),
            (13, &[0, 5, 8, 1, 123, 138, 0, 0, 23, 71, 168, 111, 7]),
        ] {
            let mut to = Vec::new();
            let sizes = ((9, 1), (width, 1));
            resize
                .apply(&mut Resizer::new(), &row, sizes, 1, &mut to)
                .unwrap();
            let near = |(ours, theirs): (&u8, &u8)| ours.abs_diff(*theirs) <= 1;
            assert!(to.iter().zip(expected).all(near), "{to:?} {expected:?}");
        }
    }
}
