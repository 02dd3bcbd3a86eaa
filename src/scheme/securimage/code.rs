//! The texts that are drawn, and the keys that go with them.

use super::params::{CaptchaType, Params};
use crate::model::{Key, fold};
use crate::seed::{Rng, Seed};

/// A text and what the site stores for it.
pub(super) fn key(params: &Params, words: &[String], seed: &Seed) -> Key {
    if let Some(text) = &params.display_value {
        return keyed(params, text.clone());
    }
    let mut rng = seed.stream("code");
    match params.captcha_type {
        CaptchaType::Math => sum(&mut rng),
        CaptchaType::Words => {
            let (first, second) = (rng.pick(words), rng.pick(words));
            keyed(params, format!("{first} {second}"))
        }
        CaptchaType::String if params.use_wordlist => keyed(params, rng.pick(words).clone()),
        CaptchaType::String => keyed(params, symbols(params, &mut rng)),
    }
}

fn keyed(params: &Params, drawn: String) -> Key {
    let stored = if params.case_sensitive {
        drawn.clone()
    } else {
        fold(&drawn)
    };
    Key::text(drawn, stored, params.case_sensitive)
}

fn symbols(params: &Params, rng: &mut Rng) -> String {
    let charset: Vec<char> = params.charset.chars().collect();
    let length = rng.int(params.code_length.min.into(), params.code_length.max.into());
    (0..length).map(|_| *rng.pick(&charset)).collect()
}

/// Signs of math mode.
const SIGNS: [char; 3] = ['+', '-', 'x'];

/// An expression with operands of 1 to 10 and 1 to 5, drawn again until its value is above 0.
fn sum(rng: &mut Rng) -> Key {
    loop {
        let (left, right, sign) = (rng.int(1, 10), rng.int(1, 5), *rng.pick(&SIGNS));
        let value = value(left, sign, right);
        if value > 0 {
            return Key::text(format!("{left} {sign} {right}"), value.to_string(), false);
        }
    }
}

fn value(left: i64, sign: char, right: i64) -> i64 {
    match sign {
        '+' => left + right,
        '-' => left - right,
        _ => left * right,
    }
}

/// The answers of all expressions that math mode draws, each as likely as the next.
pub(super) fn sums() -> Vec<i64> {
    let all = (1..=10).flat_map(|l| (1..=5).flat_map(move |r| SIGNS.map(|sign| value(l, sign, r))));
    all.filter(|&value| value > 0).collect()
}

/// Every character that a text can hold, in code point order, the blank excepted.
pub(super) fn alphabet(params: &Params, words: &[String]) -> String {
    let text = match (&params.display_value, params.captcha_type) {
        (Some(text), _) => text.clone(),
        (None, CaptchaType::Math) => "0123456789+-x".to_owned(),
        (None, CaptchaType::Words) => words.concat(),
        (None, CaptchaType::String) if params.use_wordlist => words.concat(),
        (None, CaptchaType::String) => params.charset.clone(),
    };
    let mut symbols: Vec<char> = text.chars().filter(|&c| c != ' ').collect();
    symbols.sort_unstable();
    symbols.dedup();
    symbols.into_iter().collect()
}

/// Least and greatest number of characters of a text.
pub(super) fn lengths(params: &Params, words: &[String]) -> (usize, usize) {
    let lengths = || words.iter().map(|word| word.chars().count());
    let word = (lengths().min().unwrap_or(0), lengths().max().unwrap_or(0));
    match (&params.display_value, params.captcha_type) {
        (Some(text), _) => (text.chars().count(), text.chars().count()),
        (None, CaptchaType::Math) => (5, 6),
        (None, CaptchaType::Words) => (2 * word.0 + 1, 2 * word.1 + 1),
        (None, CaptchaType::String) if params.use_wordlist => word,
        (None, CaptchaType::String) => (
            params.code_length.min as usize,
            params.code_length.max as usize,
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::securimage::presets;
    use std::collections::HashMap;

    #[test]
    fn sums_are_the_135_of_the_library() {
        let sums = sums();
        assert_eq!(sums.len(), 135);
        assert_eq!(sums.iter().filter(|&&v| v == 6).count(), 12);
    }

    #[test]
    fn math_keys_come_as_often_as_their_expressions() {
        let params = presets::find("math").unwrap();
        let mut seen: HashMap<String, u32> = HashMap::new();
        for n in 0..27_000 {
            let key = key(&params, &[], &Seed::from_u64(n));
            *seen.entry(key.drawn).or_default() += 1;
        }
        assert_eq!(seen.len(), 135);
        assert!(seen.values().all(|&n| n.abs_diff(200) < 75), "{seen:?}");
    }

    #[test]
    fn symbols_are_uniform() {
        let params = presets::stock();
        let mut seen: HashMap<char, u32> = HashMap::new();
        for n in 0..10_000 {
            for c in key(&params, &[], &Seed::from_u64(n)).drawn.chars() {
                *seen.entry(c).or_default() += 1;
            }
        }
        // 60,000 draws of 59: 1017 each, standard deviation 31.6.
        assert_eq!(seen.len(), 59);
        assert!(seen.values().all(|&n| n.abs_diff(1017) < 140), "{seen:?}");
    }
}
