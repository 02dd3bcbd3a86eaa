//! Who fails too often, and what follows. Identifiers are known by their hash alone.

use rusqlite::{OptionalExtension as _, params};

use super::rules::Counting;
use super::turn::{Turn, span};

impl Turn<'_> {
    /// Whether an answer that is `right`, or not, counts when it comes from `who`.
    ///
    /// Nothing is counted while `who` is locked. So a lock ends when it was said to, and an address that many people
    /// share cannot be kept locked by whoever goes on failing; he gains nothing, since all he is told is false.
    pub(super) fn judge(&self, who: &str, right: bool) -> rusqlite::Result<bool> {
        let who = blake3::hash(who.as_bytes());
        let who = who.as_bytes().as_slice();
        if self.is_locked(who)? {
            return Ok(false);
        }
        match (right, self.rules.counting) {
            (true, Counting::Consecutive) => self.forget(who)?,
            (true, Counting::Accumulated) => {}
            (false, _) => self.fail(who)?,
        }
        Ok(right)
    }

    fn is_locked(&self, who: &[u8]) -> rusqlite::Result<bool> {
        let until: Option<i64> = self
            .db
            .query_row("SELECT until FROM locked WHERE who = ?1", [who], |row| {
                row.get(0)
            })
            .optional()?;
        Ok(until.is_some_and(|until| until > self.time))
    }

    /// One more failure; enough of them lock, and the count then starts anew.
    fn fail(&self, who: &[u8]) -> rusqlite::Result<()> {
        let Some(most) = self.rules.failures else {
            return Ok(());
        };
        self.db.execute(
            "INSERT INTO failure VALUES (?1, ?2)",
            params![who, self.time],
        )?;
        let since = self.time - span(self.rules.window);
        let failures: i64 = self.db.query_row(
            "SELECT count(*) FROM failure WHERE who = ?1 AND at > ?2",
            params![who, since],
            |row| row.get(0),
        )?;
        if failures >= i64::from(most.get()) {
            let until = self.time + span(self.rules.lock);
            self.db.execute(
                "INSERT OR REPLACE INTO locked VALUES (?1, ?2)",
                params![who, until],
            )?;
            self.forget(who)?;
        }
        Ok(())
    }

    fn forget(&self, who: &[u8]) -> rusqlite::Result<()> {
        self.db
            .execute("DELETE FROM failure WHERE who = ?1", [who])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::super::testing::{at, desk, key, rows};
    use super::super::{Counting, Desk, Rules};

    fn rules(counting: Counting) -> Rules {
        Rules {
            failures: NonZeroU32::new(3),
            counting,
            ..Rules::default()
        }
    }

    fn answer(desk: &Desk, who: &str, answer: &str, seconds: u64) -> bool {
        let now = at(seconds);
        let id = desk.create_question("?", &key("7"), now).unwrap();
        desk.check_answer(id.as_str(), answer, Some(who), now)
            .unwrap()
    }

    #[test]
    fn so_many_failures_lock_until_the_lock_ends() {
        for counting in [Counting::Consecutive, Counting::Accumulated] {
            let desk = desk(&rules(counting));
            for _ in 0..3 {
                assert!(!answer(&desk, "w", "8", 1000));
            }
            assert!(!answer(&desk, "w", "7", 1000));
            assert!(answer(&desk, "v", "7", 1000), "others are not locked");
            assert!(!answer(&desk, "w", "8", 1500), "counts for nothing");
            assert!(!answer(&desk, "w", "7", 1899));
            assert!(answer(&desk, "w", "7", 1900));
        }
    }

    #[test]
    fn the_count_starts_anew_after_a_lock() {
        let desk = desk(&rules(Counting::Accumulated));
        for _ in 0..3 {
            answer(&desk, "w", "8", 1000);
        }
        answer(&desk, "w", "8", 1900);
        answer(&desk, "w", "8", 1900);
        assert!(answer(&desk, "w", "7", 1900));
        answer(&desk, "w", "8", 1900);
        assert!(!answer(&desk, "w", "7", 1900));
    }

    #[test]
    fn a_right_answer_forgives_failures_in_a_row_only() {
        for (counting, locked) in [
            (Counting::Consecutive, false),
            (Counting::Accumulated, true),
        ] {
            let desk = desk(&rules(counting));
            for text in ["8", "8", "7", "8"] {
                answer(&desk, "w", text, 1000);
            }
            assert_eq!(!answer(&desk, "w", "7", 1000), locked, "{counting:?}");
        }
    }

    #[test]
    fn failures_are_forgotten_after_the_window() {
        for counting in [Counting::Consecutive, Counting::Accumulated] {
            let desk = desk(&rules(counting));
            answer(&desk, "w", "8", 1000);
            answer(&desk, "w", "8", 3000);
            answer(&desk, "w", "8", 4600);
            assert_eq!(rows(&desk, "locked"), 0, "the first is an hour old");
            answer(&desk, "w", "8", 4601);
            assert_eq!(rows(&desk, "locked"), 1);
        }
    }

    #[test]
    fn guessing_names_and_answering_twice_are_failures() {
        let desk = desk(&rules(Counting::Accumulated));
        let expired = desk.create_question("?", &key("7"), at(400)).unwrap();
        let used = desk.create_question("?", &key("7"), at(1000)).unwrap();
        let check = |id: &str| desk.check_answer(id, "7", Some("w"), at(1000)).unwrap();
        assert!(check(used.as_str()));
        for id in [used.as_str(), expired.as_str(), "guessed"] {
            assert!(!check(id));
        }
        assert!(!answer(&desk, "w", "7", 1000), "three failures");
    }

    #[test]
    fn a_right_answer_under_lock_is_used_up() {
        let desk = desk(&rules(Counting::Consecutive));
        for _ in 0..3 {
            answer(&desk, "w", "8", 1000);
        }
        let id = desk.create_question("?", &key("7"), at(1000)).unwrap();
        let check = |who| {
            desk.check_answer(id.as_str(), "7", Some(who), at(1000))
                .unwrap()
        };
        assert!(!check("w"));
        assert!(!check("v"), "it must not be worth trying again");
    }

    #[test]
    fn nobody_is_counted_without_a_name_or_a_limit() {
        let never = Rules {
            failures: None,
            ..Rules::default()
        };
        let desk = desk(&never);
        for _ in 0..100 {
            assert!(!answer(&desk, "w", "8", 1000));
        }
        assert!(answer(&desk, "w", "7", 1000));
        desk.change_rules(&rules(Counting::Accumulated)).unwrap();
        for _ in 0..100 {
            desk.check_answer("guessed", "", None, at(1000)).unwrap();
        }
        assert_eq!(rows(&desk, "failure"), 0);
    }
}
