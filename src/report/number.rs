//! How every report writes a number.
//!
//! The terminal, Markdown, CSV and web reports call these functions and no others, so that the same estimate
//! reads the same everywhere. Nothing here computes a statistic.

use crate::stats::{Estimate, Finding, Unit};

/// What stands where there is no number.
pub const NONE: &str = "–";
/// Between groups of three digits: a narrow space at which no line breaks.
const GROUP: char = '\u{202f}';

/// A count with its thousands set apart: `10 000`.
pub fn count(n: u64) -> String {
    group(&n.to_string())
}

/// The value of a share in percent: `72.9 %`; [`NONE`] without one.
pub fn share(estimate: &Estimate) -> String {
    estimate.value.map_or_else(|| NONE.into(), percent)
}

/// A number from 0 to 1 in percent. Never rounds to 0 or 100 what is not: `0.02 %`, `99.97 %`.
pub fn percent(share: f64) -> String {
    format!("{} %", percent_digits(share))
}

/// A share that somebody set rather than measured, without needless zeros: `1 %`, `20.6 %`.
pub fn level(share: f64) -> String {
    let digits = percent_digits(share);
    format!("{} %", trimmed(&digits))
}

/// An upper bound on a share: `≤ 1.5 %`.
pub fn at_most(share: f64) -> String {
    format!("≤ {}", percent(share))
}

/// The value in its unit: `72.9 %`, `11.9`, `84.2 ms`, `$0.0009`. Where there is no value but a least one
/// (expected attempts when nothing was solved), `≥ 52.4`.
pub fn value(estimate: &Estimate) -> String {
    match (estimate.value, estimate.low) {
        (Some(value), _) => in_unit(value, estimate.unit),
        (None, Some(low)) => format!("≥ {}", in_unit(low, estimate.unit)),
        (None, None) => NONE.into(),
    }
}

/// The 95 % interval without unit where the value has one of its own: `70.9–74.8`, `9.1–∞`; empty without one.
pub fn interval(estimate: &Estimate) -> String {
    match (estimate.low, estimate.high) {
        (None, None) => String::new(),
        (Some(low), None) if estimate.value.is_none() => format!("{}–∞", bare(low, estimate.unit)),
        (low, high) => {
            let end = |x: Option<f64>, open: &str| {
                x.map_or_else(|| open.to_owned(), |x| bare(x, estimate.unit))
            };
            format!("{}–{}", end(low, "−∞"), end(high, "∞"))
        }
    }
}

/// Value and interval: `72.9 % [70.9–74.8]`.
pub fn full(estimate: &Estimate) -> String {
    let interval = interval(estimate);
    if estimate.value.is_none() || interval.is_empty() {
        value(estimate)
    } else {
        format!("{} [{interval}]", value(estimate))
    }
}

/// A rate and its interval; a rate of zero with the one-sided upper bound instead: `0 % (≤ 1.5 %)`.
pub fn rate(estimate: &Estimate, upper: f64) -> String {
    if estimate.value == Some(0.0) {
        format!("0 % ({})", at_most(upper))
    } else {
        full(estimate)
    }
}

/// A finding's word, with the further attempts that would decide an open one: `INCONCLUSIVE (2 100 more)`.
pub fn finding(finding: &Finding) -> String {
    match finding {
        Finding::Inconclusive { more: Some(more) } => {
            format!("{} ({} more)", finding.word(), count(*more))
        }
        _ => finding.word().into(),
    }
}

/// Milliseconds with three significant digits, in the unit that suits: `840 µs`, `84.2 ms`, `1.20 s`, `3.5 min`.
pub fn millis(ms: f64) -> String {
    seconds(ms / 1000.0)
}

