//! Runs with solvers that live elsewhere, by the real binary: validity, budgets, cassettes, secrets, workers that misbehave.

mod common;
#[expect(dead_code, reason = "the other tests of servers use the rest")]
#[path = "common/scripted.rs"]
mod server;

use std::path::Path;

use common::Bench;
use serde_json::{Value, json as value};
use server::{Say, Server, json, status};

const SECRET: &str = "s3cret-\"mark\"/8d1f";

fn adapter(bench: &Bench, name: &str, kind: &str, options: &str) {
    let text = format!(
        "schema = \"capbench.adapter/1\"\nname = \"{name}\"\nkind = \"{kind}\"\nsummary = \"x\"\n[options]\n{options}"
    );
    bench.write(&format!("adapters/{name}/adapter.toml"), &text);
}

fn suite(bench: &Bench, count: u32, run: &str, solvers: &[&str]) {
    let mut text = format!(
        "schema = 1\nname = \"far\"\n[run]\n{run}\n[[case]]\nname = \"sums\"\nscheme = \"math\"\npreset = \"easy\"\ncount = {count}\n"
    );
    for solver in solvers {
        text += &format!("[[solver]]\nadapter = \"{solver}\"\n");
    }
    bench.write("far.toml", &text);
}

fn of<'a>(rows: &'a [Value], solver: &str) -> Vec<&'a Value> {
    rows.iter().filter(|row| row["solver"] == solver).collect()
}

const KEYED: &str = "secrets = { key = { env = \"FAR_KEY\" } }\nsubmit = { path = \"/ask\", headers = { authorization = \"Bearer {{ secrets.key }}\" }, json = { q = \"{{ question }}\", key = \"{{ secrets.key }}\" }, answer = [\"/answer\"] }\nask = { text = {} }\nabout = { path = \"/about\", version = [\"/v\"] }\nretry = { min = \"2ms\", max = 2 }\n";

fn keyed(base: &str, more: &str) -> String {
    format!("endpoint = \"{base}\"\n{KEYED}{more}")
}

#[test]
fn errors_to_everything_are_no_strong_captcha() {
    let bench = Bench::new();
    let server = Server::start(|_, _| status(500, "{\"error\":\"boom\"}"));
    adapter(
        &bench,
        "far",
        "http",
        &format!(
            "endpoint = \"{}\"\nsubmit = {{ json = {{ q = \"{{{{ question }}}}\" }}, answer = [\"/a\"] }}\nask = {{ text = {{}} }}",
            server.base
        ),
    );
    suite(&bench, 20, "", &["far"]);
    let done = bench.capbench(&["run", "far.toml", "--out", "out"]);
    assert_eq!(done.code, 3, "{}\n{}", done.out, done.err);
    assert!(
        done.out.contains("INVALID") && done.out.contains("faulted in 20 of 20"),
        "{}",
        done.out
    );
    let rows = bench.attempts("out");
    let far = of(&rows, "far");
    assert_eq!(far.len(), 20, "nothing is lost");
    assert!(far.iter().all(|row| row["verdict"] == "faulted"
        && row["outside"]["end"] == "reject"
        && row["why"] == "reject: HTTP 500: boom"));
}

