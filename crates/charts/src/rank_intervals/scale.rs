//! A scale of ranks: every rank has a field of its own, so that an interval of one rank is still a bar.

/// Fields of equal width, rank 1 at the left.
pub(super) struct RankScale {
    pixels: (f64, f64),
    ranks: u32,
}

/// How much of its field a rank leaves free at each side, as a part of the field and in pixels: an interval that ends at the
/// last place shows that it does not touch the line.
const FREE: (f64, f64) = (0.08, 4.0);
/// The least distance of two labels.
const LABEL_DISTANCE: f64 = 40.0;

impl RankScale {
    pub(super) fn new(ranks: u32, pixels: (f64, f64)) -> Self {
        Self { pixels, ranks }
    }

    /// The width of a rank's field.
    fn field(&self) -> f64 {
        (self.pixels.1 - self.pixels.0) / f64::from(self.ranks)
    }

    /// The middle of a rank's field; what is outside the scale is put at its end.
    pub(super) fn at(&self, rank: f64) -> f64 {
        (self.pixels.0 + (rank - 0.5) * self.field()).clamp(self.pixels.0, self.pixels.1)
    }

    /// From where to where an interval of ranks from 1 is drawn.
    pub(super) fn span(&self, (low, high): (u32, u32)) -> (f64, f64) {
        let free = f64::max(FREE.0 * self.field(), FREE.1).min(0.4 * self.field());
        (self.edge_after(low - 1) + free, self.edge_after(high) - free)
    }

    /// The edge between a rank and the next.
    pub(super) fn edge_after(&self, rank: u32) -> f64 {
        self.at(f64::from(rank) + 0.5)
    }

    /// The ranks that are labelled: 1, and round ones with room between them.
    pub(super) fn ticks(&self) -> Vec<u32> {
        let fits = |step: &u32| f64::from(*step) * self.field() >= LABEL_DISTANCE;
        let step = (0..8).flat_map(|power| [1, 5].map(|s| s * 10_u32.pow(power))).find(fits).unwrap_or(self.ranks);
        let round = (1..=self.ranks).filter(|r| r % step == 0 && f64::from(r - 1) * self.field() >= LABEL_DISTANCE);
        std::iter::once(1).chain(round).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labelled_ranks_are_round_and_have_room() {
        assert_eq!(RankScale::new(6, (0.0, 600.0)).ticks(), [1, 2, 3, 4, 5, 6]);
        assert_eq!(RankScale::new(20, (0.0, 600.0)).ticks(), [1, 5, 10, 15, 20]);
        assert_eq!(RankScale::new(60, (0.0, 600.0)).ticks(), [1, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60]);
        assert_eq!(RankScale::new(1, (0.0, 600.0)).ticks(), [1]);
    }

    #[test]
    fn only_an_interval_that_holds_ranks_of_both_sides_crosses_the_line() {
        let scale = RankScale::new(20, (100.0, 700.0));
        let line = scale.edge_after(5);
        let crosses = |span: (u32, u32)| scale.span(span).0 < line && line < scale.span(span).1;
        for low in 1..=20 {
            for high in low..=20 {
                assert_eq!(crosses((low, high)), low <= 5 && high > 5, "{low} to {high}");
            }
        }
    }
}
