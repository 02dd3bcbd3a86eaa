//! Asking the program, and believing nothing it says.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::wire::{Guess, Hello, Reply, Wire};
use crate::model::{Asks, Challenge, Key, fold};
use crate::process::{Launch, Pool, Worker};
use crate::scheme::{GenerateError, Issued, Keyspace, Prior, Scheme};
use crate::seed::Seed;

/// Failures in a row after which the program is asked no more: each may cost a whole deadline.
const PATIENCE: u32 = 5;
/// Sides of a picture.
const SIDES: std::ops::RangeInclusive<u32> = 1..=8192;

/// A program of the user's as a scheme.
pub struct External {
    asks: Asks,
    wire: Wire,
    hello: Hello,
    prior: Prior,
    deadline: Duration,
    pool: Pool,
    /// Who is asked the same again: another process, so that nothing kept in memory can hide a difference.
    witness: Mutex<Option<Worker>>,
    failures: AtomicU32,
    /// Why it is asked no more.
    given_up: OnceLock<String>,
}

impl External {
    /// Starts the program once, to hear who it is.
    pub(super) fn new(asks: Asks, wire: Wire, deadline: Duration) -> Result<Self, String> {
        let launch = Launch {
            command: wire.command.clone(),
            folder: wire.path.clone(),
        };
        let pool = Pool::new(launch);
        let (worker, reply) = pool
            .fresh(&greeting(&wire), deadline)
            .map_err(|e| e.to_string())?;
        pool.keep(worker);
        let hello: Hello = read(reply)?;
        let prior = prior(&hello)?;
        Ok(Self {
            asks,
            wire,
            hello,
            prior,
            deadline,
            pool,
            witness: Mutex::new(None),
            failures: AtomicU32::new(0),
            given_up: OnceLock::new(),
        })
    }

    fn request(&self, seed: &Seed, index: u64) -> Value {
        let mut rng = seed.stream("external");
        let words = format!("{:016x}{:016x}", rng.bits(), rng.bits());
        json!({ "type": "challenge", "seed": words, "index": index, "params": self.wire.params })
    }

    fn make(&self, seed: &Seed, index: u64) -> Result<Issued, String> {
        let request = self.request(seed, index);
        let hello = greeting(&self.wire);
        let reply = self
            .pool
            .ask(&hello, &request, self.deadline)
            .map_err(|e| e.to_string())?;
        let issued = self.issued(read(reply)?)?;
        let twice = seed.stream("check").chance(self.wire.check);
        if twice || index < 4 {
            self.again(&request, &issued)?;
        }
        Ok(issued)
    }

    /// Asks another process the same. A difference ends the scheme: none of its challenges can be trusted.
    fn again(&self, request: &Value, first: &Issued) -> Result<(), String> {
        let mut place = self.witness.lock().unwrap_or_else(PoisonError::into_inner);
        let mut witness = match place.take() {
            Some(witness) => witness,
            None => {
                let (witness, reply) = self
                    .pool
                    .fresh(&greeting(&self.wire), self.deadline)
                    .map_err(|e| e.to_string())?;
                if read::<Hello>(reply)? != self.hello {
                    return Err(self.give_up(
                        "not deterministic: two processes of it introduced themselves differently",
                    ));
                }
                witness
            }
        };
        let reply = witness
            .ask(request, self.deadline)
            .map_err(|e| e.to_string())?;
        *place = Some(witness);
        let second = self.issued(read(reply)?)?;
        let digests = (first.challenge.digest(), second.challenge.digest());
        if digests.0 != digests.1 {
            return Err(self.give_up(&format!(
                "not deterministic: seed {} gave a challenge with digest {} and then one with {}",
                request["seed"], digests.0, digests.1
            )));
        }
        if first.key != second.key {
            return Err(self.give_up(&format!(
                "not deterministic: seed {} gave the same challenge with two keys",
                request["seed"]
            )));
        }
        Ok(())
    }

    fn give_up(&self, why: &str) -> String {
        self.given_up.get_or_init(|| why.to_owned()).clone()
    }

    fn issued(&self, reply: Reply) -> Result<Issued, String> {
        let key = reply
            .key
            .filter(|key| !key.is_empty())
            .ok_or("its reply has no `key`")?;
        let challenge = match (self.asks, reply.image, reply.question) {
            (Asks::Picture, Some(image), None) => Challenge::image(picture(&image)?),
            (Asks::Text, None, Some(question)) if !question.is_empty() => Challenge::text(question),
            (Asks::Picture, _, _) => return Err("its reply has no `image`, or a `question` beside it; questions are of scheme `external-text`".to_owned()),
            (Asks::Text, _, _) => return Err("its reply has no `question`, or an `image` beside it; pictures are of scheme `external`".to_owned()),
            (Asks::Tiles | Asks::Tilt, _, _) => return Err("programs make pictures and questions".to_owned()),
        };
        let stored = if self.hello.case_sensitive {
            key.clone()
        } else {
            fold(&key)
        };
        let drawn = reply.drawn.unwrap_or(key);
        Ok(Issued {
            challenge,
            key: Key::text(drawn, stored, self.hello.case_sensitive),
            legibility: reply.legibility.map(Into::into),
            marks: Vec::new(),
            tags: Vec::new(),
        })
    }
}

