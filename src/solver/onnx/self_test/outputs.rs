//! What shows in a model's numbers themselves, whatever they read as.

use super::super::classes::{Classes, Meaning};
use super::super::decoding::Scratch;
use super::super::options::{Kind, ScoreKind};
use super::super::recogniser::Recogniser;
use super::super::scores::layout;
use super::{Seen, defect};
use crate::solver::{Defect, Severity};

/// Rows that must have been seen before absence means anything.
const MANY_ROWS: usize = 50;
/// How often a symbol must have been drawn before its absence from all answers means anything.
const OFTEN: usize = 5;

/// What is known of one class over all rows of all pictures.
#[derive(Clone, Copy)]
struct Column {
    least: f32,
    most: f32,
    /// Rows where it is the best.
    won: usize,
}

/// The columns of all outputs together; `None` where they do not fit the manifest, which is said elsewhere.
fn columns(recogniser: &Recogniser, seen: &[Seen<'_>]) -> Option<(Vec<Column>, usize)> {
    let rule = &recogniser.decoding.output;
    let mut columns: Vec<Column> = Vec::new();
    let mut rows = 0;
    for seen in seen {
        let kind = if seen.outputs.len() > 1 {
            Kind::Classifier
        } else {
            rule.kind
        };
        for output in &seen.outputs {
            let (_, total) = layout(&output.shape, kind, rule.axes).ok()?;
            let fresh = Column {
                least: f32::INFINITY,
                most: f32::NEG_INFINITY,
                won: 0,
            };
            columns.resize(total, fresh);
            for row in output.values.chunks_exact(total) {
                let winner = super::super::decode::best(row).0;
                columns[winner].won += 1;
                for (column, value) in columns.iter_mut().zip(row) {
                    column.least = column.least.min(*value);
                    column.most = column.most.max(*value);
                }
                rows += 1;
            }
        }
    }
    Some((columns, rows))
}

/// Adds what shows.
pub(super) fn look(recogniser: &Recogniser, seen: &[Seen<'_>], defects: &mut Vec<Defect>) {
    like_probabilities(recogniser, seen, defects);
    let Some((columns, rows)) = columns(recogniser, seen) else {
        return;
    };
    let decoding = &recogniser.decoding;
    let mask = decoding.mask.as_deref();
    let Ok(classes) = Classes::new(columns.len(), &decoding.symbols, &decoding.output, mask) else {
        return;
    };
    if rows >= MANY_ROWS {
        blank(recogniser, &columns, rows, defects);
        dead(recogniser, &columns, &classes, defects);
    }
    unread(recogniser, seen, defects);
}

/// Probabilities that are taken for logits: the answers are right, their confidences far too low.
fn like_probabilities(recogniser: &Recogniser, seen: &[Seen<'_>], defects: &mut Vec<Defect>) {
    if recogniser.decoding.output.scores != ScoreKind::Logits {
        return;
    }
    let rule = &recogniser.decoding.output;
    let looks = |seen: &Seen<'_>| {
        let kind = if seen.outputs.len() > 1 {
            Kind::Classifier
        } else {
            rule.kind
        };
        seen.outputs.iter().all(|output| {
            let Ok((_, total)) = layout(&output.shape, kind, rule.axes) else {
                return false;
            };
            let sums = output
                .values
                .chunks_exact(total)
                .map(|row| row.iter().sum::<f32>());
            output.values.iter().all(|p| (0.0..=1.0).contains(p))
                && sums.into_iter().all(|sum| (sum - 1.0).abs() < 0.01)
        })
    };
    if seen.iter().all(looks) {
        let what =
            "the scores, declared as logits, are probabilities: confidences come out far too low";
        let next = "set scores = \"probabilities\" in [options.output]";
        defects.push(defect(Severity::Warning, what.to_owned(), next));
    }
}

/// A blank that never wins while a class at the other side wins often.
fn blank(recogniser: &Recogniser, columns: &[Column], rows: usize, defects: &mut Vec<Defect>) {
    let rule = &recogniser.decoding.output;
    let (Kind::Ctc, Some(place)) = (rule.kind, rule.blank) else {
        return;
    };
    let declared = place.of(columns.len());
    if declared >= columns.len() || columns[declared].won > 0 {
        return;
    }
    let winner = (0..columns.len())
        .max_by_key(|class| columns[*class].won)
        .unwrap_or(0);
    let share = (columns[winner].won * 100).div_ceil(rows);
    let what = format!(
        "class {declared}, declared as the blank, is the best at none of {rows} time steps; class {winner} of {} is at {share} %",
        columns.len()
    );
    let next = format!("if class {winner} is the blank, set blank = {winner} in [options.output]");
    defects.push(defect(Severity::Error, what, &next));
}

/// Classes whose score never moves and never wins.
fn dead(recogniser: &Recogniser, columns: &[Column], classes: &Classes, defects: &mut Vec<Defect>) {
    let still = |column: &Column| {
        let size = column.most.abs().max(column.least.abs()).max(1e-6);
        column.won == 0 && column.most - column.least <= 1e-6 * size
    };
    let kept = classes.kept.iter().zip(&classes.meaning);
    let names = kept
        .filter(|(class, _)| still(&columns[**class]))
        .map(|(class, meaning)| match meaning {
            Meaning::Symbol(number) => format!("{:?}", recogniser.decoding.symbols[*number]),
            Meaning::Blank => format!("the blank (class {class})"),
            Meaning::End => format!("the end (class {class})"),
        });
    let names: Vec<String> = names.collect();
    if names.is_empty() {
        return;
    }
    let shown = names
        .iter()
        .take(10)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    let what = format!(
        "the score of {} of {} classes never changes: {shown}",
        names.len(),
        classes.kept.len()
    );
    let next = "these can never be read: train them, or take them out of the charset";
    defects.push(defect(Severity::Warning, what, next));
}

/// Symbols that were drawn often and read never, by a model that reads most others.
fn unread(recogniser: &Recogniser, seen: &[Seen<'_>], defects: &mut Vec<Defect>) {
    let mut scratch = Scratch::default();
    let mut read = String::new();
    let mut drawn = String::new();
    for seen in seen {
        if let Ok(reading) = recogniser.decoding.read(&seen.outputs, &mut scratch) {
            read.push_str(&reading.text);
            // Only where it reads at all: a case it was not made for says nothing.
            if strsim::normalized_levenshtein(&reading.text, seen.example.text) >= 0.5 {
                drawn.push_str(seen.example.text);
            }
        }
    }
    let mut symbols: Vec<char> = drawn.chars().filter(|c| !c.is_whitespace()).collect();
    symbols.sort_unstable();
    symbols.dedup();
    let often = |c: &char| drawn.chars().filter(|other| other == c).count() >= OFTEN;
    let never: Vec<String> = symbols
        .iter()
        .filter(|c| often(c) && !read.contains(**c))
        .map(|c| format!("{c:?}"))
        .collect();
    if !never.is_empty() {
        let what = format!(
            "drawn {OFTEN} times or more and never read: {}",
            never.join(", ")
        );
        let next = "see that the charset has them, and in their case";
        defects.push(defect(Severity::Warning, what, next));
    }
}
