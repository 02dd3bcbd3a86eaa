//! Matrix products on strided views: the one place of the trainer that is not safe Rust.
//!
//! A convolution over pictures stored pixel by pixel is a product whose left side overlaps itself: each row is a
//! window that starts a pixel after the one before. The views here say so by their strides, so that nothing is copied.
#![expect(
    unsafe_code,
    reason = "`gemm` takes pointers; every view is checked against its slice before the call"
)]

/// A matrix seen through strides. Rows may overlap.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    /// What it lies in.
    pub data: &'a [f32],
    /// Index of its first element.
    pub start: usize,
    /// Rows and columns.
    pub shape: (usize, usize),
    /// Distance of neighbouring rows, and of neighbouring columns, in elements.
    pub strides: (usize, usize),
}

/// The place of a result: rows of neighbouring elements that do not overlap.
#[derive(Debug)]
pub(crate) struct ViewMut<'a> {
    /// What it lies in.
    pub data: &'a mut [f32],
    /// Index of its first element.
    pub start: usize,
    /// Rows and columns.
    pub shape: (usize, usize),
    /// Distance of neighbouring rows, in elements; at least the number of columns.
    pub stride: usize,
}

impl<'a> View<'a> {
    /// Rows of neighbouring elements, one after the other.
    pub fn dense(data: &'a [f32], rows: usize, columns: usize) -> Self {
        Self {
            data,
            start: 0,
            shape: (rows, columns),
            strides: (columns, 1),
        }
    }

    /// The same elements with rows and columns exchanged.
    pub fn transposed(self) -> Self {
        Self {
            shape: (self.shape.1, self.shape.0),
            strides: (self.strides.1, self.strides.0),
            ..self
        }
    }

    fn end(&self) -> usize {
        let (rows, columns) = self.shape;
        self.start + (rows - 1) * self.strides.0 + (columns - 1) * self.strides.1 + 1
    }
}

impl<'a> ViewMut<'a> {
    /// Rows of neighbouring elements, one after the other.
    pub fn dense(data: &'a mut [f32], rows: usize, columns: usize) -> Self {
        Self {
            data,
            start: 0,
            shape: (rows, columns),
            stride: columns,
        }
    }
}

/// `out = left * right`, or `out += left * right`, on the calling thread.
///
/// # Panics
/// If shapes do not fit each other, or a view leaves its slice.
pub(crate) fn product(out: ViewMut<'_>, left: View<'_>, right: View<'_>, add: bool) {
    let (m, n) = out.shape;
    let k = left.shape.1;
    assert_eq!(
        (left.shape, right.shape),
        ((m, k), (k, n)),
        "shapes do not fit"
    );
    if m == 0 || n == 0 || k == 0 {
        return;
    }
    assert!(
        left.end() <= left.data.len() && right.end() <= right.data.len(),
        "a view leaves its slice"
    );
    assert!(out.stride >= n, "rows of a result overlap");
    assert!(
        out.start + (m - 1) * out.stride + n <= out.data.len(),
        "a result leaves its slice"
    );
    // SAFETY: the asserts above keep every element of the three views inside its slice; the result's rows do not
    // overlap; `out` is borrowed mutably, so it shares nothing with `left` or `right`; strides fit isize as lengths do.
    unsafe {
        gemm::gemm(
            m,
            n,
            k,
            out.data.as_mut_ptr().add(out.start),
            1,
            out.stride as isize,
            add,
            left.data.as_ptr().add(left.start),
            left.strides.1 as isize,
            left.strides.0 as isize,
            right.data.as_ptr().add(right.start),
            right.strides.1 as isize,
            right.strides.0 as isize,
            1.0f32,
            1.0f32,
            false,
            false,
            false,
            gemm::Parallelism::None,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_windows_are_a_convolution() {
        let signal = [1.0, 2.0, 3.0, 4.0, 5.0];
        let windows = View {
            data: &signal,
            start: 0,
            shape: (3, 3),
            strides: (1, 1),
        };
        let kernel = [1.0, 10.0, 100.0];
        let mut out = vec![0.5; 3];
        product(
            ViewMut::dense(&mut out, 3, 1),
            windows,
            View::dense(&kernel, 3, 1),
            true,
        );
        assert_eq!(out, [321.5, 432.5, 543.5]);
        let mut gram = vec![0.0; 9];
        product(
            ViewMut::dense(&mut gram, 3, 3),
            windows.transposed(),
            windows,
            false,
        );
        assert_eq!(gram[0], 14.0);
    }

    #[test]
    #[should_panic(expected = "leaves its slice")]
    fn a_view_beyond_its_slice_is_refused() {
        let data = [0.0; 8];
        product(
            ViewMut::dense(&mut [0.0; 9], 3, 3),
            View::dense(&data, 3, 3),
            View::dense(&data, 3, 3),
            false,
        );
    }
}
