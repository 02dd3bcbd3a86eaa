//! The kind `folder`: from options to a folder that is ready, and from a record's parameters back to it.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::challenges::Folder;
use super::labels::{Labels, Row};
use super::scan::{Entry, scan};
use crate::arithmetic;
use crate::config::{OptionError, Options};
use crate::model::{Key, fold};
use crate::scheme::{Kind, Scheme};

/// `scheme = "folder"`.
pub const KIND: Kind = Kind {
    name: "folder",
    summary: "any folder of labelled pictures",
    asks: crate::model::Asks::Picture,
    presets: &[],
    build,
    rebuild,
    doctor: || "reads PNG, JPEG and GIF".to_owned(),
    schema: || schemars::schema_for!(Wire),
};

/// As written.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wire {
    /// The folder, from the suite's own folder on.
    pub path: PathBuf,
    /// Where labels come from.
    #[serde(default)]
    pub labels: Labels,
    /// Whether upper and lower case differ when an answer is checked.
    #[serde(default)]
    pub case_sensitive: bool,
    /// Whether labels are sums ("7 x 3") and the answer is their value.
    #[serde(default)]
    pub arithmetic: bool,
    /// Symbols that labels are made of; those that occur if absent.
    #[serde(default)]
    pub charset: Option<String>,
    /// Whether folders inside the folder count too.
    #[serde(default)]
    pub recursive: bool,
}

fn build(
    preset: Option<&str>,
    options: &Options<'_>,
    base: &Path,
) -> Result<Box<dyn Scheme>, OptionError> {
    if let Some(preset) = preset {
        let message = format!("scheme `folder` has no presets, so no `{preset}`");
        return Err(OptionError::at("preset", message).help("leave `preset` out and give `path`"));
    }
    let mut wire: Wire = options.parse()?;
    wire.path = base.join(wire.path);
    let folder = open(wire).map_err(|error| options.locate(error))?;
    Ok(Box::new(folder))
}

/// A record's parameters hold the path as the run saw it: start it from the same folder. Other content is refused.
fn rebuild(params: &Value) -> Result<Box<dyn Scheme>, String> {
    let mut params = params.clone();
    let digest = params
        .as_object_mut()
        .and_then(|params| params.remove("digest"));
    let wire: Wire = serde_json::from_value(params).map_err(|error| error.to_string())?;
    let path = wire.path.display().to_string();
    let folder = open(wire).map_err(|error| error.message)?;
    match digest {
        Some(Value::String(digest)) if digest != folder.digest => Err(format!(
            "{path} has changed: its digest is {}, in the record {digest}",
            folder.digest
        )),
        _ => Ok(Box::new(folder)),
    }
}

fn open(mut wire: Wire) -> Result<Folder, OptionError> {
    let path = wire.path.display().to_string();
    if !wire.path.is_dir() {
        return Err(OptionError::at("path", format!("{path} is not a folder")));
    }
    wire.labels = wire.labels.settle(&wire.path);
    let scanned = scan(&wire.path, wire.labels, wire.recursive, wire.case_sensitive);
    let scanned = scanned.map_err(|why| OptionError::at("labels", why))?;
    if scanned.entries.is_empty() {
        let reasons = [
            vec![format!("{path} holds no labelled picture")],
            scanned.notices,
        ]
        .concat();
        return Err(OptionError::at("path", reasons.join("; "))
            .help("label pictures in labels.csv (file,label), in labels.txt (file label), or by name (LABEL.png)"));
    }
    let key = |entry: &Entry| key(&wire, &entry.row);
    let keys: Result<Vec<Key>, _> = scanned.entries.iter().map(key).collect();
    Ok(Folder::new(wire, scanned, keys?))
}

