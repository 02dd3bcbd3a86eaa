//! What formats are made from: the summary, the record for row tables, and a capped choice to drill into.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;

use super::drill::{Drill, DrillAttempt, DrillCase, DrillChallenge, DrillGrid, DrillSolver, Kept};
use crate::draw::{jpeg, small_png};
use crate::model::Maze;
use crate::plan::CaseRecord;
use crate::record::{AttemptRow, Outcome, Record};
use crate::scheme::{self, grid::sheet};
use crate::seed::SeedSpace;
use crate::summary::{CaseSummary, Summary};

/// Challenges of each case that the page always holds: the first ones, with everybody's attempts.
const FIRST: u64 = 60;
/// Attempts of each solver and verdict that it holds beyond those: the first ones.
const EACH: usize = 6;

/// Everything that a format may render.
pub struct Page<'a> {
    /// The numbers.
    pub summary: &'a Summary,
    /// The rows, for tables of attempts.
    pub record: &'a Record,
    /// The choice to drill into.
    pub drill: Drill,
}

impl<'a> Page<'a> {
    /// Chooses, and draws the chosen challenges again from their seeds.
    pub fn new(record: &'a Record, summary: &'a Summary) -> anyhow::Result<Self> {
        let drill = drill(record, summary)?;
        Ok(Self {
            summary,
            record,
            drill,
        })
    }
}

/// What is chosen of one case, and how many attempts there are in all.
#[derive(Default)]
struct Choice {
    chosen: BTreeSet<u64>,
    totals: BTreeMap<(String, Outcome), u64>,
    firsts: BTreeMap<(String, Outcome), BTreeSet<u64>>,
}

fn drill(record: &Record, summary: &Summary) -> anyhow::Result<Drill> {
    let mut choices: BTreeMap<&str, Choice> = BTreeMap::new();
    for case in &summary.cases {
        let chosen = (0..case.n.min(FIRST)).chain(exemplars(case)).collect();
        choices.insert(
            &case.name,
            Choice {
                chosen,
                ..Choice::default()
            },
        );
    }
    record.attempts(|row| {
        let Some(choice) = choices.get_mut(row.case.as_ref()) else {
            return Ok(());
        };
        let key = (row.solver.to_string(), row.verdict);
        let firsts = choice.firsts.entry(key.clone()).or_default();
        *choice.totals.entry(key).or_default() += 1;
        firsts.insert(row.i);
        if firsts.len() > EACH {
            firsts.pop_last();
        }
        Ok(())
    })?;
    for choice in choices.values_mut() {
        let firsts = std::mem::take(&mut choice.firsts);
        choice.chosen.extend(firsts.into_values().flatten());
    }
    let mut cases: Vec<DrillCase> = summary
        .cases
        .iter()
        .map(|case| empty(case, &choices[case.name.as_str()]))
        .collect();
    fill_challenges(record, &choices, &mut cases)?;
    fill_attempts(record, &choices, &mut cases)?;
    Ok(Drill { cases })
}

/// Challenges that the summary points at: examples of confusions, first faults.
fn exemplars(case: &CaseSummary) -> impl Iterator<Item = u64> {
    let confused = |cell: &crate::summary::Cell| {
        let top = cell.confusion.iter().flat_map(|c| c.top.iter().take(12));
        top.flat_map(|pair| pair.examples.iter().take(2).copied())
            .collect::<Vec<_>>()
    };
    case.cells
        .iter()
        .filter(|cell| !cell.control)
        .flat_map(move |cell| {
            let faults = cell
                .faults
                .iter()
                .map(|fault| fault.first)
                .collect::<Vec<_>>();
            confused(cell).into_iter().chain(faults)
        })
}

fn empty(case: &CaseSummary, choice: &Choice) -> DrillCase {
    let kept = |solver: &str| {
        let of = |outcome: &Outcome| {
            let total = *choice.totals.get(&(solver.to_owned(), *outcome))?;
            Some(Kept {
                verdict: outcome.word().to_owned(),
                shown: 0,
                total,
            })
        };
        Outcome::ALL.iter().filter_map(of).collect()
    };
    let solver = |cell: &crate::summary::Cell| DrillSolver {
        solver: cell.solver.clone(),
        kept: kept(&cell.solver),
        attempts: Vec::new(),
    };
    DrillCase {
        case: case.name.clone(),
        case_sensitive: case.keyspace.case_sensitive,
        checks: case
            .tilt
            .iter()
            .flat_map(|tilt| &tilt.counting)
            .map(|check| check.name().to_owned())
            .collect(),
        challenges: Vec::new(),
        solvers: case.cells.iter().map(solver).collect(),
    }
}

