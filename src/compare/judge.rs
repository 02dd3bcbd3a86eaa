//! From chosen cells to tests, intervals and sentences.

use super::{CellPair, Choice, Comparison, Named, SCHEMA, Side, Sides, UNION};
use crate::plan::CaseRecord;
use crate::record::{CaseOutcomes, Tried};
use crate::report::number;
use crate::seed::Seed;
use crate::stats::{Estimate, Pairs, Validity, holm, separate_intervals_overlap, time_ratio};
use crate::summary::summarise;

/// Seed of the bootstrap: the same rows give the same interval.
const SEED: u64 = 1993;

/// Compares what the choice names. An error says why nothing can be compared.
pub fn compare(sides: &Sides<'_>, choice: &Choice) -> anyhow::Result<Comparison> {
    let mut notices = believe(sides.first)?;
    if !std::ptr::eq(sides.first, sides.second) {
        notices.extend(believe(sides.second)?);
        notices.extend(machines(sides));
    }
    let (mut cells, mut refused) = (Vec::new(), Vec::new());
    for (first, second) in sides.pairs(choice)? {
        match cell(sides, &first, &second) {
            Ok(cell) => cells.push(cell),
            Err(why) if !refused.contains(&why) => refused.push(why),
            Err(_) => {}
        }
    }
    anyhow::ensure!(!cells.is_empty(), "{}", refused.join("; "));
    let p_values: Vec<f64> = cells.iter().map(|cell| cell.difference.p_value).collect();
    let count = cells.len();
    for (cell, p) in cells.iter_mut().zip(holm(&p_values)) {
        cell.p_holm = p;
        cell.says = sentence(cell, count);
    }
    Ok(Comparison {
        schema: SCHEMA,
        first: sides.first.record.run.head.run_id.clone(),
        second: sides.second.record.run.head.run_id.clone(),
        notices,
        cells,
        refused,
    })
}

/// Refuses a run that cannot be believed; an incomplete one comes with a warning.
fn believe(side: &Side) -> anyhow::Result<Vec<String>> {
    let summary = summarise(&side.record)?;
    let dir = side.record.dir.display();
    let reasons: Vec<String> = summary
        .validity
        .reasons
        .iter()
        .map(ToString::to_string)
        .collect();
    match summary.validity.validity {
        Validity::Valid => Ok(Vec::new()),
        Validity::Incomplete => Ok(vec![format!("{dir} is incomplete: {}", reasons.join("; "))]),
        Validity::Invalid => anyhow::bail!(
            "{dir} is INVALID and is not compared: {}",
            reasons.join("; ")
        ),
    }
}

/// Times of two machines are not set against each other unsaid.
fn machines(sides: &Sides<'_>) -> Option<String> {
    let host = |side: &Side| {
        side.record
            .run
            .head
            .sittings
            .first()
            .map(|s| s.host.clone())
    };
    let (a, b) = (host(sides.first)?, host(sides.second)?);
    (a != b).then(|| {
        format!(
            "other machines ({} and {}): times do not compare",
            a.cpu, b.cpu
        )
    })
}

fn cell(sides: &Sides<'_>, first: &Named, second: &Named) -> Result<CellPair, String> {
    let shared = paired(sides, first, second)?;
    let solved = |side: &Side, named: &Named| {
        side.solved(named)
            .ok_or_else(|| format!("`{}` does not answer `{}`", named.solver, named.case))
    };
    let (a, b) = (solved(sides.first, first)?, solved(sides.second, second)?);
    let mut pairs = Pairs::default();
    for &i in &shared {
        pairs.push(a[i], b[i]);
    }
    let (s1, s2) = pairs.solved();
    let name = format!(
        "{}/{}/{}/{}",
        first.case, first.solver, second.case, second.solver
    );
    let difference = pairs.compare(&mut Seed::from_u64(SEED).stream(&name));
    Ok(CellPair {
        first: first.clone(),
        second: second.clone(),
        pairs,
        first_rate: Estimate::rate(s1, pairs.n()),
        second_rate: Estimate::rate(s2, pairs.n()),
        difference,
        p_holm: 1.0,
        time_ratio: times(sides, first, second, &shared),
        intervals_overlap: separate_intervals_overlap(&pairs),
        says: String::new(),
    })
}

