//! The options table of `kind = "http"` as written. Every key may be left to the preset.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::rules::{Outcome, Phase};
use crate::solver::reply::Form;

/// Options of `http`. What a preset says stands unless it is said here: tables are merged, rules put before its own.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "steps are read again by what is asked; here for strictness and the schema"
)]
pub(super) struct Wire {
    /// A protocol to start from; see `capbench adapter presets`.
    pub preset: Option<String>,
    /// Where the server is: "http://127.0.0.1:8501".
    pub endpoint: Option<String>,
    /// What it is asked, of what `ask` can: "picture", "text" ...; all unless set.
    pub asks: Option<Vec<String>>,
    /// Values for templates: `{{ vars.NAME }}`.
    #[serde(default)]
    pub vars: BTreeMap<String, Value>,
    /// Secrets for templates: `{{ secrets.NAME }}`. They come from the environment alone.
    #[serde(default)]
    pub secrets: BTreeMap<String, SecretWire>,
    /// How the picture is sent.
    #[serde(default)]
    pub image: ImageWire,
    /// Asked until it answers with 2xx, before anything is measured.
    pub ready: Option<ReadyWire>,
    /// Asked once for the server's or model's version, for the record.
    pub about: Option<AboutWire>,
    /// Sent once before the first challenge.
    pub setup: Option<StepWire>,
    /// The request that asks.
    pub submit: Option<StepWire>,
    /// Asked again and again until the answer is there.
    pub poll: Option<PollWire>,
    /// From what was selected to an answer.
    pub answer: Option<AnswerWire>,
    /// What differs by what is asked: `ask.picture`, `ask.text` ... Only what stands here can be asked.
    #[serde(default)]
    pub ask: BTreeMap<String, AskWire>,
    /// What a reply means; the first that holds decides, and without one the status.
    #[serde(default)]
    pub rules: Vec<RuleWire>,
    /// How much, how fast, how long.
    #[serde(default)]
    pub limits: LimitsWire,
    /// Asking again after a failure that asking again can cure.
    #[serde(default)]
    pub retry: RetryWire,
}

/// Where a secret comes from.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SecretWire {
    /// The environment variable that holds it.
    pub env: String,
    /// Whether the server also answers without: headers that would carry it are then left out.
    #[serde(default)]
    pub optional: bool,
}

/// How the picture is sent.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImageWire {
    /// "png" (the default), "jpeg", or "tensor": numbers.
    pub format: Option<String>,
    /// Of a JPEG, 1 to 100; 90 unless set.
    pub quality: Option<u8>,
    /// Of a tensor: "FP32" (the default) or "UINT8".
    pub dtype: Option<String>,
    /// Of a tensor: "NCHW" (the default) or "NHWC".
    pub layout: Option<String>,
    /// Of a tensor: [height, width] that the picture is resized to; its own unless set.
    pub size: Option<[u32; 2]>,
    /// Of a tensor: one channel instead of three.
    pub gray: Option<bool>,
    /// Of a tensor: (value - mean) * scale; 1/255 unless set.
    pub scale: Option<f32>,
    /// Of a tensor; 0 unless set.
    pub mean: Option<f32>,
}

/// Readiness.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadyWire {
    /// Path of the request.
    pub path: String,
    /// How long to wait; "0s" unless set: it is there or it is not.
    pub wait: Option<String>,
}

/// Version.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AboutWire {
    /// Path of the request.
    pub path: String,
    /// Where the reply says it; the first that is there.
    pub version: Vec<String>,
}

/// A request, and where its reply says what.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StepWire {
    /// "POST" unless set.
    pub method: Option<String>,
    /// Path after the endpoint.
    pub path: Option<String>,
    /// Query, by name.
    #[serde(default)]
    pub query: BTreeMap<String, Value>,
    /// Headers, by name.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Body: a tree with templated leaves, sent as JSON.
    pub json: Option<Value>,
    /// Body: a form.
    pub form: Option<BTreeMap<String, Value>>,
    /// Body: a multipart form; "@image" is the picture's file.
    pub multipart: Option<BTreeMap<String, Value>>,
    /// Body: "@image" alone, or words.
    pub raw: Option<String>,
    /// Body: JSON, then the picture (the binary extension of the Open Inference Protocol).
    pub frame: Option<FrameWire>,
    /// What the reply is: "json" (the default) or "text".
    pub reply: Option<String>,
    /// Where the reply holds a string that is JSON itself, which `answer` and `confidence` then look into.
    pub unwrap: Option<String>,
    /// Where the answer stands: JSON Pointer or JSONPath, the first that selects anything.
    pub answer: Option<Vec<String>>,
    /// How sure the server is.
    pub confidence: Option<ConfidenceWire>,
    /// Values of the reply for later steps: `{{ captured.NAME }}`.
    #[serde(default)]
    pub capture: BTreeMap<String, Vec<String>>,
    /// How long the server says that it worked.
    pub server_time: Option<ServerTimeWire>,
    /// Where the reply says what it cost, in US dollars.
    pub cost: Option<String>,
    /// Whether it may be sent again when nobody knows whether it arrived; true unless set. False where it costs money.
    pub repeatable: Option<bool>,
}

