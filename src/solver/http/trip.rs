//! One attempt: ask, ask again where that helps and cannot be paid for twice, poll, read the answer.

use std::time::{Duration, Instant};

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};
use serde_json::Value;

use super::client::FailureKind;
use super::hub::{Arrived, Hub, Moment, micros};
use super::request::Request;
use super::rules::{Outcome, Phase, Reply, judge};
use super::scene::Scene;
use super::select::{first, number, parse_json, token_probability};
use super::spec::{Exchange, Poll, Retry, Spec};
use super::step::{ServerTime, Step};
use crate::model::{Answer, Challenge, Response};
use crate::solver::reply::Reading;
use crate::solver::{Account, End};

/// One attempt on its way.
pub(super) struct Trip<'a> {
    pub spec: &'a Spec,
    pub hub: &'a Hub,
    pub px: String,
    pub cold: bool,
    /// When it must be over.
    pub deadline: Instant,
    start: Option<Instant>,
    /// When the last reply came, since the first byte sent.
    now_us: u64,
    pub account: Account,
}

/// Why an attempt has no answer.
pub(super) struct Failed {
    pub end: End,
    pub why: String,
}

/// A reply that was judged.
struct Judged {
    outcome: Outcome,
    /// Whether it is sure that nothing was done: a rule or a status says so.
    undone: bool,
    why: String,
    json: Value,
    wait: Option<Duration>,
    /// Whether nobody knows what became of the request.
    unsure: bool,
    timeout: bool,
}

type Ended<T> = Result<T, Failed>;

fn failed<T>(end: End, why: impl Into<String>) -> Ended<T> {
    Err(Failed {
        end,
        why: why.into(),
    })
}

impl<'a> Trip<'a> {
    pub fn new(spec: &'a Spec, hub: &'a Hub, px: String, cold: bool, limit: Duration) -> Self {
        let account = Account {
            cold: Some(cold),
            ..Account::default()
        };
        Self {
            spec,
            hub,
            px,
            cold,
            deadline: Instant::now() + limit,
            start: None,
            now_us: 0,
            account,
        }
    }

    /// Asks, and reads the answer.
    pub fn run(
        &mut self,
        exchange: &Exchange,
        scene: &mut Scene,
        challenge: &Challenge,
    ) -> Ended<Response> {
        let judged = self.submit(&exchange.submit, scene)?;
        let done = match &exchange.poll {
            Some(poll) if !answers(&exchange.submit, &judged.json) => {
                self.capture(&exchange.submit, &judged.json, scene)?;
                self.poll(poll, scene)?
            }
            _ if judged.outcome == Outcome::Pending => {
                return failed(
                    End::Malformed,
                    "says that the answer is not there yet, and nothing says how to poll",
                );
            }
            _ => judged,
        };
        let last = exchange.poll.as_ref().filter(|_| self.account.polls > 0);
        let step = last.map_or(&exchange.submit, |poll| &poll.step);
        self.read(step, exchange, &done.json, challenge)
    }

    fn submit(&mut self, step: &Step, scene: &Scene) -> Ended<Judged> {
        let request = self.request(step, scene)?;
        let mut waits = backoff(&self.spec.retry);
        loop {
            if let Err(why) = self.hub.pay() {
                return self.halt(&why);
            }
            self.account.tries += 1;
            let judged = self.once(step, Phase::Submit, &request)?;
            let again = match judged.outcome {
                Outcome::Ok | Outcome::Pending => return Ok(judged),
                Outcome::RateLimited => true,
                Outcome::Retry | Outcome::Transport => step.repeatable || judged.undone,
                _ => false,
            };
            if !again || self.account.tries > self.spec.retry.max {
                return self.end(judged);
            }
            self.account.resubmits += u32::from(judged.unsure);
            self.pause(&request, &judged, waits.next())?;
        }
    }

