//! Which boxes a ball can reach at all, and how long the shortest way is.

use super::layout::{At, Layout, Span};

/// How far a player keeps from the bricks, pixels: what a planned way allows for.
const CLEARANCE: i32 = 4;

/// How a box can be come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// A ball can rest in the middle of it, a little way from any brick, as one does who aims at the picture.
    Reachable,
    /// A ball can come into it, though a brick keeps it from the middle.
    RimOnly,
    /// No ball comes into it at all.
    Unreachable,
}

impl Access {
    /// To one box of a layout.
    pub fn of(layout: &Layout, target: usize) -> Self {
        let zone = layout.zone(target);
        let middle = At((zone.from.0 + zone.to.0) / 2, (zone.from.1 + zone.to.1) / 2);
        if Reach::of(layout, CLEARANCE).place(middle) {
            Self::Reachable
        } else if Reach::of(layout, 0).area(zone) {
            Self::RimOnly
        } else {
            Self::Unreachable
        }
    }

    /// The word of reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reachable => "reachable",
            Self::RimOnly => "rim-only",
            Self::Unreachable => "unreachable",
        }
    }
}

/// What is known of a layout, whoever plays it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reach {
    width: i32,
    seen: Vec<bool>,
}

impl Reach {
    /// Floods the places that a ball can come to from the start, pixel by pixel, keeping `clearance` pixels from bricks.
    pub fn of(layout: &Layout, clearance: i32) -> Self {
        let field = layout.field();
        let (width, height) = (field.to.0.max(1), field.to.1.max(1));
        let mut closed = vec![false; width as usize * height as usize];
        let index = |at: At| at.1 as usize * width as usize + at.0 as usize;
        for block in layout.blocks().map(|block| block.grown(clearance)) {
            let (left, right) = ((block.from.0 + 1).max(0), block.to.0.min(width));
            for y in (block.from.1 + 1).max(0)..block.to.1.min(height) {
                for x in left..right {
                    closed[index(At(x, y))] = true;
                }
            }
        }
        let mut seen = vec![false; closed.len()];
        let mut open = vec![layout.start()];
        while let Some(at) = open.pop() {
            if !field.holds(at)
                || closed[index(at)]
                || std::mem::replace(&mut seen[index(at)], true)
            {
                continue;
            }
            open.extend([
                At(at.0 + 1, at.1),
                At(at.0 - 1, at.1),
                At(at.0, at.1 + 1),
                At(at.0, at.1 - 1),
            ]);
        }
        Self { width, seen }
    }

    /// Whether the ball can come to this place.
    pub fn place(&self, at: At) -> bool {
        let inside = (0..self.width).contains(&at.0) && at.1 >= 0;
        inside
            && self
                .seen
                .get(at.1 as usize * self.width as usize + at.0 as usize)
                .is_some_and(|seen| *seen)
    }

    /// Whether the ball can come into this area.
    pub fn area(&self, span: Span) -> bool {
        let mut places = (span.from.1 + 1..span.to.1)
            .flat_map(|y| (span.from.0 + 1..span.to.0).map(move |x| At(x, y)));
        places.any(|at| self.place(at))
    }
}

/// Length of the shortest way of the ball into a box, pixels: over the corners of the bricks that see each other.
/// `None` where there is none.
pub fn shortest(layout: &Layout, target: usize) -> Option<f64> {
    let blocks = layout.blocks();
    let clear = |a: At, b: At| !blocks.iter().any(|block| block.meets(a, b));
    let zone = layout.zone(target);
    let corners = blocks.iter().flat_map(|block| {
        [
            block.from,
            block.to,
            At(block.from.0, block.to.1),
            At(block.to.0, block.from.1),
        ]
    });
    let places: Vec<At> = std::iter::once(layout.start())
        .chain(corners.filter(|at| layout.is_free(*at)))
        .collect();
    let mut far = vec![f64::INFINITY; places.len()];
    let mut done = vec![false; places.len()];
    far[0] = 0.0;
    let mut best = f64::INFINITY;
    // Dijkstra over at most 17 places.
    while let Some(here) = (0..places.len())
        .filter(|&i| !done[i] && far[i] < best)
        .min_by(|&a, &b| far[a].total_cmp(&far[b]))
    {
        done[here] = true;
        for goal in entries(layout, zone, places[here]) {
            if clear(places[here], goal) {
                best = best.min(far[here] + distance(places[here], goal));
            }
        }
        for next in 0..places.len() {
            if !done[next] && clear(places[here], places[next]) {
                far[next] = far[next].min(far[here] + distance(places[here], places[next]));
            }
        }
    }
    best.is_finite().then_some(best)
}

/// Places of the zone that a straight line from `from` would make for: the nearest, and the corners.
fn entries(layout: &Layout, zone: Span, from: At) -> impl Iterator<Item = At> {
    let field = layout.field();
    let low = At(
        zone.from.0.max(field.from.0) + 1,
        zone.from.1.max(field.from.1) + 1,
    );
    let high = At(zone.to.0.min(field.to.0) - 1, zone.to.1.min(field.to.1) - 1);
    let fits = low.0 <= high.0 && low.1 <= high.1;
    let nearest = At(
        from.0.clamp(low.0, high.0.max(low.0)),
        from.1.clamp(low.1, high.1.max(low.1)),
    );
    let all = [nearest, low, high, At(low.0, high.1), At(high.0, low.1)];
    let free = all.map(|at| (fits && layout.is_free(at)).then_some(at));
    free.into_iter().flatten()
}

fn distance(a: At, b: At) -> f64 {
    f64::from(b.0 - a.0).hypot(f64::from(b.1 - a.1))
}

#[cfg(test)]
mod tests {
    use super::super::layout::tests::layout;
    use super::*;

    #[test]
    fn a_straight_way_and_a_way_round() {
        let mut layout = layout();
        // Straight down from the start: the zone's places are x 166..204 and y 531..569.
        layout.boxes[1] = At(175 + 35, 540 + 35);
        let down = shortest(&layout, 1).unwrap();
        assert!((down - 191.0).abs() < 1e-9, "{down}");
        assert!(Reach::of(&layout, 0).area(layout.zone(1)));
        // A brick right below the start turns it into a way around a corner.
        layout.bricks[1] = At(185, 450);
        let round = shortest(&layout, 1).unwrap();
        assert!(round > down + 10.0, "{round} {down}");
    }

    #[test]
    fn a_box_under_a_brick_is_out_of_reach() {
        let mut layout = layout();
        layout.bricks[0] = At(35 + 20, 80);
        layout.boxes[0] = At(35 + 35, 100);
        // The brick's shadow holds the whole zone.
        let (zone, block) = (layout.zone(0), layout.blocked(0));
        assert!(
            block.from.0 <= zone.from.0 && block.to.0 >= zone.to.0,
            "{zone:?} {block:?}"
        );
        layout.bricks[0].1 = layout.boxes[0].1;
        assert!(!Reach::of(&layout, 0).area(layout.zone(0)));
        assert_eq!(shortest(&layout, 0), None);
        assert!(Reach::of(&layout, 0).area(layout.zone(3)));
    }
}