/// JSON, then the picture.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FrameWire {
    /// The JSON part.
    pub json: Option<Value>,
    /// The header that says how long the JSON part is.
    pub length_header: String,
    /// Whether the picture's length stands before it: four bytes, the least first.
    #[serde(default)]
    pub prefix_u32: bool,
}

/// How sure the server is: a number in the reply, or the probability of the answer's tokens.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfidenceWire {
    /// Where it stands; of several the least counts.
    pub at: Option<String>,
    /// What it is multiplied by to lie between 0 and 1.
    pub scale: Option<f64>,
    /// Where a list of tokens with `logprob` stands.
    pub logprobs: Option<String>,
    /// What it is, for the record: "sequence", "self-reported", "logprob" ...
    pub source: String,
}

/// How long the server says that it worked: the sum of `at`, or from `from` to `to`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ServerTimeWire {
    /// Where the times stand.
    pub at: Option<Vec<String>>,
    /// Where the beginning stands.
    pub from: Option<String>,
    /// Where the end stands.
    pub to: Option<String>,
    /// "s", "ms", "us" or "ns".
    pub unit: String,
}

/// Asked again and again.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PollWire {
    /// Time before the first; "1s" unless set.
    pub first: Option<String>,
    /// Time between two; "1s" unless set.
    pub every: Option<String>,
    /// How often at most; 120 unless set.
    pub max: Option<u32>,
    /// The request.
    #[serde(default)]
    pub step: StepWire,
}

/// From what was selected to an answer.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AnswerWire {
    /// "text", "tiles", "points" or "trace"; what the challenge asks for unless set.
    #[serde(rename = "type")]
    pub form: Option<Form>,
    /// Put between several texts; nothing unless set.
    pub join: Option<String>,
    /// Whether white space around it goes; true unless set.
    pub trim: Option<bool>,
    /// The number of the first tile: 0 or 1. To be set where tiles are asked.
    pub index_base: Option<u32>,
    /// Texts that mean "I decline".
    pub abstain: Option<Vec<String>>,
    /// Texts that mean "none of them".
    pub none: Option<Vec<String>>,
}

/// What differs by what is asked.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "read again over the common steps; here for strictness and the schema"
)]
pub(super) struct AskWire {
    /// Over `submit`.
    pub submit: Option<StepWire>,
    /// Over `poll`.
    pub poll: Option<PollWire>,
    /// Over `answer`.
    pub answer: Option<AnswerWire>,
}

/// What a reply means, where all that is stated holds.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleWire {
    /// Only in this step.
    pub step: Option<Phase>,
    /// One of these statuses.
    #[serde(default)]
    pub status: Vec<u16>,
    /// Something stands here: JSON Pointer or JSONPath.
    pub at: Option<String>,
    /// It is one of these, whole; or has one of the prefixes.
    #[serde(default)]
    pub equals: Vec<Value>,
    /// It begins with one of these.
    #[serde(default)]
    pub prefix: Vec<String>,
    /// It is none of these.
    #[serde(default)]
    pub unless: Vec<Value>,
    /// Also, these places hold these values.
    #[serde(default)]
    pub when: BTreeMap<String, Value>,
    /// The whole reply begins with one of these.
    #[serde(default)]
    pub body_prefix: Vec<String>,
    /// What it means.
    pub outcome: Outcome,
}

/// How much, how fast, how long.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LimitsWire {
    /// Challenges under way at once; 1 unless set, which is what latency should be measured with.
    pub concurrency: Option<usize>,
    /// Requests that ask, a second.
    pub submit_per_second: Option<f64>,
    /// Requests that poll, a second.
    pub poll_per_second: Option<f64>,
    /// Time for a connection; "5s" unless set.
    pub connect: Option<String>,
    /// Time for one request and its reply; "30s" unless set. The suite's deadline is for the whole attempt.
    pub timeout: Option<String>,
    /// Bytes of a reply; 1048576 unless set. What is longer is malformed.
    pub max_response: Option<u64>,
    /// Requests in all, then the run stops and can be resumed.
    pub max_requests: Option<u64>,
    /// US dollars in all, then the run stops and can be resumed.
    pub max_usd: Option<f64>,
    /// What a request that asks costs, US dollars, where no reply says so.
    pub usd_per_request: Option<f64>,
}

/// Asking again.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RetryWire {
    /// Tries after the first; 4 unless set.
    pub max: Option<u32>,
    /// The first wait, doubled each time; "200ms" unless set.
    pub min: Option<String>,
    /// The longest wait; "20s" unless set. What the server asks for is kept to, however long.
    pub cap: Option<String>,
    /// Whether waits are varied by chance; true unless set.
    pub jitter: Option<bool>,
}
