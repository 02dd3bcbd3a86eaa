//! What is posted: a box, the way to it, and when the site got it. As text, one form only.
//!
//! `2 2480 0 190,340 192,351 193,362@130`: the box that the poster claims (`-` for none), the milliseconds that the
//! site's own clock counted between showing and receiving, how often this path had been posted before, then the
//! samples. A sample is 62 ms after the one before it unless its time is written.

use std::fmt;
use std::str::FromStr;

use super::layout::At;

/// The usual spacing of samples, milliseconds: what a sample without a time means.
const USUAL_MS: u32 = 62;

/// Samples that a trace may have.
const MOST: usize = 10_000;

/// Where the ball was at some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Milliseconds since the start, as the poster says.
    pub ms: u32,
    /// The ball's upper left corner.
    pub at: At,
}

/// A path as it is posted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// The box that the poster claims.
    pub guess: Option<u8>,
    /// Milliseconds between showing and receiving, by the site's clock.
    pub clock_ms: u32,
    /// How often this path had been posted to the site before this posting.
    pub posted: u32,
    /// The samples, oldest first.
    pub samples: Vec<Sample>,
}

/// Why a text is no trace.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not part of a trace; a trace is `BOX CLOCK_MS POSTED X,Y[@MS] ...`")]
pub struct TraceError(String);

impl Trace {
    /// Pixels from sample to sample.
    pub fn length(&self) -> f64 {
        let step = |pair: &[Sample]| {
            let (a, b) = (pair[0].at, pair[1].at);
            f64::from(b.0 - a.0).hypot(f64::from(b.1 - a.1))
        };
        self.samples.windows(2).map(step).sum()
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.guess {
            Some(guess) => write!(f, "{guess}")?,
            None => f.write_str("-")?,
        }
        write!(f, " {} {}", self.clock_ms, self.posted)?;
        let mut due = 0;
        for Sample { ms, at } in &self.samples {
            write!(f, " {},{}", at.0, at.1)?;
            if *ms != due {
                write!(f, "@{ms}")?;
            }
            due = ms.saturating_add(USUAL_MS);
        }
        Ok(())
    }
}

impl FromStr for Trace {
    type Err = TraceError;

    fn from_str(text: &str) -> Result<Self, TraceError> {
        let mut words = text.split_whitespace();
        let mut next = || words.next().ok_or_else(|| TraceError(String::new()));
        let guess = match next()? {
            "-" => None,
            word => Some(number(word)?),
        };
        let (clock_ms, posted) = (number(next()?)?, number(next()?)?);
        let (mut samples, mut due) = (Vec::new(), 0u32);
        for word in words {
            let (at, ms) = match word.split_once('@') {
                Some((at, ms)) => (at, number(ms)?),
                None => (word, due),
            };
            let (x, y) = at
                .split_once(',')
                .ok_or_else(|| TraceError(word.to_owned()))?;
            let at = At(place(x)?, place(y)?);
            samples.push(Sample { ms, at });
            due = ms.saturating_add(USUAL_MS);
            if samples.len() > MOST {
                return Err(TraceError(format!("sample {}", samples.len())));
            }
        }
        Ok(Self {
            guess,
            clock_ms,
            posted,
            samples,
        })
    }
}

fn number<T: FromStr>(word: &str) -> Result<T, TraceError> {
    word.parse().map_err(|_| TraceError(word.to_owned()))
}

/// A coordinate that sums and products of the checks can hold.
fn place(word: &str) -> Result<i32, TraceError> {
    let place: i32 = number(word)?;
    if place.abs() > 100_000 {
        return Err(TraceError(word.to_owned()));
    }
    Ok(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_back() {
        let text = "2 2480 0 190,340 192,351 193,362@130 -4,5 7,8@0";
        let trace: Trace = text.parse().unwrap();
        assert_eq!(trace.samples[1].ms, 62);
        assert_eq!(trace.samples[3].ms, 192);
        assert_eq!(trace.to_string(), text);
        let none: Trace = "- 0 3".parse().unwrap();
        assert_eq!(
            (none.guess, none.posted, none.to_string()),
            (None, 3, "- 0 3".to_owned())
        );
    }

    #[test]
    fn what_is_no_trace_is_said() {
        for bad in [
            "",
            "2",
            "2 5",
            "x 1 1",
            "2 1 1 5",
            "2 1 1 5,",
            "2 1 1 5,6@",
            "2 1 1 NaN,3",
            "2 1 1 999999999,0",
            "300 1 1",
        ] {
            assert!(bad.parse::<Trace>().is_err(), "{bad}");
        }
    }

    #[test]
    fn length_is_from_sample_to_sample() {
        let trace: Trace = "0 0 0 0,0 3,4 3,4 3,10".parse().unwrap();
        assert!((trace.length() - 11.0).abs() < 1e-12);
    }
}
