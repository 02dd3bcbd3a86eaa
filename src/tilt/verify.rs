//! The verifier: each rule a check of its own, so that it shows what each one buys.

use serde::{Deserialize, Serialize};

use super::layout::{At, Layout, Span};
use super::rules::Rules;
use super::trace::{Sample, Trace};

/// One rule of a verifier.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// The poster claims the right box.
    Guess,
    /// The path has more than two samples.
    Points,
    /// The first sample is where the ball starts.
    Start,
    /// No step is longer than the threshold.
    StepLength,
    /// No sample after the first is on a brick.
    ObstacleSamples,
    /// No line between two samples crosses a brick.
    ObstacleSegments,
    /// The last sample is in the right box.
    End,
    /// So many samples at the end are in the right box.
    Dwell,
    /// The site's clock agrees with the path's length in time, and the limit was kept.
    Clock,
    /// Samples are as far apart in time as the page takes them.
    SampleSpacing,
    /// The path has not been posted before.
    SingleUse,
    /// The ball could have rolled so: in the field, no faster than the tilt allows, no wilder turns.
    PhysicsBound,
    /// The path is not too straight to be a person's.
    Straightness,
}

impl Check {
    /// Every check, in the order of reports.
    pub const ALL: [Self; 13] = [
        Self::Guess,
        Self::Points,
        Self::Start,
        Self::StepLength,
        Self::ObstacleSamples,
        Self::ObstacleSegments,
        Self::End,
        Self::Dwell,
        Self::Clock,
        Self::SampleSpacing,
        Self::SingleUse,
        Self::PhysicsBound,
        Self::Straightness,
    ];

    /// The word in suites, records and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Guess => "guess",
            Self::Points => "points",
            Self::Start => "start",
            Self::StepLength => "step-length",
            Self::ObstacleSamples => "obstacle-samples",
            Self::ObstacleSegments => "obstacle-segments",
            Self::End => "end",
            Self::Dwell => "dwell",
            Self::Clock => "clock",
            Self::SampleSpacing => "sample-spacing",
            Self::SingleUse => "single-use",
            Self::PhysicsBound => "physics-bound",
            Self::Straightness => "straightness",
        }
    }

    /// Whether it asks which picture was found, and not how the ball got there.
    pub fn is_about_the_picture(self) -> bool {
        matches!(self, Self::Guess | Self::End | Self::Dwell)
    }
}

/// A set of checks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Checks(u16);

impl Checks {
    /// Every check.
    pub fn all() -> Self {
        Check::ALL.into_iter().collect()
    }

    /// Whether the check is in it.
    pub fn has(self, check: Check) -> bool {
        self.0 & (1 << check as u16) != 0
    }

    /// Whether nothing is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those that are in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Its checks in the order of reports.
    pub fn iter(self) -> impl Iterator<Item = Check> {
        Check::ALL.into_iter().filter(move |check| self.has(*check))
    }
}

impl FromIterator<Check> for Checks {
    fn from_iter<I: IntoIterator<Item = Check>>(checks: I) -> Self {
        Self(
            checks
                .into_iter()
                .fold(0, |set, check| set | 1 << check as u16),
        )
    }
}

/// All that decides over a posted path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Court {
    /// The maze.
    pub layout: Layout,
    /// The rules.
    pub rules: Rules,
    /// The box of the upright copy.
    pub upright: u8,
}

impl Eq for Court {}

impl Court {
    /// The checks that a posted text fails, whether they count or not. What is no trace fails all.
    pub fn failed(&self, answer: &str) -> Checks {
        answer.parse().map_or_else(
            |_| Checks::all(),
            |trace| examine(&self.layout, &self.rules, self.upright, &trace),
        )
    }

    /// Those of the checks that count.
    pub fn counting(&self) -> Checks {
        self.rules.checks.iter().copied().collect()
    }

    /// Whether the site accepts a posted text.
    pub fn accepts(&self, answer: &str) -> bool {
        self.failed(answer).and(self.counting()).is_empty()
    }
}

/// The checks that a path fails if `upright` is the right box.
pub fn examine(layout: &Layout, rules: &Rules, upright: u8, trace: &Trace) -> Checks {
    let case = Case {
        layout,
        rules,
        upright,
        trace,
        samples: &trace.samples,
    };
    Check::ALL
        .into_iter()
        .filter(|check| !case.passes(*check))
        .collect()
}

struct Case<'a> {
    layout: &'a Layout,
    rules: &'a Rules,
    upright: u8,
    trace: &'a Trace,
    samples: &'a [Sample],
}

