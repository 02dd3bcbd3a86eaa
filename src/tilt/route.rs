//! Planning: A* over a grid of the ball's places, bricks grown by a clearance, and the route pulled straight.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::layout::{At, Layout, Span};

/// Cost of a step along an axis, and of one across: whole numbers, so that equal routes cost exactly the same.
const STRAIGHT: u32 = 1000;
const ACROSS: u32 = 1414;

/// A way through a maze.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Places of the ball, from the start to the box.
    pub places: Vec<At>,
    /// Thousandths of the grid's spacing.
    pub cost: u32,
    /// Places whose neighbours were looked at.
    pub expanded: u32,
}

/// The grid that is searched: places every `step` pixels from the start.
pub struct Grid<'a> {
    layout: &'a Layout,
    blocks: [Span; 4],
    step: i32,
    origin: At,
    columns: i32,
    rows: i32,
}

impl<'a> Grid<'a> {
    /// Bricks are grown by `clearance` pixels.
    pub fn new(layout: &'a Layout, step: i32, clearance: i32) -> Self {
        let step = step.max(1);
        let start = layout.start();
        let field = layout.field();
        let origin = At(
            start.0 - (start.0 - 1) / step * step,
            start.1 - (start.1 - 1) / step * step,
        );
        Self {
            layout,
            blocks: layout.blocks().map(|block| block.grown(clearance)),
            step,
            origin,
            columns: (field.to.0 - 1 - origin.0) / step + 1,
            rows: (field.to.1 - 1 - origin.1) / step + 1,
        }
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        (self.columns * self.rows) as usize
    }

    /// Whether there is no place at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The place with this number.
    pub fn place(&self, node: usize) -> At {
        let (column, row) = (node as i32 % self.columns, node as i32 / self.columns);
        At(
            self.origin.0 + column * self.step,
            self.origin.1 + row * self.step,
        )
    }

    /// The number of the start.
    pub fn start(&self) -> usize {
        let start = self.layout.start();
        let (column, row) = (
            (start.0 - self.origin.0) / self.step,
            (start.1 - self.origin.1) / self.step,
        );
        (row * self.columns + column) as usize
    }

    /// Whether the straight line between two places keeps clear of the grown bricks.
    pub fn is_clear(&self, a: At, b: At) -> bool {
        !self
            .blocks
            .iter()
            .any(|block| block.holds(a) || block.meets(a, b))
    }

    /// Calls `visit` with every neighbour of a place that can be gone to, and what the step costs.
    pub fn neighbours(&self, node: usize, mut visit: impl FnMut(usize, u32)) {
        let (column, row) = (node as i32 % self.columns, node as i32 / self.columns);
        let here = self.place(node);
        for (dx, dy) in [
            (-1, -1),
            (0, -1),
            (1, -1),
            (-1, 0),
            (1, 0),
            (-1, 1),
            (0, 1),
            (1, 1),
        ] {
            let (x, y) = (column + dx, row + dy);
            if !(0..self.columns).contains(&x) || !(0..self.rows).contains(&y) {
                continue;
            }
            let next = (y * self.columns + x) as usize;
            if self.is_clear(here, self.place(next)) {
                visit(next, if dx != 0 && dy != 0 { ACROSS } else { STRAIGHT });
            }
        }
    }

    /// The least that any way from a place into the area can cost: as if there were no bricks.
    fn least(&self, node: usize, area: Span) -> u32 {
        let At(x, y) = self.place(node);
        // The area's sides are outside it; its first places are a pixel in.
        let away = |v: i32, low: i32, high: i32| (low + 1 - v).max(v - (high - 1)).max(0);
        let steps = |px: i32| (px + self.step - 1) / self.step;
        let dx = steps(away(x, area.from.0, area.to.0)) as u32;
        let dy = steps(away(y, area.from.1, area.to.1)) as u32;
        STRAIGHT * (dx.max(dy) - dx.min(dy)) + ACROSS * dx.min(dy)
    }
}

