//! A whole play: plan, pull straight, drive, post. And the play that a site's own rules are sure to accept.

use serde::{Deserialize, Serialize};

use super::drive::{Driven, Driver, drive};
use super::layout::{At, Layout};
use super::physics::Ended;
use super::route::{Grid, Route, route, smooth};
use super::rules::Rules;
use super::trace::{Sample, Trace};
use super::verify::examine;
use crate::seed::{Rng, Seed};

/// Spacing of the grid that is searched, pixels.
const STEP: i32 = 10;

/// How far inside a box a route ends, pixels, where the box is wide enough.
const INSIDE: i32 = 6;

/// How a solver says that it came by a path: where its time went, and how far it got.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Splits {
    /// Microseconds spent on looking at the copies.
    pub look_us: u64,
    /// On planning.
    pub plan_us: u64,
    /// On driving, or on making the path up.
    pub drive_us: u64,
    /// Places whose neighbours the planner looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expanded: Option<u32>,
    /// How the play ended; `None` where nothing was played.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ended>,
}

/// What a play gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Played {
    /// How it ended.
    pub ended: Ended,
    /// What is posted.
    pub trace: Trace,
    /// Places whose neighbours the planner looked at.
    pub expanded: u32,
    /// Pixels of the planned way; `None` without one.
    pub planned: Option<f64>,
}

/// Plans a way to the box and drives it; `clearance` is how far from the bricks the way keeps, pixels.
pub fn play(layout: &Layout, target: u8, clearance: i32, driver: &Driver, rng: &mut Rng) -> Played {
    let planned = plan(layout, target, clearance);
    rolled(layout, target, planned, driver, rng)
}

/// The way to the box, pulled straight.
pub fn plan(layout: &Layout, target: u8, clearance: i32) -> Option<Route> {
    let grid = Grid::new(layout, STEP, clearance);
    let zone = layout.zone(usize::from(target));
    let inner = zone.grown(-INSIDE);
    let found = if inner.to.0 - inner.from.0 > STEP {
        route(&grid, inner)
    } else {
        None
    };
    let found = found.or_else(|| route(&grid, zone))?;
    let mut places = smooth(&grid, &found.places);
    let middle = At((zone.from.0 + zone.to.0) / 2, (zone.from.1 + zone.to.1) / 2);
    if let Some(last) = places.last().copied()
        && layout.is_free(middle)
        && grid.is_clear(last, middle)
    {
        places.push(middle);
    }
    Some(Route { places, ..found })
}

/// Drives a planned way and posts what the page would.
pub fn rolled(
    layout: &Layout,
    target: u8,
    planned: Option<Route>,
    driver: &Driver,
    rng: &mut Rng,
) -> Played {
    let Some(route) = planned else {
        return Played {
            ended: Ended::NoRoute,
            trace: still(layout, Some(target), layout.start(), 3),
            expanded: 0,
            planned: None,
        };
    };
    let Driven {
        ended,
        guess,
        samples,
        elapsed_ms,
        ..
    } = drive(layout, &route.places, driver, rng);
    let length =
        |pair: &[At]| f64::from(pair[1].0 - pair[0].0).hypot(f64::from(pair[1].1 - pair[0].1));
    Played {
        ended,
        trace: Trace {
            guess: guess.or(Some(target)),
            clock_ms: elapsed_ms,
            posted: 0,
            samples,
        },
        expanded: route.expanded,
        planned: Some(route.places.windows(2).map(length).sum()),
    }
}

/// A path of `count` equal samples, posted when they are over.
pub fn still(layout: &Layout, guess: Option<u8>, at: At, count: u32) -> Trace {
    let spacing = layout.physics.sample_ms;
    let samples = (0..count)
        .map(|k| Sample {
            ms: k * spacing,
            at,
        })
        .collect();
    Trace {
        guess,
        clock_ms: count * spacing,
        posted: 0,
        samples,
    }
}

/// A path to the box that the rules accept: careful plays of a steady hand, wider around the bricks first. Where none
/// will do, and for boxes that no ball can reach, three samples on the box: what is left to try.
pub fn reference(layout: &Layout, rules: &Rules, target: u8) -> Trace {
    let counting = rules.checks.iter().copied().collect();
    let accepted = |trace: &Trace| {
        examine(layout, rules, target, trace)
            .and(counting)
            .is_empty()
    };
    let mut rng = Seed::from_u64(u64::from(target)).stream("reference play");
    for noise in [0.0, 0.15] {
        for clearance in [14, 9, 4, 1, 0] {
            for limit in [3.0, 1.5] {
                let limit = f64::min(limit, f64::from(layout.physics.tilt_cap) / 1000.0);
                let driver = Driver {
                    limit,
                    noise,
                    near: 8.0,
                    ..Driver::default()
                };
                let played = play(layout, target, clearance, &driver, &mut rng);
                if played.ended == Ended::Arrived && accepted(&played.trace) {
                    return played.trace;
                }
            }
        }
    }
    still(layout, Some(target), layout.boxes[usize::from(target)], 3)
}
