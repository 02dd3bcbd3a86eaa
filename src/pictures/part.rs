//! Which concepts a model may train on, and which it is judged by.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Category;

/// A share of the concepts of each category. The split is by concept, not by drawing: no look of a concept of one part
/// is ever shown in the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Every concept.
    #[default]
    All,
    /// Those that models may train on: three of five, rounded up.
    Train,
    /// Those they never see in training: the rest.
    HeldOut,
}

impl Part {
    /// The word in options and reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Train => "train",
            Self::HeldOut => "held-out",
        }
    }

    /// The pictures of a category that belong to this part, in their order. Names decide, by their hash, so that a
    /// picture more moves few others.
    pub(super) fn of(self, category: &Category) -> Category {
        let n = category.pictures.len();
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by_cached_key(|&at| {
            let name = format!("{}/{}", category.name, category.pictures[at].name);
            *blake3::hash(name.as_bytes()).as_bytes()
        });
        let train = (3 * n).div_ceil(5);
        let mut kept = match self {
            Self::All => order,
            Self::Train => order[..train].to_vec(),
            Self::HeldOut => order[train..].to_vec(),
        };
        kept.sort_unstable();
        Category {
            name: category.name.clone(),
            pictures: kept
                .into_iter()
                .map(|at| category.pictures[at].clone())
                .collect(),
        }
    }
}
