//! `capbench math` as a CAPTCHA module: the rules hold for many processes at once, and after `kill -9`.

mod common;

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use capbench::desk::{Counting, Desk, Rules};
use capbench::model::Key;
use common::{Bench, done};

/// As many processes at once as the rules must hold for.
const CROWD: usize = 32;

fn key() -> Key {
    let key = serde_json::json!({ "drawn": "7", "stored": "7", "case_sensitive": false });
    serde_json::from_value(key).expect("a key")
}

/// The right answer, which only the database knows.
fn answer(bench: &Bench, id: &str) -> String {
    let connection = rusqlite::Connection::open(bench.path("q.db")).expect("the database opens");
    let sql = "SELECT key FROM question WHERE id = ?1";
    let key: String = connection
        .query_row(sql, [id], |row| row.get(0))
        .expect("an open question");
    let key: Key = serde_json::from_str(&key).expect("a key");
    key.stored
}

/// A desk that the binary and the test share.
fn desk(bench: &Bench, rules: &Rules) -> Desk {
    Desk::open(&bench.path("q.db"), rules).expect("a desk")
}

fn ask(desk: &Desk) -> String {
    let id = desk.create_question("What is 3 plus 4?", &key(), SystemTime::now());
    id.expect("a question").to_string()
}

fn check(bench: &Bench, id: &str, answer: &str, from: &str) -> Command {
    let words = [
        "math", "--db", "q.db", "--id", id, "--answer", answer, "--from", from,
    ];
    bench.command(&words)
}

/// What the binary says of one answer.
fn told(bench: &Bench, id: &str, answer: &str, from: &str) -> bool {
    let done = done(
        check(bench, id, answer, from)
            .output()
            .expect("the binary runs"),
    );
    assert_eq!(done.code, 0, "{}", done.err);
    done.out.trim().parse().expect("true or false")
}

/// What each of many processes says that are started together.
fn crowd(commands: impl Iterator<Item = Command>) -> Vec<String> {
    let children: Vec<Child> = commands
        .map(|mut command| {
            let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
            command.spawn().expect("the binary runs")
        })
        .collect();
    let finished = children.into_iter().map(|child| {
        let done = done(child.wait_with_output().expect("a child"));
        assert_eq!(done.code, 0, "{}", done.err);
        done.out.trim().to_owned()
    });
    finished.collect()
}

fn trues(told: &[String]) -> usize {
    assert!(told.iter().all(|t| t == "true" || t == "false"), "{told:?}");
    told.iter().filter(|told| *told == "true").count()
}

#[test]
fn a_question_is_asked_and_checked() {
    let bench = Bench::new();
    let asked = bench.ok(&["math", "--db", "q.db", "--difficulty", "0"]).out;
    let (id, _) = asked.split_once(" : ").expect("ID : question");
    let again = bench.ok(&["math", "--db", "q.db", "--id", id]);
    assert_eq!(again.out, asked);
    let right = answer(&bench, id);
    assert!(told(&bench, id, &right, "w"));
    assert!(!told(&bench, id, &right, "w"), "single use");
    assert_eq!(
        bench.capbench(&["math", "--db", "q.db", "--id", id]).code,
        1
    );
}

#[test]
fn questions_come_in_numbers_and_as_json() {
    let bench = Bench::new();
    let asked = bench
        .ok(&["math", "--db", "q.db", "-n", "20", "--json"])
        .out;
    let lines: Vec<serde_json::Value> = asked
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let texts: BTreeSet<&str> = lines
        .iter()
        .filter_map(|line| line["question"].as_str())
        .collect();
    assert_eq!(lines.len(), 20);
    assert!(texts.len() > 10, "seeds are fresh: {texts:?}");
    let id = lines[0]["id"].as_str().expect("an id");
    let words = [
        "math", "--db", "q.db", "--id", id, "--answer", "-1", "--json",
    ];
    let told: serde_json::Value = serde_json::from_str(&bench.ok(&words).out).expect("JSON");
    assert_eq!(told, serde_json::json!({ "id": id, "correct": false }));
}

#[test]
fn one_of_many_right_answers_is_let_through() {
    let bench = Bench::new();
    let desk = desk(&bench, &Rules::default());
    for _ in 0..3 {
        let id = ask(&desk);
        let visitor = |n: usize| check(&bench, &id, "7", &format!("visitor {n}"));
        assert_eq!(trues(&crowd((0..CROWD).map(visitor))), 1);
    }
}

