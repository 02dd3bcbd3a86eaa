//! goCaptcha's decisions, as its code makes them: good for measuring, not for guarding anything.
//!
//! The state is three tables, as in the original. What departs from it is said at [`sweep`].

use rusqlite::{Connection, OptionalExtension as _, params};

/// Times are whole seconds since 1970.
pub(super) const SCHEMA: &str = "
    CREATE TABLE solution (
        id TEXT PRIMARY KEY, imgs TEXT NOT NULL, question TEXT NOT NULL, date INTEGER NOT NULL, ip TEXT NOT NULL,
        seed BLOB NOT NULL, number INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX solution_date ON solution (date);
    CREATE TABLE imgfakepath (fake TEXT PRIMARY KEY, captchaid TEXT NOT NULL, tile INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX imgfakepath_captchaid ON imgfakepath (captchaid);
    CREATE TABLE suspiciousip (ip TEXT PRIMARY KEY, date INTEGER NOT NULL, count INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX suspiciousip_date ON suspiciousip (date);";

/// What a challenge must be answered by. The zero value is what the original finds for an unknown id.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Solution {
    /// Category of each tile.
    pub(super) imgs: Vec<String>,
    /// The category that is asked for.
    pub(super) question: String,
    /// When it was made, seconds.
    pub(super) date: i64,
    /// Whom it was made for.
    pub(super) ip: String,
}

/// Limits in seconds, and failures that are forgiven.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Limits {
    /// An answer is right from this age on.
    pub(super) min_solve: f64,
    /// And up to this age.
    pub(super) max_solve: f64,
    /// `timeBan`.
    pub(super) ban: f64,
    /// `suspiciousIPCountLimit`.
    pub(super) failures: i64,
}

/// Rows of an unanswered challenge are kept so long, seconds.
const KEPT: i64 = 60 * 60;
/// Challenges that are kept at once.
const MOST_SOLUTIONS: i64 = 20_000;
/// A suspicious address is forgotten so long after its last failure, seconds.
const SUSPECTED: i64 = 30 * 24 * 60 * 60;
/// Suspicious addresses that are kept at once.
const MOST_SUSPECTS: i64 = 100_000;
/// Dead rows that a call clears away; it makes one at most.
const SWEEP: i64 = 64;

/// What the loop over the tiles makes of a selection; `None` where it runs past the selection's end, which crashes the
/// original's handler.
pub(super) fn judge(
    solution: &Solution,
    selection: &[i64],
    ip: &str,
    now: i64,
    limits: &Limits,
) -> Option<bool> {
    let mut right = true;
    for (k, category) in solution.imgs.iter().enumerate() {
        let expected = i64::from(*category == solution.question);
        right &= *selection.get(k)? == expected;
    }
    let age = now.saturating_sub(solution.date) as f64;
    Some(right && age >= limits.min_solve && age <= limits.max_solve && solution.ip == ip)
}

/// A row of `suspiciousip`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Suspect {
    /// Time of the last failure.
    pub(super) date: i64,
    /// Failures after the first.
    pub(super) count: i64,
}

/// What becomes of an address's row, and what is replied, when its answer was `right` or not.
pub(super) fn suspect(
    row: Option<Suspect>,
    right: bool,
    now: i64,
    limits: &Limits,
) -> (Option<Suspect>, bool) {
    let row = match row {
        row if right => row,
        None => Some(Suspect {
            date: now,
            count: 0,
        }),
        Some(row) => Some(Suspect {
            date: now,
            count: row.count.saturating_add(1),
        }),
    };
    let Some(row) = row else {
        return (None, right);
    };
    let since = now.saturating_sub(row.date) as f64;
    let banned = since < limits.ban && row.count > limits.failures;
    let reply = right && !banned;
    let forgiven = since >= limits.ban || reply;
    ((!forgiven).then_some(row), reply)
}

/// Who asks, as the original tells addresses apart: the text before the first colon of address and port. All clients
/// of IPv6 are `[`.
pub(super) fn address(peer: std::net::IpAddr) -> String {
    match peer {
        std::net::IpAddr::V4(address) => address.to_string(),
        std::net::IpAddr::V6(_) => "[".to_owned(),
    }
}

/// Stores a challenge and the names of its pictures.
pub(super) fn insert(
    db: &Connection,
    id: &str,
    solution: &Solution,
    fakes: &[String],
    (seed, number): (&[u8; 32], u64),
) -> rusqlite::Result<()> {
    let imgs = serde_json::json!(solution.imgs).to_string();
    db.execute(
        "INSERT INTO solution VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            id,
            imgs,
            solution.question,
            solution.date,
            solution.ip,
            seed,
            number as i64
        ],
    )?;
    let mut statement = db.prepare_cached("INSERT INTO imgfakepath VALUES (?1, ?2, ?3)")?;
    for (tile, fake) in fakes.iter().enumerate() {
        statement.execute(params![fake, id, tile as i64])?;
    }
    sweep(db, solution.date)
}

