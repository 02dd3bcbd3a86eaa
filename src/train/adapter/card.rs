//! The model card: what it is, what it learnt from, what it can do, how it was made. Only times and the machine differ
//! between two equal trainings.

use super::About;
use super::csv::word;
use crate::report::number::{count, full, percent, seconds, significant};
use crate::train::arch::{Arch, Head};
use crate::train::curve::Row;
use crate::train::data::Origin;
use crate::train::examine::Examined;
use crate::train::task::{Budget, Task};
use crate::train::trained::{Ended, Facts, Trained};

/// Rows of the curve that the card shows at most; `train.csv` has all.
const ROWS: usize = 12;
/// Confusions that it names.
const PAIRS: usize = 10;

/// `CARD.md`.
pub(super) fn card(task: &Task, trained: &Trained, about: &About, model: &[u8]) -> String {
    let facts = &trained.facts;
    let parts = [
        title(about),
        test(trained),
        data(facts),
        training(task, facts, about),
        network(trained, model),
        curve(facts),
        purpose(facts),
    ];
    parts.join("\n")
}

fn title(about: &About) -> String {
    format!(
        "# {}\n\n{}.\n\nMade by `{}` with capbench {} on {}.\n",
        about.name,
        about.summary,
        about.sitting.command.join(" "),
        env!("CARGO_PKG_VERSION"),
        about.sitting.started.get(..10).unwrap_or_default()
    )
}

/// A table of two columns without a head.
fn facts_table(rows: &[(&str, String)]) -> String {
    let rows = rows
        .iter()
        .map(|(name, value)| format!("| {name} | {value} |\n"));
    format!("| | |\n| --- | --- |\n{}", rows.collect::<String>())
}

fn test(trained: &Trained) -> String {
    let validated = trained.facts.validated();
    let chosen = format!(
        "{} of {} ({}); too good, since it chose the model",
        count(validated.solved),
        count(validated.n),
        percent(validated.rate())
    );
    let Some(test) = &trained.test else {
        return format!("## Accuracy\n\nThere is no test part. Validation: {chosen}.\n");
    };
    let figure = |x: Option<f64>| x.map_or_else(|| "–".to_owned(), significant);
    let mut rows = vec![
        (
            "solved, by the site's rule (Wilson 95 %)",
            format!("{} of {}", full(&test.solved), count(test.solved.n)),
        ),
        ("loss, nats a picture", figure(test.nats)),
        ("perplexity a symbol", figure(test.perplexity)),
        ("validation", chosen),
    ];
    let unknown = test.solved.n - test.scored;
    if unknown > 0 {
        rows.push(("texts that the model cannot give", count(unknown)));
    }
    format!(
        "## Accuracy\n\nOn the test part, whose pictures are neither trained nor chosen by. Figures on \"eval\" challenges come \
         from `capbench run`.\n\n{}\n{}",
        facts_table(&rows),
        confusions(test)
    )
}

fn confusions(test: &Examined) -> String {
    let confusion = &test.confusion;
    let wrong: u64 = confusion.top.iter().map(|pair| pair.count).sum();
    if wrong == 0 {
        return "No symbol was taken for another.\n".to_owned();
    }
    let symbol = |symbol: Option<char>| match symbol {
        Some(' ') => "blank".to_owned(),
        Some(symbol) => format!("`{symbol}`"),
        None => "nothing".to_owned(),
    };
    let pairs = confusion.top.iter().take(PAIRS).map(|pair| {
        let share = pair.share.map_or(String::new(), percent);
        format!(
            "| {} | {} | {} | {share} |\n",
            symbol(pair.drawn),
            symbol(pair.read),
            pair.count
        )
    });
    format!(
        "The most frequent mistakes among {} symbols:\n\n| drawn | read | times | of those drawn |\n| --- | --- | --: | --: |\n{}",
        count(confusion.symbols),
        pairs.collect::<String>()
    )
}

fn data(facts: &Facts) -> String {
    let labels = if facts.fresh {
        format!(
            "unlimited labels: the attacker owns the generator ({} were drawn)",
            count(facts.labels())
        )
    } else {
        count(facts.labels())
    };
    let rows = [
        ("labels", labels),
        (
            "of which train / validation",
            format!("{} / {}", count(facts.train), count(facts.validation)),
        ),
        (
            "data hash (pixels and labels)",
            format!("`{}`", facts.data_hash),
        ),
        ("leak guard", guarded(facts)),
    ];
    let origins = facts.origins.iter().map(origin).collect::<String>();
    format!(
        "## Data\n\n{}\n| case | scheme | seed base | labels, \"train\" indexes | test, \"train\" indexes |\n| --- | --- | --: | --: | --: |\n{origins}",
        facts_table(&rows)
    ) + if facts.fresh {
        "\nThe indexes given are those of the validation part; training draws from the end of the test part on.\n"
    } else {
        ""
    }
}

fn guarded(facts: &Facts) -> String {
    let parts = "no training, validation or test picture is another part's";
    let listed = facts.origins.iter().filter(|origin| origin.range.is_none());
    let listed: Vec<&str> = listed.map(|origin| origin.name.as_str()).collect();
    let eval = format!(
        "none is among {} \"eval\" challenges",
        count(facts.eval_checked)
    );
    if listed.is_empty() {
        format!("{parts}; {eval}")
    } else {
        format!(
            "{parts}; {eval}; {} has no challenges kept apart: judge the model on other pictures",
            listed.join(", ")
        )
    }
}

