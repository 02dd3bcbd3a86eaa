//! One call on the desk: alone in the database, at one time, and wholly or not at all.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::error::DeskError;
use super::open::{Desk, PATIENCE, read_rules};
use super::rules::Rules;

/// How far a caller's time may lie before what another caller said: processes queue, and clocks are set right.
pub(super) const TOLERANCE: i64 = 60_000;
const _: () = assert!(
    TOLERANCE > 1000 * PATIENCE.as_secs() as i64,
    "a caller who waited must not look like a clock that was set back"
);
/// Dead rows that a call clears away, of each kind. A call makes one row at most, so they cannot pile up.
const SWEEP: i64 = 64;

/// What a call works with.
pub(super) struct Turn<'c> {
    pub(super) db: &'c Connection,
    pub(super) rules: Rules,
    /// Milliseconds since 1970; never earlier than at a previous call, but for a clock that was set back.
    pub(super) time: i64,
}

impl Desk {
    /// Does `work` while nobody else writes; what it wrote is on the disk when this returns.
    pub(super) fn turn<T>(
        &self,
        now: SystemTime,
        work: impl FnOnce(&Turn<'_>) -> Result<T, DeskError>,
    ) -> Result<T, DeskError> {
        let connection = self.connection();
        let tx = Transaction::new_unchecked(&connection, TransactionBehavior::Immediate)?;
        let rules = read_rules(&tx)?;
        let time = tick(&tx, millis(now), &rules)?;
        let turn = Turn {
            db: &tx,
            rules,
            time,
        };
        let done = work(&turn)?;
        turn.sweep()?;
        tx.commit()?;
        Ok(done)
    }
}

impl Turn<'_> {
    /// Clears away some of what has run out.
    fn sweep(&self) -> rusqlite::Result<()> {
        for (sql, before) in [
            (
                "DELETE FROM question WHERE id IN
                    (SELECT id FROM question WHERE deadline <= ?1 ORDER BY deadline LIMIT ?2)",
                self.time,
            ),
            (
                "DELETE FROM failure WHERE rowid IN
                    (SELECT rowid FROM failure WHERE at <= ?1 ORDER BY at LIMIT ?2)",
                self.time - span(self.rules.window),
            ),
            (
                "DELETE FROM locked WHERE who IN
                    (SELECT who FROM locked WHERE until <= ?1 ORDER BY until LIMIT ?2)",
                self.time,
            ),
        ] {
            self.db.execute(sql, [before, SWEEP])?;
        }
        Ok(())
    }
}

/// The desk's time of this call, which is kept for the next. A little earlier than the latest is taken for the latest;
/// much earlier means that the clock was set back.
fn tick(db: &Connection, now: i64, rules: &Rules) -> rusqlite::Result<i64> {
    let latest = latest(db)?;
    let time = if now < latest - TOLERANCE {
        set_back(db, latest, now, rules)?;
        now
    } else {
        now.max(latest)
    };
    db.execute("UPDATE desk SET latest = ?1", [time])?;
    Ok(time)
}

/// The clock went from `latest` back to `now`. How long ago anything was can no longer be known: open questions are void
/// (people ask for another); locks and failures last their full length from now at most; what had run out stays so.
fn set_back(db: &Connection, latest: i64, now: i64, rules: &Rules) -> rusqlite::Result<()> {
    let (lock, window) = (span(rules.lock), span(rules.window));
    db.execute("DELETE FROM question", [])?;
    db.execute("DELETE FROM locked WHERE until <= ?1", [latest])?;
    db.execute("UPDATE locked SET until = min(until, ?1)", [now + lock])?;
    db.execute("DELETE FROM failure WHERE at <= ?1", [latest - window])?;
    db.execute("UPDATE failure SET at = min(at, ?1)", [now])?;
    Ok(())
}

/// The latest time of a call.
pub(super) fn latest(db: &Connection) -> rusqlite::Result<i64> {
    db.query_row("SELECT latest FROM desk", [], |row| row.get(0))
}

/// Milliseconds since 1970, of which no clock that works is short.
pub(super) fn millis(now: SystemTime) -> i64 {
    now.duration_since(UNIX_EPOCH).map_or(0, span)
}

