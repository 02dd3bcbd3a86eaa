//! Challenge generators in other languages, good ones and bad ones.

mod common;

use common::{Bench, Done, repository};
use std::process::Command;

/// A generator in Python that needs no package: a tiny picture whose pixels are the key's bits.
const GOOD: &str = r#"
import base64, json, os, random, struct, sys, time, zlib
def png(rows):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    head = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 0, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows))
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")).decode()
def make(request):
    rng = random.Random(request["seed"])
    key = "".join(rng.choices("abcdefgh", k=6))
    return {"image": png([[255 * (ord(c) >> b & 1) for b in range(8)] for c in key]), "key": key, "legibility": {"covered": 0.25}}
for line in sys.stdin:
    request = json.loads(line)
    if request["type"] == "hello":
        reply = {"version": 1, "charset": "abcdefgh", "length": [6, 6], "repeats": True}
    else:
        reply = make(request)
        #BAD
    print(json.dumps(reply), flush=True)
"#;

fn python() -> bool {
    let there = Command::new("python3")
        .arg("-V")
        .output()
        .is_ok_and(|out| out.status.success());
    if !there {
        eprintln!("skipped: no python3");
    }
    there
}

/// Runs the generator with `bad` in it.
fn outcome(bench: &Bench, bad: &str, deadline: u32) -> Done {
    bench.write("make.py", &GOOD.replace("#BAD", bad));
    bench.write(
        "s.toml",
        &format!(
            "schema = 1\nname = 's'\n[run]\ncontrols = ['mute']\n[[case]]\nname = 'mine'\nscheme = 'external'\ncount = 40\noptions = {{ command = ['python3', 'make.py'], deadline_ms = {deadline} }}\n"
        ),
    );
    let _ = std::fs::remove_dir_all(bench.path("r"));
    bench.capbench(&["run", "s.toml", "--out", "r"])
}

#[test]
fn a_good_one_runs_with_no_change_to_capbench() {
    if !python() {
        return;
    }
    let bench = Bench::new();
    let done = outcome(&bench, "", 10_000);
    assert_eq!(done.code, 0, "{}\n{}", done.out, done.err);
    let row = bench
        .read("r/challenges.jsonl")
        .lines()
        .next()
        .unwrap()
        .to_owned();
    assert!(row.contains("\"covered\":0.25"), "{row}");
    // Same seeds, same challenges, in other processes.
    let digest = bench.json("r/run.json")["digest"].clone();
    bench.ok(&["run", "s.toml", "--out", "again", "--threads", "3"]);
    assert_eq!(bench.json("again/run.json")["digest"], digest);
    assert!(bench.read("r/report.html").contains("data:image/png"));
    bench.ok(&["check", "s.toml"]);
}

#[test]
fn bad_ones_make_a_run_invalid_and_say_why() {
    if !python() {
        return;
    }
    let bench = Bench::new();
    for (bad, part) in [
        ("reply = make({'seed': os.getpid()})", "not deterministic"),
        (
            "reply['key'] = str(os.getpid())",
            "the same challenge with two keys",
        ),
        ("time.sleep(5)", "no reply within 300 ms"),
        ("sys.exit('out of ink')", "it said: out of ink"),
        ("print('no {json'); continue", "not a line of JSON"),
        ("del reply['key']", "has no `key`"),
        ("del reply['image']", "has no `image`"),
        ("reply['image'] = 'AAAA'", "no PNG, JPEG or GIF"),
        ("reply['spare'] = 1", "not as it should be"),
        ("reply = {'error': 'no font'}", "it says: no font"),
    ] {
        let deadline = if bad.contains("sleep") { 300 } else { 10_000 };
        let done = outcome(&bench, bad, deadline);
        assert_eq!(done.code, 3, "{bad}: {}\n{}", done.out, done.err);
        let verdict = done
            .out
            .split("INVALID")
            .nth(1)
            .unwrap_or_else(|| panic!("{bad}: {}", done.out));
        assert!(verdict.contains(part), "{bad}: {verdict}");
    }
}

#[test]
fn one_that_does_not_introduce_itself_is_a_mistake_of_the_suite() {
    let bench = Bench::new();
    let text = "schema = 1\nname = 's'\n[[case]]\nname = 'mine'\nscheme = 'external'\ncount = 4\noptions = { command = ['no-such-program'] }\n";
    bench.write("s.toml", text);
    let done = bench.capbench(&["run", "s.toml"]);
    assert_eq!(done.code, 2);
    assert!(
        done.err.contains("cannot be started") && done.err.contains("s.toml:7"),
        "{}",
        done.err
    );
}

#[test]
fn the_examples_run() {
    let bench = Bench::new();
    let here = |name: &str| {
        repository()
            .join("examples/external")
            .join(name)
            .display()
            .to_string()
    };
    let has = |program: &str, words: &[&str]| {
        Command::new(program)
            .args(words)
            .output()
            .is_ok_and(|out| out.status.success())
    };
    if has("node", &["-v"]) {
        let done = bench.ok(&[
            "gate",
            &here("node.toml"),
            "--out",
            "node",
            "--limit",
            "100",
            "--json",
        ]);
        assert!(done.out.contains("\"verdict\": \"pass\""), "{}", done.out);
    } else {
        eprintln!("skipped: no node");
    }
    if has(
        "python3",
        &[
            "-c",
            "from PIL import ImageFont; ImageFont.load_default(size=9)",
        ],
    ) {
        bench.ok(&[
            "run",
            &here("python.toml"),
            "--out",
            "python",
            "--limit",
            "20",
        ]);
        bench.ok(&["sweep", &here("python.toml"), "--out", "sweep", "-n", "10"]);
    } else {
        eprintln!("skipped: no Pillow");
    }
}