#[test]
fn a_wrong_key_stops_the_run_and_it_goes_on_with_the_right_one() {
    let bench = Bench::new();
    let server = Server::start(|hit, _| {
        if hit.path() == "/about" {
            return json("{\"v\":\"7\"}");
        }
        // What a server echoes must not get into the record either.
        match hit.header("authorization") {
            Some("Bearer the-right-one") => {
                json(&value!({ "answer": "4", "echo": hit.text() }).to_string())
            }
            other => status(
                401,
                &value!({ "error": format!("no such key: {other:?}") }).to_string(),
            ),
        }
    });
    adapter(
        &bench,
        "far",
        "http",
        &keyed(&server.base, "limits = { concurrency = 3 }\n"),
    );
    suite(&bench, 30, "", &["far"]);
    let run = |key: &str, words: &[&str]| {
        common::done(
            bench
                .command(words)
                .env("FAR_KEY", key)
                .output()
                .expect("it runs"),
        )
    };
    let wrong = run(SECRET, &["run", "far.toml", "--out", "out"]);
    assert_eq!(wrong.code, 3, "{}", wrong.err);
    assert!(
        wrong.err.contains("stopped: far:") && wrong.err.contains("--resume"),
        "{}",
        wrong.err
    );
    assert!(
        of(&bench.attempts("out"), "far").is_empty(),
        "an attempt that was not made is not counted"
    );
    assert!(
        server.hits().len() <= 8,
        "nobody goes on asking: {}",
        server.hits().len()
    );
    let right = run("the-right-one", &["run", "--resume", "out"]);
    assert_eq!(right.code, 0, "{}\n{}", right.out, right.err);
    assert_eq!(of(&bench.attempts("out"), "far").len(), 30);
    no_secret(&bench, &[SECRET, "the-right-one"], &[&wrong, &right]);
}

/// A grep of all that is left behind and said.
fn no_secret(bench: &Bench, secrets: &[&str], said: &[&common::Done]) {
    let mut files = 0;
    let mut look = |text: &[u8], place: &str| {
        for secret in secrets {
            let escaped = Value::from(*secret).to_string();
            for form in [*secret, &escaped[1..escaped.len() - 1]] {
                let found = text.windows(form.len()).any(|w| w == form.as_bytes());
                assert!(!found, "{place} holds {form}");
            }
        }
        files += 1;
    };
    for done in said {
        look(done.out.as_bytes(), "stdout");
        look(done.err.as_bytes(), "stderr");
    }
    let mut folders = vec![bench.path("")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                look(
                    &std::fs::read(&path).expect("a file"),
                    &path.display().to_string(),
                );
            }
        }
    }
    assert!(files > 8, "{files} files");
}

#[test]
fn a_cassette_plays_with_nobody_there() {
    let bench = Bench::new();
    let server = Server::start(|hit, n| match hit.path() {
        "/about" => json("{\"v\":\"7\"}"),
        _ if n % 7 == 3 => status(503, "{}"),
        _ if n % 11 == 5 => Say::Close,
        _ if n % 13 == 6 => status(400, &value!({ "error": hit.text() }).to_string()),
        _ => json(&value!({ "answer": (n % 9).to_string() }).to_string()),
    });
    // Pictures: no two are the same, so that every reply has its one place.
    let seeing = |base: &str| {
        keyed(base, "")
            .replace("{{ question }}", "{{ image.b64 }}")
            .replace("text = {}", "picture = {}")
    };
    adapter(&bench, "far", "http", &seeing(&server.base));
    suite(&bench, 40, "error_budget = 0.9", &["far"]);
    let pictures = bench
        .read("far.toml")
        .replace("\"math\"", "\"securimage\"")
        .replace("easy", "simplified");
    bench.write("far.toml", &pictures);
    let record = bench
        .command(&[
            "run",
            "far.toml",
            "--out",
            "live",
            "--record-cassettes",
            "tapes",
        ])
        .env("FAR_KEY", SECRET)
        .output();
    let record = common::done(record.expect("it runs"));
    assert_eq!(record.code, 0, "{}\n{}", record.out, record.err);
    server.stop();
    let asked = server.hits().len();
    let replay = bench.ok(&[
        "run",
        "far.toml",
        "--out",
        "again",
        "--replay-cassettes",
        "tapes",
    ]);
    assert_eq!(server.hits().len(), asked, "nobody is asked");
    let (live, again) = (bench.json("live/run.json"), bench.json("again/run.json"));
    assert_eq!(live["digest"], again["digest"]);
    assert_eq!(
        live["plan_id"], again["plan_id"],
        "the version that the server said is played too"
    );
    let rows = |run: &str| {
        let mut rows: Vec<Value> = of(&bench.attempts(run), "far")
            .into_iter()
            .cloned()
            .collect();
        rows.sort_by_key(|row| row["i"].as_u64());
        for row in &mut rows {
            if let Some(outside) = row["outside"].as_object_mut() {
                outside.remove("queue_us");
            }
        }
        rows
    };
    assert_eq!(
        rows("live"),
        rows("again"),
        "the same answers, faults and times"
    );
    let cell = |run: &str| {
        let summary: Value =
            serde_json::from_str(&bench.ok(&["report", run, "--json"]).out).expect("JSON");
        let mut cells = Vec::new();
        of_solver(&summary, "far", &mut cells);
        assert!(!cells.is_empty(), "{summary}");
        cells
    };
    assert_eq!(cell("live"), cell("again"), "the same report");
    no_secret(&bench, &[SECRET], &[&record, &replay]);

    let other = bench.capbench(&[
        "run",
        "far.toml",
        "--out",
        "other",
        "--seed",
        "9",
        "--replay-cassettes",
        "tapes",
    ]);
    assert_eq!(other.code, 3, "{}", other.err);
    assert!(
        other.err.contains("not in the cassette") && other.err.contains("seed"),
        "{}",
        other.err
    );
    adapter(
        &bench,
        "far",
        "http",
        &seeing(&server.base).replace("q = ", "words = "),
    );
    let other = bench.capbench(&[
        "run",
        "far.toml",
        "--out",
        "changed",
        "--replay-cassettes",
        "tapes",
    ]);
    assert_eq!(other.code, 3, "{}", other.err);
    assert!(
        other.err.contains("the manifest is another one"),
        "{}",
        other.err
    );
}

