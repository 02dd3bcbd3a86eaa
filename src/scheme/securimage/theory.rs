//! What is public about the keys, and the blind floor, by exact theory.

use std::collections::BTreeMap;

use super::code;
use super::params::{CaptchaType, Params};
use crate::model::fold;
use crate::scheme::{Keyspace, Prior};
use crate::seed::{Rng, Seed};

/// Alphabet, lengths and case rule of the texts.
pub(super) fn keyspace(params: &Params, words: &[String]) -> Keyspace {
    let mut charset = code::alphabet(params, words);
    let spaced = params.captcha_type != CaptchaType::String || params.display_value.is_some();
    if spaced {
        charset.insert(0, ' ');
    }
    let arithmetic = params.display_value.is_none() && params.captcha_type == CaptchaType::Math;
    Keyspace {
        pool: Vec::new(),
        charset,
        length: Some(code::lengths(params, words)),
        case_sensitive: params.case_sensitive && !arithmetic,
        arithmetic,
        repeats: false,
    }
}

/// The best constant answer.
pub(super) fn prior(params: &Params, words: &[String]) -> Prior {
    match (&params.display_value, params.captcha_type) {
        (Some(text), _) => Prior {
            answer: text.clone(),
            p: 1.0,
            entropy_bits: 0.0,
        },
        (None, CaptchaType::Math) => best(code::sums().iter().map(i64::to_string)),
        (None, CaptchaType::Words) => {
            let word = best(words.iter().cloned());
            Prior {
                answer: format!("{0} {0}", word.answer),
                p: word.p * word.p,
                entropy_bits: 2.0 * word.entropy_bits,
            }
        }
        (None, CaptchaType::String) if params.use_wordlist => best(words.iter().cloned()),
        (None, CaptchaType::String) => symbols(params),
    }
}

/// A code of the shortest length in the likeliest symbol. A text shows its length, so that the entropies of
/// the length and of the symbols add up.
fn symbols(params: &Params) -> Prior {
    let symbol = best(params.charset.chars().map(|c| {
        let c = c.to_string();
        if params.case_sensitive { c } else { fold(&c) }
    }));
    let (min, max) = (params.code_length.min, params.code_length.max);
    let lengths = f64::from(max - min + 1);
    Prior {
        answer: symbol.answer.repeat(min as usize),
        p: symbol.p.powi(min as i32) / lengths,
        entropy_bits: lengths.log2() + symbol.entropy_bits * f64::from(min + max) / 2.0,
    }
}

/// The likeliest of equally likely items (the first of them in order, where several are), and their entropy
/// -sum p log2 p.
fn best(items: impl Iterator<Item = String>) -> Prior {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    items.for_each(|item| *counts.entry(item).or_default() += 1);
    let total = f64::from(counts.values().sum::<u32>());
    let share = |n: u32| f64::from(n) / total;
    let entropy_bits = counts.values().map(|&n| -share(n) * share(n).log2()).sum();
    let most = counts.values().copied().max().unwrap_or(1);
    let answer = counts.into_iter().find(|(_, n)| *n == most);
    Prior {
        answer: answer.map_or(String::new(), |(item, _)| item),
        p: share(most),
        entropy_bits,
    }
}

/// An answer drawn as the keys are, independently of them.
pub(super) fn random_answer(params: &Params, words: &[String], seed: &Seed) -> String {
    // A stream of its own namespace: never the one that the key came from.
    let mut rng = seed.stream("random answer");
    code::key(params, words, &reseed(&mut rng)).stored
}

fn reseed(rng: &mut Rng) -> Seed {
    Seed::from_u64(rng.bits())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::securimage::presets;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 0.005
    }

    #[test]
    fn math_falls_to_six() {
        let prior = prior(&presets::find("math").unwrap(), &[]);
        assert_eq!(prior.answer, "6");
        assert!(
            near(prior.p, 0.0889) && near(prior.entropy_bits, 4.43),
            "{prior:?}"
        );
    }

    #[test]
    fn codes_have_the_entropy_of_the_folded_alphabet() {
        let stock = presets::stock();
        let folded = prior(&stock, &[]);
        assert_eq!(folded.answer, "aaaaaa");
        assert!((folded.p - (2.0f64 / 59.0).powi(6)).abs() < 1e-15);
        assert!(near(folded.entropy_bits / 6.0, 5.103), "{folded:?}");
        let exact = prior(&presets::find("simplified").unwrap(), &[]);
        assert!(near(exact.entropy_bits / 6.0, 5.883), "{exact:?}");
    }

    #[test]
    fn random_answers_fit_the_keyspace() {
        let stock = presets::stock();
        let answer = random_answer(&stock, &[], &Seed::from_u64(1));
        assert_eq!(answer.chars().count(), 6);
        assert_ne!(answer, code::key(&stock, &[], &Seed::from_u64(1)).stored);
    }
}
