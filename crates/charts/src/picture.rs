//! A finished picture: SVG text, and the PNG made from it.

use png::{BitDepth, ColorType, Encoder, EncodingError, Filter, PixelDimensions, Unit};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Tree};

/// The widest PNG that is made, in pixels.
pub const PNG_WIDTH_MAX: u32 = 10_000;
/// The most pixels a PNG may have.
const PNG_PIXELS_MAX: u64 = 200_000_000;

/// The width of the text of an A4 page, on which a picture is to be printed.
const PRINT_WIDTH_MM: u32 = 170;

/// A chart, drawn. Equal view models give equal bytes, on every machine.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Picture {
    /// The picture as a file of its own or for a page; its texts are outlines, so it needs no font.
    pub svg: String,
    /// The same with texts as texts, for a drawing program on a machine that has a Chinese font.
    pub editable: String,
    /// Characters of the view model that the font does not have, in the order of their code points. The picture shows `〓`
    /// in their places; say so beside it.
    pub missing: Vec<char>,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// Why a picture cannot be had as PNG.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PngError {
    /// The width is 0 or too large for this picture.
    #[error("图片宽度 {width} 像素不可用，可取 1 至 {max} / a width of {width} pixels is not possible, 1 to {max} are")]
    Width {
        /// The width asked for.
        width: u32,
        /// The greatest that is possible for this picture.
        max: u32,
    },
    /// The rasteriser failed; it has no reason to for a picture made here.
    #[error("无法生成 PNG：{0} / cannot make a PNG: {0}")]
    Raster(String),
}

impl Picture {
    /// The picture as PNG, `width` pixels wide, its height in proportion (rounded up). The picture's own
    /// [`width`](Picture::width) suits an A4 page; twice that suits a large screen.
    ///
    /// # Errors
    /// [`PngError::Width`] unless `width` is at least 1 and the PNG would stay below 10 000 pixels in width and 200
    /// million in all.
    pub fn png(&self, width: u32) -> Result<Vec<u8>, PngError> {
        let height = (u64::from(self.height) * u64::from(width)).div_ceil(u64::from(self.width));
        if width == 0 || width > PNG_WIDTH_MAX || u64::from(width) * height > PNG_PIXELS_MAX {
            return Err(PngError::Width { width, max: self.png_width_max() });
        }
        let raster = |e: &dyn std::fmt::Display| PngError::Raster(e.to_string());
        let tree = Tree::from_str(&self.svg, &Options::default()).map_err(|e| raster(&e))?;
        let height = u32::try_from(height).map_err(|e| raster(&e))?;
        let mut pixmap = Pixmap::new(width, height).ok_or_else(|| raster(&"no memory"))?;
        pixmap.fill(Color::WHITE);
        let scale = |to: u32, from: f32| f64_to_f32(f64::from(to) / f64::from(from));
        let transform = Transform::from_scale(scale(width, tree.size().width()), scale(height, tree.size().height()));
        resvg::render(&tree, transform, &mut pixmap.as_mut());
        encoded(&pixmap).map_err(|e| raster(&e))
    }

    /// The greatest width [`png`](Picture::png) takes for this picture.
    fn png_width_max(&self) -> u32 {
        let by_area = (PNG_PIXELS_MAX * u64::from(self.width) / u64::from(self.height.max(1))).isqrt();
        u32::try_from(by_area).unwrap_or(PNG_WIDTH_MAX).min(PNG_WIDTH_MAX)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a scale factor: single precision is what the rasteriser takes")]
fn f64_to_f32(v: f64) -> f32 {
    v as f32
}

/// The pixels as PNG, without the transparency that no picture has, and with the size in which it is to be printed: a
/// word processor then places it at the width of a page's text.
fn encoded(pixmap: &Pixmap) -> Result<Vec<u8>, EncodingError> {
    let opaque: Vec<u8> = pixmap.pixels().iter().flat_map(|p| [p.red(), p.green(), p.blue()]).collect();
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, pixmap.width(), pixmap.height());
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_filter(Filter::NoFilter);
    let per_metre = pixmap.width() * 1000 / PRINT_WIDTH_MM;
    encoder.set_pixel_dims(Some(PixelDimensions { xppu: per_metre, yppu: per_metre, unit: Unit::Meter }));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&opaque)?;
    writer.finish()?;
    Ok(bytes)
}
