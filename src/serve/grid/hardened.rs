//! The same server as it should decide: times to the millisecond on a clock that never goes back, one answer a
//! challenge whatever arrives together, failures that expire, and a limit on all that a client can make grow.
//!
//! All of an answer is one transaction. Times are milliseconds since 1970.

use std::net::IpAddr;

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::serve::store::tick;

pub(super) const SCHEMA: &str = "
    CREATE TABLE challenge (
        id TEXT PRIMARY KEY, who TEXT NOT NULL, issued INTEGER NOT NULL, truth TEXT NOT NULL,
        seed BLOB NOT NULL, number INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX challenge_issued ON challenge (issued);
    CREATE INDEX challenge_who ON challenge (who);
    CREATE TABLE failure (who TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
    CREATE INDEX failure_who ON failure (who, at);
    CREATE INDEX failure_at ON failure (at);
    CREATE TABLE banned (who TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX banned_until ON banned (until);";

/// What holds for everybody. Times in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Limits {
    /// An answer is right from this age on.
    pub(super) min_solve: i64,
    /// And up to this age; then the challenge and its pictures are gone.
    pub(super) max_solve: i64,
    /// So long nobody of the address is served, from the failure that brought it on.
    pub(super) ban: i64,
    /// So many failures within [`WINDOW`] ban.
    pub(super) failures: i64,
}

/// How long a failure counts.
pub(super) const WINDOW: i64 = 10 * 60 * 1000;
/// Challenges that one address may have open, so that hard ones cannot be thrown away without end.
pub(super) const MOST_OPEN: i64 = 30;
/// Rows of a table, about; the oldest make room.
const MOST_ROWS: i64 = 100_000;
/// Dead rows that a call clears away, of each kind. It makes one at most.
const SWEEP: i64 = 64;

/// A challenge to be stored.
pub(super) struct Fresh<'a> {
    pub(super) id: &'a str,
    /// One `0` or `1` a tile.
    pub(super) truth: &'a str,
    pub(super) seed: &'a [u8; 32],
    pub(super) number: u64,
}

/// Why nothing is handed out or judged, with milliseconds until it may be again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Refusal {
    /// Too many failures.
    Banned(i64),
    /// Too many challenges open.
    TooMany(i64),
}

