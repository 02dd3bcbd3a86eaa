//! Fonts, and the glyphs of the characters that a scheme needs at one size.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use ab_glyph_rasterizer::point;
use skrifa::{DrawMemory, HintOptions, ScalerFont};

use super::Glyph;
use super::outline::Outline;

/// A font file: TrueType, OpenType or Type 1.
#[derive(Clone)]
pub struct Font {
    font: skrifa::Font,
    /// What to call it in errors.
    pub name: String,
    fit: Fit,
}

/// How a font is brought nearer to the one it stands for. A user's own font is drawn as it is.
#[derive(Clone, Copy)]
struct Fit {
    /// Size over the nominal size.
    size: f32,
    /// Width over that of the resized font.
    width: f32,
    /// Ink added left and right of every stem, in ems.
    spread: f32,
}

impl Fit {
    const NONE: Self = Self {
        size: 1.0,
        width: 1.0,
        spread: 0.0,
    };

    /// Foxit Sans Bold is a little taller, narrower and thinner than the font of the library's own pictures. Chosen
    /// among six settings on "train" challenges against statistics of real ones (docs/design/0002).
    const EMBEDDED: Self = Self {
        size: 0.985,
        width: 1.03,
        spread: 0.0018,
    };
}

/// Why a font cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FontError {
    /// The file cannot be read.
    #[error("failed to read font {0}: {1}")]
    Unreadable(String, String),
    /// It is no font, or of a kind that is not supported.
    #[error("{0} is not a TrueType, OpenType or Type 1 font")]
    NotAFont(String),
    /// Characters that the font has no glyph for.
    #[error("{0} has no glyph for {1:?}")]
    Missing(String, String),
    /// A glyph's outline is broken.
    #[error("{0}: the outline of {1:?} cannot be drawn: {2}")]
    Broken(String, char, String),
}

impl Font {
    /// The font in the binary: Foxit Sans Bold (PDFium authors, BSD-3-Clause), a Helvetica-like bold.
    pub fn embedded() -> Self {
        let (data, index) = hayro_font::StandardFont::HelveticaBold.get_font_data();
        Self {
            font: skrifa::Font::new(data, index).expect("a test reads the embedded font"),
            name: "the built-in font (Foxit Sans Bold)".to_owned(),
            fit: Fit::EMBEDDED,
        }
    }

    /// A font from the bytes of its file.
    pub fn from_bytes(bytes: Vec<u8>, name: &str) -> Result<Self, FontError> {
        let data: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::new(bytes);
        let font =
            skrifa::Font::new(data, 0).ok_or_else(|| FontError::NotAFont(name.to_owned()))?;
        Ok(Self {
            font,
            name: name.to_owned(),
            fit: Fit::NONE,
        })
    }

    /// A font from a file.
    pub fn load(path: &Path) -> Result<Self, FontError> {
        let name = path.display().to_string();
        let bytes = std::fs::read(path)
            .map_err(|error| FontError::Unreadable(name.clone(), error.to_string()))?;
        Self::from_bytes(bytes, &name)
    }
}

/// The glyphs of some characters at one size, with their coverage ready.
#[derive(Clone, Debug)]
pub struct Face {
    glyphs: BTreeMap<char, Glyph>,
}

impl Face {
    /// Draws every character of `characters` once, hinted as FreeType does by default. `ppem` is the size in
    /// pixels an em. Fails where the font lacks one.
    pub fn new(
        font: &Font,
        ppem: f32,
        characters: impl IntoIterator<Item = char>,
    ) -> Result<Self, FontError> {
        let scaler = ScalerFont::hinted(
            font.font.clone(),
            ppem * font.fit.size,
            HintOptions::auto_fallback(),
        );
        let (mut glyphs, mut missing) = (BTreeMap::new(), String::new());
        for c in characters {
            if glyphs.contains_key(&c) || missing.contains(c) {
                continue;
            }
            match glyph(font, &scaler, c)? {
                Some(glyph) => _ = glyphs.insert(c, glyph),
                None => missing.push(c),
            }
        }
        if missing.is_empty() {
            Ok(Self { glyphs })
        } else {
            Err(FontError::Missing(font.name.clone(), missing))
        }
    }

    /// The glyph of a character that the face was made for; panics for others.
    pub fn glyph(&self, c: char) -> &Glyph {
        &self.glyphs[&c]
    }
}

fn glyph(font: &Font, scaler: &ScalerFont, c: char) -> Result<Option<Glyph>, FontError> {
    let Some(id) = font.font.charmap().map_unicode(c) else {
        return Ok(None);
    };
    let Fit { width, spread, .. } = font.fit;
    let advance = scaler.linear_glyph_metrics().h_advance(id) * width;
    let mut outline = Outline::default();
    if let Some(drawable) = scaler.outline(id) {
        drawable
            .draw(DrawMemory::Scratch, &mut outline)
            .map_err(|error| FontError::Broken(font.name.clone(), c, error.to_string()))?;
    }
    let outline = outline.map(|p| point(p.x * width, p.y));
    let spread = spread * scaler.ppem().unwrap_or(0.0);
    Ok(Some(Glyph::new(outline, advance, spread)))
}

/// GD's size in pixels an em for a size in points: 96 dpi, through FreeType's 26.6 fixed point.
pub fn gd_ppem(points: f64) -> f32 {
    let fixed = (points * 64.0) as i64;
    ((fixed * 96 + 36) / 72) as f32 / 64.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_font_draws() {
        let face = Face::new(&Font::embedded(), 85.33, "Hxgi 0".chars()).unwrap();
        let h = face.glyph('H');
        assert!(
            (55..70).contains(&h.coverage.height),
            "{:?}",
            h.coverage.height
        );
        assert!(face.glyph(' ').is_blank());
        assert!(face.glyph(' ').advance > 10.0);
    }

    #[test]
    fn missing_characters_are_named() {
        let error = Face::new(&Font::embedded(), 20.0, "a\u{4e00}b\u{4e8c}".chars()).unwrap_err();
        assert!(matches!(error, FontError::Missing(_, m) if m == "\u{4e00}\u{4e8c}"));
    }

    #[test]
    fn rubbish_is_not_a_font() {
        assert!(Font::from_bytes(vec![1, 2, 3], "x.ttf").is_err());
        assert!(Font::load(Path::new("/nowhere/x.ttf")).is_err());
    }

    #[test]
    fn sizes_are_gds() {
        assert_eq!(gd_ppem(64.0), 5461.0 / 64.0);
    }
}
