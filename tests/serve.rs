//! `capbench serve` over real HTTP: goCaptcha's rules one by one, with a clock that the test holds, and the hardened
//! server against what should not be sent.

mod common;
#[path = "common/http.rs"]
mod http;
#[path = "common/server.rs"]
mod server;

use std::collections::BTreeSet;
use std::sync::Barrier;
use std::time::Instant;

use capbench::serve::grid::{Deal, Dealer, Profile};
use common::Bench;
use http::{Client, Said};
use serde_json::{Value, json};
use server::Serving;

const N: usize = 9;
const SEED: &str = "7";

/// The server's challenges, made again from its seed: the server itself gives nothing away.
struct Truth(Dealer);

impl Truth {
    fn of(profile: Profile) -> Self {
        Self(Dealer::new(profile, None, N, Some(4)).expect("a dealer"))
    }

    fn deal(&self, number: u64) -> Deal {
        let seed = self.0.seeds(7).seed(number);
        self.0.deal(&seed, number).expect("a deal")
    }

    fn selection(&self, number: u64) -> Vec<i64> {
        let truth = self.deal(number).truth;
        truth
            .bytes()
            .map(|digit| i64::from(digit == b'1'))
            .collect()
    }
}

fn start(bench: &Bench, profile: Profile, words: &[&str]) -> Serving {
    let mut all = vec!["--profile", profile.word(), "--seed", SEED];
    all.extend(words);
    Serving::start(bench, &all)
}

/// One visitor of one server, who counts the challenges as they come.
struct Visit<'a> {
    serving: &'a Serving,
    client: Client,
    truth: Truth,
    number: u64,
}

impl<'a> Visit<'a> {
    fn new(serving: &'a Serving, profile: Profile) -> Self {
        Self {
            serving,
            client: serving.client(),
            truth: Truth::of(profile),
            number: 0,
        }
    }

    /// A new challenge: its reply and the right selection.
    fn captcha(&mut self) -> (Value, Vec<i64>) {
        let said = self.client.get("/captcha").expect("a captcha");
        assert_eq!(said.status, 200, "{}", said.text());
        let right = self.truth.selection(self.number);
        self.number += 1;
        (said.json(), right)
    }

    fn post(&mut self, id: &str, selection: &[i64]) -> Option<Said> {
        let body = json!({ "captchaid": id, "selection": selection }).to_string();
        self.client.post("/answer", &body)
    }

    fn told(&mut self, id: &str, selection: &[i64]) -> bool {
        let said = self.post(id, selection).expect("an answer");
        assert_eq!(said.status, 200, "{}", said.text());
        said.text().trim().parse().expect("true or false")
    }

    /// A challenge answered right after so many milliseconds.
    fn right_after(&mut self, millis: i64) -> bool {
        let (captcha, right) = self.captcha();
        self.serving.wait(millis);
        self.told(id(&captcha), &right)
    }

    /// A challenge answered wrongly, at once.
    fn wrong(&mut self) {
        let (captcha, right) = self.captcha();
        let wrong: Vec<i64> = right.iter().map(|entry| 1 - entry).collect();
        assert!(!self.told(id(&captcha), &wrong));
    }
}

fn id(captcha: &Value) -> &str {
    captcha["id"].as_str().expect("an id")
}

fn names(captcha: &Value) -> Vec<String> {
    let imgs = captcha["imgs"].as_array().expect("imgs");
    let name = |name: &Value| name.as_str().expect("a name").to_owned();
    imgs.iter().map(name).collect()
}

fn is_uuid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let hex = text
        .bytes()
        .all(|b| b == b'-' || b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    hex && parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12]) && parts[2].starts_with('4')
}

