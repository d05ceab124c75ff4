//! Cells as the places of their values among the categories.

use crate::agreement::matrix::Matrix;

/// A rating that is none of the categories.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Outside(pub(crate) f64);

/// A table of places: the cell of a rating that is category `k` holds `k`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Codes {
    width: usize,
    height: usize,
    categories: usize,
    /// Row after row. A missing cell holds the number of categories: one counter more and no branch where it is counted.
    cells: Vec<u32>,
}

impl Codes {
    /// Places among the values that occur, which are given too, rising.
    pub(crate) fn observed(matrix: &Matrix) -> (Vec<f64>, Self) {
        let mut index = Index::new();
        let mut cells: Vec<u32> = matrix.cells().iter().map(|cell| index.place_or_insert(*cell)).collect();
        // Place 0 is that of the missing cell; the others come in the order of their first cells, which means nothing.
        let values = index.values();
        let mut rising: Vec<usize> = (1..values.len()).collect();
        rising.sort_unstable_by(|a, b| values[*a].total_cmp(&values[*b]));
        let mut codes = vec![place(rising.len()); values.len()];
        for (code, first_seen) in rising.iter().enumerate() {
            codes[*first_seen] = place(code);
        }
        for cell in &mut cells {
            *cell = codes[*cell as usize];
        }
        let categories: Vec<f64> = rising.iter().map(|first_seen| values[*first_seen]).collect();
        let codes = Self { width: matrix.raters(), height: matrix.subjects(), categories: categories.len(), cells };
        (categories, codes)
    }

    /// Places among given values, which rise. Of several ratings outside them the smallest is reported.
    pub(crate) fn among(matrix: &Matrix, categories: &[f64]) -> Result<Self, Outside> {
        let mut index = Index::new();
        for value in categories {
            index.place_or_insert(*value);
        }
        // The place of what is not there is that of nothing: one more than all.
        let nowhere = place(categories.len() + 1);
        let cells: Vec<u32> = matrix.cells().iter().map(|cell| index.place(*cell).unwrap_or(nowhere)).collect();
        let codes = |place: u32| if place == 0 { self::place(categories.len()) } else { place - 1 };
        let outside = matrix.cells().iter().zip(&cells).filter(|(_, place)| **place == nowhere);
        match outside.map(|(cell, _)| *cell).min_by(f64::total_cmp) {
            Some(cell) => Err(Outside(cell)),
            None => Ok(Self {
                width: matrix.raters(),
                height: matrix.subjects(),
                categories: categories.len(),
                cells: cells.into_iter().map(codes).collect(),
            }),
        }
    }

    /// How many categories there are, used or not.
    pub(crate) fn categories(&self) -> usize {
        self.categories
    }

    /// Cells of a row.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// How many rows there are.
    pub(crate) fn height(&self) -> usize {
        self.height
    }

    /// The rows; what is no place of a category is a missing cell.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &[u32]> {
        // A table without columns has no cells, and chunks of length 0 do not exist.
        self.cells.chunks_exact(self.width.max(1))
    }

    /// Rows as columns.
    pub(crate) fn transposed(&self) -> Self {
        // Squares of cells, so that neither the reading nor the writing side leaves the cache.
        const SIDE: usize = 16;
        let mut cells = vec![0; self.cells.len()];
        for top in (0..self.height).step_by(SIDE) {
            for left in (0..self.width).step_by(SIDE) {
                for row in top..(top + SIDE).min(self.height) {
                    for column in left..(left + SIDE).min(self.width) {
                        cells[column * self.height + row] = self.cells[row * self.width + column];
                    }
                }
            }
        }
        Self { width: self.height, height: self.width, categories: self.categories, cells }
    }
}

fn place(at: usize) -> u32 {
    u32::try_from(at).expect("fewer than 2^32 distinct values")
}

/// Places of values by their bits: open addressing, at most half full. Only places come out, never an order.
struct Index {
    slots: Vec<Slot>,
    known: Vec<u64>,
    shift: u32,
}

#[derive(Clone, Copy)]
struct Slot {
    key: u64,
    place: u32,
}

/// The key of a free slot is that of a NaN, and all NaN have the key of another one here.
const FREE: Slot = Slot { key: u64::MAX, place: u32::MAX };

