//! A question as a picture: its words in lines, under specks and wavy lines.

use image::RgbImage;

use super::options::PictureParams;
use crate::config::OptionError;
use crate::draw::{Color, Face, Font, Layer, Pixel as _, Wave, dot};
use crate::seed::{Rng, Seed};

/// Paper around the text, pixels.
const MARGIN: i32 = 12;
/// Height of a line over the size of its letters.
const LEADING: f64 = 1.5;
/// Points to pixels at 96 dpi.
const DPI: f64 = 96.0 / 72.0;
const PAPER: Color = Color([255, 255, 255]);
const INK: Color = Color([40, 40, 40]);
const NOISE: Color = Color([110, 110, 110]);

/// What draws.
pub(super) struct Sheet {
    params: PictureParams,
    face: Face,
}

impl Sheet {
    /// Fails where the font cannot be drawn at that size.
    pub(super) fn new(params: &PictureParams) -> Result<Self, OptionError> {
        let characters = (' '..='~').chain(['−']);
        let ppem = (params.font_size * DPI) as f32;
        let face = Face::new(&Font::embedded(), ppem, characters)
            .map_err(|error| OptionError::at("font_size", error.to_string()))?;
        Ok(Self {
            params: params.clone(),
            face,
        })
    }

    /// The text in lines, with its noise. Characters beyond the font's are drawn as a question mark.
    pub(super) fn draw(&self, text: &str, seed: &Seed) -> RgbImage {
        let lines = self.lines(text);
        let leading = (self.params.font_size * DPI * LEADING) as i32;
        let height = 2 * MARGIN + leading * lines.len() as i32;
        let (width, tall) = (self.params.width as usize, height as usize);
        let mut layer = Layer::new(width, tall, <[u8; 3]>::of(PAPER), 1);
        self.specks(&mut layer, height, seed);
        for (line, y) in lines
            .iter()
            .zip((MARGIN + leading * 3 / 4..).step_by(leading as usize))
        {
            let mut x = f32::from(MARGIN as i16);
            for c in line.chars() {
                let glyph = self.face.glyph(c);
                layer.glyph(&glyph.coverage, (x as i32, y), <[u8; 3]>::of(INK), 127, 1);
                x += glyph.advance;
            }
        }
        self.waves(&mut layer, f64::from(height), seed);
        layer.into_picture()
    }

    /// Words in lines as wide as the paper allows; a word that is wider stands alone and is cut.
    fn lines(&self, text: &str) -> Vec<String> {
        let room = self.params.width as f32 - 2.0 * MARGIN as f32;
        let drawable = |c: char| {
            if (' '..='~').contains(&c) || c == '−' {
                c
            } else {
                '?'
            }
        };
        let wide = |text: &str| {
            text.chars()
                .map(|c| self.face.glyph(c).advance)
                .sum::<f32>()
        };
        let text: String = text.chars().map(drawable).collect();
        let mut lines: Vec<String> = Vec::new();
        for word in text.split(' ') {
            match lines.last_mut() {
                Some(line) if wide(line) + wide(" ") + wide(word) <= room => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }

    fn specks(&self, layer: &mut Layer<[u8; 3]>, height: i32, seed: &Seed) {
        let mut rng = seed.stream("noise");
        let cells = i64::from(self.params.width) * i64::from(height) / 400;
        let specks = (self.params.noise_level * cells as f64) as i64;
        for _ in 0..specks {
            let x = rng.int(0, i64::from(self.params.width)) as i32;
            let y = rng.int(0, i64::from(height)) as i32;
            for (dx, dy) in dot(rng.int(1, 3), 360) {
                layer.paint(x + dx, y + dy, <[u8; 3]>::of(NOISE), 127);
            }
        }
    }

    fn waves(&self, layer: &mut Layer<[u8; 3]>, height: f64, seed: &Seed) {
        let mut rng = seed.stream("lines");
        let width = f64::from(self.params.width);
        for _ in 0..self.params.num_lines {
            self.wave(&mut rng, width, height)
                .draw(layer, <[u8; 3]>::of(NOISE), 127);
        }
    }

    fn wave(&self, rng: &mut Rng, width: f64, height: f64) -> Wave {
        let between = |rng: &mut Rng, low: f64, high: f64| low + (high - low) * rng.unit();
        Wave {
            centre: (
                between(rng, 0.3, 0.7) * width,
                between(rng, 0.1, 0.9) * height,
            ),
            theta: between(rng, -0.25, 0.25),
            length: between(rng, 0.5, 1.0) * width,
            thickness: rng.int(0, 1),
            kappa: between(rng, 0.02, 0.06),
            phase: between(rng, 0.0, std::f64::consts::TAU),
            swing: between(rng, 4.0, 12.0),
        }
    }
}
