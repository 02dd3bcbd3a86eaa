//! How pictures of features lie in memory: pixel by pixel (NHWC), with the border that the next convolution needs.
//!
//! For a convolution that steps down by `s`, rows are kept in `s` planes by their remainder, so that the rows under
//! one row of its kernel are evenly spaced and the whole picture is a single strided matrix.

use super::arch::Conv;

/// Height, width and channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Rows.
    pub h: usize,
    /// Columns.
    pub w: usize,
    /// Channels.
    pub c: usize,
}

/// Where each value of a picture lies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    /// What lies there.
    pub shape: Shape,
    /// Rows and columns of zeros around it.
    pad: (usize, usize),
    /// Row planes.
    planes: usize,
    /// Rows of one plane.
    rows: usize,
    /// Pixels from one row of a plane to the next.
    pitch: usize,
    /// Zeros after the end, so that windows of the last pixels stay inside.
    guard: usize,
}

impl Layout {
    /// Without border, for what no convolution reads.
    pub fn bare(shape: Shape) -> Self {
        Self {
            shape,
            pad: (0, 0),
            planes: 1,
            rows: shape.h,
            pitch: shape.w,
            guard: 0,
        }
    }

    /// As the input of `conv`.
    pub fn before(conv: &Conv, shape: Shape) -> Self {
        let pad = padding(conv);
        let rows = (shape.h + 2 * pad.0).div_ceil(conv.stride.0);
        let pitch = (shape.w + 2 * pad.1).next_multiple_of(conv.stride.1);
        Self {
            shape,
            pad,
            planes: conv.stride.0,
            rows,
            pitch,
            guard: (conv.kernel.1 + conv.stride.1) * shape.c,
        }
    }

    /// Floats of one picture.
    pub fn len(&self) -> usize {
        self.planes * self.rows * self.pitch * self.shape.c + self.guard
    }

    /// The place of row `y` of the picture itself, `w * c` neighbouring values.
    pub fn row(&self, y: usize) -> std::ops::Range<usize> {
        let start = self.start(y + self.pad.0, self.pad.1);
        start..start + self.shape.w * self.shape.c
    }

    /// The place of a pixel, counted from the corner of the border.
    pub fn start(&self, y: usize, x: usize) -> usize {
        let row = y % self.planes * self.rows + y / self.planes;
        (row * self.pitch + x) * self.shape.c
    }

    /// Pixels from one row of a plane to the next.
    pub fn pitch(&self) -> usize {
        self.pitch
    }
}

/// Zeros around the input of a convolution: half the kernel, so that stride 1 keeps the size.
pub(crate) fn padding(conv: &Conv) -> (usize, usize) {
    let above = if conv.collapse { 0 } else { conv.kernel.0 / 2 };
    (above, conv.kernel.1 / 2)
}

/// The shape that `conv` makes of `input`.
pub(crate) fn after(conv: &Conv, input: Shape) -> Shape {
    let pad = padding(conv);
    let size = |size: usize, pad: usize, kernel: usize, stride: usize| {
        (size + 2 * pad - kernel) / stride + 1
    };
    Shape {
        h: size(input.h, pad.0, conv.kernel.0, conv.stride.0),
        w: size(input.w, pad.1, conv.kernel.1, conv.stride.1),
        c: conv.out,
    }
}
