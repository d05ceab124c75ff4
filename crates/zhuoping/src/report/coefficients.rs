//! A coefficient of agreement as tables show it.

use zhuoping_criteria::Lang;
use zhuoping_ratings::agreement::Measured;

/// The texts of one coefficient.
pub(crate) struct Coefficient {
    pub(crate) title: String,
    pub(crate) value: String,
    pub(crate) interval: String,
    /// Why there is no value; empty where there is one.
    pub(crate) why: String,
}

impl Coefficient {
    pub(crate) fn of(measured: &Measured, lang: Lang) -> Self {
        let interval = measured.interval();
        let why = if measured.value().is_none() { measured.why() } else { None };
        Self {
            title: measured.statistic.title().get(lang).to_owned(),
            value: measured.value().map_or_else(|| "–".into(), |value| format!("{value:.3}")),
            interval: interval
                .map_or_else(|| "–".into(), |interval| format!("[{:.3}, {:.3}]", interval.lower, interval.upper)),
            why: why.map(|why| why.get(lang).to_owned()).unwrap_or_default(),
        }
    }
}
