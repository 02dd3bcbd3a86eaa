//! One process with a pipe in and a pipe out.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;

/// Longest reply: a picture of some megapixels in base64.
const LONGEST: u64 = 64 << 20;
/// Lines of standard error that are kept for the reason of a failure, and characters of each.
const KEPT: (usize, usize) = (4, 300);
/// How long a program that ended is waited for, so that its last words are in the reason.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// How a program is started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Launch {
    /// The program and its arguments.
    pub command: Vec<String>,
    /// The folder it runs in.
    pub folder: PathBuf,
}

/// Why there is no reply. Prints as a lowercase fragment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WorkerError {
    /// It cannot be started.
    #[error("`{command}` cannot be started: {why}")]
    Start {
        /// The program.
        command: String,
        /// What the system says.
        why: String,
    },
    /// It ended before it replied.
    #[error("it ended ({status}) without a reply{said}")]
    Ended {
        /// Its exit status.
        status: String,
        /// The last it said.
        said: String,
    },
    /// It did not reply in time, and was killed.
    #[error("no reply within {ms} ms{said}")]
    Late {
        /// The deadline.
        ms: u128,
        /// The last it said.
        said: String,
    },
    /// Its reply is no JSON.
    #[error("its reply is not a line of JSON ({why}): {start}")]
    NotJson {
        /// What the reader says.
        why: String,
        /// How the reply begins.
        start: String,
    },
}

/// A running program; killed when dropped.
pub struct Worker {
    child: Child,
    input: Option<ChildStdin>,
    replies: Receiver<Vec<u8>>,
    said: Arc<Mutex<VecDeque<String>>>,
}

impl Worker {
    /// Starts the program.
    pub fn start(launch: &Launch) -> Result<Self, WorkerError> {
        let (program, arguments) = launch
            .command
            .split_first()
            .map_or(("", &[][..]), |(p, a)| (p.as_str(), a));
        let failed = |why: String| WorkerError::Start {
            command: program.to_owned(),
            why,
        };
        let mut command = Command::new(program);
        command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if !launch.folder.as_os_str().is_empty() {
            command.current_dir(&launch.folder);
        }
        let mut child = command.spawn().map_err(|e| failed(e.to_string()))?;
        let input = child.stdin.take();
        let (Some(output), Some(errors)) = (child.stdout.take(), child.stderr.take()) else {
            return Err(failed("it has no pipes".to_owned()));
        };
        // One reply at a time: a program that writes unasked waits.
        let (send, replies) = sync_channel(1);
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            loop {
                let mut line = Vec::new();
                let read = output.by_ref().take(LONGEST).read_until(b'\n', &mut line);
                if !matches!(read, Ok(n) if n > 0) || send.send(line).is_err() {
                    return;
                }
            }
        });
        let said = Arc::new(Mutex::new(VecDeque::new()));
        let heard = Arc::clone(&said);
        std::thread::spawn(move || listen(errors, &heard));
        Ok(Self {
            child,
            input,
            replies,
            said,
        })
    }

    /// Sends one line and waits for one.
    pub fn ask(&mut self, request: &Value, deadline: Duration) -> Result<Value, WorkerError> {
        let late = Instant::now() + deadline;
        let mut line = request.to_string();
        line.push('\n');
        let written = match &mut self.input {
            Some(input) => input
                .write_all(line.as_bytes())
                .and_then(|()| input.flush()),
            None => Ok(()),
        };
        if written.is_err() {
            return Err(self.ended());
        }
        match self
            .replies
            .recv_timeout(late.saturating_duration_since(Instant::now()))
        {
            Ok(reply) => serde_json::from_slice(&reply).map_err(|e| WorkerError::NotJson {
                why: e.to_string(),
                start: start(&String::from_utf8_lossy(&reply)),
            }),
            Err(RecvTimeoutError::Disconnected) => Err(self.ended()),
            Err(RecvTimeoutError::Timeout) => {
                let _ = self.child.kill();
                Err(WorkerError::Late {
                    ms: deadline.as_millis(),
                    said: self.last_words(),
                })
            }
        }
    }

    fn ended(&mut self) -> WorkerError {
        self.input = None;
        let until = Instant::now() + LAST_WORDS;
        let mut status = self.child.try_wait();
        while matches!(status, Ok(None)) && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(5));
            status = self.child.try_wait();
        }
        if matches!(status, Ok(None)) {
            let _ = self.child.kill();
        }
        // What it wrote last may still be on its way through the pipe.
        std::thread::sleep(Duration::from_millis(20));
        WorkerError::Ended {
            status: match status {
                Ok(Some(status)) => status.to_string(),
                _ => "its output is closed".to_owned(),
            },
            said: self.last_words(),
        }
    }

    fn last_words(&self) -> String {
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.is_empty() {
            return String::new();
        }
        let lines: Vec<&str> = said.iter().map(String::as_str).collect();
        format!("; it said: {}", lines.join(" / "))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.input = None;
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn listen(errors: impl Read, heard: &Mutex<VecDeque<String>>) {
    let mut errors = BufReader::new(errors);
    loop {
        let mut line = Vec::new();
        let read = errors.by_ref().take(1 << 16).read_until(b'\n', &mut line);
        if !matches!(read, Ok(n) if n > 0) {
            return;
        }
        let text = String::from_utf8_lossy(&line);
        let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
        if !text.trim().is_empty() {
            heard.push_back(start(text.trim()));
        }
        while heard.len() > KEPT.0 {
            heard.pop_front();
        }
    }
}

fn start(text: &str) -> String {
    text.trim_end().chars().take(KEPT.1).collect()
}