/// One failure short of a lock, then one more: none is lost and none is counted twice.
#[test]
fn a_lock_trips_at_the_very_failure() {
    let bench = Bench::new();
    let rules = Rules {
        failures: NonZeroU32::new(CROWD as u32),
        counting: Counting::Accumulated,
        ..Rules::default()
    };
    let desk = desk(&bench, &rules);
    let wrong = |ids: &[String]| {
        let told = crowd(ids.iter().map(|id| check(&bench, id, "8", "w")));
        assert_eq!(trues(&told), 0);
    };
    let ids: Vec<String> = (1..CROWD).map(|_| ask(&desk)).collect();
    wrong(&ids);
    assert!(
        told(&bench, &ask(&desk), "7", "w"),
        "locked a failure too early"
    );
    wrong(&[ask(&desk)]);
    assert!(!told(&bench, &ask(&desk), "7", "w"), "a failure was lost");
    assert!(told(&bench, &ask(&desk), "7", "v"), "others are not locked");
}

/// Many wrong answers to one question: all fail, the identifier is locked, and what comes under lock is used up.
#[test]
fn a_crowd_of_failures_locks() {
    let bench = Bench::new();
    let desk = desk(&bench, &Rules::default());
    let id = ask(&desk);
    let told_all = crowd((0..CROWD).map(|_| check(&bench, &id, "8", "w")));
    assert_eq!(trues(&told_all), 0);
    let next = ask(&desk);
    assert!(!told(&bench, &next, "7", "w"));
    assert!(!told(&bench, &next, "7", "v"));
    assert!(told(&bench, &ask(&desk), "7", "v"));
}

#[test]
fn a_crowd_makes_a_new_database_together() {
    let bench = Bench::new();
    for round in ["1.db", "2.db", "3.db"] {
        let asked = crowd((0..CROWD).map(|_| bench.command(&["math", "--db", round])));
        let ids: BTreeSet<&str> = asked
            .iter()
            .filter_map(|line| line.split(' ').next())
            .collect();
        assert_eq!(ids.len(), CROWD);
    }
}

#[test]
fn an_old_question_has_expired() {
    let bench = Bench::new();
    let desk = desk(&bench, &Rules::default());
    let ago = |minutes: u64| SystemTime::now() - Duration::from_secs(60 * minutes);
    let asked = |now| {
        desk.create_question("?", &key(), now)
            .expect("a question")
            .to_string()
    };
    let (old, young) = (asked(ago(10)), asked(ago(9)));
    assert!(!told(&bench, &old, "7", "w"));
    assert!(told(&bench, &young, "7", "w"));
}

#[test]
fn rules_are_the_databases() {
    let bench = Bench::new();
    let math = |words: &[&str]| bench.capbench(&[&["math", "--db", "q.db"], words].concat());
    assert_eq!(math(&["--failures", "1", "--lock", "1h"]).code, 0);
    assert_eq!(math(&["--failures", "1"]).code, 0, "the same rule again");
    let refused = math(&["--failures", "9", "--lock", "1h"]);
    assert_eq!(refused.code, 2);
    assert!(refused.out.is_empty());
    assert!(
        refused.err.contains("failures is 1, not 9;"),
        "{}",
        refused.err
    );
    assert!(!told(&bench, "nobody's", "7", "w"));
    let asked = math(&["--failures", "0", "--change-rules"]).out;
    let (id, _) = asked.split_once(" : ").expect("ID : question");
    assert!(
        !told(&bench, id, &answer(&bench, id), "w"),
        "a lock keeps its end"
    );
    assert_eq!(math(&["--failures", "0", "--lock", "1h"]).code, 0);
}

#[test]
fn what_cannot_be_told_is_an_error() {
    let bench = Bench::new();
    let refused = |words: &[&str], why: &str| {
        let done = bench.capbench(&[&["math"], words].concat());
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{words:?}");
        assert!(done.err.contains(why), "{words:?}\n{}", done.err);
    };
    bench.write("text.db", "hello");
    refused(
        &["--db", "text.db", "--id", "x", "--answer", "7"],
        "no SQLite database",
    );
    refused(&["--db", "q.db", "--answer", "7"], "--id");
    refused(
        &["--db", "q.db", "--id", "x", "--answer", "7", "--from", ""],
        "--from",
    );
    refused(&["--db", "q.db", "--lock", "0s"], "`lock` is 0s");
    refused(&["--db", "text.db/q.db"], "folder");
}

#[cfg(target_os = "linux")]
#[test]
fn it_lies_where_programs_keep_their_state() {
    let bench = Bench::new();
    let mut command = bench.command(&["math"]);
    let done = done(
        command
            .env("XDG_STATE_HOME", bench.path("state"))
            .output()
            .expect("it runs"),
    );
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(bench.path("state/capbench/math.db").is_file());
}