/// Indexes that both have and that show the same: of one design the same picture, of two the same text.
fn paired(sides: &Sides<'_>, first: &Named, second: &Named) -> Result<Vec<usize>, String> {
    let find = |side: &Side, named: &Named| -> Option<CaseRecord> {
        side.plan()
            .cases
            .iter()
            .find(|c| c.name == named.case)
            .cloned()
    };
    let missing = |named: &Named| format!("no case is called `{}`", named.case);
    let one = find(sides.first, first).ok_or_else(|| missing(first))?;
    let two = find(sides.second, second).ok_or_else(|| missing(second))?;
    let rows =
        |side: &Side, named: &Named| -> Option<CaseOutcomes> { side.case(&named.case).cloned() };
    let a = rows(sides.first, first).ok_or_else(|| missing(first))?;
    let b = rows(sides.second, second).ok_or_else(|| missing(second))?;
    let bases = (sides.first.plan().seed, sides.second.plan().seed);
    cannot_pair(&one, &two, bases).map_or(Ok(()), Err)?;
    let design = one.version == two.version && one.params == two.params;
    let shared = a.challenges.len().min(b.challenges.len());
    let mut kept = Vec::with_capacity(shared);
    for i in 0..shared {
        let (x, y) = (&a.challenges[i], &b.challenges[i]);
        if x.px.is_empty() || y.px.is_empty() {
            continue;
        }
        if design && x.px != y.px {
            return Err(format!(
                "cannot pair `{}` with `{}`: challenge {i} has digest {} in the first and {} in the second, though seed, version and parameters are the same; one of them was not made by the capbench that it names",
                one.name, two.name, x.px, y.px
            ));
        }
        if !design && x.drawn != y.drawn {
            return Err(format!(
                "cannot pair `{}` with `{}`: challenge {i} shows \"{}\" in the first and \"{}\" in the second; a parameter of `seed_without` changes what is drawn",
                one.name, two.name, x.drawn, y.drawn
            ));
        }
        kept.push(i);
    }
    if kept.is_empty() {
        return Err(format!(
            "cannot pair `{}` with `{}`: no challenge is in both",
            one.name, two.name
        ));
    }
    Ok(kept)
}

/// Why the challenges of two cases are not the same ones; `None` where they are, index by index.
pub fn cannot_pair(one: &CaseRecord, two: &CaseRecord, bases: (u64, u64)) -> Option<String> {
    let names = format!(
        "cannot pair `{}` with `{}`: other challenges",
        one.name, two.name
    );
    if one.scheme != two.scheme {
        return Some(format!(
            "{names} (scheme {} and {})",
            one.scheme, two.scheme
        ));
    }
    if bases.0 != bases.1 {
        return Some(format!("{names} (seed {} and {})", bases.0, bases.1));
    }
    if one.version != two.version {
        return Some(format!(
            "{names} (version {} and {} of `{}`); run both with one version",
            one.version, two.version, one.scheme
        ));
    }
    let seeds = |case: &CaseRecord| {
        let (namespace, kind) = (crate::seed::Namespace::Eval, case.scheme.as_str());
        let without = &case.seed_without;
        crate::scheme::seeds_without(namespace, kind, case.version, &case.params, without, 0)
            .seed(0)
    };
    if seeds(one) == seeds(two) {
        return None;
    }
    let differ = differing(&one.params, &two.params);
    let list = differ
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ");
    let same: Vec<String> = differ.iter().map(|name| format!("\"{name}\"")).collect();
    Some(if differ.is_empty() {
        format!("{names}: their `seed_without` differ; give both cases the same list")
    } else {
        format!(
            "{names} (they differ in {list}); to pair them, run both with seed_without = [{}]",
            same.join(", ")
        )
    })
}