/// The cheapest route over the grid from the start to a place in `area`; `None` where there is none.
pub fn route(grid: &Grid<'_>, area: Span) -> Option<Route> {
    let mut cost = vec![u32::MAX; grid.len()];
    let mut from = vec![usize::MAX; grid.len()];
    let mut open = BinaryHeap::new();
    let mut expanded = 0;
    let start = grid.start();
    cost[start] = 0;
    // Of equal promise the nearer to the end comes first, then the one of the least number: no chance in it.
    open.push(Reverse((
        grid.least(start, area),
        grid.least(start, area),
        start,
    )));
    while let Some(Reverse((promise, rest, node))) = open.pop() {
        if promise - rest > cost[node] {
            continue;
        }
        if area.holds(grid.place(node)) {
            return Some(Route {
                places: trail(grid, &from, node),
                cost: cost[node],
                expanded,
            });
        }
        expanded += 1;
        let spent = cost[node];
        grid.neighbours(node, |next, step| {
            let total = spent + step;
            if total < cost[next] {
                (cost[next], from[next]) = (total, node);
                let rest = grid.least(next, area);
                open.push(Reverse((total + rest, rest, next)));
            }
        });
    }
    None
}

fn trail(grid: &Grid<'_>, from: &[usize], end: usize) -> Vec<At> {
    let mut places = vec![grid.place(end)];
    let mut node = end;
    while from[node] != usize::MAX {
        node = from[node];
        places.push(grid.place(node));
    }
    places.reverse();
    places
}

/// Leaves out the places that can be passed by in a straight line.
pub fn smooth(grid: &Grid<'_>, places: &[At]) -> Vec<At> {
    let mut kept: Vec<At> = places.first().copied().into_iter().collect();
    let mut here = 0;
    while here + 1 < places.len() {
        let seen = (here + 1..places.len())
            .rev()
            .find(|&next| grid.is_clear(places[here], places[next]));
        here = seen.unwrap_or(here + 1);
        kept.push(places[here]);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::super::layout::tests::layout;
    use super::*;
    use crate::seed::Seed;

    /// The plain search: every place, nearest first, no promise of what is left.
    fn dijkstra(grid: &Grid<'_>, area: Span) -> Option<u32> {
        let mut cost = vec![u32::MAX; grid.len()];
        let mut done = vec![false; grid.len()];
        cost[grid.start()] = 0;
        loop {
            let open = (0..grid.len()).filter(|&node| !done[node] && cost[node] < u32::MAX);
            let node = open.min_by_key(|&node| cost[node])?;
            if area.holds(grid.place(node)) {
                return Some(cost[node]);
            }
            done[node] = true;
            let spent = cost[node];
            grid.neighbours(node, |next, step| cost[next] = cost[next].min(spent + step));
        }
    }

    #[test]
    fn a_star_costs_what_dijkstra_finds_on_1000_random_layouts() {
        let mut rng = Seed::from_u64(1).stream("layouts");
        let (mut found, mut closed) = (0, 0);
        for _ in 0..1000 {
            let mut layout = layout();
            // Bricks anywhere, overlapping as they like: harder than any profile's.
            layout.size = At(330, 400);
            for brick in &mut layout.bricks {
                *brick = At(rng.int(30, 300) as i32, rng.int(30, 370) as i32);
            }
            for place in &mut layout.boxes {
                *place = At(rng.int(40, 290) as i32, rng.int(40, 360) as i32);
            }
            let grid = Grid::new(&layout, 10, 4);
            let target = rng.below(4) as usize;
            let area = layout.zone(target).grown(-6);
            let route = route(&grid, area);
            assert_eq!(
                route.as_ref().map(|r| r.cost),
                dijkstra(&grid, area),
                "{layout:?}"
            );
            match route {
                None => closed += 1,
                Some(route) => {
                    found += 1;
                    assert_eq!(route.places[0], layout.start());
                    assert!(area.holds(*route.places.last().unwrap()));
                    let pulled = smooth(&grid, &route.places);
                    assert!(pulled.windows(2).all(|p| grid.is_clear(p[0], p[1])));
                    assert!(pulled.len() <= route.places.len());
                }
            }
        }
        assert!(found > 400 && closed > 50, "{found} {closed}");
    }
}
