//! What is said of a curve in words, the same in every format.

use crate::learn::{Break, CurveSummary, PointSummary, Summary};
use crate::report::number::{self, NONE};
use crate::stats::{Crossing, Estimate, Fit};

/// The budget rule as a formula.
pub fn rule(summary: &Summary) -> String {
    let budget = &summary.budget;
    let [per_label, least, most] = [budget.per_label, budget.least, budget.most].map(number::count);
    format!("samples = clamp({per_label} × labels, {least}, {most})")
}

/// What was trained, how often, and what it was measured on.
pub fn method(summary: &Summary) -> String {
    let method = &summary.method;
    let heads = match method.head.as_str() {
        "both" => "the better of a ctc and a slots head on validation",
        one => one,
    };
    let network = match &summary.from {
        Some(from) => format!("started from `{}`, with its network", from.name),
        None => format!("network `{}`", method.arch),
    };
    format!(
        "{network}, {heads}; augmentation `{}`; {}; {} a point, each with its own labels, seed and {} eval challenges",
        method.augment,
        rule(summary),
        trainings(summary.repeats),
        number::count(summary.eval)
    )
}

/// "1 training", "3 trainings".
pub fn trainings(n: u32) -> String {
    format!("{n} training{}", if n == 1 { "" } else { "s" })
}

/// The prices that costs assume.
pub fn assumptions(summary: &Summary) -> String {
    format!(
        "assumed prices: {} for 1000 labels, {} a core-hour",
        number::money(summary.cost_per_1000_labels),
        number::money(summary.core_hour_usd)
    )
}

/// The solve rate of a point.
pub fn rate(point: &PointSummary) -> String {
    number::value(&point.rate.rate)
}

/// Its interval; at no solve the upper bound; of a theory, that it is one.
pub fn interval(point: &PointSummary) -> String {
    match (point.rate.repeats, point.rate.rate.value) {
        (0, _) => "by theory".to_owned(),
        (_, Some(0.0)) => number::at_most(point.rate.upper),
        _ => number::interval(&point.rate.rate),
    }
}

/// Mean processor time of a training.
pub fn cpu(point: &PointSummary) -> String {
    point.cpu.as_ref().map_or_else(String::new, number::value)
}

/// The fewest labels measured that break the design at a threshold.
pub fn fewest(row: &Break) -> String {
    match row.fewest {
        Some(labels) => number::count(labels),
        None => format!("not up to {}", number::count(row.most)),
    }
}

/// Where the curve crosses a threshold, with a mark that it is an interpolation.
pub fn crossing(row: &Break) -> String {
    match &row.crossing {
        None => NONE.to_owned(),
        Some(Crossing::AtMost { labels: 0 }) => "0".to_owned(),
        Some(Crossing::AtMost { labels }) => format!("≤ {}", number::count(*labels)),
        Some(Crossing::NotReached { labels }) => format!("> {}", number::count(*labels)),
        Some(Crossing::Between { labels }) => format!("≈ {}", about(labels)),
    }
}

/// Whole labels with their interval: `143 [120–170]`.
fn about(labels: &Estimate) -> String {
    let whole = |x: Option<f64>, open: &str| {
        x.map_or_else(|| open.to_owned(), |x| number::count(x.round() as u64))
    };
    let (low, high) = (whole(labels.low, ""), whole(labels.high, "∞"));
    format!("{} [{low}–{high}]", whole(labels.value, NONE))
}

/// What an attack at a threshold costs: labels and computing.
pub fn cost(row: &Break) -> String {
    row.cost
        .map_or_else(|| NONE.to_owned(), |cost| number::money(cost.usd))
}

/// The fitted law, or why there is none.
pub fn law(fit: &Fit) -> String {
    match fit {
        Fit::Fitted(law) => format!(
            "error = {} · labels^−{} + {}, fitted from {} to {} labels; exponent {}, floor {}",
            number::significant(law.a),
            number::significant(law.b.value.unwrap_or(0.0)),
            number::significant(law.c.value.unwrap_or(0.0)),
            number::count(law.from),
            number::count(law.to),
            number::full(&law.b),
            number::full(&law.c)
        ),
        Fit::TooFew { points } => format!(
            "no power law: a fit needs 4 numbers of labels that solve a tenth or more, and there are {}",
            number::count(*points)
        ),
        Fit::Flat => "no power law: the errors fall by no more than their own noise".to_owned(),
        Fit::NoExponent => {
            "no power law: the errors fall, but not as a power of the labels".to_owned()
        }
    }
}

/// The curve in a sentence.
pub fn conclusion(curve: &CurveSummary) -> String {
    let Some(last) = curve.points.iter().rfind(|point| point.rate.repeats > 0) else {
        return format!("{}: no model was measured yet", curve.name);
    };
    let rest = format!(
        "{} labels solve {}",
        number::count(last.labels),
        number::full(&last.rate.rate)
    );
    format!(
        "{}: {}; {rest}",
        curve.name,
        broken(&curve.breaks).join("; ")
    )
}

/// What is broken by how many labels, thresholds with the same answer together.
fn broken(breaks: &[Break]) -> Vec<String> {
    let same = |one: &Break, other: &Break| one.fewest == other.fewest;
    let say = |rows: &[Break]| {
        let levels: Vec<String> = rows.iter().map(|row| number::level(row.rate)).collect();
        let levels = levels.join(", ");
        let row = &rows[0];
        match row.fewest {
            Some(0) => format!("BROKEN at {levels} without a label"),
            Some(labels) => format!("BROKEN at {levels} by {} labels", number::count(labels)),
            None => format!(
                "not shown broken at {levels} by up to {} labels",
                number::count(row.most)
            ),
        }
    };
    breaks.chunk_by(same).map(say).collect()
}
