//! From a model's outputs to a reading, by the rules of the manifest.

use super::classes::{Classes, Meaning};
use super::decode::{self, Found, Length};
use super::engine::Output;
use super::options::{Decoder, Kind, OutputWire, Wire};
use super::place::Place;
use super::scores::{Rows, layout};
use crate::config::OptionError;
use crate::solver::postprocess::Reading;

/// The longest text that can be asked for.
const LONGEST: usize = 100;
/// The widest beam.
const WIDEST: usize = 1000;

/// The rules, checked.
#[derive(Clone, Debug)]
pub(super) struct Decoding {
    pub output: OutputWire,
    pub symbols: Vec<String>,
    pub mask: Option<String>,
    pub length: Length,
    pub decoder: Decoder,
    pub beam_width: usize,
}

/// Why outputs cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Misread {
    /// The model is not the one that the manifest describes.
    #[error("{0}")]
    Misfit(String),
    /// This picture's numbers are no scores.
    #[error("{0}")]
    Fault(String),
}

/// Buffers of one session.
#[derive(Default)]
pub(super) struct Scratch {
    rows: Rows,
    classes: Option<Classes>,
}

impl Decoding {
    pub fn new(wire: &Wire, symbols: Vec<String>) -> Result<Self, OptionError> {
        let kind = wire.output.kind;
        let ctc = kind == Kind::Ctc;
        let refuse = |key: &str, message: &str| Err(OptionError::at(key, message));
        if ctc && wire.output.end.is_some() {
            return refuse(
                "output.end",
                "CTC texts end with the steps; there is no class for it",
            );
        }
        if kind == Kind::Classifier && wire.output.end.is_some() {
            return refuse(
                "output.end",
                "a classifier gives one class, and needs none to end",
            );
        }
        if kind != Kind::Positions && wire.output.names.len() > 1 {
            return refuse("output.names", "several outputs are read as positions only");
        }
        if wire.decoder == Decoder::Beam && !ctc {
            return refuse(
                "decoder",
                "a beam searches CTC scores; here the best classes are the best text",
            );
        }
        if !(1..=WIDEST).contains(&wire.beam_width) {
            return refuse("beam_width", "a beam is 1 to 1000 texts wide");
        }
        let length = length(wire)?;
        if kind == Kind::Classifier && length != Length::ANY {
            return refuse(
                "length",
                "a classifier gives one symbol, of whatever length",
            );
        }
        check_mask(wire.mask.as_deref(), &symbols)?;
        let mut output = wire.output.clone();
        if ctc {
            output.blank = output.blank.or(Some(Place::First));
        }
        Ok(Self {
            output,
            symbols,
            mask: wire.mask.clone(),
            length,
            decoder: wire.decoder,
            beam_width: wire.beam_width,
        })
    }

    /// Whether a blank can come out as a symbol.
    pub fn has_space(&self) -> bool {
        let allowed = self.mask.as_deref().is_none_or(|mask| mask.contains(' '));
        allowed && self.symbols.iter().any(|symbol| symbol.contains(' '))
    }

    /// The reading; faults where the outputs are not what the manifest says.
    pub fn read(&self, outputs: &[Output], scratch: &mut Scratch) -> Result<Reading, Misread> {
        let classes = self.score(outputs, scratch)?;
        let found = self
            .search(&scratch.rows, &classes)
            .map_err(Misread::Fault)?;
        let mut reading = Reading::default();
        for (column, confidence) in found {
            let Meaning::Symbol(number) = classes.meaning[column] else {
                continue;
            };
            let symbol = &self.symbols[number];
            reading.text.push_str(symbol);
            // Readings carry no confidence for white space.
            if !symbol.trim().is_empty() {
                reading.symbols.push(confidence);
            }
        }
        scratch.classes = Some(classes);
        Ok(reading)
    }

    /// Fills the rows, and says what their columns mean.
    fn score(&self, outputs: &[Output], scratch: &mut Scratch) -> Result<Classes, Misread> {
        let rule = &self.output;
        let heads = outputs.len() > 1;
        let mut known = scratch.classes.take();
        for (number, output) in outputs.iter().enumerate() {
            let kind = if heads { Kind::Classifier } else { rule.kind };
            let misfit = |why: String| {
                let place = if heads {
                    format!("position {}: ", number + 1)
                } else {
                    String::new()
                };
                Misread::Misfit(place + &why)
            };
            let (_, total) = layout(&output.shape, kind, rule.axes).map_err(misfit)?;
            let classes = match known.take() {
                Some(classes) if classes.total == total => classes,
                Some(before) if number > 0 => {
                    let why = format!(
                        "{total} classes, and {} in the positions before",
                        before.total
                    );
                    return Err(misfit(why));
                }
                _ => Classes::new(total, &self.symbols, rule, self.mask.as_deref())
                    .map_err(misfit)?,
            };
            if number == 0 {
                scratch.rows.clear(classes.kept.len());
            }
            let added = scratch.rows.extend(&output.values, &classes, rule.scores);
            added.map_err(Misread::Fault)?;
            known = Some(classes);
        }
        known.ok_or_else(|| Misread::Misfit("the model gives nothing".to_owned()))
    }

    fn search(&self, rows: &Rows, classes: &Classes) -> Result<Vec<Found>, String> {
        match self.output.kind {
            Kind::Ctc => {
                let blank = classes.blank().unwrap_or(0);
                decode::ctc(rows, blank, self.decoder, self.beam_width, self.length)
            }
            Kind::Positions => decode::positions(rows, classes.blank(), classes.end(), self.length),
            Kind::Classifier => Ok(decode::classifier(rows, classes.blank())),
        }
    }
}

fn length(wire: &Wire) -> Result<Length, OptionError> {
    let range = (wire.min_length, wire.max_length);
    let length = match (wire.length, range) {
        (None, (least, most)) => Length {
            least: least.unwrap_or(0),
            most,
        },
        (Some(n), (None, None)) => Length {
            least: n,
            most: Some(n),
        },
        (Some(_), _) => {
            let error = OptionError::at("length", "a length and a range of lengths are both given");
            return Err(error.help("keep `length`, or `min_length` and `max_length`"));
        }
    };
    let key = if wire.length.is_some() {
        "length"
    } else {
        "max_length"
    };
    if length.least > LONGEST || length.most.is_some_and(|most| most > LONGEST) {
        return Err(OptionError::at(
            key,
            format!("texts have at most {LONGEST} symbols"),
        ));
    }
    if length.most.is_some_and(|most| most < length.least.max(1)) {
        return Err(OptionError::at(key, "no text has such a length"));
    }
    Ok(length)
}

fn check_mask(mask: Option<&str>, symbols: &[String]) -> Result<(), OptionError> {
    let Some(mask) = mask else {
        return Ok(());
    };
    let known = |c: char| symbols.iter().any(|symbol| symbol.contains(c));
    let unknown: String = mask.chars().filter(|c| !known(*c)).collect();
    if mask.is_empty() {
        return Err(OptionError::at("mask", "an empty mask lets nothing out"));
    }
    if unknown.is_empty() {
        return Ok(());
    }
    let message = format!("the charset has no `{unknown}`");
    Err(OptionError::at("mask", message).help("a mask can only take symbols away"))
}
