//! Options of the scheme: every constant of a profile, and the parameters that they become.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::geometry::{Axes, Geometry};
use super::presets;
use crate::config::{OptionError, Options, suggest};
use crate::pictures::{Look, Part};
use crate::tilt::{Check, Obstacle, Physics, Rules, Target};

/// Everything of a design, as its record holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Sizes and distances.
    pub geometry: Geometry,
    /// How the ball moves.
    pub physics: Physics,
    /// How a path is judged.
    pub rules: Rules,
    /// What is shown.
    pub pictures: Pictures,
}

/// Which pictures are shown, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pictures {
    /// Which concepts.
    pub part: Part,
    /// Only these categories; all unless set.
    pub categories: Option<Vec<String>>,
    /// Side of a copy as it is shown to a solver, pixels.
    pub size: u32,
    /// What varies from one showing to the next.
    pub look: Look,
}

/// What a suite may write under `options`. Everything is optional; the preset says the rest. Pixels, unless said.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wire {
    /// Width of the field (100 to 4000).
    width: Option<i32>,
    /// Height of the field (100 to 4000).
    height: Option<i32>,
    /// Least distance of a box from the walls' inner lines, and how far left of and above their place things are drawn.
    offset: Option<i32>,
    /// Least distance of a brick from the middle, on each axis.
    offset2: Option<i32>,
    /// Side of the ball.
    ball: Option<i32>,
    /// Side of a brick.
    brick: Option<i32>,
    /// Side of a picture on the page.
    tile: Option<i32>,
    /// What bounds how far from the middle a brick may stand: "width" for both axes, as the README, or "each".
    brick_axes: Option<Axes>,
    /// Least distance between a box and the brick of its quadrant; 0 for none.
    min_gap: Option<i32>,
    /// Margin of the area that the page counts as a box.
    dwell_margin: Option<i32>,
    /// Side of that area without its margins.
    dwell_size: Option<i32>,
    /// Pixels a tick for each m/s² of tilt.
    speed: Option<i32>,
    /// Pixels that a brick throws the ball back, for each m/s² of tilt.
    bounce: Option<i32>,
    /// Ticks a second (10 to 1000).
    tick_hz: Option<u32>,
    /// Most tilt that counts, m/s² (0.1 to 9.81).
    tilt_cap: Option<f64>,
    /// Milliseconds between two samples of the path (10 to 1000).
    sample_ms: Option<u32>,
    /// Ticks that the ball must stay in a box.
    dwell_ticks: Option<u32>,
    /// Milliseconds until the page gives up (1000 to 60000): 10000 as the original's prose, 25000 as its code.
    limit_ms: Option<u32>,
    /// The checks that count.
    checks: Option<Vec<Check>>,
    /// A path must end less than so many pixels from the box's place; without it, in the area the page counts as a box.
    end_square: Option<i32>,
    /// Less than so many pixels from a brick's place is on it; excludes `obstacle_slack`.
    obstacle_square: Option<i32>,
    /// Overlapping a brick by more than so many pixels is on it; excludes `obstacle_square`.
    obstacle_slack: Option<i32>,
    /// Longest step between two samples.
    threshold: Option<f64>,
    /// How far from the middle a path may start, on each axis.
    start_px: Option<i32>,
    /// Samples at the end that must be in the box.
    dwell_samples: Option<usize>,
    /// By how much the site's clock may differ from the path's length in time, a share.
    clock_share: Option<f64>,
    /// By how many milliseconds the spacing of samples may differ.
    spacing_ms: Option<u32>,
    /// Steepest tilt that a path may show, m/s².
    tilt: Option<f64>,
    /// Greatest change of tilt between samples that a path may show, m/s².
    turn: Option<f64>,
    /// Straightness: least mean distance from the chords of ten samples.
    straight_mean: Option<f64>,
    /// Straightness: a third of the stretches must be further from their chord than this.
    straight_stretch: Option<f64>,
    /// Which concepts are shown: "all", "train" (for models to learn from) or "held-out" (for judging those).
    part: Option<Part>,
    /// Only pictures of these categories.
    categories: Option<Vec<String>>,
    /// Side of a copy as a solver sees it (16 to 512).
    picture_size: Option<u32>,
    /// What varies from one showing of a picture to the next.
    look: Option<Look>,
}

