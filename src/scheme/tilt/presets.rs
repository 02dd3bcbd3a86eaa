//! The profiles: what the original's own description does, and what it would take to stop those who do not play.

use super::geometry::{Axes, Geometry};
use super::options::{Params, Pictures};
use crate::pictures::{Look, Part};
use crate::tilt::{Check, Obstacle, Physics, Rules, Target};

/// Names, each with one line.
pub(super) const NAMES: &[(&str, &str)] = &[
    (
        "recap-readme",
        "geometry and path check of ReCap's README, its flaws included (the default)",
    ),
    (
        "recap-hardened",
        "the same idea with a start, swept bricks, a dwell, a clock, single use and the ball's physics checked",
    ),
];

pub(super) fn find(name: &str) -> Option<Params> {
    match name {
        "recap-readme" => Some(readme()),
        "recap-hardened" => Some(hardened()),
        _ => None,
    }
}

fn readme() -> Params {
    Params {
        geometry: Geometry {
            width: 370,
            height: 700,
            offset: 35,
            offset2: 70,
            ball: 20,
            brick: 70,
            tile: 20,
            brick_axes: Axes::Width,
            min_gap: 0,
            dwell_margin: 10,
            dwell_size: 20,
        },
        physics: Physics {
            speed: 5,
            bounce: 1,
            tick_hz: 60,
            tilt_cap: 9810,
            sample_ms: 62,
            dwell_ticks: 120,
            limit_ms: 10_000,
        },
        rules: Rules {
            checks: vec![
                Check::Guess,
                Check::Points,
                Check::StepLength,
                Check::ObstacleSamples,
                Check::End,
            ],
            target: Target::Square(40),
            obstacle: Obstacle::Square(40),
            threshold: 75.0,
            start_px: 2,
            dwell_samples: 32,
            clock_share: 0.2,
            spacing_ms: 0,
            tilt: 9.81,
            turn: 2.0 * 9.81,
            straight_mean: 1.4,
            straight_stretch: 0.75,
        },
        pictures: Pictures {
            part: Part::HeldOut,
            categories: None,
            size: 48,
            look: Look::PLAIN,
        },
    }
}

fn hardened() -> Params {
    let base = readme();
    Params {
        geometry: Geometry {
            width: 380,
            offset: 40,
            offset2: 80,
            tile: 50,
            brick_axes: Axes::Each,
            min_gap: 90,
            ..base.geometry
        },
        physics: Physics {
            tilt_cap: 4000,
            ..base.physics
        },
        rules: Rules {
            checks: vec![
                Check::Points,
                Check::Start,
                Check::StepLength,
                Check::ObstacleSamples,
                Check::ObstacleSegments,
                Check::End,
                Check::Dwell,
                Check::Clock,
                Check::SampleSpacing,
                Check::SingleUse,
                Check::PhysicsBound,
            ],
            target: Target::Zone,
            // The line between two samples of an honest ball cuts the corner that it rolled around: by up to 8 pixels for
            // ways that keep 4 from the bricks, 12 for those that touch them.
            obstacle: Obstacle::Brick(12),
            tilt: 4.0,
            turn: 8.0,
            ..base.rules
        },
        ..base
    }
}
