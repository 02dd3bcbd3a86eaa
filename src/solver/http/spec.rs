//! The options table as checked: what is sent when, and what replies mean.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::picture::Format;
use super::preset::{PRESETS, Preset, merge};
use super::rules::Rule;
use super::select::Place;
use super::step::{Fill, Step};
use super::wire::{AnswerWire, LimitsWire, PollWire, RetryWire, RuleWire, StepWire, Wire};
use crate::config::{OptionError, Options, suggest};
use crate::model::Asks;
use crate::solver::reply;

/// A server as a manifest describes it.
#[derive(Debug)]
pub(super) struct Spec {
    pub preset: Option<String>,
    pub endpoint: Endpoint,
    pub secrets: BTreeMap<String, Secret>,
    pub vars: Value,
    pub image: Format,
    pub ready: Option<(Step, Duration)>,
    pub about: Option<(Step, Vec<Place>)>,
    pub setup: Option<Step>,
    pub asks: Vec<(Asks, Exchange)>,
    pub rules: Vec<Rule>,
    pub limits: Limits,
    pub retry: Retry,
    /// All options, the preset's included, less those that cannot change an answer.
    pub expanded: Value,
}

/// Where the server is.
#[derive(Debug)]
pub(super) struct Endpoint {
    pub secure: bool,
    pub host: String,
    /// Without a slash at the end.
    pub base: String,
}

/// Where a secret comes from.
#[derive(Debug)]
pub(super) struct Secret {
    pub env: String,
    pub optional: bool,
}

/// How one kind of challenge is asked.
#[derive(Debug)]
pub(super) struct Exchange {
    pub submit: Step,
    pub poll: Option<Poll>,
    pub answer: reply::Rule,
}

/// Asking whether the answer is there.
#[derive(Debug)]
pub(super) struct Poll {
    pub first: Duration,
    pub every: Duration,
    pub max: u32,
    pub step: Step,
}

/// How much, how fast, how long.
#[derive(Debug)]
pub(super) struct Limits {
    pub concurrency: usize,
    pub submit_per_second: Option<f64>,
    pub poll_per_second: Option<f64>,
    pub connect: Duration,
    pub timeout: Duration,
    pub max_response: u64,
    pub max_requests: Option<u64>,
    pub max_usd: Option<f64>,
    pub usd_per_request: f64,
}

/// Asking again.
#[derive(Debug)]
pub(super) struct Retry {
    pub max: u32,
    pub min: Duration,
    pub cap: Duration,
    pub jitter: bool,
}

/// The options over their preset, as one table.
pub(crate) fn expand(own: &Value) -> Result<Value, OptionError> {
    let mut all = match own.get("preset").and_then(Value::as_str) {
        None => json!({}),
        Some(name) => Preset::find(name)
            .ok_or_else(|| {
                let help = suggest(name, PRESETS.iter().map(|preset| preset.name));
                OptionError::at("preset", format!("unknown preset `{name}`")).help(help)
            })?
            .options(),
    };
    merge(&mut all, own.clone());
    Ok(all)
}

impl Spec {
    /// Reads, merges and checks.
    pub fn parse(options: &Options<'_>) -> Result<Self, OptionError> {
        // Strictly first, so that a slip is shown where it stands.
        let _own: Wire = options.parse()?;
        let own: Value = options.parse()?;
        Self::check(&own).map_err(|error| options.locate(error))
    }

