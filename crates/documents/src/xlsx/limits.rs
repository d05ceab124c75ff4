//! How large a workbook may be. Every limit is far beyond a table of an award and far below what a machine has.

/// The largest workbook file, in bytes.
pub(crate) const FILE_BYTES: usize = 32 << 20;
/// The most entries of the container.
pub(crate) const ENTRIES: usize = 4096;
/// The most bytes that all XML parts together may have when they are unpacked.
pub(crate) const INFLATED_BYTES: u64 = 64 << 20;
/// The most cells of all sheets together, empty ones included.
pub(crate) const CELLS: u64 = 1_500_000;
/// The most cells with something in them that are handed out as a list.
pub(crate) const LISTED_CELLS: usize = 500_000;
/// The most distinct texts.
pub(crate) const STRINGS: u64 = 600_000;
/// The most text that is taken out of one sheet, in bytes: one text may be in many cells.
pub(crate) const TEXT_BYTES: usize = 32 << 20;
/// The longest tag, text or comment of a part, and the longest text of a cell however it is pieced together, in bytes.
/// Excel's own limit of 32 767 characters is far below, also where every character is written as a reference.
pub(crate) const EVENT_BYTES: u64 = 512 << 10;
/// The longest attribute of a style, in bytes: styles are copied for every format that uses them.
pub(crate) const STYLE_ATTRIBUTE_BYTES: usize = 1 << 10;
/// The most attributes of one element.
pub(crate) const ATTRIBUTES: usize = 100;
/// How deep elements may nest.
pub(crate) const DEPTH: usize = 100;
/// The last row of a sheet, from 1.
pub(crate) const LAST_ROW: u32 = 1 << 20;
/// How many columns a sheet has.
pub(crate) const COLUMNS: u32 = 1 << 14;
