//! Files that parameters name: fonts, word lists, background pictures. The only code of the scheme that reads
//! the disk, and only while the scheme is built.

use std::path::{Path, PathBuf};

use image::RgbImage;
use image::imageops::{FilterType, resize};

use super::params::{FileRef, Params};
use crate::config::OptionError;
use crate::draw::{Color, Face, Font, gd_ppem};

/// A reference to a file as it is now.
pub(super) fn file(key: &str, path: &Path) -> Result<FileRef, OptionError> {
    let bytes = std::fs::read(path).map_err(|error| {
        OptionError::at(key, format!("failed to read {}: {error}", path.display()))
            .help("paths count from the suite's folder")
    })?;
    Ok(FileRef {
        path: path.to_owned(),
        blake3: short(&blake3::hash(&bytes)),
    })
}

/// A reference to a folder of pictures as it is now.
pub(super) fn folder(path: &Path) -> Result<FileRef, OptionError> {
    let mut hasher = blake3::Hasher::new();
    for picture in pictures(path)? {
        hasher.update(file("background_directory", &picture)?.blake3.as_bytes());
    }
    Ok(FileRef {
        path: path.to_owned(),
        blake3: short(&hasher.finalize()),
    })
}

fn short(hash: &blake3::Hash) -> String {
    hash.to_hex()[..16].to_owned()
}

/// The jpg, gif and png files of a folder, by name.
fn pictures(path: &Path) -> Result<Vec<PathBuf>, OptionError> {
    let key = "background_directory";
    let unreadable = |error: std::io::Error| {
        OptionError::at(key, format!("failed to list {}: {error}", path.display()))
    };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path).map_err(unreadable)? {
        let file = entry.map_err(unreadable)?.path();
        let kind = file
            .extension()
            .and_then(|e| e.to_str())
            .map(str::to_ascii_lowercase);
        if matches!(kind.as_deref(), Some("jpg" | "jpeg" | "gif" | "png")) {
            found.push(file);
        }
    }
    found.sort();
    if found.is_empty() {
        let message = format!("{} holds no jpg, gif or png picture", path.display());
        return Err(OptionError::at(key, message));
    }
    Ok(found)
}

/// Checks that a file or folder is still what the parameters were made with.
fn unchanged(key: &str, then: &FileRef, now: FileRef) -> Result<(), OptionError> {
    if then.blake3 == now.blake3 {
        return Ok(());
    }
    let message = format!(
        "{} has changed: it hashes to {}, the parameters say {}",
        then.path.display(),
        now.blake3,
        then.blake3
    );
    Err(OptionError::at(key, message).help("bring the file back, or start a new run"))
}

/// The fonts of the parameters, at the size of the text.
pub(super) fn faces(params: &Params, characters: &str) -> Result<Vec<Face>, OptionError> {
    let points = f64::from(params.image_height) * params.scale() as f64 * params.font_ratio;
    let face = |font: &Font| {
        Face::new(font, gd_ppem(points), characters.chars()).map_err(|error| {
            OptionError::at("ttf_file", error.to_string())
                .help("choose another font, or another charset")
        })
    };
    fonts(params)?.iter().map(face).collect()
}

/// The first font at the size of a signature, or `None` without one.
pub(super) fn signature(params: &Params) -> Result<Option<Face>, OptionError> {
    if params.image_signature.is_empty() {
        return Ok(None);
    }
    let font = &fonts(params)?[0];
    Face::new(font, gd_ppem(10.0), params.image_signature.chars())
        .map(Some)
        .map_err(|error| OptionError::at("image_signature", error.to_string()))
}

fn fonts(params: &Params) -> Result<Vec<Font>, OptionError> {
    if params.ttf_file.is_empty() {
        return Ok(vec![Font::embedded()]);
    }
    let font = |reference: &FileRef| {
        unchanged("ttf_file", reference, file("ttf_file", &reference.path)?)?;
        Font::load(&reference.path).map_err(|error| {
            OptionError::at("ttf_file", error.to_string()).help("give a .ttf, .otf or .pfb file")
        })
    };
    params.ttf_file.iter().map(font).collect()
}

/// The background pictures, stretched over the canvas without smoothing.
pub(super) fn backgrounds(params: &Params) -> Result<Vec<RgbImage>, OptionError> {
    let Some(reference) = &params.background_directory else {
        return Ok(Vec::new());
    };
    unchanged("background_directory", reference, folder(&reference.path)?)?;
    let load = |path: &PathBuf| {
        let picture = image::open(path).map_err(|error| {
            OptionError::at(
                "background_directory",
                format!("{}: {error}", path.display()),
            )
        })?;
        let (width, height) = (params.image_width, params.image_height);
        Ok(resize(
            &picture.into_rgb8(),
            width,
            height,
            FilterType::Nearest,
        ))
    };
    pictures(&reference.path)?.iter().map(load).collect()
}

/// Words of the parameters' list, or of the built-in one.
pub(super) fn words(params: &Params) -> Result<Vec<String>, OptionError> {
    let key = "wordlist_file";
    let text = match &params.wordlist_file {
        None => built_in_words(),
        Some(reference) => {
            unchanged(key, reference, file(key, &reference.path)?)?;
            std::fs::read_to_string(&reference.path).map_err(|error| {
                OptionError::at(
                    key,
                    format!("failed to read {}: {error}", reference.path.display()),
                )
            })?
        }
    };
    // The library's list is lower-cased as it is drawn from.
    let mut words: Vec<String> = text.split_whitespace().map(crate::model::fold).collect();
    words.sort();
    words.dedup();
    if words.len() < 2 || text.len() < 512 {
        let message = format!(
            "the word list holds {} words in {} bytes; the library needs 512 bytes",
            words.len(),
            text.len()
        );
        return Err(OptionError::at(key, message).help("give a longer list, one word a line"));
    }
    if let Some(word) = words
        .iter()
        .find(|word| word.chars().count() > LONGEST_WORD)
    {
        let message =
            format!("the word list holds `{word}`, of more than {LONGEST_WORD} characters");
        return Err(OptionError::at(key, message).help("give one word a line"));
    }
    Ok(words)
}

/// The six-letter words among the most used words of English, as the library's own list has six letters throughout.
fn built_in_words() -> String {
    let all = diceware_wordlists::Wordlist::Minilock.get_list();
    let six = |word: &&&str| word.len() == 6 && word.bytes().all(|b| b.is_ascii_lowercase());
    all.iter()
        .filter(six)
        .copied()
        .collect::<Vec<_>>()
        .join("\n")
}

/// Most characters of a word: two of them and a blank still count below 256.
const LONGEST_WORD: usize = 64;

/// Mean luminance of a picture, 0 to 1.
pub(super) fn luminance(picture: &RgbImage) -> f64 {
    let sum: f64 = picture.pixels().map(|p| Color(p.0).luminance()).sum();
    sum / f64::from((picture.width() * picture.height()).max(1))
}