/// Seconds, as [`millis`].
pub fn seconds(s: f64) -> String {
    // Half a unit of the third digit below the next unit, so that 999.7 ms is 1.00 s and not 1000 ms.
    match s.abs() {
        0.0 => "0 s".into(),
        x if x < 0.000_999_5 => format!("{} µs", significant(s * 1e6)),
        x if x < 0.999_5 => format!("{} ms", significant(s * 1e3)),
        x if x < 119.5 => format!("{} s", significant(s)),
        x if x < 7_170.0 => format!("{} min", significant(s / 60.0)),
        _ => format!("{} h", significant(s / 3600.0)),
    }
}

/// US dollars: `$0.0009`, `$1.20`, `$1 250`.
pub fn money(usd: f64) -> String {
    if usd != 0.0 && usd.abs() < 0.995 {
        let places = (1.0 - usd.abs().log10().floor()).clamp(2.0, 12.0) as usize;
        let text = format!("{usd:.places$}");
        let cents = format!("{usd:.2}");
        let short = trimmed(&text);
        format!(
            "${}",
            if short.len() < cents.len() {
                &cents
            } else {
                short
            }
        )
    } else if usd.abs() < 999.5 {
        format!("${usd:.2}")
    } else {
        format!("${}", group(&format!("{usd:.0}")))
    }
}

/// Three significant digits with thousands set apart: `0.0123`, `11.9`, `3 120`.
pub fn significant(x: f64) -> String {
    if x == 0.0 {
        return "0".into();
    }
    if !x.is_finite() {
        return NONE.into();
    }
    let magnitude = format!("{:.2e}", x.abs());
    let power: i32 = magnitude
        .split('e')
        .nth(1)
        .and_then(|p| p.parse().ok())
        .unwrap_or(0);
    let places = usize::try_from(2 - power).unwrap_or(0).min(12);
    group(&format!("{x:.places$}"))
}

/// A number as data: shortest text that reads back as the same number; empty without one.
pub fn data(x: Option<f64>) -> String {
    x.map_or_else(String::new, |x| x.to_string())
}

/// Percent without its sign. Digits follow the distance to the nearer of 0 and 100.
fn percent_digits(share: f64) -> String {
    let x = share * 100.0;
    let distance = x.abs().min((100.0 - x).abs());
    if distance == 0.0 || !x.is_finite() {
        return if x.is_finite() {
            format!("{x:.0}")
        } else {
            NONE.into()
        };
    }
    if distance >= 0.995 || x > 99.0 && distance >= 0.1 {
        return format!("{x:.1}");
    }
    if x.abs() < 0.000_099 {
        return power_of_ten(x);
    }
    let places = (1.0 - distance.log10().floor()).clamp(2.0, 12.0) as usize;
    let text = format!("{x:.places$}");
    trimmed(&text).to_owned()
}

/// Two digits and a power of ten, for what would be a row of zeros: `1.5×10⁻⁷`.
fn power_of_ten(x: f64) -> String {
    let text = format!("{x:.1e}");
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    let raised = |c: char| match c {
        '-' => '⁻',
        c => c.to_digit(10).map_or(c, |d| {
            ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][d as usize]
        }),
    };
    format!(
        "{digits}×10{}",
        power.chars().map(raised).collect::<String>()
    )
}

fn in_unit(x: f64, unit: Unit) -> String {
    match unit {
        Unit::Share => percent(x),
        Unit::Seconds => seconds(x),
        Unit::Money => money(x),
        Unit::EditsPerSymbol | Unit::Attempts | Unit::Labels | Unit::Number => significant(x),
        Unit::Pixels => format!("{} px", significant(x)),
    }
}

/// As [`in_unit`], but a share goes without its sign, as inside an interval.
fn bare(x: f64, unit: Unit) -> String {
    match unit {
        Unit::Share => percent_digits(x),
        other => in_unit(x, other),
    }
}

