//! One worker process: started in a group of its own, talked to by a thread that may be left hanging, ended with all that it
//! started.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

use process_wrap::std::{ChildWrapper, CommandWrap};

use super::options::Settings;
use super::protocol::{Ready, bye, hello};
use crate::solver::http::Secrets;

/// Bytes of standard error that are kept, and characters of them that a fault quotes.
const KEPT: usize = 64 << 10;
const QUOTED: usize = 300;
/// Time to end by itself after "bye".
const GRACE: Duration = Duration::from_millis(200);

type Wrapped = Mutex<Box<dyn ChildWrapper>>;

type Child = Arc<Wrapped>;

/// Every worker that was started, for [`end_all`].
static ALL: Mutex<Vec<Weak<Wrapped>>> = Mutex::new(Vec::new());

/// Ends every worker that is left: called once before the program ends, since threads that hold one may still be waiting.
pub fn end_all() {
    let all = std::mem::take(&mut *ALL.lock().unwrap_or_else(PoisonError::into_inner));
    for child in all.iter().filter_map(Weak::upgrade) {
        kill(&child);
    }
}

/// A running worker.
pub(super) struct Worker {
    child: Child,
    ask: Option<SyncSender<Vec<u8>>>,
    said: Receiver<Said>,
    errors: Arc<Mutex<VecDeque<u8>>>,
    secrets: Arc<Secrets>,
    pub ready: Ready,
}

/// What came of one line to it.
enum Said {
    Line(Vec<u8>),
    /// More than a line may have.
    Endless,
    /// Its output, or its input, is closed.
    Gone,
}

/// Why there is no reply.
pub(super) enum Silence {
    Late,
    Broken(String),
}

impl Worker {
    /// Starts one and waits until it says what it is; `Err` in words, with what it wrote on standard error.
    pub fn start(settings: &Settings) -> Result<Self, String> {
        let (environment, secrets) = settings.environment()?;
        let mut command = CommandWrap::with_new(&settings.command[0], |command: &mut Command| {
            command
                .args(&settings.command[1..])
                .current_dir(if settings.folder.as_os_str().is_empty() {
                    ".".as_ref()
                } else {
                    settings.folder.as_path()
                })
                .env_clear()
                .envs(environment)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped());
        });
        #[cfg(unix)]
        command.wrap(process_wrap::std::ProcessGroup::leader());
        #[cfg(windows)]
        command.wrap(process_wrap::std::JobObject);
        let mut child = command
            .spawn()
            .map_err(|e| format!("failed to start `{}`: {e}", settings.command.join(" ")))?;
        let (stdin, stdout, stderr) = (
            child.stdin().take(),
            child.stdout().take(),
            child.stderr().take(),
        );
        let child: Child = Arc::new(Mutex::new(child));
        {
            let mut all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
            all.retain(|child| child.strong_count() > 0);
            all.push(Arc::downgrade(&child));
        }
        let (Some(stdin), Some(stdout), Some(stderr)) = (stdin, stdout, stderr) else {
            kill(&child);
            return Err("its standard input and output could not be had".to_owned());
        };
        let (ask, asked) = sync_channel::<Vec<u8>>(1);
        let (say, said) = sync_channel(1);
        let max_line = settings.max_line;
        spawn(move || talk(stdin, stdout, &asked, &say, max_line));
        let errors = Arc::new(Mutex::new(VecDeque::new()));
        let kept = Arc::clone(&errors);
        spawn(move || listen(stderr, &kept));
        let mut worker = Self {
            child,
            ask: Some(ask),
            said,
            errors,
            secrets: Arc::new(secrets),
            ready: Ready::none(),
        };
        worker.ready = worker.greet(settings.start)?;
        Ok(worker)
    }

    fn greet(&mut self, patience: Duration) -> Result<Ready, String> {
        match self.say(hello(), patience) {
            Ok(text) => Ready::parse(&text).map_err(|why| self.explain(why)),
            Err(Silence::Late) => {
                Err(self.explain(format!("it did not say what it is within {patience:?}")))
            }
            Err(Silence::Broken(why)) => Err(why),
        }
    }

    /// Sends a line and waits for one. After any [`Silence`] it is of no more use.
    pub fn say(&mut self, line: Vec<u8>, patience: Duration) -> Result<String, Silence> {
        let sent = self.ask.as_ref().is_some_and(|ask| ask.send(line).is_ok());
        if !sent {
            return Err(Silence::Broken(self.ended()));
        }
        match self.said.recv_timeout(patience) {
            Ok(Said::Line(bytes)) => Ok(self
                .secrets
                .scrub(String::from_utf8_lossy(&bytes).into_owned())),
            Ok(Said::Endless) => Err(Silence::Broken(
                self.explain("wrote a line without an end".to_owned()),
            )),
            Ok(Said::Gone) | Err(RecvTimeoutError::Disconnected) => {
                Err(Silence::Broken(self.ended()))
            }
            Err(RecvTimeoutError::Timeout) => {
                kill(&self.child);
                Err(Silence::Late)
            }
        }
    }

    fn ended(&self) -> String {
        let end = Instant::now() + GRACE;
        let mut status: Option<ExitStatus> = None;
        while status.is_none() && Instant::now() < end {
            status = self
                .child
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .try_wait()
                .ok()
                .flatten();
            if status.is_none() {
                thread::sleep(Duration::from_millis(2));
            }
        }
        let how = status.map_or_else(
            || "closed its output".to_owned(),
            |status| format!("ended ({status})"),
        );
        self.explain(how)
    }

    /// A reason with the end of standard error.
    pub fn explain(&self, why: String) -> String {
        // What it wrote last may still be on its way.
        thread::sleep(Duration::from_millis(50));
        let errors = self.errors.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes: Vec<u8> = errors.iter().copied().collect();
        drop(errors);
        let text = self
            .secrets
            .scrub(String::from_utf8_lossy(&bytes).into_owned());
        let text: Vec<&str> = text.split_whitespace().collect();
        let text: Vec<char> = text.join(" ").chars().filter(|c| !c.is_control()).collect();
        let tail: String = text[text.len().saturating_sub(QUOTED)..].iter().collect();
        if tail.is_empty() {
            why
        } else {
            format!("{why}; stderr: {tail}")
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        if let Some(ask) = self.ask.take() {
            let _unheard = ask.try_send(bye());
        }
        let end = Instant::now() + GRACE;
        let over = || {
            matches!(
                self.child
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .try_wait(),
                Ok(Some(_))
            )
        };
        while !over() {
            if Instant::now() >= end {
                break;
            }
            thread::sleep(Duration::from_millis(2));
        }
        // Also what it left behind.
        kill(&self.child);
    }
}

