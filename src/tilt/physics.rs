//! The page's simulation: a ball without inertia whose displacement follows the tilt. Whole numbers only, so that the
//! same tilts give the same path everywhere.

use serde::{Deserialize, Serialize};

use super::layout::{At, Layout};
use super::trace::Sample;

/// How the phone is held during a tick: acceleration along its axes, gravity included, thousandths of m/s². Positive
/// `x` rolls the ball to the left, positive `y` down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tilt {
    /// Along the width.
    pub x: i32,
    /// Along the height.
    pub y: i32,
}

impl Tilt {
    /// The same direction, no steeper than `cap` thousandths of m/s².
    #[must_use]
    pub fn capped(self, cap: i32) -> Self {
        let (x, y, cap) = (i64::from(self.x), i64::from(self.y), i64::from(cap));
        let square = x * x + y * y;
        if square <= cap * cap {
            return self;
        }
        let length = square.isqrt() + 1;
        let part = |v: i64| i32::try_from(v * cap / length).unwrap_or(0);
        Self {
            x: part(x),
            y: part(y),
        }
    }
}

/// How a play ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// The ball stayed in a box for as long as it takes.
    Arrived,
    /// The page gave up first.
    TimeUp,
    /// No way to the box was found, and nothing was tried.
    NoRoute,
}

/// Thousandths of a pixel in a pixel.
const MILLI: i32 = 1000;

/// Where the ball is after one tick of this tilt; the branches of the page, one after the other.
pub fn moved(layout: &Layout, at: At, tilt: Tilt) -> At {
    let tilt = tilt.capped(layout.physics.tilt_cap);
    let (speed, bounce) = (layout.physics.speed, layout.physics.bounce);
    let (mut x, mut y) = (at.0 * MILLI, at.1 * MILLI);
    let (left, top) = (x - speed * tilt.x, y + speed * tilt.y);
    let outside = |v: i32, size: i32| v <= 0 || v + layout.ball * MILLI >= size * MILLI;
    let (out_x, out_y) = (outside(left, layout.size.0), outside(top, layout.size.1));
    if out_x && out_y {
        // Two walls at once hold the ball where it is: the page returns before anything else.
        return at;
    }
    let mut done = out_x || out_y;
    if out_x {
        y = top;
    } else if out_y {
        x = left;
    }
    for block in layout.blocks() {
        let inside = |x: i32, y: i32| {
            block.from.0 * MILLI < x
                && x < block.to.0 * MILLI
                && block.from.1 * MILLI < y
                && y < block.to.1 * MILLI
        };
        // Each axis by itself: a move that hits with both together alone goes through, as on the page.
        if inside(left, y) {
            x += bounce * tilt.x;
        } else if inside(x, top) {
            y -= bounce * tilt.y;
        } else {
            continue;
        }
        done = true;
        break;
    }
    if !done {
        (x, y) = (left, top);
    }
    At(rounded(x), rounded(y))
}

/// Half a pixel goes up, as browsers round offsets.
fn rounded(milli: i32) -> i32 {
    (milli + MILLI / 2).div_euclid(MILLI)
}

/// A play under way.
#[derive(Clone, Debug)]
pub struct Sim<'a> {
    layout: &'a Layout,
    at: At,
    ticks: u32,
    /// The box that the ball is in, and the tick at which it came.
    inside: Option<(u8, u32)>,
    path: Vec<Sample>,
    length: f64,
}

impl<'a> Sim<'a> {
    /// The ball in the middle, the first sample taken.
    pub fn new(layout: &'a Layout) -> Self {
        let at = layout.start();
        Self {
            layout,
            at,
            ticks: 0,
            inside: None,
            path: vec![Sample { ms: 0, at }],
            length: 0.0,
        }
    }

    /// Where the ball is.
    pub fn at(&self) -> At {
        self.at
    }

    /// The path so far.
    pub fn path(&self) -> &[Sample] {
        &self.path
    }

    /// Pixels rolled, tick by tick.
    pub fn length(&self) -> f64 {
        self.length
    }

    /// Milliseconds played, rounded down.
    pub fn elapsed_ms(&self) -> u32 {
        let ms = u64::from(self.ticks) * 1000 / u64::from(self.layout.physics.tick_hz.max(1));
        u32::try_from(ms).unwrap_or(u32::MAX)
    }

    /// One tick; once it says how the play ended, the path is posted with the box, if any, as the guess.
    pub fn tick(&mut self, tilt: Tilt) -> Option<(Ended, Option<u8>)> {
        let next = moved(self.layout, self.at, tilt);
        if next != self.at {
            self.length += f64::from(next.0 - self.at.0).hypot(f64::from(next.1 - self.at.1));
        }
        self.at = next;
        self.ticks += 1;
        self.sample();
        self.dwell()
    }

    /// Samples are due at whole multiples of the spacing; each takes the place of the tick that reached its time.
    fn sample(&mut self) {
        let physics = &self.layout.physics;
        let due = self.path.len() as u64 * u64::from(physics.sample_ms);
        if due * u64::from(physics.tick_hz) <= u64::from(self.ticks) * 1000 {
            let ms = u32::try_from(due).unwrap_or(u32::MAX);
            self.path.push(Sample { ms, at: self.at });
        }
    }

    fn dwell(&mut self) -> Option<(Ended, Option<u8>)> {
        let physics = &self.layout.physics;
        let here = (0..4u8).find(|&i| self.layout.zone(usize::from(i)).holds(self.at));
        self.inside = match (here, self.inside) {
            (Some(now), Some((before, since))) if now == before => Some((now, since)),
            (Some(now), _) => Some((now, self.ticks)),
            (None, _) => None,
        };
        if let Some((target, since)) = self.inside
            && self.ticks - since >= physics.dwell_ticks
        {
            return Some((Ended::Arrived, Some(target)));
        }
        (self.elapsed_ms() >= physics.limit_ms).then_some((Ended::TimeUp, None))
    }
}

