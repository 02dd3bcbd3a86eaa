//! One convolution, forward and backward, as products of strided views.

use super::arch::Conv;
use super::gemm::{View, ViewMut, product};
use super::layout::{Layout, Shape, after};

/// A convolution between two pictures of features.
///
/// Results lie row by row in rows as wide as the input's (border included), so that one product covers all rows; what
/// lies beyond the width of the result is of no meaning going forward, and zero coming back.
#[derive(Clone, Debug)]
pub(crate) struct Convolution {
    conv: Conv,
    /// How its input lies.
    pub input: Layout,
    /// Shape of its result.
    pub output: Shape,
}

impl Convolution {
    pub fn new(conv: Conv, input: Shape) -> Self {
        Self {
            conv,
            input: Layout::before(&conv, input),
            output: after(&conv, input),
        }
    }

    /// Weights: `[kernel rows][kernel columns * input channels][output channels]`.
    pub fn weights(&self) -> usize {
        self.conv.kernel.0 * self.depth() * self.conv.out
    }

    /// Values that one output value is a sum of.
    pub fn fan_in(&self) -> usize {
        self.conv.kernel.0 * self.depth()
    }

    /// Kernel columns times input channels.
    fn depth(&self) -> usize {
        self.conv.kernel.1 * self.input.shape.c
    }

    /// Pixels from one row of results to the next.
    fn wide(&self) -> usize {
        self.input.pitch() / self.conv.stride.1
    }

    /// Zeros before the first and after the last result: what a kernel turned round reaches when it goes back.
    fn guard(&self) -> usize {
        if self.goes_back_whole() {
            (self.conv.kernel.0 * self.wide() + self.conv.kernel.1) * self.conv.out
        } else {
            0
        }
    }

    fn goes_back_whole(&self) -> bool {
        self.conv.stride == (1, 1) && !self.conv.collapse
    }

    /// Floats of one result.
    pub fn len(&self) -> usize {
        self.output.h * self.wide() * self.conv.out + 2 * self.guard()
    }

    /// The place of row `y` of the result, `w * c` neighbouring values, and of the meaningless rest of that row.
    pub fn row(&self, y: usize) -> (std::ops::Range<usize>, std::ops::Range<usize>) {
        let start = self.guard() + y * self.wide() * self.conv.out;
        let middle = start + self.output.w * self.conv.out;
        (start..middle, middle..start + self.wide() * self.conv.out)
    }

    fn pixels(&self) -> usize {
        self.output.h * self.wide()
    }

