//! What a training says while it goes on. It prints nothing itself.

use super::curve::Row;

/// Something worth showing.
#[derive(Debug)]
pub enum Event<'a> {
    /// Challenges are being drawn.
    Drawing {
        /// What they are for.
        part: &'static str,
        /// How many.
        count: u64,
    },
    /// Something a user should know of the data.
    Notice(String),
    /// The data is there, and training begins (again).
    Ready {
        /// Labelled pictures to learn from; `None`: as many as it takes.
        train: Option<usize>,
        /// Labelled pictures that choose the model.
        validation: usize,
        /// Pictures that test it.
        test: usize,
        /// Symbols told apart.
        classes: usize,
        /// Samples seen in earlier sittings.
        samples: u64,
    },
    /// One step was made.
    Stepped {
        /// Samples seen so far.
        samples: u64,
        /// Share of the budget that is used up, 0 to 1.
        fraction: f64,
        /// The step's loss of each head, nats a picture.
        losses: &'a [f32],
        /// The step's learning rate.
        rate: f64,
    },
    /// The validation part was read.
    Validated {
        /// What came of it.
        row: &'a Row,
        /// Whether it is the best so far.
        best: bool,
    },
    /// The state was written.
    Saved,
}