/// Whose failures are counted together: an address of IPv4, the first 64 bits of one of IPv6, since those are what one
/// customer is given.
pub(super) fn address(peer: IpAddr) -> String {
    match peer {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// Hands a challenge out.
pub(super) fn issue(
    db: &Connection,
    now: i64,
    who: &str,
    fresh: &Fresh<'_>,
    limits: &Limits,
) -> rusqlite::Result<Result<(), Refusal>> {
    let now = tick(db, now)?;
    sweep(db, now, limits)?;
    if let Some(refusal) = refusal(db, now, who, limits)? {
        return Ok(Err(refusal));
    }
    db.prepare_cached("INSERT INTO challenge VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![
            fresh.id,
            who,
            now,
            fresh.truth,
            fresh.seed,
            fresh.number as i64
        ])?;
    Ok(Ok(()))
}

/// Whether this address would be refused a challenge now, so that none is drawn for it in vain.
pub(super) fn refusal(
    db: &Connection,
    now: i64,
    who: &str,
    limits: &Limits,
) -> rusqlite::Result<Option<Refusal>> {
    let now = now.max(latest(db)?);
    if let Some(left) = banned(db, now, who)? {
        return Ok(Some(Refusal::Banned(left)));
    }
    let open: (i64, Option<i64>) = db.query_row(
        "SELECT count(*), min(issued) FROM challenge WHERE who = ?1 AND issued >= ?2",
        params![who, now - limits.max_solve],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(match open {
        (MOST_OPEN.., Some(oldest)) => Some(Refusal::TooMany(oldest + limits.max_solve + 1 - now)),
        _ => None,
    })
}

/// The latest time of a call.
fn latest(db: &Connection) -> rusqlite::Result<i64> {
    db.query_row("SELECT latest FROM served", [], |row| row.get(0))
}

/// Seed and number of a challenge whose pictures this address may see now.
pub(super) fn picture(
    db: &Connection,
    now: i64,
    who: &str,
    id: &str,
    limits: &Limits,
) -> rusqlite::Result<Option<([u8; 32], u64)>> {
    let since = now.max(latest(db)?) - limits.max_solve;
    db.prepare_cached(
        "SELECT seed, number FROM challenge WHERE id = ?1 AND who = ?2 AND issued >= ?3",
    )?
    .query_row(params![id, who, since], |row| {
        let number: i64 = row.get(1)?;
        Ok((row.get(0)?, number.unsigned_abs()))
    })
    .optional()
}

/// Judges a selection of one `0` or `1` a tile. Unknown, used, expired, early, another's and wrong are all just false,
/// and a failure. Under a ban nothing is judged and nothing counted, but the challenge is used up.
pub(super) fn answer(
    db: &Connection,
    now: i64,
    who: &str,
    (id, selection): (&str, &str),
    limits: &Limits,
) -> rusqlite::Result<Result<bool, Refusal>> {
    let now = tick(db, now)?;
    sweep(db, now, limits)?;
    // Another's challenge stays: nobody can use up what he was not given.
    let sql = "DELETE FROM challenge WHERE id = ?1 AND who = ?2 RETURNING issued, truth";
    let taken: Option<(i64, String)> = db
        .prepare_cached(sql)?
        .query_row([id, who], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if let Some(left) = banned(db, now, who)? {
        return Ok(Err(Refusal::Banned(left)));
    }
    let right = taken.is_some_and(|(issued, truth)| {
        (limits.min_solve..=limits.max_solve).contains(&(now - issued)) && truth == selection
    });
    if !right {
        fail(db, now, who, limits)?;
    }
    Ok(Ok(right))
}

/// Milliseconds that a ban has still to run.
fn banned(db: &Connection, now: i64, who: &str) -> rusqlite::Result<Option<i64>> {
    let sql = "SELECT until FROM banned WHERE who = ?1";
    let until: Option<i64> = db
        .prepare_cached(sql)?
        .query_row([who], |row| row.get(0))
        .optional()?;
    Ok(until.map(|until| until - now).filter(|left| *left > 0))
}

/// One more failure; enough of them within the window ban, and the count then starts anew. A right answer between
/// them forgives none: a solver that is right now and then is banned as well.
fn fail(db: &Connection, now: i64, who: &str, limits: &Limits) -> rusqlite::Result<()> {
    db.execute("INSERT INTO failure VALUES (?1, ?2)", params![who, now])?;
    let failures: i64 = db.query_row(
        "SELECT count(*) FROM failure WHERE who = ?1 AND at > ?2",
        params![who, now - WINDOW],
        |row| row.get(0),
    )?;
    if failures >= limits.failures {
        let until = now.saturating_add(limits.ban);
        db.execute(
            "INSERT OR REPLACE INTO banned VALUES (?1, ?2)",
            params![who, until],
        )?;
        db.execute("DELETE FROM failure WHERE who = ?1", [who])?;
    }
    Ok(())
}

/// Clears away what has run out, and the oldest beyond [`MOST_ROWS`].
fn sweep(db: &Connection, now: i64, limits: &Limits) -> rusqlite::Result<()> {
    for (table, key, time, before) in [
        ("challenge", "id", "issued", now - limits.max_solve),
        ("failure", "rowid", "at", now - WINDOW),
        ("banned", "who", "until", now),
    ] {
        let excess = format!("(SELECT count(*) FROM {table}) > ?1");
        for (condition, value) in [
            (format!("{time} < ?1"), before),
            (excess, MOST_ROWS + SWEEP),
        ] {
            let sql = format!(
                "DELETE FROM {table} WHERE {key} IN
                    (SELECT {key} FROM {table} WHERE {condition} ORDER BY {time} LIMIT {SWEEP})"
            );
            db.prepare_cached(&sql)?.execute([value])?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        min_solve: 1000,
        max_solve: 60_000,
        ban: 30_000,
        failures: 4,
    };
    const START: i64 = 1_700_000_000_000;

    fn database() -> Connection {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch("CREATE TABLE served (latest INTEGER); INSERT INTO served VALUES (0)")
            .unwrap();
        db.execute_batch(SCHEMA).unwrap();
        db
    }

    fn issued(db: &Connection, at: i64, who: &str, id: &str) -> Result<(), Refusal> {
        let fresh = Fresh {
            id,
            truth: "101",
            seed: &[7; 32],
            number: 3,
        };
        issue(db, START + at, who, &fresh, &LIMITS).unwrap()
    }

    fn answered(
        db: &Connection,
        at: i64,
        who: &str,
        id: &str,
        truth: &str,
    ) -> Result<bool, Refusal> {
        answer(db, START + at, who, (id, truth), &LIMITS).unwrap()
    }

    fn rows(db: &Connection, table: &str) -> i64 {
        let sql = format!("SELECT count(*) FROM {table}");
        db.query_row(&sql, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn one_answer_in_time_from_whom_it_was_given_to() {
        let db = database();
        let cases = [(999, false), (1000, true), (60_000, true), (60_001, false)];
        for (start, (at, right)) in (0..).step_by(100_000).zip(cases) {
            issued(&db, start, "w", "x").unwrap();
            assert_eq!(
                answered(&db, start + at, "w", "x", "101"),
                Ok(right),
                "{at}"
            );
            db.execute("DELETE FROM failure", []).unwrap();
        }
        let db = database();
        issued(&db, 0, "w", "x").unwrap();
        assert_eq!(answered(&db, 1000, "v", "x", "101"), Ok(false), "another's");
        assert_eq!(
            answered(&db, 1000, "w", "x", "101"),
            Ok(true),
            "and still there"
        );
        assert_eq!(answered(&db, 1000, "w", "x", "101"), Ok(false), "once");
    }

    #[test]
    fn pictures_are_for_whom_and_while_the_challenge_is() {
        let db = database();
        issued(&db, 0, "w", "x").unwrap();
        let seen = |at, who, id| {
            picture(&db, START + at, who, id, &LIMITS)
                .unwrap()
                .is_some()
        };
        assert!(seen(60_000, "w", "x"));
        assert!(!seen(60_001, "w", "x") && !seen(0, "v", "x") && !seen(0, "w", "y"));
        answered(&db, 1000, "w", "x", "000").unwrap();
        assert!(!seen(1000, "w", "x"));
    }

    #[test]
    fn failures_ban_and_a_ban_ends_and_failures_expire() {
        let db = database();
        for at in 0..4 {
            assert_eq!(answered(&db, at, "w", "guessed", "101"), Ok(false));
        }
        issued(&db, 10, "v", "mine").unwrap();
        assert_eq!(
            answered(&db, 2000, "w", "guessed", "101"),
            Err(Refusal::Banned(28_003))
        );
        assert_eq!(issued(&db, 2000, "w", "x"), Err(Refusal::Banned(28_003)));
        assert_eq!(
            answered(&db, 2000, "v", "mine", "101"),
            Ok(true),
            "others go on"
        );
        issued(&db, 30_003, "w", "x").unwrap();
        assert_eq!(
            answered(&db, 31_003, "w", "x", "101"),
            Ok(true),
            "not renewed meanwhile"
        );
        for at in [40_000, 40_000, 40_000, 40_000 + WINDOW] {
            answered(&db, at, "w", "guessed", "101").unwrap();
        }
        assert_eq!(rows(&db, "banned"), 0, "three had expired");
    }

    #[test]
    fn a_right_answer_forgives_nothing() {
        let db = database();
        for at in [0, 1000, 2000] {
            answered(&db, at, "w", "guessed", "101").unwrap();
        }
        issued(&db, 2000, "w", "x").unwrap();
        assert_eq!(answered(&db, 3000, "w", "x", "101"), Ok(true));
        answered(&db, 4000, "w", "guessed", "101").unwrap();
        assert_eq!(issued(&db, 4000, "w", "y"), Err(Refusal::Banned(30_000)));
    }

    #[test]
    fn what_is_right_under_a_ban_is_used_up() {
        let db = database();
        issued(&db, 0, "w", "x").unwrap();
        for _ in 0..4 {
            answered(&db, 1000, "w", "guessed", "101").unwrap();
        }
        assert_eq!(
            answered(&db, 2000, "w", "x", "101"),
            Err(Refusal::Banned(29_000))
        );
        assert_eq!(rows(&db, "challenge"), 0);
    }

    #[test]
    fn an_address_has_so_many_open_and_no_more() {
        let db = database();
        for n in 0..MOST_OPEN {
            issued(&db, n, "w", &n.to_string()).unwrap();
        }
        let refused = Err(Refusal::TooMany(60_001 - 100));
        assert_eq!(issued(&db, 100, "w", "more"), refused);
        issued(&db, 100, "v", "another").unwrap();
        issued(&db, 60_001, "w", "more").unwrap();
    }

    #[test]
    fn a_clock_set_back_makes_nothing_younger() {
        let db = database();
        issued(&db, 0, "w", "x").unwrap();
        issued(&db, 61_000, "v", "y").unwrap();
        assert_eq!(answered(&db, 1000, "w", "x", "101"), Ok(false));
    }

    #[test]
    fn what_has_run_out_is_swept() {
        let db = database();
        for n in 0..500 {
            let who = n.to_string();
            issued(&db, 0, &who, &who).unwrap();
            answered(&db, 0, &who, "guessed", "101").unwrap();
            for _ in 0..4 {
                answered(&db, 0, &format!("{who} too"), "guessed", "101").unwrap();
            }
        }
        for n in 0..10 {
            issued(&db, 2 * WINDOW, "w", &format!("later {n}")).unwrap();
        }
        let left = ["failure", "banned"].map(|table| rows(&db, table));
        assert_eq!(left, [0, 0]);
        assert!(rows(&db, "challenge") <= 10);
    }

    #[test]
    fn one_customer_of_ipv6_is_one() {
        let of = |text: &str| address(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2:3::4"), "2001:db8:1:2::/64");
        assert_eq!(of("2001:db8:1:2::5"), of("2001:db8:1:2:3::4"));
        assert_ne!(of("2001:db8:1:3::5"), of("2001:db8:1:2:3::4"));
    }
}
