//! The scheme itself: parameters with fonts, words and backgrounds loaded, behind the common trait.

use std::path::Path;

use image::RgbImage;
use serde_json::Value;

use super::params::{CaptchaType, ImageType, Params};
use super::render::{Studio, draw};
use super::{assets, check, code, options, theory};
use crate::config::{OptionError, Options};
use crate::draw::{Color, EncodeError, Face, gif, jpeg, reload};
use crate::model::Challenge;
use crate::scheme::{GenerateError, Issued, Keyspace, Prior, Scheme};
use crate::seed::Seed;

/// Goes up whenever one pixel or key may change; the golden digests below force it.
const VERSION: u32 = 1;

/// Quality of served JPEGs.
const JPEG_QUALITY: u8 = 90;

/// A Securimage design, ready to draw.
pub struct Securimage {
    params: Params,
    faces: Vec<Face>,
    signature: Option<Face>,
    words: Vec<String>,
    /// Pictures of the canvas's size with their mean luminance.
    backgrounds: Vec<(RgbImage, f64)>,
}

/// Builds from a preset with options over it; relative paths start from `base`.
pub(super) fn build(
    preset: Option<&str>,
    options: &Options<'_>,
    base: &Path,
) -> Result<Box<dyn Scheme>, OptionError> {
    let params = options::read(preset, options, base)?;
    let scheme = Securimage::new(params).map_err(|error| options.locate(error))?;
    Ok(Box::new(scheme))
}

/// Builds from parameters as a record holds them.
pub(super) fn rebuild(params: &Value) -> Result<Box<dyn Scheme>, String> {
    let params: Params =
        serde_json::from_value(params.clone()).map_err(|error| error.to_string())?;
    let scheme = Securimage::new(params).map_err(|error| error.to_string())?;
    Ok(Box::new(scheme))
}

impl Securimage {
    /// Loads what the parameters name, and refuses parameters that cannot work.
    pub fn new(params: Params) -> Result<Self, OptionError> {
        check::values(&params)?;
        let listed = params.use_wordlist || params.captcha_type == CaptchaType::Words;
        let words = if listed {
            assets::words(&params)?
        } else {
            Vec::new()
        };
        let characters = format!(" {}", code::alphabet(&params, &words));
        let faces = assets::faces(&params, &characters)?;
        check::fits(&params, &words, &faces)?;
        let signature = assets::signature(&params)?;
        let backgrounds = assets::backgrounds(&params)?.into_iter();
        let backgrounds = backgrounds.map(|picture| {
            let luminance = assets::luminance(&picture);
            (picture, luminance)
        });
        Ok(Self {
            backgrounds: backgrounds.collect(),
            params,
            faces,
            signature,
            words,
        })
    }

    fn background(&self, seed: &Seed) -> Option<&(RgbImage, f64)> {
        match self.backgrounds.len() {
            0 => None,
            _ => Some(seed.stream("background").pick(&self.backgrounds)),
        }
    }

    /// Weber contrast |text - ground| / max(text, ground) of the two luminances.
    fn contrast(&self, ground: f64) -> f32 {
        let [r, g, b] = std::array::from_fn(|i| {
            let over = self.params.image_bg_color.0[i];
            crate::draw::Pixel::blend(over, self.params.text_color.0[i], self.params.cover())
        });
        let text = Color([r, g, b]).luminance();
        ((text - ground).abs() / text.max(ground).max(1e-6)) as f32
    }

    /// What a browser would show of the picture.
    fn served(&self, picture: RgbImage) -> Result<RgbImage, EncodeError> {
        match self.params.image_type {
            ImageType::Png => Ok(picture),
            ImageType::Jpeg => reload(&jpeg(&picture, JPEG_QUALITY)?),
            ImageType::Gif => reload(&gif(&picture)?),
        }
    }
}

impl Scheme for Securimage {
    fn version(&self) -> u32 {
        VERSION
    }

    fn params(&self) -> Value {
        serde_json::to_value(&self.params).unwrap_or_default()
    }

    fn generate(&self, seed: &Seed, _index: u64) -> Result<Issued, GenerateError> {
        let key = code::key(&self.params, &self.words, seed);
        let background = self.background(seed);
        let studio = Studio {
            params: &self.params,
            faces: &self.faces,
            signature: self.signature.as_ref(),
            background: background.map(|(picture, _)| picture),
        };
        let drawing = if self.params.is_grey() && background.is_none() {
            draw::<u8>(&studio, &key.drawn, seed)
        } else {
            draw::<[u8; 3]>(&studio, &key.drawn, seed)
        };
        let ground = background.map_or_else(|| self.params.image_bg_color.luminance(), |b| b.1);
        let contrast = self.contrast(ground);
        let (legibility, marks) = drawing.ledger.read(contrast, &drawing.places, &self.faces);
        let picture = self
            .served(drawing.picture)
            .map_err(|error| GenerateError::Impossible(error.to_string()))?;
        Ok(Issued {
            challenge: Challenge::image(picture),
            key,
            legibility: Some(legibility),
            marks,
            tags: Vec::new(),
        })
    }

