//! From a picture to the values that a model takes.

use image::{GrayImage, RgbImage};

use super::options::{Align, Dtype, Fit, InputWire, Layout, Order, Range};
use super::resize::Resize;
use crate::config::OptionError;
use crate::solver::SolveError;
use crate::solver::preprocess::{Pipeline, level};

/// The greatest height and width of an input.
const LONGEST: usize = 4096;

/// A checked `[options.input]`, with the value of every level of every channel worked out.
#[derive(Clone, Debug)]
pub(super) struct Input {
    wire: InputWire,
    preprocess: Pipeline,
    resize: Resize,
    /// Value of each level, by channel as the model sees them.
    table: Vec<[f32; 256]>,
    /// Value of the padding, by channel.
    padding: Vec<f32>,
}

/// Buffers of one session, and what was last put in them.
#[derive(Default)]
pub(super) struct Prepared {
    grey: Vec<u8>,
    resized: Vec<u8>,
    resizer: fast_image_resize::Resizer,
    /// Length of each axis, in the model's layout.
    pub shape: [usize; 4],
    /// The values, where the model takes floats.
    pub floats: Vec<f32>,
    /// The values, where it takes bytes.
    pub bytes: Vec<u8>,
}

/// Where a picture goes: its size after resizing, the input's size, its corner there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Geometry {
    picture: (usize, usize),
    input: (usize, usize),
    corner: (usize, usize),
}

impl Input {
    pub fn new(wire: InputWire, preprocess: Pipeline) -> Result<Self, OptionError> {
        check_size(&wire)?;
        if !matches!(wire.channels, 1 | 3) {
            let message = format!("{} channels", wire.channels);
            return Err(OptionError::at("input.channels", message).help("accepted: 1 (luma) or 3"));
        }
        if !(0.0..=255.0).contains(&wire.background) {
            let message = format!("background {} is not 0 to 255", wire.background);
            return Err(OptionError::at("input.background", message));
        }
        let mean = per_channel("input.mean", &wire.mean, wire.channels, 0.0)?;
        let std = per_channel("input.std", &wire.std, wire.channels, 1.0)?;
        if std.iter().any(|&std| std <= 0.0) {
            return Err(OptionError::at("input.std", "a deviation must be above 0"));
        }
        let plain = wire.range == Range::Bytes && wire.mean.is_empty() && wire.std.is_empty();
        if wire.dtype == Dtype::Uint8 && !plain {
            let message = "bytes hold no other values than 0 to 255";
            return Err(OptionError::at("input.dtype", message).help(
                "set range = \"0..255\" and leave out mean and std, or dtype = \"float32\"",
            ));
        }
        let channels = || mean.iter().zip(&std);
        let value =
            |level: f64, (mean, std): (&f64, &f64)| ((scaled(&wire, level) - mean) / std) as f32;
        let levels = |channel| std::array::from_fn(|level| value(level as f64, channel));
        Ok(Self {
            table: channels().map(levels).collect(),
            padding: channels().map(|c| value(wire.background, c)).collect(),
            resize: Resize {
                filter: wire.filter,
                antialias: wire.antialias,
            },
            wire,
            preprocess,
        })
    }

    /// The shape that the model must take, `None` for a width that follows from the picture.
    pub fn shape(&self) -> [Option<usize>; 4] {
        let (h, w, c) = (
            Some(self.wire.height),
            self.wire.width,
            Some(self.wire.channels),
        );
        match self.wire.layout {
            Layout::Nchw => [Some(1), c, h, w],
            Layout::Nhwc => [Some(1), h, w, c],
        }
    }

    pub fn name(&self) -> Option<&str> {
        self.wire.name.as_deref()
    }

    pub fn dtype(&self) -> Dtype {
        self.wire.dtype
    }

    /// Least and greatest value that any picture can give, and those of the whole span of a channel.
    pub fn extremes(&self) -> (f32, f32) {
        let values = || self.table.iter().flatten().copied();
        (
            values().fold(f32::INFINITY, f32::min),
            values().fold(f32::NEG_INFINITY, f32::max),
        )
    }

