//! A solver session on a thread of its own, so that a hang costs a deadline and no more.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use crate::model::{Challenge, Response};
use crate::solver::{Session, SolveError, Solver, Told};

/// What opening a session may take: loading a model is not solving, and has a deadline of its own.
const OPENING: Duration = Duration::from_secs(60);

/// Opens a session; called on the watched thread.
pub(super) type Open = Arc<dyn Fn() -> Result<Box<dyn Session>, SolveError> + Send + Sync>;

/// How a watched call ended.
pub(super) enum Call {
    /// The session answered, abstained or said why not.
    Back(Result<Response, SolveError>),
    /// No answer in time; the thread is left to itself.
    Late,
}

/// A call with its time, and whether it was the session's first.
pub(super) struct Timed {
    pub(super) call: Call,
    pub(super) took: Duration,
    pub(super) cold: bool,
}

/// What all workers know of one solver's hangs.
#[derive(Default)]
pub(super) struct Gate {
    /// Calls that were given up as late and have not come back since.
    stuck: AtomicUsize,
    shut: AtomicBool,
}

impl Gate {
    /// Whether the solver is still asked; once `most` calls are stuck it never is again.
    pub(super) fn is_open(&self, most: usize) -> bool {
        if self.stuck.load(Ordering::Relaxed) >= most {
            self.shut.store(true, Ordering::Relaxed);
        }
        !self.shut.load(Ordering::Relaxed)
    }
}

/// One worker's watched session with one solver. Opened at the first call, and again after a hang or a panic.
pub(super) struct Watched {
    open: Open,
    deadline: Duration,
    gate: Arc<Gate>,
    line: Option<Line>,
}

struct Line {
    ask: SyncSender<Ask>,
    back: Receiver<Word>,
    fresh: bool,
}

/// A call on its way.
struct Ask {
    challenge: Arc<Challenge>,
    /// What the site said to the answer before; taken note of within the time of this call.
    told: Option<Told>,
    /// How far the call has got ([`WAITED`], [`LATE`], [`ENDED`]).
    state: Arc<AtomicU8>,
}

const WAITED: u8 = 0;
const LATE: u8 = 1;
const ENDED: u8 = 2;

/// What a watched thread says.
enum Word {
    /// The session is open, after so long.
    Open(Duration),
    /// The session could not be opened.
    Refused(SolveError, Duration),
    /// A call has ended, after so long.
    Done(Result<Response, SolveError>, Duration),
}

impl Watched {
    pub(super) fn new(open: Open, deadline: Duration, gate: Arc<Gate>) -> Self {
        Self {
            open,
            deadline,
            gate,
            line: None,
        }
    }

    /// Puts a challenge to the session and waits no longer than the deadline.
    pub(super) fn call(&mut self, challenge: &Arc<Challenge>) -> Timed {
        self.call_after(None, challenge)
    }

    /// The same, with what the site said to the answer before.
    pub(super) fn call_after(&mut self, told: Option<Told>, challenge: &Arc<Challenge>) -> Timed {
        let mut line = self.line.take().unwrap_or_else(|| self.start());
        let cold = std::mem::take(&mut line.fresh);
        let state = Arc::new(AtomicU8::new(WAITED));
        let sent = line.ask.send(Ask {
            challenge: Arc::clone(challenge),
            told,
            state: Arc::clone(&state),
        });
        let (mut opening, mut patience) =
            (Duration::ZERO, if cold { OPENING } else { self.deadline });
        let wait = |patience| line.back.recv_timeout(patience);
        let mut said = sent
            .map_err(|_| RecvTimeoutError::Disconnected)
            .and_then(|()| wait(patience));
        if let Ok(Word::Open(took)) = said {
            (opening, patience) = (took, self.deadline);
            said = wait(patience);
        }
        let (call, took) = match said {
            Ok(Word::Done(_, took)) if took > self.deadline => (Call::Late, self.deadline),
            Ok(Word::Done(result, took)) => {
                if !is_panic(&result) {
                    self.line = Some(line);
                }
                (Call::Back(result), took)
            }
            Ok(Word::Refused(error, took)) => (Call::Back(Err(error)), took),
            Ok(Word::Open(_)) | Err(RecvTimeoutError::Timeout) => {
                if state
                    .compare_exchange(WAITED, LATE, Ordering::SeqCst, Ordering::SeqCst)
                    .is_ok()
                {
                    self.gate.stuck.fetch_add(1, Ordering::Relaxed);
                }
                (Call::Late, patience)
            }
            Err(RecvTimeoutError::Disconnected) => (
                Call::Back(Err(SolveError("the solver's thread ended".to_owned()))),
                Duration::ZERO,
            ),
        };
        Timed {
            call,
            took: opening + took,
            cold,
        }
    }

    fn start(&self) -> Line {
        let (ask, asked) = sync_channel(1);
        let (say, back) = sync_channel(2);
        let (open, gate) = (Arc::clone(&self.open), Arc::clone(&self.gate));
        let thread = std::thread::Builder::new().name("capbench-solver".to_owned());
        // Where no thread can be had, the channel is closed and the call above says so.
        let _handle = thread.spawn(move || serve(&open, &asked, &say, &gate));
        Line {
            ask,
            back,
            fresh: true,
        }
    }
}

