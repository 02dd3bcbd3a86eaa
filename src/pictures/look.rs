//! How a picture looks in one challenge: what may vary, and one draw of it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::seed::Rng;

/// What may vary from one showing of a picture to the next. Each number is the most that is drawn; 0 leaves it alone.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Look {
    /// Share of the picture's side that is cut away, 0 to 0.5; where from is drawn too.
    pub crop: f64,
    /// Least size of the picture in its tile, 0.2 to 1; where it lies is drawn too.
    pub scale: f64,
    /// Degrees that it is turned either way, 0 to 180.
    pub rotation: f64,
    /// Degrees that its hues are turned either way, 0 to 180.
    pub hue: f64,
    /// What lies behind it.
    pub background: Background,
    /// Deviation of the noise of each pixel, levels of 255.
    pub noise: f64,
}

/// What lies behind a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Background {
    /// White.
    #[default]
    White,
    /// A colour that is drawn anew, light or dark.
    Plain,
    /// From one such colour to another, in a direction that is drawn.
    Gradient,
}

/// One draw of a [`Look`]: where the picture lies in its tile, and what it is painted with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pose {
    /// Side of the square that is kept of the picture, as a share of its shorter side; 1 keeps all of it.
    pub crop: f64,
    /// Where that square lies, 0 to 1 of the room there is, across and down.
    pub crop_at: (f64, f64),
    /// Side of the picture in the tile, as a share of the tile's.
    pub scale: f64,
    /// Where it lies in the tile, 0 to 1 of the room there is, across and down.
    pub at: (f64, f64),
    /// Degrees it is turned clockwise, about its own middle.
    pub turn: f64,
    /// Degrees its hues are turned.
    pub hue: f64,
    /// Colours at the two ends of the background.
    pub ground: ([f64; 3], [f64; 3]),
    /// Direction of the background from the one to the other, degrees.
    pub slope: f64,
    /// Deviation of the noise, levels.
    pub noise: f64,
}

impl Look {
    /// The picture as it is, filling its tile, on white.
    pub const PLAIN: Self = Self {
        crop: 0.0,
        scale: 1.0,
        rotation: 0.0,
        hue: 0.0,
        background: Background::White,
        noise: 0.0,
    };

    /// What is wrong with the numbers: the key, and what is accepted.
    pub fn check(&self) -> Result<(), (&'static str, &'static str)> {
        let within = |x: f64, low: f64, high: f64| (low..=high).contains(&x);
        [
            ("crop", within(self.crop, 0.0, 0.5), "accepted: 0 to 0.5"),
            ("scale", within(self.scale, 0.2, 1.0), "accepted: 0.2 to 1"),
            (
                "rotation",
                within(self.rotation, 0.0, 180.0),
                "accepted: 0 to 180",
            ),
            ("hue", within(self.hue, 0.0, 180.0), "accepted: 0 to 180"),
            ("noise", within(self.noise, 0.0, 64.0), "accepted: 0 to 64"),
        ]
        .into_iter()
        .find_map(|(key, fine, accepted)| (!fine).then_some((key, accepted)))
        .map_or(Ok(()), Err)
    }

    /// One draw. Takes the same numbers from the stream whatever the options, so that a knob moves no other.
    pub fn pose(&self, rng: &mut Rng) -> Pose {
        let mut either = |most: f64| (2.0 * rng.unit() - 1.0) * most;
        let (turn, hue, slope) = (either(self.rotation), either(self.hue), either(180.0));
        let mut unit = || rng.unit();
        let (crop, crop_at) = (1.0 - self.crop * unit(), (unit(), unit()));
        let (scale, at) = (self.scale + (1.0 - self.scale) * unit(), (unit(), unit()));
        let ground = (colour(&mut unit), colour(&mut unit));
        const WHITE: [f64; 3] = [255.0; 3];
        Pose {
            crop,
            crop_at,
            scale,
            at,
            turn,
            hue,
            ground: match self.background {
                Background::White => (WHITE, WHITE),
                Background::Plain => (ground.0, ground.0),
                Background::Gradient => ground,
            },
            slope,
            noise: self.noise,
        }
    }
}

impl Default for Look {
    fn default() -> Self {
        Self::PLAIN
    }
}

/// A colour of a ground, not too far from grey: a level with some tint.
fn colour(unit: &mut impl FnMut() -> f64) -> [f64; 3] {
    let level = 40.0 + 190.0 * unit();
    std::array::from_fn(|_| (level + 60.0 * (unit() - 0.5)).clamp(0.0, 255.0))
}