    /// Whether the values were moved by `mean` or `std`.
    pub fn is_normalised(&self) -> bool {
        !self.wire.mean.is_empty() || !self.wire.std.is_empty()
    }

    /// The picture after the steps of `preprocess`.
    pub fn processed(&self, picture: &RgbImage) -> GrayImage {
        self.preprocess.apply(picture)
    }

    /// Fills the buffers from a picture.
    pub fn prepare(&self, picture: &RgbImage, to: &mut Prepared) -> Result<(), SolveError> {
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        if width == 0 || height == 0 {
            return Err(SolveError("the picture is empty".to_owned()));
        }
        if !self.preprocess.steps().is_empty() {
            let processed = self.preprocess.apply(picture);
            let size = (processed.width() as usize, processed.height() as usize);
            to.grey = processed.into_raw();
            return self.place(size, None, to);
        }
        if self.wire.channels == 1 {
            to.grey.clear();
            to.grey.extend(picture.pixels().map(level));
            return self.place((width, height), None, to);
        }
        self.place((width, height), Some(picture.as_raw()), to)
    }

    /// Resizes `colour`, or else the grey buffer, and lays it into the input.
    fn place(
        &self,
        size: (usize, usize),
        colour: Option<&[u8]>,
        to: &mut Prepared,
    ) -> Result<(), SolveError> {
        let depth = if colour.is_some() { 3 } else { 1 };
        let pixels = colour.unwrap_or(&to.grey);
        let geometry = self.geometry(size);
        let pixels = if geometry.picture == size {
            pixels
        } else {
            let sizes = (size, geometry.picture);
            let resized = &mut to.resized;
            self.resize
                .apply(&mut to.resizer, pixels, sizes, depth, resized)?;
            resized
        };
        let ((width, height), channels) = (geometry.input, self.wire.channels);
        to.shape = match self.wire.layout {
            Layout::Nchw => [1, channels, height, width],
            Layout::Nhwc => [1, height, width, channels],
        };
        match self.wire.dtype {
            Dtype::Float32 => self.lay(pixels, depth, geometry, &mut to.floats, |v| v),
            Dtype::Uint8 => self.lay(pixels, depth, geometry, &mut to.bytes, |v| v as u8),
        }
        Ok(())
    }

    fn lay<T: Copy + Default>(
        &self,
        pixels: &[u8],
        depth: usize,
        geometry: Geometry,
        to: &mut Vec<T>,
        cast: impl Fn(f32) -> T + Copy,
    ) {
        let ((width, height), (wide, high)) = (geometry.input, geometry.picture);
        let channels = self.wire.channels;
        to.clear();
        to.resize(channels * height * width, T::default());
        let padded = (width, height) != (wide, high);
        for channel in 0..channels {
            let table: [T; 256] = self.table[channel].map(cast);
            let (first, step) = match self.wire.layout {
                Layout::Nchw => (channel * height * width, 1),
                Layout::Nhwc => (channel, channels),
            };
            let end = if step == 1 {
                first + height * width
            } else {
                to.len()
            };
            let plane = &mut to[first..end];
            if padded {
                let padding = cast(self.padding[channel]);
                plane
                    .iter_mut()
                    .step_by(step)
                    .for_each(|value| *value = padding);
            }
            // Of a grey picture, every channel is the grey one.
            let source = match (depth, self.wire.order) {
                (1, _) => 0,
                (_, Order::Rgb) => channel,
                (_, Order::Bgr) => 2 - channel,
            };
            for row in 0..high {
                let from = pixels[row * wide * depth..][..wide * depth].iter();
                let start = ((geometry.corner.1 + row) * width + geometry.corner.0) * step;
                let line = plane[start..].iter_mut();
                if depth == 1 && step == 1 {
                    line.zip(from)
                        .for_each(|(to, from)| *to = table[usize::from(*from)]);
                } else {
                    line.step_by(step)
                        .zip(from.skip(source).step_by(depth))
                        .for_each(|(to, from)| *to = table[usize::from(*from)]);
                }
            }
        }
    }