/// Every table of a summary that is about this solver.
fn of_solver(value: &Value, solver: &str, out: &mut Vec<Value>) {
    match value {
        Value::Object(table) if table.get("solver").is_some_and(|name| name == solver) => {
            out.push(value.clone())
        }
        Value::Object(table) => table.values().for_each(|one| of_solver(one, solver, out)),
        Value::Array(list) => list.iter().for_each(|one| of_solver(one, solver, out)),
        _ => {}
    }
}

#[test]
fn a_budget_stops_the_run_cleanly() {
    let bench = Bench::new();
    let server = Server::start(|_, _| json("{\"answer\":\"4\"}"));
    adapter(
        &bench,
        "far",
        "http",
        &keyed(
            &server.base,
            "limits = { max_requests = 12, concurrency = 4 }\n",
        ),
    );
    suite(&bench, 30, "", &["far"]);
    let run = |words: &[&str]| {
        common::done(
            bench
                .command(words)
                .env("FAR_KEY", SECRET)
                .output()
                .expect("it runs"),
        )
    };
    let done = run(&["run", "far.toml", "--out", "out"]);
    assert_eq!(done.code, 3, "{}", done.err);
    assert!(done.err.contains("12 requests"), "{}", done.err);
    assert_eq!(
        of(&bench.attempts("out"), "far").len(),
        12,
        "every request that was paid for has its row"
    );
    adapter(
        &bench,
        "far",
        "http",
        &keyed(
            &server.base,
            "limits = { max_requests = 100, concurrency = 4 }\n",
        ),
    );
    let done = run(&["run", "--resume", "out"]);
    assert_eq!(done.code, 0, "a budget may be raised: {}", done.err);
    assert_eq!(of(&bench.attempts("out"), "far").len(), 30);
    assert_eq!(
        server
            .hits()
            .iter()
            .filter(|hit| hit.path() == "/ask")
            .count(),
        30
    );
}