#[test]
fn gocaptcha_routes_and_replies() {
    let bench = Bench::new();
    let serving = start(&bench, Profile::Gocaptcha, &[]);
    let mut visit = Visit::new(&serving, Profile::Gocaptcha);
    let root = visit.client.get("/").expect("a root");
    assert_eq!(
        (root.status, root.text()),
        (200, "ask for images in /r\n".into())
    );

    let said = visit.client.get("/captcha").expect("a captcha");
    assert_eq!(
        said.header("content-type"),
        Some("text/plain; charset=utf-8")
    );
    assert!(said.text().ends_with("}\n"), "JSON and a newline");
    let captcha = said.json();
    let keys: BTreeSet<&str> = captcha
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(keys, BTreeSet::from(["id", "imgs", "question", "date"]));
    assert_eq!(captcha["date"], "");
    assert!(is_uuid(id(&captcha)));
    assert_eq!(captcha["question"], visit.truth.deal(0).question);
    let imgs = names(&captcha);
    assert_eq!(imgs.len(), N);
    assert!(
        imgs.iter()
            .all(|name| name.strip_suffix(".png").is_some_and(is_uuid))
    );
    assert_eq!(imgs.iter().collect::<BTreeSet<_>>().len(), N);

    for path in ["/captcha/", "/answer/", "/image/x/"] {
        let said = visit.client.get(path).expect("a redirect");
        assert_eq!(
            (said.status, said.header("location")),
            (301, path.strip_suffix('/'))
        );
    }
    assert_eq!(visit.client.get("/r").map(|said| said.status), Some(404));
    assert_eq!(
        visit.client.post("/captcha", "").map(|said| said.status),
        Some(405)
    );
    let origin = "Origin: https://example.org\r\n";
    let said = visit
        .client
        .ask("GET", "/captcha", origin, b"")
        .expect("a captcha");
    assert_eq!(said.header("access-control-allow-origin"), Some("*"));
    let asked = format!("{origin}Access-Control-Request-Method: POST\r\n");
    let said = visit
        .client
        .ask("OPTIONS", "/answer", &asked, b"")
        .expect("a preflight");
    let methods = said.header("access-control-allow-methods");
    assert_eq!(
        (said.status, methods),
        (200, Some("GET, HEAD, POST, PUT, OPTIONS"))
    );
}

#[test]
fn gocaptcha_pictures() {
    let bench = Bench::new();
    let serving = start(&bench, Profile::Gocaptcha, &[]);
    let mut visit = Visit::new(&serving, Profile::Gocaptcha);
    let (captcha, right) = visit.captcha();
    let path = |k: usize| format!("/image/{}", names(&captcha)[k]);
    let first = visit.client.get(&path(0)).expect("a picture");
    assert_eq!(
        first.header("content-type"),
        Some("image/jpeg"),
        "a JPEG under a .png name"
    );
    let picture = image::load_from_memory_with_format(&first.body, image::ImageFormat::Jpeg);
    let picture = picture.expect("a JPEG").into_rgb8();
    let mut again = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut again, 75);
    picture.write_with_encoder(encoder).expect("a JPEG");
    // Tables of a quality are the same whatever the picture is.
    let tables = |bytes: &[u8]| {
        let at = bytes
            .windows(2)
            .position(|w| w == [0xff, 0xdb])
            .expect("tables");
        bytes[at + 4..at + 69].to_vec()
    };
    assert_eq!(tables(&first.body), tables(&again), "quality 75");
    assert_eq!(
        serving.stranger().get(&path(0)),
        Some(first),
        "for anybody, any number of times"
    );
    serving.wait(3_000_000);
    assert!(visit.client.get(&path(8)).is_some(), "at any time");
    assert_eq!(visit.client.get("/image/unknown.png"), None, "dropped");
    assert!(!visit.told(id(&captcha), &right));
    assert_eq!(visit.client.get(&path(0)), None, "until it is answered");
}

#[test]
fn gocaptcha_draws_with_replacement_and_asks_for_what_is_there() {
    let bench = Bench::new();
    let serving = start(&bench, Profile::Gocaptcha, &[]);
    let mut visit = Visit::new(&serving, Profile::Gocaptcha);
    let mut counts = [0; N + 1];
    for _ in 0..400 {
        let (_, right) = visit.captcha();
        counts[right.iter().sum::<i64>() as usize] += 1;
    }
    assert_eq!(counts[0], 0, "the question is a tile's category");
    // Of 4 categories each tile is right with 1/4, and the one that gave the question for sure: 1 + 8/4 on average.
    let total: usize = counts.iter().enumerate().map(|(right, n)| right * n).sum();
    let mean = total as f64 / 400.0;
    assert!((mean - 3.0).abs() < 0.25, "size-biased: {mean}");
    assert!(
        counts[1] > 10 && counts[6..].iter().sum::<usize>() > 0,
        "{counts:?}"
    );
}

