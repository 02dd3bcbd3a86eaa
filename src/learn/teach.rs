//! The real teacher: [`train::fit`](crate::train::fit) on a lesson's challenges.

use std::sync::Arc;

use anyhow::Context as _;

use super::rows::{HeadScore, Training};
use super::run::{Lesson, Pupil, Told};
use crate::train::{
    Augment, Budget, CaseRule, Ended, Event, Heads, Labels, Recipe, Shape, Source, Start, Task,
    Trained, fit, import, presets,
};

/// Trains the model of a lesson; `None` if it was stopped first.
pub fn teach(lesson: &Lesson<'_>, told: Told<'_>) -> anyhow::Result<Option<Pupil>> {
    let task = task(lesson)?;
    let mut seen = 0;
    let mut heard = Ok(());
    let trained = fit(&task, &mut |event| {
        if let Event::Stepped { samples, .. } = event
            && heard.is_ok()
        {
            heard = told(samples - seen);
            seen = samples;
        }
    })?;
    heard?;
    if trained.facts.ended == Ended::Interrupted {
        return Ok(None);
    }
    Ok(Some(pupil(trained, &task)))
}

fn task(lesson: &Lesson<'_>) -> anyhow::Result<Task> {
    let (curve, method) = (lesson.curve, &lesson.plan.record.method);
    let from = lesson.plan.from.as_ref().map(|from| import(&from.dir));
    let from = from.transpose()?;
    Ok(Task {
        sources: vec![Source {
            name: curve.name.clone(),
            kind: curve.kind,
            scheme: Arc::clone(&curve.scheme),
            base: curve.base,
            weight: 1.0,
            guard: lesson.guard,
        }],
        labels: Labels::Fixed(lesson.labels),
        first: lesson.first,
        test: 0,
        case: CaseRule::AsJudged,
        shape: shape(&method.arch, heads(&method.head), from.as_ref())?,
        recipe: Recipe {
            batch: method.batch,
            rate: method.rate,
            budget: Budget::Samples(lesson.samples),
            augment: augment(&method.augment),
            seed: lesson.seed,
            validations: method.validations,
            patience: None,
        },
        from,
        state: None,
        resume: false,
        stop: Arc::clone(lesson.stop),
    })
}

/// The named layers or, with a model to start from, that model's.
fn shape(arch: &str, heads: Heads, from: Option<&Start>) -> anyhow::Result<Shape> {
    if let Some(from) = from {
        let arch = from.model.arch();
        return Ok(Shape {
            body: arch.body.clone(),
            size: Some((arch.height, arch.width)),
            heads,
        });
    }
    let body = presets::body(arch).with_context(|| format!("unknown arch `{arch}`"))?;
    Ok(Shape {
        body,
        size: None,
        heads,
    })
}

/// One of [`HEADS`](crate::suite::HEADS).
fn heads(word: &str) -> Heads {
    match word {
        "ctc" => Heads::Ctc,
        "slots" => Heads::Slots,
        "classifier" => Heads::Classifier,
        _ => Heads::Both,
    }
}

/// One of [`AUGMENTS`](crate::suite::AUGMENTS).
fn augment(word: &str) -> Augment {
    match word {
        "none" => Augment::None,
        "light" => Augment::Light,
        _ => Augment::Strong,
    }
}

fn pupil(trained: Trained, task: &Task) -> Pupil {
    let facts = &trained.facts;
    let words = task.shape.heads.words();
    let (row, head) = facts.best;
    let kept = &facts.curve[row];
    let scores = words
        .iter()
        .zip(&kept.heads)
        .map(|(word, score)| HeadScore {
            head: (*word).to_owned(),
            solved: score.solved,
            n: score.n,
        });
    let training = Training {
        head: words.get(head).copied().unwrap_or_default().to_owned(),
        validation: scores.collect(),
        samples: facts.samples,
        loss: kept.losses.get(head).copied().unwrap_or_default(),
        wall_s: facts.seconds,
        cpu_s: facts.cpu_seconds,
        data: facts.data_hash.clone(),
    };
    let bytes = trained.model.to_onnx(0, &[]);
    Pupil {
        model: blake3::hash(&bytes).to_hex()[..16].to_owned(),
        training,
        read: Box::new(move |challenge| Ok(trained.answer(challenge))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::{ARCHS, AUGMENTS, HEADS};

    /// Every word that a suite may say means what it says here.
    #[test]
    fn the_words_of_suites_are_the_trainers() {
        assert_eq!(ARCHS, presets::PRESETS);
        for word in HEADS {
            assert_eq!(serde_json::to_value(heads(word)).unwrap(), *word);
        }
        for word in AUGMENTS {
            assert_eq!(serde_json::to_value(augment(word)).unwrap(), *word);
        }
    }
}
