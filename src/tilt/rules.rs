//! The constants of a verifier, and which of its checks count.

use serde::{Deserialize, Serialize};

use super::layout::{At, Layout, Span};
use super::verify::Check;

/// What a site checks, and with which numbers. Every check is computed whether it counts or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The checks that count.
    pub checks: Vec<Check>,
    /// Where a path must end.
    pub target: Target,
    /// What counts as on a brick.
    pub obstacle: Obstacle,
    /// Longest step between two samples, pixels.
    pub threshold: f64,
    /// How far from the middle a path may start on either axis, pixels.
    pub start_px: i32,
    /// Samples at the end that must be in the box.
    pub dwell_samples: usize,
    /// By how much the site's clock may differ from the path's own length in time, a share of that.
    pub clock_share: f64,
    /// By how much two samples may be further apart or closer than the spacing, milliseconds.
    pub spacing_ms: u32,
    /// Steepest tilt that a path may show, m/s².
    pub tilt: f64,
    /// Greatest change of the tilt from one sample to the next that a path may show, m/s².
    pub turn: f64,
    /// Straightness: least mean distance from the chord of a stretch of ten samples, pixels.
    pub straight_mean: f64,
    /// Straightness: a third of the stretches must be further from their chord than this, pixels.
    pub straight_stretch: f64,
}

/// Where a path must end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// Less than so many pixels from the box's place, on both axes.
    Square(i32),
    /// In the area that the page itself counts as the box.
    Zone,
}

/// What counts as on a brick.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Obstacle {
    /// Less than so many pixels from the brick's place, on both axes.
    Square(i32),
    /// Where the ball overlaps the brick by more than so many pixels.
    Brick(i32),
}

impl Rules {
    /// Whether a check counts.
    pub fn counts(&self, check: Check) -> bool {
        self.checks.contains(&check)
    }

    /// Places of the ball's corner that count as on a brick.
    pub fn blocks(&self, layout: &Layout) -> [Span; 4] {
        match self.obstacle {
            Obstacle::Square(half) => layout.bricks.map(|brick| around(brick, half)),
            Obstacle::Brick(slack) => layout.blocks().map(|block| block.grown(-slack)),
        }
    }

    /// Places of the ball's corner that count as in a box.
    pub fn target(&self, layout: &Layout, target: u8) -> Span {
        match self.target {
            Target::Square(half) => around(layout.boxes[usize::from(target)], half),
            Target::Zone => layout.zone(usize::from(target)),
        }
    }
}

/// Less than `half` from a place on both axes.
fn around(at: At, half: i32) -> Span {
    Span {
        from: At(at.0 - half, at.1 - half),
        to: At(at.0 + half, at.1 + half),
    }
}