fn key(wire: &Wire, row: &Row) -> Result<Key, OptionError> {
    let label = row.label.as_str();
    let stored = match &row.stored {
        Some(stored) => stored.clone(),
        None if wire.arithmetic => arithmetic::value(label)
            .ok_or_else(|| {
                OptionError::at(
                    "arithmetic",
                    format!(
                        "{}: the label `{label}` is not a sum such as `7 x 3`",
                        row.file
                    ),
                )
            })?
            .to_string(),
        None if wire.case_sensitive => label.to_owned(),
        None => fold(label),
    };
    Ok(Key::text(label, stored, wire.case_sensitive))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use image::{Rgb, RgbImage};
    use tempfile::TempDir;

    use super::*;
    use crate::scheme::{GenerateError, Issued};
    use crate::seed::Seed;

    /// A folder with these pictures, each of one colour, and these other files.
    fn folder(pictures: &[(&str, u8)], files: &[(&str, &str)]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, tone) in pictures {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            RgbImage::from_pixel(6, 4, Rgb([*tone; 3]))
                .save(path)
                .unwrap();
        }
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    fn open(folder: &TempDir, options: &str) -> Box<dyn Scheme> {
        try_open(folder, options).unwrap()
    }

    fn try_open(folder: &TempDir, options: &str) -> Result<Box<dyn Scheme>, OptionError> {
        let options = format!("path = '.'\n{options}");
        build(None, &Options::from_toml(&options).unwrap(), folder.path())
    }

    fn issue(scheme: &dyn Scheme, index: u64) -> Result<Issued, GenerateError> {
        scheme.generate(&Seed::from_u64(0), index)
    }

    fn stored(scheme: &dyn Scheme) -> Vec<String> {
        let indexes = 0..scheme.available().unwrap();
        indexes
            .map(|i| issue(scheme, i).unwrap().key.stored)
            .collect()
    }

    #[test]
    fn pictures_come_with_their_keys_in_an_order_of_their_own() {
        let pictures = [("b_2.png", 1), ("b_1.gif", 2), ("Ab.png", 3)];
        let notes = [("notes.md", "")];
        let keys: Vec<(u8, Key)> = {
            let folder = folder(&pictures, &notes);
            let scheme = open(&folder, "");
            assert_eq!((scheme.available(), scheme.notices().len()), (Some(3), 0));
            assert!(matches!(
                issue(&*scheme, 3),
                Err(GenerateError::Impossible(_))
            ));
            let all = (0..3).map(|i| issue(&*scheme, i).unwrap());
            let shade = |issued: Issued| {
                let picture = issued.challenge.picture().unwrap();
                (picture.get_pixel(0, 0).0[0], issued.key)
            };
            all.map(shade).collect()
        };
        let find = |shade| &keys.iter().find(|(s, _)| *s == shade).unwrap().1;
        assert_eq!(
            (find(3).drawn.as_str(), find(3).stored.as_str()),
            ("Ab", "ab")
        );
        assert_eq!(
            (find(1).stored.as_str(), find(2).stored.as_str()),
            ("b", "b")
        );
        // Other names, same pictures: the order hangs on the pictures.
        let renamed = folder(&[("x.png", 1), ("a.gif", 2), ("m.png", 3)], &[]);
        let order: Vec<String> = stored(&*open(&renamed, ""));
        let expected: Vec<&str> = keys
            .iter()
            .map(|(shade, _)| ["x", "a", "m"][usize::from(*shade) - 1])
            .collect();
        assert_eq!(order, expected);
    }

    #[test]
    fn inner_folders_count_when_asked() {
        let folder = folder(&[("in/x.png", 1), ("y.png", 2), (".hidden.png", 3)], &[]);
        assert_eq!(stored(&*open(&folder, "")), ["y"]);
        assert_eq!(stored(&*open(&folder, "recursive = true")), ["x", "y"]);
    }

    #[test]
    fn lists_win_over_names_and_csv_over_txt() {
        let pictures = [("1.png", 1), ("2.png", 2)];
        let csv = (
            "labels.csv",
            "file,label,stored\n1.png,7 x 3,21\n2.png,\"8, \"\"x\",b\n",
        );
        let txt = ("labels.txt", "1.png one blank\n2.png\ttwo\n");
        let both = folder(&pictures, &[csv, txt]);
        assert_eq!(stored(&*open(&both, "")), ["21", "b"]);
        assert_eq!(issue(&*open(&both, ""), 1).unwrap().key.drawn, "8, \"x");
        assert_eq!(
            stored(&*open(&both, "labels = 'labels.txt'")),
            ["one blank", "two"]
        );
        assert_eq!(stored(&*open(&both, "labels = 'names'")), ["1", "2"]);
        assert_eq!(
            stored(&*open(&folder(&pictures, &[txt]), "")),
            ["one blank", "two"]
        );
    }

    #[test]
    #[cfg(target_os = "linux")] // elsewhere e.png and E.png are one file
    fn what_is_wrong_with_a_folder_is_said() {
        let pictures = [
            ("a.png", 1),
            ("b.png", 1),
            ("c.png", 2),
            ("d.png", 2),
            ("e.png", 3),
            ("E.png", 4),
            ("unlabelled.png", 5),
        ];
        let csv = "file,label\na.png,same\nb.png,SAME\nc.png,this\nd.png,that\ne.png,x\nE.png,X\ngone.png,z\n";
        let folder = folder(&pictures, &[("labels.csv", csv)]);
        let scheme = open(&folder, "");
        let mut kept = stored(&*scheme);
        kept.sort();
        assert_eq!(kept, ["same", "x", "x"], "a.png, e.png, E.png");
        assert_eq!(
            scheme.notices(),
            [
                "2 left out: the same picture carries different labels: c.png (`this`), d.png (`that`)",
                "1 left out: the same picture is listed before: b.png (same as a.png)",
                "1 left out: labelled, but not in the folder: gone.png",
                "1 left out: no label: unlabelled.png",
                "2 names differ only in case: elsewhere one may have replaced the other: E.png, e.png",
                "4 labels differ only in case from another, and case does not count: SAME, same, X, x",
            ]
        );
        let strict = open(&folder, "case_sensitive = true");
        assert_eq!(
            stored(&*strict),
            ["X", "x"],
            "`same` and `SAME` are now a conflict"
        );
    }

    #[test]
    fn a_file_listed_twice_is_one_challenge_or_none() {
        let csv = "file,label\na.png,x\na.png,X\nb.png,y\nb.png,z\n";
        let folder = folder(&[("a.png", 1), ("b.png", 2)], &[("labels.csv", csv)]);
        assert_eq!(stored(&*open(&folder, "")), ["x"]);
    }

    /// A PNG that is a header only, of this size.
    fn header(width: u32, height: u32) -> Vec<u8> {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([width.to_be_bytes(), height.to_be_bytes()].concat());
        png.extend([8, 2, 0, 0, 0]);
        let mut crc = !0u32;
        for byte in &png[12..] {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
            }
        }
        png.extend((!crc).to_be_bytes());
        png.extend(b"\0\0\x10\0IDAT");
        png
    }

    #[test]
    fn unreadable_pictures_stay_counted() {
        let folder = folder(
            &[("good.png", 9), ("cut.png", 1)],
            &[("text.png", "no picture")],
        );
        let path = |name| folder.path().join(name);
        let whole = fs::read(path("cut.png")).unwrap();
        fs::write(path("cut.png"), &whole[..whole.len() - 20]).unwrap();
        fs::write(path("huge.png"), header(30_000, 30_000)).unwrap();
        fs::write(path("wide.png"), header(60_000, 1_000)).unwrap();
        let scheme = open(&folder, "");
        assert_eq!(scheme.available(), Some(5));
        let why = |index| match issue(&*scheme, index) {
            Err(GenerateError::Unreadable { file, why }) => format!("{file}: {why}"),
            Ok(_) => String::new(),
            Err(other) => panic!("{other:?}"),
        };
        let mut reasons: Vec<String> = (0..5).map(why).collect();
        reasons.sort();
        let starts = [
            "",
            "cut.png: ",
            "huge.png: 30000 x 30000 pixels are more than 64 megapixels",
            "text.png: ",
            "wide.png: ",
        ];
        for (reason, start) in reasons.iter().zip(starts) {
            assert!(
                reason.starts_with(start) && reason.is_empty() == start.is_empty(),
                "{reason}"
            );
        }
        assert!(
            scheme.notices()[0].starts_with("4 cannot be read and count as faulted: cut.png (")
        );
        assert_eq!(
            scheme.prior().p,
            0.2,
            "what cannot be read cannot be solved"
        );
    }

    #[test]
    fn a_picture_that_changes_after_the_scan_is_a_fault() {
        let folder = folder(&[("a.png", 1)], &[]);
        let scheme = open(&folder, "");
        RgbImage::new(6, 4)
            .save(folder.path().join("a.png"))
            .unwrap();
        let error = issue(&*scheme, 0).unwrap_err().to_string();
        assert_eq!(error, "a.png: has changed since the folder was read");
    }

    #[test]
    fn keyspace_prior_and_random_answers_come_from_the_labels() {
        let names = [
            ("Ab_1.png", 1),
            ("aB_2.png", 2),
            ("cab.png", 3),
            ("d.png", 4),
        ];
        let folder = folder(&names, &[]);
        let scheme = open(&folder, "");
        let keyspace = scheme.keyspace();
        assert_eq!(
            (keyspace.charset.as_str(), keyspace.length),
            ("ABabcd", Some((1, 3)))
        );
        let prior = scheme.prior();
        assert_eq!(
            (prior.answer.as_str(), prior.p, prior.entropy_bits),
            ("ab", 0.5, 1.5)
        );
        for n in 0..50 {
            let answer = scheme.random_answer(&Seed::from_u64(n));
            assert!((1..=3).contains(&answer.len()) && answer.chars().all(|c| "abcd".contains(c)));
        }
        let scheme = open(&folder, "charset = 'bad'");
        assert_eq!(scheme.keyspace().charset, "abd");
        assert_eq!(
            scheme.notices().last().unwrap(),
            "3 labels hold symbols outside the charset, `Ab` first"
        );
    }

    #[test]
    fn sums_are_stored_by_value() {
        let txt = ("labels.txt", "a.png 7 x 3\nb.png 10-5\n");
        let sums = folder(&[("a.png", 1), ("b.png", 2)], &[txt]);
        let scheme = open(&sums, "arithmetic = true");
        assert_eq!(stored(&*scheme), ["21", "5"]);
        assert!(["21", "5"].contains(&scheme.random_answer(&Seed::from_u64(1)).as_str()));
        let plain = folder(&[("abc.png", 1)], &[]);
        let error = try_open(&plain, "arithmetic = true").err().unwrap();
        assert_eq!(
            error.message,
            "abc.png: the label `abc` is not a sum such as `7 x 3`"
        );
    }

    #[test]
    fn parameters_rebuild_the_same_folder_and_no_other() {
        let folder = folder(&[("a.png", 1), ("b.png", 2)], &[]);
        let params = open(&folder, "").params();
        assert_eq!(params["labels"], "names");
        assert_eq!(rebuild(&params).unwrap().params(), params);
        RgbImage::new(9, 9)
            .save(folder.path().join("b.png"))
            .unwrap();
        assert!(rebuild(&params).err().unwrap().contains("has changed"));
    }

    #[test]
    fn errors_name_the_key() {
        let empty = folder(&[], &[]);
        let key = |options: &str| try_open(&empty, options).err().unwrap().key;
        assert_eq!(key("").as_deref(), Some("path"));
        assert_eq!(key("labels = 'labels.csv'").as_deref(), Some("labels"));
        let missing = Options::from_toml("path = 'no/such'").unwrap();
        let error = build(None, &missing, Path::new("")).err().unwrap();
        assert_eq!(
            (error.message.as_str(), error.span),
            ("no/such is not a folder", Some(7..16))
        );
        assert!(build(Some("x"), &missing, Path::new("")).is_err());
    }
}