/// Top-level parameters that are not the same.
fn differing(a: &serde_json::Value, b: &serde_json::Value) -> Vec<String> {
    let (Some(a), Some(b)) = (a.as_object(), b.as_object()) else {
        return Vec::new();
    };
    let names = a.keys().chain(b.keys().filter(|key| !a.contains_key(*key)));
    names
        .filter(|key| a.get(*key) != b.get(*key))
        .cloned()
        .collect()
}

/// Ratio of paired warm times; none for a union, whose time is nobody's.
fn times(sides: &Sides<'_>, first: &Named, second: &Named, shared: &[usize]) -> Option<Estimate> {
    if first.solver == UNION || second.solver == UNION {
        return None;
    }
    let a = sides.first.case(&first.case)?.solvers.get(&first.solver)?;
    let b = sides
        .second
        .case(&second.case)?
        .solvers
        .get(&second.solver)?;
    let warm = |tried: &Option<Tried>| tried.filter(|t| !t.cold && !t.broke()).map(|t| t.us as f64);
    let both = shared
        .iter()
        .filter_map(|&i| Some((warm(&a[i])?, warm(&b[i])?)));
    Some(time_ratio(both)).filter(|ratio| ratio.value.is_some())
}

/// All of it as one would say it.
fn sentence(cell: &CellPair, cells: usize) -> String {
    let (a, b) = labels(&cell.first, &cell.second);
    let d = cell.difference.newcombe.value.unwrap_or(0.0);
    let (better, worse, first) = if d >= 0.0 {
        (&b, &a, false)
    } else {
        (&a, &b, true)
    };
    let (high, low) = if first {
        (&cell.first_rate, &cell.second_rate)
    } else {
        (&cell.second_rate, &cell.first_rate)
    };
    let rates = format!("{} against {}", number::value(high), number::value(low));
    let pairs = &cell.pairs;
    let (gain, loss) = if first {
        (pairs.first, pairs.second)
    } else {
        (pairs.second, pairs.first)
    };
    let odd = format!(
        "of {} challenges {better} alone solved {} and {worse} alone {}",
        number::count(pairs.n()),
        number::count(gain),
        number::count(loss)
    );
    let holm = if cells > 1 {
        format!(" after Holm over {cells}")
    } else {
        String::new()
    };
    let p = p_value(cell.p_holm);
    let mut says = if cell.shown() {
        let range = points(&cell.difference.newcombe, first);
        let hidden = if cell.intervals_overlap {
            "; the two separate intervals overlap and would have missed it"
        } else {
            ""
        };
        format!(
            "{better} solves {} points more than {worse} ({rates}; 95 % {range}; McNemar p {p}{holm}): {odd}{hidden}",
            number::significant(100.0 * d.abs())
        )
    } else {
        format!("no difference is shown between {a} and {b} ({rates}; McNemar p {p}{holm}): {odd}")
    };
    if let Some(ratio) = &cell.time_ratio {
        says += &format!("; {b} takes {} times as long as {a}", number::full(ratio));
    }
    says + "."
}

/// What tells the two apart: solver, case, or the order in which they were given.
fn labels(first: &Named, second: &Named) -> (String, String) {
    if first.solver != second.solver && first.case == second.case {
        return (
            format!("`{}`", first.solver),
            format!("`{}`", second.solver),
        );
    }
    let on = |named: &Named| format!("`{}` on `{}`", named.solver, named.case);
    if first.case == second.case {
        (
            format!("{} in the first", on(first)),
            format!("{} in the second", on(second)),
        )
    } else {
        (on(first), on(second))
    }
}

/// An interval of a difference in points, turned round where the first is the better.
fn points(difference: &Estimate, turned: bool) -> String {
    let (Some(low), Some(high)) = (difference.low, difference.high) else {
        return "–".to_owned();
    };
    let (low, high) = if turned { (-high, -low) } else { (low, high) };
    format!("{:.1} to {:.1} points", 100.0 * low, 100.0 * high)
}

fn p_value(p: f64) -> String {
    if p < 0.001 {
        "< 0.001".to_owned()
    } else {
        format!("= {}", number::significant(p))
    }
}
