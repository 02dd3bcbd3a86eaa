//! Solve rates: a dot and its 95 % interval a solver, grouped by case.

use super::choose::{Draft, color_of};
use super::frame::{Axis, Frame, levels};
use super::scene::{Align, Scene};
use super::style::{ALERT, GROUP, INK, MUTED, NAME, SMALL, WIDTH, fit, heading, round_axis};
use crate::report::number;
use crate::stats::{Estimate, Threshold};
use crate::summary::{CaseSummary, Cell, Summary, Union};

/// Most cases and most solvers of one case that are drawn; the table has them all.
const MOST: (usize, usize) = (20, 8);
const ROW: f64 = 24.0;
const GROUP_GAP: f64 = 12.0;

/// Height of a line of threshold names, and where the first begins.
const LINE: f64 = 17.0;
const ABOVE: f64 = 60.0;
/// Left and right edge of the frame.
const SIDES: (f64, f64) = (218.0, WIDTH - 190.0);

/// `None` where no solver ran.
pub(super) fn draw(summary: &Summary, solvers: &[&str]) -> Option<Draft> {
    let groups = summary.cases.iter().filter_map(Group::new);
    let groups: Vec<Group<'_>> = groups.take(MOST.0).collect();
    if groups.is_empty() {
        return None;
    }
    let title = "How often each solver gets through".to_owned();
    let x = axis(&groups);
    let marks = thresholds(summary, x.to);
    let depth = marks.iter().map(|mark| mark.level + 1).max().unwrap_or(0);
    let top = ABOVE + depth as f64 * LINE + 6.0;
    let bottom = top + groups.iter().map(Group::height).sum::<f64>();
    let (left, right) = SIDES;
    let frame = Frame {
        left,
        right,
        top,
        bottom,
        x,
        y: Axis::none(),
    };
    let mut scene = Scene::new(WIDTH, bottom + 76.0);
    heading(
        &mut scene,
        &title,
        "share of all planned attempts solved, with 95 % Wilson intervals",
    );
    frame.draw_x(&mut scene);
    for mark in &marks {
        mark.draw(&mut scene, &frame);
    }
    let mut y = top;
    for group in &groups {
        y = group.draw(&mut scene, &frame, y, solvers);
    }
    let note = "grey bar: blind floor (best constant answer) · dashed: thresholds · hollow: any solver of the case";
    scene.text((16.0, bottom + 60.0), note, SMALL, Align::Left, MUTED);
    Some(Draft {
        alt: alt(&groups),
        title,
        scene,
    })
}

/// A threshold: a line with its name beside its upper end.
struct Mark {
    p: f64,
    text: String,
    level: usize,
}

impl Mark {
    fn draw(&self, scene: &mut Scene, frame: &Frame) {
        let (x, y) = (frame.x(self.p), ABOVE + self.level as f64 * LINE + 8.0);
        scene.dashed((x, y - 7.0), (x, frame.bottom), ALERT, 1.0);
        scene.text((x + 6.0, y), self.text.as_str(), SMALL, Align::Left, ALERT);
    }
}

/// The thresholds within the axis, from left to right.
fn thresholds(summary: &Summary, most: f64) -> Vec<Mark> {
    let shown = summary.settings.thresholds.iter().filter(|t| t.p <= most);
    let mark = |t: &Threshold| Mark {
        p: t.p,
        text: format!("{} {}", t.name, number::level(t.p)),
        level: 0,
    };
    let mut marks: Vec<Mark> = shown.map(mark).collect();
    marks.sort_by(|a, b| a.p.total_cmp(&b.p));
    let place = |m: &Mark| {
        (
            SIDES.0 + m.p / most * (SIDES.1 - SIDES.0),
            10.0 + SMALL.width(&m.text),
        )
    };
    let levels = levels(&marks.iter().map(place).collect::<Vec<_>>());
    marks
        .iter_mut()
        .zip(levels)
        .for_each(|(mark, level)| mark.level = level);
    marks
}

struct Group<'a> {
    case: &'a CaseSummary,
    cells: Vec<&'a Cell>,
    left_out: usize,
}

