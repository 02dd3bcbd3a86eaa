//! What the tests of the desk share: a fake clock, keys, a look into the tables.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{Desk, Rules};
use crate::model::Key;

/// So many seconds into a time of the tests' own.
pub(super) fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_000_000_000 + seconds)
}

pub(super) fn key(stored: &str) -> Key {
    let key = serde_json::json!({ "drawn": stored, "stored": stored, "case_sensitive": false });
    serde_json::from_value(key).unwrap()
}

pub(super) fn desk(rules: &Rules) -> Desk {
    Desk::in_memory(rules)
}

pub(super) fn rows(desk: &Desk, table: &str) -> i64 {
    let sql = format!("SELECT count(*) FROM {table}");
    desk.connection()
        .query_row(&sql, [], |row| row.get(0))
        .unwrap()
}
