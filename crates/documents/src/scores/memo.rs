//! Remembering what a cell's text was found to mean.

use std::borrow::Cow;
use std::collections::HashMap;

/// How many texts are remembered; further ones are looked at each time.
const REMEMBERED: usize = 1 << 16;

/// The meaning of each text seen in one column. Rows come in groups, so the last text is tried first.
pub(super) struct Memo<'t, T> {
    known: HashMap<Cow<'t, str>, T>,
    last: Option<(Cow<'t, str>, T)>,
}

impl<'t, T: Copy> Memo<'t, T> {
    pub(super) fn new() -> Self {
        Self { known: HashMap::new(), last: None }
    }

    /// The meaning of `cell`, made by `make` when it is not known yet.
    #[inline]
    pub(super) fn get(&mut self, cell: &Cow<'t, str>, make: impl FnOnce(&str) -> T) -> T {
        match &self.last {
            Some((text, meaning)) if text == cell => *meaning,
            _ => self.look_up(cell, make),
        }
    }

    fn look_up(&mut self, cell: &Cow<'t, str>, make: impl FnOnce(&str) -> T) -> T {
        let meaning = match self.known.get(cell.as_ref()) {
            Some(meaning) => *meaning,
            None => {
                let meaning = make(cell);
                if self.known.len() < REMEMBERED {
                    self.known.insert(cell.clone(), meaning);
                }
                meaning
            }
        };
        self.last = Some((cell.clone(), meaning));
        meaning
    }
}