    fn keyspace(&self) -> Keyspace {
        theory::keyspace(&self.params, &self.words)
    }

    fn prior(&self) -> Prior {
        theory::prior(&self.params, &self.words)
    }

    fn random_answer(&self, seed: &Seed) -> String {
        theory::random_answer(&self.params, &self.words, seed)
    }

    fn notices(&self) -> Vec<String> {
        let mut notices = Vec::new();
        if self.params.display_value.is_some() {
            notices.push("every challenge shows the same text (display_value)".to_owned());
        }
        notices
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::Mark;
    use crate::scheme::securimage::presets;
    use proptest::prelude::*;

    fn scheme(preset: &str, toml: &str) -> Result<Box<dyn Scheme>, OptionError> {
        build(Some(preset), &Options::from_toml(toml)?, Path::new(""))
    }

    fn issue(preset: &str, toml: &str, n: u64) -> Issued {
        let seed = Seed::from_u64(n);
        scheme(preset, toml).unwrap().generate(&seed, n).unwrap()
    }

    /// (preset, digests of seeds 0, 1 and 2). Where they change, VERSION goes up.
    const GOLDEN: &[(&str, [&str; 3])] = &[
        (
            "stock",
            ["36b1b92abec32363", "4db5437c4392ef62", "7bc02f43cc92698c"],
        ),
        (
            "stock-3.6",
            ["511536d7f912f4b8", "b770fb06ba3dd4c5", "8eb49019bb429da3"],
        ),
        (
            "simplified",
            ["3a6ee4219fabf96f", "b8b7a49fe04ba838", "6a296334a841e01b"],
        ),
        (
            "config-sample",
            ["768afd5c348749f1", "41762cde0223ebb4", "fea575ee9e0c64a1"],
        ),
        (
            "hard",
            ["5b326432ea3fd1e7", "e05d663fd06c4c35", "ffa95e312fa03aa8"],
        ),
        (
            "math",
            ["2f51acf46e821c49", "1319c00e768a2747", "c595503e8886d308"],
        ),
        (
            "words",
            ["3b467117661f6076", "fcf38bff758f11af", "43eef31e1f6e67a8"],
        ),
    ];

    #[test]
    fn golden_digests() {
        let now: Vec<(&str, [String; 3])> = presets::NAMES
            .iter()
            .map(|(name, _)| {
                (
                    *name,
                    [0, 1, 2].map(|n| issue(name, "", n).challenge.digest()),
                )
            })
            .collect();
        let same = now.len() == GOLDEN.len()
            && now
                .iter()
                .zip(GOLDEN)
                .all(|(now, then)| now.0 == then.0 && now.1 == then.1);
        assert!(
            same,
            "pixels have changed: raise VERSION, then pin {now:#?}"
        );
    }

    #[test]
    fn a_knob_leaves_the_other_parts_alone() {
        let plain = issue("stock", "num_lines = 0", 5);
        let lined = issue("stock", "num_lines = 9", 5);
        assert_eq!(plain.key, lined.key);
        let picture = |issued: Issued| issued.challenge.into_picture().unwrap();
        let (plain, lined) = (picture(plain), picture(lined));
        let mut pairs = plain.pixels().zip(lined.pixels());
        assert!(pairs.all(|(plain, lined)| plain.0[0] != 112 || lined.0[0] == 112));
    }

    #[test]
    fn two_words_at_stock_size_are_marked_clipped() {
        let issued: Vec<Issued> = (0..200)
            .map(|n| issue("stock", "captcha_type = 'words'", n))
            .collect();
        let marked = |mark| issued.iter().filter(|i| i.marks.contains(&mark)).count();
        assert!(
            (160..=196).contains(&marked(Mark::Clipped)),
            "{}",
            marked(Mark::Clipped)
        );
        assert!(
            (80..=150).contains(&marked(Mark::Illegible)),
            "{}",
            marked(Mark::Illegible)
        );
    }

    #[test]
    fn stock_pictures_are_legible_by_the_proxies() {
        for n in 0..50 {
            let issued = issue("stock", "", n);
            let legibility = issued.legibility.unwrap();
            assert!((0.8..0.9).contains(&legibility.contrast), "{legibility:?}");
            assert!((4.0..8.0).contains(&legibility.stroke_px), "{legibility:?}");
            assert!(legibility.covered < 0.4, "{legibility:?}");
        }
        assert_eq!(issue("simplified", "", 1).legibility.unwrap().covered, 0.0);
    }

    #[test]
    fn parameters_survive_a_record() {
        for (name, _) in presets::NAMES {
            let first = scheme(name, "code_length = '5-6'").unwrap();
            let text = first.params().to_string();
            let again = rebuild(&serde_json::from_str(&text).unwrap()).unwrap();
            assert_eq!(first.params(), again.params());
            let seed = Seed::from_u64(3);
            let digest = |s: &dyn Scheme| s.generate(&seed, 3).unwrap().challenge.digest();
            assert_eq!(digest(&*first), digest(&*again));
        }
        assert!(rebuild(&serde_json::json!({})).is_err());
    }

    #[test]
    fn errors_name_the_option_the_value_and_the_next_step() {
        for (toml, key, part) in [
            ("num_lines = 101", "num_lines", "101 is not within 0 to 100"),
            ("noise_level = 10.5", "noise_level", "10.5"),
            (
                "image_height = 10",
                "image_height",
                "10 is not within 30 to 2000",
            ),
            ("code_length = 0", "code_length", "0 is not"),
            ("charset = ''", "charset", "empty"),
            ("charset = 'a b'", "charset", "' '"),
            ("charset = 'ab\u{4e00}'", "ttf_file", "\u{4e00}"),
            (
                "font_ratio = 0.9\nimage_height = 200",
                "image_width",
                "no text can fit",
            ),
            ("text_color = '#fff'", "text_color", "#ffffff"),
            ("display_value = ' '", "display_value", "1 to 64"),
            ("gap = -30", "gap", "-30 is not"),
        ] {
            let error = scheme("stock", toml)
                .err()
                .unwrap_or_else(|| panic!("{toml}"));
            assert_eq!(error.key.as_deref(), Some(key), "{error}");
            assert!(error.message.contains(part), "{error}");
        }
    }

    #[test]
    fn files_are_checked_and_pinned() {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("list.txt");
        std::fs::write(&list, "alpha\nbeta\n").unwrap();
        let toml = format!("use_wordlist = true\nwordlist_file = '{}'", list.display());
        let error = scheme("stock", &toml).err().unwrap();
        assert!(error.message.contains("2 words"), "{error}");

        let words: String = (0..200).map(|i| format!("w{i:03}\n")).collect();
        std::fs::write(&list, words).unwrap();
        let built = scheme("stock", &toml).unwrap();
        assert!((built.prior().p - 0.005).abs() < 1e-9);
        std::fs::write(&list, "other ".repeat(200)).unwrap();
        assert!(
            rebuild(&built.params())
                .err()
                .unwrap()
                .contains("has changed")
        );
    }

    #[test]
    fn backgrounds_and_colours_are_drawn() {
        let folder = tempfile::tempdir().unwrap();
        let picture = RgbImage::from_pixel(7, 5, image::Rgb([200, 220, 255]));
        picture.save(folder.path().join("sky.png")).unwrap();
        let toml = format!(
            "background_directory = '{}'\nimage_signature = 'ab'\ntext_color = '#a00'",
            folder.path().display()
        );
        let drawn = issue("stock", &toml, 1).challenge.into_picture().unwrap();
        let has = |color| drawn.pixels().filter(|p| p.0 == color).count();
        assert!(has([200, 220, 255]) > 8000);
        assert!(has([170, 0, 0]) > 1000);
    }

    #[test]
    fn encodings_show_their_losses() {
        let digest = |toml| issue("stock", toml, 1).challenge.digest();
        assert_eq!(digest("image_type = 'png'"), digest("image_type = 'gif'"));
        assert_ne!(digest("image_type = 'png'"), digest("image_type = 'jpeg'"));
    }

    #[test]
    fn a_fixed_text_is_its_own_key() {
        let issued = issue("stock", "display_value = 'Abc 12'", 1);
        assert_eq!(
            (issued.key.drawn.as_str(), issued.key.stored.as_str()),
            ("Abc 12", "abc 12")
        );
        assert!(issued.key.accepts(" abc  12"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(150))]
        #[test]
        fn no_options_panic(
            preset in 0..presets::NAMES.len(),
            size in (40u32..400, 30u32..200),
            ratio in 0.1..1.0,
            shape in (0.0..10.0, 0u32..30, 0.0..10.0),
            flags in any::<[bool; 6]>(),
            more in (1u32..20, 0u8..127, 1u32..=5, -5.0..9.0),
            seed in any::<u64>(),
        ) {
            let toml = format!(
                "image_width = {}\nimage_height = {}\nfont_ratio = {ratio:.3}\nperturbation = {:.2}\n\
                 num_lines = {}\nnoise_level = {:.1}\nuse_random_spaces = {}\nuse_text_angles = {}\n\
                 use_random_baseline = {}\nuse_random_boxes = {}\ngd = '{}'\nsampling = '{}'\n\
                 code_length = {}\nalpha = {}\niscale = {}\ngap = {:.1}",
                size.0, size.1, shape.0, shape.1, shape.2, flags[0], flags[1], flags[2], flags[3],
                if flags[4] { "system" } else { "bundled" },
                if flags[5] { "round" } else { "trunc" },
                more.0, more.1, more.2, more.3,
            );
            if let Ok(scheme) = scheme(presets::NAMES[preset].0, &toml) {
                let issued = scheme.generate(&Seed::from_u64(seed), 0).unwrap();
                let picture = issued.challenge.picture().unwrap();
                prop_assert_eq!(picture.dimensions(), size);
                let l = issued.legibility.unwrap();
                for share in [l.contrast, l.covered, l.clipped] {
                    prop_assert!((0.0..=1.0).contains(&share), "{:?}", l);
                }
            }
        }
    }
}