#[test]
fn gocaptcha_selections() {
    let bench = Bench::new();
    let serving = start(&bench, Profile::Gocaptcha, &["--failures", "1000"]);
    let mut visit = Visit::new(&serving, Profile::Gocaptcha);
    assert!(visit.right_after(1000));
    let changes: [fn(&mut Vec<i64>); 5] = [
        |selection| selection[4] = 1 - selection[4],
        |selection| selection[0] = 2,
        |selection| selection[8] = -1,
        |selection| selection.fill(1),
        |selection| selection.fill(0),
    ];
    for change in changes {
        let (captcha, mut selection) = visit.captcha();
        change(&mut selection);
        serving.wait(1000);
        assert!(!visit.told(id(&captcha), &selection), "{selection:?}");
    }
    let (captcha, mut selection) = visit.captcha();
    selection.extend([1, 5, -3]);
    serving.wait(1000);
    assert!(
        visit.told(id(&captcha), &selection),
        "more entries are ignored"
    );
    assert!(
        !visit.told(id(&captcha), &selection),
        "one answer a captcha"
    );

    let (captcha, right) = visit.captcha();
    serving.wait(1000);
    assert!(!visit.told(id(&captcha), &[0; N]));
    assert!(
        !visit.told(id(&captcha), &right),
        "a wrong answer uses it up as well"
    );

    let (captcha, right) = visit.captcha();
    serving.wait(1000);
    for length in [0, 1, N - 1] {
        assert_eq!(visit.post(id(&captcha), &right[..length]), None, "dropped");
    }
    assert!(visit.told(id(&captcha), &right), "nothing was deleted");

    let (captcha, right) = visit.captcha();
    serving.wait(1000);
    let head = "Content-Type: image/gif\r\n";
    let body =
        json!({ "CAPTCHAID": id(&captcha), "Selection": right, "more": 1 }).to_string() + "]]";
    let said = visit.client.ask("POST", "/answer", head, body.as_bytes());
    assert_eq!(
        said.expect("an answer").text(),
        "true\n",
        "any content type, keys in any case"
    );
}

#[test]
fn gocaptcha_times_are_floored() {
    let bench = Bench::new();
    let serving = start(&bench, Profile::Gocaptcha, &["--failures", "1000"]);
    let mut visit = Visit::new(&serving, Profile::Gocaptcha);
    for (start, wait, right) in [
        (0, 999, false),
        (0, 1000, true),
        (999, 1, true),    // "1 s" can be a millisecond
        (0, 60_999, true), // and "60 s" nearly 61
        (999, 60_000, true),
        (999, 60_001, false), // or not much more than 60
        (0, 61_000, false),
    ] {
        let (captcha, selection) = {
            serving.wait(1000 - serving.now() % 1000 + start);
            visit.captcha()
        };
        serving.wait(wait);
        assert_eq!(
            visit.told(id(&captcha), &selection),
            right,
            "{start} + {wait}"
        );
    }
}

#[test]
fn gocaptcha_addresses() {
    let bench = Bench::new();
    let serving = start(&bench, Profile::Gocaptcha, &[]);
    let mut visit = Visit::new(&serving, Profile::Gocaptcha);
    let (captcha, right) = visit.captcha();
    serving.wait(1000);
    let body = json!({ "captchaid": id(&captcha), "selection": right }).to_string();
    let said = serving
        .stranger()
        .post("/answer", &body)
        .expect("an answer");
    assert_eq!(said.text(), "false\n", "from another address");
    assert!(!visit.told(id(&captcha), &right), "and it is gone");
}