impl Scheme for External {
    fn version(&self) -> u32 {
        self.hello.version
    }

    fn params(&self) -> Value {
        serde_json::to_value(&self.wire).unwrap_or_default()
    }

    fn generate(&self, seed: &Seed, index: u64) -> Result<Issued, GenerateError> {
        if let Some(why) = self.given_up.get() {
            return Err(GenerateError::Impossible(why.clone()));
        }
        let made = self.make(seed, index);
        let failures = match &made {
            Ok(_) => {
                self.failures.store(0, Ordering::Relaxed);
                0
            }
            Err(_) => self.failures.fetch_add(1, Ordering::Relaxed) + 1,
        };
        made.map_err(|why| {
            if failures >= PATIENCE {
                self.give_up(&why);
            }
            GenerateError::Impossible(why)
        })
    }

    fn keyspace(&self) -> Keyspace {
        let mut symbols: Vec<char> = self.hello.charset.chars().collect();
        symbols.sort_unstable();
        symbols.dedup();
        Keyspace {
            charset: symbols.into_iter().collect(),
            length: self.hello.length,
            case_sensitive: self.hello.case_sensitive,
            arithmetic: self.hello.arithmetic,
            repeats: self.hello.repeats,
            pool: Vec::new(),
        }
    }

    fn prior(&self) -> Prior {
        self.prior.clone()
    }

    fn random_answer(&self, seed: &Seed) -> String {
        let symbols: Vec<char> = self.hello.charset.chars().collect();
        let Some((least, most)) = self.hello.length.filter(|_| !symbols.is_empty()) else {
            return self.prior.answer.clone();
        };
        let mut rng = seed.stream("random answer");
        let length = rng.int(least as i64, most as i64);
        (0..length).map(|_| *rng.pick(&symbols)).collect()
    }
}

fn greeting(wire: &Wire) -> Value {
    json!({ "type": "hello", "protocol": 1, "params": wire.params })
}

/// A reply as what it should be; one with `error` is the program's own refusal.
fn read<T: DeserializeOwned>(reply: Value) -> Result<T, String> {
    if let Some(error) = reply.get("error") {
        return Err(format!(
            "it says: {}",
            error
                .as_str()
                .map_or_else(|| error.to_string(), str::to_owned)
        ));
    }
    let start: String = reply.to_string().chars().take(120).collect();
    serde_json::from_value(reply)
        .map_err(|e| format!("its reply is not as it should be ({e}): {start}"))
}

/// The program's own prior, or that of a uniform draw over charset and length.
fn prior(hello: &Hello) -> Result<Prior, String> {
    if let Some(Guess { answer, p }) = &hello.prior {
        if !(*p > 0.0 && *p <= 1.0) {
            return Err(format!(
                "its prior p = {p} is not a chance above 0 and up to 1"
            ));
        }
        let (answer, p) = (answer.clone(), *p);
        return Ok(Prior {
            answer,
            p,
            entropy_bits: -p.log2(),
        });
    }
    let symbols: Vec<char> = {
        let folded = if hello.case_sensitive {
            hello.charset.clone()
        } else {
            fold(&hello.charset)
        };
        folded.chars().collect()
    };
    let (Some((least, most)), Some(first)) = (hello.length, symbols.first()) else {
        return Err(
            "it gives neither `charset` and `length` nor `prior`, so the blind floor is unknown"
                .to_owned(),
        );
    };
    if least == 0 || least > most {
        return Err(format!("its length {least} to {most} is none"));
    }
    // Case-blind sites accept a symbol as often as it stands in the folded list.
    let often = |c: &char| symbols.iter().filter(|other| *other == c).count();
    let best = symbols.iter().max_by_key(|c| often(c)).unwrap_or(first);
    let hit = often(best) as f64 / symbols.len() as f64;
    let lengths = (most - least + 1) as f64;
    let p = hit.powi(i32::try_from(least).unwrap_or(i32::MAX)) / lengths;
    let mean = (least + most) as f64 / 2.0;
    Ok(Prior {
        answer: std::iter::repeat_n(*best, least).collect(),
        p,
        entropy_bits: mean * (symbols.len() as f64).log2() + lengths.log2(),
    })
}

fn picture(text: &str) -> Result<image::RgbImage, String> {
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(text.trim())
        .map_err(|e| format!("its `image` is not base64: {e}"))?;
    let picture = image::load_from_memory(&bytes)
        .map_err(|e| format!("its `image` is no PNG, JPEG or GIF: {e}"))?
        .to_rgb8();
    if SIDES.contains(&picture.width()) && SIDES.contains(&picture.height()) {
        Ok(picture)
    } else {
        Err(format!(
            "its picture is {} by {}",
            picture.width(),
            picture.height()
        ))
    }
}