impl<'a> Group<'a> {
    fn new(case: &'a CaseSummary) -> Option<Self> {
        let mut cells: Vec<&Cell> = case.cells.iter().filter(|cell| !cell.control).collect();
        if cells.is_empty() {
            return None;
        }
        cells.sort_by_key(|cell| std::cmp::Reverse(cell.counts.solved));
        let left_out = cells.len().saturating_sub(MOST.1);
        cells.truncate(MOST.1);
        Some(Self {
            case,
            cells,
            left_out,
        })
    }

    fn union(&self) -> Option<&Union> {
        self.case.union.as_ref().filter(|_| self.cells.len() > 1)
    }

    fn height(&self) -> f64 {
        (1 + self.cells.len() + usize::from(self.union().is_some())) as f64 * ROW + GROUP_GAP
    }

    fn draw(&self, scene: &mut Scene, frame: &Frame, top: f64, solvers: &[&str]) -> f64 {
        let more = if self.left_out > 0 {
            format!(", {} weaker not drawn", self.left_out)
        } else {
            String::new()
        };
        let name = format!(
            "{}  (n = {}{more})",
            self.case.name,
            number::count(self.case.n)
        );
        scene.text(
            (16.0, top + ROW / 2.0),
            fit(&name, GROUP, frame.left - 24.0),
            GROUP,
            Align::Left,
            INK,
        );
        let mut y = top + ROW;
        let floor = frame.x(self.case.floor.blind);
        let end = top + self.height() - GROUP_GAP;
        scene.rect((floor - 1.5, top + ROW - 3.0), (floor + 1.5, end), MUTED);
        for cell in &self.cells {
            row(
                scene,
                frame,
                y + ROW / 2.0,
                &cell.solver,
                (&cell.solve_rate, cell.bounds.upper),
                Some(color_of(&cell.solver, solvers)),
            );
            y += ROW;
        }
        if let Some(union) = self.union() {
            row(
                scene,
                frame,
                y + ROW / 2.0,
                "any of them",
                (&union.solve_rate, union.bounds.upper),
                None,
            );
            y += ROW;
        }
        y + GROUP_GAP
    }
}

/// Without a colour, a hollow dot in the colour of text.
fn row(
    scene: &mut Scene,
    frame: &Frame,
    y: f64,
    name: &str,
    (rate, upper): (&Estimate, f64),
    color: Option<plotters::style::RGBAColor>,
) {
    let ink = color.unwrap_or(INK);
    scene.text(
        (frame.left - 12.0, y),
        fit(name, NAME, frame.left - 36.0),
        NAME,
        Align::Right,
        INK,
    );
    scene.text(
        (frame.right + 14.0, y),
        number::rate(rate, upper),
        SMALL,
        Align::Left,
        INK,
    );
    if let (Some(low), Some(high)) = (rate.low, rate.high) {
        scene.line(vec![(frame.x(low), y), (frame.x(high), y)], ink, 2.0);
        for end in [low, high] {
            scene.line(
                vec![(frame.x(end), y - 4.0), (frame.x(end), y + 4.0)],
                ink,
                2.0,
            );
        }
    }
    if let Some(value) = rate.value {
        scene.dot(
            (frame.x(value), y),
            5.0,
            if color.is_some() {
                ink
            } else {
                super::style::PAPER
            },
        );
        if color.is_none() {
            scene.ring((frame.x(value), y), 5.0, ink);
        }
    }
}

/// To a round number above everything that is drawn, at most 100 %.
fn axis(groups: &[Group<'_>]) -> Axis {
    let ends = groups.iter().flat_map(|group| {
        let rates = group
            .cells
            .iter()
            .map(|cell| &cell.solve_rate)
            .chain(group.union().map(|union| &union.solve_rate));
        rates
            .filter_map(|rate| rate.high)
            .chain([group.case.floor.blind])
    });
    let (to, step) = round_axis(ends.fold(0.000_1, f64::max));
    let (to, step) = if to >= 1.0 { (1.0, 0.2) } else { (to, step) };
    Axis::percent(to, step, "solve rate, %")
}

fn alt(groups: &[Group<'_>]) -> String {
    let best = |group: &Group<'_>| {
        group.cells.first().map(|cell| {
            format!(
                "{}: {} {}",
                group.case.name,
                cell.solver,
                number::share(&cell.solve_rate)
            )
        })
    };
    let best: Vec<String> = groups.iter().filter_map(best).collect();
    format!(
        "Solve rates with 95 % intervals by case. Best solver of each case: {}.",
        best.join("; ")
    )
}