#[test]
fn gocaptcha_takes_all_clients_of_ipv6_for_one() {
    let bench = Bench::new();
    let serving = start(
        &bench,
        Profile::Gocaptcha,
        &["--listen", "[::1]:0", "--db", "s.db"],
    );
    let mut visit = Visit::new(&serving, Profile::Gocaptcha);
    visit.captcha();
    let db = rusqlite::Connection::open(bench.path("s.db")).expect("the database opens");
    let ip: String = db
        .query_row("SELECT ip FROM solution", [], |row| row.get(0))
        .expect("a row");
    assert_eq!(ip, "[");
}

#[test]
fn gocaptcha_bans_with_the_fourth_failure() {
    let bench = Bench::new();
    let serving = start(&bench, Profile::Gocaptcha, &[]);
    let mut visit = Visit::new(&serving, Profile::Gocaptcha);
    for _ in 0..3 {
        visit.wrong();
    }
    assert!(visit.right_after(1000), "three are forgiven, and forgotten");
    for _ in 0..4 {
        visit.wrong();
    }
    assert!(!visit.right_after(1000), "right, and refused");
    serving.wait(27_000);
    assert!(!visit.right_after(1000), "29 s on");
    assert!(visit.right_after(1000), "30 s on");
}

#[test]
fn gocaptcha_bans_slide_and_do_not_expire() {
    let bench = Bench::new();
    let serving = start(&bench, Profile::Gocaptcha, &[]);
    let mut visit = Visit::new(&serving, Profile::Gocaptcha);
    for _ in 0..4 {
        visit.wrong();
    }
    let (refused, right) = visit.captcha();
    serving.wait(10_000);
    assert!(!visit.told(id(&refused), &right), "10 s on");
    assert_eq!(
        visit.client.get(&format!("/image/{}", names(&refused)[0])),
        None,
        "used up"
    );
    assert!(
        visit.right_after(20_000),
        "30 s on: the refused answer renewed nothing"
    );
    for _ in 0..4 {
        visit.wrong();
    }
    serving.wait(29_000);
    visit.wrong();
    assert!(!visit.right_after(29_000), "a wrong answer renewed it");
    serving.wait(1_000_000_000);
    visit.wrong();
    assert!(!visit.right_after(1000), "no failure expires");
    let mut stranger = Client::from(serving.address, [127, 0, 0, 2].into());
    std::mem::swap(&mut visit.client, &mut stranger);
    assert!(visit.right_after(1000), "others are not banned");
    std::mem::swap(&mut visit.client, &mut stranger);
    assert!(visit.right_after(30_000));
}

#[test]
fn gocaptcha_counts_unknown_and_malformed_answers_and_no_crashes() {
    let bench = Bench::new();
    let serving = start(&bench, Profile::Gocaptcha, &[]);
    let mut visit = Visit::new(&serving, Profile::Gocaptcha);
    let (captcha, right) = visit.captcha();
    serving.wait(1000);
    for _ in 0..20 {
        assert_eq!(visit.post(id(&captcha), &right[..3]), None);
    }
    assert!(
        visit.told(id(&captcha), &right),
        "a crash counts for nothing"
    );
    for body in ["", "{", r#"{"captchaid":"unknown","selection":[1]}"#, "[1]"] {
        let said = visit.client.post("/answer", body).expect("an answer");
        assert_eq!(
            (said.status, said.text()),
            (200, "false\n".into()),
            "{body}"
        );
    }
    assert!(!visit.right_after(1000), "four failures");
}

/// How many of many right answers that arrive together are let through.
fn let_through(profile: Profile) -> usize {
    let bench = Bench::new();
    let serving = start(&bench, profile, &["--failures", "100"]);
    let (captcha, right) = Visit::new(&serving, profile).captcha();
    serving.wait(1000);
    let body = json!({ "captchaid": id(&captcha), "selection": right }).to_string();
    let together = Barrier::new(16);
    let post = || {
        let mut client = serving.client();
        client.get("/page").expect("a connection");
        together.wait();
        client.post("/answer", &body).expect("an answer").text() == "true\n"
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..16).map(|_| scope.spawn(post)).collect();
        let told = threads
            .into_iter()
            .map(|thread| thread.join().expect("a thread"));
        told.filter(|told| *told).count()
    })
}

