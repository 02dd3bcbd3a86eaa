//! Markdown: for a CI job's page, a pull request, a README.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::strata::{Dimension, dimensions};
use super::tilt::{Shown, Table, tables};
use super::{Format, Page, number, words};
use crate::plan::Unavailable;
use crate::stats::{Estimate, Judgement};
use crate::summary::{CaseSummary, Cell, FindingRow, Summary};

pub(super) const FORMAT: Format = Format {
    name: "markdown",
    summary: "report.md: tables for a pull request or a CI page",
    write,
};

fn write(page: &Page<'_>, dir: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let path = dir.join("report.md");
    let summary = page.summary;
    let mut text = format!(
        "# capbench: {}\n\n{}\n\n",
        summary.run.suite,
        results(summary)
    );
    for case in &summary.cases {
        let _ = writeln!(text, "## {}\n\n{}", cell(&case.name), details(case));
    }
    std::fs::write(&path, text)?;
    Ok(vec![path])
}

/// The result table with its provenance: what a README shows.
pub fn results(summary: &Summary) -> String {
    let mut text = stamp(&summary.validity);
    let header = header(summary);
    let right = ["n", "solved", "answered", "median time"];
    let rule = |name: &String| {
        if right.contains(&name.as_str()) {
            "---:"
        } else {
            "---"
        }
    };
    let rules: Vec<String> = header.iter().map(|name| rule(name).to_owned()).collect();
    text += &(line(&header) + &line(&rules));
    for case in &summary.cases {
        case_rows(case, header.len())
            .iter()
            .for_each(|cells| text += &line(cells));
    }
    let run = &summary.run;
    let _ = write!(
        text,
        "\n`{}` · capbench {} · run `{}` · digest `{}`",
        run.command, run.capbench, run.id, run.digest
    );
    for (names, lack) in Unavailable::grouped(&summary.unavailable) {
        let _ = write!(
            text,
            "\n\nNot run: {} ({}).",
            cell(&names),
            cell(&lack.reason)
        );
    }
    text
}

/// The validity's word with its reasons, and a blank line.
pub(super) fn stamp(judgement: &Judgement) -> String {
    let reasons = judgement
        .reasons
        .iter()
        .map(|reason| format!("; {}", cell(&reason.to_string())));
    format!(
        "**{}**{}\n\n",
        judgement.validity.word(),
        reasons.collect::<String>()
    )
}

fn header(summary: &Summary) -> Vec<String> {
    let start = ["case", "n", "solver", "solved", "95 % interval"].map(str::to_owned);
    let levels = summary
        .settings
        .thresholds
        .iter()
        .map(|t| format!("at {}", number::level(t.p)));
    let end = ["answered", "median time"].map(str::to_owned);
    start.into_iter().chain(levels).chain(end).collect()
}

