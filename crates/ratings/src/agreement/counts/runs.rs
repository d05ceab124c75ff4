//! How often each category occurs in each row.

use super::codes::Codes;

/// Rows as runs: the categories that occur in a row, rising, each with how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Runs {
    starts: Vec<usize>,
    categories: Vec<u32>,
    counts: Vec<u32>,
    totals: Vec<u64>,
    /// The ordered pairs of different columns in each row.
    pairs: Vec<u64>,
}

/// The runs of one row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    /// The categories that occur, rising.
    pub(crate) categories: &'a [u32],
    /// How often each occurs.
    pub(crate) counts: &'a [u32],
    /// `m`: how many values there are.
    pub(crate) total: u64,
    /// `m^2` less the squares of what each column counts, the ordered pairs of different columns: `m (m - 1)` where
    /// each column counts once.
    pub(crate) pairs: u64,
}

impl Runs {
    /// Counts the categories of every row, a cell of column `c` as `times[c]` cells.
    pub(crate) fn of(codes: &Codes, times: &[u32]) -> Self {
        Self::counted(codes, times, 0)
    }

    /// The same, with nothing in rows that have no pair.
    pub(crate) fn pairable(codes: &Codes, times: &[u32]) -> Self {
        Self::counted(codes, times, 1)
    }

    fn counted(codes: &Codes, times: &[u32], pairs_min: u64) -> Self {
        let mut runs = Self {
            starts: Vec::with_capacity(codes.height() + 1),
            categories: Vec::new(),
            counts: Vec::new(),
            totals: Vec::with_capacity(codes.height()),
            pairs: Vec::with_capacity(codes.height()),
        };
        let mut tally = Tally::new(codes.categories(), codes.width());
        runs.starts.push(0);
        for row in codes.rows() {
            tally.add(row, times);
            let from = runs.counts.len();
            tally.take(&mut runs.categories, &mut runs.counts);
            let mut total: u64 = runs.counts[from..].iter().map(|count| u64::from(*count)).sum();
            let pairs = total * total - tally.own_pairs;
            if pairs < pairs_min {
                runs.categories.truncate(from);
                runs.counts.truncate(from);
                total = 0;
            }
            runs.starts.push(runs.counts.len());
            runs.totals.push(total);
            runs.pairs.push(pairs);
        }
        runs
    }

    /// How many rows there are.
    pub(crate) fn rows(&self) -> usize {
        self.pairs.len()
    }

    /// One row.
    pub(crate) fn row(&self, row: usize) -> Row<'_> {
        let range = self.range(row);
        Row {
            categories: &self.categories[range.clone()],
            counts: &self.counts[range],
            total: self.totals[row],
            pairs: self.pairs[row],
        }
    }

    /// Every row in turn.
    pub(crate) fn each(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.rows()).map(|row| self.row(row))
    }

    /// Where the runs of a row stand in lists with one entry a run.
    pub(crate) fn range(&self, row: usize) -> std::ops::Range<usize> {
        self.starts[row]..self.starts[row + 1]
    }

    /// How many values there are in all.
    pub(crate) fn values(&self) -> usize {
        usize::try_from(self.totals.iter().sum::<u64>()).expect("a count of cells")
    }

    /// How many runs there are in all.
    pub(crate) fn len(&self) -> usize {
        self.counts.len()
    }

    /// How often each category occurs when row `r` counts `times[r]` times.
    pub(crate) fn pooled(&self, categories: usize, times: &[u32]) -> Vec<u64> {
        let mut pooled = vec![0; categories];
        for (row, times) in self.each().zip(times) {
            if *times > 0 {
                for (category, count) in row.categories.iter().zip(row.counts) {
                    pooled[*category as usize] += u64::from(*times) * u64::from(*count);
                }
            }
        }
        pooled
    }
}

/// Counters for one row, empty between rows.
struct Tally {
    counts: Vec<u32>,
    own_pairs: u64,
    order: Order,
}

/// How the categories of a row come out rising.
enum Order {
    /// A bit for each category: cheap where a row has not many fewer cells than there are words of bits.
    Bits(Vec<u64>),
    /// The row's own codes, sorted: never more than a row costs, however many categories there are.
    Sorted(Vec<u32>),
}

impl Tally {
    fn new(categories: usize, width: usize) -> Self {
        let words = (categories + 1).div_ceil(64);
        let order =
            if words <= 16 * width { Order::Bits(vec![0; words]) } else { Order::Sorted(Vec::with_capacity(width)) };
        Self { counts: vec![0; categories + 1], own_pairs: 0, order }
    }

    fn add(&mut self, row: &[u32], times: &[u32]) {
        let missing = self.counts.len() - 1;
        self.own_pairs = 0;
        for (code, times) in row.iter().zip(times) {
            let code = *code as usize;
            self.counts[code] += times;
            let own = u64::from(*times) * u64::from(*times);
            self.own_pairs += if code == missing { 0 } else { own };
        }
        match &mut self.order {
            Order::Bits(words) => {
                for code in row {
                    words[*code as usize / 64] |= 1 << (code % 64);
                }
                words[missing / 64] &= !(1 << (missing % 64));
            }
            Order::Sorted(codes) => {
                codes.extend(row.iter().filter(|code| **code as usize != missing));
                codes.sort_unstable();
                codes.dedup();
            }
        }
        self.counts[missing] = 0;
    }

    fn take(&mut self, categories: &mut Vec<u32>, counts: &mut Vec<u32>) {
        let all = &mut self.counts;
        let mut take = |code: u32| {
            let count = std::mem::take(&mut all[code as usize]);
            // A column may count nought times.
            if count > 0 {
                categories.push(code);
                counts.push(count);
            }
        };
        match &mut self.order {
            Order::Bits(words) => {
                for (at, word) in (0..).zip(words) {
                    let mut bits = std::mem::take(word);
                    while bits != 0 {
                        take(64 * at + bits.trailing_zeros());
                        bits &= bits - 1;
                    }
                }
            }
            Order::Sorted(codes) => codes.drain(..).for_each(take),
        }
    }
}