fn fill_challenges(
    record: &Record,
    choices: &BTreeMap<&str, Choice>,
    cases: &mut [DrillCase],
) -> anyhow::Result<()> {
    let plan = &record.run.plan;
    let painters: Vec<Option<Painter>> = plan
        .cases
        .iter()
        .map(|case| Painter::new(case, plan))
        .collect();
    record.challenges(|row| {
        let Some(at) = cases.iter().position(|case| case.case == row.case) else {
            return Ok(());
        };
        if choices[row.case.as_ref()].chosen.contains(&row.i) {
            let painter = painters[at].as_ref();
            let shot = painter.and_then(|painter| painter.shot(row.i, &row.px));
            let (picture, grid) = shot.map_or((None, None), |shot| (Some(shot.picture), shot.grid));
            let marks = row
                .marks
                .iter()
                .map(|mark| format!("{mark:?}").to_lowercase())
                .collect();
            cases[at].challenges.push(DrillChallenge {
                i: row.i,
                drawn: row.drawn.to_string(),
                stored: None,
                marks,
                picture,
                grid,
                maze: row.maze,
            });
        }
        Ok(())
    })?;
    for case in cases {
        case.challenges.sort_by_key(|challenge| challenge.i);
    }
    Ok(())
}

fn fill_attempts(
    record: &Record,
    choices: &BTreeMap<&str, Choice>,
    cases: &mut [DrillCase],
) -> anyhow::Result<()> {
    record.attempts(|row| {
        let chosen = choices
            .get(row.case.as_ref())
            .is_some_and(|choice| choice.chosen.contains(&row.i));
        let Some(case) = cases
            .iter_mut()
            .find(|case| chosen && case.case == row.case)
        else {
            return Ok(());
        };
        if let (Some(stored), Ok(at)) = (
            &row.stored,
            case.challenges.binary_search_by_key(&row.i, |c| c.i),
        ) {
            case.challenges[at]
                .stored
                .get_or_insert_with(|| stored.to_string());
        }
        if let Some(solver) = case
            .solvers
            .iter_mut()
            .find(|solver| solver.solver == row.solver)
        {
            if let Some(kept) = solver
                .kept
                .iter_mut()
                .find(|kept| kept.verdict == row.verdict.word())
            {
                kept.shown += 1;
            }
            solver.attempts.push(attempt(&row));
        }
        Ok(())
    })?;
    for solver in cases.iter_mut().flat_map(|case| &mut case.solvers) {
        solver.attempts.sort_by_key(|attempt| attempt.i);
    }
    Ok(())
}

fn attempt(row: &AttemptRow<'_>) -> DrillAttempt {
    let text = |part: &Option<std::borrow::Cow<'_, str>>| part.as_deref().map(str::to_owned);
    DrillAttempt {
        i: row.i,
        verdict: row.verdict.word().to_owned(),
        answer: text(&row.answer),
        raw: text(&row.raw),
        conf: row.conf,
        us: row.us,
        why: text(&row.why),
        failed: row
            .failed
            .iter()
            .map(|check| check.name().to_owned())
            .collect(),
    }
}

/// Draws a case's challenges again from what the record says of them.
struct Painter {
    scheme: Box<dyn scheme::Scheme>,
    seeds: SeedSpace,
}

impl Painter {
    /// `None` where this capbench has no such scheme, or another version of it.
    fn new(case: &CaseRecord, plan: &crate::plan::PlanRecord) -> Option<Self> {
        let kind = scheme::find(&case.scheme)?;
        let scheme = (kind.rebuild)(&case.params)
            .ok()
            .filter(|scheme| scheme.version() == case.version)?;
        let seeds = scheme::seeds_without(
            plan.namespace,
            kind.name,
            case.version,
            &case.params,
            &case.seed_without,
            plan.seed,
        );
        Some(Self { scheme, seeds })
    }

    /// What is seen, if its pixels are still those of the record.
    fn shot(&self, i: u64, px: &str) -> Option<Shot> {
        let issued = self.scheme.generate(&self.seeds.seed(i), i).ok()?;
        if issued.challenge.digest() != px {
            return None;
        }
        if let Some(grid) = issued.challenge.grid() {
            return Some(Shot {
                picture: uri("jpeg", jpeg(&thumbnail(&sheet(grid)), 80).ok()?),
                grid: Some(DrillGrid {
                    question: grid.question(),
                    columns: grid.columns,
                }),
            });
        }
        let copies = issued.challenge.maze().map(Maze::copies_in_a_row);
        Some(Shot {
            picture: uri(
                "png",
                small_png(copies.as_ref().or(issued.challenge.picture())?).ok()?,
            ),
            grid: None,
        })
    }
}

/// A picture as a data URI, and how it is cut into tiles.
struct Shot {
    picture: String,
    grid: Option<DrillGrid>,
}

fn uri(format: &str, bytes: Vec<u8>) -> String {
    let text = base64::engine::general_purpose::STANDARD.encode(bytes);
    format!("data:image/{format};base64,{text}")
}

/// Longest side of a grid on the page, pixels.
const GRID: u32 = 210;

/// A grid is looked at, not read: a page holds hundreds.
fn thumbnail(sheet: &image::RgbImage) -> image::RgbImage {
    let (width, height) = sheet.dimensions();
    let longest = width.max(height).max(1);
    if longest <= GRID {
        return sheet.clone();
    }
    let side = |side: u32| (side * GRID / longest).max(1);
    let filter = image::imageops::FilterType::Triangle;
    image::imageops::resize(sheet, side(width), side(height), filter)
}