/// A row of a table.
pub(super) fn line(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

/// Solvers, union and floor of one case, each row of `width` cells.
fn case_rows(case: &CaseSummary, width: usize) -> Vec<Vec<String>> {
    let findings = |list: &[FindingRow]| {
        list.iter()
            .map(|f| number::finding(&f.finding))
            .collect::<Vec<_>>()
    };
    let head = |solver: String, rate: &Estimate| {
        vec![
            cell(&case.name),
            number::count(rate.n),
            solver,
            number::value(rate),
            number::interval(rate),
        ]
    };
    let solvers: Vec<&Cell> = case.cells.iter().filter(|row| !row.control).collect();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for solver in &solvers {
        let mut cells = head(cell(&solver.solver), &solver.solve_rate);
        cells.extend(findings(&solver.findings));
        cells.push(number::value(&solver.coverage));
        cells.push(words::timing(solver.latency.as_ref(), |t| &t.p50));
        rows.push(cells);
    }
    if let Some(union) = case.union.as_ref().filter(|_| solvers.len() > 1) {
        let mut cells = head("*any of them*".to_owned(), &union.solve_rate);
        cells.extend(findings(&union.findings));
        rows.push(cells);
    }
    let floor = number::percent(case.floor.blind);
    let floor = [
        cell(&case.name),
        String::new(),
        "*blind floor*".into(),
        floor,
        "by theory".into(),
    ];
    rows.push(floor.to_vec());
    for cells in &mut rows {
        cells.resize(width, String::new());
    }
    rows
}

fn details(case: &CaseSummary) -> String {
    let mut text = format!(
        "{} version {}, {} challenges. Always answering `{}` solves {}.\n\n",
        cell(&case.scheme),
        case.version,
        number::count(case.n),
        cell(&case.floor.answer),
        number::percent(case.floor.blind)
    );
    for notice in &case.notices {
        let _ = writeln!(text, "> {}\n", cell(notice));
    }
    text += "| solver | solved | 95 % interval | answered | precision | CER | tries to solve | seconds to solve | median time | p90 | solved / wrong / abstained / timed-out / faulted |\n";
    text += "| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n";
    for row in &case.cells {
        let counts = &row.counts;
        let all = [
            counts.solved,
            counts.wrong,
            counts.abstained,
            counts.timed_out,
            counts.faulted,
        ]
        .map(number::count);
        let parts = [
            cell(&row.solver),
            number::value(&row.solve_rate),
            number::interval(&row.solve_rate),
            number::value(&row.coverage),
            number::value(&row.precision),
            number::value(&row.reading.micro),
            number::value(&row.effort.expected_attempts),
            row.effort
                .time_to_solve
                .as_ref()
                .map_or_else(|| "–".to_owned(), number::value),
            words::timing(row.latency.as_ref(), |t| &t.p50),
            words::timing(row.latency.as_ref(), |t| &t.p90),
            all.join(" / "),
        ];
        let _ = writeln!(text, "| {} |", parts.join(" | "));
    }
    text += &super::tiles::markdown(case);
    tables(case).iter().for_each(|table| text += &maze(table));
    dimensions(case).iter().for_each(|d| text += &parts(d));
    text
}

/// A table of a case of tilt mazes.
fn maze(table: &Table) -> String {
    let header: Vec<String> = table.header.iter().map(|name| cell(name)).collect();
    let mut rules = vec!["---:".to_owned(); header.len()];
    "---".clone_into(&mut rules[0]);
    let mut text = format!(
        "\n### {}\n\n{}\n\n{}{}",
        table.title,
        cell(&table.lead),
        line(&header),
        line(&rules)
    );
    for row in &table.rows {
        let shown = |one: &Shown| match one.interval.as_str() {
            "" => cell(&one.text),
            interval => format!("{} ({interval})", cell(&one.text)),
        };
        text += &line(&row.iter().map(shown).collect::<Vec<_>>());
    }
    text
}

/// A table of one dimension of a case.
fn parts(dimension: &Dimension<'_>) -> String {
    let start = [dimension.name, "n", "blind floor", "bits"].map(str::to_owned);
    let solvers = dimension
        .solvers
        .iter()
        .flat_map(|name| [cell(name), "95 %".to_owned()]);
    let header: Vec<String> = start.into_iter().chain(solvers).collect();
    let mut rules = vec!["---:".to_owned(); header.len()];
    "---".clone_into(&mut rules[0]);
    let mut text = format!("\n{}{}", line(&header), line(&rules));
    for row in &dimension.rows {
        let mut cells = vec![cell(row.value), number::count(row.n)];
        cells.extend(row.told_floor());
        for (solved, _) in &row.rates {
            cells.extend([number::value(solved), number::interval(solved)]);
        }
        text += &line(&cells);
    }
    text
}

/// Text that cannot leave its table cell or become markup.
pub(super) fn cell(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '|' | '*' | '_' | '`' | '[' | ']' | '\\' | '#' => safe.extend(['\\', c]),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}
