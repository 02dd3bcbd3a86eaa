//! Lines with a sideways swing, painted as a chain of small squares, without antialiasing.

use super::sine::Sine;
use super::{Layer, Pixel};

/// A wavy line. Lengths in pixels, angles in radians.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wave {
    /// Middle of the line.
    pub centre: (f64, f64),
    /// Direction.
    pub theta: f64,
    /// Length along the direction.
    pub length: f64,
    /// Each square is this plus one pixels wide.
    pub thickness: i64,
    /// Angular frequency of the swing along the line, radians a pixel.
    pub kappa: f64,
    /// Phase of the swing at the start; at least 0.
    pub phase: f64,
    /// Half of this is the sideways amplitude.
    pub swing: f64,
}

/// Distance between two squares along the line.
const STEP: f64 = 0.5;

impl Wave {
    /// Paints the line; squares overlap, so a transparent ink gets denser.
    pub fn draw<P: Pixel>(&self, layer: &mut Layer<P>, ink: P, cover: u8) {
        let sine = Sine::new();
        let (dx, dy) = (STEP * libm::cos(self.theta), STEP * libm::sin(self.theta));
        let (x0, y0) = (
            self.centre.0 - self.length * dx,
            self.centre.1 - self.length * dy,
        );
        let steps = libm::ceil(self.length / STEP) as u32;
        let thickness = self.thickness as f64;
        let mut last = None;
        for i in (0..steps).map(f64::from) {
            let swing = self.swing * sine.at(self.kappa * i * STEP + self.phase);
            let x = x0 + i * dx + swing * dy;
            let y = y0 + i * dy - swing * dx;
            let from = (round(x), round(y));
            let to = (round(x + thickness), round(y + thickness));
            // An opaque square painted again changes nothing.
            if cover < 127 || last != Some(from) {
                layer.fill(from, to, ink, cover);
            }
            last = Some(from);
        }
    }
}

/// Nearest integer, halves up. The shift keeps the cast in positive numbers, where it is a floor; far faster
/// than `f64::round`, which is a call on baseline x86-64.
fn round(x: f64) -> i32 {
    const SHIFT: i32 = 1 << 20;
    (x + (f64::from(SHIFT) + 0.5)) as i32 - SHIFT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flat_line_is_a_bar() {
        let mut layer = Layer::<u8>::new(40, 10, 255, 0);
        let line = Wave {
            centre: (20.0, 5.0),
            theta: 0.0,
            length: 20.0,
            thickness: 1,
            kappa: 0.1,
            phase: 0.0,
            swing: 0.0,
        };
        line.draw(&mut layer, 0, 127);
        let rows: Vec<usize> = (0..10)
            .map(|y| {
                layer.pixels[y * 40..][..40]
                    .iter()
                    .filter(|&&p| p == 0)
                    .count()
            })
            .collect();
        assert_eq!(rows, [0, 0, 0, 0, 0, 22, 22, 0, 0, 0]);
    }

    #[test]
    fn rounds_halves_up() {
        assert_eq!([-1.6, -0.4, 0.5, 1.49].map(round), [-2, 0, 1, 1]);
    }
}
