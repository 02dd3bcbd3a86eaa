//! Servers as they are documented to talk, and as they should not: what becomes of each reply.

mod common;
#[path = "common/scripted.rs"]
mod server;

use std::time::{Duration, Instant};

use capbench::adapter::{self, Made};
use capbench::model::{Answer, Challenge, Response};
use capbench::solver::{Account, End, Outside, Session};
use serde_json::json as value;
use server::{Hit, Say, Server, json, status};

/// What one attempt came to.
struct Came {
    /// The answer; "(abstains)"; or the fault.
    what: String,
    confidence: Option<f32>,
    account: Account,
    hits: Vec<Hit>,
}

fn picture() -> Challenge {
    Challenge::image(image::RgbImage::from_pixel(
        40,
        20,
        image::Rgb([255, 250, 240]),
    ))
}

/// Waits short enough for a test.
const QUICK: &str = "\nretry = { min = \"5ms\", cap = \"20ms\", jitter = false }\n";

fn session(options: &str, base: &str, limit: Duration) -> Box<dyn Session> {
    let dir = tempfile::tempdir().expect("a folder");
    let text = format!(
        "schema = \"capbench.adapter/1\"\nname = \"x\"\nkind = \"http\"\nsummary = \"x\"\n[options]\nendpoint = \"{base}\"\n{options}"
    );
    std::fs::write(dir.path().join("adapter.toml"), text).expect("a manifest");
    let loaded = adapter::load(dir.path()).unwrap_or_else(|e| panic!("{e:#}"));
    let Made::Ready(solver) = loaded.made else {
        panic!("unavailable")
    };
    solver
        .reach("x", &Outside::default())
        .unwrap_or_else(|e| panic!("{e}"));
    solver.open_for(limit).unwrap_or_else(|e| panic!("{e}"))
}

fn ask_for(
    options: &str,
    challenge: &Challenge,
    limit: Duration,
    say: impl Fn(&Hit, usize) -> Say + Send + Sync + 'static,
) -> Came {
    let server = Server::start(say);
    let mut session = session(options, &server.base, limit);
    let before = server.hits().len();
    let (what, confidence) = match session.solve(challenge) {
        Ok(Response::Answer(Answer {
            text, confidence, ..
        })) => (text, confidence),
        Ok(Response::Abstain) => ("(abstains)".to_owned(), None),
        Err(error) => (error.to_string(), None),
    };
    Came {
        what,
        confidence,
        account: session.account().expect("an account"),
        hits: server.hits().split_off(before),
    }
}

fn ask(options: &str, say: impl Fn(&Hit, usize) -> Say + Send + Sync + 'static) -> Came {
    ask_for(options, &picture(), Duration::from_secs(10), say)
}

