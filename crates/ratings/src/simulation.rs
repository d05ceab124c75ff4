//! Random numbers for bootstraps and simulations: one stream a replicate, the same on every machine and thread count.
//!
//! Replicate `k` of a seed reads ChaCha20 stream `k` ([`Words`]) and nothing else, so replicates can be computed in any
//! order and on any number of threads. How words become numbers is fixed here and held by golden values:
//!
//! * an index below `n` takes half a word, the low half first: `(half x n) >> 32`. No index is more likely than another
//!   by more than `2^-32`, which no simulation can see; official draws, where it would matter in principle, reject;
//! * a unit number takes a word: `(word >> 11) + 1/2` in units of `2^-53`, never 0 and never 1;
//! * normal numbers come in pairs from two unit numbers (Box & Muller 1958): `sqrt(-2 ln u)` times the cosine, then the
//!   sine, of `2 pi v`.
//!
//! Half a word or half a pair that is left over is used by the next number of its kind.

use zhuoping_provenance::{Seed, Words};

/// The random numbers of one replicate.
#[derive(Clone, Debug)]
pub struct Stream {
    words: Words,
    half: Option<u32>,
    normal: Option<f64>,
}

impl Stream {
    /// The numbers of replicate `replicate` of `seed`, from the first.
    pub fn new(seed: Seed, replicate: u64) -> Self {
        Self { words: Words::new(seed, replicate), half: None, normal: None }
    }

    /// A number from 0 to `n - 1`, each as likely as the others.
    ///
    /// # Panics
    /// When `n` is 0.
    pub fn index(&mut self, n: u32) -> u32 {
        assert!(n > 0, "nothing to choose from");
        let half = self.half.take().unwrap_or_else(|| {
            let word = self.words.next_word();
            self.half = Some(high(word));
            high(word << 32)
        });
        high(u64::from(half) * u64::from(n))
    }

    /// Adds to `times` how often each position comes up in as many choices with replacement as there are positions.
    pub fn resample(&mut self, times: &mut [u32]) {
        let n = u32::try_from(times.len()).expect("fewer than 2^32 positions");
        for _ in 0..n {
            times[self.index(n) as usize] += 1;
        }
    }

    /// A number strictly between 0 and 1.
    pub fn unit(&mut self) -> f64 {
        ((self.words.next_word() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// A number from the normal distribution with mean 0 and variance 1.
    pub fn normal(&mut self) -> f64 {
        self.normal.take().unwrap_or_else(|| {
            let radius = (-2.0 * libm::log(self.unit())).sqrt();
            let angle = std::f64::consts::TAU * self.unit();
            self.normal = Some(radius * libm::sin(angle));
            radius * libm::cos(angle)
        })
    }
}

fn high(word: u64) -> u32 {
    u32::try_from(word >> 32).expect("32 bits")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(replicate: u64) -> Stream {
        Stream::new(Seed::from_bytes(std::array::from_fn(|at| u8::try_from(at).unwrap())), replicate)
    }

    /// From the words 0x6a19c5d97d2bfd39 and 0x494adcb87703bd8d, which another language computed too.
    #[test]
    fn golden_numbers_of_the_counting_seed() {
        let mut numbers = stream(0);
        let halves = [0x7d2b_fd39_u64, 0x6a19_c5d9, 0x7703_bd8d, 0x494a_dcb8];
        for half in halves {
            assert_eq!(u64::from(numbers.index(1000)), (half * 1000) >> 32);
        }
        let expected = (0x6a19_c5d9_7d2b_fd39_u64 >> 11) as f64 / 9_007_199_254_740_992.0;
        assert!((stream(0).unit() - expected).abs() < 1e-15);
        assert_ne!(stream(0).unit().to_bits(), stream(1).unit().to_bits());
    }

    #[test]
    fn indices_fill_their_range_evenly_and_a_resample_has_as_many_as_positions() {
        let mut numbers = stream(3);
        let mut counts = [0_u32; 7];
        for _ in 0..70_000 {
            counts[numbers.index(7) as usize] += 1;
        }
        // Chi-square with 6 degrees of freedom exceeds 22.5 once in a thousand.
        let chi: f64 = counts.iter().map(|n| (f64::from(*n) - 1e4).powi(2) / 1e4).sum();
        assert!(chi < 22.5, "{counts:?}");
        let mut times = [0; 12];
        numbers.resample(&mut times);
        assert_eq!(times.iter().sum::<u32>(), 12);
    }

    #[test]
    fn normal_numbers_have_the_moments_of_the_normal_distribution() {
        let mut numbers = stream(4);
        let all: Vec<f64> = (0..200_000).map(|_| numbers.normal()).collect();
        let moment = |power: i32| all.iter().map(|x| x.powi(power)).sum::<f64>() / all.len() as f64;
        // Four standard errors of each: sqrt(1, 2, 15, 96) / sqrt(200 000).
        for (power, expected, spread) in [(1, 0.0, 1.0), (2, 1.0, 1.414), (3, 0.0, 3.873), (4, 3.0, 9.8)] {
            assert!((moment(power) - expected).abs() < 4.0 * spread / 447.0, "{power}: {}", moment(power));
        }
        let beyond = all.iter().filter(|x| x.abs() > 1.959_963_984_540_054).count() as f64 / all.len() as f64;
        assert!((beyond - 0.05).abs() < 0.002, "{beyond}");
    }
}
