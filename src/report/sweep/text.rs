//! The tables of a sweep. The page shows the same ones.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, ContentArrangement, Table};

use crate::report::compare::points;
use crate::report::markdown::{cell, line, stamp as validity};
use crate::report::number;
use crate::report::terminal::{STYLE, stamp};
use crate::report::text::visible;
use crate::stats::Estimate;
use crate::sweep::{Effect, Move, Sweep};

/// A table before it has a form: its title, its header and its rows.
pub(super) struct Grid {
    pub title: String,
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// Every table that has rows.
pub(super) fn grids(sweep: &Sweep) -> Vec<Grid> {
    let all = [
        settings(sweep),
        exchange(sweep),
        areas(sweep),
        effects(sweep),
    ];
    all.into_iter()
        .filter(|grid| !grid.rows.is_empty())
        .collect()
}

/// All of it for a terminal.
pub fn terminal(sweep: &Sweep, styled: bool) -> String {
    let mut text = String::new();
    for grid in grids(sweep) {
        let mut table = Table::new();
        table
            .load_style(STYLE)
            .set_content_arrangement(ContentArrangement::Disabled)
            .set_header(grid.header);
        for row in grid.rows {
            table.add_row(row.iter().map(|part| visible(part)));
        }
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        let _ = writeln!(text, "\n{}\n{table}", grid.title);
    }
    text.push('\n');
    for says in &sweep.says {
        let _ = writeln!(text, "{}", visible(says));
    }
    for notice in &sweep.notices {
        let _ = writeln!(text, "note: {}", visible(notice));
    }
    let mark = stamp(sweep.validity.validity, styled);
    let _ = writeln!(
        text,
        "{mark}  run {}  digest {}",
        sweep.run.id, sweep.run.digest
    );
    for reason in &sweep.validity.reasons {
        let _ = writeln!(text, "  {reason}");
    }
    text
}

/// All of it for a pull request.
pub fn markdown(sweep: &Sweep) -> String {
    let mut text = format!(
        "# capbench sweep: {}\n\n{}",
        cell(&sweep.design),
        validity(&sweep.validity)
    );
    for says in &sweep.says {
        let _ = writeln!(text, "- {}", cell(says));
    }
    for grid in grids(sweep) {
        let _ = write!(text, "\n## {}\n\n", cell(&grid.title));
        text += &line(
            &grid
                .header
                .iter()
                .map(|part| cell(part))
                .collect::<Vec<_>>(),
        );
        text += &line(
            &grid
                .header
                .iter()
                .map(|_| "---".to_owned())
                .collect::<Vec<_>>(),
        );
        for row in &grid.rows {
            text += &line(&row.iter().map(|part| cell(part)).collect::<Vec<_>>());
        }
    }
    for notice in &sweep.notices {
        let _ = writeln!(text, "\n> {}", cell(notice));
    }
    let run = &sweep.run;
    let _ = write!(
        text,
        "\n`{}` · capbench {} · run `{}` · digest `{}`\n",
        run.command, run.capbench, run.id, run.digest
    );
    text
}

fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn settings(sweep: &Sweep) -> Grid {
    let mut header = strings(&["setting", "legibility"]);
    header.extend(sweep.subjects.iter().cloned());
    header.push("Pareto".to_owned());
    let row = |setting: &crate::sweep::Setting| {
        let mut row = vec![setting.case.clone(), number::full(&setting.legibility)];
        row.extend(setting.rates.iter().map(number::full));
        row.push(if setting.pareto { "*" } else { "" }.to_owned());
        row
    };
    Grid {
        title: format!(
            "{}: solved of {} challenges a setting, 95 % intervals; the same texts and chances everywhere",
            sweep.design,
            number::count(sweep.n)
        ),
        header,
        rows: sweep.settings.iter().map(row).collect(),
    }
}

fn exchange(sweep: &Sweep) -> Grid {
    let header = strings(&[
        "move",
        "legibility lost",
        "bought",
        "p, Holm",
        "points bought a point lost",
        "most against",
    ]);
    let row = |m: &Move| {
        let last = m.gains.len() - 1;
        let gain = &m.gains[last];
        let by_bought = |g: &usize| m.gains[*g].bought.value.unwrap_or(f64::NEG_INFINITY);
        let most = (0..last).max_by(|a, b| by_bought(a).total_cmp(&by_bought(b)));
        let shown = most.filter(|g| m.gains[*g].p_holm < 0.05 && by_bought(g) > 0.0);
        let most = shown.map_or_else(String::new, |g| {
            format!("{} {}", sweep.subjects[g], points(&m.gains[g].bought))
        });
        vec![
            m.case.clone(),
            number::full(&m.legibility_lost),
            points(&gain.bought),
            crate::report::compare::p_value(gain.p_holm),
            rate(m, &gain.exchange),
            most,
        ]
    };
    Grid {
        title: format!(
            "exchange: points of solve rate (any of them) bought by each move from {}, paired, and what they cost",
            sweep.base
        ),
        header,
        rows: sweep.moves.iter().map(row).collect(),
    }
}

/// The exchange rate, or why there is none.
fn rate(m: &Move, exchange: &Estimate) -> String {
    match (m.legibility_lost.low, m.legibility_lost.high) {
        (Some(low), _) if low > 0.0 => number::full(exchange),
        (_, Some(high)) if high < 0.0 => "gains legibility".to_owned(),
        (Some(_), Some(_)) => "no loss shown".to_owned(),
        _ => number::NONE.to_owned(),
    }
}

fn areas(sweep: &Sweep) -> Grid {
    let mut header = strings(&["knob", "from", "to"]);
    header.extend(sweep.subjects.iter().cloned());
    let row = |curve: &crate::sweep::Curve| {
        let at = curve.at.as_ref()?;
        let mut row = vec![
            curve.knob.clone(),
            number::significant(*at.first()?),
            number::significant(*at.last()?),
        ];
        row.extend(curve.area.iter().map(number::full));
        Some(row)
    };
    Grid {
        title: "mean solve rate over each knob's span (area under its curve)".to_owned(),
        header,
        rows: sweep.curves.iter().filter_map(row).collect(),
    }
}

fn effects(sweep: &Sweep) -> Grid {
    let mut header = strings(&["effect", "from → to"]);
    header.extend(sweep.subjects.iter().cloned());
    let row = |effect: &Effect| {
        let spans = effect
            .from_to
            .iter()
            .map(|(a, b)| format!("{} → {}", crate::sweep::bare(a), crate::sweep::bare(b)));
        let mut row = vec![
            effect.knobs.join(" × "),
            spans.collect::<Vec<_>>().join("; "),
        ];
        row.extend(effect.change.iter().map(points));
        row
    };
    Grid {
        title: "main effects and interactions of all combinations, points of solve rate".to_owned(),
        header,
        rows: sweep.effects.iter().map(row).collect(),
    }
}
