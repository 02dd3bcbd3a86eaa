//! The scheme itself: forms loaded, behind the common trait.

use std::path::Path;
use std::sync::OnceLock;

use serde_json::Value;

use super::bank::{Bank, Levels, Question};
use super::compile::compile;
use super::options::{self, FormsRef, Params};
use super::picture::Sheet;
use super::prior::Priors;
use crate::config::{OptionError, Options, suggest};
use crate::diagnose::FileError;
use crate::model::{Challenge, Key};
use crate::scheme::{GenerateError, Issued, Keyspace, Prior, Scheme, Stratum, Tag};
use crate::seed::Seed;

/// Goes up whenever one question or key may change; the golden digests below force it.
const VERSION: u32 = 1;

/// The built-in forms.
const FORMS: &str = include_str!("forms.toml");

/// A set of math questions, ready to ask.
pub struct Math {
    params: Params,
    bank: Bank,
    levels: Levels,
    sheet: Option<Sheet>,
    /// Drawn when first asked for: a site that asks one question needs none.
    priors: OnceLock<Priors>,
}

pub(super) fn build(
    preset: Option<&str>,
    options: &Options<'_>,
    base: &Path,
) -> Result<Box<dyn Scheme>, OptionError> {
    let params = options::read(preset, options, base)?;
    boxed(params).map_err(|error| options.locate(error))
}

pub(super) fn build_picture(
    preset: Option<&str>,
    options: &Options<'_>,
    base: &Path,
) -> Result<Box<dyn Scheme>, OptionError> {
    let params = options::read_picture(preset, options, base)?;
    boxed(params).map_err(|error| options.locate(error))
}

fn boxed(params: Params) -> Result<Box<dyn Scheme>, OptionError> {
    Ok(Box::new(Math::new(params)?))
}

pub(super) fn rebuild(params: &Value) -> Result<Box<dyn Scheme>, String> {
    let params: Params = serde_json::from_value(params.clone()).map_err(|e| e.to_string())?;
    if params.picture.is_some() {
        return Err("questions in words are not drawn".to_owned());
    }
    boxed(params).map_err(|e| e.to_string())
}

pub(super) fn rebuild_picture(params: &Value) -> Result<Box<dyn Scheme>, String> {
    let params: Params = serde_json::from_value(params.clone()).map_err(|e| e.to_string())?;
    if params.picture.is_none() {
        return Err("nothing is said of how questions are drawn".to_owned());
    }
    boxed(params).map_err(|e| e.to_string())
}

pub(super) fn doctor() -> String {
    match compile(FORMS) {
        Ok(bank) => {
            let levels = bank.levels();
            let mut families: Vec<&str> = bank.forms.iter().map(|f| f.family.as_str()).collect();
            families.sort_unstable();
            families.dedup();
            format!(
                "{} forms in {} families over {} levels; `forms = \"FILE\"` adds more",
                bank.forms.len(),
                families.len(),
                levels.len()
            )
        }
        Err(error) => error.to_string(),
    }
}

impl Math {
    /// Loads the forms, and refuses parameters under which there is nothing to ask.
    pub fn new(params: Params) -> Result<Self, OptionError> {
        let mut bank = if params.builtin {
            compile(FORMS)?
        } else {
            Bank::default()
        };
        if let Some(then) = &params.forms {
            let (now, text) = FormsRef::read(&then.path)?;
            if now.blake3 != then.blake3 {
                let message = format!("{} has changed", then.path.display());
                return Err(OptionError::at("forms", message)
                    .help("bring the file back, or start a new run"));
            }
            let more = compile(&text).map_err(|error| {
                let error = FileError::new(&then.path, &text, error);
                OptionError::at("forms", error.to_string())
            })?;
            bank.add(more);
        }
        let levels = levels(&bank, &params)?;
        let sheet = params.picture.as_ref().map(Sheet::new);
        let sheet = sheet.transpose()?;
        Ok(Self {
            params,
            bank,
            levels,
            sheet,
            priors: OnceLock::new(),
        })
    }