#[test]
fn other_machines_need_leave_twice_and_sites_are_refused() {
    let bench = Bench::new();
    adapter(
        &bench,
        "far",
        "http",
        "preset = \"openai-chat\"\nendpoint = \"http://ocr.invalid:1\"",
    );
    suite(&bench, 5, "", &["far"]);
    for (run, words) in [
        ("", vec![]),
        ("hosts = [\"ocr.invalid\"]", vec![]),
        ("", vec!["--allow-remote", "ocr.invalid"]),
    ] {
        suite(&bench, 5, run, &["far"]);
        let done =
            bench.capbench(&[["run", "far.toml", "--out", "out"].as_slice(), &words].concat());
        assert_eq!(done.code, 2, "{run} {words:?}: {}", done.err);
        assert!(
            done.err.contains("--allow-remote ocr.invalid"),
            "{}",
            done.err
        );
    }
    suite(&bench, 5, "hosts = [\"ocr.invalid\"]", &["far"]);
    let done = bench.capbench(&[
        "run",
        "far.toml",
        "--out",
        "out",
        "--allow-remote",
        "ocr.invalid",
    ]);
    assert_eq!(
        done.code, 0,
        "it is not there, and the run says so: {}",
        done.err
    );
    assert!(done.err.contains("unavailable: far"), "{}", done.err);

    adapter(
        &bench,
        "far",
        "http",
        &format!("endpoint = \"http://ocr.invalid\"\n{KEYED}"),
    );
    let done = common::done(
        bench
            .command(&[
                "run",
                "far.toml",
                "--out",
                "o2",
                "--allow-remote",
                "ocr.invalid",
            ])
            .env("FAR_KEY", SECRET)
            .output()
            .expect("it runs"),
    );
    assert!(
        done.code == 2 && done.err.contains("plain http"),
        "{}",
        done.err
    );

    for (options, word) in [
        (
            "preset = \"createtask\"\n[options.ask.picture.submit.json.task]\nwebsiteKey = \"x\"",
            "websiteKey",
        ),
        (
            "preset = \"createtask\"\n[options.ask.picture.submit.json.task]\ntype = \"RecaptchaV2TaskProxyless\"",
            "RecaptchaV2",
        ),
        (
            "preset = \"createtask\"\nvars = { t = \"HCaptchaTask\" }\n[options.ask.picture.submit.json.task]\ntype = \"{{ vars.t }}\"",
            "HCaptchaTask",
        ),
        (
            "preset = \"in-php\"\n[options.ask.picture.submit.form]\npageurl = \"x\"",
            "pageurl",
        ),
        (
            "preset = \"plain\"\n[options.submit.headers]\ncookie = \"a=b\"",
            "cookie",
        ),
        ("preset = \"plain\"\nproxy = \"http://x\"", "proxy"),
        (
            "preset = \"plain\"\nendpoint = \"http://u:p@127.0.0.1\"",
            "secrets",
        ),
    ] {
        adapter(&bench, "odd", "http", options);
        let done = bench.capbench(&["adapter", "show", "adapters/odd", "--expanded"]);
        assert_eq!(done.code, 2, "{options}: {}", done.out);
        assert!(done.err.contains(word), "{options}: {}", done.err);
    }
}

#[test]
fn mistakes_in_a_manifest_are_shown_where_they_stand() {
    let bench = Bench::new();
    for (options, place, word) in [
        ("preset = \"olama\"", "6:10", "did you mean `ollama`?"),
        ("presett = \"ollama\"", "6:1", "did you mean `preset`?"),
        (
            "preset = \"plain\"\nendpoint = \"127.0.0.1\"",
            "7:12",
            "http://",
        ),
        (
            "preset = \"plain\"\nasks = [\"pictures\"]",
            "7:8",
            "picture",
        ),
        (
            "preset = \"plain\"\nlimits = { timeout = \"soon\" }",
            "7:22",
            "500ms",
        ),
        (
            "preset = \"plain\"\nsubmit = { path = \"/{{ vars.x }}\" }",
            "7:10",
            "vars.x",
        ),
        (
            "preset = \"plain\"\nsubmit = { answer = [\"a.b\"] }",
            "7",
            "JSON Pointer",
        ),
    ] {
        adapter(&bench, "odd", "http", options);
        let done = bench.capbench(&["adapter", "show", "adapters/odd", "--expanded"]);
        assert_eq!(done.code, 2, "{options}");
        assert!(
            done.err.contains(&format!("adapter.toml:{place}")),
            "{options}: {}",
            done.err
        );
        assert!(done.err.contains(word), "{options}: {}", done.err);
    }
}

