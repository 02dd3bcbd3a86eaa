//! Networks by name.

use super::arch::Conv;

/// Names of the presets, the default first.
pub const PRESETS: [&str; 3] = ["small", "base", "large"];

/// The layers of a preset.
pub fn body(name: &str) -> Option<Vec<Conv>> {
    match name {
        "small" => Some(stack([16, 32, 48, 64], 1)),
        "base" => Some(stack([24, 48, 72, 96], 1)),
        "large" => Some(stack([32, 64, 96, 128], 2)),
        _ => None,
    }
}

/// Four stages that halve the height each and the width but for the last, with `depth` residual layers after all but
/// the first.
fn stack(widths: [usize; 4], depth: usize) -> Vec<Conv> {
    let strides = [(2, 2), (2, 2), (2, 2), (2, 1)];
    let mut layers = Vec::new();
    for (stage, (out, stride)) in widths.into_iter().zip(strides).enumerate() {
        let (kernel, follow) = if stage == 0 { (5, 0) } else { (3, depth) };
        layers.push(Conv {
            kernel: (kernel, kernel),
            stride,
            out,
            residual: false,
            collapse: false,
        });
        let same = Conv {
            kernel: (3, 3),
            stride: (1, 1),
            out,
            residual: true,
            collapse: false,
        };
        layers.extend(std::iter::repeat_n(same, follow));
    }
    layers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_a_body() {
        for name in PRESETS {
            let body = body(name).expect(name);
            assert!(body.len() >= 7, "{name}");
        }
        assert_eq!(body("huge"), None);
    }
}
