//! What a manifest makes of a server that talks nonsense or hangs: for `capbench check`, against a server of our own.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use super::hub::Hub;
use super::scene::{Scene, trial};
use super::spec::Spec;
use super::trip::Trip;
use crate::model::{Asks, Response};
use crate::solver::{Defect, End, Severity};

/// Replies that hold no answer, whatever the protocol.
const NONSENSE: [(&str, &str, &str); 4] = [
    (
        "a web page",
        "text/html",
        "<!doctype html><html><body>502 Bad Gateway</body></html>",
    ),
    ("an empty table", "application/json", "{}"),
    (
        "a table of other things",
        "application/json",
        r#"{"unexpected":{"of":["another",{"kind":true}]}}"#,
    ),
    (
        "half a table",
        "application/json",
        r#"{"outputs":{"output":"ab"#,
    ),
];

/// How long a hang is waited for.
const PATIENCE: Duration = Duration::from_millis(400);

pub(super) fn run(spec: &Spec) -> Vec<Defect> {
    let mut defects = Vec::new();
    for (asks, exchange) in &spec.asks {
        let Ok(scene) = Scene::trial(spec, *asks) else {
            continue;
        };
        for (what, kind, body) in NONSENSE {
            // Where the reply is words, words are an answer.
            if exchange.submit.words && kind != "text/html" {
                continue;
            }
            let reply = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
            let Some((base, _)) = serve(Some(reply)) else {
                continue;
            };
            let hub = Hub::drill(spec, &base);
            let mut trip = Trip::new(spec, &hub, String::new(), true, PATIENCE);
            let mut scene = Scene::trial(spec, *asks).unwrap_or_else(|_| Scene::about(spec));
            if let Ok(Response::Answer(answer)) = trip.run(exchange, &mut scene, &trial(*asks)) {
                defects.push(Defect {
                    severity: Severity::Error,
                    what: format!(
                        "asked {}, it takes {what} for the answer {:?}",
                        asks.word(),
                        answer.text
                    ),
                    next: "make `answer` name the place exactly, or add a rule".to_owned(),
                });
            }
        }
        defects.extend(hang(spec, exchange, scene, *asks));
    }
    defects
}

fn hang(
    spec: &Spec,
    exchange: &super::spec::Exchange,
    mut scene: Scene,
    asks: Asks,
) -> Option<Defect> {
    let (base, _held) = serve(None)?;
    let hub = Hub::drill(spec, &base);
    let start = Instant::now();
    let mut trip = Trip::new(spec, &hub, String::new(), true, PATIENCE);
    let came = trip.run(exchange, &mut scene, &trial(asks));
    let timely = start.elapsed() < PATIENCE * 3;
    let told = matches!(&came, Err(failed) if failed.end == End::Timeout);
    (!timely || !told).then(|| Defect {
        severity: Severity::Error,
        what: format!(
            "a server that hangs ends as something else than a timeout, after {:.1?}",
            start.elapsed()
        ),
        next: "this is a fault of capbench; please report it with the manifest".to_owned(),
    })
}

/// A server on loopback that gives every request this reply, or none; and where it is.
fn serve(reply: Option<String>) -> Option<(String, std::thread::JoinHandle<()>)> {
    let listener = TcpListener::bind("127.0.0.1:0").ok()?;
    let base = format!("http://{}", listener.local_addr().ok()?);
    let end = Instant::now() + PATIENCE * 4;
    listener.set_nonblocking(true).ok()?;
    let thread = std::thread::spawn(move || {
        let mut held: Vec<TcpStream> = Vec::new();
        while Instant::now() < end {
            match listener.accept() {
                Ok((stream, _)) => held.extend(answer(stream, reply.as_deref())),
                Err(_) => std::thread::sleep(Duration::from_millis(2)),
            }
        }
    });
    Some((base, thread))
}

/// Reads a request's head and part of its body, and answers; a connection that gets no answer is held.
fn answer(mut stream: TcpStream, reply: Option<&str>) -> Option<TcpStream> {
    let Some(reply) = reply else {
        return Some(stream);
    };
    stream.set_nonblocking(false).ok()?;
    stream
        .set_read_timeout(Some(Duration::from_millis(100)))
        .ok()?;
    let (mut seen, mut block) = (Vec::new(), [0u8; 4096]);
    while let Ok(n) = stream.read(&mut block) {
        seen.extend_from_slice(&block[..n]);
        let head = seen.windows(4).position(|w| w == b"\r\n\r\n");
        let length = head.map(|head| {
            let text = String::from_utf8_lossy(&seen[..head]).to_ascii_lowercase();
            let length = text
                .lines()
                .find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
            head + 4 + length.unwrap_or(0usize)
        });
        if n == 0 || length.is_some_and(|length| seen.len() >= length) {
            break;
        }
    }
    let _unheard = stream.write_all(reply.as_bytes());
    None
}
