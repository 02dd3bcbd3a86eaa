//! The database behind a desk: found or made, and never taken for what it is not.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior, params};

use super::error::DeskError;
use super::rules::Rules;

/// Hands out questions and checks answers. Any number of processes may use one database at once, each with a desk of
/// its own; threads of a process may share one desk. A desk does not survive a `fork`.
#[derive(Debug)]
pub struct Desk {
    connection: Mutex<Connection>,
}

/// How long others are waited for. Shorter than what the clock is allowed to be off (`turn::TOLERANCE`), since a caller's
/// time was taken before the wait.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);
/// "capb", so that another program's database is not taken for a desk.
const APPLICATION: i64 = 0x6361_7062;
/// Goes up with [`SCHEMA`].
const FORMAT: i64 = 1;

/// A question is there until it is answered or swept: used ones are deleted. Times are milliseconds since 1970.
const SCHEMA: &str = "
    CREATE TABLE desk (one INTEGER PRIMARY KEY CHECK (one = 1), rules TEXT NOT NULL, latest INTEGER NOT NULL) STRICT;
    CREATE TABLE question (
        id TEXT PRIMARY KEY, question TEXT NOT NULL, key TEXT NOT NULL, deadline INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX question_deadline ON question (deadline);
    CREATE TABLE failure (who BLOB NOT NULL, at INTEGER NOT NULL) STRICT;
    CREATE INDEX failure_who ON failure (who, at);
    CREATE INDEX failure_at ON failure (at);
    CREATE TABLE locked (who BLOB PRIMARY KEY, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX locked_until ON locked (until);";

impl Desk {
    /// The desk at `path`, made with these rules if there is none; folders are made as needed. One that exists must
    /// have these very rules ([`DeskError::OtherRules`]), so that no process weakens what another relies on.
    pub fn open(path: &Path, rules: &Rules) -> Result<Self, DeskError> {
        let desk = Self::open_as_it_is(path, rules)?;
        match desk.rules()?.differences(rules) {
            none if none.is_empty() => Ok(desk),
            some => Err(DeskError::OtherRules(some)),
        }
    }

    /// The desk at `path` with the rules that it has; made with `otherwise` if there is none.
    pub fn open_as_it_is(path: &Path, otherwise: &Rules) -> Result<Self, DeskError> {
        otherwise.check()?;
        let connection = connect(path)?;
        let made = is_made(&connection)?;
        use_log(&connection)?;
        // FULL: without it a power cut may undo the last answers, and used questions could be used again.
        connection.pragma_update(None, "synchronous", "FULL")?;
        if !made {
            make(&connection, otherwise)?;
        }
        Ok(Self {
            connection: Mutex::new(connection),
        })
    }

    /// The rules in force now; another process may have changed them.
    pub fn rules(&self) -> Result<Rules, DeskError> {
        read_rules(&self.connection())
    }

    /// Puts other rules in force, for everybody. What was given out keeps its deadline, and a lock its end.
    pub fn change_rules(&self, rules: &Rules) -> Result<(), DeskError> {
        rules.check()?;
        let text = serde_json::to_string(rules)?;
        self.connection()
            .execute("UPDATE desk SET rules = ?1", [text])?;
        Ok(())
    }

    /// The connection. A thread that panicked left no open transaction behind: dropping one rolls it back.
    pub(super) fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// A desk that is gone with the process, for tests of rules.
    #[cfg(test)]
    pub(super) fn in_memory(rules: &Rules) -> Self {
        let connection = Connection::open_in_memory().unwrap();
        make(&connection, rules).unwrap();
        Self {
            connection: Mutex::new(connection),
        }
    }
}

pub(super) fn read_rules(db: &Connection) -> Result<Rules, DeskError> {
    let text: String = db.query_row("SELECT rules FROM desk", [], |row| row.get(0))?;
    Ok(serde_json::from_str(&text)?)
}

/// A connection to the file. A new file is its owner's alone, since it holds answers.
pub(crate) fn connect(path: &Path) -> Result<Connection, DeskError> {
    // SQLite takes `:memory:` and the like for something other than files; no absolute path is such a name.
    let folder_failed = |source| DeskError::Folder {
        folder: path.to_owned(),
        source,
    };
    let path = std::path::absolute(path).map_err(folder_failed)?;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|source| DeskError::Folder {
            folder: folder.to_owned(),
            source,
        })?;
    }
    let is_new = !path.exists();
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(&path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    if is_new {
        make_private(&path);
    }
    Ok(connection)
}

/// By name and not by handle: closing a handle of our own would drop the locks that SQLite holds on the file.
#[cfg(unix)]
fn make_private(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    // Where it cannot be done the file has the rights that the user's mask gives, as any other.
    let _ = std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600));
}

#[cfg(not(unix))]
fn make_private(_: &Path) {}

/// Whether the tables are there. Refuses a file of another program before anything in it is touched.
fn is_made(connection: &Connection) -> Result<bool, DeskError> {
    // One transaction: another process may be making the tables between two reads.
    let tx = Transaction::new_unchecked(connection, TransactionBehavior::Deferred)?;
    let number = |sql| tx.query_row(sql, [], |row| row.get::<_, i64>(0));
    let tables = number("SELECT count(*) FROM sqlite_schema")?;
    let application = number("PRAGMA application_id")?;
    let format = number("PRAGMA user_version")?;
    if application != APPLICATION && (tables > 0 || application != 0 || format != 0) {
        return Err(DeskError::NotADesk("a database of another program"));
    }
    if format > FORMAT {
        return Err(DeskError::Newer {
            found: format,
            known: FORMAT,
        });
    }
    Ok(format == FORMAT)
}

