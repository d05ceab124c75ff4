//! Pictures that a caller gives to a paper.

use std::io::Cursor;

/// A PNG whose size is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    png: Vec<u8>,
    width: u32,
    height: u32,
}

/// The bytes are no PNG, or one without an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a PNG picture")]
pub struct NotPng;

impl Picture {
    /// The picture in `png`; only its header is read.
    ///
    /// # Errors
    /// [`NotPng`] when the header is not that of a PNG.
    pub fn new(png: Vec<u8>) -> Result<Self, NotPng> {
        let reader = png::Decoder::new(Cursor::new(&png)).read_info().map_err(|_| NotPng)?;
        let (width, height) = reader.info().size();
        drop(reader);
        Ok(Self { png, width, height })
    }

    /// The bytes as they were given.
    pub fn png(&self) -> &[u8] {
        &self.png
    }

    /// Width and height in pixels, both above 0.
    pub fn size(&self) -> (u32, u32) {
        (self.width, self.height)
    }
}
