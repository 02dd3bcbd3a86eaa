//! Looking: which of the four copies stands upright, by whoever is asked.

use std::path::Path;
use std::sync::Arc;

use image::{GenericImage as _, RgbImage};
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
    /// A solver of pictures. It is shown the four copies in a row and answers with the number of one, from 0.
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
                    .told
                    .ok_or_else(|| SolveError("was not told the upright copy".to_owned()))?;
                Ok(Some((told, None)))
            }
            Self::Random => Ok(Some((seed.stream("eye").below(4) as u8, None))),
            Self::Solver(session) => {
                let Response::Answer(answer) =
                    session.solve(&Challenge::image(in_a_row(&maze.copies)))?
                else {
                    return Ok(None);
                };
                let copy = answer.text.trim().parse().ok().filter(|copy| *copy < 4u8);
                let copy = copy.ok_or_else(|| {
                    SolveError(format!(
                        "the eye answered `{}`, not a copy from 0 to 3",
                        answer.text
                    ))
                })?;
                Ok(Some((copy, answer.confidence)))
            }
        }
    }
}

/// The copies side by side, the first at the left.
pub(crate) fn in_a_row(copies: &[RgbImage; 4]) -> RgbImage {
    let width = copies.iter().map(RgbImage::width).sum();
    let height = copies.iter().map(RgbImage::height).max().unwrap_or(0);
    let mut row = RgbImage::new(width, height);
    let mut x = 0;
    for copy in copies {
        // The row has room for all of them.
        let _ = row.copy_from(copy, x, 0);
        x += copy.width();
    }
    row
}

/// What a bot draws its noise from: the challenge alone, so that order and threads change no path.
pub(in crate::solver) fn seed_of(challenge: &Challenge) -> Seed {
    let digest = u64::from_str_radix(&challenge.digest(), 16);
    Seed::from_u64(digest.unwrap_or_default())
}
