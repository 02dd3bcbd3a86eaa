//! One table over runs: designs by solvers, with gaps where nobody measured.
//!
//! Reads records and nothing else. Runs that cannot stand in one table are refused with the reason.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::compare::Side;
use crate::stats::{ALPHA, Estimate, Validity, lower_bound, upper_bound};
use crate::summary::{Bounds, summarise};

/// The number that boards of this form carry.
pub const SCHEMA: u32 = 1;

/// The table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Board {
    /// Version of this form.
    pub schema: u32,
    /// Solvers, the one that was measured on most designs first.
    pub solvers: Vec<String>,
    /// Designs, the one whose union has the lowest upper bound first.
    pub rows: Vec<Row>,
    /// The runs it is made of.
    pub runs: Vec<String>,
}

/// One design.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Scheme and preset.
    pub design: String,
    /// Version of the generator.
    pub version: u32,
    /// The case's name in its runs.
    pub case: String,
    /// Blind floor.
    pub floor: f64,
    /// Each solver of [`Board::solvers`]; `None` is a gap.
    pub cells: Vec<Option<Estimate>>,
    /// Solved by any solver, of the challenges that all of them met.
    pub union: Estimate,
    /// Its one-sided 95 % bounds.
    pub bounds: Bounds,
    /// The runs.
    pub runs: Vec<String>,
}

/// A design as runs share it.
#[derive(Default)]
struct Group {
    design: String,
    version: u32,
    cases: BTreeSet<String>,
    floor: f64,
    /// Solved or not by challenge, the longest list of each solver.
    solved: BTreeMap<String, Vec<bool>>,
    runs: BTreeSet<String>,
}

/// Puts runs in one table. Refused: runs that are not VALID; one scheme in two versions; one solver's name on two
/// versions.
pub fn board(sides: &[Side]) -> anyhow::Result<Board> {
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    let (mut schemes, mut solvers) = (BTreeMap::new(), BTreeMap::new());
    let mut runs = Vec::new();
    for side in sides {
        let dir = side.record.dir.display().to_string();
        let validity = summarise(&side.record)?.validity;
        if validity.validity != Validity::Valid {
            let reasons: Vec<String> = validity.reasons.iter().map(ToString::to_string).collect();
            anyhow::bail!(
                "{dir} is {}: {}; leave it out",
                validity.validity.word(),
                reasons.join("; ")
            );
        }
        let plan = &side.record.run.plan;
        for solver in plan.solvers.iter().filter(|solver| !solver.control) {
            let name = format!("solver `{}`", solver.name);
            one_version(&mut solvers, &name, &solver.version, &dir)?;
        }
        let id = side.record.run.head.run_id.clone();
        for case in &plan.cases {
            let name = format!("scheme `{}`", case.scheme);
            one_version(&mut schemes, &name, &case.version.to_string(), &dir)?;
            let key = serde_json::to_string(&(&case.scheme, &case.params, plan.seed))?;
            let group = groups.entry(key).or_default();
            group.design = design(&case.scheme, case.preset.as_deref());
            group.version = case.version;
            group.floor = case.prior.p;
            group.cases.insert(case.name.clone());
            group.runs.insert(id.clone());
            for name in side.real(&case.name) {
                let rows = side.cases.iter().find(|rows| rows.name == case.name);
                let Some(list) = rows.and_then(|rows| rows.solved(name)) else {
                    continue;
                };
                let kept = group.solved.entry(name.to_owned()).or_default();
                if list.len() > kept.len() {
                    *kept = list;
                }
            }
        }
        runs.push(id);
    }
    Ok(table(groups, runs))
}

/// One name is one thing in one table.
fn one_version(
    seen: &mut BTreeMap<String, (String, String)>,
    name: &str,
    version: &str,
    dir: &str,
) -> anyhow::Result<()> {
    let (before, at) = seen
        .entry(name.to_owned())
        .or_insert_with(|| (version.to_owned(), dir.to_owned()));
    anyhow::ensure!(
        before == version,
        "{name} is version {before} in {at} and {version} in {dir}: their results do not compare; leave one of the runs out, or make it again"
    );
    Ok(())
}

fn design(scheme: &str, preset: Option<&str>) -> String {
    preset.map_or_else(|| scheme.to_owned(), |preset| format!("{scheme}:{preset}"))
}

fn table(groups: BTreeMap<String, Group>, runs: Vec<String>) -> Board {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in groups.values().flat_map(|group| group.solved.keys()) {
        *counts.entry(name).or_default() += 1;
    }
    let mut solvers: Vec<String> = counts.keys().map(|name| (*name).to_owned()).collect();
    solvers.sort_by_key(|name| std::cmp::Reverse(counts[name.as_str()]));
    let mut rows: Vec<Row> = groups
        .values()
        .filter(|group| !group.solved.is_empty())
        .map(|group| row(group, &solvers))
        .collect();
    rows.sort_by(|a, b| {
        a.bounds
            .upper
            .total_cmp(&b.bounds.upper)
            .then_with(|| a.case.cmp(&b.case))
    });
    Board {
        schema: SCHEMA,
        solvers,
        rows,
        runs,
    }
}

fn row(group: &Group, solvers: &[String]) -> Row {
    let rate = |list: &Vec<bool>| {
        Estimate::rate(
            list.iter().filter(|s| **s).count() as u64,
            list.len() as u64,
        )
    };
    let n = group.solved.values().map(Vec::len).min().unwrap_or(0);
    let any = (0..n)
        .filter(|&i| group.solved.values().any(|list| list[i]))
        .count() as u64;
    let n = n as u64;
    Row {
        design: group.design.clone(),
        version: group.version,
        case: group.cases.iter().cloned().collect::<Vec<_>>().join(", "),
        floor: group.floor,
        cells: solvers
            .iter()
            .map(|name| group.solved.get(name).map(rate))
            .collect(),
        union: Estimate::rate(any, n),
        bounds: Bounds {
            lower: lower_bound(any, n, ALPHA).unwrap_or(0.0),
            upper: upper_bound(any, n, ALPHA).unwrap_or(1.0),
        },
        runs: group.runs.iter().cloned().collect(),
    }
}
