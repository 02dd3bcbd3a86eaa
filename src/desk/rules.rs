//! What holds for everybody who uses one desk. It knows no database.

use std::num::NonZeroU32;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::error::DeskError;

/// What holds for everybody who uses one desk. As JSON or TOML, times are texts such as `"10m"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rules {
    /// How long a question can be answered. 10 minutes.
    #[serde(with = "words")]
    pub expires: Duration,
    /// So many failures lock an identifier; `None` for never. 5.
    pub failures: Option<NonZeroU32>,
    /// Whether a right answer makes up for failures. [`Counting::Consecutive`].
    pub counting: Counting,
    /// How long a failure counts. 1 hour.
    #[serde(with = "words")]
    pub window: Duration,
    /// How long a lock lasts, from the failure that made it on. 15 minutes.
    #[serde(with = "words")]
    pub lock: Duration,
}

/// Which failures lock an identifier. In both ways a failure is forgotten [`Rules::window`] after it was made, so that
/// no trace of a visitor is kept for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counting {
    /// Failures in a row: a right answer forgives those before it. Kind to people; a solver that is right now and then
    /// is hardly ever locked.
    Consecutive,
    /// All failures within the window, whatever was right between them. Stops a solver that is right now and then.
    Accumulated,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            expires: Duration::from_secs(10 * 60),
            failures: NonZeroU32::new(5),
            counting: Counting::Consecutive,
            window: Duration::from_secs(60 * 60),
            lock: Duration::from_secs(15 * 60),
        }
    }
}

const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);
/// Each identifier may leave a row a failure.
const MOST_FAILURES: u32 = 10_000;

impl Rules {
    /// Refuses what makes no sense.
    pub(super) fn check(&self) -> Result<(), DeskError> {
        for (name, time) in [
            ("expires", self.expires),
            ("window", self.window),
            ("lock", self.lock),
        ] {
            if time.subsec_nanos() % 1_000_000 != 0 || !(SHORTEST..=LONGEST).contains(&time) {
                let time = humantime::format_duration(time);
                return Err(DeskError::Rules(format!(
                    "`{name}` is {time}; it may be from 1 s to 366 days, in whole milliseconds"
                )));
            }
        }
        match self.failures {
            Some(failures) if failures.get() > MOST_FAILURES => Err(DeskError::Rules(format!(
                "`failures` is {failures}; it may be {MOST_FAILURES} at most"
            ))),
            _ => Ok(()),
        }
    }

    /// Where these and `others` part, in words; empty if nowhere.
    pub fn differences(&self, others: &Self) -> String {
        let pairs = self.words().into_iter().zip(others.words());
        let differing = pairs.filter(|((_, here), (_, there))| here != there);
        let told =
            differing.map(|((name, here), (_, there))| format!("{name} is {here}, not {there}"));
        told.collect::<Vec<_>>().join(", ")
    }

    fn words(&self) -> [(&'static str, String); 5] {
        let time = |time| humantime::format_duration(time).to_string();
        let counting = match self.counting {
            Counting::Consecutive => "consecutive",
            Counting::Accumulated => "accumulated",
        };
        let failures = self.failures.map_or(0, NonZeroU32::get);
        [
            ("expires", time(self.expires)),
            ("failures", failures.to_string()),
            ("counting", counting.to_owned()),
            ("window", time(self.window)),
            ("lock", time(self.lock)),
        ]
    }
}

/// Times as people write them.
mod words {
    use std::time::Duration;

    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(
        time: &Duration,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&humantime::format_duration(*time))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Duration, D::Error> {
        let text = String::deserialize(deserializer)?;
        humantime::parse_duration(&text).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn read_back_as_written() {
        let rules = Rules {
            expires: Duration::from_millis(90_500),
            failures: None,
            counting: Counting::Accumulated,
            ..Rules::default()
        };
        let text = serde_json::to_string(&rules).unwrap();
        assert_eq!(
            text,
            r#"{"expires":"1m 30s 500ms","failures":null,"counting":"accumulated","window":"1h","lock":"15m"}"#
        );
        assert_eq!(serde_json::from_str::<Rules>(&text).unwrap(), rules);
        assert!(serde_json::from_str::<Rules>(r#"{"expire":"1m"}"#).is_err());
        assert_eq!(
            serde_json::from_str::<Rules>("{}").unwrap(),
            Rules::default()
        );
    }

    #[test]
    fn nonsense_is_refused() {
        let with = |change: fn(&mut Rules)| {
            let mut rules = Rules::default();
            change(&mut rules);
            rules.check().is_ok()
        };
        assert!(with(|_| ()));
        assert!(!with(|rules| rules.lock = Duration::ZERO));
        assert!(!with(|rules| rules.expires = Duration::MAX));
        assert!(!with(
            |rules| rules.window = Duration::from_micros(1_000_001)
        ));
        assert!(!with(|rules| rules.failures = NonZeroU32::new(10_001)));
    }

    #[test]
    fn differences_are_told() {
        let rules = Rules::default();
        assert_eq!(rules.differences(&rules), "");
        let others = Rules {
            failures: NonZeroU32::new(3),
            lock: Duration::from_secs(60),
            ..rules.clone()
        };
        assert_eq!(
            rules.differences(&others),
            "failures is 5, not 3, lock is 15m, not 1m"
        );
    }
}