#[test]
fn every_preset_makes_an_adapter_that_loads() {
    let bench = Bench::new();
    let list: Value =
        serde_json::from_str(&bench.ok(&["adapter", "presets", "--json"]).out).expect("JSON");
    let list = list.as_array().expect("a list");
    assert!(list.len() >= 14);
    for preset in list {
        let name = preset["name"].as_str().expect("a name");
        bench.ok(&["adapter", "new", &format!("my-{name}"), "--preset", name]);
        let shown = bench
            .ok(&[
                "adapter",
                "show",
                &format!("adapters/my-{name}"),
                "--expanded",
            ])
            .out;
        let shown: toml::Table = shown.parse().expect("TOML");
        assert_eq!(shown["name"].as_str(), Some(format!("my-{name}").as_str()));
    }
    assert_eq!(
        bench
            .capbench(&["adapter", "new", "../x", "--preset", "plain"])
            .code,
        2
    );
    assert_eq!(
        bench
            .capbench(&["adapter", "new", "my-plain", "--preset", "plain"])
            .code,
        2
    );
}

#[test]
fn check_finds_what_an_adapter_makes_of_nonsense_and_hangs() {
    let bench = Bench::new();
    let server = Server::start(|_, _| json("{\"answer\":\"4\"}"));
    adapter(
        &bench,
        "good",
        "http",
        &format!(
            "endpoint = \"{}\"\nsubmit = {{ json = {{ i = \"{{{{ image.b64 }}}}\" }}, answer = [\"/answer\"] }}\nask = {{ picture = {{}} }}",
            server.base
        ),
    );
    let done = bench.ok(&["check", "adapters/good"]);
    assert!(
        done.out.contains("blank picture") && done.out.contains("self-test"),
        "{}",
        done.out
    );
    assert!(
        server.hits().len() < 20,
        "a check asks little: {}",
        server.hits().len()
    );
    adapter(
        &bench,
        "lax",
        "http",
        &format!(
            "endpoint = \"{}\"\nsubmit = {{ json = {{ i = \"{{{{ image.b64 }}}}\" }}, reply = \"text\", answer = [\"\"] }}\nask = {{ picture = {{}} }}\nrules = [{{ status = [200], outcome = \"ok\" }}]",
            server.base
        ),
    );
    let done = bench.capbench(&["check", "adapters/lax"]);
    assert_eq!(done.code, 1, "{}", done.out);
    assert!(
        done.out.contains("takes a web page for the answer"),
        "{}",
        done.out
    );
}

/// A worker in the shell that answers the length of its line's number, with a fault at some numbers.
fn worker(bench: &Bench, name: &str, fault: &str, options: &str) {
    let script = format!(
        r#"n=0
while IFS= read -r line; do
  case $line in
    *'"op":"hello"'*) echo '{{"capbench":1,"name":"w","version":"1","kinds":["text"]}}' ;;
    *'"op":"bye"'*) exit 0 ;;
    *) n=$((n+1)); id=$(printf '%s' "$line" | sed 's/.*"id":"\([^"]*\)".*/\1/')
      {fault}
      printf '{{"id":"%s","answer":"4"}}\n' "$id" ;;
  esac
done
"#
    );
    bench.write(&format!("adapters/{name}/w.sh"), &script);
    adapter(
        bench,
        name,
        "process",
        &format!("command = [\"sh\", \"w.sh\"]\n{options}"),
    );
}

