//! The rules once more, in plain lists and without a database; the desk must say what these say, whatever happens.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::time::Duration;

use proptest::prelude::*;

use super::testing::{at, desk, key};
use super::{Counting, Rules};

#[derive(Clone, Debug)]
enum Step {
    Ask,
    /// Answers one of the questions asked so far, used or not; or a name that nobody gave out.
    Answer {
        question: usize,
        right: bool,
        from: Option<u8>,
    },
    Wait(u64),
    SetBack(u64),
}

/// Times are seconds.
struct Plain {
    rules: Rules,
    latest: u64,
    /// Deadline by number of the question.
    open: HashMap<usize, u64>,
    failures: HashMap<u8, Vec<u64>>,
    locked: HashMap<u8, u64>,
}

impl Plain {
    fn tick(&mut self, now: u64) -> u64 {
        if now + 60 < self.latest {
            self.open.clear();
            let (latest, window) = (self.latest, self.rules.window.as_secs());
            self.locked.retain(|_, until| latest < *until);
            let longest = now + self.rules.lock.as_secs();
            self.locked
                .values_mut()
                .for_each(|until| *until = longest.min(*until));
            for failures in self.failures.values_mut() {
                failures.retain(|failure| latest < failure + window);
                failures
                    .iter_mut()
                    .for_each(|failure| *failure = now.min(*failure));
            }
            self.latest = now;
        }
        self.latest = self.latest.max(now);
        self.latest
    }

    fn ask(&mut self, question: usize, now: u64) {
        let now = self.tick(now);
        self.open
            .insert(question, now + self.rules.expires.as_secs());
    }

    fn check(&mut self, question: usize, right: bool, from: Option<u8>, now: u64) -> bool {
        let now = self.tick(now);
        let open = self
            .open
            .remove(&question)
            .is_some_and(|deadline| now < deadline);
        let right = open && right;
        let Some(who) = from else {
            return right;
        };
        if self.locked.get(&who).is_some_and(|until| now < *until) {
            return false;
        }
        let failures = self.failures.entry(who).or_default();
        if right {
            if self.rules.counting == Counting::Consecutive {
                failures.clear();
            }
            return true;
        }
        failures.push(now);
        failures.retain(|failure| now < failure + self.rules.window.as_secs());
        if self
            .rules
            .failures
            .is_some_and(|most| failures.len() >= most.get() as usize)
        {
            failures.clear();
            self.locked.insert(who, now + self.rules.lock.as_secs());
        }
        false
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let from = prop_oneof![Just(None), (0..2u8).prop_map(Some)];
    let answer =
        (0..8usize, any::<bool>(), from).prop_map(|(question, right, from)| Step::Answer {
            question,
            right,
            from,
        });
    let step = prop_oneof![
        4 => Just(Step::Ask),
        8 => answer,
        2 => (0..40u64).prop_map(Step::Wait),
        1 => (0..2000u64).prop_map(Step::Wait),
        1 => (0..90u64).prop_map(Step::SetBack),
    ];
    proptest::collection::vec(step, 1..80)
}

fn rules() -> impl Strategy<Value = Rules> {
    let times = (1..900u64, 1..900u64, 1..900u64);
    (times, 0..5u32, any::<bool>()).prop_map(|((expires, window, lock), failures, consecutive)| {
        Rules {
            expires: Duration::from_secs(expires),
            failures: NonZeroU32::new(failures),
            counting: if consecutive {
                Counting::Consecutive
            } else {
                Counting::Accumulated
            },
            window: Duration::from_secs(window),
            lock: Duration::from_secs(lock),
        }
    })
}

proptest! {
    #[test]
    fn the_desk_follows_the_rules(rules in rules(), steps in steps()) {
        let desk = desk(&rules);
        let mut plain = Plain {
            rules, latest: 0, open: HashMap::new(), failures: HashMap::new(), locked: HashMap::new(),
        };
        let mut ids = Vec::new();
        let mut now = 10_000;
        for step in steps {
            match step {
                Step::Ask => {
                    plain.ask(ids.len(), now);
                    ids.push(desk.create_question("?", &key("7"), at(now)).unwrap().to_string());
                }
                Step::Answer { question, right, from } => {
                    // Counted from the last, so that open questions are met.
                    let place = ids.len().checked_sub(1 + question);
                    let id = place.map_or("nobody's", |place| ids[place].as_str());
                    let answer = if right { "7" } else { "8" };
                    let who = from.map(|who| format!("visitor {who}"));
                    let told = desk.check_answer(id, answer, who.as_deref(), at(now)).unwrap();
                    let should = plain.check(place.unwrap_or(usize::MAX), right, from, now);
                    prop_assert_eq!(told, should, "{:?} at {}", id, now);
                }
                Step::Wait(seconds) => now += seconds,
                Step::SetBack(seconds) => now = now.saturating_sub(seconds),
            }
        }
    }
}
