//! From labels and files to the list of challenges: what is usable, and what is wrong with the rest.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use rayon::prelude::*;

use super::labels::{self, Labels, Row};
use super::picture;
use crate::model::{Challenge, fold};

/// One challenge.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Its file and label.
    pub row: Row,
    /// Digest of its pixels, or why there are none.
    pub digest: Result<String, String>,
}

/// A folder as it was found.
#[derive(Debug)]
pub(super) struct Scan {
    /// Challenges by file name.
    pub entries: Vec<Entry>,
    /// What a user should know, one line each.
    pub notices: Vec<String>,
}

/// A place in the order for a file that has no pixels to hash.
fn name_digest(file: &str) -> String {
    blake3::hash(file.as_bytes()).to_hex()[..16].to_owned()
}

/// Reads labels and decodes every labelled picture once, for its digest; no picture is kept.
pub(super) fn scan(
    folder: &Path,
    labels: Labels,
    recursive: bool,
    case_sensitive: bool,
) -> Result<Scan, String> {
    let failed = |error| format!("failed to list {}: {error}", folder.display());
    let pictures = labels::pictures(folder, recursive).map_err(failed)?;
    let mut rows = labels.read(folder, &pictures)?;
    rows.sort_by(|a, b| a.file.cmp(&b.file));
    let mut notices = Notices::default();
    let rows = usable(rows, folder, &pictures, &mut notices);
    notices.cases(&rows, case_sensitive);
    let entries = rows.into_par_iter().map(|row| {
        let picture = picture::load(&folder.join(&row.file));
        let digest = picture.map(|picture| Challenge::image(picture).digest());
        Entry { row, digest }
    });
    let mut entries = unique(entries.collect(), case_sensitive, &mut notices);
    for Entry { row, digest } in &entries {
        if let Err(why) = digest {
            notices.add(Fault::Unreadable, format!("{} ({why})", row.file));
        }
    }
    // Names often follow labels: by name, the first N would be a biased sample. By digest they are a fair one.
    entries.sort_by_cached_key(|entry| {
        entry
            .digest
            .clone()
            .unwrap_or_else(|_| name_digest(&entry.row.file))
    });
    Ok(Scan {
        entries,
        notices: notices.lines(),
    })
}

/// Rows that have both a label and a file.
fn usable(rows: Vec<Row>, folder: &Path, pictures: &[String], notices: &mut Notices) -> Vec<Row> {
    let labelled: BTreeSet<String> = rows.iter().map(|row| row.file.clone()).collect();
    let unlabelled = pictures
        .iter()
        .filter(|file| !labelled.contains(file.as_str()));
    unlabelled.for_each(|file| notices.add(Fault::Unlabelled, file.clone()));
    let usable = |row: &Row| {
        let fault = if row.label.is_empty() {
            Fault::Unlabelled
        } else if !folder.join(&row.file).is_file() {
            Fault::Missing
        } else {
            return true;
        };
        notices.add(fault, row.file.clone());
        false
    };
    rows.into_iter().filter(usable).collect()
}

/// Of the same picture (or file) listed more than once, the first; none of them where the labels disagree.
fn unique(entries: Vec<Entry>, case_sensitive: bool, notices: &mut Notices) -> Vec<Entry> {
    let answer = |row: &Row| {
        let answer = row.stored.as_ref().unwrap_or(&row.label);
        if case_sensitive {
            answer.clone()
        } else {
            fold(answer)
        }
    };
    let same = |entry: &Entry| {
        entry
            .digest
            .clone()
            .unwrap_or_else(|_| entry.row.file.clone())
    };
    let mut groups: HashMap<String, BTreeSet<String>> = HashMap::new();
    for entry in &entries {
        groups
            .entry(same(entry))
            .or_default()
            .insert(answer(&entry.row));
    }
    let mut first: HashMap<String, String> = HashMap::new();
    let mut kept = Vec::with_capacity(entries.len());
    for entry in entries {
        let (group, file) = (same(&entry), entry.row.file.clone());
        if groups[&group].len() > 1 {
            notices.add(Fault::Conflict, format!("{file} (`{}`)", entry.row.label));
        } else if let Some(first) = first.get(&group) {
            notices.add(Fault::Duplicate, format!("{file} (same as {first})"));
        } else {
            first.insert(group, file);
            kept.push(entry);
        }
    }
    kept
}

/// What can be wrong with a folder, in the order it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    Unreadable,
    Conflict,
    Duplicate,
    Missing,
    Unlabelled,
    FileCase,
    LabelCase,
}

impl Fault {
    fn words(self) -> &'static str {
        match self {
            Self::Unreadable => "cannot be read and count as faulted",
            Self::Conflict => "left out: the same picture carries different labels",
            Self::Duplicate => "left out: the same picture is listed before",
            Self::Missing => "left out: labelled, but not in the folder",
            Self::Unlabelled => "left out: no label",
            Self::FileCase => {
                "names differ only in case: elsewhere one may have replaced the other"
            }
            Self::LabelCase => "labels differ only in case from another, and case does not count",
        }
    }
}

#[derive(Default)]
struct Notices(BTreeMap<Fault, Vec<String>>);

impl Notices {
    fn add(&mut self, fault: Fault, item: String) {
        self.0.entry(fault).or_default().push(item);
    }

    /// File names, and labels where case does not count, that differ only in case.
    fn cases(&mut self, rows: &[Row], case_sensitive: bool) {
        let clashing = |texts: &mut dyn Iterator<Item = &str>| {
            let mut groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            texts.for_each(|text| {
                groups
                    .entry(fold(text))
                    .or_default()
                    .insert(text.to_owned());
            });
            groups
                .into_values()
                .filter(|group| group.len() > 1)
                .flatten()
                .collect::<Vec<_>>()
        };
        let files = clashing(&mut rows.iter().map(|row| row.file.as_str()));
        files
            .into_iter()
            .for_each(|file| self.add(Fault::FileCase, file));
        if !case_sensitive {
            let labels = clashing(&mut rows.iter().map(|row| row.label.as_str()));
            labels
                .into_iter()
                .for_each(|label| self.add(Fault::LabelCase, label));
        }
    }

    /// One line a fault: how many, what, and the first few.
    fn lines(self) -> Vec<String> {
        const SHOWN: usize = 5;
        let line = |(fault, items): (Fault, Vec<String>)| {
            let shown = items[..items.len().min(SHOWN)].join(", ");
            let more = match items.len().saturating_sub(SHOWN) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!("{} {}: {shown}{more}", items.len(), fault.words())
        };
        self.0.into_iter().map(line).collect()
    }
}
