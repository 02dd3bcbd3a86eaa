//! Where everything lies: one maze as it is shown, whole pixels.

use serde::{Deserialize, Serialize};

/// A place or a distance, pixels from the upper left corner.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct At(pub i32, pub i32);

/// An open rectangle of places of the ball's upper left corner: its sides are outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The corner of least coordinates.
    pub from: At,
    /// The corner of greatest coordinates.
    pub to: At,
}

impl Span {
    /// Whether the place is inside, the sides not.
    pub fn holds(&self, at: At) -> bool {
        self.from.0 < at.0 && at.0 < self.to.0 && self.from.1 < at.1 && at.1 < self.to.1
    }

    /// The same, each side moved out by `by` pixels (in, if negative).
    #[must_use]
    pub fn grown(&self, by: i32) -> Self {
        Self {
            from: At(self.from.0 - by, self.from.1 - by),
            to: At(self.to.0 + by, self.to.1 + by),
        }
    }

    /// Whether the straight line between two places has a point inside. Exact: whole numbers only.
    pub fn meets(&self, a: At, b: At) -> bool {
        // Liang and Barsky 1984 on an open rectangle: the line's part inside is the open interval (enter, leave),
        // held as fractions so that a line along a side stays outside.
        let (mut enter, mut leave) = (Fraction(0, 1), Fraction(1, 1));
        let mut inside_ends = true;
        for (start, end, low, high) in [
            (a.0, b.0, self.from.0, self.to.0),
            (a.1, b.1, self.from.1, self.to.1),
        ] {
            let [start, end, low, high] = [start, end, low, high].map(i64::from);
            let step = end - start;
            if step == 0 {
                if start <= low || start >= high {
                    return false;
                }
                continue;
            }
            inside_ends = false;
            let (near, far) = if step > 0 {
                (Fraction(low - start, step), Fraction(high - start, step))
            } else {
                (Fraction(start - high, -step), Fraction(start - low, -step))
            };
            enter = enter.max(near);
            leave = leave.min(far);
        }
        inside_ends || enter.below(leave)
    }
}

/// A fraction with a positive denominator.
#[derive(Clone, Copy)]
struct Fraction(i64, i64);

impl Fraction {
    fn below(self, other: Self) -> bool {
        self.0 * other.1 < other.0 * self.1
    }

    fn max(self, other: Self) -> Self {
        if self.below(other) { other } else { self }
    }

    fn min(self, other: Self) -> Self {
        if other.below(self) { other } else { self }
    }
}

/// How the ball moves and how its way is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Physics {
    /// Pixels a tick for each m/s² of tilt.
    pub speed: i32,
    /// Pixels that a brick throws the ball back, for each m/s² of tilt.
    pub bounce: i32,
    /// Ticks a second.
    pub tick_hz: u32,
    /// Most tilt that counts, thousandths of m/s²; 9810 is a phone held upright.
    pub tilt_cap: i32,
    /// Milliseconds between two samples of the path.
    pub sample_ms: u32,
    /// Ticks that the ball must stay in a box.
    pub dwell_ticks: u32,
    /// Milliseconds until the page gives up.
    pub limit_ms: u32,
}

/// One maze as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// Width and height of the field.
    pub size: At,
    /// Side of the ball, a square for all that collisions care.
    pub ball: i32,
    /// Side of a brick.
    pub brick: i32,
    /// Side of a picture.
    pub tile: i32,
    /// Things are drawn with their upper left corner so far left of and above their place.
    pub offset: i32,
    /// Places of the four pictures: upper left, lower left, upper right, lower right.
    pub boxes: [At; 4],
    /// Places of the four bricks, in the same order.
    pub bricks: [At; 4],
    /// The page counts the ball as in a box from `offset + margin` before its place ...
    pub dwell_margin: i32,
    /// ... to this far, and the margin, beyond.
    pub dwell_size: i32,
    /// How the ball moves.
    pub physics: Physics,
}