    fn priors(&self) -> &Priors {
        let draw = || Priors::new(&self.bank, &self.levels);
        self.priors.get_or_init(draw)
    }

    /// A level, one of its families, one of that family's forms: each as likely as the next.
    fn question(&self, seed: &Seed) -> Result<Question, GenerateError> {
        let mut rng = seed.stream("question");
        draw(&self.bank, &self.levels, &mut rng)
    }
}

/// As [`Math::question`].
pub(super) fn draw(
    bank: &Bank,
    levels: &Levels,
    rng: &mut crate::seed::Rng,
) -> Result<Question, GenerateError> {
    let (_, families) = rng.pick(levels);
    let family: &Vec<usize> = rng.pick(families);
    let form = *rng.pick(family);
    bank.draw(form, rng)
        .map_err(|why| GenerateError::Impossible(why.to_string()))
}

fn levels(bank: &Bank, params: &Params) -> Result<Levels, OptionError> {
    let all = bank.levels();
    if let Some(families) = &params.families {
        let known = || bank.forms.iter().map(|form| form.family.as_str());
        if let Some(unknown) = families.iter().find(|name| !known().any(|k| k == *name)) {
            let mut names: Vec<&str> = known().collect();
            names.sort_unstable();
            names.dedup();
            let error = OptionError::at("families", format!("unknown family `{unknown}`"));
            return Err(error.help(suggest(unknown, names.into_iter())));
        }
    }
    let wanted = |family: &str| {
        let listed = params.families.as_ref();
        listed.is_none_or(|list| list.iter().any(|name| name == family))
    };
    let [low, high] = params.levels;
    let mut levels = Vec::new();
    for (level, families) in all.range(low..=high) {
        let kept = families.iter().filter(|(family, _)| wanted(family));
        let kept: Vec<Vec<usize>> = kept.map(|(_, forms)| forms.clone()).collect();
        if !kept.is_empty() {
            levels.push((*level, kept));
        }
    }
    if levels.is_empty() {
        let (first, last) = (all.keys().next(), all.keys().next_back());
        let there = match (first, last) {
            (Some(first), Some(last)) => format!("there are forms of difficulty {first} to {last}"),
            _ => "there are no forms at all".to_owned(),
        };
        let message = format!("no form has a difficulty of {low} to {high}");
        return Err(OptionError::at("levels", message).help(there));
    }
    Ok(levels)
}

impl Scheme for Math {
    fn version(&self) -> u32 {
        VERSION
    }

    fn params(&self) -> Value {
        serde_json::to_value(&self.params).unwrap_or_default()
    }

    fn generate(&self, seed: &Seed, _index: u64) -> Result<Issued, GenerateError> {
        let question = self.question(seed)?;
        let said = self.bank.say(&question, &mut seed.stream("words"));
        let text = said.map_err(|why| GenerateError::Impossible(why.to_string()))?;
        let form = &self.bank.forms[question.form];
        let mut tags = vec![
            Tag::new("difficulty", form.difficulty.to_string()),
            Tag::new("family", &form.family),
        ];
        let signs = self.bank.signs(&question);
        tags.extend(signs.into_iter().map(|sign| Tag::new("operation", sign)));
        let challenge = match &self.sheet {
            Some(sheet) => Challenge::image(sheet.draw(&text, seed)),
            None => Challenge::text(text.clone()),
        };
        Ok(Issued {
            challenge,
            key: Key {
                drawn: text,
                reading: self.bank.reading(&question),
                stored: question.stored,
                case_sensitive: false,
                form: question.accepts,
            },
            legibility: None,
            marks: Vec::new(),
            tags,
        })
    }

    fn keyspace(&self) -> Keyspace {
        Keyspace {
            repeats: true,
            ..Keyspace::default()
        }
    }

    fn prior(&self) -> Prior {
        self.priors().all.clone()
    }

    fn strata(&self) -> Vec<Stratum> {
        self.priors().strata.clone()
    }

