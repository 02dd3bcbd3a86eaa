//! Driving: a controller that tilts towards the next place of a route, through the simulator.

use super::layout::{At, Layout};
use super::physics::{Ended, Sim, Tilt};
use super::trace::Sample;
use crate::seed::Rng;

/// How the phone is held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Driver {
    /// Steepest tilt, m/s².
    pub limit: f64,
    /// Tilt for each pixel of distance, m/s².
    pub gain: f64,
    /// A place of the route counts as reached from so near, pixels.
    pub near: f64,
    /// Standard deviation of the sensor's noise, m/s².
    pub noise: f64,
    /// Amplitude of the hand's tremor, m/s².
    pub tremor: f64,
    /// Its frequency, Hz.
    pub tremor_hz: f64,
}

impl Default for Driver {
    /// A steady hand and a perfect sensor. At 3.6 m/s² the four ticks that may fall between two samples make 72 pixels,
    /// which the usual threshold of 75 lets pass with what rounding adds.
    fn default() -> Self {
        Self {
            limit: 3.6,
            gain: 0.12,
            near: 14.0,
            noise: 0.0,
            tremor: 0.0,
            tremor_hz: 9.0,
        }
    }
}

/// What driving gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Driven {
    /// How it ended.
    pub ended: Ended,
    /// The box that the ball stayed in.
    pub guess: Option<u8>,
    /// The path as the page samples it.
    pub samples: Vec<Sample>,
    /// Milliseconds played.
    pub elapsed_ms: u32,
    /// Pixels rolled, tick by tick.
    pub length: f64,
}

/// Drives along `places` until the page ends the play.
pub fn drive(layout: &Layout, places: &[At], driver: &Driver, rng: &mut Rng) -> Driven {
    let mut sim = Sim::new(layout);
    let blocks = layout.blocks();
    let clear = |a: At, b: At| !blocks.iter().any(|block| block.meets(a, b));
    let (mut next, mut tick) = (0, 0u32);
    loop {
        let at = sim.at();
        while next + 1 < places.len() {
            let away = distance(at, places[next]);
            let passed = away < driver.near && clear(at, places[next + 1]) || away < 2.0;
            if !passed {
                break;
            }
            next += 1;
        }
        let aim = places.get(next).copied().unwrap_or(at);
        let tilt = tilt(
            driver,
            at,
            aim,
            f64::from(tick) / f64::from(layout.physics.tick_hz),
            rng,
        );
        tick += 1;
        if let Some((ended, guess)) = sim.tick(tilt) {
            return Driven {
                ended,
                guess,
                samples: sim.path().to_vec(),
                elapsed_ms: sim.elapsed_ms(),
                length: sim.length(),
            };
        }
    }
}

fn tilt(driver: &Driver, at: At, aim: At, seconds: f64, rng: &mut Rng) -> Tilt {
    let (dx, dy) = (f64::from(aim.0 - at.0), f64::from(aim.1 - at.1));
    let away = dx.hypot(dy);
    let steep = (driver.gain * away).min(driver.limit);
    let shake = driver.tremor * libm::sin(std::f64::consts::TAU * driver.tremor_hz * seconds);
    let mut axis = |part: f64, shake: f64| {
        let wanted = if away > 0.0 { steep * part / away } else { 0.0 };
        let noise = if driver.noise > 0.0 {
            driver.noise * normal(rng)
        } else {
            0.0
        };
        (1000.0 * (wanted + shake + noise)).round() as i32
    };
    // Along the width a positive tilt rolls the ball to the left.
    let (x, y) = (-axis(dx, shake), axis(dy, 0.7 * shake));
    Tilt { x, y }.capped((1000.0 * driver.limit).round() as i32)
}

/// A standard normal number (Box and Muller 1958).
pub(super) fn normal(rng: &mut Rng) -> f64 {
    let (u, v) = (1.0 - rng.unit(), rng.unit());
    (-2.0 * libm::log(u)).sqrt() * libm::cos(std::f64::consts::TAU * v)
}

fn distance(a: At, b: At) -> f64 {
    f64::from(b.0 - a.0).hypot(f64::from(b.1 - a.1))
}
