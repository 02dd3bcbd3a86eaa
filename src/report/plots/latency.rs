//! Times: a small histogram on a logarithmic axis for each solver and case, with the median and p90.

use plotters::style::RGBAColor;

use super::choose::{Draft, color_of};
use super::frame::{Axis, Frame};
use super::scene::{Align, Scene};
use super::style::{GROUP, INK, MUTED, NAME, SMALL, WIDTH, faded, fit, heading};
use crate::report::{number, words};
use crate::stats::Timing;
use crate::summary::{CaseSummary, Summary};

/// Most rows that are drawn; the table has them all.
const MOST: usize = 40;
const ROW: f64 = 34.0;
const HEAD: f64 = 24.0;
const GAP: f64 = 20.0;

/// One histogram.
struct Row<'a> {
    case: &'a str,
    timing: &'a Timing,
}

/// The histograms of one solver.
struct Group<'a> {
    solver: &'a str,
    rows: Vec<Row<'a>>,
}

/// `None` where nothing was timed.
pub(super) fn draw(summary: &Summary, solvers: &[&str]) -> Option<Draft> {
    let (groups, left_out) = groups(summary, solvers);
    let frame = frame(&groups)?;
    let title = "How long an answer takes".to_owned();
    let mut scene = Scene::new(WIDTH, frame.bottom + 76.0);
    let below = "histogram of all timed attempts, by solver and case; dot and number: median; tick: 90 % are faster";
    heading(&mut scene, &title, below);
    frame.draw_x(&mut scene);
    let mut y = frame.top;
    for group in &groups {
        y = group.draw(&mut scene, &frame, y, color_of(group.solver, solvers));
    }
    let note = match left_out {
        0 => "cold starts are not in it; the table has them".into(),
        n => format!("{n} further pairs are in the table only"),
    };
    let place = (16.0, frame.bottom + 60.0);
    scene.text(place, note, SMALL, Align::Left, MUTED);
    let alt = alt(&groups);
    Some(Draft { title, alt, scene })
}

/// As many rows as are drawn, and how many are not.
fn groups<'a>(summary: &'a Summary, solvers: &[&'a str]) -> (Vec<Group<'a>>, usize) {
    let (mut groups, mut room, mut left_out) = (Vec::new(), MOST, 0);
    for solver in solvers {
        let mut rows = rows(summary, solver);
        left_out += rows.len().saturating_sub(room);
        rows.truncate(room);
        room -= rows.len();
        if !rows.is_empty() {
            groups.push(Group { solver, rows });
        }
    }
    (groups, left_out)
}

fn rows<'a>(summary: &'a Summary, solver: &str) -> Vec<Row<'a>> {
    let find = |case: &'a CaseSummary| {
        let cell = case.cells.iter().find(|cell| cell.solver == solver)?;
        let timing = cell.latency.as_ref()?;
        let case = case.name.as_str();
        Some(Row { case, timing })
    };
    summary.cases.iter().filter_map(find).collect()
}

/// Whole decades around all times.
fn frame(groups: &[Group<'_>]) -> Option<Frame> {
    let timings = || groups.iter().flat_map(|g| g.rows.iter().map(|r| r.timing));
    let exponent = |us: u32| (f64::from(us) / 1000.0).log10();
    let from = exponent(timings().map(|t| t.min_us.max(1)).min()?).floor() as i32;
    let to = exponent(timings().map(|t| t.max_us.max(1)).max()?).ceil() as i32;
    let name = "time to answer on an open session, ms (logarithmic)";
    Some(Frame {
        left: 218.0,
        right: WIDTH - 190.0,
        top: 62.0,
        bottom: 62.0 + groups.iter().map(Group::height).sum::<f64>(),
        x: Axis::decades(from, to.max(from + 1), name),
        y: Axis::none(),
    })
}

impl Group<'_> {
    fn height(&self) -> f64 {
        HEAD + self.rows.len() as f64 * ROW + GAP
    }

    fn draw(&self, scene: &mut Scene, frame: &Frame, top: f64, color: RGBAColor) -> f64 {
        let name = fit(self.solver, GROUP, frame.left - 24.0);
        scene.text((16.0, top + HEAD / 2.0), name, GROUP, Align::Left, INK);
        for (i, row) in self.rows.iter().enumerate() {
            let base = top + HEAD + (i + 1) as f64 * ROW - 5.0;
            row.draw(scene, frame, base, color);
        }
        top + self.height()
    }
}

impl Row<'_> {
    fn draw(&self, scene: &mut Scene, frame: &Frame, base: f64, color: RGBAColor) {
        let timing = self.timing;
        let at = |us: f64| frame.x((us.max(1.0) / 1000.0).log10());
        let name = fit(self.case, NAME, frame.left - 36.0);
        let middle = base - 9.0;
        scene.text((frame.left - 12.0, middle), name, NAME, Align::Right, INK);
        let most = timing.histogram.iter().map(|bar| bar.count).max();
        for bar in timing.histogram.iter().filter(|bar| bar.count > 0) {
            let share = bar.count as f64 / most.unwrap_or(1) as f64;
            let top = base - (share * (ROW - 8.0)).max(1.0);
            let (from, to) = (at(bar.from_us as f64), at(bar.to_us as f64));
            scene.rect((from, top), (to, base), faded(color, 0.35));
        }
        let line = vec![(frame.left, base), (frame.right, base)];
        scene.line(line, faded(color, 0.5), 1.0);
        if let Some(p90) = timing.p90.us {
            let x = at(f64::from(p90));
            scene.line(vec![(x, base - 12.0), (x, base + 3.0)], color, 2.0);
        }
        if let Some(median) = timing.p50.us {
            scene.dot((at(f64::from(median)), base), 4.5, color);
        }
        let n = number::count(timing.n);
        let text = format!("{}, n = {n}", words::percentile(&timing.p50));
        scene.text((frame.right + 14.0, middle), text, SMALL, Align::Left, INK);
    }
}

fn alt(groups: &[Group<'_>]) -> String {
    let row = |r: &Row<'_>| format!("{} on {}", words::percentile(&r.timing.p50), r.case);
    let group = |g: &Group<'_>| {
        let medians: Vec<String> = g.rows.iter().map(row).collect();
        format!("{}: {}", g.solver, medians.join(", "))
    };
    let all: Vec<String> = groups.iter().map(group).collect();
    format!(
        "Distribution of answering times. Medians: {}.",
        all.join("; ")
    )
}
