//! The picture as a server gets it: part of what is measured.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::imageops::{FilterType, grayscale, resize};
use image::{ExtendedColorType, ImageEncoder as _, ImageError, RgbImage};
use serde_json::Value;

use super::wire::ImageWire;

/// How a picture is sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Format {
    Png,
    Jpeg(u8),
    Tensor(Tensor),
}

/// A picture as numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Tensor {
    float: bool,
    channels_first: bool,
    /// Height, width.
    size: Option<(u32, u32)>,
    gray: bool,
    scale: f32,
    mean: f32,
}

/// A picture ready to be sent.
pub(crate) struct Sent {
    pub bytes: Vec<u8>,
    pub mime: &'static str,
    /// Of a tensor: its numbers.
    pub values: Option<Vec<f32>>,
}

impl Format {
    pub fn parse(wire: &ImageWire) -> Result<Self, String> {
        let quality = wire.quality.unwrap_or(90);
        match wire.format.as_deref().unwrap_or("png") {
            "png" => Ok(Self::Png),
            "jpeg" if (1..=100).contains(&quality) => Ok(Self::Jpeg(quality)),
            "jpeg" => Err(format!("quality {quality} is not 1 to 100")),
            "tensor" => Tensor::parse(wire).map(Self::Tensor),
            other => Err(format!("format `{other}` is none of png, jpeg, tensor")),
        }
    }

    /// Encodes; `Err` in words.
    pub fn encode(&self, picture: &RgbImage) -> Result<Sent, String> {
        let plain = |bytes, mime| Sent {
            bytes,
            mime,
            values: None,
        };
        match self {
            Self::Png => Ok(plain(png(picture).map_err(|e| e.to_string())?, "image/png")),
            Self::Jpeg(quality) => {
                let mut bytes = Vec::new();
                let encoder = JpegEncoder::new_with_quality(&mut bytes, *quality);
                picture
                    .write_with_encoder(encoder)
                    .map_err(|e| e.to_string())?;
                Ok(plain(bytes, "image/jpeg"))
            }
            Self::Tensor(tensor) => Ok(tensor.encode(picture)),
        }
    }
}

/// 24-bit, quickly: the time that it takes is the attempt's.
fn png(picture: &RgbImage) -> Result<Vec<u8>, ImageError> {
    let mut bytes = Vec::with_capacity(8192);
    let encoder =
        PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, PngFilter::NoFilter);
    let (width, height) = picture.dimensions();
    encoder.write_image(picture, width, height, ExtendedColorType::Rgb8)?;
    Ok(bytes)
}

impl Tensor {
    fn parse(wire: &ImageWire) -> Result<Self, String> {
        let float = match wire.dtype.as_deref().unwrap_or("FP32") {
            "FP32" => true,
            "UINT8" => false,
            other => return Err(format!("dtype `{other}` is neither FP32 nor UINT8")),
        };
        let channels_first = match wire.layout.as_deref().unwrap_or("NCHW") {
            "NCHW" => true,
            "NHWC" => false,
            other => return Err(format!("layout `{other}` is neither NCHW nor NHWC")),
        };
        if wire
            .size
            .is_some_and(|size| size.iter().any(|n| !(1..=4096).contains(n)))
        {
            return Err("size is [height, width], 1 to 4096 each".to_owned());
        }
        Ok(Self {
            float,
            channels_first,
            size: wire.size.map(|[height, width]| (height, width)),
            gray: wire.gray.unwrap_or(false),
            scale: wire.scale.unwrap_or(if float { 1.0 / 255.0 } else { 1.0 }),
            mean: wire.mean.unwrap_or(0.0),
        })
    }

    fn encode(&self, picture: &RgbImage) -> Sent {
        let (height, width) = self.size.unwrap_or((picture.height(), picture.width()));
        let picture = if (height, width) == (picture.height(), picture.width()) {
            picture.clone()
        } else {
            resize(picture, width, height, FilterType::Triangle)
        };
        let (raw, channels) = if self.gray {
            (grayscale(&picture).into_raw(), 1)
        } else {
            (picture.into_raw(), 3)
        };
        let pixels = raw.len() / channels;
        let value = |i: usize| {
            let at = if self.channels_first {
                (i % pixels) * channels + i / pixels
            } else {
                i
            };
            (f32::from(raw[at]) - self.mean) * self.scale
        };
        let values: Vec<f32> = (0..raw.len()).map(value).collect();
        let bytes = if self.float {
            values.iter().flat_map(|v| v.to_le_bytes()).collect()
        } else {
            values
                .iter()
                .map(|v| v.round().clamp(0.0, 255.0) as u8)
                .collect()
        };
        Sent {
            bytes,
            mime: "application/octet-stream",
            values: Some(values),
        }
    }
}

/// The numbers of a tensor as JSON.
pub(super) fn list(values: &[f32]) -> Value {
    values.iter().map(|v| Value::from(f64::from(*v))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tensors_have_the_layout_that_is_asked_for() {
        let picture = RgbImage::from_fn(2, 1, |x, _| image::Rgb([x as u8 * 100, 10, 20]));
        let of = |layout: &str, gray| {
            let wire = ImageWire {
                format: Some("tensor".into()),
                dtype: Some("UINT8".into()),
                layout: Some(layout.into()),
                gray: Some(gray),
                ..ImageWire::default()
            };
            Format::parse(&wire)
                .unwrap()
                .encode(&picture)
                .unwrap()
                .bytes
        };
        assert_eq!(of("NCHW", false), [0, 100, 10, 10, 20, 20]);
        assert_eq!(of("NHWC", false), [0, 10, 20, 100, 10, 20]);
        assert_eq!(of("NCHW", true).len(), 2);
    }
}
