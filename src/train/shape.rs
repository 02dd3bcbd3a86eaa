//! A shape with what depends on the data filled in: input size, length of texts.

use super::arch::{Arch, Conv, Head};
use super::layout::{Shape as Features, after};
use super::picture::Frame;
use super::task::{Heads, Shape, TrainError};

/// The architecture for this input and texts of up to `longest` symbols.
pub(super) fn settle(shape: &Shape, frame: Frame, longest: usize) -> Result<Arch, TrainError> {
    if shape.heads == Heads::Classifier && longest > 1 {
        return Err(TrainError::Task(format!(
            "a classifier gives one symbol, and texts here have up to {longest}"
        )));
    }
    let mut body = shape.body.clone();
    if shape.heads == Heads::Classifier {
        let line = body.iter().position(|conv| conv.collapse);
        body.truncate(line.unwrap_or(body.len()));
    } else {
        fit_collapse(&mut body, frame);
    }
    let columns = body
        .iter()
        .fold(picture(frame), |shape, conv| after(conv, shape))
        .w;
    // A row for each symbol and each gap between two, and one more: fewer, and long texts have no room to move.
    let ctc = Head::Ctc {
        rows: (2 * longest + 1).div_ceil(columns),
    };
    let slots = Head::Slots { length: longest };
    Ok(Arch {
        height: frame.height,
        width: frame.width,
        channels: 1,
        body,
        heads: match shape.heads {
            Heads::Ctc => vec![ctc],
            Heads::Slots => vec![slots],
            Heads::Both => vec![ctc, slots],
            Heads::Classifier => vec![Head::Classifier],
        },
    })
}

fn picture(frame: Frame) -> Features {
    Features {
        h: frame.height,
        w: frame.width,
        c: 1,
    }
}

/// Makes the collapsing kernel as high as what it reads; adds one, with twice the channels, where rows are left.
fn fit_collapse(body: &mut Vec<Conv>, frame: Frame) {
    let mut shape = picture(frame);
    for conv in body.iter_mut() {
        if conv.collapse {
            conv.kernel.0 = shape.h;
        }
        shape = after(conv, shape);
    }
    if shape.h > 1 {
        let out = 2 * body.last().map_or(1, |conv| conv.out);
        body.push(Conv {
            collapse: true,
            ..Conv::plain((shape.h, 1), (1, 1), out)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::frozen::Frozen;
    use crate::train::net::Net;
    use crate::train::presets::{PRESETS, body};

    fn shape(name: &str, heads: Heads) -> Shape {
        Shape {
            body: body(name).expect("a preset"),
            size: None,
            heads,
        }
    }

    #[test]
    fn every_preset_fits_every_head_and_odd_sizes() {
        for name in PRESETS {
            for heads in [Heads::Ctc, Heads::Slots, Heads::Both, Heads::Classifier] {
                for (height, width) in [(80, 216), (100, 260), (33, 71)] {
                    let longest = if heads == Heads::Classifier { 1 } else { 6 };
                    let frame = Frame { height, width };
                    let arch = settle(&shape(name, heads), frame, longest).expect("settled");
                    let frozen: Frozen = Net::new(&arch, 5, 1).expect(name).freeze();
                    assert_eq!(frozen.classes(), 5);
                }
            }
        }
    }

    #[test]
    fn a_classifier_reads_no_words() {
        let frame = Frame {
            height: 80,
            width: 80,
        };
        let error = settle(&shape("small", Heads::Classifier), frame, 4).expect_err("refused");
        assert!(error.to_string().contains("up to 4"));
    }
}