#[test]
fn of_many_right_answers_together_one_is_let_through_if_hardened() {
    assert_eq!(let_through(Profile::Hardened), 1);
    assert!(let_through(Profile::Gocaptcha) >= 1);
}

#[test]
fn hardened_rules() {
    let bench = Bench::new();
    let serving = start(&bench, Profile::Hardened, &[]);
    let mut visit = Visit::new(&serving, Profile::Hardened);
    let (captcha, right) = visit.captcha();
    let paths: Vec<String> = names(&captcha)
        .iter()
        .map(|name| format!("/image/{name}"))
        .collect();
    let picture = visit.client.get(&paths[8]).expect("a picture");
    assert_eq!(
        (picture.status, picture.header("cache-control")),
        (200, Some("no-store"))
    );
    let status = |said: Option<Said>| said.expect("a reply").status;
    assert_eq!(status(serving.stranger().get(&paths[8])), 404, "not his");
    assert_eq!(
        status(visit.post(id(&captcha), &right[..8])),
        400,
        "and not used up"
    );
    assert_eq!(status(visit.client.post("/answer", "{")), 400);
    serving.wait(999);
    let body = json!({ "captchaid": id(&captcha), "selection": right }).to_string();
    let said = serving
        .stranger()
        .post("/answer", &body)
        .expect("an answer");
    assert_eq!(said.text(), "false\n", "another's, which he cannot use up");
    serving.wait(1);
    assert!(visit.told(id(&captcha), &right), "1000 ms");
    assert!(!visit.told(id(&captcha), &right), "once");
    assert_eq!(status(visit.client.get(&paths[8])), 404);

    assert!(!visit.right_after(999), "999 ms");
    let (captcha, right) = visit.captcha();
    serving.wait(60_001);
    let path = format!("/image/{}", names(&captcha)[0]);
    assert_eq!(status(visit.client.get(&path)), 404, "gone after a minute");
    assert!(!visit.told(id(&captcha), &right));
    assert!(visit.right_after(60_000));
    visit.wrong();
    let said = visit.client.get("/captcha").expect("a reply");
    assert_eq!(
        (said.status, said.header("retry-after")),
        (429, Some("30")),
        "four failures"
    );
    assert_eq!(said.json(), json!({ "error": "banned", "retry_after": 30 }));
    serving.wait(29_999);
    assert_eq!(status(visit.post(id(&captcha), &right)), 429);
    serving.wait(1);
    assert!(visit.right_after(1000), "a ban ends when it was said to");
}

#[test]
fn hardened_state_outlives_the_server() {
    let bench = Bench::new();
    let serving = start(&bench, Profile::Hardened, &["--db", "s.db"]);
    let mut visit = Visit::new(&serving, Profile::Hardened);
    let (used, right) = visit.captcha();
    let (open, open_right) = visit.captcha();
    serving.wait(1000);
    assert!(visit.told(id(&used), &right));
    serving.end();
    let serving = start(&bench, Profile::Hardened, &["--db", "s.db"]);
    let mut visit = Visit::new(&serving, Profile::Hardened);
    visit.number = 2;
    assert!(
        !visit.told(id(&used), &right),
        "still used, though the clock was set back"
    );
    assert!(visit.told(id(&open), &open_right), "still open");
    serving.wait(1000);
    assert!(visit.right_after(1000));
    serving.end();
    let words = [
        "serve",
        "--profile",
        "gocaptcha",
        "--db",
        "s.db",
        "--listen",
        "127.0.0.1:0",
    ];
    let done = bench.capbench(&words);
    assert!(
        done.code == 2 && done.err.contains("another --db"),
        "{}",
        done.err
    );
}