    fn geometry(&self, size: (usize, usize)) -> Geometry {
        let height = self.wire.height;
        let (picture, input) = match self.wire.fit {
            Fit::Stretch => {
                let whole = (self.wire.width.unwrap_or(height), height);
                (whole, whole)
            }
            Fit::Pad => {
                let whole = (self.wire.width.unwrap_or(height), height);
                (touching(size, whole), whole)
            }
            Fit::Height => self.by_height(size),
        };
        let corner = |inside: usize, outside: usize| match self.wire.align {
            Align::Start => 0,
            Align::Center => (outside - inside) / 2,
            Align::End => outside - inside,
        };
        Geometry {
            picture,
            input,
            corner: (corner(picture.0, input.0), corner(picture.1, input.1)),
        }
    }

    fn by_height(&self, (width, height): (usize, usize)) -> ((usize, usize), (usize, usize)) {
        let wire = &self.wire;
        let aspect = width as f64 / height as f64;
        let free = ((aspect * wire.height as f64).round() as usize).max(1);
        let most = wire.width.or(wire.max_width).unwrap_or(LONGEST);
        let wide = free.min(most);
        let least = wire.width.or(wire.min_width).unwrap_or(1);
        let multiple = wire.width_multiple.unwrap_or(1);
        let room = wide.max(least).next_multiple_of(multiple);
        ((wide, wire.height), (room, wire.height))
    }
}

/// A level after `invert` and `range`.
fn scaled(wire: &InputWire, level: f64) -> f64 {
    let level = if wire.invert { 255.0 - level } else { level };
    match wire.range {
        Range::Bytes => level,
        Range::Unit => level / 255.0,
        Range::Signed => level / 127.5 - 1.0,
    }
}

/// The size with this aspect that touches the sides of `whole`.
fn touching((width, height): (usize, usize), whole: (usize, usize)) -> (usize, usize) {
    let scale = (whole.0 as f64 / width as f64).min(whole.1 as f64 / height as f64);
    let side =
        |length: usize, most: usize| ((length as f64 * scale).round() as usize).clamp(1, most);
    (side(width, whole.0), side(height, whole.1))
}

fn check_size(wire: &InputWire) -> Result<(), OptionError> {
    let free = [
        ("input.min_width", wire.min_width),
        ("input.max_width", wire.max_width),
        ("input.width_multiple", wire.width_multiple),
    ];
    let all = [
        ("input.height", Some(wire.height)),
        ("input.width", wire.width),
    ];
    for (key, value) in all.into_iter().chain(free) {
        if let Some(value) = value.filter(|value| !(1..=LONGEST).contains(value)) {
            return Err(OptionError::at(
                key,
                format!("{value} is not 1 to {LONGEST}"),
            ));
        }
    }
    let follows = wire.fit == Fit::Height && wire.width.is_none();
    if let Some((key, _)) = free.iter().find(|(_, value)| value.is_some() && !follows) {
        let message = "it counts only where the width follows from the picture";
        return Err(OptionError::at(key, message).help("that is fit = \"height\" without `width`"));
    }
    if wire.width.is_none() && !follows {
        return Err(OptionError::at("input", "the input's `width` is missing")
            .help("it may be left out with fit = \"height\", where it follows from the picture"));
    }
    let (least, most) = (
        wire.min_width.unwrap_or(1),
        wire.max_width.unwrap_or(LONGEST),
    );
    let multiple = wire.width_multiple.unwrap_or(1);
    if least > most || most % multiple != 0 && wire.max_width.is_some() {
        let message =
            format!("no multiple of {multiple} lies in {least} to {most}, or {most} is none");
        return Err(OptionError::at("input.max_width", message)
            .help("max_width must be a multiple of width_multiple and at least min_width"));
    }
    Ok(())
}