impl Case<'_> {
    fn passes(&self, check: Check) -> bool {
        match check {
            Check::Guess => self.trace.guess == Some(self.upright),
            Check::Points => self.samples.len() > 2,
            Check::Start => self.start(),
            Check::StepLength => self
                .steps()
                .all(|(a, b)| distance(a.at, b.at) <= self.rules.threshold),
            Check::ObstacleSamples => !self
                .samples
                .iter()
                .skip(1)
                .any(|s| self.blocks().iter().any(|b| b.holds(s.at))),
            Check::ObstacleSegments => !self
                .steps()
                .any(|(a, b)| self.blocks().iter().any(|block| block.meets(a.at, b.at))),
            Check::End => self
                .samples
                .last()
                .is_some_and(|last| self.target().holds(last.at)),
            Check::Dwell => self.dwell(),
            Check::Clock => self.clock(),
            Check::SampleSpacing => self.spacing(),
            Check::SingleUse => self.trace.posted == 0,
            Check::PhysicsBound => self.physics(),
            Check::Straightness => self.straightness(),
        }
    }

    fn steps(&self) -> impl Iterator<Item = (&Sample, &Sample)> {
        self.samples.windows(2).map(|pair| (&pair[0], &pair[1]))
    }

    fn blocks(&self) -> [Span; 4] {
        self.rules.blocks(self.layout)
    }

    fn target(&self) -> Span {
        self.rules.target(self.layout, self.upright)
    }

    fn start(&self) -> bool {
        let At(x, y) = self.layout.start();
        let near = |s: &Sample| {
            (s.at.0 - x).abs() <= self.rules.start_px && (s.at.1 - y).abs() <= self.rules.start_px
        };
        self.samples.first().is_some_and(near)
    }

    fn dwell(&self) -> bool {
        let many = self.rules.dwell_samples;
        let target = self.target();
        let last = self.samples.iter().rev().take(many);
        self.samples.len() >= many && last.clone().all(|s| target.holds(s.at))
    }

    /// The path's length in time is counted from its samples, which is all that a site knows of it.
    fn clock(&self) -> bool {
        let lasted = self.samples.len() as f64 * f64::from(self.layout.physics.sample_ms);
        let clock = f64::from(self.trace.clock_ms);
        (clock - lasted).abs() <= self.rules.clock_share * lasted
            && self.trace.clock_ms <= self.layout.physics.limit_ms
    }

    fn spacing(&self) -> bool {
        let usual = self.layout.physics.sample_ms;
        let even = |(a, b): (&Sample, &Sample)| {
            b.ms.checked_sub(a.ms)
                .is_some_and(|gap| gap.abs_diff(usual) <= self.rules.spacing_ms)
        };
        self.steps().all(even)
    }

    /// In the field, and between samples no faster and no wilder than the tilt allows. The pixel that rounding may add
    /// or take at each tick is allowed for.
    fn physics(&self) -> bool {
        let physics = &self.layout.physics;
        let pace = f64::from(physics.speed);
        let ticks = |s: &Sample| (u64::from(s.ms) * u64::from(physics.tick_hz)).div_ceil(1000);
        let mut before: Option<(f64, f64)> = None;
        for (a, b) in self.steps() {
            let n = ticks(b).saturating_sub(ticks(a)).max(1) as f64;
            let (dx, dy) = (f64::from(b.at.0 - a.at.0), f64::from(b.at.1 - a.at.1));
            if dx.hypot(dy) > n * (pace * self.rules.tilt + 1.0) {
                return false;
            }
            let tilt = (dx / (n * pace), dy / (n * pace));
            if let Some(last) = before
                && (tilt.0 - last.0).hypot(tilt.1 - last.1) > self.rules.turn + 2.0 / pace
            {
                return false;
            }
            before = Some(tilt);
        }
        let field = self.layout.field();
        self.samples.iter().all(|s| field.holds(s.at))
    }

    /// As the last version of the original tells a person from a program: ten samples at a time, how far from the
    /// straight line between their ends.
    fn straightness(&self) -> bool {
        let away: Vec<f64> = self
            .samples
            .chunks(10)
            .filter(|c| c.len() > 2)
            .map(from_chord)
            .collect();
        let mean = away.iter().sum::<f64>() / away.len().max(1) as f64;
        let bent = away
            .iter()
            .filter(|d| **d > self.rules.straight_stretch)
            .count();
        mean > self.rules.straight_mean && 3 * bent >= away.len()
    }
}

/// Mean distance of a stretch's samples from the line between its ends, pixels.
fn from_chord(stretch: &[Sample]) -> f64 {
    let (a, b) = (stretch[0].at, stretch[stretch.len() - 1].at);
    let (dx, dy) = (f64::from(b.0 - a.0), f64::from(b.1 - a.1));
    let chord = dx.hypot(dy);
    let away = |s: &Sample| {
        let (x, y) = (f64::from(s.at.0 - a.0), f64::from(s.at.1 - a.1));
        if chord == 0.0 {
            x.hypot(y)
        } else {
            (dx * y - dy * x).abs() / chord
        }
    };
    stretch.iter().map(away).sum::<f64>() / stretch.len() as f64
}

fn distance(a: At, b: At) -> f64 {
    f64::from(b.0 - a.0).hypot(f64::from(b.1 - a.1))
}
