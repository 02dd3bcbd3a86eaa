//! What of a manifest does not fit its model, found by reading challenges whose text is known.
//!
//! A wrong blank, charset or range gives no error: it gives a low solve rate that looks like a strong design. So each
//! usual mistake is tried the other way round, and where that reads much better, it is said.

mod outputs;

use image::RgbImage;

use super::decoding::{Decoding, Scratch};
use super::engine::Output;
use super::options::{Kind, ScoreKind};
use super::place::Place;
use super::recogniser::{Reader, Recogniser};
use crate::model::fold;
use crate::solver::{Defect, Example, Severity};

/// Another way must read this much more of the characters, and so much at all, to be believed.
const MARGIN: f64 = 0.3;
const ENOUGH: f64 = 0.5;

/// An example with what the model gave for it.
struct Seen<'a> {
    example: Example<'a>,
    outputs: Vec<Output>,
}

/// Every defect that shows on these examples.
pub(super) fn run(recogniser: &Recogniser, examples: &[Example<'_>]) -> Vec<Defect> {
    let mut defects = Vec::new();
    values(recogniser, &mut defects);
    let mut reader = match recogniser.reader() {
        Ok(reader) => reader,
        Err(why) => return vec![defect(Severity::Error, why.0, "see the solver's `engine`")],
    };
    let (seen, faults) = see(&mut reader, examples, |picture| picture.clone());
    if let Some((count, why)) = faults {
        let what = format!(
            "the model fails on {count} of {} challenges: {why}",
            examples.len()
        );
        defects.push(defect(
            Severity::Error,
            what,
            "see `[options.input]`: size, layout, channels",
        ));
    }
    if seen.is_empty() {
        return defects;
    }
    refused(&recogniser.decoding, &seen, &mut defects);
    constant(&recogniser.decoding, &seen, &mut defects);
    outputs::look(recogniser, &seen, &mut defects);
    let declared = Score::of(&recogniser.decoding, &seen);
    for (decoding, what, next) in alternatives(&recogniser.decoding) {
        if let Some((group, theirs, ours)) = Score::of(&decoding, &seen).best_over(&declared) {
            defects.push(defect(
                Severity::Error,
                compare(&what, group, theirs, ours),
                &next,
            ));
        }
    }
    let (negatives, _) = see(&mut reader, examples, |picture| {
        let mut negative = picture.clone();
        image::imageops::invert(&mut negative);
        negative
    });
    if let Some((group, theirs, ours)) =
        Score::of(&recogniser.decoding, &negatives).best_over(&declared)
    {
        let next = format!(
            "set invert = {} in [options.input]",
            !recogniser.wire.input.invert
        );
        let what = compare("negatives of the pictures", group, theirs, ours);
        defects.push(defect(Severity::Error, what, &next));
    }
    defects
}

fn defect(severity: Severity, what: String, next: &str) -> Defect {
    Defect {
        severity,
        what,
        next: next.to_owned(),
    }
}

fn compare(what: &str, group: &str, theirs: f64, ours: f64) -> String {
    let percent = |share: f64| (share * 100.0).round();
    format!(
        "{what}: {} % of the characters of {group} are read, and {} % as declared",
        percent(theirs),
        percent(ours)
    )
}

/// Puts every example through the model; how many it failed on, with the first reason.
fn see<'a>(
    reader: &mut Reader,
    examples: &[Example<'a>],
    change: impl Fn(&RgbImage) -> RgbImage,
) -> (Vec<Seen<'a>>, Option<(usize, String)>) {
    let mut seen = Vec::new();
    let mut faults: Option<(usize, String)> = None;
    for example in examples {
        let Some(picture) = example.challenge.picture() else {
            continue;
        };
        match reader.run(&change(picture)) {
            Ok(()) => seen.push(Seen {
                example: *example,
                outputs: reader.outputs.clone(),
            }),
            Err(why) => faults.get_or_insert((0, why.0)).0 += 1,
        }
    }
    (seen, faults)
}

/// What a manifest's numbers make of black and white.
fn values(recogniser: &Recogniser, defects: &mut Vec<Defect>) {
    const NEXT: &str = "see range, mean and std in [options.input]: mean and std count after range";
    let (least, most) = recogniser.input.extremes();
    if recogniser.wire.input.dtype == super::options::Dtype::Uint8 {
        return;
    }
    let span = most - least;
    if span < 0.5 {
        let what = format!("black to white is {least} to {most} to the model: hardly a difference");
        defects.push(defect(Severity::Error, what, NEXT));
    }
    let largest = least.abs().max(most.abs());
    let usual = if recogniser.input.is_normalised() {
        20.0
    } else {
        255.0
    };
    if largest > usual {
        let what = format!("values of {least} to {most} are out of the range that models take");
        defects.push(defect(Severity::Error, what, NEXT));
    }
}

/// Outputs that are not what `scores` says, or hold what is no number.
fn refused(decoding: &Decoding, seen: &[Seen<'_>], defects: &mut Vec<Defect>) {
    let mut scratch = Scratch::default();
    let reasons = seen
        .iter()
        .filter_map(|seen| decoding.read(&seen.outputs, &mut scratch).err());
    let reasons: Vec<_> = reasons.collect();
    if let Some(first) = reasons.first() {
        let what = format!(
            "the outputs of {} of {} challenges are refused: {first}",
            reasons.len(),
            seen.len()
        );
        let next = "see scores, axes and kind in [options.output], and the charset";
        defects.push(defect(Severity::Error, what, next));
    }
}

/// The same answer to more than half, or the same numbers, whatever is shown.
fn constant(decoding: &Decoding, seen: &[Seen<'_>], defects: &mut Vec<Defect>) {
    let mut truths: Vec<&str> = seen.iter().map(|seen| seen.example.text).collect();
    truths.sort_unstable();
    truths.dedup();
    if truths.len() < 4 {
        return;
    }
    if seen
        .windows(2)
        .all(|pair| pair[0].outputs == pair[1].outputs)
    {
        let what = format!(
            "the outputs are the same for all of {} pictures",
            seen.len()
        );
        let next = "the model does not look at its input: export it again";
        defects.push(defect(Severity::Error, what, next));
        return;
    }
    let readings = texts(decoding, seen);
    let count = |text: &&String| {
        readings
            .iter()
            .flatten()
            .filter(|other| other == text)
            .count()
    };
    let common = readings
        .iter()
        .flatten()
        .filter(|text| !text.is_empty())
        .max_by_key(count);
    if let Some(common) = common.filter(|text| count(text) * 2 > seen.len()) {
        let what = format!(
            "{} of {} pictures read as {common:?}",
            count(&common),
            seen.len()
        );
        let next = "see blank, scores and range; a model that was not trained reads so too";
        defects.push(defect(Severity::Error, what, next));
    }
}

fn texts(decoding: &Decoding, seen: &[Seen<'_>]) -> Vec<Option<String>> {
    let mut scratch = Scratch::default();
    seen.iter()
        .map(|seen| {
            decoding
                .read(&seen.outputs, &mut scratch)
                .ok()
                .map(|reading| reading.text)
        })
        .collect()
}

/// Share of the characters read, by group.
struct Score<'a>(Vec<(&'a str, f64)>);

impl<'a> Score<'a> {
    fn of(decoding: &Decoding, seen: &[Seen<'a>]) -> Self {
        let mut groups: Vec<(&str, f64, usize)> = Vec::new();
        for (text, seen) in texts(decoding, seen).into_iter().zip(seen) {
            let group = seen.example.group;
            let plain = |text: &str| fold(&text.split_whitespace().collect::<String>());
            let alike = text.map_or(0.0, |text| {
                strsim::normalized_levenshtein(&plain(&text), &plain(seen.example.text))
            });
            match groups.iter_mut().find(|(name, ..)| *name == group) {
                Some((_, sum, n)) => (*sum, *n) = (*sum + alike, *n + 1),
                None => groups.push((group, alike, 1)),
            }
        }
        Self(
            groups
                .into_iter()
                .map(|(group, sum, n)| (group, sum / n as f64))
                .collect(),
        )
    }

    /// The group where this is clearly better than `other`, with both shares.
    fn best_over(&self, other: &Self) -> Option<(&'a str, f64, f64)> {
        let pairs = self.0.iter().filter_map(|(group, ours)| {
            let theirs = other.0.iter().find(|(name, _)| name == group)?.1;
            Some((*group, *ours, theirs))
        });
        pairs
            .filter(|(_, ours, theirs)| *ours >= ENOUGH && *ours >= theirs + MARGIN)
            .max_by(|a, b| (a.1 - a.2).total_cmp(&(b.1 - b.2)))
    }
}

/// The declared rules with one usual mistake undone, what it was, and what to write instead.
fn alternatives(declared: &Decoding) -> Vec<(Decoding, String, String)> {
    let mut all = Vec::new();
    let moved = |key: &str, change: &dyn Fn(&mut Decoding, Place)| {
        [(Place::First, "first"), (Place::Last, "last")].map(|(place, word)| {
            let mut other = declared.clone();
            change(&mut other, place);
            let what = format!("with {key} = \"{word}\"");
            (
                other,
                what,
                format!("set {key} = \"{word}\" in [options.output]"),
            )
        })
    };
    if declared.output.kind == Kind::Ctc {
        all.extend(moved("blank", &|other, place| {
            other.output.blank = Some(place)
        }));
    }
    if declared.output.end.is_some() {
        all.extend(moved("end", &|other, place| other.output.end = Some(place)));
    }
    for (steps, word) in [(1, "earlier"), (declared.symbols.len() - 1, "later")] {
        let mut other = declared.clone();
        other.symbols.rotate_left(steps);
        let what = format!("with every symbol one class {word}");
        let next = "the charset misses a symbol at its start, or has one too many, or a special class stands elsewhere";
        all.push((other, what, next.to_owned()));
    }
    if declared.output.scores == ScoreKind::Logits {
        return all;
    }
    let mut other = declared.clone();
    other.output.scores = ScoreKind::Logits;
    all.push((
        other,
        "with scores = \"logits\"".to_owned(),
        "set scores = \"logits\" in [options.output]".to_owned(),
    ));
    all
}