    /// The answer to another question.
    fn random_answer(&self, seed: &Seed) -> String {
        let other = draw(&self.bank, &self.levels, &mut seed.stream("random answer"));
        other.map_or_else(|_| "0".to_owned(), |question| question.stored)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet, HashMap};

    use super::super::derive;
    use super::*;
    use crate::model::{Form, Prompt};

    fn scheme(toml: &str) -> Math {
        let options = Options::from_toml(toml).unwrap();
        Math::new(options::read(None, &options, Path::new("")).unwrap()).unwrap()
    }

    fn issue(scheme: &Math, n: u64) -> Issued {
        scheme.generate(&Seed::from_u64(n), n).unwrap()
    }

    fn text(issued: &Issued) -> &str {
        match &issued.challenge.prompt {
            Prompt::Text(text) => text,
            _ => panic!("not words"),
        }
    }

    #[test]
    fn twelve_families_and_ten_levels_at_least() {
        let bank = compile(FORMS).unwrap_or_else(|error| panic!("{error} at {:?}", error.span));
        let families: BTreeSet<&str> = bank.forms.iter().map(|f| f.family.as_str()).collect();
        assert!(families.len() >= 12, "{families:?}");
        assert_eq!(
            bank.levels().keys().copied().collect::<Vec<u8>>(),
            (0..10).collect::<Vec<u8>>()
        );
    }

    #[test]
    fn keys_accept_themselves_and_carry_their_tags() {
        let scheme = scheme("");
        for n in 0..3000 {
            let issued = issue(&scheme, n);
            assert!(issued.key.accepts(&issued.key.stored), "{:?}", issued.key);
            assert_ne!(issued.key.form, Form::Text);
            assert_eq!(issued.tags[0].0, "difficulty");
            assert_eq!(issued.tags[1].0, "family");
            assert_eq!(text(&issued), issued.key.drawn);
        }
    }

    /// Derives each question anew from the text alone, by every form there is.
    #[test]
    fn every_question_has_exactly_one_value_under_its_own_grammar() {
        let scheme = scheme("");
        let mut levels: BTreeMap<String, u32> = BTreeMap::new();
        for n in 0..2000 {
            let issued = issue(&scheme, n);
            let question = text(&issued);
            // Where only blanks part the entries, squeezing would lose them.
            let parted = question.replace("; ", ";").replace("] [", "],[");
            let parted = separate(&parted);
            let found = derive::answers(&scheme.bank, &parted);
            let stored = match issued.key.stored.as_str() {
                "yes" => "true",
                "no" => "false",
                other => other,
            };
            assert_eq!(
                found.iter().map(String::as_str).collect::<Vec<_>>(),
                [stored],
                "{question}"
            );
            *levels.entry(issued.tags[0].1.clone()).or_default() += 1;
        }
        assert_eq!(levels.len(), 10, "{levels:?}");
    }

    /// The sentences that Ruby Quiz 48 gives as examples.
    #[test]
    fn the_quiz_could_have_been_asked_here() {
        let bank = compile(FORMS).unwrap();
        for (question, answer) in [
            ("What is fifty times 'a', if 'a' is three?", "150"),
            ("What is five plus two?", "7"),
            (
                "How much is fifteen-hundred twenty-three, less the amount of non-thumbs on one human hand?",
                "1519",
            ),
            (
                "Type the number that comes right before seventy-five.",
                "74",
            ),
            ("What is fifteen plus twelve minus six?", "21"),
            (
                "What is six x minus three i, if I said that i is two and x three?",
                "12",
            ),
            ("What is two squared, cubed?", "64"),
            ("Is the cosine of zero one or zero?", "1"),
            (
                "What trigonometric function of an angle of a right triangle yields the ratio of the adjacent side's \
                 length divided by the hypotenuse?",
                "cosine",
            ),
            ("What is the derivative of 2x^2, when x is 3?", "12"),
            (
                "What is the dot product of the vectors [4 7] and [3 4]?",
                "40",
            ),
            (
                "What is the cross product of the vectors [4 7] and [3 4]?",
                "-5",
            ),
            (
                "What is the sum of the number of thumbs on a human and the number of hooves on a horse?",
                "6",
            ),
        ] {
            let found = derive::answers(&bank, &separate(question));
            assert_eq!(
                found.into_iter().collect::<Vec<_>>(),
                [answer],
                "{question}"
            );
        }
    }

