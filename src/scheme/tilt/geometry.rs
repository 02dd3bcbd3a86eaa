//! Where boxes and bricks are put: a quadrant each, boxes in its outer L, bricks in its middle.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::seed::Rng;
use crate::tilt::{At, Layout, Physics};

/// Tries before a design counts as one that has no layout.
const TRIES: u32 = 1000;

/// Sizes and distances of a design, pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Geometry {
    /// Width of the field.
    pub width: i32,
    /// Height of the field.
    pub height: i32,
    /// Least distance of a box from the walls' inner lines; things are drawn so far left of and above their place.
    pub offset: i32,
    /// Least distance of a brick from the middle, on each axis.
    pub offset2: i32,
    /// Side of the ball.
    pub ball: i32,
    /// Side of a brick.
    pub brick: i32,
    /// Side of a picture.
    pub tile: i32,
    /// What the greatest distance of a brick from the middle is measured by.
    pub brick_axes: Axes,
    /// Least distance between a box and the brick of its quadrant; 0 for none.
    pub min_gap: i32,
    /// The page counts the ball as in a box from so far before its drawn corner ...
    pub dwell_margin: i32,
    /// ... to this far, and the margin, beyond it.
    pub dwell_size: i32,
}

/// What bounds how far from the middle a brick may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "BrickAxes")] // a solver has `Axes` of its own in the same schema
pub enum Axes {
    /// The width, on both axes: a slip of the original.
    Width,
    /// Width across, height down.
    Each,
}

impl Geometry {
    /// What cannot be laid out: the key, and why.
    pub(super) fn check(&self) -> Result<(), (&'static str, String)> {
        let sizes = [("width", self.width), ("height", self.height)];
        if let Some((key, size)) = sizes
            .into_iter()
            .find(|(_, size)| !(100..=4000).contains(size))
        {
            return Err((key, format!("{key} {size} is not 100 to 4000")));
        }
        let small = [
            ("ball", self.ball),
            ("brick", self.brick),
            ("tile", self.tile),
        ];
        if let Some((key, size)) = small
            .into_iter()
            .find(|(_, size)| !(1..=400).contains(size))
        {
            return Err((key, format!("{key} {size} is not 1 to 400")));
        }
        let least = self.width.min(self.height) / 6;
        if !(0..least).contains(&self.offset) {
            return Err((
                "offset",
                format!(
                    "offset {} is not 0 to {}, a sixth of the field",
                    self.offset,
                    least - 1
                ),
            ));
        }
        let far = self.brick_far();
        if self.offset2 < 0 || self.offset2 > far.0.min(far.1) {
            let most = far.0.min(far.1);
            return Err((
                "offset2",
                format!(
                    "offset2 {} is not 0 to {most}, a third of the field less the offset",
                    self.offset2
                ),
            ));
        }
        if self.min_gap < 0 || self.dwell_margin < 0 || self.dwell_size < 1 {
            return Err((
                "min_gap",
                "min_gap and dwell_margin are at least 0, dwell_size at least 1".to_owned(),
            ));
        }
        Ok(())
    }

    fn brick_far(&self) -> At {
        let height = match self.brick_axes {
            Axes::Width => self.width,
            Axes::Each => self.height,
        };
        At(self.width / 3 - self.offset, height / 3 - self.offset)
    }

    /// One layout; `None` where no quadrant of [`TRIES`] kept box and brick apart.
    pub(super) fn draw(&self, physics: Physics, rng: &mut Rng) -> Option<Layout> {
        let middle = At(self.width / 2, self.height / 2);
        let (mut boxes, mut bricks) = ([At(0, 0); 4], [At(0, 0); 4]);
        for quadrant in 0..4 {
            // 0 upper left, 1 lower left, 2 upper right, 3 lower right.
            let sign = (
                if quadrant < 2 { -1 } else { 1 },
                if quadrant % 2 == 0 { -1 } else { 1 },
            );
            let put = |At(x, y): At| At(middle.0 + sign.0 * x, middle.1 + sign.1 * y);
            let mut pairs = (0..TRIES).map(|_| (put(self.place(rng)), put(self.brick_place(rng))));
            (boxes[quadrant], bricks[quadrant]) = pairs.find(|(a, b)| self.apart(*a, *b))?;
        }
        Some(Layout {
            size: At(self.width, self.height),
            ball: self.ball,
            brick: self.brick,
            tile: self.tile,
            offset: self.offset,
            boxes,
            bricks,
            dwell_margin: self.dwell_margin,
            dwell_size: self.dwell_size,
            physics,
        })
    }

