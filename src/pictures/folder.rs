//! A folder of category folders: `root/leopard/image_0022.jpg`, as goCaptcha keeps its pictures.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::collection::{Category, Collection, Origin, Picture, PictureError, decode};

/// File names of each fault that are told; the rest are counted.
const SHOWN: usize = 3;

/// What is wrong with files, each with those it was found of.
#[derive(Default)]
struct Faults(Vec<(&'static str, Vec<String>)>);

impl Faults {
    fn add(&mut self, what: &'static str, file: String) {
        match self.0.iter_mut().find(|(known, _)| *known == what) {
            Some((_, files)) => files.push(file),
            None => self.0.push((what, vec![file])),
        }
    }

    fn notices(self) -> Vec<String> {
        let line = |(what, files): (&str, Vec<String>)| {
            let shown = files
                .iter()
                .take(SHOWN)
                .cloned()
                .collect::<Vec<_>>()
                .join(", ");
            let more = match files.len().saturating_sub(SHOWN) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!("{} {what}: {shown}{more}", files.len())
        };
        self.0.into_iter().map(line).collect()
    }
}

/// Reads the folder: each folder in it is a category, each PNG or JPEG in that a picture. Whatever cannot be used is
/// left out and told in the notices; a folder that holds no picture at all is an error.
pub fn read_folder(root: &Path) -> Result<Collection, PictureError> {
    let mut faults = Faults::default();
    let mut categories = Vec::new();
    for (name, path) in entries(root)? {
        if !path.is_dir() {
            faults.add("files beside the category folders are left out", name);
            continue;
        }
        let pictures = category(&name, &path, &mut faults)?;
        if pictures.is_empty() {
            faults.add("categories without pictures are left out", name);
        } else {
            categories.push(Category { name, pictures });
        }
    }
    if categories.is_empty() {
        return Err(PictureError::Empty(root.to_owned()));
    }
    drop_duplicates(&mut categories, &mut faults);
    Ok(Collection {
        categories,
        notices: faults.notices(),
    })
}

/// A folder's entries that are not hidden, by name.
fn entries(folder: &Path) -> Result<Vec<(String, PathBuf)>, PictureError> {
    let wrong = |error: std::io::Error| PictureError::File {
        path: folder.to_owned(),
        why: error.to_string(),
    };
    let mut found = Vec::new();
    for entry in folder.read_dir().map_err(wrong)? {
        let entry = entry.map_err(wrong)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            found.push((name, entry.path()));
        }
    }
    found.sort();
    Ok(found)
}

fn category(name: &str, folder: &Path, faults: &mut Faults) -> Result<Vec<Picture>, PictureError> {
    let read = |(file, path): (String, PathBuf)| {
        let shown = format!("{name}/{file}");
        if path.is_dir() {
            return Err(("folders inside a category are left out", shown));
        }
        if !is_picture(&path) {
            return Err((
                "files that are not named .png, .jpg or .jpeg are left out",
                shown,
            ));
        }
        let bytes = std::fs::read(&path);
        let bytes = bytes.map_err(|error| {
            (
                "unreadable files are left out",
                format!("{shown} ({error})"),
            )
        })?;
        decode(&bytes).map_err(|why| {
            (
                "pictures that cannot be decoded are left out",
                format!("{shown} ({why})"),
            )
        })?;
        Ok(Picture::new(file, None, &bytes, Origin::File(path.into())))
    };
    let results: Vec<_> = entries(folder)?.into_par_iter().map(read).collect();
    let mut pictures = Vec::new();
    for result in results {
        match result {
            Ok(picture) => pictures.push(picture),
            Err((what, file)) => faults.add(what, file),
        }
    }
    Ok(pictures)
}

fn is_picture(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|e| {
        ["png", "jpg", "jpeg"]
            .iter()
            .any(|known| e.eq_ignore_ascii_case(known))
    })
}

/// Of files with the same bytes the first stays where all lie in one category. Where they lie in several, the grids
/// would have no right answer: none stays.
fn drop_duplicates(categories: &mut Vec<Category>, faults: &mut Faults) {
    let mut homes: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, category) in categories.iter().enumerate() {
        for picture in &category.pictures {
            homes.entry(picture.digest.clone()).or_default().push(at);
        }
    }
    let mut seen: HashSet<String> = HashSet::new();
    for category in categories.iter_mut() {
        let name = category.name.clone();
        category.pictures.retain(|picture| {
            let home = &homes[&picture.digest];
            let file = || format!("{name}/{}", picture.name);
            if home.iter().any(|at| at != &home[0]) {
                faults.add(
                    "pictures that stand in several categories are left out",
                    file(),
                );
                return false;
            }
            let first = seen.insert(picture.digest.clone());
            if !first {
                faults.add("copies of a picture are left out", file());
            }
            first
        });
    }
    categories.retain(|category| !category.pictures.is_empty());
}

#[cfg(test)]
mod tests {
    use std::fs;

    use image::{Rgb, RgbImage};

    use super::*;

    #[test]
    fn what_cannot_be_used_is_told() {
        let root = tempfile::tempdir().unwrap();
        let put = |name: &str, shade: u8| {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            RgbImage::from_pixel(8, 6, Rgb([shade; 3]))
                .save(path)
                .unwrap();
        };
        put("cat/1.png", 1);
        put("cat/2.jpg", 2);
        put("cat/copy.png", 1);
        put("dog/1.JPEG", 9);
        put("dog/shared.png", 5);
        put("cat/shared.png", 5);
        fs::write(root.path().join("cat/bad.png"), "not a picture").unwrap();
        fs::write(root.path().join("cat/notes.txt"), "").unwrap();
        fs::write(root.path().join("stray.png"), "").unwrap();
        fs::write(root.path().join(".hidden"), "").unwrap();
        fs::create_dir(root.path().join("empty")).unwrap();
        let read = read_folder(root.path()).unwrap();
        let names: Vec<(&str, usize)> = read
            .categories
            .iter()
            .map(|c| (c.name.as_str(), c.pictures.len()))
            .collect();
        assert_eq!(names, [("cat", 2), ("dog", 1)]);
        let told = read.notices.join("\n");
        for word in [
            "stray.png",
            "empty",
            "cat/bad.png",
            "cat/notes.txt",
            "cat/copy.png",
            "cat/shared.png",
            "dog/shared.png",
        ] {
            assert!(told.contains(word), "{word} in {told}");
        }
        assert!(!told.contains(".hidden"));
        let cat = &read.categories[0].pictures[0];
        assert_eq!(cat.decode().unwrap().dimensions(), (8, 6));
        put("cat/1.png", 77);
        assert!(
            cat.decode()
                .unwrap_err()
                .to_string()
                .contains("has changed")
        );
    }

    #[test]
    fn a_folder_without_pictures_is_an_error() {
        let root = tempfile::tempdir().unwrap();
        assert_eq!(
            read_folder(root.path()),
            Err(PictureError::Empty(root.path().to_owned()))
        );
        assert!(read_folder(&root.path().join("none")).is_err());
    }
}