    /// Commas between entries within brackets.
    fn separate(text: &str) -> String {
        let mut depth = 0;
        let mut out = String::new();
        for c in text.chars() {
            depth += i32::from("[<".contains(c)) - i32::from("]>".contains(c));
            out.push(if c == ' ' && depth > 0 { ',' } else { c });
        }
        out.replace(",,", ",")
    }

    #[test]
    fn one_text_never_has_two_keys() {
        let scheme = scheme("");
        let mut seen: HashMap<String, String> = HashMap::new();
        for n in 0..30_000 {
            let key = issue(&scheme, n).key;
            let text = derive::squeeze(&key.drawn);
            let before = seen.entry(text).or_insert_with(|| key.stored.clone());
            assert_eq!(*before, key.stored, "{}", key.drawn);
        }
    }

    /// Of 200 questions a level: texts and keys.
    const GOLDEN: &str = "c0e37dcc3cf68762";

    #[test]
    fn questions_are_as_they_were() {
        let mut hasher = blake3::Hasher::new();
        for level in 0..10 {
            let scheme = scheme(&format!("difficulty = {level}"));
            for n in 0..200 {
                let key = issue(&scheme, n).key;
                hasher.update(serde_json::to_string(&key).unwrap().as_bytes());
            }
        }
        let now = hasher.finalize().to_hex()[..16].to_owned();
        assert_eq!(
            now, GOLDEN,
            "questions have changed: raise VERSION, then pin the new digest"
        );
    }

    #[test]
    fn the_blind_floor_is_what_blind_answers_reach() {
        let scheme = scheme("difficulty = 0");
        let prior = scheme.prior();
        let right = (0..5000)
            .filter(|&n| issue(&scheme, n).key.accepts(&prior.answer))
            .count();
        assert!(
            (right as f64 / 5000.0 - prior.p).abs() < 0.02,
            "{prior:?}: {right}"
        );
        assert!((2.0..8.0).contains(&prior.entropy_bits), "{prior:?}");
        let level = |s: &&Stratum| s.dimension == "difficulty";
        assert_eq!(scheme.strata().iter().filter(level).count(), 1);
    }

    #[test]
    fn forms_of_ones_own_are_asked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("my.toml");
        let forms = "schema = 1\n[[form]]\nfamily = 'mine'\ndifficulty = 3\n\
                     text = ['how many legs have {n} {what}?']\nslots.n = { int = [2, 9] }\n\
                     slots.what = { word = ['dogs', 'cats'] }\nanswer = '4 * n'\n";
        std::fs::write(&path, forms).unwrap();
        let toml = format!("forms = '{}'\nbuiltin = false", path.display());
        let own = scheme(&toml);
        let issued = issue(&own, 1);
        assert!(
            text(&issued).starts_with("How many legs have "),
            "{}",
            text(&issued)
        );
        let families = format!("forms = '{}'\nfamilies = ['mine', 'sum']", path.display());
        let both = scheme(&families);
        let seen: BTreeSet<String> = (0..200)
            .map(|n| issue(&both, n).tags[1].1.clone())
            .collect();
        assert_eq!(seen.into_iter().collect::<Vec<_>>(), ["mine", "sum"]);

        std::fs::write(&path, forms.replace("4 * n", "4 * m")).unwrap();
        let options = Options::from_toml(&toml).unwrap();
        let error = options::read(None, &options, Path::new("")).map(Math::new);
        let error = error.unwrap().err().unwrap().to_string();
        assert!(
            error.contains("my.toml:8:") && error.contains("unknown slot `m`"),
            "{error}"
        );
    }
}
