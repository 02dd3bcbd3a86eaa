//! The nouns of the facts, numbered, with their plurals.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::{FACTS, measures};
use crate::solver::math_rules::lexicon::Meaning;

/// The tables of the lexicon and of counts.
struct Facts {
    phrases: Vec<(String, Meaning)>,
    counts: HashMap<(u16, u16), i128>,
    numbers: HashMap<String, u16>,
    anywhere: u16,
    side: u16,
}

fn facts() -> &'static Facts {
    static BUILT: OnceLock<Facts> = OnceLock::new();
    BUILT.get_or_init(|| {
        let mut numbers: HashMap<String, u16> = HashMap::new();
        let mut number = |noun: &str| {
            let next = numbers.len() as u16;
            *numbers.entry(noun.to_owned()).or_insert(next)
        };
        let mut built = Facts {
            phrases: Vec::new(),
            counts: HashMap::new(),
            numbers: HashMap::new(),
            anywhere: number("-"),
            side: number("side"),
        };
        for (parts, things, count) in FACTS.into_iter().flatten() {
            let parts: Vec<&str> = parts.split('|').collect();
            for thing in things.split('|') {
                let thing_number = number(thing);
                for part in &parts {
                    built
                        .counts
                        .entry((number(part), thing_number))
                        .or_insert(*count);
                }
                let meaning = Meaning::Thing(thing_number);
                built
                    .phrases
                    .extend(forms(thing).map(|form| (form, meaning)));
            }
            for part in parts {
                let meaning = Meaning::Part(number(part));
                built
                    .phrases
                    .extend(forms(part).map(|form| (form, meaning)));
            }
        }
        // "how many feet are in 24 inches" asks of the part as if it were the whole.
        for part in measures::FACTS
            .iter()
            .flat_map(|(parts, ..)| parts.split('|'))
        {
            let meaning = Meaning::Thing(number(part));
            built
                .phrases
                .extend(forms(part).map(|form| (form, meaning)));
        }
        built.numbers = numbers;
        built
    })
}

/// Every noun with its numbers and cases.
pub(crate) fn phrases() -> impl Iterator<Item = (String, Meaning)> {
    facts().phrases.iter().cloned()
}

/// How many of a part a thing has.
pub(crate) fn count(part: u16, thing: u16) -> Option<i128> {
    facts().counts.get(&(part, thing)).copied()
}

/// How many of a part a thing has, both by their names in the singular.
pub(crate) fn count_named(part: &str, thing: &str) -> Option<i128> {
    let numbers = &facts().numbers;
    count(*numbers.get(part)?, *numbers.get(thing)?)
}

/// How many sides a shape has.
pub(crate) fn sides(shape: u16) -> Option<i128> {
    count(facts().side, shape)
}

/// How many there are where no thing needs to be named.
pub(crate) fn count_anywhere(part: u16) -> Option<i128> {
    count(part, facts().anywhere)
}

/// Singular and plural of a noun.
fn forms(noun: &str) -> impl Iterator<Item = String> {
    let fixed = noun.strip_prefix('=');
    let noun = fixed.unwrap_or(noun);
    let mut all = vec![spaced(noun)];
    if fixed.is_none() {
        // "pair of shoes" has the plural in front.
        let (head, tail) = noun.split_once(" of ").unwrap_or((noun, ""));
        let (first, last) = head.rsplit_once(' ').map_or(("", head), |(f, l)| (f, l));
        let tail = if tail.is_empty() {
            String::new()
        } else {
            format!(" of {tail}")
        };
        let gap = if first.is_empty() { "" } else { " " };
        all.push(format!("{first}{gap}{}{tail}", plural(last)));
    }
    all.into_iter()
}

fn spaced(noun: &str) -> String {
    noun.replace('(', "( ").replace(')', " )")
}

fn plural(noun: &str) -> String {
    let irregular = match noun {
        "foot" => "feet",
        "tooth" => "teeth",
        "goose" => "geese",
        "mouse" => "mice",
        "man" => "men",
        "woman" => "women",
        "person" => "people",
        "child" => "children",
        "hoof" => "hooves",
        "half" => "halves",
        "leaf" => "leaves",
        "wolf" => "wolves",
        "calf" => "calves",
        "life" => "lives",
        "ox" => "oxen",
        "vertex" => "vertices",
        "die" => "dice",
        "millennium" => "millennia",
        "antenna" => "antennae",
        "sheep" | "fish" | "deer" | "moose" | "bison" | "shrimp" | "cm" | "pence" => noun,
        _ => "",
    };
    if !irregular.is_empty() {
        return irregular.to_owned();
    }
    let vowel_before_y = noun.ends_with("ay") || noun.ends_with("ey") || noun.ends_with("oy");
    if let (Some(stem), false) = (noun.strip_suffix('y'), vowel_before_y) {
        return format!("{stem}ies");
    }
    if ["s", "x", "ch", "sh", "o"]
        .iter()
        .any(|end| noun.ends_with(end))
        && !matches!(
            noun,
            "piano" | "hippo" | "rhino" | "trio" | "kilo" | "cello" | "euro" | "duo" | "flamingo"
        )
    {
        return format!("{noun}es");
    }
    format!("{noun}s")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals() {
        for (noun, many) in [
            ("spider", "spiders"),
            ("foot", "feet"),
            ("century", "centuries"),
            ("day", "days"),
            ("box", "boxes"),
            ("inch", "inches"),
        ] {
            assert_eq!(plural(noun), many);
        }
        let pairs: Vec<String> = forms("pair of hands").collect();
        assert_eq!(pairs, ["pair of hands", "pairs of hands"]);
        let fixed: Vec<String> = forms("=united states").collect();
        assert_eq!(fixed, ["united states"]);
    }

    #[test]
    fn patterns_are_plain() {
        // Nouns go into the trie word by word; a pattern's brackets would be taken as words.
        for (parts, things, _) in FACTS.into_iter().flatten() {
            assert!(!parts.contains('[') && !things.contains('['));
        }
    }
}
