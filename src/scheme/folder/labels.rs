//! Which label belongs to which file: `labels.csv`, `labels.txt` or the file names.

use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::picture;

/// Where labels come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(super) enum Labels {
    /// The first of the others that the folder has.
    #[default]
    #[serde(rename = "auto")]
    Auto,
    /// Columns `file,label[,stored]` under a header; others do not count.
    #[serde(rename = "labels.csv")]
    Csv,
    /// Lines `file label`, parted by a tab, else by the first blank.
    #[serde(rename = "labels.txt")]
    Txt,
    /// `LABEL.png` or `LABEL_n.png`, n a number after the last underscore. A label that itself ends like that
    /// needs a file of labels.
    #[serde(rename = "names")]
    Names,
}

/// One labelled file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    /// Path from the folder on, with forward slashes.
    pub file: String,
    /// The text as drawn.
    pub label: String,
    /// What the site stores, where the list says.
    pub stored: Option<String>,
}

impl Labels {
    /// What `auto` means for this folder.
    pub fn settle(self, folder: &Path) -> Self {
        match self {
            Self::Auto if folder.join("labels.csv").is_file() => Self::Csv,
            Self::Auto if folder.join("labels.txt").is_file() => Self::Txt,
            Self::Auto => Self::Names,
            settled => settled,
        }
    }

    /// The labels as listed. `pictures` are the files of the folder.
    pub fn read(self, folder: &Path, pictures: &[String]) -> Result<Vec<Row>, String> {
        match self.settle(folder) {
            Self::Csv => from_csv(&folder.join("labels.csv")),
            Self::Txt => from_txt(&folder.join("labels.txt")),
            Self::Auto | Self::Names => Ok(pictures.iter().map(|file| from_name(file)).collect()),
        }
    }
}

#[derive(Deserialize)]
struct Record {
    file: String,
    label: String,
    stored: Option<String>,
}

fn from_csv(path: &Path) -> Result<Vec<Row>, String> {
    let failed = |error: csv::Error| format!("failed to read {}: {error}", path.display());
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader
        .trim(csv::Trim::All)
        .from_path(path)
        .map_err(failed)?;
    let header = reader.headers().map_err(failed)?.clone();
    for column in ["file", "label"] {
        if !header.iter().any(|name| name == column) {
            let names = header.iter().collect::<Vec<_>>().join(",");
            return Err(format!(
                "{}: the header `{names}` has no column `{column}`",
                path.display()
            ));
        }
    }
    let row = |record: Record| Row {
        file: record.file,
        label: record.label,
        stored: record.stored.filter(|stored| !stored.is_empty()),
    };
    reader
        .deserialize()
        .map(|record| record.map(row).map_err(failed))
        .collect()
}

fn from_txt(path: &Path) -> Result<Vec<Row>, String> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("failed to read {}: {error}", path.display()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let row = |line: &str| {
        let parts = line.split_once('\t').or_else(|| line.split_once(' '));
        let (file, label) = parts.unwrap_or((line, ""));
        Row {
            file: file.trim().to_owned(),
            label: label.trim().to_owned(),
            stored: None,
        }
    };
    Ok(lines.map(row).collect())
}

fn from_name(file: &str) -> Row {
    let name = file.rsplit('/').next().unwrap_or(file);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let label = match stem.rsplit_once('_') {
        Some((label, n))
            if !label.is_empty() && !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()) =>
        {
            label
        }
        _ => stem,
    };
    Row {
        file: file.to_owned(),
        label: label.to_owned(),
        stored: None,
    }
}

/// Every picture in the folder, as paths from it on with forward slashes, sorted. Hidden files do not count, and
/// links to folders are not followed.
pub(super) fn pictures(folder: &Path, recursive: bool) -> std::io::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut open = vec![(folder.to_owned(), String::new())];
    while let Some((folder, prefix)) = open.pop() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            if entry.file_type()?.is_dir() {
                if recursive {
                    open.push((entry.path(), format!("{prefix}{name}/")));
                }
            } else if picture::has_ending(&entry.path()) {
                found.push(format!("{prefix}{name}"));
            }
        }
    }
    found.sort_unstable();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(name: &str, text: &str) -> Result<Vec<Row>, String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(name), text).unwrap();
        Labels::Auto.read(folder.path(), &[])
    }

    fn pairs(rows: &[Row]) -> Vec<(&str, &str)> {
        rows.iter()
            .map(|row| (row.file.as_str(), row.label.as_str()))
            .collect()
    }

    #[test]
    fn csv_may_quote_reorder_and_hold_more() {
        let text =
            "\u{feff}id, label,file,stored\r\n1,\"a,\"\"b\",x.png,\r\n2, 7 x 3 ,\"y z.png\",21\r\n";
        let rows = written("labels.csv", text).unwrap();
        assert_eq!(pairs(&rows), [("x.png", "a,\"b"), ("y z.png", "7 x 3")]);
        assert_eq!(rows[0].stored, None);
        assert_eq!(rows[1].stored.as_deref(), Some("21"));
    }

    #[test]
    fn csv_without_its_columns_is_an_error() {
        let error = written("labels.csv", "x.png,abc\n").unwrap_err();
        assert!(
            error.ends_with("the header `x.png,abc` has no column `file`"),
            "{error}"
        );
        let error = written("labels.csv", "file,label\nx.png\n").unwrap_err();
        assert!(error.contains("line: 2"), "{error}");
    }

    #[test]
    fn txt_labels_may_hold_blanks() {
        let rows = written("labels.txt", "a.png two words\nb c.png\tone\n\nd.png\n").unwrap();
        assert_eq!(
            pairs(&rows),
            [("a.png", "two words"), ("b c.png", "one"), ("d.png", "")]
        );
    }

    #[test]
    fn names_lose_their_ending_and_number() {
        for (file, label) in [
            ("AbC.png", "AbC"),
            ("AbC_12.png", "AbC"),
            ("sub/AbC_0.JPG", "AbC"),
            ("a_b.png", "a_b"),
            ("_1.png", "_1"),
            ("a_.png", "a_"),
            ("a.b_1.png", "a.b"),
            ("00000_DRhpWN.png", "00000_DRhpWN"),
        ] {
            assert_eq!(from_name(file).label, label, "{file}");
        }
    }
}
