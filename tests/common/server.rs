//! The real binary as a server, with a clock that the test holds.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, ChildStderr, Stdio};
use std::sync::atomic::{AtomicI64, Ordering};

use super::common::Bench;
use super::http::Client;

/// A `capbench serve` that is killed when it is no longer needed.
pub struct Serving {
    pub child: Child,
    pub address: SocketAddr,
    errors: Option<ChildStderr>,
    clock: PathBuf,
    now: AtomicI64,
}

impl Serving {
    /// Starts one at a free port with the clock at a full second; `words` may say otherwise.
    pub fn start(bench: &Bench, words: &[&str]) -> Self {
        let clock = bench.path("clock");
        let now = AtomicI64::new(1_700_000_000_000);
        std::fs::write(&clock, now.load(Ordering::SeqCst).to_string()).expect("a clock");
        let mut all = vec!["serve", "--clock", "clock"];
        all.extend(words);
        if !words.contains(&"--listen") {
            all.extend(["--listen", "127.0.0.1:0"]);
        }
        let mut command = bench.command(&all);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary runs");
        let mut line = String::new();
        let out = child.stdout.take().expect("stdout");
        BufReader::new(out).read_line(&mut line).expect("a line");
        let Some(address) = line.trim().strip_prefix("http://") else {
            let mut text = String::new();
            let _ = child.stderr.take().map(|mut e| e.read_to_string(&mut text));
            panic!("{line:?}: {text}");
        };
        Self {
            address: address.parse().expect("an address"),
            errors: child.stderr.take(),
            child,
            clock,
            now,
        }
    }

    pub fn client(&self) -> Client {
        Client::new(self.address)
    }

    /// A client of another address.
    pub fn stranger(&self) -> Client {
        Client::from(self.address, [127, 0, 0, 2].into())
    }

    /// Milliseconds since 1970, by the server's clock.
    pub fn now(&self) -> i64 {
        self.now.load(Ordering::SeqCst)
    }

    /// Milliseconds pass.
    pub fn wait(&self, millis: i64) {
        let now = self.now.fetch_add(millis, Ordering::SeqCst) + millis;
        // Renamed, so that the server never reads half a number.
        let next = self.clock.with_extension("next");
        std::fs::write(&next, now.to_string()).expect("a clock");
        std::fs::rename(&next, &self.clock).expect("a clock");
    }

    /// Resident memory in bytes, where the system tells.
    pub fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kib * 1024)
    }

    /// Kills it, and tells what it wrote to stderr.
    pub fn end(mut self) -> String {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let mut text = String::new();
        if let Some(mut errors) = self.errors.take() {
            let _ = errors.read_to_string(&mut text);
        }
        text
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
