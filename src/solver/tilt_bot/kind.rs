//! The kind `tilt-bot`: built from options, opened by each worker.

use std::path::Path;
use std::time::Instant;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use toml::Spanned;

use super::eye::{Eye, Opened, seed_of};
use crate::config::{OptionError, Options};
use crate::model::{Answer, Asks, Challenge, Maze, Response};
use crate::seed::Seed;
use crate::solver::{BuildError, Builtin, Session, SolveError, Solver};
use crate::tilt::{Driver, Ended, Splits, Trace, plan, reference, rolled};

/// Goes up whenever any path may differ.
const VERSION: u32 = 1;

/// `kind = "tilt-bot"`.
pub const BUILTIN: Builtin = Builtin {
    name: "tilt-bot",
    summary: "plays tilt mazes: looks with any solver of pictures, plans by A*, tilts the ball along",
    answers: &[Asks::Tilt],
    build,
    probe: || Ok(format!("tilt-bot {VERSION}")),
    schema: || schemars::schema_for!(Wire),
};

/// Options of `tilt-bot`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Wire {
    /// Who looks: `oracle` (is told), `random`, or an adapter that is shown
    /// one copy after the other and answers by how many quarters it is turned clockwise, 0 to 3.
    #[schemars(with = "String")]
    eye: Spanned<String>,
    /// Who finds the way: the bot itself, or the oracle, whose path the site is sure to take.
    #[serde(default)]
    path: Way,
    /// How far from the bricks the way keeps, pixels; 4 unless set.
    clearance: Option<i32>,
    /// Steepest tilt, m/s²; 3.6 unless set: four ticks of it
    /// stay within the 75 pixels of a sample that the site lets pass. Never more than the maze counts.
    limit: Option<f64>,
    /// Tilt for each pixel of distance, m/s²; 0.12 unless set.
    gain: Option<f64>,
    /// A place of the way counts as reached from so near, pixels; 14 unless set.
    near: Option<f64>,
    /// Standard deviation of the sensor's noise, m/s²; 0 unless set.
    noise: Option<f64>,
    /// Amplitude of the hand's tremor, m/s²; 0 unless set.
    tremor: Option<f64>,
    /// Its frequency, Hz; 9 unless set.
    tremor_hz: Option<f64>,
}

/// Who finds the way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "TiltWay")]
enum Way {
    #[default]
    Own,
    Oracle,
}

struct TiltBot {
    eye: Eye,
    way: Way,
    clearance: i32,
    driver: Driver,
}

fn build(options: &Options<'_>, base: &Path) -> Result<Box<dyn Solver>, BuildError> {
    let wire: Wire = options.parse()?;
    let usual = Driver::default();
    let driver = Driver {
        limit: wire.limit.unwrap_or(usual.limit),
        gain: wire.gain.unwrap_or(usual.gain),
        near: wire.near.unwrap_or(usual.near),
        noise: wire.noise.unwrap_or(usual.noise),
        tremor: wire.tremor.unwrap_or(usual.tremor),
        tremor_hz: wire.tremor_hz.unwrap_or(usual.tremor_hz),
    };
    let clearance = wire.clearance.unwrap_or(4);
    let numbers = [
        ("limit", driver.limit, 0.1, 9.81),
        ("gain", driver.gain, 0.001, 10.0),
        ("near", driver.near, 0.0, 200.0),
        ("noise", driver.noise, 0.0, 10.0),
        ("tremor", driver.tremor, 0.0, 10.0),
        ("tremor_hz", driver.tremor_hz, 0.0, 60.0),
        ("clearance", f64::from(clearance), 0.0, 200.0),
    ];
    for (key, value, low, high) in numbers {
        if !(low..=high).contains(&value) {
            let error = OptionError::at(key, format!("{key} {value} is not {low} to {high}"));
            return Err(options.locate(error).into());
        }
    }
    Ok(Box::new(TiltBot {
        eye: Eye::build(&wire.eye, base)?,
        way: wire.path,
        clearance,
        driver,
    }))
}

impl Solver for TiltBot {
    fn version(&self) -> String {
        format!("tilt-bot {VERSION} | {}", self.eye.version())
    }

    fn options(&self) -> serde_json::Value {
        let Driver {
            limit,
            gain,
            near,
            noise,
            tremor,
            tremor_hz,
        } = self.driver;
        json!({
            "eye": self.eye.name(), "path": self.way, "clearance": self.clearance, "limit": limit, "gain": gain,
            "near": near, "noise": noise, "tremor": tremor, "tremor_hz": tremor_hz,
        })
    }

    fn open(&self) -> Result<Box<dyn Session>, SolveError> {
        let Self {
            way,
            clearance,
            driver,
            ..
        } = *self;
        Ok(Box::new(Player {
            eye: self.eye.open()?,
            way,
            clearance,
            driver,
        }))
    }

    fn has_lent_eye(&self) -> bool {
        matches!(self.eye, Eye::Oracle)
    }
}

struct Player {
    eye: Opened,
    way: Way,
    clearance: i32,
    driver: Driver,
}

impl Session for Player {
    fn solve(&mut self, challenge: &Challenge) -> Result<Response, SolveError> {
        let Some(maze) = challenge.maze() else {
            return Err(SolveError(format!(
                "was asked {}; it plays tilt mazes",
                challenge.asks().word()
            )));
        };
        let (seed, start) = (seed_of(challenge), Instant::now());
        let Some((copy, confidence)) = self.eye.look(challenge, maze, &seed)? else {
            return Ok(Response::Abstain);
        };
        let look_us = micros(start);
        let (trace, mut splits) = match self.way {
            Way::Own => self.play(maze, copy, &seed),
            Way::Oracle => {
                let start = Instant::now();
                let trace = reference(&maze.layout, &maze.rules, copy);
                (
                    trace,
                    Splits {
                        drive_us: micros(start),
                        ..Splits::default()
                    },
                )
            }
        };
        splits.look_us = look_us;
        Ok(Response::Answer(Answer {
            confidence,
            splits: Some(splits),
            ..Answer::text(trace.to_string())
        }))
    }
}

impl Player {
    fn play(&self, maze: &Maze, copy: u8, seed: &Seed) -> (Trace, Splits) {
        let layout = &maze.layout;
        let driver = Driver {
            limit: self
                .driver
                .limit
                .min(f64::from(layout.physics.tilt_cap) / 1000.0),
            ..self.driver
        };
        let start = Instant::now();
        let planned = plan(layout, copy, self.clearance);
        let (plan_us, start) = (micros(start), Instant::now());
        let played = rolled(layout, copy, planned, &driver, &mut seed.stream("driver"));
        let expanded = (played.ended != Ended::NoRoute).then_some(played.expanded);
        let splits = Splits {
            look_us: 0,
            plan_us,
            drive_us: micros(start),
            expanded,
            ended: Some(played.ended),
        };
        (played.trace, splits)
    }
}

fn micros(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX)
}
