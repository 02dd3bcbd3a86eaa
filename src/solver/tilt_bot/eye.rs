//! Looking: which of the four copies stands upright, by whoever is asked.

use std::path::Path;
use std::sync::Arc;

use image::{RgbImage, imageops};
use toml::Spanned;

use crate::adapter::{self, Made};
use crate::config::OptionError;
use crate::model::{Asks, Challenge, Maze, Response};
use crate::seed::Seed;
use crate::solver::{BuildError, Session, SolveError, Solver};

/// Who looks.
pub(in crate::solver) enum Eye {
    /// Nobody: the right copy is told.
    Oracle,
    /// Nobody: any copy.
    Random,
    /// A solver of pictures. It is shown one copy after the other and says of each by how many quarters it is turned
    /// clockwise; the four answers are weighed together.
    Solver(String, Arc<dyn Solver>),
}

/// An eye of one session.
pub(in crate::solver) enum Opened {
    Oracle,
    Random,
    Solver(Box<dyn Session>),
}

impl Eye {
    /// `oracle`, `random`, or the name of an adapter.
    pub(in crate::solver) fn build(
        name: &Spanned<String>,
        base: &Path,
    ) -> Result<Self, BuildError> {
        let at = |message: String| {
            let error = OptionError::at("eye", message);
            BuildError::Option(
                OptionError {
                    span: Some(name.span()),
                    ..error
                }
                .help("take `oracle`, `random` or an adapter"),
            )
        };
        let word = name.get_ref().as_str();
        match word {
            "oracle" => return Ok(Self::Oracle),
            "random" => return Ok(Self::Random),
            _ => {}
        }
        // An adapter is looked for as a suite beside it would.
        let dir = adapter::find(word, Some(&base.join("suite.toml")))
            .map_err(|error| at(error.to_string()))?;
        let loaded = adapter::load(&dir).map_err(|error| at(format!("{error:#}")))?;
        if crate::solver::find(loaded.kind)
            .is_some_and(|kind| !kind.answers.contains(&Asks::Picture))
        {
            return Err(at(format!("`{word}` does not read pictures")));
        }
        match loaded.made {
            Made::Ready(solver) => Ok(Self::Solver(word.to_owned(), solver)),
            Made::Unavailable { reason, install } => {
                Err(BuildError::Unavailable { reason, install })
            }
        }
    }

    /// The word of the options.
    pub(in crate::solver) fn name(&self) -> &str {
        match self {
            Self::Oracle => "oracle",
            Self::Random => "random",
            Self::Solver(name, _) => name,
        }
    }

    /// What really looks.
    pub(in crate::solver) fn version(&self) -> String {
        match self {
            Self::Oracle | Self::Random => format!("{} eye", self.name()),
            Self::Solver(_, solver) => solver.version(),
        }
    }

    pub(in crate::solver) fn open(&self) -> Result<Opened, SolveError> {
        Ok(match self {
            Self::Oracle => Opened::Oracle,
            Self::Random => Opened::Random,
            Self::Solver(_, solver) => Opened::Solver(solver.open()?),
        })
    }
}

impl Opened {
    /// The copy, from 0, with the eye's confidence; `None` where it declines.
    pub(in crate::solver) fn look(
        &mut self,
        challenge: &Challenge,
        maze: &Maze,
        seed: &Seed,
    ) -> Result<Option<(u8, Option<f32>)>, SolveError> {
        match self {
            Self::Oracle => {
                let told = challenge
                    .lent
                    .ok_or_else(|| SolveError("was not told the upright copy".to_owned()))?;
                Ok(Some((told, None)))
            }
            Self::Random => Ok(Some((seed.stream("eye").below(4) as u8, None))),
            Self::Solver(session) => {
                let mut said = Vec::with_capacity(8);
                for (copy, picture) in maze.copies.iter().enumerate() {
                    // A mirrored picture is turned the other way round, and stands where the picture stands.
                    for mirrored in [false, true] {
                        let shown = if mirrored {
                            imageops::flip_horizontal(picture)
                        } else {
                            picture.clone()
                        };
                        let Some((quarters, sure)) = ask(session.as_mut(), shown)? else {
                            return Ok(None);
                        };
                        let quarters = if mirrored {
                            (4 - quarters) % 4
                        } else {
                            quarters
                        };
                        said.push(View {
                            copy,
                            quarters,
                            sure,
                        });
                    }
                }
                Ok(Some(together(&said)))
            }
        }
    }
}

/// What was said of one copy.
struct View {
    copy: usize,
    quarters: usize,
    sure: f64,
}

/// By how many quarters a picture is turned, and how sure of it the solver is; `None` where it declines.
fn ask(session: &mut dyn Session, picture: RgbImage) -> Result<Option<(usize, f64)>, SolveError> {
    let Response::Answer(answer) = session.solve(&Challenge::image(picture))? else {
        return Ok(None);
    };
    let quarters = answer
        .text
        .trim()
        .parse()
        .ok()
        .filter(|quarters| *quarters < 4usize);
    let quarters = quarters.ok_or_else(|| {
        SolveError(format!(
            "the eye answered `{}`, not quarters from 0 to 3",
            answer.text
        ))
    })?;
    Ok(Some((
        quarters,
        f64::from(answer.confidence.unwrap_or(0.7)),
    )))
}

/// The copy that stands, and how likely that is, from what was said of each: each is a quarter further than the one
/// before, so that every answer speaks for one copy. What confidence leaves is shared by the other three.
fn together(said: &[View]) -> (u8, Option<f32>) {
    let mut weight = [0.0; 4];
    for (upright, weight) in weight.iter_mut().enumerate() {
        for view in said {
            let sure = view.sure.clamp(0.01, 0.99);
            let fits = (view.copy + 4 - upright) % 4 == view.quarters;
            *weight += libm::log(if fits { sure } else { (1.0 - sure) / 3.0 });
        }
    }
    let best = (0..4)
        .max_by(|&a, &b| weight[a].total_cmp(&weight[b]))
        .unwrap_or(0);
    let total: f64 = weight.iter().map(|w| libm::exp(w - weight[best])).sum();
    (best as u8, Some((1.0 / total) as f32))
}

/// What a bot draws its noise from: the challenge alone, so that order and threads change no path.
pub(in crate::solver) fn seed_of(challenge: &Challenge) -> Seed {
    let digest = u64::from_str_radix(&challenge.digest(), 16);
    Seed::from_u64(digest.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn views(said: [(usize, f64); 4]) -> Vec<View> {
        let view = |(copy, (quarters, sure))| View {
            copy,
            quarters,
            sure,
        };
        said.into_iter().enumerate().map(view).collect()
    }

    #[test]
    fn four_views_are_weighed_together() {
        // Copy 2 stands: 0 is turned by two quarters, 1 by three, 3 by one.
        let agreed = views([(2, 0.9), (3, 0.9), (0, 0.9), (1, 0.9)]);
        assert_eq!(together(&agreed).0, 2);
        assert!(together(&agreed).1.unwrap() > 0.999);
        // One strong view is outvoted by three fair ones, and not by three weak ones.
        let split =
            |strong, fair| together(&views([(0, strong), (3, fair), (0, fair), (1, fair)])).0;
        assert_eq!(split(0.9, 0.8), 2);
        assert_eq!(split(0.99, 0.4), 0);
    }
}
