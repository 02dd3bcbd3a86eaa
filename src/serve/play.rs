//! A solver plays a server over HTTP: it fetches, looks and answers, so that pacing, bans and what leaks are measured.
//!
//! The server is one of the harness's own, in this process and on loopback; no other can be named. Requests are real.
//! Time is not: the server's clock stands still while requests are under way and is set on by what the player says it
//! takes (its pace, and the bans that it sits out), so that an hour takes seconds and is the same on every machine.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::grid::{Dealer, Profile, Settings, Site};
use super::http::Server;
use super::{Ask, Clock};
use crate::draw::reload;
use crate::model::{Challenge, Grid, Key, Response, Tile, read_tiles};
use crate::scheme::Prior;
use crate::seed::SeedSpace;
use crate::solver::control::Control;
use crate::solver::{Session, Solver, Told};
use crate::stats::{Estimate, Pacing};

/// Who plays.
pub enum Player {
    /// A control, which looks at nothing.
    Control(Control),
    /// A solver, which is shown what the server shows.
    Solver(Arc<dyn Solver>),
}

/// What is played.
pub struct Game {
    /// The challenges.
    pub dealer: Dealer,
    /// The server's rules.
    pub settings: Settings,
    /// Base seed of the challenges.
    pub seed: u64,
    /// How long, by the server's clock.
    pub time: Duration,
    /// What one try takes, by the player's word.
    pub pace: Duration,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Played {
    /// Challenges fetched.
    pub tries: u64,
    /// Challenges for which the player had no answer.
    pub abstained: u64,
    /// Challenges at which it broke.
    pub faults: u64,
    /// Answers that were right, whatever the server said.
    pub right: u64,
    /// Answers given.
    pub answered: u64,
    /// Answers that the server accepted.
    pub passes: u64,
    /// Bans sat out.
    pub bans: u64,
    /// Milliseconds by the server's clock.
    pub millis: u64,
    /// Requests over HTTP.
    pub requests: u64,
    /// Pictures fetched.
    pub pictures: u64,
    /// Those whose very bytes had been served before.
    pub known_pictures: u64,
}

impl Played {
    /// Share of answers that were right.
    pub fn rate(&self) -> Estimate {
        Estimate::rate(self.right, self.answered)
    }

    /// Passes an hour.
    pub fn passes_an_hour(&self) -> f64 {
        self.passes as f64 * 3_600_000.0 / self.millis.max(1) as f64
    }

    /// Share of pictures that were known byte by byte.
    pub fn leaked(&self) -> Estimate {
        Estimate::rate(self.known_pictures, self.pictures)
    }
}

impl Game {
    /// Passes an hour at this rate of right answers, by the closed form of the profile.
    pub fn expected(&self, rate: f64) -> f64 {
        let pacing = Pacing {
            pace: self.pace.as_secs_f64(),
            ban: self.settings.ban.as_secs_f64(),
            failures: u32::try_from(self.settings.banning_failure()).unwrap_or(u32::MAX),
        };
        match self.settings.profile {
            Profile::Gocaptcha => pacing.consecutive(rate),
            Profile::Hardened => pacing.accumulated(rate),
        }
    }

    /// Plays. `stop` ends it early.
    pub fn play(&self, player: &Player, stop: &AtomicBool) -> anyhow::Result<Played> {
        // A full second: goCaptcha's floors then fall where the player's do.
        let time = Arc::new(AtomicI64::new(1_700_000_000_000));
        let seeds = self.dealer.seeds(self.seed);
        let clock = Clock::Set(Arc::clone(&time));
        let site = Site::new(
            self.dealer.clone(),
            self.settings.clone(),
            clock,
            Some(seeds.clone()),
        )?;
        let handler = Arc::new(move |ask: &Ask| site.reply(ask));
        let server = Server::start(([127, 0, 0, 1], 0).into(), handler)?;
        let session = match player {
            Player::Control(_) => None,
            Player::Solver(solver) => Some(solver.open()?),
        };
        let mut table = Table {
            game: self,
            player,
            session,
            prior: self.dealer.scheme().prior(),
            seeds,
            site: format!("http://{}", server.address()),
            agent: agent(),
            time,
            failures: 0,
            seen: HashSet::new(),
            played: Played::default(),
        };
        let length = u64::try_from(self.time.as_millis()).unwrap_or(u64::MAX);
        while table.played.millis < length && !stop.load(Ordering::Relaxed) {
            table.turn()?;
        }
        let played = table.played;
        server.stop();
        Ok(played)
    }
}

/// A client that goes through no proxy and takes every status for a reply.
fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .proxy(None)
        .max_redirects(0)
        .timeout_global(Some(Duration::from_secs(30)))
        .build()
        .into()
}

#[derive(Deserialize)]
struct Captcha {
    id: String,
    imgs: Vec<String>,
    question: String,
}

#[derive(Deserialize)]
struct Refused {
    retry_after: u64,
}

/// A player at its server.
struct Table<'a> {
    game: &'a Game,
    player: &'a Player,
    session: Option<Box<dyn Session>>,
    prior: Prior,
    seeds: SeedSpace,
    site: String,
    agent: ureq::Agent,
    time: Arc<AtomicI64>,
    /// Failures in a row, as the player counts them.
    failures: i64,
    seen: HashSet<[u8; 32]>,
    played: Played,
}