/// The binary, killed at moments all over its short life: an answer that it told true is used for ever, and no question
/// lets two through.
#[cfg(unix)]
#[test]
fn a_killed_check_lets_nobody_through_twice() {
    let bench = Bench::new();
    let desk = desk(&bench, &Rules::default());
    let started = Instant::now();
    assert!(told(&bench, &ask(&desk), "7", "w"));
    let life = started.elapsed();
    let mut used = 0;
    for part in 0..60 {
        let id = ask(&desk);
        let mut child = check(&bench, &id, "7", "w")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        wait(life * part / 50);
        child.kill().expect("a kill");
        let first = done(child.wait_with_output().expect("a child")).out;
        let second = told(&bench, &id, "7", "w");
        assert!(!(first.trim() == "true" && second), "used twice");
        used += u32::from(!second);
    }
    assert!(
        (1..60).contains(&used),
        "all kills came before, or after, the answer: {used}"
    );
    assert_whole(&bench.path("q.db"));
}

/// Killed while it makes the database, at any point of that: the next process finishes the work.
#[cfg(unix)]
#[test]
fn a_killed_start_is_made_up_for() {
    let bench = Bench::new();
    let started = Instant::now();
    bench.ok(&["math", "--db", "first.db"]);
    let life = started.elapsed();
    for part in 0..40 {
        let name = format!("{part}.db");
        let mut child = bench
            .command(&["math", "--db", &name])
            .stdout(Stdio::null())
            .spawn()
            .expect("the binary runs");
        wait(life * part / 40);
        child.kill().expect("a kill");
        child.wait().expect("a child");
        bench.ok(&["math", "--db", &name]);
        assert_whole(&bench.path(&name));
    }
}

/// Time that is too short to sleep.
fn wait(time: Duration) {
    let moment = Instant::now() + time;
    while Instant::now() < moment {
        std::thread::yield_now();
    }
}

/// SQLite's own opinion of the file.
fn assert_whole(path: &Path) {
    let connection = rusqlite::Connection::open(path).expect("the database opens");
    let verdict: String = connection
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .expect("a verdict");
    assert_eq!(verdict, "ok");
}

/// Names the database of [`killed_worker`].
const WORKER: &str = "CAPBENCH_TEST_DESK";

/// No test of its own: what [`a_killed_worker_leaves_a_whole_database`] starts and kills. Asks and answers without end,
/// and says so after each step.
#[test]
fn killed_worker() {
    let Some(path) = std::env::var_os(WORKER).map(PathBuf::from) else {
        return;
    };
    let desk = Desk::open(&path, &Rules::default()).expect("a desk");
    loop {
        let (kept, used) = (ask(&desk), ask(&desk));
        println!("\nasked {kept}");
        assert!(
            desk.check_answer(&used, "7", Some("w"), SystemTime::now())
                .expect("an answer")
        );
        println!("\nused {used}");
    }
}

#[cfg(unix)]
#[test]
fn a_killed_worker_leaves_a_whole_database() {
    let bench = Bench::new();
    let path = bench.path("q.db");
    let (mut asked, mut used) = (Vec::new(), Vec::new());
    for round in 0..20 {
        let mut child = Command::new(std::env::current_exe().expect("this test"))
            .args(["--exact", "killed_worker", "--nocapture"])
            .env(WORKER, &path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("this test runs");
        let mut lines = BufReader::new(child.stdout.take().expect("its words")).lines();
        let mut note = |line: String| match line.split_once(' ') {
            Some(("asked", id)) if id.len() == 26 => asked.push(id.to_owned()),
            Some(("used", id)) if id.len() == 26 => used.push(id.to_owned()),
            _ => {}
        };
        // The kill comes at some point of a later step: nobody waits for the worker there.
        lines
            .by_ref()
            .take(12 + 7 * round)
            .map_while(Result::ok)
            .for_each(&mut note);
        child.kill().expect("a kill");
        lines.map_while(Result::ok).for_each(&mut note);
        assert!(
            !child.wait().expect("a child").success(),
            "the worker ended by itself"
        );
        assert_whole(&path);
    }
    assert!(used.len() > 20 && asked.len() >= used.len());
    let desk = Desk::open(&path, &Rules::default()).expect("a desk");
    let check = |id: &String| {
        desk.check_answer(id, "7", None, SystemTime::now())
            .expect("an answer")
    };
    assert!(!used.iter().any(check), "a used question came back");
    assert!(asked.iter().all(check), "a question was lost");
}
