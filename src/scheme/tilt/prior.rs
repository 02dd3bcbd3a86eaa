//! The blind floor: the best that one fixed path does, whatever is shown.

use super::options::Params;
use crate::scheme::Prior;
use crate::seed::Seed;
use crate::tilt::{At, Layout, Trace, examine, still};

/// Layouts that a floor is measured on, of a stream of their own.
const LAYOUTS: usize = 20_000;

/// Spacing of the places that are tried, pixels.
const STEP: i32 = 5;

/// Three samples on one place of the upper left quadrant, claimed as box 0: how many layouts have it right there, and a
/// quarter of them the upright copy in that box. Rules that ask for a start, a dwell or a clock leave nothing of it.
pub(super) fn blind(params: &Params) -> Prior {
    let mut rng = Seed::from_u64(0).stream("tilt floor");
    let layouts: Vec<Layout> = (0..LAYOUTS)
        .filter_map(|_| params.geometry.draw(params.physics, &mut rng))
        .collect();
    let Some(first) = layouts.first() else {
        return Prior {
            answer: String::new(),
            p: 0.0,
            entropy_bits: 2.0,
        };
    };
    let counting = params.rules.checks.iter().copied().collect();
    let passes = |layout: &Layout, trace: &Trace| {
        examine(layout, &params.rules, 0, trace)
            .and(counting)
            .is_empty()
    };
    let half = At(first.size.0 / 2, first.size.1 / 2);
    let places = (0..=half.1)
        .step_by(STEP as usize)
        .flat_map(|y| (0..=half.0).step_by(STEP as usize).map(move |x| At(x, y)));
    // A few layouts choose the place and the rest measure it, so that the choice does not flatter itself.
    let (few, rest) = layouts.split_at(layouts.len() / 40);
    let right = |layouts: &[Layout], at| {
        let trace = still(first, Some(0), at, 3);
        layouts
            .iter()
            .filter(|layout| passes(layout, &trace))
            .count()
    };
    let best = places.max_by_key(|&at| right(few, at)).unwrap_or_default();
    let trace = still(first, Some(0), best, 3);
    Prior {
        answer: trace.to_string(),
        p: right(rest, best) as f64 / rest.len().max(1) as f64 / 4.0,
        entropy_bits: 2.0,
    }
}