impl Table<'_> {
    /// One try, or one ban sat out.
    fn turn(&mut self) -> anyhow::Result<()> {
        let gocaptcha = self.game.settings.profile == Profile::Gocaptcha;
        if gocaptcha && self.failures >= self.game.settings.banning_failure() {
            // The original tells nobody that he is banned; its code does.
            self.ban(self.game.settings.ban);
        }
        let (status, body) = self.get("/captcha")?;
        if status == 429 {
            return self.refused(&body);
        }
        let captcha: Captcha = serde_json::from_slice(&body).context("a captcha")?;
        let number = self.played.tries;
        self.played.tries += 1;
        let truth = self
            .game
            .dealer
            .scheme()
            .generate(&self.seeds.seed(number), number)?;
        let wanted = truth.challenge.grid().map(|grid| grid.wanted.as_str());
        ensure!(
            wanted == Some(captcha.question.as_str()),
            "the server's challenges are not those of its seed"
        );
        let shown = match &self.session {
            Some(_) => Some(Arc::new(self.look(&captcha)?)),
            None => None,
        };
        let chosen = self.choose(shown.as_deref(), &truth.key, number);
        self.wait(self.game.pace);
        match chosen {
            Some(answer) => self.answer(&captcha, &answer, &truth.key, shown),
            None => Ok(()),
        }
    }

    /// The challenge as the server shows it.
    fn look(&mut self, captcha: &Captcha) -> anyhow::Result<Challenge> {
        let mut tiles = Vec::with_capacity(captcha.imgs.len());
        for name in &captcha.imgs {
            let (status, bytes) = self.get(&format!("/image/{name}"))?;
            ensure!(status == 200, "a picture was answered with {status}");
            self.played.pictures += 1;
            let new = self.seen.insert(*blake3::hash(&bytes).as_bytes());
            self.played.known_pictures += u64::from(!new);
            tiles.push(Tile {
                picture: Arc::new(reload(&bytes)?),
                bytes: bytes.into(),
            });
        }
        Ok(Challenge::tiles(Grid {
            wanted: captcha.question.clone(),
            columns: 3,
            tiles,
        }))
    }

    fn choose(&mut self, shown: Option<&Challenge>, key: &Key, number: u64) -> Option<String> {
        let response = match (self.player, &mut self.session, shown) {
            (Player::Solver(_), Some(session), Some(challenge)) => session.solve(challenge),
            (Player::Control(control), _, _) => Ok(control.respond(
                self.game.dealer.scheme(),
                &self.prior,
                key,
                &self.seeds.seed(number),
            )),
            _ => Ok(Response::Abstain),
        };
        match response {
            Ok(Response::Answer(answer)) => Some(answer.text),
            Ok(Response::Abstain) => {
                self.played.abstained += 1;
                None
            }
            Err(_) => {
                self.played.faults += 1;
                None
            }
        }
    }

    fn answer(
        &mut self,
        captcha: &Captcha,
        answer: &str,
        key: &Key,
        shown: Option<Arc<Challenge>>,
    ) -> anyhow::Result<()> {
        let Some(selection) = read_tiles(answer) else {
            self.played.faults += 1;
            return Ok(());
        };
        let selection: Vec<u8> = selection.into_iter().map(u8::from).collect();
        let body = json!({ "captchaid": captcha.id, "selection": selection }).to_string();
        self.played.requests += 1;
        let mut said = self
            .agent
            .post(format!("{}/answer", self.site))
            .send(&body)
            .context("no reply to an answer")?;
        let (status, text) = (said.status().as_u16(), said.body_mut().read_to_vec()?);
        if status == 429 {
            return self.refused(&text);
        }
        let passed = match text.trim_ascii() {
            b"true" => true,
            b"false" => false,
            other => bail!(
                "an answer was answered with {status} {}",
                String::from_utf8_lossy(other)
            ),
        };
        self.played.answered += 1;
        self.played.right += u64::from(key.accepts(answer));
        self.played.passes += u64::from(passed);
        self.failures = if passed { 0 } else { self.failures + 1 };
        if let (Some(session), Some(challenge)) = (&mut self.session, shown) {
            session.told(&Told {
                challenge,
                answer: answer.to_owned(),
                solved: passed,
            });
        }
        Ok(())
    }

    fn get(&mut self, path: &str) -> anyhow::Result<(u16, Vec<u8>)> {
        self.played.requests += 1;
        let mut said = self
            .agent
            .get(format!("{}{path}", self.site))
            .call()
            .with_context(|| format!("no reply to {path}"))?;
        Ok((said.status().as_u16(), said.body_mut().read_to_vec()?))
    }

    /// The server said how long it will not serve the player.
    fn refused(&mut self, body: &[u8]) -> anyhow::Result<()> {
        let refused: Refused = serde_json::from_slice(body).context("a refusal")?;
        self.ban(Duration::from_secs(refused.retry_after));
        Ok(())
    }

    fn ban(&mut self, time: Duration) {
        self.played.bans += 1;
        self.wait(time);
    }

    fn wait(&mut self, time: Duration) {
        let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.played.millis = self.played.millis.saturating_add(millis);
        let millis = i64::try_from(millis).unwrap_or(i64::MAX);
        self.time.fetch_add(millis, Ordering::SeqCst);
    }
}