#[cfg(test)]
mod tests {
    use super::super::layout::tests::layout;
    use super::*;

    /// Worked out by hand from the page's branches. Brick 3 stands at 230..300 by 395..465, so the ball's corner is on
    /// it from 210 to 300 by 375 to 465, the ends not counted.
    #[test]
    fn each_branch_as_worked_out_by_hand() {
        let layout = layout();
        let cases = [
            ("free, both axes", At(175, 340), (1000, 2000), At(170, 350)),
            (
                "free, halves go up",
                At(175, 340),
                (-100, 100),
                At(176, 341),
            ),
            (
                "free, halves go up to the left too",
                At(175, 340),
                (100, -100),
                At(175, 340),
            ),
            ("inside the dead zone", At(175, 340), (99, 99), At(175, 340)),
            (
                "left wall, slides down",
                At(3, 340),
                (1000, 400),
                At(3, 342),
            ),
            ("the wall itself is out", At(5, 340), (1000, 0), At(5, 340)),
            (
                "one pixel before the wall",
                At(6, 340),
                (1000, 0),
                At(1, 340),
            ),
            (
                "right wall, slides up",
                At(347, 340),
                (-1000, -400),
                At(347, 338),
            ),
            ("right wall itself", At(345, 340), (-1000, 0), At(345, 340)),
            (
                "top wall, slides left",
                At(175, 4),
                (1000, -1000),
                At(170, 4),
            ),
            (
                "bottom wall, slides right",
                At(175, 676),
                (-1000, 1000),
                At(180, 676),
            ),
            ("upper left corner holds", At(3, 3), (1000, -1000), At(3, 3)),
            (
                "upper right corner holds",
                At(346, 3),
                (-1000, -1000),
                At(346, 3),
            ),
            (
                "lower left corner holds",
                At(3, 677),
                (1000, 1000),
                At(3, 677),
            ),
            (
                "lower right corner holds",
                At(346, 677),
                (-1000, 1000),
                At(346, 677),
            ),
            (
                "right into a brick: back by a fifth",
                At(208, 400),
                (-2000, 0),
                At(206, 400),
            ),
            (
                "right up to the brick's side",
                At(205, 400),
                (-1000, 0),
                At(210, 400),
            ),
            (
                "right into it, one pixel nearer",
                At(206, 400),
                (-1000, 0),
                At(205, 400),
            ),
            ("left into a brick", At(303, 400), (2000, 0), At(305, 400)),
            (
                "down into a brick: back by a fifth",
                At(250, 373),
                (0, 2000),
                At(250, 371),
            ),
            ("up into a brick", At(250, 468), (0, -2000), At(250, 470)),
            (
                "x alone hits, y is dropped",
                At(208, 400),
                (-2000, 1000),
                At(206, 400),
            ),
            (
                "y alone hits, x is dropped",
                At(250, 373),
                (-1000, 2000),
                At(250, 371),
            ),
            (
                "both alone hit: x wins",
                At(209, 376),
                (-2000, 2000),
                At(207, 376),
            ),
            (
                "corner entered by both together only",
                At(208, 372),
                (-1000, 1000),
                At(213, 377),
            ),
            (
                "out of the corner again",
                At(213, 377),
                (1000, -1000),
                At(208, 372),
            ),
            (
                "steeper than upright is upright",
                At(175, 340),
                (0, 20_000),
                At(175, 389),
            ),
        ];
        for (what, from, (x, y), to) in cases {
            assert_eq!(moved(&layout, from, Tilt { x, y }), to, "{what}");
        }
    }

    /// A brick at the wall: the slide along the wall is set first, and thrown back from where it led.
    #[test]
    fn a_brick_met_while_sliding_along_a_wall() {
        let mut layout = layout();
        layout.bricks[0] = At(35, 200); // the ball's corner is on it up to 70 by 145 to 235
        let slid = moved(&layout, At(2, 143), Tilt { x: 1000, y: 1000 });
        // Out to the left, so y = 148; at that height the move to the left is on the brick: x = 2 + 1.
        assert_eq!(slid, At(3, 148));
    }

    #[test]
    fn samples_come_every_62_ms_of_ticks() {
        let layout = layout();
        let mut sim = Sim::new(&layout);
        for _ in 0..60 {
            sim.tick(Tilt { x: 0, y: 200 });
        }
        // 62 ms lie between ticks 3 and 4, 124 between 7 and 8, 186 between 11 and 12, 248 between 14 and 15.
        let path = sim.path();
        assert_eq!(path.len(), 1 + 16);
        let ys: Vec<i32> = path[..5].iter().map(|s| s.at.1 - 340).collect();
        assert_eq!(ys, [0, 4, 8, 12, 15]);
        assert_eq!(path[16].ms, 992);
    }

    #[test]
    fn two_seconds_in_a_box_end_the_play_and_ten_without_do_too() {
        let mut layout = layout();
        layout.boxes[2] = At(175 + 35, 340 + 35);
        let mut sim = Sim::new(&layout);
        let mut ended = None;
        while ended.is_none() {
            ended = sim.tick(Tilt::default());
        }
        assert_eq!((ended, sim.ticks), (Some((Ended::Arrived, Some(2))), 121));
        let layout = super::super::layout::tests::layout();
        let mut sim = Sim::new(&layout);
        let mut ended = None;
        while ended.is_none() {
            ended = sim.tick(Tilt::default());
        }
        assert_eq!((ended, sim.ticks), (Some((Ended::TimeUp, None)), 600));
    }
}