#[test]
fn the_front_end_is_served_and_ctrl_c_ends_it() {
    let bench = Bench::new();
    let mut serving = start(&bench, Profile::Hardened, &[]);
    let mut client = serving.client();
    assert_eq!(
        client
            .get("/")
            .and_then(|said| said.header("location").map(str::to_owned)),
        Some("/page".into())
    );
    for (path, kind) in [
        ("/page", "text/html; charset=utf-8"),
        ("/page.css", "text/css; charset=utf-8"),
        ("/captcha.js", "text/javascript; charset=utf-8"),
    ] {
        let said = client.get(path).expect("a file");
        assert_eq!(
            (said.status, said.header("content-type")),
            (200, Some(kind))
        );
        assert!(said.header("content-security-policy").is_some());
    }
    let id = serving.child.id().to_string();
    let kill = std::process::Command::new("kill")
        .args(["-INT", &id])
        .status();
    assert!(kill.expect("kill runs").success());
    assert_eq!(serving.child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn what_cannot_be_served_is_said() {
    let bench = Bench::new();
    for (words, what) in [
        (&["serve", "--min-solve", "2m"][..], "--min-solve is longer"),
        (
            &["serve", "--listen", "192.0.2.1:1"],
            "failed to listen at 192.0.2.1:1",
        ),
        (&["serve", "--source", "nowhere"], "nowhere"),
    ] {
        let done = bench.capbench(words);
        assert!(
            done.code == 2 && done.err.contains(what),
            "{words:?}: {}",
            done.err
        );
    }
}

/// Requests that should not be sent; the numbers say which.
struct Nonsense {
    state: u64,
    id: String,
    names: Vec<String>,
}

impl Nonsense {
    fn number(&mut self, below: u64) -> u64 {
        // xorshift64*
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        (self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % below
    }

    fn bytes(&mut self, most: u64) -> Vec<u8> {
        let length = self.number(most);
        (0..length).map(|_| self.number(256) as u8).collect()
    }

    fn name(&mut self) -> String {
        let pick = self.number(9) as usize;
        let own = self.names[pick].clone();
        match self.number(9) {
            0 => "../../../../etc/passwd".into(),
            1 => "..%2f..%2fetc%2fpasswd%00.jpg".into(),
            2 => own.replace(".jpg", ".png"),
            3 => own.replace("-", "/"),
            4 => {
                let tile = self.number(1 << 40);
                format!("{}-{}.jpg", self.id, tile + 9)
            }
            5 => own.to_uppercase(),
            6 => format!("{own}/../{own}x"),
            7 => "a".repeat(self.number(4000) as usize) + ".jpg",
            _ => format!("{:036x}-{}.jpg", self.number(1 << 60), self.number(9)),
        }
    }

    fn body(&mut self) -> Vec<u8> {
        let id = self.id.clone();
        let text = match self.number(14) {
            0 => return self.bytes(300),
            1 => String::new(),
            2 => "[".repeat(self.number(5000) as usize),
            3 => format!(r#"{{"captchaid":"{id}","selection":{}}}"#, "[".repeat(300)),
            4 => format!(r#"{{"captchaid":"{id}","selection":[1,0]}}"#),
            5 => format!(r#"{{"captchaid":"{id}","selection":[1,0,1,0,1,0,1,0,2]}}"#),
            6 => format!(r#"{{"captchaid":"{id}","selection":[1,0,1,0,1,0,1,0,-1]}}"#),
            7 => format!(r#"{{"captchaid":"{id}","selection":"111111111"}}"#),
            8 => format!(r#"{{"captchaid":"{id}","selection":[1,0,1,0,1,0,1,0,1,1]}}"#),
            9 => format!(r#"{{"captchaid":["{id}"],"selection":[1e400]}}"#),
            10 => format!(r#"{{"captchaid":"{id}"}}"#),
            11 => r#"{"captchaid":"' OR 1=1 --","selection":[1,0,1,0,1,0,1,0,1]}"#.into(),
            12 => format!(
                "{}{}",
                r#"{"captchaid":"x","selection":["#,
                "0,".repeat(5000)
            ),
            _ => format!(r#"{{"captchaid":"{id}","selection":[1,0,1,0,1,0,1,0,1],"x":null}}"#),
        };
        text.into_bytes()
    }

    /// Mostly requests of proper HTTP, whose connection can be used again.
    fn request(&mut self) -> Vec<u8> {
        let (method, path, body): (&str, String, Vec<u8>) = match self.number(40) {
            0..=15 => ("POST", "/answer".into(), self.body()),
            16..=29 => ("GET", format!("/image/{}", self.name()), Vec::new()),
            30..=32 => ("PUT", "/answer".into(), self.body()),
            33 => ("DELETE", "/captcha".into(), Vec::new()),
            34 => ("GET", format!("/{}", "%00/".repeat(1 + self.number(100) as usize)), Vec::new()),
            35 => ("POST", "/captcha".into(), self.bytes(2000)),
            36 => ("GET", "/captcha/../answer?x=".into(), Vec::new()),
            37 => {
                // Not a line break, which may stand before a request that is still to come.
                let rest = self.bytes(200).into_iter().chain(*b"\r\n\r\n");
                return std::iter::once(1).chain(rest).collect();
            }
            38 => return b"POST /answer HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".to_vec(),
            _ => return format!("GET /captcha HTTP/1.1\r\n{}", "X: y\r\n".repeat(200)).into_bytes(),
        };
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        [head.as_bytes(), &body].concat()
    }
}

/// An hour's worth and more of malformed requests: `CAPBENCH_FUZZ` says how many.
#[test]
fn hardened_survives_malformed_requests() {
    let count = std::env::var("CAPBENCH_FUZZ")
        .ok()
        .and_then(|n| n.parse().ok());
    let count: u64 = count.unwrap_or(10_000);
    let bench = Bench::new();
    let serving = start(&bench, Profile::Hardened, &["--db", "s.db"]);
    let mut visit = Visit::new(&serving, Profile::Hardened);
    let (captcha, right) = visit.captcha();
    let size = || {
        ["s.db", "s.db-wal"].map(|name| std::fs::metadata(bench.path(name)).map_or(0, |m| m.len()))
    };
    let fuzz = |count: u64, seed: u64, from: u8| {
        let mut client = Client::from(serving.address, [127, 0, 0, from].into());
        let mut nonsense = Nonsense {
            state: seed,
            id: id(&captcha).to_owned(),
            names: names(&captcha),
        };
        let mut statuses = std::collections::BTreeMap::new();
        for _ in 0..count {
            let said = client.raw(&nonsense.request());
            let status = said.as_ref().map_or(0, |said| said.status);
            let leaks = said.is_some_and(|said| {
                said.body.starts_with(b"true") || said.body.starts_with(&[0xff, 0xd8])
            });
            assert!(
                !leaks && (status == 0 || (400..500).contains(&status)),
                "{status}"
            );
            *statuses.entry(status).or_insert(0u64) += 1;
        }
        statuses
    };
    fuzz(2000, 99, 3);
    let before = (serving.memory(), size());
    let start = Instant::now();
    let statuses: Vec<_> = std::thread::scope(|scope| {
        let fuzz = &fuzz;
        let threads: Vec<_> = (1..=4)
            .map(|t| scope.spawn(move || fuzz(count / 4, t, 3 + t as u8)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("a thread"))
            .collect()
    });
    let after = (serving.memory(), size());
    eprintln!(
        "{count} requests in {:?}: {statuses:?}; memory and database {before:?} to {after:?}",
        start.elapsed()
    );
    if let (Some(before), Some(after)) = (before.0, after.0) {
        assert!(
            after < before + 16 * 1024 * 1024,
            "memory grew from {before} to {after}"
        );
    }
    assert_eq!(before.1[0], after.1[0], "the database grew");
    visit.client = serving.client(); // the first was idle for too long
    serving.wait(1000);
    assert!(
        visit.told(id(&captcha), &right),
        "what they tried to use up is still there"
    );
    assert!(visit.right_after(1000), "and it goes on");
    let errors = serving.end();
    assert!(
        !errors.contains("panicked") && !errors.contains("error"),
        "{errors}"
    );
}