    fn poll(&mut self, poll: &Poll, scene: &Scene) -> Ended<Judged> {
        let request = self.request(&poll.step, scene)?;
        let mut waits = backoff(&self.spec.retry);
        let mut wait = poll.first;
        let mut lower = self.now_us;
        while self.account.polls < poll.max {
            self.sleep(&request, wait, "the answer is not there yet")?;
            self.hub.count();
            self.account.polls += 1;
            let judged = self.once(&poll.step, Phase::Poll, &request)?;
            match judged.outcome {
                Outcome::Ok => {
                    self.account.between_us = Some((lower, self.now_us));
                    return Ok(judged);
                }
                Outcome::Pending => {
                    lower = self.now_us;
                    wait = judged.wait.unwrap_or(poll.every).max(poll.every);
                }
                // No reply came, or one that says "later": asking again loses nothing.
                Outcome::RateLimited | Outcome::Retry => {
                    wait = waits
                        .next()
                        .unwrap_or(self.spec.retry.cap)
                        .max(judged.wait.unwrap_or_default());
                }
                Outcome::Transport if judged.unsure || judged.timeout => wait = poll.every,
                _ => return self.end(judged),
            }
        }
        failed(End::Timeout, format!("not ready after {} polls", poll.max))
    }

    fn request(&self, step: &Step, scene: &Scene) -> Ended<Request> {
        let request = Request::new(step, &scene.value(), scene.sent.as_ref());
        request.or_else(|why| failed(End::Malformed, format!("the request cannot be made: {why}")))
    }

    /// Sends once and judges what comes.
    fn once(&mut self, step: &Step, phase: Phase, request: &Request) -> Ended<Judged> {
        let queued = Instant::now();
        self.hub.take_turn(phase == Phase::Poll);
        self.account.queue_us += micros(queued.elapsed());
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() && !self.hub.is_replay() {
            return self.over(request, "no time was left to ask");
        }
        let moment = Moment {
            start: &mut self.start,
            px: &self.px,
            cold: self.cold,
            patience: left.min(self.spec.limits.timeout),
            keep: step.repeatable,
        };
        match self.hub.send(request, moment) {
            Err(why) => self.halt(&why),
            Ok(None) => failed(End::Timeout, "was given up"),
            Ok(Some(arrived)) => {
                self.now_us = arrived.at_us;
                self.account.wire_us = arrived.wire_us;
                self.account.solve_us = arrived.at_us;
                self.account.cold = Some(arrived.cold);
                Ok(self.judged(step, phase, arrived))
            }
        }
    }

    fn judged(&mut self, step: &Step, phase: Phase, arrived: Arrived) -> Judged {
        let reply = match arrived.came {
            Err(failure) => {
                let outcome = match failure.kind {
                    FailureKind::TooLarge => Outcome::Malformed,
                    FailureKind::Transport | FailureKind::Timeout => Outcome::Transport,
                };
                return Judged {
                    outcome,
                    undone: !failure.sent,
                    why: failure.why,
                    json: Value::Null,
                    wait: None,
                    unsure: failure.sent,
                    timeout: failure.kind == FailureKind::Timeout,
                };
            }
            Ok(reply) => reply,
        };
        let text = String::from_utf8_lossy(&reply.body);
        let parsed = if step.words {
            Ok(Value::from(text.as_ref()))
        } else {
            parse_json(&text)
        };
        let seen = Reply {
            phase,
            status: reply.status,
            text: &text,
            json: parsed.as_ref().ok(),
        };
        let (mut outcome, ruled) = judge(&self.spec.rules, &seen);
        let page = reply.content_type.starts_with("text/html") || is_page(&text);
        let mut why = String::new();
        if outcome == Outcome::Ok && !ruled {
            match &parsed {
                _ if page => {
                    (outcome, why) = (
                        Outcome::Malformed,
                        "a web page instead of an answer".to_owned(),
                    )
                }
                Err(e) => (outcome, why) = (Outcome::Malformed, format!("not JSON: {e}")),
                Ok(_) => {}
            }
        }
        if why.is_empty() {
            why = complaint(reply.status, parsed.as_ref().ok(), &text);
        }
        if let (Some(at), Ok(json)) = (&step.cost, &parsed)
            && let Some(usd) = at.one(json).and_then(number)
        {
            self.hub.cost(usd);
            self.account.usd = Some(usd);
        }
        Judged {
            outcome,
            undone: ruled || outcome == Outcome::RateLimited,
            why,
            json: parsed.unwrap_or_default(),
            wait: reply.retry_after,
            // A gateway's error says nothing of what stands behind it.
            unsure: outcome == Outcome::Retry && !ruled,
            timeout: false,
        }
    }

