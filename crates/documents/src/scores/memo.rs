//! Remembering what a cell's text was found to mean.

use std::collections::HashMap;

/// How many texts are remembered; further ones are looked at each time.
const REMEMBERED: usize = 1 << 16;

/// The meaning of each text seen in one column. Rows come in groups, so the last text is tried first.
pub(super) struct Memo<T> {
    known: HashMap<Box<str>, T>,
    last_text: String,
    last_meaning: Option<T>,
}

impl<T: Copy> Memo<T> {
    pub(super) fn new() -> Self {
        Self { known: HashMap::new(), last_text: String::new(), last_meaning: None }
    }

    /// The meaning of `cell`, made by `make` when it is not known yet.
    #[inline]
    pub(super) fn get(&mut self, cell: &str, make: impl FnOnce(&str) -> T) -> T {
        match self.last_meaning {
            Some(meaning) if self.last_text == cell => meaning,
            _ => self.look_up(cell, make),
        }
    }

    fn look_up(&mut self, cell: &str, make: impl FnOnce(&str) -> T) -> T {
        let meaning = match self.known.get(cell) {
            Some(meaning) => *meaning,
            None => {
                let meaning = make(cell);
                if self.known.len() < REMEMBERED {
                    self.known.insert(cell.into(), meaning);
                }
                meaning
            }
        };
        self.last_text.clear();
        self.last_text.push_str(cell);
        self.last_meaning = Some(meaning);
        meaning
    }
}