/// Ends a worker with its group.
fn kill(child: &Child) {
    let mut child = child.lock().unwrap_or_else(PoisonError::into_inner);
    // It may be gone already; either way nobody is left to tell.
    let _gone = child.start_kill();
    let _gone = child.wait();
}

fn spawn(work: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().name("capbench-worker".to_owned());
    // Where no thread can be had, the channels close and the caller says so.
    let _handle = thread.spawn(work);
}

/// A line to the worker, a line from it, until either side is closed.
fn talk(
    mut stdin: std::process::ChildStdin,
    stdout: std::process::ChildStdout,
    asked: &Receiver<Vec<u8>>,
    say: &SyncSender<Said>,
    max_line: u64,
) {
    let mut stdout = BufReader::with_capacity(1 << 16, stdout);
    for line in asked {
        let written = stdin.write_all(&line).and_then(|()| stdin.flush());
        let said = match written {
            Ok(()) => read_line(&mut stdout, max_line),
            Err(_) => Said::Gone,
        };
        let over = !matches!(said, Said::Line(_));
        if say.send(said).is_err() || over {
            return;
        }
    }
}

fn read_line(stdout: &mut BufReader<std::process::ChildStdout>, max_line: u64) -> Said {
    let mut line = Vec::with_capacity(256);
    match stdout.by_ref().take(max_line).read_until(b'\n', &mut line) {
        Ok(_) if line.ends_with(b"\n") => Said::Line(line),
        Ok(n) if n as u64 >= max_line => Said::Endless,
        Ok(_) | Err(_) => Said::Gone,
    }
}

/// Keeps the end of standard error.
fn listen(mut stderr: std::process::ChildStderr, kept: &Mutex<VecDeque<u8>>) {
    let mut block = [0u8; 4096];
    while let Ok(n) = stderr.read(&mut block) {
        if n == 0 {
            return;
        }
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend(&block[..n]);
        let over = kept.len().saturating_sub(KEPT);
        kept.drain(..over);
    }
}