    /// Waits before another try, no less than the server asks for.
    fn pause(
        &mut self,
        request: &Request,
        judged: &Judged,
        backoff: Option<Duration>,
    ) -> Ended<()> {
        let wait = backoff
            .unwrap_or(self.spec.retry.cap)
            .max(judged.wait.unwrap_or_default());
        let end = match judged.outcome {
            Outcome::RateLimited => End::RateLimited,
            _ if judged.timeout => End::Timeout,
            _ => End::Transport,
        };
        self.sleep(request, wait, &judged.why)
            .map_err(|over| Failed { end, ..over })
    }

    fn sleep(&mut self, request: &Request, wait: Duration, why: &str) -> Ended<()> {
        if self.hub.is_replay() {
            return Ok(());
        }
        if Instant::now() + wait >= self.deadline {
            return self.over(
                request,
                &format!("{why}; no time is left to wait {wait:.1?} more"),
            );
        }
        std::thread::sleep(wait);
        Ok(())
    }

    /// The attempt's time is over before this request.
    fn over<T>(&self, request: &Request, why: &str) -> Ended<T> {
        if let Err(broken) = self.hub.give_up(request, &self.px, self.now_us) {
            return Err(Failed {
                end: End::Transport,
                why: broken,
            });
        }
        failed(End::Timeout, why)
    }

    /// Nobody should ask any more in this run.
    fn halt<T>(&mut self, why: &str) -> Ended<T> {
        let why = self.hub.scrub(why.to_owned());
        self.account.stop = Some(self.hub.stop(&why));
        failed(End::Fatal, why)
    }

    fn end<T>(&mut self, judged: Judged) -> Ended<T> {
        let why = judged.why;
        match judged.outcome {
            Outcome::Fatal => self.halt(&why),
            Outcome::Abstain => failed(End::Abstain, why),
            Outcome::Reject => failed(End::Reject, why),
            Outcome::RateLimited => failed(End::RateLimited, why),
            Outcome::Transport | Outcome::Retry if judged.timeout => failed(End::Timeout, why),
            Outcome::Transport | Outcome::Retry => failed(End::Transport, why),
            Outcome::Malformed | Outcome::Ok | Outcome::Pending => failed(End::Malformed, why),
        }
    }

    fn capture(&self, step: &Step, json: &Value, scene: &mut Scene) -> Ended<()> {
        for (name, places) in &step.capture {
            match first(places, json).as_deref() {
                Some([value, ..]) if !value.is_null() => scene.capture(name, (*value).clone()),
                _ => return failed(End::Malformed, format!("the reply holds no `{name}`")),
            }
        }
        Ok(())
    }