    fn apart(&self, a: At, b: At) -> bool {
        let (dx, dy) = (a.0 - b.0, a.1 - b.1);
        dx * dx + dy * dy >= self.min_gap * self.min_gap
    }

    /// Distances of a box from the middle: a corner, a strip at the side or one at the end, by their weights.
    fn place(&self, rng: &mut Rng) -> At {
        let (short, long) = (
            At(self.width / 6 - self.offset, self.height / 6 - self.offset),
            At(self.width / 2 - self.offset, self.height / 2 - self.offset),
        );
        let base = At(long.0 - short.0, long.1 - short.1);
        let weights = [
            short.1 * short.0,
            (long.1 - self.offset) * short.0,
            (long.0 - self.offset) * short.1,
        ];
        let weights = weights.map(|weight| weight.max(0) as u64);
        let mut at = rng.below(weights.iter().sum::<u64>().max(1));
        let mut region = 0;
        while region < 2 && at >= weights[region] {
            at -= weights[region];
            region += 1;
        }
        let mut between = |low: i32, high: i32| rng.int(i64::from(low), i64::from(high)) as i32;
        match region {
            0 => At(between(base.0, long.0), between(base.1, long.1)),
            1 => At(between(base.0, long.0), between(self.offset, long.1)),
            _ => At(between(self.offset, long.0), between(base.1, long.1)),
        }
    }

    fn brick_place(&self, rng: &mut Rng) -> At {
        let far = self.brick_far();
        let mut between = |high: i32| rng.int(i64::from(self.offset2), i64::from(high)) as i32;
        At(between(far.0), between(far.1))
    }
}

#[cfg(test)]
mod tests {
    use super::super::presets;
    use super::*;
    use crate::seed::Seed;

    fn layouts(preset: &str) -> Vec<Layout> {
        let params = presets::find(preset).unwrap();
        let mut rng = Seed::from_u64(3).stream("layouts");
        (0..2000)
            .map(|_| params.geometry.draw(params.physics, &mut rng).unwrap())
            .collect()
    }

    /// Distances from the middle of boxes and of bricks: (least, greatest) on each axis.
    fn spread(layouts: &[Layout], of: impl Fn(&Layout) -> [At; 4]) -> [(i32, i32); 2] {
        let away = |axis: fn(At) -> i32, middle: i32| {
            let all = layouts
                .iter()
                .flat_map(|l| of(l).map(|at| (axis(at) - middle).abs()));
            let all: Vec<i32> = all.collect();
            (*all.iter().min().unwrap(), *all.iter().max().unwrap())
        };
        let middle = layouts[0].size;
        [away(|at| at.0, middle.0 / 2), away(|at| at.1, middle.1 / 2)]
    }

    #[test]
    fn the_readme_s_ranges() {
        let all = layouts("recap-readme");
        assert_eq!(spread(&all, |l| l.boxes), [(35, 150), (35, 315)]);
        assert_eq!(spread(&all, |l| l.bricks), [(70, 88), (70, 88)]);
        for layout in &all {
            for at in layout.boxes {
                let (dx, dy) = ((at.0 - 185).abs(), (at.1 - 350).abs());
                assert!(dx >= 124 || dy >= 234, "{at:?} is not in the outer L");
            }
        }
    }

    #[test]
    fn quadrants_and_gaps_are_kept() {
        let all = layouts("recap-hardened");
        for layout in &all {
            for quadrant in 0..4 {
                for at in [layout.boxes[quadrant], layout.bricks[quadrant]] {
                    assert_eq!((at.0 > 190, at.1 > 350), (quadrant >= 2, quadrant % 2 == 1));
                }
                let (a, b) = (layout.boxes[quadrant], layout.bricks[quadrant]);
                assert!((a.0 - b.0).pow(2) + (a.1 - b.1).pow(2) >= 90 * 90);
            }
        }
        assert_eq!(spread(&all, |l| l.bricks), [(80, 86), (80, 193)]);
    }

    #[test]
    fn strips_are_as_frequent_as_their_weights() {
        let all = layouts("recap-readme");
        let side = all
            .iter()
            .flat_map(|l| l.boxes)
            .filter(|at| (at.1 - 350).abs() < 234)
            .count();
        // Of the side strip's 281 rows 199 lie above the corner; weights 2106, 7280 and 9315.
        let expected = 8000.0 * 7280.0 / 18_701.0 * 199.0 / 281.0;
        assert!((side as f64 - expected).abs() < 150.0, "{side} {expected}");
    }
}
