//! Rule by bot: what share of each solver's attempts passes each check alone, as a heat map.

use super::choose::Draft;
use super::scene::{Align, Scene};
use super::style::{
    GRID, HEAT, INK, MUTED, NAME, ON_HEAT, SMALL, WIDTH, faded, fit, heading, heading_height,
};
use crate::report::number;
use crate::summary::{CaseSummary, TiltSummary};

const LEFT: f64 = 190.0;
const ROW: f64 = 26.0;
/// Room for the names of solvers, written upwards.
const NAMES: f64 = 110.0;

/// `None` where the case is of something else.
pub(super) fn draw(case: &CaseSummary) -> Option<Draft> {
    let tilt = case.tilt.as_ref()?;
    let columns: Vec<usize> = (0..tilt.cells.len())
        .filter(|&at| !tilt.cells[at].control)
        .collect();
    if columns.is_empty() {
        return None;
    }
    let title = format!("{}: what each check lets pass", case.name);
    let below = "per cent of planned attempts that pass if the row's check is the only one; a dot marks the checks that count";
    let top = heading_height(&title, below, WIDTH) + NAMES + 10.0;
    let mut scene = Scene::new(WIDTH, top + ROW * tilt.matrix.len() as f64 + 24.0);
    heading(&mut scene, &title, below);
    let step = ((WIDTH - LEFT - 24.0) / columns.len() as f64).min(70.0);
    names(&mut scene, tilt, &columns, step, top);
    for (i, row) in tilt.matrix.iter().enumerate() {
        let y = top + ROW * i as f64;
        let middle = y + ROW / 2.0;
        if row.counts {
            scene.dot((16.0, middle), 3.5, HEAT);
        }
        scene.text(
            (LEFT - 8.0, middle),
            fit(&row.rule, NAME, LEFT - 40.0),
            NAME,
            Align::Right,
            INK,
        );
        for (k, &at) in columns.iter().enumerate() {
            let x = LEFT + step * k as f64;
            let share = row.pass[at].value.unwrap_or(0.0);
            scene.rect((x + 1.0, y + 1.0), (x + step - 1.0, y + ROW - 1.0), GRID);
            scene.rect(
                (x + 1.0, y + 1.0),
                (x + step - 1.0, y + ROW - 1.0),
                faded(HEAT, share),
            );
            let ink = if share > 0.5 { ON_HEAT } else { INK };
            let text = number::percent(share).replace(" %", "");
            scene.text((x + step / 2.0, middle), text, SMALL, Align::Middle, ink);
        }
    }
    Some(Draft {
        alt: told(tilt, &columns),
        title,
        scene,
    })
}

fn names(scene: &mut Scene, tilt: &TiltSummary, columns: &[usize], step: f64, top: f64) {
    for (k, &at) in columns.iter().enumerate() {
        let x = LEFT + step * (k as f64 + 0.5);
        let name = fit(&tilt.cells[at].solver, NAME, NAMES - 8.0);
        scene.text((x, top - 8.0), name, NAME.upwards(), Align::Left, MUTED);
    }
}

fn told(tilt: &TiltSummary, columns: &[usize]) -> String {
    let set = tilt.matrix.iter().find(|row| row.rule == "as set");
    let each = columns.iter().filter_map(|&at| {
        let pass = set?.pass[at].value?;
        Some(format!(
            "{} {}",
            tilt.cells[at].solver,
            number::percent(pass)
        ))
    });
    format!(
        "Passing the checks as set: {}.",
        each.collect::<Vec<_>>().join(", ")
    )
}