    fn read(
        &mut self,
        step: &Step,
        exchange: &Exchange,
        json: &Value,
        challenge: &Challenge,
    ) -> Ended<Response> {
        self.account.server_us = step
            .server_time
            .as_ref()
            .and_then(|time| server_time(time, json));
        let inner = match &step.unwrap {
            None => None,
            Some(place) => {
                Some(unwrapped(place.one(json)).or_else(|why| failed(End::Malformed, why))?)
            }
        };
        let body = inner.as_ref().unwrap_or(json);
        let Some(values) = first(&step.answer, body) else {
            return failed(End::Malformed, "the answer is not where it should stand");
        };
        let reading = exchange
            .answer
            .read(&values)
            .or_else(|why| failed(End::Malformed, why))?;
        let plain = matches!(reading, Reading::Text(_));
        let text = reading
            .submit(challenge)
            .or_else(|why| failed(End::Malformed, why))?;
        let Some(text) = text else {
            return failed(End::Abstain, "");
        };
        let sure = step.confidence.as_ref().and_then(|confidence| {
            let p = match (&confidence.at, &confidence.logprobs) {
                (Some(at), _) => {
                    let all = at
                        .all(body)
                        .into_iter()
                        .map(number)
                        .collect::<Option<Vec<f64>>>()?;
                    let least = all.into_iter().reduce(f64::min)?;
                    least * confidence.scale
                }
                (None, Some(tokens)) if plain => token_probability(tokens.one(json)?, &text)?,
                _ => return None,
            };
            // What is no probability is none, rather than a fault of the answer.
            (0.0..=1.0).contains(&p).then_some(p as f32)
        });
        Ok(Response::Answer(Answer {
            confidence: sure,
            ..Answer::text(text)
        }))
    }
}

fn backoff(retry: &Retry) -> ExponentialBackoff {
    let builder = ExponentialBuilder::new()
        .with_min_delay(retry.min)
        .with_max_delay(retry.cap)
        .without_max_times();
    if retry.jitter {
        builder.with_jitter()
    } else {
        builder
    }
    .build()
}

/// Whether a reply to the request that asks holds the answer already.
fn answers(step: &Step, json: &Value) -> bool {
    first(&step.answer, json).is_some_and(|all| all.iter().any(|value| !value.is_null()))
}

/// JSON within a string of JSON, without the fence that models like to put around it.
fn unwrapped(value: Option<&Value>) -> Result<Value, String> {
    let text = value
        .and_then(Value::as_str)
        .ok_or("there are no words where JSON in words should stand")?;
    let bare = text.trim();
    let bare = bare
        .strip_prefix("```json")
        .or_else(|| bare.strip_prefix("```"))
        .unwrap_or(bare);
    let bare = bare.trim_end().trim_end_matches('`');
    parse_json(bare.trim()).map_err(|e| format!("the words that should be JSON are not: {e}"))
}

fn server_time(time: &ServerTime, json: &Value) -> Option<u64> {
    let at = |place: &super::select::Place| place.one(json).and_then(number);
    let units = match &time.between {
        Some((from, to)) => at(to)? - at(from)?,
        None if time.at.is_empty() => return None,
        None => time
            .at
            .iter()
            .map(at)
            .collect::<Option<Vec<f64>>>()?
            .iter()
            .sum(),
    };
    let micros = units * time.micros;
    (0.0..1e15).contains(&micros).then_some(micros as u64)
}

fn is_page(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(15).collect();
    let start = start.to_ascii_lowercase();
    start.starts_with("<!doctype") || start.starts_with("<html")
}

/// What a server complains of, in its own words where they are to be found.
fn complaint(status: u16, json: Option<&Value>, text: &str) -> String {
    const PLACES: [&str; 8] = [
        "/errorCode",
        "/error/message",
        "/error",
        "/request",
        "/errorDescription",
        "/detail",
        "/message",
        "/error_message",
    ];
    let said = json.and_then(|json| {
        PLACES
            .iter()
            .find_map(|place| json.pointer(place)?.as_str())
    });
    let said = said
        .filter(|said| !said.is_empty())
        .unwrap_or(if is_page(text) { "a web page" } else { text });
    let said: String = said.chars().filter(|c| !c.is_control()).take(160).collect();
    format!("HTTP {status}: {said}")
        .trim_end_matches([':', ' '])
        .to_owned()
}
