//! The kind `pool`: its options, and a session that answers and remembers.

use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::hash::print;
use super::memory::Memory;
use crate::config::{OptionError, Options};
use crate::model::{Answer, Asks, Challenge, Response, read_tiles, write_tiles};
use crate::solver::{BuildError, Builtin, Session, SolveError, Solver, Told};

/// `kind = "pool"`.
pub const BUILTIN: Builtin = Builtin {
    name: "pool",
    summary: "remembers pictures, and labels them by what questions and replies give away",
    answers: &[Asks::Tiles],
    build,
    probe: || Ok("built in".to_owned()),
    schema: || schemars::schema_for!(Wire),
};

/// As written.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Wire {
    /// By what a picture is known again.
    #[serde(default)]
    by: By,
    /// Bits of 64 in which two perceptual hashes of one picture may differ, 0 to 32.
    #[serde(default = "radius")]
    radius: u32,
    /// Categories that the attacker expects the site to have, before it has met that many.
    #[serde(default = "categories")]
    categories: usize,
}

/// By what a picture is known again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum By {
    /// The bytes of its file.
    #[default]
    Bytes,
    /// A perceptual hash: what is seen in it, roughly.
    Look,
}

fn radius() -> u32 {
    6
}

fn categories() -> usize {
    10
}

fn build(options: &Options<'_>, _base: &Path) -> Result<Box<dyn Solver>, BuildError> {
    let wire: Wire = options.parse()?;
    let wrong =
        |key: &str, message: &str| Err(options.locate(OptionError::at(key, message)).into());
    if wire.radius > 32 {
        return wrong(
            "radius",
            "half of the bits differ between any two pictures; accepted: 0 to 32",
        );
    }
    if !(2..=10_000).contains(&wire.categories) {
        return wrong("categories", "accepted: 2 to 10000");
    }
    Ok(Box::new(Pool(wire)))
}

struct Pool(Wire);

impl Solver for Pool {
    fn version(&self) -> String {
        format!("capbench {}", env!("CARGO_PKG_VERSION"))
    }

    fn options(&self) -> serde_json::Value {
        serde_json::to_value(&self.0).unwrap_or_default()
    }

    fn open(&self) -> Result<Box<dyn Session>, SolveError> {
        Ok(Box::new(Attack::new(&self.0)))
    }

    fn learns(&self) -> bool {
        true
    }
}

struct Attack {
    exact: bool,
    memory: Memory,
}

/// Written for a tile that was never met before, and for one whose label is still open.
const NEW: &str = "-";
const OPEN: &str = "?";

impl Attack {
    fn new(wire: &Wire) -> Self {
        let exact = wire.by == By::Bytes;
        Self {
            exact,
            memory: Memory::new(if exact { 0 } else { wire.radius }, wire.categories),
        }
    }

    fn pictures(
        &mut self,
        challenge: &Challenge,
    ) -> Result<(String, Vec<usize>, Vec<bool>), SolveError> {
        let grid = challenge.grid();
        let grid = grid.ok_or_else(|| {
            SolveError(format!(
                "was asked {}; it chooses tiles",
                challenge.asks().word()
            ))
        })?;
        let prints: Vec<_> = grid
            .tiles
            .iter()
            .map(|tile| print(tile, self.exact))
            .collect();
        let met = prints
            .iter()
            .map(|&print| self.memory.find(print).is_some())
            .collect();
        let places = prints
            .into_iter()
            .map(|print| self.memory.meet(print))
            .collect();
        Ok((grid.wanted.clone(), places, met))
    }
}

impl Session for Attack {
    /// The tiles that more likely than not show what is asked for; the likeliest where there is none.
    fn solve(&mut self, challenge: &Challenge) -> Result<Response, SolveError> {
        let (word, places, met) = self.pictures(challenge)?;
        let seen = |(&at, &met): (&usize, &bool)| match self.memory.label(at) {
            Some(label) if met => label.to_owned(),
            _ if met => OPEN.to_owned(),
            _ => NEW.to_owned(),
        };
        let raw: Vec<String> = places.iter().zip(&met).map(seen).collect();
        self.memory.asked(&word, &places, places.len());
        let shows: Vec<f64> = places
            .iter()
            .map(|&at| self.memory.shows(at, &word))
            .collect();
        let mut choice: Vec<bool> = shows.iter().map(|&p| p > 0.5).collect();
        if !choice.contains(&true) {
            let best =
                (0..shows.len()).reduce(|best, at| if shows[at] > shows[best] { at } else { best });
            best.into_iter().for_each(|at| choice[at] = true);
        }
        let symbols: Vec<f32> = choice
            .iter()
            .zip(&shows)
            .map(|(&on, &p)| (if on { p } else { 1.0 - p }).clamp(0.0, 1.0) as f32)
            .collect();
        Ok(Response::Answer(Answer {
            splits: None,
            text: write_tiles(&choice),
            raw: Some(raw.join(",")),
            confidence: Some(symbols.iter().product::<f32>().min(1.0)),
            symbols,
        }))
    }

