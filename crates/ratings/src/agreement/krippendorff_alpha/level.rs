//! What the values mean to alpha.

/// The level of measurement: what makes two values `c` and `k` differ, as `delta^2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Names: 1 between different values.
    Nominal,
    /// Order: the square of how many values lie between, `(n_c/2 + n_between + n_k/2)^2`. Only the order counts, and a
    /// step through values that many gave is a long one.
    Ordinal,
    /// Differences count: 40 to 50 is as far as 80 to 90. `(c - k)^2`.
    Interval,
    /// Proportions count: 40 to 50 is as far as 80 to 100. `((c - k) / (c + k))^2`, and 0 from 0 to 0.
    Ratio,
}

impl Level {
    /// Every level there is.
    pub const ALL: [Self; 4] = [Self::Nominal, Self::Ordinal, Self::Interval, Self::Ratio];

    /// The name in commands and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nominal => "nominal",
            Self::Ordinal => "ordinal",
            Self::Interval => "interval",
            Self::Ratio => "ratio",
        }
    }
}