/// A time span in milliseconds; one without end is cut, far enough from the numbers' own end that it can be added to.
pub(super) fn span(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).map_or(i64::MAX / 4, |ms| ms.min(i64::MAX / 4))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{at, desk, key, rows};
    use super::super::{Counting, Rules};
    use super::*;

    #[test]
    fn a_clock_set_back_revives_no_question() {
        let desk = desk(&Rules::default());
        let old = desk.create_question("?", &key("1"), at(1000)).unwrap();
        let open = desk.create_question("?", &key("2"), at(1590)).unwrap();
        // The old one has expired at 1600; nobody has swept it when the clock goes back into its life.
        desk.check_answer("nothing", "", None, at(1599)).unwrap();
        assert_eq!(rows(&desk, "question"), 2);
        assert!(
            !desk
                .check_answer(old.as_str(), "1", None, at(1300))
                .unwrap()
        );
        assert!(
            !desk
                .check_answer(open.as_str(), "2", None, at(1600))
                .unwrap()
        );
        // The desk goes on at the new time.
        let next = desk.create_question("?", &key("3"), at(1301)).unwrap();
        assert!(
            desk.check_answer(next.as_str(), "3", None, at(1900))
                .unwrap()
        );
    }

    #[test]
    fn a_clock_set_back_a_little_stands_still() {
        let desk = desk(&Rules::default());
        let id = desk.create_question("?", &key("1"), at(1000)).unwrap();
        desk.check_answer("nothing", "", None, at(1600)).unwrap();
        let back = at(1541);
        assert_eq!(desk.question(id.as_str(), back).unwrap(), None);
        assert!(!desk.check_answer(id.as_str(), "1", None, back).unwrap());
        // Time went on from 1600, so this one lives until 2200.
        let next = desk.create_question("?", &key("2"), back).unwrap();
        assert!(
            desk.check_answer(next.as_str(), "2", None, at(2199))
                .unwrap()
        );
    }

    #[test]
    fn a_clock_set_back_neither_ends_a_lock_nor_draws_it_out() {
        let rules = Rules {
            failures: std::num::NonZeroU32::new(1),
            ..Rules::default()
        };
        let desk = desk(&rules);
        assert!(
            !desk
                .check_answer("nothing", "", Some("w"), at(100_000))
                .unwrap()
        );
        let right = |now| {
            let id = desk.create_question("?", &key("1"), at(now)).unwrap();
            desk.check_answer(id.as_str(), "1", Some("w"), at(now))
                .unwrap()
        };
        assert!(!right(50_000), "still locked after a day's step back");
        assert!(!right(50_899));
        assert!(right(50_900), "the full length from the step, no longer");
        assert!(right(50_000), "and it does not come back");
    }

    #[test]
    fn failures_of_a_future_that_never_was_are_forgotten_in_time() {
        let rules = Rules {
            counting: Counting::Accumulated,
            failures: std::num::NonZeroU32::new(2),
            ..Rules::default()
        };
        let desk = desk(&rules);
        desk.check_answer("nothing", "", Some("w"), at(100_000))
            .unwrap();
        desk.check_answer("nothing", "", None, at(10)).unwrap();
        desk.check_answer("nothing", "", Some("w"), at(10 + 3600))
            .unwrap();
        assert_eq!(rows(&desk, "locked"), 0);
        assert_eq!(rows(&desk, "failure"), 1);
    }

    #[test]
    fn what_has_run_out_is_swept() {
        let desk = desk(&Rules::default());
        for visitor in 0..500 {
            desk.create_question("?", &key("1"), at(1000)).unwrap();
            desk.check_answer("nothing", "", Some(&visitor.to_string()), at(1000))
                .unwrap();
            for _ in 0..4 {
                desk.check_answer("nothing", "", Some("w"), at(1000))
                    .unwrap();
            }
        }
        assert_eq!(rows(&desk, "question"), 500);
        assert_eq!(rows(&desk, "failure"), 500);
        assert_eq!(rows(&desk, "locked"), 1);
        desk.check_answer("nothing", "", None, at(10_000)).unwrap();
        assert_eq!(rows(&desk, "question"), 500 - SWEEP, "bounded work a call");
        for _ in 0..8 {
            desk.check_answer("nothing", "", None, at(10_000)).unwrap();
        }
        let all: i64 = ["question", "failure", "locked"]
            .map(|table| rows(&desk, table))
            .iter()
            .sum();
        assert_eq!(all, 0);
    }

    #[test]
    fn times_without_end_do_not_overflow() {
        assert!(span(Duration::MAX) + span(Duration::MAX) > 0);
        assert_eq!(millis(UNIX_EPOCH - Duration::from_secs(5)), 0);
    }
}
