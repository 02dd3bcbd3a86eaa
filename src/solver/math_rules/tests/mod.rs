//! Whole questions, by topic; an empty answer is one that must not be given.

mod algebra;
mod arithmetic;
mod facts;
mod figures;
mod forms;
mod higher;
mod readings;
mod robustness;
mod sequences;
mod silence;
mod stories;
mod survey;
mod wordings;

use super::read;

/// Reads every question and lists all that went wrong.
fn check(table: &[(&str, &str)]) {
    let wrong: Vec<String> = table
        .iter()
        .filter_map(|(question, answer)| {
            let reading = read(question);
            let given = reading.as_ref().map_or("", |reading| &reading.answer);
            (given != *answer).then(|| format!("{question}\n  {answer:?}, got {reading:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