/// The life of a watched thread: it opens its session at the first call, and ends when nobody listens any more.
fn serve(open: &Open, asked: &Receiver<Ask>, say: &SyncSender<Word>, gate: &Gate) {
    let end = |state: &AtomicU8| {
        if state.swap(ENDED, Ordering::SeqCst) == LATE {
            gate.stuck.fetch_sub(1, Ordering::Relaxed);
        }
    };
    let (mut session, mut first) = (None, true);
    for Ask {
        challenge,
        told,
        state,
    } in asked
    {
        let start = Instant::now();
        let mut opened = match session.take().map_or_else(|| guarded(|| open()), Ok) {
            Ok(opened) => opened,
            Err(error) => {
                end(&state);
                // Whoever asked may have given up; then nobody is left to tell.
                let _unheard = say.send(Word::Refused(error, start.elapsed()));
                return;
            }
        };
        if std::mem::take(&mut first) && say.send(Word::Open(start.elapsed())).is_err() {
            return end(&state);
        }
        let start = Instant::now();
        let result = guarded(|| {
            told.iter().for_each(|told| opened.told(told));
            opened.solve(&challenge)
        });
        let over = is_panic(&result);
        end(&state);
        if say.send(Word::Done(result, start.elapsed())).is_err() || over {
            return;
        }
        session = Some(opened);
    }
}

fn is_panic(result: &Result<Response, SolveError>) -> bool {
    matches!(result, Err(error) if error.0.starts_with(PANICKED))
}

const PANICKED: &str = "panicked: ";

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Calls `f`; a panic becomes an error with its message, and prints nothing.
pub(super) fn guarded<T>(f: impl FnOnce() -> Result<T, SolveError>) -> Result<T, SolveError> {
    QUIET.set(true);
    let result = catch_unwind(AssertUnwindSafe(f));
    QUIET.set(false);
    result.unwrap_or_else(|panic| Err(SolveError(format!("{PANICKED}{}", words(panic.as_ref())))))
}

fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}

/// A session that is asked on a thread of its own: a panic is an error, and so is silence beyond the deadline.
pub struct Guarded(Watched);

impl Guarded {
    /// A session of this solver, opened at the first call.
    pub fn new(solver: Arc<dyn Solver>, deadline: Duration) -> Self {
        Self(Watched::new(
            Arc::new(move || solver.open()),
            deadline,
            Arc::default(),
        ))
    }

    /// Puts one challenge to it.
    pub fn solve(&mut self, challenge: &Challenge) -> Result<Response, SolveError> {
        match self.0.call(&Arc::new(challenge.clone())).call {
            Call::Back(result) => result,
            Call::Late => Err(SolveError(format!(
                "no answer within {:?}",
                self.0.deadline
            ))),
        }
    }
}

/// Makes panics that a run turns into verdicts silent; all others print as before. Call once, early.
pub fn quiet_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        // `println!` panics where a reader has seen enough (`capbench list | head`): that is no error.
        let text = info.payload_as_str().unwrap_or_default();
        if text.starts_with("failed printing to stdout") && text.contains("Broken pipe") {
            std::process::exit(0);
        }
        if !QUIET.get() {
            usual(info);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Answer;
    use image::RgbImage;

    struct Scripted(fn(u32) -> Result<Response, SolveError>);
    impl Session for Scripted {
        fn solve(&mut self, challenge: &Challenge) -> Result<Response, SolveError> {
            (self.0)(challenge.picture().map_or(0, RgbImage::width))
        }
    }

    fn watched(script: fn(u32) -> Result<Response, SolveError>) -> Watched {
        let open: Open = Arc::new(move || Ok(Box::new(Scripted(script)) as Box<dyn Session>));
        Watched::new(open, Duration::from_millis(60_000), Arc::default())
    }

    fn ask(watched: &mut Watched, width: u32) -> Timed {
        watched.call(&Arc::new(Challenge::image(RgbImage::new(width, 1))))
    }

    #[test]
    fn answers_come_back_and_only_the_first_is_cold() {
        let mut watched = watched(|_| Ok(Response::Answer(Answer::text("x"))));
        assert!(ask(&mut watched, 1).cold);
        let second = ask(&mut watched, 1);
        assert!(!second.cold && matches!(second.call, Call::Back(Ok(Response::Answer(_)))));
        assert!(watched.gate.is_open(1));
    }

    #[test]
    fn a_panic_is_an_error_and_the_session_opens_anew() {
        let mut watched = watched(|width| {
            if width == 1 {
                panic!("boom {width}")
            } else {
                Ok(Response::Abstain)
            }
        });
        let Call::Back(Err(error)) = ask(&mut watched, 1).call else {
            panic!("no error")
        };
        assert_eq!(error.0, "panicked: boom 1");
        let next = ask(&mut watched, 2);
        assert!(next.cold && matches!(next.call, Call::Back(Ok(Response::Abstain))));
    }

    #[test]
    fn a_hang_is_late_and_stays_counted() {
        let mut watched = watched(|width| {
            if width == 1 {
                loop {
                    std::thread::park();
                }
            }
            Ok(Response::Abstain)
        });
        assert!(matches!(ask(&mut watched, 2).call, Call::Back(Ok(_))));
        watched.deadline = Duration::from_millis(20);
        assert!(matches!(ask(&mut watched, 1).call, Call::Late));
        watched.deadline = Duration::from_secs(60);
        assert_eq!(watched.gate.stuck.load(Ordering::Relaxed), 1);
        assert!(ask(&mut watched, 2).cold, "a new session answers next");
        assert!(watched.gate.is_open(2) && !watched.gate.is_open(1));
        assert!(!watched.gate.is_open(2), "once shut, for ever");
    }

    #[test]
    fn a_session_that_cannot_be_opened_says_why_each_time() {
        let open: Open = Arc::new(|| Err(SolveError("model missing".into())));
        let mut watched = Watched::new(open, Duration::from_millis(60_000), Arc::default());
        for _ in 0..2 {
            let timed = ask(&mut watched, 1);
            assert!(
                timed.cold
                    && matches!(timed.call, Call::Back(Err(error)) if error.0 == "model missing")
            );
        }
    }
}