/// The first of the three steps of an answer: what was stored, or the zero value.
///
/// The steps are not one transaction, here as in the original: answers that arrive together can all find the challenge
/// before one of them removes it, and all of them are then judged.
pub(super) fn find(db: &Connection, id: &str) -> rusqlite::Result<Solution> {
    let sql = "SELECT imgs, question, date, ip FROM solution WHERE id = ?1";
    let row = db.prepare_cached(sql)?.query_row([id], |row| {
        let imgs: String = row.get(0)?;
        Ok(Solution {
            imgs: serde_json::from_str(&imgs).unwrap_or_default(),
            question: row.get(1)?,
            date: row.get(2)?,
            ip: row.get(3)?,
        })
    });
    Ok(row.optional()?.unwrap_or_default())
}

/// The second: whatever the answer was, the challenge and its names go.
pub(super) fn remove(db: &Connection, id: &str) -> rusqlite::Result<()> {
    db.execute("DELETE FROM solution WHERE id = ?1", [id])?;
    db.execute("DELETE FROM imgfakepath WHERE captchaid = ?1", [id])?;
    Ok(())
}

/// The third: failures are counted, and the reply may change.
pub(super) fn count(
    db: &Connection,
    ip: &str,
    right: bool,
    now: i64,
    limits: &Limits,
) -> rusqlite::Result<bool> {
    let sql = "SELECT date, count FROM suspiciousip WHERE ip = ?1";
    let row = db.query_row(sql, [ip], |row| {
        Ok(Suspect {
            date: row.get(0)?,
            count: row.get(1)?,
        })
    });
    let (row, reply) = suspect(row.optional()?, right, now, limits);
    match row {
        Some(row) => db.execute(
            "INSERT OR REPLACE INTO suspiciousip VALUES (?1, ?2, ?3)",
            params![ip, row.date, row.count],
        )?,
        None => db.execute("DELETE FROM suspiciousip WHERE ip = ?1", [ip])?,
    };
    sweep(db, now)?;
    Ok(reply)
}

/// The challenge and the tile behind a picture's name: seed, number, tile.
pub(super) type Behind = ([u8; 32], u64, usize);

/// What lies behind a picture's name.
pub(super) fn picture(db: &Connection, fake: &str) -> rusqlite::Result<Option<Behind>> {
    let sql = "SELECT seed, number, tile FROM imgfakepath JOIN solution ON id = captchaid WHERE fake = ?1";
    let row = db.prepare_cached(sql)?.query_row([fake], |row| {
        let (number, tile): (i64, i64) = (row.get(1)?, row.get(2)?);
        Ok((
            row.get(0)?,
            number.unsigned_abs(),
            tile.unsigned_abs() as usize,
        ))
    });
    row.optional()
}