/// Without zeros at the end of a fraction.
fn trimmed(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

/// Sets thousands apart, from five digits on in numbers read alone.
fn group(digits: &str) -> String {
    let (sign, rest) = digits
        .strip_prefix('-')
        .map_or(("", digits), |rest| ("−", rest));
    let (whole, fraction) = rest
        .split_once('.')
        .map_or((rest, None), |(w, f)| (w, Some(f)));
    let mut out = String::from(sign);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(GROUP);
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(value: Option<f64>, low: Option<f64>, high: Option<f64>, unit: Unit) -> Estimate {
        Estimate {
            value,
            low,
            high,
            n: 1,
            unit,
        }
    }

    #[test]
    fn shares_keep_enough_digits_and_never_round_to_an_end() {
        let table = [
            (0.0, "0 %"),
            (1.0, "100 %"),
            (0.729, "72.9 %"),
            (0.7, "70.0 %"),
            (0.084, "8.4 %"),
            (0.0002, "0.02 %"),
            (0.000_25, "0.025 %"),
            (0.000_01, "0.001 %"),
            (0.005, "0.5 %"),
            (0.0149, "1.5 %"),
            (0.9997, "99.97 %"),
            (0.999_99, "99.999 %"),
            (0.995, "99.5 %"),
            (1.5e-9, "1.5×10⁻⁷ %"),
            (1e-6, "0.0001 %"),
        ];
        for (share, text) in table {
            assert_eq!(percent(share), text, "{share}");
        }
    }

    #[test]
    fn durations_and_money_have_three_digits_and_a_unit() {
        let table = [
            (0.000_84, "840 µs"),
            (0.0842, "84.2 ms"),
            (0.9997, "1.00 s"),
            (1.2, "1.20 s"),
            (73.0, "73.0 s"),
            (210.0, "3.50 min"),
            (36_000.0, "10.0 h"),
            (0.0, "0 s"),
        ];
        for (s, text) in table {
            assert_eq!(seconds(s), text, "{s}");
        }
        assert_eq!(
            (level(0.01), level(0.206_3), level(1.0)),
            ("1 %".into(), "20.6 %".into(), "100 %".into())
        );
        assert_eq!(millis(84.2), "84.2 ms");
        for (usd, text) in [
            (0.0009, "$0.0009"),
            (0.0, "$0.00"),
            (1.2, "$1.20"),
            (1250.4, "$1\u{202f}250"),
            (0.01, "$0.01"),
            (0.0784, "$0.078"),
            (0.5, "$0.50"),
        ] {
            assert_eq!(money(usd), text);
        }
    }

    #[test]
    fn estimates_show_interval_or_bound() {
        let p = estimate(Some(0.729), Some(0.709), Some(0.748), Unit::Share);
        assert_eq!(
            (share(&p), interval(&p), full(&p)),
            (
                "72.9 %".into(),
                "70.9–74.8".into(),
                "72.9 % [70.9–74.8]".into()
            )
        );
        assert_eq!(rate(&p, 0.75), full(&p));
        let zero = estimate(Some(0.0), Some(0.0), Some(0.018_84), Unit::Share);
        assert_eq!(rate(&zero, 0.0149), "0 % (≤ 1.5 %)");
        assert_eq!(full(&zero), "0 % [0–1.9]");
        let never = estimate(None, Some(53.1), None, Unit::Attempts);
        assert_eq!(
            (value(&never), full(&never), interval(&never)),
            ("≥ 53.1".into(), "≥ 53.1".into(), "53.1–∞".into())
        );
        let open = estimate(Some(200.0), Some(36.0), None, Unit::Attempts);
        assert_eq!(full(&open), "200 [36.0–∞]");
        let nothing = estimate(None, None, None, Unit::Share);
        assert_eq!(
            (share(&nothing), full(&nothing), interval(&nothing)),
            (NONE.into(), NONE.into(), String::new())
        );
    }

    #[test]
    fn counts_are_grouped() {
        for (n, text) in [
            (0, "0"),
            (999, "999"),
            (10_000, "10\u{202f}000"),
            (1_234_567, "1\u{202f}234\u{202f}567"),
        ] {
            assert_eq!(count(n), text);
        }
        assert_eq!(significant(-3120.0), "−3\u{202f}120");
        assert_eq!(significant(9.999), "10.0");
        assert_eq!(significant(0.012_345), "0.0123");
    }
}
