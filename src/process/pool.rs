//! Workers that wait for the next request: one for each thread that asks at the same time.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;

use super::worker::{Launch, Worker, WorkerError};

/// Idle workers of one program; more are started when all are busy. One that failed is not put back.
pub struct Pool {
    launch: Launch,
    idle: Mutex<Vec<Worker>>,
}

impl Pool {
    /// A pool with nobody in it yet.
    pub fn new(launch: Launch) -> Self {
        Self {
            launch,
            idle: Mutex::new(Vec::new()),
        }
    }

    /// Asks an idle worker, or a new one, which is greeted with `hello` first.
    pub fn ask(
        &self,
        hello: &Value,
        request: &Value,
        deadline: Duration,
    ) -> Result<Value, WorkerError> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let mut worker = match idle {
            Some(worker) => worker,
            None => self.fresh(hello, deadline)?.0,
        };
        let reply = worker.ask(request, deadline)?;
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(worker);
        Ok(reply)
    }

    /// Starts a worker, and says how it answered the greeting. A program may take longer to start than to answer.
    pub fn fresh(&self, hello: &Value, deadline: Duration) -> Result<(Worker, Value), WorkerError> {
        let mut worker = Worker::start(&self.launch)?;
        let reply = worker.ask(hello, deadline.max(START))?;
        Ok((worker, reply))
    }

    /// Lets a worker wait for the next request.
    pub fn keep(&self, worker: Worker) {
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(worker);
    }
}

/// Time that starting may take.
const START: Duration = Duration::from_secs(20);