    /// The windows under row `ky` of the kernel, one a result pixel.
    fn windows<'a>(&self, input: &'a [f32], ky: usize) -> View<'a> {
        View {
            data: input,
            start: self.input.start(ky, 0),
            shape: (self.pixels(), self.depth()),
            strides: (self.conv.stride.1 * self.input.shape.c, 1),
        }
    }

    /// `result = weights * input`.
    pub fn forward(&self, weights: &[f32], input: &[f32], result: &mut [f32]) {
        let (depth, out) = (self.depth(), self.conv.out);
        for ky in 0..self.conv.kernel.0 {
            let place = ViewMut {
                start: self.guard(),
                shape: (self.pixels(), out),
                stride: out,
                data: result,
            };
            let right = View::dense(&weights[ky * depth * out..][..depth * out], depth, out);
            product(place, self.windows(input, ky), right, ky > 0);
        }
    }

    /// Adds the gradient of the weights, from that of the result.
    pub fn backward_weights(&self, input: &[f32], result: &[f32], gradient: &mut [f32]) {
        let (depth, out) = (self.depth(), self.conv.out);
        for ky in 0..self.conv.kernel.0 {
            let place =
                ViewMut::dense(&mut gradient[ky * depth * out..][..depth * out], depth, out);
            product(
                place,
                self.windows(input, ky).transposed(),
                self.results(result),
                true,
            );
        }
    }

    fn results<'a>(&self, result: &'a [f32]) -> View<'a> {
        View {
            data: result,
            start: self.guard(),
            shape: (self.pixels(), self.conv.out),
            strides: (self.conv.out, 1),
        }
    }

    /// Weights as [`Self::backward_input`] wants them: for stride 1 turned round and transposed, else transposed only.
    pub fn turned(&self, weights: &[f32]) -> Vec<f32> {
        let (kh, kw) = self.conv.kernel;
        let (ci, co) = (self.input.shape.c, self.conv.out);
        let mut turned = vec![0.0; weights.len()];
        for ky in 0..kh {
            for kx in 0..kw {
                let to = if self.goes_back_whole() {
                    ky * kw + kw - 1 - kx
                } else {
                    ky * kw + kx
                };
                let from = &weights[(ky * kw + kx) * ci * co..][..ci * co];
                let to = &mut turned[to * ci * co..][..ci * co];
                for i in 0..ci {
                    for o in 0..co {
                        to[o * ci + i] = from[i * co + o];
                    }
                }
            }
        }
        turned
    }

    /// The gradient of the input from that of the result; the border is left undefined.
    pub fn backward_input(&self, turned: &[f32], result: &[f32], gradient: &mut [f32]) {
        if self.goes_back_whole() {
            self.gather(turned, result, gradient);
        } else {
            self.scatter(turned, result, gradient);
        }
    }

    /// Stride 1: a convolution of the result with the kernel turned round. Each input pixel sums a window.
    fn gather(&self, turned: &[f32], result: &[f32], gradient: &mut [f32]) {
        let (kh, kw) = self.conv.kernel;
        let (ci, co) = (self.input.shape.c, self.conv.out);
        let above = kh / 2;
        let pixels = self.input.shape.h * self.wide();
        for ky in 0..kh {
            // Input pixel (y + above, x) takes results (y + above - ky, x - kw + 1 ..= x).
            let back = (self.guard() + above * self.wide() * co) - (ky * self.wide() + kw - 1) * co;
            let left = View {
                data: result,
                start: back,
                shape: (pixels, kw * co),
                strides: (co, 1),
            };
            let right = View::dense(&turned[ky * kw * co * ci..][..kw * co * ci], kw * co, ci);
            let place = ViewMut {
                start: self.input.start(above, 0),
                shape: (pixels, ci),
                stride: ci,
                data: gradient,
            };
            product(place, left, right, ky > 0);
        }
    }

    /// Any stride: each result pixel adds to the pixels of its window, one kernel place at a time.
    fn scatter(&self, turned: &[f32], result: &[f32], gradient: &mut [f32]) {
        let (kh, kw) = self.conv.kernel;
        let (ci, co) = (self.input.shape.c, self.conv.out);
        gradient.fill(0.0);
        for ky in 0..kh {
            for kx in 0..kw {
                let right = View::dense(&turned[(ky * kw + kx) * co * ci..][..co * ci], co, ci);
                let place = ViewMut {
                    start: self.input.start(ky, kx),
                    shape: (self.pixels(), ci),
                    stride: self.conv.stride.1 * ci,
                    data: gradient,
                };
                product(place, self.results(result), right, true);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(n: usize, seed: u32) -> Vec<f32> {
        let mut state = seed;
        (0..n)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 8) as f32 / (1 << 23) as f32 - 1.0
            })
            .collect()
    }

    /// The definition, pixel by pixel.
    fn by_hand(conv: &Convolution, weights: &[f32], picture: &[f32]) -> Vec<f32> {
        let (kh, kw) = conv.conv.kernel;
        let (shape, out) = (conv.input.shape, conv.output);
        let pad = super::super::layout::padding(&conv.conv);
        let mut result = vec![0.0; out.h * out.w * out.c];
        for (i, value) in result.iter_mut().enumerate() {
            let (y, x, o) = (i / out.c / out.w, i / out.c % out.w, i % out.c);
            for (ky, kx, c) in
                (0..kh * kw * shape.c).map(|k| (k / shape.c / kw, k / shape.c % kw, k % shape.c))
            {
                let at = (
                    (y * conv.conv.stride.0 + ky).checked_sub(pad.0),
                    (x * conv.conv.stride.1 + kx).checked_sub(pad.1),
                );
                if let (Some(py), Some(px)) = at
                    && py < shape.h
                    && px < shape.w
                {
                    *value += picture[(py * shape.w + px) * shape.c + c]
                        * weights[((ky * kw + kx) * shape.c + c) * out.c + o];
                }
            }
        }
        result
    }

    fn stored(layout: &Layout, picture: &[f32]) -> Vec<f32> {
        let mut data = vec![0.0; layout.len()];
        let wide = layout.shape.w * layout.shape.c;
        for y in 0..layout.shape.h {
            data[layout.row(y)].copy_from_slice(&picture[y * wide..][..wide]);
        }
        data
    }

    /// <result(input), g> has the gradients g * input and g * weights, by the definition's linearity.
    fn check(conv: Conv, shape: Shape) {
        let conv = Convolution::new(conv, shape);
        let picture = numbers(shape.h * shape.w * shape.c, 1);
        let weights = numbers(conv.weights(), 2);
        let input = stored(&conv.input, &picture);
        let mut result = vec![0.0; conv.len()];
        conv.forward(&weights, &input, &mut result);
        let wide = conv.output.w * conv.output.c;
        let expected = by_hand(&conv, &weights, &picture);
        for y in 0..conv.output.h {
            for (a, b) in result[conv.row(y).0].iter().zip(&expected[y * wide..]) {
                assert!((a - b).abs() < 1e-4, "{a} {b}");
            }
        }
        let g = numbers(expected.len(), 3);
        result.fill(0.0);
        for y in 0..conv.output.h {
            result[conv.row(y).0].copy_from_slice(&g[y * wide..][..wide]);
        }
        let mut by_weight = vec![0.0; weights.len()];
        conv.backward_weights(&input, &result, &mut by_weight);
        let mut stored_gradient = vec![7.0; conv.input.len()];
        conv.backward_input(&conv.turned(&weights), &result, &mut stored_gradient);
        let by_input: Vec<f32> = (0..shape.h)
            .flat_map(|y| stored_gradient[conv.input.row(y)].to_vec())
            .collect();
        let dot = |a: &[f32], b: &[f32]| -> f32 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
        for turn in 0..5 {
            let other = numbers(picture.len(), 10 + turn);
            let along = dot(&by_hand(&conv, &weights, &other), &g);
            assert!((dot(&by_input, &other) - along).abs() < 2e-3 * (1.0 + along.abs()));
            let other = numbers(weights.len(), 20 + turn);
            let along = dot(&by_hand(&conv, &other, &picture), &g);
            assert!((dot(&by_weight, &other) - along).abs() < 2e-3 * (1.0 + along.abs()));
        }
    }

    fn conv(kernel: (usize, usize), stride: (usize, usize), collapse: bool) -> Conv {
        Conv {
            collapse,
            ..Conv::plain(kernel, stride, 6)
        }
    }

    #[test]
    fn convolutions_and_their_gradients_follow_the_definition() {
        for (h, w) in [(8, 12), (5, 9), (7, 7)] {
            let shape = Shape { h, w, c: 3 };
            check(conv((3, 3), (1, 1), false), shape);
            check(conv((3, 3), (2, 2), false), shape);
            check(conv((3, 3), (2, 1), false), shape);
            check(conv((5, 5), (2, 2), false), shape);
            check(conv((1, 1), (1, 1), false), shape);
            check(conv((1, 5), (1, 1), false), shape);
            check(conv((h, 1), (1, 1), true), shape);
            check(conv((h, 3), (1, 1), true), shape);
        }
    }
}
