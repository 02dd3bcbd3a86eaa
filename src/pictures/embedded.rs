//! The drawings that this program carries: Twemoji (CC-BY 4.0), by a table of our own.

use std::sync::LazyLock;

use serde::Deserialize;
use twemoji_assets::png::PngTwemojiAsset;

use super::collection::{Category, Collection, Origin, Picture};

static EMBEDDED: LazyLock<Collection> = LazyLock::new(|| read(include_str!("concepts.toml")));

/// The embedded pictures: 72 x 72 pixels with transparency.
pub fn embedded() -> &'static Collection {
    &EMBEDDED
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    category: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    #[serde(default)]
    upright: Vec<String>,
    #[serde(default)]
    other: Vec<String>,
}

#[expect(
    clippy::expect_used,
    clippy::panic,
    reason = "the table is our own, and a test reads it all"
)]
fn read(text: &str) -> Collection {
    let table: Table = toml::from_str(text).expect("the table of concepts is TOML");
    let category = |row: Row| Category {
        pictures: {
            let upright = row.upright.iter().map(|entry| (entry, true));
            let other = row.other.iter().map(|entry| (entry, false));
            let concept = |(entry, upright): (&String, bool)| {
                concept(entry, upright).unwrap_or_else(|| panic!("no picture for `{entry}`"))
            };
            upright.chain(other).map(concept).collect()
        },
        name: row.name,
    };
    Collection {
        categories: table.category.into_iter().map(category).collect(),
        notices: Vec::new(),
    }
}

/// "🐆 leopard". The emoji's own spelling may lack or have the selector that asks for colour.
fn concept(entry: &str, upright: bool) -> Option<Picture> {
    let (emoji, name) = entry.split_once(' ')?;
    let spellings = [
        emoji.to_owned(),
        emoji.replace('\u{fe0f}', ""),
        format!("{emoji}\u{fe0f}"),
    ];
    let asset = spellings
        .iter()
        .find_map(|e| PngTwemojiAsset::from_emoji(e))?;
    let bytes: &'static [u8] = asset;
    Some(Picture::new(
        name.to_owned(),
        Some(upright),
        bytes,
        Origin::Embedded(bytes),
    ))
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;
    use crate::pictures::Part;

    #[test]
    fn every_concept_is_carried_and_stands_in_one_category() {
        let all = embedded();
        assert!(all.categories.len() >= 20, "{}", all.categories.len());
        assert!(all.pictures() >= 450, "{}", all.pictures());
        let (mut names, mut drawn) = (HashSet::new(), HashMap::new());
        for category in &all.categories {
            for picture in &category.pictures {
                let pixels = picture.decode().unwrap();
                assert_eq!(pixels.dimensions(), (72, 72), "{}", picture.name);
                assert!(names.insert(&picture.name), "{} stands twice", picture.name);
                let same = drawn.insert(pixels.into_raw(), &picture.name);
                assert_eq!(same, None, "{} looks the same", picture.name);
            }
        }
        let upright = all.categories.iter().flat_map(|c| &c.pictures);
        assert!(upright.filter(|p| p.upright == Some(true)).count() >= 250);
    }

    #[test]
    fn parts_share_no_concept_and_leave_none_out() {
        let all = embedded();
        let (train, held) = (all.part(Part::Train), all.part(Part::HeldOut));
        assert_eq!(train.pictures() + held.pictures(), all.pictures());
        assert_eq!(train.categories.len(), all.categories.len());
        assert_eq!(held.categories.len(), all.categories.len());
        for (a, b) in train.categories.iter().zip(&held.categories) {
            let names: HashSet<&str> = a.pictures.iter().map(|p| p.name.as_str()).collect();
            assert!(b.pictures.iter().all(|p| !names.contains(p.name.as_str())));
        }
        assert_ne!(train.digest(), held.digest());
    }
}