/// A server that is ready and knows nothing of itself, and says `reply` to everything else.
fn says(reply: &'static str) -> impl Fn(&Hit, usize) -> Say + Send + Sync + 'static {
    move |hit, _| {
        if hit.method == "GET" {
            json("{}")
        } else {
            json(reply)
        }
    }
}

/// POST / gives {"answer": ..}: the least that JSON can be.
const LEAST: &str = "submit = { path = \"/\", json = { image = \"{{ image.b64 }}\" }, answer = [\"/answer\"], confidence = { at = \"/p\", source = \"test\" } }\nask = { picture = {} }\nlimits = { timeout = \"300ms\" }\n";

fn least() -> String {
    LEAST.to_owned() + QUICK
}

#[test]
fn tf_serving_in_all_its_shapes() {
    let options = "preset = \"tf-serving\"";
    let came = ask(
        options,
        says(r#"{"outputs":{"output":"aBc","probability":0.97}}"#),
    );
    assert_eq!((came.what.as_str(), came.confidence), ("aBc", Some(0.97)));
    let hit = &came.hits[0];
    assert_eq!(hit.path(), "/v1/models/captcha:predict");
    let sent = hit.json();
    assert_eq!(sent["signature_name"], "serving_default");
    assert!(
        sent["inputs"]["input"]["b64"]
            .as_str()
            .expect("base64")
            .starts_with("iVBOR")
    );
    for reply in [
        r#"{"outputs":"aBc"}"#,
        r#"{"outputs":["aBc"]}"#,
        r#"{"outputs":{"output":["aBc"]}}"#,
    ] {
        let came = ask(options, says(reply));
        assert_eq!(
            (came.what.as_str(), came.confidence),
            ("aBc", None),
            "{reply}"
        );
    }
    let came = ask(
        options,
        says(r#"{"outputs":{"output":"aBc","probability":NaN}}"#),
    );
    assert_eq!(
        (came.what.as_str(), came.confidence),
        ("aBc", None),
        "bare NaN is documented"
    );
    let came = ask(options, |hit, _| {
        if hit.method == "GET" {
            json("{}")
        } else {
            status(
                404,
                r#"{"error":"Servable not found for request: Latest(captcha)"}"#,
            )
        }
    });
    assert_eq!(came.account.end, End::Fatal);
    assert!(came.what.contains("Servable not found"), "{}", came.what);
    let came = ask(
        "preset = \"tf-serving-rows\"",
        says(r#"{"predictions":[{"output":"aBc","probability":0.5}]}"#),
    );
    assert_eq!((came.what.as_str(), came.confidence), ("aBc", Some(0.5)));
    let came = ask("preset = \"kserve-v1\"", says(r#"{"predictions":["aBc"]}"#));
    assert_eq!(came.what, "aBc");
    let came = ask("preset = \"kserve-v1\"", |hit, _| {
        if hit.method == "GET" {
            json("{}")
        } else {
            status(500, r#"{"error":"KeyError : 'instances'"}"#)
        }
    });
    assert_eq!(
        (came.account.end, came.hits.len()),
        (End::Reject, 1),
        "a mistake of the client is not sent again"
    );
}

#[test]
fn open_inference_in_json_and_in_bytes() {
    let reply = r#"{"model_name":"captcha","id":"1","outputs":[{"name":"confidence","datatype":"FP32","shape":[1],"data":[0.75]},{"name":"answer","datatype":"BYTES","shape":[1],"data":["40x20"]}]}"#;
    let came = ask("preset = \"oip-v2\"", says(reply));
    assert_eq!((came.what.as_str(), came.confidence), ("40x20", Some(0.75)));
    let sent = came.hits[0].json();
    assert_eq!(sent["inputs"][0]["parameters"]["content_type"], "base64");
    assert_eq!(sent["inputs"][0]["shape"], value!([1]), "a list stays one");

    let came = ask(
        "preset = \"oip-v2-binary\"\nvars = { shape = [1, 1] }",
        says(reply),
    );
    assert_eq!(came.what, "40x20");
    let hit = &came.hits[0];
    let head: usize = hit
        .header("inference-header-content-length")
        .expect("a length")
        .parse()
        .expect("a number");
    let (json, tail) = hit.body.split_at(head);
    let json: serde_json::Value = serde_json::from_slice(json).expect("JSON");
    assert_eq!(
        json["inputs"][0]["parameters"]["binary_data_size"],
        tail.len()
    );
    assert_eq!(json["inputs"][0]["shape"], value!([1, 1]));
    let length = u32::from_le_bytes(tail[..4].try_into().expect("four bytes"));
    assert_eq!(length as usize, tail.len() - 4);
    assert!(tail[4..].starts_with(b"\x89PNG"));
    for (code, body, end) in [
        (400, r#"{"error":"unexpected shape"}"#, End::Reject),
        (422, r#"{"detail":[{"msg":"field required"}]}"#, End::Reject),
        (500, "Internal Server Error", End::Reject),
        (
            501,
            r#"{"error":"Model versioning not supported yet."}"#,
            End::Reject,
        ),
    ] {
        let came = ask("preset = \"oip-v2\"", move |hit, _| {
            if hit.method == "GET" {
                json_of("{}")
            } else {
                status(code, body)
            }
        });
        assert_eq!(
            (came.account.end, came.hits.len()),
            (end, 1),
            "{code}: {}",
            came.what
        );
    }
}

fn json_of(text: &str) -> Say {
    json(text)
}

/// createTask with the waits of a test; the secret is a variable that cargo sets.
const TASKS: &str = "preset = \"createtask\"\nsecrets = { client_key = { env = \"CARGO_MANIFEST_DIR\" } }\npoll = { first = \"5ms\", every = \"5ms\", max = 6 }\nlimits = { timeout = \"300ms\" }\nretry = { min = \"5ms\", cap = \"20ms\", jitter = false }\n";

fn tasks(submit: &'static str, polls: &'static [&'static str]) -> Came {
    ask(TASKS, move |hit, n| match hit.path() {
        "/createTask" => json(submit),
        "/getTaskResult" => json(polls[(n - 1).min(polls.len() - 1)]),
        other => panic!("{other}"),
    })
}

#[test]
fn create_task_is_polled_and_its_errors_have_their_meanings() {
    let ready = r#"{"errorId":0,"status":"ready","solution":{"text":"aB7"},"cost":"0.0005","createTime":100,"endTime":103,"solveCount":1}"#;
    let polls: &'static [&'static str] =
        Box::leak(Box::new([r#"{"errorId":0,"status":"processing"}"#, ready]));
    let came = tasks(r#"{"errorId":0,"taskId":7654321}"#, polls);
    assert_eq!(
        (came.what.as_str(), came.confidence),
        ("aB7", None),
        "no confidence is invented"
    );
    assert_eq!(
        (came.account.tries, came.account.polls, came.account.usd),
        (1, 2, Some(0.0005))
    );
    assert_eq!(came.account.server_us, Some(3_000_000));
    let (lower, upper) = came.account.between_us.expect("an interval");
    assert!(
        lower < upper && upper == came.account.solve_us,
        "{:?}",
        came.account
    );
    assert_eq!(
        came.hits[1].json()["taskId"],
        7_654_321,
        "a number stays one"
    );
    assert_eq!(came.hits[0].json()["clientKey"], env!("CARGO_MANIFEST_DIR"));
    assert_eq!(came.hits[0].json()["task"]["type"], "ImageToTextTask");

    let at_once =
        r#"{"errorId":0,"taskId":"37223a89-06ed","status":"ready","solution":{"text":"now"}}"#;
    let came = tasks(at_once, &["{}"]);
    assert_eq!(
        (came.what.as_str(), came.account.polls),
        ("now", 0),
        "some services answer at once"
    );

    let literal: &'static [&'static str] =
        &[r#"{"status":"ready","solution":{"text":"Not solved"}}"#];
    assert_eq!(tasks(r#"{"taskId":1}"#, literal).what, "(abstains)");
    let looks_odd: &'static [&'static str] =
        &[r#"{"errorId":0,"status":"ready","solution":{"text":"ERROR7"}}"#];
    assert_eq!(
        tasks(r#"{"taskId":1}"#, looks_odd).what,
        "ERROR7",
        "whole values, not parts of them"
    );

    for (code, end, tries) in [
        ("ERROR_KEY_DOES_NOT_EXIST", End::Fatal, 1),
        ("ERROR_ZERO_BALANCE", End::Fatal, 1),
        ("ERROR_IP_BLOCKED", End::Fatal, 1),
        ("ERROR_CAPTCHA_UNSOLVABLE", End::Abstain, 1),
        ("ERROR_TOO_BIG_CAPTCHA_FILESIZE", End::Reject, 1),
        ("ERROR_NO_SLOT_AVAILABLE", End::RateLimited, 5),
    ] {
        let reply = format!(r#"{{"errorId":1,"errorCode":"{code}","errorDescription":"x"}}"#);
        let came = tasks(reply.leak(), &["{}"]);
        assert_eq!(
            (came.account.end, came.account.tries),
            (end, tries),
            "{code}: {}",
            came.what
        );
        assert_eq!(came.account.stop.is_some(), end == End::Fatal, "{code}");
    }
    let never: &'static [&'static str] = &[r#"{"errorId":0,"status":"processing"}"#];
    let came = tasks(r#"{"errorId":0,"taskId":1}"#, never);
    assert_eq!(
        (came.account.end, came.account.polls),
        (End::Timeout, 6),
        "{}",
        came.what
    );
}

#[test]
fn what_may_have_been_paid_is_not_paid_twice() {
    // The task may have been taken in: hang, broken connection, a gateway's error.
    for say in [
        || Say::Hang,
        || Say::Close,
        || Say::Half,
        || status(502, "<html>Bad Gateway</html>"),
    ] {
        let came = ask(TASKS, move |_, _| say());
        assert_eq!(
            (came.hits.len(), came.account.resubmits),
            (1, 0),
            "{}",
            came.what
        );
        assert!(
            matches!(came.account.end, End::Timeout | End::Transport),
            "{}",
            came.what
        );
    }
    // A poll whose reply came is not repeated, although the task is gone.
    let came = ask(TASKS, |hit, n| match (hit.path(), n) {
        ("/createTask", _) => json(r#"{"taskId":1}"#),
        (_, 1) => Say::Reply(200, "text/html", vec![], b"<html>oops</html>".to_vec()),
        _ => Say::Reply(
            404,
            "text/html",
            vec![],
            b"<html>no such task</html>".to_vec(),
        ),
    });
    assert_eq!(
        (came.account.end, came.account.polls),
        (End::Malformed, 1),
        "{}",
        came.what
    );
    let came = ask(TASKS, |hit, _| match hit.path() {
        "/createTask" => json(r#"{"taskId":1}"#),
        _ => status(404, "{}"),
    });
    assert_eq!(
        (came.account.end, came.account.polls),
        (End::Transport, 1),
        "lost, and no reason to stop the run"
    );
    // A poll that no reply came to loses nothing by being repeated.
    let came = ask(TASKS, |hit, n| match (hit.path(), n) {
        ("/createTask", _) => json(r#"{"taskId":1}"#),
        (_, 1) => Say::Close,
        _ => json(r#"{"status":"ready","solution":{"text":"ok"}}"#),
    });
    assert_eq!((came.what.as_str(), came.account.tries), ("ok", 1));
}

#[test]
fn in_php_has_the_same_key_for_the_task_and_the_answer() {
    let options = TASKS
        .replace("createtask", "in-php")
        .replace("client_key", "key");
    let came = ask(&options, |hit, n| match (hit.path(), n) {
        ("/in.php", _) => json(r#"{"status":1,"request":"2122988149"}"#),
        (_, 1) => json(r#"{"status":0,"request":"CAPCHA_NOT_READY"}"#),
        _ => json(r#"{"status":1,"request":"ERROR7"}"#),
    });
    assert_eq!((came.what.as_str(), came.account.polls), ("ERROR7", 2));
    assert!(
        came.hits[0].text().contains("method=base64"),
        "{}",
        came.hits[0].text()
    );
    assert!(
        !came.hits[0].text().contains('+'),
        "base64 in a form is escaped"
    );
    assert!(
        came.hits[1].target.contains("id=2122988149") && came.hits[1].target.contains("action=get")
    );
    for (code, end) in [
        ("ERROR_WRONG_USER_KEY", End::Fatal),
        ("ERROR_ZERO_BALANCE", End::Fatal),
        ("ERROR_CAPTCHA_UNSOLVABLE", End::Abstain),
        ("ERROR_ZERO_CAPTCHA_FILESIZE", End::Reject),
        ("ERROR_NO_SLOT_AVAILABLE", End::RateLimited),
    ] {
        let reply: &'static str = format!(r#"{{"status":0,"request":"{code}"}}"#).leak();
        let came = ask(&options, move |_, _| json(reply));
        assert_eq!(came.account.end, end, "{code}: {}", came.what);
    }
}

#[test]
fn chat_completions_with_probabilities_that_are_the_answers_own() {
    let reply = r#"{"choices":[{"finish_reason":"length","message":{"role":"assistant","content":"{\"answer\":\"aB7\"}  "},
        "logprobs":{"content":[{"token":"```json","logprob":-3.0},{"token":"{\"answer\":\"","logprob":-0.1},
        {"token":"aB","logprob":-0.5},{"token":"7","logprob":-0.25},{"token":"\"}","logprob":-1.0}]}}],
        "timings":{"prompt_ms":10.5,"predicted_ms":4.5}}"#;
    let came = ask("preset = \"openai-chat\"", says(reply));
    assert_eq!(came.what, "aB7", "complete although its length was cut");
    let p = came.confidence.expect("a probability");
    assert!((f64::from(p) - (-0.75f64).exp()).abs() < 1e-6, "{p}");
    assert_eq!(came.account.server_us, Some(15_000));
    let sent = came.hits[0].json();
    let url = sent["messages"][1]["content"][1]["image_url"]["url"]
        .as_str()
        .expect("a URI");
    assert!(url.starts_with("data:image/png;base64,iVBOR"));
    assert_eq!(
        (sent["max_tokens"].as_u64(), sent["cache_prompt"].as_bool()),
        (Some(64), Some(false))
    );
    assert_eq!(
        came.hits[0].header("authorization"),
        None,
        "an optional secret that is not set takes its header along"
    );

    let question = Challenge::text("What is 2 \"+\" 3?");
    let came = ask_for(
        "preset = \"openai-chat\"",
        &question,
        Duration::from_secs(5),
        says(reply),
    );
    let sent = came.hits[0].json();
    assert!(
        sent["messages"][1]["content"]
            .as_str()
            .expect("words")
            .ends_with("2 \"+\" 3?")
    );

    for (content, what) in [
        ("{\"answer\":\"aB", "malformed"),
        ("The answer is aB7.", "malformed"),
        ("{\"answer\":null}", "(abstains)"),
    ] {
        let reply: &'static str = value!({ "choices": [{ "message": { "content": content } }] })
            .to_string()
            .leak();
        let came = ask("preset = \"openai-chat\"", says(reply));
        assert!(came.what.starts_with(what), "{content}: {}", came.what);
    }
    for (code, body, end, tries) in [
        (
            401,
            r#"{"error":{"message":"Invalid API Key","type":"authentication_error"}}"#,
            End::Fatal,
            1,
        ),
        (
            400,
            r#"{"error":{"message":"exceed_context_size_error"}}"#,
            End::Reject,
            1,
        ),
        (
            500,
            r#"{"error":{"message":"image_url must be an object","type":"server_error"}}"#,
            End::Reject,
            1,
        ),
        (
            503,
            r#"{"error":{"message":"Loading model"}}"#,
            End::Transport,
            5,
        ),
    ] {
        let options = "preset = \"openai-chat\"".to_owned() + QUICK;
        let came = ask(&options, move |hit, _| {
            if hit.method == "GET" {
                json("{}")
            } else {
                status(code, body)
            }
        });
        assert_eq!(
            (came.account.end, came.account.tries),
            (end, tries),
            "{code}: {}",
            came.what
        );
    }
}

#[test]
fn ollama_ddddocr_rapidocr_and_plain() {
    let came = ask(
        "preset = \"ollama\"",
        says(
            r#"{"message":{"content":"{\"answer\":\"x1\"}"},"done":true,"prompt_eval_duration":2000000,"eval_duration":1000000}"#,
        ),
    );
    assert_eq!(
        (came.what.as_str(), came.account.server_us),
        ("x1", Some(3000))
    );
    let came = ask("preset = \"ddddocr\"", |hit, _| match hit.path() {
        "/initialize" | "/health" => json(r#"{"success":true}"#),
        _ => json(r#"{"success":true,"message":"ok","data":{"text":"aB7xk","probability":null}}"#),
    });
    assert_eq!(came.what, "aB7xk");
    let came = ask(
        "preset = \"ddddocr\"",
        says(r#"{"success":false,"message":"cannot identify image file"}"#),
    );
    assert_eq!(came.account.end, End::Reject, "200, and yet no answer");
    assert!(came.what.contains("cannot identify"), "{}", came.what);
    let lines =
        r#"{"0":{"rec_txt":"aB","dt_boxes":[],"score":0.9},"1":{"rec_txt":"7x","score":0.5}}"#;
    let came = ask("preset = \"rapidocr\"", says(lines));
    assert_eq!(
        (came.what.as_str(), came.confidence),
        ("aB7x", Some(0.5)),
        "as sure as its least sure line"
    );
    assert!(
        came.hits[0]
            .header("content-type")
            .expect("a type")
            .starts_with("multipart/form-data")
    );
    assert!(came.hits[0].body.windows(4).any(|w| w == b"\x89PNG"));
    assert_eq!(ask("preset = \"rapidocr\"", says("{}")).what, "(abstains)");
    let came = ask("preset = \"plain\"", |_, _| {
        Say::Reply(200, "text/plain", vec![], b" aB7\n".to_vec())
    });
    assert_eq!(came.what, "aB7");
    let came = ask("preset = \"plain\"", |_, _| {
        Say::Reply(200, "text/plain", vec![], b"<!DOCTYPE html><html>".to_vec())
    });
    assert_eq!(came.account.end, End::Malformed, "a page is no answer");
}

#[test]
fn replies_that_make_no_sense() {
    for (body, word) in [
        ("<html><body>502</body></html>", "web page"),
        ("", "not JSON"),
        ("{\"answer\":", "not JSON"),
        ("{\"reply\":\"x\"}", "not where"),
        ("{\"answer\":{\"a\":1}}", "table"),
        ("{\"answer\":true}", "truth value"),
        ("[]", "not where"),
    ] {
        let came = ask(&least(), move |_, _| json(body));
        assert_eq!(
            (came.account.end, came.hits.len()),
            (End::Malformed, 1),
            "{body}: {}",
            came.what
        );
        assert!(came.what.contains(word), "{body}: {}", came.what);
    }
    let came = ask(&least(), |_, _| json(r#"{"answer":"x","p":NaN}"#));
    assert_eq!((came.what.as_str(), came.confidence), ("x", None));
    let came = ask(&least(), |_, _| json(r#"{"answer":"x","p":17}"#));
    assert_eq!(
        (came.what.as_str(), came.confidence),
        ("x", None),
        "no probability is none"
    );
    let big = || {
        json(&format!(
            r#"{{"answer":"x","more":"{}"}}"#,
            "y".repeat(4_050_000)
        ))
    };
    let came = ask(&least(), move |_, _| big());
    assert_eq!(
        (came.account.end, came.hits.len()),
        (End::Malformed, 1),
        "{}",
        came.what
    );
    assert!(came.what.contains("max_response"), "{}", came.what);
    let raised = least().replace(
        "timeout = \"300ms\"",
        "timeout = \"5s\", max_response = 5000000",
    );
    assert_eq!(ask(&raised, move |_, _| big()).what, "x");
}

#[test]
fn too_many_requests_with_and_without_a_time_to_wait() {
    let limited = |after: Option<&'static str>| {
        move |_: &Hit, n: usize| {
            let more = after
                .map(|after| ("Retry-After", after.to_owned()))
                .into_iter()
                .collect();
            if n < 2 {
                Say::Reply(429, "application/json", more, b"{}".to_vec())
            } else {
                json(r#"{"answer":"x"}"#)
            }
        }
    };
    let came = ask(&least(), limited(None));
    assert_eq!((came.what.as_str(), came.account.tries), ("x", 3));
    let start = Instant::now();
    let came = ask(&least(), limited(Some("0.15")));
    assert_eq!(
        (
            came.what.as_str(),
            came.account.tries,
            came.account.resubmits
        ),
        ("x", 3, 0)
    );
    assert!(
        start.elapsed() >= Duration::from_millis(300),
        "what the server asks for is kept to"
    );
    let start = Instant::now();
    let came = ask_for(
        &least(),
        &picture(),
        Duration::from_secs(2),
        limited(Some("60")),
    );
    assert_eq!(
        (came.account.end, came.hits.len()),
        (End::RateLimited, 1),
        "{}",
        came.what
    );
    assert!(
        start.elapsed() < Duration::from_secs(1),
        "a wait beyond the deadline is not begun"
    );
    let came = ask(&least(), |_, _| status(429, "{}"));
    assert_eq!(
        (came.account.end, came.account.tries),
        (End::RateLimited, 5)
    );
}

#[test]
fn hangs_drips_and_broken_connections() {
    let start = Instant::now();
    let came = ask_for(&least(), &picture(), Duration::from_millis(700), |_, _| {
        Say::Hang
    });
    assert_eq!(came.account.end, End::Timeout, "{}", came.what);
    assert!(
        start.elapsed() < Duration::from_millis(1500) && came.hits.len() >= 2,
        "asked again while there was time"
    );
    let reply = b"HTTP/1.1 200 X\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{\"answer\":\"x\"}";
    let came = ask_for(
        &least(),
        &picture(),
        Duration::from_millis(600),
        move |_, _| Say::Drip(reply.to_vec(), Duration::from_millis(20)),
    );
    assert_eq!(
        came.account.end,
        End::Timeout,
        "a byte now and then is no sign of life: {}",
        came.what
    );
    let came = ask(&least(), |_, n| {
        if n == 0 {
            Say::Close
        } else {
            json(r#"{"answer":"x"}"#)
        }
    });
    assert_eq!(
        (
            came.what.as_str(),
            came.account.tries,
            came.account.resubmits
        ),
        ("x", 2, 1)
    );
    let came = ask(&least(), |_, _| Say::Half);
    assert_eq!(
        (came.account.end, came.account.tries),
        (End::Transport, 5),
        "{}",
        came.what
    );
    let came = ask(&least(), |_, _| {
        Say::Reply(
            302,
            "text/html",
            vec![("Location", "http://example.com/".to_owned())],
            vec![],
        )
    });
    assert_eq!(
        (came.account.end, came.hits.len()),
        (End::Fatal, 1),
        "a redirect would lead past the check of the host"
    );
}

#[test]
fn connections_are_kept() {
    let server = Server::start(|_, _| json(r#"{"answer":"x"}"#));
    let mut session = session(&least(), &server.base, Duration::from_secs(5));
    let challenge = picture();
    for _ in 0..3 {
        session.solve(&challenge).expect("an answer");
    }
    assert!(
        server
            .hits()
            .iter()
            .all(|hit| hit.header("connection") != Some("close"))
    );
}