impl Index {
    /// An index that knows the missing cell, at place 0.
    fn new() -> Self {
        // Many more slots than a scale has steps: a key that is not in its first slot is a branch that nothing predicts.
        let bits = 10;
        let mut index = Self { slots: vec![FREE; 1 << bits], known: Vec::new(), shift: u64::BITS - bits };
        index.place_or_insert(f64::NAN);
        index
    }

    /// The values, by their places.
    fn values(&self) -> Vec<f64> {
        self.known.iter().map(|key| f64::from_bits(*key)).collect()
    }

    #[inline]
    fn place(&self, value: f64) -> Option<u32> {
        let key = key(value);
        let slot = self.slots[self.first(key)];
        if slot.key == key { Some(slot.place) } else { self.place_beyond(key) }
    }

    #[inline]
    fn place_or_insert(&mut self, value: f64) -> u32 {
        let key = key(value);
        let slot = self.slots[self.first(key)];
        if slot.key == key { slot.place } else { self.place_beyond_or_insert(key) }
    }

    #[inline(never)]
    fn place_beyond(&self, key: u64) -> Option<u32> {
        let slot = self.slots[self.slot(key)];
        (slot.key == key).then_some(slot.place)
    }

    #[inline(never)]
    fn place_beyond_or_insert(&mut self, key: u64) -> u32 {
        self.place_beyond(key).unwrap_or_else(|| self.insert(key))
    }

    fn insert(&mut self, key: u64) -> u32 {
        let place = place(self.known.len());
        self.known.push(key);
        if 2 * self.known.len() > self.slots.len() {
            self.grow();
        } else {
            self.put(key, place);
        }
        place
    }

    fn grow(&mut self) {
        self.shift -= 1;
        self.slots = vec![FREE; 2 * self.slots.len()];
        for at in 0..self.known.len() {
            self.put(self.known[at], place(at));
        }
    }

    fn put(&mut self, key: u64, place: u32) {
        let slot = self.slot(key);
        self.slots[slot] = Slot { key, place };
    }

    /// Where a key is, or where it would go: from its first slot on the one that is its own or free.
    fn slot(&self, key: u64) -> usize {
        let mut slot = self.first(key);
        while self.slots[slot].key != key && self.slots[slot].key != FREE.key {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        slot
    }

    /// The high bits of a multiple (Knuth's multiplicative hashing).
    fn first(&self, key: u64) -> usize {
        let bits = key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift;
        usize::try_from(bits).expect("below the number of slots")
    }
}

fn key(value: f64) -> u64 {
    if value.is_nan() { f64::NAN.to_bits() } else { value.to_bits() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn missing_cells_and_values_outside_are_told_apart() {
        let table = Matrix::from_rows(&[[Some(3.0), None], [Some(-1.5), Some(3.0)]]).unwrap();
        let (values, codes) = Codes::observed(&table);
        assert_eq!((values.as_slice(), codes.cells.as_slice()), ([-1.5, 3.0].as_slice(), [1, 2, 0, 1].as_slice()));
        assert_eq!(Codes::among(&table, &[-1.5, 0.0, 3.0]).unwrap().cells, [2, 3, 0, 2]);
        assert_eq!(Codes::among(&table, &[0.0, 3.0]), Err(Outside(-1.5)));
        assert_eq!(Codes::among(&table, &[7.0]), Err(Outside(-1.5)));
        assert_eq!(codes.transposed().cells, [1, 0, 2, 1]);
    }

    proptest! {
        /// Against a sorted list, on tables with many and with few distinct values.
        #[test]
        fn codes_are_places_in_the_sorted_list(cells in prop::collection::vec(prop_oneof![Just(f64::NAN), (0..9).prop_map(f64::from), -1e3..1e3], 0..400)) {
            let table = Matrix::of_cells(1, cells.len(), cells.clone());
            let mut sorted: Vec<f64> = cells.iter().copied().filter(|cell| !cell.is_nan()).collect();
            sorted.sort_by(f64::total_cmp);
            sorted.dedup();
            let (values, codes) = Codes::observed(&table);
            prop_assert_eq!(&values, &sorted);
            for (cell, code) in cells.iter().zip(&codes.cells) {
                let expected = sorted.iter().position(|value| value.to_bits() == cell.to_bits()).unwrap_or(sorted.len());
                prop_assert_eq!(*code as usize, expected);
            }
            prop_assert_eq!(Codes::among(&table, &sorted), Ok(codes));
        }
    }
}
