//! The methods, each a pure function from a maze and a copy to a path.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::Maze;
use crate::seed::Rng;
use crate::tilt::{At, Driver, Sample, Span, Trace, plan, play, still};

/// What the site's clock sees of a path that is posted at once: a page load and a round trip.
const AT_ONCE_MS: u32 = 150;

/// Pixels from sample to sample of a line that is to look played.
const PACE: f64 = 40.0;

/// How a path is made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "ForgerMethod")]
pub(super) enum Method {
    /// Three equal samples inside the box.
    ThreeEqual,
    /// A straight line, its samples placed so that none is on a brick.
    Hop,
    /// A straight line from the middle, sampled evenly.
    Straight,
    /// A path that was played honestly and accepted, posted once more.
    Replay,
    /// Around the bricks in steps as long as the site lets pass.
    Teleport,
    /// The straight line with every sample moved a little.
    Jitter,
}

/// The path to a copy; `patient` makes it stay in the box and be posted when it could have been played.
pub(super) fn forge(
    method: Method,
    maze: &Maze,
    copy: u8,
    patient: bool,
    jitter: i32,
    rng: &mut Rng,
) -> Trace {
    let layout = &maze.layout;
    let goal = resting(maze, copy);
    let start = layout.start();
    let places = match method {
        Method::Replay => {
            let driver = Driver {
                limit: 3.0,
                noise: 0.15,
                ..Driver::default()
            };
            let played = play(layout, copy, 10, &driver, rng);
            return Trace {
                posted: 1,
                ..played.trace
            };
        }
        Method::ThreeEqual => vec![goal; 3],
        Method::Hop => {
            hop(maze, copy).unwrap_or_else(|| spaced(&[start, goal], maze.rules.threshold))
        }
        Method::Straight => spaced(&[start, goal], PACE),
        Method::Teleport => {
            let way = plan(layout, copy, 4).map_or_else(|| vec![start], |route| route.places);
            let way: Vec<At> = way.into_iter().chain([goal]).collect();
            spaced(&way, maze.rules.threshold)
        }
        Method::Jitter => jittered(spaced(&[start, goal], PACE), jitter, rng),
    };
    posted(maze, copy, places, patient)
}

/// Times as the page would have taken them.
fn posted(maze: &Maze, copy: u8, mut places: Vec<At>, patient: bool) -> Trace {
    let last = places.last().copied().unwrap_or(maze.layout.start());
    let stay = if patient { maze.rules.dwell_samples } else { 0 };
    // Three samples are the least that any site takes.
    let missing = stay.max(3usize.saturating_sub(places.len()));
    places.extend(std::iter::repeat_n(last, missing));
    let count = u32::try_from(places.len()).unwrap_or(u32::MAX);
    let mut trace = still(&maze.layout, Some(copy), last, count);
    let samples = trace.samples.iter_mut().zip(places);
    samples.for_each(|(sample, at): (&mut Sample, At)| sample.at = at);
    if !patient {
        trace.clock_ms = AT_ONCE_MS;
    }
    trace
}

/// A place in the box, the nearest to its middle, that the site does not take for one on a brick.
fn resting(maze: &Maze, copy: u8) -> At {
    let target = maze.rules.target(&maze.layout, copy);
    let free = inside(target).into_iter().find(|at| !is_blocked(maze, *at));
    free.unwrap_or_else(|| middle(target))
}

fn is_blocked(maze: &Maze, at: At) -> bool {
    maze.rules
        .blocks(&maze.layout)
        .iter()
        .any(|block| block.holds(at))
}

fn middle(span: Span) -> At {
    At((span.from.0 + span.to.0) / 2, (span.from.1 + span.to.1) / 2)
}

/// Places of an area, every third pixel, the middle first.
fn inside(span: Span) -> Vec<At> {
    let middle = middle(span);
    let mut places: Vec<At> = (span.from.1 + 1..span.to.1)
        .step_by(3)
        .flat_map(|y| {
            (span.from.0 + 1..span.to.0)
                .step_by(3)
                .map(move |x| At(x, y))
        })
        .chain([middle])
        .collect();
    places.sort_by_key(|at| (at.0 - middle.0).pow(2) + (at.1 - middle.1).pow(2));
    places
}

/// Samples along a line of several legs, no further apart than `most`; the ends of the legs are kept.
fn spaced(legs: &[At], most: f64) -> Vec<At> {
    let mut places: Vec<At> = legs.first().copied().into_iter().collect();
    for leg in legs.windows(2) {
        let (dx, dy) = (
            f64::from(leg[1].0 - leg[0].0),
            f64::from(leg[1].1 - leg[0].1),
        );
        // Rounding may add a pixel to a step.
        let steps = (dx.hypot(dy) / (most - 1.5).max(1.0)).ceil().max(1.0) as u32;
        let at = |k: u32| {
            let part = f64::from(k) / f64::from(steps);
            At(
                leg[0].0 + (dx * part).round() as i32,
                leg[0].1 + (dy * part).round() as i32,
            )
        };
        places.extend((1..=steps).map(at));
    }
    places
}

/// A straight line from the middle to some place of the box whose samples all miss the bricks; where no line can be
/// hopped so, one with a bend.
fn hop(maze: &Maze, copy: u8) -> Option<Vec<At>> {
    let start = maze.layout.start();
    let goals = inside(maze.rules.target(&maze.layout, copy));
    let free = || goals.iter().copied().filter(|at| !is_blocked(maze, *at));
    let straight = free().find_map(|goal| leap(maze, &[start, goal]));
    straight.or_else(|| {
        let goal = free().next()?;
        let bends =
            (1..20).flat_map(|k| [At(start.0 + 9 * k, start.1), At(start.0 - 9 * k, start.1)]);
        let bends = bends.chain(
            (1..35).flat_map(|k| [At(start.0, start.1 + 9 * k), At(start.0, start.1 - 9 * k)]),
        );
        bends
            .into_iter()
            .find_map(|bend| leap(maze, &[start, bend, goal]))
    })
}

/// The fewest samples along the legs that miss the bricks; `None` where a brick is too wide for the threshold.
fn leap(maze: &Maze, legs: &[At]) -> Option<Vec<At>> {
    let fine = spaced(legs, 3.5);
    let near =
        |a: At, b: At| f64::from(b.0 - a.0).hypot(f64::from(b.1 - a.1)) <= maze.rules.threshold;
    let (mut here, mut places) = (0, vec![fine[0]]);
    while here + 1 < fine.len() {
        let ahead = (here + 1..fine.len()).take_while(|&next| near(fine[here], fine[next]));
        here = ahead.filter(|&next| !is_blocked(maze, fine[next])).last()?;
        places.push(fine[here]);
    }
    Some(places)
}

/// Every sample but the first and the last moved by up to `most` pixels on each axis.
fn jittered(mut places: Vec<At>, most: i32, rng: &mut Rng) -> Vec<At> {
    let inner = 1..places.len().saturating_sub(1).max(1);
    let mut shift = || rng.int(-i64::from(most), i64::from(most)) as i32;
    for at in &mut places[inner] {
        *at = At(at.0 + shift(), at.1 + shift());
    }
    places
}