impl Layout {
    /// Where the ball starts: its upper left corner, the ball in the middle.
    pub fn start(&self) -> At {
        At((self.size.0 - self.ball) / 2, (self.size.1 - self.ball) / 2)
    }

    /// Places of the ball's corner where it overlaps a brick.
    pub fn blocked(&self, brick: usize) -> Span {
        let At(x, y) = self.bricks[brick];
        let corner = At(x - self.offset, y - self.offset);
        Span {
            from: At(corner.0 - self.ball, corner.1 - self.ball),
            to: At(corner.0 + self.brick, corner.1 + self.brick),
        }
    }

    /// The same of all four.
    pub fn blocks(&self) -> [Span; 4] {
        [0, 1, 2, 3].map(|brick| self.blocked(brick))
    }

    /// Places of the ball's corner that the page counts as in a box.
    pub fn zone(&self, target: usize) -> Span {
        let At(x, y) = self.boxes[target];
        let corner = At(x - self.offset, y - self.offset);
        let (before, after) = (self.dwell_margin, self.dwell_size + self.dwell_margin);
        Span {
            from: At(corner.0 - before, corner.1 - before),
            to: At(corner.0 + after, corner.1 + after),
        }
    }

    /// Places of the ball's corner that the walls allow.
    pub fn field(&self) -> Span {
        Span {
            from: At(0, 0),
            to: At(self.size.0 - self.ball, self.size.1 - self.ball),
        }
    }

    /// Whether the ball may be there: between the walls and on no brick.
    pub fn is_free(&self, at: At) -> bool {
        self.field().holds(at) && !self.blocks().iter().any(|block| block.holds(at))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A made-up maze: bricks at the four diagonals, boxes in the corners, the geometry of the profile `recap-readme`.
    pub(in crate::tilt) fn layout() -> Layout {
        let four = |x, y| {
            [
                At(185 - x, 350 - y),
                At(185 - x, 350 + y),
                At(185 + x, 350 - y),
                At(185 + x, 350 + y),
            ]
        };
        Layout {
            size: At(370, 700),
            ball: 20,
            brick: 70,
            tile: 20,
            offset: 35,
            boxes: four(130, 250),
            bricks: four(80, 80),
            dwell_margin: 10,
            dwell_size: 20,
            physics: Physics {
                speed: 5,
                bounce: 1,
                tick_hz: 60,
                tilt_cap: 9810,
                sample_ms: 62,
                dwell_ticks: 120,
                limit_ms: 10_000,
            },
        }
    }

    #[test]
    fn lines_meet_the_inside_and_not_the_sides() {
        let span = Span {
            from: At(10, 10),
            to: At(20, 20),
        };
        assert!(span.meets(At(0, 15), At(30, 15)));
        assert!(span.meets(At(0, 0), At(30, 30)));
        assert!(span.meets(At(15, 15), At(15, 15)));
        assert!(span.meets(At(15, 15), At(40, 15)));
        for (a, b) in [
            (At(0, 10), At(30, 10)),
            (At(20, 0), At(20, 30)),
            (At(0, 20), At(20, 0)),
            (At(0, 15), At(10, 15)),
            (At(10, 10), At(10, 10)),
            (At(0, 0), At(5, 5)),
        ] {
            // The line from (0, 20) to (20, 0) passes the corner (10, 10) alone.
            assert!(!span.meets(a, b), "{a:?} {b:?}");
            assert!(!span.meets(b, a), "{b:?} {a:?}");
        }
        assert!(span.meets(At(0, 21), At(21, 0)));
    }

    #[test]
    fn the_start_is_free_and_the_zones_lie_where_the_page_draws_them() {
        let layout = layout();
        assert_eq!(layout.start(), At(175, 340));
        assert!(layout.is_free(layout.start()));
        let zone = layout.zone(0);
        assert_eq!((zone.from, zone.to), (At(10, 55), At(50, 95)));
        assert_eq!(layout.blocked(3).from, At(265 - 35 - 20, 430 - 35 - 20));
    }
}
