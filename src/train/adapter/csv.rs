//! The curve as a table for other programs.

use crate::train::arch::Head;
use crate::train::trained::Facts;

/// The word of a head.
pub(super) fn word(head: Head) -> &'static str {
    match head {
        Head::Ctc { .. } => "ctc",
        Head::Slots { .. } => "slots",
        Head::Classifier => "classifier",
    }
}

/// One line a validation; rates as shares, losses in nats a picture.
pub(super) fn curve(facts: &Facts) -> String {
    let mut text = "samples,seconds,rate".to_owned();
    for head in &facts.arch.heads {
        let head = word(*head);
        text += &format!(",{head}_loss,{head}_solved,{head}_n,{head}_validation_loss");
    }
    text.push('\n');
    for row in &facts.curve {
        text += &format!("{},{:.2},{:.3e}", row.samples, row.seconds, row.rate);
        for (loss, score) in row.losses.iter().zip(&row.heads) {
            let nats = score
                .nats
                .map_or(String::new(), |nats| format!("{nats:.5}"));
            text += &format!(",{loss:.5},{},{},{nats}", score.solved, score.n);
        }
        text.push('\n');
    }
    text
}
