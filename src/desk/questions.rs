//! Questions, from being handed out to being used up.

use std::time::SystemTime;

use rusqlite::{OptionalExtension as _, params};

use super::error::DeskError;
use super::id::Id;
use super::open::Desk;
use super::turn::{TOLERANCE, Turn, latest, millis, span};
use crate::model::Key;

impl Desk {
    /// Keeps a question for as long as the rules say, and gives the name that its answer must come with. `now` is the
    /// time of the call; the name may be shown to anybody.
    pub fn create_question(
        &self,
        question: &str,
        key: &Key,
        now: SystemTime,
    ) -> Result<Id, DeskError> {
        let id = Id::fresh()?;
        let key = serde_json::to_string(key)?;
        self.turn(now, |turn| {
            let deadline = turn.time + span(turn.rules.expires);
            turn.db.execute(
                "INSERT INTO question VALUES (?1, ?2, ?3, ?4)",
                params![id.as_str(), question, key, deadline],
            )?;
            Ok(id)
        })
    }

    /// The text of a question that can still be answered, to show it again. It is not used up by this.
    pub fn question(&self, id: &str, now: SystemTime) -> Result<Option<String>, DeskError> {
        let now = millis(now);
        let connection = self.connection();
        let latest = latest(&connection)?;
        if now < latest - TOLERANCE {
            return Ok(None);
        }
        let question = connection.query_row(
            "SELECT question FROM question WHERE id = ?1 AND deadline > ?2",
            params![Id::typed(id).as_str(), now.max(latest)],
            |row| row.get(0),
        );
        Ok(question.optional()?)
    }

    /// Whether `answer` lets through whoever gave it. The question is used up, whatever the answer.
    ///
    /// True only for the right answer to a question that was handed out here, has not expired and was never checked
    /// before; of any number of processes that ask at once, one is told so.
    ///
    /// `from` says who answers: an address or an account, never something that the visitor is free to choose. Anything
    /// but true counts as a failure of `from`, unknown and used names included, for else guessing would cost nothing.
    /// An identifier with too many failures is locked: until the lock ends all it is told is false, also for a right
    /// answer, which is used up like any other. Without `from` nothing is counted and nobody is locked.
    ///
    /// An error lets nobody through; the question may or may not be used up.
    pub fn check_answer(
        &self,
        id: &str,
        answer: &str,
        from: Option<&str>,
        now: SystemTime,
    ) -> Result<bool, DeskError> {
        self.turn(now, |turn| {
            let key = turn.take(id)?;
            let right = key.is_some_and(|key| key.accepts(answer));
            match from {
                Some(who) => Ok(turn.judge(who, right)?),
                None => Ok(right),
            }
        })
    }
}

impl Turn<'_> {
    /// The key of an open question, which is open no more.
    fn take(&self, id: &str) -> Result<Option<Key>, DeskError> {
        let taken = self.db.query_row(
            "DELETE FROM question WHERE id = ?1 RETURNING key, deadline",
            [Id::typed(id).as_str()],
            |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)),
        );
        let Some((key, deadline)) = taken.optional()? else {
            return Ok(None);
        };
        if deadline <= self.time {
            return Ok(None);
        }
        Ok(Some(serde_json::from_str(&key)?))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{at, desk, key};
    use super::super::{Desk, Rules};

    fn ask(desk: &Desk, seconds: u64) -> String {
        let id = desk.create_question("What is 3 plus 4?", &key("7"), at(seconds));
        id.unwrap().to_string()
    }

    #[test]
    fn a_question_can_be_answered_once() {
        let desk = desk(&Rules::default());
        let id = ask(&desk, 1000);
        let check = |answer| desk.check_answer(&id, answer, None, at(1001)).unwrap();
        assert!(check(" 7 "));
        assert!(!check("7"));
    }

    #[test]
    fn a_wrong_answer_uses_it_up() {
        let desk = desk(&Rules::default());
        let id = ask(&desk, 1000);
        let check = |answer| desk.check_answer(&id, answer, None, at(1001)).unwrap();
        assert!(!check("8"));
        assert!(!check("7"));
    }

    #[test]
    fn it_expires_at_its_deadline() {
        let desk = desk(&Rules::default());
        let (last, late) = (ask(&desk, 1000), ask(&desk, 1000));
        let late_by = std::time::Duration::from_millis(1);
        assert!(
            desk.check_answer(&last, "7", None, at(1600) - late_by)
                .unwrap()
        );
        assert!(!desk.check_answer(&late, "7", None, at(1600)).unwrap());
    }

    #[test]
    fn names_are_forgiven_their_case_and_unknown_ones_are_false() {
        let desk = desk(&Rules::default());
        let id = ask(&desk, 1000);
        assert!(!desk.check_answer("", "7", None, at(1000)).unwrap());
        assert!(
            !desk
                .check_answer("' OR 1 = 1 --", "7", None, at(1000))
                .unwrap()
        );
        assert!(
            desk.check_answer(&id.to_uppercase(), "7", None, at(1000))
                .unwrap()
        );
    }

    #[test]
    fn it_can_be_shown_again_while_it_is_open() {
        let desk = desk(&Rules::default());
        let id = ask(&desk, 1000);
        let shown = |now| desk.question(&id, at(now)).unwrap();
        assert_eq!(shown(1599).as_deref(), Some("What is 3 plus 4?"));
        assert_eq!(shown(1600), None);
        assert!(desk.check_answer(&id, "7", None, at(1599)).unwrap());
        assert_eq!(shown(1599), None);
    }

    #[test]
    fn threads_share_a_desk() {
        let desk = desk(&Rules::default());
        let id = ask(&desk, 1000);
        let trues = std::thread::scope(|scope| {
            let check = || desk.check_answer(&id, "7", None, at(1001)).unwrap();
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(check)).collect();
            let told = threads.into_iter().map(|thread| thread.join().unwrap());
            told.filter(|told| *told).count()
        });
        assert_eq!(trues, 1);
    }
}