    fn check(own: &Value) -> Result<Self, OptionError> {
        let expanded = expand(own)?;
        let wire: Wire = serde_json::from_value(expanded.clone())
            .map_err(|e| OptionError::at("preset", format!("with its preset: {e}")))?;
        let fill = Fill::new(&wire.vars);
        let endpoint = wire.endpoint.as_deref().ok_or_else(|| {
            OptionError::at("endpoint", "no endpoint")
                .help("add `endpoint = \"http://127.0.0.1:8000\"`, say")
        })?;
        let setup = wire.setup.as_ref().map(|step| Step::parse(step, &fill));
        let rules = wire.rules.iter().map(|rule| rule_of(rule, &fill));
        let asks = exchanges(&expanded, &wire, &fill)?;
        Ok(Self {
            endpoint: Endpoint::parse(endpoint).map_err(|e| OptionError::at("endpoint", e))?,
            secrets: secrets(&wire)?,
            vars: Value::Object(wire.vars.clone().into_iter().collect()),
            image: Format::parse(&wire.image).map_err(|e| OptionError::at("image", e))?,
            ready: ready(&wire, &fill)?,
            about: about(&wire, &fill)?,
            setup: setup.transpose().map_err(|e| OptionError::at("setup", e))?,
            asks,
            rules: rules
                .collect::<Result<_, String>>()
                .map_err(|e| OptionError::at("rules", e))?,
            limits: limits(&wire.limits)?,
            retry: retry(&wire.retry)?,
            preset: wire.preset,
            expanded: for_the_record(expanded),
        })
    }

    /// How this kind of challenge is asked.
    pub fn exchange(&self, asks: Asks) -> Option<&Exchange> {
        self.asks
            .iter()
            .find(|(one, _)| *one == asks)
            .map(|(_, exchange)| exchange)
    }
}

/// Without what cannot change an answer: a budget may be raised between two sittings of one run, a server moved.
fn for_the_record(mut all: Value) -> Value {
    if let Some(limits) = all.get_mut("limits").and_then(Value::as_object_mut) {
        for key in ["max_requests", "max_usd", "usd_per_request"] {
            limits.remove(key);
        }
    }
    all
}

impl Endpoint {
    fn parse(text: &str) -> Result<Self, String> {
        let (secure, rest) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
            (Some(rest), _) => (true, rest),
            (_, Some(rest)) => (false, rest),
            _ => return Err(format!("{text:?} begins with neither http:// nor https://")),
        };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err(
                "a name or password in an address would stand in the record; use `secrets`"
                    .to_owned(),
            );
        }
        let host = match authority.strip_prefix('[') {
            Some(v6) => v6.split(']').next().unwrap_or_default(),
            None => authority.split(':').next().unwrap_or_default(),
        };
        if host.is_empty() || text.contains(['?', '#']) {
            return Err(format!(
                "{text:?} is no address of a server, such as http://127.0.0.1:8000"
            ));
        }
        Ok(Self {
            secure,
            host: host.to_owned(),
            base: text.trim_end_matches('/').to_owned(),
        })
    }
}

fn secrets(wire: &Wire) -> Result<BTreeMap<String, Secret>, OptionError> {
    let one = |(name, secret): (&String, &super::wire::SecretWire)| {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if name.is_empty() || !name.chars().all(plain) {
            let message =
                format!("the secret's name `{name}` is not made of letters, digits and `_`");
            return Err(OptionError::at("secrets", message));
        }
        let (env, optional) = (secret.env.clone(), secret.optional);
        Ok((name.clone(), Secret { env, optional }))
    };
    wire.secrets.iter().map(one).collect()
}

fn ready(wire: &Wire, fill: &Fill) -> Result<Option<(Step, Duration)>, OptionError> {
    let Some(ready) = &wire.ready else {
        return Ok(None);
    };
    let wait = duration("ready", ready.wait.as_deref(), Duration::ZERO)?;
    let step = Step::get(&ready.path, fill).map_err(|e| OptionError::at("ready", e))?;
    Ok(Some((step, wait)))
}

fn about(wire: &Wire, fill: &Fill) -> Result<Option<(Step, Vec<Place>)>, OptionError> {
    let Some(about) = &wire.about else {
        return Ok(None);
    };
    let at = |e| OptionError::at("about", e);
    let step = Step::get(&about.path, fill).map_err(at)?;
    let places = fill.places(&about.version).map_err(at)?;
    Ok(Some((step, places)))
}