#[test]
fn workers_that_misbehave_fault_for_themselves_alone() {
    // (what is wrong with every tenth attempt, how it ends, a word of the reason)
    let drills = [
        (
            "noise",
            "if [ $n = 10 ]; then echo 'Loading model'; fi",
            "malformed",
            "Loading model",
        ),
        (
            "crash",
            "if [ $n = 10 ]; then echo 'out of memory' >&2; exit 7; fi",
            "transport",
            "out of memory",
        ),
        (
            "wrong-id",
            "if [ $n = 10 ]; then id=999; fi",
            "malformed",
            "999",
        ),
        (
            "endless",
            "if [ $n = 10 ]; then head -c 100000000 /dev/zero | tr '\\0' x; fi",
            "transport",
            "without an end",
        ),
        (
            "refuses",
            "if [ $n = 10 ]; then printf '{\"id\":\"%s\",\"error\":\"too dark\"}\\n' \"$id\"; continue; fi",
            "reject",
            "too dark",
        ),
    ];
    let bench = Bench::new();
    for (name, fault, _, _) in &drills {
        worker(&bench, name, fault, "");
    }
    let names: Vec<&str> = drills.iter().map(|drill| drill.0).collect();
    suite(&bench, 35, "error_budget = 0.5\ndeadline = \"5s\"", &names);
    let done = bench.capbench(&["run", "far.toml", "--out", "out"]);
    assert_eq!(done.code, 0, "{}\n{}", done.out, done.err);
    let rows = bench.attempts("out");
    for (name, _, end, word) in &drills {
        let rows = of(&rows, name);
        assert_eq!(rows.len(), 35, "{name}");
        let bad: Vec<_> = rows
            .iter()
            .filter(|row| row["verdict"] == "faulted")
            .collect();
        let wanted = if *name == "refuses" { 1 } else { 3 };
        assert_eq!(bad.len(), wanted, "{name}: every tenth of a process's life");
        for row in bad {
            assert_eq!(row["outside"]["end"], *end, "{name}");
            assert!(
                row["why"].as_str().expect("a reason").contains(word),
                "{name}: {row}"
            );
        }
        assert!(
            rows.iter()
                .all(|row| row["verdict"] == "faulted" || row["answer"] == "4"),
            "{name}"
        );
        let restarts: u64 = rows
            .iter()
            .filter_map(|row| row["outside"]["restarts"].as_u64())
            .sum();
        assert_eq!(restarts, if *name == "refuses" { 0 } else { 3 }, "{name}");
    }
}

#[test]
fn a_worker_that_hangs_is_ended_with_all_that_it_started() {
    let bench = Bench::new();
    worker(
        &bench,
        "hang",
        "if [ $n = 10 ]; then sleep 987654 & sleep 987654; fi",
        "",
    );
    suite(
        &bench,
        25,
        "error_budget = 0.5\ndeadline = \"3s\"",
        &["hang"],
    );
    let done = bench.capbench(&["run", "far.toml", "--out", "out"]);
    assert_eq!(done.code, 0, "{}\n{}", done.out, done.err);
    let rows = bench.attempts("out");
    let rows = of(&rows, "hang");
    assert_eq!(
        rows.iter()
            .filter(|row| row["verdict"] == "timed-out")
            .count(),
        2
    );
    assert_eq!(rows.iter().filter(|row| row["answer"] == "4").count(), 23);
    let left = running("sleep 987654").len();
    assert_eq!(left, 0, "nothing is left running");
}

