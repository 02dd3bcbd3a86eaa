//! What several unit tests start from.

use std::path::Path;
use std::sync::Arc;

use super::task::{CaseRule, Heads, Labels, Recipe, Shape, Source, Task};
use super::{augment::Augment, presets};
use crate::config::Options;
use crate::scheme::securimage::KIND;

/// A Securimage preset.
pub(super) fn source(preset: &str) -> Source {
    let scheme = (KIND.build)(Some(preset), &Options::empty(), Path::new("")).expect("a preset");
    Source {
        name: preset.to_owned(),
        kind: KIND.name,
        scheme: Arc::from(scheme),
        base: 0,
        weight: 1.0,
        guard: 0,
    }
}

/// A small task on presets.
pub(super) fn task(presets: &[&str], labels: Labels) -> Task {
    Task {
        sources: presets.iter().map(|preset| source(preset)).collect(),
        labels,
        first: 0,
        test: 30,
        case: CaseRule::AsJudged,
        shape: Shape {
            body: presets::body("small").expect("a preset"),
            size: None,
            heads: Heads::Both,
        },
        recipe: Recipe {
            batch: 8,
            augment: Augment::None,
            ..Recipe::default()
        },
        from: None,
        state: None,
        resume: false,
        stop: Arc::default(),
    }
}
