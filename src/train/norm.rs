//! Batch normalisation with ReLU, forward and backward, on rows of pixels.
//!
//! S. Ioffe and C. Szegedy, "Batch normalization", ICML 2015. Variances are the biased ones of the batch.

use pulp::{Arch, NullaryFnOnce};

/// Kept small so that a channel which is constant over a batch is not blown up.
pub(crate) const EPSILON: f32 = 1e-3;

/// Sums over pixels: of the values and their squares, or of the gradient and gradient times normalised value.
pub(crate) type Sums = (Vec<f32>, Vec<f32>);

/// What a batch says of each channel.
#[derive(Clone, Debug, Default)]
pub(crate) struct Batch {
    /// Means.
    pub mean: Vec<f32>,
    /// Variances.
    pub variance: Vec<f32>,
    /// Reciprocals of the standard deviations.
    pub inverse: Vec<f32>,
}

impl Batch {
    /// From the sums of each picture, over `pixels` in all.
    pub fn from_sums<'a>(sums: impl Iterator<Item = &'a Sums>, pixels: usize) -> Self {
        let mut total: Vec<(f64, f64)> = Vec::new();
        for (one, two) in sums {
            total.resize(one.len(), (0.0, 0.0));
            for (t, (a, b)) in total.iter_mut().zip(one.iter().zip(two)) {
                *t = (t.0 + f64::from(*a), t.1 + f64::from(*b));
            }
        }
        let n = pixels as f64;
        let mean = total.iter().map(|t| (t.0 / n) as f32).collect();
        let variance: Vec<f32> = total
            .iter()
            .map(|t| ((t.1 / n - (t.0 / n).powi(2)).max(0.0)) as f32)
            .collect();
        let inverse = variance.iter().map(|v| (v + EPSILON).sqrt().recip());
        Self {
            mean,
            inverse: inverse.collect(),
            variance,
        }
    }

    /// `y = scale * x + shift`, channel by channel, for this gain and bias.
    pub fn affine(&self, gain: &[f32], bias: &[f32]) -> (Vec<f32>, Vec<f32>) {
        let scale: Vec<f32> = gain.iter().zip(&self.inverse).map(|(g, i)| g * i).collect();
        let moved = bias.iter().zip(&self.mean).zip(&scale);
        (scale.clone(), moved.map(|((b, m), s)| b - m * s).collect())
    }
}

// Each loop is a struct, since a closure's body is not compiled for the vector unit that `dispatch` finds.

/// Adds one row of values to the sums.
pub(crate) fn add_moments(row: &[f32], sums: &mut Sums) {
    let (one, two) = (&mut sums.0[..], &mut sums.1[..]);
    Arch::new().dispatch(Add { row, one, two });
}

struct Add<'a> {
    row: &'a [f32],
    one: &'a mut [f32],
    two: &'a mut [f32],
}

impl NullaryFnOnce for Add<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let c = self.one.len();
        let (one, two) = (&mut self.one[..c], &mut self.two[..c]);
        for x in self.row.chunks_exact(c) {
            for i in 0..c {
                one[i] += x[i];
                two[i] += x[i] * x[i];
            }
        }
    }
}

/// `out = max(0, scale * row + shift (+ skip))`.
pub(crate) fn activate(
    row: &[f32],
    (scale, shift): (&[f32], &[f32]),
    skip: Option<&[f32]>,
    out: &mut [f32],
) {
    Arch::new().dispatch(Activate {
        row,
        scale,
        shift,
        skip,
        out,
    });
}

struct Activate<'a> {
    row: &'a [f32],
    scale: &'a [f32],
    shift: &'a [f32],
    skip: Option<&'a [f32]>,
    out: &'a mut [f32],
}

impl NullaryFnOnce for Activate<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let c = self.scale.len();
        let (scale, shift) = (&self.scale[..c], &self.shift[..c]);
        let pixels = self.row.chunks_exact(c).zip(self.out.chunks_exact_mut(c));
        match self.skip {
            None => {
                for (x, y) in pixels {
                    for i in 0..c {
                        y[i] = (x[i] * scale[i] + shift[i]).max(0.0);
                    }
                }
            }
            Some(skip) => {
                for ((x, y), k) in pixels.zip(skip.chunks_exact(c)) {
                    for i in 0..c {
                        y[i] = (x[i] * scale[i] + shift[i] + k[i]).max(0.0);
                    }
                }
            }
        }
    }
}

/// Stops the gradient where the activation was zero, and adds what is left of it to the sums.
pub(crate) fn mask(
    gradient: &mut [f32],
    active: &[f32],
    row: &[f32],
    batch: &Batch,
    sums: &mut Sums,
) {
    let (one, two) = (&mut sums.0[..], &mut sums.1[..]);
    Arch::new().dispatch(Mask {
        gradient,
        active,
        row,
        mean: &batch.mean,
        inverse: &batch.inverse,
        one,
        two,
    });
}

struct Mask<'a> {
    gradient: &'a mut [f32],
    active: &'a [f32],
    row: &'a [f32],
    mean: &'a [f32],
    inverse: &'a [f32],
    one: &'a mut [f32],
    two: &'a mut [f32],
}

impl NullaryFnOnce for Mask<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let c = self.mean.len();
        let (mean, inverse) = (&self.mean[..c], &self.inverse[..c]);
        let (one, two) = (&mut self.one[..c], &mut self.two[..c]);
        let pixels = self.gradient.chunks_exact_mut(c);
        let pixels = pixels
            .zip(self.active.chunks_exact(c))
            .zip(self.row.chunks_exact(c));
        for ((g, a), x) in pixels {
            for i in 0..c {
                let kept = if a[i] > 0.0 { g[i] } else { 0.0 };
                g[i] = kept;
                one[i] += kept;
                two[i] += kept * (x[i] - mean[i]) * inverse[i];
            }
        }
    }
}

/// What turns masked gradients into those of the convolution's result: `a * g + b * x + c`, channel by channel.
pub(crate) struct Back {
    a: Vec<f32>,
    b: Vec<f32>,
    c: Vec<f32>,
}

impl Back {
    /// From the gradient's sums over the batch: `sum(g)` and `sum(g * normalised)`.
    pub fn new(batch: &Batch, gain: &[f32], sums: &Sums, pixels: usize) -> Self {
        let n = pixels as f32;
        let mut back = Self {
            a: Vec::new(),
            b: Vec::new(),
            c: Vec::new(),
        };
        for (i, gain) in gain.iter().enumerate() {
            let a = gain * batch.inverse[i];
            let b = -a * batch.inverse[i] * sums.1[i] / n;
            back.a.push(a);
            back.b.push(b);
            back.c.push(-a * sums.0[i] / n - b * batch.mean[i]);
        }
        back
    }

    /// Replaces a row of values by their gradient.
    pub fn apply(&self, gradient: &[f32], row: &mut [f32]) {
        let back = self;
        Arch::new().dispatch(Apply {
            back,
            gradient,
            row,
        });
    }
}

struct Apply<'a> {
    back: &'a Back,
    gradient: &'a [f32],
    row: &'a mut [f32],
}

impl NullaryFnOnce for Apply<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let n = self.back.a.len();
        let (a, b, c) = (&self.back.a[..n], &self.back.b[..n], &self.back.c[..n]);
        for (g, x) in self
            .gradient
            .chunks_exact(n)
            .zip(self.row.chunks_exact_mut(n))
        {
            for i in 0..n {
                x[i] = a[i] * g[i] + b[i] * x[i] + c[i];
            }
        }
    }
}