/// Moves every given value of `$wire` into the field of the same name.
macro_rules! lay {
    ($wire:ident over $part:expr => $($field:ident),* $(,)?) => {
        $(if let Some(value) = $wire.$field { $part.$field = value; })*
    };
}

/// Reads a preset with options over it.
pub(super) fn read(preset: Option<&str>, options: &Options<'_>) -> Result<Params, OptionError> {
    let name = preset.unwrap_or("recap-readme");
    let base = presets::find(name).ok_or_else(|| {
        let error = OptionError::at(
            "preset",
            format!("unknown preset `{name}` of scheme `tilt`"),
        );
        error.help(suggest(name, presets::NAMES.iter().map(|(name, _)| *name)))
    })?;
    let wire: Wire = options.parse()?;
    let params = wire.over(base).map_err(|error| options.locate(error))?;
    params
        .check()
        .map_err(|(key, message)| options.locate(OptionError::at(key, message)))?;
    Ok(params)
}

impl Wire {
    fn over(self, mut params: Params) -> Result<Params, OptionError> {
        lay!(self over params.geometry => width, height, offset, offset2, ball, brick, tile, brick_axes, min_gap, dwell_margin, dwell_size);
        lay!(self over params.physics => speed, bounce, tick_hz, sample_ms, dwell_ticks, limit_ms);
        lay!(self over params.rules => checks, threshold, start_px, dwell_samples, clock_share, spacing_ms, tilt, turn, straight_mean, straight_stretch);
        lay!(self over params.pictures => part, look);
        if let Some(cap) = self.tilt_cap {
            params.physics.tilt_cap = (1000.0 * cap).round() as i32;
        }
        if let Some(half) = self.end_square {
            params.rules.target = Target::Square(half);
        }
        params.rules.obstacle = match (self.obstacle_square, self.obstacle_slack) {
            (Some(_), Some(_)) => {
                let error = OptionError::at(
                    "obstacle_slack",
                    "`obstacle_square` and `obstacle_slack` exclude each other",
                );
                return Err(error.help("keep one of them"));
            }
            (Some(half), None) => Obstacle::Square(half),
            (None, Some(slack)) => Obstacle::Brick(slack),
            (None, None) => params.rules.obstacle,
        };
        params.pictures.categories = self.categories.or(params.pictures.categories);
        params.pictures.size = self.picture_size.unwrap_or(params.pictures.size);
        Ok(params)
    }
}

impl Params {
    fn check(&self) -> Result<(), (&'static str, String)> {
        self.geometry.check()?;
        let physics = &self.physics;
        let within = |key, value: f64, low: f64, high: f64| {
            if (low..=high).contains(&value) {
                Ok(())
            } else {
                Err((key, format!("{key} {value} is not {low} to {high}")))
            }
        };
        within("tick_hz", f64::from(physics.tick_hz), 10.0, 1000.0)?;
        within("tilt_cap", f64::from(physics.tilt_cap) / 1000.0, 0.1, 9.81)?;
        within("sample_ms", f64::from(physics.sample_ms), 10.0, 1000.0)?;
        within("limit_ms", f64::from(physics.limit_ms), 1000.0, 60_000.0)?;
        within("speed", f64::from(physics.speed), 1.0, 100.0)?;
        within("bounce", f64::from(physics.bounce), 0.0, 100.0)?;
        within("dwell_ticks", f64::from(physics.dwell_ticks), 0.0, 60_000.0)?;
        within("threshold", self.rules.threshold, 1.0, 10_000.0)?;
        within("clock_share", self.rules.clock_share, 0.0, 1.0)?;
        within("tilt", self.rules.tilt, 0.1, 100.0)?;
        within("turn", self.rules.turn, 0.0, 100.0)?;
        within("picture_size", f64::from(self.pictures.size), 16.0, 512.0)?;
        self.pictures
            .look
            .check()
            .map_err(|(key, accepted)| ("look", format!("look: {key}: {accepted}")))
    }
}
