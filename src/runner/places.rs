//! A number of places, each of which keeps what was left on it for the next one who takes it.

use std::sync::{Condvar, Mutex, PoisonError};

/// So many places.
pub(super) struct Places<T> {
    /// Places that nobody holds, and what was left on some of them.
    free: Mutex<(usize, Vec<T>)>,
    freed: Condvar,
}

/// A place that is held, with what was on it; given back when dropped, with what is on it then.
pub(super) struct Place<'a, T> {
    of: &'a Places<T>,
    pub(super) held: Option<T>,
}

impl<T> Places<T> {
    pub(super) fn new(count: usize) -> Self {
        Self {
            free: Mutex::new((count.max(1), Vec::new())),
            freed: Condvar::new(),
        }
    }

    /// Waits for a place: the one that was left last, so that no more are in use than need be.
    pub(super) fn take(&self) -> Place<'_, T> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let none = |(free, _): &mut (usize, Vec<T>)| *free == 0;
        let mut free = self
            .freed
            .wait_while(free, none)
            .unwrap_or_else(PoisonError::into_inner);
        free.0 -= 1;
        Place {
            of: self,
            held: free.1.pop(),
        }
    }
}

impl<T> Drop for Place<'_, T> {
    fn drop(&mut self) {
        let mut free = self.of.free.lock().unwrap_or_else(PoisonError::into_inner);
        free.0 += 1;
        free.1.extend(self.held.take());
        drop(free);
        self.of.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_found_and_no_more_places_are_there_than_there_are() {
        let places = Places::new(2);
        let mut first = places.take();
        assert!(first.held.is_none());
        first.held = Some(7);
        drop(first);
        let again = places.take();
        assert_eq!(again.held, Some(7));
        let _second = places.take();
        assert_eq!(places.free.lock().unwrap().0, 0);
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| places.take().held);
            drop(again);
            assert_eq!(waiting.join().unwrap(), Some(7));
        });
    }
}