/// Turns the write-ahead log on; it then stays on in the file. SQLite does not wait for others here by itself.
pub(crate) fn use_log(connection: &Connection) -> Result<(), DeskError> {
    let give_up = Instant::now() + PATIENCE;
    loop {
        let mode = connection.query_row("PRAGMA journal_mode = WAL", [], |row| {
            row.get::<_, String>(0)
        });
        match mode.map_err(DeskError::from) {
            Ok(mode) if mode == "wal" => return Ok(()),
            Ok(mode) => return Err(DeskError::NoLog(mode)),
            Err(DeskError::Busy) if Instant::now() < give_up => {
                std::thread::sleep(Duration::from_millis(5));
            }
            Err(error) => return Err(error),
        }
    }
}

/// Makes the tables, unless another process was faster.
fn make(connection: &Connection, rules: &Rules) -> Result<(), DeskError> {
    let tx = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
    let format: i64 = tx.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if format == 0 {
        tx.execute_batch(SCHEMA)?;
        let rules = serde_json::to_string(rules)?;
        tx.execute("INSERT INTO desk VALUES (1, ?1, 0)", params![rules])?;
        tx.execute_batch(&format!(
            "PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {FORMAT}"
        ))?;
    }
    Ok(tx.commit()?)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{at, key};
    use super::*;

    fn place() -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("made/as needed/desk.db");
        (folder, path)
    }

    #[test]
    fn what_is_kept_outlives_the_desk() {
        let (_folder, path) = place();
        let open = || Desk::open(&path, &Rules::default()).unwrap();
        let id = open().create_question("?", &key("7"), at(1000)).unwrap();
        assert!(
            open()
                .check_answer(id.as_str(), "7", None, at(1001))
                .unwrap()
        );
        assert!(
            !open()
                .check_answer(id.as_str(), "7", None, at(1002))
                .unwrap()
        );
    }

    #[test]
    fn it_is_safe_against_power_cuts() {
        let (_folder, path) = place();
        let desk = Desk::open(&path, &Rules::default()).unwrap();
        let db = desk.connection();
        let mode: String = db
            .query_row("PRAGMA journal_mode", [], |row| row.get(0))
            .unwrap();
        let synchronous: i64 = db
            .query_row("PRAGMA synchronous", [], |row| row.get(0))
            .unwrap();
        assert_eq!((mode.as_str(), synchronous), ("wal", 2));
    }

    #[test]
    fn other_rules_are_refused_until_they_are_changed() {
        let (_folder, path) = place();
        let stored = Rules::default();
        let wanted = Rules {
            lock: Duration::from_secs(1),
            ..Rules::default()
        };
        Desk::open(&path, &stored).unwrap();
        let error = Desk::open(&path, &wanted).unwrap_err();
        assert_eq!(
            error.to_string(),
            "this question desk has other rules: lock is 15m, not 1s"
        );
        let desk = Desk::open_as_it_is(&path, &wanted).unwrap();
        assert_eq!(desk.rules().unwrap(), stored);
        desk.change_rules(&wanted).unwrap();
        Desk::open(&path, &wanted).unwrap();
    }

    #[test]
    fn files_of_others_are_left_alone() {
        let (folder, path) = place();
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        for text in ["hello", &"no database ".repeat(1000)] {
            std::fs::write(&path, text).unwrap();
            let error = Desk::open(&path, &Rules::default()).unwrap_err();
            assert!(
                matches!(error, DeskError::NotADesk("no SQLite database")),
                "{error:?}"
            );
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
        let other = folder.path().join("other.db");
        Connection::open(&other)
            .unwrap()
            .execute_batch("CREATE TABLE t (x)")
            .unwrap();
        let before = std::fs::read(&other).unwrap();
        let error = Desk::open(&other, &Rules::default()).unwrap_err();
        assert!(
            matches!(error, DeskError::NotADesk("a database of another program")),
            "{error:?}"
        );
        assert_eq!(std::fs::read(&other).unwrap(), before);
    }

    #[test]
    fn a_later_format_is_refused() {
        let (_folder, path) = place();
        let desk = Desk::open(&path, &Rules::default()).unwrap();
        desk.connection()
            .execute_batch("PRAGMA user_version = 2")
            .unwrap();
        drop(desk);
        let error = Desk::open(&path, &Rules::default()).unwrap_err();
        assert!(
            matches!(error, DeskError::Newer { found: 2, known: 1 }),
            "{error:?}"
        );
    }

    #[test]
    fn sixteen_threads_make_one_desk() {
        let (_folder, path) = place();
        let open = || Desk::open(&path, &Rules::default()).unwrap();
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..16).map(|_| scope.spawn(open)).collect();
            threads
                .into_iter()
                .for_each(|thread| drop(thread.join().unwrap()));
        });
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_reads_a_new_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let (_folder, path) = place();
        let desk = Desk::open(&path, &Rules::default()).unwrap();
        desk.create_question("?", &key("7"), at(1000)).unwrap();
        for name in ["desk.db", "desk.db-wal"] {
            let mode = path
                .with_file_name(name)
                .metadata()
                .unwrap()
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }
}