    fn told(&mut self, told: &Told) {
        let choice = read_tiles(&told.answer);
        if let (Ok((word, places, _)), Some(choice)) = (self.pictures(&told.challenge), choice)
            && places.len() == choice.len()
        {
            let choice: Vec<(usize, bool)> = places.into_iter().zip(choice).collect();
            self.memory.told(&word, &choice, told.solved);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::*;
    use crate::scheme::{self, Scheme};
    use crate::seed::Namespace;

    fn grid(preset: &str, options: &str, base: &Path) -> Box<dyn Scheme> {
        let kind = scheme::find("grid").unwrap();
        (kind.build)(Some(preset), &Options::from_toml(options).unwrap(), base).unwrap()
    }

    /// Solved of the last half of `grids`, and pictures remembered at the end.
    fn play(scheme: &dyn Scheme, grids: u64, seed: u64) -> (u64, usize) {
        let wire: Wire = Options::from_toml("").unwrap().parse().unwrap();
        let mut attack = Attack::new(&wire);
        let seeds = scheme::seeds(Namespace::Eval, "grid", 1, &scheme.params(), seed);
        let mut solved = 0;
        for index in 0..grids {
            let issued = scheme.generate(&seeds.seed(index), index).unwrap();
            let challenge = Arc::new(issued.challenge);
            let Response::Answer(answer) = attack.solve(&challenge).unwrap() else {
                panic!("abstained")
            };
            let right = issued.key.accepts(&answer.text);
            solved += u64::from(right && index >= grids / 2);
            attack.told(&Told {
                challenge,
                answer: answer.text,
                solved: right,
            });
        }
        (solved, attack.memory.len())
    }

    #[test]
    fn most_of_a_pool_is_known_after_fifty_grids() {
        // 477 pictures in 9 even categories, as the closed form has them.
        let root = tempfile::tempdir().unwrap();
        for n in 0..477u32 {
            let folder = root.path().join(format!("c{}", n % 9));
            std::fs::create_dir_all(&folder).unwrap();
            let shade = |k: u32| (n * k % 256) as u8;
            image::RgbImage::from_fn(8, 8, |x, y| {
                image::Rgb([shade(7) ^ x as u8, (n >> 1) as u8 ^ y as u8, shade(31)])
            })
            .save(folder.join(format!("{n}.png")))
            .unwrap();
        }
        let scheme = grid("gocaptcha", "path = '.'\nk = 9", root.path());
        let runs = 8;
        let met: usize = (0..runs).map(|seed| play(&*scheme, 50, seed).1).sum();
        let share = met as f64 / (477 * runs) as f64;
        let theory = 1.0 - libm::pow(1.0 - 1.0 / 477.0, 450.0);
        assert!(
            share >= 0.60 && (share - theory).abs() < 0.02,
            "{share} {theory}"
        );
    }

    #[test]
    fn the_same_bytes_give_a_site_away_and_varied_ones_do_not() {
        let options =
            "categories = ['faces', 'birds', 'clocks', 'boats']\nsize = 24\nconcepts = 'all'";
        let (solved, _) = play(&*grid("gocaptcha", options, Path::new("")), 600, 0);
        assert!(solved > 150, "{solved} of 300");
        let options =
            "categories = ['faces', 'birds', 'clocks', 'trains']\nsize = 24\nconcepts = 'all'";
        let (solved, met) = play(&*grid("hardened", options, Path::new("")), 600, 0);
        assert_eq!(met, 600 * 9, "no file comes twice");
        assert!(solved < 12, "{solved} of 300");
    }
}