/// One value a channel: the list as it is, its only value for all, or the usual one.
fn per_channel(
    key: &str,
    list: &[f64],
    channels: usize,
    usual: f64,
) -> Result<Vec<f64>, OptionError> {
    if list.iter().any(|value| !value.is_finite()) {
        return Err(OptionError::at(key, "a value is no finite number"));
    }
    match list {
        [] => Ok(vec![usual; channels]),
        [one] => Ok(vec![*one; channels]),
        all if all.len() == channels => Ok(all.to_vec()),
        all => {
            let message = format!("{} values for {channels} channels", all.len());
            Err(OptionError::at(key, message).help("give one value, or one a channel"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Options;
    use image::Rgb;

    fn input(toml: &str) -> Result<Input, OptionError> {
        Input::new(
            Options::from_toml(toml).unwrap().parse().unwrap(),
            Pipeline::default(),
        )
    }

    fn prepare(toml: &str, picture: &RgbImage) -> Prepared {
        let mut prepared = Prepared::default();
        input(toml)
            .unwrap()
            .prepare(picture, &mut prepared)
            .unwrap();
        prepared
    }

    /// Two pixels: pure red and pure blue.
    fn flag() -> RgbImage {
        RgbImage::from_fn(2, 1, |x, _| {
            Rgb(if x == 0 { [255, 0, 0] } else { [0, 0, 255] })
        })
    }

    #[test]
    fn layouts_and_orders() {
        let rgb = prepare("height = 1\nwidth = 2\nchannels = 3", &flag());
        assert_eq!(rgb.shape, [1, 3, 1, 2]);
        assert_eq!(rgb.floats, [1.0, 0.0, 0.0, 0.0, 0.0, 1.0]);
        let bgr = prepare(
            "height = 1\nwidth = 2\nchannels = 3\norder = 'BGR'\nlayout = 'NHWC'",
            &flag(),
        );
        assert_eq!(bgr.shape, [1, 1, 2, 3]);
        assert_eq!(bgr.floats, [0.0, 0.0, 1.0, 1.0, 0.0, 0.0]);
        let grey = prepare("height = 1\nwidth = 2\nrange = '0..255'", &flag());
        assert_eq!(grey.floats, [76.0, 29.0]);
    }

    #[test]
    fn ranges_mean_std_and_negative() {
        let values = |extra: &str| {
            let picture = RgbImage::from_fn(2, 1, |x, _| Rgb([255 * x as u8; 3]));
            prepare(&format!("height = 1\nwidth = 2\n{extra}"), &picture).floats
        };
        assert_eq!(values(""), [0.0, 1.0]);
        assert_eq!(values("invert = true"), [1.0, 0.0]);
        assert_eq!(values("range = '-1..1'"), [-1.0, 1.0]);
        assert_eq!(values("mean = [0.5]\nstd = [0.5]"), [-1.0, 1.0]);
        let three = values("channels = 3\nmean = [0.0, 1.0, 0.0]\nstd = [1.0, 1.0, 0.5]");
        assert_eq!(three, [0.0, 1.0, -1.0, 0.0, 0.0, 2.0]);
        let bytes = "height = 1\nwidth = 2\ndtype = 'uint8'\nrange = '0..255'";
        assert_eq!(prepare(bytes, &flag()).bytes, [76, 29]);
    }

    #[test]
    fn the_picture_is_stretched_padded_or_keeps_its_height() {
        let geometry = |toml: &str, size| input(toml).unwrap().geometry(size);
        let at = |picture, input, corner| Geometry {
            picture,
            input,
            corner,
        };
        let stretched = geometry("height = 10\nwidth = 30", (7, 5));
        assert_eq!(stretched, at((30, 10), (30, 10), (0, 0)));
        let pad = "height = 10\nwidth = 30\nfit = 'pad'";
        assert_eq!(geometry(pad, (5, 5)), at((10, 10), (30, 10), (0, 0)));
        let centred = format!("{pad}\nalign = 'center'");
        assert_eq!(geometry(&centred, (60, 10)), at((30, 5), (30, 10), (0, 2)));
        let right = format!("{pad}\nalign = 'end'");
        assert_eq!(geometry(&right, (5, 5)), at((10, 10), (30, 10), (20, 0)));
        let free =
            "height = 10\nfit = 'height'\nmin_width = 16\nmax_width = 40\nwidth_multiple = 8";
        assert_eq!(geometry(free, (3, 5)), at((6, 10), (16, 10), (0, 0)));
        assert_eq!(geometry(free, (9, 5)), at((18, 10), (24, 10), (0, 0)));
        assert_eq!(geometry(free, (99, 5)), at((40, 10), (40, 10), (0, 0)));
        let fixed = "height = 10\nwidth = 20\nfit = 'height'";
        assert_eq!(geometry(fixed, (5, 5)), at((10, 10), (20, 10), (0, 0)));
        assert_eq!(geometry(fixed, (50, 5)), at((20, 10), (20, 10), (0, 0)));
    }

    #[test]
    fn padding_has_the_backgrounds_value() {
        let dot = RgbImage::from_pixel(1, 1, Rgb([0; 3]));
        let toml = "height = 1\nwidth = 3\nfit = 'pad'\nalign = 'center'";
        assert_eq!(prepare(toml, &dot).floats, [1.0, 0.0, 1.0]);
        let mid = format!("{toml}\nbackground = 127.5\nmean = [0.5]\nstd = [0.5]\nchannels = 3");
        assert_eq!(
            prepare(&mid, &dot).floats,
            [0.0, -1.0, 0.0, 0.0, -1.0, 0.0, 0.0, -1.0, 0.0]
        );
        let pixels = format!("{mid}\nlayout = 'NHWC'");
        assert_eq!(
            prepare(&pixels, &dot).floats,
            [0.0, 0.0, 0.0, -1.0, -1.0, -1.0, 0.0, 0.0, 0.0]
        );
    }

    #[test]
    fn buffers_keep_nothing_of_the_picture_before() {
        let input = input("height = 4\nwidth = 8\nfit = 'pad'").unwrap();
        let mut prepared = Prepared::default();
        let wide = RgbImage::from_pixel(16, 4, Rgb([0; 3]));
        let tall = RgbImage::from_pixel(2, 4, Rgb([9; 3]));
        input.prepare(&wide, &mut prepared).unwrap();
        input.prepare(&tall, &mut prepared).unwrap();
        let mut fresh = Prepared::default();
        input.prepare(&tall, &mut fresh).unwrap();
        assert_eq!(prepared.floats, fresh.floats);
    }

    #[test]
    fn steps_come_before_the_model() {
        let steps = Pipeline::parse("preprocess", &["invert".to_owned()]).unwrap();
        let wire = Options::from_toml("height = 1\nwidth = 1\nchannels = 3").unwrap();
        let input = Input::new(wire.parse().unwrap(), steps).unwrap();
        let mut prepared = Prepared::default();
        let white = RgbImage::from_pixel(1, 1, Rgb([255; 3]));
        input.prepare(&white, &mut prepared).unwrap();
        assert_eq!(prepared.floats, [0.0; 3]);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for (toml, key) in [
            ("height = 0\nwidth = 1", "input.height"),
            ("height = 1", "input"),
            ("height = 1\nwidth = 9999", "input.width"),
            ("height = 1\nwidth = 1\nchannels = 2", "input.channels"),
            ("height = 1\nwidth = 1\nmin_width = 1", "input.min_width"),
            (
                "height = 1\nfit = 'height'\nmin_width = 9\nmax_width = 8",
                "input.max_width",
            ),
            (
                "height = 1\nfit = 'height'\nmax_width = 9\nwidth_multiple = 8",
                "input.max_width",
            ),
            (
                "height = 1\nwidth = 1\nbackground = 256.0",
                "input.background",
            ),
            ("height = 1\nwidth = 1\nstd = [0.0]", "input.std"),
            ("height = 1\nwidth = 1\nmean = [0.1, 0.2]", "input.mean"),
            ("height = 1\nwidth = 1\ndtype = 'uint8'", "input.dtype"),
        ] {
            assert_eq!(input(toml).unwrap_err().key.as_deref(), Some(key), "{toml}");
        }
    }
}
