//! The database of a server: found or made, kept to one design, and written to in turns.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context as _, bail};
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior};

use crate::desk;

/// Beside the tables of a design. `issued` counts its challenges; `latest` is the latest time of a turn, in
/// milliseconds since 1970.
const SCHEMA: &str = "CREATE TABLE served (
    one INTEGER PRIMARY KEY CHECK (one = 1), design TEXT NOT NULL, issued INTEGER NOT NULL, latest INTEGER NOT NULL
) STRICT;";

/// A database with one design's state.
#[derive(Debug)]
pub(crate) struct Store {
    connection: Mutex<Connection>,
}

impl Store {
    /// The database at `path`, made with the tables of `schema` if there is none; in memory without a path. `design`
    /// says in words what is served: a database of another design is refused.
    pub(crate) fn open(path: Option<&Path>, schema: &str, design: &str) -> anyhow::Result<Self> {
        let connection = match path {
            None => Connection::open_in_memory()?,
            Some(path) => connect(path).with_context(|| path.display().to_string())?,
        };
        make(&connection, schema, design)?;
        Ok(Self {
            connection: Mutex::new(connection),
        })
    }

    /// Does `work` while nobody else writes: wholly, or not at all.
    pub(crate) fn turn<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let connection = self.connection();
        let tx = Transaction::new_unchecked(&connection, TransactionBehavior::Immediate)?;
        let done = work(&tx)?;
        tx.commit()?;
        Ok(done)
    }

    /// Reads.
    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        work(&self.connection())
    }

    /// The number of the next challenge, from 0; no two are the same, whoever asks and however often it is restarted.
    pub(crate) fn next(&self) -> rusqlite::Result<u64> {
        let sql = "UPDATE served SET issued = issued + 1 RETURNING issued - 1";
        let number: i64 = self.turn(|db| db.query_row(sql, [], |row| row.get(0)))?;
        Ok(number.unsigned_abs())
    }

    /// A thread that panicked left no open transaction behind: dropping one rolls it back.
    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// The time of this turn: `now`, or the latest of an earlier turn where that is later, so that a restart with a clock
/// set back makes nothing younger.
pub(crate) fn tick(db: &Connection, now: i64) -> rusqlite::Result<i64> {
    let sql = "UPDATE served SET latest = max(latest, ?1) RETURNING latest";
    db.query_row(sql, [now], |row| row.get(0))
}

fn connect(path: &Path) -> anyhow::Result<Connection> {
    let connection = desk::connect(path)?;
    desk::use_log(&connection)?;
    // FULL: without it a power cut may undo the last answers, and used challenges could be used again.
    connection.pragma_update(None, "synchronous", "FULL")?;
    Ok(connection)
}

fn make(connection: &Connection, schema: &str, design: &str) -> anyhow::Result<()> {
    let tx = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
    let tables: Vec<String> = tx
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    if tables.is_empty() {
        tx.execute_batch(SCHEMA)?;
        tx.execute_batch(schema)?;
        tx.execute("INSERT INTO served VALUES (1, ?1, 0, 0)", [design])?;
    } else if !tables.iter().any(|table| table == "served") {
        bail!("a database of another program; it is left as it was");
    }
    let stored: Option<String> = tx
        .query_row("SELECT design FROM served", [], |row| row.get(0))
        .optional()?;
    if stored.as_deref() != Some(design) {
        let stored = stored.unwrap_or_default();
        bail!("this database serves {stored}, not {design}; give another --db");
    }
    Ok(tx.commit()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_on_and_another_design_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.db");
        let open =
            |design: &str| Store::open(Some(&path), "CREATE TABLE x (y INTEGER) STRICT;", design);
        assert_eq!(open("a").unwrap().next().unwrap(), 0);
        let store = open("a").unwrap();
        assert_eq!(store.next().unwrap(), 1);
        assert_eq!(store.turn(|db| tick(db, 70)).unwrap(), 70);
        assert_eq!(store.turn(|db| tick(db, 50)).unwrap(), 70);
        let error = open("b").unwrap_err().to_string();
        assert_eq!(error, "this database serves a, not b; give another --db");
    }

    #[test]
    fn another_programs_database_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.db");
        let other = Connection::open(&path).unwrap();
        other.execute_batch("CREATE TABLE z (y INTEGER)").unwrap();
        assert!(Store::open(Some(&path), "", "a").is_err());
    }
}
