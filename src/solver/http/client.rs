//! Sends a request and brings its reply, no larger and no later than allowed, with every secret taken out of it.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ureq::http;
use ureq::{Agent, Timeout};

use super::request::{Request, Writing, mark, percent};

/// A reply.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Response {
    pub status: u16,
    pub content_type: String,
    pub retry_after: Option<Duration>,
    pub body: Vec<u8>,
}

/// Why there is none.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Failure {
    pub kind: FailureKind,
    pub why: String,
    /// Whether the request may have arrived.
    pub sent: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum FailureKind {
    Transport,
    Timeout,
    TooLarge,
}

/// A way to one server.
pub(super) struct Client {
    agent: Agent,
    /// Without connections that are kept: for requests that may not be lost on one that died.
    fresh: Agent,
    base: String,
    secrets: Secrets,
    connect: Duration,
    max_response: u64,
}

/// Secrets by name, as their bytes.
#[derive(Default)]
pub(crate) struct Secrets {
    known: Vec<(String, String)>,
    unset: Vec<String>,
    echoes: OnceLock<Vec<String>>,
}

/// What stands where a secret stood.
const GONE: &str = "[secret]";
/// Characters that a secret has at least: a shorter one cannot be told from other words, and so not be kept out.
pub(crate) const LEAST: usize = 6;

impl Secrets {
    pub fn new(known: BTreeMap<String, String>, unset: Vec<String>) -> Self {
        Self {
            known: known.into_iter().collect(),
            unset,
            echoes: OnceLock::new(),
        }
    }

    /// The text with its marks replaced, escaped as the writing needs; `None` where a secret is not set.
    fn put(&self, text: &str, escape: impl Fn(&str) -> String) -> Option<String> {
        if self.unset.iter().any(|name| text.contains(&mark(name))) {
            return None;
        }
        let mut out = text.to_owned();
        for (name, value) in &self.known {
            out = out.replace(&mark(name), &escape(value));
        }
        Some(out)
    }

    /// Takes every secret out of a text, however it is written.
    pub fn scrub(&self, text: String) -> String {
        let mut out = text;
        for echo in self.echoes() {
            if out.contains(echo.as_str()) {
                out = out.replace(echo.as_str(), GONE);
            }
        }
        out
    }

    fn scrub_bytes(&self, body: Vec<u8>) -> Vec<u8> {
        if self.known.is_empty() {
            return body;
        }
        match String::from_utf8(body) {
            Ok(text) => self.scrub(text).into_bytes(),
            Err(error) => self
                .scrub(String::from_utf8_lossy(error.as_bytes()).into_owned())
                .into_bytes(),
        }
    }

    fn echoes(&self) -> &[String] {
        self.echoes.get_or_init(|| {
            let writings = |value: &String| {
                let base64 = BASE64_STANDARD.encode(value);
                // An error may quote a quotation.
                let escaped = json_escaped(value);
                let twice = json_escaped(&escaped);
                [value.clone(), twice, escaped, percent(value), base64]
            };
            self.known
                .iter()
                .flat_map(|(_, value)| writings(value))
                .collect()
        })
    }
}