fn origin(origin: &Origin) -> String {
    let part = |n: u64, range: Option<(u64, u64)>| match range {
        Some((from, to)) => format!("{} ({from}..{to})", count(n)),
        None => count(n),
    };
    format!(
        "| {} | {} {} | {} | {} | {} |\n",
        origin.name,
        origin.scheme,
        origin.version,
        origin.base,
        part(origin.labels, origin.range),
        part(origin.test, origin.test_range)
    )
}

fn training(task: &Task, facts: &Facts, about: &About) -> String {
    let recipe = &task.recipe;
    let budget = match recipe.budget {
        Budget::Samples(samples) => format!("{} samples", count(samples)),
        Budget::Minutes(minutes) => format!("{minutes} minutes"),
    };
    let ended = match facts.ended {
        Ended::Complete => "used up",
        Ended::Early => "not used up: validation stopped improving",
        Ended::Interrupted => "not used up: interrupted",
    };
    let seen = match facts.epochs {
        Some(epochs) => format!("{} ({} epochs)", count(facts.samples), significant(epochs)),
        None => format!("{}, each once", count(facts.samples)),
    };
    let host = &about.sitting.host;
    let from = match &task.from {
        Some(from) => format!("`{}`, {} layers of it kept", from.name, facts.kept_layers),
        None => "chance".to_owned(),
    };
    let augment = serde_json::to_value(recipe.augment).unwrap_or_default();
    let rows = [
        ("start", from),
        ("budget", format!("{budget}, {ended}")),
        ("samples seen", seen),
        (
            "step",
            format!(
                "{} pictures, AdamW, rate {} with warm-up and cosine decay",
                recipe.batch, recipe.rate
            ),
        ),
        (
            "augmentation",
            augment.as_str().unwrap_or_default().to_owned(),
        ),
        ("seed of weights, split, order", recipe.seed.to_string()),
        (
            "time",
            format!(
                "{} wall, {} CPU",
                seconds(facts.seconds),
                seconds(facts.cpu_seconds)
            ),
        ),
        (
            "machine",
            format!("{}, {} threads", host.cpu, about.sitting.threads),
        ),
    ];
    format!("## Training\n\n{}", facts_table(&rows))
}

fn network(trained: &Trained, model: &[u8]) -> String {
    let facts = &trained.facts;
    let heads: Vec<String> = facts
        .arch
        .heads
        .iter()
        .map(|head| describe(*head))
        .collect();
    let rows = [
        (
            "input",
            format!(
                "{} x {} pixels, grey, ink high",
                facts.arch.height, facts.arch.width
            ),
        ),
        ("layers", layers(&facts.arch)),
        ("heads trained", heads.join(", ")),
        ("head kept", describe(facts.head())),
        ("weights, all heads", count(facts.weights)),
        (
            "model file",
            format!(
                "{} bytes, BLAKE3 `{}`",
                count(model.len() as u64),
                &blake3::hash(model).to_hex()[..16]
            ),
        ),
        (
            "symbols",
            format!(
                "{}: `{}`",
                trained.alphabet.len(),
                trained.alphabet.charset()
            ),
        ),
    ];
    format!("## Network\n\n{}", facts_table(&rows))
}

fn describe(head: Head) -> String {
    match head {
        Head::Slots { length } => format!("slots ({length})"),
        other => word(other).to_owned(),
    }
}

/// `5x5/2 16, 3x3/2 32, ...`.
fn layers(arch: &Arch) -> String {
    let layer = |conv: &crate::train::arch::Conv| {
        let stride = match conv.stride {
            (1, 1) => String::new(),
            (down, across) if down == across => format!("/{down}"),
            (down, across) => format!("/({down},{across})"),
        };
        let residual = if conv.residual { " residual" } else { "" };
        format!(
            "{}x{}{stride} {}{residual}",
            conv.kernel.0, conv.kernel.1, conv.out
        )
    };
    arch.body.iter().map(layer).collect::<Vec<_>>().join(", ")
}

fn curve(facts: &Facts) -> String {
    let heads = || facts.arch.heads.iter().map(|head| word(*head));
    let head = heads().map(|head| format!(" {head} loss | {head} validation |"));
    let rule = heads().map(|_| " --: | --: |");
    let rows = shown(facts).into_iter().map(|at| {
        let row: &Row = &facts.curve[at];
        let cells = row.losses.iter().zip(&row.heads);
        let cells = cells
            .map(|(loss, score)| format!(" {} | {} |", significant(*loss), percent(score.rate())));
        let kept = if at == facts.best.0 { " (kept)" } else { "" };
        format!(
            "| {}{kept} |{}\n",
            count(row.samples),
            cells.collect::<String>()
        )
    });
    format!(
        "## Curve\n\nTraining loss in nats a picture, and share of the validation part solved. All rows are in `train.csv`.\n\n\
         | samples |{}\n| --: |{}\n{}",
        head.collect::<String>(),
        rule.collect::<String>(),
        rows.collect::<String>()
    )
}

/// Rows spread over the curve, the kept one and the last among them.
fn shown(facts: &Facts) -> Vec<usize> {
    let n = facts.curve.len();
    let step = n.div_ceil(ROWS).max(1);
    (0..n)
        .filter(|at| (at + 1) % step == 0 || *at + 1 == n || *at == facts.best.0)
        .collect()
}

fn purpose(facts: &Facts) -> String {
    let names: Vec<&str> = facts
        .origins
        .iter()
        .map(|origin| origin.name.as_str())
        .collect();
    format!(
        "## Use\n\nFor measuring how well the designs it was trained on ({}) withstand an attacker with this many labels. It knows \
         nothing of other designs, and says nothing of their strength. Not for use against sites that others operate.\n\n\
         Licence: {}, as capbench itself.\n",
        names.join(", "),
        env!("CARGO_PKG_LICENSE")
    )
}