/// What stands in `ask` and is wanted, each over the common steps.
fn exchanges(all: &Value, wire: &Wire, fill: &Fill) -> Result<Vec<(Asks, Exchange)>, OptionError> {
    let mut out = Vec::new();
    for word in wire.ask.keys() {
        let asks = asks_of(word).map_err(|e| OptionError::at("ask", e))?;
        let wanted = wire.asks.as_ref().is_none_or(|asks| asks.contains(word));
        if wanted {
            let mut steps = json!({});
            for key in ["submit", "poll", "answer"] {
                if let Some(step) = all.get(key) {
                    steps[key] = step.clone();
                }
            }
            merge(&mut steps, all["ask"][word].clone());
            let exchange = exchange(&steps, asks, fill).map_err(|e| {
                let step = ["submit", "poll"]
                    .into_iter()
                    .find(|step| e.starts_with(step));
                OptionError::at(step.unwrap_or("ask"), format!("asking {word}: {e}"))
            })?;
            out.push((asks, exchange));
        }
    }
    let unknown = |word: &&String| !wire.ask.contains_key(*word);
    if let Some(word) = wire.asks.iter().flatten().find(unknown) {
        let known = suggest(word, wire.ask.keys().map(String::as_str));
        let message = format!("nothing says how `{word}` is asked");
        return Err(
            OptionError::at("asks", message).help(format!("{known}; or add [options.ask.{word}]"))
        );
    }
    if out.is_empty() {
        let help = "add [options.ask.picture], with what differs for it";
        return Err(OptionError::at("ask", "nothing says what can be asked").help(help));
    }
    Ok(out)
}

/// The kind of challenge with this word.
pub(super) fn asks_of(word: &str) -> Result<Asks, String> {
    serde_json::from_value(json!(word)).map_err(|e| e.to_string())
}

fn exchange(steps: &Value, asks: Asks, fill: &Fill) -> Result<Exchange, String> {
    let part = |key: &str| steps.get(key).cloned().unwrap_or_else(|| json!({}));
    let submit: StepWire = read(part("submit"))?;
    let submit = Step::parse(&submit, fill).map_err(|e| format!("submit: {e}"))?;
    let poll = match steps.get("poll") {
        None => None,
        Some(poll) => Some(
            poll_of(&read::<PollWire>(poll.clone())?, fill).map_err(|e| format!("poll: {e}"))?,
        ),
    };
    let last = poll.as_ref().map_or(&submit, |poll| &poll.step);
    if last.answer.is_empty() {
        return Err("no `answer` says where the reply holds it".to_owned());
    }
    let answer = answer_of(&read(part("answer"))?, asks)?;
    Ok(Exchange {
        submit,
        poll,
        answer,
    })
}

fn read<T: serde::de::DeserializeOwned>(value: Value) -> Result<T, String> {
    serde_json::from_value(value).map_err(|e| e.to_string())
}

fn poll_of(wire: &PollWire, fill: &Fill) -> Result<Poll, String> {
    let second = Duration::from_secs(1);
    let time = |text: &Option<String>| parse_duration(text.as_deref(), second);
    Ok(Poll {
        first: time(&wire.first)?,
        every: time(&wire.every)?.max(Duration::from_millis(1)),
        max: wire.max.unwrap_or(120),
        step: Step::parse(&wire.step, fill)?,
    })
}

fn answer_of(wire: &AnswerWire, asks: Asks) -> Result<reply::Rule, String> {
    let form = wire.form.unwrap_or_else(|| usual_form(asks));
    if form == reply::Form::Tiles && wire.index_base.is_none_or(|base| base > 1) {
        return Err(
            "answer.index_base must say whether the first tile is 0 or 1: services differ"
                .to_owned(),
        );
    }
    Ok(reply::Rule {
        form,
        join: wire.join.clone().unwrap_or_default(),
        trim: wire.trim.unwrap_or(true),
        index_base: wire.index_base.unwrap_or(0),
        abstain: wire.abstain.clone().unwrap_or_default(),
        none: wire.none.clone().unwrap_or_default(),
    })
}

