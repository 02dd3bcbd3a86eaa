//! Networks by name.

use super::arch::Conv;

/// Names of the presets, the default first.
pub const PRESETS: [&str; 3] = ["small", "base", "large"];

/// The layers of a preset, for text of one line in pictures some 80 pixels high: convolutions that halve the height
/// four times and the width three times, then one that collapses the height, then ones that look along the line.
pub fn body(name: &str) -> Option<Vec<Conv>> {
    match name {
        "small" => Some(stack(&[(16, 0), (32, 1), (48, 1), (64, 1)], (96, 2))),
        "base" => Some(stack(&[(16, 0), (32, 1), (64, 2), (128, 1)], (128, 2))),
        "large" => Some(stack(&[(32, 0), (64, 2), (96, 2), (160, 2)], (192, 2))),
        _ => None,
    }
}

/// Stages of (channels, residual layers); then (channels, residual layers) of one row.
fn stack(stages: &[(usize, usize)], line: (usize, usize)) -> Vec<Conv> {
    let strides = [(2, 2), (2, 2), (2, 2), (2, 1)];
    let mut layers = Vec::new();
    for (stage, (&(out, more), stride)) in stages.iter().zip(strides).enumerate() {
        let side = if stage == 0 { 5 } else { 3 };
        layers.push(Conv::plain((side, side), stride, out));
        layers.extend(std::iter::repeat_n(kept((3, 3), out), more));
    }
    layers.push(Conv {
        collapse: true,
        ..Conv::plain((5, 1), (1, 1), line.0)
    });
    layers.extend(std::iter::repeat_n(kept((1, 7), line.0), line.1));
    layers
}

fn kept(kernel: (usize, usize), out: usize) -> Conv {
    Conv {
        residual: true,
        ..Conv::plain(kernel, (1, 1), out)
    }
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