/// Command lines of this machine's processes that hold this.
fn running(what: &str) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    let line = |dir: &Path| {
        let bytes = std::fs::read(dir.join("cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&bytes).replace('\0', " ")
    };
    entries
        .flatten()
        .map(|entry| line(&entry.path()))
        .filter(|line| line.contains(what) && !line.contains("w.sh"))
        .collect()
}

#[test]
fn a_worker_that_never_works_is_given_up_and_the_run_is_invalid() {
    let bench = Bench::new();
    worker(&bench, "dead", "exit 1", "restarts = 2");
    suite(&bench, 30, "", &["dead"]);
    let done = bench.capbench(&["run", "far.toml", "--out", "out"]);
    assert_eq!(done.code, 3, "{}", done.out);
    let rows = bench.attempts("out");
    let rows = of(&rows, "dead");
    assert_eq!(rows.len(), 30);
    let asked = rows
        .iter()
        .filter(|row| {
            !row["why"]
                .as_str()
                .expect("a reason")
                .starts_with("not asked")
        })
        .count();
    assert_eq!(asked, 3, "the first, and two more starts");
    bench.write("adapters/none/adapter.toml", "schema = \"capbench.adapter/1\"\nname = \"none\"\nkind = \"process\"\nsummary = \"x\"\noptions = { command = [\"capbench-no-such-program\"] }");
    suite(&bench, 5, "", &["none"]);
    let done = bench.capbench(&["run", "far.toml", "--out", "o2"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.err.contains("unavailable: none"), "{}", done.err);
}

#[test]
fn a_worker_sees_its_own_variables_alone_and_its_secret_nobody() {
    let bench = Bench::new();
    worker(
        &bench,
        "env",
        "echo \"$W_SECRET $W_OPEN $W_HIDDEN\" >&2; printf '{\"id\":\"%s\",\"answer\":\"%s\"}\\n' \"$id\" \"$W_OPEN$W_HIDDEN$W_SECRET\"; continue",
        "env = [\"W_OPEN\"]\nsecrets = [\"W_SECRET\"]",
    );
    suite(&bench, 3, "", &["env"]);
    let mut command = bench.command(&["run", "far.toml", "--out", "out"]);
    let done = common::done(
        command
            .env("W_OPEN", "open")
            .env("W_HIDDEN", "hidden")
            .env("W_SECRET", "marked-value-77")
            .output()
            .expect("it runs"),
    );
    assert_eq!(done.code, 0, "{}", done.err);
    let rows = bench.attempts("out");
    assert!(
        of(&rows, "env")
            .iter()
            .all(|row| row["answer"] == "open[secret]"),
        "{rows:?}"
    );
    no_secret(&bench, &["marked-value-77"], &[&done]);
}

#[test]
fn the_examples_work() {
    let bench = Bench::new();
    let dir = common::repository().join("adapters/python-example");
    let done = bench.ok(&["check", dir.to_str().expect("a path")]);
    assert!(done.out.contains("python-example 1"), "{}", done.out);
    suite(&bench, 40, "", &["python-example"]);
    let done = bench.ok(&["run", "far.toml", "--out", "out"]);
    let rows = bench.attempts("out");
    let rows = of(&rows, "python-example");
    let count = |verdict: &str| rows.iter().filter(|row| row["verdict"] == verdict).count();
    assert!(
        count("solved") >= 1 && count("faulted") == 0,
        "{}",
        done.out
    );
    bench.ok(&["adapter", "new", "mine", "--preset", "python"]);
    bench.ok(&["check", "adapters/mine"]);
}

#[test]
fn order_and_concurrency_change_no_result() {
    let bench = Bench::new();
    let server = Server::start(|hit, _| {
        let n = hit.json()["q"].as_str().map_or(0, str::len);
        json(&value!({ "answer": (n % 10).to_string() }).to_string())
    });
    let digest = |concurrency: u32, threads: &str, out: &str| {
        let limits = format!("limits = {{ concurrency = {concurrency} }}\n");
        adapter(
            &bench,
            "far",
            "http",
            &format!(
                "endpoint = \"{}\"\n{limits}submit = {{ json = {{ q = \"{{{{ question }}}}\" }}, answer = [\"/answer\"] }}\nask = {{ text = {{}} }}",
                server.base
            ),
        );
        suite(&bench, 60, "", &["far"]);
        bench.ok(&[
            "run",
            "far.toml",
            "--out",
            out,
            "--threads",
            threads,
            "--no-report",
        ]);
        bench.json(&format!("{out}/run.json"))["digest"].clone()
    };
    assert_eq!(digest(1, "1", "a"), digest(16, "3", "b"));
}
