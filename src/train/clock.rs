//! What training costs: wall time, and CPU time of the threads that do it.

use std::time::{Duration, Instant};

use cpu_time::ThreadTime;

/// Time since the start, on top of what earlier sittings took.
pub(crate) struct Clock {
    wall: Instant,
    cpu: Duration,
}

impl Clock {
    /// Starts now.
    pub fn start() -> Self {
        Self {
            wall: Instant::now(),
            cpu: cpu(),
        }
    }

    /// Wall seconds.
    pub fn seconds(&self) -> f64 {
        self.wall.elapsed().as_secs_f64()
    }

    /// CPU seconds of this thread and of the pool it works with; other trainings in other pools do not count.
    pub fn cpu_seconds(&self) -> f64 {
        cpu().saturating_sub(self.cpu).as_secs_f64()
    }
}

fn cpu() -> Duration {
    let own = || ThreadTime::try_now().map_or(Duration::ZERO, |time| time.as_duration());
    let pool: Duration = rayon::broadcast(|_| own()).into_iter().sum();
    if rayon::current_thread_index().is_some() {
        pool
    } else {
        pool + own()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_costs_cpu_time_and_sleep_does_not() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
        pool.expect("a pool").install(|| {
            let clock = Clock::start();
            let mut x = 1u64;
            while clock.seconds() < 0.05 {
                x = std::hint::black_box(x.wrapping_mul(31) + 1);
            }
            let busy = clock.cpu_seconds();
            assert!(busy > 0.005 && busy <= clock.seconds() + 0.01, "{busy}");
        });
    }
}