fn json_escaped(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

impl Client {
    pub fn new(
        base: &str,
        secrets: Secrets,
        concurrency: usize,
        connect: Duration,
        max_response: u64,
    ) -> Self {
        let agent = |kept: usize| {
            Agent::config_builder()
                .http_status_as_error(false)
                // A redirect would lead past the check of the host.
                .max_redirects(0)
                .max_redirects_will_error(false)
                .proxy(None)
                .user_agent(concat!("capbench/", env!("CARGO_PKG_VERSION")))
                .accept("application/json, text/plain;q=0.9, */*;q=0.1")
                .max_idle_connections(kept)
                .max_idle_connections_per_host(kept)
                .max_idle_age(Duration::from_secs(10))
                .build()
                .new_agent()
        };
        Self {
            agent: agent(concurrency + 1),
            fresh: agent(0),
            base: base.to_owned(),
            secrets,
            connect,
            max_response,
        }
    }

    pub fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// Sends, and waits no longer than `patience` for the last byte of the reply. `keep` sends over a connection that
    /// stands already, if there is one.
    pub fn send(
        &self,
        request: &Request,
        patience: Duration,
        keep: bool,
    ) -> Result<Response, Failure> {
        let end = Instant::now() + patience;
        let built = self.build(request).map_err(|why| Failure {
            kind: FailureKind::Transport,
            why,
            sent: false,
        })?;
        let agent = if keep { &self.agent } else { &self.fresh };
        let built = agent
            .configure_request(built)
            .timeout_global(Some(patience.max(Duration::from_millis(1))))
            .timeout_connect(Some(
                self.connect.min(patience).max(Duration::from_millis(1)),
            ))
            .build();
        let failed = |error: ureq::Error| self.failure(&error, end);
        let mut reply = agent.run(built).map_err(failed)?;
        let header = |name: &str| {
            let value = reply.headers().get(name)?;
            value.to_str().ok().map(str::to_owned)
        };
        let content_type = header("content-type")
            .unwrap_or_default()
            .to_ascii_lowercase();
        let retry_after = header("retry-after").and_then(|text| wait_of(&text));
        let status = reply.status().as_u16();
        let body = reply
            .body_mut()
            .with_config()
            .limit(self.max_response)
            .read_to_vec();
        Ok(Response {
            status,
            content_type,
            retry_after,
            body: self.secrets.scrub_bytes(body.map_err(failed)?),
        })
    }

    fn build(&self, request: &Request) -> Result<http::Request<Vec<u8>>, String> {
        let missing = || "a secret that the request needs is not set".to_owned();
        let target = self
            .secrets
            .put(&request.target, percent)
            .ok_or_else(missing)?;
        let mut builder = http::Request::builder()
            .method(request.method.as_str())
            .uri(format!("{}{target}", self.base));
        for (name, value) in &request.headers {
            // An optional secret that is not set takes its header with it.
            if let Some(value) = self.secrets.put(value, str::to_owned) {
                builder = builder.header(name.as_str(), value);
            }
        }
        let body = self.body(request).ok_or_else(missing)?;
        // An error of the builder would quote what it was given.
        builder.body(body).map_err(|_| {
            "the request's path or a header holds characters that cannot be sent".to_owned()
        })
    }

    fn body(&self, request: &Request) -> Option<Vec<u8>> {
        if self.secrets.known.is_empty() && self.secrets.unset.is_empty() {
            return Some(request.body.clone());
        }
        let Ok(text) = std::str::from_utf8(&request.body) else {
            return Some(request.body.clone());
        };
        let put = match request.writing {
            Writing::Json => self.secrets.put(text, json_escaped),
            Writing::Form => self.secrets.put(text, percent),
            Writing::Plain => self.secrets.put(text, str::to_owned),
        };
        put.map(String::into_bytes)
    }

    fn failure(&self, error: &ureq::Error, end: Instant) -> Failure {
        use std::io::ErrorKind::{AddrNotAvailable, ConnectionRefused};
        let (kind, sent) = match error {
            ureq::Error::Timeout(Timeout::Connect | Timeout::Resolve) => {
                (FailureKind::Timeout, false)
            }
            ureq::Error::Timeout(_) => (FailureKind::Timeout, true),
            ureq::Error::BodyExceedsLimit(_) => (FailureKind::TooLarge, true),
            ureq::Error::HostNotFound | ureq::Error::ConnectionFailed => {
                (FailureKind::Transport, false)
            }
            ureq::Error::Io(e) if matches!(e.kind(), ConnectionRefused | AddrNotAvailable) => {
                (FailureKind::Transport, false)
            }
            _ if Instant::now() >= end => (FailureKind::Timeout, true),
            _ => (FailureKind::Transport, true),
        };
        let why = match kind {
            FailureKind::Timeout => "no reply in time".to_owned(),
            FailureKind::TooLarge => format!(
                "a reply of more than {} bytes; raise limits.max_response if that is meant",
                self.max_response
            ),
            FailureKind::Transport => self.secrets.scrub(error.to_string()),
        };
        Failure { kind, why, sent }
    }
}

/// The value of a Retry-After: seconds, fractions allowed, or a date.
fn wait_of(text: &str) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let when = httpdate::parse_http_date(text).ok()?;
    Some(when.duration_since(SystemTime::now()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets() -> Secrets {
        let known = [("key".to_owned(), "s3cr\"t /x".to_owned())];
        Secrets::new(known.into_iter().collect(), vec!["other".to_owned()])
    }

    #[test]
    fn secrets_are_put_in_as_the_place_needs_and_taken_out_however_written() {
        let secrets = secrets();
        let put = |escape: fn(&str) -> String| secrets.put(&format!("a{}b", mark("key")), escape);
        assert_eq!(put(json_escaped).unwrap(), "as3cr\\\"t /xb");
        assert_eq!(put(percent).unwrap(), "as3cr%22t%20%2Fxb");
        assert_eq!(secrets.put(&mark("other"), str::to_owned), None);
        for text in [
            "s3cr\"t /x",
            "s3cr\\\"t /x",
            "s3cr%22t%20%2Fx",
            "czNjciJ0IC94",
        ] {
            assert_eq!(secrets.scrub(format!("<{text}>")), "<[secret]>");
        }
    }

    #[test]
    fn retry_after_in_both_forms() {
        assert_eq!(wait_of("3"), Some(Duration::from_secs(3)));
        assert_eq!(wait_of("0.5"), Some(Duration::from_millis(500)));
        assert_eq!(wait_of("-1"), None);
        assert_eq!(
            wait_of("Wed, 21 Oct 2015 07:28:00 GMT"),
            Some(Duration::ZERO)
        );
    }
}