/// What a kind of challenge wants for an answer.
pub(crate) fn usual_form(asks: Asks) -> reply::Form {
    match asks {
        Asks::Picture | Asks::Text | Asks::Tilt => reply::Form::Text,
        Asks::Tiles => reply::Form::Tiles,
    }
}

fn rule_of(wire: &RuleWire, fill: &Fill) -> Result<Rule, String> {
    let when = wire
        .when
        .iter()
        .map(|(at, value)| Ok((fill.place(at)?, value.clone())));
    if wire.at.is_none()
        && !(wire.equals.is_empty() && wire.prefix.is_empty() && wire.unless.is_empty())
    {
        return Err("`equals`, `prefix` and `unless` speak of what stands `at` a place".to_owned());
    }
    Ok(Rule {
        phase: wire.step,
        status: wire.status.clone(),
        at: wire.at.as_ref().map(|at| fill.place(at)).transpose()?,
        equals: wire.equals.clone(),
        prefix: wire.prefix.clone(),
        unless: wire.unless.clone(),
        when: when.collect::<Result<_, String>>()?,
        body_prefix: wire.body_prefix.clone(),
        outcome: wire.outcome,
    })
}

fn limits(wire: &LimitsWire) -> Result<Limits, OptionError> {
    let positive = [wire.submit_per_second, wire.poll_per_second, wire.max_usd];
    if positive
        .iter()
        .flatten()
        .any(|n| !(n.is_finite() && *n > 0.0))
    {
        let message = "rates and amounts are above 0; leave them out for no limit";
        return Err(OptionError::at("limits", message));
    }
    let usd_per_request = wire.usd_per_request.unwrap_or(0.0);
    if !(usd_per_request.is_finite() && usd_per_request >= 0.0) {
        return Err(OptionError::at("limits", "a price is at least 0"));
    }
    let concurrency = wire.concurrency.unwrap_or(1);
    if !(1..=1024).contains(&concurrency) {
        let message = format!("concurrency {concurrency} is not 1 to 1024");
        return Err(OptionError::at("limits.concurrency", message));
    }
    Ok(Limits {
        concurrency,
        submit_per_second: wire.submit_per_second,
        poll_per_second: wire.poll_per_second,
        connect: duration(
            "limits.connect",
            wire.connect.as_deref(),
            Duration::from_secs(5),
        )?,
        timeout: duration(
            "limits.timeout",
            wire.timeout.as_deref(),
            Duration::from_secs(30),
        )?,
        max_response: wire.max_response.unwrap_or(1 << 20),
        max_requests: wire.max_requests,
        max_usd: wire.max_usd,
        usd_per_request,
    })
}

fn retry(wire: &RetryWire) -> Result<Retry, OptionError> {
    Ok(Retry {
        max: wire.max.unwrap_or(4),
        min: duration("retry.min", wire.min.as_deref(), Duration::from_millis(200))?,
        cap: duration("retry.cap", wire.cap.as_deref(), Duration::from_secs(20))?,
        jitter: wire.jitter.unwrap_or(true),
    })
}

fn duration(key: &str, text: Option<&str>, usual: Duration) -> Result<Duration, OptionError> {
    parse_duration(text, usual).map_err(|e| OptionError::at(key, e))
}

/// "500ms", "10s".
pub(crate) fn parse_duration(text: Option<&str>, usual: Duration) -> Result<Duration, String> {
    let Some(text) = text else { return Ok(usual) };
    humantime::parse_duration(text)
        .map_err(|e| format!("`{text}` is no duration, such as \"500ms\" or \"10s\": {e}"))
}