/// Clears away old rows. The original keeps what nobody answers, and whom it suspects, for ever. Here a challenge goes
/// an hour after it was made, or when 20,000 younger ones are there; a suspect goes 30 days after the last failure,
/// or when 100,000 later ones are there. Until then nothing differs. After it a late answer is false and a failure
/// as before (a short one too, which would have crashed), and a picture is unknown.
fn sweep(db: &Connection, now: i64) -> rusqlite::Result<()> {
    let expired = format!("SELECT id FROM solution WHERE date < ?1 ORDER BY date LIMIT {SWEEP}");
    let excess = format!(
        "SELECT id FROM solution WHERE (SELECT count(*) FROM solution) > ?1 ORDER BY date LIMIT {SWEEP}"
    );
    for (sql, value) in [(expired, now - KEPT), (excess, MOST_SOLUTIONS + SWEEP)] {
        let mut statement = db.prepare_cached(&sql)?;
        let old = statement.query_map([value], |row| row.get(0))?;
        for id in old.collect::<rusqlite::Result<Vec<String>>>()? {
            remove(db, &id)?;
        }
    }
    for (condition, value) in [
        ("date < ?1", now - SUSPECTED),
        (
            "(SELECT count(*) FROM suspiciousip) > ?1",
            MOST_SUSPECTS + SWEEP,
        ),
    ] {
        let sql = format!(
            "DELETE FROM suspiciousip WHERE ip IN
                (SELECT ip FROM suspiciousip WHERE {condition} ORDER BY date LIMIT {SWEEP})"
        );
        db.prepare_cached(&sql)?.execute([value])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        min_solve: 1.0,
        max_solve: 60.0,
        ban: 30.0,
        failures: 2,
    };

    fn solution() -> Solution {
        Solution {
            imgs: ["a", "b", "a"].map(str::to_owned).to_vec(),
            question: "a".into(),
            date: 1000,
            ip: "192.0.2.1".into(),
        }
    }

    fn judged(selection: &[i64], now: i64) -> Option<bool> {
        judge(&solution(), selection, "192.0.2.1", now, &LIMITS)
    }

    #[test]
    fn every_tile_counts_and_nothing_else_than_0_and_1() {
        assert_eq!(judged(&[1, 0, 1], 1001), Some(true));
        for wrong in [[1, 1, 1], [1, 0, 0], [2, 0, 1], [1, -1, 1], [0, 1, 0]] {
            assert_eq!(judged(&wrong, 1001), Some(false), "{wrong:?}");
        }
        assert_eq!(
            judged(&[1, 0, 1, 1, 7], 1001),
            Some(true),
            "more is ignored"
        );
        assert_eq!(judged(&[1, 0], 1001), None);
        assert_eq!(judged(&[0], 1001), None, "wrong already, and still a crash");
    }

    #[test]
    fn ages_are_of_whole_seconds_and_addresses_must_agree() {
        for (now, right) in [
            (999, false),
            (1000, false),
            (1001, true),
            (1060, true),
            (1061, false),
        ] {
            assert_eq!(judged(&[1, 0, 1], now), Some(right), "{now}");
        }
        assert_eq!(
            judge(&solution(), &[1, 0, 1], "192.0.2.2", 1001, &LIMITS),
            Some(false)
        );
        let unknown = Solution::default();
        assert_eq!(
            judge(&unknown, &[], "192.0.2.1", 1001, &LIMITS),
            Some(false)
        );
        assert_eq!(address("2001:db8::1".parse().unwrap()), "[");
        assert_eq!(address("192.0.2.1".parse().unwrap()), "192.0.2.1");
    }

    /// Answers at the given seconds, from nobody known; what is replied to the last, and the row.
    fn after(answers: &[(i64, bool)]) -> (Option<Suspect>, bool) {
        let start = (None, true);
        answers.iter().fold(start, |(row, _), &(now, right)| {
            suspect(row, right, now, &LIMITS)
        })
    }

    #[test]
    fn the_fourth_failure_in_a_row_bans() {
        let failures = |n: i64| (0..n).map(|k| (k, false)).collect::<Vec<_>>();
        let then_right = |n, now| after(&[failures(n), vec![(now, true)]].concat());
        assert_eq!(then_right(3, 3), (None, true), "three are forgiven");
        let banned = Some(Suspect { date: 3, count: 3 });
        assert_eq!(then_right(4, 4), (banned, false));
        assert_eq!(then_right(4, 32), (banned, false));
        assert_eq!(
            then_right(4, 33),
            (None, true),
            "30 s after the last failure"
        );
    }

    #[test]
    fn the_ban_slides_and_never_expires_by_itself() {
        let mut answers: Vec<(i64, bool)> = (0..4).map(|k| (k, false)).collect();
        answers.push((32, false));
        assert_eq!(
            after(&answers),
            (Some(Suspect { date: 32, count: 4 }), false)
        );
        answers.push((61, true));
        assert!(!after(&answers).1, "renewed by a wrong answer");
        answers.push((1_000_000, false));
        assert_eq!(
            after(&answers).0,
            Some(Suspect {
                date: 1_000_000,
                count: 5
            }),
            "time alone forgives nothing"
        );
        answers.push((1_000_001, true));
        assert!(!after(&answers).1);
        answers.push((1_000_030, true));
        assert_eq!(
            after(&answers),
            (None, true),
            "a right answer under the ban did not renew it"
        );
    }

    fn database() -> Connection {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(SCHEMA).unwrap();
        db
    }

    fn stored(db: &Connection, id: &str, date: i64) {
        let solution = Solution { date, ..solution() };
        let fakes: Vec<String> = (0..3).map(|k| format!("{id}-{k}.png")).collect();
        insert(db, id, &solution, &fakes, (&[7; 32], 5)).unwrap();
    }

    #[test]
    fn answers_that_arrive_together_are_all_judged() {
        let db = database();
        stored(&db, "x", 1000);
        let found = [find(&db, "x").unwrap(), find(&db, "x").unwrap()];
        remove(&db, "x").unwrap();
        for solution in found {
            let right = judge(&solution, &[1, 0, 1], "192.0.2.1", 1001, &LIMITS);
            assert_eq!(right, Some(true));
        }
        assert_eq!(find(&db, "x").unwrap(), Solution::default());
        assert_eq!(picture(&db, "x-0.png").unwrap(), None);
    }

    #[test]
    fn nothing_grows_without_bound() {
        let db = database();
        for n in 0..200 {
            stored(&db, &n.to_string(), 1000);
            count(&db, &n.to_string(), false, 1000, &LIMITS).unwrap();
        }
        assert_eq!(picture(&db, "7-2.png").unwrap(), Some(([7; 32], 5, 2)));
        stored(&db, "later", 1000 + KEPT);
        let rows = |table: &str| -> i64 {
            let sql = format!("SELECT count(*) FROM {table}");
            db.query_row(&sql, [], |row| row.get(0)).unwrap()
        };
        assert_eq!(rows("solution"), 201, "an hour is not over");
        for n in 0..5 {
            stored(&db, &format!("later {n}"), 1001 + KEPT);
        }
        assert_eq!((rows("solution"), rows("imgfakepath")), (6, 18));
        for n in 0..5 {
            count(&db, &format!("later {n}"), false, 1001 + SUSPECTED, &LIMITS).unwrap();
        }
        assert_eq!(rows("suspiciousip"), 5);
    }
}
