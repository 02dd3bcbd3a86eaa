//! Drives the real binary in a temporary folder, so that a test reads as a scenario.

#![expect(dead_code, reason = "each test file uses its own part of it")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A temporary folder with the binary at hand.
pub struct Bench {
    dir: tempfile::TempDir,
}

/// What a command left.
pub struct Done {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Bench {
    pub fn new() -> Self {
        Self {
            dir: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(&path, text).expect("a file");
        path
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    pub fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.read(name)).expect("JSON")
    }

    /// The command, not started yet, in the folder.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_capbench"));
        command
            .args(words)
            .current_dir(self.dir.path())
            .env("NO_COLOR", "1");
        command.env("CAPBENCH_ADAPTERS", repository().join("adapters"));
        command
    }

    pub fn capbench(&self, words: &[&str]) -> Done {
        done(self.command(words).output().expect("the binary runs"))
    }

    /// Runs, and insists on success.
    pub fn ok(&self, words: &[&str]) -> Done {
        let done = self.capbench(words);
        assert_eq!(done.code, 0, "{words:?}\n{}\n{}", done.out, done.err);
        done
    }

    /// Every line of a record's attempts.
    pub fn attempts(&self, run: &str) -> Vec<Value> {
        let text = self.read(&format!("{run}/attempts.jsonl"));
        text.lines()
            .map(|line| serde_json::from_str(line).expect("a row"))
            .collect()
    }
}

pub fn done(output: Output) -> Done {
    Done {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// The folder of Cargo.toml.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// `../shared`, or `None` with a line that says the test skips.
pub fn shared(what: &str) -> Option<PathBuf> {
    let path = repository().join("../shared").join(what);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not here", path.display());
    None
}
